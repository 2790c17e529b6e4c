"""Members: registering, finding, and looking at one of them from every side."""

from __future__ import annotations

from typing import Annotated, Any

import msgspec
from msgspec import Meta

from liuke.audit.store import insert_audit
from liuke.centre.views import Centre, view_centre
from liuke.db.pool import acquire, transaction
from liuke.decision.choosing import choose_program
from liuke.decision.state import MemberState, Need
from liuke.http.contracts import Call, Endpoint
from liuke.http.members import MEMBER_PATH, get_existing_member, get_member
from liuke.kernel.errors import InvalidInput, NotFound
from liuke.kernel.text import text
from liuke.ledger.spec import AssetSpec
from liuke.ledger.views import Balance, view_balances
from liuke.members import identity_store
from liuke.members.freezing import find_freeze
from liuke.members.routes import IdentityView
from liuke.privacy.names import mask_profile
from liuke.program.errors import NoProgram
from liuke.tiers.views import NamedTier, SetTierView, view_named_tier, view_set_tier

READ = ("members:read",)


_SHOWN = (InvalidInput, NotFound, NoProgram)


class SeeWhole(msgspec.Struct, forbid_unknown_fields=True):
    """Why whole numbers and addresses are needed; it is kept in the audit log."""

    reason: Annotated[str, Meta(min_length=2, max_length=500)]


class WholeView(msgspec.Struct):
    """Names and profile of a member as they were given."""

    member_id: str
    identities: list[IdentityView]
    profile: dict[str, Any]


async def _see_whole(call: Call) -> WholeView:
    member_id = await get_existing_member(call)
    services = call.services
    profile = await services.reader.read_with(member_id, lambda state: state.profile)
    async with acquire(services.pool) as connection, transaction(connection, tenant_id=services.tenant_id):
        names = await identity_store.list_identities(connection, services.tenant_id, member_id, services.personal)
        await insert_audit(
            connection, services.tenant_id, actor=call.principal.actor, action="member.seen_whole",
            subject=f"member/{member_id}", details={"reason": call.body.reason},
        )  # fmt: skip
    return WholeView(str(member_id), [IdentityView(*name) for name in names], profile)


class FreezeView(msgspec.Struct):
    """Since when a member is frozen, until when (null: until somebody lifts it), why and by whom."""

    since_us: int
    until_us: int | None
    reason: str
    actor: str


class MemberView(msgspec.Struct):
    """A member.

    Args:
        identities: Of phone numbers and addresses a person is shown the mask: `POST /v1/members/{member}/whole` opens
            them. Keys of systems and members themselves are shown them whole.
        profile: Likewise.
        operations: Recorded so far.
        freeze: Null: the member is not frozen.
        set_tier: The tier that was set by hand; null: none, or a member asks.
        labels: By name.
        balances: In full.
        test: Whether it is a test member.
    """

    member_id: str
    identities: list[IdentityView]
    registered_us: int
    last_active_us: int | None
    tier: NamedTier
    operations: int
    profile: dict[str, Any]
    labels: dict[str, str]
    balances: list[Balance]
    test: bool
    freeze: FreezeView | None
    set_tier: SetTierView | None


async def _look(call: Call) -> MemberView:
    member_id = await get_member(call)
    services = call.services
    async with acquire(services.pool) as connection, transaction(connection, tenant_id=services.tenant_id):
        member_id = await identity_store.find_left(connection, services.tenant_id, member_id) or member_id
        opens = None if call.principal.kind == "person" else services.personal
        names = await identity_store.list_identities(connection, services.tenant_id, member_id, opens)
    shown = [IdentityView(*name) for name in names]
    now_us = services.now_us()

    def view(state: MemberState) -> MemberView:
        program = choose_program(services.program, state, now_us).program
        profile = mask_profile(state.profile) if call.principal.kind == "person" else state.profile
        return MemberView(
            str(member_id), shown, state.registered_us, state.last_active_us or None,
            view_named_tier(program, state.tier, call.locale), state.ops, profile, state.labels,
            view_balances(program, state, now_us, call.locale), state.test, _view_freeze(call, state),
            None if call.principal.kind == "member" else view_set_tier(program, state, now_us, call.locale),
        )  # fmt: skip

    return await services.reader.read_with(member_id, view, *_lot_needs(call, member_id))


def _view_freeze(call: Call, state: MemberState) -> FreezeView | None:
    """The freeze for whoever works for the merchant; members are not told what staff wrote."""
    found = find_freeze(state)
    if found is None:
        return None
    reason, actor = ("", "") if call.principal.kind == "member" else (found.reason, found.actor)
    return FreezeView(found.since_us, found.until_us or None, reason, actor)


def _lot_needs(call: Call, member_id: int) -> list[Need]:
    assets = call.services.program.items("assets", AssetSpec)
    return [Need("lots", member_id, asset.id) for asset in assets if asset.lots]


async def _centre(call: Call) -> Centre:
    member_id = await get_member(call)
    services = call.services
    program, now_us, locale = services.program, services.now_us(), call.locale
    assets = [asset.id for asset in program.items("assets", AssetSpec) if asset.lots]
    return await services.reader.look_with(
        member_id,
        assets,
        lambda state, stock: view_centre(choose_program(program, state, now_us).program, state, now_us, stock, locale),
    )


ENDPOINTS = (
    Endpoint(
        "GET", MEMBER_PATH, _look, text("查看会员", "Look at a member"), "members", READ,
        response=MemberView, errors=_SHOWN, member_token=True,
    ),
    Endpoint(
        "POST", f"{MEMBER_PATH}/whole", _see_whole, text("查看完整号码与资料", "See whole numbers and profile"),
        "members", ("members:write",), body=SeeWhole, response=WholeView, errors=_SHOWN,
        about="People are shown phone numbers and addresses masked; each look at the whole is noted with its reason.",
    ),
    Endpoint(
        "GET", f"{MEMBER_PATH}/centre", _centre, text("会员中心", "The member centre in one call"), "members", READ,
        response=Centre, errors=_SHOWN, member_token=True,
    ),
)  # fmt: skip
