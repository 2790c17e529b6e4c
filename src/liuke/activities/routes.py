"""A member's activities."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from liuke.activities.domain import activity_index, find_anywhere
from liuke.activities.kind_hooks import Figure
from liuke.activities.page import PageDescription
from liuke.activities.page_store import read_figures, read_left
from liuke.activities.pages import find_page
from liuke.activities.parts.check_in_shown import CheckInShown
from liuke.activities.parts.task_shown import TaskShown
from liuke.activities.shelf import Seen
from liuke.activities.shown import name_kind
from liuke.activities.types.check_in import SLOT, CheckInBook, CheckInDoc
from liuke.activities.views import AnyShown, view_activities
from liuke.activities.wall_routes import read_posts, read_unseen
from liuke.boards.service import read_standings
from liuke.db.pool import acquire, transaction
from liuke.decision.choosing import choose_program, look
from liuke.decision.state import MemberState
from liuke.draws.service import list_seeds
from liuke.friends.store import list_names
from liuke.http.contracts import Call, Endpoint
from liuke.http.days import show_day
from liuke.http.members import MEMBER_PATH, get_member
from liuke.kernel.clock import add_months, day_of
from liuke.kernel.errors import Fault, InvalidInput, NotFound
from liuke.kernel.text import text
from liuke.privacy.names import mask_name
from liuke.program.errors import NoProgram

READ = ("members:read",)
_SHOWN = (InvalidInput, NotFound, NoProgram)


class OpenTasks(msgspec.Struct):
    """Tasks that are open to the member."""

    items: list[TaskShown]


async def _tasks(call: Call) -> OpenTasks:
    member_id = await get_member(call)
    services = call.services
    program, now_us = services.program, services.now_us()
    shown = await services.reader.read_with(
        member_id,
        lambda state: view_activities(program, state, now_us, call.locale),
    )
    return OpenTasks([one for one in shown if isinstance(one, TaskShown)])


class DrawCommitment(msgspec.Struct):
    """To which seed the draws of a period are bound: SHA-256 of what is revealed after it."""

    period: str
    commitment: str
    closes_us: int


class ActivityView(msgspec.Struct):
    """An activity that is open to the member, as the member stands in it.

    Args:
        kind: ``check_in``, ``task`` …
        deep_link: Where the member app shows it.
        closes_us: First instant at which it is closed; null: no end.
        shown: All that the kind shows: progress, days, rewards, texts in the language of the call.
        draws: Commitments of the periods of draws that are open; all of them are at `/v1/draws/{activity}`.
    """

    id: str
    kind: str
    name: str
    deep_link: str
    theme: str | None
    tags: list[str]
    closes_us: int | None
    shown: AnyShown
    draws: list[DrawCommitment]


async def _show_activity(call: Call) -> ActivityView:
    member_id, wanted = await get_member(call), call.params["activity"]
    services = call.services
    program, now_us = services.program, services.now_us()
    seen = await _read_shelf(call, wanted, member_id)
    shown = await services.reader.read_with(
        member_id, lambda state: view_activities(program, state, now_us, call.locale, seen, wanted)
    )
    found = next((one for one in shown if one.id == wanted), None)
    if found is None:
        raise NotFound(f"no activity {wanted[:100]!r} is open to the member", fix="see activities of the member centre")
    seeds = await list_seeds(services.pool, services.tenant_id, wanted)
    draws = [
        DrawCommitment(row.period, row.seed.commitment, row.seed.closes_us)
        for row in seeds
        if row.seed.discarded_us is None and row.seed.closes_us > now_us
    ]
    return ActivityView(
        found.id, name_kind(type(found)), found.name, found.deep_link, found.theme, found.tags, found.closes_us, found,
        draws,
    )  # fmt: skip


async def _read_shelf(call: Call, wanted: str, member_id: int) -> Seen | None:
    """What the activity shows the member of what members share."""
    services, now_us = call.services, call.services.now_us()
    found = find_anywhere(services.program, f"activities.{wanted}")
    shelf = found.behaviour.shelf if found is not None else None
    if shelf is None:
        return None
    items = list(shelf.items(now_us))
    asks, mine = await services.reader.read_with(
        member_id, lambda state: (shelf.boards(state, now_us), shelf.mine(state, now_us))
    )
    documents = dict[str, Any]()
    for kind, key in (*shelf.documents(now_us), *mine):
        document = await services.reader.find_shared(kind, key)
        if document is not None:
            documents[kind.place(key)] = document
    people = sorted(set(shelf.people(documents)))
    async with acquire(services.pool) as connection, transaction(connection, tenant_id=services.tenant_id):
        known = await read_left(connection, services.tenant_id, items)
        names = await list_names(connection, services.tenant_id, people) if people else {}
    fresh = {item: services.program.find_initial_stock(item) or 0 for item in items}
    boards = await read_standings(services.pool, services.tenant_id, asks) if asks else ()
    masked = {member: name if hidden else mask_name(name) for member, (name, hidden) in names.items()}
    posts = await read_posts(call, wanted, 0, limit=shelf.posts) if shelf.posts else []
    own = await read_unseen(call, wanted, member_id, limit=shelf.posts) if shelf.posts else []
    known_posts, known_own = ([one for one in rows if one.text is not None] for rows in (posts, own))
    return Seen({**fresh, **known}, documents, boards, masked, now_us, known_posts, known_own)


async def _show_page(call: Call) -> PageDescription:
    member_id, wanted = await get_member(call), call.params["activity"]
    services = call.services
    program, now_us = services.program, services.now_us()
    seen = await _read_shelf(call, wanted, member_id)
    found = await services.reader.read_with(member_id, lambda state: find_page(program, state, now_us, wanted, seen))
    if found is None:
        raise NotFound(
            f"there is no activity {wanted[:100]!r} for the member", fix="see activities of the member centre"
        )
    return found


class FigureView(msgspec.Struct):
    """One figure of an activity's results.

    Args:
        label: In the language of the call.
        unit: `times`, `members`, `pieces`, `points`, `cents`.
    """

    name: str
    label: str
    unit: str
    value: int


class ActivityResults(msgspec.Struct):
    """What came of an activity so far, as its kind counts it; test members count nowhere."""

    id: str
    kind: str
    figures: list[FigureView]


async def _results(call: Call) -> ActivityResults:
    services, wanted = call.services, call.params["activity"]
    found = find_anywhere(services.program, f"activities.{wanted}")
    if found is None:
        raise NotFound(f"the program has no activity {wanted[:100]!r}")
    hooks = found.kind.hooks
    figures: Sequence[Figure] = hooks.results(found) if hooks is not None and callable(hooks.results) else ()
    async with acquire(services.wide) as connection, transaction(connection, tenant_id=services.tenant_id):
        values = await read_figures(connection, services.tenant_id, wanted, figures)
    shown = [FigureView(one.name, one.label.get(call.locale), one.unit, values[one.name]) for one in figures]
    return ActivityResults(wanted, found.kind.kind, shown)


class MonthQuery(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """``month``: whose days are shown; empty: this one. ``activity``: needed where there are several check-ins."""

    month: Annotated[str, Meta(pattern=r"^(\d{4}-\d{2})?$")] = ""
    activity: Annotated[str, Meta(max_length=200)] = ""


class CheckInCalendar(msgspec.Struct):
    """A member's check-in.

    Args:
        checked: Days of the month that are checked in, made-up ones included.
        made_up: Those that were made up for.
        today: Streak, position in the ladder, what comes next, days that can be made up for; null: it is not open.
    """

    activity: str
    month: str
    checked: list[str]
    made_up: list[str]
    today: CheckInShown | None


async def _show_check_in(call: Call) -> CheckInCalendar:
    member_id = await get_member(call)
    query: MonthQuery = call.query
    services = call.services
    program, now_us = services.program, services.now_us()
    month = query.month or show_day(program.calendar.local_day(now_us))[:7]
    first, last = _read_month(month)

    def view(state: MemberState) -> CheckInCalendar:
        chosen = choose_program(program, state, now_us).program
        turn = look(chosen, state, now_us)
        ids = [
            one.spec.id
            for one in activity_index(chosen).all
            if one.kind.kind == "check_in" and not one.is_hidden(turn)
        ]  # fmt: skip
        wanted = query.activity or (ids[0] if len(ids) == 1 else "")
        if not ids:
            raise NotFound("the program has no check-in")
        if wanted not in ids:
            fault = Fault(
                "query.activity", "unknown-activity", f"{wanted!r} is no check-in", f"one of {', '.join(ids)}"
            )  # fmt: skip
            raise InvalidInput("which check-in is meant must be said", faults=[fault])
        doc = state.read(SLOT, CheckInBook).docs.get(wanted) or CheckInDoc()
        found = view_activities(program, state, now_us, call.locale)
        shown = next((one for one in found if one.id == wanted and isinstance(one, CheckInShown)), None)
        inside = sorted({day for run in doc.runs for day in range(max(run.start, first), min(run.end, last) + 1)})
        made_up = sorted(day for day in doc.made_up if first <= day <= last)
        return CheckInCalendar(
            wanted, month, [show_day(day) for day in inside], [show_day(day) for day in made_up], shown
        )  # fmt: skip

    return await services.reader.read_with(member_id, view)


def _read_month(month: str) -> tuple[int, int]:
    try:
        first = day_of(date.fromisoformat(f"{month}-01"))
        return first, add_months(first, 1) - 1
    except ValueError:
        fault = Fault("query.month", "not-a-month", f"{month} is no month", "write YYYY-MM")
        raise InvalidInput("the month cannot be shown", faults=[fault]) from None


ENDPOINTS = (
    Endpoint(
        "GET",
        f"{MEMBER_PATH}/tasks",
        _tasks,
        text("任务", "Tasks with their progress"),
        "tasks",
        READ,
        response=OpenTasks,
        errors=_SHOWN,
        member_token=True,
    ),
    Endpoint(
        "GET",
        "/v1/activities/{activity}/results",
        _results,
        text("活动结果", "Results of an activity"),
        "activities",
        ("program:read", "members:read"),
        response=ActivityResults,
        errors=(NotFound, NoProgram),
    ),
    Endpoint(
        "GET",
        f"{MEMBER_PATH}/check-in",
        _show_check_in,
        text("签到日历", "The check-in calendar of a month"),
        "check-in",
        READ,
        query=MonthQuery,
        response=CheckInCalendar,
        errors=_SHOWN,
        member_token=True,
    ),
    Endpoint(
        "GET",
        f"{MEMBER_PATH}/activities/{{activity}}",
        _show_activity,
        text("一个活动", "An activity, as the member stands in it"),
        "activities",
        READ,
        response=ActivityView,
        errors=_SHOWN,
        member_token=True,
    ),
    Endpoint(
        "GET",
        f"{MEMBER_PATH}/activities/{{activity}}/page",
        _show_page,
        text("活动页面", "The page of an activity: blocks, actions and rules, in both languages, open or not"),
        "activities",
        READ,
        response=PageDescription,
        errors=_SHOWN,
        member_token=True,
    ),
)
