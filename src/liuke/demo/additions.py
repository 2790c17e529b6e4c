"""What a demo adds to a template: activities, a campaign, friends, at dates that follow its history."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, cast

_MOMENT = re.compile(r"day([+-]\d+)( \d{2}:\d{2})?")


def place_dates(value: Any, last_day: date) -> Any:
    """The same with ``day-6`` and ``day+3 20:00`` written as dates.

    >>> place_dates({"from": "day-1", "to": "day+3 20:00", "id": "day"}, date(2028, 3, 1))
    {'from': '2028-02-29', 'to': '2028-03-04 20:00', 'id': 'day'}
    """
    if isinstance(value, str):
        found = _MOMENT.fullmatch(value)
        return f"{last_day + timedelta(days=int(found[1]))}{found[2] or ''}" if found else value
    if isinstance(value, Mapping):
        return {name: place_dates(one, last_day) for name, one in cast("Mapping[str, Any]", value).items()}
    if isinstance(value, list):
        return [place_dates(one, last_day) for one in cast("list[Any]", value)]
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
