"""The ledger's part of the program: the assets a member can hold, their expiry, debt policy and caps."""

from __future__ import annotations

from typing import Annotated, Literal, get_args

from pydantic import Discriminator, Field, model_validator

from liuke.kernel.clock import FOREVER_US, MerchantCalendar, add_months, date_of, day_of
from liuke.kernel.text import Text, text
from liuke.program.fault_words import broken
from liuke.program.spec import Id, RefKind, Section, Spec, hint

CapPeriod = Literal["day", "week", "month", "quarter", "year", "lifetime"]
PERIODS: tuple[CapPeriod, ...] = get_args(CapPeriod)


class Cap(Spec):
    """At most ``limit`` within each ``period`` of merchant-local days."""

    period: CapPeriod = Field(json_schema_extra=hint("周期", "Period"))
    limit: int = Field(gt=0, json_schema_extra=hint("上限", "Limit", unit="points"))


class NeverExpires(Spec):
    """Lots stay for ever."""

    kind: Literal["never"] = "never"

    def expires_us(self, calendar: MerchantCalendar, day: int) -> int:
        """Instant of expiry of points earned on ``day``."""
        del calendar, day
        return FOREVER_US


def _expire_after(calendar: MerchantCalendar, day: int, *, months: int, days: int, at_month_end: bool) -> int:
    """The first instant after the last good day, so many months and days after ``day``."""
    last = add_months(day, months) + days
    if at_month_end:
        first = date_of(last).replace(day=1)
        return calendar.day_start_us(add_months(day_of(first), 1))
    return calendar.day_start_us(last + 1)


class ExpiresAfter(Spec):
    """Lots expire so many months and days after the day they were earned, at the end of that day or of its month."""

    kind: Literal["after"] = "after"
    months: int = Field(default=12, ge=0, le=600, json_schema_extra=hint("月数", "Months", unit="months"))
    days: int = Field(default=0, ge=0, le=36_500, json_schema_extra=hint("天数", "Days", unit="days"))
    at_month_end: bool = Field(default=False, json_schema_extra=hint("月底到期", "At the end of the month"))

    @model_validator(mode="after")
    def _not_at_once(self) -> ExpiresAfter:
        if not self.months and not self.days:
            raise broken(
                "月数和天数都为 0，一获得就会过期", "months and days are both 0: the points would expire at once"
            )
        return self

    def expires_us(self, calendar: MerchantCalendar, day: int) -> int:
        """Instant of expiry of points earned on ``day``: the first instant after the last good day."""
        return _expire_after(calendar, day, months=self.months, days=self.days, at_month_end=self.at_month_end)


class ExpiresInactive(Spec):
    """Everything expires so many months and days after the last act of the member, at the end of that day or month.

    Any act of the member puts the expiry of the whole balance off. What is given to a member who does nothing (an
    adjustment, a gift) lives as long after the day on which it was given.
    """

    kind: Literal["inactivity"] = "inactivity"
    months: int = Field(default=18, ge=0, le=600, json_schema_extra=hint("月数", "Months", unit="months"))
    days: int = Field(default=0, ge=0, le=36_500, json_schema_extra=hint("天数", "Days", unit="days"))
    at_month_end: bool = Field(default=False, json_schema_extra=hint("月底到期", "At the end of the month"))

    @model_validator(mode="after")
    def _not_at_once(self) -> ExpiresInactive:
        if not self.months and not self.days:
            raise broken(
                "月数和天数都为 0，一获得就会过期", "months and days are both 0: the points would expire at once"
            )
        return self

    def expires_us(self, calendar: MerchantCalendar, day: int) -> int:
        """Instant of expiry when nothing was done since ``day``."""
        return _expire_after(calendar, day, months=self.months, days=self.days, at_month_end=self.at_month_end)


class ExpiresOnDates(Spec):
    """Lots expire at the end of the next of these dates (``MM-DD``) that leaves at least ``min_days`` to use them."""

    kind: Literal["on_dates"] = "on_dates"
    dates: tuple[Annotated[str, Field(pattern=r"^(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$")], ...] = Field(
        default=("12-31",), min_length=1, max_length=12, json_schema_extra=hint("到期日", "Dates", widget="month_days")
    )
    min_days: int = Field(
        default=90, ge=0, le=3_650, json_schema_extra=hint("至少可用天数", "At least days", unit="days")
    )

    def expires_us(self, calendar: MerchantCalendar, day: int) -> int:
        """Instant of expiry of points earned on ``day``."""
        earliest = day + self.min_days
        year = date_of(earliest).year
        candidates = [
            add_months(day_of(date_of(earliest).replace(year=y, month=int(mmdd[:2]), day=1)), 0) + int(mmdd[3:]) - 1
            for y in (year, year + 1)
            for mmdd in self.dates
        ]
        # a date that a month does not have (02-30) rolls to the month's last day
        valid = [min(c, _month_last(c, self.dates)) for c in candidates]
        return calendar.day_start_us(min(c for c in valid if c >= earliest) + 1)


def _month_last(day: int, dates: tuple[str, ...]) -> int:
    value = date_of(day)
    if f"{value.month:02}-{value.day:02}" in dates:
        return day
    return day_of(value.replace(day=1)) - 1


Expiry = Annotated[NeverExpires | ExpiresAfter | ExpiresOnDates | ExpiresInactive, Discriminator("kind")]


class DebtPolicy(Spec):
    """What happens when points must be taken back that were spent already.

    ``clamp``: what is missing is written off. ``debt``: it is owed and later earnings, and points that come back from
    an order, repay it, at most ``repay_bps`` of each, rounded down. ``negative``: as ``debt`` with all of each, and the
    balance is shown below zero. What became owed while a hold reserved points is taken out of them when it gives them
    back.
    """

    policy: Literal["clamp", "debt", "negative"] = Field(default="debt", json_schema_extra=hint("方式", "Policy"))
    repay_bps: int = Field(
        default=10_000, gt=0, le=10_000, json_schema_extra=hint("抵扣比例", "Repay share", unit="bps")
    )


class AssetValue(Spec):
    """What ``amount`` of the asset is worth in money, for liability and "saved so far"."""

    amount: int = Field(default=100, gt=0, json_schema_extra=hint("数量", "Amount", unit="points"))
    cents: int = Field(default=1000, ge=0, json_schema_extra=hint("价值", "Worth", unit="cents"))


class AssetSpec(Spec):
    """Something a member can hold an amount of."""

    id: Id = Field(json_schema_extra=hint("编号", "Id", example="points"))
    name: Text = Field(json_schema_extra=hint("名称", "Name"))
    unit: Text = Field(default=text("分", "points"), json_schema_extra=hint("单位", "Unit"))
    spendable: bool = Field(default=True, json_schema_extra=hint("可消费", "Can be spent"))
    lots: bool = Field(default=True, json_schema_extra=hint("分批到期", "Kept in lots that expire"))
    expiry: Expiry = Field(default=ExpiresAfter(), json_schema_extra=hint("有效期", "Expiry"))
    debt: DebtPolicy = Field(default=DebtPolicy(), json_schema_extra=hint("追回方式", "When taken back"))
    caps: tuple[Cap, ...] = Field(default=(), json_schema_extra=hint("总上限", "Overall caps"))
    value: AssetValue | None = Field(default=None, json_schema_extra=hint("价值", "Worth"))
    refund_grace_days: int = Field(
        default=30, ge=0, le=365, json_schema_extra=hint("退回宽限", "Grace for refunds to expired lots", unit="days")
    )
    remind_days: tuple[int, ...] = Field(
        default=(30, 7), json_schema_extra=hint("到期提醒", "Reminders before expiry", unit="days")
    )
    giftable: bool = Field(default=False, json_schema_extra=hint("可赠送", "Members may give it away"))
    adjust_approval_above: int = Field(
        default=1_000, ge=0, json_schema_extra=hint("调整需复核", "Second approver above", unit="points")
    )

    @model_validator(mode="after")
    def _consistent(self) -> AssetSpec:
        if not self.lots and not isinstance(self.expiry, NeverExpires) and "expiry" in self.model_fields_set:
            raise broken(
                "不分批次的账户不会过期：开启“分批次”，或把有效期改为“永不”",
                "an account without lots cannot expire: keep lots, or let it never expire",
            )
        return self


POINTS = AssetSpec(id="points", name=text("积分", "Points"), caps=(), value=AssetValue(amount=100, cents=1000))
GROWTH = AssetSpec(
    id="growth",
    name=text("成长值", "Growth value"),
    unit=text("点", "growth"),
    spendable=False,
    lots=False,
    expiry=NeverExpires(),
    debt=DebtPolicy(policy="clamp"),
)

SECTION = Section(
    "assets", tuple[AssetSpec, ...], (POINTS, GROWTH), text("账户", "Assets"), (RefKind("asset"),), patchable=False
)
