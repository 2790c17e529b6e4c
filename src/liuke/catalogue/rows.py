"""Entries from a CSV file, as spreadsheets write it."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from typing import cast

from liuke.catalogue.service import MAX_FAULTS, Wish
from liuke.goods.catalogue import Category, Entry, EntryKind, Product, Store
from liuke.kernel.errors import Fault, InvalidInput

COLUMNS: Mapping[EntryKind, tuple[str, ...]] = {
    "store": ("id", "name", "time_zone", "place"),
    "product": ("id", "name", "category", "tags"),
    "category": ("id", "name"),
}
"""Of each kind of entry; ``id`` must be there. Tags stand in one cell, apart by blanks or commas."""
CHARSETS = {"utf-8": "utf-8-sig", "gb18030": "gb18030", "gbk": "gb18030", "gb2312": "gb18030"}
MAX_ROWS = 200_000
MAX_CELL, MAX_TAGS = 200, 20


def read_csv(kind: EntryKind, data: bytes, charset: str = "") -> list[Wish]:
    """Entries of a file.

    Args:
        kind: Of all of them.
        data: The file.
        charset: Of it; where nobody says, it is UTF-8 or, if it cannot be that, GB 18030.

    Raises:
        InvalidInput: with every fault, each with the line it is on.
    """
    reader = csv.reader(io.StringIO(_decode(data, charset), newline=""), strict=True)
    try:
        names = [name.strip() for name in next(reader, list[str]())]
        _check_columns(kind, names)
        wishes, faults = list[Wish](), list[Fault]()
        for cells in reader:
            if not any(cell.strip() for cell in cells):
                continue
            path = f"lines.{reader.line_num}"
            if len(wishes) >= MAX_ROWS:
                raise InvalidInput(f"the file has more than {MAX_ROWS:,} rows", fix="send it in parts")
            row = dict(zip(names, (cell.strip() for cell in cells), strict=False))
            faults += _check_row(kind, path, row, len(cells) > len(names))
            if len(faults) >= MAX_FAULTS:
                break
            wishes.append(Wish(row.get("id", ""), _make(kind, row), None, path))
    except csv.Error as error:
        raise InvalidInput(f"the file is no CSV: {error}", fix="save it as CSV UTF-8") from None
    if faults:
        raise InvalidInput("the entries cannot be taken", faults=faults[:MAX_FAULTS])
    return wishes


def _decode(data: bytes, charset: str) -> str:
    if charset and charset.lower() not in CHARSETS:
        raise InvalidInput(f"the charset {charset[:40]!r} is not read here", fix=f"send {' or '.join(CHARSETS)}")
    for one in (CHARSETS[charset.lower()],) if charset else ("utf-8-sig", "gb18030"):
        try:
            return data.decode(one)
        except UnicodeDecodeError:
            continue
    raise InvalidInput(f"the file is not {charset or 'UTF-8 and not GB 18030'}", fix="save it as CSV UTF-8")


def _check_columns(kind: EntryKind, names: list[str]) -> None:
    known = COLUMNS[kind]
    fix = f"the first line names the columns: {', '.join(known)}"
    unknown = [name[:MAX_CELL] for name in names if name not in known]
    faults = [Fault(name, "unknown-column", "is not known here", fix) for name in unknown[:MAX_FAULTS]]
    faults += [Fault(name, "twice", "stands there twice") for name in known if names.count(name) > 1]
    if "id" not in names:
        faults.append(Fault("id", "missing", "there is no column id", fix))
    if faults:
        raise InvalidInput("the file cannot be taken", faults=faults)


def _check_row(kind: EntryKind, path: str, row: Mapping[str, str], too_many: bool) -> Iterator[Fault]:
    if too_many:
        yield Fault(path, "too-many-cells", "has more cells than the first line", "put a cell with a comma in quotes")
    for name in COLUMNS[kind]:
        if len(row.get(name, "")) > MAX_CELL or "\x00" in row.get(name, ""):
            yield Fault(f"{path}.{name}", "too-long", f"has more than {MAX_CELL} characters")
    if len(_list_tags(row)) > MAX_TAGS:
        yield Fault(f"{path}.tags", "too-many", f"an entry has at most {MAX_TAGS} tags")


def _list_tags(row: Mapping[str, str]) -> tuple[str, ...]:
    words = row.get("tags", "").replace("，", " ").replace(",", " ").split()
    return tuple(dict.fromkeys(words))


def _make(kind: EntryKind, row: Mapping[str, str]) -> Entry:
    name = row.get("name", "")
    if kind == "store":
        return Store(name, row.get("time_zone", ""), row.get("place", ""))
    if kind == "product":
        return Product(name, row.get("category", ""), _list_tags(row))
    return cast("Entry", Category(name))
