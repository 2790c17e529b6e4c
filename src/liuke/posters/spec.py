"""Posters in the program: in which colours, words and pictures they are drawn."""

from __future__ import annotations

from typing import Any

from pydantic import Field

from liuke.kernel.text import Text, text
from liuke.program.spec import Id, MediumId, Section, Spec, hint

LINK = r"^(https://[A-Za-z0-9.:-]+/[A-Za-z0-9._~:/?@!$&*+,;=%-]*\{code\}[A-Za-z0-9._~=&%/-]*)?$"
_COLOUR = r"^#[0-9a-fA-F]{6}$"


def _ground(default: str) -> Any:
    return Field(default=default, pattern=_COLOUR, json_schema_extra=hint("底色", "Ground", widget="color"))


def _picture() -> Any:
    return Field(
        default="",
        json_schema_extra=hint("图片", "Picture", widget="media"),
        description="Only pictures that were sent and are shown; without one it is line art.",
    )


class InviteLook(Spec):
    """Invitation posters."""

    ground: str = _ground("#1f5c4a")
    ink: str = Field(default="#ffffff", pattern=_COLOUR, json_schema_extra=hint("文字颜色", "Ink", widget="color"))
    accent: str = Field(
        default="#b94c1c", pattern=_COLOUR, json_schema_extra=hint("奖励颜色", "Colour of the gain", widget="color")
    )
    headline: Text = Field(
        default=text("好东西，\n想和你分享", "Good things\nare for sharing"), json_schema_extra=hint("标题", "Headline")
    )
    line: Text | None = Field(default=None, json_schema_extra=hint("副标题", "Line below it"))
    picture: MediumId = _picture()


class HonourLook(Spec):
    """Badges and certificates."""

    ground: str = _ground("#7a5d30")
    ink: str = Field(default="#f6e7c8", pattern=_COLOUR, json_schema_extra=hint("文字颜色", "Ink", widget="color"))
    picture: MediumId = _picture()


class BadgeLook(Spec):
    """What one badge looks like."""

    badge: Id = Field(json_schema_extra=hint("徽章", "Badge", widget="badge"))
    ground: str = _ground("#7a5d30")
    picture: MediumId = _picture()


class UpgradeLook(Spec):
    """Pictures of an upgrade; their ground is the tier's colour, darkened as far as its text needs."""

    ink: str = Field(default="#ffffff", pattern=_COLOUR, json_schema_extra=hint("文字颜色", "Ink", widget="color"))
    picture: MediumId = _picture()


class PostersSpec(Spec):
    """Pictures that members keep and show to friends."""

    shop: Text | None = Field(
        default=None,
        json_schema_extra=hint("商家名称", "Name of the merchant"),
        description="As it stands on the pictures; without it the program's name.",
    )
    link: str = Field(
        default="",
        max_length=200,
        pattern=LINK,
        json_schema_extra=hint("邀请链接", "Invitation link", example="https://m.example.com/i/{code}"),
        description="What the QR code opens; `{code}` becomes the member's code. Without a link the QR code is the "
        "scene of a mini program's picture code (`i=<code>`), for its own scanner.",
    )
    name_attribute: str = Field(
        default="nickname",
        max_length=50,
        json_schema_extra=hint("昵称字段", "Attribute with the name"),
        description="Of the member's profile; empty: no name stands on pictures.",
    )
    per_minute: int = Field(
        default=20,
        ge=1,
        le=600,
        json_schema_extra=hint("每分钟张数", "Pictures a minute"),
        description="Drawn for one member in a minute; a picture that was drawn before is not counted.",
    )
    invite: InviteLook = Field(default=InviteLook(), json_schema_extra=hint("邀请海报", "Invitation"))
    badge: HonourLook = Field(default=HonourLook(), json_schema_extra=hint("徽章", "Badges"))
    badges: tuple[BadgeLook, ...] = Field(
        default=(), max_length=200, json_schema_extra=hint("单个徽章", "Badges of their own looks")
    )
    certificate: HonourLook = Field(
        default=HonourLook(ground="#1f5c4a", ink="#ffffff"), json_schema_extra=hint("证书", "Certificates")
    )
    upgrade: UpgradeLook = Field(default=UpgradeLook(), json_schema_extra=hint("升级", "Upgrades"))


SECTION = Section("posters", PostersSpec, PostersSpec(), text("海报", "Posters"), patchable=False)
