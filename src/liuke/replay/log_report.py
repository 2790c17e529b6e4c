"""What was read from an event log and what became of it, with examples of every kind."""

from __future__ import annotations

import msgspec

from liuke.kernel.errors import Fault
from liuke.replay.contracts import EXAMPLES
from liuke.replay.log_rows import Problem

_MAX_KINDS = 500
"""Kinds of faults that are told apart; a file with more has one kind of fault, and it is the mapping."""


class Example(msgspec.Struct, frozen=True):
    """A row of a file.

    Args:
        file: Its name.
        line: Of it, from 1.
        text: What stood there.
    """

    file: str
    line: int
    text: str = ""

    def render(self) -> str:
        """In one line."""
        return f"{self.file}:{self.line}{f' ({self.text})' if self.text else ''}"


class Rejected(msgspec.Struct):
    """Rows that are no events for one reason.

    Args:
        reason: Stable code.
        type: Of the events they would be, as far as it is known.
        path: Field or column.
        message: What is wrong.
        rows: How many.
        examples: The first ten.
        fatal: Whether the mapping or the program is to be mended.
    """

    reason: str
    type: str
    path: str
    message: str
    rows: int = 0
    examples: list[Example] = []
    fatal: bool = False

    def as_fault(self) -> Fault:
        """For an error that names all of them."""
        shown = ", ".join(example.render() for example in self.examples)
        about = f"{self.type}: " if self.type else ""
        return Fault(self.path, self.reason.replace("_", "-"), f"{about}{self.message}; {self.rows:,} rows: {shown}")


class LogReport(msgspec.Struct):
    """What was read and what became of it, over the whole log.

    No row is lost: ``rows == sum of events + dropped_copies + sum of skipped + rejected_rows`` for each source, where
    registrations that the log does not state itself are in no figure but ``registered``.

    Attributes:
        rows: Rows read, once for each source that reads their file.
        events: By type: events that are replayed, registrations that no row states left out.
        members: Of the log, other members that events name included.
        registered: Members who have no registration of their own and join when they are first seen.
        moved_registrations: Registrations that came after the member's first event, and were moved before it.
        dropped_copies: Rows that repeat another.
        skipped: By reason: rows that the mapping leaves out.
        rejected_rows: Rows that are no events.
        rejected: Why, with examples; a row with several faults is counted under each.
        examples: By type: the first ten events.
        encodings: Files that are not in UTF-8, with what they are in.
        first_us: Of the first event.
        last_us: Of the last one.
    """

    rows: int = 0
    events: dict[str, int] = {}
    members: int = 0
    registered: int = 0
    moved_registrations: int = 0
    dropped_copies: int = 0
    skipped: dict[str, int] = {}
    rejected_rows: int = 0
    rejected: list[Rejected] = []
    examples: dict[str, list[dict[str, object]]] = {}
    encodings: dict[str, str] = {}
    first_us: int = 0
    last_us: int = 0

    @property
    def happened(self) -> int:
        """Events that rows state."""
        return sum(self.events.values())

    def list_fatal(self) -> list[Fault]:
        """Every fault for which the mapping or the program is to be mended."""
        return [kind.as_fault() for kind in self.rejected if kind.fatal]


class Tally:
    """Counts rows while a log is read."""

    def __init__(self) -> None:
        self.report = LogReport()
        self._kinds: dict[tuple[str, str, str, str], Rejected] = {}

    def skip(self, reason: str) -> None:
        """A row that the mapping leaves out."""
        self.report.skipped[reason] = self.report.skipped.get(reason, 0) + 1

    def reject(self, problems: list[Problem], file: str, line: int) -> None:
        """A row that is no event."""
        self.report.rejected_rows += 1
        for problem in problems:
            self.note(problem, file, line)

    def note(self, problem: Problem, file: str, line: int, rows: int = 1) -> None:
        """A fault of a row."""
        kind = (problem.reason, problem.type, problem.path, problem.message)
        found = self._kinds.get(kind)
        if found is None:
            if len(self._kinds) >= _MAX_KINDS:
                kind = (problem.reason, problem.type, problem.path, "of many kinds")
            found = self._kinds.setdefault(kind, Rejected(*kind, fatal=problem.fatal))
        found.rows += rows
        if len(found.examples) < EXAMPLES:
            found.examples.append(Example(file, line, problem.value))

    def finish(self) -> LogReport:
        """The report, with the faults that most rows have first."""
        self.report.rejected = sorted(self._kinds.values(), key=lambda kind: (-kind.rows, kind.reason, kind.path))
        return self.report
