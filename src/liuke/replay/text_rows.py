"""Lines and records of text files, one at a time, however long the file is."""

from __future__ import annotations

import csv
from collections.abc import Generator
from pathlib import Path
from typing import IO

from liuke.replay.encodings import open_unpacked
from liuke.replay.errors import SourceUnreadable

MAX_ROW = 64 * 1024 * 1024
"""Bytes of the longest line that is looked at; what is longer is no row of a history."""


def read_lines(file: IO[bytes], name: str) -> Generator[tuple[int, str]]:
    """Number and text of every line, its end included; a byte order mark is left out.

    Raises:
        SourceUnreadable: a line is longer than :data:`MAX_ROW`.
    """
    number = 0
    while line := file.readline(MAX_ROW + 1):
        number += 1
        if len(line) > MAX_ROW:
            raise SourceUnreadable(
                f"{name}, line {number:,}: longer than {MAX_ROW // 2**20} MB, which no row is",
                fix="check the file's line ends and quotation marks",
            )
        text = line.decode("utf-8", errors="replace")
        yield number, text.removeprefix("\ufeff") if number == 1 else text


def read_records(path: Path, name: str, delimiter: str) -> Generator[tuple[int, list[str]]]:
    """Line and cells of every record of a CSV file in UTF-8 that is not empty.

    Raises:
        SourceUnreadable: a line is longer than :data:`MAX_ROW`, or a cell has no end.
    """
    csv.field_size_limit(MAX_ROW)
    with open_unpacked(path) as file:
        lines = (text for _, text in read_lines(file, name))
        reader = csv.reader(lines, delimiter=delimiter)
        try:
            for cells in reader:
                if cells:
                    yield reader.line_num, cells
        except csv.Error as error:
            raise SourceUnreadable(
                f"{name}, line {reader.line_num:,}: {error}", fix="check its quotation marks"
            ) from None
