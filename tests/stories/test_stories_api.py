"""Months and stories over HTTP: exactly what a second way of counting says, of a history of some months."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tests.api.support import NO_LIMITS, Served, make_environ, prepare, serve
from tests.server import TestDatabase

ZONE = ZoneInfo("Asia/Shanghai")
MERGING = {"merge_in", "merge_out", "merge_use"}
OWN = {"available", "pending", "held", "frozen", "debt"}


@pytest.fixture(scope="module")
def shop(module_database: TestDatabase, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    environ = make_environ(module_database, tmp_path_factory.mktemp("stories"), **NO_LIMITS)
    with serve(environ, prepare(environ, reader=["members:read"], redeem=["redeem"])) as served:
        yield served


def first_of(months_ago: int) -> date:
    """First day of a month of the merchant's, so many months ago."""
    day = datetime.now(ZONE).date().replace(day=1)
    for _ in range(months_ago):
        day = (day - timedelta(days=1)).replace(day=1)
    return day


def to_us(day: date, hour: int, minute: int = 0) -> int:
    return int(datetime(day.year, day.month, day.day, hour, minute, tzinfo=ZONE).timestamp()) * 1_000_000


def join(shop: Served, name: str, joined_us: int) -> str:
    body = {"namespace": "wechat", "external_id": name, "registered_us": joined_us}
    return str(shop.ok("POST", "/v1/members", body)["member_id"])


class History:
    """Orders and refunds of one member, drawn from a seed and kept as they were sent."""

    def __init__(self, shop: Served, member: str, seed: int) -> None:
        self.shop, self.member = shop, member
        self.random = random.Random(seed)
        self.orders: dict[str, tuple[date, int, int, int]] = {}

    def live(self, months: int, orders: int) -> None:
        for number in range(orders):
            day = first_of(self.random.randint(1, months)) + timedelta(days=self.random.randint(0, 27))
            hour, cents = self.random.choice((9, 15, 15, 15, 23, 0)), self.random.randint(500, 9_000)
            name = f"{self.member}-{number}"
            self._send("order.paid", name, to_us(day, hour, 30), amount_cents=cents)
            back = self.random.choice((0, 0, 0, cents // 2, cents))
            if back:
                self._send("order.refunded", name, to_us(day, hour, 50), amount_cents=back)
            self.orders[name] = (day, hour, cents, back)

    def _send(self, type_: str, order: str, t_us: int, **data: Any) -> None:
        body = {"type": type_, "member": self.member, "key": f"{type_}/{order}", "t_us": t_us,
                "data": {"order_id": order, **data}}  # fmt: skip
        self.shop.ok("POST", "/v1/events", body)


def read_postings(shop: Served, members: list[str]) -> list[tuple[Any, ...]]:
    """Asset, kind, source, target, amount and day of every posting."""
    numbers = [int(one) for one in members]
    return shop.rows(
        "SELECT asset, kind, source, target, amount, day FROM posting WHERE member_id = ANY ($1::bigint[])", numbers
    )


def check_months(shop: Served, member: str, histories: list[History], months: int) -> None:
    """Every month of the member, and the story, against the orders that were sent and the postings one by one."""
    postings = read_postings(shop, [one.member for one in histories])
    orders = [one for history in histories for one in history.orders.values()]
    for ago in range(months + 1):
        first = first_of(ago)
        until = (first + timedelta(days=32)).replace(day=1)
        found = shop.ok("GET", f"/v1/members/{member}/reports/{first:%Y-%m}", key="reader")
        mine = [one for one in orders if first <= one[0] < until]
        assert (found["orders"], found["spent_cents"]) == (len(mine), sum(cents - back for _, _, cents, back in mine))
        assert (found["saved_cents"], found["currency"], found["over"]) == (0, "CNY", ago > 0)
        for asset in found["assets"]:
            opening = closing = earned = spent = expired = 0
            for name, kind, source, target, amount, day in postings:
                when = date(1970, 1, 1) + timedelta(days=day)
                if name != asset["asset"] or when >= until:
                    continue
                step = amount * ((target in OWN) - (source in OWN))
                closing += step
                opening += step if when < first else 0
                if when >= first and kind not in MERGING:
                    earned += step if source == "issuance" else 0
                    spent += -step if target == "redemption" else 0
                    expired += -step if target == "breakage" else 0
            known = {"opening": opening, "closing": closing, "earned": earned, "spent": spent, "expired": expired}
            assert {name: asset[name] for name in known} == known, asset["asset"]


def test_months_and_story_are_what_was_sent(shop: Served) -> None:
    joined = first_of(5)
    member = join(shop, "story-ann", to_us(joined, 8))
    history = History(shop, member, 7)
    history.live(months=4, orders=24)
    check_months(shop, member, [history], 5)
    story = shop.ok("GET", f"/v1/members/{member}/story", key="reader")
    orders = list(history.orders.values())
    hours = Counter(hour for _, hour, _, _ in orders)
    assert story["joined_day"] == joined.isoformat()
    assert story["days"] == (datetime.now(ZONE).date() - joined).days + 1
    assert (story["orders"], story["spent_cents"]) == (24, sum(cents - back for _, _, cents, back in orders))
    assert story["hours"] == [hours[hour] for hour in range(24)]
    assert story["favourite_hour"] == max(range(24), key=lambda hour: (hours[hour], -hour))
    first = min(orders, key=lambda one: to_us(one[0], one[1]))
    assert story["first_order"] == {"day": first[0].isoformat(), "spent_cents": first[2] - first[3]}
    year = first_of(1).year
    of_year = shop.ok("GET", f"/v1/members/{member}/story?year={year}", key="reader")
    assert of_year["orders"] == sum(day.year == year for day, *_ in orders)
    assert shop.ok("GET", f"/v1/members/{member}/story?year=2001")["orders"] == 0


def test_tiers_and_badges_stand_on_their_days(shop: Served) -> None:
    day = first_of(2) + timedelta(days=9)
    member = join(shop, "story-tier", to_us(first_of(3), 8))
    body = {"type": "order.paid", "member": member, "key": "t", "t_us": to_us(day, 12),
            "data": {"order_id": "story-tier", "amount_cents": 120_000}}  # fmt: skip
    shop.ok("POST", "/v1/events", body)
    story = shop.ok("GET", f"/v1/members/{member}/story")
    tier = shop.ok("GET", f"/v1/members/{member}")["tier"]["id"]
    assert [(one["day"], one["tier"]["id"]) for one in story["upgrades"]][-1] == (day.isoformat(), tier)
    assert ("silver_member", "Silver tea friend") in {(one["badge"], one["name"]) for one in story["badges"]}
    months = [f"/v1/members/{member}/reports/{first_of(ago):%Y-%m}" for ago in (3, 2, 1)]
    tiers = [
        (found["tier_before"]["id"], found["tier_after"]["id"]) for found in (shop.ok("GET", path) for path in months)
    ]
    base = tiers[0][1]
    assert tiers[1:] == [(base, tier), (tier, tier)]
    assert base != tier


def test_of_two_who_are_one_there_is_one_story(shop: Served) -> None:
    histories = list[History]()
    for name, seed in (("story-one", 11), ("story-two", 12)):
        member = join(shop, name, to_us(first_of(4), 8))
        histories.append(History(shop, member, seed))
        histories[-1].live(months=3, orders=8)
    stays, goes = histories[0].member, histories[1].member
    shop.ok("POST", f"/v1/members/{stays}/merge", {"other": goes, "reason": "the same person"})
    check_months(shop, stays, histories, 4)
    for named in (stays, goes):
        story = shop.ok("GET", f"/v1/members/{named}/story")
        assert (story["member_id"], story["orders"]) == (stays, 16)
    held = shop.ok("GET", f"/v1/members/{stays}/reports/{first_of(0):%Y-%m}")
    wallets = {one["asset"]: one for one in shop.ok("GET", f"/v1/members/{stays}")["balances"]}
    for asset in held["assets"]:
        mine = wallets[asset["asset"]]
        have = mine["available"] + mine["pending"] + mine["held"] + mine["frozen"] - mine["debt"]
        assert asset["closing"] == have, asset["asset"]


def test_only_the_member_and_the_merchant_read_it(shop: Served) -> None:
    member = join(shop, "story-own", 0)
    other = join(shop, "story-other", 0)
    token, foreign = (shop.ok("POST", f"/v1/members/{one}/token", {})["token"] for one in (member, other))
    month = f"{first_of(0):%Y-%m}"
    mine = shop.ok("GET", f"/v1/members/me/reports/{month}", key=token)
    assert (mine["member_id"], mine["orders"], mine["over"]) == (member, 0, False)
    assert shop.ok("GET", "/v1/members/me/story", key=token)["favourite_hour"] is None
    for path in (f"/v1/members/{member}/story", f"/v1/members/{member}/reports/{month}"):
        assert shop.problem(403, "GET", path, key=foreign)["code"] == "forbidden"
        assert shop.problem(403, "GET", path, key="redeem")["code"] == "forbidden"


def test_what_is_no_month_and_who_was_erased(shop: Served) -> None:
    member = join(shop, "story-gone", 0)
    path = f"/v1/members/{member}"
    later = (datetime.now(UTC) + timedelta(days=62)).strftime("%Y-%m")
    for month, code in (
        ("2026-13", "not-a-month"),
        ("x", "not-a-month"),
        ("1900-01", "not-a-month"),
        (later, "not-yet"),
    ):
        assert shop.problem(422, "GET", f"{path}/reports/{month}")["faults"][0]["code"] == code, month
    assert shop.problem(422, "GET", f"{path}/story?year=5")["faults"][0]["code"] == "out-of-range"
    shop.ok("POST", f"{path}/erase", {"reason": "asked for"})
    assert shop.problem(404, "GET", f"{path}/story")["code"] == "not-found"
    assert shop.problem(404, "GET", f"{path}/reports/{first_of(0):%Y-%m}")["code"] == "not-found"


def test_what_was_saved_goes_back_with_the_order(shop: Served) -> None:
    member = join(shop, "story-saver", 0)
    path, month = f"/v1/members/{member}", f"{first_of(0):%Y-%m}"
    lines = [{"sku": "tea", "category": "drink", "unit_cents": 2_000, "quantity": 2}]
    shop.ok("POST", f"{path}/checkout/hold", {"lines": lines, "hold_id": "s1", "order_id": "story-s1"})
    paid = shop.ok("POST", f"{path}/checkout/commit", {"hold_id": "s1"})["result"]["amount_cents"]
    saved = 4_000 - paid
    assert saved > 0

    def look() -> tuple[int, ...]:
        found = [shop.ok("GET", f"{path}/reports/{month}"), shop.ok("GET", f"{path}/story")]
        figures = [(one["orders"], one["spent_cents"], one["saved_cents"]) for one in found]
        assert figures[0] == figures[1]
        return figures[0]

    assert look() == (1, paid, saved)
    assert saved == shop.ok("GET", f"{path}/centre")["value"]["saved_cents"]
    half = {"refund_id": "1", "lines": [{"sku": "tea", "quantity": 1}]}
    shop.ok("POST", f"{path}/orders/story-s1/refunds", half)
    assert look() == (1, paid - paid // 2, saved - saved // 2)
    shop.ok("POST", f"{path}/orders/story-s1/refunds", {"refund_id": "2", "full": True})
    assert look() == (1, 0, 0)
