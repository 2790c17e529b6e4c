"""What was redeemed, the newest first, and how long each can be undone."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from liuke.benefits.page_store import list_redemptions
from liuke.benefits.spec import BenefitSpec
from liuke.db.pool import acquire, transaction
from liuke.http.contracts import Call, Endpoint, Page
from liuke.http.paging import Cursor, Limit, make_page, read_cursor
from liuke.kernel.clock import MINUTE_US
from liuke.kernel.errors import InvalidInput
from liuke.kernel.text import text
from liuke.members.identity_store import list_shown
from liuke.program.errors import NoProgram


class RedemptionQuery(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """``store``: only what was redeemed there."""

    store: Annotated[str, Meta(max_length=200)] = ""
    limit: Limit = 50
    cursor: Cursor = ""


class RedemptionView(msgspec.Struct):
    """A benefit that was redeemed.

    Args:
        redemption: For undoing it.
        member: What the member is called, masked where it is personal.
        name: Of the benefit, in the language of the call.
        clerk: Who redeemed it; empty: the member themselves.
        undo_until_us: Until when it can be undone by the program in force.
        undone_us: When it was undone; null: it was not.
        reason: Why it was undone; empty: nobody said.
    """

    redemption: str
    member_id: str
    member: str
    t_us: int
    benefit: str
    name: str
    count: int
    value_cents: int
    store: str
    clerk: str
    undo_until_us: int
    undone_us: int | None
    reason: str


async def _list(call: Call) -> Page[RedemptionView]:
    query, services = call.query, call.services
    before = read_cursor(query.cursor, (int, str))
    async with acquire(services.pool) as connection, transaction(connection, tenant_id=services.tenant_id):
        rows = await list_redemptions(connection, services.tenant_id, query.store, before, query.limit + 1)
        shown = await list_shown(connection, services.tenant_id, [row[1] for row in rows])
    benefits = {one.id: one for one in services.program.items("benefits", BenefitSpec)}
    return make_page(rows, query.limit, lambda row: _show(call, row, shown, benefits), lambda row: (row[2], row[0]))


def _show(
    call: Call, row: tuple[Any, ...], shown: Mapping[int, str], benefits: Mapping[str, BenefitSpec]
) -> RedemptionView:
    redemption, member_id, t_us, data, clerk, undone = row
    done, back = msgspec.json.decode(data), msgspec.json.decode(undone or "{}")
    benefit = benefits.get(done["benefit"])
    minutes = benefit.undo_minutes if benefit is not None else 0
    return RedemptionView(
        redemption, str(member_id), shown.get(member_id, ""), t_us, done["benefit"],
        benefit.name.get(call.locale) if benefit is not None else done["benefit"], done["count"], done["value_cents"],
        done.get("store") or "", clerk or "", done["t_us"] + minutes * MINUTE_US, back.get("t_us"),
        back.get("reason") or "",
    )  # fmt: skip


ENDPOINTS = (
    Endpoint(
        "GET", "/v1/redemptions", _list, text("核销记录", "Redemptions, newest first"), "benefits",
        ("redeem", "members:read"), query=RedemptionQuery, response=Page[RedemptionView],
        errors=(InvalidInput, NoProgram),
        about="Names of members are masked. `POST /v1/members/{member}/benefit-redemptions/{redemption}/cancel` undoes "
        "one within its time.",
    ),
)  # fmt: skip
