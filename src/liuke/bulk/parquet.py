"""Parquet files that come and go, by DuckDB: read by a process only when one does, since it takes 15 MB."""

from __future__ import annotations

import math
from collections.abc import Iterator
from datetime import date, time
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb

from liuke.bulk.files import MAX_LINE
from liuke.bulk.rows import Row, check_columns
from liuke.kernel.errors import Fault, InvalidInput

AT_ONCE = 50
"""Rows that are fetched together."""
MAX_ROWS = 5_000_000
"""Rows of a file: a few kilobytes of it can hold a thousand million equal ones."""
MAX_CELL = 20_000
"""Characters of one text that are looked at; no profile is longer."""
ROW_GROUP = 20_480
_MEMORY = "48MB"
_TOO_LARGE = "rows of the file need more memory than an import may use"
_SMALLER = "write it with smaller row groups, or send CSV or NDJSON"


def pack(plain: Path, packed: Path, types: dict[str, str]) -> None:
    """Make a Parquet file of one of plain rows; ``types``: column → its type in DuckDB."""
    # values of COPY cannot be parameters of the prepared kind; the path is one of our own making
    read = (
        "SELECT * FROM read_csv($source, columns = $types, header = true, auto_detect = false, delim = ',', "
        "quote = '\"', escape = '\"', nullstr = '', allow_quoted_nulls = false, buffer_size = 4194304, "
        f"max_line_size = {MAX_LINE})"
    )
    with _open(plain.parent) as memory:
        memory.execute(
            f"COPY ({read}) TO '{packed}' (FORMAT parquet, ROW_GROUP_SIZE {ROW_GROUP}, ROW_GROUP_SIZE_BYTES '8MB')",
            {"source": str(plain), "types": types},
        )


def _open(folder: Path, *, ordered: bool = False) -> duckdb.DuckDBPyConnection:
    """A database in memory that keeps to little of it."""
    settings = {"threads": "1", "memory_limit": _MEMORY, "temp_directory": str(folder)}
    return duckdb.connect(config={**settings, "preserve_insertion_order": str(ordered).lower()})


def read_parquet(path: Path) -> Iterator[Row]:
    """See :func:`liuke.bulk.rows.read_rows`."""
    memory = _open(path.parent, ordered=True)
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
