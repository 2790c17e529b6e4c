"""CSV files with cells of any length: those that nobody reads are replaced by their fingerprint, row by row.

The staging engine holds two thousand rows at once, which is nothing for rows of a shop and more than there is for rows
of megabytes (a page, a picture, a log in a cell).
"""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Collection
from pathlib import Path

from liuke.replay.encodings import BLOCK, open_unpacked
from liuke.replay.errors import SourceUnreadable
from liuke.replay.text_rows import read_records

LONG_LINE = 64 * 1024
"""Bytes of a line from which a file is looked at cell by cell."""
LONG_CELL = 1_000
"""Characters from which a cell that nobody reads is replaced."""
MAX_CELL = 10_000
"""Characters of the longest cell that the mapping reads; no name, number or time is longer."""


def has_long_lines(path: Path) -> bool:
    """Whether a file has a line of more than :data:`LONG_LINE` bytes."""
    carried = 0
    with open_unpacked(path) as file:
        while block := file.read(BLOCK):
            first, *others = map(len, block.split(b"\n"))
            if max(carried + first, *others, 0) > LONG_LINE:
                return True
            carried = others[-1] if others else carried + first
    return False


def shorten_cells(path: Path, delimiter: str, named: Collection[str], folder: Path) -> Path:
    """A copy of a CSV file in ``folder`` in which long cells that are not read are fingerprints.

    Args:
        path: In UTF-8, packed or not.
        delimiter: Of its cells.
        named: Columns that are read.
        folder: Of temporary files.

    Raises:
        SourceUnreadable: a cell that is read is too long, or a row has no end; the message says where.
    """
    folder.mkdir(parents=True, exist_ok=True)
    made = folder / f"{len(list(folder.iterdir()))}-short-{path.name.removesuffix('.gz')}"
    with made.open("w", encoding="utf-8", newline="") as out:
        write = csv.writer(out, delimiter=delimiter, lineterminator="\n").writerow
        head: list[str] = []
        for line, cells in read_records(path, path.name, delimiter):
            if max(map(len, cells)) > LONG_CELL:
                head = head or cells
                cells = [  # noqa: PLW2901 - the row as it is written
                    _shorten(cell, head[index] if index < len(head) else "", named, f"{path.name}, line {line:,}")
                    if len(cell) > LONG_CELL
                    else cell
                    for index, cell in enumerate(cells)
                ]
            write(cells)
            head = head or cells
    return made


def _shorten(cell: str, column: str, named: Collection[str], where: str) -> str:
    if column not in named:
        return f"#{hashlib.blake2b(cell.encode(), digest_size=16).hexdigest()}"
    if len(cell) > MAX_CELL:
        raise SourceUnreadable(
            f"{where}: the cell of column {column!r} has {len(cell):,} characters; one that the mapping reads has up "
            f"to {MAX_CELL:,}",
            fix="check the quotation marks before it, or map another column",
        )
    return cell
