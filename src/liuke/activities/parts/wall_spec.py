"""The terms of a wall, and what is remembered of a member's part in it."""

from __future__ import annotations

from typing import Literal

import msgspec
from pydantic import Field, model_validator

from liuke.activities.contracts import ActivitySpec
from liuke.decision.rewards import Reward
from liuke.decision.state import Slot
from liuke.kernel.text import Text
from liuke.posts.contracts import MAX_PICTURES, MAX_TEXT
from liuke.program.fault_words import broken
from liuke.program.spec import Spec, hint


class LikeStep(Spec):
    """What the writer gets when a post has so many likes at once, once a post."""

    at: int = Field(ge=1, le=1_000_000, json_schema_extra=hint("点赞数", "Likes"))
    rewards: tuple[Reward, ...] = Field(min_length=1, json_schema_extra=hint("奖励", "Rewards"))


class WallSpec(ActivitySpec):
    """Members write, others read: stories that are liked, or feedback that is adopted."""

    kind: Literal["wall"] = Field(default="wall", json_schema_extra=hint("类型", "Kind"))
    style: Literal["story", "feedback"] = Field(default="story", json_schema_extra=hint("用途", "Style"))
    prompt: Text | None = Field(default=None, json_schema_extra=hint("引导语", "What members are asked for"))
    check: Literal["people", "platform", "words"] = Field(
        default="people", json_schema_extra=hint("展示前由谁检查", "Checked before it is shown by"),
        description="A platform that is not connected is stood in for by people; pictures are always for people.",
    )  # fmt: skip
    on_words: Literal["review", "refuse"] = Field(
        default="review", json_schema_extra=hint("含敏感词时", "With a listed word")
    )
    max_chars: int = Field(default=300, ge=1, le=MAX_TEXT, json_schema_extra=hint("最多字数", "Characters at most"))
    pictures: int = Field(default=3, ge=0, le=MAX_PICTURES, json_schema_extra=hint("最多图片", "Pictures at most"))
    per_day: int = Field(default=3, ge=1, le=50, json_schema_extra=hint("每人每天最多发布", "Posts a member and day"))
    most: int = Field(default=30, ge=1, le=200, json_schema_extra=hint("每人最多发布", "Posts a member"))
    likes: bool = Field(default=True, json_schema_extra=hint("可以点赞", "May be liked"))
    likes_each: int = Field(
        default=100, ge=1, le=300, json_schema_extra=hint("每人最多同时点赞", "Likes a member gives", advanced=True)
    )
    rewards: tuple[Reward, ...] = Field(
        default=(), json_schema_extra=hint("发布奖励", "For a post"),
        description="Once it is shown; taken back when it is taken down or deleted.",
    )  # fmt: skip
    rewarded_posts: int = Field(
        default=1, ge=1, le=200, json_schema_extra=hint("每人奖励几篇", "Posts a member is rewarded for")
    )
    adoption: tuple[Reward, ...] = Field(default=(), json_schema_extra=hint("采纳奖励", "For an adopted post"))
    like_steps: tuple[LikeStep, ...] = Field(
        default=(), max_length=20, json_schema_extra=hint("获赞奖励", "For likes", advanced=True)
    )
    like_cap: int = Field(
        default=3,
        ge=1,
        le=100,
        json_schema_extra=hint("每人最多获赞奖励次数", "Rewards for likes a member", advanced=True),
    )

    @model_validator(mode="after")
    def _steps_rise(self) -> WallSpec:
        found = [one.at for one in self.like_steps]
        if found != sorted(set(found)):
            raise broken("获赞奖励的点赞数须从小到大、不重复", "likes of the steps must rise")
        if found and not self.likes:
            raise broken("不能点赞的墙没有获赞奖励", "what cannot be liked is not rewarded for likes")
        return self


class WallDoc(msgspec.Struct, array_like=True, gc=False):
    """A member's part in a wall.

    Args:
        day: The last merchant-local day on which they wrote.
        today: Posts of that day.
        total: Posts in all.
        rewarded: Posts for which they have the reward now.
        like_rewards: Rewards for likes, in all.
        liked: Posts that they like.
    """

    day: int = 0
    today: int = 0
    total: int = 0
    rewarded: int = 0
    like_rewards: int = 0
    liked: list[int] = []


class WallBook(msgspec.Struct):
    """All walls of a member, by activity id."""

    docs: dict[str, WallDoc] = {}


SLOT = Slot("activity_wall", WallBook)
