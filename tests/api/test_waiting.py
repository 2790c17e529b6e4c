"""Facts that wait, over HTTP and as an operator sees them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from tests.api.support import Served


def send(shop: Served, member: str, type_: str, key: str, **data: object) -> dict[str, object]:
    return shop.ok("POST", "/v1/events", {"type": type_, "member": member, "key": key, "data": data})


def test_what_waits_is_listed_until_it_is_joined_or_dismissed(shop: Served) -> None:
    member = shop.member("early")
    refund = {"order_id": "late-1", "refund_id": "r1", "amount_cents": 5_000}
    send(shop, member, "order.refunded", "w1", **refund)
    send(shop, member, "order.refunded", "w2", order_id="never", refund_id="r2", amount_cents=100)
    items = [one for one in shop.ok("GET", "/v1/waiting")["items"] if one["member_id"] == member]
    assert [(one["place"], one["ref"], one["type"], one["cause"], one["fault"]) for one in items] == [
        ("order/late-1", "r1", "order.refunded", "order-unknown", None),
        ("order/never", "r2", "order.refunded", "order-unknown", None),
    ]
    assert items[0]["data"] == refund
    assert items[0]["age_days"] == 0
    first = shop.ok("GET", "/v1/waiting?limit=1")
    rest = shop.ok("GET", f"/v1/waiting?limit=200&cursor={first['next_cursor']}")
    assert first["items"] + rest["items"] == shop.ok("GET", "/v1/waiting?limit=200")["items"]
    (notice,) = [one for one in shop.ok("GET", "/v1/overview")["attention"] if one["kind"] == "waiting"]
    assert notice["count"] == len(first["items"] + rest["items"])
    send(shop, member, "order.paid", "w3", order_id="late-1", amount_cents=5_000)
    assert shop.rows("SELECT status, refunded_cents FROM purchase WHERE order_id = 'late-1'") == [("refunded", 5_000)]
    again = shop.problem(
        409, "POST", "/v1/events",
        {"type": "order.refunded", "member": member, "key": "w4", "data": refund},
    )  # fmt: skip
    assert again["reason"] == "refund-exceeds-order"
    body = {"place": "order/never", "ref": "r2", "reason": "an order of the old shop"}
    assert shop.ok("POST", f"/v1/members/{member}/waiting/dismiss", body, **{"Idempotency-Key": "w5"})["result"] == {
        "place": "order/never", "ref": "r2",
    }  # fmt: skip
    assert [one for one in shop.ok("GET", "/v1/waiting")["items"] if one["member_id"] == member] == []
    missing = shop.problem(
        409, "POST", f"/v1/members/{member}/waiting/dismiss", body, **{"Idempotency-Key": "w6"}
    )  # fmt: skip
    assert missing["reason"] == "nothing-waits"


def liuke(shop: Served, *arguments: str) -> str:
    command = [str(Path(sys.executable).with_name("liuke")), *arguments]
    return subprocess.run(
        command, env={**os.environ, **shop.environ, "LIUKE_LOCALE": "en"}, capture_output=True, text=True, check=True
    ).stdout  # fmt: skip


def test_the_command_lists_it(shop: Served) -> None:
    member = shop.member("early-too")
    send(shop, member, "order.refunded", "c1", order_id="late-9", refund_id="r9", amount_cents=5_000)
    found = json.loads(liuke(shop, "member", "waiting", "--json"))
    assert [(one["place"], one["ref"]) for one in found if one["member_id"] == member] == [("order/late-9", "r9")]
    assert "order/late-9" in liuke(shop, "member", "waiting")
