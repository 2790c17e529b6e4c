"""Time zones as integer arithmetic in SQL.

Instants and days are computed from the merchant's calendar (``liuke.kernel.clock``) as a few constants per stretch of
equal UTC offset, so that the staging engine's own time-zone tables and rounding have no say in which day it is.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from datetime import timedelta
from zoneinfo import ZoneInfo

from liuke.kernel.clock import DAY_US, MerchantCalendar, from_us

_FLOOR_DAYS = 1_000_000
"""Added before an integer division and taken off after it: SQL truncates towards zero, days before 1970 must not."""


def _offset_us(zone: ZoneInfo, t_us: int) -> int:
    delta = from_us(t_us).astimezone(zone).utcoffset()
    assert delta is not None, "a zone has an offset"
    return delta // timedelta(microseconds=1)


def find_transitions(zone: ZoneInfo, first_us: int, last_us: int) -> list[tuple[int, int, int]]:
    """Changes of the UTC offset in [first_us, last_us] as (instant, offset before, offset after)."""
    found: list[tuple[int, int, int]] = []
    low, before = first_us, _offset_us(zone, first_us)
    while low < last_us:
        high = min(low + DAY_US, last_us)
        after = _offset_us(zone, high)
        if after != before:
            instant = bisect_left(range(low, high), True, key=lambda t: _offset_us(zone, t) == after) + low
            found.append((instant, before, after))
        low, before = high, after
    return found


def _case(arms: list[tuple[str, str]], last: str) -> str:
    if not arms:
        return last
    return "CASE " + " ".join(f"WHEN {test} THEN {value}" for test, value in arms) + f" ELSE {last} END"


def render_instant(wall: str, zone_name: str, first_wall_us: int, last_wall_us: int) -> str:
    """SQL for the instant of a wall-clock time.

    A time that occurs twice is the first of the two; a time that the clocks skipped is read with the offset that was
    in force before, as Python reads both with ``fold=0``.

    Args:
        wall: SQL expression in microseconds of the wall clock.
        zone_name: IANA name.
        first_wall_us: Smallest value that occurs.
        last_wall_us: Largest value that occurs.
    """
    zone = ZoneInfo(zone_name)
    first, last = first_wall_us - 2 * DAY_US, last_wall_us + 2 * DAY_US
    steps = find_transitions(zone, first, last)
    arms = [(f"{wall} < {at + max(before, after)}", f"{wall} - ({before})") for at, before, after in steps]
    final = steps[-1][2] if steps else _offset_us(zone, first)
    return f"({_case(arms, f'{wall} - ({final})')})"


def _render_wall(instant: str, zone: ZoneInfo, first_us: int, last_us: int) -> str:
    """SQL for the wall-clock time of an instant in [first_us, last_us], in microseconds."""
    steps = find_transitions(zone, first_us, last_us)
    arms = [(f"{instant} < {at}", f"{instant} + ({before})") for at, before, _ in steps]
    final = steps[-1][2] if steps else _offset_us(zone, first_us)
    return f"({_case(arms, f'{instant} + ({final})')})"


@dataclass(frozen=True, slots=True)
class Shift:
    """A history that is moved by whole weeks: on the merchant's clocks everything keeps its time and day of the week.

    Args:
        days: A multiple of seven; 0: nothing moves.
        zone: IANA name of the merchant's zone.
    """

    days: int = 0
    zone: str = "UTC"

    def __post_init__(self) -> None:
        if self.days % 7:
            raise ValueError(f"a history is moved by whole weeks, not by {self.days} days")

    def render_instant(self, wall: str, zone_name: str, first_wall_us: int, last_wall_us: int) -> str:
        """SQL for the instant to which a wall-clock time of ``zone_name`` is moved; see :func:`render_instant`."""
        instant = render_instant(wall, zone_name, first_wall_us, last_wall_us)
        if not self.days:
            return instant
        zone, by = ZoneInfo(self.zone), self.days * DAY_US
        local = _render_wall(instant, zone, first_wall_us - 2 * DAY_US, last_wall_us + 2 * DAY_US)
        bounds = first_wall_us + by - 3 * DAY_US, last_wall_us + by + 3 * DAY_US
        return render_instant(f"({local} + {by})", self.zone, *bounds)

    def render_day(self, day: str) -> str:
        """SQL for the day to which a day is moved."""
        return f"({day} + {self.days})" if self.days else day


UNMOVED = Shift()


@dataclass(frozen=True, slots=True)
class _Stretch:
    first_day: int
    last_day: int
    shift_us: int  # day * DAY_US - start of the day


class DayArithmetic:
    """Merchant-local days of a calendar, as SQL over integers, exact for instants in [first_us, last_us]."""

    def __init__(self, calendar: MerchantCalendar, first_us: int, last_us: int) -> None:
        self._stretches: list[_Stretch] = []
        self._ends: list[int] = []
        first, last = calendar.local_day(first_us), calendar.local_day(last_us)
        start, begin = calendar.day_start_us(first), first
        for day in range(first, last + 1):
            following = calendar.day_start_us(day + 1)
            shift = begin * DAY_US - start
            if following - calendar.day_start_us(day) != DAY_US or day == last:
                self._stretches.append(_Stretch(begin, day, shift))
                self._ends.append(following)
                start, begin = following, day + 1

    def render_day(self, t_us: str) -> str:
        """SQL for the merchant-local day of the instant ``t_us``."""
        arms: list[tuple[str, str]] = []
        for stretch, end in zip(self._stretches, self._ends, strict=True):
            floor = f"({t_us} + {stretch.shift_us + _FLOOR_DAYS * DAY_US}) // {DAY_US} - {_FLOOR_DAYS}"
            arms.append((f"{t_us} < {end}", f"least({floor}, {stretch.last_day})"))
        return f"({_case(arms[:-1], arms[-1][1])})"

    def render_day_start(self, day: str) -> str:
        """SQL for the instant at which the merchant-local day ``day`` begins."""
        arms = [(f"{day} <= {s.last_day}", f"{day} * {DAY_US} - ({s.shift_us})") for s in self._stretches]
        return f"({_case(arms[:-1], arms[-1][1])})"
