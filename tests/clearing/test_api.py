"""Two shops of one server over HTTP: they agree, a member is linked by a code, value moves, both owe the same."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.api.support import NO_LIMITS, Served, make_environ, prepare, serve
from tests.server import TestDatabase

UNTIL = 4_000_000_000_000_000
OUT = {"give": 2, "get": 1, "least": 10, "member_day": 200, "price_cents": 3, "price_points": 2}
BACK = {"give": 1, "get": 2}


class Shops:
    """The tea shop as served, and the keys of the bookshop beside it."""

    def __init__(self, served: Served, books: str, abroad: str) -> None:
        self.served, self.books, self.abroad = served, books, abroad

    def member(self, name: str) -> tuple[str, str]:
        """Somebody who is registered in both, with 600 points in the tea shop and 100 in the other."""
        body = {"namespace": "wechat", "external_id": name}
        ours = self.served.ok("POST", "/v1/members", body)["member_id"]
        theirs = self.served.ok("POST", "/v1/members", body, key=self.books)["member_id"]
        given = {"asset": "points", "amount": 500}
        self.served.ok("POST", f"/v1/members/{ours}/points/earn", given)
        return str(ours), str(theirs)

    def link(self, ours: str, theirs: str) -> None:
        code = self.served.ok("POST", f"/v1/members/{ours}/clearing/code", {"shop": "books"})["code"]
        made = self.served.ok("POST", f"/v1/members/{theirs}/clearing/link", {"code": code}, key=self.books)
        assert made == {"shop": "tea", "linked": True}

    def available(self, member: str, key: str) -> int:
        found = self.served.ok("GET", f"/v1/members/{member}", key=key)["balances"]
        return next((one["available"] for one in found if one["asset"] == "points"), 0)


@pytest.fixture(scope="module")
def shops(module_database: TestDatabase, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shops]:
    folder: Path = tmp_path_factory.mktemp("shops")
    environ = make_environ(module_database, folder, **NO_LIMITS)
    keys = prepare(environ, reader=["members:read"], finance=["finance:read"])
    books = prepare({**environ, "LIUKE_TENANT": "books"})["owner"]
    abroad = prepare({**environ, "LIUKE_TENANT": "abroad"})["owner"]
    with serve(environ, keys) as served:
        yield Shops(served, books, abroad)


def _agree(shops: Shops) -> str:
    body = {"partner": "books", "own_asset": "points", "other_asset": "points", "out": OUT, "back": BACK,
            "until_us": UNTIL}  # fmt: skip
    served = shops.served
    known = [one for one in served.ok("GET", "/v1/clearing/agreements")["items"] if one["status"] == "active"]
    if known:
        return known[0]["agreement"]
    made = served.ok("POST", "/v1/clearing/agreements", body)
    assert served.ok("POST", "/v1/clearing/agreements", body)["agreement"] == made["agreement"]
    path = f"/v1/clearing/agreements/{made['agreement']}"
    assert served.problem(409, "POST", f"{path}/accept")["code"] == "agreement-decided"
    assert served.problem(403, "POST", f"{path}/accept", key="finance")["code"] == "forbidden"
    seen = served.ok("GET", "/v1/clearing/agreements", key=shops.books)["items"][0]
    assert (seen["partner"], seen["proposed_by_us"], seen["status"]) == ("tea", False, "proposed")
    assert (seen["out"]["give"], seen["back"]["give"]) == (1, 2)
    for _ in range(2):
        assert served.ok("POST", f"{path}/accept", key=shops.books)["status"] == "active"
    assert [one["action"] for one in served.ok("GET", "/v1/audit?action=clearing.")["items"]] == [
        "clearing.accepted", "clearing.proposed",
    ]  # fmt: skip
    return made["agreement"]


def test_value_moves_and_both_owe_the_same(shops: Shops) -> None:
    agreement, served = _agree(shops), shops.served
    ann, reader = shops.member("ann")
    send = {"agreement": agreement, "amount": 101}
    path = f"/v1/members/{ann}/clearing/send"
    assert served.problem(409, "POST", path, send)["reason"] == "not-linked"
    shops.link(ann, reader)
    key = {"Idempotency-Key": "first"}
    done = served.ok("POST", path, send, **key)
    assert (done["status"], done["amount"], done["credit"], done["why"]) == ("arrived", 101, 50, "")
    assert served.ok("POST", path, send, **key) == done
    assert served.problem(409, "POST", path, {**send, "amount": 100}, **key)["code"] == "idempotency-key-reused"
    assert (shops.available(ann, "owner"), shops.available(reader, shops.books)) == (499, 150)
    assert served.problem(409, "POST", path, send)["reason"] == "capped"

    token = served.ok("POST", f"/v1/members/{reader}/token", {}, key=shops.books)["token"]
    seen = served.ok("GET", "/v1/members/me/clearing", key=token)
    assert [(one["shop"], one["give"], one["get"], one["linked"]) for one in seen["ways"]] == [("tea", 1, 2, True)]
    assert [(one["transfer"], one["direction"], one["status"]) for one in seen["transfers"]] == [
        (done["transfer"], "in", "arrived")
    ]
    back = served.ok("POST", "/v1/members/me/clearing/send", {"agreement": agreement, "amount": 10}, key=token)
    assert (back["status"], back["credit"], shops.available(ann, "owner")) == ("arrived", 20, 519)

    month = time.strftime("%Y-%m", time.gmtime(time.time() + 8 * 3_600))
    ours = served.ok("GET", f"/v1/clearing/statement?month={month}", key="finance")
    theirs = served.ok("GET", f"/v1/clearing/statement?month={month}", key=shops.books)
    figures = [
        [(one["direction"], one["transfers"], one["amount"], one["credit"], one["owes_cents"], one["owes"])
         for one in whole["lines"]]
        for whole in (ours, theirs)
    ]  # fmt: skip
    assert figures == [
        [("out", 1, 101, 50, 75, "0.75"), ("in", 1, 10, 20, 0, "0.00")],
        [("out", 1, 10, 20, 0, "0.00"), ("in", 1, 101, 50, -75, "-0.75")],
    ]
    assert (ours["nets"], theirs["nets"]) == (
        [{"partner": "books", "owes_cents": 75}], [{"partner": "tea", "owes_cents": -75}]
    )  # fmt: skip
    assert (ours["under_way"], ours["currency"]) == (0, "CNY")
    file = served.call("GET", f"/v1/clearing/statement?month={month}&format=csv").text.splitlines()
    assert file[1] == f"{agreement},books,out,points,points,1,101,50,0,75,0.75"
    assert served.problem(422, "GET", "/v1/clearing/statement?month=2026-13")["faults"][0]["code"] == "not-a-month"
    assert served.ok("GET", "/v1/clearing/transfers?status=under_way")["items"] == []
    listed = served.ok("GET", f"/v1/clearing/transfers?agreement={agreement}&limit=1")
    assert [one["transfer"] for one in listed["items"]] == [back["transfer"]]
    more = served.ok("GET", f"/v1/clearing/transfers?agreement={agreement}&limit=1&cursor={listed['next_cursor']}")[
        "items"
    ]
    assert [one["transfer"] for one in more] == [done["transfer"]]


def test_a_code_links_the_one_who_asked_with_the_one_who_brings_it_once(shops: Shops) -> None:
    _agree(shops)
    served = shops.served
    (bob, theirs), (_, stranger) = shops.member("bob"), shops.member("cid")
    code = served.ok("POST", f"/v1/members/{bob}/clearing/code", {"shop": "books"})["code"]
    link, at_home = {"code": code}, f"/v1/members/{bob}/clearing/link"
    assert served.problem(400, "POST", at_home, link)["code"] == "link-code-invalid"
    bad = {"code": code[:-2] + ("AA" if code[-2:] != "AA" else "BB")}
    wrong = served.problem(400, "POST", f"/v1/members/{theirs}/clearing/link", bad, key=shops.books)
    assert wrong["code"] == "link-code-invalid"
    token = served.ok("POST", f"/v1/members/{bob}/token", {})["token"]
    assert served.problem(
        400, "POST", f"/v1/members/{theirs}/clearing/link", {"code": token}, key=shops.books
    )["code"] == "link-code-invalid"  # fmt: skip
    for _ in range(2):
        served.ok("POST", f"/v1/members/{theirs}/clearing/link", link, key=shops.books)
    taken = served.problem(400, "POST", f"/v1/members/{stranger}/clearing/link", link, key=shops.books)
    assert taken["code"] == "link-code-invalid"
    assert served.ok("GET", f"/v1/members/{stranger}/clearing", key=shops.books)["links"] == []
    again = served.ok("POST", f"/v1/members/{bob}/clearing/code", {"shop": "books"})["code"]
    other = served.problem(
        409, "POST", f"/v1/members/{stranger}/clearing/link", {"code": again}, key=shops.books
    )  # fmt: skip
    assert other["reason"] == "linked-elsewhere"
    for _ in range(2):
        ended = served.ok("POST", f"/v1/members/{bob}/clearing/unlink", {"shop": "books"})
        assert ended == {"shop": "books", "linked": False}
    assert served.ok("GET", f"/v1/members/{theirs}/clearing", key=shops.books)["links"] == []
    used = served.problem(400, "POST", f"/v1/members/{theirs}/clearing/link", link, key=shops.books)
    assert used["code"] == "link-code-invalid"
    nobody = served.problem(404, "POST", f"/v1/members/{bob}/clearing/code", {"shop": "nowhere"})
    assert nobody["code"] == "agreement-not-found"


def test_terms_are_refused_with_every_fault(shops: Shops) -> None:
    _agree(shops)
    body: dict[str, Any] = {
        "partner": "nowhere", "own_asset": "growth", "other_asset": "points", "until_us": UNTIL,
        "out": {"give": 1, "get": 2, "least": 0, "member_day": 5}, "back": {"give": 1, "get": 1, "total": -1},
    }  # fmt: skip
    found = shops.served.problem(422, "POST", "/v1/clearing/agreements", body)
    assert [(one["path"], one["code"]) for one in found["faults"]] == [
        ("partner", "unknown-shop"), ("own_asset", "unknown-asset"), ("out.least", "out-of-range"),
        ("back.total", "out-of-range"), ("back", "round-trip-gains"),
    ]  # fmt: skip
    same = {**body, "partner": "books", "own_asset": "points", "out": OUT, "back": None}
    made = shops.served.ok("POST", "/v1/clearing/agreements", same)
    path = f"/v1/clearing/agreements/{made['agreement']}"
    assert shops.served.problem(409, "POST", f"{path}/accept", key=shops.books)["code"] == "agreement-overlaps"
    assert shops.served.ok("POST", f"{path}/end", key=shops.books)["status"] == "declined"
    assert shops.served.ok("POST", f"{path}/end")["status"] == "declined"
    assert shops.served.problem(404, "POST", "/v1/clearing/agreements/none/end")["code"] == "agreement-not-found"


def test_shops_of_two_currencies_agree_on_no_price(shops: Shops) -> None:
    """Neither from the first nor where one of them changes its currency before the other has answered."""
    served = shops.served
    before: dict[str, Any] = {
        "partner": "abroad", "own_asset": "points", "other_asset": "points", "until_us": UNTIL,
        "out": {"give": 2, "get": 1, "price_cents": 3},
    }  # fmt: skip
    waiting = served.ok("POST", "/v1/clearing/agreements", before)["agreement"]
    spec = served.ok("GET", "/v1/program", key=shops.abroad)["spec"]
    changed = {"spec": {**spec, "currency": {"code": "USD", "exponent": 2}}, "accept_warnings": True}
    version = served.ok("POST", "/v1/program/publish", changed, key=shops.abroad)["version"]
    served.wait_for_version(version, key=shops.abroad)
    found = served.problem(422, "POST", f"/v1/clearing/agreements/{waiting}/accept", key=shops.abroad)
    assert [(one["path"], one["code"]) for one in found["faults"]] == [("back.price_cents", "other-currency")]
    assert served.ok("POST", f"/v1/clearing/agreements/{waiting}/end")["status"] == "withdrawn"
    body: dict[str, Any] = {
        "partner": "abroad", "own_asset": "points", "other_asset": "points", "until_us": UNTIL,
        "out": {"give": 2, "get": 1, "price_cents": 3}, "back": {"give": 1, "get": 1, "price_cents": 1},
    }  # fmt: skip
    found = served.problem(422, "POST", "/v1/clearing/agreements", body)
    assert [(one["path"], one["code"]) for one in found["faults"]] == [
        ("out.price_cents", "other-currency"), ("back.price_cents", "other-currency"),
    ]  # fmt: skip
    for way in ("out", "back"):
        del body[way]["price_cents"]
    assert served.ok("POST", "/v1/clearing/agreements", body)["status"] == "proposed"


def test_events_of_clearing_are_not_taken(shops: Shops) -> None:
    ann, _ = shops.member("dan")
    data: dict[str, Any] = {"agreement": "a", "amount": 5, "shop": 1, "way": {}, "until_us": UNTIL}
    event: dict[str, Any] = {"type": "clearing.send", "member": ann, "key": "forged", "data": data}
    assert shops.served.problem(403, "POST", "/v1/events", event)["code"] == "forbidden"
    event = {"type": "clearing.arrived", "member": ann, "key": "forged", "data": {"transfer": "1"}}
    assert shops.served.problem(422, "POST", "/v1/events", event)["code"] == "invalid-input"
