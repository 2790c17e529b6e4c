"""Milestones: what the n-th time gives, once."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from liuke.activities.domain import summarize
from liuke.activities.types.milestone import HOOKS
from liuke.decision.hooks import LawCase

from .support import Shop, codes, facts

OPENINGS: dict[str, Any] = {
    "kind": "milestone",
    "id": "openings",
    "name": "打开有礼",
    "on": ["app.opened"],
    "once_a_day": True,
    "steps": [
        {"at": 1, "rewards": [{"kind": "asset", "amount": 3}]},
        {"at": 3, "rewards": [{"kind": "badge", "badge": "regular", "name": {"zh": "常客", "en": "Regular"}}]},
        {"at": 5, "rewards": [{"kind": "cash", "cents": 888}, {"kind": "badge", "badge": "regular"}]},
    ],
}


def test_each_step_comes_once_at_its_time() -> None:
    shop = Shop(OPENINGS)
    assert [n.missing for n in shop.send("app.opened", "2025-02-01").prompts] == [2]
    assert shop.points() == 3
    same_day = shop.send("app.opened", "2025-02-01 13:00")
    assert codes(same_day) == [("activities.openings", "milestone-counted-today")]
    shop.send("app.opened", "2025-02-04")
    third = shop.send("app.opened", "2025-02-05")
    assert facts(third) == ["badge.earned", "milestone.reached"]
    assert [(gain.kind, gain.name, gain.amount) for gain in third.gains] == [("badge", "regular", 1)]
    shop.send("app.opened", "2025-02-06")
    fifth = shop.send("app.opened", "2025-02-07")
    assert facts(fifth) == ["cash.awarded", "payout.requested", "milestone.reached"]
    assert codes(fifth)[-1] == ("activities.openings.steps.5", "badge-held")
    assert [data["cents"] for data in shop.records("cash_reward").values()] == [888]
    after = shop.send("app.opened", "2025-02-08")
    assert codes(after) == [("activities.openings", "milestone-all-reached")]
    assert shop.points() == 3


def test_it_may_begin_anew() -> None:
    shop = Shop({**OPENINGS, "restart": True, "once_a_day": False})
    for _ in range(11):
        shop.send("app.opened", "2025-02-01")
    assert shop.points() == 9
    assert [data["cents"] for data in shop.records("cash_reward").values()] == [888, 888]
    (centre,) = summarize(shop.engine.program, shop.engine.state(1), shop.us("2025-02-01"))
    assert (centre["count"], centre["missing"], [step["reached"] for step in centre["steps"]]) == (
        11, 2, [True, False, False],
    )  # fmt: skip


def test_the_fifth_opening_doubles_the_check_in() -> None:
    check_in = {
        "kind": "check_in", "id": "daily", "name": "签到",
        "multipliers": [{"when": {"field": "milestone.openings", "op": "eq", "value": 5}}],
    }  # fmt: skip
    shop = Shop({**OPENINGS, "steps": [{"at": 50, "rewards": [{"kind": "asset", "amount": 1}]}]}, check_in)
    for number in range(1, 7):
        shop.send("app.opened", f"2025-02-0{number}")
        shop.send("check_in.do", f"2025-02-0{number}")
    assert shop.points() == 4 * 5 + 10 + 5


STEPS = ((1, 1), (2, 10), (5, 100))
ORDERS = {
    "kind": "milestone", "id": "orders", "name": "m", "on": ["order.paid"],
    "steps": [{"at": at, "rewards": [{"kind": "asset", "amount": amount}]} for at, amount in STEPS],
}  # fmt: skip


def expect_points(days: list[int], *, once_a_day: bool, restart: bool) -> int:
    """By brute force, from the days of the orders that stand."""
    count = len(set(days)) if once_a_day else len(days)
    last = STEPS[-1][0]
    reached = [(number - 1) % last + 1 for number in range(1, (count if restart else min(count, last)) + 1)]
    return sum(dict(STEPS).get(at, 0) for at in reached)


@pytest.mark.parametrize("once_a_day", [False, True])
@pytest.mark.parametrize("restart", [False, True])
@settings(max_examples=25, deadline=None)
@given(
    acts=st.lists(st.tuples(st.sampled_from(["pay", "pay", "pay", "back", "sleep"]), st.integers(0, 30)), max_size=25)
)
def test_what_is_given_is_what_the_orders_that_stand_give(
    acts: list[tuple[str, int]], *, once_a_day: bool, restart: bool
) -> None:
    shop = Shop({**ORDERS, "once_a_day": once_a_day, "restart": restart}, refunds={"rewards": "take_back"})
    law, now, standing = HOOKS.law, 1, dict[str, int]()
    assert callable(law)
    for number, (act, which) in enumerate(acts):
        if act == "sleep":
            now += 1
        elif act == "pay":
            shop.send("order.paid", f"2025-02-{now:02}", order_id=f"o{number}", amount_cents=100)
            standing[f"o{number}"] = now
        elif standing:
            gone = sorted(standing)[which % len(standing)]
            del standing[gone]
            shop.send("order.refunded", f"2025-02-{now:02}", order_id=gone, refund_id="r", full=True)
        assert shop.points() == expect_points([*standing.values()], once_a_day=once_a_day, restart=restart)
        assert list(law(LawCase(shop.engine.state(1), frozenset()))) == []
