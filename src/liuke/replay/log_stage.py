"""An event log in a temporary DuckDB file: every row that is an event, in the order in which they happened.

Order: instant, registration before everything else, file, row. Files are in the order of the mapping's sources, those
of one pattern in the order of their names.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

import duckdb
import msgspec

from liuke.events.catalogue import EventCatalogue
from liuke.kernel.clock import DAY_US, MerchantCalendar
from liuke.kernel.errors import Fault
from liuke.replay.columns import literal
from liuke.replay.contracts import EXAMPLES, REGISTERED
from liuke.replay.errors import MappingInvalid, SourceMismatch
from liuke.replay.events import SLICE
from liuke.replay.files import locate
from liuke.replay.log_files import LogPath, check_columns, check_seen, open_path, read_rows
from liuke.replay.log_mapping import LogMapping
from liuke.replay.log_report import LogReport, Tally
from liuke.replay.log_rows import KEY_MARK, LogEvent, Problem, RowReader, Skipped
from liuke.replay.report import len_of
from liuke.replay.zones import DayArithmetic

_BATCH = 5_000
_ORDER = "t_us, kind <> 0, place, source, member"
_MARK = msgspec.json.encode(KEY_MARK).decode()
_FILE = 2**40
"""Rows that one file may have: a row's place is its file's number times this, and its line."""


@dataclass(slots=True)
class _Waiting:
    """Rows that go into the staging file together, column by column."""

    rows: list[tuple[Any, ...]] = field(default_factory=list[tuple[Any, ...]])
    named: list[tuple[Any, ...]] = field(default_factory=list[tuple[Any, ...]])


class LogStage:
    """Reads the files of a log and sorts what happened.

    Args:
        connection: The temporary database.
        mapping: The mapping.
        files: Where they are (:func:`liuke.replay.files.locate`).
        catalogue: Event types of the program.
        folder: Where files that are not in UTF-8 are rewritten.
    """

    def __init__(
        self,
        connection: duckdb.DuckDBPyConnection,
        mapping: LogMapping,
        files: Path | Mapping[str, Path],
        catalogue: EventCatalogue,
        folder: Path,
    ) -> None:
        self._db = connection
        self._mapping = mapping
        self._tally = Tally()
        self._folder = folder
        self._kinds: dict[str, int] = {REGISTERED: 0}
        self._waiting = _Waiting()
        self._names: list[str] = []
        self._places: dict[str, int] = {}
        self._readers = _make_readers(mapping, catalogue)
        self._paths = self._open(files)

    @property
    def types(self) -> dict[int, str]:
        """Event types by their number in the table ``event``."""
        return {number: name for name, number in self._kinds.items()}

    # -- reading ------------------------------------------------------------------------------------------------------
    def _open(self, files: Path | Mapping[str, Path]) -> dict[str, list[LogPath]]:
        """The files by name.

        Raises:
            SourceMismatch: files or columns are missing; all of them are listed.
        """
        faults, found = list[Fault](), dict[str, list[LogPath]]()
        located = locate(self._mapping.files, files, main=self._mapping.sources[0].file)
        for name, spec in self._mapping.files.items():
            opened = [open_path(Path(path), spec, self._folder) for path in located.get(name, ())]
            found[name] = [path for path, _ in opened]
            for path, encoding in opened:
                if encoding not in {"", "utf-8"}:
                    self._tally.report.encodings[path.name] = encoding
            if not opened and not spec.optional:
                faults.append(Fault(f"files.{name}", "missing-file", f"{spec.path} was not found", "give its path"))
        for reader in self._readers:
            for path in found[reader.source.file]:
                faults += check_columns(reader.list_columns(), path)
        if faults:
            raise SourceMismatch(f"{len(faults)} fault(s)", faults=faults)
        return found

    def read(self) -> None:
        """Take every row of every source into the table ``entry``.

        Raises:
            SourceUnreadable: a file is not of its format.
            SourceMismatch: a column that is named stands in no row, and rows of its type do.
        """
        self._db.execute(
            "CREATE TABLE entry (place BIGINT, source SMALLINT, kind SMALLINT, t_us BIGINT, member VARCHAR, "
            "key VARCHAR, payload VARCHAR, print VARCHAR, row_print BIGINT, keeps BOOLEAN)"
        )
        self._db.execute("CREATE TABLE named (member VARCHAR, t_us BIGINT)")
        for number, reader in enumerate(self._readers):
            for path in self._paths[reader.source.file]:
                self._read_file(reader, path, number)
        self._flush()

    def _read_file(self, reader: RowReader, path: LogPath, number: int) -> None:
        """Take the rows of one file for one source; a row that several sources read has one place."""
        keeps = reader.source.duplicates == "keep"
        place = self._places.setdefault(str(path.path), len(self._places)) * _FILE
        if place == len(self._names) * _FILE:
            self._names.append(path.name)
        seen, types = set[str](), set[str]()
        for row in read_rows(path):
            self._tally.report.rows += 1
            if row.fault:
                self._tally.reject([Problem("malformed_row", message=row.fault)], path.name, row.line)
                continue
            if path.kind == "ndjson":
                seen |= row.cells.keys()
            try:
                found = reader.read(row.cells)
            except Skipped as why:
                self._tally.skip(str(why))
                continue
            if isinstance(found, LogEvent):
                types.add(found.type)
                self._add(found, place + row.line, number, row.print_, keeps=keeps)
            else:
                types |= {problem.type for problem in found}
                self._tally.reject(found, path.name, row.line)
        if path.kind == "ndjson" and seen:
            check_seen(reader.list_columns(types), seen, path.name)

    def _add(self, event: LogEvent, place: int, number: int, row_print: int, *, keeps: bool) -> None:
        kind = self._kinds.setdefault(event.type, len(self._kinds))
        keyed = bool(event.key) or event.type == REGISTERED
        self._waiting.rows.append(
            (place, number, kind, event.t_us, event.member, event.key, event.data, event.print_,
             0 if keyed else row_print, keeps and not keyed)
        )  # fmt: skip
        self._waiting.named.extend((member, event.t_us) for member in event.others)
        if len(self._waiting.rows) >= _BATCH:
            self._flush()

    def _flush(self) -> None:
        kinds = (
            "BIGINT",
            "SMALLINT",
            "SMALLINT",
            "BIGINT",
            "VARCHAR",
            "VARCHAR",
            "VARCHAR",
            "VARCHAR",
            "BIGINT",
            "BOOLEAN",
        )
        _append(self._db, "entry", kinds, self._waiting.rows)
        _append(self._db, "named", ("VARCHAR", "BIGINT"), self._waiting.named)
        self._waiting = _Waiting()

    # -- sorting ------------------------------------------------------------------------------------------------------
    def sort(self, calendar: MerchantCalendar) -> LogReport:
        """Make the table ``event``; what was read and what became of it."""
        bounds = self._db.execute("SELECT min(t_us), max(t_us) FROM entry").fetchone()
        first, last = (bounds[0] or 0, bounds[1] or 0) if bounds else (0, 0)
        days = DayArithmetic(calendar, first - DAY_US, last + DAY_US)
        self._join_members(days)
        self._drop_copies()
        self._order(days)
        return self._sum_up(first, last)

    def _join_members(self, days: DayArithmetic) -> None:
        """The table ``joined``: when each member joins, and by which row, if one says so.

        A member joins before all that happens to them: one microsecond before it, but not before that day begins.
        """
        day, start = days.render_day("first_us"), days.render_day_start("first_day")
        self._db.execute(
            "CREATE TABLE joined AS SELECT member, own.place, own.payload, own.t_us AS own_us, "
            f"CASE WHEN own.t_us <= first_us THEN own.t_us ELSE greatest(first_us - 1, {start}) END AS t_us FROM "
            f"(SELECT member, first_us, {day} AS first_day FROM (SELECT member, min(t_us) AS first_us FROM ("
            "SELECT member, t_us FROM entry UNION ALL SELECT member, t_us FROM named) GROUP BY member)) LEFT JOIN "
            "(SELECT member, min(place) AS place, arg_min(payload, place) AS payload, min(t_us) AS t_us FROM "
            "(SELECT *, rank() OVER (PARTITION BY member ORDER BY t_us) AS turn FROM entry WHERE kind = 0) "
            "WHERE turn = 1 GROUP BY member) own USING (member)"
        )

    def _drop_copies(self) -> None:
        """Leave out of ``entry`` what repeats another row, and registrations of those who have joined."""
        report = self._tally.report
        again = self._db.execute(
            "SELECT e.place, e.member FROM entry e LEFT JOIN joined j ON j.place = e.place "
            "WHERE e.kind = 0 AND j.place IS NULL ORDER BY e.place"
        )
        while part := again.fetchmany(_BATCH):
            for place, member in cast("list[tuple[int, str]]", part):
                words = "the member is registered already"
                problem = Problem("registered_already", REGISTERED, "member", words, member[:60])
                self._tally.reject([problem], self._names[place // _FILE], place % _FILE)
        report.dropped_copies = 0
        self._db.execute("DELETE FROM entry WHERE kind = 0")

    def _order(self, days: DayArithmetic) -> None:
        self._db.execute(
            "CREATE TABLE event (seq BIGINT, day INTEGER, kind SMALLINT, key VARCHAR, member VARCHAR, t_us BIGINT, "
            "payload VARCHAR, place BIGINT)"
        )
        before, total = 0, 0
        for first, last, count in self._list_slices():
            self._db.execute(
                f"INSERT INTO event SELECT {before} + row_number() OVER (ORDER BY {_ORDER}) AS seq, "
                f"{days.render_day('t_us')}, * EXCLUDE source FROM ({self._render_slice(first, last)}) ORDER BY seq"
            )
            total += count
            before = len_of(self._db, "event")
        self._tally.report.dropped_copies = total - before
        self._db.execute("DROP TABLE entry")

    def _render_slice(self, first: int, last: int) -> str:
        """Events of a stretch of time; equal rows are of one instant, so none reaches beyond it."""
        span = f"t_us BETWEEN {first} AND {last}"
        namespace = literal('{"namespace":"' + self._mapping.namespace + '","profile":{}}')
        return (
            f"SELECT * REPLACE (replace(payload, {literal(_MARK)}, CAST(to_json(key) AS VARCHAR)) AS payload) FROM "
            "(SELECT kind, CASE WHEN key <> '' THEN key WHEN turn = 1 THEN 'log:' || print ELSE "
            "'log:' || print || '#' || turn END AS key, member, t_us, payload, place, source FROM "
            "(SELECT *, row_number() OVER (PARTITION BY t_us, print ORDER BY place, source) AS turn FROM "
            "(SELECT *, row_number() OVER (PARTITION BY t_us, print, row_print ORDER BY place, source) AS copy "
            f"FROM entry WHERE {span}) WHERE copy = 1 OR keeps)) UNION ALL "
            f"SELECT 0, 'member:' || member, member, t_us, coalesce(payload, {namespace}), coalesce(place, -1), 0 "
            f"FROM joined WHERE {span}"
        )

    def _list_slices(self) -> list[tuple[int, int, int]]:
        """Stretches of time as (first, last, rows), each few enough to be sorted in little memory."""
        found = list[tuple[int, int, int]]()
        instants = self._db.execute(
            "SELECT t_us, count(*) FROM (SELECT t_us FROM entry UNION ALL SELECT t_us FROM joined) "
            "GROUP BY 1 ORDER BY 1"
        )
        while part := instants.fetchmany(_BATCH):
            for t_us, count in part:
                if found and found[-1][2] + count <= SLICE:
                    found[-1] = (found[-1][0], t_us, found[-1][2] + count)
                else:
                    found.append((t_us, t_us, count))
        return found

    # -- summing up ---------------------------------------------------------------------------------------------------
    def _sum_up(self, first: int, last: int) -> LogReport:
        report = self._tally.report
        report.first_us, report.last_us = first, last
        report.members = len_of(self._db, "joined")
        report.registered = len_of(self._db, "joined WHERE place IS NULL")
        report.moved_registrations = len_of(self._db, "joined WHERE own_us <> t_us")
        counts = dict(self._db.execute("SELECT kind, count(*) FROM event WHERE place >= 0 GROUP BY 1").fetchall())
        for kind, name in self.types.items():
            if counts.get(kind):
                report.events[name] = int(counts[kind])
                report.examples[name] = self._show_first(kind)
        return self._tally.finish()

    def _show_first(self, kind: int) -> list[dict[str, object]]:
        rows = self._db.execute(
            "SELECT place, member, t_us, key, payload FROM event "
            f"WHERE kind = {kind} AND place >= 0 ORDER BY seq LIMIT {EXAMPLES}"
        ).fetchall()
        return [
            {"file": self._names[place // _FILE], "line": place % _FILE, "member": member, "t_us": t_us, "key": key,
             "data": msgspec.json.decode(payload)}
            for place, member, t_us, key, payload in rows
        ]  # fmt: skip


def _make_readers(mapping: LogMapping, catalogue: EventCatalogue) -> list[RowReader]:
    """A reader for each source.

    Raises:
        MappingInvalid: a start of offsets is no time, or a file is not declared; all faults.
    """
    made, faults = list[RowReader](), list[Fault]()
    for index, source in enumerate(mapping.sources):
        try:
            made.append(RowReader(mapping, source, index, catalogue))
        except ValueError as error:
            faults.append(Fault(f"sources.{index}", "bad-start", str(error), "write it as 2026-03-01T00:00:00"))
    if faults:
        raise MappingInvalid(f"{len(faults)} fault(s)", faults=faults)
    return made


def _append(
    connection: duckdb.DuckDBPyConnection, table: str, kinds: tuple[str, ...], rows: list[tuple[Any, ...]]
) -> None:
    if rows:
        values = ", ".join(f"unnest(?::{kind}[])" for kind in kinds)
        columns = [list(column) for column in zip(*rows, strict=True)]
        connection.execute(f"INSERT INTO {table} SELECT {values}", columns)
