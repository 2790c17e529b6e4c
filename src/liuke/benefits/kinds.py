"""The kinds of benefit that the platform has; a new one is one class and one line in ``KINDS``."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar, Literal

from pydantic import Field

from liuke.benefits.periods import birthday_days
from liuke.benefits.spec import BenefitSpec, Birthday, Span
from liuke.decision.state import MemberState
from liuke.kernel.clock import DAY_US, FOREVER_US, MerchantCalendar
from liuke.kernel.text import Locale, Text, text
from liuke.program.findings import Finding
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
            text("设置 quota", "set quota"),
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
                text("设置 max_discount_cents", "set max_discount_cents"),
            )  # fmt: skip


class FreeDelivery(BenefitSpec):
    """The delivery of an order for nothing."""

    label = text("免配送费", "Free delivery")
    takes_off = "delivery"
    kind: Literal["free_delivery"] = Field(default="free_delivery", json_schema_extra=_KIND)

    def lint(self, path: str) -> Iterable[Finding]:
        """Free deliveries without a bound."""
        yield from _lint_free(self, path)


# -- around the birthday --------------------------------------------------------------------------------------------
NEAR_DAYS = 7
"""How many days ahead a birthday's gift is announced."""


def _find_birthday(state: MemberState) -> str:
    found = state.profile.get("birthday")
    return found if isinstance(found, str) else ""


class BirthdayGift(BenefitSpec):
    """A gift that can be taken in the days around the member's birthday."""

    label = text("生日礼", "Birthday gift")
    kind: Literal["birthday_gift"] = Field(default="birthday_gift", json_schema_extra=_KIND)

    announces = True
    apart_us = 300 * DAY_US
    """Changing one's birthday gives no second gift within this time."""
    wordings: ClassVar[dict[str, Text]] = {
        "birthday-gift-soon": text("「{benefit}」还有 {days} 天可领", "“{benefit}” is yours in {days:day|days}")
    }

    @property
    def has_periods(self) -> bool:
        """Every year one, with or without a quota."""
        return True

    def can_begin(self, state: MemberState) -> bool:
        """Once the birthday is known."""
        return bool(_find_birthday(state))

    def find_span(self, calendar: MerchantCalendar, state: MemberState, day: int, t_us: int) -> Span | None:
        """The days around the birthday."""
        del t_us
        days = birthday_days(_find_birthday(state), self.birthday, day)
        if days is None or day < days[0]:
            return None
        return Span(calendar.day_start_us(days[0]), calendar.day_start_us(days[1] + 1))

    def next_start_us(self, calendar: MerchantCalendar, state: MemberState, day: int) -> int:
        """The first of the days around the next birthday."""
        birthday = _find_birthday(state)
        days = birthday_days(birthday, self.birthday, day)
        if days is not None and days[0] <= day:
            days = birthday_days(birthday, self.birthday, days[1] + 1)
        return calendar.day_start_us(days[0]) if days is not None else FOREVER_US

    def find_wait(self, calendar: MerchantCalendar, state: MemberState, now_us: int) -> tuple[str, int] | None:
        """The week before it."""
        day = calendar.local_day(now_us)
        days = birthday_days(_find_birthday(state), self.birthday, day)
        if days is None or not 0 < (wait := days[0] - day) <= NEAR_DAYS:
            return None
        return "birthday-gift-soon", wait

    def render_terms(self, locale: Locale) -> Iterable[str]:
        """The days around the birthday."""
        window: Birthday = self.birthday
        yield text(
            f"生日前 {window.days_before} 天至后 {window.days_after} 天",
            f"from {window.days_before} days before the birthday to {window.days_after} days after",
        ).get(locale)


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
    TierDiscount, SpecialDayDiscount, BirthdayGift, FreeItem, FreeDelivery, Priority, Service, EarlyAccess,
    ExclusiveSale, Trial, Assessment, Custom,
)  # fmt: skip
