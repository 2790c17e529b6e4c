"""The periods of a leaderboard for operators: which are open and closed, how many members, and which leagues."""

from __future__ import annotations

from typing import Annotated

import msgspec
from msgspec import Meta

from liuke.activities.board_routes import get_board
from liuke.activities.contracts import Activity
from liuke.activities.parts.leaderboard_leagues import LeagueSeats
from liuke.activities.parts.leaderboard_periods import find_again
from liuke.activities.parts.leaderboard_spec import LeaderboardSpec
from liuke.boards import bucket_store, league_store, store
from liuke.boards.contracts import Place
from liuke.db.contracts import Connection
from liuke.db.pool import acquire, snapshot
from liuke.http.contracts import Call, Endpoint
from liuke.http.days import show_until
from liuke.kernel.clock import FOREVER_US, HOUR_US
from liuke.kernel.errors import InvalidInput, NotFound
from liuke.kernel.text import Locale, text
from liuke.program.errors import NoProgram
from liuke.program.units import unit_of_field


class PeriodsQuery(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """``limit``: how many periods."""

    limit: Annotated[int, Meta(ge=1, le=50)] = 12


class DivisionLeagues(msgspec.Struct):
    """The leagues of a division in a period.

    Args:
        division: Its id; a league is asked for as place `~<division>/<number>`.
        name: In the language of the call.
        leagues: How many there are.
        seats: That were taken.
    """

    division: str
    name: str
    leagues: int
    seats: int


class BoardPeriodView(msgspec.Struct):
    """A period of a board.

    Args:
        period: Its first day; `campaign`: the whole activity.
        until_us: First instant after it; null: no end.
        due_us: When it is closed; null: never by itself.
        closed_us: When it was closed; null: it is open.
        members: Who have a rank.
        divisions: In which there are leagues, from the lowest.
    """

    period: str
    until_us: int | None
    due_us: int | None
    closed_us: int | None
    members: int
    divisions: list[DivisionLeagues]


class BoardPeriods(msgspec.Struct):
    """Periods in which something counted, the newest first.

    Args:
        unit: Of scores: `cents`, `minutes` or empty.
        unit_name: In words, in the language of the call; empty: none.
        cities: Whether members are ranked in cities or stores, too.
    """

    unit: str
    unit_name: str
    cities: bool
    items: list[BoardPeriodView]


async def _list(call: Call) -> BoardPeriods:
    services, activity = call.services, get_board(call)
    query: PeriodsQuery = call.query
    spec = activity.typed(LeaderboardSpec)
    async with acquire(services.pool) as connection, snapshot(connection, tenant_id=services.tenant_id):
        found = await store.list_periods(connection, services.tenant_id, spec.id, query.limit)
        items = [await _show(call, connection, activity, *one) for one in found]
    unit_name = spec.unit.get(call.locale) if spec.unit is not None else ""
    return BoardPeriods(unit_of_field(spec.field), unit_name, "city" in spec.boards, items)


async def _show(
    call: Call, connection: Connection, activity: Activity, key: str, first_day: int, closed_us: int
) -> BoardPeriodView:  # fmt: skip
    spec, tenant_id, place = activity.typed(LeaderboardSpec), call.services.tenant_id, Place(activity.spec.id, key)
    until_us = find_again(activity, key, first_day).until_us
    members = (
        await store.count_all(connection, tenant_id, place, closed=True)
        if closed_us
        else await bucket_store.count_all(connection, tenant_id, place)
    )
    seats = await league_store.read_seats(connection, tenant_id, place.board, key)
    return BoardPeriodView(
        key.rpartition(":")[2], show_until(until_us),
        until_us + spec.wait_hours * HOUR_US if until_us < FOREVER_US else None, closed_us or None, members,
        _list_divisions(spec, {name: msgspec.json.decode(doc, type=LeagueSeats) for name, doc in seats}, call.locale),
    )  # fmt: skip


def _list_divisions(spec: LeaderboardSpec, seats: dict[str, LeagueSeats], locale: Locale) -> list[DivisionLeagues]:
    """Those in which somebody has a seat; divisions that the board has no more come last, under their ids."""
    known = {one.id: one.name.get(locale) for one in spec.leagues.divisions} if spec.leagues is not None else {}
    order = [*(name for name in known if name in seats), *sorted(seats.keys() - known.keys())]
    return [
        DivisionLeagues(
            one, known.get(one, one), -(-seats[one].seated // seats[one].size), seats[one].seated
        )
        for one in order
    ]  # fmt: skip


ENDPOINTS = (
    Endpoint(
        "GET", "/v1/activities/{activity}/board/periods", _list,
        text("排行榜各期", "Periods of a board"), "activities", ("members:read",), query=PeriodsQuery,
        response=BoardPeriods, errors=(InvalidInput, NotFound, NoProgram),
    ),
)  # fmt: skip
