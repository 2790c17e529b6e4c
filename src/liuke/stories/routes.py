"""A member's month and story over HTTP."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import Annotated

import msgspec
from msgspec import Meta

from liuke.db.pool import acquire, snapshot
from liuke.decision.domain import CompiledProgram
from liuke.decision.state import MemberState
from liuke.http.contracts import Call, Endpoint
from liuke.http.days import FIRST_YEAR, UNTIL_YEAR, show_day
from liuke.http.members import MEMBER_PATH, get_existing_member
from liuke.kernel.clock import day_of, period_end
from liuke.kernel.errors import Fault, InvalidInput, NotFound
from liuke.kernel.text import Locale, text
from liuke.ledger.moves import asset_index
from liuke.posters.orders import list_badges, name_badge
from liuke.program.errors import NoProgram
from liuke.stories import months, store
from liuke.stories.months import tier_at
from liuke.tiers.plan import get_plan
from liuke.tiers.views import NamedTier, TierProgress, view_named_tier, view_tier

_MONTH = re.compile(r"(\d{4})-(0[1-9]|1[0-2])")


class AssetMonth(months.Flow, kw_only=True):
    """An asset in a month, with its name; ``closing`` is ``opening`` with everything between added.

    Args:
        name: For people.
        expiring: Of what is left now, what expires in the month after.
    """

    name: str
    expiring: int = 0


class MonthReport(msgspec.Struct):
    """What a month was to a member.

    Args:
        month: `YYYY-MM`, of the merchant's calendar.
        over: Whether it has ended; until then everything is as of now.
        orders: Orders that were paid in it.
        spent_cents: Paid for them in money, less what was given back since.
        saved_cents: Saved in them by prices, promotions, coupons and points, less what was given back since.
        friends: Invitees whose first order came to count in it, and still does.
        assets: What moved.
        tier_before: When it began; an empty id: before the first.
        tier_after: When it ended, or now.
        progress: In every dimension of the next tier, now.
    """

    member_id: str
    month: str
    over: bool
    currency: str
    orders: int
    spent_cents: int
    saved_cents: int
    friends: int
    assets: list[AssetMonth]
    tier_before: NamedTier
    tier_after: NamedTier
    progress: list[TierProgress]


class StoryQuery(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """``year``: of that year alone; 0: of all time."""

    year: Annotated[int, Meta(ge=0, lt=UNTIL_YEAR)] = 0


class FirstOrder(msgspec.Struct):
    """The first order: its day, and what was paid and not given back."""

    day: str
    spent_cents: int


class TierStep(msgspec.Struct):
    """A day on which the member climbed, and where to."""

    day: str
    tier: NamedTier


class BadgeStep(msgspec.Struct):
    """A badge or title, and since when the member has it."""

    day: str
    badge: str
    name: str


class Story(msgspec.Struct):
    """How far a member has come.

    Args:
        year: Which; 0: of all time.
        joined_day: Merchant-local, whatever the year.
        days: Since then, today included.
        first_order: Whatever the year; null: none yet.
        orders: Paid.
        spent_cents: Paid for them in money, less what was given back since.
        saved_cents: Saved in them, less what was given back since.
        friends: Invitees who came to count, and still do.
        upgrades: In order.
        badges: In the order in which they were earned.
        hours: Orders by hour of the merchant's clock, 24 numbers.
        favourite_hour: With most orders, the earlier of two; null: no order.
    """

    member_id: str
    year: int
    currency: str
    joined_day: str
    days: int
    first_order: FirstOrder | None
    orders: int
    spent_cents: int
    saved_cents: int
    friends: int
    upgrades: list[TierStep]
    badges: list[BadgeStep]
    hours: list[int]
    favourite_hour: int | None


class _Known(msgspec.Struct):
    """What is read of the state: who is left, with whom, since when, in which tier; badges and progress."""

    left: int
    members: tuple[int, ...]
    joined_day: int
    tier: str
    badges: list[tuple[str, int]]
    progress: list[TierProgress]


async def _read(call: Call) -> tuple[CompiledProgram, int, _Known]:
    member_id, services = await get_existing_member(call), call.services
    program, now_us = services.program, services.now_us()

    def look(state: MemberState) -> _Known:
        if state.is_erased:
            raise NotFound("the member was erased")
        left = state.member_id
        progress = view_tier(program, state, now_us, call.locale).progress
        return _Known(
            left, (left, *state.others), state.registered_day, state.tier, list_badges(state), progress
        )  # fmt: skip

    return program, program.calendar.local_day(now_us), await services.reader.read_with(member_id, look)


# -- months -----------------------------------------------------------------------------------------------------------
def _read_month(value: str, today: int) -> int:
    """First day of the month.

    Raises:
        InvalidInput: it is none, or has not begun.
    """
    found = _MONTH.fullmatch(value)
    year = int(found[1]) if found is not None else 0
    if found is None or not FIRST_YEAR <= year < UNTIL_YEAR:
        fault = Fault("path.month", "not-a-month", f"{value[:20]!r} is no month", "write YYYY-MM")
        raise InvalidInput("there is no such month", faults=[fault])
    first = day_of(date(year, int(found[2]), 1))
    if first > today:
        fault = Fault("path.month", "not-yet", f"{value} has not begun", "ask for a month that has")
        raise InvalidInput("the month has not begun", faults=[fault])
    return first


async def _show_month(call: Call) -> MonthReport:
    program, today, known = await _read(call)
    first = _read_month(call.params["month"], today)
    until = period_end(first, "month")
    calendar, services = program.calendar, call.services
    after = calendar.day_start_us(until), calendar.day_start_us(period_end(until, "month"))
    async with acquire(services.pool) as connection, snapshot(connection, tenant_id=services.tenant_id):
        orders, spent, saved = await store.sum_orders(connection, known.members, known.left, first, until)
        friends = await store.count_friends(connection, known.members, first, until)
        rows = await store.sum_postings(connection, known.members, first, until)
        expiring = await store.sum_expiring(connection, known.left, *after)
        changes = await store.list_tier_changes(connection, known.left)
    before, behind = (tier_at(changes, day, known.tier) for day in (first, until))  # pyright: ignore[reportArgumentType] - three of a row
    return MonthReport(
        str(known.left), call.params["month"], until <= today, program.spec.currency.code, orders, spent, saved,
        friends, _view_assets(program, rows, expiring, call.locale), view_named_tier(program, before, call.locale),
        view_named_tier(program, behind, call.locale), known.progress,
    )  # fmt: skip


def _view_assets(
    program: CompiledProgram,
    rows: Sequence[tuple[str, str, str, str, int, int]],
    expiring: dict[str, int],
    locale: Locale,
) -> list[AssetMonth]:
    names = asset_index(program)
    return [
        AssetMonth(
            **msgspec.structs.asdict(flow), expiring=expiring.get(flow.asset, 0),
            name=names[flow.asset].name.get(locale) if flow.asset in names else flow.asset,
        )
        for flow in months.add_up(rows)
    ]  # fmt: skip


# -- the story --------------------------------------------------------------------------------------------------------
async def _show_story(call: Call) -> Story:
    program, today, known = await _read(call)
    year: int = call.query.year
    if 0 < year < FIRST_YEAR:
        fault = Fault("query.year", "out-of-range", f"{year} is no year from {FIRST_YEAR} on", "name such a year")
        raise InvalidInput("the year cannot be told", faults=[fault])
    first, until = (day_of(date(year, 1, 1)), day_of(date(year + 1, 1, 1))) if year else (0, 2**31 - 1)
    services, zone = call.services, program.spec.calendar.time_zone
    async with acquire(services.pool) as connection, snapshot(connection, tenant_id=services.tenant_id):
        orders, spent, saved = await store.sum_orders(connection, known.members, known.left, first, until)
        opening = await store.find_first_order(connection, known.members, known.left)
        friends = await store.count_friends(connection, known.members, first, until)
        counted = await store.count_hours(connection, known.members, known.left, first, until, zone)
        changes = await store.list_tier_changes(connection, known.left)
    hours = [0] * 24
    for hour, times in counted:
        hours[hour] = times
    return Story(
        str(known.left), year, program.spec.currency.code, show_day(known.joined_day),
        max(today - known.joined_day + 1, 0),
        FirstOrder(show_day(opening[0]), opening[1]) if opening is not None else None, orders, spent, saved, friends,
        [TierStep(show_day(day), view_named_tier(program, new, call.locale))
         for day, old, new in changes if first <= day < until and _rank(program, new) > _rank(program, old)],
        _list_badges(program, known, (first, until), call.locale), hours,
        max(range(24), key=lambda hour: (hours[hour], -hour)) if orders else None,
    )  # fmt: skip


def _rank(program: CompiledProgram, tier: str) -> int:
    return get_plan(program).rank(tier)


def _list_badges(
    program: CompiledProgram, known: _Known, days: tuple[int, int], locale: Locale
) -> list[BadgeStep]:  # fmt: skip
    found = [(program.calendar.local_day(earned_us), badge) for badge, earned_us in reversed(known.badges)]
    return [
        BadgeStep(show_day(day), badge, name_badge(program, badge, locale))
        for day, badge in found if days[0] <= day < days[1]
    ]  # fmt: skip


_ERRORS = (InvalidInput, NotFound, NoProgram)
ENDPOINTS = (
    Endpoint(
        "GET", f"{MEMBER_PATH}/reports/{{month}}", _show_month, text("会员月度报告", "What a month was to a member"),
        "stories", ("members:read",), response=MonthReport, errors=_ERRORS, member_token=True,
        about="`month` is `YYYY-MM`, of the merchant's calendar. Everything is read from orders and the ledger, with "
        "those of who went into the member; orders count in the month in which they were paid.",
    ),
    Endpoint(
        "GET", f"{MEMBER_PATH}/story", _show_story, text("会员成长故事", "How far a member has come"), "stories",
        ("members:read",), query=StoryQuery, response=Story, errors=_ERRORS, member_token=True,
        about="Of all time or of one year: joining, the first order, tiers, badges and titles, money saved, friends "
        "brought, favourite hours.",
    ),
)  # fmt: skip
