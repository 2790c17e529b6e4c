"""Many callers report the payment of one checkout that has lapsed."""

from __future__ import annotations

import asyncio

from liuke.db.contracts import Pool
from liuke.decision.event import Event
from liuke.kernel.clock import MINUTE_US
from liuke.kernel.errors import Refused
from tests.ledger.check import assert_clean
from tests.server import TestDatabase
from tests.world import T, earn, make_engine, make_members, program, rows, wallets

DOCUMENT = program(
    coupons=[{"id": "ten", "name": "ten", "kind": "amount", "amount_cents": 1000, "claimable": True}],
    checkout={
        "hold_minutes": 1,
        "points": {"asset": "points", "per_points": 100, "cents": 100, "step": 1, "max_share_bps": 5000},
    },
)
N = 64


async def test_a_lapsed_checkout_is_paid_once(database: TestDatabase, pool: Pool) -> None:
    tenant, (a,) = await make_members(database.owner_dsn, database.dsn, 1)
    now = [T]
    lines = [{"sku": "a", "unit_cents": 5000}]
    first, second = (make_engine(pool, tenant, DOCUMENT, clock=lambda: now[0]) for _ in range(2))
    async with first as one, second as two:
        for event in (
            earn(a, "e", 3000), Event("coupon.claim", a, "c", 0, {"batch": "ten"}),
            Event("checkout.hold", a, "h", 0, {"hold_id": "h1", "order_id": "o1", "lines": lines}),
        ):  # fmt: skip
            assert (await one.submit(event)).error is None
        now[0] += 2 * MINUTE_US
        work = [
            Event("checkout.commit", a, f"k{i}", 0, {"hold_id": "h1"}) if i % 2
            else Event("order.paid", a, f"k{i}", 0, {"order_id": "o1", "amount_cents": 1500, "hold_id": "h1"})
            for i in range(N)
        ]  # fmt: skip
        found = await asyncio.gather(*((one, two)[i % 3 == 0].submit(event) for i, event in enumerate(work)))
    refused = [outcome.error for outcome in found if outcome.error is not None]
    assert len(refused) == N - 1
    assert {error.reason for error in refused if isinstance(error, Refused)} <= {
        "order-already-paid", "checkout-not-found",
    }  # fmt: skip
    assert await wallets(pool, tenant) == {(a, "points"): (500, 0, 0, 0, 0)}
    assert await rows(pool, tenant, "SELECT status FROM coupon") == [("used",)]
    assert await rows(pool, tenant, "SELECT status, saved_cents::int FROM purchase") == [("paid", 3500)]
    assert await rows(pool, tenant, "SELECT count(*)::int FROM record WHERE kind = 'checkout_closed'") == [(1,)]
    await assert_clean(database.dsn, tenant)
