"""Where requests come from, over HTTP: seen for members' tokens, told by merchants' servers."""

from __future__ import annotations

import asyncio
from typing import Any

import msgspec

from liuke.bootstrap import open_platform
from liuke.db.pool import acquire, transaction
from liuke.engine.signals import render_place
from liuke.settings import read_settings
from tests.api.support import Served


def read_clients(shop: Served, member: str) -> list[dict[str, Any]]:
    """What is kept of a member's operations, opened."""

    async def ask() -> list[dict[str, Any]]:
        async with (
            open_platform(read_settings(shop.environ), connections=1) as platform,
            acquire(platform.pool) as connection,
            transaction(connection, tenant_id=platform.tenant_id),
        ):
            found = await connection.fetch(
                "SELECT s.op_n, s.sealed, m.personal_key FROM client_signal s JOIN member_state m USING (member_id) "
                "WHERE member_id = $1 ORDER BY op_n",
                int(member),
            )
            boxes = [(platform.personal.box(int(member), bytes(row[2])), row[0], bytes(row[1])) for row in found]
            return [msgspec.json.decode(box.open(sealed, render_place(n))) for box, n, sealed in boxes]

    return asyncio.run(ask())


def test_a_members_own_device_is_seen(shop: Served) -> None:
    member = shop.member("seen")
    token = shop.ok("POST", f"/v1/members/{member}/token", {})["token"]
    headers = {"X-Liuke-Device": "phone-1", "User-Agent": "app/1", "X-Forwarded-For": "198.51.100.9, 203.0.113.7"}
    shop.ok("POST", "/v1/members/me/check-in", {}, key=token, **headers)
    shop.ok("GET", "/v1/members/me/centre", key=token, **headers)
    assert read_clients(shop, member) == [{"ip": "203.0.113.7", "device_id": "phone-1", "user_agent": "app/1"}]
    operation = next(one for one in shop.ok("GET", f"/v1/members/{member}/operations")["items"] if one["n"] == 2)
    assert shop.ok("GET", f"/v1/members/{member}/operations/{operation['key']}")["risk"] is None


def test_a_merchants_server_tells_what_it_saw(shop: Served) -> None:
    member = shop.member("told")
    order = {"type": "order.paid", "member": member, "data": {"order_id": "1", "amount_cents": 100}}
    client = {"ip": "2001:db8::00ff", "device_id": "mini-2"}
    shop.ok("POST", "/v1/events", {**order, "key": "a", "client": client})
    shop.ok("POST", "/v1/events/batch", {"events": [{**order, "key": "b", "type": "app.opened", "data": {},
                                                     "client": {"user_agent": "x"}}]})  # fmt: skip
    shop.ok("POST", f"/v1/members/{member}/check-in", {}, **{"X-Liuke-Client-IP": "192.0.2.1", "User-Agent": "server"})
    shop.ok("POST", f"/v1/members/{member}/orders", {"order_id": "2", "amount_cents": 5}, **{"User-Agent": "server"})
    assert read_clients(shop, member) == [
        {"ip": "2001:db8::ff", "device_id": "mini-2", "user_agent": ""},
        {"ip": "", "device_id": "", "user_agent": "x"},
        {"ip": "192.0.2.1", "device_id": "", "user_agent": ""},
    ]
    wrong = {**order, "key": "c", "client": {"ip": "somewhere"}}
    assert [(one["path"], one["code"]) for one in shop.problem(422, "POST", "/v1/events", wrong)["faults"]] == [
        ("client.ip", "not-an-address")
    ]
    results = shop.ok("POST", "/v1/events/batch", {"events": [wrong]})["results"]
    assert results[0]["error"]["faults"][0]["path"] == "client.ip"
