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
from liuke.program.spec import Id, Spec, hint

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


class BoardDivision(Spec):
    """A division of leagues."""

    id: Id = Field(json_schema_extra=hint("编号", "Id", example="silver"))
    name: Text = Field(json_schema_extra=hint("名称", "Name"))


class BoardLeagues(Spec):
    """Members who take part in a period play in leagues of at most ``size``, among others of their division.

    Whoever first scores in a period gets the next free seat in the newest league of their division; new members begin
    in the lowest. When the period closes, the first ``promote`` of each league go up a division and the last
    ``relegate`` go down; the first ``promote`` never go down, in a league that is not full either. Who has no rank
    moves nowhere.
    """

    size: int = Field(default=30, ge=2, le=100, json_schema_extra=hint("每组人数上限", "Members of a league at most"))
    divisions: tuple[BoardDivision, ...] = Field(
        min_length=1, max_length=20, json_schema_extra=hint("段位（从低到高）", "Divisions, from the lowest")
    )
    promote: int = Field(default=5, ge=0, le=100, json_schema_extra=hint("每组晋级人数", "Promoted of each league"))
    relegate: int = Field(default=5, ge=0, le=100, json_schema_extra=hint("每组降级人数", "Relegated of each league"))
    absent: Literal["keep", "relegate"] = Field(
        default="keep", json_schema_extra=hint("整期未参与时", "Who does not play in a period"),
        description="`relegate`: they go down a division for each whole period in which they did not play.",
    )  # fmt: skip

    @model_validator(mode="after")
    def _fits(self) -> BoardLeagues:
        ids = [one.id for one in self.divisions]
        if len(set(ids)) < len(ids):
            raise broken("段位编号不能重复", "each division has an id of its own")
        if self.promote + self.relegate > self.size:
            raise broken(
                "晋级与降级人数之和不能超过每组人数", "no more members are promoted and relegated than a league has"
            )
        return self


class BoardPrize(Spec):
    """What those from one place to another win when the period closes: among everybody, in each city or league."""

    board: Literal["all", "city", "league"] = Field(default="all", json_schema_extra=hint("榜单", "Board"))
    division: Id | None = Field(
        default=None, json_schema_extra=hint("仅此段位", "Only in this division", example="gold")
    )
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
    leagues: BoardLeagues | None = Field(default=None, json_schema_extra=hint("段位联赛", "Leagues"))
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
        divisions = [one.id for one in self.leagues.divisions] if self.leagues is not None else []
        if any(
            one.division is not None and (one.board != "league" or one.division not in divisions) for one in self.prizes
        ):
            raise broken("奖项的段位须是联赛中的段位", "only a prize of leagues names a division, and one of theirs")
        if any(one.board not in self.boards for one in self.prizes):
            raise broken("有奖项的榜单也要展示", "a board with prizes is one that is shown")
        if any(one.first > one.last for one in self.prizes):
            raise broken("名次须从小到大", "prizes go from a place to the same one or a later one")
        for board, division in (("all", None), ("city", None), *(("league", one) for one in divisions)):
            found = sorted(
                (one.first, one.last) for one in self.prizes if one.board == board and one.division in {None, division}
            )
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
        if ("league" in self.boards) != (self.leagues is not None):
            raise broken(
                "联赛榜需要设置段位联赛，其他榜单不用", "a board of leagues says how they are played, and only that"
            )
        if self.leagues is not None and self.period == "campaign":
            raise broken("段位联赛按天、周、月或年进行", "leagues are played by the day, week, month or year")
        return self
