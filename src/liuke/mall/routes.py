"""The list of redemptions that people work through: what waits, what was sent, what was handed over."""

from __future__ import annotations

from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

from liuke.audit.store import insert_audit
from liuke.db.pool import acquire, transaction
from liuke.http.contracts import Call, Endpoint, Page
from liuke.http.days import Day, read_days
from liuke.http.members import MEMBER_PATH, get_existing_member
from liuke.http.paging import Cursor, Limit, make_page, read_cursor
from liuke.kernel.errors import InvalidInput, NotFound
from liuke.kernel.text import text
from liuke.mall import page_store
from liuke.privacy.names import name_member
from liuke.program.errors import NoProgram
from liuke.program.walk import find_named

_Id = Annotated[str, Meta(max_length=200, pattern=r"^[^\x00]*$")]


class OrdersQuery(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which redemptions.

    Args:
        status: `waiting` to be sent or handed over, `sent`, `done`, `cancelled`; empty: all.
        item: Only of this item.
        store: Only those that were handed over in this store.
        member: Only of this member, by number or `namespace:external_id`.
        from_day: First merchant-local day of the redemption.
        until_day: First day after the last.
    """

    status: Literal["", "waiting", "sent", "done", "cancelled"] = ""
    item: _Id = ""
    store: _Id = ""
    member: _Id = ""
    from_day: Day = ""
    until_day: Day = ""
    limit: Limit = 50
    cursor: Cursor = ""


class MallOrder(msgspec.Struct):
    """A redemption.

    Args:
        member_id: Whose.
        shown: Their phone number or address with the middle hidden, else another name; empty: they have none.
        name: Of the item, in the language of the call.
        points: Spent.
        cash_cents: Paid beside the points.
        redeemed_us: When.
        status: `waiting`, `sent`, `done` or `cancelled`.
        carrier: Who carries it.
        tracking: Number of the parcel.
        sent_us: When it was sent; null: not.
        store: Where it was handed over.
        note: Of whoever handed it over.
        done_us: When it was handed over; null: not, or given at once.
        cancelled_us: When it was cancelled; null: not.
        ships: Whether it is sent to an address that the member gave.
    """

    order_id: str
    member_id: str
    shown: str
    item: str
    name: str
    quantity: int
    points: int
    cash_cents: int
    redeemed_us: int
    status: str
    carrier: str
    tracking: str
    sent_us: int | None
    store: str
    note: str
    done_us: int | None
    cancelled_us: int | None
    ships: bool


class MallContact(msgspec.Struct):
    """Where a redemption is sent, as the member said it then.

    Args:
        known: Whether it can still be read; false once the member was erased, or where nothing is sent.
        recipient: Who.
        phone: Under which number they are reached.
        address: Where.
    """

    known: bool
    recipient: str = ""
    phone: str = ""
    address: str = ""


async def _list(call: Call) -> Page[MallOrder]:
    query, services = call.query, call.services
    before = read_cursor(query.cursor, (int, str))
    today = services.program.calendar.local_day(services.now_us())
    days = read_days(query.from_day, query.until_day, first=0, until=today + 1)
    member_id = await services.identities.get_left(await services.identities.get(query.member)) if query.member else 0
    async with acquire(services.wide) as connection, transaction(connection, tenant_id=services.tenant_id):
        members = await page_store.list_whole(connection, member_id) if member_id else ()
        rows = await page_store.list_orders(
            connection, services.tenant_id, status=query.status, item=query.item, store=query.store, days=days,
            members=members, before=before, limit=query.limit + 1,
        )  # fmt: skip  # pyright: ignore[reportArgumentType] - two parts, as they were read
    return make_page(rows, query.limit, lambda row: _show(call, row), lambda row: (row[3], row[0]))


def _show(call: Call, row: tuple[Any, ...]) -> MallOrder:
    order_id, member_id, names, t_us, status, *written = row
    ordered, sent, handed, cancelled = (msgspec.json.decode(one or "{}") for one in written)
    named = find_named(call.services.program.spec, f"mall.{ordered['item']}")
    return MallOrder(
        order_id, str(member_id), name_member(msgspec.json.decode(names or "[]")), ordered["item"],
        named.get(call.locale) if named is not None else ordered["item"], ordered["quantity"], ordered["points"],
        ordered["cash_cents"], t_us, status, sent.get("carrier", ""), sent.get("tracking", ""), sent.get("t_us"),
        handed.get("store", ""), handed.get("note", ""), handed.get("t_us"), cancelled.get("t_us"),
        "key" in ordered,
    )  # fmt: skip


async def _show_contact(call: Call) -> MallContact:
    member_id, services, order_id = await get_existing_member(call), call.services, call.params["order_id"]
    await services.personal.ready(services.pool)
    async with acquire(services.pool) as connection, transaction(connection, tenant_id=services.tenant_id):
        members = await page_store.list_whole(connection, member_id)
        found = await page_store.find_said(connection, members, order_id)
        if found is None:
            raise NotFound(f"there is no redemption {order_id[:100]!r}", fix="look it up: GET /v1/mall/orders")
        if call.principal.kind != "member":
            await insert_audit(
                connection, services.tenant_id, actor=call.principal.actor, action="mall.contact-read",
                subject=f"mall_order/{order_id}", details={"member": str(member_id)},
            )  # fmt: skip
    owner, key, said, personal_key = found
    if said is None or personal_key is None:
        return MallContact(False)
    opened = services.personal.box(owner, personal_key).open_fields(said, key)
    return MallContact(True, *(str(opened.get(name) or "") for name in ("recipient", "phone", "address")))


ENDPOINTS = (
    Endpoint(
        "GET", f"{MEMBER_PATH}/mall/orders/{{order_id}}/contact", _show_contact,
        text("兑换的收货地址", "Where a redemption is sent"), "mall", ("members:write",), response=MallContact,
        errors=(InvalidInput, NotFound), member_token=True,
        about="As the member said it when they redeemed. Each look of staff is noted in the audit log.",
    ),
    Endpoint(
        "GET", "/v1/mall/orders", _list, text("兑换单列表", "Redemptions, newest first"), "mall",
        ("redeem", "members:read"), query=OrdersQuery, response=Page[MallOrder],
        errors=(InvalidInput, NotFound, NoProgram),
        about="What people hand over, of all members; phone numbers and addresses are masked.",
    ),
)  # fmt: skip
