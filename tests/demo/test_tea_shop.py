"""The generated history of the tea shop: the same each time, in order, and possible."""

import json
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from liuke.demo.goods import PRODUCTS, STORES
from liuke.demo.tea_shop import ZONE, TeaShop, write_history
from liuke.kernel.clock import MerchantCalendar, day_of

LAST = date(2028, 2, 29)


@pytest.fixture(scope="module")
def rows() -> list[dict[str, Any]]:
    return list(TeaShop(LAST, guests=60).rows())


def test_it_is_the_same_each_time_and_ends_on_its_last_day(rows: list[dict[str, Any]]) -> None:
    assert list(TeaShop(LAST, guests=60).rows()) == rows
    calendar = MerchantCalendar(ZONE)
    assert calendar.local_day(rows[-1]["t_us"]) == day_of(LAST)
    assert calendar.local_day(rows[0]["t_us"]) >= day_of(LAST) - 181
    assert [row["t_us"] for row in rows] == sorted(row["t_us"] for row in rows)


def test_nobody_does_anything_before_they_join(rows: list[dict[str, Any]]) -> None:
    joined = set[str]()
    for row in rows:
        if row["type"] == "member.registered":
            assert row["member"] not in joined
            joined.add(row["member"])
        assert {row["member"], row.get("inviter", row["member"]), row.get("invitee", row["member"])} <= joined
    assert len(joined) == 60


def test_what_is_paid_for_was_held_and_what_goes_back_was_paid(rows: list[dict[str, Any]]) -> None:
    held, paid, back = set[str](), Counter[str](), set[str]()
    for row in rows:
        match row["type"]:
            case "checkout.hold":
                held.add(row["hold_id"])
            case "checkout.commit":
                assert row["hold_id"] in held
                paid[row["order_id"]] += 1
            case "order.paid":
                assert sum(line["paid_cents"] for line in row["lines"]) == row["amount_cents"]
                paid[row["order_id"]] += 1
            case "order.refunded":
                assert row["order_id"] in paid
                back.add(row["refund_id"])
    assert set(paid.values()) == {1}
    assert 0 < len(back) < len(paid) // 20


def test_it_sells_what_is_on_the_menu_in_its_shops(rows: list[dict[str, Any]]) -> None:
    prices = {one.sku: (one.category, one.cents) for one in PRODUCTS}
    shops = {one.id for one in STORES}
    orders = [row for row in rows if "lines" in row and row["type"] != "order.refunded"]
    assert {row["store"] for row in orders} == shops
    for row in orders:
        for line in row["lines"]:
            assert (line["category"], line["unit_cents"]) == prices[line["sku"]]


def test_the_file_holds_one_row_a_line(tmp_path: Path) -> None:
    file = tmp_path / "shop" / "log.ndjson"
    written = write_history(file, LAST, guests=20, weeks=4)
    lines = file.read_text("utf-8").splitlines()
    assert (len(lines), [entry.name for entry in file.parent.iterdir()]) == (written, ["log.ndjson"])
    assert [json.loads(line) for line in lines] == list(TeaShop(LAST, guests=20, weeks=4).rows())
