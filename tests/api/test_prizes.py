"""After the win, over HTTP and by command: claimed, sent, looked at, forfeited, exported, erased."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from typing import Any

import pytest

from tests.api.support import Served

MUG = {"kind": "prize", "name": {"zh": "杯子", "en": "Mug"}, "value_cents": 5_900}
WIN = {
    "kind": "milestone", "id": "prizes_won", "name": "Win", "on": ["app.opened"],
    "steps": [{"at": n, "rewards": [MUG]} for n in (1, 2, 3)],
}  # fmt: skip
WHERE = {"recipient": "王小明", "phone": "13800138000", "address": "上海市静安区南京西路 1 号"}
EMPTY = {"known": False, **dict.fromkeys(("recipient", "phone", "address", "contact", "real_name", "id_number"), "")}


@pytest.fixture(scope="module")
def winner(shop: Served) -> str:
    """Somebody who won three mugs."""
    spec: dict[str, Any] = shop.ok("GET", "/v1/program/versions/1")["spec"]
    changed = {**spec, "activities": [*spec["activities"], WIN]}
    version = shop.ok("POST", "/v1/program/publish", {"spec": changed, "accept_warnings": True})["version"]
    shop.wait_for_version(version)
    member = shop.member("prize_winner")
    for n in range(3):
        shop.ok("POST", "/v1/events", {"type": "app.opened", "member": member, "key": f"p{n}", "data": {}})
    return member


def test_a_prize_from_the_phone_to_the_parcel(shop: Served, winner: str) -> None:
    own = shop.ok("GET", f"/v1/members/{winner}/prizes")["items"]
    assert [(one["name"]["en"], one["status"], one["asks"]) for one in own] == [
        ("Mug", "won", ["recipient", "phone", "address"])
    ] * 3
    first, second, third = (one["prize"] for one in own)
    path = f"/v1/members/{winner}/prizes/{first}"
    refused = shop.problem(409, "POST", f"{path}/claim", {"recipient": "王小明"})
    assert (refused["reason"], refused["missing"]) == ("prize-claim-incomplete", ["phone", "address"])
    assert shop.ok("GET", f"/v1/prizes/{first}/contact") == EMPTY
    claimed = shop.ok("POST", f"{path}/claim", WHERE, **{"Idempotency-Key": "claim-1"})
    assert claimed["result"] == {"prize": first, "status": "claimed", "replaced_by": ""}
    assert shop.ok("POST", f"{path}/claim", WHERE, **{"Idempotency-Key": "claim-1"})["replayed"]
    assert shop.ok("GET", f"/v1/prizes/{first}/contact") == {**EMPTY, "known": True, **WHERE}
    stored = shop.rows("SELECT data::text FROM event WHERE type = 'prize.claim' AND member_id = $1", int(winner))
    assert stored
    assert all("13800138000" not in row[0] and "王小明" not in row[0] for row in stored)
    looks = shop.rows("SELECT actor, subject, details FROM audit_log WHERE action = 'prize.contact-read'")
    assert [(row[1], row[2]) for row in looks] == [(f"prize/{first}", {"member": winner})] * 2
    waiting = shop.ok("GET", f"/v1/prizes?status=to_send&member={winner}")["items"]
    assert [one["prize"] for one in waiting] == [first]
    assert shop.ok("POST", f"{path}/send", {"carrier": "顺丰", "tracking": "SF1"})["result"]["status"] == "sent"
    sent = shop.ok("GET", "/v1/prizes?status=sent&rule=activities.prizes_won")["items"]
    assert [(one["prize"], one["tracking"], one["due_us"]) for one in sent] == [(first, "SF1", None)]
    assert shop.ok("POST", f"{path}/hand-over", {})["result"]["status"] == "handed_over"
    # one is forfeited and goes to somebody else, by name
    other = shop.member("prize_heir")
    path = f"/v1/members/{winner}/prizes/{second}"
    assert shop.ok("POST", f"{path}/forfeit", {"reason": "an employee"})["result"]["status"] == "forfeited"
    named = {"to_member": "wechat:prize_heir", "reason": "the next on the list"}
    made = shop.ok("POST", f"{path}/replace", named)["result"]["replaced_by"]
    limit = time.monotonic() + 60
    while not shop.ok("GET", f"/v1/members/{other}/prizes")["items"]:
        assert time.monotonic() < limit, "the prize did not arrive"
    assert [(one["prize"], one["replaces"]) for one in shop.ok("GET", f"/v1/members/{other}/prizes")["items"]] == [
        (made, second)
    ]
    actions = shop.rows("SELECT action FROM audit_log WHERE action IN ('prize.forfeited', 'prize.replaced') ORDER BY 1")
    assert [row[0] for row in actions] == ["prize.forfeited", "prize.replaced"]
    assert shop.problem(404, "GET", "/v1/prizes/17/contact")["code"] == "not-found"
    exported = shop.call("GET", "/v1/bulk/prizes?format=ndjson")
    lines = [json.loads(line) for line in exported.text.splitlines()]
    assert {one["prize"]: one["status"] for one in lines if one["prize"] in {first, second, third, made}} == {
        first: "handed_over", second: "forfeited", third: "won", made: "won"
    }  # fmt: skip


def test_a_member_reaches_their_own_prizes_only(shop: Served, winner: str) -> None:
    token = shop.ok("POST", f"/v1/members/{winner}/token", {})["token"]
    (prize,) = (one["prize"] for one in shop.ok("GET", "/v1/members/me/prizes?status=won", key=token)["items"])
    assert shop.problem(403, "GET", "/v1/prizes", key=token)["code"] == "forbidden"
    assert shop.problem(403, "GET", f"/v1/prizes/{prize}/contact", key=token)["code"] == "forbidden"
    path = f"/v1/members/me/prizes/{prize}"
    for act, body in (("send", {}), ("hand-over", {}), ("forfeit", {"reason": "r"})):
        assert shop.problem(403, "POST", f"{path}/{act}", body, key=token)["code"] == "forbidden"
    assert shop.ok("POST", f"{path}/claim", WHERE, key=token)["result"]["status"] == "claimed"
    # who is erased leaves no address behind
    shop.ok("POST", f"/v1/members/{winner}/erase", {"reason": "asked"})
    assert shop.ok("GET", f"/v1/prizes/{prize}/contact") == EMPTY


def test_the_command_lists_what_waits(shop: Served, winner: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "liuke.cli.main", "prizes", "--status", "handed_over", "--json"],
        env=shop.environ, capture_output=True, text=True, check=True, timeout=60,
    )  # fmt: skip
    assert [(one["member_id"], one["status"]) for one in json.loads(done.stdout)] == [(winner, "handed_over")]
