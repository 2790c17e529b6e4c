"""What was done for a member, and why it gave what it gave."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from liuke.db.contracts import Connection
from liuke.db.pool import acquire, transaction
from liuke.decision.domain import CompiledProgram
from liuke.decision.messages import Interruption
from liuke.decision.reasons import Prompt, Reason
from liuke.decision.turn import Gain
from liuke.earning.formula import explain_earned
from liuke.http.contracts import Call, Endpoint, Page
from liuke.http.days import show_day, show_days
from liuke.http.members import MEMBER_PATH, get_member
from liuke.http.paging import PageQuery
from liuke.intake import operation_store, order_store
from liuke.kernel.errors import InvalidInput, NotFound
from liuke.kernel.text import Locale, text
from liuke.members.pages import list_member_page
from liuke.program.errors import NoProgram
from liuke.publishing.wording import Texts, render_reasons, render_texts

READ = ("members:read",)
_SHOWN = (InvalidInput, NotFound, NoProgram)


class OperationRow(msgspec.Struct):
    """One recorded operation.

    Args:
        n: Number within the member.
        t_us: Engine time.
        event_us: When the event happened.
        program_version: It was decided under.
        gains: What the member received.
        texts: The gains in words.
        moves: What the member has more (negative: less) by it, of each asset whose amount changed.
        reason: Why staff asked for it; empty: nobody said, or a member asks.
        actor: Who of the merchant did it; likewise.
        approved_by: Who approved it; likewise.
        of: Number of the member whose operation it is, where they have gone into this one; null: the member's own.
    """

    key: str
    type: str
    n: int
    t_us: int
    event_us: int
    day: str
    program_version: int
    gains: list[Gain]
    texts: list[str]
    moves: dict[str, int]
    reason: str
    actor: str
    approved_by: str
    of: str | None = None


class StoryQuery(PageQuery, frozen=True, forbid_unknown_fields=True):
    """What is left out unless it is asked for.

    Args:
        quotes: Prices that were asked for, though nothing happened.
        idle: Times at which a tier was looked at and stayed as it was.
    """

    quotes: bool = False
    idle: bool = False


class _Because(msgspec.Struct):
    reason: str | None = None
    actor: str | None = None
    approved_by: str | None = None


_decode_because = msgspec.json.Decoder(_Because).decode
_decode_moves = msgspec.json.Decoder(dict[str, int]).decode


class _Gained(msgspec.Struct):
    gains: list[Gain] = []


_decode_gained = msgspec.json.Decoder(_Gained).decode


async def _list_operations(call: Call) -> Page[OperationRow]:
    program, own = call.services.program, call.principal.kind == "member"

    def show(row: tuple[Any, ...], of: str | None) -> OperationRow:
        key, type_, n, t_us, event_us, day, version, answer, because, moves, _ = row
        why = _Because() if own or because is None else _decode_because(because)
        gains = _decode_gained(answer).gains
        words = render_texts(program, gains, [], call.locale).gains
        return OperationRow(
            key, type_, n, t_us, event_us, show_day(day), version, gains, words, _decode_moves(moves),
            why.reason or "", why.actor or "", why.approved_by or "", of,
        )  # fmt: skip

    def fetch(connection: Connection, member_id: int, before: Any, limit: int) -> Any:
        query: StoryQuery = call.query
        return operation_store.list_operations(
            connection, member_id, before, limit, quotes=query.quotes, idle=query.idle
        )

    return await list_member_page(
        call, fetch, (int, int, int), show, lambda row: (row[3], row[10], row[2])
    )  # fmt: skip


class ReasonLine(msgspec.Struct):
    """One line of the waterfall.

    Args:
        path: The rule's place in the program.
        name: The rule's name.
        applied: Whether it had an effect.
        code: What was found.
        params: Figures.
        text: What was found, in words.
        formula: Of what was earned: how the amount came about, where that can be said exactly; else empty.
    """

    path: str
    name: str
    applied: bool
    code: str
    params: dict[str, Any]
    text: str
    formula: str = ""


class PatchName(msgspec.Struct):
    """What lay over the program: its place (``campaigns.spring``), and its name where the program still has it."""

    path: str
    name: str | None


class RiskView(msgspec.Struct):
    """How risky a request was found before it was decided: 0 to 100, what spoke against it, and what was measured."""

    score: int
    reasons: list[str]
    features: dict[str, int]


class Explained(msgspec.Struct):
    """One operation with the waterfall of its decision, in words.

    Args:
        risk: Null: nobody had anything to say.
    """

    member_id: str
    key: str
    type: str
    n: int
    t_us: int
    event_us: int
    day: str
    program_version: int
    patches: list[PatchName]
    answer: dict[str, Any]
    texts: Texts
    reasons: list[ReasonLine]
    risk: RiskView | None


class _Told(msgspec.Struct):
    gains: list[Gain] = []
    prompts: list[Prompt] = []
    interruption: Interruption | None = None


def list_formulas(
    program: CompiledProgram, reasons: Sequence[Reason], data: Mapping[str, Any], locale: Locale
) -> list[str]:
    """The formula of each line of a waterfall; empty where there is none."""
    found = (explain_earned(program, reasons, place, data) for place in range(len(reasons)))
    return [one.get(locale) if one is not None else "" for one in found]


async def _explain(call: Call) -> Explained:
    member_id = await get_member(call)
    services = call.services
    operation = await services.reader.get_operation(member_id, call.params["key"])
    async with acquire(services.pool) as connection, transaction(connection, tenant_id=services.tenant_id):
        risk = await operation_store.find_risk(connection, member_id, operation.n)
        data = msgspec.json.decode(await order_store.find_event_data(connection, member_id, operation.key))
    version = _find_program(call, operation.program_version)
    program = version.find_patched(operation.patches)
    names = {overlay.path: overlay.name.get(call.locale) for overlay in version.overlays}
    lines = render_reasons(program, operation.reasons, call.locale)
    formulas = list_formulas(program, operation.reasons, data, call.locale)
    told = msgspec.convert(operation.answer, _Told)
    result = show_days(operation.answer.get("result", {}), services.list_result_days(operation.type))
    return Explained(
        str(member_id), operation.key, operation.type, operation.n, operation.t_us, operation.event_us,
        show_day(operation.day), operation.program_version,
        [PatchName(path, names.get(path)) for path in operation.patches], {**operation.answer, "result": result},
        render_texts(program, told.gains, told.prompts, call.locale, told.interruption),
        [
            ReasonLine(line.path, line.name, line.applied, reason.code, reason.params, line.words, formula)
            for line, reason, formula in zip(lines, operation.reasons, formulas, strict=True)
        ],
        RiskView(*risk) if risk is not None else None,
    )  # fmt: skip


def _find_program(call: Call, version: int) -> CompiledProgram:
    """The version it was decided under; today's where that was a draft (version 0)."""
    return call.services.book.get_version(version) if version else call.services.program


ENDPOINTS = (
    Endpoint(
        "GET",
        f"{MEMBER_PATH}/operations",
        _list_operations,
        text("操作记录", "Operations, newest first"),
        "members",
        READ,
        query=StoryQuery,
        response=Page[OperationRow],
        errors=_SHOWN,
        member_token=True,
    ),
    Endpoint(
        "GET",
        f"{MEMBER_PATH}/operations/{{key}}",
        _explain,
        text("解释一次决策", "Why an operation gave what it gave"),
        "members",
        READ,
        response=Explained,
        errors=_SHOWN,
    ),
)
