"""What members have under way together, for operators: teams, bargains, runs of friends who help."""

from __future__ import annotations

from typing import Any

import pytest

from tests.api.support import Served

POINTS = [{"kind": "asset", "asset": "points", "amount": 5}]
TEAM: dict[str, Any] = {
    "kind": "group_buy", "id": "box", "name": "Box", "team_hours": 24, "pay_minutes": 60,
    "products": [{"id": "tea", "name": {"zh": "茶", "en": "Tea"}, "sku": "tea", "list_cents": 900,
                  "sizes": [{"members": 2, "price_cents": 500}]}],
}  # fmt: skip
LESS: dict[str, Any] = {
    "kind": "bargain", "id": "less", "name": "Less", "hours": 2, "pay_minutes": 30,
    "goods": [{"id": "mug", "name": {"zh": "杯", "en": "Mug"}, "sku": "mug", "full_cents": 1_000, "floor_cents": 100,
               "friends": 3, "stock": 9}],
}  # fmt: skip
HELP: dict[str, Any] = {
    "kind": "assist",
    "id": "help",
    "name": "Help",
    "hours": 2,
    "stages": [{"id": "one", "name": {"zh": "一位", "en": "One"}, "friends": 1, "rewards": POINTS}],
}
PLAIN: dict[str, Any] = {"kind": "vote", "id": "poll", "name": "Poll", "question": "?", "options": [
    {"id": "a", "name": "A"}, {"id": "b", "name": "B"},
]}  # fmt: skip


@pytest.fixture(scope="module")
def members(shop: Served) -> list[str]:
    """Four members of a shop where friends play."""
    spec: dict[str, Any] = shop.ok("GET", "/v1/program")["spec"]
    changed = {**spec, "activities": [*spec["activities"], TEAM, LESS, HELP, PLAIN]}
    version = shop.ok("POST", "/v1/program/publish", {"spec": changed, "accept_warnings": True})["version"]
    shop.wait_for_version(version)
    return [shop.member(f"friend_{n}") for n in range(4)]


def do(shop: Served, member: str, activity: str, action: str, **data: Any) -> dict[str, Any]:
    answer: dict[str, Any] = shop.ok(
        "POST", f"/v1/members/{member}/activities/{activity}/{action.replace('_', '-')}", data
    )
    return answer["result"]


def listed(shop: Served, activity: str, **query: Any) -> list[dict[str, Any]]:
    asked = "&".join(f"{name}={value}" for name, value in query.items())
    found: list[dict[str, Any]] = shop.ok("GET", f"/v1/activities/{activity}/together?{asked}")["items"]
    return found


def test_bargains_with_what_each_friend_cut(shop: Served, members: list[str]) -> None:
    mine, friend, other, _ = members
    assert listed(shop, "less") == []
    first = do(shop, mine, "less", "start_bargain")["ref"]
    second = do(shop, other, "less", "start_bargain")["ref"]
    cut = do(shop, friend, "less", "cut_price", ref=first)["cut_cents"]
    page = shop.ok("GET", "/v1/activities/less/together?limit=1")
    rest = shop.ok("GET", f"/v1/activities/less/together?limit=1&cursor={page['next_cursor']}")
    assert [one["ref"] for one in (*page["items"], *rest["items"])] == [second, first]
    assert rest["next_cursor"] is None
    one = rest["items"][0]
    assert (one["status"], one["what"], one["count"], one["needed"]) == ("running", "Mug", 1, 3)
    assert (one["price_cents"], one["starter"]["member_id"]) == (1_000 - cut, mine)
    assert [(who["member_id"], who["cut_cents"], who["paid"]) for who in one["partners"]] == [(friend, cut, None)]
    assert one["starter"]["name"] == "f***0"  # masked
    assert listed(shop, "less", over="true") == []


def test_teams_with_who_has_paid(shop: Served, members: list[str]) -> None:
    ref = do(shop, members[0], "box", "open_team", product="tea", size=2)["team"]
    assert [
        (one["ref"], one["status"], one["count"], one["needed"], one["price_cents"]) for one in listed(shop, "box")
    ] == [(ref, "new", 0, 2, 500)]
    assert [(who["member_id"], who["paid"]) for who in listed(shop, "box")[0]["partners"]] == [(members[0], False)]


def test_a_run_that_is_complete_still_shows_who_helped(shop: Served, members: list[str]) -> None:
    ref = do(shop, members[0], "help", "start_assist")["ref"]
    assert [(one["ref"], one["status"], one["price_cents"]) for one in listed(shop, "help")] == [(ref, "running", None)]
    do(shop, members[1], "help", "help_friend", ref=ref)
    found = listed(shop, "help")
    assert [(one["status"], one["count"], one["what"]) for one in found] == [("complete", 1, "One")]
    assert [who["member_id"] for who in found[0]["partners"]] == [members[1]]


def test_others_have_nothing_and_strangers_no_say(shop: Served, members: list[str]) -> None:
    del members
    assert listed(shop, "poll") == []
    assert shop.problem(404, "GET", "/v1/activities/nowhere/together")["code"] == "not-found"
    assert shop.problem(422, "GET", "/v1/activities/less/together?cursor=zzz")["code"] == "invalid-input"
