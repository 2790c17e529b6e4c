"""Beside peers on the same PostgreSQL in the same run: a ledger and a shop for Django.

The peers are fetched for the benchmark (``uv run --with``); Liuke does not depend on them.

django-hordak does for a posting: a transaction with two legs through its own ``transfer_to``, in a database
transaction, from eight threads. What Liuke does for the same: key, input hash, posting, lot, balance, event and answer.

django-oscar sells an offer that may be applied 100 times in all to many callers at once, from eight threads, each by
its own ``Applicator`` and ``OrderCreator``; what is counted beside the speed is how many got it.
"""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from bench.harness import Result, Row, ServerInfo, drive, make_database, on_database, progress, rate_of, tenant
from bench.ledger import PROGRAM, earnings
from liuke.db.pool import acquire, transaction
from liuke.decision.event import Event
from liuke.engine.engine import Engine
from liuke.features import DOMAINS, compile_program
from liuke.publishing.programs import Programs

HORDAK = ("django-hordak>=2,<3", "psycopg[binary]>=3.2")
OSCAR = ("django-oscar>=4.2,<4.3", "psycopg[binary]>=3.2")
THREADS = 8
PIECES = 100
FIRST_COME = {
    "id": "first_come",
    "name": "First come",
    "coupons": [
        {"id": "first", "name": "First come", "kind": "amount", "amount_cents": 1000, "quota": PIECES,
         "claimable": True, "per_member": 1},
    ],
}  # fmt: skip


async def run(info: ServerInfo, *, quick: bool = False) -> list[Result]:
    """A ledger, then a shop."""
    scale = 0.25 if quick else 1.0
    return [await _post(info, scale), await _first_come(info, int(2_000 * scale))]


async def _post(info: ServerInfo, scale: float) -> Result:
    """Ours and theirs, one after the other, each the better of two."""
    await make_database(info, "bench_hordak", migrated=False)
    progress(f"  django-hordak, {THREADS} threads")
    theirs = max([(await _peer(info, "hordak", HORDAK, int(4_000 * scale), THREADS))["rate"] for _ in range(2)])
    best = 0.0
    async with tenant(info, "bench_peer_ours", connections=8, members=2_000) as (pool, tenant_id, members):
        for attempt in range(2):
            progress(f"  engine ({attempt + 1}/2)")

            async def work(engine: Engine, tag: str = f"peer:{attempt}") -> float:
                taken, _, seconds = await drive(engine, earnings(members, int(20_000 * scale), tag), in_flight=64)
                return taken / seconds

            best = max(best, await rate_of(pool, tenant_id, compile_program(PROGRAM), work, lanes=1))
    return Result("peers", "How many postings a second beside django-hordak, on the same PostgreSQL?", [
        Row(f"django-hordak 2, {THREADS} threads", theirs, note="a transaction with two legs"),
        Row("engine, 64 in flight", best, best / theirs, note="key, posting, lot, balance, event, answer"),
    ])  # fmt: skip


async def _first_come(info: ServerInfo, count: int) -> Result:
    """Who sells more than there is, and how fast callers are answered."""
    await make_database(info, "bench_oscar", migrated=False)
    progress(f"  django-oscar, {count:,} for {PIECES}, {THREADS} threads")
    theirs = await _peer(info, "oscar", OSCAR, count, THREADS, PIECES)
    await make_database(info, "bench_oscar", migrated=False)
    progress("  … one after the other")
    alone = await _peer(info, "oscar", OSCAR, 2 * PIECES, 1, PIECES)
    progress("  engine")
    async with tenant(info, "bench_peer_first", connections=4, members=count) as (pool, tenant_id, members):
        await Programs(pool, tenant_id, domains=DOMAINS).publish(FIRST_COME, actor="bench")
        async with Engine(pool, tenant_id, compile_program(FIRST_COME), lanes=2) as engine:
            claims = iter([Event("coupon.claim", m, f"claim:{m}", 0, {"batch": "first"}) for m in members])
            taken, refused, seconds = await drive(engine, claims, in_flight=64)
        async with acquire(pool) as connection, transaction(connection, tenant_id=tenant_id):
            granted = await connection.fetchval("SELECT count(*) FROM coupon")
    assert (taken, refused, granted) == (PIECES, count - PIECES, PIECES), (taken, refused, granted)
    ours = count / seconds
    return Result(
        "peers-offer",
        f"{count:,} callers want an offer of which there are {PIECES}: who gives more than there is, and how fast?",
        [
            Row(f"django-oscar 4.2, {THREADS} threads", theirs["rate"], note=f"{theirs['given']} of {PIECES} given"),
            Row(
                "… one after the other",
                alone["rate"],
                alone["rate"] / theirs["rate"],
                note=f"{alone['given']} of {PIECES} given",
            ),
            Row("engine, 64 in flight", ours, ours / theirs["rate"], note=f"{granted} of {PIECES} given"),
        ],
    )


async def _peer(info: ServerInfo, name: str, needs: tuple[str, ...], *arguments: int) -> dict[str, Any]:
    """Run ``peer_<name>.py`` with what it needs, on a database of its own; returns what it printed last."""
    uv = Path(sys.executable).with_name("uv")
    with_ = [word for need in needs for word in ("--with", need)]
    database = _render_database(on_database(info.admin_dsn, f"bench_{name}"))
    child = await asyncio.create_subprocess_exec(
        uv, "run", "--quiet", "--no-project", "--python", sys.executable, *with_, "python", "-P",
        Path(__file__).with_name(f"peer_{name}.py"), json.dumps(database), *map(str, arguments),
        stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip
    out, _ = await child.communicate()
    if child.returncode:
        raise RuntimeError(f"the peer failed, see above; uv needs {', '.join(needs)} from the package index")
    return json.loads(out.decode().splitlines()[-1])


def _render_database(dsn: str) -> dict[str, Any]:
    """A database as Django wants to hear of it."""
    parts = urlsplit(dsn)
    query = {name: values[0] for name, values in parse_qs(parts.query).items()}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.lstrip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": query.get("host", parts.hostname or ""),
        "PORT": query.get("port", str(parts.port or 5432)),
        "CONN_MAX_AGE": None,
    }
