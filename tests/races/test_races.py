"""Many callers on one row: exact results, one effect a key, and no error that is not an answer."""

from __future__ import annotations

import asyncio
import json
import sys
from asyncio import subprocess

from liuke.db.contracts import Pool
from liuke.decision.event import Event
from liuke.engine.batch import submission
from liuke.engine.decide import Outcome
from liuke.kernel.errors import KeyReused, Refused
from tests.ledger.check import assert_clean, seal_all
from tests.races.shop import SHOP, grab
from tests.server import TestDatabase
from tests.world import earn, hold, make_engine, make_members, rows, spend, wallets

N = 96


def refusals(outcomes: list[Outcome]) -> dict[str, int]:
    found: dict[str, int] = {}
    for outcome in outcomes:
        if outcome.error is not None:
            assert isinstance(outcome.error, Refused), outcome.error
            found[outcome.error.reason] = found.get(outcome.error.reason, 0) + 1
    return found


async def stock(pool: Pool, tenant: int, **items: int) -> None:
    for item, count in items.items():
        await rows(pool, tenant, "INSERT INTO stock VALUES ($1, $2, $3, $3) RETURNING 1", tenant, item, count)


async def test_many_callers_on_one_balance(database: TestDatabase, pool: Pool) -> None:
    tenant, (a,) = await make_members(database.owner_dsn, database.dsn, 1)
    async with make_engine(pool, tenant) as one, make_engine(pool, tenant) as two:
        await one.submit(earn(a, "e", 1000))
        work = [spend(a, f"s{i}", 17) if i % 2 else hold(a, f"h{i}", 17, f"h{i}") for i in range(N)]
        found = await asyncio.gather(*((one, two)[i % 3 == 0].submit(event) for i, event in enumerate(work)))
    assert refusals(found) == {"insufficient-balance": N - 58}
    spent = sum(17 for i, outcome in enumerate(found) if outcome.error is None and i % 2)
    assert await wallets(pool, tenant) == {(a, "points"): (1000 - 58 * 17, 0, 58 * 17 - spent, 0, 0)}
    await assert_clean(database.dsn, tenant)


async def test_many_closers_of_one_hold(database: TestDatabase, pool: Pool) -> None:
    tenant, (a,) = await make_members(database.owner_dsn, database.dsn, 1)
    async with make_engine(pool, tenant) as one, make_engine(pool, tenant) as two:
        await one.process([submission(earn(a, "e", 10)), submission(hold(a, "h", 10, "h"))])
        verbs = ["points.commit", "points.release"]
        events = [Event(verbs[i % 2], a, f"c{i}", 0, {"hold_id": "h"}) for i in range(N)]
        found = await asyncio.gather(*((one, two)[i % 3 == 0].submit(event) for i, event in enumerate(events)))
    assert refusals(found) == {"hold-closed": N - 1}
    assert len(await rows(pool, tenant, "SELECT 1 FROM posting")) == 3
    await assert_clean(database.dsn, tenant)


async def test_one_stock_item(database: TestDatabase, pool: Pool) -> None:
    tenant, members = await make_members(database.owner_dsn, database.dsn, 32)
    await stock(pool, tenant, cup=20)
    async with make_engine(pool, tenant, domains=[SHOP]) as one, make_engine(pool, tenant, domains=[SHOP]) as two:
        events = [grab(members[i % 32], f"g{i}", "cup") for i in range(N)]
        found = await asyncio.gather(*((one, two)[i % 3 == 0].submit(event) for i, event in enumerate(events)))
    assert refusals(found) == {"sold-out": N - 20}
    assert await rows(pool, tenant, "SELECT remaining FROM stock") == [(0,)]
    assert await rows(pool, tenant, "SELECT sum(available)::int FROM wallet") == [(20,)]
    await assert_clean(database.dsn, tenant)


async def test_one_cap(database: TestDatabase, pool: Pool) -> None:
    tenant, (a,) = await make_members(database.owner_dsn, database.dsn, 1)
    async with make_engine(pool, tenant, domains=[SHOP]) as one, make_engine(pool, tenant, domains=[SHOP]) as two:
        events = [Event("shop.visit", a, f"v{i}") for i in range(N)]
        found = await asyncio.gather(*((one, two)[i % 2].submit(event) for i, event in enumerate(events)))
    assert refusals(found) == {}
    gains = sorted(sum(gain["amount"] for gain in outcome.answer["gains"]) for outcome in found if outcome.answer)
    assert gains == [0] * (N - 3) + [2, 5, 5]
    await assert_clean(database.dsn, tenant)


async def test_one_key(database: TestDatabase, pool: Pool) -> None:
    tenant, (a,) = await make_members(database.owner_dsn, database.dsn, 1)
    async with make_engine(pool, tenant) as one, make_engine(pool, tenant) as two:
        found = await asyncio.gather(*((one, two)[i % 2].submit(earn(a, "k", 5)) for i in range(N)))
        assert len({json.dumps(outcome.answer, sort_keys=True) for outcome in found}) == 1
        assert [outcome.error for outcome in found] == [None] * N
        assert sum(not outcome.replayed for outcome in found) == 1
        others = await asyncio.gather(*((one, two)[i % 2].submit(earn(a, "k", 6)) for i in range(N)))
        assert {type(outcome.error) for outcome in others} == {KeyReused}
        mixed = await asyncio.gather(*((one, two)[i % 2].submit(earn(a, "m", i % 4 + 1)) for i in range(N)))
    taken = {outcome.answer["balances"]["points"] for outcome in mixed if outcome.answer is not None}
    assert len(taken) == 1
    assert sum(outcome.error is None for outcome in mixed) == N // 4
    assert await wallets(pool, tenant) == {(a, "points"): (taken.pop(), 0, 0, 0, 0)}
    await assert_clean(database.dsn, tenant)


async def test_four_processes(database: TestDatabase, pool: Pool) -> None:
    tenant, members = await make_members(database.owner_dsn, database.dsn, 8)
    await stock(pool, tenant, cup=50, pot=70)
    await make_engine(pool, tenant).process([submission(earn(member, "e", 100)) for member in members])

    async def run(name: str) -> dict[str, int]:
        process = await subprocess.create_subprocess_exec(
            sys.executable, "-m", "tests.races.shop", stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        task = json.dumps([database.dsn, tenant, members, name]).encode()
        out, _ = await asyncio.wait_for(process.communicate(task), 60)
        assert process.returncode == 0
        return json.loads(out)

    found = await asyncio.gather(*(run(f"p{i}") for i in range(4)))
    total = {what: sum(process[what] for process in found) for what in found[0]}
    assert (total["cup"], total["pot"], total["shared"]) == (50, 70, 8 * 12 * 3)
    assert await rows(pool, tenant, "SELECT item, remaining FROM stock ORDER BY 1") == [("cup", 0), ("pot", 0)]
    left = await rows(pool, tenant, "SELECT sum(available)::int FROM wallet")
    assert left == [(8 * 100 + 50 + 70 + total["shared"] - total["spent"],)]
    await seal_all(database.dsn, tenant)
    await assert_clean(database.dsn, tenant)
