"""A history that is moved by whole weeks keeps what the clocks on the merchant's walls showed."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import duckdb
import pytest

from liuke.cli.demo import SETS, find_shift
from liuke.cli.replay import find_mapping
from liuke.kernel.clock import to_us
from liuke.replay.mapping import load_mapping
from liuke.replay.zones import Shift

NEW_YORK = ZoneInfo("America/New_York")


def move(moments: list[datetime], days: int) -> list[datetime]:
    walls = [to_us(moment.replace(tzinfo=UTC)) for moment in moments]
    sql = Shift(days, "America/New_York").render_instant("w", "UTC", min(walls), max(walls))
    rows = duckdb.execute(f"SELECT {sql} FROM (SELECT unnest(?::BIGINT[]) AS w)", [walls]).fetchall()
    return [datetime.fromtimestamp(row[0] / 1_000_000, NEW_YORK).replace(tzinfo=None) for row in rows]


def test_every_hour_of_a_year_keeps_its_local_time():
    first = datetime(2017, 1, 1)  # noqa: DTZ001 - a wall clock
    hours = [first + timedelta(hours=hour, minutes=17) for hour in range(365 * 24)]
    local = [hour.replace(tzinfo=UTC).astimezone(NEW_YORK).replace(tzinfo=None) for hour in hours]
    for weeks, skipped in ((0, 0), (1, 1), (464, 1), (-52, 0)):  # 52 weeks before, the same hour is skipped
        found = move(hours, weeks * 7)
        wrong = [
            (was, now) for was, now in zip(local, found, strict=True)
            if now != was + timedelta(weeks=weeks)
        ]  # fmt: skip
        # only an hour that the clocks skip on the day it comes to can be no time there: it is the hour after
        assert [now - was - timedelta(weeks=weeks) for was, now in wrong] == [timedelta(hours=1)] * len(wrong)
        assert len(wrong) == skipped


@pytest.mark.parametrize("days", [1, 6, 8, -3])
def test_a_history_is_moved_by_whole_weeks(days):
    with pytest.raises(ValueError, match="whole weeks"):
        Shift(days, "UTC")


@pytest.mark.parametrize("name", sorted(SETS))
def test_the_last_day_of_a_demo_lies_within_the_past_seven_days(name):
    data = SETS[name]
    mapping = load_mapping(find_mapping(data.mapping))
    zone = ZoneInfo(mapping.merchant.timezone)
    for start in (datetime(2026, 2, 25, tzinfo=zone), datetime(2028, 2, 26, tzinfo=zone)):
        for hours in range(0, 12 * 24, 5):
            now = start + timedelta(hours=hours)
            shift = find_shift(data.last, mapping, to_us(now))
            last = data.last + timedelta(days=shift)
            assert shift % 7 == 0
            assert 1 <= (now.date() - last).days <= 7, (now, last)
    assert date(2017, 12, 31) + timedelta(days=464 * 7) == date(2026, 11, 22)
