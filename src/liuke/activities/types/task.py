"""Tasks (任务): conditions over events, by day, week, month or once; rewarded in the transaction that completes them.

Periods begin anew by themselves: progress is kept by the first day of its period, for the newest period and the one
before it, so that an event that comes a little late still counts where it belongs.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, cast

from liuke.activities.contracts import Activity, ActivityKind, Behaviour
from liuke.activities.kind_hooks import ActivityHooks
from liuke.activities.naming import render_rewards, reward_params
from liuke.activities.parts.task_doc import CLAIMABLE, DONE, OPEN, SLOT, TaskBook, TaskDoc
from liuke.activities.parts.task_facts import EVENT_TYPES, WORDINGS
from liuke.activities.parts.task_life import UNDONE, export, find_completion, keeps_law, list_figures
from liuke.activities.parts.task_lint import lint_tasks
from liuke.activities.parts.task_measures import PAID, MeasuredStep, Progress
from liuke.activities.parts.task_merge import MERGE
from liuke.activities.parts.task_page import render_page
from liuke.activities.parts.task_shown import TaskShown
from liuke.activities.parts.task_spec import PERIODS, TaskSpec
from liuke.activities.parts.task_words import render_task_rules
from liuke.activities.types.task_requests import REQUESTS
from liuke.decision.hooks import Cause, Nothing
from liuke.decision.reasons import Prompt
from liuke.decision.state import MemberState
from liuke.decision.turn import Turn
from liuke.earning.handouts import is_undoable
from liuke.earning.spec import RefundSpec
from liuke.earning.stated import emit_undone
from liuke.goods.lines import Basis
from liuke.kernel.clock import Period, period_end, period_start
from liuke.kernel.money import BPS
from liuke.kernel.text import text


def _find_oldest_claim(period: Period | None, day: int) -> int:
    """First day of the period before the one of ``day``: what was completed earlier can be claimed no more."""
    return period_start(period_start(day, period) - 1, period) if period is not None else 0


class _Plan:
    """A task, compiled: what its events, refunds and claims do."""

    def __init__(self, activity: Activity) -> None:
        spec = activity.typed(TaskSpec)
        self.activity = activity
        self.spec = spec
        self.id = spec.id
        self.path = activity.path
        self.steps = tuple(
            MeasuredStep(activity, index, step, clawback=spec.clawback) for index, step in enumerate(spec.steps)
        )
        self.by_key = {step.key: step for step in self.steps}
        self.taken_back_by = sorted({name for step in self.steps for name in step.taken_back_by})
        undoable = [fact.undoes for fact in activity.program.events if fact.name in self.taken_back_by]
        self.undoable = frozenset((PAID, *undoable))
        """What counts on in a period that is complete, since it may be what keeps it so."""
        self.period: Period | None = PERIODS.get(spec.cadence)
        self.every = spec.match == "all"
        self.limit = spec.limit if self.period is not None else 1
        refunds = activity.program.section("refunds", RefundSpec)
        refundable = any(step.refundable for step in self.steps)
        self.undoes = refundable and refunds.rewards != "keep"
        self.undo_days = refunds.undo_days if self.undoes else 0
        self.counts_on = self.undoes or (refundable and spec.claim == "manual")
        """Whether a completed period goes on counting orders, since refunds may still make it incomplete."""
        self.words = reward_params(activity.program, spec.rewards)
        self.requires = spec.requires
        self.within_days = spec.within_days

    def start_of(self, day: int) -> int:
        """First day of the period of ``day``; 0 for tasks that have only one."""
        return period_start(day, self.period) if self.period is not None else 0

    # -- events -----------------------------------------------------------------------------------------------------
    def on_event(self, type_: str) -> Callable[[Turn], None]:
        """What an event of this type does to the task."""
        steps = tuple(step for step in self.steps if type_ in step.on)
        tested = any(step.test is not None for step in steps)

        def act(turn: Turn) -> None:
            matching: Sequence[MeasuredStep] = steps
            if tested:
                matching = [step for step in steps if step.test is None or step.test(turn)]
                if not matching:
                    turn.skipped(self.path, "condition")
                    return
            book = turn.state.read(SLOT, TaskBook)
            reason = self._why_not(turn, book)
            if reason is not None:
                turn.skipped(self.path, reason)
                if reason == "task-completed-already":
                    self._count_on(turn, book, matching)
                return
            progress = self._progress(turn, book)
            if progress is None:
                self._count_on(turn, book, matching)
            else:
                self._count(turn, progress, matching)

        return act

    def _why_not(self, turn: Turn, book: TaskBook) -> str | None:
        doc = book.docs.get(self.id)
        if doc is not None and self.limit is not None and doc.completed >= self.limit:
            return "task-completed-already"
        if self.within_days is not None and (
            turn.state.is_returning or turn.now.day - turn.state.registered_day >= self.within_days
        ):
            return "task-newcomers-only"
        for needed in self.requires:
            other = book.docs.get(needed)
            if other is None or not other.completed:
                return "task-prerequisite"
        return None

    def _progress(self, turn: Turn, book: TaskBook) -> Progress | None:
        """The open progress of the happening's period; ``None``, with the reason said, when it is closed."""
        start = self.start_of(turn.now.day)
        doc = book.docs.get(self.id)
        found = doc.periods.get(start) if doc is not None else None
        if found is not None:
            if found.status != OPEN:
                turn.skipped(self.path, "task-completed-already")
                return None
        elif doc is not None and len(doc.periods) >= 2 and start < sorted(doc.periods)[-2]:
            turn.skipped(self.path, "task-period-over")
            return None
        doc = turn.state.edit(SLOT, TaskBook).docs.setdefault(self.id, doc or TaskDoc())
        if found is None:
            found = doc.periods[start] = Progress()
            self._forget(doc)
        return found

    def _forget(self, doc: TaskDoc) -> None:
        """The two newest periods are kept, and completed ones that a refund may still undo."""
        newest = max(doc.periods)
        for start in sorted(doc.periods)[:-2]:
            if doc.periods[start].status == OPEN or start <= newest - self.undo_days:
                del doc.periods[start]

    def _count_on(self, turn: Turn, book: TaskBook, matching: Sequence[MeasuredStep]) -> None:
        """Count for a period that is complete: it may be what keeps it so when something else goes back."""
        doc = book.docs.get(self.id)
        progress = doc.periods.get(self.start_of(turn.now.day)) if doc is not None else None
        if turn.now.type not in self.undoable or progress is None or progress.status == OPEN:
            return
        if not self._goes_back(progress):
            return
        turn.state.edit(SLOT, TaskBook)
        for step in matching:
            if step.refundable:
                amount, basis = step.add(progress, turn)
                if amount and turn.now.type == PAID:
                    self._remember(turn, step, amount, basis)

    def _goes_back(self, progress: Progress) -> bool:
        """Whether a refund can make the period incomplete again: always while its reward was not handed out."""
        return progress.status == OPEN or self.undoes or (self.counts_on and progress.status == CLAIMABLE)

    def _count(self, turn: Turn, progress: Progress, matching: Sequence[MeasuredStep]) -> None:
        for step in matching:
            before = progress.values.get(step.key, 0)
            amount, basis = step.add(progress, turn)
            if amount and step.refundable and turn.now.type == PAID:
                self._remember(turn, step, amount, basis)
            self._tell(turn, step, before, progress.values.get(step.key, 0))
        if self._is_done(progress):
            self._complete(turn, progress)

    @staticmethod
    def _remember(turn: Turn, step: MeasuredStep, amount: int, basis: Basis | None) -> None:
        """Note on the order what it gave, where its refund will find it (the order is new: it is written anyway)."""
        order = turn.state.orders.get(turn.now.data.get("order_id", ""))
        if order is not None:
            order.counted[step.counted_as] = amount
            if basis is not None:
                order.bases[step.counted_as] = basis

    def _tell(self, turn: Turn, step: MeasuredStep, before: int, after: int) -> None:
        if before == after:
            return
        shown = min(after, step.target)
        turn.applied(self.path, "task-progressed", value=shown, target=step.target)
        turn.emit(
            "task.progressed", {"activity": self.id, "step": step.key, "value": shown, "target": step.target},
            react=False,
        )  # fmt: skip

    def _is_done(self, progress: Progress) -> bool:
        values, every = progress.values, self.every
        for step in self.steps:
            if (values.get(step.key, 0) >= step.target) is not every:
                return not every
        return every

    def _complete(self, turn: Turn, progress: Progress) -> None:
        start = self.start_of(turn.now.day)
        doc = turn.state.edit(SLOT, TaskBook).docs[self.id]
        doc.completed += 1
        if not self.counts_on:
            progress.runs, progress.extra = {}, {}
        progress.times += 1
        again = f"/{progress.times}" if progress.times > 1 else ""
        turn.applied(self.path, "task-completed", times=doc.completed)
        turn.record_new("task", f"{self.id}/{start}{again}", {"t_us": turn.now.t_us, "times": doc.completed})
        turn.emit("task.completed", {"activity": self.id, "period": start, "times": doc.completed})
        if self.spec.claim == "auto":
            progress.status = DONE
            self._reward(turn, start, progress)
        else:
            progress.status = CLAIMABLE

    def _reward(self, turn: Turn, start: int, progress: Progress) -> None:
        times = max(progress.times, 1) if self.undoes else 0
        self.activity.give(turn, self.spec.rewards, ref=f"{self.id}/{start}", times=times)

    # -- refunds ----------------------------------------------------------------------------------------------------
    def undo(self, turn: Turn, cause: Cause) -> None:
        """Take back what a refunded order gave; a period that is no longer complete gives its reward back."""
        doc = turn.state.read(SLOT, TaskBook).docs.get(self.id)
        order = turn.state.find_order(cause.ref) if doc is not None else None
        if doc is None or order is None:
            return
        start = self.start_of(order.day)
        progress = doc.periods.get(start)
        if progress is None or not self._goes_back(progress):
            return
        for step in self.steps:
            if step.counted_as in order.counted:
                turn.state.edit(SLOT, TaskBook)
                turn.state.save_order(order)
                before = progress.values.get(step.key, 0)
                step.take_back(progress, order, cause.taken - cause.before, full=cause.is_whole)
                self._tell_back(turn, step, before, progress.values.get(step.key, 0))
        self._check_done(turn, doc, start)

    def on_taken_back(self, type_: str) -> Callable[[Turn], None]:
        """What a fact of this type does, which takes back one that counted."""
        steps = tuple(step for step in self.steps if type_ in step.taken_back_by)

        def act(turn: Turn) -> None:
            doc = turn.state.read(SLOT, TaskBook).docs.get(self.id)
            day = turn.now.data.get("counted_day")
            if doc is None or (day is None and self.period is not None):
                return
            start = self.start_of(turn.now.day if day is None else day)
            progress = doc.periods.get(start)
            if progress is None or not self._goes_back(progress):
                return
            for step in steps:
                if step.test is not None and not step.test(turn):
                    continue
                doc = turn.state.edit(SLOT, TaskBook).docs[self.id]
                progress, before = doc.periods[start], progress.values.get(step.key, 0)
                step.take_back_fact(progress, turn, turn.now.day if day is None else day)
                self._tell_back(turn, step, before, progress.values.get(step.key, 0))
            self._check_done(turn, doc, start)

        return act

    def _check_done(self, turn: Turn, doc: TaskDoc, start: int) -> None:
        """Open a period again that is complete no more."""
        progress = doc.periods[start]
        if progress.status != OPEN and not self._is_done(progress) and not self._is_final(turn, progress, start):
            self._reopen(turn, doc, start)

    def _is_final(self, turn: Turn, progress: Progress, start: int) -> bool:
        """Whether the reward was given to stay, by another version of the program: then the task stays complete."""
        if progress.status != DONE or not self.spec.rewards:
            return False
        ref, times = f"{self.id}/{start}", max(progress.times, 1)
        return not is_undoable(turn, path=self.path, ref=ref, times=times)

    def _reopen(self, turn: Turn, doc: TaskDoc, start: int) -> None:
        progress = doc.periods[start]
        given, progress.status = progress.status == DONE, OPEN
        doc.completed -= 1
        progress.times = max(progress.times, 1)
        turn.skipped(self.path, "task-reopened", times=doc.completed)
        turn.record_new(UNDONE, f"{self.id}/{start}/{progress.times}", {"t_us": turn.now.t_us})
        day = find_completion(turn, self.id, start, progress.times).day
        emit_undone(turn, "task.reopened", f"{self.id}/{start}", {
            "activity": self.id, "period": start, "times": doc.completed, "counted_day": day,
        })  # fmt: skip
        if given:
            self.activity.take_back(turn, ref=f"{self.id}/{start}", times=max(progress.times, 1))

    def _tell_back(self, turn: Turn, step: MeasuredStep, before: int, after: int) -> None:
        if before != after:
            turn.applied(self.path, "task-taken-back", value=after, target=step.target)

    # -- claims -----------------------------------------------------------------------------------------------------
    def claim(self, turn: Turn) -> None:
        """Hand out the reward of a completed period that waits for the member."""
        doc = turn.state.read(SLOT, TaskBook).docs.get(self.id)
        oldest = _find_oldest_claim(self.period, turn.now.day)
        wanted = turn.data.get("period")
        ready = sorted(
            start
            for start, progress in (doc.periods.items() if doc is not None else ())
            if progress.status == CLAIMABLE and start >= oldest and wanted in {None, start}
        )
        if not ready:
            claimed = doc is not None and any(progress.status == DONE for progress in doc.periods.values())
            code = "task-claimed-already" if claimed else "task-not-completed"
            turn.refuse(code, f"{self.path} has no reward to claim", fix="complete the task first", activity=self.id)
        start = ready[0]
        progress = turn.state.edit(SLOT, TaskBook).docs[self.id].periods[start]
        progress.status = DONE
        turn.applied(self.path, "task-claimed", period=start)
        self._reward(turn, start, progress)
        turn.result = {"activity": self.id, "period": start, "left": len(ready) - 1}
        turn.emit("task.claimed", {"activity": self.id, "period": start})

    # -- asking -----------------------------------------------------------------------------------------------------
    def prompts(self, state: MemberState, day: int) -> Sequence[Prompt]:
        """What is left of a task that was begun, or a reward that waits."""
        doc = state.read(SLOT, TaskBook).docs.get(self.id)
        progress = doc.periods.get(self.start_of(day)) if doc is not None else None
        if progress is None or progress.status == DONE:
            return ()
        if progress.status == CLAIMABLE:
            return (Prompt("task", self.path, 0, "times", BPS, "task-claim", self.words),)
        if self.within_days is not None and (state.is_returning or day - state.registered_day >= self.within_days):
            return ()
        best, share, overall = self.steps[0], -1, 0
        every = self.every
        for step in self.steps:
            value = progress.values.get(step.key, 0)
            bps = BPS if value >= step.target else value * BPS // step.target
            overall += bps
            if share < 0 or (bps < share if every else bps > share):
                best, share = step, bps
        shown = overall // len(self.steps) if every else share
        if not shown:
            return ()
        missing = best.target - progress.values.get(best.key, 0)
        return (
            Prompt("task", best.counted_as, missing, best.unit, shown, f"task-left-{best.unit}",
                 {"missing": missing, "target": best.target, **self.words}),
        )  # fmt: skip

    def summary(self, state: MemberState, now_us: int) -> dict[str, Any]:
        """Progress of each step in the period of now, and what can be claimed."""
        day = self.activity.program.calendar.local_day(now_us)
        doc = state.read(SLOT, TaskBook).docs.get(self.id) or TaskDoc()
        start = self.start_of(day)
        progress = doc.periods.get(start) or Progress()
        finished = progress.status != OPEN or (self.limit is not None and doc.completed >= self.limit)
        oldest = _find_oldest_claim(self.period, day)
        return {
            "cadence": self.spec.cadence,
            "status": "completed" if finished else "open",
            "completed": doc.completed,
            "period": start or None,  # one that is done once has one period, which began with time
            "ends_day": period_end(day, self.period) if self.period is not None else None,
            "match": self.spec.match,
            "steps": [
                {
                    "id": step.key,
                    "name": spec.name.model_dump() if spec.name is not None else None,
                    "value": step.target if finished else min(progress.values.get(step.key, 0), step.target),
                    "target": step.target,
                    "unit": step.unit,
                }
                for step, spec in zip(self.steps, self.spec.steps, strict=True)
            ],
            "claimable": sorted(s for s, p in doc.periods.items() if p.status == CLAIMABLE and s >= oldest),
            "rewards": render_rewards(self.activity.program, self.spec.rewards).model_dump(),
        }


def _compile(activity: Activity) -> Behaviour:
    plan = _Plan(activity)
    types = dict.fromkeys(type_ for step in plan.spec.steps for type_ in step.on)
    return Behaviour(
        claims={"task.claim": plan.claim} if plan.spec.claim == "manual" else {},
        reactions=[(type_, plan.on_event(type_)) for type_ in types],
        always=[(type_, plan.on_taken_back(type_)) for type_ in plan.taken_back_by],
        prompts=plan.prompts,
        undo=plan.undo,
        summary=plan.summary,
    )


def _completed_field(task_id: str) -> Any:
    def read(turn: Turn) -> int:
        doc = turn.state.read(SLOT, TaskBook).docs.get(task_id)
        return doc.completed if doc is not None else 0

    if not task_id:
        raise KeyError("task_completed")
    return read


def _repeats(spec: Any) -> bool:
    task = cast("TaskSpec", spec)
    return task.cadence in PERIODS and task.limit is None


def _undo(activity: Activity, turn: Turn, cause: Cause) -> None:
    undo = activity.behaviour.undo
    assert undo is not None, "the kind compiles one for each activity"
    undo(turn, cause)


def _hand_out(activity: Activity, turn: Turn) -> None:
    """Nobody can claim any more, so what was earned and still could be claimed is given."""
    spec = activity.typed(TaskSpec)
    doc = turn.state.read(SLOT, TaskBook).docs.get(spec.id)
    oldest = _find_oldest_claim(PERIODS.get(spec.cadence), turn.now.day)
    waiting = sorted(start for start, one in (doc.periods if doc else {}).items() if one.status == CLAIMABLE)
    if not waiting:
        return
    periods = turn.state.edit(SLOT, TaskBook).docs[spec.id].periods
    for start in waiting:
        periods[start].status = DONE
        if start >= oldest:
            turn.applied(activity.path, "task-claimed", period=start)
            activity.give(turn, spec.rewards, ref=f"{spec.id}/{start}", times=max(periods[start].times, 1))
            turn.emit("task.claimed", {"activity": spec.id, "period": start})


HOOKS = ActivityHooks(
    undo_cause=_undo,
    cancel=_hand_out,
    merge=MERGE,
    erase=Nothing("progress tells nobody who somebody is"),
    export=export,
    results=list_figures,
    law=keeps_law,
)

KIND = ActivityKind(
    shown=TaskShown,
    page=render_page,
    shown_days=("period", "ends_day", "claimable"),
    kind="task",
    label=text("任务", "Task"),
    spec=TaskSpec,
    slot=SLOT,
    compile=_compile,
    hooks=HOOKS,
    requests=REQUESTS,
    event_types=EVENT_TYPES,
    lint=lint_tasks,
    render_rules=render_task_rules,
    repeats=_repeats,
    fields={"task_completed.*": _completed_field},
    wordings=WORDINGS,
)
