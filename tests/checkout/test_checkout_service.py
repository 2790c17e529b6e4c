from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.support_shop import DAY, MINUTE, T0, Shop

from liuke.benefits.service import SAVINGS, SavingsBook
from liuke.checkout.book import CHECKOUT, CheckoutBook
from liuke.checkout.domain import DOMAIN
from liuke.checkout.stamps import STAMPS, StampBook
from liuke.decision.conditions import lint_tests
from liuke.decision.domain import Evidence
from liuke.features import DOMAINS, compile_program
from liuke.kernel.errors import InvalidInput, Refused

PROGRAM = {
    "coupons": [
        {"id": "five", "name": "五元", "kind": "amount", "amount_cents": 500, "claimable": True, "per_member": 9},
        {"id": "cup", "name": "免费一杯", "kind": "free_item", "claimable": True, "per_member": 9,
         "scope": {"products": ["tea"]}, "stacking": {"group": "cup"}},
    ],
    "benefits": [
        {"id": "p9", "name": "9 折", "kind": "tier_discount", "percent_off_bps": 1000, "tiers": ["gold"]},
        {"id": "snack", "name": "小食", "kind": "free_item", "tiers": ["gold"], "scope": {"products": ["snack"]},
         "quota": {"count": 1, "period": "month"}, "value_cents": 900},
    ],
    "stamp_cards": [
        {"id": "ten", "name": "买十赠一", "stamps": 3, "scope": {"products": ["tea"]}, "max_value_cents": 1500},
    ],
    "checkout": {"points": {"max_share_bps": 5000}, "hold_minutes": 10},
}  # fmt: skip
CART = [{"sku": "tea", "category": "drink", "quantity": 2, "unit_cents": 2000}]


def shop(points: int = 0, **more) -> Shop:
    made = Shop(**{**PROGRAM, **more})
    if points:
        made.do("points.earn", asset="points", amount=points)
    return made


def refused(made: Shop, reason: str, *args, **data) -> None:
    before = made.snapshot()
    with pytest.raises(Refused) as error:
        made.do(*args, **data)
    assert error.value.reason == reason
    assert made.snapshot() == before


def wallet(made: Shop) -> tuple[int, int]:
    found = made.state(1).wallet("points")
    return found.available, found.held


def saved(made: Shop) -> dict[str, int]:
    return {k: v for k, v in made.state(1).read(SAVINGS, SavingsBook).saved.items() if v}


def stamps(made: Shop) -> dict[str, int]:
    return made.state(1).read(STAMPS, StampBook).stamps


def test_quote_hold_commit_and_the_order_that_follows():
    made = shop(points=500)
    made.tier("gold")
    coupon = made.ask("coupon.claim", batch="five")["coupon_id"]
    found = made.ask("checkout.quote", lines=CART, delivery_cents=300)
    # 4000 − 400 (9 折) − 500 = 3100; half of 3600 may be paid by points, in steps of 10 yuan
    assert (found["goods_cents"], found["points"], found["payable_cents"]) == (3100, 100, 2400)
    before = made.snapshot()
    made.ask("checkout.quote", lines=CART, delivery_cents=300)
    assert made.snapshot() == before
    held = made.ask(
        "checkout.hold", hold_id="h1", lines=CART, delivery_cents=300, quote_hash=found["hash"], order_id="o1", member=1
    )
    assert held["expires_us"] == T0 + 10 * MINUTE
    assert wallet(made) == (400, 100)
    assert made.coupons() == {"locked": 1}
    refused(made, "coupon-locked", "coupon.use", coupon_id=coupon)
    refused(made, "checkout-exists", "checkout.hold", hold_id="h1", lines=CART)
    refused(made, "checkout-of-another-order", "checkout.commit", hold_id="h1", order_id="o2")
    paid = made.do("checkout.commit", hold_id="h1", order_id="o1", channel="mini")
    assert paid.result == {"order_id": "o1", "amount_cents": 2400, "saved_cents": 1900}
    (order,) = made.facts("order.paid")
    assert order == {
        "order_id": "o1", "amount_cents": 2400, "list_cents": 4300, "discount_cents": 1900, "items": 2,
        "categories": {"drink": 2100}, "coupon_ids": [int(coupon)], "hold_id": "h1", "channel": "mini",
        "delivery_cents": 300, "goods_cents": 2100,
        "lines": [{"id": "1", "sku": "tea", "category": "drink", "quantity": 2, "unit_cents": 2000, "paid_cents": 2100,
                   "discount_cents": 900, "points": 100, "points_cents": 1000}],
    }  # fmt: skip
    stored = made.state(1).orders["o1"]
    assert stored is not None
    assert (stored.status, stored.amount_cents, stored.hold_id, stored.saved_cents) == ("paid", 2400, "h1", 1900)
    assert stored.coupons == [int(coupon)]
    assert made.coupons() == {"used": 1}
    assert made.state(1).wallet("points").held == 0
    assert saved(made) == {"tier_price": 400, "coupon": 500, "points": 1000}
    assert made.state(1).read(CHECKOUT, CheckoutBook).open == {}
    assert not [name for name in made.state(1).timers if name.startswith("checkout")]
    refused(made, "checkout-not-found", "checkout.commit", hold_id="h1", order_id="o2")
    refused(made, "checkout-not-found", "checkout.release", hold_id="h1")


@pytest.mark.parametrize("how", ["release", "timer"])
def test_release_gives_everything_back(how):
    made = shop(points=500)
    made.tier("gold")
    made.do("coupon.claim", batch="five")
    made.do("coupon.claim", batch="cup")
    for n in range(2):
        made.do("order.paid", order_id=f"s{n}", amount_cents=4000, lines=[{"sku": "tea", "quantity": 2}])
    lines = [*CART, {"sku": "snack", "quantity": 1, "unit_cents": 900}]
    before = (made.coupons(), wallet(made), stamps(made), made.state(1).wallet("points").available)
    made.do("checkout.hold", hold_id="h", lines=lines)
    assert stamps(made) == {"ten": 1}
    (entitlement,) = (made.state(1).entitlements_map or {}).values()
    assert entitlement.used == 1
    assert made.coupons()["locked"] == 1
    if how == "release":
        made.do("checkout.release", hold_id="h")
    else:
        made.advance(T0 + 10 * MINUTE - 1)
        assert made.coupons()["locked"] == 1
        made.advance(T0 + 10 * MINUTE)
    assert (made.coupons(), wallet(made), stamps(made), made.state(1).wallet("points").available) == before
    (entitlement,) = (made.state(1).entitlements_map or {}).values()
    assert entitlement.used == 0
    assert [f["expired"] for f in made.facts("checkout.released")] == [how == "timer"]
    assert made.facts("order.paid") == []
    assert saved(made) == {}
    refused(made, "checkout-not-found", "checkout.release", T0 + 11 * MINUTE, hold_id="h")
    refused(made, "checkout-not-found", "checkout.commit", T0 + 11 * MINUTE, hold_id="never", order_id="o")


def test_a_coupon_that_expires_while_held_is_gone_after_the_release():
    made = shop(coupons=[{**PROGRAM["coupons"][0], "validity": {"kind": "relative", "days": 1}, "remind_days": []}])
    made.do("coupon.claim", batch="five")
    end = T0 + 36 * 60 * MINUTE
    made.do("checkout.hold", end - MINUTE, hold_id="h", lines=CART)
    made.advance(end)
    assert made.coupons() == {"locked": 1}
    made.advance(end + 10 * MINUTE)
    assert made.coupons() == {"expired": 1}
    assert [f["count"] for f in made.facts("coupon.expired")] == [1]


def test_coupons_that_were_named_and_cannot_be_used_are_told():
    made = shop()
    made.do("coupon.claim", batch="five")
    used = made.ask("coupon.claim", batch="cup")["coupon_id"]
    made.do("coupon.use", coupon_id=used, order_id="before")
    found = made.ask("checkout.quote", lines=CART, coupon_ids=[used, "77", "x", "9" * 30])
    assert (found["payable_cents"], found["steps"]) == (4000, ())
    assert [(one["id"], one["number"], one["reason"]) for one in found["unused"]] == [
        ("cup", used, "not-usable"), ("77", "77", "not-usable"), ("x", "", "not-usable"),
        ("9" * 30, "", "not-usable"),
    ]  # fmt: skip
    whole = made.ask("checkout.quote", lines=CART)
    assert (whole["payable_cents"], whole["unused"]) == (3500, ())


def test_a_price_that_changed_since_the_quote_is_refused():
    made = shop()
    found = made.ask("checkout.quote", lines=CART)
    made.tier("gold")
    refused(made, "quote-changed", "checkout.hold", hold_id="h", lines=CART, quote_hash=found["hash"])


def test_nothing_is_taken_from_under_a_checkout():
    made = shop(points=500)
    made.do("checkout.hold", hold_id="h", lines=CART, order_id="o")
    refused(made, "hold-reserved", "points.release", hold_id="h")
    made.advance(T0 + DAY)
    assert wallet(made) == (500, 0)


def test_an_order_from_outside_that_names_the_checkout_settles_it():
    made = shop(points=500)
    made.do("coupon.claim", batch="five")
    made.do("checkout.hold", hold_id="h", lines=CART)
    made.do("order.paid", order_id="o", amount_cents=1500, hold_id="h")
    assert made.coupons() == {"used": 1}
    assert wallet(made) == (300, 0)
    assert made.facts("coupon.redemption_unmatched") == []
    refused(made, "checkout-not-found", "checkout.commit", hold_id="h", order_id="o2")


def test_bad_carts_name_every_fault_at_once():
    made = shop()
    with pytest.raises(Refused) as error:
        made.do(
            "checkout.quote",
            lines=[{"sku": 5, "quantity": 0}, "x", {"sku": "a", "unit_cents": True}],
            delivery_cents=-1,
        )
    assert error.value.extra["faults_found"] == [
        "lines.0.quantity: must be a whole number from 1",
        "lines.0.unit_cents: must be a whole number from 0",
        "lines.0.sku: must be text",
        "lines.1: must be an object",
        "lines.2.unit_cents: must be a whole number from 0",
        "delivery_cents: must not be negative",
    ]
    with pytest.raises(InvalidInput, match="must have 1 to 500 items"):
        made.do("checkout.quote", lines=[])
    refused(made, "order-id-missing", *_hold_without_order(made), hold_id="h")


def _hold_without_order(made: Shop) -> tuple[str]:
    made.do("checkout.hold", hold_id="h", lines=CART)
    return ("checkout.commit",)


def test_limits_that_the_caller_sets():
    made = shop(points=500)
    made.do("coupon.claim", batch="five")
    assert made.ask("checkout.quote", lines=CART, coupon_ids=[], max_points=0)["payable_cents"] == 4000
    assert made.ask("checkout.quote", lines=CART, coupon_ids=[], max_points=150)["points"] == 100


# -- refunds --------------------------------------------------------------------------------------------------------
def pay(made: Shop, order_id: str = "o", t_us: int = T0, **more) -> None:
    made.do("checkout.hold", t_us, hold_id=f"h-{order_id}", lines=CART, **more)
    made.do("checkout.commit", t_us, hold_id=f"h-{order_id}", order_id=order_id)


def test_a_full_refund_undoes_everything():
    made = shop(points=500)
    made.tier("gold")
    made.do("coupon.claim", batch="five")
    pay(made)
    lots_before = {seq: (lot.remaining, lot.expires_us) for seq, lot in made.state(1).lot_books["points"].lots.items()}
    made.do("order.refunded", T0 + DAY, order_id="o", amount_cents=0, full=True)
    assert wallet(made) == (500, 0)
    assert made.coupons() == {"active": 1}
    assert saved(made) == {}
    lots = made.state(1).lot_books["points"].lots
    assert {seq: lot.expires_us for seq, lot in lots.items()} == {seq: e for seq, (_, e) in lots_before.items()}
    assert sum(lot.remaining for lot in lots.values()) == 500


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(1, 2600), min_size=1, max_size=6), st.integers(1, 5))
def test_parts_of_a_refund_sum_exactly(parts, hundreds):
    made = shop(points=hundreds * 100)
    pay(made)
    order = made.state(1).orders["o"]
    assert order is not None
    amount, points = order.amount_cents, hundreds * 100 - wallet(made)[0]
    refunded = 0
    for part in parts:
        step = min(part, amount - refunded)
        if not step:
            break
        refunded += step
        made.do("order.refunded", order_id="o", amount_cents=step)
        back = points if refunded == amount else points * refunded // amount
        assert wallet(made)[0] == hundreds * 100 - points + back
        left = points * 10 - (points * 10 if refunded == amount else points * 10 * refunded // amount)
        assert saved(made) == ({"points": left} if left else {})
    if refunded < amount:
        made.do("order.refunded", order_id="o", amount_cents=amount - refunded)
    assert wallet(made)[0] == hundreds * 100
    assert saved(made) == {}


def test_an_order_paid_by_points_alone_is_refunded_in_full():
    made = shop(points=900, checkout={"points": {"max_share_bps": 10_000}})
    pay(made)
    order = made.state(1).orders["o"]
    assert order is not None
    assert order.amount_cents == 0
    assert wallet(made) == (500, 0)
    made.do("order.refunded", order_id="o", amount_cents=0, full=True)
    assert wallet(made) == (900, 0)


# -- stamp cards ----------------------------------------------------------------------------------------------------
def test_stamps_fill_a_card_that_pays_for_a_piece():
    made = shop()
    first = made.do("order.paid", order_id="a", amount_cents=4000, lines=[{"sku": "tea", "quantity": 2}])
    assert [(n.kind, n.missing) for n in first.prompts] == [("stamp_card", 1)]
    assert first.gains == []
    second = made.do("order.paid", order_id="b", amount_cents=4000, lines=[{"sku": "tea", "quantity": 2}])
    assert [(g.kind, g.name, g.amount) for g in second.gains] == [("stamp_card", "ten", 1)]
    assert made.facts("stamp_card.filled") == [{"card": "ten", "count": 1}]
    pay(made, "c")
    # 4 stamps − 3 for the card + 1 for the piece that was paid
    assert stamps(made) == {"ten": 2}
    order = made.state(1).orders["c"]
    assert order is not None
    assert order.amount_cents == 2500
    assert saved(made) == {"stamp_card": 1500}
    made.do("order.refunded", order_id="c", amount_cents=2500)
    assert stamps(made) == {"ten": 4}
    assert saved(made) == {}


def test_stamps_go_with_their_order_even_when_the_card_was_used():
    made = shop()
    made.do(
        "order.paid",
        order_id="a",
        amount_cents=6000,
        lines=[{"sku": "tea", "quantity": 3}, {"sku": "x", "quantity": 9}],
    )
    pay(made, "c")
    assert stamps(made) == {"ten": 1}
    made.do("order.refunded", order_id="a", amount_cents=3000)
    assert stamps(made) == {"ten": 0}
    made.do("order.refunded", order_id="a", amount_cents=3000)
    assert stamps(made) == {"ten": -2}
    assert made.ask("checkout.quote", lines=CART)["payable_cents"] == 4000


def test_goods_by_weight_give_no_stamps():
    made = shop(stamp_cards=[{"id": "any", "name": "x", "stamps": 3}])
    made.do("order.paid", order_id="a", amount_cents=1, lines=[{"sku": "fuel", "quantity": 89_638, "grams": 1}])
    assert stamps(made) == {}


# -- lint and rules -------------------------------------------------------------------------------------------------
def test_lint_and_rules_page():
    spec = {
        "id": "x",
        "name": "x",
        "coupons": [{"id": "p", "name": "p", "kind": "percent", "percent_off_bps": 5000}],
        "benefits": [{"id": "t", "name": "t", "kind": "tier_discount", "percent_off_bps": 3000}],
        "stamp_cards": [{"id": "s", "name": "集章", "stamps": 10}],
        "checkout": {
            "points": {"asset": "growth", "min_points": 0},
            "promotions": [
                {"id": "a", "name": "第二件半价", "kind": "buy_get"},
                {"id": "b", "name": "三件", "kind": "buy_get", "buy": 2, "when": {"field": "x.y"}},
                {
                    "id": "c",
                    "name": "满减",
                    "kind": "spend_rebate",
                    "threshold_cents": 10_000,
                    "off_cents": 500,
                    "per": True,
                },
            ],
        },
    }  # fmt: skip
    program = compile_program(spec, domains=DOMAINS)
    assert {(f.path, f.code) for f in (*DOMAIN.lint(program, Evidence()), *lint_tests(program))} == {
        ("checkout.points.asset", "not-spendable"),
        ("checkout.promotions.1.when", "unknown-field"),
        ("checkout.promotions.b", "rule-without-effect"),
        ("checkout", "stacked-below-40-percent"),
        ("stamp_cards.s.max_value_cents", "discount-unbounded"),
        ("refunds.remainder", "reduction-kept-after-return"),
    }
    (page,) = DOMAIN.render_rules(program, "zh")
    assert page.lines == (
        "第二件半价：买 1 得 1（减 50%）", "三件：买 2 得 1（减 50%）", "满减：每满 100 元减 5 元",
        "部分退货：退回商品按实付分摊退款，保留的商品优惠不变", "集章：买 10 件送 1 件",
        "积分抵现：100 积分抵 10 元，最多抵商品金额的 50%", "每单最多使用 1 张券",
    )  # fmt: skip


def test_a_late_payment_takes_free_items_and_cards_again_and_states_what_is_gone():
    made = shop()
    made.tier("gold")
    made.do("order.paid", order_id="before", amount_cents=6000, lines=[{**CART[0], "quantity": 3, "paid_cents": 6000}])
    cart = [*CART, {"sku": "snack", "category": "food", "quantity": 1, "unit_cents": 900}]
    prices = list[int]()
    for hold_id in ("h1", "h2"):
        prices.append(made.ask("checkout.hold", hold_id=hold_id, lines=cart)["quote"]["payable_cents"])
        made.ask("checkout.release", hold_id=hold_id)
    assert prices[0] == prices[1]
    assert stamps(made) == {"ten": 3}
    first = made.ask("checkout.commit", hold_id="h1", order_id="o1")
    assert (first["late"], first["gone"], first["gone_cents"]) == (True, [], 0)
    second = made.ask("checkout.commit", hold_id="h2", order_id="o2")
    assert [(one["source"], one["id"], one["amount"], one["reason"]) for one in second["gone"]] == [
        ("benefit", "snack", 1, "benefit-used-up"), ("stamp_card", "ten", 1, "stamp-card-not-full"),
    ]  # fmt: skip
    assert second["gone_cents"] == sum(one["cents"] for one in second["gone"]) > 0
    assert second["saved_cents"] + second["gone_cents"] == first["saved_cents"]
    assert saved(made)["stamp_card"] + saved(made)["benefit"] == second["gone_cents"]
    made.do("order.refunded", order_id="o2", full=True)
    assert stamps(made) == {"ten": 1 + 1 - 1}
    made.do("order.refunded", order_id="o1", full=True)
    assert stamps(made) == {"ten": 3}


def test_lint_names_the_risk_of_late_payments_that_use_nothing():
    def codes(**checkout):
        spec = compile_program({"id": "x", "name": "x", "checkout": checkout})
        return [one.code for one in DOMAIN.lint(spec, Evidence())]

    assert codes() == []
    assert codes(late_payment="order_only") == ["late-payment-free"]


@pytest.mark.parametrize("verb", ["commit", "release"])
def test_the_points_of_a_checkout_are_closed_with_it_alone(verb):
    made = shop(points=500)
    made.do("points.hold", asset="points", amount=5, hold_id="own", purpose="checkout")
    made.do("checkout.hold", hold_id="h", lines=CART, order_id="o")
    refused(made, "hold-reserved", f"points.{verb}", hold_id="h")
    made.do(f"points.{verb}", hold_id="own")
    made.do("checkout.commit", hold_id="h")
    assert wallet(made)[1] == 0
