"""Labels of members: names with values, which rules, audiences and selections ask for. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from liuke.decision.state import OWN_LABELS
from liuke.decision.turn import Turn
from liuke.kernel.errors import Fault

MAX_NAME, MAX_VALUE, MAX_LABELS = 50, 100, 200


def find_label_fault(name: Any, value: Any, path: str) -> Fault | None:
    """What is wrong with a label that people or systems set; ``None``: nothing.

    Args:
        name: 1 to 50 printable signs, not the name of a label that the platform sets itself.
        value: At most 100 printable signs.
        path: Of the label, for the fault.
    """
    if not isinstance(name, str) or not 0 < len(name) <= MAX_NAME or not name.isprintable() or not name.strip():
        return Fault(f"{path}.name", "invalid", f"a label has a name of 1 to {MAX_NAME} signs")
    if name in OWN_LABELS:
        return Fault(f"{path}.name", "reserved", f"{name!r} is set by the platform itself", "choose another name")
    if not isinstance(value, str) or len(value) > MAX_VALUE or not value.isprintable():
        return Fault(f"{path}.value", "invalid", f"the value of a label has at most {MAX_VALUE} signs")
    return None


def find_faults(labels: Mapping[str, Any]) -> list[Fault]:
    """What is wrong with labels to be set; null, which removes one, is not."""
    found = (find_label_fault(name, "" if value is None else value, f"labels.{name}") for name, value in labels.items())
    return [fault for fault in found if fault is not None]


def run_label(turn: Turn) -> None:
    """``member.label``: set and remove labels, and state ``member.labelled`` if any is another one than before."""
    wanted, old = turn.data["labels"], turn.state.labels
    if faults := find_faults(wanted):
        turn.refuse("labels-invalid", "; ".join(f"{one.path}: {one.message}" for one in faults), fix=faults[0].fix)
    given = sorted(name for name, value in wanted.items() if value is not None and old.get(name) != value)
    taken = sorted(name for name, value in wanted.items() if value is None and name in old)
    if len({*old, *given} - {*taken}) > MAX_LABELS:
        turn.refuse("too-many-labels", f"a member has at most {MAX_LABELS} labels", fix="remove some first")
    turn.result = {"set": given, "removed": taken}
    if not given and not taken:
        turn.skipped("members", "labels-unchanged")
        return
    for name in (*given, *taken):
        turn.label(name, wanted[name])
    code = "labels-changed" if given and taken else "labels-given" if given else "labels-taken"
    turn.applied("members", code, given=", ".join(given), taken=", ".join(taken))
    turn.emit("member.labelled", {"set": given, "removed": taken})
