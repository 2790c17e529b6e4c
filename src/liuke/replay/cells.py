"""What one cell of an event log says: text, numbers, money, days, times, members, JSON.

A cell comes as its file has it: text of CSV, values of JSON, typed values of Parquet. Nothing here is lenient where two
readings are possible: what cannot be read is an error with what was wrong.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Any, cast
from zoneinfo import ZoneInfo

import msgspec

from liuke.kernel.clock import DAY_US, HOUR_US, day_of, from_us, is_moment, to_us
from liuke.replay.columns import MAX_LINE_MINOR
from liuke.replay.log_mapping import Conversion, Moment

Reader = Callable[[Any], Any]
BLANKS = " \t\n\r\u00a0\u3000\ufeff"
_GUARDED = re.compile(r'="\s*(.*?)\s*"|[`\'](\+?[0-9].*)', re.DOTALL)
_DRESSED = re.compile(r"[+-]?\s*[¥￥$€£]?\s*[+-]?([0-9]{1,3}(,[0-9]{3})+|[0-9]+)(\.[0-9]+)?\s*元?")
_PLAIN = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]{1,3})?")
_UNDRESS = re.compile(r"[^0-9.+-]")
_MAX_LITERAL = 10_000
_YES, _NO = {"true", "1", "yes", "y", "t", "是"}, {"false", "0", "no", "n", "f", "否"}
_EPOCHS = {"epoch_seconds": 1_000_000, "epoch_milliseconds": 1_000, "epoch_microseconds": 1}
_decode = msgspec.json.Decoder().decode
_encode = msgspec.json.Encoder().encode


class Unreadable(ValueError):
    """A cell does not say what it is read as; the text says why."""


def read_text(value: Any) -> str | None:
    """Text without blanks around it, or what guards numbers in spreadsheets; ``None`` where nothing is left."""
    if value is None:
        return None
    if not isinstance(value, str):
        return _write(value)
    bare = value.strip(BLANKS)
    if bare[:1] in {"=", "`", "'"} and (found := _GUARDED.fullmatch(bare)):
        bare = found[1] if found[1] is not None else found[2]
    return bare or None


def _write(value: Any) -> str:
    """A typed value as text: numbers in their shortest form, whole ones without a fraction."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer() and abs(value) < 2**53:
        return str(int(value))
    if isinstance(value, dict | list):
        return _encode(value).decode()
    return value.isoformat() if isinstance(value, date) else str(value)


def read_number(value: Any) -> Decimal | None:
    """Exact decimal; text may have thousands in groups of three, a sign of money, and 元 behind it."""
    if isinstance(value, Decimal):
        return value
    text = read_text(value)
    if text is None:
        return None
    if not _PLAIN.fullmatch(text):
        if not _DRESSED.fullmatch(text):
            raise Unreadable(f"{show(value)} is no number")
        text = _UNDRESS.sub("", text)
    try:
        return Decimal(text)
    except InvalidOperation:
        raise Unreadable(f"{show(value)} is no number") from None


def read_whole(value: Any) -> int | None:
    """A number without a fraction."""
    number = read_number(value)
    if number is None:
        return None
    if abs(number) > MAX_LINE_MINOR or number != number.to_integral_value():
        raise Unreadable(f"{show(value)} is no whole number")
    return int(number)


def read_any_number(value: Any) -> int | float | None:
    """A whole number, or one with a fraction as JSON has it."""
    number = read_number(value)
    if number is None or number != number.to_integral_value() or abs(number) > MAX_LINE_MINOR:
        return None if number is None else float(number)
    return int(number)


def read_bool(value: Any) -> bool | None:
    """Yes or no, as shops write it."""
    text = read_text(value)
    if text is None:
        return None
    word = text.lower()
    if word in _YES or word in _NO:
        return word in _YES
    raise Unreadable(f"{show(value)} is neither yes nor no")


def read_json(value: Any) -> Any:
    """A value of JSON; text may also be an object as Python prints it (``{'offer id': 'x'}``)."""
    if not isinstance(value, str):
        return value
    text = value.strip(BLANKS)
    if not text:
        return None
    try:
        return _decode(text)
    except msgspec.DecodeError:
        pass
    try:
        return _check_plain(ast.literal_eval(text[: _MAX_LITERAL + 1]))
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        raise Unreadable(f"{show(value)} is no JSON") from None


def _check_plain(value: Any) -> Any:
    """The value, if JSON could write it."""
    try:
        return _decode(_encode(value))
    except (TypeError, msgspec.MsgspecError) as error:
        raise ValueError(str(error)) from error


def show(value: Any) -> str:
    """A value as a message quotes it."""
    text = value if isinstance(value, str) else str(value)
    return repr(text if len(text) <= 60 else f"{text[:57]}...")


# -- times ------------------------------------------------------------------------------------------------------------
def make_clock(moment: Moment, zone_name: str) -> Reader:
    """A reader of times of a format: UTC microseconds.

    Args:
        moment: The format, its zone, and the start of offsets.
        zone_name: Of times whose zone is not stated.

    Raises:
        ValueError: the start is no time.
    """
    zone = ZoneInfo(moment.timestamp_zone or zone_name)
    form = moment.time_format
    if form in _EPOCHS:
        return _make_epoch(_EPOCHS[form])
    if form in {"hours", "days"}:
        start = datetime.fromisoformat(moment.time_start or "")
        return _make_offset(form, start if start.tzinfo else start.replace(tzinfo=zone))
    return _make_wall(None if form == "iso" else form, zone)


def _make_epoch(unit_us: int) -> Reader:
    def read(value: Any) -> int | None:
        number = read_number(value)
        return None if number is None else _check_moment(number * unit_us, value)

    return read


def _make_offset(form: str, start: datetime) -> Reader:
    """Hours are elapsed time; a whole day later it is the same time on the wall, whatever the clocks did meanwhile."""
    begin_us = to_us(start)

    def read(value: Any) -> int | None:
        number = read_number(value)
        if number is None:
            return None
        if form == "hours":
            return _check_moment(begin_us + number * HOUR_US, value)
        whole = int(number // 1)
        if abs(whole) > 200_000:
            raise Unreadable(f"{show(value)} days are no time of a history")
        try:
            wall = to_us((start.replace(tzinfo=None) + timedelta(days=whole)).replace(tzinfo=start.tzinfo))
        except OverflowError:
            raise Unreadable(f"{show(value)} days are no time of a history") from None
        return _check_moment(wall + (number - whole) * DAY_US, value)

    return read


def _make_wall(pattern: str | None, zone: ZoneInfo) -> Reader:
    """Times of a clock on a wall; an offset that is written with them is obeyed."""

    def read(value: Any) -> int | None:
        if isinstance(value, datetime):
            found = value
        elif isinstance(value, date):
            found = datetime(value.year, value.month, value.day)  # noqa: DTZ001 - it gets its zone below
        else:
            text = read_text(value)
            if text is None:
                return None
            try:
                found = datetime.strptime(text, pattern) if pattern else datetime.fromisoformat(text)  # noqa: DTZ007 - as above
            except ValueError:
                raise Unreadable(f"{show(value)} is no time of the form {pattern or 'iso'}") from None
        try:
            return _check_moment(Decimal(to_us(found if found.tzinfo else found.replace(tzinfo=zone))), value)
        except OverflowError:
            raise Unreadable(f"{show(value)} is no time of a history") from None

    return read


def _check_moment(number: Decimal, value: Any) -> int:
    t_us = int(number.to_integral_value(ROUND_HALF_UP))
    if not is_moment(t_us):
        shown = f", which is {from_us(t_us):%Y-%m-%d}" if abs(t_us) < 10**17 else ""
        raise Unreadable(f"{show(value)}{shown}: times of a history lie between 1990 and 2100")
    return t_us


# -- fields -----------------------------------------------------------------------------------------------------------
def make_reader(conversion: Conversion, moment: Moment, *, zone_name: str, exponent: int) -> Reader:
    """A reader of cells of one conversion.

    Args:
        conversion: What a cell is read as.
        moment: Of days and times: their form.
        zone_name: Of the merchant.
        exponent: Decimals of the merchant's currency.

    Raises:
        ValueError: the start of offsets is no time.
    """
    if conversion == "time":
        return make_clock(moment, zone_name)
    if conversion == "day":
        return _make_day(moment, zone_name)
    if conversion == "money":
        return _make_money(exponent)
    plain: dict[Conversion, Reader] = {
        "text": read_text, "member": read_text, "whole": read_whole, "number": read_any_number, "bool": read_bool,
        "json": read_json, "key": read_text,
    }  # fmt: skip
    return plain[conversion]


def _make_money(exponent: int) -> Reader:
    """An amount in the currency's unit as minor units; a half is rounded away from zero."""
    scale = Decimal(10**exponent)

    def read(value: Any) -> int | None:
        number = read_number(value)
        if number is None:
            return None
        minor = (number * scale).to_integral_value(ROUND_HALF_UP)
        if abs(minor) > MAX_LINE_MINOR:
            raise Unreadable(f"{show(value)} is no amount of a shop")
        return int(minor)

    return read


def _make_day(moment: Moment, zone_name: str) -> Reader:
    """A calendar date as days since 1970-01-01; what is an instant is the day it has on the merchant's wall."""
    zone = ZoneInfo(zone_name)
    clock = make_clock(moment, zone_name)

    def read(value: Any) -> int | None:
        if isinstance(value, date) and not isinstance(value, datetime):
            return day_of(value)
        t_us = cast("int | None", clock(value))
        return None if t_us is None else day_of(from_us(t_us).astimezone(zone).date())

    return read
