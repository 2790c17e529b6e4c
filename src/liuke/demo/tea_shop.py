"""Half a year of a tea shop's mini program, generated: what its members did, as an event log for the replay.

Nothing here knows what follows: points, tiers and coupons are the program's. The generator only keeps a low estimate
of what a guest has, so that few of the requests are refused, as few are in a real shop.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

from liuke.demo.goods import PRODUCTS, STORES, Product
from liuke.demo.people import Guest, make_guests
from liuke.kernel.clock import MerchantCalendar, day_of

WEEKS = 26
GUESTS = 420
SEED = 20_888
ZONE = "Asia/Shanghai"
MINUTE_US = 60_000_000

Row = dict[str, Any]
_MALL = (("five_yuan", 100), ("five_yuan", 100), ("ten_yuan", 200), ("make_up_card", 30))
"""What is redeemed besides the mug, and for how many points at most."""


@dataclass(slots=True)
class _Day:
    """One day of the history, as it is being made.

    Args:
        number: From 0.
        date: On the merchant's calendar.
        start_us: When it begins.
        rows: What happens, in no order yet.
    """

    number: int
    date: date
    start_us: int
    rows: list[Row] = field(default_factory=list[Row])

    def note(self, minute: float, member: str, kind: str, **data: Any) -> None:
        """Something happens at a minute of the day."""
        t_us = self.start_us + int(minute * MINUTE_US)
        self.rows.append({"t_us": t_us, "member": member, "type": kind, **data})


class TeaShop:
    """The history that ends on ``last_day``: the same for the same arguments.

    Args:
        last_day: The last day of it.
        guests: How many people join in it.
        weeks: How long it is.
        seed: Of chance.
    """

    def __init__(self, last_day: date, *, guests: int = GUESTS, weeks: int = WEEKS, seed: int = SEED) -> None:
        self._rng = Random(seed)  # noqa: S311 - a history that can be made again, no secret
        self._days = weeks * 7
        self._first = last_day - timedelta(days=self._days - 1)
        self._calendar = MerchantCalendar(ZONE)
        self._guests = make_guests(self._rng, count=guests, days=self._days, stores=tuple(store.id for store in STORES))
        self._by_id = {guest.id: guest for guest in self._guests}
        self._numbers = 0
        self._later: dict[int, list[tuple[str, str, Row]]] = {}

    def rows(self) -> Iterator[Row]:
        """What happened, in the order of time."""
        for number in range(self._days):
            day = self._open_day(number)
            for guest in self._guests:
                if guest.joined <= number <= guest.leaves:
                    self._live(day, guest)
            for member, kind, data in self._later.pop(number, []):
                day.note(self._rng.uniform(600, 1_300), member, kind, **data)
            day.rows.sort(key=lambda row: row["t_us"])
            yield from day.rows

    def _open_day(self, number: int) -> _Day:
        when = self._first + timedelta(days=number)
        return _Day(number, when, self._calendar.day_start_us(day_of(when)))

    # -- a guest's day --------------------------------------------------------------------------------------------
    def _live(self, day: _Day, guest: Guest) -> None:
        if day.number == guest.joined:
            self._register(day, guest)
        orders = self._wants_to_order(day, guest)
        if day.number > guest.joined and (orders or self._chance(guest.persona.checks_in / 10)):
            self._open_program(day, guest)
        if orders:
            self._order(day, guest)
        if guest.persona.saves or self._chance(0.03):
            self._visit_mall(day, guest)

    def _register(self, day: _Day, guest: Guest) -> None:
        minute = self._rng.uniform(400, 430)
        year, month, birth_day = guest.birthday
        profile = {"nickname": guest.nickname, "city": "上海", "gender": self._rng.choice(("女", "女", "男"))}
        inviter = self._by_id.get(guest.inviter)
        if inviter is not None and inviter.joined < day.number:
            day.note(minute, guest.id, "member.registered", profile=profile, inviter=inviter.id)
            day.note(minute + 0.2, inviter.id, "referral.registered", invitee=guest.id)
            inviter.points += 20
        else:
            guest.inviter = ""
            day.note(minute, guest.id, "member.registered", profile=profile)
        if self._chance(0.6):
            birthday = f"{year}-{month:02d}-{birth_day:02d}"
            day.note(minute + 2, guest.id, "member.update", profile={"birthday": birthday})
            day.note(minute + 2.1, guest.id, "profile.completed")
        guest.points += 100

    def _wants_to_order(self, day: _Day, guest: Guest) -> bool:
        weekday = day.date.isoweekday()
        weight = guest.persona.weekend if weekday >= 6 else 1.0
        per_day = guest.persona.orders_a_week / (5 + 2 * guest.persona.weekend) * weight
        if day.date.day == 8:
            per_day *= 1.8  # double points
        newcomer = 0.5 if guest.orders == 0 and day.number - guest.joined < 3 else 0.0
        return self._chance(min(0.95, per_day + newcomer))

    def _open_program(self, day: _Day, guest: Guest) -> None:
        minute = self._rng.uniform(430, 500)
        day.note(minute, guest.id, "app.opened", channel=self._rng.choice(("wechat", "wechat", "scan")))
        guest.points += 10
        if self._chance(0.3):
            day.note(minute + 1, guest.id, "page.viewed", page="new_products", seconds=self._rng.randint(5, 90))
        if self._chance(0.25 + guest.persona.checks_in / 14):
            self._check_in(day, guest, minute + 2)
        if self._chance(0.03):
            day.note(minute + 4, guest.id, "content.shared", target="new_products")
            if self._chance(0.6):
                visitor = self._rng.choice(self._guests).id
                day.note(minute + 30, guest.id, "share.followed", target="new_products", visitor=visitor)

    def _check_in(self, day: _Day, guest: Guest, minute: float) -> None:
        missed = day.number - guest.checked
        month = day.date.year * 12 + day.date.month
        if (
            missed == 2
            and guest.streak >= 2
            and guest.points > 60
            and guest.made_up_month != month
            and self._chance(0.5)
        ):
            yesterday = day.date - timedelta(days=1)
            day.note(minute - 0.5, guest.id, "check_in.make_up", day=yesterday.isoformat(), pay_with="points")
            guest.made_up_month = month
            guest.points -= 10
            guest.streak += 1
            missed = 1
        guest.streak = guest.streak + 1 if missed == 1 else 1
        guest.checked = day.number
        guest.points += 4
        day.note(minute, guest.id, "check_in.do")

    # -- an order -------------------------------------------------------------------------------------------------
    def _order(self, day: _Day, guest: Guest) -> None:
        hour = self._rng.choice(guest.persona.hours)
        minute = hour * 60 + self._rng.uniform(0, 59)
        lines = self._choose()
        listed = sum(line["unit_cents"] * line["quantity"] for line in lines)
        self._numbers += 1
        order_id = f"T{day.date:%y%m%d}{self._numbers % 10_000:04d}"
        store = guest.store if self._chance(0.85) else self._rng.choice(STORES).id
        if self._chance(guest.persona.walks_in / 10):
            paid = [line | {"paid_cents": line["unit_cents"] * line["quantity"]} for line in lines]
            day.note(
                minute, guest.id, "order.paid", order_id=order_id, amount_cents=listed, list_cents=listed, store=store,
                channel="till", lines=paid,
            )  # fmt: skip
        elif not self._check_out(day, guest, minute, order_id, store, lines):
            return
        self._after_order(day, guest, minute, order_id, lines)
        guest.orders += 1
        guest.spent_cents += listed
        guest.points += listed * 7 // 1_000

    def _choose(self) -> list[Row]:
        chosen = [self._pick("drink") for _ in range(self._rng.choice((1, 1, 1, 2, 2, 3)))]
        chosen += [self._pick("snack") for _ in range(self._rng.choice((0, 0, 0, 1, 1, 2)))]
        pieces: dict[str, int] = {}
        for product in chosen:
            pieces[product.sku] = pieces.get(product.sku, 0) + 1
        by_sku = {product.sku: product for product in chosen}
        return [
            {"id": str(place), "sku": sku, "category": by_sku[sku].category, "quantity": count,
             "unit_cents": by_sku[sku].cents}
            for place, (sku, count) in enumerate(pieces.items(), start=1)
        ]  # fmt: skip

    def _pick(self, category: str) -> Product:
        offered = [product for product in PRODUCTS if product.category == category]
        return self._rng.choices(offered, [product.share for product in offered])[0]

    def _check_out(self, day: _Day, guest: Guest, minute: float, order_id: str, store: str, lines: list[Row]) -> bool:
        """Whether the order was paid; some go away from the till of the mini program."""
        day.note(minute - 3, guest.id, "feature.used", feature="order")
        guest.points += 15
        points = {"max_points": 0} if guest.persona.saves or self._chance(0.7) else {}
        hold_id = f"H{order_id}"
        day.note(
            minute, guest.id, "checkout.hold", hold_id=hold_id, order_id=order_id, store=store,
            lines=[{key: line[key] for key in ("id", "sku", "category", "quantity", "unit_cents")} for line in lines],
            **points,
        )  # fmt: skip
        if not points:
            guest.points = min(guest.points, 40)
        if self._chance(0.04):
            if self._chance(0.5):
                day.note(minute + 4, guest.id, "checkout.release", hold_id=hold_id)
            return False
        day.note(minute + 1, guest.id, "checkout.commit", hold_id=hold_id, order_id=order_id, channel="wechat")
        return True

    def _after_order(self, day: _Day, guest: Guest, minute: float, order_id: str, lines: list[Row]) -> None:
        if guest.orders == 0 and guest.inviter:
            day.note(minute + 1.5, guest.inviter, "referral.first_order", invitee=guest.id)
            self._by_id[guest.inviter].points += 50
        self._claim_coupon(day, guest, minute + 2)
        if self._chance(0.015):
            refund: Row = {"order_id": order_id, "refund_id": f"R{order_id}"}
            one = {"lines": [{"id": lines[0]["id"], "quantity": 1}]}
            self._plan(day.number + 1, guest.id, "order.refunded", refund | (one if len(lines) > 1 else {"full": True}))
        elif self._chance(0.08):
            stars = self._rng.choice((3, 4, 4, 5, 5, 5, 5))
            self._plan(day.number + 1, guest.id, "review.posted", {"order_id": order_id, "stars": stars})

    def _claim_coupon(self, day: _Day, guest: Guest, minute: float) -> None:
        month = day.date.year * 12 + day.date.month
        if guest.spent_cents > 42_000 and guest.claimed_month != month and self._chance(0.2):
            guest.claimed_month = month
            day.note(minute, guest.id, "coupon.claim", batch="delivery")

    def _plan(self, number: int, member: str, kind: str, data: Row) -> None:
        if number < self._days:
            self._later.setdefault(number, []).append((member, kind, data))

    # -- the mall -------------------------------------------------------------------------------------------------
    def _visit_mall(self, day: _Day, guest: Guest) -> None:
        minute = self._rng.uniform(1_200, 1_300)
        month = day.date.year * 12 + day.date.month
        if guest.persona.saves and not guest.mug:
            if guest.points > 800 and self._chance(0.3):
                guest.mug = True
                guest.points -= 600
                day.note(minute, guest.id, "mall.redeem", item="mug")
        elif guest.points > 260 and guest.redeemed_month != month and self._chance(0.3):
            item, price = self._rng.choice(_MALL)
            guest.redeemed_month = month
            guest.points -= price
            day.note(minute, guest.id, "mall.redeem", item=item)

    def _chance(self, share: float) -> bool:
        return self._rng.random() < share


def write_history(path: Path, last_day: date, *, guests: int = GUESTS, weeks: int = WEEKS) -> int:
    """Write the log, one JSON object a line; the number of rows. A file that breaks off is never seen.

    Args:
        path: Of the file.
        last_day: On which the history ends, on the merchant's calendar.
        guests: Who join in it.
        weeks: How long it is.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_suffix(".part")
    written = 0
    with unfinished.open("w", encoding="utf-8") as file:
        for row in TeaShop(last_day, guests=guests, weeks=weeks).rows():
            file.write(json.dumps(row, ensure_ascii=False, separators=(",", ":")) + "\n")
            written += 1
    unfinished.replace(path)
    return written
