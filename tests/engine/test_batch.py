"""Batches: what one event or member does wrong hurts nobody else, and state that is loaded in parts gives the same."""

from __future__ import annotations

from collections.abc import AsyncIterator

import msgspec
import pytest

from liuke.db.contracts import Pool
from liuke.decision.domain import Domain, Phase, Reaction
from liuke.decision.event import Event
from liuke.decision.state import Slot
from liuke.decision.turn import Turn
from liuke.engine.batch import Internal, submission
from liuke.events.catalogue import EventType
from liuke.kernel.clock import DAY_US, HOUR_US
from liuke.kernel.errors import KeyReused, NotFound, Refused
from liuke.kernel.text import text
from liuke.ledger import postings
from tests.server import TestDatabase
from tests.world import T, earn, hold, make_engine, make_members, make_pool, rows, spend, wallets


class Tally(msgspec.Struct):
    count: int = 0


TALLY = Slot("tally", Tally)


def _boom(turn: Turn) -> None:
    postings.earn(turn, "points", 5, rule="")
    turn.take_stock("cup")
    raise ValueError("a rule with a fault")


def _count_then_refuse(turn: Turn) -> None:
    turn.state.edit(TALLY, Tally).count += 1
    turn.refuse("never")


def _count(turn: Turn) -> None:
    turn.state.edit(TALLY, Tally).count += 1
    turn.result = {"count": turn.state.read(TALLY, Tally).count}


def _take(turn: Turn) -> None:
    if not turn.take_stock("cup"):
        turn.refuse("sold-out")
    postings.earn(turn, "points", 1, rule="cup")


def _arm(turn: Turn) -> None:
    turn.arm("boom:x", turn.now.t_us + DAY_US)


def _move(turn: Turn) -> None:
    for tier in ("silver", "gold"):
        turn.change_tier(tier, "test")


def _type(name: str, origin: str = "request") -> EventType:
    return EventType(name, text(name, name), origin, open=True)


_RUNS = {
    "test.boom": _boom, "test.count": _count, "test.count_then_refuse": _count_then_refuse, "test.take": _take,
    "test.arm": _arm, "test.move": _move, "timer.boom": _boom,
}  # fmt: skip
DOMAIN = Domain(
    name="test",
    slots=(TALLY,),
    event_types=tuple(_type(name, "timer" if name.startswith("timer") else "request") for name in _RUNS),
    compile=lambda _program: [Reaction(name, Phase.REQUEST, name, run) for name, run in _RUNS.items()],
)


@pytest.fixture
async def pool(database: TestDatabase) -> AsyncIterator[Pool]:
    made = await make_pool(database.dsn)
    yield made
    await made.close()


def ask(member: int, key: str, type_: str) -> Event:
    return Event(f"test.{type_}", member, key)


async def test_one_bad_event_hurts_nobody_else(database: TestDatabase, pool: Pool) -> None:
    tenant, (a, b) = await make_members(database.owner_dsn, database.dsn, 2)
    await rows(pool, tenant, "INSERT INTO stock VALUES ($1, 'cup', 2, 2) RETURNING 1", tenant)
    engine = make_engine(pool, tenant, domains=[DOMAIN])
    await engine.process([submission(earn(a, "0", 1))])
    work = [
        earn(a, "1", 10), ask(a, "2", "boom"), spend(a, "3", 12), spend(a, "4", 11), earn(999, "1", 5),
        ask(b, "1", "take"), ask(b, "2", "boom"), ask(b, "3", "take"), ask(b, "4", "take"), earn(b, "5", 7),
        earn(a, "1", 10), earn(a, "1", 11), earn(a, "0", 2),
    ]  # fmt: skip
    found = await engine.process([submission(event) for event in work])
    kinds = [type(outcome.error).__name__ if outcome.error else "ok" for outcome in found]
    assert kinds == [
        "ok", "Internal", "Refused", "ok", "NotFound", "ok", "Internal", "ok", "Refused", "ok", "ok", "KeyReused",
        "KeyReused",
    ]  # fmt: skip
    assert isinstance(found[1].error, Internal)
    assert isinstance(found[4].error, NotFound)
    assert isinstance(found[8].error, Refused)
    assert found[8].error.reason == "sold-out"
    assert isinstance(found[11].error, KeyReused)
    assert found[10].replayed
    assert found[10].answer == found[0].answer
    assert await wallets(pool, tenant) == {(a, "points"): (0, 0, 0, 0, 0), (b, "points"): (9, 0, 0, 0, 0)}
    assert await rows(pool, tenant, "SELECT remaining FROM stock") == [(0,)]
    assert await rows(pool, tenant, "SELECT sum(count) FROM stock_move") == [(2,)]


async def test_a_timer_that_raises_is_put_off(database: TestDatabase, pool: Pool) -> None:
    tenant, (a, b) = await make_members(database.owner_dsn, database.dsn, 2)
    now = [T]
    engine = make_engine(pool, tenant, domains=[DOMAIN], clock=lambda: now[0])
    await engine.process([submission(event) for event in (ask(a, "1", "arm"), earn(a, "2", 5), earn(b, "1", 5))])
    now[0] = T + 2 * DAY_US
    found = await engine.process([submission(event) for event in (spend(a, "3", 2), spend(b, "2", 3))])
    assert [outcome.error for outcome in found] == [None, None]
    assert await wallets(pool, tenant) == {(a, "points"): (3, 0, 0, 0, 0), (b, "points"): (2, 0, 0, 0, 0)}
    ticks = await rows(pool, tenant, "SELECT type, reasons::text::jsonb->0->>1 FROM operation WHERE key LIKE 'tick%'")
    assert ticks == [("timer.boom", "timer-failed")]
    # the sweep ends, and the timer is tried again later
    assert await engine.sweep(now[0] + 2 * HOUR_US) == 1
    assert await rows(pool, tenant, "SELECT count(*) FROM operation WHERE type = 'timer.boom'") == [(2,)]


async def test_a_refusal_after_a_slot_was_edited_leaves_nothing(database: TestDatabase, pool: Pool) -> None:
    tenant, (a,) = await make_members(database.owner_dsn, database.dsn, 1)
    engine = make_engine(pool, tenant, domains=[DOMAIN])
    events = [ask(a, "1", "count"), ask(a, "2", "count_then_refuse"), ask(a, "3", "count")]
    found = await engine.process([submission(event) for event in events])
    assert [outcome.error is None for outcome in found] == [True, False, True]
    assert found[2].answer is not None
    assert found[2].answer["result"] == {"count": 2}


async def test_lots_loaded_by_name_are_not_taken_for_the_first_to_burn(database: TestDatabase, pool: Pool) -> None:
    tenant, (a,) = await make_members(database.owner_dsn, database.dsn, 1)
    engine = make_engine(pool, tenant, clock=lambda: T)
    for event in (
        earn(a, "late", 100, expires_us=T + 90 * DAY_US),
        hold(a, "h1", 1, "h1"),
        earn(a, "first", 10, expires_us=T + 10 * DAY_US),
        earn(a, "second", 10, expires_us=T + 20 * DAY_US),
    ):
        assert (await engine.process([submission(event)]))[0].error is None
    found = await engine.process([submission(event) for event in (hold(a, "h2", 10, "h2"), spend(a, "s", 10))])
    assert [outcome.error for outcome in found] == [None, None]
    left = await rows(pool, tenant, "SELECT seq, remaining FROM lot ORDER BY expires_us")
    assert left == [(3, 0), (4, 0), (1, 99)]


async def test_spending_what_was_earned_in_the_same_batch(database: TestDatabase, pool: Pool) -> None:
    tenant, (a,) = await make_members(database.owner_dsn, database.dsn, 1)
    engine = make_engine(pool, tenant, clock=lambda: T)
    await engine.process([submission(earn(a, "1", 20))])
    found = await engine.process([submission(event) for event in (earn(a, "2", 100), spend(a, "3", 50))])
    assert [outcome.error for outcome in found] == [None, None]
    assert await wallets(pool, tenant) == {(a, "points"): (70, 0, 0, 0, 0)}
    assert await rows(pool, tenant, "SELECT seq, remaining FROM lot ORDER BY seq") == [(1, 0), (2, 70)]


async def test_tier_changes_are_numbered_in_their_order(database: TestDatabase, pool: Pool) -> None:
    tenant, members = await make_members(database.owner_dsn, database.dsn, 60)
    engine = make_engine(pool, tenant, domains=[DOMAIN])
    await engine.process([submission(ask(member, "1", "move")) for member in members])
    last = "SELECT DISTINCT ON (member_id) new FROM tier_change ORDER BY member_id, n DESC"
    assert await rows(pool, tenant, last) == [("gold",)] * 60


async def test_live_events_do_not_ask_for_the_time_each(database: TestDatabase, pool: Pool) -> None:
    tenant, (a,) = await make_members(database.owner_dsn, database.dsn, 1)
    engine = make_engine(pool, tenant)
    asked = 0
    ask_clock = engine._months._read_clock

    async def count() -> int:
        nonlocal asked
        asked += 1
        return await ask_clock()

    engine._months._read_clock = count
    for i in range(5):
        await engine.process([submission(earn(a, str(i), 1))])
    assert asked == 1
