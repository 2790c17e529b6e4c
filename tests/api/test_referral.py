"""Invitations over HTTP, by the members' own tokens."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from tests.api.support import Served
from tests.waiting import until


def wait(condition: Callable[[], object]) -> None:
    asyncio.run(until(condition))


def test_a_newcomer_is_brought_and_pays(shop: Served) -> None:
    spec = shop.ok("GET", "/v1/program")["spec"]
    reward = [{"kind": "asset", "asset": "points", "amount": 100}]
    terms = {"enabled": True, "platforms": ["h5"], "inviter": reward, "max_per_day": 9, "share": {"rewards": reward}}
    refused = {"spec": {**spec, "referral": {**terms, "platforms": ["wechat"]}}, "accept_warnings": True}
    assert '"visit-rewarded"' in shop.call("POST", "/v1/program/publish", refused).text
    made = shop.ok("POST", "/v1/program/publish", {"spec": {**spec, "referral": terms}, "accept_warnings": True})
    shop.wait_for_version(made["version"])

    alice, bob, carol, dave = (shop.member(f"{one}-referral") for one in ("alice", "bob", "carol", "dave"))
    tokens = [shop.ok("POST", f"/v1/members/{one}/token", {})["token"] for one in (alice, bob, carol, dave)]
    code = shop.ok("POST", "/v1/members/me/referral/code", {}, key=tokens[0])["result"]["code"]
    phone = {"X-Liuke-Device": "bobs-phone"}
    bound = shop.ok("POST", "/v1/members/me/referral/bind", {"code": code}, key=tokens[1], **phone)
    assert bound["result"]["inviter"] == alice
    known = shop.problem(409, "POST", "/v1/members/me/referral/bind", {"code": code}, key=tokens[2], **phone)
    assert known["reason"] == "device-known"
    own = {"X-Liuke-Device": "carols-phone"}
    shop.ok("POST", "/v1/members/me/referral/bind", {"code": code}, key=tokens[2], **own)
    again = shop.ok("POST", f"/v1/members/{carol}/referral/code", {})["result"]["code"]
    shop.ok("POST", "/v1/members/me/referral/bind", {"code": again}, key=tokens[3])
    order = {"order_id": "referral-1", "amount_cents": 5_000}
    shop.ok("POST", "/v1/events", {"type": "order.paid", "member": bob, "key": "referral-1", "data": order})

    def show() -> dict[str, object]:
        return shop.ok("GET", "/v1/members/me/invites", key=tokens[0])

    wait(lambda: show()["effective"] == 1 and show()["second_level"] == 1)
    assert show() == {
        "code": code, "inviter": None, "invited": 2, "effective": 1, "conversion_bps": 5_000, "second_level": 1,
        "second_effective": 0, "judged": 0, "stayed": 0, "stay_bps": 0, "promoter_since_us": None, "benefit_uses": 0,
        "contribution": 10,
    }  # fmt: skip
    assert shop.ok("GET", f"/v1/members/{dave}/invites")["inviter"] == carol
    # previews and machines open nothing: only a signed-in friend's request does
    path = "/v1/members/me/shares/open"
    assert [shop.call(method, path).status_code for method in ("HEAD", "GET")] == [405, 405]
    assert shop.call("POST", path, {"code": code}, key="").status_code == 401
    opened = [shop.ok("POST", path, {"code": code}, key=tokens[3])["result"] for _ in range(2)]
    assert opened == [{"counted": True}, {"counted": False}]
