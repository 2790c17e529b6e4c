"""How a limited item is usually sold, and a prize drawn: a web service that locks the row in a transaction a request.

It runs on the same frame, server and driver as ours, with a pool of as many connections as there are clients; it keeps
no ledger, no idempotency and no history, but for a line for each sale and each draw.
"""

from __future__ import annotations

import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from typing import Any

import asyncpg

from bench.harness import ServerInfo, on_database
from bench.http_load import Load, drive_http, render_request

SCHEMA = """
CREATE TABLE naive_stock (item text PRIMARY KEY, remaining int NOT NULL CHECK (remaining >= 0));
CREATE TABLE naive_points (member_id bigint PRIMARY KEY, points bigint NOT NULL CHECK (points >= 0));
CREATE TABLE naive_sale (member_id bigint PRIMARY KEY, item text NOT NULL);
CREATE TABLE naive_draw (draw_id bigserial PRIMARY KEY, member_id bigint NOT NULL, won boolean NOT NULL);
"""
WIN_BPS = 100
"""One draw in a hundred hits the prize."""


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

    async def draw(member: int) -> int:
        async with pool[0].acquire() as connection, connection.transaction():
            left = await connection.fetchval("SELECT remaining FROM naive_stock WHERE item = 'rare' FOR UPDATE")
            points = await connection.fetchval(
                "SELECT points FROM naive_points WHERE member_id = $1 FOR UPDATE", member
            )
            if points < 10:
                return 409
            won = left > 0 and secrets.randbelow(10_000) < WIN_BPS
            await connection.execute("UPDATE naive_points SET points = points - 10 WHERE member_id = $1", member)
            if won:
                await connection.execute("UPDATE naive_stock SET remaining = remaining - 1 WHERE item = 'rare'")
            await connection.execute("INSERT INTO naive_draw (member_id, won) VALUES ($1, $2)", member, won)
        return 200

    handlers = {"sell": sell, "draw": draw}

    async def app(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "lifespan":
            await receive()
            await start()
            await send({"type": "lifespan.startup.complete"})
            await receive()
            await pool[0].close()
            await send({"type": "lifespan.shutdown.complete"})
            return
        _, what, member = scope["path"].split("/")
        status = await handlers[what](int(member))
        await send({"type": "http.response.start", "status": status, "headers": [(b"content-length", b"2")]})
        await send({"type": "http.response.body", "body": b"{}"})

    return app


async def naive(info: ServerInfo, name: str, *, count: int, pieces: int, connections: int) -> Load:
    """The same herd on it; raises when it sold more or fewer than there were."""
    async with _served(info, name, count=count, pieces=pieces, connections=connections) as (port, connection):
        load = await drive_http("127.0.0.1", port, _requests("sell", count), connections=connections)
        sold = await connection.fetchval("SELECT count(*) FROM naive_sale")
    assert dict(load.statuses) == {200: pieces, 409: count - pieces}, load.statuses
    assert sold == pieces, sold
    return load


async def naive_draws(info: ServerInfo, name: str, *, count: int, pieces: int, connections: int) -> Load:
    """A draw of each member, paid with points, on it; raises when one is missing or more was won than there was."""
    async with _served(info, name, count=count, pieces=pieces, connections=connections) as (port, connection):
        load = await drive_http("127.0.0.1", port, _requests("draw", count), connections=connections)
        drawn, won = await connection.fetchrow("SELECT count(*), count(*) FILTER (WHERE won) FROM naive_draw")
    assert dict(load.statuses) == {200: count}, load.statuses
    assert drawn == count, drawn
    assert won <= pieces, won
    return load


@asynccontextmanager
async def _served(
    info: ServerInfo, name: str, *, count: int, pieces: int, connections: int
) -> AsyncIterator[tuple[int, asyncpg.Connection]]:
    """The service, on a schema of its own in the database; yields its port and a connection to look with."""
    dsn = on_database(info.owner_dsn, name)
    connection = await asyncpg.connect(dsn)
    try:
        await connection.execute(SCHEMA)
        await connection.execute("INSERT INTO naive_stock VALUES ('rare', $1)", pieces)
        await connection.execute("INSERT INTO naive_points SELECT i, 20 FROM generate_series(1, $1::int) i", count)
        process, port = _start(dsn, connections)
        try:
            yield port, connection
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(20)
    finally:
        await connection.close()


def _requests(what: str, count: int) -> Iterator[bytes]:
    return (render_request("POST", f"/{what}/{number}") for number in range(1, count + 1))


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
