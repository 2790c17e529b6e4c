"""Over HTTP with 64 connections: bare earnings, whole orders, the member centre; against pgbench on the same server."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import msgspec

from bench.harness import HOME, Result, Row, ServerInfo, make_database, on_database, pgbench, progress, tenant
from bench.http_load import Load, drive_http, render_request
from liuke.api.keys import Keys
from liuke.api.scopes import SCOPES
from liuke.bootstrap import read_program_file
from liuke.engine.programs import Programs

MEMBERS = 20_000
CONNECTIONS = 64
_encode = msgspec.json.Encoder().encode


@contextmanager
def served(info: ServerInfo, name: str, *, workers: int = 1, **environ: str) -> Iterator[tuple[str, int, int]]:
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


def earnings(members: list[int], token: str, count: int, tag: str) -> Iterator[bytes]:
    """Bare earnings as their endpoint takes them."""
    body = _encode({"asset": "points", "amount": 5})
    authorization = f"Bearer {token}"
    for i in range(count):
        member = members[i * 7919 % len(members)]
        yield render_request(
            "POST", f"/v1/members/{member}/points/earn?texts=false", body, Authorization=authorization,
            Idempotency_Key=f"{tag}:{i}",
        )  # fmt: skip


def orders(members: list[int], token: str, count: int, tag: str) -> Iterator[bytes]:
    """Orders as events."""
    for i in range(count):
        event = {
            "type": "order.paid", "member": str(members[i * 7919 % len(members)]), "key": f"{tag}:{i}",
            "data": {"order_id": f"{tag}:{i}", "amount_cents": 2_350},
        }  # fmt: skip
        yield render_request("POST", "/v1/events?texts=false", _encode(event), Authorization=f"Bearer {token}")


def centres(members: list[int], token: str, count: int) -> Iterator[bytes]:
    """Member centres."""
    for i in range(count):
        member = members[i * 7919 % len(members)]
        yield render_request("GET", f"/v1/members/{member}/centre", Authorization=f"Bearer {token}")


def nothings(count: int) -> Iterator[bytes]:
    """Requests that do nothing: what protocol and frame cost."""
    for _ in range(count):
        yield render_request("GET", "/healthz")


def cpu_seconds(pid: int) -> float:
    """User and system time of a process so far."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


async def run(info: ServerInfo, *, quick: bool = False) -> list[Result]:
    """Each is measured twice, and the better is taken."""
    scale = 0.2 if quick else 1.0
    found: dict[str, tuple[Load, float]] = {}
    async with tenant(info, "bench_http", connections=2, members=MEMBERS) as (pool, tenant_id, members):
        await Programs(pool, tenant_id).publish(read_program_file("tea_shop").data, actor="bench")
        token = (await Keys(pool, tenant_id).make("bench", SCOPES, actor="bench")).token

        with served(info, "bench_http") as (host, port, pid):

            async def measure(name: str, make: Callable[[int, int], Iterator[bytes]], count: int) -> None:
                for attempt in range(2):
                    progress(f"  {name} ({attempt + 1}/2)")
                    before = cpu_seconds(pid)
                    load = await drive_http(host, port, make(int(count * scale), attempt), connections=CONNECTIONS)
                    assert set(load.statuses) == {200}, (load.statuses, load.last_body)
                    if name not in found or load.rate > found[name][0].rate:
                        found[name] = load, (cpu_seconds(pid) - before) / (count * scale) * 1e6

            await measure("nothing", lambda count, _: nothings(count), 40_000)
            await measure("earn", lambda count, n: earnings(members, token, count, f"e{n}"), 40_000)
            await measure("order", lambda count, n: orders(members, token, count, f"o{n}"), 10_000)
            await measure("centre", lambda count, _: centres(members, token, count), 5_000)
    await make_database(info, "bench_pgbench", migrated=False)
    progress("  pgbench simple-update, 64 clients")
    tps = max(pgbench(info, "bench_pgbench", clients=64, seconds=5 if quick else 15) for _ in range(2))
    wanted = {
        "earn": ("bare points.earn", 1.0),
        "order": ("order.paid, tea shop", 0.5),
        "centre": ("member centre", 0.0),
    }
    rows = [
        Row(what, load.rate, load.rate / tps, target, _note(load, cpu_us))
        for name, (what, target) in {**wanted, "nothing": ("nothing (/healthz)", 0.0)}.items()
        for load, cpu_us in (found[name],)
    ]
    question = "Over HTTP with 64 connections and one process, against pgbench's simple-update?"
    return [Result("http", question, [Row("pgbench -N -M prepared", tps), *rows])]


def _note(load: Load, cpu_us: float) -> str:
    return f"p50 {load.quantile(0.5):.1f} ms, p99 {load.quantile(0.99):.1f} ms; server CPU {cpu_us:.0f} µs each"
