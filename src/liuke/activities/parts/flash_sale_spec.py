"""The terms of a flash sale, and when its sessions are."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, time, timedelta
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

import msgspec
from pydantic import AfterValidator, Field, model_validator

from liuke.activities.contracts import ActivitySpec
from liuke.kernel.clock import MINUTE_US, from_us, to_us
from liuke.kernel.ids import find_doubled
from liuke.kernel.text import Text
from liuke.program.fault_words import broken
from liuke.program.spec import Id, MediumId, Spec, hint

_CLOCK = re.compile(r"([01]\d|2[0-3]):[0-5]\d")


def _check_clock(value: str) -> str:
    if _CLOCK.fullmatch(value) is None:
        raise broken("请填写时刻，如 10:00", "give a time of day, such as 10:00")
    return value


Clock = Annotated[str, AfterValidator(_check_clock)]


class SaleSession(Spec):
    """One session, on every day of the sale or on some weekdays; the first instant after it is ``minutes`` later."""

    id: Id = Field(json_schema_extra=hint("编号", "Id", example="ten"))
    at: Clock = Field(json_schema_extra=hint("开场时刻", "Begins at", example="10:00"))
    minutes: int = Field(default=60, ge=1, le=1_440, json_schema_extra=hint("时长", "Lasts", unit="minutes"))
    weekdays: tuple[Annotated[int, Field(ge=1, le=7)], ...] = Field(
        default=(), json_schema_extra=hint("星期几（空为每天）", "Weekdays (none: every day)")
    )

    def begins_us(self, day: datetime, zone: ZoneInfo) -> int:
        """The instant at which it begins on a calendar day of the zone."""
        hour, minute = map(int, self.at.split(":"))
        return to_us(datetime.combine(day.date(), time(hour, minute), tzinfo=zone))


class SaleProduct(Spec):
    """A product at its price in the sale."""

    id: Id = Field(json_schema_extra=hint("编号", "Id", example="mug"))
    name: Text = Field(json_schema_extra=hint("名称", "Name"))
    picture: MediumId = Field(default="", json_schema_extra=hint("图片", "Picture", widget="media", media="prize"))
    sku: str = Field(min_length=1, max_length=200, json_schema_extra=hint("商品编号", "SKU"))
    price_cents: int = Field(ge=0, le=10**9, json_schema_extra=hint("秒杀价", "Price in the sale", unit="cents"))
    list_cents: int = Field(default=0, ge=0, le=10**9, json_schema_extra=hint("原价", "List price", unit="cents"))
    stock: int = Field(ge=1, le=10**9, json_schema_extra=hint("每场数量", "Pieces a session", unit="pieces"))
    per_session: int = Field(
        default=1, ge=1, le=10_000, json_schema_extra=hint("每人每场限购", "A member a session", unit="pieces")
    )
    in_all: int | None = Field(
        default=None, ge=1, le=10**6, json_schema_extra=hint("每人总限购", "A member in all", unit="pieces")
    )
    sessions: tuple[Id, ...] = Field(default=(), json_schema_extra=hint("参加场次（空为全部）", "Sessions (none: all)"))


class FlashSaleSpec(ActivitySpec):
    """Few pieces at a low price at a time of day: who is quick reserves, and pays within some minutes.

    ``clock``: sessions are at one instant everywhere, by the merchant's time, or by the local time of the store that a
    request names.
    ``combines``: at this price nothing else reduces the line and the line counts towards no threshold, or everything
    applies to it as to any other.
    ``after_refund``: whether a refunded piece goes back to its session and to what the member may still buy.
    """

    kind: Literal["flash_sale"] = Field(default="flash_sale", json_schema_extra=hint("类型", "Kind"))
    clock: Literal["merchant", "place"] = Field(default="merchant", json_schema_extra=hint("场次时间", "Whose time"))
    sessions: tuple[SaleSession, ...] = Field(min_length=1, max_length=24, json_schema_extra=hint("场次", "Sessions"))
    products: tuple[SaleProduct, ...] = Field(min_length=1, max_length=100, json_schema_extra=hint("商品", "Products"))
    early: dict[Id, Annotated[int, Field(ge=0, le=1_440)]] = Field(
        default_factory=dict, json_schema_extra=hint("按等级提前", "Earlier by tier", keys="tier", unit="minutes")
    )
    per_session: int | None = Field(
        default=None, ge=1, le=10_000,
        json_schema_extra=hint("每人每场限购（全部商品）", "A member a session, all products", unit="pieces"),
    )  # fmt: skip
    reserve_minutes: int = Field(
        default=15, ge=1, le=1_440, json_schema_extra=hint("付款时限", "Reserved for", unit="minutes")
    )
    combines: Literal["alone", "as_usual"] = Field(default="alone", json_schema_extra=hint("叠加", "Combines"))
    after_refund: Literal["give_back", "keep"] = Field(
        default="give_back", json_schema_extra=hint("退款后名额", "A refunded piece")
    )

    @model_validator(mode="after")
    def _parts_fit(self) -> FlashSaleSpec:
        doubled = [*find_doubled([one.id for one in self.sessions]), *find_doubled([one.id for one in self.products])]
        if doubled:
            raise broken(f"编号重复：{', '.join(doubled)}", f"used twice: {', '.join(doubled)}")
        known = {one.id for one in self.sessions}
        unknown = sorted({name for product in self.products for name in product.sessions} - known)
        if unknown:
            raise broken(f"没有这些场次：{', '.join(unknown)}", f"there are no sessions {', '.join(unknown)}")
        return self


class Showing(msgspec.Struct, frozen=True):
    """One session on one day.

    Args:
        session: Its id.
        date: Calendar day on which it begins (YYYY-MM-DD).
        begins_us: First instant, for those who are not early.
        ends_us: First instant after.
    """

    session: str
    date: str
    begins_us: int
    ends_us: int

    @property
    def key(self) -> str:
        """``<session>@<date>``."""
        return f"{self.session}@{self.date}"


def list_showings(spec: FlashSaleSpec, t_us: int, zone: ZoneInfo, *, days: int = 8) -> Iterator[Showing]:
    """Sessions that are not over at an instant, the first that begins first, of the days to come."""
    local = from_us(t_us).astimezone(zone)
    found = list[Showing]()
    for offset in range(-1, days):
        day = local + timedelta(days=offset)
        for session in spec.sessions:
            if not session.weekdays or day.isoweekday() in session.weekdays:
                begins_us = session.begins_us(day, zone)
                ends_us = begins_us + session.minutes * MINUTE_US
                if ends_us > t_us:
                    found.append(Showing(session.id, day.date().isoformat(), begins_us, ends_us))
    yield from sorted(found, key=lambda one: (one.begins_us, one.session))
