"""A tiny domain with a limited item, and a process that hammers members and stock; run as ``python -m``."""

from __future__ import annotations

import asyncio
import json
import sys
from typing import Any

from liuke.decision.domain import Domain, Phase, Reaction
from liuke.decision.event import Event
from liuke.decision.turn import Turn
from liuke.events.catalogue import EventField, EventType
from liuke.kernel.errors import Refused
from liuke.kernel.text import text
from liuke.ledger import caps
from liuke.ledger.spec import Cap
from tests.world import earn, make_engine, make_pool, spend

ITEM = EventField("str", text("商品", "Item"), required=True)


def _grab(turn: Turn) -> None:
    """One piece of a limited item, and a point for having got it."""
    if not turn.take_stock(turn.data["item"]):
        turn.refuse("sold-out")
    caps.award(turn, "points", 1, path="shop.grab")


def _visit(turn: Turn) -> None:
    """Five points a visit, twelve a day."""
    caps.award(turn, "points", 5, path="shop.visit", caps=(Cap(period="day", limit=12),))


SHOP = Domain(
    name="shop",
    event_types=(
        EventType("shop.grab", text("抢购", "Grab"), "request", {"item": ITEM}),
        EventType("shop.visit", text("到店", "Visit"), "reported"),
    ),
    compile=lambda _program: [
        Reaction("shop.grab", Phase.REQUEST, "shop.grab", _grab),
        Reaction("shop.visit", Phase.EARN, "shop.visit", _visit),
    ],
)


def grab(member: int, key: str, item: str) -> Event:
    return Event("shop.grab", member, key, 0, {"item": item})


async def hammer(dsn: str, tenant: int, members: list[int], name: str) -> dict[str, Any]:
    """All members, all kinds, as fast as it goes; some keys are shared by all processes."""
    pool = await make_pool(dsn, 4)
    done = {"spent": 0, "cup": 0, "pot": 0, "shared": 0}
    async with make_engine(pool, tenant, domains=[SHOP]) as engine:

        async def one(event: Event, what: str, count: int) -> None:
            outcome = await engine.submit(event)
            if outcome.error is None and not outcome.replayed:
                done[what] += count
            assert outcome.error is None or isinstance(outcome.error, Refused), outcome.error

        work = list[Any]()
        for i in range(12):
            for n, member in enumerate(members):
                # two items, taken in either order, so that transactions want the same rows crosswise
                items = ("cup", "pot") if (i + n) % 2 else ("pot", "cup")
                work += [one(grab(member, f"{name}:{i}:{item}", item), item, 1) for item in items]
                work.append(one(spend(member, f"{name}:{i}", 7), "spent", 7))
                work.append(one(earn(member, f"shared:{i}", 3), "shared", 3))
        await asyncio.gather(*work)
    await pool.close()
    return done


if __name__ == "__main__":
    dsn, tenant, members, name = json.loads(sys.stdin.read())
    print(json.dumps(asyncio.run(hammer(dsn, tenant, members, name))))
