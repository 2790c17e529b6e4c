"""Draws after an order: the budget is never overspent, and of an order never more goes back than was paid."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from liuke.activities.domain import activity_index, summarize_one
from liuke.activities.pages import find_page
from liuke.activities.parts.free_order_doc import SLOT, STATUSES, FreeOrderBook
from liuke.activities.parts.lottery_odds import find_shares
from liuke.activities.types.free_order import HOOKS
from liuke.decision.effects import Emit
from liuke.decision.hooks import LawCase
from liuke.engine.memory import MemoryEngine
from liuke.features import compile_program, lint_program, load_program
from liuke.kernel.errors import InvalidInput, Refused
from liuke.payouts.contracts import PAYOUT
from tests.golden_runner import build_engine
from tests.support_shop import DAY, HOUR, T0

BUDGET = 20_000
FREE: dict[str, Any] = {
    "kind": "free_order", "id": "free", "name": {"zh": "免单", "en": "Free"}, "budget_cents": BUDGET,
    "wins_each": None, "wait_days": 2, "threshold_cents": 1_000, "prizes": [
        {"id": "whole", "name": "whole", "weight": 1, "cap_cents": 6_000, "by_tier": {"gold": 3}},
        {"id": "half", "name": "half", "weight": 2, "share_bps": 5_000, "cap_cents": 4_000},
        {"id": "none", "name": "none", "weight": 1, "share_bps": 0},
    ],
}  # fmt: skip
ITEM = "free_order:free/budget"
WHOLE = [{"id": "whole", "name": "whole", "weight": 1, "cap_cents": 6_000}]


def play(*members: int, **terms: Any) -> MemoryEngine:
    engine = build_engine({"activities": [FREE | terms]}, "UTC")
    for member in members or (1,):
        engine.register(member, T0 - DAY)
    return engine


def pay(engine: MemoryEngine, order: str, cents: int, t_us: int, member: int = 1, *, key: str = "") -> None:
    engine.send("order.paid", member, key or f"p{order}", t_us, order_id=order, amount_cents=cents)


def list_facts(engine: MemoryEngine, type_: str) -> list[dict[str, Any]]:
    made = [effect for _, one in engine.decisions for effect in one.effects if isinstance(effect, Emit)]
    return [effect.data for effect in made if effect.type == type_]


def test_what_is_shown_is_what_is_drawn_and_a_draw_is_not_repeated_for_a_prize_that_is_gone() -> None:
    engine = play(budget_cents=10**9)
    for n in range(400):
        pay(engine, f"o{n}", 1_000, T0 + n)
    hits = Counter(one["hit"] for one in list_facts(engine, "free_order.drawn"))
    shown = [one["odds_ppm"] for one in _summary(engine)["prizes"]]
    assert shown == find_shares([1, 2, 1]) == [250_000, 500_000, 250_000]
    squares = sum((hits[name] - 400 * ppm / 10**6) ** 2 / (400 * ppm / 10**6)
                  for name, ppm in zip(("whole", "half", "none"), shown, strict=True))  # fmt: skip
    assert squares < 13.8  # two degrees of freedom, one in a thousand; the seed is fixed
    engine.members[1].tier = "gold"
    assert [one["odds_ppm"] for one in _summary(engine)["prizes"]] == find_shares([3, 2, 1])


def _summary(engine: MemoryEngine) -> dict[str, Any]:
    return summarize_one(activity_index(engine.program).by_id["free"], engine.state(1), T0)


@pytest.mark.parametrize("reported", ["refund", "payout"])
def test_it_is_closed_by_what_the_merchants_side_reports_once(reported: str) -> None:
    engine = play(prizes=WHOLE, wait_days=0)
    pay(engine, "o1", 5_000, T0)
    (asked,) = list_facts(engine, "refund.requested")
    assert (asked["ref"], asked["cents"]) == ("o1", 5_000)
    win = engine.state(1).read(SLOT, FreeOrderBook).docs["free"].wins[0]
    assert STATUSES[win.status] == "requested"
    if reported == "refund":
        engine.send("order.refunded", 1, "r", T0 + 1, order_id="o1", refund_id=win.ref, amount_cents=5_000)
    else:
        engine.send("payout.done", 1, "r", T0 + 1, payout=win.ref)
    win = engine.state(1).read(SLOT, FreeOrderBook).docs["free"].wins[0]
    assert (STATUSES[win.status], engine.stock[ITEM]) == ("paid", BUDGET - 5_000)
    if reported == "refund":  # the goods come back, too: the money of the order has gone back already
        with pytest.raises(Refused) as refused:
            engine.send("order.refunded", 1, "g", T0 + 2, order_id="o1", refund_id="goods", amount_cents=1)
        assert refused.value.reason == "refund-exceeds-order"


def test_what_nobody_moved_is_there_for_others() -> None:
    engine = play(prizes=WHOLE, wait_days=0)
    pay(engine, "o1", 5_000, T0)
    win = engine.state(1).read(SLOT, FreeOrderBook).docs["free"].wins[0]
    engine.send("payout.failed", 1, "f", T0 + 1, payout=win.ref, reason="closed account")
    assert engine.stock[ITEM] == BUDGET - 5_000
    engine.send("payout.give_up", 1, "u", T0 + 2, payout=win.ref, reason="closed account")
    assert engine.stock[ITEM] == BUDGET
    win = engine.state(1).read(SLOT, FreeOrderBook).docs["free"].wins[0]
    assert STATUSES[win.status] == "given_up"
    engine.send("payout.done", 1, "late", T0 + 3, payout=win.ref)  # it moved all the same
    win = engine.state(1).read(SLOT, FreeOrderBook).docs["free"].wins[0]
    assert (STATUSES[win.status], engine.stock[ITEM]) == ("paid", BUDGET - 5_000)


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["pay", "pay", "pay", "part", "whole", "moved", "fail", "wait"]),
        st.integers(0, 9), st.integers(900, 9_000), st.integers(1, 2),
    ),
    max_size=25,
)  # fmt: skip


@settings(max_examples=40, deadline=None)
@given(STEPS)
def test_the_budget_holds_and_no_order_gives_back_more_than_it_was_paid(
    steps: list[tuple[str, int, int, int]],
) -> None:
    engine, now = play(1, 2), T0
    for number, (act, which, cents, member) in enumerate(steps):
        now += HOUR
        over = {one["payout"] for one in list_facts(engine, "payout.closed")}
        orders = [one for one in list_facts(engine, "refund.requested") if one["payout"] not in over]
        try:
            if act == "pay":
                pay(engine, f"o{which}m{member}", cents, now, member, key=f"p{number}")
            elif act in {"part", "whole"}:
                data: dict[str, Any] = {"full": True} if act == "whole" else {"amount_cents": cents}
                engine.send("order.refunded", member, f"g{number}", now, order_id=f"o{which}m{member}",
                            refund_id=f"g{number}", **data)  # fmt: skip
            elif act in {"moved", "fail"} and orders:
                asked = orders[which % len(orders)]
                owner = int(asked["ref"].partition("m")[2])
                if act == "fail":
                    engine.send("payout.give_up", owner, f"u{number}", now, payout=asked["payout"], reason="x")
                else:
                    engine.send("order.refunded", owner, f"m{number}", now, order_id=asked["ref"],
                                refund_id=asked["payout"], amount_cents=asked["cents"])  # fmt: skip
            elif act == "wait":
                now += 2 * DAY
                engine.advance(now)
        except Refused:
            continue
        committed = 0
        for owner in (1, 2):
            state = engine.state(owner)
            doc = state.read(SLOT, FreeOrderBook).docs.get("free")
            law = HOOKS.law
            assert callable(law)
            assert list(law(LawCase(state, frozenset()))) == []
            committed += sum(one.cents for one in doc.wins if one.status in {0, 1, 2}) if doc is not None else 0
            for order in engine.members[owner].orders.values():
                assert order.refunded_cents <= order.amount_cents
        assert engine.stock.get(ITEM, BUDGET) == BUDGET - committed >= 0
    for place, doc in engine.shared.items():
        if place.startswith("payout/") and doc.version:
            assert PAYOUT.read(doc.doc).cents > 0


def test_what_was_won_stays_won_when_the_activity_is_gone() -> None:
    engine = play(prizes=WHOLE)
    pay(engine, "o1", 5_000, T0)
    engine.program = compile_program({"id": "x", "name": "x", "calendar": {"time_zone": "UTC"}})
    engine.advance(T0 + 3 * DAY)
    assert [one["cents"] for one in list_facts(engine, "refund.requested")] == [5_000]


def test_its_page_says_what_was_won_and_how_far_it_has_come() -> None:
    engine = play(prizes=WHOLE, wins_each=1)
    pay(engine, "o1", 5_000, T0)
    page = find_page(engine.program, engine.state(1), T0, "free")
    assert page is not None
    assert [str(block.__struct_config__.tag) for block in page.blocks] == ["hero", "prizes", "tiles", "steps"]
    assert (page.status, page.status_reason.code if page.status_reason else "") == ("used_up", "free-order-won-already")
    assert "¥50" in str(page.blocks[3]) or "50" in str(page.blocks[3])


BAD: list[tuple[dict[str, Any], str]] = [
    ({"prizes": [WHOLE[0], WHOLE[0]]}, "one id"),
    ({"prizes": [WHOLE[0] | {"share_bps": 0}]}, "gives money back"),
    ({"prizes": [WHOLE[0] | {"cap_cents": 50_000_01}]}, "¥50,000 or less"),
    ({"prizes": [WHOLE[0] | {"by_tier": {"gold": -1}}]}, "0 or more"),
    ({"cash_caps": [{"period": "day", "limit": 1}]}, "wins_each and cap_cents"),
]


@pytest.mark.parametrize(("terms", "said"), BAD)
def test_terms_that_cannot_be_kept_are_refused(terms: dict[str, Any], said: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        load_program({"id": "x", "name": "x", "activities": [FREE | terms]})
    assert any(said in fault.message for fault in refused.value.faults), refused.value.faults


def test_lint_names_what_cannot_be_drawn_or_paid() -> None:
    free = FREE | {"budget_cents": 100, "prizes": [WHOLE[0] | {"weight": 0, "cap_cents": 10_000}]}
    found = lint_program(load_program({"id": "x", "name": "x", "activities": [free]}))
    assert {(one.severity, one.code) for one in found if "order" in one.code or "lottery" in one.code} == {
        ("error", "lottery-without-odds"), ("warning", "free-order-budget-small"),
        ("warning", "lottery-rules-incomplete"),
    }  # fmt: skip
