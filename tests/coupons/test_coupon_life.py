from __future__ import annotations

import pytest
from tests.support_shop import DAY, HOUR, T0, Shop, at

from liuke.coupons.domain import DOMAIN
from liuke.decision.conditions import lint_tests
from liuke.decision.domain import Evidence
from liuke.decision.effects import MoveCoupon
from liuke.features import DOMAINS, compile_program
from liuke.kernel.errors import InvalidInput, Refused

FIVE = {"id": "five", "name": "五元券", "kind": "amount", "amount_cents": 500, "claimable": True, "per_member": 2}


def refused(shop: Shop, reason: str, *args, member: int = 1, **data) -> None:
    before = shop.snapshot(member)
    with pytest.raises(Refused) as error:
        shop.do(*args, member=member, **data)
    assert error.value.reason == reason
    assert shop.snapshot(member) == before


def test_claim_gives_a_coupon_valid_to_the_end_of_the_last_day():
    shop = Shop(coupons=[{**FIVE, "validity": {"kind": "relative", "days": 3}}])
    made = shop.do("coupon.claim", T0, batch="five")
    assert made.result["valid_from_us"] == T0
    # claimed on 6 May in Shanghai: good through 9 May
    assert made.result["valid_until_us"] == at(2024, 5, 9, 16)
    coupon_id = made.result["coupon_id"]
    assert [e for e in made.effects if isinstance(e, MoveCoupon)] == [
        MoveCoupon(int(coupon_id), "five", "", "active", "claim")
    ]
    assert [(g.kind, g.name, g.amount) for g in made.gains] == [("coupon", "five", 1)]
    assert shop.coupons() == {"active": 1}


@pytest.mark.parametrize(
    ("validity", "begin", "end"),
    [
        (
            {"kind": "absolute", "from_day": "2024-05-10", "to_day": "2024-05-31"},
            at(2024, 5, 9, 16),
            at(2024, 5, 31, 16),
        ),
        ({"kind": "relative", "days": 1, "starts_after_days": 2}, at(2024, 5, 7, 16), at(2024, 5, 9, 16)),
    ],
)
def test_validity(validity, begin, end):
    shop = Shop(coupons=[{**FIVE, "validity": validity}])
    result = shop.ask("coupon.claim", batch="five")
    assert (result["valid_from_us"], result["valid_until_us"]) == (begin, end)


def test_a_day_of_23_hours_ends_at_local_midnight():
    shop = Shop(
        calendar={"time_zone": "America/New_York"},
        coupons=[{**FIVE, "validity": {"kind": "relative", "days": 1}}],
    )
    # Saturday 9 March 2024, 20:00 local; clocks go forward on the 10th
    result = shop.ask("coupon.claim", at(2025, 3, 9, 1), batch="five")
    assert result["valid_until_us"] == at(2025, 3, 10, 4)


def test_claim_refusals_change_nothing():
    shop = Shop(
        members=2,
        stock={"coupon:rare": 1},
        coupons=[
            FIVE,
            {**FIVE, "id": "rare", "quota": 1},
            {**FIVE, "id": "hidden", "claimable": False},
            {**FIVE, "id": "past", "validity": {"kind": "absolute", "from_day": "2024-01-01", "to_day": "2024-02-01"}},
            {**FIVE, "id": "later", "claim": {"from_day": "2024-06-01"}},
            {**FIVE, "id": "gold", "audience": {"field": "member.tier", "value": "gold"}},
        ],
    )
    shop.do("coupon.claim", batch="rare")
    refused(shop, "coupon-sold-out", "coupon.claim", batch="rare", member=2)
    for reason, batch in [
        ("coupon-batch-unknown", "nothing"),
        ("coupon-not-claimable", "hidden"),
        ("coupon-expired", "past"),
        ("coupon-claim-closed", "later"),
        ("coupon-not-for-member", "gold"),
    ]:
        refused(shop, reason, "coupon.claim", batch=batch)
    shop.do("coupon.claim", batch="five")
    shop.do("coupon.claim", batch="five")
    refused(shop, "coupon-limit", "coupon.claim", batch="five")
    shop.tier("gold")
    shop.do("coupon.claim", batch="gold")
    assert shop.coupons() == {"active": 4}
    assert shop.stock["coupon:rare"] == 0
    assert shop.taken("coupon:rare") == 1


def test_use_once_and_never_again():
    shop = Shop(coupons=[{**FIVE, "threshold_cents": 2000, "scope": {"stores": ["s1"]}}])
    coupon = shop.ask("coupon.claim", batch="five")["coupon_id"]
    refused(shop, "coupon-threshold", "coupon.use", coupon_id=coupon, amount_cents=1999)
    refused(shop, "coupon-not-here", "coupon.use", coupon_id=coupon, store="s2")
    for wrong in ("77", "9" * 500, "x", "-1", "７"):
        refused(shop, "coupon-not-found", "coupon.use", coupon_id=wrong)
    with pytest.raises(InvalidInput, match=r"data\.coupon_id: must have 1 to 500 characters"):
        shop.do("coupon.use", coupon_id="")
    used = shop.do("coupon.use", coupon_id=coupon, amount_cents=2000, store="s1", order_id="o1")
    assert used.result == {"coupon_id": coupon, "batch": "five", "saved_cents": 500}
    assert [e for e in used.effects if isinstance(e, MoveCoupon)] == [
        MoveCoupon(int(coupon), "five", "active", "used", "o1")
    ]
    refused(shop, "coupon-used", "coupon.use", coupon_id=coupon)
    assert shop.facts("coupon.used") == [{"coupon_id": coupon, "batch": "five", "order_id": "o1", "saved_cents": 500}]


def test_not_yet_valid_then_expired_by_timer_with_one_reminder():
    shop = Shop(coupons=[{**FIVE, "validity": {"kind": "relative", "days": 5, "starts_after_days": 1}}])
    coupon = shop.ask("coupon.claim", batch="five")["coupon_id"]
    shop.do("coupon.claim", batch="five")
    refused(shop, "coupon-not-yet-valid", "coupon.use", coupon_id=coupon)
    shop.advance(T0 + 20 * DAY)
    (message,) = shop.messages("coupon-expiring")
    assert message.params == {"coupon": "five", "count": 2, "days": 3, "valid_until_us": at(2024, 5, 12, 16)}
    assert shop.coupons() == {"expired": 2}
    (fact,) = shop.facts("coupon.expired")
    assert (fact["batch"], fact["count"]) == ("five", 2)
    ticks = [(d.event_us, d.type) for _, d in shop.decisions if d.tick]
    assert ticks == [(at(2024, 5, 9, 16), "timer.coupons"), (at(2024, 5, 12, 16), "timer.coupons")]
    refused(shop, "coupon-expired", "coupon.use", T0 + 21 * DAY, coupon_id=coupon)
    assert shop.state(1).timers == {}


def test_near_speaks_of_the_coupon_that_expires_next():
    shop = Shop(coupons=[{**FIVE, "validity": {"kind": "relative", "days": 10}}])
    first = shop.ask("coupon.claim", batch="five")["coupon_id"]
    shop.do("coupon.claim", T0 + DAY, batch="five")
    prompts = shop.do("gadget.bought", T0 + 8 * DAY).prompts
    assert [(n.kind, n.missing, n.unit, n.code) for n in prompts] == [("coupon", 3, "days", "coupon-expiring-soon")]
    shop.do("coupon.use", T0 + 8 * DAY, coupon_id=first)
    assert [n.missing for n in shop.do("gadget.bought", T0 + 8 * DAY).prompts] == [4]


def test_rewards_stop_at_the_quota_and_say_why():
    batch = {"id": "r", "name": "r", "kind": "amount", "amount_cents": 100, "quota": 3}
    shop = Shop(stock={"coupon:r": 3}, coupons=[batch])
    made = shop.do("campaign.received", batches=["r", "r", "r", "r", "unknown"])
    assert shop.coupons() == {"active": 3}
    assert [(r.code, r.applied) for r in made.reasons] == [
        *[("coupon-granted", True)] * 3, ("coupon-sold-out", False), ("coupon-batch-unknown", False),
    ]  # fmt: skip


def test_a_campaign_is_received_once_and_sets_the_days_of_open_coupons():
    shop = Shop(
        coupons=[{"id": "a", "name": "a", "kind": "amount", "amount_cents": 100, "validity": {"kind": "open"}}],
        coupon_parcels=[
            {
                "id": "may",
                "name": "五月",
                "coupons": ["a"],
                "window": {"from_day": "2024-05-05", "to_day": "2024-05-08"},
            }
        ],
    )
    shop.do("campaign.received", campaign="may")
    (coupon,) = (shop.state(1).coupons_map or {}).values()
    assert (coupon.valid_from_us, coupon.valid_until_us, coupon.ref) == (at(2024, 5, 4, 16), at(2024, 5, 8, 16), "may")
    again = shop.do("campaign.received", campaign="may")
    assert [r.code for r in again.reasons] == ["campaign-received-before"]
    late = shop.do("campaign.received", T0 + 5 * DAY, campaign="may")
    assert [r.code for r in late.reasons] == ["campaign-over"]
    assert [r.code for r in shop.do("campaign.received", T0 + 5 * DAY, campaign="no").reasons] == ["campaign-unknown"]
    assert shop.coupons() == {"expired": 1}


def test_a_till_reports_uses_and_nothing_is_lost():
    batch = {
        "id": "till",
        "name": "t",
        "kind": "amount",
        "amount_cents": 100,
        "reusable": 2,
        "validity": {"kind": "open"},
    }
    shop = Shop(coupons=[batch])
    shop.do("campaign.received", batches=["till"])
    for n in range(3):
        shop.do("coupon.redeemed", batch="till", order_id=f"o{n}", saved_cents=70)
    shop.do("coupon.redeemed", batch="other", order_id="o9", saved_cents=10)
    assert [f["order_id"] for f in shop.facts("coupon.used")] == ["o0", "o1"]
    assert [(f["order_id"], f["reason"]) for f in shop.facts("coupon.redemption_unmatched")] == [
        ("o2", "coupon-used"), ("o9", "coupon-not-found"),
    ]  # fmt: skip
    assert shop.coupons() == {"used": 1}
    (coupon,) = (shop.state(1).coupons_map or {}).values()
    assert coupon.saved_cents == 140


# -- codes ----------------------------------------------------------------------------------------------------------
def test_a_code_is_redeemed_once_for_ever():
    shop = Shop(
        members=2, coupons=[{**FIVE, "code": "imported", "quota": 9, "per_member": None}], stock={"coupon:five": 9}
    )
    shop.codes = {"ABC": {"batch": "five"}, "OLD": {"batch": "five", "valid_until_us": T0}}
    made = shop.do("coupon.redeem_code", code="ABC")
    assert made.result["code"] == "ABC"
    refused(shop, "code-used", "coupon.redeem_code", code="ABC", member=2)
    refused(shop, "code-used", "coupon.redeem_code", code="ABC")
    refused(shop, "code-expired", "coupon.redeem_code", code="OLD")
    refused(shop, "code-not-found", "coupon.redeem_code", code="NOPE")
    assert shop.coupons(1) == {"active": 1}
    assert shop.coupons(2) == {}


def test_partner_codes_are_handed_out_each_once():
    batch = {"id": "film", "name": "电影券", "kind": "free_item", "code": "imported", "quota": 2}
    shop = Shop(members=3, coupons=[batch], stock={"coupon:film": 2})
    shop.codes = {"film#2": {"code": "FILM-A"}, "film#1": {"code": "FILM-B"}}
    for member in (1, 2, 3):
        shop.do("campaign.received", member=member, batches=["film"])
    codes = [coupon.code for m in (1, 2, 3) for coupon in (shop.state(m).coupons_map or {}).values()]
    assert codes == ["FILM-A", "FILM-B"]


def test_generated_codes_differ_and_do_not_depend_on_the_attempt():
    shop = Shop(members=2, coupons=[{**FIVE, "code": "generated"}])
    codes = {shop.ask("coupon.claim", member=m, batch="five")["code"] for m in (1, 1, 2, 2)}
    assert len(codes) == 4
    assert all(len(code) == 12 for code in codes)


# -- refunds --------------------------------------------------------------------------------------------------------
def test_a_full_refund_returns_the_coupon_with_its_expiry_and_a_part_does_not():
    shop = Shop(coupons=[{**FIVE, "validity": {"kind": "relative", "days": 3}}])
    got = shop.ask("coupon.claim", batch="five")
    shop.do("order.paid", order_id="o", amount_cents=1000, coupon_ids=[int(got["coupon_id"])])
    assert shop.coupons() == {"used": 1}
    shop.do("order.refunded", order_id="o", amount_cents=400)
    assert shop.coupons() == {"used": 1}
    shop.do("order.refunded", order_id="o", amount_cents=600)
    (coupon,) = (shop.state(1).coupons_map or {}).values()
    assert (coupon.status, coupon.valid_until_us, coupon.saved_cents) == ("active", got["valid_until_us"], 0)
    shop.advance(T0 + 9 * DAY)
    assert shop.coupons() == {"expired": 1}


@pytest.mark.parametrize(
    ("policy", "status"),
    [
        ({"policy": "same", "grace_days": 2}, "active"),
        ({"policy": "same"}, "used"),
        ({"policy": "never"}, "used"),
    ],
)
def test_a_refund_after_the_expiry_follows_the_policy(policy, status):
    shop = Shop(coupons=[{**FIVE, "validity": {"kind": "relative", "days": 3}, "return_on_refund": policy}])
    got = shop.ask("coupon.claim", batch="five")
    shop.do("order.paid", order_id="o", amount_cents=1000, coupon_ids=[int(got["coupon_id"])])
    shop.do("order.refunded", T0 + 10 * DAY, order_id="o", full=True, amount_cents=1000)
    (coupon,) = (shop.state(1).coupons_map or {}).values()
    assert coupon.status == status
    if status == "active":
        assert coupon.valid_until_us == at(2024, 5, 18, 16)


def test_an_order_that_names_a_used_coupon_is_kept_and_the_use_is_stated_as_unmatched():
    shop = Shop(coupons=[FIVE])
    coupon = shop.ask("coupon.claim", batch="five")["coupon_id"]
    shop.do("order.paid", order_id="a", amount_cents=1000, coupon_ids=[int(coupon)])
    shop.do("order.paid", order_id="b", amount_cents=1000, coupon_ids=[int(coupon), 5])
    assert [(f["coupon_id"], f["reason"]) for f in shop.facts("coupon.redemption_unmatched")] == [
        (coupon, "coupon-used"), ("5", "coupon-not-found"),
    ]  # fmt: skip
    shop.do("order.refunded", order_id="b", full=True, amount_cents=1000)
    assert shop.coupons() == {"used": 1}


def test_revoke():
    shop = Shop(coupons=[FIVE])
    coupon = shop.ask("coupon.claim", batch="five")["coupon_id"]
    shop.do("coupon.revoke", coupon_id=coupon, reason="error")
    assert shop.coupons() == {"revoked": 1}
    refused(shop, "coupon-revoked", "coupon.use", coupon_id=coupon)
    refused(shop, "coupon-revoked", "coupon.revoke", coupon_id=coupon)


# -- gifts ----------------------------------------------------------------------------------------------------------
GIFT = {**FIVE, "transferable": True, "gift_hours": 24, "per_member": 1}


def test_a_gift_goes_over_exactly_once():
    shop = Shop(members=3, coupons=[GIFT])
    got = shop.ask("coupon.claim", batch="five")
    shop.do("coupon.claim", member=2, batch="five")
    gift = shop.ask("coupon.gift", coupon_id=got["coupon_id"], to_member="2")
    assert gift["expires_us"] == T0 + DAY
    assert shop.coupons(1) == {"locked": 1}
    refused(shop, "coupon-locked", "coupon.use", coupon_id=got["coupon_id"])
    refused(shop, "gift-not-found", "coupon.gift_accept", gift_id=gift["gift_id"], member=2)
    shop.deliver()
    refused(shop, "gift-not-found", "coupon.gift_accept", gift_id=gift["gift_id"], member=3)
    shop.do("coupon.gift_accept", T0 + HOUR, member=2, gift_id=gift["gift_id"])
    refused(shop, "gift-claimed", "coupon.gift_accept", T0 + HOUR, gift_id=gift["gift_id"], member=2)
    assert shop.coupons(1) == {"locked": 1}
    assert shop.deliver() == 2
    # the limit per member does not stop a gift, and the validity goes along
    assert (shop.coupons(1), shop.coupons(2)) == ({"given": 1}, {"active": 2})
    assert {c.valid_until_us for c in (shop.state(2).coupons_map or {}).values()} == {got["valid_until_us"]}
    shop.advance(T0 + 3 * DAY)
    assert shop.coupons(1) == {"given": 1}


def test_a_gift_that_is_not_accepted_goes_back():
    shop = Shop(members=2, coupons=[GIFT])
    coupon = shop.ask("coupon.claim", batch="five")["coupon_id"]
    gift = shop.ask("coupon.gift", coupon_id=coupon, to_member="2")["gift_id"]
    shop.deliver()
    shop.advance(T0 + DAY)
    assert shop.coupons(1) == {"active": 1}
    refused(shop, "gift-expired", "coupon.gift_accept", T0 + DAY, gift_id=gift, member=2)
    shop.deliver()
    refused(shop, "gift-not-found", "coupon.gift_accept", T0 + DAY, gift_id=gift, member=2)
    shop.do("coupon.use", T0 + DAY, coupon_id=coupon)
    assert (shop.coupons(1), shop.coupons(2)) == ({"used": 1}, {})


def test_a_claim_that_comes_after_the_offer_ended_gives_nothing():
    shop = Shop(members=2, coupons=[GIFT])
    coupon = shop.ask("coupon.claim", batch="five")["coupon_id"]
    gift = shop.ask("coupon.gift", coupon_id=coupon, to_member="2")["gift_id"]
    shop.deliver()
    shop.do("coupon.gift_accept", T0 + DAY - 1, member=2, gift_id=gift)
    shop.advance(T0 + DAY)
    shop.deliver()
    assert (shop.coupons(1), shop.coupons(2)) == ({"active": 1}, {})
    assert shop.facts("coupon.given") == []


def test_gift_refusals_and_taking_back():
    shop = Shop(members=2, coupons=[GIFT, {**FIVE, "id": "own"}])
    mine = shop.ask("coupon.claim", batch="five")["coupon_id"]
    own = shop.ask("coupon.claim", batch="own")["coupon_id"]
    refused(shop, "coupon-not-transferable", "coupon.gift", coupon_id=own, to_member="2")
    refused(shop, "coupon-gift-to-self", "coupon.gift", coupon_id=mine, to_member="1")
    gift = shop.ask("coupon.gift", coupon_id=mine, to_member="2")["gift_id"]
    shop.do("coupon.gift_cancel", gift_id=gift)
    assert shop.coupons() == {"active": 2}
    refused(shop, "gift-not-found", "coupon.gift_cancel", gift_id=gift)


# -- lint and rules page --------------------------------------------------------------------------------------------
def test_lint_and_rules_page():
    program = compile_program(
        {
            "id": "x",
            "name": "x",
            "coupons": [
                {"id": "a", "name": "a", "kind": "percent", "percent_off_bps": 9500, "claimable": True},
                {"id": "b", "name": "b", "kind": "amount", "amount_cents": 1000, "threshold_cents": 500,
                 "audience": {"field": "nothing.there"}, "stacking": {"combinable_with": ["gone"]}},
                {"id": "b", "name": "b", "kind": "amount", "amount_cents": 1000, "claimable": True, "per_member": 1},
            ],
            "coupon_parcels": [{"id": "c", "name": "c", "coupons": ["zz"]}],
        },
        domains=DOMAINS,
    )  # fmt: skip
    found = {(f.path, f.code, f.severity) for f in (*DOMAIN.lint(program, Evidence()), *lint_tests(program))}
    assert found == {
        ("coupons.a.max_discount_cents", "discount-unbounded", "warning"),
        ("coupons.a.percent_off_bps", "percent-looks-inverted", "warning"),
        ("coupons.a.per_member", "cost-unbounded", "error"),
        ("coupons.b", "duplicate-id", "error"),
        ("coupons.b.threshold_cents", "threshold-below-amount", "warning"),
        ("coupons.b.audience", "rule-without-effect", "warning"),
        ("coupons.1.audience", "unknown-field", "error"),
        ("coupons.b.stacking.combinable_with", "dangling-reference", "warning"),
        ("coupon_parcels.c.coupons", "dangling-reference", "error"),
    }
    (page,) = DOMAIN.render_rules(program, "zh")
    assert page.lines == ("a：减免 95%，领取后 30 天内有效", "b：减 10 元，领取后 30 天内有效")
    (page,) = DOMAIN.render_rules(program, "en")
    assert page.lines == ("a: 95% off, valid for 30 days", "b: ¥10 off, valid for 30 days")


def test_what_is_said_of_public_codes():
    code = {"kind": "amount", "amount_cents": 1000, "code": "public", "per_member": 2}
    program = compile_program(
        {
            "id": "x",
            "name": "x",
            "coupons": [
                {**code, "id": "a", "name": "a", "public_code": "SUMMER", "quota": 100},
                {**code, "id": "b", "name": "b", "public_code": "summer", "audience": {"field": "member.tier"}},
            ],
        },
        domains=DOMAINS,
    )
    found = {(f.path, f.code, f.severity) for f in DOMAIN.lint(program, Evidence())}
    assert found == {
        ("coupons.a.public_code", "public-code-doubled", "error"),
        ("coupons.b.public_code", "public-code-doubled", "error"),
        ("coupons.b.quota", "public-code-without-total", "warning"),
    }
    (page,) = DOMAIN.render_rules(program, "zh")
    assert page.lines[0] == "a：减 10 元，领取后 30 天内有效，口令 SUMMER，每人限 2 张，共 100 张"
    (page,) = DOMAIN.render_rules(program, "en")
    assert page.lines[0] == "a: ¥10 off, valid for 30 days, code SUMMER, 2 a member, 100 in all"


@pytest.mark.parametrize("more", [{"code": "public"}, {"public_code": "X1"}, {"code": "public", "public_code": "A B"}])
def test_a_public_code_says_both(more):
    coupon = {"id": "a", "name": "a", "kind": "amount", "amount_cents": 1000, **more}
    with pytest.raises(InvalidInput):
        compile_program({"id": "x", "name": "x", "coupons": [coupon]}, domains=DOMAINS)
