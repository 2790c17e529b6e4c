"""Runs of consecutive days (or months) as intervals: add one, take one away, join and split."""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from liuke.decision.domain import CompiledProgram
from liuke.kernel.clock import MerchantCalendar


class Run(msgspec.Struct, array_like=True, gc=False):
    """Units without a gap.

    Args:
        start: First unit (a day number, or a month number).
        end: Last unit.
        length: How many; less than ``end − start + 1`` where the calendar skipped a day.
        paid: What its holder counts against it; kept through joins by addition.
    """

    start: int
    end: int
    length: int = 1
    paid: dict[int, int] | None = None


def find_run(runs: list[Run], unit: int) -> Run | None:
    """The run that holds ``unit``."""
    for run in reversed(runs):
        if run.start <= unit <= run.end:
            return run
        if run.end < unit:
            return None
    return None


def add_unit(runs: list[Run], unit: int, before: int, after: int) -> Run | None:
    """Add ``unit``; returns its run, or ``None`` (and changes nothing) when it is in already.

    Args:
        runs: Sorted, disjoint; changed in place.
        unit: To add.
        before: The unit before it (not always ``unit − 1``: a time zone may skip a day).
        after: The unit after it.
    """
    index = len(runs)
    while index and runs[index - 1].start > unit:
        index -= 1
    left = runs[index - 1] if index else None
    if left is not None and left.end >= unit:
        return None
    right = runs[index] if index < len(runs) else None
    joins_right = right is not None and right.start == after
    if left is not None and left.end == before:
        left.end, left.length = unit, left.length + 1
        if joins_right:
            assert right is not None
            left.end, left.length = right.end, left.length + right.length
            left.paid = _add_up(left.paid, right.paid)
            del runs[index]
        return left
    if joins_right:
        assert right is not None
        right.start, right.length = unit, right.length + 1
        return right
    made = Run(unit, unit)
    runs.insert(index, made)
    return made


def _add_up(one: dict[int, int] | None, other: dict[int, int] | None) -> dict[int, int] | None:
    if not one or not other:
        return one or other
    return {key: one.get(key, 0) + other.get(key, 0) for key in sorted({*one, *other})}


def unite(one: list[Run], other: list[Run], days: Days) -> list[Run]:
    """The days of both as one set of runs, without changing either; what was paid in the parts of a run is added up."""
    found = list[Run]()
    for run in sorted((*one, *other), key=lambda run: (run.start, run.end)):
        last = found[-1] if found else None
        if last is None or run.start > days.after(last.end):
            found.append(Run(run.start, run.end, run.length, dict(run.paid) if run.paid else None))
            continue
        last.end = max(last.end, run.end)
        last.length, last.paid = days.count(last.start, last.end), _add_up(last.paid, run.paid)
    return found


def list_units(runs: list[Run], days: Days) -> list[int]:
    """Every day that the runs hold."""
    return [day for run in runs for day in range(run.start, run.end + 1) if days.exists(day)]


def remove_unit(runs: list[Run], unit: int, before: int, after: int, count: Callable[[int, int], int]) -> bool:
    """Take ``unit`` out, splitting its run; ``False`` when it is not in. For runs that carry no ``paid``.

    Args:
        runs: Sorted, disjoint; changed in place.
        unit: To take out.
        before: The unit before it.
        after: The unit after it.
        count: How many units lie from one to another, both included.
    """
    for index, run in enumerate(runs):
        if run.start <= unit <= run.end:
            ends = [(run.start, before)] if run.start < unit else []
            ends += [(after, run.end)] if unit < run.end else []
            runs[index : index + 1] = [Run(start, end, count(start, end)) for start, end in ends]
            return True
    return False


def longest(runs: list[Run]) -> int:
    """Length of the longest run; 0 without runs."""
    return max((run.length for run in runs), default=0)


def total(runs: list[Run]) -> int:
    """How many units there are."""
    return sum(run.length for run in runs)


class Days:
    """Neighbours among merchant-local days; a zone that crosses the date line skips one (Apia, 30 December 2011).

    Args:
        calendar: The merchant's.
    """

    __slots__ = ("_calendar", "_exists")

    def __init__(self, calendar: MerchantCalendar) -> None:
        self._calendar = calendar
        self._exists: dict[int, bool] = {}

    def exists(self, day: int) -> bool:
        """Whether the day has any instant."""
        found = self._exists.get(day)
        if found is None:
            found = self._calendar.day_start_us(day) < self._calendar.day_start_us(day + 1)
            self._exists[day] = found
        return found

    def before(self, day: int) -> int:
        """The last day before ``day`` that happened."""
        return day - 1 if self.exists(day - 1) else day - 2

    def after(self, day: int) -> int:
        """The first day after ``day`` that happens."""
        return day + 1 if self.exists(day + 1) else day + 2

    def count(self, start: int, end: int) -> int:
        """How many days happened from ``start`` to ``end``, both included."""
        return sum(self.exists(day) for day in range(start, end + 1))


def days_of(program: CompiledProgram) -> Days:
    """The program's days, shared by everything that asks for neighbours."""
    return program.built("activities.days", lambda compiled: Days(compiled.calendar))


def as_pairs(runs: list[Run]) -> list[tuple[int, int, int]]:
    """``(start, end, length)`` of each, for tests and pages."""
    return [(run.start, run.end, run.length) for run in runs]
