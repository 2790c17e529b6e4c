"""Finance and overview over HTTP: exact figures of a small shop, by day, and again after the sums were folded."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta, timezone
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from liuke.bootstrap import open_platform
from liuke.db.pool import acquire, connect, transaction
from liuke.ledger.seal import seal_once
from liuke.reports import rollup
from liuke.settings import read_settings
from tests.api.data_shop import serve_shop
from tests.api.support import Served
from tests.server import TestDatabase

DAY_US = 86_400_000_000
SHANGHAI = timezone(timedelta(hours=8))


@cache
def now_us() -> int:
    """When the first of these tests began, so that all of them speak of the same day."""
    return time.time_ns() // 1_000


def day(back: int) -> str:
    """The merchant's day so many days ago."""
    return (datetime.fromtimestamp(now_us() / 1e6, UTC).astimezone(SHANGHAI) - timedelta(days=back)).date().isoformat()


@contextmanager
def open_shop(database: TestDatabase, folder: Path) -> Iterator[Served]:
    """Two members: one who ordered five days ago and today, gave points to a pool and had a refund; one who ordered."""
    with serve_shop(database, folder) as shop:
        early = now_us() - 5 * DAY_US
        for name in ("ann", "bob"):
            body = {"namespace": "till", "external_id": name, "registered_us": early - 60_000_000}
            shop.ok("POST", "/v1/members", body)
        pay(shop, "till:ann", "a1", 35_000, early)
        pay(shop, "till:bob", "b1", 2_000, early + 1_000_000)
        pay(shop, "till:ann", "a2", 10_000)
        shop.ok("POST", "/v1/members/till:ann/orders/a2/refunds", {"refund_id": "r", "amount_cents": 4_000})
        shop.ok("POST", "/v1/members/till:ann/points/donate", {"pool": "library", "amount": 30})
        shop.ok("POST", "/v1/members/till:bob/check-in", {})
        yield shop


@pytest.fixture(scope="module")
def shop(module_database: TestDatabase, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """For those who only look."""
    with open_shop(module_database, tmp_path_factory.mktemp("finance")) as shop:
        yield shop


@pytest.fixture
def own_shop(database: TestDatabase, tmp_path: Path) -> Iterator[Served]:
    """For those who change what the others look at."""
    with open_shop(database, tmp_path) as shop:
        yield shop


def pay(shop: Served, member: str, order: str, cents: int, t_us: int = 0) -> None:
    data = {"order_id": order, "amount_cents": cents}
    shop.ok("POST", "/v1/events", {"type": "order.paid", "member": member, "key": order, "t_us": t_us, "data": data})


def tenant(shop: Served, work: Any) -> Any:
    """Something done on a connection of the tenant."""

    async def run() -> Any:
        async with (
            open_platform(read_settings(shop.environ), connections=1) as platform,
            acquire(platform.pool) as connection,
            transaction(connection, tenant_id=platform.tenant_id),
        ):
            return await work(connection, platform.tenant_id)

    return asyncio.run(run())


def row(items: list[dict[str, Any]], **wanted: Any) -> dict[str, Any]:
    (found,) = [item for item in items if all(item[name] == value for name, value in wanted.items())]
    return found


def check_figures(shop: Served) -> None:
    """Everything that follows from what happened in the shop."""
    flows = shop.ok("GET", "/v1/finance/flows?by=day", key="finance")["items"]
    earned = {item["period"]: item["amount"] for item in flows if (item["asset"], item["kind"]) == ("points", "earn")}
    # two welcomes, 350 + 20 for orders and 50 for the silver pack five days ago; 100 for an order and 5 for checking in
    assert earned[day(5)] == 200 + 370 + 50
    assert row(flows, asset="points", kind="reverse", period=day(0))["amount"] == 40
    donated = row(flows, asset="points", kind="donate")
    assert (donated["period"], donated["source"], donated["target"], donated["amount"], donated["postings"]) == (
        day(0), "available", "redemption", 30, 1,
    )  # fmt: skip
    today = shop.ok("GET", f"/v1/finance/flows?from_day={day(0)}")["items"]
    assert today == [item for item in flows if item["period"] == day(0)]
    balance = shop.ok("GET", "/v1/finance/trial-balance")["items"]
    points = [item for item in balance if item["asset"] == "points"]
    assert sum(item["credit"] - item["debit"] for item in points) == 0
    available = row(points, account="available")
    assert available["credit"] - available["debit"] == sum(
        amount for (amount,) in shop.rows("SELECT available FROM wallet WHERE asset = 'points'")
    )
    before = shop.ok("GET", f"/v1/finance/trial-balance?until_day={day(0)}")["items"]
    assert row(before, asset="points", account="available")["credit"] == 620
    check_overview(shop, available["credit"] - available["debit"])


def check_overview(shop: Served, available: int) -> None:
    found = shop.ok("GET", "/v1/overview", key="finance")
    assert (found["until_day"], found["time_zone"], found["currency"], found["by"]) == (
        day(-1), "Asia/Shanghai", "CNY", "day",
    )  # fmt: skip
    members = found["members"]
    assert (members["total"], members["new"]) == (2, 2)
    assert {one["tier"]["id"]: one["members"] for one in members["by_tier"]} == {"basic": 1, "silver": 1, "gold": 0}
    assert members["joined"] == [{"period": day(5), "members": 2}]
    moves = {(one["period"], one["old"], one["new"], one["direction"]): one["members"] for one in found["moves"]}
    assert moves == {(day(5), "", "basic", "enter"): 2, (day(5), "basic", "silver", "up"): 1}
    orders = found["orders"]
    assert orders["series"] == [
        {"period": day(5), "orders": 2, "sales_cents": 37_000, "refunded_cents": 0, "refunded_orders": 0,
         "first_orders": 2, "repeat_bps": 0},
        {"period": day(0), "orders": 1, "sales_cents": 10_000, "refunded_cents": 4_000, "refunded_orders": 1,
         "first_orders": 0, "repeat_bps": 10_000},
    ]  # fmt: skip
    assert (orders["total"]["orders"], orders["total"]["sales_cents"], orders["total"]["repeat_bps"]) == (
        3,
        47_000,
        3_333,
    )
    points = row(found["points"], asset="points")
    assert (points["total"]["reversed"], points["total"]["burned"], points["total"]["expired"]) == (40, 30, 0)
    claim = row(found["claims"]["items"], asset="points")
    assert (claim["open"], claim["cents"], claim["expiring_90"]) == (available, available * 10, 0)
    granted = shop.rows("SELECT count(*) FROM coupon")[0][0]
    assert granted == 3
    assert found["coupons"]["total"] == {"period": "", "granted": granted, "used": 0, "saved_cents": 0}
    today = found["today"]
    assert (today["day"], today["orders"], today["sales_cents"], today["new_members"]) == (day(0), 1, 10_000, 0)
    assert today["events"] == 4
    assert today["burned"] == {"points": 30}
    assert row(found["activities"], kind="check_in.do")["count"] == 1
    assert found["latest"] == today
    check_active(shop, found)
    month = shop.ok("GET", f"/v1/overview?from_day={day(400)}&by=month")
    assert [one["period"] for one in month["active"]["series"]][-1] == day(0)[:7]
    assert month["active"]["series"][-1]["days_30"] == month["active"]["now"]["days_30"] == 2
    assert sum(one["sales_cents"] for one in month["orders"]["series"]) == 47_000
    assert all(len(one["period"]) == 7 for one in month["orders"]["series"])


def check_active(shop: Served, found: dict[str, Any]) -> None:
    """The series of active members, against the distinct members of the events themselves."""
    series = {one["period"]: (one["days_7"], one["days_30"]) for one in found["active"]["series"]}
    assert len(series) == 30
    for back in range(30):
        asked = """
            SELECT count(DISTINCT member_id) FILTER (WHERE day > $1::date - DATE '1970-01-01' - 7),
                   count(DISTINCT member_id) FROM event
            WHERE day <= $1::date - DATE '1970-01-01' AND day > $1::date - DATE '1970-01-01' - 30
        """
        assert series[day(back)] == shop.rows(asked, date.fromisoformat(day(back)))[0]
    assert (series[day(6)], series[day(5)], series[day(0)]) == ((0, 0), (2, 2), (2, 2))
    assert found["active"]["now"] == {"period": "", "days_7": 2, "days_30": 2}


def test_sales_without_a_member_stand_beside_those_of_members(shop: Served) -> None:
    assert shop.ok("GET", "/v1/overview")["other_sales"] == {
        "known": False, "series": [], "total": {"period": "", "orders": 0, "sales_cents": 0},
    }  # fmt: skip
    told = {"days": [
        {"day": day(1), "orders": 3, "sales_cents": 4_500, "source": "till-1"},
        {"day": day(1), "orders": 2, "sales_cents": 1_000, "source": "till-2"},
        {"day": day(40), "orders": 9, "sales_cents": 99_000, "source": "till-1"},
    ]}  # fmt: skip
    assert shop.ok("PUT", "/v1/other-sales", told) == {"changed": 3}
    assert shop.ok("PUT", "/v1/other-sales", told) == {"changed": 0}
    told["days"] = [{"day": day(1), "orders": 4, "sales_cents": 5_000, "source": "till-1"}]
    assert shop.ok("PUT", "/v1/other-sales", told) == {"changed": 1}
    assert shop.ok("GET", "/v1/overview")["other_sales"] == {
        "known": True,
        "series": [{"period": day(1), "orders": 6, "sales_cents": 6_000}],
        "total": {"period": "", "orders": 6, "sales_cents": 6_000},
    }
    by_sql = "SELECT sum(orders)::bigint, sum(sales_cents)::bigint FROM other_sales"
    assert shop.rows(by_sql) == [(15, 105_000)]
    listed = shop.ok("GET", "/v1/other-sales?limit=2", key="finance")
    assert [(one["day"], one["source"], one["orders"]) for one in listed["items"]] == [
        (day(1), "till-2", 2), (day(1), "till-1", 4),
    ]  # fmt: skip
    rest = shop.ok("GET", f"/v1/other-sales?limit=2&cursor={listed['next_cursor']}")
    assert [(one["day"], one["orders"]) for one in rest["items"]] == [(day(40), 9)]
    assert rest["next_cursor"] is None
    # nothing of it is an order of a member
    assert (
        shop.ok("GET", "/v1/overview")["orders"]["total"]["orders"] == shop.rows("SELECT count(*) FROM purchase")[0][0]
    )


def test_a_report_of_other_sales_is_refused_with_all_its_faults(shop: Served) -> None:
    before = shop.rows("SELECT * FROM other_sales ORDER BY day, source")
    one = {"day": day(3), "orders": 1, "sales_cents": 1, "source": "till"}
    problem = shop.problem(422, "PUT", "/v1/other-sales", {"days": [one, one, {**one, "day": "2024-02-31"}]})
    assert [(fault["path"], fault["code"]) for fault in problem["faults"]] == [
        ("days.1", "twice"), ("days.2.day", "not-a-day"),
    ]  # fmt: skip
    shop.problem(422, "PUT", "/v1/other-sales", {"days": [{**one, "orders": -1}]})
    shop.problem(403, "PUT", "/v1/other-sales", {"days": [one]}, key="finance")
    assert shop.rows("SELECT * FROM other_sales ORDER BY day, source") == before


def test_figures_are_the_same_before_and_after_they_are_folded(own_shop: Served) -> None:
    check_figures(own_shop)

    async def fold(connection: Any, tenant_id: int) -> Any:
        return await rollup.rebuild(connection, tenant_id)

    time.sleep(10.2)  # sums keep ten seconds away from the clock
    assert tenant(own_shop, fold) > 10
    (until,) = own_shop.rows("SELECT until_us FROM rollup_state")
    assert until[0] > now_us()
    check_figures(own_shop)
    pay(own_shop, "till:bob", "b2", 1_000)
    latest = own_shop.ok("GET", "/v1/overview")["orders"]["series"][-1]
    assert (latest["orders"], latest["sales_cents"], latest["first_orders"]) == (2, 11_000, 0)


def test_liability_by_month_of_expiry(shop: Served) -> None:
    found = shop.ok("GET", "/v1/finance/liability")
    (open_lots,) = shop.rows("SELECT sum(remaining)::bigint FROM lot WHERE asset = 'points'")
    points = [item for item in found["items"] if item["asset"] == "points"]
    assert sum(item["amount"] for item in points) == open_lots[0]
    assert {item["status"] for item in points} == {"available"}
    assert all(item["cents"] == item["amount"] * 10 for item in points)
    lines = shop.call("GET", "/v1/finance/liability?format=csv").text.splitlines()
    assert lines[0] == "asset,month,status,amount,cents"
    assert len(lines) == len(found["items"]) + 1
    parquet = shop.call("GET", "/v1/finance/liability?format=parquet")
    assert parquet.content[:4] == parquet.content[-4:] == b"PAR1"
    breakage = shop.ok("GET", "/v1/finance/breakage")["items"]
    assert breakage[0]["note"].startswith("not enough history")
    pools = shop.ok("GET", "/v1/finance/pools")["items"]
    assert pools == [{"pool": "library", "name": "Library", "asset": "points", "total": 30, "goal": 1000, "donors": 1}]


def test_the_ledger_is_searched_and_paged(shop: Served) -> None:
    def search(query: str) -> list[dict[str, Any]]:
        found, cursor = list[dict[str, Any]](), ""
        for _ in range(30):
            page = shop.ok("GET", f"/v1/finance/postings?limit=2&{query}&cursor={cursor}", key="finance")
            assert len(page["items"]) <= 2
            found += page["items"]
            cursor = page["next_cursor"]
            if not cursor:
                return found
        raise AssertionError("the pages do not end")

    every = search("")
    assert len(every) == shop.rows("SELECT count(*) FROM posting")[0][0]
    assert [one["recorded_us"] for one in every] == sorted((one["recorded_us"] for one in every), reverse=True)
    assert len({(one["member_id"], one["asset"], one["seq"]) for one in every}) == len(every)
    assert [(one["kind"], one["amount"]) for one in search("kind=donate")] == [("donate", 30)]
    assert {one["ref"] for one in search("ref=a1&asset=points")} == {"a1"}
    assert [one["amount"] for one in search("rule=earning.spend&member=till:bob&amount_min=15")] == [20]
    assert {one["shown"] for one in search("member=till:bob")} == {"bob"}
    assert {one["rule"].partition(".")[0] for one in search("rule=tiers&asset=points")} == {"tiers"}
    assert search("amount_min=341&amount_max=349") == []
    assert {one["day"] for one in search(f"until_day={day(0)}")} == {day(5)}
    assert {one["day"] for one in search(f"from_day={day(0)}")} == {day(0)}
    problem = shop.problem(422, "GET", "/v1/finance/postings?limit=0&from_day=x&amount_min=-1")
    assert {fault["path"] for fault in problem["faults"]} == {"query.limit", "query.from_day", "query.amount_min"}
    problem = shop.problem(422, "GET", "/v1/finance/flows?from_day=2024-02-30&until_day=2024-13-01")
    assert [fault["path"] for fault in problem["faults"]] == ["query.from_day", "query.until_day"]
    assert shop.problem(403, "GET", "/v1/finance/postings", key="reader")["code"] == "forbidden"


def test_the_books_are_proved_and_a_tampered_posting_is_named(own_shop: Served) -> None:
    async def seal(connection: Any, tenant_id: int) -> Any:
        return await seal_once(connection, tenant_id, lag_us=0)

    made = tenant(own_shop, seal)
    (seals,) = own_shop.ok("GET", "/v1/finance/seals")["items"]
    assert (seals["number"], seals["rows"], seals["hash"]) == (1, made.rows, made.hash.hex())
    proof = own_shop.ok("POST", "/v1/finance/verify", {"sealed_head": made.hash.hex()})
    assert (proof["clean"], proof["finished"]) == (True, True)
    assert row(proof["checks"], name="seals")["checked"] == made.rows
    problem = own_shop.problem(422, "POST", "/v1/finance/verify", {"laws": ["balances", "nonsense", "x"]})
    assert [fault["path"] for fault in problem["faults"]] == ["laws.1", "laws.2"]

    async def tamper(amount: int) -> None:
        owner = await connect(own_shop.environ["LIUKE_DATABASE_OWNER_URL"])
        await owner.execute("UPDATE posting SET amount = amount + $1 WHERE kind = 'donate'", amount)
        await owner.close()

    asyncio.run(tamper(1))
    broken = own_shop.ok("POST", "/v1/finance/verify", {"laws": ["balances", "seals", "stock"]})
    assert not broken["clean"]
    assert {check["name"]: check["status"] for check in broken["checks"]} == {
        "balances": "broken", "stock": "holds", "seals": "broken",
    }  # fmt: skip
    violation = row(broken["checks"], name="balances")["violations"][0]
    assert isinstance(violation["member_id"], str)
    asyncio.run(tamper(-1))
    assert own_shop.ok("POST", "/v1/finance/verify", {"laws": ["balances", "seals"]})["clean"]


def test_the_feed_shows_what_came_since(own_shop: Served) -> None:
    time.sleep(0.4)
    first = own_shop.ok("GET", "/v1/overview/events?limit=2", key="reader")
    assert (len(first["items"]), first["skipped"]) == (2, False)
    since = f"/v1/overview/events?after={first['after']}"
    assert own_shop.ok("GET", since)["items"] == []
    pay(own_shop, "till:bob", "b9", 3_000)
    limit = time.monotonic() + 20
    while not (found := own_shop.ok("GET", since)["items"]):
        assert time.monotonic() < limit, "it is not shown"
        time.sleep(0.05)
    (item,) = found
    assert (item["type"], item["key"], item["member"], item["amount_cents"]) == ("order.paid", "b9", "till:bob", 3_000)
    assert item["texts"][0] == "30 Points (Points for spending)"
    assert item["day"] == day(0)
    assert own_shop.problem(422, "GET", "/v1/overview/events?after=%00")["faults"][0]["code"] == "not-text"


def test_what_wants_attention_is_said(own_shop: Served) -> None:
    before = own_shop.ok("GET", "/v1/overview")["attention"]
    assert [one for one in before if one["kind"] in {"dead_letters", "stock"}] == []
    own_shop.rows(
        "INSERT INTO dead_letter (tenant_id, t_us, source, reason, payload) VALUES (liuke_tenant(), 5, 's', 'r', '{}') "
        "RETURNING 1"
    )
    own_shop.rows("UPDATE stock SET remaining = 3 WHERE item LIKE '%mug%' RETURNING 1")
    after = own_shop.ok("GET", "/v1/overview")["attention"]
    letters, stock = row(after, kind="dead_letters"), row(after, kind="stock")
    assert (letters["severity"], letters["count"], letters["t_us"]) == ("error", 1, 5)
    assert (stock["severity"], stock["count"]) == ("warning", 3)
    assert "3 of 200" in stock["text"]


def test_receivers_that_fail_are_said(own_shop: Served) -> None:
    """Switched off, failing for two hours, for half an hour, switched off by somebody, and well."""

    def said() -> list[tuple[str, int, int | None]]:
        found = own_shop.ok("GET", "/v1/overview")["attention"]
        return [(one["severity"], one["count"], one["t_us"]) for one in found if one["kind"] == "webhooks"]

    assert said() == []
    hour_us = 3_600_000_000
    for name, enabled, reason, failures, since_us in (
        ("gone", False, "gone", 1, now_us() - 9 * hour_us), ("long", True, "", 3, now_us() - 2 * hour_us),
        ("lately", True, "", 3, now_us() - hour_us // 2), ("silenced", False, "", 3, now_us() - 9 * hour_us),
        ("well", True, "", 0, 0),
    ):  # fmt: skip
        made = own_shop.ok("POST", "/v1/webhooks", {"url": f"https://hooks.example.com/{name}"})
        own_shop.rows(
            "UPDATE webhook_endpoint SET enabled = $2, disabled_reason = $3, failures = $4, failing_since_us = $5 "
            "WHERE endpoint_id = $1 RETURNING 1",
            int(made["endpoint"]["endpoint_id"]), enabled, reason, failures, since_us,
        )  # fmt: skip
    assert said() == [("error", 1, None), ("warning", 1, now_us() - 2 * hour_us)]
