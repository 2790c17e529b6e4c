"""Money that others move, over HTTP and by command: won, pulled, reported, tried again, given up."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.api.support import Served

WIN = {
    "kind": "milestone", "id": "win", "name": "Win", "on": ["app.opened"],
    "steps": [{"at": n, "rewards": [{"kind": "cash", "cents": 100 * n}]} for n in (1, 2, 3)],
}  # fmt: skip


@pytest.fixture(scope="module")
def winner(shop: Served) -> str:
    """Somebody who won three times."""
    spec: dict[str, Any] = shop.ok("GET", "/v1/program/versions/1")["spec"]
    changed = {**spec, "activities": [*spec["activities"], WIN]}
    version = shop.ok("POST", "/v1/program/publish", {"spec": changed, "accept_warnings": True})["version"]
    shop.wait_for_version(version)
    member = shop.member("winner")
    for n in range(3):
        shop.ok("POST", "/v1/events", {"type": "app.opened", "member": member, "key": f"o{n}", "data": {}})
    return member


def pull(shop: Served, status: str = "open") -> dict[int, dict[str, Any]]:
    return {one["cents"]: one for one in shop.ok("GET", f"/v1/payouts?status={status}")["items"]}


def test_each_is_closed_by_what_is_reported(shop: Served, winner: str) -> None:
    found = pull(shop)
    assert {(one["cents"], one["status"], one["tries"], one["member_id"]) for one in found.values()} == {
        (cents, "requested", 1, winner) for cents in (100, 200, 300)
    }
    path = {cents: f"/v1/members/{winner}/payouts/{one['payout']}" for cents, one in found.items()}
    for _ in range(2):
        done = shop.ok("POST", f"{path[100]}/done", {"reference": "bank-1"})["result"]
        assert (done["status"], done["late"]) == ("done", False)
    assert shop.ok("POST", f"{path[200]}/failed", {"reason": "no account"})["result"]["status"] == "failed"
    assert pull(shop, "failed")[200]["reason"] == "no account"
    assert shop.ok("POST", f"{path[200]}/retry", {})["result"]["status"] == "requested"
    assert pull(shop)[200]["tries"] == 2
    assert shop.ok("POST", f"{path[300]}/give-up", {"reason": "moved away"})["result"]["status"] == "given_up"
    assert shop.problem(409, "POST", f"{path[300]}/retry", {})["reason"] == "payout-not-failed"
    assert shop.ok("POST", f"{path[300]}/done", {})["result"] == {
        "payout": found[300]["payout"], "status": "done", "late": True
    }  # fmt: skip
    assert (list(pull(shop)), list(pull(shop, "late")), pull(shop, "done")[100]["reference"]) == (
        [200],
        [300],
        "bank-1",
    )
    page = shop.ok("GET", "/v1/payouts?status=all&limit=2")
    rest = shop.ok("GET", f"/v1/payouts?status=all&limit=2&cursor={page['next_cursor']}")
    assert sorted(one["cents"] for one in page["items"] + rest["items"]) == [100, 200, 300]
    assert shop.problem(409, "POST", f"/v1/members/{winner}/payouts/17/done", {})["reason"] == "payout-not-found"


def test_the_commands(shop: Served, winner: str) -> None:
    def liuke(*arguments: str) -> Any:
        command = [str(Path(sys.executable).with_name("liuke")), *arguments, "--json"]
        done = subprocess.run(command, env=shop.environ, capture_output=True, text=True, check=True, timeout=120)
        return json.loads(done.stdout)

    before = len(liuke("payouts", "--status", "open"))
    done = liuke("simulate-payouts", "--doubled", "100")
    assert (done["payouts"], done["reports"], done["refused"]) == (before, 2 * before, 0)
    assert liuke("payouts") == []
    assert {one["member_id"] for one in liuke("payouts", "--status", "done")} == {winner}
