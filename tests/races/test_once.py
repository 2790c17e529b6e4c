"""What is given once and whose it is, under 64 callers from two processes: exact, whoever comes first."""

from __future__ import annotations

import random

from liuke.db.contracts import Pool
from liuke.decision.event import Act, Event
from tests.ledger.check import assert_clean
from tests.races.process import two_processes
from tests.server import TestDatabase
from tests.world import make_engine, make_members, program, rows, wallets

RECEIPTS = program(
    custom_events=[
        {"name": "receipt.scanned", "label": "s", "fields": {"receipt": {"label": "r", "required": True}}},
    ],
    earning=[
        {"id": "scan", "name": "s", "on": "receipt.scanned", "amount": {"fixed": 10},
         "once": {"per": ["receipt"], "scope": "merchant"}},
        {"id": "own", "name": "o", "on": "receipt.scanned", "amount": {"fixed": 1}, "once": {"per": ["receipt"]}},
    ],
)  # fmt: skip


async def test_64_members_bring_the_same_receipts(database: TestDatabase, pool: Pool) -> None:
    tenant, members = await make_members(database.owner_dsn, database.dsn, 64)
    events = [Event("receipt.scanned", m, f"k{r}", 0, {"receipt": r}) for m in members for r in ("r1", "r2")]
    assert await two_processes(database.dsn, tenant, RECEIPTS, events) == {"ok": 128}
    given = await rows(
        pool, tenant,
        "SELECT rule, count(*)::int, count(DISTINCT member_id)::int FROM posting GROUP BY 1 ORDER BY 1",
    )  # fmt: skip
    assert given == [("earning.own", 128, 64), ("earning.scan", 2, given[1][2])]
    won = await rows(pool, tenant, "SELECT DISTINCT member_id FROM posting WHERE rule = 'earning.scan' ORDER BY 1")
    held = await rows(
        pool, tenant, "SELECT DISTINCT (doc->>'member')::bigint FROM shared WHERE kind = 'once' ORDER BY 1"
    )
    assert held == won
    assert await rows(pool, tenant, "SELECT count(*)::int, max(version)::int FROM shared") == [(2, 1)]
    await assert_clean(database.dsn, tenant)


async def test_one_member_scans_one_receipt_64_times(database: TestDatabase, pool: Pool) -> None:
    tenant, (member,) = await make_members(database.owner_dsn, database.dsn, 1)
    events = [Event("receipt.scanned", member, f"k{i}", 0, {"receipt": "r"}) for i in range(64)]
    assert await two_processes(database.dsn, tenant, RECEIPTS, events) == {"ok": 64}
    assert await rows(pool, tenant, "SELECT available::int FROM wallet WHERE asset = 'points'") == [(11,)]
    assert await rows(pool, tenant, "SELECT kind, count(*)::int FROM record GROUP BY 1") == [("once", 1)]
    await assert_clean(database.dsn, tenant)


ORDERS = program(earning=[{"id": "s", "name": "s", "on": "order.paid", "amount": {"per": {"every": 100}}}])


async def test_64_members_bring_the_same_order(database: TestDatabase, pool: Pool) -> None:
    tenant, members = await make_members(database.owner_dsn, database.dsn, 64)
    data = {"order_id": "A", "amount_cents": 1000}
    events = [Event("order.paid", member, "k", 0, data) for member in members]
    assert await two_processes(database.dsn, tenant, ORDERS, events) == {"ok": 1, "order-already-paid": 63}
    ((owner,),) = await rows(pool, tenant, "SELECT member_id FROM purchase")
    assert await wallets(pool, tenant) == {(owner, "points"): (10, 0, 0, 0, 0)}
    assert await rows(pool, tenant, "SELECT (doc->>'member')::bigint, version FROM shared") == [(owner, 1)]
    await assert_clean(database.dsn, tenant)


def moves_and_refunds(a: int, b: int, c: int, count: int) -> list[Event]:
    """Each order of ``a`` is moved to both others, and a part of it is refunded, at once."""
    events = list[Event]()
    for i in range(count):
        order = {"order_id": f"o{i}"}
        events += [
            Event(
                "order.move",
                a,
                f"m{to}-{i}",
                0,
                {**order, "to_member": to, "reason": "r", "actor": "key:1"},
                act=Act("order.moved", "key:1"),
            )
            for to in (b, c)
        ]
        events += [
            Event("order.refunded", a, f"r{n}-{i}", 0, {**order, "refund_id": f"r{n}", "amount_cents": 200})
            for n in range(2)
        ]
    random.Random(7).shuffle(events)
    return events


async def check_moved(database: TestDatabase, pool: Pool, tenant: int, members: list[int], count: int) -> None:
    """Every order is at one of the two, with what is left of it, and the first member has nothing."""
    a, *others = members
    engine = make_engine(pool, tenant, ORDERS)
    while await engine.deliver():
        pass
    assert await rows(pool, tenant, "SELECT count(*)::int FROM dead_letter") == [(0,)]
    held = await wallets(pool, tenant)
    assert held[a, "points"] == (0, 0, 0, 0, 0)
    assert sum(held[one, "points"][0] for one in others if (one, "points") in held) == 6 * count
    found = await rows(
        pool, tenant,
        "SELECT member_id = $1, status, refunded_cents::int, count(*)::int FROM purchase GROUP BY 1, 2, 3 ORDER BY 1",
        a,
    )  # fmt: skip
    assert found == [(False, "part_refunded", 400, count), (True, "refunded", 1000, count)]
    owners = "SELECT count(*)::int FROM purchase p JOIN shared s ON s.kind = 'order' AND s.key = p.order_id "
    owners += "AND (s.doc->>'member')::bigint = p.member_id"
    assert await rows(pool, tenant, owners) == [(count,)]
    # the audit log has each move once, and none that was refused
    audit = "SELECT details->>'key', details->>'order_id', actor, subject FROM audit_log WHERE action = 'order.moved'"
    moves = "SELECT key, answer->'result'->>'order_id', 'key:1', 'member/' || member_id FROM operation "
    moves += "WHERE type = 'order.move'"
    assert sorted(await rows(pool, tenant, audit)) == sorted(await rows(pool, tenant, moves))
    await assert_clean(database.dsn, tenant)


async def test_orders_are_moved_once_while_they_are_refunded(database: TestDatabase, pool: Pool) -> None:
    tenant, members = await make_members(database.owner_dsn, database.dsn, 3)
    paid = [Event("order.paid", members[0], f"p{i}", 0, {"order_id": f"o{i}", "amount_cents": 1000}) for i in range(16)]
    assert await two_processes(database.dsn, tenant, ORDERS, paid) == {"ok": 16}
    events = moves_and_refunds(*members, 16)
    assert await two_processes(database.dsn, tenant, ORDERS, events) == {"ok": 48, "order-moved": 16}
    await check_moved(database, pool, tenant, members, 16)


POSTER = program(
    coupons=[{"id": "summer", "name": "s", "kind": "amount", "amount_cents": 100, "code": "public",
              "public_code": "SUMMER20", "quota": 20}],
)  # fmt: skip


async def test_64_members_type_one_code_of_which_there_are_20(database: TestDatabase, pool: Pool) -> None:
    tenant, members = await make_members(database.owner_dsn, database.dsn, 64)
    await rows(pool, tenant, "INSERT INTO stock VALUES ($1, 'coupon:summer', 20, 20) RETURNING 1", tenant)
    codes = ("SUMMER20", "summer20")
    events = [Event("coupon.redeem_code", m, f"k{c}", 0, {"code": c}) for c in codes for m in members]
    found = await two_processes(database.dsn, tenant, POSTER, events)
    assert found["ok"] == 20
    assert found["coupon-limit"] + found["coupon-sold-out"] == 108
    assert set(found) <= {"ok", "coupon-limit", "coupon-sold-out"}
    held = await rows(pool, tenant, "SELECT count(*)::int, count(DISTINCT member_id)::int, min(code) FROM coupon")
    assert held == [(20, 20, "SUMMER20")]
    assert await rows(pool, tenant, "SELECT remaining FROM stock") == [(0,)]
    await assert_clean(database.dsn, tenant)


async def test_a_member_types_it_64_times(database: TestDatabase, pool: Pool) -> None:
    tenant, (member,) = await make_members(database.owner_dsn, database.dsn, 1)
    await rows(pool, tenant, "INSERT INTO stock VALUES ($1, 'coupon:summer', 20, 20) RETURNING 1", tenant)
    events = [Event("coupon.redeem_code", member, f"k{i}", 0, {"code": "Summer20"}) for i in range(64)]
    assert await two_processes(database.dsn, tenant, POSTER, events) == {"ok": 1, "coupon-limit": 63}
    assert await rows(pool, tenant, "SELECT remaining FROM stock") == [(19,)]
    await assert_clean(database.dsn, tenant)
