"""The Python clients on a bad network: whatever is cut, everything happens once and nothing twice."""

from __future__ import annotations

import asyncio
import random
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from liuke_sdk import (
    AsyncClient,
    Client,
    ConnectionLost,
    NotSent,
    RateLimited,
    RetryPolicy,
    TimedOut,
    Unavailable,
    make_event,
)
from tests.api.support import NO_LIMITS, Served, make_environ, prepare, serve
from tests.proxy import cutting_proxy
from tests.sdk.conftest import QUICK
from tests.sdk.http_proxy import Act, Network
from tests.server import TestDatabase


def points(shop: Served, member: str) -> list[int]:
    """Amounts of the member's postings of points that were given by hand."""
    sql = (
        "SELECT p.amount FROM posting p JOIN operation o ON o.member_id = p.member_id AND o.n = p.op_n "
        "WHERE p.member_id = $1 AND o.type = 'points.earn' ORDER BY p.amount"
    )
    return [row[0] for row in shop.rows(sql, int(member))]


@pytest.mark.parametrize("act", ["lose_request", "lose_answer", "cut_answer", "bad_gateway", "busy"])
def test_a_request_that_is_not_answered_goes_out_again_under_its_key(
    act: Act, shop: Served, network: Network, shaky: Client
) -> None:
    member = shop.member(f"cut-{act}")
    network.retry_after = "0"
    network.plan(act, act)
    answer = shaky.points.earn(member, asset="points", amount=7)
    carried_out = act in {"lose_answer", "cut_answer"}
    assert answer.replayed is carried_out
    assert answer.balances["points"] == 107
    assert len(network.seen) == 3
    assert len(set(network.keys)) == 1
    assert len(network.keys[0]) == 36
    assert points(shop, member) == [7]


async def test_the_async_client_does_the_same(shop: Served, network: Network) -> None:
    member = shop.member("async-cut")
    network.plan("lose_answer", "lose_request", "bad_gateway")
    async with AsyncClient(network.url, shop.keys["owner"], retry=QUICK) as client:
        answer = await client.points.earn(member, asset="points", amount=7, key="mine")
    assert (answer.replayed, network.keys) == (True, ["mine"] * 4)
    assert await asyncio.to_thread(points, shop, member) == [7]


def test_who_gives_up_says_with_which_key_to_go_on(shop: Served, network: Network, shaky: Client) -> None:
    member = shop.member("given-up")
    network.plan(*(["lose_answer"] * 5))
    with pytest.raises(ConnectionLost) as lost:
        shaky.points.earn(member, asset="points", amount=9)
    assert lost.value.attempts == 5
    assert set(network.keys) == {lost.value.key}
    again = shaky.points.earn(member, asset="points", amount=9, key=lost.value.key)
    assert again.replayed
    assert points(shop, member) == [9]


def test_what_carries_no_key_is_not_sent_twice(shop: Served, network: Network, shaky: Client) -> None:
    network.plan("lose_answer")
    with pytest.raises(ConnectionLost):
        shaky.keys.create(name="only-once", scopes=["members:read"])
    assert len(network.seen) == 1
    assert shop.rows("SELECT count(*) FROM api_key WHERE name = 'only-once'") == [(1,)]


def test_what_only_reads_is_sent_again(shop: Served, network: Network, shaky: Client) -> None:
    member = shop.member("looked-at")
    network.plan("lose_answer", "bad_gateway", "cut_answer")
    assert shaky.members.centre(member).member_id == member
    assert (len(network.seen), set(network.keys)) == (4, {""})


def test_nobody_there_is_known_to_have_done_nothing(shop: Served) -> None:
    with Client("http://127.0.0.1:9", shop.keys["owner"], retry=QUICK) as client, pytest.raises(NotSent) as nobody:
        client.keys.create(name="nobody", scopes=[])
    assert nobody.value.attempts == 5


def test_silence_and_trickles_end_in_time(shop: Served, network: Network, shaky: Client) -> None:
    member = shop.member("silent")
    network.plan("stall", "trickle")
    begun = time.monotonic()
    answer = shaky.with_options(timeout=0.4).points.earn(member, asset="points", amount=3)
    assert 0.8 <= time.monotonic() - begun < 10
    assert (answer.replayed, len(network.seen)) == (True, 3)
    network.plan(*(["stall"] * 9))
    begun = time.monotonic()
    with pytest.raises(TimedOut):
        shaky.with_options(timeout=0.3, deadline=0.7).points.earn(member, asset="points", amount=3)
    assert 0.5 <= time.monotonic() - begun < 10
    assert points(shop, member) == [3]


def test_a_wait_that_is_longer_than_the_deadline_is_not_begun(shop: Served, network: Network, shaky: Client) -> None:
    network.retry_after = "3600"
    network.plan("busy")
    begun = time.monotonic()
    with pytest.raises(RateLimited) as busy:
        shaky.points.earn(shop.member("hasty"), asset="points", amount=3)
    assert time.monotonic() - begun < 10
    assert (busy.value.retry_after, busy.value.attempts, busy.value.code) == (3600.0, 1, "http-429")


def test_a_batch_is_sent_again_as_a_whole_or_not_at_all(shop: Served, network: Network, shaky: Client) -> None:
    member = shop.member("batch")
    events = [
        make_event("points.earn", member=member, key=f"b{n}", data={"asset": "points", "amount": 1})
        for n in range(1_500)
    ]
    network.plan("lose_answer", "pass", "lose_request", "cut_answer")
    sent = shaky.with_options(timeout=20, deadline=60).events.send_many(events)
    assert [one.ok for one in sent] == [True] * 1_500
    assert [one.answer.replayed for one in sent if one.answer] == [True] * 1_500
    assert len(network.seen) == 5
    assert points(shop, member) == [1] * 1_500


def test_a_batch_without_an_answer_does_not_hide_the_others(shop: Served, network: Network, shaky: Client) -> None:
    member = shop.member("half-batch")
    events = [
        make_event("points.earn", member=member, key=f"h{n}", data={"asset": "points", "amount": 1})
        for n in range(1_001)
    ]
    network.plan(*(["bad_gateway"] * 5))
    sent = shaky.with_options(timeout=20, deadline=60).events.send_many(events)
    assert [one.ok for one in sent] == [False] * 1_000 + [True]
    assert all(one.unanswered and isinstance(one.error, Unavailable) for one in sent[:1_000])
    again = shaky.with_options(timeout=20, deadline=60).events.send_many(one.event for one in sent if not one.ok)
    assert [one.ok for one in again] == [True] * 1_000
    assert points(shop, member) == [1] * 1_001


def test_a_client_that_is_cut_at_random_loses_and_doubles_nothing(
    shop: Served, network: Network, shaky: Client
) -> None:
    member, draw = shop.member("random"), random.Random(7)
    acts: list[Act] = ["pass", "lose_request", "lose_answer", "cut_answer", "bad_gateway"]
    plan = [draw.choice(acts) for _ in range(200)]
    network.plan(*plan)
    keys = set[str]()
    for amount in range(1, 51):
        key = f"n{amount}"
        while True:
            try:
                shaky.points.earn(member, asset="points", amount=amount, key=key)
                break
            except (ConnectionLost, Unavailable) as error:
                keys.add(error.key)
    assert points(shop, member) == list(range(1, 51))
    assert len(network.seen) > 100
    assert keys <= {f"n{amount}" for amount in range(1, 51)}


@pytest.mark.parametrize("after_commit", [True, False])
def test_a_commit_that_is_cut_from_the_database_happens_once(
    database: TestDatabase, tmp_path: Path, *, after_commit: bool
) -> None:
    environ = make_environ(database, tmp_path, **NO_LIMITS)
    keys = prepare(environ)
    with serve(environ, keys) as whole:
        member = whole.member("committed")
        cuts = list[bool]()
        with (
            cutting_proxy(database.dsn, tmp_path, after_commit=after_commit, cuts=cuts) as dsn,
            serve({**environ, "LIUKE_DATABASE_URL": dsn}, keys) as cut,
            Client(cut.url, keys["owner"], retry=QUICK) as client,
        ):
            client.points.earn(member, asset="points", amount=5)
            cuts.append(after_commit)
            answer = client.points.earn(member, asset="points", amount=11)
            assert answer.replayed is after_commit
            assert answer.balances["points"] == 116
            assert cuts == []
        assert points(whole, member) == [5, 11]


def test_a_client_is_shared_by_threads(shop: Served, network: Network, shaky: Client) -> None:
    member = shop.member("threads")
    network.plan(*(["lose_answer", "pass", "bad_gateway"] * 10))
    patient = shaky.with_options(retry=RetryPolicy(attempts=20, first_seconds=0.01), deadline=30)

    def earn(amount: int) -> int:
        return patient.points.earn(member, asset="points", amount=amount).balances["points"]

    with ThreadPoolExecutor(8) as threads:
        assert len(list(threads.map(earn, range(1, 41)))) == 40
    assert points(shop, member) == list(range(1, 41))
