"""The earning domain's part of the program: counters, member days, custom events, earning rules, multipliers."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Annotated, Literal, TypeVar

from pydantic import AfterValidator, Field, model_validator

from liuke.events.catalogue import FieldKind
from liuke.goods.scope import LineScope
from liuke.kernel.ids import find_doubled
from liuke.kernel.money import Rounding
from liuke.kernel.text import Text, text
from liuke.ledger.spec import AssetSpec, Cap, CapPeriod, Expiry
from liuke.program.conditions import Condition
from liuke.program.fault_words import broken
from liuke.program.lunar_days import YearlyLunarDays
from liuke.program.spec import Id, ProgramBase, RefKind, Section, Spec, hint
from liuke.program.window import DateSpan

EventName = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)+$")]
FieldName = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,62}$")]
MonthDay = Annotated[str, Field(pattern=r"^(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$")]
CounterUnit = Literal["cents", "points", "days", "minutes", "times"]
Stacking = Literal["multiply", "add", "max"]


# -- counters -------------------------------------------------------------------------------------------------------
class AddField(Spec):
    """The event's field is added."""

    field: FieldName = Field(json_schema_extra=hint("字段", "Field", widget="field", example="amount_cents"))


class AddCount(Spec):
    """A fixed number is added, one for "how many times"."""

    count: int = Field(default=1, gt=0, le=10**6, json_schema_extra=hint("每次计", "Each counts"))


class CounterSpec(Spec):
    """A total over a member's events, for tiers, tasks and conditions."""

    id: Id = Field(json_schema_extra=hint("编号", "Id", example="spend"))
    name: Text = Field(json_schema_extra=hint("名称", "Name"))
    on: tuple[EventName, ...] = Field(
        min_length=1, json_schema_extra=hint("计入的事件", "Counts events", widget="ref", ref="event")
    )
    when: Condition | None = Field(default=None, json_schema_extra=hint("条件", "Only when", widget="condition"))
    add: AddField | AddCount = Field(default=AddCount(), json_schema_extra=hint("累加", "Adds"))
    scope: LineScope | None = Field(
        default=None, json_schema_extra=hint("仅计订单中的这些商品", "Only these goods of an order")
    )
    distinct: Literal["none", "day"] = Field(
        default="none", json_schema_extra=hint("去重", "Counts at most once a", example="day")
    )
    undone_by: EventName | None = Field(
        default=None,
        json_schema_extra=hint("被撤销于", "Undone by", widget="ref", ref="event", example="order.refunded"),
    )
    unit: CounterUnit | None = Field(default=None, json_schema_extra=hint("单位", "Unit"))

    @model_validator(mode="after")
    def _consistent(self) -> CounterSpec:
        if self.distinct == "day" and self.add != AddCount():
            raise broken(
                "按天去重的计数器每天只计 1，请去掉“累加”",
                "a counter of distinct days adds one a day: leave “Adds” out",
            )
        if self.undone_by is not None and (self.undone_by != "order.refunded" or "order.paid" not in self.on):
            raise broken(
                "只有订单支付的计数可以撤销，并且由订单退款撤销",
                "only what paid orders counted can be undone, by refunds",
            )
        return self

    @property
    def unit_shown(self) -> CounterUnit:
        """The unit given, or the one that follows from what is added."""
        if self.unit is not None:
            return self.unit
        if self.distinct == "day":
            return "days"
        if isinstance(self.add, AddField):
            name = self.add.field
            return "cents" if name.endswith("_cents") else "minutes" if name.endswith("minutes") else "points"
        return "times"


# -- member days ----------------------------------------------------------------------------------------------------
class DayPattern(Spec):
    """Days that match any of the lists, and lie in ``between`` where it is given."""

    weekdays: tuple[Annotated[int, Field(ge=1, le=7)], ...] = Field(
        default=(), json_schema_extra=hint("每周", "Weekdays", widget="weekdays")
    )
    days_of_month: tuple[Annotated[int, Field(ge=1, le=31)], ...] = Field(
        default=(), json_schema_extra=hint("每月几号", "Days of the month", widget="days_of_month")
    )
    dates: tuple[date, ...] = Field(default=(), json_schema_extra=hint("指定日期", "Dates", widget="dates"))
    month_days: tuple[MonthDay, ...] = Field(
        default=(), json_schema_extra=hint("每年几月几日", "Each year on", widget="month_days")
    )
    lunar: tuple[YearlyLunarDays, ...] = Field(
        default=(), max_length=60, json_schema_extra=hint("农历节日", "By the Chinese calendar", widget="lunar")
    )
    between: DateSpan | None = Field(default=None, json_schema_extra=hint("期间", "Only between"))
    short_month: Literal["skip", "last_day"] = Field(
        default="skip", json_schema_extra=hint("当月无此日", "When a month lacks the day")
    )

    @model_validator(mode="after")
    def _something(self) -> DayPattern:
        if not (self.names_days or self.between):
            raise broken(
                "至少选择一种日期：每周、每月几号、指定日期、每年几月几日、农历节日或期间",
                "choose at least one: weekdays, days of the month, dates, days of each year, festivals, or a span",
            )
        return self

    @property
    def names_days(self) -> bool:
        """Whether it lists days; else every day of its span is meant."""
        return bool(self.weekdays or self.days_of_month or self.dates or self.month_days or self.lunar)


class SpecialDaySpec(Spec):
    """A member day: conditions ask for it as ``special_day.<id>``."""

    id: Id = Field(json_schema_extra=hint("编号", "Id", example="every_8th"))
    name: Text = Field(json_schema_extra=hint("名称", "Name"))
    on: DayPattern = Field(json_schema_extra=hint("日期", "On"))
    tiers: tuple[Id, ...] = Field(
        default=(), json_schema_extra=hint("仅限等级", "Only for tiers", widget="ref", ref="tier")
    )


# -- custom events --------------------------------------------------------------------------------------------------
class CustomFieldSpec(Spec):
    """A field of a custom event."""

    kind: FieldKind = Field(default="str", json_schema_extra=hint("类型", "Type"))
    label: Text = Field(json_schema_extra=hint("名称", "Label"))
    required: bool = Field(default=False, json_schema_extra=hint("必填", "Required"))
    personal: bool = Field(default=False, json_schema_extra=hint("个人信息（加密保存）", "Personal data (kept sealed)"))
    max_length: int = Field(
        default=2_000, ge=1, le=10_000, json_schema_extra=hint("最多字符", "Most characters of a text")
    )


class CustomEventSpec(Spec):
    """An event type that this program adds to the catalogue."""

    name: EventName = Field(json_schema_extra=hint("事件名", "Event name", example="book.finished"))
    label: Text = Field(json_schema_extra=hint("名称", "Label"))
    fields: dict[FieldName, CustomFieldSpec] = Field(default_factory=dict, json_schema_extra=hint("字段", "Fields"))
    open: bool = Field(default=False, json_schema_extra=hint("允许其他字段", "Other fields allowed"))


T = TypeVar("T", bound=Spec)


def _unique(items: tuple[T, ...]) -> tuple[T, ...]:
    names = [str(getattr(item, "name" if isinstance(item, CustomEventSpec) else "id")) for item in items]
    doubled = find_doubled(names)
    if doubled:
        raise broken(f"编号重复：{'、'.join(doubled)}", f"declared twice: {', '.join(doubled)}")
    return items


# -- earning rules --------------------------------------------------------------------------------------------------
class FixedAmount(Spec):
    """The same amount each time, by tier where given."""

    fixed: int = Field(ge=0, le=10**9, json_schema_extra=hint("数量", "Amount", unit="points"))
    by_tier: dict[Id, Annotated[int, Field(ge=0, le=10**9)]] = Field(
        default_factory=dict, json_schema_extra=hint("按等级", "By tier", keys="tier", unit="points")
    )


class Rate(Spec):
    """``points`` for every full (or part, see the rounding) ``every`` of the event's field."""

    field: FieldName = Field(
        default="amount_cents", json_schema_extra=hint("字段", "Field", widget="field", example="amount_cents")
    )
    every: int = Field(default=100, gt=0, le=10**9, json_schema_extra=hint("每", "For every", unit_of="field"))
    points: int = Field(default=1, gt=0, le=10**9, json_schema_extra=hint("得", "Gives", unit="points"))


class RateAmount(Spec):
    """In proportion to a field of the event; nothing where the field is missing, zero or negative.

    ``minimum`` and ``maximum`` bound what one event gives after multipliers and before caps.
    """

    per: Rate = Field(json_schema_extra=hint("比例", "Rate"))
    rounding: Rounding = Field(default="floor", json_schema_extra=hint("取整", "Rounding"))
    minimum: int = Field(default=0, ge=0, le=10**9, json_schema_extra=hint("至少", "At least", unit="points"))
    maximum: int | None = Field(default=None, gt=0, json_schema_extra=hint("至多", "At most", unit="points"))


class OncePer(Spec):
    """Once for each thing that the event names (an order, a receipt, a friend): for a member, or whoever brings it."""

    per: tuple[FieldName, ...] = Field(
        min_length=1, max_length=5,
        json_schema_extra=hint("按字段区分", "For each", widget="field", example="order_id"),
    )  # fmt: skip
    period: CapPeriod = Field(default="lifetime", json_schema_extra=hint("周期", "Once within each"))
    scope: Literal["member", "merchant"] = Field(
        default="member",
        json_schema_extra=hint("范围", "Counted for", example="merchant"),
        description="``merchant``: one member has it, and nobody else.",
    )


OnceWord = Literal["none", "member", "day"]


class EarningRule(Spec):
    """When an event happens (and the condition holds), the member earns."""

    id: Id = Field(json_schema_extra=hint("编号", "Id", example="spend"))
    name: Text = Field(json_schema_extra=hint("名称", "Name"))
    on: EventName = Field(json_schema_extra=hint("事件", "On event", widget="ref", ref="event"))
    asset: Id = Field(default="points", json_schema_extra=hint("账户", "Asset", widget="ref", ref="asset"))
    when: Condition | None = Field(default=None, json_schema_extra=hint("条件", "Only when", widget="condition"))
    amount: FixedAmount | RateAmount = Field(json_schema_extra=hint("数量", "Amount"))
    scope: LineScope | None = Field(
        default=None, json_schema_extra=hint("仅计订单中的这些商品", "Only these goods of an order")
    )
    caps: tuple[Cap, ...] = Field(default=(), json_schema_extra=hint("上限", "Caps"))
    exempt: bool = Field(default=False, json_schema_extra=hint("不计入总上限", "Overall caps do not apply"))
    multiplied: bool = Field(default=True, json_schema_extra=hint("参与加倍", "Multipliers apply"))
    settle_after_days: int = Field(
        default=0, ge=0, le=365,
        json_schema_extra=hint("待入账天数", "Pending for (full days after the event's day)", unit="days"),
    )  # fmt: skip
    expires: Expiry | None = Field(default=None, json_schema_extra=hint("有效期", "Expiry instead of the asset's"))
    active: DateSpan | None = Field(default=None, json_schema_extra=hint("生效期间", "Active"))
    once: OnceWord | OncePer = Field(default="none", json_schema_extra=hint("仅一次", "Only once per"))
    refundable: bool = Field(
        default=True,
        json_schema_extra=hint("退款或撤销时收回", "Taken back when its order is refunded or its use is undone"),
    )

    @property
    def path(self) -> str:
        """The rule's place in the program; caps and postings carry it."""
        return f"earning.{self.id}"


class MultiplierSpec(Spec):
    """Earnings times a factor.

    Factors of the rules that apply are joined in a fixed way: all that ``multiply`` are multiplied; of those that
    ``add``, the parts above one are summed; of those with ``max`` the largest counts; the three results are multiplied,
    and rate and factors are one fraction, which is rounded once, by the rule's rounding.
    """

    id: Id = Field(json_schema_extra=hint("编号", "Id", example="gold"))
    name: Text = Field(json_schema_extra=hint("名称", "Name"))
    factor_bps: int = Field(
        default=10_000,
        ge=0,
        le=1_000_000,
        json_schema_extra=hint("倍率", "Factor", unit="bps", counts="factor", example="20000"),
    )
    by_tier: dict[Id, Annotated[int, Field(ge=0, le=1_000_000)]] = Field(
        default_factory=dict, json_schema_extra=hint("按等级", "By tier", keys="tier", unit="bps", counts="factor")
    )
    assets: tuple[Id, ...] = Field(
        default=("points",), min_length=1, json_schema_extra=hint("账户", "Assets", widget="ref", ref="asset")
    )
    rules: tuple[Id, ...] | None = Field(
        default=None, json_schema_extra=hint("仅限规则", "Only these rules", widget="ref", ref="earning")
    )
    when: Condition | None = Field(default=None, json_schema_extra=hint("条件", "Only when", widget="condition"))
    stacking: Stacking = Field(default="multiply", json_schema_extra=hint("叠加方式", "Stacking"))
    active: DateSpan | None = Field(default=None, json_schema_extra=hint("生效期间", "Active"))


class OrdersSpec(Spec):
    """What an order number stands for.

    ``merchant``: one order, which earns once, whoever brings it. ``member``: each member has numbers of their own.
    """

    unique: Literal["merchant", "member"] = Field(
        default="merchant", json_schema_extra=hint("订单号在何处唯一", "An order number is unique for the")
    )


class RefundSpec(Spec):
    """What refunds take back, refunds of orders the engine never saw, and what the rest of an order costs.

    ``rewards``: what becomes of rewards of tiers, tasks and milestones when the orders that reached them go back.
    ``take_back``: they are given at once, and taken back as far as they are still there; what was used, given away or
    paid out stays and is listed. ``hold``: they are given when ``return_days`` have passed, and taken back after that,
    too. ``keep``: they are given at once and stay, so that buying and returning is a source of rewards.
    """

    unmatched: Literal["ignore", "clawback"] = Field(
        default="ignore", json_schema_extra=hint("无原单的退款", "Refunds without an order")
    )
    remainder: Literal["keep", "reprice"] = Field(
        default="keep",
        json_schema_extra=hint("部分退货后剩余商品", "What is kept after a return in part"),
        description=(
            "``keep``: what comes back is worth what was paid for it, what is kept stays reduced. ``reprice``: what is "
            "kept is priced anew by the offers that the order used, so that a reduction whose threshold it no longer "
            "reaches is gone."
        ),
    )
    rewards: Literal["take_back", "hold", "keep"] = Field(
        default="take_back", json_schema_extra=hint("订单带来的奖励", "Rewards that orders brought")
    )
    return_days: int = Field(
        default=7, ge=1, le=365, json_schema_extra=hint("退货期（奖励延后发放）", "Return period", unit="days")
    )
    undo_days: int = Field(
        default=180, ge=1, le=400,
        json_schema_extra=hint("奖励可收回天数", "Rewards of tasks go back within", unit="days", advanced=True),
        description=(
            "So long a completed period of a task is remembered, two periods at least; what is refunded later leaves "
            "its reward."
        ),
    )  # fmt: skip


def _list_dimensions(spec: ProgramBase) -> Iterable[str]:
    """What can be counted beside counters: assets, and balances and earnings of assets."""
    assets: tuple[AssetSpec, ...] = spec.section("assets")
    for asset in assets:
        yield from (asset.id, f"balance:{asset.id}", f"earned:{asset.id}")


COUNTERS_SECTION = Section(
    "counters",
    Annotated[tuple[CounterSpec, ...], AfterValidator(_unique)],
    (),
    text("计数器", "Counters"),
    (RefKind("counter", derived=_list_dimensions),),
    patchable=False,
)
SPECIAL_DAYS_SECTION = Section(
    "special_days",
    Annotated[tuple[SpecialDaySpec, ...], AfterValidator(_unique)],
    (),
    text("会员日", "Member days"),
    (RefKind("special_day"),),
)
CUSTOM_EVENTS_SECTION = Section(
    "custom_events",
    Annotated[tuple[CustomEventSpec, ...], AfterValidator(_unique)],
    (),
    text("自定义事件", "Custom events"),
    patchable=False,
)
EARNING_SECTION = Section(
    "earning",
    Annotated[tuple[EarningRule, ...], AfterValidator(_unique)],
    (),
    text("获取规则", "Earning rules"),
    (RefKind("earning"),),
)
MULTIPLIERS_SECTION = Section(
    "multipliers", Annotated[tuple[MultiplierSpec, ...], AfterValidator(_unique)], (), text("加倍", "Multipliers")
)
ORDERS_SECTION = Section("orders", OrdersSpec, OrdersSpec(), text("订单", "Orders"), patchable=False)
REFUNDS_SECTION = Section("refunds", RefundSpec, RefundSpec(), text("退款", "Refunds"))

SECTIONS = (
    CUSTOM_EVENTS_SECTION,
    COUNTERS_SECTION,
    SPECIAL_DAYS_SECTION,
    EARNING_SECTION,
    MULTIPLIERS_SECTION,
    ORDERS_SECTION,
    REFUNDS_SECTION,
)
