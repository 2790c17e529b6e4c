"""The ledger itself: searching it, its seals, and the proof of its laws."""

from __future__ import annotations

import asyncio
import time
from typing import Annotated, Any, Literal

import msgspec
from msgspec import UNSET, Meta, UnsetType

from liuke.db.pool import acquire, transaction
from liuke.hooks.law import Law, Scope
from liuke.http.contracts import Call, Endpoint, Page
from liuke.http.days import Day, read_days, show_day
from liuke.http.paging import Cursor, Limit, PageQuery, make_page, read_cursor, write_cursor
from liuke.http.services import Services
from liuke.kernel.clock import DAY_US
from liuke.kernel.errors import Fault, InvalidInput
from liuke.kernel.text import Locale, text
from liuke.ledger.postings import asset_index
from liuke.ledger.views import PostingView
from liuke.members.identity_store import list_shown
from liuke.program.errors import NoProgram
from liuke.reports import finance_store as store
from liuke.reports import rollup
from liuke.reports import rollup_store as rollups
from liuke.verify.law_words import say_law
from liuke.verify.proof import check_law

READ = ("finance:read",)
Name = Annotated[str, Meta(max_length=200)]


# -- searching --------------------------------------------------------------------------------------------------------
class PostingQuery(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Filters, all of which must hold.

    Args:
        asset: Which.
        kind: Named posting (``earn``, ``spend``, ``expire`` …).
        rule: Path of a rule, or its beginning up to a dot (``earning`` finds ``earning.base``).
        ref: Order, hold, gift …
        member: Number, or ``namespace:external_id``.
        from_day: First merchant-local day.
        until_day: First day that is not included.
        amount_min: The least.
        amount_max: The most.
    """

    asset: Name = ""
    kind: Name = ""
    rule: Name = ""
    ref: Name = ""
    member: Annotated[str, Meta(max_length=300)] = ""
    from_day: Day = ""
    until_day: Day = ""
    amount_min: Annotated[int, Meta(ge=0, lt=2**62)] | UnsetType = UNSET
    amount_max: Annotated[int, Meta(ge=0, lt=2**62)] | UnsetType = UNSET
    limit: Limit = 50
    cursor: Cursor = ""


class LedgerRow(PostingView, frozen=True):
    """A posting: ``amount`` moved from account ``source`` to account ``target`` of one asset of one member.

    Args:
        recorded_us: When it was written down.
        t_us: The moment it counts from.
        day: Merchant-local day it belongs to.
        shown: The member's phone number or address with the middle hidden, else another name; empty: they have none.
    """

    member_id: str
    operation: int
    t_us: int
    day: str
    recorded_us: int
    program_version: int
    shown: str = ""


SEARCH_SECONDS = 2.0
"""So long one page of a search looks; what it found by then is the page, and its cursor goes on from there."""
_SKEW_DAYS = 2
"""No posting is recorded so long before the day it speaks of."""


async def _search(call: Call) -> Page[LedgerRow]:
    query: PostingQuery = call.query
    services = call.services
    place = read_cursor(query.cursor, (int, int, str, int))
    begin, end = read_days(query.from_day, query.until_day, first=rollup.FIRST_DAY, until=rollup.END_DAY)
    texts = (query.asset, query.kind, query.rule, query.ref, query.member)
    if any("\x00" in one for one in texts):
        raise InvalidInput("the filters cannot be used", faults=[Fault("query", "nul", "text must not hold U+0000")])
    member_id = await services.identities.get(query.member, path="query.member") if query.member else 0
    wanted = store.Wanted(
        query.asset, query.kind, query.rule, query.ref, member_id,
        begin if query.from_day else None, end if query.until_day else None,
        _given(query.amount_min), _given(query.amount_max),
    )  # fmt: skip
    rows, reached = await _walk(services, wanted, place, query)
    async with acquire(services.wide) as connection, transaction(connection, tenant_id=services.tenant_id):
        names = await list_shown(connection, services.tenant_id, sorted({row[1] for row in rows}))

    def show(row: store.Row) -> LedgerRow:
        return _show_posting(row, names.get(row[1], ""))

    if len(rows) > query.limit or reached is None:
        return make_page(rows, query.limit, show, lambda row: (row[0], row[1], row[2], row[3]))
    return Page([show(row) for row in rows], write_cursor((reached, 0, "", 0)))


def _given(value: int | UnsetType) -> int | None:
    return None if value is UNSET else value


async def _walk(
    services: Services, wanted: store.Wanted, place: tuple[int, int, str, int] | None, query: PostingQuery
) -> tuple[list[store.Row], int | None]:
    """One row more than a page, and how far back was looked (``None``: to the end)."""
    stop = time.monotonic() + SEARCH_SECONDS
    rows = list[store.Row]()
    async with rollup.reading(services.wide, services.tenant_id) as connection:
        now_us = await rollups.read_clock_us(connection)
        floor_us = 0
        if wanted.from_day is not None:
            floor_us = max(services.program.calendar.day_start_us(wanted.from_day) - _SKEW_DAYS * DAY_US, 0)
        from_us = place[0] if place is not None else now_us + DAY_US
        windows = [(0, from_us + 1)] if wanted.member_id else store.walk_back(from_us, floor_us)
        for window in windows:
            rows += await store.search_postings(
                connection, services.tenant_id, wanted, window, place, query.limit + 1 - len(rows)
            )
            if len(rows) > query.limit:
                break
            if time.monotonic() > stop and window[0] > floor_us:
                return rows, window[0]
    return rows, None


def _show_posting(row: store.Row, shown: str) -> LedgerRow:
    recorded_us, member_id, asset, seq, kind, amount, source, target, rule, ref, op_n, t_us, day, version = row
    return LedgerRow(
        asset, seq, kind, amount, source, target, rule, ref, str(member_id), op_n, t_us, show_day(day), recorded_us,
        version, shown,
    )  # fmt: skip


class SealRow(msgspec.Struct):
    """A link of the chain; it covers what was recorded in ``[from_us, until_us)``."""

    number: int
    from_us: int
    until_us: int
    rows: int
    hash: str
    sealed_us: int


async def _list_seals(call: Call) -> Page[SealRow]:
    query: PageQuery = call.query
    services = call.services
    before = read_cursor(query.cursor, (int,))
    async with acquire(services.wide) as connection, transaction(connection, tenant_id=services.tenant_id):
        rows = await store.list_seals(connection, services.tenant_id, before[0] if before else None, query.limit + 1)
    return make_page(
        rows, query.limit, _show_seal, lambda row: (row[0],)
    )  # fmt: skip


def _show_seal(row: store.Row) -> SealRow:
    number, from_us, until_us, rows, mark, sealed_us = row
    return SealRow(number, from_us, until_us, rows, mark.hex(), sealed_us)


# -- proof ------------------------------------------------------------------------------------------------------------
class VerifyRequest(msgspec.Struct, forbid_unknown_fields=True):
    """What is to be proved.

    Args:
        laws: Names; empty: all of them.
        seconds: For how long at most.
        sealed_head: Hash of a seal, noted earlier in another place, that the chain must still have.
        limit: Most rows a check names.
    """

    laws: list[Name] = []
    seconds: Annotated[int, Meta(ge=1, le=600)] = 60
    sealed_head: Annotated[str, Meta(pattern=r"^([0-9a-f]{64})?$")] = ""
    limit: Annotated[int, Meta(ge=1, le=1_000)] = 100


class CheckView(msgspec.Struct):
    """What came of one law.

    Args:
        status: ``holds``, ``broken``, or ``not_finished`` in the time given.
        checked: Rows looked at.
        violations: Rows that break it.
        took_us: How long it took.
    """

    name: str
    law: str
    status: Literal["holds", "broken", "not_finished"]
    checked: int
    violations: list[dict[str, Any]]
    took_us: int


class Proof(msgspec.Struct):
    """What came of all laws that were asked for.

    Args:
        clean: Whether all of them were looked at and hold.
        finished: Whether all of them were looked at.
    """

    clean: bool
    finished: bool
    checks: list[CheckView]
    took_us: int


async def _verify(call: Call) -> Proof:
    given: VerifyRequest = call.body
    offered = [law.name for law in call.services.laws]
    faults = [
        Fault(f"laws.{place}", "unknown-law", f"there is no law {name[:50]!r}", f"laws: {', '.join(offered)}")
        for place, name in enumerate(given.laws)
        if name not in offered
    ]
    if faults:
        raise InvalidInput("the proof cannot be made", faults=faults)
    began, stop = time.monotonic_ns(), time.monotonic() + given.seconds
    assets = [name for name, asset in asset_index(call.services.program).items() if asset.lots]
    scope = Scope(call.services.tenant_id, assets, bytes.fromhex(given.sealed_head) or None, given.limit)
    wanted = [law for law in call.services.laws if not given.laws or law.name in given.laws]
    checks = [await _check(call.services, law, scope, stop, call.locale) for law in wanted]
    clean = all(check.status == "holds" for check in checks)
    finished = all(check.status != "not_finished" for check in checks)
    return Proof(clean, finished, checks, (time.monotonic_ns() - began) // 1_000)


async def _check(services: Services, law: Law, scope: Scope, stop: float, locale: Locale) -> CheckView:
    began, check, said = time.monotonic_ns(), None, say_law(law.name, law.law, locale)
    if time.monotonic() < stop:
        try:
            async with (
                asyncio.timeout(stop - time.monotonic()),
                acquire(services.wide) as connection,
                transaction(connection, tenant_id=scope.tenant_id),
            ):
                check = await check_law(connection, law, scope)
        except TimeoutError:
            check = None
    took_us = (time.monotonic_ns() - began) // 1_000
    if check is None:
        return CheckView(law.name, said, "not_finished", 0, [], took_us)
    rows = [_show_violation(row) for row in check.violations]
    return CheckView(law.name, said, "broken" if rows else "holds", check.checked, rows, took_us)


def _show_violation(row: dict[str, Any]) -> dict[str, Any]:
    return {name: str(value) if name == "member_id" else value for name, value in row.items()}


_ERRORS = (InvalidInput, NoProgram)
ENDPOINTS = (
    Endpoint(
        "GET",
        "/v1/finance/postings",
        _search,
        text("账本查询", "Search the ledger, newest record first"),
        "finance",
        READ,
        query=PostingQuery,
        response=Page[LedgerRow],
        errors=_ERRORS,
        about="A page of a search for something rare may be short, even empty, while there is a `next_cursor`: it "
        "says how far back was looked.",
    ),
    Endpoint(
        "GET",
        "/v1/finance/seals",
        _list_seals,
        text("封账记录", "Seals, newest first"),
        "finance",
        READ,
        query=PageQuery,
        response=Page[SealRow],
        errors=(InvalidInput,),
    ),
    Endpoint(
        "POST",
        "/v1/finance/verify",
        _verify,
        text("核对账本", "Prove the laws of the ledger"),
        "finance",
        READ,
        body=VerifyRequest,
        response=Proof,
        errors=_ERRORS,
    ),
)
