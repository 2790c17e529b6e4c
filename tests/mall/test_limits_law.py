"""Limits per member on the real database: late redemptions, cancelled ones, and the law that counts them anew."""

from __future__ import annotations

from tests.ledger.check import assert_clean, report
from tests.server import TestDatabase
from tests.world import T, earn, make_engine, make_members, make_pool, program

from liuke.db.contracts import Pool
from liuke.db.pool import connect
from liuke.decision.event import Event
from liuke.kernel.clock import DAY_US
from liuke.kernel.errors import Refused

DOCUMENT = program(
    calendar={"time_zone": "UTC"},
    mall=[{"id": "mug", "kind": "goods", "name": "mug", "price_points": 10, "fulfilment": "manual",
           "limits": [{"period": "month", "limit": 2}, {"period": "lifetime", "limit": 4}]}],
)  # fmt: skip
NOW = T + 60 * DAY_US
"""2024-01-13."""


async def test_the_law_counts_what_was_redeemed_and_not_cancelled(database: TestDatabase) -> None:
    pool: Pool = await make_pool(database.dsn, 2)
    tenant, (a,) = await make_members(database.owner_dsn, database.dsn, 1)
    async with make_engine(pool, tenant, DOCUMENT, clock=lambda: NOW) as engine:
        assert (await engine.submit(earn(a, "e", 1000))).error is None
        last_us, refused = NOW - 20 * DAY_US, list[str]()
        bought = dict[str, str]()
        for key, t_us in (("k1", NOW), ("k2", last_us), ("k3", last_us), ("k4", last_us), ("k5", NOW), ("k6", NOW)):
            outcome = await engine.submit(Event("mall.redeem", a, key, t_us, {"item": "mug"}))
            if outcome.answer is not None:
                bought[key] = outcome.answer["result"]["order_id"]
            else:
                assert isinstance(outcome.error, Refused)
                refused.append(f"{key} {outcome.error.reason}")
        assert refused == ["k4 mall-limit", "k6 mall-limit"]
        gone = await engine.submit(Event("mall.refund", a, "r", NOW, {"order_id": bought["k2"]}))
        assert gone.error is None
        again = await engine.submit(Event("mall.redeem", a, "k7", last_us, {"item": "mug"}))
        assert again.error is None
    await assert_clean(database.dsn, tenant)
    owner = await connect(database.owner_dsn)
    await owner.execute("UPDATE member_state SET doc = replace(doc::text, ',2,', ',1,')::json")
    await owner.close()
    (broken,) = [check for check in (await report(database.dsn, tenant)).checks if check.name == "mall-limits"]
    assert [(row["item"], row["period"], row["used"], row["redeemed"]) for row in broken.violations] == [
        ("mug", "month", 1, 2)
    ]
    await pool.close()
