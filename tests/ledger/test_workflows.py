"""Gifts, adjustments and pools over the real database: between members, processes and persons."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from liuke.db.contracts import Pool
from liuke.db.pool import acquire, transaction
from liuke.decision.event import Event
from liuke.engine.batch import submission
from liuke.engine.decide import Outcome
from liuke.engine.engine import Engine
from liuke.kernel.errors import Conflict, InvalidInput, KeyReused, NotFound, Refused
from liuke.ledger.adjustments import Adjustment, ask_adjustment, decide_adjustment, resume_adjustments
from liuke.ledger.pools import announce_goals, read_pools
from liuke.ledger.trade_spec import PoolSpec
from tests.ledger.check import assert_clean
from tests.server import TestDatabase
from tests.world import T, earn, make_engine, make_members, program, rows, wallets


async def ask(pool: Pool, tenant: int, name: str, **changed: Any) -> Adjustment:
    wanted = {"member_id": 1, "asset": "points", "amount": 5000, "reason": "lost card", "asked_by": "li", **changed}
    async with acquire(pool) as connection, transaction(connection, tenant_id=tenant):
        return await ask_adjustment(connection, tenant, adjustment_id=name, **wanted)


async def test_an_adjustment_is_decided_once_under_a_race(database: TestDatabase, pool: Pool) -> None:
    tenant, (a,) = await make_members(database.owner_dsn, database.dsn, 1)
    async with make_engine(pool, tenant) as engine:
        waiting = await ask(pool, tenant, "x")
        assert (waiting.status, waiting.decided_by) == ("waiting", None)
        assert await ask(pool, tenant, "x") == waiting
        with pytest.raises(KeyReused):
            await ask(pool, tenant, "x", amount=5001)
        with pytest.raises(NotFound):
            await ask(pool, tenant, "y", member_id=99)
        with pytest.raises(InvalidInput) as wrong:
            await ask(pool, tenant, "y", amount=0, reason=" ", asked_by="")
        assert [fault.path for fault in wrong.value.faults] == ["reason", "asked_by", "amount"]

        async def decide(who: str, approve: bool) -> str:
            try:
                await decide_adjustment(pool, tenant, engine.submit, "x", decided_by=who, approve=approve)
            except Conflict:
                return "conflict"
            return "done"

        assert await decide("li", True) == "conflict"
        people = [(f"p{i % 8}", i % 3 > 0) for i in range(64)]
        found = await asyncio.gather(*(decide(*person) for person in people))
        (winner,) = await rows(pool, tenant, "SELECT decided_by, status FROM adjustment")
        approved = winner[1] == "approved"
        assert {people[i] for i, answer in enumerate(found) if answer == "done"} == {(winner[0], approved)}
        if not approved:
            await ask(pool, tenant, "z")
            await decide_adjustment(pool, tenant, engine.submit, "z", decided_by="wang", approve=True)
    assert await wallets(pool, tenant) == {(a, "points"): (5000, 0, 0, 0, 0)}
    assert await rows(pool, tenant, "SELECT count(*) FROM operation WHERE key LIKE 'adjustment:%'") == [(1,)]
    await assert_clean(database.dsn, tenant)


async def test_an_approval_survives_the_death_of_its_process(database: TestDatabase, pool: Pool) -> None:
    tenant, (a,) = await make_members(database.owner_dsn, database.dsn, 1)
    engine = make_engine(pool, tenant)

    async def die(_event: Event) -> Outcome:
        raise ConnectionError("the process ends here")

    await ask(pool, tenant, "x")
    with pytest.raises(ConnectionError):
        await decide_adjustment(pool, tenant, die, "x", decided_by="wang", approve=True)
    assert await wallets(pool, tenant) == {}
    assert await resume_adjustments(pool, tenant, engine.submit) == 1
    assert await resume_adjustments(pool, tenant, engine.submit) == 0
    assert await wallets(pool, tenant) == {(a, "points"): (5000, 0, 0, 0, 0)}


async def test_an_approval_that_cannot_be_posted_waits_again(database: TestDatabase, pool: Pool) -> None:
    tenant, (a,) = await make_members(database.owner_dsn, database.dsn, 1)
    engine = make_engine(pool, tenant)
    await ask(pool, tenant, "x", amount=-5000)
    with pytest.raises(Refused) as caught:
        await decide_adjustment(pool, tenant, engine.submit, "x", decided_by="wang", approve=True)
    assert caught.value.reason == "insufficient-balance"
    assert await rows(pool, tenant, "SELECT status, decided_by FROM adjustment") == [("waiting", None)]
    await engine.submit(earn(a, "1", 6000))
    done = await decide_adjustment(pool, tenant, engine.submit, "x", decided_by="zhao", approve=True)
    assert (done.status, done.decided_by) == ("approved", "zhao")
    assert await wallets(pool, tenant) == {(a, "points"): (1000, 0, 0, 0, 0)}


async def pump(*engines: Engine) -> None:
    while sum(await asyncio.gather(*(engine.deliver() for engine in engines))):
        pass


async def test_gifts_between_members_delivered_by_several_at_once(database: TestDatabase, pool: Pool) -> None:
    tenant, members = await make_members(database.owner_dsn, database.dsn, 8)
    engines = [make_engine(pool, tenant, program(points={"giftable": True})) for _ in range(3)]
    engine = engines[0]
    await engine.process([submission(earn(member, "e", 100)) for member in members])
    gifts = [
        Event("points.gift", giver, f"g{taker}", 0, {"asset": "points", "amount": 9, "to_member": taker})
        for giver in members
        for taker in members
        if giver != taker
    ]
    lost = Event("points.gift", members[0], "nobody", 0, {"asset": "points", "amount": 5, "to_member": 4711})
    offered = await engine.process([submission(event) for event in [*gifts, lost]])
    assert [outcome.error for outcome in offered] == [None] * 57
    await pump(*engines)
    offers = await rows(pool, tenant, "SELECT member_id, key FROM record WHERE kind = 'gift_offer' ORDER BY 1, 2")
    assert len(offers) == 56
    answers = [
        Event(f"points.{'accept' if i % 2 else 'decline'}_gift", member, f"a{gift}", 0, {"gift_id": gift})
        for i, (member, gift) in enumerate(offers)
    ]
    answered = await engine.process([submission(event) for event in answers])
    assert [outcome.error for outcome in answered] == [None] * 56
    await pump(*engines)
    found = await wallets(pool, tenant)
    assert sum(wallet[0] for wallet in found.values()) == 795
    assert {wallet[2] for wallet in found.values()} == {0, 5}
    assert found[members[0], "points"][2] == 5
    assert await rows(pool, tenant, "SELECT count(*) FROM posting WHERE kind = 'receive'") == [(28,)]
    assert await rows(pool, tenant, "SELECT source, reason FROM dead_letter") == [("delivery", "not-found")]
    assert await rows(pool, tenant, "SELECT count(*) FROM delivery") == [(0,)]
    await assert_clean(database.dsn, tenant)


async def test_a_gift_under_way_stands_in_clearing(database: TestDatabase, pool: Pool) -> None:
    tenant, (a, b) = await make_members(database.owner_dsn, database.dsn, 2)
    engine = make_engine(pool, tenant, program(points={"giftable": True}))
    await engine.submit(earn(a, "e", 10))
    sent = await engine.submit(Event("points.gift", a, "g", 0, {"asset": "points", "amount": 9, "to_member": b}))
    assert sent.answer is not None
    await engine.deliver()
    await engine.submit(Event("points.accept_gift", b, "a", 0, {"gift_id": sent.answer["result"]["gift_id"]}))
    await engine.deliver()  # the giver has handed over, the receiver has not received
    assert await wallets(pool, tenant) == {(a, "points"): (1, 0, 0, 0, 0)}
    await assert_clean(database.dsn, tenant)
    await engine.deliver()
    assert (await wallets(pool, tenant))[b, "points"] == (9, 0, 0, 0, 0)
    await assert_clean(database.dsn, tenant)


async def test_every_giver_hears_once_of_a_reached_goal(database: TestDatabase, pool: Pool) -> None:
    tenant, (a, b, c) = await make_members(database.owner_dsn, database.dsn, 3)
    pools = [{"id": "library", "name": "L", "goal": 50}]
    engine = make_engine(pool, tenant, program(pools=pools), clock=lambda: T)
    specs = [PoolSpec.model_validate(pools[0])]

    async def announce() -> int:
        async with acquire(pool) as connection, transaction(connection, tenant_id=tenant):
            return await announce_goals(connection, tenant, specs)

    def give(member: int, key: str, amount: int) -> Event:
        return Event("points.donate", member, key, 0, {"pool": "library", "amount": amount})

    await engine.process([submission(earn(member, "e", 100)) for member in (a, b, c)])
    await engine.process([submission(event) for event in (give(a, "1", 20), give(a, "2", 20), give(b, "1", 9))])
    assert await announce() == 0
    await engine.submit(give(b, "2", 1))
    assert [await announce(), await announce()] == [2, 0]
    await engine.deliver()
    assert await announce() == 0
    await engine.submit(give(c, "1", 1))
    assert await announce() == 1
    await engine.deliver()
    told = "SELECT member_id FROM message WHERE template = 'pool_goal_reached' ORDER BY 1"
    assert await rows(pool, tenant, told) == [(a,), (b,), (c,)]
    async with acquire(pool) as connection, transaction(connection, tenant_id=tenant):
        assert await read_pools(connection, tenant) == {"library": 51}
    await assert_clean(database.dsn, tenant)
