"""What one member has and did, list by list, and why."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

from liuke.activities.domain import activity_index
from liuke.activities.types.check_in import SLOT, CheckInBook, CheckInDoc
from liuke.api.intake import render_texts
from liuke.api.postings import PostingView
from liuke.api.requests import RESULT_DAYS
from liuke.api.stores import identity_store, member_pages
from liuke.api.views import CouponView, EntitlementView, show_until, view_activities, view_coupon, view_entitlements
from liuke.db.contracts import Connection
from liuke.db.pool import acquire, transaction
from liuke.decision.domain import CompiledProgram
from liuke.decision.reasons import Prompt
from liuke.decision.state import Coupon, MemberState, Need
from liuke.decision.turn import Gain
from liuke.http.contracts import Call, Endpoint, Page
from liuke.http.days import show_day, show_days
from liuke.http.members import get_member
from liuke.http.paging import Cursor, Item, Limit, PageQuery, make_page, read_cursor
from liuke.kernel.clock import add_months, day_of
from liuke.kernel.errors import Fault, InvalidInput, NotFound
from liuke.kernel.text import text
from liuke.program.errors import NoProgram
from liuke.publishing.wording import render_reasons

PATH = "/v1/members/{member}"
READ = ("members:read",)
_SHOWN = (InvalidInput, NotFound, NoProgram)


async def _list_page(
    call: Call,
    fetch: Callable[[Connection, int, Any, int], Any],
    kinds: tuple[type, ...],
    show: Callable[[tuple[Any, ...]], Item],
    place: Callable[[tuple[Any, ...]], Sequence[int | str]],
) -> Page[Item]:
    """A page of one member's rows; a member of another tenant has none, and is not found."""
    member_id = await get_member(call)
    before = read_cursor(call.query.cursor, kinds)
    services = call.services
    async with acquire(services.pool) as connection, transaction(connection, tenant_id=services.tenant_id):
        rows = await fetch(connection, member_id, before, call.query.limit + 1)
        known = bool(rows) or await identity_store.has_member(connection, services.tenant_id, member_id)
    if not known:
        raise NotFound(f"there is no member {member_id}")
    return make_page(rows, call.query.limit, show, place)


def _build(struct: type[Item], *values: Any) -> Item:
    """A struct from the columns of a row, in their order."""
    return struct(*values)


# -- operations -------------------------------------------------------------------------------------------------------
class OperationRow(msgspec.Struct):
    """One recorded operation.

    Args:
        n: Number within the member.
        t_us: Engine time.
        event_us: When the event happened.
        program_version: It was decided under.
        gains: What the member received.
        texts: The gains in words.
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


class _Gained(msgspec.Struct):
    gains: list[Gain] = []


_decode_gained = msgspec.json.Decoder(_Gained).decode


async def _list_operations(call: Call) -> Page[OperationRow]:
    program = call.services.program

    def show(row: tuple[Any, ...]) -> OperationRow:
        key, type_, n, t_us, event_us, day, version, answer = row
        gains = _decode_gained(answer).gains
        words = render_texts(program, gains, [], call.locale).gains
        return OperationRow(key, type_, n, t_us, event_us, show_day(day), version, gains, words)

    def fetch(connection: Connection, member_id: int, before: Any, limit: int) -> Any:
        return member_pages.list_operations(connection, member_id, before[0] if before else None, limit)

    return await _list_page(call, fetch, (int,), show, lambda row: (row[2],))


class ReasonLine(msgspec.Struct):
    """One line of the waterfall.

    Args:
        path: The rule's place in the program.
        name: The rule's name.
        applied: Whether it had an effect.
        code: What was found.
        params: Figures.
        text: What was found, in words.
    """

    path: str
    name: str
    applied: bool
    code: str
    params: dict[str, Any]
    text: str


class Explained(msgspec.Struct):
    """One operation with the waterfall of its decision, in words."""

    member_id: str
    key: str
    type: str
    n: int
    t_us: int
    event_us: int
    day: str
    program_version: int
    answer: dict[str, Any]
    texts: dict[str, list[str]]
    reasons: list[ReasonLine]


class _Told(msgspec.Struct):
    gains: list[Gain] = []
    prompts: list[Prompt] = []


async def _explain(call: Call) -> Explained:
    member_id = await get_member(call)
    services = call.services
    operation = await services.reader.get_operation(member_id, call.params["key"])
    program = _find_program(call, operation.program_version)
    lines = render_reasons(program, operation.reasons, call.locale)
    told = msgspec.convert(operation.answer, _Told)
    result = show_days(operation.answer.get("result", {}), RESULT_DAYS.get(operation.type, ()))
    return Explained(
        str(member_id), operation.key, operation.type, operation.n, operation.t_us, operation.event_us,
        show_day(operation.day), operation.program_version, {**operation.answer, "result": result},
        msgspec.to_builtins(render_texts(program, told.gains, told.prompts, call.locale)),
        [
            ReasonLine(line.path, line.name, line.applied, reason.code, reason.params, line.words)
            for line, reason in zip(lines, operation.reasons, strict=True)
        ],
    )  # fmt: skip


def _find_program(call: Call, version: int) -> CompiledProgram:
    """The version it was decided under; today's where that was a draft (version 0)."""
    return call.services.book.get_version(version) if version else call.services.program


# -- the ledger -------------------------------------------------------------------------------------------------------
class PostingRow(PostingView, frozen=True):
    """One posting: ``amount`` moved from ``source`` to ``target``."""

    t_us: int
    day: str
    program_version: int


class AssetQuery(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """``asset``: only this one."""

    asset: Annotated[str, Meta(max_length=200, pattern=r"^[^\x00]*$")] = ""
    limit: Limit = 50
    cursor: Cursor = ""


async def _list_postings(call: Call) -> Page[PostingRow]:
    def fetch(connection: Connection, member_id: int, before: Any, limit: int) -> Any:
        return member_pages.list_postings(connection, member_id, call.query.asset, before, limit)

    return await _list_page(
        call, fetch, (int, str, int), lambda row: _build(PostingRow, *row[:9], show_day(row[9]), row[10]),
        lambda row: (row[8], row[0], row[1]),
    )  # fmt: skip


class LotRow(msgspec.Struct):
    """Points that were earned together and expire together. Null: no end; settled already."""

    asset: str
    seq: int
    amount: int
    remaining: int
    expires_us: int | None
    settles_us: int | None
    rule: str
    ref: str
    t_us: int


class Lots(msgspec.Struct):
    """Open lots in the order in which they are spent."""

    items: list[LotRow]


async def _list_lots(call: Call) -> Lots:
    member_id = await get_member(call)

    def look(state: MemberState) -> list[LotRow]:
        lots = [lot for asset in sorted(state.wallets) for lot in state.lots(asset).lots.values() if lot.remaining]
        lots.sort(key=lambda lot: (lot.asset, lot.expires_us, lot.seq))
        return [
            LotRow(
                lot.asset, lot.seq, lot.amount, lot.remaining, show_until(lot.expires_us), lot.settles_us or None,
                lot.rule, lot.ref, lot.t_us,
            )
            for lot in lots
        ]  # fmt: skip

    return Lots(await call.services.reader.read_with(member_id, look))


class HoldRow(msgspec.Struct):
    """A reservation of points."""

    hold_id: str
    asset: str
    amount: int
    purpose: str
    status: str
    expires_us: int | None
    ref: str


class HoldQuery(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """``status``: only these; empty: all."""

    status: Literal["", "open", "committed", "released", "expired"] = "open"
    limit: Limit = 50
    cursor: Cursor = ""


async def _list_holds(call: Call) -> Page[HoldRow]:
    def fetch(connection: Connection, member_id: int, after: Any, limit: int) -> Any:
        return member_pages.list_holds(connection, member_id, call.query.status, after[0] if after else None, limit)

    return await _list_page(
        call, fetch, (str,), lambda row: _build(HoldRow, *row[:5], show_until(row[5]), row[6]), lambda row: (row[0],)
    )


# -- coupons, entitlements, tiers -------------------------------------------------------------------------------------
class CouponQuery(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """``status``: only these; empty: all."""

    status: Literal["", "active", "locked", "used", "expired", "given", "revoked"] = ""
    limit: Limit = 50
    cursor: Cursor = ""


async def _list_coupons(call: Call) -> Page[CouponView]:
    program = call.services.program

    def show(row: tuple[Any, ...]) -> CouponView:
        return view_coupon(program, Coupon(*row), call.locale)

    def fetch(connection: Connection, member_id: int, before: Any, limit: int) -> Any:
        return member_pages.list_coupons(connection, member_id, call.query.status, before, limit)

    return await _list_page(call, fetch, (int, int), show, lambda row: (row[9], row[0]))


class Entitlements(msgspec.Struct):
    """Entitlements whose period has not ended."""

    items: list[EntitlementView]


async def _list_entitlements(call: Call) -> Entitlements:
    member_id = await get_member(call)
    services = call.services
    program, now_us = services.program, services.now_us()
    return Entitlements(
        await services.reader.read_with(
            member_id,
            lambda state: view_entitlements(program, state, now_us, call.locale),
            Need("entitlements", member_id),
        )
    )


class TierChangeRow(msgspec.Struct):
    """A change of tier."""

    t_us: int
    day: str
    old: str
    new: str
    cause: str
    until_us: int | None
    program_version: int


async def _list_tier_changes(call: Call) -> Page[TierChangeRow]:
    def fetch(connection: Connection, member_id: int, before: Any, limit: int) -> Any:
        return member_pages.list_tier_changes(connection, member_id, before[0] if before else None, limit)

    def show(row: tuple[Any, ...]) -> TierChangeRow:
        return _build(TierChangeRow, row[1], show_day(row[2]), *row[3:6], show_until(row[6]), row[7])

    return await _list_page(call, fetch, (int,), show, lambda row: (row[0],))


# -- check-in ---------------------------------------------------------------------------------------------------------
class MonthQuery(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """``month``: whose days are shown; empty: this one. ``activity``: needed where there are several check-ins."""

    month: Annotated[str, Meta(pattern=r"^(\d{4}-\d{2})?$")] = ""
    activity: Annotated[str, Meta(max_length=200)] = ""


class CheckInCalendar(msgspec.Struct):
    """A member's check-in.

    Args:
        checked: Days of the month that are checked in, made-up ones included.
        made_up: Those that were made up for.
        today: Streak, position in the ladder, what comes next, days that can be made up for.
    """

    activity: str
    month: str
    checked: list[str]
    made_up: list[str]
    today: dict[str, Any]


async def _show_check_in(call: Call) -> CheckInCalendar:
    member_id = await get_member(call)
    query: MonthQuery = call.query
    services = call.services
    program, now_us = services.program, services.now_us()
    month = query.month or show_day(program.calendar.local_day(now_us))[:7]
    first, last = _read_month(month)
    ids = [one.spec.id for one in activity_index(program).all if one.kind.kind == "check_in"]
    wanted = query.activity or (ids[0] if len(ids) == 1 else "")
    if not ids:
        raise NotFound("the program has no check-in")
    if wanted not in ids:
        fault = Fault("query.activity", "unknown-activity", f"{wanted!r} is no check-in", f"one of {', '.join(ids)}")
        raise InvalidInput("which check-in is meant must be said", faults=[fault])

    def look(state: MemberState) -> CheckInCalendar:
        doc = state.read(SLOT, CheckInBook).docs.get(wanted) or CheckInDoc()
        shown = [one for one in view_activities(program, state, now_us, call.locale) if one["id"] == wanted]
        inside = sorted({day for run in doc.runs for day in range(max(run.start, first), min(run.end, last) + 1)})
        made_up = sorted(day for day in doc.made_up if first <= day <= last)
        return CheckInCalendar(
            wanted, month, [show_day(day) for day in inside], [show_day(day) for day in made_up],
            shown[0] if shown else {},
        )  # fmt: skip

    return await services.reader.read_with(member_id, look)


def _read_month(month: str) -> tuple[int, int]:
    try:
        first = day_of(date.fromisoformat(f"{month}-01"))
        return first, add_months(first, 1) - 1
    except ValueError:
        fault = Fault("query.month", "not-a-month", f"{month} is no month", "write YYYY-MM")
        raise InvalidInput("the month cannot be shown", faults=[fault]) from None


ENDPOINTS = (
    Endpoint("GET", f"{PATH}/operations", _list_operations, text("操作记录", "Operations, newest first"), "members",
             READ,
             query=PageQuery, response=Page[OperationRow], errors=_SHOWN, member_token=True),
    Endpoint("GET", f"{PATH}/operations/{{key}}", _explain, text("解释一次决策", "Why an operation gave what it gave"),
             "members", READ, response=Explained, errors=_SHOWN),
    Endpoint("GET", f"{PATH}/postings", _list_postings, text("积分流水", "Postings, newest first"), "points", READ,
             query=AssetQuery, response=Page[PostingRow], errors=_SHOWN, member_token=True),
    Endpoint("GET", f"{PATH}/lots", _list_lots, text("积分批次", "Open lots"), "points", READ, response=Lots,
             errors=_SHOWN, member_token=True),
    Endpoint("GET", f"{PATH}/holds", _list_holds, text("预扣与冻结", "Holds"), "points", READ, query=HoldQuery,
             response=Page[HoldRow], errors=_SHOWN, member_token=True),
    Endpoint("GET", f"{PATH}/coupons", _list_coupons, text("会员的券", "Coupons, newest first"), "coupons", READ,
             query=CouponQuery, response=Page[CouponView], errors=_SHOWN, member_token=True),
    Endpoint("GET", f"{PATH}/entitlements", _list_entitlements, text("会员的权益", "Entitlements"), "benefits", READ,
             response=Entitlements, errors=_SHOWN, member_token=True),
    Endpoint("GET", f"{PATH}/tier-history", _list_tier_changes, text("等级变化", "Changes of tier, newest first"),
             "members", READ, query=PageQuery, response=Page[TierChangeRow], errors=_SHOWN, member_token=True),
    Endpoint("GET", f"{PATH}/check-in", _show_check_in, text("签到日历", "The check-in calendar of a month"),
             "check-in",
             READ, query=MonthQuery, response=CheckInCalendar, errors=_SHOWN, member_token=True),
)  # fmt: skip
