"""The tasks of two members as one's, and as two members' again: what one of them completed is completed. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from liuke.activities.contracts import ActivitySpec
from liuke.activities.parts.task_doc import CLAIMABLE, DONE, OPEN, SLOT, TaskBook, TaskDoc
from liuke.activities.parts.task_life import find_completion
from liuke.activities.parts.task_measures import PAID, Progress
from liuke.activities.parts.task_spec import TaskSpec, TaskStep
from liuke.activities.runs import Days, Run, add_unit, days_of, list_units, longest, total, unite
from liuke.decision.domain import CompiledProgram
from liuke.decision.hooks import Merge, MergeCase
from liuke.earning.handout_merge import carry, find_free, leave
from liuke.earning.stated import join_stated

_KEPT_PERIODS = 2


def _find_steps(program: CompiledProgram, task: str) -> dict[str, TaskStep]:
    """Steps by name; nothing of a task that the program has no more."""
    for spec in program.items("activities", ActivitySpec):
        if spec.id == task and isinstance(spec, TaskSpec):
            return {step.id or str(place): step for place, step in enumerate(spec.steps)}
    return {}


# -- one of two -------------------------------------------------------------------------------------------------------
def _join(case: MergeCase) -> None:
    theirs = case.other.state.read(SLOT, TaskBook).docs
    if not theirs:
        return
    mine, days = case.into.state.edit(SLOT, TaskBook).docs, days_of(case.into.program)
    case.kept["before"] = {name: msgspec.to_builtins(mine[name], str_keys=True) for name in theirs if name in mine}
    for name, doc in theirs.items():
        own, steps = mine.get(name, TaskDoc()), _find_steps(case.into.program, name)
        starts = sorted({*own.periods, *doc.periods})
        undoable = _list_undoable(case.into.program)
        periods = dict[int, Progress]()
        for start in starts:
            one, other = own.periods.get(start, Progress()), doc.periods.get(start, Progress())
            made = _unite(one, other, steps, days, undoable)
            if made.status != OPEN or start in starts[-_KEPT_PERIODS:]:
                periods[start] = made
                made.times = _carry(case, name, start, one, other)
                _join_completions(case, name, start, one, other)
        # a period that both completed is one: it is completed once more when a refund has undone it
        both = sum(_is_complete(own, start) and _is_complete(doc, start) for start in starts)
        mine[name] = TaskDoc(periods, own.completed + doc.completed - both)
        case.into.applied(f"activities.{name}", "merge-task", completed=mine[name].completed)
    case.kept["after"] = {name: msgspec.to_builtins(mine[name], str_keys=True) for name in theirs}


def _is_complete(doc: TaskDoc, start: int) -> bool:
    return start in doc.periods and doc.periods[start].status != OPEN


def _join_completions(case: MergeCase, task: str, start: int, own: Progress, doc: Progress) -> None:
    """A period that both completed was stated twice; when it is complete no more, it is so twice."""
    of_both = (
        find_completion(turn, task, start, one.times) if one.status != OPEN else None
        for turn, one in ((case.into, own), (case.other, doc))
    )
    join_stated(case, "task.reopened", f"{task}/{start}", *of_both)


def _carry(case: MergeCase, task: str, start: int, own: Progress, doc: Progress) -> int:
    """Both's rewards go back together when the period is complete no more; returns their number."""
    if doc.status != DONE and not doc.times:
        return own.times
    stands, theirs = (max(one.times, 1) if one.status == DONE else 0 for one in (own, doc))
    number = find_free(case, own.times)
    if stands or theirs:
        carry(case, path=f"activities.{task}", ref=f"{task}/{start}", own=stands, theirs=theirs, number=number)
    return number


def _list_undoable(program: CompiledProgram) -> frozenset[str]:
    """Event types that something takes back."""
    return frozenset((PAID, *(fact.undoes for fact in program.events if fact.undoes)))


def _unite(
    own: Progress, doc: Progress, steps: Mapping[str, TaskStep], days: Days, undoable: frozenset[str]
) -> Progress:  # fmt: skip
    status = next((one for one in (DONE, CLAIMABLE) if one in {own.status, doc.status}), OPEN)
    made = Progress(status)
    for name in sorted({*own.values, *doc.values}):
        step = steps.get(name)
        measure = step.measure if step is not None else ""
        mine, theirs = own.runs.get(name, []), doc.runs.get(name, [])
        values = own.values.get(name, 0), doc.values.get(name, 0)
        if mine or theirs:
            made.runs[name] = unite(mine, theirs, _days_of(measure, days))
            made.values[name] = _count(measure, made.runs[name])
        else:
            made.values[name] = sum(values) if measure in {"count", "sum"} else max(values)
        extra = dict(own.extra.get(name, {}))
        for unit, count in doc.extra.get(name, {}).items():
            extra[unit] = extra.get(unit, 0) + count
        if step is not None and undoable.intersection(step.on):  # a day that both have holds by what both did
            calendar = _days_of(measure, days)
            for unit in {*list_units(mine, calendar)} & {*list_units(theirs, calendar)}:
                extra[unit] = extra.get(unit, 0) + 1
        if extra:
            made.extra[name] = dict(sorted(extra.items()))
    return made


def _count(measure: str, runs: list[Run]) -> int:
    return total(runs) if measure == "distinct_days" else longest(runs)


def _days_of(measure: str, days: Days) -> Days:
    return _MONTHS if measure == "consecutive_months" else days


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


# -- and two again ----------------------------------------------------------------------------------------------------
def _split(case: MergeCase) -> None:
    """As it was before, with what came since."""
    after: dict[str, Any] = case.kept.get("after", {})
    if not after:
        return
    docs, days = case.into.state.edit(SLOT, TaskBook).docs, days_of(case.into.program)
    for name, stored in after.items():
        joined, now = msgspec.convert(stored, TaskDoc, str_keys=True), docs[name]
        before = msgspec.convert(case.kept["before"].get(name, [{}, 0]), TaskDoc, str_keys=True)
        steps = _find_steps(case.into.program, name)
        for start, progress in list(now.periods.items()):
            own, then = before.periods.get(start), joined.periods.get(start)
            if then is None:
                continue
            made = _since(case, name, own or Progress(), (then, progress), (steps, days))
            made.times = _leave(case, name, start, made, then)
            now.periods[start] = made
            if own is None and made == Progress(times=then.times):
                del now.periods[start]
        now.periods |= {start: one for start, one in before.periods.items() if start not in joined.periods}
        newest = sorted(now.periods)[-_KEPT_PERIODS:]
        now.periods = {
            start: one for start, one in sorted(now.periods.items()) if one.status != OPEN or start in newest
        }  # fmt: skip
        now.completed = max(now.completed - joined.completed + before.completed, 0)
        if not now.completed and not any(one != Progress() for one in now.periods.values()):
            del docs[name]


def _leave(case: MergeCase, task: str, start: int, made: Progress, then: Progress) -> int:
    """The number under which who stays has the reward alone."""
    if made.status != DONE or made.times != then.times:
        return made.times
    return leave(case, path=f"activities.{task}", ref=f"{task}/{start}", number=made.times)


def _since(
    case: MergeCase, task: str, own: Progress, both: tuple[Progress, Progress],
    terms: tuple[Mapping[str, TaskStep], Days],
) -> Progress:  # fmt: skip
    """``own`` with what changed between the joined progress and now."""
    then, now = both
    steps, days = terms
    if (then.status, now.status) == (CLAIMABLE, DONE) and own.status != CLAIMABLE:
        case.spent.append({"what": "task", "activity": task, "status": "claimed"})
    made = Progress(own.status if now.status == then.status else now.status, times=now.times)
    for name in sorted({*own.values, *then.values, *now.values}):
        measure = steps[name].measure if name in steps else ""
        value = own.values.get(name, 0) + now.values.get(name, 0) - then.values.get(name, 0)
        calendar = _days_of(measure, days)
        runs = _shift(own.runs.get(name, []), then.runs.get(name, []), now.runs.get(name, []), calendar)
        if runs:
            made.runs[name], value = runs, _count(measure, runs)
        if value > 0 or name in own.values:
            made.values[name] = max(value, 0)
        extra = dict(own.extra.get(name, {}))
        for sign, one in ((1, now), (-1, then)):
            for unit, count in one.extra.get(name, {}).items():
                extra[unit] = extra.get(unit, 0) + sign * count
        if left := {unit: count for unit, count in sorted(extra.items()) if count > 0}:
            made.extra[name] = left
    return made


def _shift(own: list[Run], then: list[Run], now: list[Run], days: Days) -> list[Run]:
    """The days of ``own``, with those that came since, without those that went."""
    was, is_ = {*list_units(then, days)}, {*list_units(now, days)}
    made = list[Run]()
    for unit in sorted(({*list_units(own, days)} | (is_ - was)) - (was - is_)):
        add_unit(made, unit, days.before(unit), days.after(unit))
    return made


MERGE = Merge(_join, _split)
