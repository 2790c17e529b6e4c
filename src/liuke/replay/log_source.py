"""An event log as canonical events, day by day: :class:`liuke.replay.source.Source` over any event types."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import duckdb

from liuke.events.catalogue import EventCatalogue
from liuke.kernel.clock import MerchantCalendar
from liuke.replay.errors import LogMismatch
from liuke.replay.log_mapping import LogMapping
from liuke.replay.log_report import LogReport
from liuke.replay.log_stage import LogStage
from liuke.replay.source import Source, say_nothing
from liuke.replay.staging import Room, prepare


def open_log(
    mapping: LogMapping,
    files: Path | Mapping[str, Path],
    catalogue: EventCatalogue,
    *,
    day_starts_at_minutes: int = 0,
    room: Room | None = None,
    on_step: Callable[[str], None] | None = None,
) -> Source[LogReport]:
    """Read an event log and make it ready to be iterated.

    Args:
        mapping: Which rows are which events.
        files: The folder that holds the files; or the first source's file, the others standing beside it; or a path by
            name.
        catalogue: Event types of the program, against which every event is checked.
        day_starts_at_minutes: The program's late-night cut-off, minutes after midnight (0–720).
        room: Memory, threads and place of temporary files.
        on_step: Told the name of each step of the preparation.

    Returns:
        The opened log. Its report may name faults for which the mapping is to be mended: see :func:`check_log`.

    Raises:
        MappingInvalid: a start of offsets is no time.
        SourceMismatch: files or columns are missing; all are listed.
        SourceUnreadable: a file breaks off or is not of its format.
    """
    say = on_step or say_nothing
    calendar = MerchantCalendar(mapping.merchant.timezone, day_starts_at_minutes)
    types: dict[str, int] = {}

    def build(connection: duckdb.DuckDBPyConnection, folder: Path) -> LogReport:
        say("files")
        stage = LogStage(connection, mapping, files, catalogue, folder / "utf8")
        stage.read()
        say("events")
        report = stage.sort(calendar)
        types.clear()
        types.update({name: number for number, name in stage.types.items()})
        return report

    staged = prepare(build, room or Room())
    return Source(staged, mapping, types, calendar=calendar, counted="")


def check_log(report: LogReport) -> None:
    """That every type and field of the log is known to the program.

    Raises:
        LogMismatch: with every fault, how many rows it is about, and ten of them.
    """
    if faults := report.list_fatal():
        raise LogMismatch(
            f"{len(faults)} fault(s); nothing was written",
            faults=faults,
            fix="mend the mapping, or declare the events under custom_events in the program",
        )
