"""Personal data of a member over HTTP: erased, or handed out."""

from __future__ import annotations

from typing import Annotated, Any

import msgspec
from msgspec import Meta

from liuke.erasure import service
from liuke.erasure.service import Erased
from liuke.http.contracts import Call, Endpoint
from liuke.http.errors import Forbidden
from liuke.http.members import MEMBER_PATH, get_existing_member, get_member
from liuke.kernel.errors import Fault, InvalidInput, NotFound
from liuke.kernel.text import text
from liuke.members.errors import MemberErased
from liuke.program.errors import NoProgram
from liuke.vault.vault import VaultMissing

SCOPE = "members:erase"


class EraseMember(msgspec.Struct, forbid_unknown_fields=True):
    """Why somebody is erased.

    Args:
        reason: Who asked for it, and how; the record of the erasure keeps it, so that it should name nobody.
        preview: Say what there is to erase, and change nothing.
    """

    reason: Annotated[str, Meta(min_length=1, max_length=500)]
    preview: bool = False


CONFIRMATIONS = ("删除我的数据", "ERASE MY DATA")
"""What a member types to be erased, in either language."""


class EraseMe(msgspec.Struct, forbid_unknown_fields=True):
    """That the member means it.

    Args:
        confirmation: `删除我的数据` or `ERASE MY DATA`, typed by the member; not asked for in a preview.
        preview: Say what there is to erase, and change nothing.
    """

    confirmation: Annotated[str, Meta(max_length=100)] = ""
    preview: bool = False


class ErasedView(msgspec.Struct):
    """What came of it.

    Args:
        member_id: Who is left of the member.
        erased_us: When; null in a preview.
        changed: False where it had been done before.
        preview: Whether nothing was changed.
        names: Names that led to the member; their fingerprints stay, so that nobody comes new twice.
        messages: In the inbox.
        signals: Devices and networks seen.
        pictures: Sent by the member; their bytes go within minutes.
        tracked: What the member did in apps and on pages; what their devices sent anonymously goes with it.
        addresses: In the address book.
        members: Members that are one with this one, themselves included.
        balances: Asset → what stays in the books, and nobody can spend any more.
        coupons: Held and not used; likewise.
    """

    member_id: str
    erased_us: int | None
    changed: bool
    preview: bool
    names: int
    messages: int
    signals: int
    pictures: int
    tracked: int
    addresses: int
    members: int
    balances: dict[str, int]
    coupons: int


class MemberExport(msgspec.Struct):
    """Everything that is kept of a member; times that end on `_us` are UTC microseconds.

    Args:
        exported_us: When it was handed out.
        parts: What each part of the platform keeps, with the names that the program gives things.
        names: Names that lead to the member, as they were given.
        addresses: The address book.
        orders: All orders with what was refunded and saved.
        movements: Every movement of points.
        coupons: All coupons, those that are over included.
        tiers: Every change of the tier.
        messages: The inbox.
        tracked: What they did in apps and on pages, as long as it is kept.
        pictures: Files that the member sent: `GET /v1/members/{member}/proofs/{id}/…` hands each out.
        payouts: Money that was won, asked for and paid.
        prizes: What was won and people hand over.
        events: Everything that was reported or asked for, as it was sent.
        signals: Devices and networks seen, as long as they are kept.
    """

    exported_us: int
    parts: dict[str, Any]
    names: list[dict[str, Any]]
    addresses: list[dict[str, Any]]
    orders: list[dict[str, Any]]
    movements: list[dict[str, Any]]
    coupons: list[dict[str, Any]]
    tiers: list[dict[str, Any]]
    messages: list[dict[str, Any]]
    tracked: list[dict[str, Any]]
    pictures: list[dict[str, Any]]
    payouts: list[dict[str, Any]]
    prizes: list[dict[str, Any]]
    events: list[dict[str, Any]]
    signals: list[dict[str, Any]]


def view(erased: Erased, *, preview: bool) -> ErasedView:
    """An erasure as it is shown."""
    held = erased.held
    return ErasedView(
        str(erased.member_id), erased.t_us or None, erased.new and not preview, preview and erased.new, held.names,
        held.messages, held.signals, held.pictures, held.tracked, held.addresses, held.members, held.balances,
        held.coupons,
    )  # fmt: skip


async def _erase(call: Call) -> ErasedView:
    member_id, given, services = await get_member(call), call.body, call.services
    actor = call.principal.actor
    erased = await service.erase(services.engine, member_id, reason=given.reason, actor=actor, preview=given.preview)
    if not given.preview:
        services.identities.forget(erased.member_id)
    return view(erased, preview=given.preview)


async def _erase_me(call: Call) -> ErasedView:
    member_id, given, services = await get_existing_member(call), call.body, call.services
    if call.principal.kind != "member":
        raise Forbidden("a member erases themselves with their own token", fix="POST /v1/members/{member}/erase")
    if not given.preview and " ".join(given.confirmation.split()).upper() not in CONFIRMATIONS:
        fault = Fault("confirmation", "one-of", f"type {' or '.join(CONFIRMATIONS)}", "let the member type it")
        raise InvalidInput("it is not confirmed", faults=[fault])
    actor = call.principal.actor
    erased = await service.erase(
        services.engine, member_id, reason="the member asked for it in the app", actor=actor, preview=given.preview
    )
    if not given.preview:
        services.identities.forget(erased.member_id)
    return view(erased, preview=given.preview)


async def _export(call: Call) -> MemberExport:
    member_id, services = await get_member(call), call.services
    found = await service.export(
        services.engine, services.reader, member_id, locale=call.locale, actor=call.principal.actor,
        now_us=services.now_us(),
    )  # fmt: skip
    return msgspec.convert(found, MemberExport)


ENDPOINTS = (
    Endpoint(
        "POST", f"{MEMBER_PATH}/erase", _erase, text("删除会员个人数据", "Erase who a member is"), "members", (SCOPE,),
        body=EraseMember, response=ErasedView, errors=(InvalidInput, NotFound, NoProgram, VaultMissing),
        about="The key under which everything personal is sealed is destroyed; names, profile, labels, messages and "
        "signals go, pictures within minutes. Amounts, orders and draws stay under a number that leads to nobody, and "
        "keyed fingerprints of the names, so that whoever comes again is no newcomer. It cannot be undone: ask with "
        "`preview` first. Asked twice, it answers the same.",
    ),
    Endpoint(
        "POST", f"{MEMBER_PATH}/erase-me", _erase_me, text("会员自助注销", "A member erases themselves"), "members",
        ("members:erase",), body=EraseMe, response=ErasedView,
        errors=(InvalidInput, NotFound, NoProgram, VaultMissing), member_token=True,
        about="As `POST /v1/members/{member}/erase`, by the member's own token and with a confirmation that the member "
        "types. The token ends with it, in every process within seconds.",
    ),
    Endpoint(
        "GET", f"{MEMBER_PATH}/export", _export, text("导出会员个人数据", "Hand out what is kept of a member"),
        "members", (SCOPE,), response=MemberExport, errors=(InvalidInput, NotFound, NoProgram, MemberErased),
        member_token=True,
        about="One document that a member can read. Noted in the audit log.",
    ),
)  # fmt: skip
