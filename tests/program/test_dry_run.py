"""Dry runs: what they answer is what then happens, and not a bit of the database differs afterwards."""

from __future__ import annotations

import hashlib
from collections.abc import AsyncIterator
from typing import Any

import pytest

from liuke.db.contracts import Pool
from liuke.db.pool import connect
from liuke.decision.domain import CompiledProgram
from liuke.decision.event import Event
from liuke.decision.state import MemberState
from liuke.engine.batch import submission
from liuke.features import DOMAINS, compile_program
from liuke.kernel.clock import DAY_US, HOUR_US
from liuke.kernel.errors import InvalidInput, NotFound
from liuke.publishing.dry_run import DryStep, dry_run, show_answers
from liuke.publishing.trial import MAX_DUE, RunTooLong, Sample, Trial, run_on_member, run_on_sample
from tests.ledger.check import assert_clean
from tests.races.teams import TEAMS, join, open_team, take
from tests.server import TestDatabase
from tests.vaults import VAULT
from tests.world import T, earn, make_engine, make_members, make_pool, program, rows

CHECK_IN = {"kind": "check_in", "id": "daily", "name": "签到", "daily": [{"kind": "asset", "amount": 2}]}
RULE = {"id": "spend", "name": "spend", "on": "order.paid", "amount": {"per": {"every": 100}}}
DOCUMENT = program(
    points={"expiry": {"kind": "after", "months": 0, "days": 5}},
    earning=[RULE],
    activities=[CHECK_IN],
    holdout={"share_bps": 5_000, "seed": "x"},
    experiments=[{"id": "e", "name": "e", "variants": [{"id": "a", "name": "a"}, {"id": "b", "name": "b"}]}],
)
DOUBLE = {**DOCUMENT, "earning": [{**RULE, "amount": {"per": {"every": 50}}}]}
OLD = compile_program(DOCUMENT, version=1, domains=[*DOMAINS, TEAMS])
NEW = compile_program(DOUBLE, version=2, domains=[*DOMAINS, TEAMS])
ORDER = {"order_id": "o", "amount_cents": 1_000}


def book(t_us: int) -> CompiledProgram:
    """The new version takes over a day after ``T``; 0: now, which is ``T``."""
    return NEW if t_us >= T + DAY_US else OLD


@pytest.fixture
async def pool(database: TestDatabase) -> AsyncIterator[Pool]:
    made = await make_pool(database.dsn)
    yield made
    await made.close()


async def dump(database: TestDatabase) -> dict[str, Any]:
    """Every table's rows as a hash and a count, and where every sequence stands."""
    admin = await connect(database.admin_dsn)
    try:
        tables = await admin.fetch(
            "SELECT c.oid::regclass::text FROM pg_class c WHERE c.relkind IN ('r', 'p') "
            "AND c.relnamespace = 'public'::regnamespace ORDER BY 1"
        )
        found: dict[str, Any] = {}
        for (table,) in tables:
            lines = sorted(row[0] for row in await admin.fetch(f"SELECT t::text FROM {table} t"))
            found[table] = (len(lines), hashlib.sha256("\n".join(lines).encode()).hexdigest())
        for name, last in await admin.fetch("SELECT sequencename, last_value FROM pg_sequences ORDER BY 1"):
            found[f"sequence {name}"] = last
        return found
    finally:
        await admin.close()


async def test_steps_across_an_edge_are_what_then_happens_and_leave_no_trace(
    database: TestDatabase, pool: Pool
) -> None:
    tenant, (a, b) = await make_members(database.owner_dsn, database.dsn, 2)
    now = [T + HOUR_US]
    engine = make_engine(pool, tenant, clock=lambda: now[0], vault=VAULT)
    engine._program = book
    await engine.process([submission(earn(a, "first", 7)), submission(open_team(b, "o", "t", 2))])
    before = await dump(database)
    steps = [
        DryStep("order.paid", ORDER, T + 2 * HOUR_US),
        DryStep("team.join", {"team": "t"}),
        DryStep("prize.take", {"item": "prize@2026-11-29"}),
        DryStep("check_in.do", {"activity": "daily"}, T + 3 * DAY_US),
        DryStep("check_in.do", {"activity": "daily"}),
        DryStep("order.paid", {**ORDER, "order_id": "p"}, T + 9 * DAY_US),
    ]
    personal = engine.personal
    trials = await dry_run(pool, tenant, book, steps, who=a, now_us=now[0], actor="key:1", personal=personal)
    assert await dump(database) == before
    answers = show_answers(steps, trials, "en")
    assert [one.program_version for one in answers] == [1, 1, 1, 2, 2, 2]
    assert [one.refused.reason if one.refused else "" for one in answers] == ["", "", "", "", "already-checked-in", ""]
    assert [one.balances["points"] for one in answers] == [17, 18, 19, 21, 21, 20]
    assert answers[1].result == {"seat": 1}
    assert [len(one.due) for one in answers] == [0, 0, 0, 0, 0, 2]
    # and now for real
    for place, step in enumerate(steps):
        now[0] = max(now[0], step.at_us)
        await engine.sweep(now[0])
        await engine.submit(Event(step.type, a, f"k{place}", step.at_us, step.data))
        held = await rows(pool, tenant, "SELECT available FROM wallet WHERE asset = 'points' AND member_id = $1", a)
        assert held == [(answers[place].balances["points"],)], step
    await assert_clean(database.dsn, tenant, TEAMS)


async def test_nothing_is_taken_whatever_is_tried(database: TestDatabase, pool: Pool) -> None:
    tenant, (a,) = await make_members(database.owner_dsn, database.dsn, 1)
    engine = make_engine(pool, tenant, DOCUMENT, domains=[TEAMS], vault=VAULT)
    await engine.process([submission(take(a, "n", "prize@2026-11-29")), submission(open_team(a, "o", "t", 1))])
    before = await dump(database)
    events = [
        take(a, "1", "prize@2026-11-29"), take(a, "2", "prize@2026-11-29"), take(a, "3", "prize@2026-11-29"),
        take(a, "4", "mug"), open_team(a, "5", "u", 3), join(a, "6", "u", then_refuse=True), join(a, "7", "u"),
        Event("points.spend", a, "8", 0, {"asset": "points", "amount": 3}),
        Event("points.spend", a, "9", 0, {"asset": "points", "amount": 3}),
    ]  # fmt: skip
    trials = await run_on_member(pool, tenant, lambda _t: OLD, events, now_us=T)
    said = [trial.refused.reason if trial.refused else "" for trial in trials]
    assert said == ["", "", "sold-out", "", "", "changed-my-mind", "", "", "insufficient-balance"]
    assert trials[-1].after.balances["points"] == 1 + 2 + 1 + 1 - 3
    assert await dump(database) == before


def sample(*steps: tuple[str, dict[str, Any], int], **limits: Any) -> list[Trial]:
    events = [Event(type_, 1, f"k{n}", t_us, data) for n, (type_, data, t_us) in enumerate(steps)]
    return run_on_sample(book, Sample(), events, now_us=T, **limits)


def test_somebody_made_up_lives_at_any_time() -> None:
    year = 366 * DAY_US
    trials = sample(("order.paid", ORDER, T), ("order.paid", {**ORDER, "order_id": "p"}, T + year))
    assert [trial.after.balances["points"] for trial in trials] == [10, 20]
    assert [trial.program.version for trial in trials] == [1, 2]
    assert trials[1].before.balances["points"] == 0


async def test_the_past_of_a_member_is_reported_late(database: TestDatabase, pool: Pool) -> None:
    tenant, (a,) = await make_members(database.owner_dsn, database.dsn, 1)
    late = [DryStep("order.paid", ORDER, T - DAY_US)]
    (trial,) = await dry_run(pool, tenant, book, late, who=a, now_us=T + 2 * DAY_US, actor="x")
    assert (trial.now_us, trial.program.version) == (T + 2 * DAY_US, 1)
    (lived,) = await dry_run(pool, tenant, book, late, who=Sample(), now_us=T + 2 * DAY_US, actor="x")
    assert lived.now_us == T - DAY_US
    with pytest.raises(NotFound):
        await dry_run(pool, tenant, book, late, who=10**15, now_us=T, actor="x")
    with pytest.raises(InvalidInput, match="not an event that can be sent"):
        await dry_run(pool, tenant, book, [DryStep("points.earned", {})], who=a, now_us=T, actor="x")


def test_what_takes_too_long_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(RunTooLong, match="it was given up"):
        sample(("order.paid", ORDER, T), seconds=-1)

    def always_due(state: MemberState) -> int:
        return state.now_us

    monkeypatch.setattr(MemberState, "due_us", property(always_due))
    monkeypatch.setattr("liuke.publishing.trial.decide_due", lambda *_a, **_k: [None] * 100)
    with pytest.raises(RunTooLong, match=f"more than {MAX_DUE} timers come due"):
        sample(("order.paid", ORDER, T))
