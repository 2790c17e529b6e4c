"""Leaderboards over HTTP: as a member sees them, and the whole list for operators."""

from __future__ import annotations

import csv
import io
from collections.abc import AsyncGenerator
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from liuke.activities.contracts import Activity
from liuke.activities.domain import activity_index, find_anywhere
from liuke.activities.parts.leaderboard_leagues import Zones
from liuke.activities.parts.leaderboard_periods import PeriodOf, find_period
from liuke.activities.parts.leaderboard_spec import LeaderboardSpec
from liuke.activities.types.leaderboard import plan_of
from liuke.boards import store
from liuke.boards.contracts import Line, Place, Standing, read_league
from liuke.boards.listing import Listed, list_places
from liuke.boards.service import read_standings
from liuke.db.pool import acquire, transaction
from liuke.decision.choosing import choose_program, look
from liuke.decision.state import MemberState
from liuke.http.contracts import Call, Endpoint, Page, Stream
from liuke.http.days import read_day, show_until
from liuke.http.members import MEMBER_PATH, get_member
from liuke.http.paging import Cursor, Limit, make_page, read_cursor, write_cursor
from liuke.kernel.clock import FOREVER_US
from liuke.kernel.errors import Fault, InvalidInput, NotFound
from liuke.kernel.text import Locale, text
from liuke.program.errors import NoProgram

Day = Annotated[str, Meta(pattern=r"^(\d{4}-\d{2}-\d{2})?$", description="Any day of the period; empty: the present.")]
_ERRORS = (InvalidInput, NotFound, NoProgram)
_AT_ONCE = 1_000


class BoardQuery(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """``scope``: which list; empty: the first that the board has. ``period``: any day of it; empty: the present one."""

    scope: Literal["", "all", "city", "friends", "league"] = ""
    period: Day = ""


class BoardPlace(msgspec.Struct):
    """One place.

    Args:
        rank: From 1.
        name: Masked; empty: nobody knows it.
        score: In all.
        mine: Whether it is the member.
    """

    rank: int
    name: str
    score: int
    mine: bool


class BoardLeague(msgspec.Struct):
    """A league.

    Args:
        division: Id of its division.
        name: Of the division, in the language of the call.
        number: Of the league in the division, from 1.
        up: The last rank that goes up a division; 0: none does.
        down: The first rank that goes down a division; 0: none does.
    """

    division: str
    name: str
    number: int
    up: int
    down: int


class BoardView(msgspec.Struct):
    """A board as a member sees it.

    Args:
        scope: `all`, `city`, `friends` or `league`.
        place: City or store; empty: everybody, or none that is known.
        period: Its first day; `campaign`: the whole activity.
        until_us: First instant after it; null: no end.
        top: From the first place.
        mine: The member's own place; null: they have none.
        near: Around it, theirs included.
        total: Members who have a rank.
        closed_us: When the period was closed, from when on nothing changes; null: it is open.
        league: The league that the list is; null: it is none.
    """

    activity: str
    scope: str
    place: str
    period: str
    until_us: int | None
    top: list[BoardPlace]
    mine: BoardPlace | None
    near: list[BoardPlace]
    total: int
    closed_us: int | None = None
    league: BoardLeague | None = None


class BoardRow(msgspec.Struct):
    """One place, for operators.

    Args:
        reached_us: When the member reached the score.
        zone: In a league: `up`, they go up a division as things stand, or went up; `down`; empty: neither.
    """

    rank: int
    member_id: str
    name: str
    score: int
    reached_us: int
    zone: Literal["", "up", "down"] = ""


class BoardListQuery(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """``period``: any day of it. ``place``: a city or store; empty: everybody. ``format``: `csv` is all rows."""

    period: Day = ""
    place: Annotated[str, Meta(max_length=64)] = ""
    format: Literal["json", "csv"] = "json"
    limit: Limit = 50
    cursor: Cursor = ""


def _find_period(activity: Activity, day: str, now_us: int) -> PeriodOf:
    """Of a day of the query.

    Raises:
        InvalidInput: it is no day.
    """
    if not day:
        return plan_of(activity).find_present(now_us)
    faults = list[Fault]()
    number = read_day(day, "query.period", faults)
    if faults:
        raise InvalidInput("there is no such period", faults=faults)
    return find_period(activity, activity.typed(LeaderboardSpec).period, number)


class LateFact(msgspec.Struct):
    """Something that came when its period was closed: it is listed here and changes no rank.

    Args:
        amount: What it would have added; less than nothing: taken away.
        t_us: When it happened.
        came_us: When it came.
    """

    member_id: str
    amount: int
    t_us: int
    came_us: int


class LateQuery(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """``period``: any day of it; empty: the present one."""

    period: Day = ""
    limit: Limit = 50
    cursor: Cursor = ""


# -- a member ---------------------------------------------------------------------------------------------------------
async def _show(call: Call) -> BoardView:
    member_id, services, query = await get_member(call), call.services, call.query
    program, now_us, wanted = services.program, services.now_us(), call.params["activity"]

    def find(state: MemberState) -> Activity | None:
        chosen = choose_program(program, state, now_us).program
        found = activity_index(chosen).by_id.get(wanted)
        if found is None or not isinstance(found.spec, LeaderboardSpec):
            return None
        return None if found.is_hidden(look(chosen, state, now_us)) else found

    activity = await services.reader.read_with(member_id, find)
    if activity is None:
        raise NotFound(f"there is no board {wanted[:100]!r} for the member", fix="see activities of the member centre")
    spec, period = activity.typed(LeaderboardSpec), _find_period(activity, query.period, now_us)
    scope = query.scope or spec.boards[0]
    if scope not in spec.boards:
        fault = Fault("query.scope", "no-such-board", f"there is no list {scope}", f"one of {', '.join(spec.boards)}")
        raise InvalidInput("the board has other lists", faults=[fault])
    asks = await services.reader.read_with(
        member_id, lambda state: plan_of(activity).list_asks(state, now_us, period.key)
    )
    found = await read_standings(services.pool, services.tenant_id, [one for one in asks if one.scope == scope])
    league = _find_league(activity, found[0], call.locale) if found and scope == "league" else None
    return _view(wanted, scope, period, found[0] if found else None, league)


def _find_league(activity: Activity, standing: Standing, locale: Locale) -> BoardLeague:
    plan = plan_of(activity)
    (division, number), zones = read_league(standing.place.band), plan.find_zones(standing)
    known = plan.leagues.divisions if plan.leagues is not None else ()
    name = next((one.name.get(locale) for one in known if one.id == division), division)
    return BoardLeague(division, name, number, zones.up, zones.down)


def _view(
    activity: str, scope: str, period: PeriodOf, found: Standing | None, league: BoardLeague | None
) -> BoardView:  # fmt: skip
    def place(one: Line) -> BoardPlace:
        return BoardPlace(one.rank, one.name, one.score, one.mine)

    named, until_us = period.key.rpartition(":")[2], show_until(period.until_us)
    if found is None:  # nobody knows where the member belongs
        return BoardView(activity, scope, "", named, until_us, [], None, [], 0)
    band = "" if league is not None else found.place.band
    return BoardView(
        activity, scope, band, named, until_us, [place(one) for one in found.top],
        place(found.mine) if found.mine is not None else None, [place(one) for one in found.near], found.total,
        found.closed_us or None, league,
    )  # fmt: skip


# -- operators --------------------------------------------------------------------------------------------------------
async def _list(call: Call) -> Page[BoardRow] | Stream:
    services, activity = call.services, get_board(call)
    query: BoardListQuery = call.query
    wanted = activity.spec.id
    period = _find_period(activity, query.period, services.now_us())
    place = Place(wanted, period.key, query.place)
    shared = activity.typed(LeaderboardSpec).ties == "share_rank"
    if query.format == "csv":
        return Stream(_write(call, place, shared=shared), "text/csv; charset=utf-8", f"{wanted}.csv")
    after = read_cursor(query.cursor, (int, int, int, int, int))
    rows = await list_places(
        services.pool, services.tenant_id, place, query.limit + 1, shared=shared,
        after=Listed(*after) if after is not None else None,
    )  # fmt: skip
    names = await rows.read_names(services.pool, services.tenant_id)
    zones = await _find_zones(call, activity, place, period) if place.is_league else Zones(0, 0)
    shown = [_row(one, names, zones) for one in rows.items[: query.limit]]
    following = write_cursor(rows.items[query.limit - 1].cursor) if len(rows.items) > query.limit else None
    return Page(shown, following)


async def _find_zones(call: Call, activity: Activity, place: Place, period: PeriodOf) -> Zones:
    """Who goes up and down in a league; of one that is closed, by the terms by which it was."""
    services = call.services
    async with acquire(services.pool) as connection, transaction(connection, tenant_id=services.tenant_id):
        closed = await store.find_closed(connection, services.tenant_id, place.board, place.period) > 0
        members = await store.count_all(connection, services.tenant_id, place, closed=closed)
    if closed and period.until_us < FOREVER_US:
        then = find_anywhere(services.book.program_at(period.until_us - 1), f"activities.{place.board}")
        activity = then if then is not None and isinstance(then.spec, LeaderboardSpec) else activity
    leagues = plan_of(activity).leagues
    return leagues.find_zones(place.band, members) if leagues is not None else Zones(0, 0)


async def _list_late(call: Call) -> Page[LateFact]:
    services, query = call.services, call.query
    activity = get_board(call)
    period = _find_period(activity, query.period, services.now_us()).key
    after = read_cursor(query.cursor, (int, int, str)) or (-1, 0, "")
    async with acquire(services.pool) as connection, transaction(connection, tenant_id=services.tenant_id):
        rows = await store.list_late(connection, services.tenant_id, activity.spec.id, period, query.limit + 1, after)
    return make_page(
        rows, query.limit, lambda row: LateFact(str(row[0]), row[1], row[2], row[3]),
        lambda row: (row[3], row[0], row[4]),
    )  # fmt: skip


def get_board(call: Call) -> Activity:
    """The leaderboard that the path names.

    Raises:
        NotFound: there is none.
    """
    wanted = call.params["activity"]
    found = find_anywhere(call.services.program, f"activities.{wanted}")
    if found is None or not isinstance(found.spec, LeaderboardSpec):
        raise NotFound(f"the program has no board {wanted[:100]!r}")
    return found


def _row(one: Listed, names: dict[int, str], zones: Zones) -> BoardRow:
    zone = zones.of(one.rank)
    return BoardRow(one.rank, str(one.member_id), names.get(one.member_id, ""), one.score, one.reached_us, zone)


async def _write(call: Call, place: Place, *, shared: bool) -> AsyncGenerator[bytes]:
    """All rows; each thousand of them as they are when it is read."""
    services, after = call.services, None
    yield "﻿rank,member_id,name,score,reached_us\r\n".encode()
    while True:
        found = await list_places(services.wide, services.tenant_id, place, _AT_ONCE, shared=shared, after=after)
        names = await found.read_names(services.wide, services.tenant_id)
        text_ = io.StringIO()
        writer = csv.writer(text_)
        for one in found.items:
            name = names.get(one.member_id, "")
            safe = f"'{name}" if name[:1] in {"=", "+", "-", "@", "\t", "\r"} else name
            writer.writerow([one.rank, one.member_id, safe, one.score, one.reached_us])
        yield text_.getvalue().encode()
        if len(found.items) < _AT_ONCE:
            return
        after = found.items[-1]


ENDPOINTS = (
    Endpoint(
        "GET", f"{MEMBER_PATH}/boards/{{activity}}", _show,
        text("排行榜", "A board: from the first place, and around the member's own"), "activities", ("members:read",),
        query=BoardQuery, response=BoardView, errors=_ERRORS, member_token=True,
    ),
    Endpoint(
        "GET", "/v1/activities/{activity}/board", _list, text("排行榜名单", "Everybody on a board, in order"),
        "activities", ("members:read",), query=BoardListQuery, response=Page[BoardRow], errors=_ERRORS,
        also_media=("text/csv; charset=utf-8",),
        about="`format=csv` is a file of all rows; names are masked, and those that a spreadsheet would take for a "
        "formula begin with an apostrophe.",
    ),
    Endpoint(
        "GET", "/v1/activities/{activity}/board/late", _list_late,
        text("结算后到达的数据", "What came when a period of a board was closed"), "activities", ("members:read",),
        query=LateQuery, response=Page[LateFact], errors=_ERRORS,
    ),
)  # fmt: skip
