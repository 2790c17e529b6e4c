"""Tasks looked at from outside: figures of results, what a member may read, what must hold. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from liuke.activities.contracts import Activity
from liuke.activities.kind_hooks import Figure, Recorded
from liuke.activities.parts.task_doc import CLAIMABLE, DONE, OPEN, SLOT, TaskBook
from liuke.decision.hooks import ExportCase, LawCase
from liuke.decision.turn import Turn
from liuke.earning.book import StatedFact
from liuke.earning.stated import find_stated
from liuke.kernel.clock import date_of
from liuke.kernel.text import text

UNDONE = "task_undone"
"""Kind of the records of completions that refunds have undone, by activity, period and number."""


def find_completion(turn: Turn, task: str, start: int, times: int) -> StatedFact:
    """When a period was completed for the last time, and by whom."""
    return find_stated(turn, "task", f"{task}/{start}" + (f"/{times}" if times > 1 else ""))


def list_figures(activity: Activity) -> Sequence[Figure]:
    """What its results count."""
    del activity
    return (
        Figure(
            "members",
            text("完成会员", "Members who completed it"),
            "members",
            Recorded("task", "members", undone=UNDONE),
        ),
        Figure("completed", text("完成次数", "Times completed"), "times", Recorded("task", undone=UNDONE)),
    )


def keeps_law(case: LawCase) -> Iterable[str]:
    """Two open periods at most, and nothing to claim of what was called off."""
    for activity, doc in case.state.read(SLOT, TaskBook).docs.items():
        open_ = sum(progress.status == OPEN for progress in doc.periods.values())
        if open_ > 2:
            yield f"{activity}: progress of {open_} open periods is kept, and two are enough"
        held = [start for start, progress in doc.periods.items() if progress.status == CLAIMABLE]
        if held and f"activities.{activity}" in case.cancelled:
            yield f"{activity}: was cancelled, and the reward of period {held[0]} still waits"


def export(activity: Activity, case: ExportCase) -> Mapping[str, Any]:
    """What the member may read of it."""
    doc = case.state.read(SLOT, TaskBook).docs.get(activity.spec.id)
    if doc is None:
        return {}
    words = {OPEN: "open", DONE: "done", CLAIMABLE: "to_claim"}
    return {
        "name": case.name_of(activity.path),
        "completed": doc.completed,
        "periods": [
            {"from": str(date_of(start)) if start else None, "status": words[one.status], "steps": dict(one.values)}
            for start, one in sorted(doc.periods.items())
        ],
    }
