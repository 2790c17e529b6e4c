"""Two accounts of one person over HTTP: preview, merge, either name, list, undo; by whom, and what is refused."""

from __future__ import annotations

from typing import Any

import pytest

from tests.api.people_support import log_in
from tests.api.support import Served


def _register(shop: Served, namespace: str, external_id: str, **more: Any) -> str:
    return str(
        shop.ok("POST", "/v1/members", {"namespace": namespace, "external_id": external_id, **more})["member_id"]
    )


def _points(shop: Served, member: str) -> int:
    found = shop.ok("GET", f"/v1/members/{member}")["balances"]
    return next((one["available"] for one in found if one["asset"] == "points"), 0)


@pytest.fixture
def pair(shop: Served) -> tuple[str, str]:
    """One who registered by WeChat with 100 points beside the welcome gift, and the till's phone number with 200."""
    number = len(shop.ok("GET", "/v1/members?limit=200")["items"])
    named = f"wechat:m{number}", f"phone:1380000{number:04}"
    for name, amount in zip(named, (100, 200), strict=True):
        _register(shop, *name.split(":"))
        shop.ok("POST", f"/v1/members/{name}/points/earn", {"asset": "points", "amount": amount})
    return named


def test_one_person_with_two_accounts_is_one_member(shop: Served, pair: tuple[str, str]) -> None:
    ann, till = pair
    shown = shop.problem(
        409,
        "POST",
        f"/v1/members/{ann}/identities",
        dict(zip(("namespace", "external_id"), till.split(":"), strict=True)),
    )
    assert "merge" in shown["fix"]
    body = {"other": till, "reason": "bought at the till, then logged in"}
    seen = shop.ok("POST", f"/v1/members/{ann}/merge", {**body, "preview": True})
    assert (seen["preview"], seen["changed"], seen["balances"]["points"], seen["merge_id"]) == (True, False, 500, "")
    assert seen["comes"]
    assert (_points(shop, ann), _points(shop, till)) == (200, 300)
    done = shop.ok("POST", f"/v1/members/{ann}/merge", body)
    assert (done["changed"], done["balances"]["points"]) == (True, 500)
    again = shop.ok("POST", f"/v1/members/{ann}/merge", body)
    assert (again["changed"], again["merge_id"], again["balances"]) == (False, done["merge_id"], done["balances"])
    # every name leads to the one
    for name in (ann, till, done["other"], done["member_id"]):
        assert _points(shop, name) == 500
        assert shop.ok("GET", f"/v1/members/{name}")["member_id"] == done["member_id"]
    shop.ok("POST", f"/v1/members/{till}/points/earn", {"asset": "points", "amount": 5})
    shop.ok("POST", f"/v1/members/{done['other']}/points/earn", {"asset": "points", "amount": 5})
    assert _points(shop, ann) == 510
    listed = shop.ok("GET", f"/v1/members?q={till.partition(':')[2]}")["items"]
    assert [row["member_id"] for row in listed] == [done["member_id"]]
    named = shop.ok(
        "POST", f"/v1/members/{ann}/identities", dict(zip(("namespace", "external_id"), till.split(":"), strict=True))
    )
    assert {f"{one['namespace']}:{one['external_id']}" for one in named["identities"]} == {ann, till}
    token = shop.ok("POST", f"/v1/members/{till}/token", {})["token"]
    assert shop.ok("GET", "/v1/members/me/centre", key=token)["member_id"] == done["member_id"]
    (row,) = shop.ok("GET", f"/v1/members/{till}/merges")["items"]
    assert (row["merge_id"], row["reason"], row["undone_us"]) == (done["merge_id"], body["reason"], None)
    audit = shop.ok("GET", "/v1/audit?action=member.merged")["items"][0]
    assert (audit["subject"], audit["details"]["other"]) == (f"member/{done['member_id']}", done["other"])


def test_it_is_undone_until_something_was_spent(shop: Served, pair: tuple[str, str]) -> None:
    ann, till = pair
    done = shop.ok("POST", f"/v1/members/{ann}/merge", {"other": till, "reason": "one person"})
    path = f"/v1/members/{ann}/merges/{done['merge_id']}/undo"
    shop.ok("POST", path, {"reason": "two sisters"})
    assert (_points(shop, ann), _points(shop, till)) == (200, 300)
    done = shop.ok("POST", f"/v1/members/{ann}/merge", {"other": till, "reason": "one person after all"})
    shop.ok("POST", f"/v1/members/{ann}/points/spend", {"asset": "points", "amount": 450})
    path = f"/v1/members/{ann}/merges/{done['merge_id']}/undo"
    refused = shop.problem(409, "POST", path, {"reason": "two sisters"})
    assert refused["code"] == "merge-value-spent"
    assert [one["what"] for one in refused["spent"]] == ["points"]
    assert shop.problem(404, "POST", f"/v1/members/{ann}/merges/1.1/undo", {"reason": "x"})["code"] == "merge-not-found"


def test_who_may(shop: Served, pair: tuple[str, str]) -> None:
    ann, till = pair
    body = {"other": till, "reason": "one person"}
    for role, status in (("reader", 403), ("clerk", 403), ("finance", 403), ("support", 200)):
        person = log_in(shop, f"{role}-merges@example.com", role)
        answer = person.call("POST", f"/v1/members/{ann}/merge", {**body, "preview": True})
        assert answer.status_code == status, role
    shop.problem(422, "POST", f"/v1/members/{ann}/merge", {"other": till, "reason": ""})
    shop.problem(404, "POST", f"/v1/members/{ann}/merge", {"other": "wechat:nobody", "reason": "x"})
    assert shop.problem(409, "POST", f"/v1/members/{ann}/merge", {**body, "other": ann})["code"] == "merge-one-already"
