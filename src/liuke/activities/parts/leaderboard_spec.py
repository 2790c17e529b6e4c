"""The terms of a leaderboard."""

from __future__ import annotations

from itertools import pairwise
from typing import Literal

from pydantic import Field, model_validator

from liuke.activities.contracts import ActivitySpec
from liuke.boards.contracts import MAX_TOP, Scope
from liuke.decision.rewards import Reward
from liuke.goods.scope import LineScope
from liuke.kernel.text import Text
from liuke.program.conditions import Condition
from liuke.program.fault_words import broken
from liuke.program.spec import Spec, hint

BoardPeriod = Literal["day", "week", "month", "year", "campaign"]


class BoardCity(Spec):
    """Where a member belongs: by what they said of themselves, or by the store of the first thing that counted.

    It stays so until the period ends.
    """

    by: Literal["profile", "store"] = Field(default="profile", json_schema_extra=hint("依据", "By"))
    field: str = Field(
        default="city", min_length=1, max_length=64,
        json_schema_extra=hint("会员资料字段", "Field of the profile", example="city"),
    )  # fmt: skip


class BoardPrize(Spec):
    """What those from one place to another win when the period closes; in each city, or among everybody."""

    board: Literal["all", "city"] = Field(default="all", json_schema_extra=hint("榜单", "Board"))
    first: int = Field(ge=1, le=1_000, json_schema_extra=hint("从第几名", "From place"))
    last: int = Field(ge=1, le=1_000, json_schema_extra=hint("到第几名", "To place"))
    rewards: tuple[Reward, ...] = Field(min_length=1, json_schema_extra=hint("奖励", "Rewards"))


class LeaderboardSpec(ActivitySpec):
    """Members ranked by what they did in a period: money spent, steps, minutes, times.

    ``period``: a day, a week from Monday, a month or a year of the merchant's calendar, or the whole activity. A
    refund, and a fact that takes another one back, subtract what they take back from the period in which it counted.
    """

    kind: Literal["leaderboard"] = Field(default="leaderboard", json_schema_extra=hint("类型", "Kind"))
    on: tuple[str, ...] = Field(min_length=1, json_schema_extra=hint("事件", "Events", widget="ref", ref="event"))
    when: Condition | None = Field(default=None, json_schema_extra=hint("条件", "When", widget="condition"))
    measure: Literal["count", "sum"] = Field(default="sum", json_schema_extra=hint("计量", "Measure"))
    field: str = Field(
        default="", json_schema_extra=hint("求和字段", "Field to sum", widget="field", example="amount_cents")
    )
    scope: LineScope | None = Field(
        default=None, json_schema_extra=hint("仅计订单中的这些商品", "Only these goods of an order")
    )
    unit: Text | None = Field(default=None, json_schema_extra=hint("成绩单位", "Unit of the score"))
    period: BoardPeriod = Field(default="week", json_schema_extra=hint("排行周期", "Period"))
    boards: tuple[Scope, ...] = Field(
        default=("all", "friends"), min_length=1, json_schema_extra=hint("榜单", "Boards")
    )
    city: BoardCity | None = Field(default=None, json_schema_extra=hint("同城依据", "What a city is"))
    ties: Literal["reached_first", "share_rank"] = Field(
        default="reached_first", json_schema_extra=hint("同分时", "Equal scores")
    )
    top: int = Field(default=100, ge=3, le=MAX_TOP, json_schema_extra=hint("展示前几名", "Places shown"))
    opt_out: bool = Field(default=True, json_schema_extra=hint("会员可退出排行", "Members may hide"))

    prizes: tuple[BoardPrize, ...] = Field(default=(), max_length=50, json_schema_extra=hint("奖项", "Prizes"))
    wait_hours: int = Field(
        default=2, ge=0, le=168,
        json_schema_extra=hint("结束后等待迟到数据（小时）", "Waits for late facts", unit="hours", advanced=True),
        description="A period closes so long after its end; what comes later is listed beside it and changes nothing.",
    )  # fmt: skip

    @model_validator(mode="after")
    def _prizes_fit(self) -> LeaderboardSpec:
        for board in ("all", "city"):
            found = sorted((one.first, one.last) for one in self.prizes if one.board == board)
            if found and board not in self.boards:
                raise broken("有奖项的榜单也要展示", "a board with prizes is one that is shown")
            if any(first > last for first, last in found):
                raise broken("名次须从小到大", "prizes go from a place to the same one or a later one")
            if any(one[1] >= two[0] for one, two in pairwise(found)):
                raise broken("同一名次只能有一个奖项", "a place has one prize")
        return self

    @model_validator(mode="after")
    def _fits(self) -> LeaderboardSpec:
        if (self.measure == "sum") != bool(self.field):
            raise broken(
                "计量为“合计”时要选择求和字段，其他计量不用",
                "a sum names the field that it adds up, and only a sum has one",
            )
        if len(set(self.boards)) < len(self.boards):
            raise broken("每种榜单只列一次", "each board is named once")
        if ("city" in self.boards) != (self.city is not None):
            raise broken("同城榜需要说明同城依据，其他榜单不用", "a board of a city says what a city is, and only that")
        return self
