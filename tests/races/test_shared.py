"""Shared documents, and stock made at first need, under many callers from two processes: exact, and no deadlock."""

from __future__ import annotations

import asyncio
import json
import sys
from asyncio import subprocess
from collections import Counter
from collections.abc import Sequence

import msgspec

from liuke.db.contracts import Pool
from liuke.decision.event import Event
from liuke.engine.batch import submission
from tests.ledger.check import assert_clean
from tests.races.teams import TEAMS, join, move, open_team, take
from tests.server import TestDatabase
from tests.world import make_engine, make_members, rows


async def two_processes(dsn: str, tenant: int, events: Sequence[Event]) -> Counter[str]:
    """Half of the events each, at the same time."""

    async def run(share: Sequence[Event]) -> list[str]:
        process = await subprocess.create_subprocess_exec(
            sys.executable, "-m", "tests.races.teams", stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        task = json.dumps([dsn, tenant, msgspec.to_builtins(share)]).encode()
        out, _ = await asyncio.wait_for(process.communicate(task), 120)
        assert process.returncode == 0
        return json.loads(out)

    found = await asyncio.gather(run(events[::2]), run(events[1::2]))
    return Counter([*found[0], *found[1]])


async def assert_lawful(database: TestDatabase, pool: Pool, tenant: int, documents: int) -> None:
    assert await rows(pool, tenant, "SELECT count(*)::int FROM shared WHERE version > 0") == [(documents,)]
    assert await rows(pool, tenant, "SELECT count(*)::int FROM shared") == [(documents,)]
    await assert_clean(database.dsn, tenant, TEAMS)


async def test_64_callers_on_the_last_seat_from_two_processes(database: TestDatabase, pool: Pool) -> None:
    tenant, members = await make_members(database.owner_dsn, database.dsn, 66)
    first = [open_team(members[0], "o", "t", 3), join(members[0], "j", "t"), join(members[1], "j", "t")]
    await make_engine(pool, tenant, domains=[TEAMS]).process([submission(event) for event in first])
    found = await two_processes(database.dsn, tenant, [join(member, "last", "t") for member in members[2:]])
    assert found == {"ok": 1, "team-full": 63}
    ((seated, version),) = await rows(pool, tenant, "SELECT doc->'members', version FROM shared WHERE key = 't'")
    assert (seated[:2], len(seated), version) == (members[:2], 3, 4)
    with_points = await rows(pool, tenant, "SELECT member_id FROM wallet WHERE available = 1 ORDER BY 1")
    assert sorted(seated) == [row[0] for row in with_points]
    await assert_lawful(database, pool, tenant, 1)


async def test_many_make_the_same_document(database: TestDatabase, pool: Pool) -> None:
    tenant, members = await make_members(database.owner_dsn, database.dsn, 64)
    events = [open_team(m, f"o{i % 4}", f"t{i % 4}", 9) for i, m in enumerate(members)]
    assert await two_processes(database.dsn, tenant, events) == {"ok": 4, "team-exists": 60}
    assert await rows(pool, tenant, "SELECT key, version FROM shared ORDER BY 1") == [(f"t{i}", 1) for i in range(4)]
    await assert_lawful(database, pool, tenant, 4)


async def test_a_document_that_nobody_makes_leaves_nothing(database: TestDatabase, pool: Pool) -> None:
    tenant, members = await make_members(database.owner_dsn, database.dsn, 64)
    events = [join(member, "j", f"t{i % 3}") for i, member in enumerate(members)]
    assert await two_processes(database.dsn, tenant, events) == {"team-unknown": 64}
    assert await rows(pool, tenant, "SELECT * FROM shared") == []
    await assert_lawful(database, pool, tenant, 0)


async def test_partners_who_swap_crosswise(database: TestDatabase, pool: Pool) -> None:
    tenant, members = await make_members(database.owner_dsn, database.dsn, 32)
    names = ("a", "b", "c")
    events = list[Event]()
    for n, member in enumerate(members):
        for i in range(6):
            giver, taker = names[(n + i) % 3], names[(n + 2 * i + 1) % 3]
            if giver != taker:
                events.append(move(member, f"m{i}", giver, taker))
    assert await two_processes(database.dsn, tenant, events) == {"ok": len(events)}
    wanted = Counter(dict.fromkeys(names, 100))
    wanted.update(event.data["taker"] for event in events)
    wanted.subtract(event.data["giver"] for event in events)
    found = await rows(pool, tenant, "SELECT key, (doc->>'coins')::int FROM shared")
    assert dict(found) == dict(wanted)
    versions = await rows(pool, tenant, "SELECT sum(version)::int FROM shared")
    assert versions == [(2 * len(events),)]
    await assert_lawful(database, pool, tenant, 3)


async def test_64_callers_on_prizes_of_days_that_nobody_asked_for_before(database: TestDatabase, pool: Pool) -> None:
    tenant, members = await make_members(database.owner_dsn, database.dsn, 64)
    days = ("prize@2026-11-29", "prize@2026-11-30", "mug", "prize@2027-01-01")
    events = [take(m, f"t{i}", days[(n + i) % 4]) for n, m in enumerate(members) for i in range(4)]
    found = await two_processes(database.dsn, tenant, events)
    assert found == {"ok": 3 + 3 + 2, "sold-out": 61 + 61 + 62, "internal": 64}
    assert await rows(pool, tenant, "SELECT item, initial, remaining FROM stock ORDER BY item COLLATE \"C\"") == [
        ("mug", 2, 0), ("prize@2026-11-29", 3, 0), ("prize@2026-11-30", 3, 0),
    ]  # fmt: skip
    assert await rows(pool, tenant, "SELECT sum(available)::int FROM wallet") == [(8,)]
    await assert_clean(database.dsn, tenant, TEAMS)
