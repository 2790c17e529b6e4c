"""A merchant who welcomes newcomers, and members of whom something personal is known."""

from __future__ import annotations

from typing import Any

from liuke.db.contracts import Pool
from liuke.db.pool import acquire, transaction
from liuke.decision.event import Event
from liuke.engine.decide import Outcome
from liuke.engine.engine import Engine
from liuke.engine.reader import MemberReader
from liuke.erasure.service import Erased, erase, export
from liuke.features import compile_program
from liuke.kernel.clock import DAY_US
from liuke.members.store import NewMember, add_members, link_names
from liuke.privacy.box import Personal
from tests.merchant import NOW, PROGRAM, Merchant, open_merchant
from tests.server import TestDatabase
from tests.vaults import VAULT

WELCOMING: dict[str, Any] = {
    **PROGRAM,
    "earning": [
        *PROGRAM["earning"],
        {"id": "welcome", "name": "welcome", "on": "member.registered", "amount": {"fixed": 50}},
        {"id": "first", "name": "first", "on": "order.paid", "amount": {"fixed": 30},
         "when": {"field": "event.first_order", "value": True}},
        {"id": "brought", "name": "brought", "on": "referral.registered", "amount": {"fixed": 1000}},
    ],
    "tiers": {"ladder": [{"id": "basic", "name": "basic", "pack": [{"kind": "coupon", "batch": "five"}]}]},
    "activities": [
        *PROGRAM["activities"],
        {"kind": "task", "id": "look", "name": "look", "cadence": "once", "within_days": 30,
         "rewards": [{"kind": "asset", "amount": 7}], "steps": [{"on": ["page.viewed"], "target": 1}]},
    ],
}  # fmt: skip


class Shop:
    """The merchant, with what is personal sealed."""

    def __init__(self, shop: Merchant) -> None:
        self.shop = shop
        self.shop.program = compile_program(WELCOMING)
        self.personal = Personal(VAULT, shop.tenant_id)

    def engine(self) -> Engine:
        return self.shop.engine(vault=VAULT)

    async def register(self, phone: str, **profile: Any) -> int:
        """Somebody by phone number; ``member.registered`` happens."""
        shop = self.shop
        await self.personal.ready(shop.pool)
        day = shop.program.calendar.local_day(NOW)
        async with acquire(shop.pool) as connection, transaction(connection, tenant_id=shop.tenant_id):
            new = [NewMember(phone, NOW - DAY_US, day - 1, profile)]
            found, _ = await add_members(connection, shop.tenant_id, "phone", new, self.personal)
        await self.send("member.registered", found[phone], "registered", profile=profile)
        return found[phone]

    async def link(self, member: int, namespace: str, name: str) -> None:
        async with acquire(self.shop.pool) as connection, transaction(connection, tenant_id=self.shop.tenant_id):
            await link_names(connection, self.shop.tenant_id, [(member, namespace, name)], self.personal)

    async def send(self, type_: str, member: int, key: str, **data: Any) -> Outcome:
        return await self.engine().submit(Event(type_, member, key, 0, data))

    async def erase(self, member: int, **options: Any) -> Erased:
        return await erase(self.engine(), member, reason="a letter of 3 May", actor="person:anna", **options)

    async def export(self, member: int) -> dict[str, Any]:
        engine = self.engine()
        reader = MemberReader(self.shop.pool, self.shop.tenant_id, engine.personal)
        return await export(engine, reader, member, locale="zh", actor="person:anna", now_us=NOW)

    async def points(self, member: int) -> int:
        rows = await self.shop.rows("SELECT available FROM wallet WHERE asset = 'points' AND member_id = $1", member)
        return rows[0][0] if rows else 0


async def open_shop(database: TestDatabase, pool: Pool, slug: str, members: int = 1) -> Shop:
    return Shop(await open_merchant(database, pool, slug, members))
