"""Giving by hand over HTTP: previewed by name, namespace or selection, approved by a second person, watched, undone."""

from __future__ import annotations

from typing import Any

from tests.api.people_support import log_in
from tests.api.support import Served

POINTS: dict[str, Any] = {"kind": "asset", "asset": "points", "amount": 20}


def test_a_list_is_previewed_given_to_and_undone(shop: Served) -> None:
    names = [shop.member(f"given-{n}") for n in range(3)]
    before = [shop.ok("GET", f"/v1/members/{one}")["balances"][0]["available"] for one in names]
    body = {
        "giving_id": "sorry-1", "what": POINTS, "reason": "the machine was broken", "namespace": "wechat",
        "members": ["given-0", "given-1", "given-2", "given-2", "nobody-of-the-kind"],
    }  # fmt: skip
    seen = shop.ok("POST", "/v1/givings/preview", body)
    assert (seen["members"], seen["unknown"], seen["approval"]) == (3, ["nobody-of-the-kind"], "")
    done = shop.ok("POST", "/v1/givings", body)
    again = shop.ok("POST", "/v1/givings", body)
    assert (done["status"], done["counts"], again["asked_us"]) == ("done", {"given": 3}, done["asked_us"])
    after = [shop.ok("GET", f"/v1/members/{one}")["balances"][0]["available"] for one in names]
    assert after == [one + 20 for one in before]
    other = {**body, "reason": "something else"}
    assert shop.problem(409, "POST", "/v1/givings", other)["code"] == "idempotency-key-reused"
    items = shop.ok("GET", "/v1/givings/sorry-1/members?status=given")["items"]
    assert [(one["member_id"], one["names"]) for one in items] == [
        (one, [f"wechat:given-{n}"]) for n, one in enumerate(names)
    ]
    undone = shop.ok("POST", "/v1/givings/sorry-1/undo")
    assert (undone["status"], undone["counts"]) == ("undone", {"returned": 3})
    assert "sorry-1" in [one["giving_id"] for one in shop.ok("GET", "/v1/givings")["items"]]
    assert shop.problem(404, "GET", "/v1/givings/none")["code"] == "not-found"
    both = {**body, "giving_id": "x", "selection": {}}
    assert shop.problem(422, "POST", "/v1/givings/preview", both)["faults"][0]["code"] == "one-of"
    wrong = {**body, "what": {"kind": "cash", "cents": 5}}
    assert shop.problem(422, "POST", "/v1/givings/preview", wrong)["faults"][0]["path"] == "what.kind"


def test_a_selection_above_a_limit_waits_for_a_second_person(shop: Served) -> None:
    operator, finance, clerk = (
        log_in(shop, f"{role}-gives@example.com", role) for role in ("operator", "finance", "clerk")
    )
    everybody = shop.ok("GET", "/v1/members?limit=200&test=false")["items"]
    body = {
        "giving_id": "big-1", "what": {**POINTS, "amount": 100_000}, "reason": "an anniversary",
        "selection": {"balance_min": 0},
    }  # fmt: skip
    assert clerk.call("POST", "/v1/givings/preview", body).status_code == 403
    seen = operator.ok("POST", "/v1/givings/preview", body)
    assert 0 < seen["members"] <= len(everybody)
    assert seen["approval"] == "worth"
    asked = operator.ok("POST", "/v1/givings", body)
    assert (asked["status"], asked["mine"], asked["counts"]) == ("waiting", True, {"waiting": seen["members"]})
    assert operator.call("POST", "/v1/givings/big-1/approve").status_code == 403
    rejected = finance.ok("POST", "/v1/givings/big-1/reject")
    assert (rejected["status"], rejected["decided_by"]) == ("rejected", finance.actor)
    assert finance.problem(409, "POST", "/v1/givings/big-1/approve")["code"] == "giving-decided"
