"""Templates: programs that build upon another one, with dates that follow the day on which they are read."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any, cast

from liuke.kernel.errors import Fault, InvalidInput
from liuke.program.document import Document, read_document

EXTENDS = "extends"
"""Key under which a template names the one that it adds to."""
_MOMENT = re.compile(r"day([+-]\d+)( \d{2}:\d{2})?")


def place_dates(value: Any, day: date) -> Any:
    """The same with ``day-6`` and ``day+3 20:00`` written as dates.

    >>> place_dates({"from": "day-1", "to": "day+3 20:00", "id": "day"}, date(2028, 3, 1))
    {'from': '2028-02-29', 'to': '2028-03-04 20:00', 'id': 'day'}
    """
    if isinstance(value, str):
        found = _MOMENT.fullmatch(value)
        return f"{day + timedelta(days=int(found[1]))}{found[2] or ''}" if found else value
    if isinstance(value, Mapping):
        return {name: place_dates(one, day) for name, one in cast("Mapping[str, Any]", value).items()}
    if isinstance(value, list):
        return [place_dates(one, day) for one in cast("list[Any]", value)]
    return value


def extend(program: Mapping[str, Any], additions: Mapping[str, Any]) -> dict[str, Any]:
    """A program with the things of its lists added, and sections that are no lists in place of its own.

    >>> extend({"id": "shop", "assets": [1]}, {"assets": [2], "risk": {"enabled": True}})
    {'id': 'shop', 'assets': [1, 2], 'risk': {'enabled': True}}
    """
    extended = dict(program)
    for name, section in additions.items():
        extended[name] = [*extended.get(name, ()), *section] if isinstance(section, list) else section
    return extended


def read_template(file: Path, today: date, templates: Path | None = None) -> Document:
    """A template as a program: what it extends with its own added, and its dates from ``today`` on.

    Args:
        file: Beside the one that it extends, if it does.
        today: What ``day+7`` counts from.
        templates: Folder in which what it extends is looked for when it is not beside it.

    Raises:
        InvalidInput: it cannot be read, or extends what is not there, or what extends something itself.
    """
    document = read_document(file)
    if EXTENDS not in document.data:
        return Document(place_dates(document.data, today), document.name, document.lines)
    name = f"{document.data[EXTENDS]}.yaml"
    beside = file.parent / name
    base = beside if beside.is_file() or templates is None else templates / name
    if Path(name).name != name or not base.is_file() or EXTENDS in (found := read_document(base).data):
        fix = "name a template, or a program beside the file, that extends nothing itself"
        fault = Fault(EXTENDS, "unknown-template", "there is no such template to extend", fix)
        raise InvalidInput(f"{file.name} extends nothing", faults=[fault])
    own = {name: section for name, section in document.data.items() if name != EXTENDS}
    return Document(place_dates(extend(found, own), today), document.name)
