"""Orders, line by line."""

from __future__ import annotations

from liuke.checkout import page_store
from liuke.checkout.errors import OrderAmbiguous
from liuke.checkout.views import OrderView, read_order, view_order
from liuke.db.pool import acquire, transaction
from liuke.http.contracts import Call, Endpoint
from liuke.http.members import MEMBER_PATH, get_member
from liuke.kernel.errors import InvalidInput, NotFound
from liuke.kernel.text import text
from liuke.program.errors import NoProgram

_ABOUT = (
    "What it earned, what it used and what has gone back of it, as a whole and line by line. A refund names lines by "
    "`id` or `sku`: `POST …/orders/{order_id}/refunds`."
)


async def _show_order(call: Call) -> OrderView:
    return await _show(call, None)


async def _show_member_order(call: Call) -> OrderView:
    return await _show(call, await get_member(call))


async def _show(call: Call, member_id: int | None) -> OrderView:
    services, order_id = call.services, call.params["order_id"]
    async with acquire(services.pool) as connection, transaction(connection, tenant_id=services.tenant_id):
        rows = await page_store.find_orders(connection, services.tenant_id, order_id, member_id)
    if not rows:
        raise NotFound(f"there is no order {order_id!r}")
    if len(rows) > 1:
        raise OrderAmbiguous(
            f"several members have an order {order_id!r}", fix="ask below the member: /v1/members/{member}/orders/…"
        )
    return view_order(services.program, services.book.catalogue.current(), rows[0][0], read_order(rows[0]), call.locale)


ENDPOINTS = (
    Endpoint(
        "GET",
        "/v1/orders/{order_id}",
        _show_order,
        text("查看订单", "An order"),
        "orders",
        ("members:read",),
        response=OrderView,
        errors=(NotFound, NoProgram, OrderAmbiguous),
        about=_ABOUT,
    ),
    Endpoint(
        "GET",
        f"{MEMBER_PATH}/orders/{{order_id}}",
        _show_member_order,
        text("查看会员的订单", "An order of a member"),
        "orders",
        ("members:read",),
        response=OrderView,
        errors=(InvalidInput, NotFound, NoProgram),
        member_token=True,
        about=_ABOUT,
    ),
)
