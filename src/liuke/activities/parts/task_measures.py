"""How far a member is with a step of a task: counts, sums, days, days and months in a row; and how refunds undo it."""

from __future__ import annotations

import msgspec

from liuke.activities.contracts import Activity
from liuke.activities.parts.task_spec import Measure, TaskStep
from liuke.activities.runs import Run, add_unit, days_of, find_run, longest, remove_unit, total
from liuke.decision.holdings import Order
from liuke.decision.turn import Turn
from liuke.earning.measured import measure
from liuke.goods.lines import Basis
from liuke.goods.returns import due
from liuke.kernel.clock import date_of

KEEP_RUNS = 40
"""Runs kept of a step that wants days in a row; older ones are too far back to be joined by a late event."""
PAID = "order.paid"


class Progress(msgspec.Struct, array_like=True, gc=False):
    """Progress in one period.

    Args:
        status: ``0`` open, ``1`` done, ``2`` to be claimed.
        values: Step → how far.
        runs: Step → days or months that counted.
        extra: Step → day or month → orders beyond the first that hold it, so that a refund of one leaves it counted.
        times: How often it was completed, taken back completions included.
    """

    status: int = 0
    values: dict[str, int] = {}
    runs: dict[str, list[Run]] = {}
    extra: dict[str, dict[int, int]] = {}
    times: int = 0


class MeasuredStep:
    """A step, compiled."""

    __slots__ = (
        "counted_as",
        "days",
        "field",
        "key",
        "measure",
        "months",
        "on",
        "refundable",
        "scope",
        "taken_back_by",
        "target",
        "test",
        "unit",
    )

    def __init__(self, activity: Activity, index: int, step: TaskStep, *, clawback: bool) -> None:
        where = f"steps.{index}"
        activity.check_events(step.on, f"{where}.on")
        self.key = step.id or str(index)
        self.counted_as = f"{activity.path}.steps.{self.key}"
        self.on = frozenset(step.on)
        self.measure: Measure = step.measure
        self.field = step.field
        self.scope = step.scope
        self.target = step.target
        self.test = activity.test(step.when, step.on)
        self.days = days_of(activity.program)
        self.months = step.measure == "consecutive_months"
        facts = activity.program.events if clawback else ()
        self.taken_back_by = frozenset(fact.name for fact in facts if fact.undoes in self.on)
        self.refundable = clawback and (PAID in self.on or bool(self.taken_back_by))
        self.unit = unit_of(step)

    def add(self, progress: Progress, turn: Turn) -> tuple[int, Basis | None]:
        """Count the happening; returns how much it added, and the lines of an order that this came of.

        It is 1 for an order that holds a day which counts already.
        """
        values, key = progress.values, self.key
        amount, basis = measure(turn, self.field, self.scope) if self.field or self.scope is not None else (1, None)
        if amount <= 0:
            return 0, None
        if self.measure not in {"count", "sum"}:
            return self._add_unit(progress, turn), basis
        amount = amount if self.measure == "sum" else 1
        values[key] = values.get(key, 0) + amount
        return amount, basis

    def _add_unit(self, progress: Progress, turn: Turn) -> int:
        runs = progress.runs.get(self.key)
        if runs is None:
            runs = progress.runs[self.key] = []
        unit = self.unit_at(turn.now.day)
        if find_run(runs, unit) is not None:
            if not self.refundable:
                return 0
            extra = progress.extra.setdefault(self.key, {})
            extra[unit] = extra.get(unit, 0) + 1
            return 1
        add_unit(runs, unit, *self._neighbours(unit))
        if self.measure != "distinct_days" and len(runs) > KEEP_RUNS:
            del runs[0]
        self._measure(progress, runs)
        return 1

    def unit_at(self, day: int) -> int:
        """The day or month that a happening of ``day`` counts for."""
        return _month(day) if self.months else day

    def _neighbours(self, unit: int) -> tuple[int, int]:
        return (unit - 1, unit + 1) if self.months else (self.days.before(unit), self.days.after(unit))

    def _measure(self, progress: Progress, runs: list[Run]) -> None:
        progress.values[self.key] = total(runs) if self.measure == "distinct_days" else longest(runs)

    def take_back(self, progress: Progress, order: Order, refunded_cents: int, *, full: bool) -> None:
        """Take back what a refund of ``order`` undoes: its money at once, the rest when nothing of it is left."""
        basis = order.bases.get(self.counted_as)
        if basis is not None:
            self._take_back_of_lines(progress, order, basis)
        elif self.measure == "sum" and self.field == "amount_cents":
            progress.values[self.key] -= refunded_cents
        elif full and self.measure in {"count", "sum"}:
            progress.values[self.key] -= order.counted[self.counted_as]
        elif full:
            self._release_unit(progress, self.unit_at(order.day))

    def take_back_fact(self, progress: Progress, turn: Turn, day: int) -> None:
        """Take back what a fact of ``day`` counted; the happening at hand undoes it and has its fields."""
        amount, _ = measure(turn, self.field, self.scope) if self.field or self.scope is not None else (1, None)
        if amount <= 0:
            return
        if self.measure in {"count", "sum"}:
            amount = amount if self.measure == "sum" else 1
            progress.values[self.key] = max(progress.values.get(self.key, 0) - amount, 0)
        elif find_run(progress.runs.get(self.key, []), unit := self.unit_at(day)) is not None:
            self._release_unit(progress, unit)

    def _take_back_of_lines(self, progress: Progress, order: Order, basis: Basis) -> None:
        """Take back the share of the lines it came of; a time or a day goes with the last of them."""
        taken: dict[str, int] = order.data.setdefault("task_taken", {})
        wanted = due(order.counted[self.counted_as], order.back().share(basis))
        step = wanted - taken.get(self.counted_as, 0)
        if step <= 0:
            return
        taken[self.counted_as] = wanted
        if self.measure in {"count", "sum"}:
            progress.values[self.key] -= step
        else:
            self._release_unit(progress, self.unit_at(order.day))

    def _release_unit(self, progress: Progress, unit: int) -> None:
        extra = progress.extra.get(self.key, {})
        if unit in extra:
            extra[unit] -= 1
            if not extra[unit]:
                del extra[unit]
            return
        runs = progress.runs.get(self.key, [])
        before, after = self._neighbours(unit)
        count = _count_months if self.months else self.days.count
        remove_unit(runs, unit, before, after, count)
        self._measure(progress, runs)


def _count_months(start: int, end: int) -> int:
    return end - start + 1


def _month(day: int) -> int:
    value = date_of(day)
    return value.year * 12 + value.month - 1


def unit_of(step: TaskStep) -> str:
    """Unit of the step's target, as ``Prompt.unit``."""
    match step.measure:
        case "sum":
            return "cents" if step.field.endswith("_cents") else "points"
        case "count":
            return "times"
        case "consecutive_months":
            return "months"
        case _:
            return "days"
