"""Whom a member brought."""

from __future__ import annotations

import msgspec

from liuke.db.pool import acquire, transaction
from liuke.decision.state import MemberState
from liuke.http.contracts import Call, Endpoint
from liuke.http.members import MEMBER_PATH, get_member
from liuke.kernel.errors import InvalidInput, NotFound
from liuke.kernel.money import BPS
from liuke.kernel.text import text
from liuke.referral import store
from liuke.referral.contracts import REFERRAL, ReferralBook


class InvitesView(msgspec.Struct):
    """A member's invitations in figures.

    Args:
        code: The member's code; empty: it was never asked for.
        inviter: Who brought the member; null: nobody.
        invited: Whom the member brought.
        effective: Those of them who paid an order that counts.
        conversion_bps: Effective of invited, in hundredths of a per cent.
        second_level: Whom those brought: it is counted, and never rewarded.
        second_effective: Those of them who count.
    """

    code: str
    inviter: str | None
    invited: int
    effective: int
    conversion_bps: int
    second_level: int
    second_effective: int


def _look(state: MemberState) -> tuple[str, str | None, tuple[int, ...]]:
    book = state.read(REFERRAL, ReferralBook)
    brought = [one for one in book.bonds if one.status != "void"]
    first = min(brought, key=lambda one: (one.status != "effective", one.bound_us), default=None)
    return book.code, str(first.inviter) if first is not None else None, (state.member_id, *state.others)


async def _show(call: Call) -> InvitesView:
    services = call.services
    code, inviter, members = await services.reader.read_with(await get_member(call), _look)
    async with acquire(services.pool) as connection, transaction(connection, tenant_id=services.tenant_id):
        invitees = await store.list_invitees(connection, members)
        invited, effective = await store.count_invitees(connection, members)
        second, second_effective = await store.count_invitees(connection, invitees)
    share = effective * BPS // invited if invited else 0
    return InvitesView(code, inviter, invited, effective, share, second, second_effective)


ENDPOINTS = (
    Endpoint(
        "GET", f"{MEMBER_PATH}/invites", _show, text("邀请成果", "Whom a member brought, to the second level"),
        "referral", ("members:read",), response=InvitesView, errors=(InvalidInput, NotFound), member_token=True,
    ),
)  # fmt: skip
