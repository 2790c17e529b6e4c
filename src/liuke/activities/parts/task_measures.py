"""How far a member is with a step of a task: counts, sums, days, days and months in a row; and how refunds undo it."""

from __future__ import annotations

import msgspec

from liuke.activities.contracts import Activity
from liuke.activities.parts.task_spec import Measure, TaskStep
from liuke.activities.runs import Run, add_unit, days_of, longest, remove_unit, total
from liuke.decision.turn import Turn
from liuke.kernel.clock import date_of
from liuke.kernel.money import MAX_AMOUNT
from liuke.program.conditions import Test

KEEP_RUNS = 40
"""Runs kept of a step that wants days in a row; older ones are too far back to be joined by a late event."""
KEEP_PARTS = 100
"""Orders of a period whose refund can still be taken back from an open task."""
PAID = "order.paid"
EVERYTHING = MAX_AMOUNT
"""Cents of a refund of all that is left."""


class Part(msgspec.Struct, array_like=True):
    """What one order gave to one step, so that its refund can take it back.

    Args:
        step: Key of the step.
        ref: Order.
        unit: Day or month it counted for.
        amount: What it added.
        left_cents: What of the order is not refunded.
    """

    step: str
    ref: str
    unit: int
    amount: int
    left_cents: int


class Progress(msgspec.Struct, array_like=True):
    """Progress in one period.

    Args:
        status: ``0`` open, ``1`` done, ``2`` to be claimed.
        values: Step → how far.
        runs: Step → days or months that counted.
        parts: Orders that counted.
    """

    status: int = 0
    values: dict[str, int] = {}
    runs: dict[str, list[Run]] = {}
    parts: list[Part] = []


class MeasuredStep:
    """A step, compiled."""

    __slots__ = ("days", "field", "key", "measure", "months", "on", "refundable", "target", "test", "unit")

    def __init__(self, activity: Activity, index: int, step: TaskStep, *, clawback: bool) -> None:
        where = f"steps.{index}"
        activity.check_events(step.on, f"{where}.on")
        self.key = step.id or str(index)
        self.on = frozenset(step.on)
        self.measure: Measure = step.measure
        self.field = step.field
        self.target = step.target
        self.test: Test[Turn] | None = activity.test(step.when, f"{where}.when", step.on)
        self.days = days_of(activity.program)
        self.months = step.measure == "consecutive_months"
        self.refundable = clawback and PAID in self.on
        self.unit = unit_of(step)

    def add(self, progress: Progress, turn: Turn) -> tuple[int, int]:
        """Count the happening; returns ``(unit, amount)`` it added, amount 0 for nothing."""
        values, key = progress.values, self.key
        if self.measure == "count":
            values[key] = values.get(key, 0) + 1
            return 0, 1
        if self.measure == "sum":
            found = turn.now.data.get(self.field)
            amount = found if isinstance(found, int) and not isinstance(found, bool) and found > 0 else 0
            values[key] = values.get(key, 0) + amount
            return 0, amount
        return self._add_unit(progress, turn.now.day)

    def _add_unit(self, progress: Progress, day: int) -> tuple[int, int]:
        runs = progress.runs.setdefault(self.key, [])
        if self.months:
            unit = _month(day)
            run = add_unit(runs, unit, unit - 1, unit + 1)
        else:
            unit = day
            run = add_unit(runs, unit, self.days.before(unit), self.days.after(unit))
        if self.measure != "distinct_days" and len(runs) > KEEP_RUNS:
            del runs[0]
        self._measure(progress, runs)
        # a second order of the day adds nothing now, and keeps the day when the first is refunded
        return unit, 1 if run is not None or self.refundable else 0

    def _measure(self, progress: Progress, runs: list[Run]) -> None:
        progress.values[self.key] = total(runs) if self.measure == "distinct_days" else longest(runs)

    def take_back(self, progress: Progress, part: Part, refunded_cents: int) -> bool:
        """Take back what a refund undoes; returns whether the part is used up."""
        taken = min(part.left_cents, refunded_cents)
        part.left_cents -= taken
        gone = part.left_cents <= 0
        if self.measure == "sum" and self.field == "amount_cents":
            progress.values[self.key] -= taken
        elif gone and self.measure in {"count", "sum"}:
            progress.values[self.key] -= part.amount
        elif gone and not any(
            other is not part and other.step == part.step and other.unit == part.unit for other in progress.parts
        ):
            self._remove_unit(progress, part.unit)
        return gone

    def _remove_unit(self, progress: Progress, unit: int) -> None:
        runs = progress.runs.get(self.key, [])
        if self.months:
            remove_unit(runs, unit, unit - 1, unit + 1, lambda start, end: end - start + 1)
        else:
            remove_unit(runs, unit, self.days.before(unit), self.days.after(unit), self.days.count)
        self._measure(progress, runs)


def _month(day: int) -> int:
    value = date_of(day)
    return value.year * 12 + value.month - 1


def unit_of(step: TaskStep) -> str:
    """Unit of the step's target, as ``Near.unit``."""
    match step.measure:
        case "sum":
            return "cents" if step.field.endswith("_cents") else "points"
        case "count":
            return "times"
        case "consecutive_months":
            return "months"
        case _:
            return "days"
