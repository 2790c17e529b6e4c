"""What every kind of activity declares once (``decision.hooks``)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, Literal, TypeVar

from liuke.activities.page_look import Words
from liuke.decision.hooks import (
    Cause,
    Erase,
    ExportCase,
    KindHooks,
    LawCase,
    Merge,
    Nothing,
    Unwritten,
)
from liuke.decision.turn import Turn
from liuke.kernel.text import Text


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


@dataclass(frozen=True, slots=True)
class Winners:
    """Who won, from the members' records.

    Args:
        kind: Of the records; those count whose key begins with ``<activity>/``.
        say: The activity and the data of a record → what was won, in words.
        undone: Kind of the records that take one back, under the same key of the same member; empty: none does.
    """

    kind: str
    say: Callable[[Any, Mapping[str, Any]], Words]
    undone: str = ""


# -- the hooks --------------------------------------------------------------------------------------------------------
A = TypeVar("A")
"""The activity, compiled (``activities.contracts.Activity``)."""
KindUndo = Callable[[A, Turn, Cause], None]
KindCancel = Callable[[A, Turn], None]
KindExport = Callable[[A, ExportCase], Mapping[str, Any]]
KindResults = Callable[[A], Sequence[Figure]]
KindLaw = Callable[[LawCase], Iterable[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class ActivityHooks(KindHooks, Generic[A]):
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
        published: Figures of the results that members may read.
        winners: Who won, which members may read under masked names; ``None``: nobody wins in it.
    """

    undo_cause: KindUndo[A] | Nothing | Unwritten
    cancel: KindCancel[A] | Nothing | Unwritten
    merge: Merge | Nothing | Unwritten
    erase: Erase | Nothing | Unwritten
    export: KindExport[A] | Nothing | Unwritten
    results: KindResults[A] | Nothing | Unwritten
    law: KindLaw | Nothing | Unwritten
    published: tuple[str, ...] = ()
    winners: Winners | None = None
