"""What a campaign has cost so far, and what it will have cost when it ends. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import msgspec

from liuke.campaigns.cost_store import CostRow
from liuke.campaigns.forecast import Forecast, forecast_end
from liuke.campaigns.spec import CampaignSpec
from liuke.decision.budgets import Unit
from liuke.decision.domain import CompiledProgram
from liuke.http.days import show_day, show_until
from liuke.kernel.clock import weekday
from liuke.kernel.text import Locale
from liuke.ledger.spec import AssetSpec, AssetValue
from liuke.program.walk import find_named

Stage = Literal["off", "planned", "running", "ended", "called_off"]
_UNITS: tuple[Unit, ...] = ("points", "coupons", "cash", "prizes", "prices")
_NO_VALUE = AssetValue(amount=1, cents=0)


class CampaignSummary(msgspec.Struct):
    """A campaign of the program in force.

    Args:
        id: In the program.
        name: For people.
        stage: ``off``: it is switched off; ``planned``, ``running``, ``ended`` by its window; ``called_off``.
        opens_us: First instant; null: it has no beginning.
        closes_us: First instant after; null: it has no end.
        holdout_bps: Share of its audience that is held out.
    """

    id: str
    name: str
    stage: Stage
    opens_us: int | None
    closes_us: int | None
    holdout_bps: int


class CostOfUnit(msgspec.Struct):
    """What was given of one thing.

    Args:
        unit: ``points``, ``coupons`` (what they count when granted, cents), ``cash`` (cents), ``prizes`` (what they
            cost, cents; where the program does not say it, their market value) or ``prices`` (what orders were reduced
            by, cents).
        amount: Given, less what went back.
        cents: What that is worth: points by the program's value of a point.
        rewards: How many were given.
        members: How many members were given any.
    """

    unit: Unit
    amount: int
    cents: int
    rewards: int
    members: int


class CostOfRule(msgspec.Struct):
    """What one rule, activity or prize gave for the campaign; fields as in ``CostOfUnit``.

    Args:
        path: What gave it, as reasons write it.
        name: For people; empty where the program in force has no such thing.
    """

    path: str
    name: str
    unit: Unit
    amount: int
    cents: int
    rewards: int
    members: int


class CostOfDay(msgspec.Struct):
    """A merchant-local day; below zero where more went back than was given."""

    day: str
    points: int
    coupons: int
    cash: int
    prizes: int
    prices: int
    cents: int


class UsedCoupons(msgspec.Struct):
    """Coupons of the campaign that were used.

    Args:
        count: How many.
        face_cents: What they counted when they were granted.
        saved_cents: What they took off orders.
    """

    count: int
    face_cents: int
    saved_cents: int


class PrizeWins(msgspec.Struct):
    """How often a prize was won in a draw of the campaign, test members apart."""

    activity: str
    prize: str
    wins: int


class CostForecast(msgspec.Struct):
    """What it will have cost at the end of the window, what is spent included.

    Args:
        unit: As in ``CostOfUnit``; ``all``: everything in cents.
        expected: The middle.
        low: One end in ten is below.
        high: One end in ten is above.
    """

    unit: Literal["points", "coupons", "cash", "prizes", "prices", "all"]
    expected: int
    low: int
    high: int


class CampaignReport(CampaignSummary):
    """A campaign with what it cost.

    Args:
        members: Members who were given anything.
        cents: Worth of everything given, less what went back.
        costs: By unit.
        used_coupons: Of its coupons.
        rules: By what gave it.
        days: By day, in order; days on which nothing changed are left out.
        wins: Prizes of draws.
        forecast: At the end; empty while fewer than four whole days are behind, and where there is no end.
    """

    members: int
    cents: int
    costs: list[CostOfUnit]
    used_coupons: UsedCoupons
    rules: list[CostOfRule]
    days: list[CostOfDay]
    wins: list[PrizeWins]
    forecast: list[CostForecast]


@dataclass(frozen=True, slots=True)
class CostFacts:
    """What the database knows of a campaign's cost.

    Args:
        rows: As :func:`~liuke.campaigns.cost_store.list_costs` gives them.
        members: As ``count_receivers``.
        used: As ``sum_coupons``.
        wins: As ``count_wins``.
        called_off_us: When it was called off.
    """

    rows: Sequence[CostRow]
    members: Mapping[tuple[str, str], int]
    used: tuple[int, int, int]
    wins: Mapping[tuple[str, str], int]
    called_off_us: int | None


def view_summary(
    program: CompiledProgram, spec: CampaignSpec, called_off_us: int | None, now_us: int, locale: Locale
) -> CampaignSummary:
    """A campaign as a calendar shows it."""
    opens_us, closes_us = spec.window.bounds_us(program.calendar)
    closes_us = min(closes_us, called_off_us) if called_off_us is not None else closes_us
    stage: Stage = "running"
    if called_off_us is not None:
        stage = "called_off"
    elif not spec.enabled:
        stage = "off"
    elif now_us < opens_us:
        stage = "planned"
    elif now_us >= closes_us:
        stage = "ended"
    return CampaignSummary(
        spec.id, spec.name.get(locale), stage, opens_us or None, show_until(closes_us), spec.holdout_bps
    )


def view_report(
    program: CompiledProgram, spec: CampaignSpec, facts: CostFacts, now_us: int, locale: Locale
) -> CampaignReport:
    """What a campaign cost, and will have cost.

    Args:
        program: In force.
        spec: The campaign in it.
        facts: Of the database.
        now_us: Engine time.
        locale: Of names.
    """
    value = find_value(program)
    summary = view_summary(program, spec, facts.called_off_us, now_us, locale)
    costs = list[CostOfUnit]()
    for unit in _UNITS:
        own = [row for row in facts.rows if row[0] == unit]
        if own:
            amount, count = sum(row[3] for row in own), sum(row[4] for row in own)
            costs.append(CostOfUnit(unit, amount, _worth(unit, amount, value), count, facts.members.get((unit, ""), 0)))
    return CampaignReport(
        **msgspec.structs.asdict(summary),
        members=facts.members.get(("", ""), 0),
        cents=sum(one.cents for one in costs),
        costs=costs,
        used_coupons=UsedCoupons(*facts.used),
        rules=_list_rules(program, facts, value, locale),
        days=[_view_day(day, facts.rows, value) for day in sorted({row[2] for row in facts.rows})],
        wins=[PrizeWins(activity, prize, count) for (activity, prize), count in facts.wins.items()],
        forecast=list(_forecast(program, spec, summary, facts.rows, now_us)) if summary.stage == "running" else [],
    )


def find_value(program: CompiledProgram) -> AssetValue:
    """What a point is worth; nothing where the program does not say."""
    found = (one.value for one in program.items("assets", AssetSpec) if one.id == "points")
    return next(found, None) or _NO_VALUE


def _worth(unit: str, amount: int, value: AssetValue) -> int:
    return (amount * value.cents + value.amount // 2) // value.amount if unit == "points" else amount


def _list_rules(program: CompiledProgram, facts: CostFacts, value: AssetValue, locale: Locale) -> list[CostOfRule]:
    sums: dict[tuple[str, Unit], tuple[int, int]] = {}
    for unit, rule, _, amount, count in facts.rows:
        key = (rule, unit)
        before = sums.get(key, (0, 0))
        sums[key] = before[0] + amount, before[1] + count
    found = list[CostOfRule]()
    for (rule, unit), (amount, count) in sums.items():
        name = find_named(program.spec, rule)
        members = facts.members.get((unit, rule), 0)
        shown = name.get(locale) if name is not None else ""
        found.append(CostOfRule(rule, shown, unit, amount, _worth(unit, amount, value), count, members))
    return sorted(found, key=lambda one: (-one.cents, one.path, one.unit))


def _view_day(day: int, rows: Iterable[CostRow], value: AssetValue) -> CostOfDay:
    sums: dict[Unit, int] = dict.fromkeys(_UNITS, 0)
    for unit, _, on, amount, _ in rows:
        if on == day:
            sums[unit] += amount
    cents = sum(_worth(unit, amount, value) for unit, amount in sums.items())
    return CostOfDay(
        show_day(day), sums["points"], sums["coupons"], sums["cash"], sums["prizes"], sums["prices"], cents
    )


# -- what is to come --------------------------------------------------------------------------------------------------
def _forecast(
    program: CompiledProgram, spec: CampaignSpec, summary: CampaignSummary, rows: Sequence[CostRow], now_us: int
) -> Iterable[CostForecast]:
    if summary.closes_us is None:
        return
    calendar, value, limits = program.calendar, find_value(program), spec.budget.limits()
    opens_us, today = summary.opens_us or 0, calendar.local_day(now_us)
    rest = list_rest(program, now_us, summary.closes_us)
    first = min((row[2] for row in rows), default=today)
    begin = calendar.local_day(opens_us) if opens_us else first
    if calendar.day_start_us(begin) < opens_us:
        begin += 1  # a day that the campaign had only a part of says little about whole ones
    for unit in (*_UNITS, "all"):
        own: dict[int, int] = {}
        for kind, _, day, amount, _ in rows:
            if unit in {kind, "all"}:
                own[day] = own.get(day, 0) + (_worth(kind, amount, value) if unit == "all" else amount)
        if not own:
            continue
        days = [(weekday(day), max(own.get(day, 0), 0)) for day in range(begin, today)]
        made = forecast_end(
            days, rest, so_far=sum(own.values()), today=max(own.get(today, 0), 0), seed=f"{spec.id}/{unit}/{today}"
        )
        if made is None:
            continue
        found = limits.get(unit) if unit != "all" else None
        if found is not None and found.total is not None:  # no more than its budget is ever given
            most = max(found.total, sum(own.values()))
            made = Forecast(min(made.expected, most), min(made.low, most), min(made.high, most))
        yield CostForecast(unit, made.expected, made.low, made.high)


def list_rest(program: CompiledProgram, now_us: int, closes_us: int) -> list[tuple[int, float]]:
    """Weekday, and what of the day lies before the end, of the running day and each one to come."""
    calendar = program.calendar
    today, last = calendar.local_day(now_us), calendar.local_day(closes_us - 1)
    found = list[tuple[int, float]]()
    for day in range(today, last + 1):
        start, end = calendar.day_start_us(day), calendar.day_start_us(day + 1)
        found.append((weekday(day), (min(end, closes_us) - start) / (end - start)))
    return found
