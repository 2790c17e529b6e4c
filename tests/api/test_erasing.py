"""A member's data over HTTP: handed out, erased, and by whom."""

from __future__ import annotations

from tests.api.people_support import log_in
from tests.api.support import Served


def test_a_member_is_handed_out_and_erased(shop: Served) -> None:
    name = "phone:13911112222"
    made = {"namespace": "phone", "external_id": "13911112222", "profile": {"nickname": "安安"}}
    member = shop.ok("POST", "/v1/members", made)["member_id"]
    shop.ok("POST", f"/v1/members/{name}/points/earn", {"asset": "points", "amount": 40})
    token = shop.ok("POST", f"/v1/members/{name}/token", {})["token"]

    found = shop.ok("GET", f"/v1/members/{name}/export")
    assert [(one["namespace"], one["name"]) for one in found["names"]] == [("phone", "13911112222")]
    assert found["parts"]["members"]["profile"] == {"nickname": "安安"}
    own = shop.call("GET", "/v1/members/me/export", key=token)
    assert (own.status_code, own.json()["names"]) == (200, found["names"])
    assert shop.call("POST", "/v1/members/me/erase", {"reason": "x"}, key=token).status_code == 403

    body = {"reason": "asked for by letter"}
    before = shop.ok("GET", f"/v1/members/{name}")["balances"]
    seen = shop.ok("POST", f"/v1/members/{name}/erase", {**body, "preview": True})
    assert (seen["preview"], seen["changed"], seen["erased_us"], seen["names"]) == (True, False, None, 1)
    assert seen["balances"]["points"] == next(one["net"] for one in before if one["asset"] == "points")
    done = shop.ok("POST", f"/v1/members/{name}/erase", body)
    assert (done["member_id"], done["changed"], done["preview"]) == (member, True, False)
    again = shop.ok("POST", f"/v1/members/{member}/erase", body)
    assert (again["changed"], again["erased_us"]) == (False, done["erased_us"])

    assert shop.problem(404, "GET", f"/v1/members/{name}")["code"] == "not-found"
    left = shop.ok("GET", f"/v1/members/{member}")
    assert (left["identities"], left["profile"], left["labels"]) == ([], {}, {"erased": "1"})
    for method, path, sent in (
        ("POST", "token", {}), ("GET", "export", None),
        ("POST", "identities", {"namespace": "wechat", "external_id": "o6_new"}),
    ):  # fmt: skip
        assert shop.problem(410, method, f"/v1/members/{member}/{path}", sent)["code"] == "member-erased"
    refused = shop.problem(409, "POST", f"/v1/members/{member}/profile", {"profile": {"nickname": "x"}})
    assert refused["reason"] == "member-erased"

    back = shop.ok("POST", "/v1/members", made)
    assert back["created"] is True
    assert back["member_id"] != member
    assert shop.ok("GET", f"/v1/members/{name}")["labels"] == {"returning": "1"}
    audit = shop.ok("GET", "/v1/audit?action=member.erased")["items"][0]
    assert (audit["subject"], audit["details"]["reason"]) == (f"member/{member}", "asked for by letter")


def test_owners_and_operators_erase_and_nobody_else(shop: Served) -> None:
    member = shop.member("watched")
    for role, status in (("owner", 200), ("operator", 200), ("clerk", 403), ("support", 403), ("finance", 403)):
        person = log_in(shop, f"{role}-erases@example.com", role)
        body = {"reason": "x y", "preview": True}
        assert person.call("POST", f"/v1/members/{member}/erase", body).status_code == status
        assert person.call("GET", f"/v1/members/{member}/export").status_code == status
