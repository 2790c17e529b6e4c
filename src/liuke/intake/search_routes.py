"""Finding a member, an order or a coupon from anywhere, by what a customer says or shows: never by our own numbers."""

from __future__ import annotations

from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

from liuke.db.pool import acquire, transaction
from liuke.http.contracts import Call, Endpoint
from liuke.intake import order_store
from liuke.kernel.errors import Fault, InvalidInput
from liuke.kernel.text import text
from liuke.program.walk import find_named

_LIMIT = 6


class SearchQuery(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """``q``: a phone number or another name (in full, or its beginning), an order's number, a coupon's code."""

    q: Annotated[str, Meta(min_length=1, max_length=200)] = ""


class Found(msgspec.Struct):
    """One thing that was found.

    Args:
        kind: `member`, `order` or `coupon`.
        id: For its page: of the member, of the order, of the member who has the coupon.
        title: By what it was found.
        member_id: Whose it is.
        note: Tier, status, or name of the coupon's batch.
        t_us: Of an order: when it was paid; else null.
        amount_cents: Of an order; else null.
    """

    kind: Literal["member", "order", "coupon"]
    id: str
    title: str
    member_id: str
    note: str
    t_us: int | None = None
    amount_cents: int | None = None


class SearchAnswer(msgspec.Struct):
    """Members first, then orders, then coupons; the whole name before the beginning of one."""

    items: list[Found]


async def _search(call: Call) -> SearchAnswer:
    services, wanted = call.services, call.query.q.strip()
    if "\x00" in wanted:
        raise InvalidInput("nothing is called so", faults=[Fault("q", "nul", "text must not hold U+0000")])
    if not wanted:
        return SearchAnswer([])
    stored = await services.identities.list_stored(wanted)
    namespace, colon, rest = wanted.partition(":")
    name = (namespace, rest) if colon and rest else ("", wanted)
    async with acquire(services.wide) as connection, transaction(connection, tenant_id=services.tenant_id):
        tenant_id = services.tenant_id
        members = await order_store.find_members(connection, tenant_id, name[1], name[0], stored, _LIMIT)
        orders = await order_store.find_orders(connection, tenant_id, wanted, _LIMIT)
        coupons = await order_store.find_coupons(connection, tenant_id, wanted, _LIMIT)
    return SearchAnswer(
        [
            *(_show_member(call, tuple(row)) for row in members),
            *(Found("order", row[0], row[0], str(row[1]), row[4], row[2], row[3]) for row in orders),
            *(_show_coupon(call, tuple(row)) for row in coupons),
        ]
    )


def _show_member(call: Call, row: tuple[Any, ...]) -> Found:
    member_id, tier, names = row
    known: list[str] = msgspec.json.decode(names or "[]")
    wanted = call.query.q.strip().rpartition(":")[2]
    shown = [one.partition(":")[2] for one in known]
    title = next((one for one in shown if one.startswith(wanted)), shown[0] if shown else "")
    return Found("member", str(member_id), title, str(member_id), _name(call, f"tiers.ladder.{tier}") if tier else "")


def _show_coupon(call: Call, row: tuple[Any, ...]) -> Found:
    code, member_id, batch, status = row
    del status
    return Found("coupon", str(member_id), code, str(member_id), _name(call, f"coupons.{batch}") or batch)


def _name(call: Call, path: str) -> str:
    named = find_named(call.services.program.spec, path)
    return named.get(call.locale) if named is not None else ""


ENDPOINTS = (
    Endpoint(
        "GET", "/v1/search", _search, text("查找会员、订单与券码", "Find members, orders and coupons"), "members",
        ("members:read",), query=SearchQuery, response=SearchAnswer, errors=(InvalidInput,),
        about="Phone numbers and e-mail addresses are kept sealed: they are found when given in full.",
    ),
)  # fmt: skip
