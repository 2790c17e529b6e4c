"""What staff do by hand, asked for by many at once from two processes and through kills: freezes, tiers, parcels.

Whatever the order, the log of what was done reads as if one had been done after the other.
"""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import msgspec

from liuke.db.contracts import Pool
from liuke.decision.event import Event
from liuke.engine.batch import submission
from tests.crash.killing import work_under_kills
from tests.crash.test_shared import read_answers
from tests.ledger.check import assert_clean
from tests.races.process import two_processes
from tests.server import TestDatabase
from tests.waiting import slow_down
from tests.world import earn, make_engine, make_members, program, rows

PIECES = 16
SHOP = program(
    tiers={"ladder": [
        {"id": "basic", "name": "Basic"},
        {"id": "silver", "name": "Silver", "entry": {"dimension": "growth", "at_least": 100}},
        {"id": "gold", "name": "Gold", "entry": {"dimension": "growth", "at_least": 1000}},
    ]},
    mall=[{"id": "mug", "name": "Mug", "kind": "goods", "price_points": 10, "stock": PIECES, "fulfilment": "manual"}],
)  # fmt: skip
HAND = {"reason": "r", "actor": "key:1"}
GONE = {"mall_sent": "mall-sent", "mall_fulfilled": "mall-fulfilled", "mall_refunded": "mall-refunded"}
ENDS = ("fulfilled", "refunded")


def _at_one(member: int, count: int) -> list[Event]:
    """Points spent, freezes, tiers set by hand, and the end of each, asked for at one member."""
    events = list[Event]()
    for n in range(count):
        events += [
            *(Event("points.spend", member, f"s{n}.{i}", 0, {"asset": "points", "amount": 1}) for i in range(4)),
            Event("member.freeze", member, f"f{n}", 0, HAND),
            Event("member.unfreeze", member, f"u{n}", 0, HAND),
            Event("tier.assign", member, f"t{n}", 0, {"tier": ("silver", "gold")[n % 2], **HAND}),
            Event("tier.unassign", member, f"e{n}", 0, HAND),
        ]
    return events


async def _check_one(pool: Pool, tenant: int, member: int, start: int, answers: Iterable[str]) -> None:
    """The log as it stands is possible, and what is left is what it says."""
    done = await rows(pool, tenant, "SELECT type, key FROM operation WHERE member_id = $1 ORDER BY n", member)
    frozen, tier, spent = False, "", 0
    for type_, key in done:
        match type_:
            case "points.spend":
                assert not frozen, key
                spent += 1
            case "member.freeze":
                frozen = True
            case "member.unfreeze":
                assert frozen, key
                frozen = False
            case "tier.assign":
                tier = ("silver", "gold")[int(key[1:]) % 2]
            case "tier.unassign":
                assert tier, key
                tier = ""
            case other:
                assert other == "points.earn"
    said = Counter(answers)
    assert said.keys() <= {"ok", "member-frozen", "not-frozen", "no-tier-set"}
    assert said["ok"] == len(done) - 1
    ((now, left, label, by_hand),) = await rows(
        pool, tenant,
        "SELECT m.tier, w.available, m.labels ->> 'member_frozen', m.doc::jsonb #>> '{slots,tiers,by_hand,0}' "
        "FROM member_state m JOIN wallet w ON w.member_id = m.member_id AND w.asset = 'points' WHERE m.member_id = $1",
        member,
    )  # fmt: skip
    assert (now, left, label, by_hand) == (tier or "basic", start - spent, "1" if frozen else None, tier or None)
    moves = await rows(pool, tenant, "SELECT old, new FROM tier_change WHERE member_id = $1 ORDER BY n", member)
    assert [old for old, _ in moves[1:]] == [new for _, new in moves[:-1]]
    assert all(old != new for old, new in moves)


async def test_64_callers_from_two_processes_freeze_and_set_tiers(database: TestDatabase, pool: Pool) -> None:
    tenant, (member,) = await make_members(database.owner_dsn, database.dsn, 1)
    async with make_engine(pool, tenant, SHOP) as engine:
        assert (await engine.submit(earn(member, "e", 1_000))).error is None
    events = _at_one(member, 8)
    assert len(events) == 64
    found = await two_processes(database.dsn, tenant, SHOP, events)
    await _check_one(pool, tenant, member, 1_000, found.elements())
    await assert_clean(database.dsn, tenant)


async def _redeem(pool: Pool, tenant: int, members: list[int]) -> list[tuple[int, str]]:
    """A mug for every member; whose, and the number of the redemption."""
    async with make_engine(pool, tenant, SHOP) as engine:
        await engine.process([submission(earn(member, "e", 10)) for member in members])
        wanted = [submission(Event("mall.redeem", member, "r", 0, {"item": "mug"})) for member in members]
        assert {outcome.error for outcome in await engine.process(wanted)} == {None}
    return await rows(pool, tenant, "SELECT member_id, key FROM record WHERE kind = 'mall_order' ORDER BY 1")  # pyright: ignore[reportReturnType] - two columns


def _parcels(orders: list[tuple[int, str]]) -> list[Event]:
    """Each is sent by two, handed over by one and cancelled by one, all at the same time."""
    events = list[Event]()
    for at, (member, order_id) in enumerate(orders):
        one: list[tuple[str, str, dict[str, Any]]] = [
            ("mall.send", "a", {"carrier": "SF", "tracking": f"SF{at}"}),
            ("mall.send", "b", {"carrier": "SF", "tracking": f"SF{at}b"}),
            ("mall.fulfil", "f", {}),
            ("mall.refund", "c", {"reason": "r"}),
        ]
        events += [
            Event(type_, member, key, 0, {"order_id": order_id, **data})
            for type_, key, data in (one if at % 2 else one[::-1])
        ]
    return events


async def _check_parcels(pool: Pool, tenant: int, orders: list[tuple[int, str]]) -> Counter[str]:
    """Each was sent once at most, and either handed over or cancelled; what ended each, so often."""
    ends = Counter[str]()
    told = await rows(pool, tenant, "SELECT key, kind FROM record WHERE kind = ANY ($1::text[])", list(GONE))
    for _, order_id in orders:
        kinds = [kind for key, kind in told if key == order_id]
        assert len(kinds) == len(set(kinds))
        (end,) = set(kinds) - {"mall_sent"}
        ends[end] += 1
    out = await rows(pool, tenant, "SELECT f.value->>0 FROM outbox o, json_array_elements(o.facts) f")
    facts = Counter(name for (name,) in out if name in {f"mall.{what}" for what in ("redeemed", *ENDS, "sent")})
    sent = sum(kind == "mall_sent" for _, kind in told)
    counted = {"redeemed": PIECES, "sent": sent, **{what: ends[f"mall_{what}"] for what in ENDS}}
    assert facts == {f"mall.{what}": count for what, count in counted.items()}
    back = await rows(
        pool, tenant, "SELECT sum(available)::int FROM wallet WHERE asset = 'points' AND member_id = ANY ($1)",
        [member for member, _ in orders],
    )  # fmt: skip
    left = await rows(pool, tenant, "SELECT remaining FROM stock WHERE item = 'mall:mug'")
    assert (back, left) == ([(10 * ends["mall_refunded"],)], [(ends["mall_refunded"],)])
    return Counter({**ends, "mall_sent": sent})


async def test_64_callers_from_two_processes_send_hand_over_and_cancel(database: TestDatabase, pool: Pool) -> None:
    tenant, members = await make_members(database.owner_dsn, database.dsn, PIECES)
    orders = await _redeem(pool, tenant, members)
    events = _parcels(orders)
    assert len(events) == 64
    found = await two_processes(database.dsn, tenant, SHOP, events)
    assert found.keys() <= {"ok", *GONE.values()}
    done = await _check_parcels(pool, tenant, orders)
    assert found["ok"] == done.total()
    await assert_clean(database.dsn, tenant)


async def test_killed_while_staff_work_by_hand(database: TestDatabase, tmp_path: Path, pool: Pool) -> None:
    tenant, (frozen, *members) = await make_members(database.owner_dsn, database.dsn, PIECES + 1)
    orders = await _redeem(pool, tenant, members)
    async with make_engine(pool, tenant, SHOP) as engine:
        assert (await engine.submit(earn(frozen, "e", 100))).error is None
    events = [*_at_one(frozen, 4), *_parcels(orders)]
    jobs, answers = tmp_path / "jobs", tmp_path / "answers"
    jobs.write_bytes(msgspec.json.encode(events))
    await slow_down(database, "INSERT ON operation", 0.004)
    environ = {**os.environ, "LIUKE_TEST_DSN": database.dsn, "LIUKE_TEST_PROGRAM": json.dumps(SHOP)}
    work_under_kills(environ, tenant, jobs, answers, each=20)
    said = read_answers(answers)
    assert len({(member, key) for member, key, _ in said}) == len(said) == len(events)
    await _check_one(pool, tenant, frozen, 100, [text for member, _, text in said if member == frozen])
    done = await _check_parcels(pool, tenant, orders)
    assert Counter(text for member, _, text in said if member != frozen)["ok"] == done.total()
    await assert_clean(database.dsn, tenant)
