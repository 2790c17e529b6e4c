"""Budgets of campaigns, in memory: what is charged, what goes back, and what is never overspent."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from liuke.campaigns.views import view_budgets
from liuke.decision.budgets import STRIPES, find_pot, list_stripes, share_of
from liuke.decision.effects import Emit, TakeStock
from liuke.engine.memory import MemoryEngine
from liuke.features import compile_program, lint_program
from liuke.kernel.clock import DAY_US, HOUR_US
from liuke.publishing.programs import decide_budgets
from tests.campaigns.test_campaigns import us

T = us("2027-02-06 10:00")
RULE = {
    "id": "buy",
    "name": "buy",
    "on": "order.paid",
    "amount": {"per": {"field": "amount_cents", "every": 1, "points": 1}},
}
POT = "budget:campaigns.spring:points"


def document(total: int, *, by_bps: int = 20_000, charge: str = "whole", **budget: Any) -> dict[str, Any]:
    patch = [{"do": "scale", "at": "earning.buy.amount.per.points", "by_bps": by_bps, "charge": charge}]
    spring = {
        "id": "spring", "name": "Spring", "holdout_bps": 0, "window": {"from": "2027-02-01", "to": "2027-03-01"},
        "budget": {"points": {"total": total, **budget}}, "patch": patch,
    }  # fmt: skip
    return {"id": "shop", "name": "shop", "earning": [RULE], "campaigns": [spring]}


def shop(total: int, members: int = 2, **more: Any) -> MemoryEngine:
    engine = MemoryEngine(compile_program(document(total, **more), version=1))
    for member in range(1, members + 1):
        engine.register(member, us("2027-01-01 08:00"))
    return engine


def left(engine: MemoryEngine) -> int:
    return sum(engine._left(item) for item in list_stripes(f"{POT}#*"))  # pyright: ignore[reportPrivateUsage]


def noted(engine: MemoryEngine) -> int:
    """What records say was charged, less what they say went back."""
    total = 0
    for member in engine.members.values():
        for (kind, _), data in member.records.items():
            sign = {"budget_charge": 1, "budget_back": -1}.get(kind, 0)
            total += sign * sum(sum(part["items"].values()) for part in data["parts"]) if sign else 0
    return total


def test_stripes_hold_all_of_a_limit_and_name_their_pot() -> None:
    assert [share_of(19, stripe) for stripe in range(STRIPES)] == [3, 3, 3, 2, 2, 2, 2, 2]
    assert list_stripes(f"{POT}.day#*@2027-02-06")[7] == f"{POT}.day#7@2027-02-06"
    assert list_stripes("coupon:cup#*") == ["coupon:cup#*"]
    assert find_pot(f"{POT}.day#7@2027-02-06") == f"{POT}.day@2027-02-06"
    assert find_pot(f"{POT}#0") == POT
    assert find_pot("prize:phone@2027-02-06") == ""


def test_what_a_program_edit_makes_of_stripes() -> None:
    shares = {f"{POT}#{n}": share_of(80, n) for n in range(STRIPES)}
    fresh = decide_budgets({}, shares)
    assert fresh == dict.fromkeys(shares, (10, 10))
    assert decide_budgets(fresh, shares) == {}
    have = {**fresh, f"{POT}#0": (10, 0), f"{POT}#1": (10, 4)}
    assert decide_budgets(have, shares) == {}, "neither raised nor lowered: nothing moves"
    raised = decide_budgets(have, {item: share_of(160, n) for n, item in enumerate(shares)})
    assert (sum(a for a, _ in raised.values()), sum(b for _, b in raised.values())) == (160, 144)
    assert raised[f"{POT}#0"] == (28, 18)
    lowered = decide_budgets(have, {item: share_of(8, n) for n, item in enumerate(shares)})
    assert lowered[f"{POT}#0"] == (10, 0)
    assert lowered[f"{POT}#1"] == (6, 0)
    assert sum(b for _, b in lowered.values()) == 0


def test_what_is_left_is_the_limit_less_what_is_used_whichever_stripes_were_asked_for() -> None:
    made = compile_program(document(800, per_day=80), version=1)
    kept = [(f"{POT}.day@2027-02-05", 10, 3), (f"{POT}.day@2027-02-06", 80, 24), (POT, 900, -1)]
    shown = [(one.scope, one.used, one.left, one.used_bps) for one in view_budgets(made, kept, {}, "en")]
    assert shown == [("total", 901, 0, 11_262), ("day", 7, 73, 875), ("day", 56, 24, 7_000)]


@settings(deadline=None)
@given(
    total=st.integers(1, 60),
    by_bps=st.sampled_from([5_000, 15_000, 20_000, 70_000]),
    charge=st.sampled_from(["whole", "difference"]),
    acts=st.lists(st.tuples(st.integers(1, 2), st.integers(1, 12), st.booleans()), max_size=25),
)
def test_never_overspent_and_what_goes_back_is_what_was_charged(
    total: int, by_bps: int, charge: str, acts: list[tuple[int, int, bool]]
) -> None:
    engine, orders = shop(total, by_bps=by_bps, charge=charge), list[tuple[int, str, int]]()
    for number, (member, amount, back) in enumerate(acts):
        if back and orders:
            owner, order, paid = orders[number % len(orders)]
            cents = max(paid // 2, 1)
            orders.remove((owner, order, paid))
            if paid > cents:
                orders.append((owner, order, paid - cents))
            engine.send(
                "order.refunded",
                owner,
                f"r{number}",
                T + number,
                order_id=order,
                refund_id=f"r{number}",
                amount_cents=cents,
            )
        else:
            engine.send("order.paid", member, f"o{number}", T + number, order_id=f"o{number}", amount_cents=amount)
            orders.append((member, f"o{number}", amount))
        assert 0 <= left(engine) == total - noted(engine)
    for owner, order, _ in orders:
        engine.send("order.refunded", owner, f"all{order}", T + DAY_US, order_id=order, full=True)
    assert (left(engine), noted(engine)) == (total, 0)
    stated = Counter(
        e.type for _, d in engine.decisions for e in d.effects if isinstance(e, Emit) and "budget" in e.type
    )
    assert stated["campaign.budget_gone"] <= 1
    assert stated["campaign.budget_used"] <= 2


def test_a_stop_holds_until_the_budget_is_raised_and_lowering_stops_without_going_below_nothing() -> None:
    engine = shop(100)

    def buy(key: str, cents: int) -> int:
        before = engine.balance(1)
        engine.send("order.paid", 1, key, T + len(engine.decisions), order_id=key, amount_cents=cents)
        return engine.balance(1) - before

    def edit(total: int, version: int) -> None:
        engine.program = compile_program(document(total), version=version)
        wanted = {item: engine.program.find_initial_stock(item) or 0 for item in list_stripes(f"{POT}#*")}
        kept: dict[str, tuple[int, int]] = dict.fromkeys(wanted, (0, 0))
        for _, decision in engine.decisions:
            for effect in decision.effects:
                if isinstance(effect, TakeStock):
                    kept[effect.item] = (kept[effect.item][0] + effect.count, 0)
        have = {item: (used + engine.stock[item], engine.stock[item]) for item, (used, _) in kept.items()}
        engine.stock.update({item: rest for item, (_, rest) in decide_budgets(have, wanted).items()})

    assert [buy("a", 40), buy("b", 20), buy("c", 1)] == [80, 0, 1]
    engine.send("order.refunded", 1, "r", T + HOUR_US, order_id="a", full=True)
    assert (left(engine), buy("d", 1)) == (100, 1), "what goes back opens no campaign that was said to be over"
    edit(200, 2)
    assert (left(engine), buy("e", 50), left(engine)) == (200, 100, 100)
    edit(60, 3)
    assert (left(engine), buy("f", 1), buy("g", 1)) == (0, 0, 1)
    edit(130, 4)
    assert (left(engine), buy("h", 15), left(engine)) == (30, 30, 0)


def test_called_off_it_charges_no_more_and_what_was_charged_still_goes_back() -> None:
    engine = shop(100)
    engine.send("order.paid", 1, "a", T, order_id="a", amount_cents=10)
    engine.cancel("campaigns.spring", T + 1)
    engine.send("order.paid", 1, "b", T + 2, order_id="b", amount_cents=10)
    assert (engine.balance(1), left(engine)) == (30, 80)
    engine.send("order.refunded", 1, "r", T + 3, order_id="a", full=True)
    assert (engine.balance(1), left(engine)) == (10, 100)


def test_two_members_who_become_one_share_what_one_member_may_have() -> None:
    engine = shop(1_000, per_member=30)
    for member in (1, 2):
        engine.send("order.paid", member, "a", T, order_id=f"a{member}", amount_cents=10)
    engine.merge(1, 2, T + HOUR_US)
    engine.send("order.paid", 1, "b", T + 2 * HOUR_US, order_id="b", amount_cents=1)
    assert engine.balance(1) == 40
    engine.send("order.refunded", 1, "r", T + 3 * HOUR_US, order_id="a2", full=True)
    engine.send("order.paid", 1, "c", T + 4 * HOUR_US, order_id="c", amount_cents=5)
    assert (engine.balance(1), left(engine)) == (30, 970)


def test_lint_names_a_difference_that_nobody_can_work_out() -> None:
    made = document(100)
    made["campaigns"][0]["patch"] = [
        {"do": "add", "at": "earning", "items": [{**RULE, "id": "more"}], "charge": "difference"},
        {"do": "set", "at": "earning.buy.name", "to": "Spring", "charge": "whole"},
    ]
    codes = {(f.path, f.code) for f in lint_program(compile_program(made).spec) if f.severity == "error"}
    assert codes == {("campaigns.0.patch.0.charge", "charge-unknown")}


@pytest.mark.parametrize("campaign", ["nowhere", "spring"])
def test_an_activity_names_a_campaign_that_there_is(campaign: str) -> None:
    made = document(100)
    made["activities"] = [
        {
            "kind": "check_in",
            "id": "daily",
            "name": "d",
            "campaign": campaign,
            "daily": [{"kind": "asset", "amount": 1}],
        }
    ]
    found = {f.code for f in lint_program(compile_program(made).spec) if f.severity == "error"}
    assert ("dangling-reference" in found) == (campaign == "nowhere")
