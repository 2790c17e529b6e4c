"""Rows of the files that are sent, one at a time, whatever program wrote them."""

from __future__ import annotations

import csv
import math
import re
import sys
from codecs import BOM_UTF8
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, cast

import msgspec

from liuke.bulk.files import MAX_LINE, Format, open_duckdb
from liuke.kernel.errors import Fault, InvalidInput
from liuke.kernel.ids import find_doubled

if TYPE_CHECKING:
    import duckdb

AT_ONCE = 50
"""Rows of Parquet that are fetched together."""
MAX_COLUMNS = 500
"""Columns of a file, and fields of a row."""
MAX_ROWS = 5_000_000
"""Rows of a file: a few kilobytes of Parquet can hold a thousand million equal ones."""
MAX_CELL = 20_000
"""Characters of one text of Parquet that are looked at; no profile is longer."""
MAX_FAULTS = 100
"""More faults than this in one file or row are not listed."""
KNOWN = ("namespace", "external_id", "registered_us", "identities", "profile")
CHARSETS = {
    "utf-8": "utf-8-sig", "utf8": "utf-8-sig", "us-ascii": "utf-8-sig",
    "gb18030": "gb18030", "gbk": "gb18030", "gb2312": "gb18030",
}  # fmt: skip
"""Charset of a CSV file → how it is read. Spreadsheets in China write GB 18030, which contains the others."""
_FORMULA = re.compile(r"'[-=+@\t\r]")
_SAVE_AS = "save it as UTF-8, or say what it is: Content-Type: text/csv; charset=gb18030"


@dataclass(slots=True)
class Row:
    """One row of a file.

    Args:
        line: Its line (of Parquet: its number, from 1).
        values: As read.
    """

    line: int
    values: Mapping[str, Any]


def read_rows(path: Path, format_: Format, charset: str = "utf-8") -> Iterator[Row]:
    """Rows of a file, one at a time; what cannot be read at all is a row with one fault under ``""``.

    Args:
        path: The file.
        format_: Of it.
        charset: Of a CSV file, one of :data:`CHARSETS`.

    Raises:
        InvalidInput: the file as a whole is not what it should be.
    """
    if format_ == "parquet":
        return _read_parquet(path)
    if format_ == "ndjson":
        return _read_ndjson(path)
    return _read_csv(path, charset)


def check_columns(names: Iterable[str]) -> None:
    """Whether these columns make members.

    Raises:
        InvalidInput: with every fault.
    """
    given = list(names)
    if len(given) > MAX_COLUMNS:
        fault = Fault("", "too-many-columns", f"has {len(given)} columns, more than {MAX_COLUMNS}", "leave some out")
        raise InvalidInput("the file cannot be taken", faults=[fault])
    faults = [
        Fault(name, "missing", f"there is no column {name}", "name the columns in the first line")
        for name in ("namespace", "external_id")
        if name not in given
    ]
    fix = f"columns: {', '.join(KNOWN)}, profile.<name>"
    faults += [
        Fault(name[:200], "unknown-column", "is not known here", fix)
        for name in given
        if name not in KNOWN and not (name.startswith("profile.") and len(name) > 8)
    ]
    faults += [Fault(name[:200], "twice", "stands there twice") for name in find_doubled(given)]
    if faults:
        raise InvalidInput("the file cannot be taken", faults=faults[:MAX_FAULTS])


# -- CSV --------------------------------------------------------------------------------------------------------------
def _read_csv(path: Path, charset: str) -> Iterator[Row]:
    csv.field_size_limit(min(MAX_LINE, sys.maxsize))
    file = path.open(encoding=CHARSETS[charset], errors="surrogateescape", newline="")
    reader = csv.reader(file, strict=True)  # else a quotation mark that is never closed swallows the rest of the file
    try:
        names = next(reader, list[str]())
        if not _is_text(names):
            fault = Fault("", "not-text", f"the first line is not {charset}", _SAVE_AS)
            raise InvalidInput("the file cannot be taken", faults=[fault])
        check_columns(names)
    except (InvalidInput, csv.Error) as error:
        file.close()
        if isinstance(error, csv.Error):
            raise InvalidInput(f"the file is no CSV: {error}") from None
        raise
    return _list_csv(file, reader, names, charset)


def _is_text(cells: Iterable[str]) -> bool:
    """Whether all bytes were of the charset; others were read as lone surrogates, which no text holds."""
    try:
        "".join(cells).encode()
    except UnicodeEncodeError:
        return False
    return True


def _list_csv(file: Any, reader: Any, names: list[str], charset: str) -> Iterator[Row]:
    with file:
        while True:
            first = reader.line_num + 1
            try:
                cells: list[str] | None = next(reader, None)
            except csv.Error as error:
                yield Row(first, {"": f"cannot be read: {error}"})
                continue
            if cells is None:
                return
            if not cells:
                continue
            if len(cells) != len(names):
                yield Row(first, {"": f"has {len(cells)} cells, not {len(names)}"})
            elif not _is_text(cells):
                yield Row(first, {"": f"is not {charset}: {_SAVE_AS}"})
            else:
                yield Row(first, {k: _read_cell(v) for k, v in zip(names, cells, strict=True) if v != ""})


def _read_cell(cell: str) -> str:
    """Without the apostrophe that exports put before what a spreadsheet would take for a formula."""
    return cell[1:] if _FORMULA.match(cell) else cell


# -- NDJSON -----------------------------------------------------------------------------------------------------------
def _read_ndjson(path: Path) -> Iterator[Row]:
    decode = msgspec.json.Decoder().decode
    with path.open("rb") as file:
        for number, line in enumerate(_list_lines(file), 1):
            if len(line) > MAX_LINE:
                yield Row(number, {"": f"has more than {MAX_LINE} bytes"})
                continue
            sent = line.removeprefix(BOM_UTF8) if number == 1 else line
            if not sent.strip():
                continue
            try:
                value = decode(sent)
            except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
                yield Row(number, {"": f"is no JSON: {error}"})
                continue
            if isinstance(value, dict) and len(cast("dict[str, Any]", value)) > MAX_COLUMNS:
                yield Row(number, {"": f"has more than {MAX_COLUMNS} fields"})
            else:
                yield Row(
                    number, cast("dict[str, Any]", value) if isinstance(value, dict) else {"": "is no JSON object"}
                )


def _list_lines(file: BinaryIO) -> Iterator[bytes]:
    """Lines; one that is too long is cut just after :data:`MAX_LINE`, so that none needs more memory."""
    while line := file.readline(MAX_LINE + 1):
        kept, rest = line, line
        while not rest.endswith(b"\n") and (rest := file.readline(MAX_LINE + 1)):
            continue
        yield kept


_TOO_LARGE = "rows of the file need more memory than an import may use"
_SMALLER = "write it with smaller row groups, or send CSV or NDJSON"


# -- Parquet ----------------------------------------------------------------------------------------------------------
def _read_parquet(path: Path) -> Iterator[Row]:
    import duckdb  # noqa: PLC0415 - 15 MB that only Parquet needs

    memory = open_duckdb(path.parent, ordered=True)
    try:
        names, cursor = _open_parquet(memory, str(path))
    except (duckdb.Error, InvalidInput) as error:
        memory.close()
        if isinstance(error, InvalidInput):
            raise
        if isinstance(error, duckdb.OutOfMemoryException):
            raise InvalidInput(_TOO_LARGE, fix=_SMALLER) from None
        raise InvalidInput("the file is no Parquet file", fix="send all of it, or send CSV or NDJSON") from None
    return _list_parquet(memory, cursor, names)


def _open_parquet(memory: duckdb.DuckDBPyConnection, path: str) -> tuple[list[str], Any]:
    """Names of the columns, and the rows, with texts no longer than somebody can use them."""
    read = "FROM read_parquet($1)"
    columns = memory.execute(f"DESCRIBE SELECT * {read}", [path]).fetchall()
    names = [str(column[0]) for column in columns]
    check_columns(names)
    found = memory.execute("SELECT sum(num_rows) FROM parquet_file_metadata($1)", [path]).fetchone()
    if found is not None and int(found[0] or 0) > MAX_ROWS:
        fault = Fault("", "too-many-rows", f"has {found[0]} rows, more than {MAX_ROWS}", "send it in parts")
        raise InvalidInput("the file cannot be taken", faults=[fault])
    shown = ", ".join(
        f"left({_quote(name)}, {MAX_CELL}) AS {_quote(name)}" if column[1] == "VARCHAR" else _quote(name)
        for name, column in zip(names, columns, strict=True)
    )
    return names, memory.execute(f"SELECT {shown} {read}", [path])


def _quote(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _list_parquet(memory: Any, cursor: Any, names: list[str]) -> Iterator[Row]:
    with memory:
        number = 0
        while rows := _fetch(cursor):
            if isinstance(rows, str):
                yield Row(number + 1, {"": rows})
                return
            for values in rows:
                number += 1
                plain = ((name, _read_value(value)) for name, value in zip(names, values, strict=True))
                yield Row(number, {name: value for name, value in plain if value is not None})


def _fetch(cursor: Any) -> list[tuple[Any, ...]] | str:
    """The next rows; why neither they nor what follows them can be read."""
    import duckdb  # noqa: PLC0415 - 15 MB that only Parquet needs

    try:
        return cursor.fetchmany(AT_ONCE)
    except duckdb.OutOfMemoryException:
        return f"this and what follows: {_TOO_LARGE}; {_SMALLER}"
    except duckdb.Error:
        return "this and what follows is no Parquet: send all of it, or send CSV or NDJSON"


def _read_value(value: Any) -> Any:
    """As JSON would say it: days and times as ISO 8601 writes them; what is no number is missing."""
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return None if isinstance(value, float) and math.isnan(value) else value
