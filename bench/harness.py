"""A server, a database, an engine and a clock for the benchmarks."""

from __future__ import annotations

import asyncio
import os
import re
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import asyncpg

from liuke.db.binaries import get_binaries
from liuke.db.contracts import Pool
from liuke.db.embedded import EmbeddedPostgres, ServerInfo
from liuke.db.migrate import migrate
from liuke.db.pool import acquire, create_pool, transaction
from liuke.decision.domain import CompiledProgram
from liuke.decision.event import Event
from liuke.engine.engine import Engine
from liuke.engine.store import SESSION_SETTINGS
from liuke.kernel.clock import DAY_US, MerchantCalendar
from liuke.members.store import NewMember, make_tenant, register_members

ROOT = Path(__file__).resolve().parent.parent
HOME = Path(os.environ.get("LIUKE_BENCH_HOME", ROOT / ".liuke" / "bench"))


@dataclass
class Row:
    """One line of a result.

    Args:
        what: What was measured.
        rate: Per second (or the unit named).
        ratio: To the baseline of the same benchmark; 1 for the baseline itself.
        target: Ratio that the design asks for; 0: none.
        note: Unit, exactness, anything a reader must know.
    """

    what: str
    rate: float
    ratio: float = 1.0
    target: float = 0.0
    note: str = ""

    @property
    def met(self) -> bool | None:
        """Whether the target is met; ``None`` without one."""
        return self.ratio >= self.target if self.target else None


@dataclass
class Result:
    """What a benchmark found."""

    name: str
    question: str
    rows: list[Row] = field(default_factory=list[Row])


def start_server() -> ServerInfo:
    """The benchmarks' own embedded server, durable as in production."""
    return EmbeddedPostgres(HOME).start()


def stop_server() -> None:
    """Stop it again."""
    EmbeddedPostgres(HOME).stop()


def on_database(dsn: str, name: str) -> str:
    """The same server and role, another database."""
    return urlunsplit(urlsplit(dsn)._replace(path=f"/{name}"))


async def make_database(info: ServerInfo, name: str, *, migrated: bool = True) -> None:
    """A fresh database."""
    await _administer(
        info,
        f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)',
        f'CREATE DATABASE "{name}" OWNER liuke_owner',
        "CHECKPOINT",
    )
    if migrated:
        await migrate(on_database(info.owner_dsn, name))


async def checkpoint(info: ServerInfo) -> None:
    """Write what was loaded to the disk now, not while something is measured."""
    await _administer(info, "CHECKPOINT")


async def _administer(info: ServerInfo, *statements: str) -> None:
    admin = await asyncpg.connect(info.admin_dsn)
    try:
        for statement in statements:
            await admin.execute(statement)
    finally:
        await admin.close()


@asynccontextmanager
async def tenant(
    info: ServerInfo, name: str, *, connections: int, members: int
) -> AsyncIterator[tuple[Pool, int, list[int]]]:
    """A fresh database with a tenant and some members; yields pool, tenant and member ids."""
    await make_database(info, name)
    owner = await create_pool(on_database(info.owner_dsn, name), min_size=1, max_size=1)
    async with acquire(owner) as connection, transaction(connection):
        tenant_id = await make_tenant(connection, "bench", "Bench")
    await owner.close()
    pool = await create_pool(
        on_database(info.dsn, name), min_size=connections, max_size=connections + 2, server_settings=SESSION_SETTINGS
    )
    ids, joined_us = list[int](), time.time_ns() // 1_000 - 60 * DAY_US  # no newcomers, and not idle for long either
    day = MerchantCalendar().local_day(joined_us)
    async with acquire(pool) as connection, transaction(connection, tenant_id=tenant_id):
        for first in range(0, members, 10_000):
            new = [NewMember(f"m{i}", joined_us, day) for i in range(first, min(first + 10_000, members))]
            ids.extend((await register_members(connection, tenant_id, "bench", new)).values())
    try:
        yield pool, tenant_id, ids
    finally:
        await pool.close()


async def drive(engine: Engine, events: Iterator[Event], *, in_flight: int) -> tuple[int, int, float]:
    """Keep ``in_flight`` callers busy until the events run out; returns taken, refused, seconds."""
    taken = refused = 0

    async def caller() -> None:
        nonlocal taken, refused
        for event in events:
            outcome = await engine.submit(event)
            if outcome.error is None:
                taken += 1
            else:
                refused += 1

    begun = time.perf_counter()
    await asyncio.gather(*(caller() for _ in range(in_flight)))
    return taken, refused, time.perf_counter() - begun


async def rate_of(
    pool: Pool, tenant_id: int, program: CompiledProgram, work: Callable[[Engine], Awaitable[float]], **options: int
) -> float:
    """Run ``work`` on a running engine; returns what it returns (a rate)."""
    async with Engine(pool, tenant_id, program, **options) as engine:
        return await work(engine)


def pgbench(info: ServerInfo, name: str, *, clients: int, seconds: int, scale: int = 10) -> float:
    """Transactions a second of pgbench's simple-update (-N), prepared, on the same server."""
    folder = get_binaries(os.environ).bindir
    dsn = on_database(info.admin_dsn, name)
    subprocess.run(
        [folder / "pgbench", "-i", "-q", "-s", str(scale), dsn], check=True, capture_output=True, env=_library_env()
    )
    out = subprocess.run(
        [folder / "pgbench", "-N", "-M", "prepared", "-c", str(clients), "-j", "2", "-T", str(seconds), dsn],
        check=True,
        capture_output=True,
        text=True,
        env=_library_env(),
    ).stdout
    found = re.search(r"tps = ([\d.]+)", out)
    assert found, out
    return float(found[1])


def _library_env() -> dict[str, str]:
    return dict(os.environ)


def progress(text: str) -> None:
    """A line on standard error, so that results on standard output stay clean."""
    sys.stderr.write(text + "\n")
    sys.stderr.flush()
