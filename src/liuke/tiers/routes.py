"""A member's tier: what becomes of it, and what it was."""

from __future__ import annotations

from typing import Any

import msgspec

from liuke.db.contracts import Connection
from liuke.decision.choosing import choose_program
from liuke.http.contracts import Call, Endpoint, Page
from liuke.http.days import show_day, show_until
from liuke.http.members import MEMBER_PATH, get_member
from liuke.http.paging import PageQuery
from liuke.kernel.errors import InvalidInput, NotFound
from liuke.kernel.text import text
from liuke.members.pages import build_row, list_page
from liuke.program.errors import NoProgram
from liuke.tiers import page_store
from liuke.tiers.forecast import forecast
from liuke.tiers.views import ForecastLine, view_forecast

READ = ("members:read",)
_SHOWN = (InvalidInput, NotFound, NoProgram)


class Forecast(msgspec.Struct):
    """Changes of the tier to come if nothing else happens, in order."""

    items: list[ForecastLine]


async def _forecast(call: Call) -> Forecast:
    member_id = await get_member(call)
    services = call.services
    program, now_us = services.program, services.now_us()
    items = await services.reader.read_with(
        member_id, lambda state: forecast(choose_program(program, state, now_us).program, state, now_us)
    )
    return Forecast(view_forecast(program, items, now_us, call.locale))


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
        return page_store.list_tier_changes(connection, member_id, before[0] if before else None, limit)

    def show(row: tuple[Any, ...]) -> TierChangeRow:
        return build_row(TierChangeRow, row[1], show_day(row[2]), *row[3:6], show_until(row[6]), row[7])

    return await list_page(call, fetch, (int,), show, lambda row: (row[0],))


ENDPOINTS = (
    Endpoint(
        "GET",
        f"{MEMBER_PATH}/forecast",
        _forecast,
        text("等级预测", "What becomes of the tier"),
        "members",
        READ,
        response=Forecast,
        errors=_SHOWN,
        member_token=True,
    ),
    Endpoint(
        "GET",
        f"{MEMBER_PATH}/tier-history",
        _list_tier_changes,
        text("等级变化", "Changes of tier, newest first"),
        "members",
        READ,
        query=PageQuery,
        response=Page[TierChangeRow],
        errors=_SHOWN,
        member_token=True,
    ),
)
