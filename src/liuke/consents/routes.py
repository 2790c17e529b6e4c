"""Consents over HTTP: what holds, and who said what when."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from liuke.consents import store
from liuke.consents.store import ChoiceRow
from liuke.db.pool import acquire, transaction
from liuke.decision.choosing import choose_program
from liuke.decision.consents import CONSENTS, ConsentBook, ConsentPurpose, allows
from liuke.decision.domain import CompiledProgram
from liuke.decision.state import MemberState
from liuke.http.contracts import Call, Endpoint, Page
from liuke.http.members import MEMBER_PATH, get_existing_member, get_member
from liuke.http.paging import Cursor, Limit, make_page, read_cursor
from liuke.http.services import Services
from liuke.kernel.errors import InvalidInput, NotFound
from liuke.kernel.text import Locale, text
from liuke.program.errors import NoProgram
from liuke.program.walk import find_named

Basis = Literal["consent", "objection"]


class ConsentView(msgspec.Struct):
    """One purpose, and what the member said of it.

    Args:
        purpose: Its id in the program.
        name: In the language of the request.
        text: What the member agrees to, in the language of the request.
        basis: `consent`: off until they agree; `objection`: on until they turn it off.
        version: Of the text now; to be sent with an agreement.
        allowed: Whether their data may be used for it.
        given: What they said last; null: nothing yet.
        agreed_version: Of the text that it was about; null: nothing was said.
        decided_us: When they said it; null: nothing was said.
        source: `member`, `clerk`, `import` or `api`; empty: nothing was said.
        actor: Who recorded it; empty for the member's own token.
        ask_again: Whether they agreed to a text that counts no more.
    """

    purpose: str
    name: str
    text: str
    basis: Basis
    version: int
    allowed: bool
    given: bool | None
    agreed_version: int | None
    decided_us: int | None
    source: str
    actor: str
    ask_again: bool


class Consents(msgspec.Struct):
    """Every purpose of the program, in its order."""

    purposes: list[ConsentView]


class HistoryQuery(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """``purpose``: of this one; empty: of all."""

    purpose: Annotated[str, Meta(max_length=200, pattern=r"^[^\x00]*$")] = ""
    limit: Limit = 50
    cursor: Cursor = ""


class ConsentDecision(msgspec.Struct):
    """One decision on record.

    Args:
        purpose: Its id in the program.
        name: In the language of the request; its id where the program has it no more.
        given: Whether the member agreed; else they withdrew, or objected.
        version: Of the text.
        source: `member`, `clerk`, `import` or `api`.
        actor: Who recorded it; empty for the member's own token.
        reason: Why it was recorded on behalf; empty: none was said, or the member's own token asks.
        decided_us: When the member said so.
        recorded_us: When it was recorded.
    """

    purpose: str
    name: str
    given: bool
    version: int
    source: str
    actor: str
    reason: str
    decided_us: int
    recorded_us: int


async def is_allowed(services: Services, member_id: int, purpose: str) -> bool:
    """Whether a member's data may be used for a purpose now, for what works beside the engine.

    Args:
        services: Of the tenant.
        member_id: Whose; who is left of them says it.
        purpose: Of the program, or :data:`liuke.decision.consents.TRACKING` and the like.

    Raises:
        NotFound: there is no such member.
        NoProgram: none is published.
    """
    program, now_us = services.program, services.now_us()

    def look(state: MemberState) -> bool:
        return allows(choose_program(program, state, now_us).program, state, purpose)

    return await services.reader.read_with(member_id, look)


def view_consents(program: CompiledProgram, state: MemberState, locale: Locale, *, own: bool) -> list[ConsentView]:
    """Every purpose with what the member said; ``own``: for the member, who is not told who recorded it."""
    choices = state.read(CONSENTS, ConsentBook).choices
    shown = list[ConsentView]()
    for terms in program.items("consents", ConsentPurpose):
        said, allowed = choices.get(terms.id), allows(program, state, terms.id)
        shown.append(
            ConsentView(
                terms.id, terms.name.get(locale), terms.text.get(locale), terms.basis, terms.version, allowed,
                said.given if said else None, said.version if said else None, said.t_us if said else None,
                said.source if said else "", said.actor if said and not own else "",
                said is not None and said.given and not allowed,
            )
        )  # fmt: skip
    return shown


async def _show(call: Call) -> Consents:
    member_id, services = await get_member(call), call.services
    program, now_us, own = services.program, services.now_us(), call.principal.kind == "member"

    def look(state: MemberState) -> list[ConsentView]:
        return view_consents(choose_program(program, state, now_us).program, state, call.locale, own=own)

    return Consents(await services.reader.read_with(member_id, look))


async def _list(call: Call) -> Page[ConsentDecision]:
    member_id, services, query = await get_existing_member(call), call.services, call.query
    before = read_cursor(query.cursor, (int, str))
    await services.personal.try_ready(services.pool)
    async with acquire(services.pool) as connection, transaction(connection, tenant_id=services.tenant_id):
        rows = await store.list_choices(connection, member_id, query.purpose, before, query.limit + 1)  # pyright: ignore[reportArgumentType] - two parts, as they were read
    return make_page(rows, query.limit, lambda row: _view(call, row), lambda row: (row.t_us, row.record))


def _view(call: Call, row: ChoiceRow) -> ConsentDecision:
    data, services, own = row.data, call.services, call.principal.kind == "member"
    reason = ""
    if not own and row.personal_key is not None:
        box = services.personal.box(row.member_id, row.personal_key)
        reason = str(box.open_fields(row.said, data["key"]).get("reason") or "")
    named = find_named(services.program.spec, f"consents.{data['purpose']}")
    return ConsentDecision(
        data["purpose"], named.get(call.locale) if named is not None else data["purpose"], data["given"],
        data["version"], data["source"], "" if own else data["actor"], reason, row.t_us, data["event_us"],
    )  # fmt: skip


_ERRORS = (InvalidInput, NotFound, NoProgram)
ENDPOINTS = (
    Endpoint(
        "GET", f"{MEMBER_PATH}/consents", _show, text("授权情况", "What a member agreed to"), "members",
        ("members:read",), response=Consents, errors=_ERRORS, member_token=True,
        about="Every purpose of the program, whether it is allowed, and what the member said last. Service messages "
        "need no consent.",
    ),
    Endpoint(
        "GET", f"{MEMBER_PATH}/consents/history", _list, text("授权记录", "Consents given and withdrawn"), "members",
        ("members:read",), query=HistoryQuery, response=Page[ConsentDecision], errors=_ERRORS, member_token=True,
        about="Every decision with the version of the text, its source and time; newest first.",
    ),
)  # fmt: skip
