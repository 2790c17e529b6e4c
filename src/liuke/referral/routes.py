"""Whom a member brought."""

from __future__ import annotations

import msgspec

from liuke.db.pool import acquire, transaction
from liuke.decision.state import MemberState
from liuke.http.contracts import Call, Endpoint, Page
from liuke.http.members import MEMBER_PATH, get_member
from liuke.http.paging import PageQuery, make_page, read_cursor
from liuke.kernel.errors import InvalidInput, NotFound
from liuke.kernel.money import BPS
from liuke.kernel.text import text
from liuke.program.errors import NoProgram
from liuke.referral import store
from liuke.referral.contracts import REFERRAL, ReferralBook
from liuke.referral.spec import ReferralSpec


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
        judged: Invitees whose stated day has come.
        stayed: Those of them who were still there.
        stay_bps: Stayed of judged, in hundredths of a per cent.
        promoter_since_us: Since when the member is a super promoter; null: is none.
        benefit_uses: How often the member used a benefit.
        contribution: All of it in one figure, weighed as the program says.
    """

    code: str
    inviter: str | None
    invited: int
    effective: int
    conversion_bps: int
    second_level: int
    second_effective: int
    judged: int
    stayed: int
    stay_bps: int
    promoter_since_us: int | None
    benefit_uses: int
    contribution: int


class PromoterView(msgspec.Struct):
    """A super promoter: since when, and how many newcomers had been looked at by then, of whom how many had stayed."""

    member_id: str
    since_us: int
    judged: int
    stayed: int


def _look(state: MemberState) -> tuple[ReferralBook, str | None, tuple[int, ...]]:
    book = state.read(REFERRAL, ReferralBook)
    brought = [one for one in book.bonds if one.status != "void"]
    first = min(brought, key=lambda one: (one.status != "effective", one.bound_us), default=None)
    return book, str(first.inviter) if first is not None else None, (state.member_id, *state.others)


async def _show(call: Call) -> InvitesView:
    services = call.services
    book, inviter, members = await services.reader.read_with(await get_member(call), _look)
    async with acquire(services.pool) as connection, transaction(connection, tenant_id=services.tenant_id):
        invited, effective, second, second_effective = await store.count_tree(connection, members)
        uses = await store.count_benefit_uses(connection, members)
    weights = services.program.section("referral", ReferralSpec).contribution
    contribution = (
        effective * weights.effective + book.stayed * weights.stayed + second_effective * weights.second_level
        + uses * weights.benefit_use
    )  # fmt: skip
    return InvitesView(
        book.code, inviter, invited, effective, effective * BPS // invited if invited else 0, second, second_effective,
        book.judged, book.stayed, book.stayed * BPS // book.judged if book.judged else 0, book.promoted_us or None,
        uses, contribution,
    )  # fmt: skip


async def _list(call: Call) -> Page[PromoterView]:
    services, query = call.services, call.query
    before = read_cursor(query.cursor, (int, int))
    async with acquire(services.wide) as connection, transaction(connection, tenant_id=services.tenant_id):
        rows = await store.list_promoters(connection, services.tenant_id, before, query.limit + 1)  # pyright: ignore[reportArgumentType] - two numbers, as they were read
    return make_page(
        rows, query.limit, lambda row: PromoterView(str(row[2]), row[0], row[3], row[4]), lambda row: (row[0], row[1])
    )  # fmt: skip


ENDPOINTS = (
    Endpoint(
        "GET", f"{MEMBER_PATH}/invites", _show, text("邀请成果", "Whom a member brought, to the second level"),
        "referral", ("members:read",), response=InvitesView, errors=(InvalidInput, NotFound, NoProgram),
        member_token=True,
    ),
    Endpoint(
        "GET", "/v1/promoters", _list, text("超级推广者", "Super promoters"), "referral", ("members:read",),
        query=PageQuery, response=Page[PromoterView], errors=(InvalidInput,), about="The newest first.",
    ),
)  # fmt: skip
