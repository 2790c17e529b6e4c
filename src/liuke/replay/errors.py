"""Errors of reading a merchant's history. Each carries all faults at once."""

from __future__ import annotations

from collections.abc import Sequence

from liuke.kernel.errors import InvalidInput, LiukeError


class MappingInvalid(InvalidInput):
    """The mapping file does not describe a history; every fault has its path in the mapping."""

    code = "replay-mapping-invalid"
    title = "The replay mapping is not valid"


class SourceMismatch(InvalidInput):
    """The mapping is sound but the files do not fit it: a file is missing or lacks a named column."""

    code = "replay-source-mismatch"
    title = "The files do not fit the mapping"


class SourceTooLarge(LiukeError):
    """Sorting the files needs more memory than the machine can spare."""

    code = "replay-source-too-large"
    status = 422
    title = "The history does not fit this machine"


class NothingReplayed(InvalidInput):
    """The files were read, and nothing of them became an event."""

    code = "replay-nothing"
    title = "Nothing was replayed"


class SourceUnreadable(LiukeError):
    """A file exists but cannot be read as what the mapping says it is."""

    code = "replay-source-unreadable"
    status = 422
    title = "A file of the history cannot be read"


class LogMismatch(InvalidInput):
    """Rows of an event log are no events of the program: their types or fields are unknown. Nothing was written."""

    code = "replay-log-mismatch"
    title = "The event log does not fit the program"


def name_columns(names: Sequence[str]) -> str:
    """The columns that a file has, for a fault: the first twenty, each cut short.

    >>> name_columns(["id", "x" * 50]), name_columns([])
    ("it has: id, xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx…", 'it is empty')
    """
    if not names:
        return "it is empty"
    shown = [name if len(name) <= 40 else f"{name[:39]}…" for name in names[:20]]
    more = f" and {len(names) - 20} more" if len(names) > 20 else ""
    return f"it has: {', '.join(shown)}{more}"
