"""Campaigns in the program."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from liuke.decision.budgets import Unit
from liuke.kernel.clock import MINUTE_US
from liuke.kernel.text import Text, text
from liuke.program.conditions import Condition
from liuke.program.fault_words import broken
from liuke.program.patch import Patch
from liuke.program.spec import Id, MediumId, RefKind, Section, Spec, hint
from liuke.program.theme import ThemeSpec
from liuke.program.window import Window

_MOST = 10**15


class BudgetLimits(Spec):
    """How much of one thing a campaign gives away; each limit is a stop of its own."""

    total: int | None = Field(default=None, ge=1, le=_MOST, json_schema_extra=hint("总额", "In all"))
    per_day: int | None = Field(default=None, ge=1, le=_MOST, json_schema_extra=hint("每日", "A day"))
    per_week: int | None = Field(default=None, ge=1, le=_MOST, json_schema_extra=hint("每周", "A week"))
    per_place: int | None = Field(
        default=None,
        ge=1,
        le=_MOST,
        json_schema_extra=hint("每店", "A place"),
        description="Of what is given for events that name a store.",
    )
    per_member: int | None = Field(default=None, ge=1, le=_MOST, json_schema_extra=hint("每人", "A member"))

    @model_validator(mode="after")
    def _limits_something(self) -> BudgetLimits:
        if not self.model_dump(exclude_none=True):
            raise broken("至少填写一项限额，或者不设预算", "give at least one limit, or leave it out")
        return self


class BudgetSpec(Spec):
    """What a campaign may give away: by its activities, and by what its patch changes.

    A reward that finds too little left is not given. When every limit in all has run out, the campaign is over.
    """

    points: BudgetLimits | None = Field(
        default=None, json_schema_extra=hint("积分", "Points", unit="points"), description="Of the asset ``points``."
    )
    coupons: BudgetLimits | None = Field(
        default=None,
        json_schema_extra=hint("优惠券面值（分）", "Coupons' face value", unit="cents"),
        description="A coupon counts when it is granted: its ``value_cents``, else its face value.",
    )
    cash: BudgetLimits | None = Field(
        default=None,
        json_schema_extra=hint("现金（分）", "Cash", unit="cents"),
        description="Cash counts when it is won, claimed or not; what lapses goes back.",
    )

    def limits(self) -> dict[Unit, BudgetLimits]:
        """Those that are set."""
        named: dict[Unit, BudgetLimits | None] = {"points": self.points, "coupons": self.coupons, "cash": self.cash}
        return {unit: limits for unit, limits in named.items() if limits is not None}


class CampaignSpec(Spec):
    """A window in which the program is different for an audience.

    A share of the audience is held out: they see the program as if the campaign did not exist, so that what it brings
    can be measured.
    """

    id: Id = Field(json_schema_extra=hint("编号", "Id", example="spring_festival"))
    name: Text = Field(json_schema_extra=hint("名称", "Name"))
    description: Text | None = Field(default=None, json_schema_extra=hint("说明", "Description"))
    picture: MediumId = Field(default="", json_schema_extra=hint("主题图", "Picture", widget="media", media="theme"))
    enabled: bool = Field(default=True, json_schema_extra=hint("启用", "Enabled"))
    theme: ThemeSpec | None = Field(default=None, json_schema_extra=hint("主题", "Theme"))
    window: Window = Field(default=Window(), json_schema_extra=hint("时间", "Window", main=True))
    early: dict[Id, Annotated[int, Field(ge=0, le=43_200)]] = Field(
        default_factory=dict,
        json_schema_extra=hint("按等级提前", "Earlier by tier", keys="tier", unit="minutes"),
        description="Members of these tiers meet the campaign, and what lives in it, so long before the others.",
    )
    audience: Condition | None = Field(default=None, json_schema_extra=hint("人群", "Audience", widget="condition"))
    holdout_bps: int = Field(
        default=1_000, ge=0, le=5_000, json_schema_extra=hint("对照组比例", "Held out", unit="bps")
    )
    seed: str = Field(
        default="",
        max_length=100,
        json_schema_extra=hint("种子", "Seed", advanced=True),
        description="Of the holdout; by default the id.",
    )
    budget: BudgetSpec = Field(default=BudgetSpec(), json_schema_extra=hint("预算", "Budget", main=True))
    results: Literal["at_end", "as_they_come", "never"] = Field(
        default="at_end",
        json_schema_extra=hint("结果公示", "Results are published"),
        description="Figures and winners, with masked names, of the activities in it, which members may read.",
    )
    patch: Patch = Field(default=(), json_schema_extra=hint("活动期间的改动", "What changes meanwhile"))

    @model_validator(mode="after")
    def _has_a_beginning(self) -> CampaignSpec:
        if any(self.early.values()) and self.window.from_ is None:
            raise broken(
                "提前参与以开始时间为准：请填写开始时间", "early access is counted from the beginning: give it one"
            )
        return self

    @property
    def early_us(self) -> dict[str, int]:
        """By how much members of a tier come before the others."""
        return {tier: minutes * MINUTE_US for tier, minutes in self.early.items() if minutes}


class RhythmSpec(Spec):
    """How much a merchant wants to ask of one member; beyond it an operator is warned before publishing.

    Nothing is withheld from anybody by it. A campaign counts once, with all activities that live in it, and an activity
    of its own with an end counts too; what is there every day does not.
    """

    enabled: bool = Field(default=True, json_schema_extra=hint("提醒", "Warn"))
    most_a_week: int = Field(
        default=3,
        ge=1,
        le=100,
        json_schema_extra=hint("每人每周最多活动数", "Campaigns a member and week", unit="times"),
    )
    most_at_once: int = Field(
        default=2, ge=1, le=100, json_schema_extra=hint("每人同时最多活动数", "Campaigns at once", unit="times")
    )
    ignored_bps: int = Field(
        default=100, ge=0, le=10_000,
        json_schema_extra=hint("不足多少会员时不提醒", "Share of members of whom nothing is said", unit="bps"),
    )  # fmt: skip


SECTIONS = (
    Section("rhythm", RhythmSpec, RhythmSpec(), text("活动节奏", "Rhythm"), patchable=False),
    Section(
        "campaigns", tuple[CampaignSpec, ...], (), text("营销活动", "Campaigns"), (RefKind("campaign"),),
        patchable=False,
    ),
)  # fmt: skip
