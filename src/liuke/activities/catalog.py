"""Every kind of activity, in one explicit list; a new kind is one file under ``types`` and one line here."""

from __future__ import annotations

from liuke.activities.contracts import ActivityKind
from liuke.activities.types import check_in, milestone, task

KINDS: tuple[ActivityKind, ...] = (
    check_in.KIND,
    task.KIND,
    milestone.KIND,
)
