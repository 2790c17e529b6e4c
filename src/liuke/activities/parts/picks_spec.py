"""The terms of offers that are picked for a member."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from liuke.activities.contracts import ActivitySpec
from liuke.decision.rewards import Reward
from liuke.kernel.ids import find_doubled
from liuke.kernel.text import Text
from liuke.program.conditions import Condition
from liuke.program.fault_words import broken
from liuke.program.spec import Id, MediumId, Spec, hint


class PickChoice(Spec):
    """One of the offers that may be shown. ``tags`` are categories or tags of what members buy who would like it."""

    id: Id = Field(json_schema_extra=hint("编号", "Id", example="fruit_tea"))
    name: Text = Field(json_schema_extra=hint("名称", "Name"))
    picture: MediumId = Field(default="", json_schema_extra=hint("图片", "Picture", widget="media", media="prize"))
    tags: tuple[Annotated[str, Field(min_length=1, max_length=100)], ...] = Field(
        default=(), max_length=20, json_schema_extra=hint("适合买过这些的会员", "For who buys")
    )
    audience: Condition | None = Field(default=None, json_schema_extra=hint("人群", "Audience", widget="condition"))
    rewards: tuple[Reward, ...] = Field(default=(), json_schema_extra=hint("领取后得到", "What it gives"))
    deep_link: str = Field(default="", max_length=500, json_schema_extra=hint("跳转链接", "Deep link"))


class PicksSpec(ActivitySpec):
    """A few offers of many, shown to each member for a day or a week.

    ``personal_bps``: at least this share of the places is filled for the member, by what members who buy alike took;
    the others show what most took. ``explore_bps``: how often such a place shows any offer by chance, so that what is
    not known yet becomes known. Who turned personalisation off sees in every place what most took.
    """

    kind: Literal["picks"] = Field(default="picks", json_schema_extra=hint("类型", "Kind"))
    size: int = Field(default=3, ge=1, le=10, json_schema_extra=hint("展示个数", "Shown at once"))
    personal_bps: int = Field(
        default=3_000, ge=0, le=10_000, json_schema_extra=hint("为会员挑选的占比", "Picked for the member", unit="bps")
    )
    explore_bps: int = Field(
        default=1_000, ge=0, le=5_000, json_schema_extra=hint("其中尝试新内容", "Of these by chance", unit="bps")
    )
    refresh: Literal["day", "week"] = Field(default="day", json_schema_extra=hint("多久换一批", "New ones every"))
    takes: int = Field(default=1, ge=1, le=10, json_schema_extra=hint("每批可领几个", "May be taken of these"))
    choices: tuple[PickChoice, ...] = Field(min_length=2, max_length=50, json_schema_extra=hint("备选", "Offers"))

    @model_validator(mode="after")
    def _fits(self) -> PicksSpec:
        doubled = find_doubled([one.id for one in self.choices])
        if doubled:
            raise broken(f"编号重复：{', '.join(doubled)}", f"used twice: {', '.join(doubled)}")
        if self.size > len(self.choices):
            raise broken("“展示个数”超过了备选数", "more are shown than there are offers")
        if self.takes > self.size:
            raise broken("“每批可领几个”超过了展示个数", "more may be taken than are shown")
        return self

    @property
    def personal(self) -> int:
        """Places that are filled for the member."""
        return -(-self.size * self.personal_bps // 10_000)
