"""Check-in against an independent model: a plain set of days, and a list of what was paid for which of them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import hypothesis.strategies as st
import pytest
from hypothesis import settings
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from liuke.activities.domain import summarize
from liuke.engine.decide import Decision
from liuke.kernel.clock import DAY_US, HOUR_US, date_of
from liuke.kernel.errors import Refused

from .support import Shop, day

FIRST = day("2024-02-20")
LADDER = {2: 7, 3: 11, 5: 101}
DAYS_BACK, PER_MONTH, PRICE, LATE = 9, 4, 13, 3


def activity(cycle: str, cycle_days: int | None) -> dict[str, Any]:
    return {
        "kind": "check_in", "id": "daily", "name": "签到", "cycle": cycle, "cycle_days": cycle_days,
        "daily": [{"kind": "asset", "amount": 5}], "accept_late_days": LATE,
        "ladder": [{"at": at, "rewards": [{"kind": "asset", "asset": "growth", "amount": amount}]}
                   for at, amount in LADDER.items()],
        "make_up": {"days_back": DAYS_BACK, "max_per_month": PER_MONTH, "prices": [{"amount": PRICE}]},
    }  # fmt: skip


class CheckIns(RuleBasedStateMachine):
    """Days are checked in on time, late, again, and made up for, in any order."""

    @initialize(
        terms=st.sampled_from([
            ("restart", None), ("restart", 7), ("repeat_last", 2), ("repeat_last", None), ("grow", None)])
    )  # fmt: skip
    def begin(self, terms: tuple[str, int | None]) -> None:
        self.cycle, self.cycle_days = terms[0], terms[1] or 5
        self.shop = Shop(activity(*terms), joined="2024-02-20 00:00")
        self.shop.send("points.earn", "2024-02-20 00:00", asset="points", amount=200)
        self.today = FIRST
        self.days = set[int]()
        self.points = 200
        self.growth = 0
        self.paid = list[tuple[int, int]]()
        self.made = dict[str, int]()

    # -- the model --------------------------------------------------------------------------------------------------
    def run_of(self, the_day: int) -> list[int]:
        first = last = the_day
        while first - 1 in self.days:
            first -= 1
        while last + 1 in self.days:
            last += 1
        return list(range(first, last + 1))

    def steps_of(self, length: int) -> list[int]:
        """Every step that days 1, 2, … of a run reach, day by day."""
        reached = list[int]()
        for number in range(1, length + 1):
            step = number
            if self.cycle == "restart":
                step = (number - 1) % self.cycle_days + 1
            elif self.cycle == "repeat_last" and number > 5 and (number - 5) % self.cycle_days == 0:
                step = 5
            if step in LADDER:
                reached.append(step)
        return reached

    def add(self, the_day: int) -> None:
        self.days.add(the_day)
        run = self.run_of(the_day)
        before = [step for where, step in self.paid if where in run]
        for step, amount in LADDER.items():
            for _ in range(self.steps_of(len(run)).count(step) - before.count(step)):
                self.paid.append((the_day, step))
                self.growth += amount

    # -- what happens -----------------------------------------------------------------------------------------------
    @rule(days=st.integers(0, 3))
    def time_passes(self, days: int) -> None:
        self.today += days

    @rule(back=st.integers(0, 5), hour=st.integers(0, 23))
    def check_in(self, back: int, hour: int) -> None:
        the_day = self.today - back
        # the engine's clock is the latest it has seen
        self._mark_today()
        wanted = None
        if back > LATE:
            wanted = "check-in-too-late"
        elif the_day in self.days:
            wanted = "already-checked-in"
        refused = self.attempt("check_in.do", f"{date_of(the_day)} {hour:02}:30")
        assert refused == wanted
        if refused is None:
            self.points += 5
            self.add(the_day)

    @precondition(lambda self: hasattr(self, "shop"))
    @rule(back=st.integers(0, DAYS_BACK + 2))
    def make_up(self, back: int) -> None:
        the_day, month = self.today - back, f"{date_of(self.today):%Y-%m}"
        self._mark_today()
        wanted = None
        if not max(FIRST, self.today - DAYS_BACK) <= the_day < self.today:
            wanted = "make-up-day"
        elif self.made.get(month, 0) >= PER_MONTH:
            wanted = "make-up-limit"
        elif the_day in self.days:
            wanted = "already-checked-in"
        elif self.points < PRICE:
            wanted = "insufficient-balance"
        refused = self.attempt("check_in.make_up", f"{date_of(self.today)} 12:00", day=the_day)
        assert refused == wanted
        if refused is None:
            self.points -= PRICE
            self.made[month] = self.made.get(month, 0) + 1
            self.add(the_day)

    def _mark_today(self) -> None:
        self.shop.engine.now_us = max(self.shop.engine.now_us, self.shop.us(f"{date_of(self.today)} 00:00"))

    def attempt(self, type_: str, moment: str, **data: Any) -> str | None:
        try:
            self.shop.send(type_, moment, **data)
        except Refused as refused:
            return refused.reason
        return None

    # -- what always holds ------------------------------------------------------------------------------------------
    @invariant()
    def it_is_as_the_model_says(self) -> None:
        if not hasattr(self, "shop"):
            return
        assert self.shop.points() == self.points
        assert self.shop.points("growth") == self.growth
        assert set(self.shop.records("check_in")) == {f"daily/{the_day}" for the_day in self.days}
        streak = next((len(self.run_of(d)) for d in (self.today, self.today - 1) if d in self.days), 0)
        now_us = self.shop.us(f"{date_of(self.today)} 23:59")
        (centre,) = summarize(self.shop.engine.program, self.shop.engine.state(1), now_us)
        assert centre["streak"] == streak
        assert centre["total"] == len(self.days)
        month = f"{date_of(self.today):%Y-%m}"
        in_month = sorted(d for d in self.days if f"{date_of(d):%Y-%m}" == month)
        assert centre["month"]["checked"] == in_month


CheckIns.TestCase.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)
TestCheckIns = CheckIns.TestCase

ZONES = [
    "America/New_York", "Europe/London", "Asia/Shanghai", "Pacific/Apia", "Australia/Lord_Howe", "Africa/Casablanca",
    "Asia/Tehran", "America/St_Johns", "Asia/Kathmandu",
]  # fmt: skip


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("cut_off", ["00:00", "02:30", "04:00"])
@pytest.mark.parametrize("first", ["2011-03-05", "2011-10-25", "2011-12-20", "2012-02-24"])
def test_every_local_day_counts_once_whatever_the_clock_does(zone: str, cut_off: str, first: str) -> None:
    shop = Shop({**activity("grow", None), "ladder": []}, zone=zone, day_starts_at=cut_off, joined="2011-01-01 12:00")
    calendar = shop.calendar
    start = shop.us(f"{first} 12:00")
    checked = list[int]()
    # an attempt each three hours for fifteen days: the first of each local day is taken, every other refused
    for number in range(15 * 8):
        at_us = start + number * 3 * HOUR_US
        local = (calendar.local_time(at_us) - timedelta(hours=int(cut_off[:2]), minutes=int(cut_off[3:]))).date()
        expected = (local - date_of(0)).days
        if zone == "Pacific/Apia" and expected == day("2011-12-30"):
            expected -= 1  # small hours after the day that never was belong to the evening before it
        decision = _attempt(shop, str(number), at_us)
        if decision is None:
            assert checked[-1] == expected, "an attempt on a new day was refused"
            continue
        checked.append(decision.result["day"])
        assert decision.result["streak"] == len(checked)
        if abs(_offset(shop, at_us) - _offset(shop, at_us - DAY_US)) == 0:
            assert checked[-1] == expected
    assert len(set(checked)) == len(checked) == shop.points() // 5
    assert checked == sorted(checked)


def _attempt(shop: Shop, key: str, at_us: int) -> Decision | None:
    """The check-in, or ``None`` when the day is taken already."""
    try:
        return shop.engine.send("check_in.do", 1, key, at_us)
    except Refused as refused:
        if refused.reason != "already-checked-in":
            raise
        return None


def _offset(shop: Shop, at_us: int) -> float:
    offset = shop.calendar.local_time(at_us).utcoffset()
    assert offset is not None
    return offset.total_seconds()


def test_a_day_that_the_zone_skipped_does_not_end_the_streak_and_cannot_be_made_up_for() -> None:
    shop = Shop(activity("grow", None), zone="Pacific/Apia", joined="2011-12-01 12:00")
    shop.send("points.earn", "2011-12-01", asset="points", amount=100)
    for the_day in ("2011-12-28", "2011-12-29", "2011-12-31", "2012-01-01"):
        streak = shop.send("check_in.do", the_day).result["streak"]
    assert streak == 4
    with pytest.raises(Refused) as refused:
        shop.send("check_in.make_up", "2012-01-01", day=day("2011-12-30"))
    assert refused.value.reason == "make-up-day"
    (centre,) = summarize(shop.engine.program, shop.engine.state(1), shop.us("2011-12-31 20:00"))
    assert day("2011-12-30") not in centre["month"]["checked"]
    # days missed around the gap join through it
    other = Shop(activity("grow", None), zone="Pacific/Apia", joined="2011-12-01 12:00")
    other.send("points.earn", "2011-12-01", asset="points", amount=100)
    other.send("check_in.do", "2011-12-28")
    other.send("check_in.do", "2011-12-31")
    assert other.send("check_in.make_up", "2011-12-31", day=day("2011-12-29")).result["streak"] == 3
