"""The Python clients against the served tea shop: what is asked happens, and is told exactly."""

from __future__ import annotations

import inspect
from collections.abc import Awaitable, Callable, Iterator
from typing import Any

import httpx
import pytest

from liuke_sdk import (
    AsyncClient,
    Client,
    Forbidden,
    InvalidInput,
    KeyReused,
    NotFound,
    Refused,
    Unauthorized,
    make_event,
)
from liuke_sdk.models import NewEvent
from tests.api.support import Served
from tests.sdk.conftest import QUICK

Ask = Callable[[Callable[[Any], Any]], Awaitable[Any]]
NOON_OF_A_PLAIN_DAY = 1_789_617_600_000_000
"""17 September 2026, a Thursday and no member day."""


@pytest.fixture(params=["blocking", "awaiting"])
def ask(request: pytest.FixtureRequest, shop: Served) -> Ask:
    """Asks either client the same thing."""

    async def blocking(what: Callable[[Any], Any]) -> Any:
        with Client(shop.url, shop.keys["owner"], locale="en", retry=QUICK) as client:
            found = what(client)
            return list(found) if isinstance(found, Iterator) or hasattr(found, "pieces") else found

    async def awaiting(what: Callable[[Any], Any]) -> Any:
        async with AsyncClient(shop.url, shop.keys["owner"], locale="en", retry=QUICK) as client:
            found = what(client)
            return await found if inspect.isawaitable(found) else [one async for one in found]

    return blocking if request.param == "blocking" else awaiting


def balance(shop: Served, member: str) -> int:
    centre = shop.ok("GET", f"/v1/members/{member}/centre")
    return next(one["available"] for one in centre["balances"] if one["asset"] == "points")


async def test_points_are_earned_once_under_a_key(ask: Ask, shop: Served, request: pytest.FixtureRequest) -> None:
    member = f"wechat:earner-{request.node.callspec.id}"
    registered = await ask(lambda c: c.members.register(namespace="wechat", external_id=member.partition(":")[2]))
    assert registered.created is True
    first = await ask(lambda c: c.points.earn(member, asset="points", amount=8, reason="a cup", key="k1"))
    again = await ask(lambda c: c.points.earn(member, asset="points", amount=8, reason="a cup", key="k1"))
    assert (first.replayed, again.replayed) == (False, True)
    assert (first.balances["points"], again.balances["points"]) == (108, 108)
    assert first.member_id == registered.member_id == again.member_id
    assert first.texts is not None
    assert first.texts.gains == ["8 Points"]
    with pytest.raises(KeyReused) as reused:
        await ask(lambda c: c.points.earn(member, asset="points", amount=9, key="k1"))
    assert (reused.value.status, reused.value.key, reused.value.attempts) == (409, "k1", 1)
    assert balance(shop, member) == 108


async def test_without_a_key_each_call_is_one_of_its_own(
    ask: Ask, shop: Served, request: pytest.FixtureRequest
) -> None:
    member = f"wechat:own-{request.node.callspec.id}"
    await ask(lambda c: c.members.register(namespace="wechat", external_id=member.partition(":")[2]))
    for _ in range(2):
        await ask(lambda c: c.points.earn(member, asset="points", amount=5))
    assert balance(shop, member) == 110


async def test_an_event_is_answered_in_the_clients_language(ask: Ask, request: pytest.FixtureRequest) -> None:
    member = f"wechat:order-{request.node.callspec.id}"
    data = {"order_id": f"1001-{request.node.callspec.id}", "amount_cents": 2_500}
    answer = await ask(
        lambda c: c.events.send("order.paid", member=member, key="1001", t_us=NOON_OF_A_PLAIN_DAY, data=data)
    )
    assert answer.balances["growth"] == 25
    assert answer.tier == "basic"
    assert {(gain.kind, gain.name, gain.amount) for gain in answer.gains} >= {("points", "points", 25)}
    assert "25 Points (Points for spending)" in answer.texts.gains
    chinese = await ask(
        lambda c: c.with_options(locale="zh").events.send(
            "order.paid", member=member, key="1001", t_us=NOON_OF_A_PLAIN_DAY, data=data
        )
    )
    assert chinese.replayed
    assert "25 积分（消费得积分）" in chinese.texts.gains


async def test_problems_are_typed(ask: Ask, shop: Served) -> None:
    member = shop.member("sceptic")
    with pytest.raises(Refused) as refused:
        await ask(lambda c: c.points.spend(member, asset="points", amount=1_000))
    assert refused.value.reason == "insufficient-balance"
    assert refused.value.request_id
    with pytest.raises(InvalidInput) as invalid:
        await ask(lambda c: c.points.earn(member, asset="", amount=-1))
    assert {fault.path for fault in invalid.value.faults} == {"asset", "amount"}
    with pytest.raises(NotFound) as missing:
        await ask(lambda c: c.members.centre("wechat:nobody"))
    assert missing.value.code == "not-found"
    with pytest.raises(Unauthorized):
        await ask(lambda c: c.with_options(credential="lk_0000000000000000_x").members.centre(member))
    with pytest.raises(Forbidden) as forbidden:
        await ask(
            lambda c: c.with_options(credential=shop.keys["reader"]).points.earn(member, asset="points", amount=1)
        )
    assert forbidden.value.extra["scopes"] == ["points:write"]
    assert balance(shop, member) == 100


async def test_a_list_is_gone_through_page_by_page(ask: Ask, shop: Served, request: pytest.FixtureRequest) -> None:
    member = shop.member(f"collector-{request.node.callspec.id}")
    for number in range(5):
        shop.ok("POST", f"/v1/members/{member}/points/earn", {"asset": "points", "amount": number + 1})
    rows = await ask(lambda c: c.members.list_postings(member, asset="points", limit=2))
    whole = shop.ok("GET", f"/v1/members/{member}/postings?asset=points")
    assert [row.amount for row in rows] == [item["amount"] for item in whole["items"]]
    assert len(rows) == 6
    page = await ask(lambda c: c.members.list_postings(member, asset="points", limit=2).page())
    assert len(page.items) == 2
    assert page.next_cursor
    rest = await ask(lambda c: c.members.list_postings(member, asset="points", cursor=page.next_cursor))
    assert [row.amount for row in (*page.items, *rest)] == [row.amount for row in rows]


async def test_many_events_are_cut_into_batches(ask: Ask, shop: Served, request: pytest.FixtureRequest) -> None:
    tag = request.node.callspec.id
    events = [
        make_event("points.earn", member=f"wechat:{tag}-{n % 7}", key=f"e{n}", data={"asset": "points", "amount": 1})
        for n in range(2_100)
    ]
    events.insert(
        1_500, make_event("points.spend", member=f"wechat:{tag}-0", key="s", data={"asset": "points", "amount": 99_999})
    )
    sent = await ask(lambda c: c.events.send_many(iter(events)))
    assert [one.event for one in sent] == events
    assert [number for number, one in enumerate(sent) if not one.ok] == [1_500]
    error = sent[1_500].error
    assert isinstance(error, Refused)
    assert (error.reason, error.key, sent[1_500].unanswered) == ("insufficient-balance", "s", False)
    again = await ask(lambda c: c.events.stream_many(events))
    assert [one.answer.replayed for one in again if one.ok] == [True] * 2_100
    assert [balance(shop, f"wechat:{tag}-{n}") for n in range(7)] == [400] * 7


async def test_a_member_acts_with_a_token_of_their_own(ask: Ask, shop: Served, request: pytest.FixtureRequest) -> None:
    member = shop.member(f"guest-{request.node.callspec.id}")
    token = (await ask(lambda c: c.members.issue_token(member, seconds=60))).token
    mine = await ask(lambda c: c.with_options(credential=lambda: token).members.centre("me"))
    assert mine.member_id == member
    done = await ask(lambda c: c.with_options(credential=token).check_in.check_in("me", key="today"))
    assert done.balances == {**done.balances, "points": 105, "growth": 5}
    with pytest.raises(Refused) as twice:
        await ask(lambda c: c.with_options(credential=token).check_in.check_in("me"))
    assert twice.value.reason == "already-checked-in"
    with pytest.raises(Forbidden):
        await ask(lambda c: c.with_options(credential=token).points.earn("me", asset="points", amount=1))
    with pytest.raises(Forbidden):
        await ask(lambda c: c.with_options(credential=token).members.centre(shop.member("somebody-else")))
    assert balance(shop, member) == 105


async def test_checkout_from_quote_to_payment(ask: Ask, shop: Served, request: pytest.FixtureRequest) -> None:
    member = shop.member(f"buyer-{request.node.callspec.id}")
    lines = [{"sku": "tea", "category": "drink", "quantity": 1, "unit_cents": 2_000}]
    quote = await ask(lambda c: c.checkout.quote(member, lines=lines))
    assert quote.result["payable_cents"] == 1_800  # the first order is 10 % off
    hold = await ask(lambda c: c.checkout.hold(member, hold_id="h1", lines=lines, quote_hash=quote.result["hash"]))
    assert hold.result["quote"]["payable_cents"] == 1_800
    paid = await ask(lambda c: c.checkout.commit(member, hold_id="h1", order_id=f"o-{request.node.callspec.id}"))
    assert paid.balances["growth"] == 18
    with pytest.raises(Refused):
        await ask(lambda c: c.checkout.release(member, hold_id="h1"))


async def test_keys_are_made_rotated_and_revoked(ask: Ask, shop: Served, request: pytest.FixtureRequest) -> None:
    name = f"till-{request.node.callspec.id}"
    made = await ask(lambda c: c.keys.create(name=name, scopes=["members:read"]))
    assert made.token.startswith(f"lk_{made.key_id}_")
    with Client(shop.url, made.token) as till:
        assert till.program.rules().version == 1
    successor = await ask(lambda c: c.keys.rotate(made.key_id, overlap_seconds=60))
    assert successor.key_id != made.key_id
    assert await ask(lambda c: c.keys.revoke(made.key_id)) is None
    listed = {one.key_id: one for one in (await ask(lambda c: c.keys.list())).items}
    assert listed[made.key_id].revoked_us is not None
    assert listed[successor.key_id].revoked_us is None
    assert listed[successor.key_id].token == ""


def test_health_needs_no_key(shop: Served) -> None:
    with Client(shop.url) as client:
        assert client.health.alive().status == "alive"
        assert client.health.ready().status == "ready"


def test_options_share_connections_but_not_the_right_to_close_them(shop: Served) -> None:
    with Client(shop.url, shop.keys["owner"]) as client:
        client.with_options(locale="en").close()
        assert client.program.rules().lang == "zh"
        assert client.with_options(locale="en").program.rules().lang == "en"
    own = httpx.Client()
    with Client(shop.url, shop.keys["owner"], http=own) as client:
        client.program.rules()
    assert not own.is_closed
    own.close()


def test_events_of_another_package_are_taken_as_they_are() -> None:
    event = NewEvent(type="app.opened", member="1", key="k")
    assert make_event("app.opened", member="1").key != make_event("app.opened", member="1").key
    assert event.key == "k"
