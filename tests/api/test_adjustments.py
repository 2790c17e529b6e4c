"""Adjustments over HTTP: asked by one, decided by another, posted exactly once."""

from __future__ import annotations

import asyncio
from typing import Any

import httpx
import pytest

from tests.api.people_support import Person, log_in
from tests.api.support import PLAIN, Served


@pytest.fixture(scope="module")
def support(shop: Served) -> Person:
    return log_in(shop, "sue@example.com", "support")


@pytest.fixture(scope="module")
def finance(shop: Served) -> Person:
    return log_in(shop, "fin@example.com", "finance")


@pytest.fixture(scope="module")
def boss(shop: Served) -> Person:
    return log_in(shop, "boss@example.com", "owner")


def make_body(name: str, member: str, amount: int = 50, **more: Any) -> dict[str, Any]:
    body = {"adjustment_id": name, "member": member, "asset": "points", "amount": amount, "reason": "spilled tea"}
    return {**body, **more}


def balance(shop: Served, member: str) -> int:
    [(available,)] = shop.rows("SELECT available FROM wallet WHERE member_id = $1 AND asset = 'points'", int(member))
    return int(available)


def test_one_asks_and_another_approves(shop: Served, support: Person, finance: Person) -> None:
    member = shop.member("adj-1")
    before = balance(shop, member)
    asked = support.ok("POST", "/v1/adjustments", make_body("a1", "wechat:adj-1"))
    assert asked == {
        "adjustment_id": "a1", "member_id": member, "member": "adj-1", "asset": "points", "amount": 50,
        "reason": "spilled tea",
        "asked_by": support.actor, "asked_us": asked["asked_us"], "status": "waiting", "decided_by": None,
        "decided_us": None, "mine": True,
    }  # fmt: skip
    assert balance(shop, member) == before
    done = finance.ok("POST", "/v1/adjustments/a1/approve")
    assert (done["status"], done["decided_by"], done["mine"]) == ("approved", finance.actor, False)
    assert balance(shop, member) == before + 50
    again = finance.ok("POST", "/v1/adjustments/a1/approve")
    assert again == done
    assert balance(shop, member) == before + 50
    [(key, data)] = shop.rows("SELECT key, data FROM event WHERE member_id = $1 AND type = 'points.adjust'",
                              int(member))  # fmt: skip
    assert key == "adjustment:a1"
    assert (data["actor"], data["approved_by"]) == (support.actor, finance.actor)
    rows = shop.rows("SELECT actor, action, details FROM audit_log WHERE subject = 'adjustment/a1' ORDER BY audit_id")
    details = {"member_id": member, "asset": "points", "amount": 50, "reason": "spilled tea"}
    assert rows == [
        (support.actor, "adjustment.asked", details), (finance.actor, "adjustment.approved", details)
    ]  # fmt: skip


def test_asking_again_changes_nothing_and_another_content_is_a_fault(shop: Served, support: Person) -> None:
    member = shop.member("adj-2")
    first = support.ok("POST", "/v1/adjustments", make_body("a2", member))
    assert support.ok("POST", "/v1/adjustments", make_body("a2", member)) == first
    found = support.problem(409, "POST", "/v1/adjustments", make_body("a2", member, 51))
    assert found["code"] == "idempotency-key-reused"
    assert shop.rows("SELECT amount FROM adjustment WHERE adjustment_id = 'a2'") == [(50,)]
    assert shop.rows("SELECT count(*) FROM audit_log WHERE subject = 'adjustment/a2'") == [(1,)]


def test_nobody_approves_their_own_under_any_name(shop: Served, boss: Person, finance: Person) -> None:
    member = shop.member("adj-3")
    before = balance(shop, member)
    scopes = ["points:adjust", "points:approve", "keys:write"]
    made = boss.ok("POST", "/v1/keys", {"name": "till", "scopes": scopes})
    shop.keys["till"] = made["token"]
    second = shop.ok("POST", "/v1/keys", {"name": "till 2", "scopes": scopes}, key="till")
    shop.keys["till2"] = second["token"]
    # the person, asked by the person; by the person's key; and by the key that the person's key made
    boss.ok("POST", "/v1/adjustments", make_body("own", member))
    shop.ok("POST", "/v1/adjustments", make_body("key", member), key="till")
    shop.ok("POST", "/v1/adjustments", make_body("key2", member), key="till2")
    for name in ("own", "key", "key2"):
        path = f"/v1/adjustments/{name}/approve"
        assert boss.problem(409, "POST", path)["code"] == "conflict"
        for key in ("till", "till2"):
            assert shop.problem(409, "POST", path, key=key)["code"] == "conflict"
        assert boss.ok("GET", f"/v1/adjustments/{name}")["mine"] is True
        assert finance.ok("GET", f"/v1/adjustments/{name}")["mine"] is False
    assert balance(shop, member) == before
    assert shop.rows("SELECT DISTINCT status FROM adjustment WHERE member_id = $1", int(member)) == [("waiting",)]
    mine = {one["adjustment_id"]: one["mine"] for one in boss.ok("GET", f"/v1/adjustments?member={member}")["items"]}
    assert mine == {"own": True, "key": True, "key2": True}
    for name in ("own", "key", "key2"):
        finance.ok("POST", f"/v1/adjustments/{name}/approve")
    assert balance(shop, member) == before + 150


def test_rejecting(shop: Served, support: Person, finance: Person) -> None:
    member = shop.member("adj-4")
    before = balance(shop, member)
    other = log_in(shop, "sam@example.com", "support")
    for name in ("r1", "r2"):
        support.ok("POST", "/v1/adjustments", make_body(name, member))
    assert other.problem(403, "POST", "/v1/adjustments/r1/reject")["scopes"] == ["points:approve"]
    assert support.ok("POST", "/v1/adjustments/r1/reject")["status"] == "rejected"
    assert finance.ok("POST", "/v1/adjustments/r2/reject")["decided_by"] == finance.actor
    assert finance.problem(409, "POST", "/v1/adjustments/r2/approve")["code"] == "conflict"
    assert balance(shop, member) == before


def test_what_cannot_be_taken_waits_again(shop: Served, support: Person, finance: Person) -> None:
    member = shop.member("adj-5")
    before = balance(shop, member)
    support.ok("POST", "/v1/adjustments", make_body("much", member, -before - 1))
    found = finance.problem(409, "POST", "/v1/adjustments/much/approve")
    assert found["code"] == "refused"
    assert finance.ok("GET", "/v1/adjustments/much")["status"] == "waiting"
    assert balance(shop, member) == before
    actions = shop.rows("SELECT action FROM audit_log WHERE subject = 'adjustment/much' ORDER BY audit_id")
    assert actions == [("adjustment.asked",), ("adjustment.approved",), ("adjustment.reopened",)]


def test_faults_are_told_at_once(shop: Served, support: Person) -> None:
    member = shop.member("adj-6")
    bad = make_body("f1", member, 0, asset="gold", reason="  ")
    found = support.problem(422, "POST", "/v1/adjustments", bad)
    assert [fault["path"] for fault in found["faults"]] == ["asset", "amount", "reason"]
    assert support.problem(404, "POST", "/v1/adjustments", make_body("f2", "999999999"))["code"] == "not-found"
    assert support.problem(404, "POST", "/v1/adjustments", make_body("f2", "wechat:nobody"))["code"] == "not-found"
    assert support.problem(404, "GET", "/v1/adjustments/f2")["code"] == "not-found"
    body = {**make_body("f3", member), "approved_by": "person:fin@example.com"}
    assert support.problem(422, "POST", "/v1/adjustments", body)["faults"][0]["code"] == "unknown-field"
    assert shop.rows("SELECT count(*) FROM adjustment WHERE adjustment_id LIKE 'f%'") == [(0,)]


def test_lists_by_status_and_page(shop: Served, support: Person, finance: Person) -> None:
    member = shop.member("adj-7")
    for n in range(5):
        support.ok("POST", "/v1/adjustments", make_body(f"p{n}", member))
    finance.ok("POST", "/v1/adjustments/p1/approve")
    seen, cursor = list[str](), ""
    for _ in range(3):
        page = finance.ok("GET", f"/v1/adjustments?member={member}&status=waiting&limit=2&cursor={cursor}")
        seen += [one["adjustment_id"] for one in page["items"]]
        cursor = page["next_cursor"]
        if cursor is None:
            break
    assert seen == ["p4", "p3", "p2", "p0"]
    assert finance.problem(422, "GET", "/v1/adjustments?status=done")["faults"][0]["path"] == "query.status"


def test_many_approve_at_once_and_it_is_posted_once(shop: Served, support: Person) -> None:
    member = shop.member("adj-8")
    before = balance(shop, member)
    support.ok("POST", "/v1/adjustments", make_body("race", member, 7))
    people = [log_in(shop, f"race{n}@example.com", "finance") for n in range(3)]

    async def all_at_once() -> list[int]:
        async with httpx.AsyncClient(base_url=shop.url, verify=PLAIN, timeout=60) as client:
            calls = [
                client.post(
                    f"/v1/adjustments/race/{'approve' if n % 4 else 'reject'}",
                    headers={"Cookie": f"liuke_session={one.token}", "X-Liuke-CSRF": one.me["csrf"]},
                )
                for n in range(8)
                for one in people
            ]
            return [answer.status_code for answer in await asyncio.gather(*calls)]

    statuses = asyncio.run(all_at_once())
    assert set(statuses) <= {200, 409}
    [(status, decided_by)] = shop.rows("SELECT status, decided_by FROM adjustment WHERE adjustment_id = 'race'")
    assert decided_by in {one.actor for one in people}
    assert balance(shop, member) == before + (7 if status == "approved" else 0)
    decided = shop.rows("SELECT count(*) FROM audit_log WHERE subject = 'adjustment/race'")
    assert decided == [(2,)]
