"""Money that others move: closed exactly once, whatever is reported, however often, by however many at once."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from typing import Any

import pytest

from liuke.db.contracts import Pool
from liuke.db.pool import acquire, transaction
from liuke.decision import hooks
from liuke.decision.domain import Domain, Phase, Reaction
from liuke.decision.event import Event
from liuke.decision.turn import Turn
from liuke.engine.batch import submission
from liuke.engine.engine import Engine
from liuke.engine.memory import MemoryEngine
from liuke.events.catalogue import EventField, EventType
from liuke.features import DOMAINS, compile_program
from liuke.kernel.clock import DAY_US
from liuke.kernel.errors import Refused
from liuke.kernel.text import text
from liuke.payouts import service
from liuke.payouts.simulator import Manners, simulate
from liuke.payouts.store import CHOICES, count_overdue, list_payouts
from tests.ledger.check import assert_clean
from tests.server import TestDatabase
from tests.world import T, make_engine, make_members, make_pool, program, rows

_NOTHING = hooks.Nothing("of a test")


def _owe(turn: Turn) -> None:
    data = turn.data
    service.owe(
        turn, 700, rule="shop.owe", ref="o1", id_=data["id"], kind=data.get("kind") or "payout",
        claim_days=data.get("claim_days") or 0,
    )  # fmt: skip


SHOP = Domain(
    name="shop",
    event_types=(
        EventType("shop.owe", text("欠", "Owe"), "request", {
            "id": EventField("str", text("单号", "Id"), required=True),
            "kind": EventField("str", text("类型", "Kind")), "claim_days": EventField("int", text("天", "Days")),
        }),
    ),
    compile=lambda _program: [Reaction("shop.owe", Phase.REQUEST, "shop.owe", _owe)],
    hooks=hooks.Hooks(
        undo_cause=_NOTHING, cancel=_NOTHING, merge=_NOTHING, erase=_NOTHING, export=_NOTHING, law=_NOTHING
    ),
)  # fmt: skip
DOCUMENT = program(payouts={"due_days": 2})


@pytest.fixture
async def pool(database: TestDatabase) -> AsyncIterator[Pool]:
    made = await make_pool(database.dsn)
    yield made
    await made.close()


def say(member: int, type_: str, id_: str, key: str) -> Event:
    return Event(f"payout.{type_}", member, key, 0, {"payout": id_})


async def owe(engine: Engine, member: int, id_: str, **data: Any) -> None:
    (outcome,) = await engine.process([submission(Event("shop.owe", member, f"owe:{id_}", 0, {"id": id_, **data}))])
    assert outcome.error is None


async def count_facts(pool: Pool, tenant: int) -> Counter[str]:
    found = await rows(pool, tenant, "SELECT f.value->>0 FROM outbox o, json_array_elements(o.facts) f")
    return Counter(row[0] for row in found)


async def listed(pool: Pool, tenant: int, choice: str, now_us: int = T) -> list[str]:
    async with acquire(pool) as connection, transaction(connection, tenant_id=tenant):
        return sorted(row[0] for row in await list_payouts(connection, tenant, choice, now_us, None, 100))


# -- pure -------------------------------------------------------------------------------------------------------------
def make_world() -> MemoryEngine:
    engine = MemoryEngine(compile_program(DOCUMENT, domains=[*DOMAINS, SHOP]))
    for member in (1, 2):
        engine.register(member, T)
    engine.send("shop.owe", 1, "owe", T, id="p")
    return engine


def report(engine: MemoryEngine, *types: str, member: int = 1) -> list[str]:
    """The status after each report."""
    known = len(engine.decisions)
    found = list[str]()
    for n, type_ in enumerate(types):
        more = {"reason": "r"} if type_ == "give_up" else {}
        found.append(engine.send(f"payout.{type_}", member, f"{known}:{n}", T, payout="p", **more).result["status"])
    return found


@pytest.mark.parametrize(
    ("reports", "statuses", "late"),
    [
        (["done", "done", "failed", "lapsed"], ["done"] * 4, False),
        (["failed", "failed", "done"], ["failed", "failed", "done"], False),
        (["failed", "retry", "failed", "retry", "done"], ["failed", "requested", "failed", "requested", "done"], False),
        (["lapsed", "failed", "lapsed", "done", "done"], ["lapsed", "lapsed", "lapsed", "done", "done"], True),
        (["failed", "give_up", "done", "lapsed"], ["failed", "given_up", "done", "done"], True),
        (["failed", "lapsed"], ["failed", "lapsed"], False),
    ],
)
def test_reports_in_any_order(reports: list[str], statuses: list[str], late: bool) -> None:
    engine = make_world()
    assert report(engine, *reports) == statuses
    assert ('"late":true' in engine.shared["payout/p"].doc) == late


@pytest.mark.parametrize(
    ("before", "type_", "reason"),
    [
        ([], "retry", "payout-not-failed"),
        (["done"], "retry", "payout-not-failed"),
        (["done"], "give_up", "payout-closed"),
        ([], "claim", "payout-not-claimable"),
    ],
)
def test_what_is_refused(before: list[str], type_: str, reason: str) -> None:
    engine = make_world()
    report(engine, *before)
    stored = engine.shared["payout/p"]
    with pytest.raises(Refused) as refused:
        report(engine, type_)
    assert refused.value.reason == reason
    assert engine.shared["payout/p"] == stored


def test_nobody_reports_on_somebody_elses() -> None:
    with pytest.raises(Refused) as refused:
        report(make_world(), "done", member=2)
    assert refused.value.reason == "payout-not-found"


def test_a_member_claims_in_time() -> None:
    engine = make_world()
    engine.send("shop.owe", 1, "c", T, id="c", claim_days=7)
    assert engine.send("payout.claim", 1, "k", T + 7 * DAY_US - 1, payout="c").result["status"] == "requested"
    engine.advance(T + 30 * DAY_US)
    assert '"status":"requested"' in engine.shared["payout/c"].doc
    engine.send("shop.owe", 1, "d", T + 30 * DAY_US, id="d", claim_days=7)
    engine.advance(T + 37 * DAY_US)
    assert '"status":"lapsed"' in engine.shared["payout/d"].doc


# -- on the database --------------------------------------------------------------------------------------------------
async def test_64_callbacks_close_it_once(database: TestDatabase, pool: Pool) -> None:
    tenant, (a,) = await make_members(database.owner_dsn, database.dsn, 1)
    async with make_engine(pool, tenant, DOCUMENT, domains=[SHOP]) as engine:
        for n in range(4):
            await owe(engine, a, f"p{n}")
        types = ("done", "failed", "lapsed", "done")
        events = [say(a, types[n % 4], f"p{n // 16}", f"k{n}") for n in range(64)]
        outcomes = await asyncio.gather(*(engine.submit(event) for event in events))
    assert [outcome.error for outcome in outcomes] == [None] * 64
    docs = await rows(pool, tenant, "SELECT doc->>'status', doc->>'late' FROM shared WHERE kind = 'payout'")
    assert [row[0] for row in docs] == ["done"] * 4
    late = sum(row[1] == "true" for row in docs)
    facts = await count_facts(pool, tenant)
    # each is closed once, and once more where it was done after it had lapsed
    assert (facts["payout.requested"], facts["payout.closed"]) == (4, 4 + late)
    await assert_clean(database.dsn, tenant, SHOP)


async def test_a_refund_is_closed_by_the_orders_own_report(database: TestDatabase, pool: Pool) -> None:
    tenant, (a,) = await make_members(database.owner_dsn, database.dsn, 1)
    engine = make_engine(pool, tenant, DOCUMENT, domains=[SHOP])
    await engine.process([submission(Event("order.paid", a, "o1", 0, {"order_id": "o1", "amount_cents": 700}))])
    await owe(engine, a, "r1", kind="refund")
    refund = {"order_id": "o1", "refund_id": "r1", "amount_cents": 700}
    for key in ("x", "y"):
        await engine.process([submission(Event("order.refunded", a, key, 0, refund))])
    assert await listed(pool, tenant, "done") == ["r1"]
    facts = await count_facts(pool, tenant)
    assert (facts["refund.requested"], facts["payout.closed"]) == (1, 1)
    await assert_clean(database.dsn, tenant, SHOP)


async def test_what_is_overdue_is_listed(database: TestDatabase, pool: Pool) -> None:
    tenant, (a, tester) = await make_members(database.owner_dsn, database.dsn, 2, tests=1)
    engine = make_engine(pool, tenant, DOCUMENT, domains=[SHOP], clock=lambda: T)
    for id_, member in (("p", a), ("q", a), ("t", tester)):
        await owe(engine, member, id_)
    await engine.process([submission(say(a, "failed", "q", "f"))])
    due = T + 2 * DAY_US
    assert await listed(pool, tenant, "overdue", due - 1) == []
    assert await listed(pool, tenant, "overdue", due) == ["p", "q"]
    async with acquire(pool) as connection, transaction(connection, tenant_id=tenant):
        assert await count_overdue(connection, tenant, due) == (2, 1_400, due)
        assert await count_overdue(connection, tenant, due - 1) == (0, 0, 0)
    assert {choice: await listed(pool, tenant, choice) for choice in CHOICES} == {
        "open": ["p", "q"], "overdue": [], "failed": ["q"], "claimable": [], "done": [], "lapsed": [], "given_up": [],
        "late": [], "all": ["p", "q"],
    }  # fmt: skip
    await assert_clean(database.dsn, tenant, SHOP)


async def test_the_simulator_reports_badly_and_all_is_paid_once(database: TestDatabase, pool: Pool) -> None:
    tenant, members = await make_members(database.owner_dsn, database.dsn, 5)
    async with make_engine(pool, tenant, DOCUMENT, domains=[SHOP]) as engine:
        for n in range(40):
            await owe(engine, members[n % 5], f"p{n}")
        manners = Manners(failed=40, doubled=50, late=30, seed=7)
        done = await simulate(pool, tenant, engine.submit, manners)
        assert (done.payouts, done.refused) == (40, 0)
        assert (await simulate(pool, tenant, engine.submit, manners)).payouts == 0
    assert len(await listed(pool, tenant, "done")) == 40
    late = len(await listed(pool, tenant, "late"))
    assert 0 < late < 40
    assert (await count_facts(pool, tenant))["payout.closed"] == 40 + late
    await assert_clean(database.dsn, tenant, SHOP)
