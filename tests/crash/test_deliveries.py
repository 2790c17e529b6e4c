"""A process that is killed between the commit and the delivery: nothing is lost, and nothing happens twice."""

from __future__ import annotations

import asyncio
import json
import signal
import sys
from asyncio import subprocess
from collections.abc import AsyncIterator

import pytest

from liuke.db.contracts import Pool
from liuke.db.pool import connect
from tests.crash.helpers import HELPING
from tests.ledger.check import assert_clean
from tests.merchant import ROOT
from tests.server import TestDatabase
from tests.waiting import until
from tests.world import make_engine, make_members, make_pool, rows

HELPERS = 12
GATE = """
CREATE FUNCTION gate() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN PERFORM pg_advisory_xact_lock(77); RETURN NULL; END $$;
CREATE TRIGGER gate AFTER INSERT ON operation FOR EACH ROW WHEN (NEW.type = 'friend.helped') EXECUTE FUNCTION gate();
"""


@pytest.fixture
async def pool(database: TestDatabase) -> AsyncIterator[Pool]:
    made = await make_pool(database.dsn, 4)
    yield made
    await made.close()


async def test_killed_between_commit_and_delivery(database: TestDatabase, pool: Pool) -> None:
    tenant, (friend, *helpers) = await make_members(database.owner_dsn, database.dsn, HELPERS + 1)
    gatekeeper = await connect(database.admin_dsn)
    await gatekeeper.execute(GATE)
    await gatekeeper.execute("SELECT pg_advisory_lock(77)")
    process = await subprocess.create_subprocess_exec(
        sys.executable, "-m", "tests.crash.helpers", stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT
    )
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(json.dumps([database.dsn, tenant, helpers, friend]).encode() + b"\n")
    answered = [int(await asyncio.wait_for(process.stdout.readline(), 60)) for _ in helpers]
    assert sorted(answered) == helpers  # all are committed and answered; the deliveries are held up at the gate
    await until(
        lambda: gatekeeper.fetchval("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted")
    )
    process.send_signal(signal.SIGKILL)
    await process.wait()
    assert await rows(pool, tenant, "SELECT count(*)::int FROM delivery") == [(HELPERS,)]
    assert await rows(pool, tenant, "SELECT * FROM wallet") == []
    await gatekeeper.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted AND database ="
        " (SELECT oid FROM pg_database WHERE datname = current_database())"
    )
    await gatekeeper.execute("DROP TRIGGER gate ON operation")
    await gatekeeper.close()
    # two workers find what the dead process left
    others = [make_engine(pool, tenant, domains=[HELPING]) for _ in range(2)]
    await asyncio.gather(*(engine.deliver() for engine in others))
    assert [await engine.deliver() for engine in others] == [0, 0]
    assert await rows(pool, tenant, "SELECT member_id, available FROM wallet") == [(friend, HELPERS)]
    helped = await rows(pool, tenant, "SELECT count(*)::int FROM operation WHERE type = 'friend.helped'")
    assert helped == [(HELPERS,)]
    assert await rows(pool, tenant, "SELECT * FROM delivery") == []
    await assert_clean(database.dsn, tenant)


async def test_its_process_and_a_worker_deliver_the_same(database: TestDatabase, pool: Pool) -> None:
    tenant, (friend, *helpers) = await make_members(database.owner_dsn, database.dsn, HELPERS + 1)
    process = await subprocess.create_subprocess_exec(
        sys.executable, "-m", "tests.crash.helpers", stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT
    )
    assert process.stdin is not None
    process.stdin.write(json.dumps([database.dsn, tenant, helpers, friend]).encode() + b"\n")
    worker = make_engine(pool, tenant, domains=[HELPING])

    async def all_there() -> bool:
        await worker.deliver()
        return await rows(pool, tenant, "SELECT sum(available)::int FROM wallet") == [(HELPERS,)]

    await until(all_there)
    process.send_signal(signal.SIGKILL)
    await process.wait()
    await worker.deliver()
    assert await rows(pool, tenant, "SELECT member_id, available FROM wallet") == [(friend, HELPERS)]
    assert await rows(pool, tenant, "SELECT * FROM dead_letter") == []
    await assert_clean(database.dsn, tenant)
