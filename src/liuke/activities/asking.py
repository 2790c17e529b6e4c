"""How the domain asks the kinds of activities for their hooks."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from liuke.activities.contracts import Activity, ActivityKind
from liuke.decision.domain import CompiledProgram
from liuke.decision.hooks import Cancellation, Cause, ExportCase, LawCase, Merge, MergeCase, gather
from liuke.decision.turn import Turn


class HookDispatch:
    """Asks the kinds of a domain for their hooks.

    Args:
        kinds: Those of the domain.
        list_all: Program → its activities.
        find_anywhere: Program and path → an activity of it or of what a patch brings that does not hold any more.
    """

    def __init__(
        self,
        kinds: Sequence[ActivityKind],
        list_all: Callable[[CompiledProgram], Sequence[Activity]],
        find_anywhere: Callable[[CompiledProgram, str], Activity | None],
    ) -> None:
        self._kinds = tuple(kinds)
        self._list_all = list_all
        self._find_anywhere = find_anywhere

    def undo_cause(self, turn: Turn, cause: Cause) -> None:
        """Ask each activity of the program, and those that a patch brought when the order counted."""
        found = {activity.path: activity for activity in self._list_all(turn.program)}
        order = turn.state.find_order(cause.ref)
        for name in order.counted if order is not None else ():
            path = ".".join(name.split(".")[:2])
            if name.startswith("activities.") and path not in found:
                activity = self._find_anywhere(turn.program, path)
                if activity is not None:
                    found[path] = activity
        declared = [(path, getattr(one.kind.hooks, "undo_cause", None)) for path, one in found.items()]
        for path, body in gather("undo_cause", declared):
            body(found[path], turn, cause)

    def cancel(self, turn: Turn, cancellation: Cancellation) -> None:
        """Ask the activity that was called off, if it is one."""
        activity = self._find_anywhere(turn.program, cancellation.path)
        if activity is not None:
            for _, body in gather("cancel", [(activity.path, getattr(activity.kind.hooks, "cancel", None))]):
                body(activity, turn)

    def merge(self) -> Merge:
        """Ask each kind, whatever the program says today; what they note is kept by kind."""

        def run(case: MergeCase, name: str) -> None:
            for kind, body in gather("merge", self._all("merge")):
                getattr(body, name)(MergeCase(case.into, case.other, case.kept.setdefault(kind, {}), case.spent))

        return Merge(lambda case: run(case, "join"), lambda case: run(case, "split"))

    def erase(self, turn: Turn) -> None:
        """Ask each kind, whatever the program says today."""
        for _, body in gather("erase", self._all("erase")):
            body(turn)

    def export(self, case: ExportCase) -> dict[str, Any]:
        """Ask each activity of the program; sections by activity."""
        bodies = self._each("export", case.program)
        return {activity.spec.id: dict(found) for activity, body in bodies if (found := body(activity, case))}

    def law(self, case: LawCase) -> Iterable[str]:
        """Ask each kind that has one: ``verify`` proves what there is to prove."""
        for kind in self._kinds:
            if kind.hooks is not None and callable(law := kind.hooks.law):
                yield from law(case)

    def _all(self, name: str) -> list[tuple[str, Any]]:
        return [(kind.kind, getattr(kind.hooks, name, None)) for kind in self._kinds]

    def _each(self, name: str, program: CompiledProgram) -> list[tuple[Activity, Any]]:
        activities = self._list_all(program)
        declared = [(one.path, getattr(one.kind.hooks, name, None)) for one in activities]
        by_path = {one.path: one for one in activities}
        return [(by_path[owner], body) for owner, body in gather(name, declared)]
