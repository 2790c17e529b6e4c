"""Merging while 64 callers of two processes act on both, merging crosswise, and being killed in mid-work."""

from __future__ import annotations

import asyncio
import json
import sys
from asyncio import subprocess

from liuke.db.contracts import Pool
from liuke.decision.event import Event
from liuke.features import compile_program
from liuke.merging.errors import MergedElsewhere, OneAlready
from liuke.merging.service import Merged, merge
from tests.merchant import NOW, PROGRAM, Merchant, Workers, open_merchant
from tests.server import TestDatabase


async def join(shop: Merchant, into: int, other: int) -> Merged:
    return await merge(shop.engine(), into, other, reason="the same phone", actor="person:anna")


def _acts(member: int, n: int) -> list[Event]:
    """Of one caller: an earning, a spending of it, a redemption, the day's check-in."""
    return [
        Event("points.earn", member, f"earn-{n}", 0, {"asset": "points", "amount": 15}),
        Event("points.spend", member, f"spend-{n}", 0, {"asset": "points", "amount": 3}),
        Event("mall.redeem", member, f"pin-{n}", 0, {"item": "pin", "quantity": 1}),
        Event("check_in.do", member, f"day-{n}", 0, {"activity": "daily"}),
    ]


async def test_64_callers_of_two_processes_act_on_both_while_they_become_one(
    database: TestDatabase, pool: Pool
) -> None:
    shop = await open_merchant(database, pool, "race", 3)
    ann, bob, eve = shop.members
    events = [event for n in range(64) for event in _acts((ann, bob)[n % 2], n)]
    workers = Workers(database.dsn, 2)
    try:
        said = asyncio.create_task(asyncio.to_thread(workers.submit, shop.tenant_id, NOW, events))
        await join(shop, eve, bob)
        await join(shop, eve, ann)
        found = await said
        again = await asyncio.to_thread(workers.submit, shop.tenant_id, NOW, events)
    finally:
        workers.close()
    done = [one for one in found if "result" in one]
    refused = [one["refused"] for one in found if "refused" in one]
    checked_in = 64 - len(refused)
    assert {*refused} <= {"already-checked-in"}
    assert 1 <= checked_in <= 3  # once as each of the three at most, before they were one
    assert len(done) == 3 * 64 + checked_in
    # asked again under the same keys, nothing happens a second time, whoever is asked by now
    assert sum("result" in one and not one["replayed"] for one in again) == 0
    wallets = await shop.rows(
        "SELECT member_id, available::int, earned::int FROM wallet WHERE asset = 'points' ORDER BY 1"
    )
    assert wallets == [
        (ann, 0, 0), (bob, 0, 0), (eve, 300 + 64 * (15 - 3 - 10) + 5 * checked_in, 300 + 64 * 15 + 5 * checked_in),
    ]  # fmt: skip
    pins = "SELECT count(*)::int FROM record WHERE kind = 'mall_order'"
    assert await shop.rows(pins) == [(64,)]
    await shop.assert_lawful()


BACK = {
    **PROGRAM,
    "counters": [{"id": "spent", "name": "spent", "on": ["order.paid"], "add": {"field": "amount_cents"},
                  "undone_by": "order.refunded"}],
    "tiers": {
        "ladder": [
            {"id": "basic", "name": "basic"},
            {"id": "gold", "name": "gold", "entry": {"dimension": "spent", "at_least": 20_000},
             "pack": [{"kind": "asset", "amount": 500}, {"kind": "coupon", "batch": "five"}]},
        ],
        "milestones": [{"id": "big", "name": "big", "dimension": "spent", "at_least": 9_000,
                        "rewards": [{"kind": "asset", "amount": 70}]}],
    },
    "activities": [
        {"kind": "task", "id": "week", "name": "week", "cadence": "weekly",
         "rewards": [{"kind": "asset", "amount": 30}],
         "steps": [{"on": ["order.paid"], "measure": "sum", "field": "amount_cents", "target": 5_000}]},
        {"kind": "milestone", "id": "third", "name": "third", "on": ["order.paid"], "restart": True,
         "steps": [{"at": 3, "rewards": [{"kind": "asset", "amount": 9}]}]},
    ],
}  # fmt: skip


async def test_rewards_of_both_go_back_whenever_they_become_one(database: TestDatabase, pool: Pool) -> None:
    shop = await open_merchant(database, pool, "race-back", 3)
    shop.program = compile_program(BACK)
    ann, bob, eve = shop.members
    paid = [
        Event("order.paid", (ann, bob)[n % 2], f"paid-{n}", 0, {"order_id": f"o{n}", "amount_cents": 1_000})
        for n in range(64)
    ]
    back = [
        Event(
            "order.refunded", (ann, bob)[n % 2], f"back-{n}", 0, {"order_id": f"o{n}", "full": True, "refund_id": "1"}
        )
        for n in range(64)
    ]
    mixed = [event for pair in zip(paid, back, strict=True) for event in pair]
    workers = Workers(database.dsn, 2)
    try:
        said = asyncio.create_task(asyncio.to_thread(workers.submit, shop.tenant_id, NOW, paid[:32], program=BACK))
        await join(shop, eve, bob)
        await said
        rest = [event for event in mixed if event not in paid[:32]]
        said = asyncio.create_task(asyncio.to_thread(workers.submit, shop.tenant_id, NOW, rest, program=BACK))
        await join(shop, eve, ann)
        found = await said
    finally:
        workers.close()
    assert {one.get("refused") for one in found} == {None}
    assert {one.get("error") for one in found} == {None}
    # every order went back, and so did whatever any of them brought to whom
    wallets = await shop.rows(
        "SELECT member_id, available::int, debt::int, earned::int FROM wallet WHERE asset = 'points' ORDER BY 1"
    )
    assert [row[:3] for row in wallets] == [(ann, 0, 0), (bob, 0, 0), (eve, 300, 0)]
    assert await shop.rows("SELECT status, count(*)::int FROM purchase GROUP BY 1") == [("refunded", 64)]
    assert {row[0] for row in await shop.rows("SELECT status FROM coupon")} <= {"revoked"}
    assert await shop.rows("SELECT tier FROM member_state WHERE member_id = $1", eve) == [("basic",)]
    await shop.assert_lawful()


async def test_two_merges_at_once_end_in_one_member(database: TestDatabase, pool: Pool) -> None:
    shop = await open_merchant(database, pool, "crosswise", 60)
    fours = [shop.members[i : i + 4] for i in range(0, 60, 4)]
    asked = [pair for a, b, c, d in fours for pair in ((a, b), (b, a), (b, c), (c, d))]
    ends = await asyncio.gather(*(join(shop, *pair) for pair in asked), return_exceptions=True)
    assert {type(end) for end in ends} <= {Merged, OneAlready, MergedElsewhere}
    for a, b, c, d in fours:  # what was answered with somebody else is asked again with them
        for member in (b, c, d):
            root = (await shop.rows("SELECT member_root($1)", member))[0][0]
            if root != (await shop.rows("SELECT member_root($1)", a))[0][0]:
                await join(shop, a, root)
    left = await shop.rows(
        "SELECT count(*)::int, sum(w.available)::int, min(w.available)::int FROM member_state m "
        "JOIN wallet w USING (member_id) WHERE m.merged_into IS NULL AND m.member_id > 0"
    )
    assert left == [(15, 6_000, 400)]
    await shop.assert_lawful()


async def test_killed_in_mid_work_every_pair_is_one_or_two(database: TestDatabase, pool: Pool) -> None:
    shop = await open_merchant(database, pool, "killed", 80)
    pairs = list(zip(shop.members[::2], shop.members[1::2], strict=True))
    process = await subprocess.create_subprocess_exec(
        sys.executable, "-m", "tests.merging.client", stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(json.dumps([database.dsn, shop.tenant_id, pairs]).encode() + b"\n")
    acknowledged = {int(await asyncio.wait_for(process.stdout.readline(), 60)) for _ in range(5)}
    process.kill()
    await process.wait()
    merged = {row[0] for row in await shop.rows("SELECT member_id FROM member_state WHERE merged_into IS NOT NULL")}
    assert acknowledged <= merged
    await shop.assert_lawful()
    told = await asyncio.gather(*(join(shop, *pair) for pair in pairs))
    assert [one.new for one in told] == [other not in merged for _, other in pairs]
    sums = await shop.rows(
        "SELECT sum(available)::int, count(*)::int FROM wallet WHERE asset = 'points' AND available = 200"
    )
    assert sums == [(8_000, 40)]
    await shop.assert_lawful()
