"""A shop in which it is always the same time, with the same people and past, for pictures that are compared."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

from liuke.db.migrate import migrate
from tests.api.people_support import add_person
from tests.api.support import NO_LIMITS, Served, make_environ, prepare, serve
from tests.clock import find_offset_us, move_database, move_processes
from tests.server import Administrator

MORNING = datetime(2026, 3, 17, 10, 30, tzinfo=timezone(timedelta(hours=8)))
"""When the shop opens; it has passed, since a database can only be put back."""
SHOWN = MORNING + timedelta(minutes=1)
"""What the browser takes for now."""
DAY_US = 86_400_000_000
NAMES = ("alice", "bob", "carol", "dora", "emil", "fay", "gustav", "hana")


@contextmanager
def open_still_shop(administrator: Administrator, folder: Path) -> Iterator[Served]:
    """The shop, served."""
    database = administrator.make_database(template="template0")
    offset_us = find_offset_us(int(MORNING.timestamp() * 1_000_000))
    environ = make_environ(database, folder, **NO_LIMITS, **move_processes(offset_us), LIUKE_LOCALE="zh")

    def make() -> dict[str, str]:
        move_database(database.admin_dsn, database.name, offset_us)
        asyncio.run(migrate(database.owner_dsn))
        return prepare(environ, events=["events:write"])

    with ThreadPoolExecutor(1) as apart:  # the browser's event loop may run in this thread
        keys = apart.submit(make).result()
    with serve(environ, keys) as shop:
        add_person(shop, "owner@example.com", "owner")
        add_person(shop, "clerk@example.com", "clerk")
        _live(shop)
        yield shop
    administrator.drop_database(database)


def _live(shop: Served) -> None:
    """A month of orders, the same ones whenever it is done, and a morning."""
    now_us = int(MORNING.timestamp() * 1_000_000)
    for n, name in enumerate(NAMES):
        registered_us = now_us - (40 - n) * DAY_US
        body = {"namespace": "wechat", "external_id": name, "registered_us": registered_us}
        shop.ok("POST", "/v1/members", body)
    orders: list[dict[str, Any]] = []
    for back in range(29, 0, -1):
        for n, name in enumerate(NAMES):
            if (back * 7 + n * 5) % 6 > 1:
                continue
            order = f"{back:02}-{n}"
            data = {"order_id": order, "amount_cents": 1_600 + (back * 911 + n * 3_701) % 9_000, "items": 2}
            t_us = now_us - back * DAY_US + n * 3_600_000_000 // 4
            orders.append({"type": "order.paid", "member": f"wechat:{name}", "key": order, "t_us": t_us, "data": data})
    answer = shop.ok("POST", "/v1/events/batch", {"events": orders})
    assert all(one["ok"] for one in answer["results"])
    told = [
        {"day": f"{MORNING - timedelta(days=back):%Y-%m-%d}", "orders": 3 + back % 4, "sales_cents": 9_000 + back * 411}
        for back in range(30)
    ]
    shop.ok("PUT", "/v1/other-sales", {"days": told})
    path = "/v1/members/wechat:alice"
    shop.ok("POST", f"{path}/orders", {"order_id": "today", "amount_cents": 123_400, "items": 9})
    shop.ok("POST", f"{path}/orders/today/refunds", {"refund_id": "today-1", "amount_cents": 2_000})
    shop.ok("POST", f"{path}/check-in", {})
    shop.ok("POST", f"{path}/points/hold", {"asset": "points", "amount": 15, "hold_id": "desk"})
    freeze = {"asset": "points", "amount": 20, "hold_id": "risk", "reason": "looked into"}
    shop.ok("POST", f"{path}/points/freeze", freeze)
    shop.ok("POST", "/v1/members/wechat:bob/check-in", {})
