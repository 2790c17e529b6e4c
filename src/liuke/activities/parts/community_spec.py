"""The terms of a community, and what is remembered of who joined it."""

from __future__ import annotations

from typing import Literal

import msgspec
from pydantic import Field, model_validator

from liuke.activities.contracts import ActivitySpec
from liuke.decision.rewards import Reward
from liuke.decision.state import Slot
from liuke.kernel.text import Text
from liuke.program.fault_words import broken
from liuke.program.spec import MediumId, Spec, hint


class Entrance(Spec):
    """How one gets into the group: a link, the picture of its code, words; only who has joined sees any of it."""

    link: str = Field(
        default="", max_length=500, pattern=r"^(https://[^\s]+)?$",
        json_schema_extra=hint("入群链接", "Link", example="https://work.weixin.qq.com/gm/abc"),
    )  # fmt: skip
    picture: MediumId = Field(
        default="", json_schema_extra=hint("群二维码", "Picture of its code", widget="media", media="prize")
    )
    words: Text | None = Field(default=None, json_schema_extra=hint("入群说明", "Words"))

    @model_validator(mode="after")
    def _leads_in(self) -> Entrance:
        if not self.link and not self.picture and self.words is None:
            raise broken("入群方式至少填写一项", "an entrance has a link, a picture or words")
        return self


class CommunitySpec(ActivitySpec):
    """A group of members, a tier's or a label's by its audience, with an entrance that only they see.

    ``leaving``: whether who is not in the audience any more sees the entrance no longer, or keeps it.
    """

    kind: Literal["community"] = Field(default="community", json_schema_extra=hint("类型", "Kind"))
    entrance: Entrance = Field(json_schema_extra=hint("入群方式", "Entrance"))
    leaving: Literal["hide", "keep"] = Field(
        default="hide", json_schema_extra=hint("不再符合条件时", "Who no longer belongs")
    )
    rewards: tuple[Reward, ...] = Field(default=(), json_schema_extra=hint("首次入群奖励", "For joining first"))


class CommunityDoc(msgspec.Struct, array_like=True, gc=False):
    """One community of a member.

    Args:
        joined_us: When they joined first.
    """

    joined_us: int = 0


class CommunityBook(msgspec.Struct):
    """All communities of a member, by activity id."""

    docs: dict[str, CommunityDoc] = {}


SLOT = Slot("activity_community", CommunityBook)
