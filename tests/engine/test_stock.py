"""Stock that is made at first need, and items that nobody declares: a fault of one event, never "sold out"."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from liuke.db.contracts import Pool
from liuke.engine.batch import submission
from liuke.engine.decide import Outcome
from liuke.engine.memory import MemoryEngine
from liuke.features import DOMAINS, compile_program
from liuke.kernel.errors import Refused
from liuke.publishing.lint import collect_stock
from liuke.publishing.trial import RuleFailed, Sample, try_on_member, try_on_sample
from tests.golden_database import recording, replay
from tests.ledger.check import assert_clean
from tests.races.teams import TEAMS, take
from tests.server import TestDatabase
from tests.world import T, earn, make_engine, make_members, make_pool, program, rows

PROGRAM = compile_program(program(), domains=(*DOMAINS, TEAMS))
NOVEMBER, JANUARY = "prize@2026-11-29", "prize@2027-01-01"


@pytest.fixture
async def pool(database: TestDatabase) -> AsyncIterator[Pool]:
    made = await make_pool(database.dsn)
    yield made
    await made.close()


@pytest.mark.parametrize(
    ("item", "pieces"),
    [
        ("mug", 2),
        (NOVEMBER, 3),
        (JANUARY, None),
        ("prize", None),
        ("prize@", None),
        ("mug@2026-11-29", None),
        ("x", None),
    ],
)
def test_what_is_declared(item: str, pieces: int | None) -> None:
    assert PROGRAM.find_initial_stock(item) == pieces


def test_publishing_makes_what_needs_no_period() -> None:
    assert collect_stock(PROGRAM) == {"mug": 2}


def grab_all() -> MemoryEngine:
    engine = MemoryEngine(PROGRAM)
    for member in range(1, 6):
        engine.register(member, T)
        if member <= 3:
            engine.send("prize.take", member, "n", T, item=NOVEMBER)
            continue
        with pytest.raises(Refused, match="sold-out"):
            engine.send("prize.take", member, "n", T, item=NOVEMBER)
    return engine


def test_in_memory() -> None:
    engine = grab_all()
    assert engine.stock == {NOVEMBER: 0}
    assert [engine.balance(member) for member in range(1, 6)] == [1, 1, 1, 0, 0]
    with pytest.raises(AssertionError, match="no domain declares the limited item prize@2027-01-01"):
        engine.send("prize.take", 1, "j", T, item=JANUARY)
    assert engine.stock == {NOVEMBER: 0}


async def test_the_database_ends_where_memory_ends(database: TestDatabase) -> None:
    with recording() as scripts:
        grab_all()
    await replay(database, scripts[0])


def said(outcomes: list[Outcome]) -> list[str | None]:
    return [getattr(outcome.error, "reason", outcome.error and outcome.error.code) for outcome in outcomes]


async def test_a_fault_of_one_event(database: TestDatabase, pool: Pool) -> None:
    tenant, (a, b) = await make_members(database.owner_dsn, database.dsn, 2)
    engine = make_engine(pool, tenant, domains=[TEAMS])
    events = [
        take(a, "n", NOVEMBER), take(a, "x", "x"), earn(a, "e", 5), take(b, "m", "mug"), take(b, "x", "x"),
        take(b, "j", JANUARY), take(b, "m2", "mug"), take(b, "m3", "mug"),
    ]  # fmt: skip
    outcomes = await engine.process([submission(event) for event in events])
    assert said(outcomes) == [None, "internal", None, None, "internal", "internal", None, "sold-out"]
    assert await rows(pool, tenant, "SELECT item, initial, remaining FROM stock ORDER BY item") == [
        ("mug", 2, 0), (NOVEMBER, 3, 2),
    ]  # fmt: skip
    await assert_clean(database.dsn, tenant, TEAMS)


async def test_a_row_of_an_item_that_is_declared_no_more_still_counts(database: TestDatabase, pool: Pool) -> None:
    tenant, (a,) = await make_members(database.owner_dsn, database.dsn, 1)
    await rows(pool, tenant, "INSERT INTO stock VALUES ($1, 'old', 1, 1) RETURNING 1", tenant)
    engine = make_engine(pool, tenant, domains=[TEAMS])
    outcomes = await engine.process([submission(take(a, key, "old")) for key in ("1", "2")])
    assert said(outcomes) == [None, "sold-out"]
    assert await rows(pool, tenant, "SELECT item, initial, remaining FROM stock") == [("old", 1, 0)]


async def test_trying_makes_nothing(database: TestDatabase, pool: Pool) -> None:
    tenant, (a,) = await make_members(database.owner_dsn, database.dsn, 1)
    trial = await try_on_member(pool, tenant, PROGRAM, take(a, "t", NOVEMBER), now_us=T)
    assert trial.refused is None
    with pytest.raises(RuleFailed, match="no domain declares"):
        await try_on_member(pool, tenant, PROGRAM, take(a, "t", JANUARY), now_us=T)
    assert try_on_sample(PROGRAM, Sample(), take(1, "t", NOVEMBER), now_us=T).refused is None
    with pytest.raises(RuleFailed, match="no domain declares"):
        try_on_sample(PROGRAM, Sample(), take(1, "t", "x"), now_us=T)
    assert await rows(pool, tenant, "SELECT * FROM stock") == []
