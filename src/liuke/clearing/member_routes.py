"""Clearing for members: being known in two shops, and moving value from one to the other."""

from __future__ import annotations

import logging
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from liuke.clearing import codes, service, store
from liuke.clearing.contracts import LINKS, OUT, ClearingLinks, Way
from liuke.clearing.errors import LinkCodeInvalid, NoSuchAgreement
from liuke.clearing.store import Agreement, TransferRow
from liuke.clearing.views import TransferView, view_over, view_under_way
from liuke.db.pool import acquire, transaction
from liuke.decision.event import Event
from liuke.decision.state import MemberState
from liuke.http.contracts import Call, Endpoint
from liuke.http.fields import Amount
from liuke.http.members import MEMBER_PATH, get_existing_member
from liuke.http.services import Services
from liuke.kernel.errors import InvalidInput, KeyReused, LiukeError, NotFound, Refused
from liuke.kernel.text import text
from liuke.program.errors import NoProgram

log = logging.getLogger(__name__)

_SCOPES = ("members:write",)
_RECENT = 20
_Slug = Annotated[str, Meta(min_length=1, max_length=63)]


# -- looking ----------------------------------------------------------------------------------------------------------
class LinkView(msgspec.Struct):
    """A shop in which the member is known, too."""

    shop: str
    since_us: int


class WayView(msgspec.Struct):
    """A way to move value out of this shop.

    Args:
        agreement: By which.
        shop: Where it goes.
        asset: What is given.
        other_asset: What it becomes there.
        give: So many units …
        get: … become so many, rounded down once a transfer.
        least: Smallest transfer.
        member_day: At most so much a day; null: any.
        member_month: At most so much a month; null: any.
        until_us: When it ends.
        linked: Whether the member is linked with somebody there; without it nothing moves.
    """

    agreement: str
    shop: str
    asset: str
    other_asset: str
    give: int
    get: int
    least: int
    member_day: int | None
    member_month: int | None
    until_us: int
    linked: bool


class ClearingShown(msgspec.Struct):
    """Where a member's value can go, and what has moved lately."""

    links: list[LinkView]
    ways: list[WayView]
    transfers: list[TransferView]


async def _look(call: Call) -> ClearingShown:
    member_id, services = await get_existing_member(call), call.services

    def read(state: MemberState) -> tuple[ClearingLinks, list[int], list[Any]]:
        open_ = [one for one in state.holds().values() if one.status == "open" and one.purpose == "clearing"]
        return state.read(LINKS, ClearingLinks), [state.member_id, *state.others], open_

    links, members, begun = await services.reader.read_with(member_id, read)
    async with acquire(services.pool) as connection, transaction(connection, tenant_id=services.tenant_id):
        rows = await store.list_transfers(connection, services.tenant_id, before=None, limit=_RECENT, members=members)
        agreements = await store.list_agreements(connection, services.tenant_id)
        shops = {shop: await store.find_slug(connection, shop) for shop in links.links}
    now_us = services.now_us()
    waiting = [view_under_way(store.UnderWay(member_id, one.hold_id, one.asset, one.amount, one.data)) for one in begun]
    return ClearingShown(
        [LinkView(slug, links.links[shop].since_us) for shop, slug in shops.items() if slug is not None],
        [
            _view_way(one, linked=one.partner_id in links.links)
            for one in agreements
            if one.status == "active" and one.terms.out is not None and one.from_us <= now_us < one.until_us
        ],
        [*waiting, *map(view_over, rows)],
    )


def _view_way(one: Agreement, *, linked: bool) -> WayView:
    way = one.terms.out
    assert way is not None, "the caller has looked"
    return WayView(
        one.agreement_id, one.partner, one.terms.own_asset, one.terms.other_asset, way.give, way.get, way.least,
        way.member_day, way.member_month, one.until_us, linked,
    )  # fmt: skip


# -- links ------------------------------------------------------------------------------------------------------------
class ShopNamed(msgspec.Struct, forbid_unknown_fields=True):
    """The other shop, by its name on this server."""

    shop: _Slug


class LinkCode(msgspec.Struct):
    """A code to be entered in the other shop; good once, and until ``expires_us``."""

    code: str
    expires_us: int


class LinkBody(msgspec.Struct, forbid_unknown_fields=True):
    """The code that the member was given in the other shop."""

    code: Annotated[str, Meta(min_length=1, max_length=1_000)]


class LinkAnswer(msgspec.Struct):
    """Whether the member is linked with that shop now."""

    shop: str
    linked: bool


async def _find_partner(call: Call, slug: str) -> int:
    """The shop of this name, if an agreement with it is in force: of other shops nothing is said."""
    services = call.services
    async with acquire(services.pool) as connection, transaction(connection, tenant_id=services.tenant_id):
        shop = await store.find_shop(connection, slug)
        active = shop is not None and await store.list_active(connection, services.tenant_id, shop)
    if not shop or not active:
        raise NoSuchAgreement(f"there is no agreement with a shop {slug!r}", fix="the shops agree first")
    return shop


async def _make_code(call: Call) -> LinkCode:
    given: ShopNamed = call.body
    services, member_id = call.services, await get_existing_member(call)
    partner = await _find_partner(call, given.shop)
    await services.reader.read_with(member_id, _refuse_unfit)
    code, expires = codes.make_code(services.signing_key, services.tenant_id, member_id, partner)
    return LinkCode(code, expires * 1_000_000)


def _refuse_unfit(state: MemberState) -> None:
    if state.is_erased:
        raise Refused("member-erased", "the member was erased: nobody acts for them any more")
    if state.test:
        raise Refused("test-member", "what a test member has stays in the shop")


async def _link(call: Call) -> LinkAnswer:
    given: LinkBody = call.body
    services, member_id = call.services, await get_existing_member(call)
    shop = codes.read_shop(given.code)
    async with acquire(services.pool) as connection, transaction(connection, tenant_id=services.tenant_id):
        if not await store.list_active(connection, services.tenant_id, shop):
            raise LinkCodeInvalid("the shop that made the code has no agreement with this one")
    partner = await call.tenants.get(shop)
    claims = codes.verify_code(given.code, partner.signing_key, shop, services.tenant_id)
    other, key = int(claims.sub), f"clearing:link:{claims.jti}"

    def check(state: MemberState) -> None:
        _refuse_unfit(state)
        known = state.read(LINKS, ClearingLinks).links.get(shop)
        if known is not None and known.member_id != other:
            raise Refused("linked-elsewhere", "the member is linked with another member of that shop")

    await services.reader.read_with(member_id, check)
    try:
        await _ask(partner, Event("clearing.link", other, key, 0, {"shop": services.tenant_id, "other": member_id}))
    except KeyReused:
        raise LinkCodeInvalid("somebody else has used the code", fix="ask for a new one in the other shop") from None
    try:
        await _ask(services, Event("clearing.link", member_id, key, 0, {"shop": shop, "other": other}))
    except Refused:
        await _ask(partner, Event("clearing.unlink", other, f"{key}:undone", 0, {"shop": services.tenant_id}))
        raise
    links = await services.reader.read_with(member_id, lambda state: state.read(LINKS, ClearingLinks).links)
    if shop not in links:  # both were linked by this code before, and have ended it since
        raise LinkCodeInvalid("the code was used before", fix="ask for a new one in the other shop")
    return LinkAnswer(partner.slug, linked=True)


async def _unlink(call: Call) -> LinkAnswer:
    given: ShopNamed = call.body
    services, member_id = call.services, await get_existing_member(call)
    async with acquire(services.pool) as connection, transaction(connection, tenant_id=services.tenant_id):
        shop = await store.find_shop(connection, given.shop)
    links = await services.reader.read_with(member_id, lambda state: state.read(LINKS, ClearingLinks).links)
    if shop is None or shop not in links:
        return LinkAnswer(given.shop, linked=False)
    other = links[shop].member_id
    key = f"clearing:unlink:{services.tenant_id}:{member_id}:{links[shop].since_us}"
    partner = await call.tenants.get(shop)
    await _ask(partner, Event("clearing.unlink", other, key, 0, {"shop": services.tenant_id}))
    await _ask(services, Event("clearing.unlink", member_id, key, 0, {"shop": shop}))
    return LinkAnswer(given.shop, linked=False)


async def _ask(services: Services, event: Event) -> dict[str, Any]:
    outcome = await services.engine.submit(event)
    if outcome.error is not None:
        raise outcome.error
    assert outcome.answer is not None, "what was taken has an answer"
    return outcome.answer["result"]


# -- sending ----------------------------------------------------------------------------------------------------------
class SendBody(msgspec.Struct, forbid_unknown_fields=True):
    """How much to move, in units of this shop's asset, and by which agreement."""

    agreement: Annotated[str, Meta(min_length=1, max_length=40)]
    amount: Amount


async def _send(call: Call) -> TransferView:
    given: SendBody = call.body
    services, member_id = call.services, await get_existing_member(call)
    async with acquire(services.pool) as connection, transaction(connection, tenant_id=services.tenant_id):
        found = await store.find_agreement(connection, services.tenant_id, given.agreement, lock=False)
    if found is None or found.terms.out is None or found.status not in {"active", "ended"}:
        raise NoSuchAgreement(f"nothing goes out by an agreement {given.agreement!r}", fix="look at the member's ways")
    result = await _ask(services, make_event(found, member_id, call.key, given.amount))
    transfer = str(result["transfer"])
    await hurry(call, services, transfer)
    return await _show(services, transfer)


def make_event(found: Agreement, member_id: int, key: str, amount: int) -> Event:
    """The request that begins a transfer: the terms come with it, so that it says the same whenever it is repeated."""
    assert found.terms.out is not None, "the caller has looked"
    way = Way(found.terms.own_asset, found.terms.other_asset, found.terms.out, found.from_us)
    data = {
        "agreement": found.agreement_id, "amount": amount, "shop": found.partner_id,
        "way": msgspec.to_builtins(way), "until_us": found.until_us,
    }  # fmt: skip
    return Event("clearing.send", member_id, key, 0, data)


async def hurry(call: Call, services: Services, transfer: str) -> None:
    """Carry a transfer to its end at once; what this does not come to, the worker does."""
    try:
        for _ in range(2):
            place = await service.carry_one(services.pool, services.tenant_id, transfer)
            if place is None:
                return
            shop, member_id, key = place
            engine = services.engine if shop == services.tenant_id else (await call.tenants.get(shop)).engine
            await engine.deliver_these([(member_id, key)])
    except LiukeError as error:
        log.warning("transfer %s is left to the worker: %s", transfer, error.title)


async def _show(services: Services, transfer: str) -> TransferView:
    async with acquire(services.pool) as connection, transaction(connection, tenant_id=services.tenant_id):
        begun = await store.find_under_way(connection, services.tenant_id, service.make_key(transfer))
        if begun is not None:
            return view_under_way(begun)
        row = await store.get_over(connection, services.tenant_id, OUT, transfer)
    return view_over(TransferRow(*row))


_PATH = f"{MEMBER_PATH}/clearing"
_ASKED = (InvalidInput, NotFound, Refused, NoProgram)
ENDPOINTS: tuple[Endpoint, ...] = (
    Endpoint(
        "GET", _PATH, _look, text("会员的跨店转账", "Where a member's value can go"), "clearing", ("members:read",),
        response=ClearingShown, errors=(InvalidInput, NotFound), member_token=True,
    ),
    Endpoint(
        "POST", f"{_PATH}/code", _make_code, text("申请关联码", "Ask for a code that links two shops"), "clearing",
        _SCOPES, body=ShopNamed, response=LinkCode, errors=(*_ASKED, NoSuchAgreement), member_token=True,
        about="The member enters the code in the other shop; nobody is linked by a phone number.",
    ),
    Endpoint(
        "POST", f"{_PATH}/link", _link, text("用关联码关联", "Link with another shop by its code"), "clearing", _SCOPES,
        body=LinkBody, response=LinkAnswer, errors=(*_ASKED, LinkCodeInvalid), member_token=True,
    ),
    Endpoint(
        "POST", f"{_PATH}/unlink", _unlink, text("解除关联", "End the link with another shop"), "clearing", _SCOPES,
        body=ShopNamed, response=LinkAnswer, errors=_ASKED, member_token=True,
        about="What is under way by then and has not arrived comes back.",
    ),
    Endpoint(
        "POST", f"{_PATH}/send", _send, text("转到另一店铺", "Move value to another shop"), "clearing", _SCOPES,
        body=SendBody, response=TransferView, errors=(*_ASKED, NoSuchAgreement, KeyReused), member_token=True,
        keyed=True,
        about="The value is held here, credited there under the same number, and then gone from here; where the other "
        "shop refuses, it is back with the reason. Answered with `under_way` where that takes longer: it goes on by "
        "itself.",
    ),
)  # fmt: skip
