"""Welfare pools: the pool is the sum of what its members gave, and what a goal made final stays in it."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter

from liuke.activities.domain import activity_index, summarize_one
from liuke.activities.parts.welfare_doc import POOL, SLOT, WelfareBook, WelfareDoc, WelfarePool
from liuke.activities.parts.welfare_spec import WelfareSpec
from liuke.activities.shelf import Seen
from liuke.engine.memory import MemoryEngine
from liuke.features import compile_program
from liuke.kernel.errors import Refused
from tests.golden_runner import build_engine
from tests.support_shop import DAY, MINUTE, T0

TREES: dict[str, Any] = {
    "kind": "welfare", "id": "trees", "name": "trees",
    "shares": {"on": "order.paid", "value": 7, "once_by": "order_id", "per_day": 9},
    "goals": [
        {"id": "a", "name": "a", "at": 50, "certificate": "A"}, {"id": "b", "name": "b", "at": 90, "certificate": "B"},
    ],
}  # fmt: skip
EARN = [{"id": "hello", "name": "hello", "on": "app.opened", "amount": {"fixed": 1_000}}]


def play(*members: int, **terms: Any) -> MemoryEngine:
    made = build_engine({"activities": [TREES | terms], "earning": EARN})
    for member in members:
        made.register(member, T0)
        made.send("app.opened", member, "open", T0)
    return made


def pool(made: MemoryEngine) -> WelfarePool:
    found = made.shared.get(POOL.place("trees"))
    return POOL.read(found.doc) if found is not None else WelfarePool()


def given_by(made: MemoryEngine, member: int) -> int:
    return (made.state(member).read(SLOT, WelfareBook).docs.get("trees") or WelfareDoc()).total


STEPS = st.lists(
    st.tuples(st.sampled_from(["give", "buy", "refund"]), st.integers(1, 3), st.integers(1, 12)), max_size=25
)  # fmt: skip


@given(STEPS)
@settings(max_examples=30, deadline=None)
def test_the_pool_is_the_sum_of_what_was_given(steps: list[tuple[str, int, int]]) -> None:
    made, settled = play(1, 2, 3), 0
    for number, (act, member, amount) in enumerate(steps):
        key, order = f"k{number}", f"{member}-{amount}"
        try:
            if act == "give":
                made.send("welfare.contribute", member, key, T0, amount=amount)
            elif act == "buy":
                made.send("order.paid", member, key, T0, order_id=order, amount_cents=100)
            else:
                made.send("order.refunded", member, key, T0, order_id=order, refund_id=order, full=True)
        except Refused:
            continue
        found = pool(made)
        assert found.total == sum(given_by(made, who) for who in (1, 2, 3))
        assert found.donated == 3_000 - sum(made.balance(who) for who in (1, 2, 3))
        assert list(POOL.law("trees", found)) == []
        assert found.settled >= settled
        assert found.final == [name for name, at in (("a", 50), ("b", 90)) if found.settled >= at]
        settled = found.settled


def test_a_refund_takes_the_credit_back_until_a_goal_is_final() -> None:
    made = play(1)
    for order in ("o1", "o2"):
        made.send("order.paid", 1, order, T0, order_id=order, amount_cents=100)
    made.send("order.refunded", 1, "r1", T0, order_id="o1", refund_id="r1", full=True)
    assert pool(made).total == 7
    made.send("welfare.contribute", 1, "c", T0, amount=43)
    made.send("order.refunded", 1, "r2", T0, order_id="o2", refund_id="r2", full=True)
    assert (pool(made).total, pool(made).final) == (50, ["a"])


def test_called_off_gives_back_what_is_not_final() -> None:
    made = play(1, 2)
    made.send("welfare.contribute", 1, "a", T0, amount=50)
    made.send("welfare.contribute", 2, "b", T0, amount=20)
    made.cancel("activities.trees", T0 + MINUTE, "flood")
    made.deliver()
    assert (made.balance(1), made.balance(2)) == (950, 1_000)
    assert (pool(made).donated, pool(made).final) == (50, ["a"])


def test_the_end_closes_giving_and_leaves_certificates_within_the_claim() -> None:
    made = play(1, window={"to": "2024-05-06", "claim_days": 1})
    made.send("welfare.contribute", 1, "a", T0, amount=50)
    with pytest.raises(Refused) as error:
        made.send("welfare.contribute", 1, "b", T0 + DAY, amount=1)
    assert error.value.reason == "activity-closed"
    assert made.send("welfare.certificate", 1, "c", T0 + DAY, goal="a").result["number"] == 1
    with pytest.raises(Refused) as error:
        made.send("welfare.certificate", 1, "d", T0 + 2 * DAY, goal="a")
    assert error.value.reason == "activity-closed"


def test_a_lower_goal_is_reached_by_the_next_who_gives() -> None:
    made = play(1)
    made.send("welfare.contribute", 1, "a", T0, amount=30)
    lower = TREES | {"goals": [TREES["goals"][0] | {"at": 20}]}
    made.program = compile_program({"id": "x", "name": "x", "activities": [lower], "earning": EARN})
    assert made.send("welfare.contribute", 1, "b", T0, amount=1).result["reached"] == ["a"]


def test_two_who_are_one_gave_together_and_take_back_together() -> None:
    made = play(1, 2)
    made.send("welfare.contribute", 1, "a", T0, amount=10)
    made.send("welfare.contribute", 2, "a", T0, amount=5)
    made.merge(1, 2, T0 + MINUTE)
    assert given_by(made, 1) == 15
    made.cancel("activities.trees", T0 + MINUTE, "flood")
    made.deliver()
    assert (made.balance(1), pool(made).total) == (2_000, 0)


def test_shows_the_total_to_everybody() -> None:
    made = play(1)
    made.send("welfare.contribute", 1, "a", T0, amount=50)
    (activity,) = activity_index(made.program).all
    shown = summarize_one(activity, made.state(1), T0, Seen(shared={"welfare_pool/trees": pool(made)}))
    assert (shown["given"], shown["total"], [goal["reached"] for goal in shown["goals"]]) == (50, 50, [True, False])


@pytest.mark.parametrize(("order", "said"), [([1, 0], "rising order"), ([0, 0], "used twice")])
def test_goals_that_cannot_be_kept_are_refused(order: list[int], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        TypeAdapter(WelfareSpec).validate_python(TREES | {"goals": [TREES["goals"][place] for place in order]})
