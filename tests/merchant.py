"""A merchant with a program of every domain on a real database, and processes of its own that submit to it."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec

from liuke.coupons.code_import import import_codes
from liuke.db.contracts import Pool
from liuke.db.pool import acquire, connect, create_pool, transaction
from liuke.decision.event import Event
from liuke.engine.decide import Outcome
from liuke.engine.engine import Engine
from liuke.engine.store import SESSION_SETTINGS
from liuke.features import compile_program
from liuke.kernel.clock import DAY_US
from liuke.kernel.errors import Refused
from liuke.members.store import NewMember, make_tenant, register_members
from liuke.program.store import write_quotas
from liuke.publishing.lint import collect_stock
from tests.golden_database import assert_lawful
from tests.server import TestDatabase

NOW = 1_714_968_000_000_000
"""Monday 6 May 2024, noon in Shanghai."""
ROOT = Path(__file__).resolve().parent.parent
FIVE = {
    "id": "five", "name": "five", "kind": "amount", "amount_cents": 500, "claimable": True, "transferable": True,
    "per_member": 50,
}  # fmt: skip
PROGRAM: dict[str, Any] = {
    "id": "merchant",
    "name": "merchant",
    "earning": [{"id": "spend", "name": "spend", "on": "order.paid", "amount": {"per": {"every": 100}}}],
    "coupons": [
        FIVE,
        {**FIVE, "id": "rare", "quota": 37},
        {**FIVE, "id": "once", "per_member": 1},
        {**FIVE, "id": "partner", "code": "imported", "quota": 50},
    ],
    "benefits": [
        {"id": "drink", "name": "drink", "kind": "service", "redeem": "clerk",
         "quota": {"count": 1, "period": "month"}},
        {"id": "lounge", "name": "lounge", "kind": "service", "redeem": "self",
         "quota": {"count": 9, "period": "month"}},
    ],
    "mall": [
        {"id": "mug", "name": "mug", "kind": "goods", "price_points": 70, "stock": 41, "fulfilment": "manual"},
        {"id": "pin", "name": "pin", "kind": "goods", "price_points": 10, "fulfilment": "manual"},
    ],
    "checkout": {"max_coupons": 1, "points": {"max_share_bps": 5_000}},
    "activities": [
        {"kind": "check_in", "id": "daily", "name": "daily", "daily": [{"kind": "asset", "amount": 5}],
         "ladder": [{"at": 3, "rewards": [{"kind": "coupon", "batch": "five"}]}]},
    ],
}  # fmt: skip


class Merchant:
    """One tenant with its engine; the clock stands still unless it is moved."""

    def __init__(self, database: TestDatabase, pool: Pool, tenant_id: int, members: list[int]) -> None:
        self.database = database
        self.pool = pool
        self.tenant_id = tenant_id
        self.members = members
        self.program = compile_program(PROGRAM)
        self.now_us = NOW

    def engine(self, **options: Any) -> Engine:
        return Engine(self.pool, self.tenant_id, self.program, clock=lambda: self.now_us, **options)

    async def do(self, type_: str, member: int, **data: Any) -> dict[str, Any]:
        """One event that must succeed; its result."""
        events = await self.rows("SELECT count(*) FROM event")
        outcome = await self.engine().submit(Event(type_, member, f"do-{events[0][0]}", 0, data))
        assert outcome.answer is not None, outcome.error
        return outcome.answer["result"]

    async def rows(self, sql: str, *arguments: Any) -> list[tuple[Any, ...]]:
        async with acquire(self.pool) as connection, transaction(connection, tenant_id=self.tenant_id):
            return [tuple(row) for row in await connection.fetch(sql, *arguments)]

    async def assert_lawful(self) -> None:
        """Every law holds; so of each limited item: initial = remaining + what was taken."""
        connection = await connect(self.database.dsn)
        try:
            await assert_lawful(connection, self.tenant_id, self.program)
        finally:
            await connection.close()


async def open_pool(dsn: str, size: int = 6) -> Pool:
    return await create_pool(dsn, min_size=1, max_size=size, server_settings=SESSION_SETTINGS)


async def open_merchant(database: TestDatabase, pool: Pool, slug: str, members: int) -> Merchant:
    """A new tenant with the program's stock, its imported codes, and members with 100 points each."""
    owner = await connect(database.owner_dsn)
    async with transaction(owner):
        tenant_id = await make_tenant(owner, slug, slug)
    await owner.close()
    program = compile_program(PROGRAM)
    async with acquire(pool) as connection, transaction(connection, tenant_id=tenant_id):
        day = program.calendar.local_day(NOW)
        new = [NewMember(f"{slug}-{i}", NOW - DAY_US, day - 1) for i in range(members)]
        made = await register_members(connection, tenant_id, "test", new)
        stock = collect_stock(program)
        await write_quotas(connection, tenant_id, {item: (count, count) for item, count in stock.items()})
    films = [f"MOVIE-{n}" for n in range(1, 51)]
    imported = await import_codes(pool, tenant_id, program, "partner", films, hand_out=True)
    assert imported.left == 50
    merchant = Merchant(database, pool, tenant_id, sorted(made.values()))
    engine = merchant.engine(max_batch=512)
    async with engine:
        first = [Event("points.earn", m, "start", 0, {"asset": "points", "amount": 100}) for m in merchant.members]
        assert all(outcome.error is None for outcome in await asyncio.gather(*map(engine.submit, first)))
    return merchant


# -- processes ------------------------------------------------------------------------------------------------------
def summary(outcome: Outcome) -> dict[str, Any]:
    """An outcome as plain data."""
    if isinstance(outcome.error, Refused):
        return {"refused": outcome.error.reason}
    if outcome.error is not None:
        return {"error": str(outcome.error)}
    answer = outcome.answer or {}
    return {"result": answer.get("result"), "replayed": outcome.replayed}


class Workers:
    """Processes that each submit a share of the events at the same time."""

    def __init__(self, dsn: str, count: int) -> None:
        environ = {**os.environ, "LIUKE_TEST_DSN": dsn}
        self.processes = [
            subprocess.Popen(
                [sys.executable, "-m", "tests.merchant"],
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT, env=environ,
            )
            for _ in range(count)
        ]  # fmt: skip
        for process in self.processes:
            assert process.stdout is not None
            assert process.stdout.readline() == "ready\n"

    def submit(
        self, tenant_id: int, now_us: int, events: Sequence[Event], *, program: dict[str, Any] | None = None
    ) -> list[dict[str, Any]]:
        shares = [events[i :: len(self.processes)] for i in range(len(self.processes))]
        for process, share in zip(self.processes, shares, strict=True):
            assert process.stdin is not None
            job = {"tenant_id": tenant_id, "now_us": now_us, "events": share, "program": program}
            process.stdin.write(msgspec.json.encode(job).decode() + "\n")
            process.stdin.flush()
        found = list[dict[str, Any]]()
        for process in self.processes:
            assert process.stdout is not None
            found.extend(json.loads(process.stdout.readline()))
        return found

    def close(self) -> None:
        for process in self.processes:
            process.communicate(timeout=20)


async def _work() -> None:
    pool = await open_pool(os.environ["LIUKE_TEST_DSN"], 4)
    program = compile_program(PROGRAM)
    print("ready", flush=True)
    loop = asyncio.get_running_loop()
    while line := await loop.run_in_executor(None, sys.stdin.readline):
        job = json.loads(line)
        own = compile_program(job["program"]) if job["program"] is not None else program
        async with Engine(pool, job["tenant_id"], own, clock=lambda: job["now_us"], lanes=3) as engine:  # noqa: B023 - it ends before the next job
            events = [msgspec.convert(event, Event) for event in job["events"]]
            outcomes = await asyncio.gather(*map(engine.submit, events))
        print(msgspec.json.encode([summary(outcome) for outcome in outcomes]).decode(), flush=True)
    await pool.close()


if __name__ == "__main__":
    asyncio.run(_work())
