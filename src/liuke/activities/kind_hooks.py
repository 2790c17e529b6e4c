"""What every kind of activity declares once (``decision.hooks``), and how the domain asks the kinds."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from liuke.decision.hooks import (
    Cancellation,
    Cause,
    Erase,
    ExportCase,
    KindHooks,
    LawCase,
    Merge,
    MergeCase,
    Nothing,
    Unwritten,
    gather,
)
from liuke.kernel.text import Text

if TYPE_CHECKING:
    from liuke.activities.contracts import Activity, ActivityKind
    from liuke.activities.domain import ActivityIndex
    from liuke.decision.domain import CompiledProgram
    from liuke.decision.turn import Turn


# -- results ----------------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Recorded:
    """Counted from the members' records.

    Args:
        kind: Of the records; those count whose key begins with ``<activity>/``.
        count: ``records``, different ``members``, or the sum of a whole-number ``field`` of their data.
        field: For ``sum``.
        undone: Kind of the records that take one back, whose keys begin with ``<activity>/<second part>/``: what was
            recorded before such a one counts no more.
    """

    kind: str
    count: Literal["records", "members", "sum"] = "records"
    field: str = ""
    undone: str = ""


@dataclass(frozen=True, slots=True)
class Taken:
    """Pieces taken of a limited item; of all its periods where the key has none."""

    item: str


@dataclass(frozen=True, slots=True)
class Pooled:
    """What lies in a pool."""

    pool: str


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure of an activity's results, as operators see it.

    Args:
        name: Stable name.
        label: For people.
        unit: ``times``, ``members``, ``pieces``, ``points``, ``cents``.
        source: What it is derived from.
    """

    name: str
    label: Text
    unit: str
    source: Recorded | Taken | Pooled


# -- the hooks --------------------------------------------------------------------------------------------------------
KindUndo = Callable[["Activity", "Turn", Cause], None]
KindCancel = Callable[["Activity", "Turn"], None]
KindExport = Callable[["Activity", ExportCase], Mapping[str, Any]]
KindResults = Callable[["Activity"], Sequence[Figure]]
KindLaw = Callable[[LawCase], Iterable[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class ActivityHooks(KindHooks):
    """The hooks of a kind. Those that concern one activity are asked for each activity of the program.

    Args:
        undo_cause: Takes back what the activity gave because of an order.
        cancel: Gives back to one member what they hold in the activity (escrow, chances that were paid for, places),
            and leaves nothing of it held. Whoever holds something has an entry for the activity in the kind's slot: by
            it they are found. Called once a member.
        merge: Makes one of the kind's slots of two members, for all activities, those that are gone included.
        erase: Forgets what tells who the member is.
        export: What the member may read of it.
        results: What operators see of it, as figures that a store derives.
        law: What always holds of the kind's slot; also that nothing is held in what was cancelled and given back.
    """

    undo_cause: KindUndo | Nothing | Unwritten
    cancel: KindCancel | Nothing | Unwritten
    merge: Merge | Nothing | Unwritten
    erase: Erase | Nothing | Unwritten
    export: KindExport | Nothing | Unwritten
    results: KindResults | Nothing | Unwritten
    law: KindLaw | Nothing | Unwritten


class HookDispatch:
    """Asks the kinds of a domain for their hooks.

    Args:
        kinds: Those of the domain.
        find_index: Program → its activities.
        find_anywhere: Program and path → an activity of it or of what a patch brings that does not hold any more.
    """

    def __init__(
        self,
        kinds: Sequence[ActivityKind],
        find_index: Callable[[CompiledProgram], ActivityIndex],
        find_anywhere: Callable[[CompiledProgram, str], Activity | None],
    ) -> None:
        self._kinds = tuple(kinds)
        self._find_index = find_index
        self._find_anywhere = find_anywhere

    def undo_cause(self, turn: Turn, cause: Cause) -> None:
        """Ask each activity of the program, and those that a patch brought when the order counted."""
        found = {activity.path: activity for activity in self._find_index(turn.program).all}
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
        activities = self._find_index(program).all
        declared = [(one.path, getattr(one.kind.hooks, name, None)) for one in activities]
        by_path = {one.path: one for one in activities}
        return [(by_path[owner], body) for owner, body in gather(name, declared)]
