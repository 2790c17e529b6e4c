"""An activity as a subject: its own row, timers, waterfall, deliveries, history, and never one of the members."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest

from liuke.activities.catalog import KINDS
from liuke.db.contracts import Pool
from liuke.db.pool import acquire, transaction
from liuke.decision.domain import Evidence
from liuke.decision.event import Event
from liuke.engine.batch import submission
from liuke.engine.engine import Engine
from liuke.engine.memory import MemoryEngine
from liuke.engine.reader import MemberReader
from liuke.features import list_laws
from liuke.hooks.law import Scope
from liuke.kernel.clock import DAY_US
from liuke.kernel.ids import subject_id
from liuke.publishing.program_book import ProgramBook
from liuke.publishing.programs import Programs
from liuke.replay.summary_store import read_summary
from liuke.verify.proof import verify
from tests.golden_database import recording, replay
from tests.server import TestDatabase
from tests.world import T, make_members, make_pool, rows

from .support import compiled
from .weekly import KIND, SLOT, WEEKLY, WITH_WEEKLY, WeeklyBook

WEEK_US = 7 * DAY_US
EARNING = [{"id": "spend", "name": "spend", "on": "order.paid", "amount": {"per": {"every": 100}}}]


@pytest.fixture
async def pool(database: TestDatabase) -> AsyncIterator[Pool]:
    made = await make_pool(database.dsn)
    yield made
    await made.close()


def play() -> MemoryEngine:
    """Two members enter, the week ends, the first has won."""
    engine = MemoryEngine(compiled(WEEKLY, kinds=(*KINDS, KIND), earning=EARNING))
    for member in (1, 2):
        engine.register(member, T)
    engine.publish(T + 1)
    engine.advance(T + 2)
    for member in (2, 1):
        engine.send("weekly.enter", member, "e", T + 10)
    assert engine.deliver() == 2
    engine.advance(T + 1 + WEEK_US)
    assert engine.deliver() == 1
    return engine


def test_in_memory() -> None:
    engine = play()
    subject = subject_id(engine.tenant_id, "free_order")
    assert subject < 0
    state = engine.state(subject)
    assert state.read(SLOT, WeeklyBook) == WeeklyBook([], published=1, weeks=1)
    assert state.timers == {"activity:free_order:close": T + 1 + 2 * WEEK_US}
    assert state.records == {("week", "1"): {"entered": [2, 1]}}
    assert state.wallets == {}  # what it states is for the outbox; the members' rules do not react to it
    assert [engine.balance(member) for member in (1, 2)] == [0, 50]
    own = [decision for owner, decision in engine.decisions if owner == subject]
    assert [decision.type for decision in own] == [
        "timer.activity", "weekly.entered", "weekly.entered", "timer.activity",
    ]  # fmt: skip
    assert [[reason.code for reason in decision.reasons] for decision in own] == [
        ["weekly-open"], [], [], ["weekly-closed"],
    ]  # fmt: skip
    assert [decision.prompts for decision in own] == [[]] * 4


async def test_the_database_ends_where_memory_ends(database: TestDatabase) -> None:
    with recording() as scripts:
        play()
    await replay(database, scripts[0])


def test_without_the_activity_nothing_happens() -> None:
    engine = play()
    engine.program = compiled(earning=EARNING)
    subject = subject_id(engine.tenant_id, "free_order")
    made = engine.advance(T + 1 + 2 * WEEK_US)
    assert [(owner, decision.effects) for owner, decision in made] == [(subject, [])]
    assert [reason.code for _, decision in made for reason in decision.reasons] == ["activity-unknown"]
    assert engine.state(subject).timers == {}


# -- on the database --------------------------------------------------------------------------------------------------
class Place:
    """A tenant with published programs and an engine over them."""

    def __init__(self, pool: Pool, tenant_id: int, members: list[int]) -> None:
        self.pool, self.tenant_id, self.members = pool, tenant_id, members
        self.subject = subject_id(tenant_id, "free_order")
        self.now_us = T + DAY_US
        self.programs = Programs(pool, tenant_id, domains=WITH_WEEKLY)
        self.book = ProgramBook(pool, tenant_id, domains=WITH_WEEKLY, clock_us=lambda: self.now_us)
        self.engine = Engine(pool, tenant_id, self.book.program_at, clock=lambda: self.now_us)

    async def publish(self, *activities: dict[str, Any], at_us: int = 0) -> None:
        document = {"id": "x", "name": "x", "earning": EARNING, "activities": list(activities)}
        await self.programs.publish(
            document, actor="t", active_from_us=at_us, force_warnings=True, evidence=Evidence()
        )  # fmt: skip
        await self.book.refresh()

    async def enter(self, *members: int, key: str = "e") -> None:
        work = [submission(Event("weekly.enter", member, key, 0, {})) for member in members]
        assert [outcome.error for outcome in await self.engine.process(work)] == [None] * len(work)

    async def until(self, t_us: int) -> int:
        """Let time go on, with all that is due and delivered."""
        self.now_us = t_us
        swept = await self.engine.sweep(t_us)
        while await self.engine.deliver():
            pass
        return swept

    async def own(self, sql: str) -> list[tuple[Any, ...]]:
        """Rows of the activity, which are seen by who asks for them."""
        async with acquire(self.pool) as connection, transaction(connection, tenant_id=self.tenant_id):
            await connection.execute("SELECT set_config('liuke.subjects', 'on', true)")
            return [tuple(row) for row in await connection.fetch(sql, self.subject)]

    async def assert_lawful(self) -> None:
        async with acquire(self.pool) as connection, transaction(connection, tenant_id=self.tenant_id):
            report = await verify(connection, Scope(self.tenant_id, ["points"]), laws=list_laws(WITH_WEEKLY))
        assert {check.name: check.violations for check in report.checks if check.violations} == {}
        operations = next(check for check in report.checks if check.name == "operations")
        assert operations.checked == len(self.members) + 1  # the proof does see the activity


@pytest.fixture
async def place(database: TestDatabase, pool: Pool) -> Place:
    return Place(pool, *await make_members(database.owner_dsn, database.dsn, 3))


async def test_published_swept_and_closed(place: Place) -> None:
    a, b, _ = place.members
    begins = place.now_us
    await place.publish(WEEKLY, at_us=begins)
    assert await place.own("SELECT ops, due_us FROM member_state WHERE member_id = $1") == [(0, begins)]
    assert await place.until(begins) == 1
    await place.enter(b)
    place.now_us += 1
    await place.enter(a)
    await place.until(begins + DAY_US)
    assert await place.until(begins + WEEK_US) == 1
    assert await rows(place.pool, place.tenant_id, "SELECT member_id, available::int FROM wallet") == [(b, 50)]
    assert await place.own("SELECT data FROM record WHERE member_id = $1") == [({"entered": [b, a]},)]
    assert await place.own("SELECT type, n::int FROM operation WHERE member_id = $1 ORDER BY n") == [
        ("timer.activity", 1), ("weekly.entered", 2), ("weekly.entered", 3), ("timer.activity", 4),
    ]  # fmt: skip
    facts = await rows(place.pool, place.tenant_id, "SELECT facts FROM outbox WHERE member_id < 0 ORDER BY op_n")
    assert [fact for row in facts for fact in row[0]][-1] == ["weekly.closed", {"activity": "free_order", "week": 1}]
    await place.assert_lawful()


async def test_the_reader_and_the_waterfall(place: Place) -> None:
    await place.publish(WEEKLY, at_us=place.now_us)
    await place.until(place.now_us)
    reader = MemberReader(place.pool, place.tenant_id)
    assert await reader.get_member_id("activity:free_order") == place.subject
    state = await reader.read_whole(place.subject)
    assert state.read(SLOT, WeeklyBook).published == 1
    (operation,) = await reader.list_operations(place.subject)
    assert operation.key == "tick:0:activity:free_order:published"
    explained = await reader.get_operation(place.subject, operation.key)
    assert [reason.code for reason in explained.reasons] == ["weekly-open"]


async def test_a_version_that_takes_effect_later_and_one_without_the_activity(place: Place) -> None:
    begins = place.now_us
    await place.publish(at_us=begins)
    await place.publish(WEEKLY, at_us=begins + DAY_US)
    assert await place.until(begins + DAY_US - 1) == 0
    assert await place.until(begins + DAY_US) == 1
    await place.publish({**WEEKLY, "name": "again"}, at_us=begins + 2 * DAY_US)
    assert await place.until(begins + 2 * DAY_US) == 1
    doc = "SELECT doc->'slots'->'activity_weekly'->>'published', doc->'timers' FROM member_state WHERE member_id = $1"
    closes = begins + DAY_US + WEEK_US
    assert await place.own(doc) == [("2", {"activity:free_order:close": closes})]
    await place.publish(at_us=begins + 3 * DAY_US)
    assert await place.until(closes) == 1
    assert await place.own(doc) == [("2", None)]
    assert await place.own("SELECT reasons->0->>1 FROM operation WHERE member_id = $1 AND n = 3") == [
        ("activity-unknown",)
    ]
    await place.assert_lawful()


async def test_versions_that_wait_together_are_each_learnt_of(place: Place) -> None:
    """The second and the third were published before anybody swept the first."""
    begins = place.now_us
    for number, name in enumerate(("one", "two", "three")):
        await place.publish({**WEEKLY, "name": name}, at_us=begins + number * DAY_US)
    assert await place.own("SELECT due_us FROM member_state WHERE member_id = $1") == [(begins,)]
    published = "SELECT (doc->'slots'->'activity_weekly'->>'published')::int FROM member_state WHERE member_id = $1"
    assert [await place.until(begins), await place.until(begins)] == [1, 0]  # and is due no more
    assert await place.own(published) == [(1,)]
    assert [await place.until(begins + DAY_US), await place.own(published)] == [1, [(2,)]]
    assert [await place.until(begins + 2 * DAY_US), await place.own(published)] == [1, [(3,)]]
    await place.assert_lawful()


async def test_what_is_delivered_first_makes_the_row(place: Place) -> None:
    """The row was never made, as under a program of the release before."""
    await place.publish(WEEKLY, at_us=place.now_us)
    async with acquire(place.pool) as connection, transaction(connection, tenant_id=place.tenant_id):
        await connection.execute("SELECT set_config('liuke.subjects', 'on', true)")
        await connection.execute("DELETE FROM member_state WHERE member_id = $1", place.subject)
    async with place.engine as engine:
        events = [Event("weekly.enter", member, "e", 0, {}) for member in place.members]
        await asyncio.gather(*map(engine.submit, events))
    ((entered,),) = await place.own(
        "SELECT doc->'slots'->'activity_weekly'->'entered' FROM member_state WHERE member_id = $1"
    )
    assert sorted(entered) == place.members
    assert await rows(place.pool, place.tenant_id, "SELECT * FROM dead_letter") == []
    await place.assert_lawful()


FIGURES = (
    "SELECT count(*) FROM member_state", "SELECT count(*) FROM operation", "SELECT count(*) FROM event",
    "SELECT count(*) FROM record", "SELECT tier, count(*) FROM member_state GROUP BY 1",
)  # fmt: skip


async def test_who_counts_members_does_not_meet_it(place: Place) -> None:
    await place.publish(WEEKLY, at_us=place.now_us)
    before = [await rows(place.pool, place.tenant_id, sql) for sql in FIGURES]
    evidence = await place.programs.read_evidence(place.book.program_at().spec)
    async with acquire(place.pool) as connection, transaction(connection, tenant_id=place.tenant_id):
        summary = await read_summary(connection, place.tenant_id)
    assert summary.facts == {}
    subject = Event("weekly.entered", place.subject, "s", 0, {"member": 7})
    await place.engine.process([submission(subject)], due={place.subject: place.now_us + WEEK_US})
    assert len(await place.own("SELECT 1 FROM operation WHERE member_id = $1")) == 3
    assert [await rows(place.pool, place.tenant_id, sql) for sql in FIGURES] == before
    assert await place.programs.read_evidence(place.book.program_at().spec) == evidence
    async with acquire(place.pool) as connection, transaction(connection, tenant_id=place.tenant_id):
        found = await read_summary(connection, place.tenant_id)
    assert found.facts == {"order.paid": 1, "weekly.closed": 1}  # what it states goes out as any fact does
    found.facts.clear()
    assert found == summary
