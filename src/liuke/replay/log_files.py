"""The files of an event log, row by row, in their own order: CSV, NDJSON and Parquet, none of them held in memory."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import duckdb
import msgspec

from liuke.kernel.errors import Fault
from liuke.replay.cells import read_json
from liuke.replay.columns import literal, quote
from liuke.replay.encodings import open_unpacked, read_as_utf8
from liuke.replay.errors import SourceMismatch, SourceUnreadable, name_columns
from liuke.replay.files import is_parquet, refuse_books
from liuke.replay.log_mapping import LogFile
from liuke.replay.text_rows import read_lines, read_records

_FETCH = 2_000
_JSON = {".json", ".ndjson", ".jsonl"}
Row = dict[str, Any]
_decode = msgspec.json.Decoder(dict[str, Any]).decode
_encode = msgspec.json.Encoder(enc_hook=str).encode


@dataclass(slots=True)
class ReadRow:
    """One row as it stands.

    Args:
        line: Line of a text file at which the row ends, number of a row of a Parquet file; from 1.
        cells: By column; empty where the row cannot be read.
        fault: Why it cannot be read.
        print_: Fingerprint of all of the row.
    """

    line: int
    cells: Row
    fault: str = ""
    print_: int = 0


@dataclass(frozen=True, slots=True)
class LogPath:
    """One file of a log.

    Args:
        path: Where it is, in UTF-8 if it is text.
        name: As people know it.
        kind: ``csv``, ``ndjson`` or ``parquet``.
        columns: Its columns; of NDJSON nobody knows them before the end.
        delimiter: Of a CSV file.
    """

    path: Path
    name: str
    kind: str
    columns: tuple[str, ...]
    delimiter: str = ","


def open_path(path: Path, spec: LogFile, folder: Path) -> tuple[LogPath, str]:
    """Look into a file; and the encoding it turned out to have (empty: no text).

    Raises:
        SourceUnreadable: it is not of its format.
    """
    if is_parquet(spec, [str(path)]):
        return LogPath(path, path.name, "parquet", _list_parquet(path)), ""
    refuse_books([str(path)])
    read, encoding = read_as_utf8(path, spec.encoding, folder)
    suffixes = {suffix.lower() for suffix in path.suffixes[-2:]}
    if spec.format == "ndjson" or (spec.format == "auto" and suffixes & _JSON):
        return LogPath(read, path.name, "ndjson", ()), encoding
    head = next(read_records(read, path.name, spec.delimiter), None)
    columns = tuple(head[1]) if head is not None else ()
    return LogPath(read, path.name, "csv", columns, spec.delimiter), encoding


def read_rows(file: LogPath) -> Iterator[ReadRow]:
    """Every row of a file; those that cannot be read come with the reason."""
    if file.kind == "parquet":
        return _read_parquet(file)
    return _read_ndjson(file) if file.kind == "ndjson" else _read_csv(file)


# -- columns ----------------------------------------------------------------------------------------------------------
def make_getter(name: str) -> Callable[[Row], Any]:
    """Reads a column, or what lies within one: ``value.offer id`` is ``offer id`` of the object in ``value``.

    A column whose own name has the dots wins.
    """
    parts = name.split(".")
    places = [(".".join(parts[:count]), parts[count:]) for count in range(len(parts) - 1, 0, -1)]

    def get(row: Row) -> Any:
        if name in row:
            return row[name]
        for column, rest in places:
            if column in row:
                return _descend(row[column], rest)
        return None

    return get


def _descend(value: Any, path: list[str]) -> Any:
    found = read_json(value) if isinstance(value, str) else value
    if not isinstance(found, dict):
        return None
    return make_getter(".".join(path))(cast("Row", found))


def find_column(name: str, columns: tuple[str, ...]) -> str | None:
    """The column that a name means, if there is one."""
    if name in columns:
        return name
    parts = name.split(".")
    prefixes = (".".join(parts[:count]) for count in range(len(parts) - 1, 0, -1))
    return next((prefix for prefix in prefixes if prefix in columns), None)


def check_columns(places: list[tuple[str, str]], file: LogPath) -> list[Fault]:
    """Faults for columns that a file does not have, or has twice; places are (path in the mapping, column)."""
    if file.kind == "ndjson":
        return []
    has = name_columns(file.columns)
    missing = [
        Fault(path, "missing-column", f"file {file.name!r} has no column {column!r} ({has})")
        for path, column in places
        if find_column(column, file.columns) is None
    ]
    return missing + [
        Fault(path, "doubled-column", f"file {file.name!r} has two columns {column!r}", "name each column once")
        for path, column in places
        if file.columns.count(column) > 1
    ]


# -- text -------------------------------------------------------------------------------------------------------------
def _read_csv(file: LogPath) -> Iterator[ReadRow]:
    records = read_records(file.path, file.name, file.delimiter)
    next(records, None)
    count = len(file.columns)
    for line, cells in records:
        if len(cells) != count:
            yield ReadRow(line, {}, f"the row has {len(cells):,} cells, and the head {count:,}")
        else:
            yield ReadRow(line, dict(zip(file.columns, cells, strict=True)), print_=_print("\x1f".join(cells).encode()))


def _read_ndjson(file: LogPath) -> Iterator[ReadRow]:
    with open_unpacked(file.path) as opened:
        for line, text in read_lines(opened, file.name):
            bare = text.strip()
            if not bare:
                continue
            if line == 1 and bare.startswith("["):
                raise SourceUnreadable(
                    f"{file.name} is one JSON list", fix="write one object a line, as `jq -c '.[]'` does"
                )
            try:
                yield ReadRow(line, _decode(bare), print_=_print(bare.encode()))
            except (msgspec.DecodeError, RecursionError) as error:
                yield ReadRow(line, {}, f"the line is no JSON object: {error}")


def _print(content: bytes) -> int:
    return int.from_bytes(hashlib.blake2b(content, digest_size=7).digest(), "big")


# -- Parquet ----------------------------------------------------------------------------------------------------------
def _list_parquet(path: Path) -> tuple[str, ...]:
    with _connect() as db:
        return tuple(str(row[0]) for row in _ask(db, f"DESCRIBE {_select(path)}", path).fetchall())


def _read_parquet(file: LogPath) -> Iterator[ReadRow]:
    with _connect() as db:
        # times with a zone come as the instant in UTC, which needs no table of zones to be written down
        types = _ask(db, f"DESCRIBE {_select(file.path)}", file.path).fetchall()
        wanted = ", ".join(
            f"strftime({quote(name)}, '%Y-%m-%dT%H:%M:%S.%f+00:00') AS {quote(name)}"
            if kind == "TIMESTAMP WITH TIME ZONE"
            else f"CAST({quote(name)} AS TIMESTAMP) AS {quote(name)}"
            if kind in {"TIMESTAMP_NS", "TIMESTAMP_S", "TIMESTAMP_MS"}
            else quote(name)
            for name, kind, *_ in types
        )
        rows = _ask(db, _select(file.path, wanted), file.path)
        line = 0
        while part := rows.fetchmany(_FETCH):
            for values in part:
                line += 1
                yield ReadRow(line, dict(zip(file.columns, values, strict=True)), print_=_print(_encode(values)))


def _connect() -> duckdb.DuckDBPyConnection:
    db = duckdb.connect(config={"threads": "1", "memory_limit": "80MB", "autoinstall_known_extensions": "false"})
    db.execute("SET TimeZone = 'UTC'")
    db.execute("SET enable_progress_bar = false")
    return db


def _select(path: Path, columns: str = "*") -> str:
    return f"SELECT {columns} FROM read_parquet({literal(str(path))})"


def _ask(db: duckdb.DuckDBPyConnection, query: str, path: Path) -> duckdb.DuckDBPyConnection:
    try:
        return db.execute(query)
    except duckdb.Error as error:
        raise SourceUnreadable(f"{path.name}: {str(error).splitlines()[0]}", fix="check the file") from error


def check_seen(places: list[tuple[str, str]], seen: set[str], name: str) -> None:
    """That NDJSON had every column that is named, in some row.

    Raises:
        SourceMismatch: with every column that no row had.
    """
    has = ", ".join(sorted(seen)[:50])
    faults = [
        Fault(path, "missing-column", f"no row of {name!r} has {column!r} (they have: {has})")
        for path, column in places
        if find_column(column, tuple(seen)) is None
    ]
    if faults:
        raise SourceMismatch(f"{len(faults)} fault(s)", faults=faults)
