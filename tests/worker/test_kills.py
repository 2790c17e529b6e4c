"""Workers that are killed in mid-work, two at a time: everything is done in the end, and nothing twice."""

from __future__ import annotations

import asyncio
import subprocess
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.server import TestDatabase
from tests.waiting import slow_down, until
from tests.webhooks.receiver import Receiver
from tests.worker.process import end, go, kill, start
from tests.worker.shop import Shop, open_shop
from tests.world import earn

Process = subprocess.Popen[str]

MEMBERS = 200
ROW_S = 0.02
"""What each piece of work takes at least, so that none is over before somebody looks."""
pytestmark = pytest.mark.slow


@pytest.fixture
async def shop(database: TestDatabase) -> AsyncIterator[Shop]:
    made = await open_shop(database, MEMBERS)
    yield made
    await made.close()


@dataclass(frozen=True)
class Case:
    """Work for one loop.

    Args:
        loops: What runs.
        prepare: Makes the work.
        slow: What is done to a row of which table with each piece of it.
        done: SQL that counts what is done.
        total: What it comes to.
        check: That it was done once.
    """

    loops: tuple[str, ...]
    prepare: Callable[[Shop], Awaitable[None]]
    slow: str
    done: str
    total: int
    check: Callable[[Shop], Awaitable[None]]


async def check_expired(shop: Shop) -> None:
    assert await shop.rows("SELECT kind, count(*), sum(amount)::bigint FROM posting GROUP BY 1 ORDER BY 1") == [
        ("earn", 2 * MEMBERS, 107 * MEMBERS), ("expire", MEMBERS, 7 * MEMBERS),
    ]  # fmt: skip
    assert await shop.rows("SELECT DISTINCT available FROM wallet") == [(100,)]


async def check_gifts(shop: Shop) -> None:
    assert await shop.count("SELECT count(*) FROM dead_letter") == 0
    offers = await shop.rows("SELECT count(*), count(DISTINCT member_id) FROM record WHERE kind = 'gift_offer'")
    assert offers == [(MEMBERS, MEMBERS)]


async def check_adjusted(shop: Shop) -> None:
    assert await shop.rows("SELECT DISTINCT available FROM wallet") == [(103,)]
    assert await shop.count("SELECT count(*) FROM operation WHERE type = 'points.adjust'") == MEMBERS
    assert await shop.rows("SELECT DISTINCT status FROM adjustment") == [("approved",)]


async def check_told(shop: Shop) -> None:
    told = "SELECT count(*), count(DISTINCT member_id) FROM message WHERE template = 'pool_goal_reached'"
    assert await shop.rows(told) == [(MEMBERS, MEMBERS)]
    assert await shop.count("SELECT count(*) FROM operation WHERE type = 'pool.goal_reached'") == MEMBERS


CASES = {
    "timers": Case(
        ("timers",),
        Shop.let_lots_expire,
        "INSERT ON posting",
        "SELECT count(*) FROM posting WHERE kind = 'expire'",
        MEMBERS,
        check_expired,
    ),
    "deliveries": Case(
        ("deliveries",),
        Shop.offer_gifts,
        "DELETE ON delivery",
        f"SELECT {MEMBERS} - count(*) FROM delivery",
        MEMBERS,
        check_gifts,
    ),
    "adjustments": Case(
        ("adjustments",),
        Shop.approve_adjustments,
        "INSERT ON posting",
        "SELECT count(*) FROM operation WHERE type = 'points.adjust'",
        MEMBERS,
        check_adjusted,
    ),
    "pools": Case(
        ("pools", "deliveries"),
        Shop.donate,
        "INSERT ON operation",
        "SELECT count(*) FROM operation WHERE type = 'pool.goal_reached'",
        MEMBERS,
        check_told,
    ),
}


@pytest.mark.parametrize("name", CASES)
async def test_killed_in_mid_work(name: str, shop: Shop, database: TestDatabase, tmp_path: Path) -> None:
    case = CASES[name]
    await case.prepare(shop)
    await slow_down(database, case.slow, ROW_S)
    killed = await run_and_kill(shop, database, tmp_path, case)
    assert killed >= 2, "the work was over before it was disturbed"
    await case.check(shop)
    await shop.assert_clean()


async def run_and_kill(shop: Shop, database: TestDatabase, home: Path, case: Case) -> int:
    """Two processes, killed each time some more is done, until all is; returns how often it was in mid-work."""
    in_mid_work = 0
    for share in (10, 40, 70):
        await work_until(shop, database, home, case, case.total * share // 100, kill)
        in_mid_work += 0 < await shop.count(case.done) < case.total
    await work_until(shop, database, home, case, case.total, end)
    assert await shop.count(case.done) == case.total
    return in_mid_work


async def work_until(
    shop: Shop, database: TestDatabase, home: Path, case: Case, mark: int, finish: Callable[[Process], None]
) -> None:
    async with two_workers(database, home, case.loops, finish):

        async def reached() -> bool:
            return await shop.count(case.done) >= mark

        await until(reached)


@asynccontextmanager
async def two_workers(
    database: TestDatabase, home: Path, loops: tuple[str, ...], finish: Callable[[Process], None]
) -> AsyncIterator[None]:
    both = await asyncio.gather(*(asyncio.to_thread(start, database, home, *loops) for _ in range(2)))
    for process in both:
        go(process)
    try:
        yield
    except BaseException:
        finish = kill
        raise
    finally:
        for process in both:
            await asyncio.to_thread(finish, process) if finish is end else finish(process)


async def test_sealing_is_killed(shop: Shop, database: TestDatabase, tmp_path: Path) -> None:
    async def post() -> None:
        for n in range(1_000_000):
            await shop.take([earn(member, f"more-{n}", 1) for member in shop.members[:10]])

    async def sealed() -> int:
        return await shop.count("SELECT coalesce(sum(rows), 0)::bigint FROM seal")

    posting = asyncio.create_task(post())
    for _ in range(3):
        before = await sealed()
        async with two_workers(database, tmp_path, ("seals",), kill):

            async def more(before: int = before) -> bool:
                return await sealed() > before + 20

            await until(more)
    posting.cancel()
    await asyncio.gather(posting, return_exceptions=True)
    total = await shop.count("SELECT count(*) FROM posting")
    async with two_workers(database, tmp_path, ("seals",), end):

        async def everything() -> bool:
            return await sealed() >= total

        await until(everything)
    assert await sealed() == total
    assert await shop.count("SELECT count(*) FROM seal") >= 3
    await shop.assert_clean()


async def test_outbox_and_webhooks_are_killed(shop: Shop, database: TestDatabase, tmp_path: Path) -> None:
    members, each, loops = shop.members[:20], 25, ("outbox", "webhooks")
    total = len(members) * each
    async with Receiver() as receiver, Receiver() as other:
        made = await shop.listen(receiver.url)
        receiver.secrets = [made.secret]
        await shop.listen(other.url, "points.earned")
        await shop.state_many(members, 1001, 1000 + each)
        for share in (5, 25, 50, 75):
            async with two_workers(database, tmp_path, loops, kill):
                await receiver.wait_for(total * share // 100)
            assert len(set(receiver.ids())) < total
        async with two_workers(database, tmp_path, loops, end):

            async def empty() -> bool:
                return (
                    await shop.count("SELECT (SELECT count(*) FROM webhook_lane) + (SELECT count(*) FROM outbox)") == 0
                )

            await until(empty)
        wanted = {f"evt_{member}_{n}_0" for member in members for n in range(1001, 1001 + each)}
        for one in (receiver, other):
            assert set(one.ids()) == wanted
            assert one.bad == []
            for member in members:
                heard = dict.fromkeys(name for name in one.ids() if name.startswith(f"evt_{member}_"))
                assert list(heard) == [f"evt_{member}_{n}_0" for n in range(1001, 1001 + each)]
    assert await shop.rows("SELECT status, count(*) FROM webhook_delivery GROUP BY 1") == [("delivered", 2 * total)]
    assert await shop.rows("SELECT total FROM fact_total WHERE type = 'points.earned'") == [(total,)]
    assert await shop.count("SELECT count(*) FROM dead_letter") == 0
