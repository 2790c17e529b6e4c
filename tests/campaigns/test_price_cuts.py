"""Money that campaigns give up by prices: who is charged for which order, and what comes back. In memory."""

from __future__ import annotations

from typing import Any

import pytest

from liuke.decision.charging import BACK, RECORD
from liuke.features import compile_program
from tests.support_shop import DAY, HOUR, MINUTE, T0, Shop

WINDOW = {"from": "2024-05-01", "to": "2024-05-20"}
SPRING: dict[str, Any] = {"id": "spring", "name": "Spring", "holdout_bps": 0, "window": WINDOW}
BARGAIN: dict[str, Any] = {
    "kind": "bargain", "id": "less", "name": "less", "campaign": "spring", "hours": 2,
    "goods": [{"id": "mug", "name": "mug", "sku": "MUG", "full_cents": 1_000, "floor_cents": 100, "stock": 9}],
}  # fmt: skip
TEAM: dict[str, Any] = {
    "kind": "group_buy", "id": "tea", "name": "tea", "campaign": "spring", "team_hours": 2, "pay_minutes": 10,
    "products": [{"id": "box", "name": "box", "sku": "BOX", "stock": 9, "sizes": [{"members": 2, "price_cents": 500}]}],
}  # fmt: skip
OFF: dict[str, Any] = {"kind": "spend_rebate", "id": "off", "name": "off", "threshold_cents": 500, "off_cents": 200}
CART = [{"id": "1", "sku": "BOX", "unit_cents": 900}]
OLD = T0 - 90 * DAY


def play(*activities: dict[str, Any], patch: tuple[dict[str, Any], ...] = (), **more: Any) -> Shop:
    spring = SPRING | {"patch": list(patch)} | more.pop("spring", {})
    sections: dict[str, Any] = {"campaigns": [spring], "activities": list(activities), **more}
    made = Shop(0, **sections)
    made.program = compile_program(
        {"id": "x", "name": "x", **sections}
    )  # without the domain of tests: it cannot be merged
    for member in (1, 2):
        made.register(member, OLD)
    made.publish(T0)
    return made


def sums(made: Shop) -> dict[str, int]:
    """What each rule has cost by now, of all members."""
    found = dict[str, int]()
    for member in made.members.values():
        for (kind, _), data in member.records.items():
            if kind in {RECORD, BACK} and data["unit"] == "prices":
                (part,) = data["parts"]
                sign = 1 if kind == RECORD else -1
                found[data["rule"]] = found.get(data["rule"], 0) + sign * part["amount"]
    return found


def buy(made: Shop, order: str, t_us: int = T0, member: int = 1, cart: list[dict[str, Any]] = CART) -> int:
    made.do("checkout.hold", t_us, member=member, hold_id=order, lines=cart)
    return made.do("checkout.commit", t_us, member=member, hold_id=order, order_id=order).result["amount_cents"]


def add(*items: dict[str, Any]) -> dict[str, Any]:
    return {"do": "add", "at": "checkout.promotions", "items": list(items)}


def test_only_what_the_patch_brings_is_on_the_campaigns_account() -> None:
    own = OFF | {"id": "own", "group": "own", "off_cents": 50}
    made = play(patch=(add(OFF),), checkout={"promotions": [own]})
    assert buy(made, "a") == 900 - 50 - 200
    assert sums(made) == {"checkout.promotions.off": 200}
    made.do("order.refunded", order_id="a", refund_id="r", amount_cents=325)
    assert sums(made) == {"checkout.promotions.off": 100}, "half of 650 went back: half of the reduction"
    made.do("order.refunded", order_id="a", refund_id="s", full=True)
    assert sums(made) == {"checkout.promotions.off": 0}


def test_it_comes_back_when_the_program_has_no_campaign_any_more() -> None:
    made = play(patch=(add(OFF),))
    buy(made, "a")
    made.program = compile_program({"id": "x", "name": "x"})
    made.do("order.refunded", order_id="a", refund_id="r", full=True)
    assert sums(made) == {"checkout.promotions.off": 0}


def test_a_change_is_charged_by_the_difference_where_it_says_so() -> None:
    change = {"do": "set", "at": "checkout.promotions.off.off_cents", "to": 300, "charge": "difference"}
    other = OFF | {"id": "other", "group": "x"}
    made = play(patch=(change,), checkout={"promotions": [OFF, other]})
    assert buy(made, "a") == 900 - 300 - 200
    assert sums(made) == {"checkout.promotions.off": 100}, "200 are the program's own, and so is the other one"


def test_a_change_of_all_promotions_is_on_its_account_whole() -> None:
    made = play(patch=({"do": "set", "at": "checkout.promotions", "to": [OFF]},))
    buy(made, "a")
    assert sums(made) == {"checkout.promotions.off": 200}


def test_nested_lists_are_told_apart_by_their_entries() -> None:
    change = {"do": "scale", "at": "checkout.promotions.b.off_cents", "by_bps": 20_000}
    made = play(patch=(change,), checkout={"promotions": [OFF, OFF | {"id": "b"}]})
    buy(made, "a")
    assert sums(made) == {"checkout.promotions.b": 400}


@pytest.mark.parametrize("holdout", [0, 5_000])
def test_who_is_held_out_costs_nothing(holdout: int) -> None:
    """Each pays what the program asks of them, and the campaign pays for those alone who met it."""
    made = Shop(0, campaigns=[SPRING | {"holdout_bps": holdout, "patch": [add(OFF)]}])
    paid = list[int]()
    for member in range(1, 41):
        made.register(member, OLD)
        paid.append(buy(made, f"o{member}", member=member))
    met = paid.count(700)
    assert met + paid.count(900) == 40
    assert (met == 40) == (holdout == 0)
    assert sums(made) == {"checkout.promotions.off": 200 * met}


def test_what_nobody_pays_for_costs_nothing_and_what_was_promised_is_paid_for_after_the_end() -> None:
    made = play(patch=(add(OFF),), spring={"window": {"from": "2024-05-01", "to": "2024-05-06 12:10"}})
    made.do("checkout.hold", hold_id="lapses", lines=CART)
    made.do("checkout.hold", hold_id="paid", lines=CART)
    late = T0 + 11 * MINUTE
    assert made.ask("checkout.quote", late, lines=CART)["payable_cents"] == 900
    made.do("checkout.commit", late, hold_id="paid", order_id="paid")
    made.advance(T0 + DAY)
    assert sums(made) == {"checkout.promotions.off": 200}


def test_a_bargain_costs_what_was_cut_off() -> None:
    made = play(BARGAIN)
    ref = made.ask("bargain.start_bargain")["ref"]
    cut = made.ask("bargain.cut_price", member=2, ref=ref)["cut_cents"]
    assert cut > 0
    lines = [{"id": "1", "sku": "MUG", "unit_cents": 1_000}]
    price = buy(made, "a", cart=lines)
    assert sums(made) == {"activities.less": 1_000 - price}


def test_a_bargain_of_a_shop_that_prices_by_itself_costs_what_its_line_is_reduced_by() -> None:
    made = play(BARGAIN)
    ref = made.ask("bargain.start_bargain")["ref"]
    made.do("bargain.cut_price", member=2, ref=ref)
    line = {"id": "1", "sku": "MUG", "quantity": 1, "unit_cents": 1_000, "paid_cents": 90}
    made.do("order.paid", order_id="a", amount_cents=90, lines=[line])
    assert sums(made) == {"activities.less": 910}
    made.do("order.refunded", order_id="a", refund_id="r", full=True)
    assert sums(made) == {"activities.less": 0}


def open_team(made: Shop) -> str:
    return made.ask("group_buy.open_team", size=2)["team"]


def test_a_team_costs_its_reductions_until_it_fails_and_is_paid_back() -> None:
    made = play(TEAM)
    open_team(made)
    assert buy(made, "a") == 500
    assert sums(made) == {"activities.tea": 400}
    made.advance(T0 + 3 * HOUR)
    made.deliver()
    (asked,) = made.facts("refund.requested")
    made.do("order.refunded", T0 + 4 * HOUR, order_id="a", refund_id=asked["payout"], amount_cents=500)
    assert sums(made) == {"activities.tea": 0}


def test_a_seat_that_was_gone_when_the_money_came_costs_nothing() -> None:
    made = play(TEAM)
    open_team(made)
    made.do("checkout.hold", hold_id="a", lines=CART)
    made.advance(T0 + 3 * HOUR)
    made.deliver()
    result = made.ask("checkout.commit", T0 + 3 * HOUR, hold_id="a", order_id="a")
    assert [one["cents"] for one in result["gone"]] == [400]
    assert sums(made) == {}


def test_two_who_are_one_bring_it_back_once_and_so_do_two_again() -> None:
    made = play(patch=(add(OFF),))
    for member in (1, 2):
        buy(made, f"o{member}", member=member)
    made.merge(1, 2, T0 + HOUR)
    made.do("order.refunded", T0 + 2 * HOUR, order_id="o2", refund_id="r", amount_cents=350)
    assert sums(made) == {"checkout.promotions.off": 300}
    made.do("order.refunded", T0 + 2 * HOUR, order_id="o1", refund_id="r", full=True)
    assert sums(made) == {"checkout.promotions.off": 100}
