"""A member's life at random; the tier must equal what a plain reading of the history says."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from liuke.decision.effects import ChangeTier, Emit
from liuke.engine.memory import MemoryEngine
from liuke.features import compile_program
from liuke.kernel.clock import DAY_US, HOUR_US
from liuke.tiers.forecast import forecast
from liuke.tiers.plan import TIERS, TierDoc

START = 20_500
ENTRY = (0, 1_000, 3_000, 9_000)
KEEP = (0, 600, 2_000, 6_000)
NAMES = ("basic", "silver", "gold", "black")
VALID_DAYS_MONTHS = 3
GRACE = 10


def make_program(soft_landing: str) -> Any:
    ladder: list[dict[str, Any]] = [{"id": "basic", "name": "b"}]
    ladder += [
        {
            "id": name,
            "name": name,
            "entry": {"dimension": "spend", "at_least": entry},
            "keep": {"dimension": "spend", "at_least": keep},
            "pack": [{"kind": "asset", "amount": rank}],
        }
        for rank, (name, entry, keep) in enumerate(zip(NAMES, ENTRY, KEEP, strict=True))
        if rank
    ]
    return compile_program({
        "id": "t", "name": "t", "calendar": {"time_zone": "UTC"},
        "assets": [{"id": "points", "name": "p", "expiry": {"kind": "never"}}],
        "counters": [{"id": "spend", "name": "s", "on": ["order.paid"], "add": {"field": "amount_cents"},
                      "undone_by": "order.refunded"}],
        "tiers": {
            "ladder": ladder, "period": {"kind": "rolling", "days": 60}, "soft_landing": soft_landing,
            "validity": {"kind": "months", "months": VALID_DAYS_MONTHS}, "grace_days": GRACE, "on_refund": "keep",
        },
    })  # fmt: skip


class Model:
    """The same terms, read once more from the document's words: a list of orders, and days walked one by one."""

    def __init__(self, soft_landing: str) -> None:
        self.soft_landing = soft_landing
        self.spends: list[list[int]] = []
        self.rank = 0
        self.start = self.until = START
        self.packs = set[int]()
        self.walked = START

    def total(self, first: int, last: int) -> int:
        return sum(amount for day, amount in self.spends if first <= day <= last)

    def walk(self, day: int) -> None:
        """Let every day up to and including ``day`` begin."""
        while self.walked < day:
            self.walked += 1
            if self.rank:
                self._begin(self.walked)

    def _begin(self, day: int) -> None:
        if day == self.until and self.total(self.start, day - 1) >= KEEP[self.rank]:
            self._renew()
        elif day == self.until + GRACE:
            if self.total(self.start, day - 1) >= KEEP[self.rank]:
                self._renew()
            else:
                self._land(day)

    def _renew(self) -> None:
        self.start, self.until = self.until, _plus_months(self.until)

    def _land(self, day: int) -> None:
        if self.soft_landing == "one_step":
            self.rank -= 1
        else:
            total = self.total(self.start, day - 1)
            self.rank = max(r for r in range(self.rank) if r == 0 or total >= KEEP[r])
        self.start, self.until = day, _plus_months(day)

    def spend(self, day: int, amount: int) -> None:
        self.walk(day)
        self.spends.append([day, amount])
        self.look(day)

    def look(self, day: int) -> None:
        total = self.total(day - 59, day)
        reached = max(rank for rank, entry in enumerate(ENTRY) if total >= entry)
        if reached > self.rank:
            self.packs |= set(range(self.rank + 1, reached + 1))
            self.rank, self.start, self.until = reached, day, _plus_months(day)


def _plus_months(day: int) -> int:
    value = datetime.date.fromordinal(day + 719_163)
    month = value.month - 1 + VALID_DAYS_MONTHS
    year, month = value.year + month // 12, month % 12 + 1
    for last in (value.day, 30, 29, 28):
        try:
            return datetime.date(year, month, last).toordinal() - 719_163
        except ValueError:
            continue
    raise AssertionError


PROGRAMS = {kind: make_program(kind) for kind in ("one_step", "requalify")}


class TierLife(RuleBasedStateMachine):
    @initialize(kind=st.sampled_from(["one_step", "requalify"]))
    def join(self, kind: str) -> None:
        self.model = Model(kind)
        self.engine = MemoryEngine(PROGRAMS[kind])
        self.engine.register(1, START * DAY_US)
        self.day = START
        self.count = 0
        self.orders: list[tuple[str, list[int]]] = []

    @rule(later=st.integers(0, 40), amount=st.sampled_from([100, 500, 1_000, 2_500, 9_000]))
    def pay(self, later: int, amount: int) -> None:
        self.day += later
        self.count += 1
        name = f"o{self.count}"
        at_us = self.day * DAY_US + HOUR_US + self.count
        self.engine.send("order.paid", 1, name, at_us, order_id=name, amount_cents=amount)
        self.model.spend(self.day, amount)
        self.orders.append((name, self.model.spends[-1]))

    @rule(pick=st.integers(0, 10**6), part=st.integers(1, 9_000))
    def refund(self, pick: int, part: int) -> None:
        if not self.orders:
            return
        name, entry = self.orders[pick % len(self.orders)]
        amount = min(part, entry[1])
        if not amount:
            return
        self.count += 1
        at_us = self.day * DAY_US + 2 * HOUR_US + self.count
        self.engine.send("order.refunded", 1, f"r{self.count}", at_us, order_id=name, amount_cents=amount)
        entry[1] -= amount

    @rule(later=st.integers(1, 200))
    def wait(self, later: int) -> None:
        self.day += later
        self.engine.advance(self.day * DAY_US)
        self.model.walk(self.day)

    @rule(later=st.integers(100, 900))
    def forecast_holds(self, later: int) -> None:
        now_us = max(self.day * DAY_US, self.engine.now_us)
        state = self.engine.state(1)
        told = forecast(self.engine.program, state, now_us, horizon_days=later)
        end_us = now_us + later * DAY_US
        made = self.engine.advance(end_us)
        self.day = end_us // DAY_US
        self.model.walk(self.day)
        seen = [
            (decision.t_us, effect.old, effect.new)
            for _, decision in made
            for effect in decision.effects
            if isinstance(effect, ChangeTier)
        ]
        assert [(item.at_us, item.old, item.new) for item in told if item.kind == "fall"] == seen
        stated = [e.type for _, d in made for e in d.effects if isinstance(e, Emit)]
        assert sum(item.kind == "renewed" for item in told) == stated.count("tier.renewed")
        assert sum(item.kind == "grace" for item in told) == stated.count("tier.grace_started")

    @invariant()
    def the_tier_is_what_history_says(self) -> None:
        state = self.engine.state(1)
        doc = state.read(TIERS, TierDoc)
        assert state.tier == doc.earned == NAMES[self.model.rank]
        if self.model.rank:
            assert (doc.start_day, doc.until_day) == (self.model.start, self.model.until)
        assert self.engine.balance(1) == sum(self.model.packs)


TierLife.TestCase.settings = settings(max_examples=60, stateful_step_count=25, deadline=None)


@pytest.mark.filterwarnings("ignore::hypothesis.errors.NonInteractiveExampleWarning")
class TestTierLife(TierLife.TestCase):
    pass
