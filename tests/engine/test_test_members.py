"""Test members: they play by the same rules, and nothing that is shared knows of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator

import pytest

from liuke.db.contracts import Pool
from liuke.db.pool import acquire, transaction
from liuke.decision.event import Event
from liuke.decision.state import MemberState
from liuke.decision.trying import TAKINGS, TestTakings, take_unreal
from liuke.engine.batch import submission
from liuke.engine.memory import MemoryEngine
from liuke.features import DOMAINS, compile_program
from liuke.kernel.errors import NotFound
from liuke.publishing.evidence_store import count_tiers
from liuke.reports import rollup
from liuke.reports.test_member_routes import mark
from tests.activities.weekly import WEEKLY, WITH_WEEKLY
from tests.ledger.check import assert_clean
from tests.races.teams import TEAMS, join, open_team, take
from tests.races.test_shared import two_processes
from tests.server import TestDatabase
from tests.world import T, earn, make_engine, make_members, make_pool, program, rows

PRIZE = "prize@2026-11-29"
PROGRAM = compile_program(program(), domains=[*DOMAINS, TEAMS])


@pytest.fixture
async def pool(database: TestDatabase) -> AsyncIterator[Pool]:
    made = await make_pool(database.dsn)
    yield made
    await made.close()


def test_pieces_go_back_where_they_came_from() -> None:
    state = MemberState(1)
    assert take_unreal(state, "mug", 2) == 2
    state.test = True
    assert take_unreal(state, "mug", 3) == 0
    assert state.read(TAKINGS, TestTakings).pieces == {"mug": 3}
    assert take_unreal(state, "mug", -1) == 0
    state.test = False
    assert take_unreal(state, "mug", -4) == -2
    assert state.read(TAKINGS, TestTakings).pieces == {}
    assert take_unreal(state, "mug", -1) == -1


def test_a_team_of_customers_is_played_with_as_it_stood() -> None:
    engine = MemoryEngine(PROGRAM)
    engine.test_members = {2, 3}
    for member in (1, 2, 3, 4):
        engine.register(member, T)
    engine.send("team.open", 1, "o", T, team="t", seats=2)
    engine.send("team.join", 1, "j", T, team="t")
    assert engine.send("team.join", 2, "j", T, team="t").result == {"seat": 2}
    assert engine.shared["team/t"].doc == '{"seats":2,"members":[1]}'
    assert engine.shared["team/~test/t"].doc == '{"seats":2,"members":[1,2]}'
    # those who try play with one another; the customers' last seat is still free
    with pytest.raises(Exception, match="team-full"):
        engine.send("team.join", 3, "j", T, team="t")
    assert engine.send("team.join", 4, "j", T, team="t").result == {"seat": 2}
    assert engine.shared["team/t"].version == 3


def test_an_activity_does_not_hear_of_them() -> None:
    document = {**program(), "activities": [WEEKLY]}
    engine = MemoryEngine(compile_program(document, domains=WITH_WEEKLY))
    engine.test_members = {2}
    engine.register(1, T)
    engine.register(2, T)
    engine.send("weekly.enter", 1, "a", T, activity="free_order")
    engine.send("weekly.enter", 2, "a", T, activity="free_order")
    assert [sent.data for sent, _ in engine.deliveries] == [{"member": 1}]


async def test_64_callers_of_whom_half_only_try(database: TestDatabase, pool: Pool) -> None:
    tenant, members = await make_members(database.owner_dsn, database.dsn, 66, tests=33)
    engine = make_engine(pool, tenant, domains=[TEAMS])
    await engine.process([submission(open_team(members[0], "o", "t", 2))])
    await engine.process([submission(take(members[0], "first", PRIZE))])
    seats = [join(member, "seat", "t") for member in members[1:-1]]
    pieces = [take(member, "piece", PRIZE) for member in members[1:-1]]
    found = await two_processes(database.dsn, tenant, [*seats, *pieces])
    # two seats for customers; for those who try, what was free of them when the first of them came
    (seated,) = await rows(pool, tenant, "SELECT doc->'members' FROM shared WHERE key = 't'")
    assert len(seated[0]) == 2
    assert set(seated[0]) <= set(members[1:33])
    tried = await rows(pool, tenant, "SELECT doc->'members' FROM shared WHERE key = '~test/t'")
    joined = {member for row in tried for member in row[0]} - set(members[:33])
    assert len(joined) <= 2
    assert found["team-full"] == 62 - len(joined)
    assert await rows(pool, tenant, "SELECT initial, remaining FROM stock WHERE item = $1", PRIZE) == [(3, 0)]
    moved = "SELECT m.test, sum(s.count)::int FROM stock_move s JOIN member_state m USING (member_id) GROUP BY 1"
    assert await rows(pool, tenant, moved) == [(False, 3)]
    await assert_clean(database.dsn, tenant, TEAMS)


async def read_sums(pool: Pool, tenant: int) -> Counter[str]:
    async with rollup.reading(pool, tenant) as connection:
        shown = await rollup.read_days(connection, tenant, rollup.METRICS)
        assert shown == await rollup.derive(connection, tenant)
    found = Counter[str]()
    for one in shown:
        if one.metric in {"member", "order", "posting"}:
            found[one.metric] += one.count
    return found


async def test_they_are_counted_nowhere_from_the_moment_on(database: TestDatabase, pool: Pool) -> None:
    tenant, (a, b, c) = await make_members(database.owner_dsn, database.dsn, 3, tests=1)
    engine = make_engine(pool, tenant)
    orders = [Event("order.paid", m, "o", 0, {"order_id": f"o{m}", "amount_cents": 100}) for m in (a, b, c)]
    await engine.process([submission(event) for event in (*orders, *(earn(m, "e", 5) for m in (a, b, c)))])
    assert await read_sums(pool, tenant) == {"member": 2, "order": 2, "posting": 2}
    async with acquire(pool) as connection, transaction(connection, tenant_id=tenant):
        assert await rollup.refresh(connection, tenant, lag_us=0)
        assert await count_tiers(connection, tenant) == (2, {})
    assert await read_sums(pool, tenant) == {"member": 2, "order": 2, "posting": 2}
    assert await mark(pool, tenant, b, test=True, reason="tries", actor="person:x")
    assert not await mark(pool, tenant, b, test=True, reason="tries", actor="person:x")
    assert await read_sums(pool, tenant) == {"member": 1, "order": 1, "posting": 1}
    assert await mark(pool, tenant, c, test=False, reason="a customer after all", actor="person:x")
    assert await read_sums(pool, tenant) == {"member": 2, "order": 2, "posting": 2}
    noted = "SELECT action, subject, details->>'reason' FROM audit_log ORDER BY audit_id"
    assert await rows(pool, tenant, noted) == [
        ("member.test_marked", f"member/{b}", "tries"),
        ("member.test_unmarked", f"member/{c}", "a customer after all"),
    ]
    with pytest.raises(NotFound):
        await mark(pool, tenant, 10**12, test=True, reason="nobody", actor="person:x")
    await assert_clean(database.dsn, tenant)
