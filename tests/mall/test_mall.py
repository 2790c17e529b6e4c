from __future__ import annotations

import pytest
from tests.support_shop import DAY, HOUR, T0, Shop, at

from liuke.decision.conditions import lint_tests
from liuke.decision.domain import Evidence
from liuke.decision.rewards import RewardSpec
from liuke.features import DOMAINS, compile_program
from liuke.kernel.errors import InvalidInput, Refused
from liuke.mall.domain import DOMAIN

FIVE = {"id": "five", "name": "五元券", "kind": "amount", "amount_cents": 500}
VOUCHER = {
    "id": "voucher", "name": "五元券", "kind": "coupon", "price_points": 100,
    "reward": [{"kind": "coupon", "batch": "five"}], "limits": [{"period": "month", "limit": 2}],
}  # fmt: skip
MUG = {"id": "mug", "name": "杯子", "kind": "goods", "price_points": 300, "stock": 2, "fulfilment": "manual",
       "limits": [{"period": "week", "limit": 1}], "cost_cents": 900}  # fmt: skip


def shop(*items, points: int = 1000, members: int = 1, **more) -> Shop:
    stock = {f"mall:{item['id']}": item["stock"] for item in items if item.get("stock")}
    made = Shop(members, mall=list(items), coupons=[FIVE], stock=stock, **more)
    for member in range(1, members + 1):
        made.do("points.earn", member=member, asset="points", amount=points)
    return made


def refused(made: Shop, reason: str, *args, member: int = 1, **data) -> Refused:
    before = made.snapshot(member)
    with pytest.raises(Refused) as error:
        made.do(*args, member=member, **data)
    assert error.value.reason == reason
    assert made.snapshot(member) == before
    return error.value


def test_points_buy_a_coupon_at_once():
    made = shop(VOUCHER)
    done = made.do("mall.redeem", item="voucher", quantity=2)
    assert (done.result["points"], done.result["status"]) == (200, "done")
    assert made.balance(1) == 800
    assert made.coupons() == {"active": 2}
    assert [(g.kind, g.name, g.amount) for g in done.gains] == [("mall", "voucher", 2), *[("coupon", "five", 1)] * 2]
    (record,) = [data for (kind, _), data in made.state(1).records.items() if kind == "mall_order"]
    assert record is not None
    assert (record["item"], record["points"], record["quantity"]) == ("voucher", 200, 2)
    error = refused(made, "mall-limit", "mall.redeem", item="voucher")
    assert error.extra["left"] == 0
    made.do("mall.redeem", at(2024, 5, 31, 16), item="voucher")
    refused(made, "mall-fulfilled", "mall.refund", at(2024, 5, 31, 16), order_id=done.result["order_id"])


def test_refusals_change_nothing():
    made = shop(
        VOUCHER,
        {**MUG, "id": "gold", "tiers": ["gold"]},
        {**MUG, "id": "soon", "window": {"from_day": "2024-05-08", "to_day": "2024-05-09"}},
        {**MUG, "id": "dear", "price_points": 1001},
        {**MUG, "id": "cash", "cash_cents": 990},
    )
    refused(made, "mall-item-unknown", "mall.redeem", item="none")
    for quantity in (0, -1, 101):
        refused(made, "mall-quantity", "mall.redeem", item="voucher", quantity=quantity)
    refused(made, "mall-not-for-tier", "mall.redeem", item="gold")
    refused(made, "mall-not-open", "mall.redeem", item="soon")
    refused(made, "mall-closed", "mall.redeem", T0 + 4 * DAY, item="soon")
    refused(made, "insufficient-balance", "mall.redeem", item="dear")
    assert refused(made, "mall-cash-due", "mall.redeem", item="cash").extra["cash_cents"] == 990
    refused(made, "mall-cash-due", "mall.redeem", item="voucher", paid_cents=1)
    made.do("mall.redeem", item="cash", paid_cents=990)
    assert made.balance(1) == 700
    assert {key: made.stock[key] for key in ("mall:gold", "mall:soon", "mall:dear", "mall:cash")} == {
        "mall:gold": 2, "mall:soon": 2, "mall:dear": 2, "mall:cash": 1,
    }  # fmt: skip


def test_stock_is_never_oversold():
    made = shop(MUG, members=4)
    for member in (1, 2):
        made.do("mall.redeem", member=member, item="mug")
    for member in (3, 4):
        assert refused(made, "mall-sold-out", "mall.redeem", member=member, item="mug").extra["left"] == 0
    assert made.stock["mall:mug"] == 0
    assert made.taken("mall:mug") == 2
    assert [made.balance(m) for m in (1, 2, 3, 4)] == [700, 700, 1000, 1000]


def test_nobody_pays_for_a_coupon_that_is_gone():
    made = Shop(coupons=[{**FIVE, "quota": 1}], mall=[{**VOUCHER, "limits": []}], stock={"coupon:five": 1})
    made.do("points.earn", asset="points", amount=500)
    assert (
        refused(made, "mall-reward-gone", "mall.redeem", item="voucher", quantity=2).extra["why"] == "coupon-sold-out"
    )
    made.do("mall.redeem", item="voucher")
    refused(made, "mall-reward-gone", "mall.redeem", item="voucher")
    assert made.balance(1) == 400


def test_what_waits_can_be_cancelled_once():
    made = shop(MUG)
    order = made.ask("mall.redeem", item="mug")
    assert order["status"] == "waiting"
    lots = {seq: lot.expires_us for seq, lot in made.state(1).lot_books["points"].lots.items()}
    refused(made, "mall-limit", "mall.redeem", item="mug")
    back = made.ask("mall.refund", T0 + HOUR, order_id=order["order_id"])
    assert back == {"order_id": order["order_id"], "points": 300, "cash_cents": 0, "status": "cancelled"}
    assert (made.balance(1), made.stock["mall:mug"], made.taken("mall:mug")) == (1000, 2, 0)
    after = made.state(1).lot_books["points"].lots
    assert {seq: lot.expires_us for seq, lot in after.items()} == lots
    assert [lot.remaining for lot in after.values()] == [1000]
    refused(made, "mall-refunded", "mall.refund", T0 + HOUR, order_id=order["order_id"])
    refused(made, "mall-refunded", "mall.fulfil", T0 + HOUR, order_id=order["order_id"])
    # the limit has room again
    other = made.ask("mall.redeem", T0 + HOUR, item="mug")["order_id"]
    made.do("mall.fulfil", T0 + HOUR, order_id=other)
    refused(made, "mall-fulfilled", "mall.refund", T0 + HOUR, order_id=other)
    refused(made, "mall-fulfilled", "mall.fulfil", T0 + HOUR, order_id=other)
    refused(made, "mall-order-not-found", "mall.refund", T0 + HOUR, order_id="5")


def test_what_was_sent_is_handed_over_or_comes_back():
    made = shop({**MUG, "limits": []})
    first = made.ask("mall.redeem", item="mug")["order_id"]
    assert made.ask("mall.send", T0 + HOUR, order_id=first, carrier="SF", tracking="SF77") == {
        "order_id": first, "status": "sent"
    }  # fmt: skip
    refused(made, "mall-sent", "mall.send", T0 + HOUR, order_id=first, tracking="SF78")
    made.do("mall.fulfil", T0 + HOUR, order_id=first, store="east")
    for again in ("mall.send", "mall.fulfil", "mall.refund"):
        refused(made, "mall-fulfilled", again, T0 + HOUR, order_id=first)
    second = made.ask("mall.redeem", T0 + HOUR, item="mug")["order_id"]
    made.do("mall.send", T0 + HOUR, order_id=second)
    assert made.ask("mall.refund", T0 + HOUR, order_id=second)["points"] == 300
    refused(made, "mall-refunded", "mall.send", T0 + HOUR, order_id=second)
    refused(made, "mall-order-not-found", "mall.send", T0 + HOUR, order_id="5")
    assert made.balance(1) == 700


def test_a_refund_in_a_later_period_leaves_that_periods_limit_alone():
    made = shop(MUG)
    first = made.ask("mall.redeem", item="mug")["order_id"]
    made.do("mall.redeem", T0 + 7 * DAY, item="mug")
    made.do("mall.refund", T0 + 7 * DAY, order_id=first)
    refused(made, "mall-limit", "mall.redeem", T0 + 7 * DAY, item="mug")


def test_tier_special_price_and_early_access():
    item = {
        **MUG, "limits": [], "by_tier": {"gold": 250},
        "special": {"price": 200, "when": {"field": "calendar.weekday", "value": 3}},
        "window": {"from_day": "2024-05-07"}, "early_access_hours": {"gold": 12},
    }  # fmt: skip
    made = shop(item)
    # offered from 7 May 0:00 in Shanghai; gold twelve hours before, which is noon of 6 May
    assert refused(made, "mall-not-open", "mall.redeem", T0, item="mug").extra["opens_us"] == at(2024, 5, 6, 16)
    made.tier("gold", T0 - 1)
    refused(made, "mall-not-open", "mall.redeem", T0 - 1, item="mug")
    assert made.ask("mall.redeem", T0, item="mug")["points"] == 250
    assert made.ask("mall.redeem", T0 + 2 * DAY, item="mug")["points"] == 200


def test_other_assets_without_lots():
    stars = {"id": "stars", "name": "星", "lots": False, "expiry": {"kind": "never"}}
    made = shop({**MUG, "asset": "stars", "price_points": 5}, assets=[{"id": "points", "name": "积分"}, stars])
    made.do("points.earn", asset="stars", amount=5)
    order = made.ask("mall.redeem", item="mug")["order_id"]
    assert made.balance(1, "stars") == 0
    made.do("mall.refund", order_id=order)
    assert made.balance(1, "stars") == 5


def test_near_names_the_item_that_misses_least():
    made = shop(MUG, {**MUG, "id": "tea", "price_points": 260}, {**MUG, "id": "far", "price_points": 9000}, points=240)
    prompts = made.do("gadget.bought").prompts
    assert [(n.path, n.missing, n.progress_bps) for n in prompts] == [("mall.tea", 20, 9230)]


def test_faults():
    for item in (
        {**VOUCHER, "reward": []},
        {**MUG, "fulfilment": "auto"},
        {**VOUCHER, "fulfilment": "manual"},
        {**MUG, "early_access_hours": {"gold": 1}},
    ):
        with pytest.raises(InvalidInput):
            compile_program({"id": "x", "name": "x", "mall": [item]}, domains=DOMAINS)


def test_lint_and_rules_page():
    loop = {"id": "loop", "name": "l", "kind": "asset", "price_points": 300,
            "reward": [{"kind": "asset", "amount": 300}],
            "special": {"price": 250, "when": {"field": "no.thing"}}}  # fmt: skip
    program = compile_program(
        {
            "id": "x",
            "name": "x",
            "mall": [
                {**VOUCHER, "price_points": 400},
                loop,
                {**MUG, "id": "car", "price_points": 100_000, "cost_cents": 5_000_001, "stock": None, "limits": []},
                {**MUG, "id": "gift", "price_points": 0, "limits": [], "tiers": ["gold"]},
                {**MUG, "id": "odd", "asset": "growth"},
                {**MUG, "id": "gone", "asset": "nothing"},
            ],
        },
        domains=DOMAINS,
    )
    pace = Evidence(members=100, quantiles={"points": [1000] * 99})
    assert {(f.path, f.code) for f in (*DOMAIN.lint(program, pace), *lint_tests(program))} == {
        ("mall.loop.reward.0", "gives-back-its-price"),
        ("mall.1.special.when", "unknown-field"),
        ("mall.car.price_points", "price-unreachable"),
        ("mall.car.value_cents", "prize-over-legal-limit"),
        ("mall.car.stock", "cost-unbounded"),
        ("mall.gift.price_points", "free-without-limit"),
        ("mall.odd.asset", "not-spendable"),
        ("mall.gone.asset", "dangling-reference"),
        ("mall", "nothing-for-newcomers"),
    }
    (finding,) = [f for f in DOMAIN.lint(program, pace) if f.code == "price-unreachable"]
    assert finding.figures == {"days": 3000, "pace": 1000, "price": 100_000}
    pages = DOMAIN.render_rules(compile_program({"id": "x", "name": "x", "mall": [VOUCHER]}), "en")
    assert [page.lines for page in pages] == [("五元券: 100 points",)]


def test_every_kind_of_reward_says_whether_it_comes_to_nothing():
    kinds = [kind for domain in DOMAINS for kind in domain.rewards]
    assert {kind.name_kind() for kind in kinds if kind.find_obstacle is RewardSpec.find_obstacle} == set()
    assert len(kinds) >= 7
