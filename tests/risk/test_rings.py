"""Rings: found in the graph, by a job on the database in bounded units, and told from honest people on planted ones."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest
from bench.rings import measure

from liuke.db.contracts import Pool
from liuke.decision.event import Event
from liuke.engine.engine import Engine
from liuke.features import compile_program
from liuke.hooks.job import Limits, Work
from liuke.kernel.clients import Client
from liuke.kernel.clock import DAY_US, HOUR_US
from liuke.risk.jobs import JOBS
from liuke.risk.rings import Person, find_rings
from tests.ledger.check import assert_clean
from tests.server import TestDatabase
from tests.vaults import VAULT
from tests.world import T, make_engine, make_members, make_pool, rows

NOW = 1_780_000_000_000_000
PROGRAM: dict[str, Any] = {
    "id": "x", "name": "X", "referral": {"enabled": True, "newcomer_days": 365}, "risk": {"enabled": True},
    "earning": [{"id": "buy", "name": "buy", "on": "order.paid", "amount": {"fixed": 5}}],
}  # fmt: skip


def person(number: int, inviter: int, *devices: str, days: float = 30, orders: int = 1) -> Person:
    marks = frozenset(one.encode() for one in devices)
    return Person(number, NOW - int(days * DAY_US), inviter, marks, orders)


def find(*people: Person) -> list[tuple[list[int], dict[str, int]]]:
    found = find_rings({one.member_id: one for one in people}, NOW)
    return [(ring.members, {str(name): value for name, value in ring.features.items()}) for ring in found]


def test_who_invites_one_another_on_shared_devices_is_a_ring() -> None:
    people = [person(1, 0, "a"), *(person(n, 1, "a" if n % 2 else "b", days=30 - n * 2 / 24) for n in range(2, 9))]
    assert find(*people) == [
        (list(range(1, 9)), {"ring_members": 8, "ring_invites": 7, "ring_joined": 8, "ring_idle": 100})
    ]


def test_a_household_a_dormitory_and_a_shops_tablet_are_none() -> None:
    household = [person(n, 1 if n > 1 else 0, "tablet") for n in range(1, 5)]
    dormitory = [person(10 + n, 10 if n else 0, f"own{n}") for n in range(40)]
    shop = [person(100 + n, 0, "shop", f"phone{n}") for n in range(50)]
    customers = [person(200 + n, 100, "shop", f"mine{n}") for n in range(3)]
    assert find(*household, *dormitory, *shop, *customers) == []


def test_a_chain_over_devices_hangs_together_and_active_members_are_not_idle() -> None:
    people = [person(n, n - 1 if n > 1 else 0, f"d{n // 2}", f"d{(n + 1) // 2}", orders=n) for n in range(1, 7)]
    assert find(*people) == [
        ([1, 2, 3, 4, 5, 6], {"ring_members": 6, "ring_invites": 5, "ring_joined": 6, "ring_idle": 16})
    ]


def test_two_seeds_of_the_bench() -> None:
    assert [(one.people, one.planted, one.caught, one.right, one.wrong) for one in map(measure, (1, 2))] == [
        (3860, 369, 342, 337, {"family": 5}), (3780, 290, 263, 257, {"family": 6}),
    ]  # fmt: skip


# -- the job ----------------------------------------------------------------------------------------------------------
@pytest.fixture
async def pool(database: TestDatabase) -> AsyncIterator[Pool]:
    made = await make_pool(database.dsn)
    yield made
    await made.close()


async def plant(engine: Engine, members: list[int]) -> None:
    """The first invites the next six on one phone; the rest have phones of their own."""
    first, *others = members
    code = ""
    for number, member in enumerate([first, *others]):
        device = "farm" if number < 7 else f"own-{number}"
        if not code:
            made = await engine.submit(Event("referral.code", member, "code", 0, {}))
            assert made.decision is not None
            code = str(made.decision.result["code"])
        client = Client("203.0.113.7", device, "")
        paid = Event("order.paid", member, "o", 0, {"order_id": f"o{member}", "amount_cents": 100}, client)
        # who binds on a known device is refused: they bind before they are seen on it
        if number:
            bound = await engine.submit(Event("referral.bind", member, "b", 0, {"code": code}))
            assert bound.error is None
        assert (await engine.submit(paid)).error is None
    while await engine.deliver():
        pass


def make_work(pool: Pool, tenant: int, engine: Engine, now_us: int, members: int) -> Work:
    program = compile_program(PROGRAM)
    return Work(pool, tenant, now_us, engine, lambda _t_us: program, {}, Limits(members=members))


NOTED = "SELECT member_id, ring_id FROM risk_member ORDER BY 1"


async def test_the_job_finds_a_ring_in_bounded_units_and_forgets_it_again(database: TestDatabase, pool: Pool) -> None:
    tenant, members = await make_members(database.owner_dsn, database.dsn, 12)
    engine = make_engine(pool, tenant, PROGRAM, vault=VAULT, clock=lambda: T + HOUR_US)
    await plant(engine, members)
    (job,) = JOBS
    now_us = T + 2 * HOUR_US
    # a unit of five members each: the ring is found whole from its first
    done = [await job.unit(make_work(pool, tenant, engine, now_us, 5)) for _ in range(4)]
    assert done == [5, 5, 2, 0]
    noted = await rows(pool, tenant, NOTED)
    assert [row[0] for row in noted] == members[:7]
    assert len({row[1] for row in noted}) == 1
    assert await rows(pool, tenant, "SELECT count(*)::int FROM event WHERE type = 'risk.noted'") == [(7,)]
    # what is found again is not sent again; another pass waits for an hour
    assert await job.unit(make_work(pool, tenant, engine, now_us + HOUR_US - 1, 50)) == 0
    assert await job.unit(make_work(pool, tenant, engine, now_us + HOUR_US, 50)) == 12
    assert await rows(pool, tenant, "SELECT count(*)::int FROM event WHERE type = 'risk.noted'") == [(7,)]
    # what the ring does next is held
    held = Event("order.paid", members[3], "o2", 0, {"order_id": "held", "amount_cents": 100})
    assert (await engine.submit(held)).error is None
    assert await rows(
        pool, tenant, "SELECT available::int, pending::int FROM wallet WHERE member_id = $1", members[3]
    ) == [(5, 5)]
    # the devices are forgotten after their time, and the ring with them
    await rows(pool, tenant, "DELETE FROM client_print RETURNING 1")
    assert await job.unit(make_work(pool, tenant, engine, now_us + 2 * HOUR_US, 50)) == 0
    assert await rows(pool, tenant, NOTED) == []
    assert await rows(pool, tenant, "SELECT count(*)::int FROM event WHERE type = 'risk.noted'") == [(14,)]
    await assert_clean(database.dsn, tenant)
