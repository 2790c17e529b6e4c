"""Verification finds every kind of tampering, names the row, and blames nothing else."""

from __future__ import annotations

from typing import Any

import pytest

from liuke.db.contracts import Pool
from liuke.db.pool import connect
from liuke.decision.domain import Domain, Phase, Reaction
from liuke.decision.event import Event
from liuke.decision.holdings import EarnedPart, Order
from liuke.decision.turn import Turn
from liuke.engine.batch import submission
from liuke.events.catalogue import EventType
from liuke.kernel.clock import DAY_US
from liuke.kernel.text import text
from liuke.ledger import caps, postings
from liuke.ledger.spec import Cap
from tests.ledger.check import assert_clean, report
from tests.server import TestDatabase
from tests.world import T, earn, hold, make_engine, make_members, program, rows, spend


def _buy(turn: Turn) -> None:
    """A small order domain: earns within a monthly cap, remembers the order, takes one cup from stock."""
    part = caps.award(turn, "points", 60, path="earning.buy", ref="o1", caps=(Cap(period="month", limit=100),))
    assert part is not None
    order = Order("o1", turn.now.t_us, turn.day, 6000, earned=[part])
    turn.state.add_order(order)
    turn.take_stock("cup")
    turn.change_tier("silver", "test")


def _give_growth(turn: Turn) -> None:
    postings.earn(turn, "growth", 10, rule="earning.growth")


def _reverse(turn: Turn) -> None:
    order = turn.state.find_order("o1")
    assert order is not None
    part: EarnedPart = order.earned[0]
    postings.reverse(turn, part, 20, ref="o1")
    turn.state.save_order(order)


_RUNS = {"test.buy": _buy, "test.grow": _give_growth, "test.reverse": _reverse}
DOMAIN = Domain(
    name="test",
    event_types=tuple(EventType(name, text(name, name), "request") for name in _RUNS),
    compile=lambda _program: [Reaction(name, Phase.REQUEST, name, run) for name, run in _RUNS.items()],
)
A, B = 1, 2  # members are numbered from a fresh sequence


async def fill(database: TestDatabase, pool: Pool) -> int:
    tenant, (a, b) = await make_members(database.owner_dsn, database.dsn, 2)
    assert (a, b) == (A, B)
    await rows(pool, tenant, "INSERT INTO stock VALUES ($1, 'cup', 5, 5) RETURNING 1", tenant)
    document = program()
    engine = make_engine(pool, tenant, document, domains=[DOMAIN], clock=lambda: T)
    by_hand = {"asset": "points", "reason": "r", "actor": "x"}
    events = [
        Event("test.buy", a, "buy"), Event("test.grow", a, "grow"), earn(a, "e1", 100, expires_us=T + 9 * DAY_US),
        spend(a, "s1", 70), Event("points.refund", a, "r1", 0, {"asset": "points", "seq": 3, "amount": 20}),
        hold(a, "h1", 15, "h1"), hold(a, "h2", 5, "h2"), Event("points.release", a, "h2r", 0, {"hold_id": "h2"}),
        Event("points.freeze", a, "h3", 0, {**by_hand, "amount": 4, "hold_id": "h3"}),
        earn(a, "p1", 30, settles_us=T + DAY_US),
        Event("test.reverse", a, "rev"), earn(b, "e1", 8),
    ]  # fmt: skip
    for event in events:
        (outcome,) = await engine.process([submission(event)])
        assert outcome.error is None, outcome.error
    return tenant


# the tampering; the laws it breaks; the rows each of them names (a part of them)
TAMPERINGS: dict[str, tuple[str, dict[str, dict[str, Any]]]] = {
    "balance of an asset without lots": (
        "UPDATE wallet SET available = 11 WHERE asset = 'growth'",
        {"balances": {"member_id": A, "asset": "growth", "account": "available", "stored": 11, "derived": 10}},
    ),
    "earned": (
        "UPDATE wallet SET earned = earned + 1 WHERE member_id = 2",
        {"balances": {"member_id": B, "account": "earned", "stored": 9, "derived": 8}},
    ),
    "debt": (
        "UPDATE wallet SET debt = 3 WHERE member_id = 2",
        {"balances": {"member_id": B, "account": "debt", "stored": 3, "derived": 0}},
    ),
    "number of the last posting": (
        "UPDATE wallet SET seq = 7 WHERE asset = 'growth'",
        {"sequence": {"member_id": A, "asset": "growth", "stored": 7, "count": 1}},
    ),
    "a lot that is worth more": (
        "UPDATE lot SET remaining = remaining - 1 WHERE member_id = 2",
        {
            "lots": {"member_id": B, "available": 8, "settled": 7},
            "lot-uses": {"member_id": B, "seq": 1, "amount": 8, "remaining": 7, "used": None},
        },
    ),
    "a lot settled by hand": (
        "UPDATE lot SET settles_us = 0 WHERE settles_us > 0",
        {"lots": {"member_id": A, "pending": 30, "unsettled": 0}},
    ),
    "a giving back that is not counted": (
        "UPDATE lot_use SET restored = restored + 1 WHERE seq = 3 AND restored > 0",
        {"lot-uses": {"member_id": A, "seq": 2, "returned": 25, "restored": 26}},
    ),
    "a use under another posting": (
        "UPDATE lot_use SET seq = 9 WHERE seq = 3 AND lot_seq = 2",
        {"uses-of-postings": {"member_id": A, "seq": 3, "kind": "spend", "due": 70, "used": None}},
    ),
    "a hold closed by hand": (
        "UPDATE hold SET status = 'committed' WHERE hold_id = 'h1'",
        {"holds": {"member_id": A, "held": 15, "open_holds": 0, "frozen": 4, "open_freezes": 4}},
    ),
    "a cap that forgot": (
        """UPDATE member_state SET doc = replace(doc::text, ',60]', ',10]')::json WHERE member_id = 1""",
        {"caps": {"member_id": A, "scope": "earning.buy", "period": "month", "used": 10, "given": 60}},
    ),
    "stock": ("UPDATE stock SET remaining = 5", {"stock": {"item": "cup", "initial": 5, "remaining": 5, "taken": 1}}),
    "a count of operations": (
        "UPDATE member_state SET ops = 5 WHERE member_id = 2",
        {"operations": {"member_id": B, "stored": 5, "count": 1}},
    ),
    "an event that nobody took": (
        """INSERT INTO event SELECT member_id, 'x', tenant_id, type, t_us, day, received_us, schema_version, data
           FROM event WHERE member_id = 2""",
        {"events": {"member_id": B, "key": "x", "operation": None, "event": "points.earn"}},
    ),
    "an event that is gone": (
        "DELETE FROM event WHERE member_id = 2",
        {"events": {"member_id": B, "key": "e1", "operation": "points.earn", "event": None}},
    ),
    "a posting of no operation": (
        "UPDATE posting SET op_n = 77 WHERE member_id = 2",
        {"owners": {"member_id": B, "asset": "points", "seq": 1, "op_n": 77}},
    ),
    "a timer that never fires": (
        "UPDATE member_state SET due_us = 4611686018427387904 WHERE member_id = 1",
        {"timers": {"member_id": A, "due_us": 4611686018427387904, "first": T + DAY_US}},
    ),
    "a label that nobody has": (
        """UPDATE member_state SET labels = '{"vip": "1"}' WHERE member_id = 1""",
        {"labels": {"member_id": A, "labels": {"vip": "1"}}},
    ),
    "a tier": (
        "UPDATE member_state SET tier = 'gold' WHERE member_id = 1",
        {"tiers": {"member_id": A, "tier": "gold", "new": "silver"}},
    ),
    "an order that forgot what was taken back": (
        """UPDATE purchase SET doc = replace(doc::text, '"reversed":20', '"reversed":61')::json""",
        {"purchases": {"member_id": A, "order_id": "o1", "seq": 1, "amount": 60, "reversed": 61}},
    ),
    "points that left for nobody": (
        "UPDATE posting SET kind = 'transfer', target = 'clearing' WHERE member_id = 1 AND seq = 3",
        {
            "clearing": {"asset": "points", "clearing": 70, "under_way": None},
            "uses-of-postings": {"member_id": A, "seq": 3, "noted_kind": "spend"},
        },
    ),
    "a document of an activity spoilt": (
        "UPDATE member_state SET doc = jsonb_set(doc::jsonb, '{slots,activity_milestone}', "
        "'{\"docs\": {\"m\": [0, 1]}}')::json WHERE member_id = 1",
        {"slots": {"member_id": A, "fault": "m: counted 0 times, and there is a count"}},
    ),
    "a document of an activity unreadable": (
        "UPDATE member_state SET doc = jsonb_set(doc::jsonb, '{slots,activity_milestone}', '7')::json "
        "WHERE member_id = 1",
        {"slots": {"member_id": A, "fault": "a document does not decode: Expected `object`, got `int`"}},
    ),
    "a posting removed": (
        "DELETE FROM posting WHERE asset = 'growth'",
        {
            "balances": {"member_id": A, "asset": "growth", "account": "available", "stored": 10, "derived": None},
            "sequence": {"member_id": A, "asset": "growth", "stored": 1, "count": None},
        },
    ),
}  # fmt: skip


async def test_an_honest_ledger_is_clean(database: TestDatabase, pool: Pool) -> None:
    tenant = await fill(database, pool)
    await assert_clean(database.dsn, tenant)
    found = await report(database.dsn, tenant)
    assert {check.name: check.checked for check in found.checks} == {
        "balances": 3, "sequence": 3, "lots": 3, "lot-uses": 4, "uses-of-postings": 12, "holds": 3, "caps": 1,
        "stock": 1, "operations": 2, "events": 12, "owners": 12, "timers": 2, "tiers": 2, "purchases": 1, "clearing": 0,
        "seals": 0, "shared-documents": 0, "shared-versions": 0, "coupon-moves": 0, "entitlement-uses": 0,
        "catalogue-changes": 0, "labels": 2,
        "slots": 2, "draws": 0, "draw-seeds": 0, "cap-limits": 0, "waiting": 0, "mall-limits": 0, "friends": 0,
        "referral": 0, "invitations": 0, "group-buys": 0,
        "merged-members": 0, "erased-members": 0, "giving-items": 0,
        "board-scores": 0, "board-finals": 0, "board-periods": 0, "board-buckets": 0, "board-leagues": 0,
        "signals": 0, "media-bytes": 0, "media-named": 0, "media-sizes": 0,
        "messages": 0, "budgets": 0, "budget-grants": 0, "consents": 0, "addresses": 0, "tracked-events": 0,
        "clearing-arrivals": 0, "clearing-legs": 0, "clearing-totals": 0,
    }  # fmt: skip


@pytest.mark.parametrize("name", TAMPERINGS)
async def test_tampering_is_found(database: TestDatabase, pool: Pool, name: str) -> None:
    sql, expected = TAMPERINGS[name]
    tenant = await fill(database, pool)
    owner = await connect(database.owner_dsn)
    done = await owner.execute(sql)
    await owner.close()
    assert int(done.split()[-1]) >= 1
    found = await report(database.dsn, tenant)
    assert sorted(found.broken) == sorted(expected)
    for check in found.checks:
        for key, value in expected.get(check.name, {}).items():
            assert check.violations[0][key] == value, (check.name, check.violations)
