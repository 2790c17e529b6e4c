"""What is known of an entry at an instant, at a version; files of entries; days of a store. Pure."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from liuke.catalogue.rows import read_csv
from liuke.catalogue.service import Wish, check
from liuke.engine.memory import MemoryEngine
from liuke.features import compile_program
from liuke.goods.catalogue import NO_CATALOGUE, Catalogue, Category, Change, Product, Store
from liuke.kernel.clock import MerchantCalendar
from liuke.kernel.errors import InvalidInput

WEST, EAST = "America/Los_Angeles", "America/New_York"
DRINK, FOOD = Product("Latte", "drink"), Product("Latte", "food")


def test_what_holds_depends_on_the_instant_and_on_the_version():
    changes = [
        Change(1, "product", "latte", 0, DRINK),
        Change(2, "product", "latte", 500, FOOD),
        Change(3, "product", "latte", 200, None),
        Change(4, "product", "latte", 500, DRINK),
    ]
    known = Catalogue(changes)
    assert [known.find("product", "latte", t) for t in (0, 199, 200, 499, 500)] == [DRINK, DRINK, None, None, DRINK]
    assert [known.at_version(3).find_product("latte", t) for t in (199, 200, 500)] == [DRINK, None, FOOD]
    assert known.at_version(1).find_product("latte", 900) == DRINK
    assert known.at_version(0).find_product("latte", 900) is None
    assert (known.version, known.at_version(2).version, NO_CATALOGUE.version) == (4, 2, 0)
    # whatever the order in which changes are heard of
    grown = Catalogue(changes[2:]).extended(reversed(changes[:2]))
    assert [grown.find("product", "latte", t) for t in (199, 200, 500)] == [DRINK, None, DRINK]
    assert known.find("store", "latte", 0) is None


def test_a_store_counts_by_its_own_clock_and_an_unknown_one_by_the_programs():
    shop = MerchantCalendar(EAST, 60)
    known = Catalogue([Change(1, "store", "la", 0, Store("LA", WEST)), Change(2, "store", "here", 0, Store("Here"))])
    found = known.find_calendar(shop, "la", 1)
    assert (found.time_zone, found.day_starts_at_minutes) == (WEST, 60)
    for store in ("here", "nowhere", "", None, 7, ["la"]):
        assert known.find_calendar(shop, store, 1) is shop
    assert NO_CATALOGUE.find_calendar(shop, "la", 1) is shop


PROGRAM = compile_program({
    "id": "shop", "name": "Shop", "calendar": {"time_zone": EAST},
    "assets": [{"id": "points", "name": "Points", "expiry": {"kind": "after", "months": 12}}],
    "earning": [
        {"id": "spend", "name": "s", "on": "order.paid", "caps": [{"period": "day", "limit": 250}],
         "amount": {"per": {"field": "amount_cents", "every": 100, "points": 1}}},
    ],
    "special_days": [{"id": "d8", "name": "The 8th", "on": {"days_of_month": [8]}}],
    "multipliers": [
        {"id": "x2", "name": "Double", "factor_bps": 20_000, "assets": ["points"], "when": {"field": "special_day.d8"}},
        {"id": "late", "name": "Late", "factor_bps": 30_000, "assets": ["points"],
         "when": {"field": "calendar.hour", "op": "gte", "value": 23}},
    ],
})  # fmt: skip


def us(zone: str, text: str) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).timestamp()) * 1_000_000


@pytest.mark.parametrize(("store", "when", "points"), [
    ("la", "2026-11-08 21:30", 200),
    ("la", "2026-11-07 21:30", 100),
    ("la", "2026-11-07 23:10", 250),
    (None, "2026-11-08 21:30", 100),
    (None, "2026-11-07 21:30", 200),
])  # fmt: skip
def test_the_member_day_begins_at_each_stores_own_midnight(store: str | None, when: str, points: int):
    engine = MemoryEngine(PROGRAM)
    engine.catalogue = Catalogue([Change(1, "store", "la", 0, Store("LA", WEST))])
    engine.register(1, us(WEST, "2026-11-01 12:00"))
    data = {"order_id": "1", "amount_cents": 10_000} | ({"store": store} if store else {})
    t_us = us(WEST, when)
    decision = engine.send("order.paid", 1, "a", t_us, **data)
    assert engine.balance(1) == points
    assert decision.catalogue == 1


def test_caps_count_on_the_stores_day():
    engine = MemoryEngine(PROGRAM)
    engine.catalogue = Catalogue([Change(1, "store", "la", 0, Store("LA", WEST))])
    engine.register(1, us(WEST, "2026-11-01 12:00"))
    for key, when in (("a", "2026-11-05 21:30"), ("b", "2026-11-05 22:30"), ("c", "2026-11-06 00:30")):
        t_us = us(WEST, when)  # in the east, all three are on the 6th
        engine.send("order.paid", 1, key, t_us, order_id=key, amount_cents=20_000, store="la")
    assert engine.balance(1) == 250 + 200


def test_a_line_that_says_nothing_of_its_product_is_named_by_the_catalogue():
    program = compile_program({
        "id": "shop", "name": "Shop",
        "assets": [{"id": "points", "name": "Points", "expiry": {"kind": "after", "months": 12}}],
        "earning": [
            {"id": "drinks", "name": "d", "on": "order.paid", "scope": {"categories": ["drink"]},
             "amount": {"per": {"field": "amount_cents", "every": 100, "points": 1}}},
            {"id": "hot", "name": "h", "on": "order.paid", "scope": {"tags": ["hot"]}, "amount": {"fixed": 7}},
        ],
        "checkout": {},
        "coupons": [{"id": "five", "name": "5", "kind": "amount", "amount_cents": 500, "claimable": True,
                     "scope": {"categories": ["drink"]}}],
    })  # fmt: skip
    engine = MemoryEngine(program)
    engine.catalogue = Catalogue([Change(1, "product", "latte", 0, Product("Latte", "drink", ("hot",)))])
    noon = us(EAST, "2026-11-05 12:00")
    engine.register(1, noon)
    lines = [{"sku": "latte", "quantity": 1, "unit_cents": 3_000}, {"sku": "bun", "quantity": 1, "unit_cents": 1_000}]
    engine.send("order.paid", 1, "a", noon, order_id="a", amount_cents=4_000, lines=lines)
    assert engine.balance(1) == 30 + 7
    kept = [(line.category, list(line.tags)) for line in engine.state(1).find_order("a").lines]
    assert kept == [("drink", ["hot"]), ("", [])]
    engine.send("coupon.claim", 1, "c", noon, batch="five")
    quote = engine.send("checkout.quote", 1, "q", noon, lines=lines).result
    assert quote["payable_cents"] == 3_500
    # what a line says itself comes first
    named = [{**lines[0], "category": "gift_card"}]
    engine.send("order.paid", 1, "b", noon, order_id="b", amount_cents=3_000, lines=named)
    assert engine.balance(1) == 30 + 7 + 7


def test_files_as_spreadsheets_write_them():
    data = '\ufeffid,name,category,tags\r\nL1, 拿铁 ,drink,"hot, new"\r\n\r\nC1,可颂,food,\r\n'.encode()
    assert [(w.id, w.entry, w.path) for w in read_csv("product", data)] == [
        ("L1", Product("拿铁", "drink", ("hot", "new")), "lines.2"), ("C1", Product("可颂", "food"), "lines.4"),
    ]  # fmt: skip
    chinese = "id,name\nfood,食品\n".encode("gb18030")
    assert read_csv("category", chinese, "GBK")[0].entry == Category("食品")
    assert read_csv("category", "id,name\nfood,美食\n".encode("gb18030"))[0].entry == Category("美食")
    with pytest.raises(InvalidInput, match="not read here"):
        read_csv("category", chinese, "latin-1")


def test_everything_wrong_with_a_file_is_said_at_once():
    def faults(kind: str, text: bytes) -> list[tuple[str, str]]:
        with pytest.raises(InvalidInput) as caught:
            check(read_csv(kind, text))  # pyright: ignore[reportArgumentType]
        return [(fault.path, fault.code) for fault in caught.value.faults]

    assert faults("store", b"name,zone\nx,y\n") == [("zone", "unknown-column"), ("id", "missing")]
    assert faults("store", b"id,name\na,b,c\n" + b"d," + b"x" * 201 + b"\n") == [
        ("lines.2", "too-many-cells"), ("lines.3.name", "too-long"),
    ]  # fmt: skip
    assert faults("store", b"id,time_zone\na,Asia/Shanghai\na,Mars/Base\n,\n b ,\n") == [
        ("lines.3.id", "twice"), ("lines.3.time_zone", "unknown-zone"),
    ]  # fmt: skip
    assert faults("product", b"id,tags\na," + b" ".join(b"t%d" % n for n in range(21)) + b"\n") == [
        ("lines.2.tags", "too-many")
    ]
    with pytest.raises(InvalidInput, match="no CSV"):
        read_csv("store", b'id,name\na,"b\n')


def test_a_file_that_is_wrong_all_over_names_a_bounded_number_of_faults():
    for file in (b"id" + b",x" * 5_000, b"id,name\n" + b",".join([b"a", b"b", b"c"]) + (b"\na,b,c" * 5_000)):
        with pytest.raises(InvalidInput) as caught:
            read_csv("store", file)
        assert len(caught.value.faults) == 1_000
    with pytest.raises(InvalidInput) as caught:
        check([Wish("", Store())] * 5_000)
    assert len(caught.value.faults) == 1_000


def test_ids_are_texts_that_somebody_can_type():
    with pytest.raises(InvalidInput) as caught:
        check([Wish("", Store()), Wish(" a", Store()), Wish("x" * 201, None), Wish("b\n", Store(), -1, "two")])
    assert [(fault.path, fault.code) for fault in caught.value.faults] == [
        ("id", "not-an-id"), ("id", "not-an-id"), ("id", "not-an-id"), ("two.id", "not-an-id"),
        ("two.valid_from_us", "out-of-range"),
    ]  # fmt: skip
