"""Prizes over HTTP: the list that staff works through, a member's own, and who gets one where."""

from __future__ import annotations

from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

from liuke.audit.store import insert_audit
from liuke.db.pool import acquire, transaction
from liuke.http.contracts import Call, Endpoint, Page
from liuke.http.members import MEMBER_PATH, get_existing_member
from liuke.http.paging import Cursor, Limit, make_page, read_cursor
from liuke.kernel.errors import InvalidInput, NotFound
from liuke.kernel.text import text
from liuke.prizes import store
from liuke.prizes.contracts import PRIZE, Prize
from liuke.prizes.store import PrizeRow

Choice = Literal[
    "open", "won", "to_send", "to_hand_over", "overdue", "sent", "handed_over", "forfeited", "to_replace", "withdrawn",
    "all",
]  # fmt: skip


_Id = Annotated[str, Meta(max_length=200, pattern=r"^[^\x00]*$")]


class PrizeQuery(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """``status``: how far they are; ``member``: only of this one; ``rule``: of this rule, or one inside of it."""

    status: Choice = "open"
    member: _Id = ""
    rule: _Id = ""
    limit: Limit = 50
    cursor: Cursor = ""


class OwnPrizesQuery(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """``status``: how far they are."""

    status: Choice = "all"
    limit: Limit = 50
    cursor: Cursor = ""


class PrizeView(msgspec.Struct):
    """A prize that people hand over.

    Args:
        prize: Its id.
        member_id: Whose.
        name: What it is called, by language.
        handing: ``ship``, ``pickup`` or ``online``.
        status: ``won``, ``claimed``, ``sent``, ``handed_over``, ``forfeited`` or ``withdrawn``.
        asks: What whoever claims it has to fill in.
        since_us: When it was won.
        claim_until_us: First instant at which it can be claimed no more.
        claimed_us: When it was claimed; null: not yet.
        due_us: When it should have been sent or handed over; null: not claimed yet, or over.
        value_cents: What it is worth.
        tax_cents: Tax on it.
        tax_by: ``merchant`` or ``winner``; empty: there is no tax.
        rule: Path of the rule that gave it.
        ref: What it was given for.
        carrier: Who carries it.
        tracking: Number of the parcel.
        sent_us: When it was sent; null: not yet.
        store: Where it was handed over.
        reason: Why it was forfeited or withdrawn.
        closed_us: When it ended; null: not yet.
        replaced_by: Prize that another member was given in its place.
        replaces: Prize in whose place it is.
        updated_us: When it changed last.
    """

    prize: str
    member_id: str
    name: dict[str, str]
    handing: str
    status: str
    asks: list[str]
    since_us: int
    claim_until_us: int
    claimed_us: int | None
    due_us: int | None
    value_cents: int
    tax_cents: int
    tax_by: str
    rule: str
    ref: str
    carrier: str
    tracking: str
    sent_us: int | None
    store: str
    reason: str
    closed_us: int | None
    replaced_by: str
    replaces: str
    updated_us: int


class PrizeContact(msgspec.Struct):
    """Who gets a prize where, as the member said it when they claimed it; fields that they left out are empty.

    Args:
        known: Whether it can still be read; false once the member was erased, or before they claimed it.
        recipient: Who.
        phone: Under which number they are reached.
        address: Where.
        contact: The account that is topped up.
        real_name: Name by the identity document.
        id_number: Number of the identity document.
    """

    known: bool
    recipient: str = ""
    phone: str = ""
    address: str = ""
    contact: str = ""
    real_name: str = ""
    id_number: str = ""


def view_prize(row: PrizeRow) -> PrizeView:
    """As lists show it."""
    id_, updated_us, doc = row
    one = msgspec.convert(doc, Prize)
    return PrizeView(
        id_, str(one.member_id), one.name, one.handing, one.status, list(one.list_asked()), one.since_us,
        one.claim_until_us, one.claimed_us or None, one.due_us if one.status == "claimed" else None, one.value_cents,
        one.tax_cents, one.tax_by, one.rule, one.ref, one.carrier, one.tracking, one.sent_us or None, one.store,
        one.reason, one.closed_us or None, one.replaced_by, one.replaces, updated_us,
    )  # fmt: skip


async def _list(call: Call) -> Page[PrizeView]:
    query, services = call.query, call.services
    member_id = await services.identities.get_left(await services.identities.get(query.member)) if query.member else 0
    return await _read_page(call, services.wide, member_id, query.rule)


async def _list_own(call: Call) -> Page[PrizeView]:
    return await _read_page(call, call.services.pool, await get_existing_member(call), "")


async def _read_page(call: Call, pool: Any, member_id: int, rule: str) -> Page[PrizeView]:
    query, services = call.query, call.services
    before = read_cursor(query.cursor, (int, str))
    async with acquire(pool) as connection, transaction(connection, tenant_id=services.tenant_id):
        members = await store.list_whole(connection, member_id) if member_id else ()
        rows = await store.list_prizes(
            connection, services.tenant_id, query.status, services.now_us(), before, query.limit + 1,
            members=members, rule=rule,
        )  # fmt: skip  # pyright: ignore[reportArgumentType] - two parts, as they were read
    return make_page(rows, query.limit, view_prize, lambda row: (row[1], row[0]))


async def _show_contact(call: Call) -> PrizeContact:
    services, id_ = call.services, call.params["prize"]
    await services.personal.ready(services.pool)
    async with acquire(services.pool) as connection, transaction(connection, tenant_id=services.tenant_id):
        row = await store.find_prize(connection, services.tenant_id, id_)
        if row is None:
            raise NotFound(f"there is no prize {id_[:100]!r}", fix="look it up: GET /v1/prizes")
        prize = msgspec.convert(row[2], Prize)
        found = None
        if prize.claim_key:
            found = await _find_claim(connection, prize)
        await insert_audit(
            connection, services.tenant_id, actor=call.principal.actor, action="prize.contact-read",
            subject=f"prize/{id_}", details={"member": str(prize.member_id)},
        )  # fmt: skip
    if found is None or found[2] is None:
        return PrizeContact(False)
    said = services.personal.box(found[0], found[2]).open_fields(found[1], prize.claim_key)
    names = [field.name for field in msgspec.structs.fields(PrizeContact) if field.name != "known"]
    return PrizeContact(True, **{name: str(said.get(name) or "") for name in names})


async def _find_claim(connection: Any, prize: Prize) -> tuple[int, Any, bytes | None] | None:
    """Who claimed it, what they said, and their key: whoever the winner has become part of may have."""
    for member_id in await store.list_heirs(connection, prize.member_id):
        found = await store.find_claim(connection, member_id, prize.claim_key, prize.claim_us)
        if found is not None:
            return member_id, found[0], found[1]
    return None


assert PRIZE.name == "prize", "the statements of the store name it"
ENDPOINTS = (
    Endpoint(
        "GET", "/v1/prizes", _list, text("奖品发放列表", "Prizes that people hand over"), "prizes",
        ("members:read", "redeem"), query=PrizeQuery, response=Page[PrizeView], errors=(InvalidInput, NotFound),
        about="What was won, and how far it is; the latest change first. `to_send`: claimed and to be sent; "
        "`to_hand_over`: to be fetched at a store; `to_replace`: forfeited, and nobody has it instead.",
    ),
    Endpoint(
        "GET", "/v1/prizes/{prize}/contact", _show_contact, text("收件信息", "Who gets a prize where"), "prizes",
        ("members:write",), response=PrizeContact, errors=(NotFound,),
        about="As the member said when they claimed it. Each look is noted in the audit log.",
    ),
    Endpoint(
        "GET", f"{MEMBER_PATH}/prizes", _list_own, text("会员的奖品", "A member's prizes"), "prizes",
        ("members:read",), query=OwnPrizesQuery, response=Page[PrizeView], errors=(InvalidInput, NotFound),
        member_token=True, about="What the member won that people hand over; the latest change first.",
    ),
)  # fmt: skip
