"""An order and its refund that come at once, and an operator who dismisses what is joined meanwhile."""

from __future__ import annotations

import asyncio

from liuke.db.contracts import Pool
from liuke.decision.event import Event
from liuke.kernel.errors import Refused
from tests.ledger.check import assert_clean
from tests.server import TestDatabase
from tests.world import make_engine, make_members, program, rows, wallets

DOCUMENT = program(
    earning=[{"id": "spend", "name": "s", "on": "order.paid", "amount": {"per": {"every": 100}}}],
    refunds={"unmatched": "clawback"},
)
N = 32


async def test_orders_and_refunds_at_once_end_at_nothing(database: TestDatabase, pool: Pool) -> None:
    tenant, (a,) = await make_members(database.owner_dsn, database.dsn, 1)
    paid = [Event("order.paid", a, f"p{i}", 0, {"order_id": f"o{i}", "amount_cents": 1000}) for i in range(N)]
    back = [
        Event("order.refunded", a, f"r{i}-{n}", 0, {"order_id": f"o{i}", "refund_id": "r", "amount_cents": 1000})
        for i in range(N) for n in range(2)
    ]  # fmt: skip
    work = [event for trio in zip(back[::2], paid, back[1::2], strict=True) for event in trio]
    async with make_engine(pool, tenant, DOCUMENT) as one, make_engine(pool, tenant, DOCUMENT) as two:
        found = await asyncio.gather(*((one, two)[i % 2].submit(event) for i, event in enumerate(work)))
    refused = [outcome.error for outcome in found if outcome.error is not None]
    assert len(refused) == N
    assert {type(error) for error in refused} == {Refused}
    assert await wallets(pool, tenant) == {(a, "points"): (0, 0, 0, 0, 0)}
    assert await rows(pool, tenant, "SELECT DISTINCT status, refunded_cents::int FROM purchase") == [("refunded", 1000)]
    kept = "SELECT count(*)::int FROM record WHERE kind = 'waiting'"
    ended = "SELECT count(*)::int FROM record WHERE kind = 'waiting_end'"
    assert await rows(pool, tenant, kept) == await rows(pool, tenant, ended)
    await assert_clean(database.dsn, tenant)


async def test_joined_or_dismissed_and_never_both(database: TestDatabase, pool: Pool) -> None:
    tenant, (a,) = await make_members(database.owner_dsn, database.dsn, 1)
    async with make_engine(pool, tenant, DOCUMENT) as one, make_engine(pool, tenant, DOCUMENT) as two:
        for i in range(N):
            data = {"order_id": f"o{i}", "refund_id": "r", "amount_cents": 1000}
            assert (await one.submit(Event("order.refunded", a, f"r{i}", 0, data))).error is None
        paid = [Event("order.paid", a, f"p{i}", 0, {"order_id": f"o{i}", "amount_cents": 1000}) for i in range(N)]
        gone = [Event("waiting.dismiss", a, f"d{i}", 0, {"place": f"order/o{i}", "ref": "r"}) for i in range(N)]
        work = [event for pair in zip(paid, gone, strict=True) for event in pair]
        found = await asyncio.gather(*((one, two)[i % 2].submit(event) for i, event in enumerate(work)))
    assert [outcome.error for outcome in found[::2] if outcome.error is not None] == []
    dismissed = sum(outcome.error is None for outcome in found[1::2])
    statuses = await rows(pool, tenant, "SELECT status, count(*)::int FROM purchase GROUP BY 1")
    assert dict(statuses).get("paid", 0) == dismissed  # pyright: ignore[reportArgumentType, reportCallIssue]
    assert await rows(pool, tenant, "SELECT count(*)::int FROM record WHERE kind = 'waiting_end'") == [(N,)]
    await assert_clean(database.dsn, tenant)
