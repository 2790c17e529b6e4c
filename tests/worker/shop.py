"""A tenant with a published program and work of every kind waiting."""

from __future__ import annotations

import asyncio
from typing import Any

from liuke.db.pool import acquire, transaction
from liuke.decision.event import Event
from liuke.engine.batch import submission
from liuke.features import DOMAINS
from liuke.kernel.clock import SECOND_US
from liuke.ledger import store
from liuke.ledger.adjustments import ask_adjustment
from liuke.publishing.programs import Programs
from liuke.worker.health import now_us
from tests.ledger.check import assert_clean
from tests.server import TestDatabase
from tests.webhooks.world import World, open_world
from tests.world import earn, make_engine, program

POOL = {"id": "library", "name": "L", "goal": 50}
DOCUMENT = program(points={"giftable": True}, pools=[POOL])


class Shop(World):
    """Everybody has 100 points."""

    async def open(self) -> Shop:
        programs = Programs(self.pool, self.tenant_id, domains=DOMAINS)
        await programs.publish(DOCUMENT, actor="test", force_warnings=True)
        await self.take([earn(member, "start", 100) for member in self.members])
        return self

    async def take(self, events: list[Event]) -> list[dict[str, Any]]:
        engine = make_engine(self.pool, self.tenant_id, DOCUMENT)
        outcomes = await engine.process([submission(event) for event in events])
        assert [outcome.error for outcome in outcomes] == [None] * len(events)
        return [outcome.answer or {} for outcome in outcomes]

    async def count(self, sql: str) -> int:
        return (await self.rows(sql))[0][0]

    async def assert_clean(self) -> None:
        await assert_clean(self.database.dsn, self.tenant_id)

    # -- work ---------------------------------------------------------------------------------------------------------
    async def let_lots_expire(self) -> None:
        """A lot of 7 for everybody that has expired a moment ago."""
        soon = now_us() + SECOND_US // 2
        await self.take([earn(member, "brief", 7, expires_us=soon) for member in self.members])
        await asyncio.sleep(max(0.0, (soon - now_us()) / SECOND_US) + 0.05)

    async def offer_gifts(self) -> None:
        """From everybody to their neighbour."""
        pairs = zip(self.members, [*self.members[1:], self.members[0]], strict=True)
        await self.take([
            Event("points.gift", giver, "gift", 0, {"asset": "points", "amount": 9, "to_member": taker})
            for giver, taker in pairs
        ])  # fmt: skip

    async def approve_adjustments(self) -> None:
        """One of 3 points for everybody, whose approver died."""
        async with acquire(self.pool) as connection, transaction(connection, tenant_id=self.tenant_id):
            for member in self.members:
                name = f"a{member}"
                await ask_adjustment(
                    connection, self.tenant_id, adjustment_id=name, member_id=member, asset="points", amount=3,
                    reason="sorry", asked_by="ann",
                )  # fmt: skip
                await store.decide_adjustment(connection, self.tenant_id, name, "approved", "bob")

    async def donate(self) -> None:
        """One point of everybody; the goal is reached with the fiftieth."""
        await self.take([
            Event("points.donate", member, "give", 0, {"pool": "library", "amount": 1}) for member in self.members
        ])  # fmt: skip


async def open_shop(database: TestDatabase, members: int, slug: str = "shop") -> Shop:
    made = await open_world(database, members, slug)
    return await Shop(database, made.pool, made.tenant_id, made.members).open()
