"""The tiers' part of the program: ladder, requirements, validity, inactivity, milestones."""

from __future__ import annotations

from itertools import pairwise
from typing import Annotated, Any, Literal, cast

from pydantic import AfterValidator, Discriminator, Field, Tag, model_validator

from liuke.decision.rewards import Reward
from liuke.earning.windows import LIFETIME, CalendarPeriod, Window
from liuke.kernel.ids import find_doubled
from liuke.kernel.text import Text, text
from liuke.program.fault_words import broken, join_rules
from liuke.program.spec import Id, RefKind, Section, Spec, hint

Dimension = Annotated[str, Field(pattern=r"^(balance:|earned:)?[a-z][a-z0-9_]{0,62}$")]
InactivityAction = Literal["warn", "lose_benefits", "drop_one_tier", "drop_to_first"]
MAX_LEAVES = 32


# -- requirements ---------------------------------------------------------------------------------------------------
class Reach(Spec):
    """A dimension reaches an amount: a counter, ``growth``, ``balance:<asset>`` or ``earned:<asset>``."""

    dimension: Dimension = Field(
        json_schema_extra=hint("维度", "Dimension", widget="ref", ref="counter", example="growth")
    )
    at_least: int = Field(gt=0, le=10**15, json_schema_extra=hint("门槛", "Threshold", unit_of="dimension"))
    window: Window | None = Field(default=None, json_schema_extra=hint("统计周期", "Over (the ladder's period)"))


class ReachAll(Spec):
    """Every part holds."""

    all: tuple[Requirement, ...] = Field(min_length=1, max_length=16, json_schema_extra=hint("全部满足", "All of"))


class ReachAny(Spec):
    """At least one part holds."""

    any: tuple[Requirement, ...] = Field(min_length=1, max_length=16, json_schema_extra=hint("任一满足", "Any of"))


def _kind(value: Any) -> str:
    if isinstance(value, dict):
        keys = cast("dict[str, Any]", value).keys()
        return next((key for key in ("all", "any") if key in keys), "reach")
    return "all" if isinstance(value, ReachAll) else "any" if isinstance(value, ReachAny) else "reach"


Requirement = Annotated[
    Annotated[Reach, Tag("reach")] | Annotated[ReachAll, Tag("all")] | Annotated[ReachAny, Tag("any")],
    Discriminator(_kind),
]
for _model in (ReachAll, ReachAny):
    _model.model_rebuild()
AnyRequirement = Reach | ReachAll | ReachAny


def list_leaves(requirement: AnyRequirement) -> list[Reach]:
    """Every comparison in the requirement."""
    if isinstance(requirement, Reach):
        return [requirement]
    parts = requirement.all if isinstance(requirement, ReachAll) else requirement.any
    return [leaf for part in parts for leaf in list_leaves(part)]


def _bounded(requirement: AnyRequirement | None) -> AnyRequirement | None:
    if requirement is not None and len(list_leaves(requirement)) > MAX_LEAVES:
        raise broken(f"一个条件最多 {MAX_LEAVES} 个部分", f"a requirement may have at most {MAX_LEAVES} parts")
    return requirement


Needed = Annotated[Requirement | None, AfterValidator(_bounded)]


# -- validity -------------------------------------------------------------------------------------------------------
class NoValidity(Spec):
    """A tier stays until something takes it away."""

    kind: Literal["none"] = "none"


class MonthsValidity(Spec):
    """A tier stays so many months from the day it was reached; then the past so many months are looked at."""

    kind: Literal["months"] = "months"
    months: int = Field(default=12, gt=0, le=60, json_schema_extra=hint("月数", "Months", unit="months"))


class CalendarValidity(Spec):
    """A tier stays to the end of the ``following``-th calendar period after the one it was reached in.

    At the end the last of these periods is looked at.
    """

    kind: Literal["calendar"] = "calendar"
    period: CalendarPeriod = Field(default="year", json_schema_extra=hint("周期", "Period"))
    following: int = Field(default=1, ge=0, le=12, json_schema_extra=hint("顺延周期数", "Periods after"))


Validity = Annotated[NoValidity | MonthsValidity | CalendarValidity, Discriminator("kind")]
AnyValidity = NoValidity | MonthsValidity | CalendarValidity


# -- ladder ---------------------------------------------------------------------------------------------------------
class TierSpec(Spec):
    """One tier; its rank is its place in the ladder."""

    id: Id = Field(json_schema_extra=hint("编号", "Id", example="silver"))
    name: Text = Field(json_schema_extra=hint("名称", "Name"))
    icon: str = Field(default="", max_length=200, json_schema_extra=hint("图标", "Icon", widget="icon"))
    color: str = Field(
        default="#8c8c8c", pattern=r"^#[0-9a-fA-F]{6}$", json_schema_extra=hint("颜色", "Colour", widget="color")
    )
    badge: str = Field(default="", max_length=200, json_schema_extra=hint("徽章图", "Badge", widget="kept"))
    perks: tuple[Text, ...] = Field(default=(), json_schema_extra=hint("权益短语", "Benefits in words"))
    entry: Needed = Field(default=None, json_schema_extra=hint("升级条件", "To enter"))
    keep: Needed = Field(default=None, json_schema_extra=hint("保级条件（缺省同升级条件）", "To keep (as to enter)"))
    pack: tuple[Reward, ...] = Field(default=(), json_schema_extra=hint("升级礼包", "Gift pack"))
    pack_repeats: bool = Field(default=False, json_schema_extra=hint("再次升级再发礼包", "Pack at every upgrade"))


class InactivityStep(Spec):
    """What happens after so many merchant-local days without the member doing anything."""

    after_days: int = Field(gt=0, le=3_650, json_schema_extra=hint("未活跃天数", "After", unit="days"))
    action: InactivityAction = Field(default="warn", json_schema_extra=hint("动作", "Then"))
    warn_days: int = Field(default=7, ge=0, le=90, json_schema_extra=hint("提前预警", "Warned before", unit="days"))

    @model_validator(mode="after")
    def _warned_in_time(self) -> InactivityStep:
        if self.action != "warn" and not 0 < self.warn_days < self.after_days:
            raise broken(
                "会降级或暂停权益的一步须提前预警：预警天数大于 0 且小于未活跃天数",
                "a step that takes something away must be warned of, fewer days before than it takes",
            )
        return self


class MilestoneSpec(Spec):
    """A reward on the way, given once."""

    id: Id = Field(json_schema_extra=hint("编号", "Id"))
    name: Text = Field(json_schema_extra=hint("名称", "Name"))
    dimension: Dimension = Field(json_schema_extra=hint("维度", "Dimension", widget="ref", ref="counter"))
    at_least: int = Field(gt=0, json_schema_extra=hint("门槛", "Threshold", unit_of="dimension"))
    rewards: tuple[Reward, ...] = Field(min_length=1, json_schema_extra=hint("奖励", "Rewards"))


class TiersSpec(Spec):
    """All about tiers; without a ladder there are none."""

    ladder: tuple[TierSpec, ...] = Field(default=(), max_length=20, json_schema_extra=hint("等级", "Ladder"))
    period: Window = Field(default=LIFETIME, json_schema_extra=hint("统计周期", "Qualification period"))
    validity: Validity = Field(default=NoValidity(), json_schema_extra=hint("有效期", "Validity"))
    grace_days: int = Field(default=0, ge=0, le=365, json_schema_extra=hint("保护期", "Grace", unit="days"))
    soft_landing: Literal["one_step", "requalify"] = Field(
        default="one_step", json_schema_extra=hint("降级方式", "Falling")
    )
    notice_days: tuple[Annotated[int, Field(gt=0, le=365)], ...] = Field(
        default=(30, 7), json_schema_extra=hint("到期前提醒", "Told before the end", unit="days")
    )
    freeze_label: str = Field(
        default="growth_frozen", json_schema_extra=hint("冻结标签", "Label that freezes tiers", advanced=True)
    )
    inactivity: tuple[InactivityStep, ...] = Field(
        default=(), max_length=12, json_schema_extra=hint("不活跃衰减", "Inactivity")
    )
    on_refund: Literal["keep", "reevaluate"] = Field(
        default="reevaluate", json_schema_extra=hint("退款后", "After a refund")
    )
    nudge_growth: int = Field(
        default=50, ge=0, json_schema_extra=hint("差多少成长值时提醒", "Nudge when so much growth is missing")
    )
    milestones: tuple[MilestoneSpec, ...] = Field(default=(), json_schema_extra=hint("里程碑", "Milestones"))

    @model_validator(mode="after")
    def _consistent(self) -> TiersSpec:
        faults = list[Text]()
        ids = [tier.id for tier in self.ladder] + [milestone.id for milestone in self.milestones]
        doubled = find_doubled(ids)
        if doubled:
            faults.append(text(f"编号重复：{'、'.join(doubled)}", f"ids used twice: {', '.join(doubled)}"))
        if self.ladder and self.ladder[0].entry is not None:
            first = self.ladder[0]
            faults.append(
                text(
                    f"“{first.name.zh}”是首个等级，人人都有，请去掉它的升级条件",
                    f"{first.id} is the first tier, which everybody has: leave its entry out",
                )
            )
        faults += [
            text(f"“{tier.name.zh}”需要升级条件", f"{tier.id} needs an entry")
            for tier in self.ladder[1:]
            if tier.entry is None
        ]
        days = [step.after_days for step in self.inactivity]
        if any(later <= earlier for earlier, later in pairwise(days)):
            faults.append(text("不活跃衰减须按天数从小到大", "inactivity steps must come in the order of their days"))
        if faults:
            raise join_rules(faults)
        return self


SECTION = Section("tiers", TiersSpec, TiersSpec(), text("等级", "Tiers"), (RefKind("tier", "ladder"),))
