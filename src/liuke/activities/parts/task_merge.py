"""The tasks of two members as one's, and as two members' again: what one of them completed is completed. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from liuke.activities.contracts import ActivitySpec
from liuke.activities.parts.task_doc import CLAIMABLE, DONE, OPEN, SLOT, TaskBook, TaskDoc
from liuke.activities.parts.task_measures import Progress
from liuke.activities.parts.task_spec import TaskSpec
from liuke.activities.runs import Days, Run, days_of, longest, total, unite
from liuke.decision.domain import CompiledProgram
from liuke.decision.hooks import Merge, MergeCase

_KEPT_PERIODS = 2


def _find_measures(program: CompiledProgram, task: str) -> dict[str, str]:
    """Step → how it is measured; nothing of a task that the program has no more."""
    for spec in program.items("activities", ActivitySpec):
        if spec.id == task and isinstance(spec, TaskSpec):
            return {step.id or str(place): step.measure for place, step in enumerate(spec.steps)}
    return {}


def _join(case: MergeCase) -> None:
    theirs = case.other.state.read(SLOT, TaskBook).docs
    if not theirs:
        return
    mine, days = case.into.state.edit(SLOT, TaskBook).docs, days_of(case.into.program)
    case.kept["before"] = {name: msgspec.to_builtins(mine[name], str_keys=True) for name in theirs if name in mine}
    for name, doc in theirs.items():
        own, measures = mine.get(name, TaskDoc()), _find_measures(case.into.program, name)
        periods = {
            start: _unite(own.periods.get(start, Progress()), doc.periods.get(start, Progress()), measures, days)
            for start in sorted({*own.periods, *doc.periods})[-_KEPT_PERIODS:]
        }
        mine[name] = TaskDoc(periods, own.completed + doc.completed)
        case.into.applied(f"activities.{name}", "merge-task", completed=mine[name].completed)
    case.kept["after"] = {name: msgspec.to_builtins(mine[name], str_keys=True) for name in theirs}


def _unite(own: Progress, doc: Progress, measures: Mapping[str, str], days: Days) -> Progress:
    status = next((one for one in (DONE, CLAIMABLE) if one in {own.status, doc.status}), OPEN)
    made = Progress(status)
    for step in sorted({*own.values, *doc.values}):
        runs = _unite_runs(own.runs.get(step, []), doc.runs.get(step, []), measures.get(step, ""), days)
        values = own.values.get(step, 0), doc.values.get(step, 0)
        if runs:
            made.runs[step] = runs
            made.values[step] = total(runs) if measures.get(step) == "distinct_days" else longest(runs)
        else:
            made.values[step] = sum(values) if measures.get(step) in {"count", "sum"} else max(values)
        extra = {**own.extra.get(step, {})}
        for unit, count in doc.extra.get(step, {}).items():
            extra[unit] = extra.get(unit, 0) + count
        if extra:
            made.extra[step] = extra
    return made


def _unite_runs(one: list[Run], other: list[Run], measure: str, days: Days) -> list[Run]:
    return unite(one, other, _MONTHS if measure == "consecutive_months" else days)


class _Months(Days):
    """Months as units: none is skipped."""

    __slots__ = ()

    def __init__(self) -> None:  # no calendar is asked
        self._exists = {}

    def exists(self, day: int) -> bool:  # pyright: ignore[reportImplicitOverride] - 3.12 has the decorator
        """Every month is there."""
        del day
        return True


_MONTHS = _Months()


def _split(case: MergeCase) -> None:
    """As it was before, where nothing came since; otherwise what is open goes on without what the other had done."""
    after: dict[str, Any] = case.kept.get("after", {})
    if not after:
        return
    docs, theirs = case.into.state.edit(SLOT, TaskBook).docs, case.other.state.read(SLOT, TaskBook).docs
    for name, stored in after.items():
        before = case.kept["before"].get(name)
        if msgspec.to_builtins(docs[name], str_keys=True) == stored:
            if before is not None:
                docs[name] = msgspec.convert(before, TaskDoc, str_keys=True)
            else:
                del docs[name]
            continue
        docs[name].completed -= theirs[name].completed
        for start, progress in docs[name].periods.items():
            taken = theirs[name].periods.get(start)
            if taken is not None and progress.status == OPEN:
                for step, value in taken.values.items():
                    if not progress.runs.get(step):
                        progress.values[step] = max(progress.values.get(step, 0) - value, 0)


MERGE = Merge(_join, _split)
