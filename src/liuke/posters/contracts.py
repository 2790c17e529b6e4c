"""Words of this package: what is drawn, in which looks, and what can be wrong with a wish."""

from __future__ import annotations

import hashlib
from typing import ClassVar, Literal, get_args

import msgspec

from liuke.kernel.errors import LiukeError

Kind = Literal["invite", "badge", "certificate", "upgrade"]
KINDS: tuple[Kind, ...] = get_args(Kind)
Format = Literal["jpeg", "png"]
MEDIA: dict[Format, str] = {"jpeg": "image/jpeg", "png": "image/png"}
PIXELS: dict[Kind, tuple[int, int]] = {
    "invite": (1_080, 1_620), "badge": (1_080, 1_080), "certificate": (1_440, 1_080), "upgrade": (1_080, 1_620),
}  # fmt: skip
"""Width and height; fixed, whatever is drawn."""
MAX_BYTES = 1_500_000
"""Of a picture; what a photograph of the merchant's fills stays far below it as JPEG."""
MAX_SCENE = 32
"""Characters that a scene of a mini program's picture code may have (``wxacode.getUnlimited``)."""
RELEASE = 1
"""Raised whenever the same order is drawn otherwise: entity tags of earlier pictures go with it."""


class NoInviteCode(LiukeError):
    """The member has no invitation code yet: there is nothing to put into the picture."""

    code = "no-invite-code"
    status = 409
    title = "The member has no invitation code yet"

    def __init__(self) -> None:
        super().__init__(fix="ask for one first: POST /v1/members/{member}/referral/code")


class PostersBusy(LiukeError):
    """As many pictures wait to be drawn as this process takes."""

    code = "posters-busy"
    status = 503
    title = "Too many pictures are being drawn"
    retry_after: ClassVar[int] = 2


class Look(msgspec.Struct, frozen=True):
    """How a picture is dressed.

    Args:
        ground: Colour of its ground, ``#rrggbb``.
        ink: Of what is written on the ground.
        accent: Of what is gained.
        picture: Hash of the merchant's picture in hexadecimal digits; empty: line art.
    """

    ground: str
    ink: str
    accent: str
    picture: str = ""


class Invite(msgspec.Struct, frozen=True, tag=True):
    """An invitation.

    Args:
        look: Its dress.
        shop: Name of the merchant.
        headline: In large type.
        line: Below it.
        name: Who invites.
        standing: Tier of who invites; empty: none.
        tier_color: Colour of that tier.
        gain_label: What stands over the gain.
        gain: What a newcomer is given; empty: nothing.
        terms: On what terms.
        code: Invitation code.
        code_label: What stands over the code.
        scan: What to do with the QR code.
        content: Of the QR code.
    """

    look: Look
    shop: str
    headline: str
    line: str
    name: str
    standing: str
    tier_color: str
    gain_label: str
    gain: str
    terms: str
    code: str
    code_label: str
    scan: str
    content: str


class Badge(msgspec.Struct, frozen=True, tag=True):
    """A badge that the member holds: ``title``, ``owner`` and ``day`` in words."""

    look: Look
    shop: str
    title: str
    owner: str
    day: str


class Certificate(msgspec.Struct, frozen=True, tag=True):
    """A title as a document: heading, sentence, day and number in words."""

    look: Look
    shop: str
    heading: str
    sub_heading: str
    presented: str
    owner: str
    sentence: str
    title: str
    day: str
    number: str


class Upgrade(msgspec.Struct, frozen=True, tag=True):
    """The moment of a new tier.

    Args:
        look: Its dress; the ground is the tier's colour.
        shop: Name of the merchant.
        headline: Above the tier.
        tier: Its name.
        owner: Whose.
        day: Since when, in words.
        perks_label: What stands over the benefits.
        perks: At most four.
        saved_label: What stands over the sum.
        saved: Saved so far, with its currency; empty: nothing yet.
    """

    look: Look
    shop: str
    headline: str
    tier: str
    owner: str
    day: str
    perks_label: str
    perks: tuple[str, ...]
    saved_label: str
    saved: str


Order = Invite | Badge | Certificate | Upgrade


def derive_tag(order: Order, form: Format) -> str:
    """Name of the picture that an order becomes: the same order is the same bytes."""
    content = msgspec.json.encode((RELEASE, form, order))
    return hashlib.sha256(content).hexdigest()[:32]
