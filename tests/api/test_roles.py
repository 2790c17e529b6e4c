"""Roles mean what the reference says: every endpoint and event as every role; and what a clerk sees of members."""

from __future__ import annotations

import re
from typing import Any

import pytest

from liuke.api.catalogue import ENDPOINTS
from liuke.features import REQUESTS
from liuke.http.scopes import ROLES, SCOPES
from liuke.intake.access import SENT_ELSEWHERE
from tests.api.people_support import log_in
from tests.api.support import Served
from tests.roles_table import read_table

LAST = ("DELETE", "/v1/sessions")


def test_the_table_has_every_scope_endpoint_and_event() -> None:
    assert set(read_table("Scopes")) == set(SCOPES)
    assert set(read_table("Requests")) == {f"{one.method} {one.path}" for one in ENDPOINTS}
    assert set(read_table("Events sent to `POST /v1/events`")) == {*(set(REQUESTS) - set(SENT_ELSEWHERE)), "…"}


@pytest.mark.parametrize("role", list(ROLES))
def test_every_endpoint_as_every_role(shop: Served, role: str) -> None:
    table = read_table("Requests")
    person = log_in(shop, f"{role}-walks@example.com", role)
    wrong = dict[str, tuple[int, bool]]()
    for one in sorted(ENDPOINTS, key=lambda one: (one.method, one.path) == LAST):
        if not one.scopes:
            continue
        path = re.sub(r"\{\w+\}", "999999", one.path)
        body = None if one.method in {"GET", "DELETE"} else {"nothing": "like this"}
        answer = person.call(one.method, path, body, **{"Idempotency-Key": "walk"})
        may = role in table[f"{one.method} {one.path}"]
        refused = answer.status_code == 403
        if refused is may or answer.status_code >= 500:
            wrong[f"{one.method} {one.path}"] = answer.status_code, may
        if refused and not may:
            assert answer.json()["scopes"] == list(one.scopes)
    assert wrong == {}


@pytest.mark.parametrize("role", list(ROLES))
def test_every_event_as_every_role(shop: Served, role: str) -> None:
    table = read_table("Events sent to `POST /v1/events`")
    person = log_in(shop, f"{role}-sends@example.com", role)
    may_send = role in read_table("Requests")["POST /v1/events"]
    for type_ in (*REQUESTS, "something.else"):
        event = {"type": type_, "member": "999999", "key": "walk", "data": {}}
        answer = person.call("POST", "/v1/events", event)
        may = may_send and role in table.get("…" if type_ == "something.else" else type_, frozenset())
        assert (answer.status_code != 403) is may, (role, type_, answer.text)


def test_a_clerk_finds_one_member_by_the_whole_name_and_reads_no_phone_number(shop: Served) -> None:
    made = {"namespace": "phone", "external_id": "13855556666", "profile": {"nickname": "阿青"}}
    member = shop.ok("POST", "/v1/members", made)["member_id"]
    shop.ok("POST", "/v1/members", {"namespace": "till", "external_id": "CARD-77"})
    clerk = log_in(shop, "clerk-counter@example.com", "clerk")

    def find(name: str) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = clerk.ok("GET", "/v1/counter/members?name=" + name.replace("+", "%2B"))["items"]
        return found

    tier = shop.ok("GET", f"/v1/members/{member}")["tier"]
    who = {"member_id": member, "shown": "138****6666", "tier": tier["id"], "tier_name": tier["name"]}
    for name in ("13855556666", "+86 138-5555-6666", "phone:13855556666"):
        assert find(name) == [who]
    assert [one["shown"] for one in find("CARD-77")] == ["CARD-77"]
    for name in ("1385555", "CARD-7", "phone:1385555", "138****6666", "nobody here", member.zfill(6)):
        assert find(name) == []
    fault = clerk.problem(422, "GET", "/v1/counter/members?name=138")["faults"][0]
    assert (fault["path"], fault["code"]) == ("name", "too-short")
    for path in (f"/v1/members/{member}", "/v1/members", "/v1/search?q=13855556666", "/v1/bulk/members", "/v1/waiting"):
        assert "13855556666" not in clerk.call("GET", path).text
        clerk.problem(403, "GET", path)
    shop.ok("PUT", "/v1/stores/east", {"name": "East"})
    assert [one["id"] for one in clerk.ok("GET", "/v1/stores")["items"]] == ["east"]
    clerk.problem(403, "GET", "/v1/products")
