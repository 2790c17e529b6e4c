"""Results that members may read, and who won: masked names, what was won, when."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from liuke.activities.contracts import Activity
from liuke.activities.domain import activity_index, find_anywhere
from liuke.activities.kind_hooks import Figure, Winners
from liuke.activities.page_store import read_figures
from liuke.activities.routes import FigureView
from liuke.activities.winner_store import WinRow, list_wins
from liuke.db.contracts import Connection
from liuke.db.pool import acquire, transaction
from liuke.decision.choosing import choose_program, look
from liuke.decision.state import MemberState
from liuke.friends.store import list_names
from liuke.http.contracts import Call, Endpoint, Page
from liuke.http.days import show_until
from liuke.http.members import MEMBER_PATH, get_member
from liuke.http.paging import PageQuery, make_page, read_cursor
from liuke.kernel.errors import InvalidInput, NotFound
from liuke.kernel.text import text
from liuke.privacy.names import mask_name
from liuke.program.errors import NoProgram

SHOWN_WINNERS = 50
"""So many of the newest are shown with the results."""


class PublicWinner(msgspec.Struct):
    """Somebody who won.

    Args:
        name: Masked; empty: nobody knows it any more.
        won: What, in the language of the call.
        mine: Whether it is the member.
    """

    name: str
    won: str
    t_us: int
    mine: bool


class PublicResults(msgspec.Struct):
    """What came of an activity, as far as members may read it; test members count nowhere.

    Args:
        published: Whether anything is published by now; before that figures and winners are empty.
        published_from_us: When it is; null: it has been all along, or never is.
        figures: As the kind counts them.
        winners: The newest first, at most fifty.
    """

    activity: str
    kind: str
    name: str
    published: bool
    published_from_us: int | None
    figures: list[FigureView]
    winners: list[PublicWinner]


class WinnerRow(msgspec.Struct):
    """Somebody who won, for operators; ``name`` is masked."""

    member_id: str
    name: str
    won: str
    t_us: int


def _find_declared(activity: Activity) -> tuple[Sequence[Figure], Winners | None]:
    """Figures that members may read, and who wins."""
    hooks = activity.kind.hooks
    if hooks is None or not callable(hooks.results):
        return (), hooks.winners if hooks is not None else None
    return [one for one in hooks.results(activity) if one.name in hooks.published], hooks.winners


async def _read_names(connection: Connection, tenant_id: int, rows: Sequence[WinRow]) -> dict[int, str]:
    found = await list_names(connection, tenant_id, sorted({row[0] for row in rows})) if rows else {}
    return {member: name if masked else mask_name(name) for member, (name, masked) in found.items()}


async def _show(call: Call) -> PublicResults:
    member_id, services, wanted = await get_member(call), call.services, call.params["activity"]
    program, now_us = services.program, services.now_us()

    def find(state: MemberState) -> Activity | None:
        chosen = choose_program(program, state, now_us).program
        found = activity_index(chosen).by_id.get(wanted)
        return None if found is None or found.is_hidden(look(chosen, state, now_us)) else found

    activity = await services.reader.read_with(member_id, find)
    if activity is None:
        raise NotFound(
            f"there is no activity {wanted[:100]!r} for the member", fix="see activities of the member centre"
        )
    from_us, figures, winners = activity.find_published_us(), list[FigureView](), list[PublicWinner]()
    if from_us <= now_us:
        declared, source = _find_declared(activity)
        async with acquire(services.wide) as connection, transaction(connection, tenant_id=services.tenant_id):
            values = await read_figures(connection, services.tenant_id, wanted, declared)
            rows = list[WinRow]()
            if source is not None:
                rows = await list_wins(
                    connection, services.tenant_id, source.kind, wanted, limit=SHOWN_WINNERS, undone=source.undone
                )
            names = await _read_names(connection, services.tenant_id, rows)
        figures = [FigureView(one.name, one.label.get(call.locale), one.unit, values[one.name]) for one in declared]
        winners = [
            PublicWinner(names.get(row[0], ""), _say(call, activity, source, row), row[1], row[0] == member_id)
            for row in rows
        ]
    return PublicResults(
        wanted, activity.kind.kind, activity.spec.name.get(call.locale), from_us <= now_us,
        (show_until(from_us) or None) if from_us else None, figures, winners,
    )  # fmt: skip


def _say(call: Call, activity: Activity, source: Winners | None, row: WinRow) -> str:
    assert source is not None, "rows were read for it"
    said = source.say(activity, row[3])
    return said.zh if call.locale == "zh" else said.en


async def _list(call: Call) -> Page[WinnerRow]:
    services, wanted, query = call.services, call.params["activity"], call.query
    after = read_cursor(query.cursor, (int, str))
    activity = find_anywhere(services.program, f"activities.{wanted}")
    if activity is None:
        raise NotFound(f"the program has no activity {wanted[:100]!r}")
    source = _find_declared(activity)[1]
    if source is None:
        return Page([], None)
    async with acquire(services.wide) as connection, transaction(connection, tenant_id=services.tenant_id):
        rows = await list_wins(
            connection, services.tenant_id, source.kind, wanted, limit=query.limit + 1,
            after=(after[0], after[1]) if after is not None else None, undone=source.undone,
        )  # fmt: skip
        names = await _read_names(connection, services.tenant_id, rows)
    return make_page(
        rows, query.limit,
        lambda row: WinnerRow(str(row[0]), names.get(row[0], ""), _say(call, activity, source, row), row[1]),
        lambda row: (row[1], row[2]),
    )  # fmt: skip


ENDPOINTS = (
    Endpoint(
        "GET", f"{MEMBER_PATH}/activities/{{activity}}/results", _show,
        text("活动公示", "Published results of an activity: figures and winners"), "activities", ("members:read",),
        response=PublicResults, errors=(NotFound, NoProgram), member_token=True,
        about="Of an activity in a campaign when the campaign says so (`results`), of any other as they come. Names "
        "are masked.",
    ),
    Endpoint(
        "GET", "/v1/activities/{activity}/winners", _list, text("中奖名单", "Who won in an activity"), "activities",
        ("members:read",), query=PageQuery, response=Page[WinnerRow], errors=(InvalidInput, NotFound, NoProgram),
        about="The newest first; names are masked, test members are left out.",
    ),
)  # fmt: skip
