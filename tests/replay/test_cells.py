"""One cell at a time: what it says, or why it cannot be read."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from liuke.kernel.clock import day_of, to_us
from liuke.replay.cells import Unreadable, make_clock, make_reader, read_text
from liuke.replay.log_mapping import Conversion, Moment

NOON = to_us(datetime(2026, 3, 1, 12, tzinfo=UTC))


def read(conversion: Conversion, value: Any, **moment: Any) -> Any:
    return make_reader(conversion, Moment(**moment), zone_name="Asia/Shanghai", exponent=2)(value)


def clock(value: Any, form: str = "iso", zone: str | None = None, start: str | None = None) -> int:
    return make_clock(Moment(time_format=form, timestamp_zone=zone, time_start=start), "Asia/Shanghai")(value)


@pytest.mark.parametrize(
    ("conversion", "value", "wanted"),
    [
        ("text", "\u3000 a b\t", "a b"),
        ("text", '="0138"', "0138"),
        ("text", "`1001", "1001"),
        ("text", "  ", None),
        ("text", 12.0, "12"),
        ("text", True, "true"),
        ("whole", "1,234", 1_234),
        ("whole", "12.0", 12),
        ("whole", Decimal("7"), 7),
        ("whole", "", None),
        ("money", "¥1,234.505 元", 123_451),
        ("money", 9.99, 999),
        ("money", "-0.005", -1),
        ("number", "2.5", 2.5),
        ("number", "2", 2),
        ("bool", "是", True),
        ("bool", "No", False),
        ("bool", False, False),
        ("json", '{"a": [1]}', {"a": [1]}),
        ("json", "{'offer id': 'x', 'n': None}", {"offer id": "x", "n": None}),
        ("json", [1], [1]),
        ("day", "2026-03-01", day_of(date(2026, 3, 1))),
        ("day", date(2026, 3, 1), day_of(date(2026, 3, 1))),
        ("day", "2026-03-01T20:00:00Z", day_of(date(2026, 3, 2))),  # in Shanghai it is the next morning
        ("time", "2026-03-01T12:00:00Z", NOON),
    ],
)
def test_what_a_cell_says(conversion: Conversion, value: Any, wanted: Any) -> None:
    found = read(conversion, value)
    assert (found, type(found)) == (wanted, type(wanted))


@pytest.mark.parametrize(
    ("conversion", "value"),
    [
        ("whole", "1.5"), ("whole", "many"), ("whole", "1,23"), ("whole", "1e400"), ("money", "12,5"),
        ("money", 10**20), ("bool", "perhaps"), ("json", "{'a': open('x')}"), ("day", "soon"),
        ("time", "2026-13-01"), ("number", "nan"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_says_so(conversion: Conversion, value: Any) -> None:
    with pytest.raises(Unreadable):
        read(conversion, value)


@pytest.mark.parametrize(
    ("value", "options", "wanted"),
    [
        ("2026-03-01 20:00", {}, NOON),  # the merchant's zone
        ("2026-03-01 12:00", {"zone": "UTC"}, NOON),
        ("2026-03-01T12:00:00+00:00", {"zone": "America/New_York"}, NOON),  # a written offset is obeyed
        ("1/3/2026 20.00", {"form": "%d/%m/%Y %H.%M"}, NOON),
        (str(NOON // 1_000_000), {"form": "epoch_seconds"}, NOON),
        (NOON / 1_000_000, {"form": "epoch_seconds"}, NOON),
        (NOON // 1_000, {"form": "epoch_milliseconds"}, NOON),
        (str(NOON), {"form": "epoch_microseconds"}, NOON),
        ("36", {"form": "hours", "start": "2026-02-28T08:00:00"}, NOON),
        (0.5, {"form": "hours", "start": "2026-03-01T11:30:00Z"}, NOON),
        ("1.25", {"form": "days", "start": "2026-02-28T14:00:00"}, NOON),
        (datetime(2026, 3, 1, 20), {}, NOON),  # noqa: DTZ001 - as a Parquet file without zones has it
        (date(2026, 3, 1), {"zone": "UTC"}, NOON - 12 * 3_600_000_000),
    ],
)
def test_every_way_to_write_a_time(value: Any, options: dict[str, str], wanted: int) -> None:
    assert clock(value, **options) == wanted


def test_hours_are_elapsed_and_days_are_on_the_wall() -> None:
    """In New York the clocks went forward on 8 March 2026."""
    start = {"zone": "America/New_York", "start": "2026-03-07T12:00:00"}
    noon = clock("2026-03-08T12:00:00", zone="America/New_York")
    assert clock(1, "days", **start) == noon
    assert clock(23, "hours", **start) == noon
    assert clock(24, "hours", **start) == noon + 3_600_000_000


@pytest.mark.parametrize("value", ["1000", 10**18, "-5", 10**30])
def test_seconds_that_are_no_time_of_a_history(value: Any) -> None:
    with pytest.raises(Unreadable, match="between 1990 and 2100"):
        clock(value, "epoch_seconds")


def test_a_text_that_is_none_of_a_kind_is_named_in_short() -> None:
    with pytest.raises(Unreadable) as caught:
        read("whole", "x" * 1_000)
    assert len(str(caught.value)) < 100
    assert read_text({"a": 1}) == '{"a":1}'
