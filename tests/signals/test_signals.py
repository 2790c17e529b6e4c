"""Signals of requests on a real database: sealed, fingerprinted, scored before the decision, forgotten in time."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from typing import Any

import msgspec
import pytest

from liuke.db.contracts import Connection, Pool
from liuke.db.pool import acquire, transaction
from liuke.decision.event import Event
from liuke.decision.risk import RiskScore, join_scores
from liuke.engine.batch import submission
from liuke.engine.engine import Engine
from liuke.engine.signals import render_place
from liuke.features import compile_program
from liuke.hooks.job import Limits, Work
from liuke.hooks.scorer import Scorer, Signals
from liuke.kernel.clients import Client, make_client
from liuke.kernel.clock import DAY_US
from liuke.signals.jobs import JOBS
from liuke.signals.store import count_members, find_signal
from tests.examples import load_example, read_golden
from tests.ledger.check import assert_clean
from tests.privacy.support import dump, find_plain
from tests.server import TestDatabase
from tests.vaults import VAULT
from tests.world import T, make_engine, make_members, make_pool, program, rows

RULE = {"id": "open", "name": "open", "on": "app.opened", "amount": {"fixed": 5},
        "when": {"field": "risk.score", "op": "lt", "value": 60}}  # fmt: skip
DOCUMENT = program(earning=[RULE])
HOME = Client("203.0.113.77", "device-abc", "Mozilla/5.0 Test")


@pytest.fixture
async def pool(database: TestDatabase) -> AsyncIterator[Pool]:
    made = await make_pool(database.dsn)
    yield made
    await made.close()


def opened(member: int, key: str, client: Client | None = HOME, t_us: int = 0) -> Event:
    return Event("app.opened", member, key, t_us, {}, client)


def open_engine(pool: Pool, tenant: int, *scorers: Scorer, **options: Any) -> Engine:
    return make_engine(pool, tenant, DOCUMENT, vault=VAULT, scorers=scorers, **options)


def test_what_is_observed_is_cut_to_what_is_kept() -> None:
    assert make_client(" ::ffff:203.0.113.7 ", "a\u0000b" + "x" * 300, "") == Client(
        "203.0.113.7", "ab" + "x" * 198, ""
    )
    assert make_client("unknown", " ", "\n") is None
    assert make_client("fe80::1%eth0", "", "") == Client("fe80::1", "", "")


def test_scores_are_joined() -> None:
    assert join_scores([None, None]) is None
    assert join_scores([RiskScore(0), RiskScore(100, ("a", "b")), RiskScore(3, ("b",))]) == RiskScore(100, ("a", "b"))
    with pytest.raises(ValueError, match="101 is no score"):
        RiskScore(101)


async def test_what_is_kept_can_only_be_read_with_the_keys(database: TestDatabase, pool: Pool) -> None:
    tenant, (a, b, c) = await make_members(database.owner_dsn, database.dsn, 3)
    engine = open_engine(pool, tenant)
    neighbour = Client("203.0.113.9", "device-xyz", "")
    work = [opened(a, "1"), opened(a, "2"), opened(a, "3", None), opened(b, "1"), opened(c, "1", neighbour)]
    await engine.process([submission(event) for event in work])
    assert [one.replayed for one in await engine.process([submission(opened(a, "1", neighbour))])] == [True]
    kept = await rows(pool, tenant, "SELECT member_id, op_n FROM client_signal ORDER BY 1, 2")
    assert kept == [(a, 1), (a, 2), (b, 1), (c, 1)]
    prints = await rows(
        pool, tenant, "SELECT kind, count(DISTINCT print)::int, count(*)::int, sum(seen)::int FROM client_print "
        "GROUP BY 1 ORDER BY 1",
    )  # fmt: skip
    assert prints == [("device", 2, 3, 4), ("network", 1, 3, 4)]
    raw = await dump(database.admin_dsn)
    assert find_plain(raw, "203.0.113", "device-abc", "device-xyz", "Mozilla") == []
    async with acquire(pool) as connection, transaction(connection, tenant_id=tenant):
        sealed = await find_signal(connection, a, 2)
        key = await connection.fetchval("SELECT personal_key FROM member_state WHERE member_id = $1", a)
        assert await find_signal(connection, a, 3) is None
    assert sealed is not None
    plain = engine.personal.box(a, bytes(key)).open(sealed, render_place(2))
    assert msgspec.json.decode(plain, type=Client) == HOME
    await assert_clean(database.dsn, tenant)


async def test_without_a_vault_nothing_is_kept_and_nothing_is_refused(database: TestDatabase, pool: Pool) -> None:
    tenant, (a,) = await make_members(database.owner_dsn, database.dsn, 1)
    engine = make_engine(pool, tenant, DOCUMENT)
    assert [one.error for one in await engine.process([submission(opened(a, "1"))])] == [None]
    assert await rows(pool, tenant, "SELECT 1 FROM client_signal UNION ALL SELECT 1 FROM client_print") == []


async def test_a_scorer_is_asked_before_and_a_replay_finds_the_same(database: TestDatabase, pool: Pool) -> None:
    tenant, members = await make_members(database.owner_dsn, database.dsn, 9)
    scorer: Scorer = load_example("shared_device_scorer").SCORER
    golden = read_golden("shared_device_scorer")
    assert golden["members"] == len(members)
    engine = open_engine(pool, tenant, scorer)
    for member in members:
        await engine.process([submission(opened(member, "1"))])
    found = await rows(pool, tenant, "SELECT member_id, score, reasons FROM risk_score ORDER BY member_id")
    scored = [(m, score) for m, score in zip(members, golden["scores"], strict=True) if score is not None]
    assert found == [(m, score, golden["reasons"]) for m, score in scored]
    paid = await rows(pool, tenant, "SELECT member_id FROM wallet WHERE available = 5 ORDER BY 1")
    assert [row[0] for row in paid] == members[:7]
    # decided again on a tenant of its own, without a scorer, with what was found
    again, others = await make_members(database.owner_dsn, database.dsn, 9, "again")
    stored = dict(zip((row[0] for row in found), (RiskScore(row[1], tuple(row[2])) for row in found), strict=True))
    work = [submission(opened(new, "1", None), risk=stored.get(old)) for old, new in zip(members, others, strict=True)]
    await open_engine(pool, again).process(work)
    paid = await rows(pool, again, "SELECT member_id FROM wallet WHERE available = 5 ORDER BY 1")
    assert [row[0] for row in paid] == others[:7]
    assert await rows(pool, again, "SELECT score FROM risk_score ORDER BY member_id") == [(20,), (40,), (60,), (80,)]
    await assert_clean(database.dsn, tenant)
    await assert_clean(database.dsn, again)


async def test_what_a_scorer_is_told(database: TestDatabase, pool: Pool) -> None:
    tenant, (a, b) = await make_members(database.owner_dsn, database.dsn, 2, tests=1)
    told = list[Signals]()

    async def listen(_connection: Connection, _tenant: int, asked: Sequence[Signals]) -> list[RiskScore | None]:
        told.extend(asked)
        return [RiskScore(99, ("loud",)) for _ in asked]

    async def fail(_connection: Connection, _tenant: int, asked: Sequence[Signals]) -> list[RiskScore | None]:
        raise LookupError(asked)

    async def short(_connection: Connection, _tenant: int, asked: Sequence[Signals]) -> list[RiskScore | None]:
        return [None][len(asked) :]

    engine = open_engine(pool, tenant, Scorer("listen", listen), Scorer("fail", fail), Scorer("short", short))
    await engine.process([submission(opened(a, "1")), submission(opened(b, "1")), submission(opened(b, "2", None))])
    await engine.process([submission(opened(a, "1"))])
    assert [(one.member_id, one.key, one.type, one.test, one.client) for one in told] == [
        (a, "1", "app.opened", False, HOME), (b, "1", "app.opened", True, HOME),
    ]  # fmt: skip
    assert (told[0].registered_us, len(told[0].device), told[0].device) == (T, 16, told[1].device)
    assert await rows(pool, tenant, "SELECT member_id, available FROM wallet") == [(b, 5)]
    with pytest.raises(Exception, match="stands alone"):  # what the database says is no matter of the scorer's

        async def broken(connection: Connection, _tenant: int, asked: Sequence[Signals]) -> list[RiskScore | None]:
            raise RuntimeError("stands alone") if not asked else OSError("stands alone")

        await open_engine(pool, tenant, Scorer("broken", broken)).process([submission(opened(a, "9"))])


async def test_64_callers_are_counted_each(database: TestDatabase, pool: Pool) -> None:
    tenant, members = await make_members(database.owner_dsn, database.dsn, 16)
    async with open_engine(pool, tenant) as engine:
        await asyncio.gather(*(engine.submit(opened(m, f"{n}")) for m in members for n in range(4)))
    seen = "SELECT kind, member_id, sum(seen)::int FROM client_print GROUP BY 1, 2 ORDER BY 1, 2"
    assert await rows(pool, tenant, seen) == [(kind, m, 4) for kind in ("device", "network") for m in members]
    async with acquire(pool) as connection, transaction(connection, tenant_id=tenant):
        device = await connection.fetchval("SELECT print FROM client_print WHERE kind = 'device' LIMIT 1")
        today = await connection.fetchval("SELECT max(day) FROM client_print")
        assert await count_members(connection, tenant, "device", [bytes(device), b"x"], today) == {bytes(device): 16}
        assert await count_members(connection, tenant, "device", [bytes(device)], today + 1) == {}
    await assert_clean(database.dsn, tenant)


async def test_they_are_forgotten_to_the_microsecond(database: TestDatabase, pool: Pool) -> None:
    tenant, (a,) = await make_members(database.owner_dsn, database.dsn, 1)
    now = [T]
    engine = open_engine(pool, tenant, clock=lambda: now[0])
    for n, t_us in enumerate((T, T + 1, T + DAY_US)):
        now[0] = t_us
        await engine.process([submission(opened(a, f"{n}"))])
    document = compile_program({**DOCUMENT, "signals": {"keep_days": 30}})
    (job,) = JOBS

    async def forget(now_us: int) -> int:
        return await job.unit(Work(pool, tenant, now_us, engine, lambda _t: document, {}, Limits()))

    kept = "SELECT op_n FROM client_signal ORDER BY 1"
    assert await forget(T + 30 * DAY_US) == 0
    assert await forget(T + 30 * DAY_US + 1) == 1
    assert await rows(pool, tenant, kept) == [(2,), (3,)]
    assert await rows(pool, tenant, "SELECT count(*)::int FROM client_print") == [(4,)]
    assert await forget(T + 31 * DAY_US) == 1 + 2
    assert await rows(pool, tenant, kept) == [(3,)]
    assert await forget(T + 40 * DAY_US) == 1 + 2
    assert await forget(T + 40 * DAY_US) == 0
    await assert_clean(database.dsn, tenant)
