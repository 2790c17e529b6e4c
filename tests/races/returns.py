"""A shop whose orders bring rewards, and a process that submits orders and refunds; run as ``python -m``."""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path
from typing import Any

import msgspec

from liuke.decision.event import Event
from liuke.kernel.errors import Refused
from tests.world import make_engine, make_pool, program

CALLERS = 64
_POINTS: dict[str, Any] = {"kind": "asset", "asset": "points"}
DOCUMENT = program(
    earning=[{"id": "spend", "name": "s", "on": "order.paid", "amount": {"per": {"every": 100}}}],
    counters=[
        {"id": "spend", "name": "s", "on": ["order.paid"], "add": {"field": "amount_cents"},
         "undone_by": "order.refunded"},
    ],
    coupons=[{"id": "c", "name": "c", "kind": "amount", "amount_cents": 100, "quota": 5000}],
    tiers={"ladder": [
        {"id": "basic", "name": "b"},
        {"id": "gold", "name": "g", "entry": {"dimension": "spend", "at_least": 4000},
         "pack": [{**_POINTS, "amount": 70}, {"kind": "coupon", "batch": "c", "count": 2}]},
    ]},
    activities=[
        {"kind": "task", "id": "big", "name": "b", "cadence": "weekly",
         "steps": [{"on": ["order.paid"], "measure": "sum", "field": "amount_cents", "target": 5000}],
         "rewards": [{**_POINTS, "amount": 30}, {"kind": "badge", "badge": "big"}]},
        {"kind": "milestone", "id": "orders", "name": "o", "on": ["order.paid"],
         "steps": [{"at": 1, "rewards": [{**_POINTS, "amount": 1}]}, {"at": 2, "rewards": [{**_POINTS, "amount": 2}]}]},
    ],
)  # fmt: skip
LINES = [
    {"id": "a", "sku": "a", "quantity": 1, "unit_cents": 4000, "paid_cents": 4000},
    {"id": "b", "sku": "b", "quantity": 2, "unit_cents": 1000, "paid_cents": 2000},
]


def paid(member: int, order: str) -> Event:
    return Event(
        "order.paid",
        member,
        f"paid {order}",
        0,
        {"order_id": f"{member}-{order}", "amount_cents": 6000, "lines": LINES},
    )


def refunded(member: int, order: str, refund: str, **what: Any) -> Event:
    data = {"order_id": f"{member}-{order}", "refund_id": refund, **what}
    return Event("order.refunded", member, f"back {order} {refund}", 0, data)


def by_line(member: int, order: str, line: str, pieces: int) -> Event:
    return refunded(member, order, line, lines=[{"id": line, "quantity": pieces}])


async def submit(dsn: str, tenant: int, events: list[Event], answers: Path | None = None) -> list[str]:
    """Submit everything at once; returns what was refused, and notes each answer once it has it."""
    pool, waiting, refused = await make_pool(dsn, 4), iter(events), list[str]()
    out = answers.open("a") if answers is not None else None

    async def call() -> None:
        for event in waiting:
            outcome = await engine.submit(event)
            if outcome.error is not None:
                assert isinstance(outcome.error, Refused), outcome.error
                refused.append(outcome.error.reason)
            if out is not None:
                out.write(json.dumps([event.member_id, event.key]) + "\n")
                out.flush()

    async with make_engine(pool, tenant, DOCUMENT, max_batch=16) as engine:
        await asyncio.gather(*(call() for _ in range(CALLERS)))
    await pool.close()
    return refused


if __name__ == "__main__":
    _dsn, _tenant, _jobs, _answers = json.loads(sys.stdin.readline())
    _events = msgspec.convert(json.loads(Path(_jobs).read_text()), list[Event])
    print(json.dumps(asyncio.run(submit(_dsn, _tenant, _events, Path(_answers) if _answers else None))))
