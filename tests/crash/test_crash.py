"""Whatever dies in mid-work: what was acknowledged is there, once, and every law holds."""

from __future__ import annotations

import asyncio
import json
import os
import random
import shutil
import signal
import sys
from asyncio import subprocess
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from liuke.db.embedded import EmbeddedPostgres
from liuke.db.errors import ConnectionLostInDoubt, DatabaseUnavailable
from liuke.db.migrate import migrate
from liuke.engine.batch import submission
from liuke.kernel.clock import DAY_US
from tests.crash.client import expect, make_work
from tests.crash.proxy import CommitProxy, Loss
from tests.ledger.check import assert_clean, seal_all
from tests.server import TestDatabase, make_run_dir
from tests.world import T, earn, make_engine, make_members, make_pool, rows, spend, wallets


async def start_client(
    dsn: str, tenant: int, members: list[int], name: str, count: int, acks: Path
) -> subprocess.Process:
    process = await subprocess.create_subprocess_exec(
        sys.executable, "-m", "tests.crash.client", stdin=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert process.stdin is not None
    process.stdin.write(json.dumps([dsn, tenant, members, name, count, str(acks)]).encode())
    process.stdin.close()
    return process


async def finish(process: subprocess.Process) -> None:
    assert process.stderr is not None
    said = await asyncio.wait_for(process.stderr.read(), 60)
    assert await process.wait() == 0, said.decode()


async def wait_for_acks(acks: Path, more_than: int) -> int:
    """How many were acknowledged once there are more than so many."""
    while True:
        found = acks.read_bytes().count(b"\n") if acks.exists() else 0
        if found > more_than:
            return found
        await asyncio.sleep(0.02)


def read_acks(acks: Path) -> set[tuple[int, str]]:
    # a line that was cut off by the kill was not acknowledged to anybody
    lines = acks.read_text().split("\n")[:-1]
    return {(int(line.split(" ")[0]), line.split(" ")[1]) for line in lines}


async def assert_kept(dsn: str, tenant: int, acks: Path) -> None:
    pool = await make_pool(dsn, 2)
    found = await rows(pool, tenant, "SELECT member_id, key FROM operation")
    await pool.close()
    assert len(found) == len(set(found))
    assert read_acks(acks) <= set(found)


async def assert_finished(dsn: str, tenant: int, members: list[int], names: int, count: int) -> None:
    """Every key had its effect exactly once."""
    pool = await make_pool(dsn, 2)
    available, held = expect(names, count)
    assert await wallets(pool, tenant) == {(member, "points"): (available, 0, held, 0, 0) for member in members}
    operations = await rows(pool, tenant, "SELECT count(*) FROM operation")
    assert operations == [(names * len(make_work(members, "", count)),)]
    await pool.close()
    await seal_all(dsn, tenant)
    await assert_clean(dsn, tenant)


async def test_clients_are_killed(database: TestDatabase, tmp_path: Path) -> None:
    tenant, members = await make_members(database.owner_dsn, database.dsn, 6)
    acks, count, seen = tmp_path / "acks", 60, 0
    for _ in range(3):
        clients = [await start_client(database.dsn, tenant, members, name, count, acks) for name in ("a", "b")]
        seen = await wait_for_acks(acks, seen + 60)
        for client in clients:
            client.send_signal(signal.SIGKILL)
        assert [await client.wait() for client in clients] == [-signal.SIGKILL] * 2
        await assert_kept(database.dsn, tenant, acks)
        await assert_clean(database.dsn, tenant)
    for name in ("a", "b"):
        await finish(await start_client(database.dsn, tenant, members, name, count, acks))
    await assert_kept(database.dsn, tenant, acks)
    await assert_finished(database.dsn, tenant, members, 2, count)


@pytest.fixture
async def own_server() -> AsyncIterator[EmbeddedPostgres]:
    """A server of this test alone, to be killed."""
    folder = make_run_dir()
    server = EmbeddedPostgres(folder / "home")
    yield server
    await asyncio.to_thread(server.stop, "immediate")
    shutil.rmtree(folder, ignore_errors=True)


async def test_the_database_is_killed(own_server: EmbeddedPostgres, tmp_path: Path) -> None:
    info = await asyncio.to_thread(own_server.start)
    await migrate(info.owner_dsn)
    tenant, members = await make_members(info.owner_dsn, info.dsn, 6)
    acks, count, seen = tmp_path / "acks", 90, 0
    clients = [await start_client(info.dsn, tenant, members, name, count, acks) for name in ("a", "b")]
    for _ in range(2):
        seen = await wait_for_acks(acks, seen + 200)
        before = read_acks(acks)
        os.kill(info.pid, signal.SIGKILL)
        info = await asyncio.to_thread(own_server.start)
        assert not info.adopted
        pool = await make_pool(info.dsn, 1)
        assert before <= set(await rows(pool, tenant, "SELECT member_id, key FROM operation"))
        await pool.close()
    for client in clients:
        await finish(client)
    await assert_kept(info.dsn, tenant, acks)
    await assert_finished(info.dsn, tenant, members, 2, count)


@pytest.mark.parametrize("loss", ["begin", "before", "after"])
async def test_the_reply_to_a_commit_is_lost(database: TestDatabase, tmp_path: Path, loss: Loss) -> None:
    tenant, (a,) = await make_members(database.owner_dsn, database.dsn, 1)
    async with CommitProxy(database.dsn, tmp_path) as proxy:
        pool = await make_pool(proxy.dsn, 2)
        engine = make_engine(pool, tenant)
        first = await engine.submit(earn(a, "1", 10))
        assert (first.error, first.replayed) == (None, False)
        # the engine tries again by itself
        proxy.losses = [loss]
        second = await engine.submit(earn(a, "2", 20))
        assert (second.error, second.replayed) == (None, loss == "after")
        assert second.answer is not None
        assert second.answer["balances"] == {"points": 30}
        # a client that is told of the doubt sends the same key again
        careless = make_engine(pool, tenant, attempts=1)
        await careless.submit(earn(a, "2", 20))  # its first transaction looks for partitions
        proxy.losses = [loss]
        with pytest.raises(DatabaseUnavailable if loss == "begin" else ConnectionLostInDoubt):
            await careless.process([submission(spend(a, "3", 5))])
        third = await engine.submit(spend(a, "3", 5))
        assert (third.error, third.replayed) == (None, loss == "after")
        again = await engine.submit(spend(a, "3", 5))
        assert (again.replayed, again.answer) == (True, third.answer)
        assert proxy.lost == [loss, loss]
        assert await wallets(pool, tenant) == {(a, "points"): (25, 0, 0, 0, 0)}
        assert await rows(pool, tenant, "SELECT count(*) FROM posting") == [(3,)]
        await pool.close()
    await assert_clean(database.dsn, tenant)


async def test_commits_are_lost_under_load(database: TestDatabase, tmp_path: Path) -> None:
    tenant, members = await make_members(database.owner_dsn, database.dsn, 8)
    random.seed(7)
    async with CommitProxy(database.dsn, tmp_path) as proxy:
        pool = await make_pool(proxy.dsn, 6)
        async with make_engine(pool, tenant, attempts=30) as engine:
            await asyncio.gather(*(engine.submit(earn(member, "w", 1)) for member in members))
            for i in range(20):
                proxy.losses = random.choices(["begin", "before", "after"], k=3)
                found = await asyncio.gather(*(engine.submit(earn(member, f"{i}", 2)) for member in members))
                assert [outcome.error for outcome in found] == [None] * 8
        assert await wallets(pool, tenant) == {(member, "points"): (41, 0, 0, 0, 0) for member in members}
        assert len(proxy.lost) >= 20
        await pool.close()
    await assert_clean(database.dsn, tenant)


async def test_the_clock_jumps(database: TestDatabase) -> None:
    tenant, members = await make_members(database.owner_dsn, database.dsn, 3)
    now = [T]
    pool = await make_pool(database.dsn, 2)
    engine = make_engine(pool, tenant, clock=lambda: now[0])
    for i, jump in enumerate((0, 1, -1, -1, 2, -2, 1, 0, -1)):
        now[0] += jump * DAY_US + 1_000
        late = earn(members[0], f"x{i}", 4, expires_us=now[0] + DAY_US // 2)
        work = [earn(members[0], f"e{i}", 3), late, spend(members[0], f"s{i}", 2), earn(members[1], f"e{i}", 1)]
        found = await engine.process([submission(event) for event in work])
        assert [outcome.error for outcome in found] == [None] * 4
        await engine.sweep(now[0])
        assert (await engine.process([submission(spend(members[0], f"s{i}", 2))]))[0].replayed
    times = "SELECT array_agg(t_us ORDER BY seq) FROM posting GROUP BY member_id, asset"
    for (found_times,) in await rows(pool, tenant, times):
        assert found_times == sorted(set(found_times))
    # a clock that ran ahead does not run back for the member who saw it
    ahead = T + DAY_US
    clocks = await rows(pool, tenant, "SELECT now_us / 86400000000, ops FROM member_state ORDER BY member_id")
    assert [clock[0] for clock in clocks] == [ahead // DAY_US, ahead // DAY_US, 0]
    assert [clock[1] for clock in clocks[1:]] == [9, 0]
    await pool.close()
    await seal_all(database.dsn, tenant)
    await assert_clean(database.dsn, tenant)
