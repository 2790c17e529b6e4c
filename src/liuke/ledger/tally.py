"""Amounts by calendar period, kept for the newest periods: what caps and limits per member count against.

A tally is a flat list of whole numbers, newest period first: ``[first day, amount, first day, amount, …]``. A list of
one period is how a single period was stored before several were kept, so older documents read as what they are, and
whoever reads only the first two numbers sees the newest period.

How far back it reaches is a number of days before the newest period of the same tally: events that come in their order
never meet that edge, whatever the clock says. Beyond it nothing is known, so nothing more is given.
"""

from __future__ import annotations

from pydantic import Field

from liuke.decision.domain import CompiledProgram
from liuke.decision.turn import Turn
from liuke.kernel.clock import Period, period_start
from liuke.kernel.text import text
from liuke.program.spec import Section, Spec, hint

Tally = list[int]


class LateSpec(Spec):
    """What is done with events that are reported late."""

    days: int = Field(
        default=62, ge=1, le=366,
        json_schema_extra=hint("晚到多少天内仍可得奖励", "Limited rewards for events so late", unit="days"),
    )  # fmt: skip


SECTION = Section("late", LateSpec, LateSpec(), text("晚到的事件", "Late events"), patchable=False)


def late_days(program: CompiledProgram) -> int:
    """How many days before the newest period known caps and once-rules remember."""
    return program.built("ledger.late_days", lambda p: p.section("late", LateSpec).days)


def find_amount(turn: Turn, tally: Tally | None, period: Period, day: int) -> int | None:
    """The amount counted in the period of ``day``; ``None`` when it is too long ago to be known."""
    if not tally:
        return 0
    start = period_start(day, period)
    if start == tally[0]:
        return tally[1]
    if start > tally[0]:
        return 0
    if start < _horizon(turn, tally[0], period):
        return None
    place = _find(tally, start)
    return tally[place + 1] if place >= 0 else 0


def add(turn: Turn, tally: Tally, period: Period, day: int, amount: int) -> None:
    """Count ``amount`` (negative: give it back) in the period of ``day``; one that is not known any more is left alone.

    The newest period stays even at 0, since it says how far back the tally reaches.
    """
    start = period_start(day, period)
    if tally and start == tally[0]:
        tally[1] = max(tally[1] + amount, 0)
        return
    if not tally or start > tally[0]:
        if amount > 0:
            tally[:0] = (start, amount)
            _prune(turn, tally, period)
        return
    if start < _horizon(turn, tally[0], period):
        return
    place = _find(tally, start)
    if place >= 0:
        tally[place + 1] += amount
        if tally[place + 1] <= 0:
            del tally[place : place + 2]
    elif amount > 0:
        place = next((i for i in range(0, len(tally), 2) if tally[i] < start), len(tally))
        tally[place:place] = (start, amount)


def _find(tally: Tally, start: int) -> int:
    return next((i for i in range(0, len(tally), 2) if tally[i] == start), -1)


def _horizon(turn: Turn, newest: int, period: Period) -> int:
    return period_start(newest - late_days(turn.program), period)


def _prune(turn: Turn, tally: Tally, period: Period) -> None:
    if len(tally) > 2 and tally[-2] < (oldest := _horizon(turn, tally[0], period)):
        del tally[next(i for i in range(0, len(tally), 2) if tally[i] < oldest) :]


def unite(one: Tally, other: Tally) -> Tally:
    """What two members counted, by period; newest first."""
    return _combine(one, other, 1)


def take_out(whole: Tally, part: Tally) -> Tally:
    """What is left of ``whole`` without what ``part`` counted; periods that only it had are gone."""
    left = _combine(whole, part, -1)
    kept = [start for start, amount in zip(left[::2], left[1::2], strict=True) if amount or start not in part[::2]]
    amounts = dict(zip(left[::2], left[1::2], strict=True))
    return [one for start in kept for one in (start, amounts[start])]


def _combine(one: Tally, other: Tally, sign: int) -> Tally:
    amounts = dict(zip(one[::2], one[1::2], strict=True))
    for start, amount in zip(other[::2], other[1::2], strict=True):
        amounts[start] = max(amounts.get(start, 0) + sign * amount, 0)
    newest = max(amounts, default=0)
    kept = [start for start in sorted(amounts, reverse=True) if amounts[start] or start == newest]
    return [part for start in kept for part in (start, amounts[start])]
