"""Reports of finance: what members can still claim, what moved, whether the books balance."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Literal, TypeVar

import msgspec

from liuke.http.contracts import Call, Content, Endpoint
from liuke.http.days import Day, Step, read_days, show_period
from liuke.kernel.errors import InvalidInput
from liuke.kernel.text import text
from liuke.ledger import finance, pools
from liuke.ledger.postings import asset_index
from liuke.ledger.trade_spec import PoolSpec
from liuke.program.errors import NoProgram
from liuke.reports import finance_store as store
from liuke.reports import rollup

READ = ("finance:read",)
R = TypeVar("R", bound=msgspec.Struct)
Format = Literal["json", "csv", "parquet"]
_MEDIA = {"csv": "text/csv; charset=utf-8", "parquet": "application/vnd.apache.parquet"}


class FormatQuery(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """``csv`` and ``parquet`` are files with the same rows."""

    format: Format = "json"


class UntilQuery(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Days before ``until_day``; empty: all."""

    until_day: Day = ""
    format: Format = "json"


class FlowQuery(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Days from ``from_day`` to before ``until_day``, added up by day or month."""

    from_day: Day = ""
    until_day: Day = ""
    by: Step = "day"
    format: Format = "json"


async def _show_as(rows: Sequence[R], row_type: type[R], format_: Format, name: str, whole: Any, call: Call) -> Any:
    """The answer itself, or its rows as a file."""
    if format_ == "json":
        return whole
    call.answer_headers.append((b"content-disposition", f'attachment; filename="{name}.{format_}"'.encode()))
    return Content(await asyncio.to_thread(_export, rows, row_type, format_), _MEDIA[format_])


def _export(rows: Sequence[R], row_type: type[R], format_: Format) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"rows.{format_}"
        finance.export(rows, row_type, path)
        return path.read_bytes()


# -- claims -----------------------------------------------------------------------------------------------------------
class LiabilityView(msgspec.Struct):
    """What members can still claim.

    Args:
        as_of_us: Of which moment.
        currency: ISO code of the cents.
        items: By asset and month of the last good day; ``status`` tells available, pending, reserved and owed apart.
    """

    as_of_us: int
    currency: str
    items: list[finance.Liability]


async def _show_liability(call: Call) -> Any:
    services = call.services
    program = services.program
    found = await rollup.read_open_lots(services.wide, services.tenant_id, program, fresh=True)
    rows = finance.compute_liability(found.lots, found.wallets, asset_index(program), program.calendar)
    view = LiabilityView(found.as_of_us, program.spec.currency.code, rows)
    return await _show_as(rows, finance.Liability, call.query.format, "liability", view, call)


class BreakageView(msgspec.Struct):
    """How much of what is open will probably expire; see ``note`` where there is no estimate.

    Args:
        as_of_us: Of which moment; where working it out takes long it may lie some minutes back.
        items: Asset by asset.
    """

    as_of_us: int
    items: list[finance.Breakage]


async def _show_breakage(call: Call) -> Any:
    services = call.services
    assets = [name for name, asset in asset_index(services.program).items() if asset.lots]
    found = await rollup.read_cohorts(services.wide, services.tenant_id)
    rows = [finance.estimate_breakage(found.cohorts, asset) for asset in assets]
    view = BreakageView(found.as_of_us, rows)
    return await _show_as(rows, finance.Breakage, call.query.format, "breakage", view, call)


# -- movements --------------------------------------------------------------------------------------------------------
class FlowRow(msgspec.Struct):
    """What moved in one period by one kind of posting.

    Args:
        asset: Which.
        period: Merchant-local day, or month.
        kind: Named posting.
        source: Account that gave.
        target: Account that took.
        amount: Positive.
        postings: How many.
    """

    asset: str
    period: str
    kind: str
    source: str
    target: str
    amount: int
    postings: int


class FlowsView(msgspec.Struct):
    """What moved, by period and kind, in order."""

    items: list[FlowRow]


async def _show_flows(call: Call) -> Any:
    query: FlowQuery = call.query
    services = call.services
    begin, end = read_days(query.from_day, query.until_day, first=rollup.FIRST_DAY, until=rollup.END_DAY)
    await rollup.refresh_stale(services.wide, services.tenant_id)
    async with rollup.reading(services.wide, services.tenant_id) as connection:
        sums = await rollup.read_days(connection, services.tenant_id, ["posting"], begin, end)
    rows = list_flows(sums, query.by)
    return await _show_as(rows, FlowRow, query.format, "flows", FlowsView(rows), call)


def list_flows(sums: Sequence[rollup.Sum], by: Step) -> list[FlowRow]:
    """Sums of postings by period, in order of asset, period and kind."""
    found: dict[tuple[str, str, str, str, str], list[int]] = {}
    for one in sums:
        asset, kind, source, target = one.keys
        row = found.setdefault((asset, show_period(one.day, by), kind, source, target), [0, 0])
        row[0] += one.amount
        row[1] += one.count
    return [FlowRow(*place, *figures) for place, figures in sorted(found.items())]


class TrialBalance(msgspec.Struct):
    """Every account with what it gave and received; over all accounts of an asset, debit equals credit."""

    items: list[finance.AccountBalance]


async def _show_trial_balance(call: Call) -> Any:
    query: UntilQuery = call.query
    services = call.services
    _, end = read_days("", query.until_day, first=rollup.FIRST_DAY, until=rollup.END_DAY)
    await rollup.refresh_stale(services.wide, services.tenant_id)
    async with rollup.reading(services.wide, services.tenant_id) as connection:
        sums = await rollup.read_totals(connection, services.tenant_id, ["posting"], end)
    rows = finance.compute_trial_balance(rollup.sum_accounts(sums))
    return await _show_as(rows, finance.AccountBalance, query.format, "trial-balance", TrialBalance(rows), call)


class PoolView(msgspec.Struct):
    """A public-welfare pool.

    Args:
        pool: Id.
        name: Its id where the program has it no more.
        asset: What is given; empty where the program has it no more.
        total: Given so far.
        goal: Null: none.
        donors: Members who gave.
    """

    pool: str
    name: str
    asset: str
    total: int
    goal: int | None
    donors: int


class Pools(msgspec.Struct):
    """All pools, those of the program first."""

    items: list[PoolView]


async def _show_pools(call: Call) -> Pools:
    services = call.services
    async with rollup.reading(services.wide, services.tenant_id) as connection:
        totals = await pools.read_pools(connection, services.tenant_id)
        donors = await store.count_donors(connection, services.tenant_id)
    known = {pool.id: pool for pool in services.program.items("pools", PoolSpec)}
    shown = list[PoolView]()
    for name in (*known, *(name for name in totals if name not in known)):
        pool = known.get(name)
        label = pool.name.get(call.locale) if pool else name
        goal, asset = (pool.goal, pool.asset) if pool else (None, "")
        shown.append(PoolView(name, label, asset, totals.get(name, 0), goal, donors.get(name, 0)))
    return Pools(shown)


_ERRORS = (InvalidInput, NoProgram)
ENDPOINTS = (
    Endpoint(
        "GET",
        "/v1/finance/liability",
        _show_liability,
        text("积分负债", "What members can still claim"),
        "finance",
        READ,
        query=FormatQuery,
        response=LiabilityView,
        also_media=tuple(_MEDIA.values()),
        errors=_ERRORS,
    ),
    Endpoint(
        "GET",
        "/v1/finance/breakage",
        _show_breakage,
        text("预计过期", "What will probably expire"),
        "finance",
        READ,
        query=FormatQuery,
        response=BreakageView,
        also_media=tuple(_MEDIA.values()),
        errors=_ERRORS,
    ),
    Endpoint(
        "GET",
        "/v1/finance/flows",
        _show_flows,
        text("积分收支", "What moved, by day or month"),
        "finance",
        READ,
        query=FlowQuery,
        response=FlowsView,
        also_media=tuple(_MEDIA.values()),
        errors=_ERRORS,
    ),
    Endpoint(
        "GET",
        "/v1/finance/trial-balance",
        _show_trial_balance,
        text("试算平衡", "The trial balance"),
        "finance",
        READ,
        query=UntilQuery,
        response=TrialBalance,
        also_media=tuple(_MEDIA.values()),
        errors=_ERRORS,
    ),
    Endpoint(
        "GET",
        "/v1/finance/pools",
        _show_pools,
        text("公益池", "Public-welfare pools"),
        "finance",
        READ,
        response=Pools,
        errors=_ERRORS,
    ),
)
