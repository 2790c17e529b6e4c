"""Who goes into the next transaction, and when."""

from __future__ import annotations

import asyncio
import random
from collections import defaultdict

import pytest

from liuke.decision.event import Event
from liuke.engine import gathering as module
from liuke.engine.decide import Outcome
from liuke.engine.gathering import FULL, Gathering, Waiting

LOOK_S, LINGER_S = 0.08, 0.4
"""Slower than in earnest, so that a busy machine changes nothing."""


@pytest.fixture
def slowly(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "LOOK_S", LOOK_S)
    monkeypatch.setattr(module, "LINGER_S", LINGER_S)


def wait(member_id: int, key: str = "k") -> Waiting:
    return Waiting(Event("points.earn", member_id, key), asyncio.get_running_loop().create_future())


def keys(taken: list[Waiting]) -> list[tuple[int, str]]:
    return [(one.event.member_id, one.event.key) for one in taken]


async def answer_all(gathering: Gathering, end: int) -> None:
    """Let members 1 to ``end`` - 1 ask at once, and answer them in one batch."""
    for member in range(1, end):
        gathering.put(wait(member))
    gathering.done(await quickly(gathering))


async def quickly(gathering: Gathering) -> list[Waiting]:
    """What is taken without any waiting."""
    return await asyncio.wait_for(gathering.take(), LOOK_S / 2)


@pytest.mark.usefixtures("slowly")
async def test_a_single_caller_never_waits() -> None:
    gathering = Gathering(1, 512)
    for number in range(3):
        gathering.put(wait(1, str(number)))
        taken = await quickly(gathering)
        assert keys(taken) == [(1, str(number))]
        gathering.done(taken)


@pytest.mark.usefixtures("slowly")
async def test_who_was_answered_is_waited_for() -> None:
    gathering = Gathering(1, 512)
    await answer_all(gathering, 5)
    taking = asyncio.create_task(gathering.take())
    for member in range(1, 5):
        await asyncio.sleep(LOOK_S / 4)
        assert not taking.done()
        gathering.put(wait(member))
    assert keys(await asyncio.wait_for(taking, LOOK_S / 2)) == [(member, "k") for member in range(1, 5)]


@pytest.mark.usefixtures("slowly")
async def test_nobody_is_waited_for_who_does_not_come() -> None:
    gathering = Gathering(1, 512)
    await answer_all(gathering, 30)
    gathering.put(wait(7))
    loop = asyncio.get_running_loop()
    begun_s = loop.time()
    taken = await gathering.take()
    assert keys(taken) == [(7, "k")]
    assert LOOK_S * 0.9 <= loop.time() - begun_s < LINGER_S * 10
    gathering.done(taken)
    gathering.put(wait(7))  # one was answered: no more than one is expected
    assert keys(await quickly(gathering)) == [(7, "k")]


@pytest.mark.usefixtures("slowly")
async def test_the_wait_ends_however_many_keep_coming() -> None:
    gathering = Gathering(1, 10_000)
    await answer_all(gathering, 5_001)
    stop = False

    async def come() -> None:
        member = 0
        while not stop:
            member += 1
            gathering.put(wait(member))
            await asyncio.sleep(LOOK_S / 10)

    coming = asyncio.create_task(come())
    loop = asyncio.get_running_loop()
    begun_s = loop.time()
    taken = await gathering.take()
    stop = True
    await coming
    assert 0 < len(taken) < 5_000
    assert LINGER_S * 0.9 <= loop.time() - begun_s < LINGER_S * 10


@pytest.mark.usefixtures("slowly")
async def test_a_members_events_wait_for_the_transaction_that_holds_it() -> None:
    gathering = Gathering(2, 512)
    gathering.put(wait(1, "a"))
    first = await quickly(gathering)
    for member, key in ((1, "b"), (2, "c"), (1, "d")):
        gathering.put(wait(member, key))
    second = await quickly(gathering)
    assert (keys(first), keys(second)) == ([(1, "a")], [(2, "c")])
    gathering.done(second)
    taking = asyncio.create_task(gathering.take())
    await asyncio.sleep(LOOK_S)
    assert not taking.done()
    gathering.done(first)
    assert keys(await asyncio.wait_for(taking, LINGER_S * 4)) == [(1, "b"), (1, "d")]


@pytest.mark.usefixtures("slowly")
async def test_what_is_more_than_one_takes_is_left_in_order() -> None:
    gathering = Gathering(2, 3)
    for member, key in ((1, "a"), (2, "b"), (1, "c"), (1, "d"), (3, "e"), (2, "f")):
        gathering.put(wait(member, key))
    first = await quickly(gathering)
    second = await quickly(gathering)
    assert (keys(first), keys(second)) == ([(1, "a"), (2, "b"), (1, "c")], [(3, "e")])
    gathering.done(second)
    gathering.done(first)
    assert keys(await asyncio.wait_for(gathering.take(), LINGER_S * 4)) == [(1, "d"), (2, "f")]


@pytest.mark.usefixtures("slowly")
async def test_free_lanes_share_what_is_more_than_a_full_batch() -> None:
    gathering = Gathering(2, 512)
    for member in range(1, 2 * FULL + 11):
        gathering.put(wait(member))
    taken = await quickly(gathering)
    assert len(taken) == FULL + 5
    assert len(await quickly(gathering)) == FULL + 5
    few = Gathering(2, 512)
    for member in range(FULL):
        few.put(wait(member))
    assert len(await quickly(few)) == FULL


@pytest.mark.usefixtures("slowly")
async def test_a_lane_that_comes_free_ends_the_waiting_of_another() -> None:
    gathering = Gathering(2, 512)
    for member in range(1, 5):
        gathering.put(wait(member))
    first = await quickly(gathering)
    gathering.put(wait(9))
    second = await gathering.take()
    gathering.done(second)  # one was answered, and it waits for one
    taking = asyncio.create_task(gathering.take())
    await asyncio.sleep(0)
    gathering.put(wait(10))
    assert keys(await asyncio.wait_for(taking, LINGER_S * 4)) == [(10, "k")]
    gathering.done(first)


@pytest.mark.usefixtures("slowly")
async def test_those_whom_two_lanes_answered_are_waited_for() -> None:
    gathering = Gathering(2, 512)
    for member in range(1, 2 * FULL + 1):
        gathering.put(wait(member))
    first, second = await quickly(gathering), await quickly(gathering)
    gathering.done(first)
    gathering.done(second)
    taking = asyncio.create_task(gathering.take())
    for member in range(1, FULL):
        gathering.put(wait(member))
    await asyncio.sleep(LOOK_S / 4)
    assert not taking.done()
    gathering.put(wait(FULL))
    assert len(await asyncio.wait_for(taking, LOOK_S / 2)) == FULL


@pytest.mark.usefixtures("slowly")
async def test_who_came_and_must_wait_for_another_lane_is_not_waited_for() -> None:
    gathering = Gathering(2, 512)
    gathering.put(wait(1, "a"))
    first = await quickly(gathering)
    gathering.put(wait(2, "b"))
    gathering.put(wait(3, "c"))
    second = await quickly(gathering)
    gathering.done(second)  # two were answered
    gathering.put(wait(2, "d"))
    gathering.put(wait(1, "e"))
    assert keys(await quickly(gathering)) == [(2, "d")]
    gathering.done(first)
    assert keys(await asyncio.wait_for(gathering.take(), LINGER_S * 4)) == [(1, "e")]


async def test_many_lanes_and_members_lose_nothing_and_keep_the_order() -> None:
    gathering, order = Gathering(3, 16), random.Random(7)
    took: dict[int, list[int]] = defaultdict(list)
    busy = set[int]()

    async def lane() -> None:
        while True:
            taken = await gathering.take()
            members = {one.event.member_id for one in taken}
            assert not members & busy
            busy.update(members)
            await asyncio.sleep(order.random() / 500)
            for one in taken:
                took[one.event.member_id].append(int(one.event.key))
            busy.difference_update(members)
            gathering.done(taken)
            for one in taken:
                one.future.set_result(Outcome())

    lanes = [asyncio.create_task(lane()) for _ in range(3)]

    async def caller(place: int) -> None:
        for number in range(40):
            one = wait(place % 9, str(number))
            gathering.put(one)
            await one.future

    await asyncio.gather(*(caller(place) for place in range(30)))
    await gathering.join()
    for task in lanes:
        task.cancel()
    assert sum(map(len, took.values())) == 30 * 40
    for member, numbers in took.items():
        callers = sum(place % 9 == member for place in range(30))
        assert sorted(numbers) == sorted(list(range(40)) * callers)


@pytest.mark.usefixtures("slowly")
async def test_join_ends_when_all_is_answered() -> None:
    gathering = Gathering(1, 512)
    await gathering.join()
    gathering.put(wait(1))
    joining = [asyncio.create_task(gathering.join()) for _ in range(2)]
    taken = await quickly(gathering)
    await asyncio.sleep(0)
    assert not any(one.done() for one in joining)
    gathering.done(taken)
    await asyncio.wait_for(asyncio.gather(*joining), 10)
