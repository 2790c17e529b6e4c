"""Every list and figure of the API says the same whether or not there are activities that are subjects."""

from __future__ import annotations

import asyncio
from typing import Any

from liuke.db.pool import connect, transaction
from liuke.kernel.ids import subject_id
from tests.api.support import Served
from tests.server import TestDatabase

APART = {"/metrics", "/openapi.json", "/readyz", "/healthz"}
"""They speak of the process."""


def snapshot(shop: Served, paths: list[str]) -> dict[str, Any]:
    """Path → status and body of each."""

    def read(path: str) -> Any:
        answer = shop.call("GET", path)
        return [answer.status_code, answer.json() if "json" in answer.headers.get("content-type", "") else answer.text]

    return {path: read(path) for path in paths}


def differences(before: Any, after: Any, path: str = "") -> set[str]:
    """Places at which two documents differ."""
    if isinstance(before, dict) and isinstance(after, dict):
        return {
            found
            for key in {*before, *after}
            for found in differences(before.get(key), after.get(key), f"{path}.{key}")
        }
    if isinstance(before, list) and isinstance(after, list) and len(before) == len(after):
        pairs = enumerate(zip(before, after, strict=True))
        return {found for i, (one, other) in pairs for found in differences(one, other, f"{path}.{i}")}
    return set() if before == after else {path}


async def add_subject(database: TestDatabase, member: int) -> int:
    """A subject with all that an activity may have, copied from a member's rows."""
    admin = await connect(database.admin_dsn)
    tenant = await admin.fetchval("SELECT tenant_id FROM member_state WHERE member_id = $1", member)
    subject = subject_id(tenant, "walked")
    async with transaction(admin):
        for table in ("member_state", "operation", "event", "record"):
            columns = await admin.fetch(
                "SELECT attname::text FROM pg_attribute WHERE attrelid = $1::text::regclass AND attnum > 0 "
                "AND NOT attisdropped AND attname <> 'member_id'",
                table,
            )
            names = ", ".join(row[0] for row in columns)
            await admin.execute(
                f"INSERT INTO {table} (member_id, {names}) SELECT $2, {names} FROM {table} WHERE member_id = $1",
                member,
                subject,
            )
    counted = "SELECT count(*) FROM {} WHERE member_id = $1"
    assert await admin.fetchval(counted.format("member_state"), subject) == 1
    assert await admin.fetchval(counted.format("operation"), subject) >= 3
    assert await admin.fetchval(counted.format("event"), subject) >= 3
    await admin.close()
    return subject


def test_every_list_and_figure_says_the_same(shop: Served, module_database: TestDatabase) -> None:
    member = shop.member("walker")
    for number in range(3):
        order = {"order_id": f"w{number}", "amount_cents": 9_900}
        shop.ok("POST", "/v1/events", {"type": "order.paid", "member": member, "key": f"w{number}", "data": order})
    shop.ok("POST", "/v1/events", {"type": "app.opened", "member": member, "key": "o", "data": {}})
    paths: dict[str, Any] = shop.ok("GET", "/openapi.json")["paths"]
    walked = sorted({path for path, methods in paths.items() if "get" in methods and "{" not in path} - APART)
    assert len(walked) >= 20
    first, second = snapshot(shop, walked), snapshot(shop, walked)
    moving = differences(first, second)
    subject = asyncio.run(add_subject(module_database, int(member)))
    third = snapshot(shop, walked)
    assert differences(second, third) <= moving
    assert sum(found[0] == 200 for found in third.values()) >= 15
    assert [found["member_id"] for found in shop.ok("GET", "/v1/members")["items"]] == [member]
    # nobody outside speaks for an activity
    event = {"type": "app.opened", "member": str(subject), "key": "x", "data": {}}
    assert shop.call("POST", "/v1/events", event).status_code in {404, 422}
    assert shop.call("GET", f"/v1/members/{subject}").status_code in {404, 422}
