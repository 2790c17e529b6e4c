"""Test members over HTTP: registered, marked by a person, filtered, exported with their mark, and counted nowhere."""

from __future__ import annotations

import csv
import io

import pytest

from tests.api.people_support import Person, log_in
from tests.api.support import Served


@pytest.fixture(scope="module")
def tester(shop: Served) -> str:
    body = {"namespace": "wechat", "external_id": "tester", "test": True}
    member = str(shop.ok("POST", "/v1/members", body)["member_id"])
    shop.ok("POST", f"/v1/members/{member}/orders", {"order_id": "t1", "amount_cents": 70_000})
    return member


@pytest.fixture(scope="module")
def anna(shop: Served) -> Person:
    return log_in(shop, "anna@example.com", "operator")


def test_the_list_tells_them_apart(shop: Served, tester: str) -> None:
    customer = shop.member("customer")
    assert shop.ok("GET", f"/v1/members/{tester}/centre")["test"] is True
    found = {row["member_id"]: row["test"] for row in shop.ok("GET", "/v1/members")["items"]}
    assert (found[tester], found[customer]) == (True, False)
    assert [row["member_id"] for row in shop.ok("GET", "/v1/members?test=true")["items"]] == [tester]
    others = [row["member_id"] for row in shop.ok("GET", "/v1/members?test=false")["items"]]
    assert customer in others
    assert tester not in others


def test_exports_carry_the_mark(shop: Served, tester: str) -> None:
    for table in ("members", "operations", "postings", "lots"):
        lines = list(csv.DictReader(io.StringIO(shop.call("GET", f"/v1/bulk/{table}").text)))
        assert {row["test"] for row in lines if row["member_id"] == tester} == {"true"}, table
        assert {row["test"] for row in lines if row["member_id"] != tester} <= {"false"}, table
        plain = shop.call("GET", f"/v1/bulk/{table}?format=ndjson").text.splitlines()
        assert any(f'"member_id":"{tester}"' in line and '"test":true' in line for line in plain), table
    assert shop.call("GET", "/v1/bulk/members?format=parquet").content[:4] == b"PAR1"


def test_a_person_says_so_with_a_reason(shop: Served, anna: Person) -> None:
    member = shop.member("becomes-one")
    path, body = f"/v1/members/{member}/test", {"test": True, "reason": "tries out the summer campaign"}
    shop.ok("POST", f"/v1/members/{member}/orders", {"order_id": "b1", "amount_cents": 12_300})

    def sales() -> int:
        return sum(row["amount_cents"] for row in shop.ok("GET", "/v1/overview")["sales"]["days"])

    assert shop.problem(403, "PUT", path, body)["code"] == "forbidden"
    assert anna.problem(422, "PUT", path, {"test": True, "reason": ""})["code"] == "invalid-input"
    assert anna.ok("PUT", path, body) == {"member_id": member, "test": True, "changed": True}
    assert anna.ok("PUT", path, body) == {"member_id": member, "test": True, "changed": False}
    (noted,) = [row for row in shop.ok("GET", "/v1/audit")["items"] if row["action"] == "member.test_marked"]
    assert (noted["actor"], noted["subject"]) == (anna.actor, f"member/{member}")
    assert noted["details"] == {"reason": "tries out the summer campaign"}
    assert anna.ok("PUT", path, {"test": False, "reason": "a customer after all"})["changed"] is True
