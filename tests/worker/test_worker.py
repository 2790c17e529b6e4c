"""The background process: everything gets done, loops survive what goes wrong, and it ends when it is told to."""

from __future__ import annotations

import asyncio
import json
import logging
import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from liuke.db.embedded import EmbeddedPostgres
from liuke.db.migrate import migrate
from liuke.db.pool import acquire, connect, create_pool, transaction
from liuke.features import JOBS
from liuke.hooks.job import Job, Limits, Work
from liuke.hooks.job_store import every_tenant, tenants_with
from liuke.kernel.clock import SECOND_US
from liuke.ledger.jobs import ADJUSTMENT_AGE_US
from liuke.settings import SettingsInvalid, read_settings
from liuke.vault.vault import open_vault
from liuke.webhooks.client import Client
from liuke.webhooks.reach import EVERYWHERE
from liuke.webhooks.sender import Sender, Terms
from liuke.webhooks.service import send_test
from liuke.worker.health import Health, LoopHealth, find_faults, now_us, read_health, write_health
from liuke.worker.session import Session
from liuke.worker.worker import EVERY_LOOP, Worker, open_worker
from tests.examples import load_example, read_golden
from tests.proxy import silent_proxy
from tests.server import TestDatabase, make_run_dir
from tests.waiting import until
from tests.webhooks.receiver import Receiver
from tests.worker.process import ROOT, environment
from tests.worker.shop import Shop, open_shop
from tests.world import make_members, make_pool, rows

LIMITS = Limits(ages_us={"adjustments": 0, "seals": 0, "sums": 0})


@pytest.fixture
async def shop(database: TestDatabase) -> AsyncIterator[Shop]:
    made = await open_shop(database, 60)
    yield made
    await made.close()


@asynccontextmanager
async def working(database: TestDatabase, home: Path, **options: Any) -> AsyncIterator[Worker]:
    """A worker that runs in this process until the block ends."""
    settings = read_settings(environment(database, home))
    async with open_worker(settings, **{"limits": LIMITS, "connections": 3, **options}) as worker:
        for loop in worker.loops.values():
            loop.every_s = min(loop.every_s, 0.1)
        running = asyncio.create_task(worker.run(home / "health.json", metrics_file=home / "worker.prom"))
        yield worker
        worker.stop.set()
        await asyncio.wait_for(running, 20)


async def test_everything_is_done_and_told(shop: Shop, database: TestDatabase, tmp_path: Path) -> None:
    await shop.execute("DELETE FROM outbox")
    async with Receiver() as receiver:
        home = {"LIUKE_SECRET_KEY": environment(database, tmp_path)["LIUKE_SECRET_KEY"]}
        made = await shop.listen(receiver.url, vault=_vault(home))
        receiver.secrets = [made.secret]
        await shop.let_lots_expire()
        await shop.offer_gifts()
        await shop.approve_adjustments()
        await shop.donate()
        async with working(database, tmp_path) as worker:

            async def finished() -> bool:
                left = (
                    "SELECT (SELECT count(*) FROM delivery) + (SELECT count(*) FROM outbox)"
                    " + (SELECT count(*) FROM webhook_lane)"
                )
                told = "SELECT count(*) FROM message WHERE template = 'pool_goal_reached'"
                posted = "SELECT count(*) FROM operation WHERE type = 'points.adjust'"
                sealed = "SELECT (SELECT count(*) FROM posting) - (SELECT coalesce(sum(rows), 0) FROM seal)"
                return [await shop.count(sql) for sql in (left, told, posted, sealed)] == [0, 60, 60, 0]

            await until(finished, 30)
            health = worker.health
        types = {one.body["type"] for one in receiver.got}
        assert {"points.expired", "points.donated", "points.adjusted"} <= types
        assert (
            len(receiver.got)
            == len(set(receiver.ids()))
            == await shop.count("SELECT sum(total)::bigint FROM fact_total")
        )
        assert receiver.bad == []
    assert await shop.rows("SELECT DISTINCT available FROM wallet") == [(100 - 9 - 1 + 3,)]
    await shop.assert_clean()
    figures = (tmp_path / "worker.prom").read_text()
    assert "# TYPE liuke_worker_done_total counter\n" in figures
    assert 'liuke_worker_errors_total{loop="adjustments"} 0\n' in figures
    assert len(re.findall(r'^liuke_worker_steps_total\{loop="[\w-]+"\} \d+$', figures, re.M)) == len(EVERY_LOOP)
    tries = re.findall(r'^liuke_webhook_tries_total\{outcome="(\w+)"\} (\d+)$', figures, re.MULTILINE)
    assert tries == [("delivered", str(len(receiver.got))), ("waiting", "0"), ("dead", "0")]
    written = read_health(tmp_path / "health.json")
    assert written is not None
    assert (written.state, written.pid, sorted(written.loops)) == ("stopped", os.getpid(), sorted(EVERY_LOOP))
    assert {name: loop.errors for name, loop in health.loops.items()} == dict.fromkeys(EVERY_LOOP, 0)
    assert health.loops["adjustments"].done == 60


def _vault(environ: dict[str, str]) -> Any:
    return open_vault(Path("/nowhere"), environ)


async def test_two_workers_take_turns(shop: Shop, database: TestDatabase, tmp_path: Path) -> None:
    await shop.let_lots_expire()
    await shop.approve_adjustments()
    async with working(database, tmp_path) as one, working(database, tmp_path) as two:

        async def finished() -> bool:
            posted = await shop.count("SELECT count(*) FROM operation WHERE type = 'points.adjust'")
            return posted + await shop.count("SELECT count(*) FROM posting WHERE kind = 'expire'") == 120

        await until(finished)
    assert one.health.loops["adjustments"].done + two.health.loops["adjustments"].done == 60
    assert await shop.rows("SELECT DISTINCT available FROM wallet") == [(103,)]
    await shop.assert_clean()


async def test_turns_belong_to_one_and_are_given_back(database: TestDatabase) -> None:
    heard = list[str]()
    one, two = (Session(database.dsn, "c", heard.append) for _ in range(2))
    async with (
        one.turn("a", 1) as first,
        two.turn("a", 1) as second,
        two.turn("a", 2) as third,
        two.turn("b", 1) as other,
    ):
        assert (first, second, third, other) == (True, False, True, True)
    async with two.turn("a", 1) as second:
        assert second
        await two.close()  # as if the process had died
        async with one.turn("a", 1) as first:
            assert first
    await one.listen()
    async with one.turn("a", 1) as mine:
        assert mine
    for session in (one, two):
        await session.close()


async def test_a_tenant_that_fails_does_not_hold_up_the_others(
    shop: Shop, database: TestDatabase, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    bad, _ = await make_members(database.owner_dsn, database.dsn, 1, "bad")
    pool = await make_pool(database.dsn, 1)
    async with acquire(pool) as connection, transaction(connection, tenant_id=bad):
        await connection.execute(
            "INSERT INTO outbox (tenant_id, member_id, op_n, t_us, facts) VALUES ($1, 1, 1, 1, '{\"not\": 1}')", bad
        )
    await pool.close()
    await shop.state(shop.members[0], 5001)
    with caplog.at_level(logging.ERROR):
        async with working(database, tmp_path, only=["outbox"]) as worker:
            await until(lambda: _is(shop, "SELECT count(*) FROM outbox", 0))
            await asyncio.sleep(0.3)
    assert worker.health.loops["outbox"].errors == 1
    assert f"outbox of tenant {bad} failed" in caplog.text


async def _is(shop: Shop, sql: str, wanted: int) -> bool:
    return await shop.count(sql) == wanted


async def test_only_the_tenants_that_were_named(shop: Shop, database: TestDatabase, tmp_path: Path) -> None:
    other = await open_shop(database, 2, "other")
    settings = read_settings(environment(database, tmp_path))
    for one in (shop, other):
        await one.approve_adjustments()
    async with open_worker(settings, tenants=["other"], limits=LIMITS) as worker:
        done = await worker.run_once()
    assert done["adjustments"] == 2
    posted = "SELECT count(*) FROM operation WHERE type = 'points.adjust'"
    assert (await shop.count(posted), await other.count(posted)) == (0, 2)
    await other.close()


async def test_a_tenant_without_a_program_is_left_alone(database: TestDatabase, tmp_path: Path) -> None:
    tenant, (member,) = await make_members(database.owner_dsn, database.dsn, 1)
    pool = await make_pool(database.dsn, 1)
    async with acquire(pool) as connection, transaction(connection, tenant_id=tenant):
        await connection.execute("UPDATE member_state SET due_us = 1")
    async with open_worker(read_settings(environment(database, tmp_path))) as worker:
        assert await worker.run_once() == dict.fromkeys(EVERY_LOOP, 0)
    assert await rows(pool, tenant, "SELECT member_id, due_us FROM member_state") == [(member, 1)]
    await pool.close()


async def test_fresh_approvals_are_left_to_who_approved(shop: Shop, database: TestDatabase, tmp_path: Path) -> None:
    await shop.approve_adjustments()
    async with open_worker(read_settings(environment(database, tmp_path)), only=["adjustments"]) as worker:
        assert await worker.run_once() == {"adjustments": 0}
    assert ADJUSTMENT_AGE_US == 60 * SECOND_US


async def test_partitions_are_there_before_they_are_needed(database: TestDatabase, tmp_path: Path) -> None:
    await make_members(database.owner_dsn, database.dsn, 1)
    async with open_worker(read_settings(environment(database, tmp_path)), only=["months"]) as worker:
        await worker.run_once()
        async with worker.pool.acquire() as connection:
            found = await connection.fetch(
                "SELECT to_regclass('posting' || to_char(day + n * interval '1 month', '_YYYY_MM')) "
                "FROM generate_series(0, 4) n, (SELECT date_trunc('month', now() AT TIME ZONE 'UTC') AS day) d"
            )
    assert [row[0] is not None for row in found] == [True, True, True, True, False]


async def test_wake_ups_end_a_pause(shop: Shop, database: TestDatabase, tmp_path: Path) -> None:
    settings = read_settings(environment(database, tmp_path))
    async with Receiver() as receiver, open_worker(settings, only=["webhooks"]) as worker:
        made = await shop.listen(receiver.url, vault=worker.sender.vault)
        worker.loops["webhooks"].every_s = 3_600.0
        running = asyncio.create_task(worker.run())
        await asyncio.sleep(1.0)
        await shop.call(send_test, int(made.endpoint.endpoint_id))
        await receiver.wait_for(1, 5)
        worker.stop.set()
        await asyncio.wait_for(running, 10)


async def test_whatever_keeps_it_from_listening_it_listens_again(
    shop: Shop,
    database: TestDatabase,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setattr("liuke.worker.worker._LISTEN_S", 0.05)
    admin = await connect(database.admin_dsn)
    role = await shop.pool.fetchval("SELECT current_user::text")

    async def listens() -> bool:
        return worker._session._connection is not None and not worker._session._connection.is_closed()

    async def told() -> bool:
        return "nobody can be listened to" in caplog.text

    async with working(database, tmp_path, only=["webhooks"]) as worker:
        await until(listens)
        await admin.execute(f"REVOKE CONNECT ON DATABASE {database.name} FROM public, {role}")
        worker._session._connection.terminate()
        await until(told)
        await admin.execute(f"GRANT CONNECT ON DATABASE {database.name} TO {role}")
        await until(listens)
    await admin.close()


async def test_it_can_be_cut_off_though_the_database_says_nothing(
    database: TestDatabase, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in ("db.pool", "worker.session"):
        monkeypatch.setattr(f"liuke.{module}.SILENCE_SECONDS", 0.2)
    with silent_proxy(database.dsn) as (dsn, silent):
        settings = read_settings(environment(replace(database, dsn=dsn), tmp_path))
        async with open_worker(settings) as worker:
            running = asyncio.create_task(worker.run())
            await asyncio.sleep(1.0)
            silent.set()
            await asyncio.sleep(1.5)  # every loop that looks each second waits for an answer
            running.cancel()
            ended, _ = await asyncio.wait([running], timeout=10)
            assert ended


async def test_the_database_goes_away_and_comes_back(tmp_path: Path) -> None:
    folder = make_run_dir()
    server = EmbeddedPostgres(folder / "home")
    info = await asyncio.to_thread(server.start)
    try:
        await migrate(info.owner_dsn)
        database = TestDatabase("liuke", info.dsn, info.owner_dsn, info.admin_dsn)
        shop = await open_shop(database, 10)
        async with Receiver() as receiver, working(database, tmp_path, terms=Terms(lease_us=SECOND_US)) as worker:
            await shop.listen(receiver.url, vault=worker.sender.vault)
            await shop.state_many(shop.members, 1001, 1005)
            await receiver.wait_for(10)
            os.kill(info.pid, signal.SIGKILL)
            await asyncio.sleep(1.5)
            again = await asyncio.to_thread(server.start)
            assert again.dsn == info.dsn
            await shop.close()
            shop.pool = await make_pool(info.dsn, 2)
            await shop.state_many(shop.members, 2001, 2005)
            await until(lambda: _everything(shop, receiver))
            assert worker.health.loops["outbox"].errors > 0
            await until(lambda: _recovered(worker))
        await shop.pool.close()
    finally:
        await asyncio.to_thread(server.stop, "immediate")
        shutil.rmtree(folder, ignore_errors=True)


async def _everything(shop: Shop, receiver: Receiver) -> bool:
    return len(set(receiver.ids())) == 100 and await shop.count("SELECT count(*) FROM webhook_lane") == 0


async def _recovered(worker: Worker) -> bool:
    return all(loop.failed_in_row == 0 for loop in worker.health.loops.values())


async def test_what_was_sent_while_the_database_was_away_is_not_sent_again(shop: Shop) -> None:
    """What came of a post is kept until it can be written down."""
    async with Receiver() as receiver:
        await shop.listen(receiver.url)
        await shop.state(shop.members[0], 5001)
        await shop.fan_out()
        sender = shop.sender()
        await sender._lease()
        await receiver.wait_for(1)
        pool, sender.pool = sender.pool, await create_pool(shop.database.dsn, min_size=1, max_size=1)
        await sender.pool.close()
        for _ in range(2):
            with pytest.raises(Exception, match=r"closed|closing"):
                await sender.step(wait_s=0.1)
                await sender.step(wait_s=0.1)
        sender.pool = pool
        await shop.send(sender)
        assert len(receiver.got) == 1


async def test_posts_under_way_are_finished_before_the_end(shop: Shop, database: TestDatabase) -> None:
    async with Receiver() as receiver:
        await shop.listen(receiver.url)
        await shop.state_many(shop.members[:5], 5001, 5010)
        await shop.fan_out()
        async with Client(reach=EVERYWHERE) as client:
            sender = Sender(shop.pool, shop.sender().vault, client, Terms())
            await sender.step(wait_s=0)
            await sender.drain()
        got = len(receiver.got)
        assert got >= 5
        assert await shop.count("SELECT count(*) FROM webhook_delivery WHERE status = 'delivered'") == got
        assert await shop.count("SELECT count(*) FROM webhook_lane WHERE lease_us <> 0") == 0


# -- health and the command -------------------------------------------------------------------------------------------
def test_health_names_what_is_wrong(tmp_path: Path) -> None:
    at = now_us()
    assert find_faults(read_health(tmp_path / "none"), at) == [
        "there is no health file: no worker writes it, or not yet"
    ]
    loops = {"a": LoopHealth(SECOND_US, last_ok_us=at), "b": LoopHealth(SECOND_US, last_ok_us=at - 400 * SECOND_US)}
    loops["c"] = LoopHealth(600 * SECOND_US, last_ok_us=at - 400 * SECOND_US, failed_in_row=1, last_error="no")
    health = Health(7, "x", at, loops=loops)
    write_health(tmp_path / "h", health)
    assert find_faults(read_health(tmp_path / "h"), at) == ["b has not finished a step for 400 s"]
    assert find_faults(health, at + 31 * SECOND_US + 1_000_000_0)[0].startswith("process 7 has not written for ")
    (tmp_path / "h").write_text("{")
    assert read_health(tmp_path / "h") is None


def run_command(environ: dict[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "liuke.cli.main", "worker", *arguments]
    return subprocess.run(command, cwd=ROOT, env=environ, capture_output=True, text=True, timeout=60, check=False)


async def test_the_command(shop: Shop, database: TestDatabase, tmp_path: Path) -> None:
    environ = environment(database, tmp_path)
    await shop.let_lots_expire()
    done = await asyncio.to_thread(run_command, environ, "--once", "--json", "--loops", "timers,months")
    assert (done.returncode, json.loads(done.stdout)) == (0, {"timers": 60, "months": 0}), done.stderr
    wrong = await asyncio.to_thread(run_command, environ, "--loops", "timers,nothing")
    assert (wrong.returncode, wrong.stdout) == (2, "")
    health = str(tmp_path / "health.json")
    process = subprocess.Popen(
        [sys.executable, "-m", "liuke.cli.main", "worker", "--health-file", health],
        cwd=ROOT, env=environ, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    await until(lambda: _exists(health))
    well = await asyncio.to_thread(run_command, environ, "--check", "--json", "--health-file", health)
    assert (well.returncode, json.loads(well.stdout)) == (0, {"well": True, "faults": []})
    process.send_signal(signal.SIGTERM)
    _, said = await asyncio.to_thread(process.communicate, timeout=30)
    assert process.returncode == 0
    lines = [json.loads(line) for line in said.splitlines()]
    assert [line["message"] for line in lines] == ["worker begins", "worker ended"]
    assert sorted(lines[0]["loops"]) == sorted(EVERY_LOOP)
    assert "AAAA" not in said
    gone = await asyncio.to_thread(run_command, environ, "--check", "--health-file", str(tmp_path / "no"))
    assert (gone.returncode, gone.stdout.strip()) == (1, "there is no health file: no worker writes it, or not yet")


async def _exists(file: str) -> bool:
    return Path(file).exists()


def test_wrong_settings_are_told_at_once() -> None:
    with pytest.raises(SettingsInvalid) as caught:
        read_settings({
            "LIUKE_WEBHOOK_ALLOW_PRIVATE": "maybe", "LIUKE_WEBHOOK_LOG_DAYS": "0", "LIUKE_SECRET_KEY": "geheim",
        })  # fmt: skip
    assert [fault.path for fault in caught.value.faults] == [
        "LIUKE_WEBHOOK_ALLOW_PRIVATE", "LIUKE_WEBHOOK_LOG_DAYS", "LIUKE_SECRET_KEY",
    ]  # fmt: skip
    assert "geheim" not in str(caught.value)


def test_jobs_have_names_of_their_own() -> None:
    assert len(set(EVERY_LOOP)) == len(JOBS) + 2


async def test_a_job_costs_one_file_and_one_line(shop: Shop, database: TestDatabase, tmp_path: Path) -> None:
    job: Job = load_example("idle").JOB
    jobs = (*JOBS, job)  # the one line
    golden = read_golden("idle")
    assert {name: getattr(job, name) for name in golden["job"]} == golden["job"]
    await make_members(database.owner_dsn, database.dsn, 0, slug="empty")
    seen = list[int]()

    async def unit(work: Work) -> int:
        seen.append(work.tenant_id)
        return await job.unit(work)

    watched = (*JOBS, replace(job, unit=unit))
    async with open_worker(read_settings(environment(database, tmp_path)), jobs=watched) as worker:
        assert (await worker.run_once())["idle"] == golden["done"]
    slugs = {slug: number for number, slug in await _slugs(database)}
    assert sorted(slugs) == ["empty", "shop"]
    assert set(seen) == {slugs[slug] for slug in golden["tenants"]}
    # what nobody had to write: a loop with a health document and figures
    async with working(database, tmp_path, jobs=jobs) as worker:
        await until(lambda: _has_stepped(worker, "idle"))
        assert sorted(worker.health.loops) == sorted([*EVERY_LOOP, "idle"])


async def _has_stepped(worker: Worker, loop: str) -> bool:
    return loop in worker.health.loops and worker.health.loops[loop].steps > 0


async def _slugs(database: TestDatabase) -> list[tuple[int, str]]:
    owner = await connect(database.admin_dsn)
    found = [(row[0], row[1]) for row in await owner.fetch("SELECT tenant_id, slug FROM tenant")]
    await owner.close()
    return found


async def test_tenants_with_work_are_found_and_nothing_else(shop: Shop, database: TestDatabase) -> None:
    other, (member, _) = await make_members(database.owner_dsn, database.dsn, 2, slug="other")
    async with acquire(shop.pool) as connection, transaction(connection, tenant_id=other):
        await connection.execute("UPDATE member_state SET due_us = 50 WHERE member_id = $1", member)

    async def ask(find: Any, at_us: int = 0) -> list[int]:
        async with acquire(shop.pool) as connection, transaction(connection):
            return await find(connection, at_us)

    due = tenants_with("member_state", due="due_us")
    assert await ask(every_tenant) == [shop.tenant_id, other]
    assert (await ask(due, 49), await ask(due, 50)) == ([], [other])
    assert await ask(tenants_with("tenant", where=("slug", "other"))) == [other]
    assert await ask(tenants_with("tenant", where=("slug", "o' OR true --"))) == []
    # tables of the system, of no tenant, or none at all, and what is no name
    for name in ("pg_class", "schema_migration", "nowhere", "member_state w WHERE true --"):
        with pytest.raises(asyncpg.UndefinedTableError):
            await ask(tenants_with(name))
    for column in ("nowhere", "due_us <= 0 OR w.due_us"):
        with pytest.raises(asyncpg.UndefinedColumnError):
            await ask(tenants_with("member_state", due=column))
