"""How a limited item is usually sold: a web service that locks the item's row in a transaction for each request.

It runs on the same frame, server and driver as ours, with a pool of as many connections as there are clients; it keeps
no ledger, no idempotency and no history.
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from typing import Any

import asyncpg

from bench.harness import ServerInfo, on_database
from bench.http_load import Load, drive_http, render_request

SCHEMA = """
CREATE TABLE naive_stock (item text PRIMARY KEY, remaining int NOT NULL CHECK (remaining >= 0));
CREATE TABLE naive_points (member_id bigint PRIMARY KEY, points bigint NOT NULL CHECK (points >= 0));
CREATE TABLE naive_sale (member_id bigint PRIMARY KEY, item text NOT NULL);
"""


def build() -> Any:
    """The service; a server process calls this by name."""
    pool: list[asyncpg.Pool] = []

    async def start() -> None:
        size = int(os.environ["NAIVE_POOL"])
        pool.append(await asyncpg.create_pool(os.environ["NAIVE_DSN"], min_size=size, max_size=size))

    async def sell(member: int) -> int:
        async with pool[0].acquire() as connection, connection.transaction():
            left = await connection.fetchval("SELECT remaining FROM naive_stock WHERE item = 'rare' FOR UPDATE")
            if left <= 0:
                return 409
            await connection.execute("UPDATE naive_points SET points = points - 10 WHERE member_id = $1", member)
            await connection.execute("UPDATE naive_stock SET remaining = remaining - 1 WHERE item = 'rare'")
            await connection.execute("INSERT INTO naive_sale VALUES ($1, 'rare')", member)
        return 200

    async def app(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "lifespan":
            await receive()
            await start()
            await send({"type": "lifespan.startup.complete"})
            await receive()
            await pool[0].close()
            await send({"type": "lifespan.shutdown.complete"})
            return
        status = await sell(int(scope["path"].rpartition("/")[2]))
        await send({"type": "http.response.start", "status": status, "headers": [(b"content-length", b"2")]})
        await send({"type": "http.response.body", "body": b"{}"})

    return app


async def naive(info: ServerInfo, name: str, *, count: int, pieces: int, connections: int) -> Load:
    """The same herd on it; raises when it sold more or fewer than there were."""
    dsn = on_database(info.owner_dsn, name)
    connection = await asyncpg.connect(dsn)
    try:
        await connection.execute(SCHEMA)
        await connection.execute("INSERT INTO naive_stock VALUES ('rare', $1)", pieces)
        await connection.execute("INSERT INTO naive_points SELECT i, 20 FROM generate_series(1, $1::int) i", count)
        process, port = _start(dsn, connections)
        try:
            load = await drive_http("127.0.0.1", port, _requests(count), connections=connections)
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(20)
        sold = await connection.fetchval("SELECT count(*) FROM naive_sale")
    finally:
        await connection.close()
    assert dict(load.statuses) == {200: pieces, 409: count - pieces}, load.statuses
    assert sold == pieces, sold
    return load


def _requests(count: int) -> Iterator[bytes]:
    return (render_request("POST", f"/sell/{number}") for number in range(1, count + 1))


def _start(dsn: str, connections: int) -> tuple[subprocess.Popen[bytes], int]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    command = [
        sys.executable, "-m", "uvicorn", "--factory", "bench.naive_mall:build", "--loop", "uvloop",
        "--http", "httptools", "--host", "127.0.0.1", "--port", str(port), "--log-level", "warning", "--no-access-log",
    ]  # fmt: skip
    environ = {**os.environ, "NAIVE_DSN": dsn, "NAIVE_POOL": str(connections)}
    process = subprocess.Popen(command, env=environ)
    limit = time.monotonic() + 20
    while time.monotonic() < limit:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return process, port
        time.sleep(0.05)
    process.kill()
    raise RuntimeError("the naive service did not start")
