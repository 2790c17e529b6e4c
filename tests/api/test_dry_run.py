"""Dry runs over HTTP and as a command."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from tests.api.support import Served

DAY_US = 86_400_000_000
ORDER = {"order_id": "dry", "amount_cents": 8_800}


def test_one_event(shop: Served) -> None:
    member = shop.member("dry-1")
    found = shop.ok("POST", "/v1/dry-run", {"member": member, "type": "order.paid", "data": ORDER})
    (step,) = found["steps"]
    assert (found["member_id"], step["program_version"], step["balances"]) == (member, 1, {"growth": 88, "points": 188})
    assert (step["refused"], step["texts"]["gains"][0]) == (None, "88 Points (Points for spending)")
    assert shop.ok("GET", f"/v1/members/{member}")["balances"][0]["available"] == 100


def test_steps_in_the_future(shop: Served) -> None:
    now_us = 1_830_000_000_000_000
    steps = [
        {"type": "order.paid", "data": ORDER, "at_us": now_us},
        {"type": "mall.redeem", "data": {"item": "five_yuan"}},
        {"type": "app.opened", "data": {}, "at_us": now_us + 800 * DAY_US},
    ]
    found = shop.ok("POST", "/v1/dry-run", {"steps": steps, "version": 1})
    first, second, third = found["steps"]
    assert (found["member_id"], first["balances"]["points"]) == (None, 88)
    assert (second["refused"]["reason"], second["t_us"], second["balances"]["points"]) == (
        "insufficient-balance", now_us, 88
    )  # fmt: skip
    assert third["due"] != []
    assert third["before"]["balances"]["points"] == 0


def test_what_is_not_clear(shop: Served) -> None:
    def codes(body: dict[str, Any]) -> list[tuple[str, str]]:
        return [(one["path"], one["code"]) for one in shop.problem(422, "POST", "/v1/dry-run", body)["faults"]]

    both = {"type": "order.paid", "steps": [{"type": "order.paid"}], "member": "1", "sample": {}}
    assert codes(both) == [("sample", "one-of"), ("steps", "one-of")]
    assert codes({}) == [("steps", "one-of")]
    assert codes({"type": "order.paid", "version": 1, "draft": "x"}) == [("version", "one-of")]
    assert shop.problem(404, "POST", "/v1/dry-run", {"type": "app.opened", "version": 77})["code"] == "not-found"
    assert shop.problem(422, "POST", "/v1/dry-run", {"steps": [{"type": "app.opened"}] * 51})["code"] == "invalid-input"
    shop.keys["studio-dry"] = shop.ok("POST", "/v1/keys", {"name": "studio-dry", "scopes": ["program:read"]})["token"]
    body = {"member": "1", "type": "order.paid", "data": ORDER}
    assert shop.problem(403, "POST", "/v1/dry-run", body, key="studio-dry")["scopes"] == ["members:read"]


def test_the_command(shop: Served, tmp_path: Path) -> None:
    shop.member("dry-2")
    file = tmp_path / "steps.yaml"
    file.write_text("steps:\n- {type: order.paid, data: {order_id: c, amount_cents: 8800}, at: 2027-06-01T10:00}\n")

    def liuke(*arguments: str) -> str:
        command = [str(Path(sys.executable).with_name("liuke")), "dry-run", *arguments]
        done = subprocess.run(command, env=shop.environ, capture_output=True, text=True, check=True, timeout=120)
        return done.stdout

    found = json.loads(liuke("--steps", str(file), "--member", "dry-2", "--json"))
    assert found["steps"][0]["balances"] == {"growth": 88, "points": 188}
    assert "88 Points" in liuke("order.paid", "--member", "dry-2", "--data", json.dumps(ORDER))
