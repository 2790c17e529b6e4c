"""The demo's bookshop: another shop of the grocery chain's group, with which it exchanges points and settles up."""

from __future__ import annotations

import time

import msgspec

from liuke.bootstrap import Platform, open_platform, read_program_file
from liuke.clearing import service
from liuke.clearing.contracts import Terms
from liuke.clearing.member_routes import make_event
from liuke.cli import demo_store
from liuke.cli.demo_play import add_newcomers, find_run, note_run
from liuke.db.pool import acquire, transaction
from liuke.decision.domain import Evidence
from liuke.decision.event import Event
from liuke.demo.bookshop import BACK, LEAST, OUT, READERS, Move, plan_moves
from liuke.demo.scenes import Newcomer
from liuke.engine.batch import submission
from liuke.engine.decide import Outcome
from liuke.engine.engine import Engine
from liuke.kernel.clock import DAY_US
from liuke.program.shipped import find_share_folder
from liuke.settings import Settings

TENANT = "bookshop"
NAMESPACE = "reader"
CLEARED = "demo_clearing"
ACTOR = "demo"
DAYS = 400
"""For which the agreement holds."""


class Cleared(msgspec.Struct):
    """What moved between the two shops.

    Args:
        readers: Members who are linked.
        out: Transfers to the bookshop that arrived.
        back: Transfers from it that arrived.
        returned: Transfers that came back.
    """

    readers: int = 0
    out: int = 0
    back: int = 0
    returned: int = 0


async def open_bookshop(settings: Settings, tenant: str) -> Cleared | None:
    """Make the shop, agree, link members and move points both ways; ``None``: that was done before, or nobody can.

    Args:
        settings: Of the platform.
        tenant: The grocery chain.
    """
    async with (
        open_platform(settings, connections=4, tenant=tenant) as groceries,
        open_platform(settings, connections=4, tenant=TENANT, make_new=True) as books,
    ):
        run = await find_run(groceries, CLEARED)
        if run is not None and run[1]:
            return None
        until_us = run[0] if run is not None else time.time_ns() // 1_000
        if run is None:
            await note_run(groceries, CLEARED, until_us, done=False)
        if not books.book.versions():
            await _publish(books)
        found = await _Group(groceries, books, tenant, until_us).play()
        await note_run(groceries, CLEARED, until_us, done=True)
        return found


async def _publish(books: Platform) -> None:
    folder = find_share_folder("programs")
    assert folder is not None, "the template was read from it"
    document = read_program_file(str(folder / "demo" / "bookshop.yaml")).data
    await books.programs.publish(
        document, actor=ACTOR, active_from_us=0, note="bookshop", force_warnings=True, evidence=Evidence()
    )
    await books.book.refresh()


class _Group:
    """Both shops, each with an engine of one clock."""

    def __init__(self, groceries: Platform, books: Platform, tenant: str, until_us: int) -> None:
        self.groceries, self.books, self._tenant, self._until_us = groceries, books, tenant, until_us
        self._now_us = until_us
        self._engines = {one.tenant_id: one.make_engine(lanes=1) for one in (groceries, books)}
        for engine in self._engines.values():
            engine.clock = lambda: self._now_us
        self._pairs = list[tuple[int, int]]()
        self._agreement = ""
        self.cleared = Cleared()

    async def play(self) -> Cleared:
        """All of it, once: whatever was done before is asked for again under the same keys."""
        await self._agree()
        balances = await self._link()
        for move in plan_moves(balances, self._until_us):
            self._now_us = move.t_us
            await self._make(move)
        self._now_us = self._until_us
        return self.cleared

    async def _agree(self) -> None:
        ours, theirs = self.groceries.tenant_id, self.books.tenant_id
        begins = self._until_us - 30 * DAY_US
        terms = Terms("points", "points", OUT, BACK, begins, begins + DAYS * DAY_US)
        async with acquire(self.groceries.pool) as connection, transaction(connection, tenant_id=ours):
            known = await service.store.list_active(connection, ours, theirs)
        if known:
            self._agreement = known[0].agreement_id
            return
        made = await service.propose(
            self.groceries.pool, ours, self._tenant, TENANT, terms, own_assets=["points"], actor=ACTOR
        )
        await service.accept(self.books.pool, theirs, TENANT, made.agreement_id, own_assets=["points"], actor=ACTOR)
        self._agreement = made.agreement_id

    async def _link(self) -> list[int]:
        """Readers join the bookshop, and say in each shop who they are in the other; returns what each has."""
        ours, theirs = self.groceries.tenant_id, self.books.tenant_id
        self._now_us = self._until_us - 6 * DAY_US
        async with acquire(self.groceries.pool) as connection, transaction(connection, tenant_id=ours):
            found = await demo_store.list_rich(connection, ours, "points", LEAST, READERS)
        calendar = self.books.book.program_at(self._until_us).calendar
        newcomers = [Newcomer(f"reader-{member}", self._now_us, {}) for member, _ in found]
        ids = await add_newcomers(self.books, NAMESPACE, newcomers, calendar.local_day)
        self._pairs = [(member, ids[f"reader-{member}"]) for member, _ in found]
        for member, reader in self._pairs:
            await self._ask(theirs, Event("member.registered", reader, "demo:join", self._now_us))
            await self._ask(ours, Event("clearing.link", member, "demo:link", 0, {"shop": theirs, "other": reader}))
            await self._ask(theirs, Event("clearing.link", reader, "demo:link", 0, {"shop": ours, "other": member}))
        self.cleared.readers = len(self._pairs)
        return [balance for _, balance in found]

    async def _make(self, move: Move) -> None:
        member, reader = self._pairs[move.reader]
        ours, theirs = self.groceries.tenant_id, self.books.tenant_id
        key = f"demo:{move.what}:{move.t_us}"
        if move.what == "order":
            data = {"order_id": f"B-{reader}-{move.t_us // 1_000_000}", "amount_cents": move.amount}
            await self._ask(theirs, Event("order.paid", reader, key, move.t_us, data))
        elif move.what == "tote":
            await self._ask(theirs, Event("mall.redeem", reader, key, 0, {"item": "tote"}))
        elif move.what == "back":
            await self._send(theirs, reader, key, move.amount)
        elif move.what == "lost":
            await self._ask(theirs, Event("clearing.unlink", reader, key, 0, {"shop": ours}))
            await self._send(ours, member, key, move.amount)
        else:
            await self._send(ours, member, key, move.amount)

    async def _send(self, shop: int, member: int, key: str, amount: int) -> None:
        """Begin a transfer, and carry it to its end."""
        platform = self.groceries if shop == self.groceries.tenant_id else self.books
        async with acquire(platform.pool) as connection, transaction(connection, tenant_id=shop):
            found = await service.store.find_agreement(connection, shop, self._agreement, lock=False)
        assert found is not None, "it was agreed on"
        if (await self._ask(shop, make_event(found, member, key, amount))).error is not None:
            return
        for _ in range(2):
            await service.carry_all(platform.pool, shop, self._now_us)
            for engine in self._engines.values():
                await engine.deliver()
        async with acquire(platform.pool) as connection, transaction(connection, tenant_id=shop):
            (last, *_) = await service.store.list_transfers(connection, shop, before=None, limit=1, members=[member])
        if last.data["refused"]:
            self.cleared.returned += 1
        elif shop == self.groceries.tenant_id:
            self.cleared.out += 1
        else:
            self.cleared.back += 1

    async def _ask(self, shop: int, event: Event) -> Outcome:
        engine: Engine = self._engines[shop]
        (outcome,) = await engine.process([submission(event, clock_us=self._now_us)])
        return outcome
