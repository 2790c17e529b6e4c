"""Tasks: the four cases of the book, cadences, claims, prerequisites, refunds; and any task against brute force."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import hypothesis.strategies as st
import pytest
from hypothesis import given, settings

from liuke.activities.domain import summarize
from liuke.decision.effects import Emit
from liuke.engine.decide import Decision
from liuke.kernel.errors import InvalidInput, Refused

from .support import Shop, codes, day, fact, facts, records


def task(name: str, *steps: dict[str, Any], **more: Any) -> dict[str, Any]:
    """A task that gives 50 points."""
    return {
        "kind": "task", "id": name, "name": name, "steps": list(steps),
        "rewards": [{"kind": "asset", "amount": 50}], **more,
    }  # fmt: skip


ORDERS = {"on": ["order.paid"], "target": 3}
SPEND = {"on": ["order.paid"], "measure": "sum", "field": "amount_cents", "target": 20_000}


class Orders(Shop):
    """A shop in which orders are paid and refunded."""

    def pay(self, moment: str, cents: int = 1_000, order_id: str = "") -> Any:
        self._keys += 1
        name = order_id or f"o{self._keys}"
        return self.engine.send(
            "order.paid", 1, f"p{self._keys}", self.us(moment), order_id=name, amount_cents=cents
        )  # fmt: skip

    def refund(self, moment: str, order_id: str, cents: int) -> Any:
        self._keys += 1
        return self.engine.send(
            "order.refunded", 1, f"r{self._keys}", self.us(moment), order_id=order_id, amount_cents=cents
        )  # fmt: skip


def progressed(decision: Decision) -> list[tuple[str, int, int]]:
    """Step, value, target of every progress stated."""
    return [
        (e.data["step"], e.data["value"], e.data["target"])
        for e in decision.effects
        if isinstance(e, Emit) and e.type == "task.progressed"
    ]


def taken_back(decision: Decision) -> list[tuple[str, int, int]]:
    """Task, value, target of every progress taken back."""
    return [(r.path, r.params["value"], r.params["target"]) for r in decision.reasons if r.code == "task-taken-back"]


# -- the four cases of the book -------------------------------------------------------------------------------------
def test_three_orders_in_a_week() -> None:
    shop = Orders(task("weekly", ORDERS, cadence="weekly"))
    shop.pay("2025-02-02")  # a Sunday: the week before
    shop.pay("2025-02-03")
    second = shop.pay("2025-02-05")
    assert progressed(second) == [("0", 2, 3)]
    assert shop.points() == 0
    done = shop.pay("2025-02-09 23:59")
    assert shop.points() == 50
    assert [name for name in facts(done) if name.startswith("task.")] == ["task.progressed", "task.completed"]
    assert fact(done, "task.completed") == {"activity": "weekly", "period": day("2025-02-03"), "times": 1}
    first = day("2025-02-03")
    assert records(done) == [("task", f"weekly/{first}"), ("handout", f"activities.weekly|weekly/{first}|1")]
    again = shop.pay("2025-02-09 23:59")
    assert ("activities.weekly", "task-completed-already") in codes(again)
    assert (shop.points(), "task.completed" in facts(again)) == (50, False)
    for moment in ("2025-02-10 00:00", "2025-02-11", "2025-02-12"):
        shop.pay(moment)
    assert shop.points() == 100


def test_200_yuan_in_the_month() -> None:
    shop = Orders(task("monthly", SPEND, cadence="monthly"))
    shop.pay("2025-01-31 23:59", 15_000)
    shop.pay("2025-02-01", 12_000)
    prompts = shop.pay("2025-02-20", 7_999).prompts
    assert [(n.code, n.missing, n.unit, n.progress_bps) for n in prompts if n.kind == "task"] == [
        ("task-left-cents", 1, "cents", 9_999)
    ]
    assert shop.points() == 0
    shop.pay("2025-02-28 23:59", 1)
    assert shop.points() == 50


def test_the_core_function_on_five_different_days() -> None:
    step = {"on": ["feature.used"], "when": {"field": "event.feature", "value": "brew"}, "measure": "distinct_days",
            "target": 5}  # fmt: skip
    shop = Orders(task("core", step))
    for moment in ("02-01", "02-01", "02-03", "02-09", "03-30"):
        shop.send("feature.used", f"2025-{moment}", feature="brew")
    other = shop.send("feature.used", "2025-04-01", feature="chat")
    assert codes(other) == [("activities.core", "condition")]
    assert shop.points() == 0
    shop.send("feature.used", "2025-04-02", feature="brew")
    assert shop.points() == 50


def test_an_order_in_three_months_in_a_row() -> None:
    shop = Orders(task("faithful", {"on": ["order.paid"], "measure": "consecutive_months", "target": 3}))
    for moment in ("2024-10-31", "2024-12-01", "2024-12-31", "2025-01-31"):
        shop.pay(moment)
    (centre,) = summarize(shop.engine.program, shop.engine.state(1), shop.us("2025-02-01"))
    assert (centre["steps"][0]["value"], centre["steps"][0]["target"], centre["status"]) == (2, 3, "open")
    assert shop.points() == 0
    shop.pay("2025-02-28 23:59")
    assert shop.points() == 50
    shop.pay("2025-03-01")
    assert shop.points() == 50


# -- terms ----------------------------------------------------------------------------------------------------------
def test_all_and_any() -> None:
    steps = ({"id": "buy", "on": ["order.paid"], "target": 1}, {"id": "open", "on": ["app.opened"], "target": 2})
    both, either = Orders(task("t", *steps)), Orders(task("t", *steps, match="any"))
    for shop, points in ((both, (0, 0, 50)), (either, (50, 50, 50))):
        shop.pay("2025-02-01")
        assert shop.points() == points[0]
        shop.send("app.opened", "2025-02-02")
        assert shop.points() == points[1]
        shop.send("app.opened", "2025-02-02 13:00")
        assert shop.points() == points[2]


def test_newcomers_have_so_many_days() -> None:
    shop = Orders(task("newbie", {"on": ["order.paid"], "target": 1}, within_days=3), joined="2025-02-01 23:00")
    late = Orders(task("newbie", {"on": ["order.paid"], "target": 1}, within_days=3), joined="2025-02-01 23:00")
    shop.pay("2025-02-03 23:59")
    too_late = late.pay("2025-02-04 00:00")
    assert (shop.points(), late.points()) == (50, 0)
    assert ("activities.newbie", "task-newcomers-only") in codes(too_late)


def test_a_newcomers_task_is_near_only_while_it_can_be_done() -> None:
    shop = Orders(task("newbie", {"on": ["order.paid"], "target": 2}, within_days=3), joined="2025-02-01 23:00")
    assert [prompt.code for prompt in shop.pay("2025-02-03").prompts] == ["task-left-times"]
    assert shop.send("app.opened", "2025-02-04").prompts == []


def test_one_task_comes_after_another_and_the_first_event_does_not_count_twice() -> None:
    shop = Orders(
        task("first", {"on": ["order.paid"], "target": 1}),
        task("second", {"on": ["order.paid"], "target": 1}, requires=["first"]),
    )
    shop.pay("2025-02-01")
    assert shop.points() == 100, "the second follows in program order, within the same happening"
    other = Orders(
        task("second", {"on": ["order.paid"], "target": 1}, requires=["first"]),
        task("first", {"on": ["order.paid"], "target": 1}),
    )
    assert ("activities.second", "task-prerequisite") in codes(other.pay("2025-02-01"))
    assert other.points() == 50


def test_a_limit_ends_a_daily_task() -> None:
    shop = Orders(task("t", {"on": ["app.opened"], "target": 1}, cadence="daily", limit=2))
    for moment in ("2025-02-01", "2025-02-01 13:00", "2025-02-02", "2025-02-03"):
        shop.send("app.opened", moment)
    assert shop.points() == 100


def test_rewards_wait_to_be_claimed() -> None:
    shop = Orders(task("t", {"on": ["app.opened"], "target": 1}, cadence="daily", claim="manual"))
    with pytest.raises(Refused) as refused:
        shop.send("task.claim", "2025-02-01")
    assert refused.value.reason == "task-not-completed"
    prompts = shop.send("app.opened", "2025-02-01").prompts
    assert [(n.code, n.progress_bps) for n in prompts] == [("task-claim", 10_000)]
    shop.send("app.opened", "2025-02-02")
    (centre,) = summarize(shop.engine.program, shop.engine.state(1), shop.us("2025-02-02"))
    assert centre["claimable"] == [day("2025-02-01"), day("2025-02-02")]
    claimed = shop.send("task.claim", "2025-02-02", activity="t")
    assert claimed.result == {"activity": "t", "period": day("2025-02-01"), "left": 1}
    assert shop.points() == 50
    with pytest.raises(Refused) as refused:
        shop.send("task.claim", "2025-02-02", period=day("2025-02-01"))
    assert refused.value.reason == "task-claimed-already"
    with pytest.raises(Refused) as refused:
        shop.send("task.claim", "2025-02-04")
    assert refused.value.reason == "task-claimed-already"
    assert shop.points() == 50


def test_claims_are_answered_for_some_days_after_the_end() -> None:
    terms = {"cadence": "campaign", "claim": "manual", "window": {"from": "2025-02-01", "to": "2025-02-03",
                                                                   "claim_days": 2}}  # fmt: skip
    shop = Orders(task("t", {"on": ["app.opened"], "target": 1}, **terms))
    shop.send("app.opened", "2025-02-03 23:59")
    after = shop.send("app.opened", "2025-02-04 00:00")
    assert codes(after) == [("activities.t", "activity-closed")]
    with pytest.raises(Refused) as refused:
        shop.send("task.claim", "2025-02-06 00:00")
    assert refused.value.reason == "activity-closed"
    early = Orders(task("t", {"on": ["app.opened"], "target": 1}, **terms))
    early.send("app.opened", "2025-02-03 23:59")
    early.send("task.claim", "2025-02-05 23:59")
    assert (shop.points(), early.points()) == (0, 50)


def test_an_event_that_comes_late_counts_for_the_week_it_belongs_to() -> None:
    shop = Orders(task("weekly", ORDERS, cadence="weekly"))
    shop.pay("2025-02-08")
    shop.pay("2025-02-09")
    shop.pay("2025-02-10")
    assert shop.points() == 0
    assert fact(shop.pay("2025-02-09 23:00"), "task.completed")["period"] == day("2025-02-03")
    assert shop.points() == 50
    assert ("activities.weekly", "task-period-over") in codes(shop.pay("2025-01-28"))


# -- refunds --------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(("rewards", "left"), [("keep", 100), ("take_back", 0)])
def test_a_refund_takes_back_open_progress_and_rewards_as_the_program_says(rewards: str, left: int) -> None:
    tasks = task("count", ORDERS), task("spend", {**SPEND, "target": 3_000})
    shop = Orders(*tasks, refunds={"rewards": rewards})
    shop.pay("2025-02-01", 1_000, "a")
    shop.pay("2025-02-02", 1_000, "b")
    half = shop.refund("2025-02-02", "b", 400)
    assert taken_back(half) == [("activities.spend", 1_600, 3_000)]
    rest = shop.refund("2025-02-02", "b", 600)
    assert taken_back(rest) == [("activities.count", 1, 3), ("activities.spend", 1_000, 3_000)]
    with pytest.raises(Refused):
        shop.refund("2025-02-02", "b", 600)
    assert _value(shop, "2025-02-02") == 1
    shop.pay("2025-02-03", 1_000, "c")
    shop.pay("2025-02-04", 1_000, "d")
    assert shop.points() == 100
    shop.refund("2025-02-05", "d", 1_000)
    assert shop.points() == left


def test_a_refund_takes_back_a_day_when_no_other_order_holds_it() -> None:
    shop = Orders(task("days", {"on": ["order.paid"], "measure": "consecutive_days", "target": 4}))
    shop.pay("2025-02-01", 500, "a")
    shop.pay("2025-02-02", 500, "b")
    shop.pay("2025-02-02", 500, "c")
    shop.pay("2025-02-03", 500, "d")
    shop.refund("2025-02-03", "b", 500)
    value = _value(shop, "2025-02-03")
    assert value == 3
    shop.refund("2025-02-03", "c", 500)
    assert _value(shop, "2025-02-03") == 1
    shop.pay("2025-02-04", 500, "e")
    assert shop.points() == 0
    shop.pay("2025-02-05", 500, "f")
    shop.pay("2025-02-06", 500, "g")
    assert shop.points() == 50


def test_without_clawback_a_refund_changes_nothing() -> None:
    shop = Orders(task("count", ORDERS, clawback=False))
    shop.pay("2025-02-01", 1_000, "a")
    shop.refund("2025-02-02", "a", 1_000)
    assert _value(shop, "2025-02-02") == 1


def _value(shop: Shop, moment: str) -> int:
    centre = summarize(shop.engine.program, shop.engine.state(1), shop.us(moment))[0]
    return centre["steps"][0]["value"]


@pytest.mark.parametrize(
    "step",
    [{"measure": "sum"}, {"field": "amount_cents"}, {"target": 0}, {"on": []}],
    ids=["sum of nothing", "count of a field", "no target", "no event"],
)
def test_terms_that_make_no_sense_are_faults(step: dict[str, Any]) -> None:
    with pytest.raises(InvalidInput) as invalid:
        Orders(task("t", {**ORDERS, **step}))
    assert invalid.value.faults[0].path.startswith("activities.0.task.steps.0")


# -- brute force ----------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Order:
    offset: int
    hour: int
    cents: int


CADENCES = ["once", "daily", "weekly", "monthly", "quarterly", "yearly"]
MEASURES = ["count", "sum", "distinct_days", "consecutive_days", "consecutive_months"]
START = date(2023, 12, 20)
orders = st.lists(
    st.builds(Order, st.integers(0, 120), st.integers(0, 23), st.sampled_from([0, 100, 250, 999])), max_size=40
)  # fmt: skip


def _period_of(the_day: date, cadence: str) -> object:
    iso = the_day.isocalendar()
    return {
        "once": 0, "daily": the_day, "weekly": (iso.year, iso.week), "monthly": (the_day.year, the_day.month),
        "quarterly": (the_day.year, (the_day.month - 1) // 3), "yearly": the_day.year,
    }[cadence]  # fmt: skip


def _measure(seen: list[tuple[date, int]], measure: str) -> int:
    days = {the_day for the_day, _ in seen}
    if measure == "count":
        return len(seen)
    if measure == "sum":
        return sum(cents for _, cents in seen)
    if measure == "distinct_days":
        return len(days)
    units = {d.toordinal() for d in days} if measure == "consecutive_days" else {d.year * 12 + d.month for d in days}
    best = 0
    for unit in units:
        length = 1
        while unit + length in units:
            length += 1
        best = max(best, length)
    return best


def _times_completed(events: list[Order], cadence: str, measure: str, target: int) -> int:
    """How many periods reach the target, asked anew of the whole list of events of each period."""
    by_period: dict[object, list[tuple[date, int]]] = defaultdict(list)
    for event in events:
        the_day = START + timedelta(days=event.offset)
        by_period[_period_of(the_day, cadence)].append((the_day, event.cents))
    return sum(_measure(seen, measure) >= target for seen in by_period.values())


@settings(max_examples=250, deadline=None)
@given(orders, st.sampled_from(CADENCES), st.sampled_from(MEASURES), st.integers(1, 8), st.booleans())
def test_any_task_against_brute_force(
    events: list[Order], cadence: str, measure: str, target: int, clawback: bool
) -> None:
    target = target * 300 if measure == "sum" else target
    step: dict[str, Any] = {"on": ["order.paid"], "measure": measure, "target": target}
    if measure == "sum":
        step["field"] = "amount_cents"
    shop = Orders(task("t", step, cadence=cadence, clawback=clawback), joined="2023-12-01 08:00")
    for event in sorted(events, key=lambda item: (item.offset, item.hour)):
        shop.pay(f"{START + timedelta(days=event.offset)} {event.hour:02}:00", event.cents)
    assert shop.points() == 50 * _times_completed(events, cadence, measure, target)
    assert len(shop.records("task")) == shop.points() // 50


@settings(max_examples=100, deadline=None)
@given(st.permutations(list(range(12))), st.lists(st.integers(0, 9), min_size=12, max_size=12),
       st.sampled_from(["count", "distinct_days", "consecutive_days"]))  # fmt: skip
def test_the_order_of_arrival_within_two_weeks_does_not_matter(
    arrival: list[int], offsets: list[int], measure: str
) -> None:
    events = [Order(offset, 12, 100) for offset in offsets]
    step = {"on": ["order.paid"], "measure": measure, "target": 3}
    shop = Orders(task("t", step, cadence="weekly"), joined="2023-12-01 08:00")
    for index in arrival:
        shop.pay(f"{START + timedelta(days=events[index].offset)} 12:00")
    assert shop.points() == 50 * _times_completed(events, "weekly", measure, 3)


refunds = st.lists(st.tuples(st.integers(0, 14), st.integers(1, 400)), max_size=20)


@settings(max_examples=150, deadline=None)
@given(orders, refunds, st.sampled_from(MEASURES))
def test_refunds_leave_what_the_rest_of_the_orders_would_give(
    events: list[Order], taken: list[tuple[int, int]], measure: str
) -> None:
    events = [event for event in events[:15] if event.cents]
    step: dict[str, Any] = {"on": ["order.paid"], "measure": measure, "target": 10**9}
    if measure == "sum":
        step["field"] = "amount_cents"
    shop = Orders(task("t", step, cadence="once"), joined="2023-12-01 08:00")
    left = [event.cents for event in events]
    for index, event in enumerate(events):
        shop.pay(f"{START + timedelta(days=event.offset)} {event.hour:02}:00", event.cents, f"order{index}")
    for which, cents in taken:
        if which < len(events) and left[which]:
            back = min(cents, left[which])
            left[which] -= back
            shop.refund("2024-05-01", f"order{which}", back)
    seen = [(START + timedelta(days=event.offset), rest) for event, rest in zip(events, left, strict=True) if rest]
    assert _value(shop, "2024-05-01") == _measure(seen, measure)
