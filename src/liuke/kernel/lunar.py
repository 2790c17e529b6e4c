"""Days of the Chinese calendar: lunar months, festivals, solar terms.

Days are day numbers (:func:`liuke.kernel.clock.day_of`). The calendar is that of China: a festival has one date, and it
is that date wherever the merchant is. A table decides (1901 to 2100), never the calendar of a browser or a system,
so that a history is decided today as it was then. A lunar year is called by the Gregorian year in which it begins: New
Year's Eve of 2026 is 5 February 2027.
"""

from __future__ import annotations

from bisect import bisect_right
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from liuke.kernel.clock import day_of
from liuke.kernel.lunar_table import FIRST_YEAR, LAST_YEAR, LINES
from liuke.kernel.text import Text, text

__all__ = [
    "FESTIVALS", "FESTIVAL_NAMES", "FIRST_YEAR", "LAST_YEAR", "TERMS", "LunarDay", "LunarMonth", "find_festival",
    "find_lunar", "find_lunar_day", "list_months", "render_lunar",
]  # fmt: skip


class LunarMonth(NamedTuple):
    """A month of a lunar year: its number, whether it is the leap one, its first day, its length (29 or 30)."""

    number: int
    leap: bool
    first: int
    days: int


class LunarDay(NamedTuple):
    """A day by the lunar calendar."""

    year: int
    month: int
    leap: bool
    day: int


class _Year(NamedTuple):
    months: tuple[LunarMonth, ...]
    terms: tuple[int, ...]


def _read_line(line: str) -> _Year:
    year, new_year, leap, lengths, terms = line.split()
    first, months = day_of(date(int(year), int(new_year[:2]), int(new_year[2:]))), list[LunarMonth]()
    number = 0
    for place, sign in enumerate(lengths):
        is_leap = 0 < int(leap) == place
        number += not is_leap
        months.append(LunarMonth(number, is_leap, first, 30 if sign == "+" else 29))
        first += months[-1].days
    days = (day_of(date(int(year), place // 2 + 1, int(digit, 32))) for place, digit in enumerate(terms))
    return _Year(tuple(months), tuple(days))


_YEARS = {FIRST_YEAR + place: _read_line(line) for place, line in enumerate(LINES.split("\n")[1:-1])}
_STARTS = [year.months[0].first for year in _YEARS.values()]
_END = _YEARS[LAST_YEAR].months[-1].first + _YEARS[LAST_YEAR].months[-1].days

TERMS = (
    "xiaohan", "dahan", "lichun", "yushui", "jingzhe", "chunfen", "qingming", "guyu", "lixia", "xiaoman", "mangzhong",
    "xiazhi", "xiaoshu", "dashu", "liqiu", "chushu", "bailu", "qiufen", "hanlu", "shuangjiang", "lidong", "xiaoxue",
    "daxue", "dongzhi",
)  # fmt: skip
"""The solar terms of a Gregorian year, in order."""
FESTIVALS = {
    "spring_festival": (1, 1), "lantern_festival": (1, 15), "dragon_head": (2, 2), "shangsi": (3, 3),
    "dragon_boat": (5, 5), "qixi": (7, 7), "zhongyuan": (7, 15), "mid_autumn": (8, 15), "double_ninth": (9, 9),
    "laba": (12, 8), "little_new_year": (12, 23), "new_years_eve": (12, 30),
}  # fmt: skip
"""Festivals by lunar month and day; New Year's Eve is the last day of the year, whether it has a 30th or not."""
FESTIVAL_NAMES: dict[str, Text] = {
    "spring_festival": text("春节", "Spring Festival"), "lantern_festival": text("元宵节", "Lantern Festival"),
    "dragon_head": text("龙抬头", "Dragon Head Day"), "shangsi": text("上巳节", "Shangsi Festival"),
    "dragon_boat": text("端午节", "Dragon Boat Festival"), "qixi": text("七夕", "Qixi Festival"),
    "zhongyuan": text("中元节", "Zhongyuan Festival"), "mid_autumn": text("中秋节", "Mid-Autumn Festival"),
    "double_ninth": text("重阳节", "Double Ninth Festival"), "laba": text("腊八节", "Laba Festival"),
    "little_new_year": text("小年", "Little New Year"), "new_years_eve": text("除夕", "Lunar New Year’s Eve"),
    "xiaohan": text("小寒", "Xiaohan"), "dahan": text("大寒", "Dahan"), "lichun": text("立春", "Lichun"),
    "yushui": text("雨水", "Yushui"), "jingzhe": text("惊蛰", "Jingzhe"), "chunfen": text("春分", "Chunfen"),
    "qingming": text("清明", "Qingming"), "guyu": text("谷雨", "Guyu"), "lixia": text("立夏", "Lixia"),
    "xiaoman": text("小满", "Xiaoman"), "mangzhong": text("芒种", "Mangzhong"), "xiazhi": text("夏至", "Xiazhi"),
    "xiaoshu": text("小暑", "Xiaoshu"), "dashu": text("大暑", "Dashu"), "liqiu": text("立秋", "Liqiu"),
    "chushu": text("处暑", "Chushu"), "bailu": text("白露", "Bailu"), "qiufen": text("秋分", "Qiufen"),
    "hanlu": text("寒露", "Hanlu"), "shuangjiang": text("霜降", "Shuangjiang"), "lidong": text("立冬", "Lidong"),
    "xiaoxue": text("小雪", "Xiaoxue"), "daxue": text("大雪", "Daxue"), "dongzhi": text("冬至", "Dongzhi"),
}  # fmt: skip


@lru_cache(4_096)
def find_lunar(day: int) -> LunarDay | None:
    """A day by the lunar calendar; ``None`` outside of the table.

    >>> find_lunar(day_of(date(2027, 9, 15)))
    LunarDay(year=2027, month=8, leap=False, day=15)
    """
    if not _STARTS[0] <= day < _END:
        return None
    year = FIRST_YEAR + bisect_right(_STARTS, day) - 1
    month = next(one for one in reversed(_YEARS[year].months) if one.first <= day)
    return LunarDay(year, month.number, month.leap, day - month.first + 1)


def list_months(year: int) -> tuple[LunarMonth, ...]:
    """The months of a lunar year, the leap one among them; none outside of the table."""
    found = _YEARS.get(year)
    return found.months if found is not None else ()


def find_lunar_day(year: int, month: int, day: int, *, leap: bool = False) -> int | None:
    """A day of a lunar month; ``None`` where the year lacks that month, or the month that day.

    >>> from liuke.kernel.clock import date_of
    >>> date_of(find_lunar_day(2025, 6, 1, leap=True)).isoformat()
    '2025-07-25'
    """
    for one in list_months(year):
        if (one.number, one.leap) == (month, leap) and day <= one.days:
            return one.first + day - 1
    return None


def find_festival(year: int, festival: str) -> int | None:
    """Day of a festival of a lunar year, or of a solar term of a Gregorian year; ``None`` outside of the table."""
    found = _YEARS.get(year)
    if found is None:
        return None
    if festival == "new_years_eve":
        return found.months[-1].first + found.months[-1].days - 1
    if festival in FESTIVALS:
        return find_lunar_day(year, *FESTIVALS[festival])
    return found.terms[TERMS.index(festival)]


_DIGITS = "〇一二三四五六七八九十"
_MONTHS = ("正", "二", "三", "四", "五", "六", "七", "八", "九", "十", "冬", "腊")


def render_lunar(month: int, day: int, *, leap: bool = False) -> Text:
    """Words for a day of a lunar month.

    >>> render_lunar(8, 15).zh, render_lunar(6, 1, leap=True).zh
    ('农历八月十五', '农历闰六月初一')
    """
    if day <= 10:
        shown = f"初{_DIGITS[day]}"
    elif day in {20, 30}:
        shown = f"{_DIGITS[day // 10]}十"
    else:
        shown = f"{('十', '廿')[day // 10 - 1]}{_DIGITS[day % 10]}"
    of = f"{'leap ' if leap else ''}lunar month {month}"
    return text(f"农历{'闰' if leap else ''}{_MONTHS[month - 1]}月{shown}", f"day {day} of {of}")
