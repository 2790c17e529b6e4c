"""The kinds of benefit that the platform has; a new one is one class and one line in ``KINDS``."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar, Literal

from pydantic import Field

from liuke.benefits.periods import birthday_days
from liuke.benefits.spec import BenefitSpec, Birthday, Span
from liuke.decision.state import MemberState
from liuke.kernel.clock import DAY_US, FOREVER_US, MerchantCalendar
from liuke.kernel.lunar import LAST_YEAR
from liuke.kernel.text import Locale, Text, text
from liuke.program.findings import Finding
from liuke.program.lunar_days import YearlyLunarDays
from liuke.program.spec import hint

_KIND = hint("类型", "Kind")


# -- prices ---------------------------------------------------------------------------------------------------------
class PriceBenefit(BenefitSpec):
    """A share off the price of goods, on every order: what both kinds of price have in common."""

    takes_off = "price"

    def lint(self, path: str) -> Iterable[Finding]:
        """A share that looks like what is left to pay."""
        if self.percent_off_bps >= 8_000:
            yield Finding(
                f"{path}.percent_off_bps", "percent-looks-inverted", "warning",
                text(f"减免 {self.percent_off_bps / 100:g}% 像是把折扣写反了（9 折应为 1000）",
                     f"{self.percent_off_bps / 100:g}% off looks inverted (10 % off is 1000)"),
                text("percent_off_bps 是减去的比例", "percent_off_bps is the share taken off"),
            )  # fmt: skip


class TierDiscount(PriceBenefit):
    """The price of a tier, every day."""

    label = text("等级折扣", "Tier discount")
    kind: Literal["tier_discount"] = Field(default="tier_discount", json_schema_extra=_KIND)


class SpecialDayDiscount(PriceBenefit):
    """The price of a member day."""

    label = text("会员日折扣", "Member-day discount")
    price_order = 1
    kind: Literal["special_day_discount"] = Field(default="special_day_discount", json_schema_extra=_KIND)


# -- what an order has for nothing ----------------------------------------------------------------------------------
def _lint_free(benefit: BenefitSpec, path: str) -> Iterable[Finding]:
    if benefit.quota is None and not benefit.only_granted:
        yield Finding(
            f"{path}.quota", "cost-unbounded", "error",
            text("每单免费却没有次数限制：成本没有上限", "free on every order without a quota: cost has no bound"),
            text("填写可用次数", "say how often it may be used"),
        )  # fmt: skip


class FreeItem(BenefitSpec):
    """The dearest piece of an order for nothing."""

    label = text("免费单品", "Free item")
    takes_off = "item"
    kind: Literal["free_item"] = Field(default="free_item", json_schema_extra=_KIND)

    def lint(self, path: str) -> Iterable[Finding]:
        """Free goods without a bound."""
        yield from _lint_free(self, path)
        if self.max_discount_cents is None:
            yield Finding(
                f"{path}.max_discount_cents", "discount-unbounded", "warning",
                text("免费商品的价值没有上限", "nothing limits what one free item may cost"),
                text("填写最高减免金额", "say how much it takes off at most"),
            )  # fmt: skip


class FreeDelivery(BenefitSpec):
    """The delivery of an order for nothing."""

    label = text("免配送费", "Free delivery")
    takes_off = "delivery"
    kind: Literal["free_delivery"] = Field(default="free_delivery", json_schema_extra=_KIND)

    def lint(self, path: str) -> Iterable[Finding]:
        """Free deliveries without a bound."""
        yield from _lint_free(self, path)


# -- around a day of the year ------------------------------------------------------------------------------------------
NEAR_DAYS = 7
"""How many days ahead such a gift is announced."""


def _find_birthday(state: MemberState) -> str:
    found = state.profile.get("birthday")
    return found if isinstance(found, str) else ""


class YearlyGift(BenefitSpec):
    """A gift that can be taken in the days around one day of the year: what its kinds have in common."""

    announces = True

    @property
    def has_periods(self) -> bool:
        """Every year one, with or without a quota."""
        return True

    def find_days(self, state: MemberState, day: int) -> tuple[int, int] | None:
        """First and last day of what holds ``day`` or comes next after it; ``None``: it does not come any more."""
        raise NotImplementedError

    def find_span(self, calendar: MerchantCalendar, state: MemberState, day: int, t_us: int) -> Span | None:
        """The days around it."""
        del t_us
        days = self.find_days(state, day)
        if days is None or day < days[0]:
            return None
        return Span(calendar.day_start_us(days[0]), calendar.day_start_us(days[1] + 1))

    def next_start_us(self, calendar: MerchantCalendar, state: MemberState, day: int) -> int:
        """The first of the days around the next one."""
        days = self.find_days(state, day)
        if days is not None and days[0] <= day:
            days = self.find_days(state, days[1] + 1)
        return calendar.day_start_us(days[0]) if days is not None else FOREVER_US

    def count_wait(self, calendar: MerchantCalendar, state: MemberState, now_us: int) -> int | None:
        """In how many days they begin, in the week before; ``None``: not so soon."""
        day = calendar.local_day(now_us)
        days = self.find_days(state, day)
        return wait if days is not None and 0 < (wait := days[0] - day) <= NEAR_DAYS else None


class BirthdayGift(YearlyGift):
    """A gift that can be taken in the days around the member's birthday."""

    label = text("生日礼", "Birthday gift")
    kind: Literal["birthday_gift"] = Field(default="birthday_gift", json_schema_extra=_KIND)

    apart_us = 300 * DAY_US
    """Changing one's birthday gives no second gift within this time."""
    wordings: ClassVar[dict[str, Text]] = {
        "birthday-gift-soon": text("「{benefit}」还有 {days} 天可领", "“{benefit}” is yours in {days:day|days}")
    }

    def can_begin(self, state: MemberState) -> bool:
        """Once the birthday is known."""
        return bool(_find_birthday(state))

    def find_days(self, state: MemberState, day: int) -> tuple[int, int] | None:
        """The days around the birthday."""
        birthday = _find_birthday(state)
        return birthday_days(birthday, self.birthday, day) if birthday else None

    def find_wait(self, calendar: MerchantCalendar, state: MemberState, now_us: int) -> tuple[str, int] | None:
        """The week before it."""
        wait = self.count_wait(calendar, state, now_us)
        return ("birthday-gift-soon", wait) if wait is not None else None

    def render_terms(self, locale: Locale) -> Iterable[str]:
        """The days around the birthday."""
        window: Birthday = self.birthday
        yield text(
            f"生日前 {window.days_before} 天至后 {window.days_after} 天",
            f"from {window.days_before} days before the birthday to {window.days_after} days after",
        ).get(locale)


class FestivalGift(YearlyGift):
    """A gift that can be taken in the days around a festival by the Chinese calendar, every year anew."""

    label = text("节日礼", "Festival gift")
    kind: Literal["festival_gift"] = Field(default="festival_gift", json_schema_extra=_KIND)
    festival: YearlyLunarDays = Field(json_schema_extra=hint("农历节日", "Festival", widget="lunar"))

    wordings: ClassVar[dict[str, Text]] = {
        "festival-gift-soon": text("「{benefit}」还有 {days} 天可领", "“{benefit}” is yours in {days:day|days}")
    }

    def find_days(self, state: MemberState, day: int) -> tuple[int, int] | None:
        """The days around the festival."""
        del state
        found = self.festival.find_span(day)
        return (found[0], found[2]) if found is not None else None

    def find_wait(self, calendar: MerchantCalendar, state: MemberState, now_us: int) -> tuple[str, int] | None:
        """The week before it."""
        wait = self.count_wait(calendar, state, now_us)
        return ("festival-gift-soon", wait) if wait is not None else None

    def lint(self, path: str) -> Iterable[Finding]:
        """A leap month that never comes."""
        if self.festival.find_span(0) is None:
            shown = self.festival.render_day()
            yield Finding(
                f"{path}.festival", "lunar-day-never-comes", "error",
                text(f"{shown.zh}不会到来（农历表到 {LAST_YEAR} 年）",
                     f"{shown.get('en')} does not come (the table ends in {LAST_YEAR})"),
                text("检查农历月和闰月", "check the lunar month and the leap month"),
            )  # fmt: skip

    def render_terms(self, locale: Locale) -> Iterable[str]:
        """The days around the festival."""
        yield self.festival.render().get(locale)


# -- what is redeemed, or looked up by the mini program -------------------------------------------------------------
class Priority(BenefitSpec):
    """Being served first."""

    label = text("优先", "Priority")
    kind: Literal["priority"] = Field(default="priority", json_schema_extra=_KIND)


class Service(BenefitSpec):
    """A service of one's own."""

    label = text("服务", "Service")
    kind: Literal["service"] = Field(default="service", json_schema_extra=_KIND)


class EarlyAccess(BenefitSpec):
    """Being let in before others."""

    label = text("提前购", "Early access")
    kind: Literal["early_access"] = Field(default="early_access", json_schema_extra=_KIND)


class ExclusiveSale(BenefitSpec):
    """A sale for members only."""

    label = text("专享", "Exclusive sale")
    kind: Literal["exclusive_sale"] = Field(default="exclusive_sale", json_schema_extra=_KIND)


class Trial(BenefitSpec):
    """Trying new products."""

    label = text("试用", "Trial")
    kind: Literal["trial"] = Field(default="trial", json_schema_extra=_KIND)


class Assessment(BenefitSpec):
    """An assessment by the merchant's people."""

    label = text("评测", "Assessment")
    kind: Literal["assessment"] = Field(default="assessment", json_schema_extra=_KIND)


class Custom(BenefitSpec):
    """Anything else."""

    label = text("自定义", "Custom")
    kind: Literal["custom"] = Field(default="custom", json_schema_extra=_KIND)


KINDS: tuple[type[BenefitSpec], ...] = (
    TierDiscount, SpecialDayDiscount, BirthdayGift, FestivalGift, FreeItem, FreeDelivery, Priority, Service,
    EarlyAccess, ExclusiveSale, Trial, Assessment, Custom,
)  # fmt: skip
