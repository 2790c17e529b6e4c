"""A member on a weak network: what is safe is done at once and happens once, whatever is cut, closed or too late."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from tests.api.support import Served
from tests.miniapp.support import Phone, settle
from tests.miniapp.test_journey import CHECK_IN, WELCOME, press
from tests.sdk.http_proxy import Act, Network, faulty_network

HARM: tuple[Act, ...] = ("lose_request", "lose_answer", "cut_answer", "bad_gateway", "busy", "pass")
WAITING = "Object.keys(localStorage).filter(one => one.startsWith('liuke.member.wait.')).length"


@pytest.fixture(scope="module")
def network(shop: Served) -> Iterator[Network]:
    """A network before the shop."""
    with faulty_network(shop.url) as made:
        made.retry_after = "0"
        yield made


def is_checked_in(shop: Served, member: str) -> bool:
    found: bool = shop.ok("GET", f"/v1/members/{member}/check-in")["today"]["checked_in"]
    return found


def points(shop: Served, member: str) -> int:
    balances = {one["asset"]: one["net"] for one in shop.ok("GET", f"/v1/members/{member}")["balances"]}
    found: int = balances["points"]
    return found


def none_waits(opened: Page) -> None:
    """Until everything that was promised is settled."""
    opened.wait_for_function(f"{WAITING} === 0", polling=50)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_network_that_cuts_at_random_loses_and_doubles_nothing(
    phone: Phone, shop: Served, network: Network, seed: int
) -> None:
    member = shop.member(f"weak-{seed}")
    network.plan()
    opened = phone.open(member, url=network.url, strict=False)
    network.plan(*random.Random(seed).choices(HARM, k=12))
    press(opened, "button", "签到")
    # seen at once, whatever the network does
    expect(opened.get_by_role("button", name="已签到", exact=True)).to_be_visible()
    opened.evaluate("window.dispatchEvent(new Event('online'))")
    none_waits(opened)
    assert is_checked_in(shop, member)
    assert points(shop, member) == WELCOME + CHECK_IN


def test_what_was_noted_without_a_network_outlives_the_page_and_is_done_once(phone: Phone, shop: Served) -> None:
    member = shop.member("noted")
    opened = phone.open(member, strict=False)
    opened.context.set_offline(True)
    press(opened, "button", "签到")
    expect(opened.get_by_role("button", name="已签到", exact=True)).to_be_visible()
    expect(opened.get_by_text("已记下，联网后自动完成")).to_be_visible()
    assert opened.evaluate(WAITING) == 1
    context = opened.context
    opened.close()  # killed
    assert not is_checked_in(shop, member)
    context.set_offline(False)
    again = context.new_page()
    again.goto(f"{shop.url}/m/")
    settle(again)
    none_waits(again)
    assert is_checked_in(shop, member)
    assert points(shop, member) == WELCOME + CHECK_IN
    expect(again.get_by_role("button", name="已签到", exact=True)).to_be_visible()
    again.reload()
    settle(again)
    assert points(shop, member) == WELCOME + CHECK_IN


def test_an_answer_that_was_lost_is_asked_for_under_the_same_key(phone: Phone, shop: Served) -> None:
    member = shop.member("cut")
    opened = phone.open(member, strict=False)
    keys: list[str] = []

    def cut(route: Route) -> None:
        keys.append(route.request.headers["idempotency-key"])
        route.fetch()  # it is carried out, and nobody hears of it
        route.abort("connectionreset")

    opened.route("**/check-in", cut)
    with opened.expect_request("**/check-in"):
        press(opened, "button", "签到")
    expect(opened.get_by_text("已记下，联网后自动完成")).to_be_visible()
    opened.unroute("**/check-in")
    with opened.expect_request("**/check-in") as sent:
        opened.evaluate("window.dispatchEvent(new Event('online'))")
    keys.append(sent.value.headers["idempotency-key"])
    none_waits(opened)
    assert len(keys) >= 2
    assert len(set(keys)) == 1
    assert points(shop, member) == WELCOME + CHECK_IN


def test_nothing_is_done_in_another_members_name(phone: Phone, shop: Served) -> None:
    first, second = shop.member("queue-a"), shop.member("queue-b")
    opened = phone.open(first, strict=False)
    opened.context.set_offline(True)
    press(opened, "button", "签到")
    expect(opened.get_by_text("已记下，联网后自动完成")).to_be_visible()
    context = opened.context
    opened.goto("about:blank")  # a page that is being closed may come back to the network before it is gone
    opened.close()
    context.set_offline(False)
    other = context.new_page()
    other.goto(f"{shop.url}/m/#/?token={phone.token(second)}")
    settle(other)
    expect(other.get_by_role("button", name="签到", exact=True)).to_be_visible()
    assert (is_checked_in(shop, first), is_checked_in(shop, second)) == (False, False)
    other.close()
    back = context.new_page()
    back.goto(f"{shop.url}/m/#/?token={phone.token(first)}")
    settle(back)
    none_waits(back)
    assert (is_checked_in(shop, first), is_checked_in(shop, second)) == (True, False)


def yesterday(route: Route) -> None:
    """The centre as it was shown yesterday."""
    answer = route.fetch()
    found: dict[str, Any] = answer.json()
    for one in found["activities"]:
        if one["kind"] == "check_in":
            one["today"] = str(date.fromisoformat(one["today"]) - timedelta(days=1))
    route.fulfill(response=answer, body=json.dumps(found))


def test_a_day_that_is_over_is_not_checked_in_for_and_the_new_one_is_shown(phone: Phone, shop: Served) -> None:
    member = shop.member("midnight")
    opened = phone.open(member, strict=False)
    opened.route("**/centre*", yesterday)
    opened.reload()
    settle(opened)
    opened.unroute("**/centre*")
    with opened.expect_response("**/check-in") as answer:
        press(opened, "button", "签到")
    assert answer.value.json()["reason"] == "check-in-day-over"
    assert not is_checked_in(shop, member)
    expect(opened.get_by_role("button", name="签到", exact=True)).to_be_visible()
    press(opened, "button", "签到")
    expect(opened.get_by_role("button", name="已签到", exact=True)).to_be_visible()
    none_waits(opened)
    assert points(shop, member) == WELCOME + CHECK_IN


def test_a_page_that_is_open_at_midnight_asks_for_the_new_day(phone: Phone, shop: Served) -> None:
    member = shop.member("awake")
    opened = phone.open(member, strict=False)
    opened.clock.install(time="2026-11-30T23:59:30")
    opened.reload()
    settle(opened)
    asked: list[str] = []
    opened.on("request", lambda one: asked.append(one.url) if one.url.endswith("/centre") else None)
    opened.clock.fast_forward(29_000)
    assert asked == []
    with opened.expect_response("**/centre"):
        opened.clock.fast_forward(10_000)
    assert len(asked) == 1
