"""On its first day a merchant's tables grow from nothing to many thousand rows before the server looks at them."""

from __future__ import annotations

from liuke.db.pool import acquire, transaction
from liuke.decision.event import Event
from liuke.engine.batch import submission
from liuke.engine.engine import PLANNED_AT
from tests.merchant import open_merchant, open_pool
from tests.server import TestDatabase

BATCH = 40


async def test_orders_are_found_by_key_however_small_the_table_was_when_it_was_first_read(
    database: TestDatabase,
) -> None:
    pool = await open_pool(database.dsn, 1)
    merchant = await open_merchant(database, pool, "plans", BATCH)
    engine = merchant.engine()
    number = 0

    async def pay(batches: int) -> None:
        nonlocal number
        for _ in range(batches):
            number += 1
            work = [
                submission(
                    Event(
                        "order.paid", member, f"o{number}", 0, {"order_id": f"o{number}-{member}", "amount_cents": 100}
                    )
                )
                for member in merchant.members
            ]
            assert all(outcome.error is None for outcome in await engine.process(work))

    async def count_read() -> int:
        async with acquire(pool) as connection, transaction(connection, tenant_id=merchant.tenant_id):
            await connection.execute("SELECT pg_stat_force_next_flush()")
        rows = await merchant.rows("SELECT idx_tup_read FROM pg_stat_user_indexes WHERE indexrelname = 'purchase_pkey'")
        return int(rows[0][0])

    for number_of in range(sorted(PLANNED_AT)[3]):  # the connection is no new one when orders begin
        event = Event("points.earn", merchant.members[0], f"e{number_of}", 0, {"asset": "points", "amount": 1})
        await engine.process([submission(event)])
    last = sorted(PLANNED_AT)[2]
    await pay(last + 1)
    before = await count_read()
    await pay(10)
    read = await count_read() - before
    # those that are new are not found at all; a plan for an empty table would read every row of it ten times
    assert read < number * BATCH, read
    await pool.close()
