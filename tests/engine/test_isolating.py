"""Whatever the database says to a batch: the event or the timer at fault is found, and the others are decided."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import AsyncIterator

import asyncpg
import pytest

from liuke.db.contracts import Pool
from liuke.db.errors import OutOfDiskSpace
from liuke.db.pool import connect
from liuke.decision.domain import Domain, Phase, Reaction
from liuke.decision.event import Event
from liuke.decision.turn import Turn
from liuke.engine.batch import Internal, submission
from liuke.engine.isolating import NotStorable, TookTooLong, may_be_of_one, split
from liuke.events.catalogue import EventType
from liuke.kernel.clock import DAY_US, HOUR_US
from liuke.kernel.errors import Conflict
from liuke.kernel.text import text
from liuke.ledger import postings
from tests.server import TestDatabase
from tests.world import T, earn, make_engine, make_members, make_pool, rows, spend, wallets

REFUSE = """
CREATE FUNCTION refuse_bad() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.key LIKE 'bad-%' THEN
        RAISE EXCEPTION 'the database will not have %', NEW.key USING ERRCODE = substr(NEW.key, 5, 5);
    ELSIF NEW.type = 'timer.bad' AND NEW.reasons::text NOT LIKE '%timer-failed%' THEN
        RAISE EXCEPTION 'no such timer' USING ERRCODE = '22003';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER refuse_bad BEFORE INSERT ON operation FOR EACH ROW EXECUTE FUNCTION refuse_bad();
"""


def _arm(turn: Turn) -> None:
    for name in ("good:1", "bad:1", "good:2"):
        turn.arm(name, turn.now.t_us + DAY_US)
    turn.arm("good:3", turn.now.t_us + DAY_US + HOUR_US)


def _give(turn: Turn) -> None:
    postings.earn(turn, "points", 10, rule="")


def _nothing(_turn: Turn) -> None:
    """What happens is refused by the database."""


_RUNS = {"test.arm": _arm, "timer.good": _give, "timer.bad": _nothing}
DOMAIN = Domain(
    name="test",
    event_types=tuple(
        EventType(name, text(name, name), "timer" if name.startswith("timer") else "request") for name in _RUNS
    ),
    compile=lambda _program: [Reaction(name, Phase.REQUEST, name, run) for name, run in _RUNS.items()],
)


@pytest.fixture
async def pool(database: TestDatabase) -> AsyncIterator[Pool]:
    owner = await connect(database.owner_dsn)
    await owner.execute(REFUSE)
    await owner.close()
    made = await make_pool(database.dsn)
    yield made
    await made.close()


@pytest.mark.parametrize(
    ("state", "kind"),
    [
        ("22001", NotStorable),  # a text too long for its column
        ("22003", NotStorable),  # a number out of range
        ("54000", NotStorable),  # an index row too large
        ("57014", TookTooLong),  # given up after the statement's time
        ("23514", Conflict),
        ("42804", Internal),
        ("XX000", Internal),
    ],
)
async def test_any_error_of_the_database_is_of_one_event(
    database: TestDatabase, pool: Pool, state: str, kind: type[Exception]
) -> None:
    tenant, members = await make_members(database.owner_dsn, database.dsn, 5)
    engine = make_engine(pool, tenant)
    bad = f"bad-{state}"
    work = [earn(members[0], "1", 7), earn(members[0], bad, 5), spend(members[0], "2", 6), earn(members[3], bad, 9)]
    work += [earn(member, "1", 3) for member in members[1:]]
    found = await engine.process([submission(event) for event in work])
    assert [type(outcome.error) for outcome in found] == [type(None), kind, type(None), kind, *[type(None)] * 4]
    assert await wallets(pool, tenant) == {
        (member, "points"): (amount, 0, 0, 0, 0) for member, amount in zip(members, (1, 3, 3, 3, 3), strict=True)
    }
    assert await rows(pool, tenant, "SELECT count(*) FROM operation WHERE key LIKE 'bad%'") == [(0,)]


async def test_a_name_too_long_for_an_index_is_refused_alone(database: TestDatabase, pool: Pool) -> None:
    tenant, (a, b, c) = await make_members(database.owner_dsn, database.dsn, 3)
    engine = make_engine(pool, tenant)
    orders = [Event("order.paid", m, "o", 0, {"order_id": f"o{m}", "amount_cents": 100}) for m in (a, b, c)]
    orders[1].data["order_id"] = secrets.token_hex(6_000)
    found = await engine.process([submission(event) for event in orders])
    assert [type(outcome.error) for outcome in found] == [type(None), NotStorable, type(None)]
    assert await rows(pool, tenant, "SELECT member_id FROM purchase ORDER BY 1") == [(a,), (c,)]


async def test_many_callers_beside_a_few_bad_ones(database: TestDatabase, pool: Pool) -> None:
    tenant, members = await make_members(database.owner_dsn, database.dsn, 64)
    async with make_engine(pool, tenant) as engine:
        found = await asyncio.gather(
            *(engine.submit(earn(m, "bad-22003" if i % 16 == 5 else "1", 3)) for i, m in enumerate(members))
        )
    assert [type(outcome.error) for i, outcome in enumerate(found) if i % 16 == 5] == [NotStorable] * 4
    assert sum(outcome.error is None for outcome in found) == 60
    assert await rows(pool, tenant, "SELECT count(*), sum(available)::bigint FROM wallet") == [(60, 180)]


@pytest.mark.parametrize("swept", [True, False])
async def test_a_timer_that_cannot_be_kept_is_put_off(database: TestDatabase, pool: Pool, *, swept: bool) -> None:
    tenant, (a, b) = await make_members(database.owner_dsn, database.dsn, 2)
    now = [T]
    engine = make_engine(pool, tenant, domains=[DOMAIN], clock=lambda: now[0])
    await engine.process([submission(event) for event in (Event("test.arm", a, "1"), earn(b, "1", 5))])
    now[0] = T + 2 * DAY_US
    if swept:
        assert await engine.sweep(now[0]) == 1
    found = await engine.process([submission(event) for event in (spend(a, "2", 4), spend(b, "2", 3))])
    assert [outcome.error for outcome in found] == [None, None]
    assert await wallets(pool, tenant) == {(a, "points"): (26, 0, 0, 0, 0), (b, "points"): (2, 0, 0, 0, 0)}
    failed = "SELECT count(*) FROM operation WHERE type = 'timer.bad' AND reasons::text LIKE '%no such timer%'"
    assert await rows(pool, tenant, failed) == [(1,)]
    due = await rows(pool, tenant, "SELECT due_us FROM member_state WHERE member_id = $1", a)
    assert due[0][0] >= now[0] + HOUR_US


def test_what_concerns_everybody_is_not_searched_for() -> None:
    assert not may_be_of_one(OutOfDiskSpace("full"))
    for error in (
        asyncpg.TooManyConnectionsError, asyncpg.ReadOnlySQLTransactionError, asyncpg.UndefinedFileError,
        asyncpg.LockNotAvailableError,
    ):  # fmt: skip
        assert not may_be_of_one(error("x"))
    for error in (asyncpg.UniqueViolationError, asyncpg.QueryCanceledError, RecursionError, asyncpg.InterfaceError):
        assert may_be_of_one(error("x"))


def test_a_batch_is_halved_by_members_then_timers_then_events() -> None:
    one, two = (submission(earn(member, "k", 1)) for member in (1, 2))
    assert split([one, two, one], {3: 9}) == (([], {3: 9}), ([0, 1, 2], {}))
    assert split([one, one, one], {1: 9}) == (([], {1: 9}), ([0, 1, 2], {}))
    assert split([one, one, one], {}) == (([0], {}), ([1, 2], {}))
    assert split([one], {}) is None
    assert split([], {1: 9}) is None
