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
from typing import Any, cast

import duckdb
import msgspec

from liuke.bulk.files import MAX_LINE, Format, open_duckdb
from liuke.kernel.errors import Fault, InvalidInput

AT_ONCE = 500
"""Rows of Parquet that are fetched together."""
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
    faults += [Fault(name[:200], "twice", "stands there twice") for name in set(given) if given.count(name) > 1]
    if faults:
        raise InvalidInput("the file cannot be taken", faults=faults)


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
        for number, line in enumerate(file, 1):
            sent = line.removeprefix(BOM_UTF8) if number == 1 else line
            if not sent.strip():
                continue
            try:
                value = decode(sent)
            except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
                yield Row(number, {"": f"is no JSON: {error}"})
                continue
            yield Row(number, cast("dict[str, Any]", value) if isinstance(value, dict) else {"": "is no JSON object"})


# -- Parquet ----------------------------------------------------------------------------------------------------------
def _read_parquet(path: Path) -> Iterator[Row]:
    memory = open_duckdb(path.parent, ordered=True)
    try:
        cursor = memory.execute("SELECT * FROM read_parquet($1)", [str(path)])
        names = [column[0] for column in cursor.description or ()]
        check_columns(names)
    except (duckdb.Error, InvalidInput) as error:
        memory.close()
        if isinstance(error, InvalidInput):
            raise
        raise InvalidInput("the file is no Parquet file", fix="send all of it, or send CSV or NDJSON") from None
    return _list_parquet(memory, cursor, names)


def _list_parquet(memory: Any, cursor: Any, names: list[str]) -> Iterator[Row]:
    with memory:
        number = 0
        while rows := cursor.fetchmany(AT_ONCE):
            for values in rows:
                number += 1
                plain = ((name, _read_value(value)) for name, value in zip(names, values, strict=True))
                yield Row(number, {name: value for name, value in plain if value is not None})


def _read_value(value: Any) -> Any:
    """As JSON would say it: days and times as ISO 8601 writes them; what is no number is missing."""
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return None if isinstance(value, float) and math.isnan(value) else value
