"""A ladder that is lowered, and a process of its own that reviews tiers until it is killed."""

from __future__ import annotations

import asyncio
import json
import sys
from typing import Any

from liuke.db.contracts import Pool
from liuke.db.pool import acquire, transaction
from liuke.decision.domain import CompiledProgram
from liuke.engine.engine import Engine
from liuke.features import compile_program
from liuke.hooks.job import Limits, Work
from liuke.publishing.impact import review_tiers
from tests.world import make_pool

MEMBERS = 5
"""Members that are looked at in one transaction."""
NOW = 1_714_968_000_000_000
"""Monday 6 May 2024, noon in Shanghai."""


def document(silver_cents: int, gold_cents: int = 100_000) -> dict[str, Any]:
    def asks(cents: int) -> dict[str, Any]:
        return {"dimension": "spend", "at_least": cents}

    return {
        "id": "shop", "name": "shop",
        "counters": [{"id": "spend", "name": "spend", "on": ["order.paid"], "add": {"field": "amount_cents"},
                      "undone_by": "order.refunded"}],
        "tiers": {"validity": {"kind": "months", "months": 12}, "ladder": [
            {"id": "basic", "name": "普通"},
            {"id": "silver", "name": {"zh": "白银", "en": "Silver"}, "entry": asks(silver_cents),
             "pack": [{"kind": "asset", "asset": "points", "amount": 7}]},
            {"id": "gold", "name": {"zh": "黄金", "en": "Gold"}, "entry": asks(gold_cents)},
        ]},
    }  # fmt: skip


def make_program(silver_cents: int) -> CompiledProgram:
    return compile_program(document(silver_cents))


def make_work(pool: Pool, tenant: int, silver_cents: int) -> Work:
    program = make_program(silver_cents)
    engine = Engine(pool, tenant, program, clock=lambda: NOW)
    return Work(pool, tenant, NOW, engine, lambda _t_us: program, {}, Limits(members=MEMBERS))


async def review_some(work: Work) -> int:
    async with acquire(work.pool) as connection, transaction(connection, tenant_id=work.tenant_id):
        return await review_tiers(connection, work)


async def main() -> None:
    """A line a transaction, until it is killed."""
    dsn, tenant, silver_cents = json.loads(sys.stdin.readline())
    pool = await make_pool(dsn, 4)
    work = make_work(pool, tenant, silver_cents)
    while await review_some(work):
        print("reviewed", flush=True)
        await asyncio.to_thread(sys.stdin.readline)
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main())
