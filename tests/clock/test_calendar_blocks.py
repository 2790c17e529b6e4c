"""Days of instants that lie far apart: the same as computed one by one, and computed once."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liuke.kernel.clock import DAY_US, FIRST_DAY, LAST_DAY, MerchantCalendar, day_of, from_us, to_us

ZONES = ("Asia/Shanghai", "America/New_York", "Pacific/Apia", "Pacific/Kiritimati", "Etc/GMT+12", "Asia/Kathmandu")
FIRST_US, LAST_US = (FIRST_DAY + 1_100) * DAY_US, (LAST_DAY - 1_100) * DAY_US


@given(
    zone=st.sampled_from(ZONES),
    cut_off=st.sampled_from((0, 1, 240, 720)),
    instants=st.lists(st.integers(FIRST_US, LAST_US), min_size=1, max_size=6),
)
def test_a_day_holds_its_instants(zone: str, cut_off: int, instants: list[int]) -> None:
    calendar = MerchantCalendar(zone, cut_off)
    for t_us in instants:
        day = calendar.local_day(t_us)
        assert calendar.day_start_us(day) <= t_us < calendar.day_start_us(day + 1)
        wall = from_us(t_us).astimezone(calendar.zone) - timedelta(minutes=cut_off)
        assert day == day_of(wall.date())


@pytest.mark.parametrize("zone", ZONES)
def test_the_edges_of_every_day_around_a_block(zone: str) -> None:
    calendar = MerchantCalendar(zone, 300)
    for day in range(39 * 512 - 5, 39 * 512 + 5):
        start = calendar.day_start_us(day)
        assert (calendar.local_day(start), calendar.local_day(start - 1)) == (day, day - 1)


def test_a_day_that_a_zone_skipped_begins_with_the_next() -> None:
    calendar = MerchantCalendar("Pacific/Apia")
    skipped = day_of(datetime(2011, 12, 30, tzinfo=UTC).date())
    noon = to_us(datetime(2011, 12, 31, 12, tzinfo=calendar.zone))
    assert calendar.local_day(noon) == skipped + 1
    assert calendar.day_start_us(skipped) == calendar.day_start_us(skipped + 1)


def _fail(day: int) -> int:
    raise AssertionError(f"day {day} is computed again")


def test_instants_far_apart_in_turn_compute_no_day_again(monkeypatch: pytest.MonkeyPatch) -> None:
    calendar = MerchantCalendar("Asia/Shanghai")
    far = [0, 1_790_000_000_000_000, 4_000_000_000_000_000]
    expected = [calendar.local_day(t_us) for t_us in far]
    monkeypatch.setattr(calendar, "_compute_start_us", _fail)
    for _ in range(3):
        assert [calendar.local_day(t_us) for t_us in far] == expected
