"""Refunds take back exactly the share of what the order gave."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from liuke.decision.effects import Post
from liuke.engine.memory import MemoryEngine
from liuke.features import compile_program
from liuke.kernel.clock import DAY_US

START = 20_500


def share(whole: int, refunded: int, amount: int, *, full: bool) -> int:
    return whole if full else whole * refunded // amount


def make_program(policy: str, settle: int) -> Any:
    return compile_program({
        "id": "t", "name": "t",
        "assets": [
            {"id": "points", "name": "p", "debt": {"policy": policy}},
            {"id": "growth", "name": "g", "lots": False, "spendable": False, "debt": {"policy": "clamp"}},
        ],
        "earning": [
            {"id": "spend", "name": "s", "on": "order.paid", "settle_after_days": settle,
             "amount": {"per": {"every": 7, "points": 3}}},
            {"id": "growth", "name": "g", "on": "order.paid", "asset": "growth", "amount": {"per": {"every": 100}}},
            {"id": "flat", "name": "f", "on": "order.paid", "amount": {"fixed": 11}},
        ],
    })  # fmt: skip


PROGRAMS = {
    (policy, settle): make_program(policy, settle) for policy in ("debt", "clamp", "negative") for settle in (0, 5)
}


@settings(max_examples=80, deadline=None)
@given(
    policy=st.sampled_from(["debt", "clamp", "negative"]),
    settle=st.sampled_from([0, 5]),
    amount=st.integers(1, 10**7),
    cuts=st.lists(st.integers(1, 10**7), max_size=6),
    spent_bps=st.integers(0, 10_000),
)
def test_partial_refunds_sum_to_the_whole(
    policy: str, settle: int, amount: int, cuts: list[int], spent_bps: int
) -> None:
    engine = MemoryEngine(PROGRAMS[policy, settle])
    engine.register(1, START * DAY_US)
    engine.send("order.paid", 1, "o", START * DAY_US, order_id="A", amount_cents=amount)
    given_ = {"earning.spend": amount * 3 // 7, "earning.growth": amount // 100, "earning.flat": 11}
    spend = engine.balance(1) * spent_bps // 10_000
    if spend:
        engine.send("points.spend", 1, "s", START * DAY_US + 1, asset="points", amount=spend)
    parts = [cut for cut in cuts if cut < amount]
    refunds = list[int]()
    for cut in parts:
        if sum(refunds) + cut < amount:
            refunds.append(cut)
    refunds.append(amount - sum(refunds))
    done = 0
    for number, cut in enumerate(refunds):
        engine.send("order.refunded", 1, f"r{number}", START * DAY_US + 2 + number, order_id="A", amount_cents=cut)
        done += cut
        order = engine.state(1).orders["A"]
        assert order is not None
        reversed_ = {part.rule: part.reversed for part in order.earned}
        wanted = {rule: share(whole, done, amount, full=done == amount) for rule, whole in given_.items() if whole}
        assert reversed_ == wanted
    wallet = engine.state(1).wallet("points")
    assert wallet.earned == 0
    assert wallet.pending == 0
    assert engine.balance(1) == (0 if policy == "clamp" else -spend)
    assert engine.balance(1, "growth") == 0


def test_nothing_of_a_refused_refund_stays() -> None:
    engine = MemoryEngine(PROGRAMS["debt", 0])
    engine.register(1, START * DAY_US)
    engine.send("order.paid", 1, "o", START * DAY_US, order_id="A", amount_cents=700)
    before = len(engine.decisions)
    for amount in (701, 10**6):
        with pytest.raises(Exception, match="700 cents are left"):
            engine.send("order.refunded", 1, f"r{amount}", START * DAY_US + 1, order_id="A", amount_cents=amount)
    assert len(engine.decisions) == before
    assert engine.balance(1) == 311


def test_the_first_key_is_answered_again_and_posts_once() -> None:
    engine = MemoryEngine(PROGRAMS["debt", 0])
    engine.register(1, START * DAY_US)
    first = engine.send("order.paid", 1, "o", START * DAY_US, order_id="A", amount_cents=700)
    again = engine.send("order.paid", 1, "o", START * DAY_US, order_id="A", amount_cents=700)
    assert again is first
    posts = [e for _, made in engine.decisions for e in made.effects if isinstance(e, Post)]
    assert [(post.asset, post.amount) for post in posts] == [("points", 300), ("growth", 7), ("points", 11)]
