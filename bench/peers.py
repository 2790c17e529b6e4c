"""Beside a peer: django-hordak, a double-entry ledger for Django, on the same PostgreSQL in the same run.

The peer is fetched for the benchmark (``uv run --with``); Liuke does not depend on it. What it does for a posting: a
transaction with two legs through its own ``transfer_to``, in a database transaction, from eight threads. What Liuke
does for the same: key, input hash, posting, lot, balance, event and answer.
"""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path
from urllib.parse import urlsplit

from bench.harness import Result, Row, ServerInfo, drive, make_database, on_database, progress, rate_of, tenant
from bench.ledger import PROGRAM, earnings
from liuke.engine.engine import Engine
from liuke.features import compile_program

DATABASE = "bench_hordak"
WITH = ("django-hordak>=2,<3", "psycopg[binary]>=3.2")
THREADS = 8
CHILD = Path(__file__).with_name("peer_hordak.py")


async def run(info: ServerInfo, *, quick: bool = False) -> list[Result]:
    """Ours and theirs, one after the other, each the better of two."""
    scale = 0.25 if quick else 1.0
    await make_database(info, DATABASE, migrated=False)
    progress("  django-hordak, 8 threads")
    theirs = max([await _peer(info, int(4_000 * scale)) for _ in range(2)])
    best = 0.0
    async with tenant(info, "bench_peer_ours", connections=8, members=2_000) as (pool, tenant_id, members):
        for attempt in range(2):
            progress(f"  engine ({attempt + 1}/2)")

            async def work(engine: Engine, tag: str = f"peer:{attempt}") -> float:
                taken, _, seconds = await drive(engine, earnings(members, int(20_000 * scale), tag), in_flight=64)
                return taken / seconds

            best = max(best, await rate_of(pool, tenant_id, compile_program(PROGRAM), work, lanes=1))
    question = "How many postings a second beside django-hordak, on the same PostgreSQL?"
    return [
        Result("peers", question, [
            Row(f"django-hordak 2, {THREADS} threads", theirs, note="a transaction with two legs"),
            Row("engine, 64 in flight", best, best / theirs, note="key, posting, lot, balance, event, answer"),
        ])
    ]  # fmt: skip


async def _peer(info: ServerInfo, count: int) -> float:
    parts = urlsplit(on_database(info.admin_dsn, DATABASE))
    uv = Path(sys.executable).with_name("uv")
    needs = [word for need in WITH for word in ("--with", need)]
    child = await asyncio.create_subprocess_exec(
        uv, "run", "--quiet", "--no-project", "--python", sys.executable, *needs, "python", "-P", CHILD,
        parts.geturl(), str(count), str(THREADS), stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip
    out, _ = await child.communicate()
    if child.returncode:
        raise RuntimeError(f"the peer could not be run: uv needs {', '.join(WITH)} from the package index")
    return float(json.loads(out.decode().splitlines()[-1])["rate"])
