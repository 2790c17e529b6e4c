"""What a campaign will have cost at its end: on ends that were held back, and where nothing can be said."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date

import pytest

from liuke.campaigns.forecast import Forecast, forecast_end
from liuke.demo.tea_shop import ZONE, TeaShop
from liuke.kernel.clock import MerchantCalendar, weekday

SEEDS = (20_888, 7, 11)
SETTLED_DAYS = 40
"""The shop has just opened before that."""


Days = dict[tuple[str, int], Counter[int]]


@pytest.fixture(scope="module")
def days() -> Days:
    """Three shops' half years, per merchant-local day: orders, what they brought, and check-ins."""
    calendar, found = MerchantCalendar(ZONE), defaultdict[tuple[str, int], Counter[int]](Counter)
    for seed in SEEDS:
        for row in TeaShop(date(2028, 2, 29), guests=200, seed=seed).rows():
            day = calendar.local_day(row["t_us"])
            if row["type"] == "order.paid":
                found["orders", seed][day] += 1
                found["cents", seed][day] += row["amount_cents"]
            elif row["type"] == "check_in.do":
                found["checks", seed][day] += 1
    return found


def replay(series: Counter[int], begin: int, length: int, seed: str) -> tuple[Forecast, int]:
    """A campaign that is half over, and how it ended."""
    cut, end = begin + length // 2, begin + length
    past = [(weekday(day), series[day]) for day in range(begin, cut)]
    made = forecast_end(
        past, [(weekday(day), 1.0) for day in range(cut, end)], so_far=sum(cost for _, cost in past), today=0, seed=seed
    )
    assert made is not None
    return made, sum(series[day] for day in range(begin, end))


@pytest.mark.parametrize("name", ["orders", "cents", "checks"])
def test_four_ends_of_five_lie_inside(days: Days, name: str) -> None:
    inside = list[bool]()
    for seed in SEEDS:
        series = days[name, seed]
        first, last = min(series) + SETTLED_DAYS, max(series)
        for length in (14, 21, 28):
            for begin in range(first, last - length, 9):
                made, end = replay(series, begin, length, f"{name}/{begin}")
                assert made.low <= made.expected <= made.high
                inside.append(made.low <= end <= made.high)
    assert len(inside) >= 120
    assert 70 * len(inside) <= 100 * sum(inside) <= 90 * len(inside), f"{sum(inside)} of {len(inside)}"


def test_the_same_question_has_one_answer(days: Days) -> None:
    series = days["orders", SEEDS[0]]
    begin = min(series) + SETTLED_DAYS
    assert replay(series, begin, 14, "s") == replay(series, begin, 14, "s")


def test_a_running_day_counts_once_and_a_last_half_day_half() -> None:
    past = [(day % 7 + 1, 100) for day in range(14)]
    made = forecast_end(past, [(1, 1.0), (2, 0.5)], so_far=1_460, today=60, seed="s")
    assert made is not None
    assert abs(made.expected - 1_550) <= 3, "14 days of 100, the running one 100 in all, and half of another"
    assert made.low < made.expected < made.high


def test_more_than_a_usual_day_already_stays_spent() -> None:
    past = [(day % 7 + 1, 100) for day in range(7)]
    assert forecast_end(past, [(1, 1.0)], so_far=1_200, today=500, seed="s") == Forecast(1_200, 1_200, 1_200)


def test_nothing_is_said_of_a_campaign_that_has_hardly_begun() -> None:
    rest = [(1, 1.0)]
    assert forecast_end([(1, 5), (2, 5), (3, 5)], rest, so_far=15, today=0, seed="s") is None
    assert forecast_end([(day, 0) for day in (1, 2, 3, 4)], rest, so_far=0, today=0, seed="s") == Forecast(0, 0, 0)
