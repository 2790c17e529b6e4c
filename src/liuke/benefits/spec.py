"""The benefits' part of the program."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Annotated, ClassVar, Literal, NamedTuple

from pydantic import Field, model_validator

from liuke.decision.state import MemberState
from liuke.goods.scope import LineScope
from liuke.kernel.clock import FOREVER_US, MerchantCalendar, period_end, period_start
from liuke.kernel.text import Locale, Text, text
from liuke.program.conditions import Condition
from liuke.program.fault_words import join_rules
from liuke.program.findings import Finding
from liuke.program.open_union import KindLabels, join_kinds
from liuke.program.spec import Id, RefKind, Section, Spec, hint

QuotaPeriod = Literal["day", "week", "month", "quarter", "year", "lifetime", "membership"]


class Span(NamedTuple):
    """First instant of a period, and first instant after it."""

    start_us: int
    end_us: int


class Quota(Spec):
    """``count`` uses in each period; what is left goes over into the next, at most ``carry_over``.

    ``membership`` lasts from the day the member gets the benefit until the tier that gives it is lost.
    """

    count: int = Field(gt=0, le=10_000, json_schema_extra=hint("次数", "Uses", unit="times"))
    period: QuotaPeriod = Field(default="month", json_schema_extra=hint("周期", "Period"))
    carry_over: int = Field(default=0, ge=0, le=10_000, json_schema_extra=hint("可结转", "Carried over at most"))


class Birthday(Spec):
    """Days around the birthday on which its gift can be taken; a 29 February is kept on ``leap`` in common years.

    A birthday by the Chinese calendar is kept once in each lunar year. One in a leap month is kept in the regular month
    of the same number, or with ``lunar_leap: leap_month`` in the leap month of years that have it. A 30th that a month
    lacks is kept on its 29th, or with ``lunar_short: next_day`` on the day after that.
    """

    days_before: int = Field(default=3, ge=0, le=60, json_schema_extra=hint("提前天数", "Days before", unit="days"))
    days_after: int = Field(default=7, ge=0, le=60, json_schema_extra=hint("延后天数", "Days after", unit="days"))
    leap: Literal["02-28", "03-01"] = Field(
        default="02-28", json_schema_extra=hint("平年的 2 月 29 日", "29 February in common years")
    )
    lunar_leap: Literal["regular_month", "leap_month"] = Field(
        default="regular_month", json_schema_extra=hint("闰月生日", "A birthday in a leap month", advanced=True)
    )
    lunar_short: Literal["last_day", "next_day"] = Field(
        default="last_day", json_schema_extra=hint("小月没有三十", "When the month has no 30th", advanced=True)
    )


class BenefitSpec(Spec):
    """Something a member may have or do because of who they are: what is common to every kind of benefit.

    A kind is a subclass with ``kind: Literal[<its name>]``; what it does differently it says here.

    Attributes:
        label: What forms call the kind.
        takes_off: What it takes off an order by itself: a share of the ``price``, the price of an ``item``, the
            ``delivery``; empty: nothing, it is redeemed or looked up.
        price_order: Of prices that are taken one after the other, those of a lower order are taken first.
        announces: Whether :meth:`find_wait` ever has something to say.
        apart_us: No two of its periods begin closer together than this, whatever a member's profile says by then.
        wordings: Codes of its reasons → wording with ``{named}`` figures.
    """

    label: ClassVar[Text]
    takes_off: ClassVar[Literal["", "price", "item", "delivery"]] = ""
    price_order: ClassVar[int] = 0
    announces: ClassVar[bool] = False
    apart_us: ClassVar[int] = 0
    wordings: ClassVar[dict[str, Text]] = {}

    id: Id = Field(json_schema_extra=hint("编号", "Id", example="free_snack"))
    name: Text = Field(json_schema_extra=hint("名称", "Name"))
    tiers: tuple[Id, ...] = Field(
        default=(), json_schema_extra=hint("适用等级（空为全部）", "Tiers (none: all)", widget="ref", ref="tier")
    )
    only_granted: bool = Field(default=False, json_schema_extra=hint("仅由奖励发放", "Only as a reward"))
    when: Condition | None = Field(default=None, json_schema_extra=hint("条件", "When"))
    quota: Quota | None = Field(default=None, json_schema_extra=hint("次数限制", "Quota"))
    birthday: Birthday = Field(default=Birthday(), json_schema_extra=hint("生日窗口", "Birthday window"))
    percent_off_bps: int = Field(default=0, ge=0, le=10_000, json_schema_extra=hint("减免比例", "Off", unit="bps"))
    max_discount_cents: int | None = Field(
        default=None, gt=0, json_schema_extra=hint("最高减免", "At most", unit="cents")
    )
    scope: LineScope = Field(default=LineScope(), json_schema_extra=hint("适用范围", "Scope"))
    redeem: Literal["self", "clerk"] = Field(default="clerk", json_schema_extra=hint("核销方式", "Redeemed by"))
    code_seconds: int = Field(
        default=120, ge=60, le=300, json_schema_extra=hint("核销码有效期", "Code valid for", unit="seconds")
    )
    undo_minutes: int = Field(
        default=30, ge=0, le=1_440, json_schema_extra=hint("可撤销时间", "May be undone for", unit="minutes")
    )
    value_cents: int = Field(default=0, ge=0, json_schema_extra=hint("每次价值", "Worth per use", unit="cents"))
    remind_days: int = Field(
        default=0, ge=0, le=60, json_schema_extra=hint("到期前提醒", "Reminder before the end", unit="days")
    )

    @model_validator(mode="after")
    def _complete(self) -> BenefitSpec:
        faults: list[Text] = []
        if self.is_price and not self.percent_off_bps:
            faults.append(text("折扣要填写减免比例", "a discount needs the share it takes off"))
        if self.is_price and self.quota is not None:
            faults.append(
                text(
                    "折扣对每一单都有效：去掉次数，或改用优惠券",
                    "a discount applies to every order: drop its uses, or make it a coupon",
                )
            )
        if not self.is_price and self.percent_off_bps:
            faults.append(text("只有折扣类权益才有减免比例", "only discounts take a share off"))
        if faults:
            raise join_rules(faults)
        return self

    @classmethod
    def name_kind(cls) -> str:
        """The kind, as documents write it."""
        return str(cls.model_fields["kind"].default)

    @property
    def is_price(self) -> bool:
        """Whether it is a price of goods, which applies to every order."""
        return self.takes_off == "price"

    @property
    def has_periods(self) -> bool:
        """Whether it is given anew from time to time by itself."""
        return self.quota is not None

    @property
    def is_counted(self) -> bool:
        """Whether uses are counted: those with periods, and rewards (once by default)."""
        return self.has_periods or self.only_granted

    @property
    def count(self) -> int:
        """Uses in a period."""
        return self.quota.count if self.quota is not None else 1

    def can_begin(self, state: MemberState) -> bool:
        """Whether enough is known of the member to say when its periods are."""
        del state
        return True

    def find_span(self, calendar: MerchantCalendar, state: MemberState, day: int, t_us: int) -> Span | None:
        """The period that holds ``day``; ``None`` while there is none. Asked of counted ones only."""
        del state
        assert self.quota is not None
        period = self.quota.period
        if period == "membership":
            return Span(t_us, FOREVER_US)
        if period == "lifetime":
            return Span(0, FOREVER_US)
        return Span(calendar.day_start_us(period_start(day, period)), calendar.day_start_us(period_end(day, period)))

    def next_start_us(self, calendar: MerchantCalendar, state: MemberState, day: int) -> int:
        """When the next period after the one that holds ``day`` begins; never for those without end."""
        del state
        assert self.quota is not None
        period = self.quota.period
        if period == "membership" or period == "lifetime":  # noqa: PLR1714 - the type is narrowed
            return FOREVER_US
        return calendar.day_start_us(period_end(day, period))

    def find_wait(self, calendar: MerchantCalendar, state: MemberState, now_us: int) -> tuple[str, int] | None:
        """A reason's code, and in how many days the next period begins, where that is worth announcing."""
        del calendar, state, now_us
        return None

    def lint(self, path: str) -> Iterable[Finding]:
        """What is wrong or risky with these terms, beyond what can be said of any kind."""
        del path
        return ()

    def render_terms(self, locale: Locale) -> Iterable[str]:
        """Short wordings of the terms that are its own."""
        del locale
        return ()


def benefit_section(kinds: Sequence[type[BenefitSpec]]) -> Section:
    """The section ``benefits``: a list whose items are validated by their ``kind``."""
    labels = KindLabels({kind.name_kind(): kind.label for kind in kinds})
    model = Annotated[tuple[join_kinds(kinds), ...], labels]
    return Section("benefits", model, (), text("会员权益", "Benefits"), (RefKind("benefit"),))
