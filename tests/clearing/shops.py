"""Two shops of a group on one database: a tea shop whose points move to a bookshop and back."""

from __future__ import annotations

from typing import Any

from liuke.clearing import service
from liuke.clearing.contracts import Direction, Terms
from liuke.clearing.member_routes import make_event
from liuke.clearing.store import Agreement
from liuke.db.contracts import Pool
from liuke.db.pool import acquire, connect, transaction
from liuke.decision.event import Event
from liuke.engine.decide import Outcome
from liuke.engine.engine import Engine
from liuke.features import compile_program
from liuke.kernel.errors import Refused
from tests.golden_database import assert_lawful
from tests.server import TestDatabase
from tests.world import T, make_members, program, rows

OUT = Direction(3, 2, least=10, member_day=300, member_month=500, total=900, price_cents=7, price_points=10)
BACK = Direction(1, 1)
UNTIL = T + 10**15
TEA = program(points={"expiry": {"kind": "after", "months": 240}})
BOOKS = program(
    points={"expiry": {"kind": "after", "months": 0, "days": 30}},
    mall=[{"id": "pen", "name": "pen", "kind": "goods", "price_points": 40, "stock": 9, "fulfilment": "manual"}],
)


class Group:
    """Shops ``tea`` and ``books``, and the agreement between them.

    Args:
        database: Of the test.
        pool: Of the engine.
        tea: Number of the one shop and its members.
        books: Of the other.
    """

    def __init__(self, database: TestDatabase, pool: Pool, tea: tuple[int, list[int]], books: tuple[int, list[int]]):
        self.database, self.pool = database, pool
        self.tea, self.teas = tea
        self.books, self.readers = books
        self.now_us = T
        self.programs = {self.tea: compile_program(TEA), self.books: compile_program(BOOKS)}
        self.agreement = ""

    def engine(self, shop: int) -> Engine:
        return Engine(self.pool, shop, self.programs[shop], clock=lambda: self.now_us)

    async def do(self, shop: int, type_: str, member: int, key: str, /, **data: Any) -> Any:
        """The result of an event, or why it was refused."""
        return said(await self.engine(shop).submit(Event(type_, member, key, 0, data)))

    async def agree(self, out: Direction | None = OUT, back: Direction | None = BACK, *, until_us: int = UNTIL) -> str:
        """The tea shop proposes, the bookshop accepts."""
        terms = Terms("points", "points", out, back, T - 1, until_us)
        own = ["points", "energy"]
        made = await service.propose(self.pool, self.tea, "tea", "books", terms, own_assets=own, actor="key:1")
        await service.accept(self.pool, self.books, "books", made.agreement_id, own_assets=own, actor="key:2")
        self.agreement = made.agreement_id
        return made.agreement_id

    async def agree_anew(self, out: Direction) -> None:
        """End the agreement, and agree on other terms."""
        await service.end(self.pool, self.tea, "tea", self.agreement, actor="key:1")
        await self.agree(out, None)

    async def link(self, tea: int, reader: int) -> None:
        assert (await self.do(self.tea, "clearing.link", tea, f"l{reader}", shop=self.books, other=reader))["linked"]
        assert (await self.do(self.books, "clearing.link", reader, f"l{tea}", shop=self.tea, other=tea))["linked"]

    async def find(self, shop: int) -> Agreement:
        async with acquire(self.pool) as connection, transaction(connection, tenant_id=shop):
            found = await service.store.find_agreement(connection, shop, self.agreement, lock=False)
        assert found is not None
        return found

    async def send(self, shop: int, member: int, key: str, amount: int) -> Any:
        """Begin a transfer; its result, or why it was refused."""
        return said(await self.engine(shop).submit(make_event(await self.find(shop), member, key, amount)))

    async def settle(self) -> None:
        """As workers do, until nothing is under way."""
        while True:
            steps = [await service.carry_all(self.pool, shop) for shop in (self.tea, self.books)]
            made = [await self.engine(shop).deliver() for shop in (self.books, self.tea)]
            if not sum(steps) + sum(made):
                return

    async def available(self, shop: int, member: int, asset: str = "points") -> tuple[int, int]:
        """Available and held."""
        found = await rows(
            self.pool, shop, "SELECT available, held FROM wallet WHERE member_id = $1 AND asset = $2", member, asset
        )
        return (int(found[0][0]), int(found[0][1])) if found else (0, 0)

    async def intershop(self, shop: int) -> int:
        """Balance of the account between shops."""
        found = await rows(
            self.pool, shop, "SELECT coalesce(sum(amount), 0)::bigint FROM ledger_leg WHERE account = 'intershop'"
        )
        return int(found[0][0])

    async def assert_lawful(self) -> None:
        connection = await connect(self.database.dsn)
        try:
            for shop in (self.tea, self.books):
                await assert_lawful(connection, shop, self.programs[shop])
        finally:
            await connection.close()


def said(outcome: Outcome) -> Any:
    """What came of an event."""
    if isinstance(outcome.error, Refused):
        return outcome.error.reason
    assert outcome.answer is not None, outcome.error
    return outcome.answer["result"]


async def open_group(database: TestDatabase, pool: Pool, members: int = 2, points: int = 1_000) -> Group:
    """Both shops with so many members each, linked one to one; those of the tea shop have points."""
    tea = await make_members(database.owner_dsn, database.dsn, members, "tea")
    books = await make_members(database.owner_dsn, database.dsn, members, "books")
    group = Group(database, pool, tea, books)
    for member in group.teas:
        await group.do(group.tea, "points.earn", member, "start", asset="points", amount=points)
    for one, other in zip(group.teas, group.readers, strict=True):
        await group.link(one, other)
    await group.agree()
    return group
