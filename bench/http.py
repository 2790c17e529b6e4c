"""Over HTTP with 64 connections: bare earnings, whole orders, the member centre; against pgbench on the same server."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from urllib.parse import urlsplit

from bench.harness import HOME, Result, Row, ServerInfo, make_database, on_database, pgbench, progress, tenant
from bench.http_wrk import Driven, Plan, drive
from bench.processors import Spent, Watch
from liuke.bootstrap import read_program_file
from liuke.db.contracts import Pool
from liuke.db.pool import acquire, transaction
from liuke.features import DOMAINS
from liuke.http.scopes import SCOPES
from liuke.keys.service import Keys
from liuke.publishing.programs import Programs

MEMBERS = 20_000
CONNECTIONS = 64
ROUNDS = 5


@contextmanager
def served(info: ServerInfo, name: str, *, workers: int = 1, **environ: str) -> Generator[tuple[str, int, int]]:
    """``liuke serve`` on a database; yields host, port and process id."""
    settings = {
        "LIUKE_DATABASE_URL": on_database(info.dsn, name),
        "LIUKE_DATABASE_OWNER_URL": on_database(info.owner_dsn, name),
        "LIUKE_HOME": str(HOME),
        "LIUKE_TENANT": "bench",
        "LIUKE_LOCALE": "en",
        "LIUKE_RATE_LIMIT": "0",
        **environ,
    }
    command = [sys.executable, "-m", "liuke.cli.main", "serve", "--port", "0", "--workers", str(workers)]
    process = subprocess.Popen(command, env={**os.environ, **settings}, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        while not (found := re.search(r"http://\S+", process.stdout.readline())):
            assert process.poll() is None, "the server did not start"
        address = urlsplit(found[0])
        host, port = address.hostname or "", address.port or 0
        _wait(host, port)
        yield host, port, process.pid
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(40)


def _wait(host: str, port: int) -> None:
    limit = time.monotonic() + 20
    while time.monotonic() < limit:
        with socket.create_connection((host, port), timeout=5) as probe:
            probe.sendall(b"GET /readyz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
            if b" 200 " in probe.recv(64):
                return
        time.sleep(0.05)
    raise AssertionError("the server is not ready")


def earnings(token: str) -> Plan:
    """Bare earnings as their endpoint takes them."""
    headers = {"Authorization": f"Bearer {token}", "Idempotency_Key": "$N"}
    return Plan("POST", "/v1/members/$M/points/earn?texts=false", '{"asset":"points","amount":5}', headers)


def orders(token: str) -> Plan:
    """Orders as events."""
    body = '{"type":"order.paid","member":"$M","key":"$N","data":{"order_id":"$N","amount_cents":2350}}'
    return Plan("POST", "/v1/events?texts=false", body, {"Authorization": f"Bearer {token}"})


BATCH = 20
"""Events in one request of ``POST /v1/events/batch``."""


def batches(token: str, type_: str, data: str) -> Plan:
    """Events of as many members in one request."""
    events = [
        f'{{"type":"{type_}","member":"$M{n or ""}","key":"$N.{n}","data":{data.replace("#", f"$N.{n}")}}}'
        for n in range(BATCH)
    ]
    body = f'{{"events":[{",".join(events)}]}}'
    return Plan("POST", "/v1/events/batch?texts=false", body, {"Authorization": f"Bearer {token}"})


def earning_batches(token: str) -> Plan:
    """Bare earnings, many in a request."""
    return batches(token, "points.earn", '{"asset":"points","amount":5}')


def order_batches(token: str) -> Plan:
    """Orders, many in a request."""
    return batches(token, "order.paid", '{"order_id":"#","amount_cents":2350}')


def centres(token: str) -> Plan:
    """Member centres."""
    return Plan("GET", "/v1/members/$M/centre", "", {"Authorization": f"Bearer {token}"})


NOTHING = Plan("GET", "/healthz")
"""What protocol and frame cost."""


async def run(info: ServerInfo, *, quick: bool = False) -> list[Result]:
    """By one process and by one for each of two processors, in turns.

    A machine may run twice as fast a minute later, so each round has its own pgbench, and of the rounds' ratios the
    one in the middle is taken.
    """
    seconds = 2 if quick else 6
    rounds = list[tuple[dict[tuple[str, int], tuple[Driven, Spent]], float]]()
    await make_database(info, "bench_pgbench", migrated=False)
    async with tenant(info, "bench_http", connections=2, members=MEMBERS) as (pool, tenant_id, members):
        await Programs(pool, tenant_id, domains=DOMAINS).publish(read_program_file("tea_shop").data, actor="bench")
        token = (await Keys(pool, tenant_id).make("bench", SCOPES, actor="bench")).token
        plans = {"nothing": NOTHING, "earn": earnings(token), "order": orders(token), "centre": centres(token)}
        plans |= {"earn20": earning_batches(token), "order20": order_batches(token)}
        with served(info, "bench_http") as one, served(info, "bench_http", workers=2, LIUKE_PIN="yes") as two:
            for attempt in range(ROUNDS):
                found: dict[tuple[str, int], tuple[Driven, Spent]] = {}
                for name, plan in plans.items():
                    for workers, (host, port, pid) in ((1, one), (2, two)):
                        progress(f"  {name}, {_say(workers)} ({attempt + 1}/{ROUNDS})")
                        watch = Watch(pid)
                        driven = await drive(
                            host, port, plan, members, tag=f"{workers}{name}{attempt}", connections=CONNECTIONS,
                            seconds=seconds, count=seconds * COUNTS[name],
                        )  # fmt: skip
                        found[name, workers] = driven, watch.stop()
                progress(f"  pgbench simple-update, 64 clients ({attempt + 1}/{ROUNDS})")
                rounds.append((found, pgbench(info, "bench_pgbench", clients=64, seconds=seconds)))
        await _check_batches(pool, tenant_id, rounds)
    rows = [Row("pgbench -N -M prepared", sorted(tps for _, tps in rounds)[ROUNDS // 2], note=f"{ROUNDS} rounds")]
    for name, (what, target) in WANTED.items():
        for workers in (1, 2):
            each = EVENTS.get(name, 1)
            ratios = [(each * found[name, workers][0].rate / tps, *found[name, workers]) for found, tps in rounds]
            ratio, driven, spent = sorted(ratios, key=lambda one: one[0])[ROUNDS // 2]
            rows.append(Row(f"{what}, {_say(workers)}", each * driven.rate, ratio, target, _note(driven, spent, each)))
    question = "Over HTTP with 64 connections, against pgbench's simple-update in the same round?"
    return [Result("http", question, rows)]


COUNTS = {"nothing": 10_000, "earn": 3_000, "order": 1_500, "centre": 1_500, "earn20": 250, "order20": 120}
"""Requests a second to ask for where no generator goes by the clock."""
EVENTS = {"earn20": BATCH, "order20": BATCH}
"""Of a request, where it is more than one; rates are in events then."""
WANTED = {
    "earn": ("bare points.earn", 1.0),
    "order": ("order.paid, tea shop", 0.5),
    "earn20": (f"points.earn, {BATCH} in a request", 1.5),
    "order20": (f"order.paid, tea shop, {BATCH} in a request", 1.5),
    "centre": ("member centre", 0.0),
    "nothing": ("nothing (/healthz)", 0.0),
}


def _say(workers: int) -> str:
    return "one process" if workers == 1 else f"{workers} processes, pinned"


async def _check_batches(
    pool: Pool, tenant_id: int, rounds: Sequence[tuple[dict[tuple[str, int], tuple[Driven, Spent]], float]]
) -> None:
    """A batch is answered 200 whatever became of its events: each must be an operation."""
    answered = sum(
        EVENTS[name] * run[0].count for found, _ in rounds for (name, _), run in found.items() if name in EVENTS
    )
    async with acquire(pool) as connection, transaction(connection, tenant_id=tenant_id):
        kept = await connection.fetchval("SELECT count(*) FROM operation WHERE key LIKE '%20_:%'")
    assert kept >= answered, (kept, answered)


def _note(driven: Driven, spent: Spent, each: int) -> str:
    return (
        f"p50 {driven.p50_ms:.1f} ms, p99 {driven.p99_ms:.1f} ms; {spent.describe(each * driven.count)}; "
        f"load by {driven.by}"
    )
