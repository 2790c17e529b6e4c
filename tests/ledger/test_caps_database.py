"""Caps on the real database: many callers with events of many days, and the two laws that work them out anew."""

from __future__ import annotations

import asyncio
import json
import random

import pytest

from liuke.db.contracts import Pool
from liuke.db.pool import connect, transaction
from liuke.decision.event import Event
from liuke.engine.engine import Engine
from liuke.features import compile_program
from liuke.kernel.clock import DAY_US
from tests.ledger.check import assert_clean, report
from tests.server import TestDatabase
from tests.world import T, make_members, program, rows

DOCUMENT = program(
    calendar={"time_zone": "UTC"},
    earning=[
        {"id": "share", "name": "s", "on": "content.shared", "amount": {"fixed": 30},
         "caps": [{"period": "day", "limit": 100}, {"period": "month", "limit": 1500}]},
        {"id": "spend", "name": "o", "on": "order.paid", "amount": {"per": {"every": 100}},
         "caps": [{"period": "day", "limit": 100}]},
    ],
)  # fmt: skip
NOW = T + 90 * DAY_US
"""2024-02-12, so that sixty days hold parts of three months."""


async def publish(database: TestDatabase, tenant: int) -> None:
    owner = await connect(database.owner_dsn)
    async with transaction(owner):
        await owner.execute(
            "INSERT INTO program_version VALUES ($1, 1, 2, $2::text::json, '\\x00', 0, 0, 'test')",
            tenant,
            json.dumps(DOCUMENT),
        )
    await owner.close()


async def test_callers_with_events_of_sixty_days_keep_every_cap(database: TestDatabase, pool: Pool) -> None:
    tenant, (a,) = await make_members(database.owner_dsn, database.dsn, 1)
    await publish(database, tenant)
    compiled = compile_program(DOCUMENT, version=1)
    events = [
        Event("content.shared", a, f"k{day}-{n}", NOW - day * DAY_US + n, {}) for day in range(60) for n in range(5)
    ]
    random.Random(7).shuffle(events)
    one, two = (Engine(pool, tenant, compiled, clock=lambda: NOW) for _ in range(2))
    async with one, two:
        found = await asyncio.gather(*((one, two)[i % 2].submit(event) for i, event in enumerate(events)))
    assert [outcome.error for outcome in found if outcome.error is not None] == []
    by_month = "SELECT to_char(date '1970-01-01' + day, 'YYYY-MM') AS month, sum(amount)::int FROM posting GROUP BY 1"
    assert sorted(await rows(pool, tenant, by_month)) == [("2023-12", 1500), ("2024-01", 1500), ("2024-02", 1200)]
    assert await rows(pool, tenant, "SELECT max(sum)::int FROM (SELECT sum(amount) FROM posting GROUP BY day) s") == [
        (100,)
    ]
    await assert_clean(database.dsn, tenant)


async def test_what_a_refund_gives_back_is_worked_out_too(database: TestDatabase, pool: Pool) -> None:
    tenant, (a,) = await make_members(database.owner_dsn, database.dsn, 1)
    await publish(database, tenant)
    async with Engine(pool, tenant, compile_program(DOCUMENT, version=1), clock=lambda: NOW) as engine:
        for event in (
            Event("order.paid", a, "p1", NOW - DAY_US, {"order_id": "o1", "amount_cents": 20000}),
            Event("order.refunded", a, "r1", NOW, {"order_id": "o1", "full": True}),
            Event("order.paid", a, "p2", NOW - DAY_US, {"order_id": "o2", "amount_cents": 8000}),
            Event("order.paid", a, "p3", NOW - DAY_US, {"order_id": "o3", "amount_cents": 8000}),
        ):
            outcome = await engine.submit(event)
            assert outcome.error is None, outcome.error
    earned = "SELECT ref, amount::int FROM posting WHERE kind = 'earn' ORDER BY seq"
    assert await rows(pool, tenant, earned) == [("o1", 100), ("o2", 80), ("o3", 20)]
    await assert_clean(database.dsn, tenant)


TAMPERINGS = {
    "a use that is too small": (
        "UPDATE member_state SET doc = replace(doc::text, ',100]', ',70]')::json",
        {"caps": {"scope": "earning.spend", "period": "day", "used": 70, "given": 100}},
    ),
    "a giving back that the book does not know": (
        """UPDATE purchase SET doc = replace(doc::text, '"seq":1', '"seq":1,"returned":40')::json""",
        {"caps": {"scope": "earning.spend", "period": "day", "used": 100, "given": 60}},
    ),
    "more than the cap": (
        "UPDATE program_version SET spec = replace(spec::text, '\"limit\": 100', '\"limit\": 99')::json",
        {"cap-limits": {"rule": "earning.spend", "period": "day", "most": 99, "given": 100}},
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", TAMPERINGS)
async def test_tampering_with_caps_is_named(database: TestDatabase, pool: Pool, name: str) -> None:
    sql, expected = TAMPERINGS[name]
    tenant, (a,) = await make_members(database.owner_dsn, database.dsn, 1)
    await publish(database, tenant)
    async with Engine(pool, tenant, compile_program(DOCUMENT, version=1), clock=lambda: NOW) as engine:
        outcome = await engine.submit(Event("order.paid", a, "p", NOW, {"order_id": "o", "amount_cents": 20000}))
        assert outcome.error is None
    await assert_clean(database.dsn, tenant)
    owner = await connect(database.owner_dsn)
    await owner.execute(sql)
    await owner.close()
    found = {check.name: check.violations for check in (await report(database.dsn, tenant)).checks if check.violations}
    assert {law: {key: value[key] for key in expected[law]} for law, (value,) in found.items()} == expected
