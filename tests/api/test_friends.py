"""Friends over HTTP, by the members' own tokens."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from tests.api.support import Served
from tests.waiting import until


def wait(condition: Callable[[], object]) -> None:
    asyncio.run(until(condition))


def test_two_members_become_friends(shop: Served) -> None:
    alice, bob = shop.member("alice-friend"), shop.member("bob")
    tokens = [shop.ok("POST", f"/v1/members/{one}/token", {})["token"] for one in (alice, bob)]

    def listed(token: str, status: str) -> list[dict[str, Any]]:
        return shop.ok("GET", f"/v1/members/me/friends?status={status}", key=token)["items"]

    made = shop.ok("POST", "/v1/members/me/friends/invite", {"friend": "wechat:bob"}, key=tokens[0])
    assert made["result"] == {"friend": bob, "status": "invited"}
    wait(lambda: listed(tokens[1], "invitations") != [])
    (invitation,) = listed(tokens[1], "invitations")
    assert (invitation["member_id"], invitation["name"], invitation["source"]) == (alice, "a***d", "invitation")
    shop.ok("POST", f"/v1/members/me/friends/{alice}/accept", {}, key=tokens[1])
    wait(lambda: listed(tokens[0], "friends") != [])
    assert [one["name"] for one in listed(tokens[0], "friends")] == ["b***b"]
    assert listed(tokens[0], "invited") == []
    again = shop.problem(409, "POST", "/v1/members/me/friends/invite", {"friend": bob}, key=tokens[0])
    assert again["reason"] == "friends-already"
    assert shop.problem(404, "POST", "/v1/members/me/friends/invite", {"friend": "wechat:nobody"}, key=tokens[0])


def test_the_list_comes_in_pages(shop: Served) -> None:
    star = shop.member("star")
    fans = [shop.member(f"fan-{n}") for n in range(5)]
    for fan in fans:
        shop.ok("POST", f"/v1/members/{star}/friends/invite", {"friend": fan})
        shop.ok("POST", f"/v1/members/{fan}/friends/invite", {"friend": star})
    wait(lambda: len(shop.ok("GET", f"/v1/members/{star}/friends")["items"]) == 5)
    path, found = f"/v1/members/{star}/friends?limit=2", list[str]()
    page = shop.ok("GET", path)
    while True:
        found += [one["member_id"] for one in page["items"]]
        if page["next_cursor"] is None:
            break
        page = shop.ok("GET", f"{path}&cursor={page['next_cursor']}")
    assert found == fans[::-1]
    shop.ok("POST", f"/v1/members/{star}/friends/{fans[0]}/remove", {})
    assert len(shop.ok("GET", f"/v1/members/{star}/friends")["items"]) == 4
