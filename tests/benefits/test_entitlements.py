from __future__ import annotations

from datetime import date

import pytest
from tests.support_shop import DAY, HOUR, MINUTE, T0, Shop, at

from liuke.benefits.dashboard import value_dashboard
from liuke.benefits.domain import DOMAIN
from liuke.benefits.periods import birthday_days, birthday_in
from liuke.benefits.service import SAVINGS, SavingsBook
from liuke.benefits.spec import Birthday
from liuke.decision.conditions import lint_tests
from liuke.decision.domain import Evidence
from liuke.decision.effects import UseEntitlement
from liuke.features import DOMAINS, compile_program
from liuke.kernel.clock import date_of, day_of
from liuke.kernel.errors import InvalidInput, Refused

SNACK = {
    "id": "snack", "name": "小食", "kind": "free_item", "tiers": ["gold"], "redeem": "self", "value_cents": 1200,
    "quota": {"count": 1, "period": "month", "carry_over": 1},
}  # fmt: skip
SERVICE = {"id": "service", "name": "专属客服", "kind": "service", "tiers": ["gold"], "redeem": "self"}


def refused(shop: Shop, reason: str, *args, member: int = 1, **data) -> None:
    before = shop.snapshot(member)
    with pytest.raises(Refused) as error:
        shop.do(*args, member=member, **data)
    assert error.value.reason == reason
    assert shop.snapshot(member) == before


def uses(shop: Shop, member: int = 1) -> list[tuple[int, int, int]]:
    found = (shop.state(member).entitlements_map or {}).values()
    return [(e.quota, e.carried, e.used) for e in sorted(found, key=lambda e: e.period_start_us)]


def test_an_upgrade_grants_and_the_month_allows_one_use():
    shop = Shop(benefits=[SNACK, SERVICE])
    refused(shop, "benefit-not-of-tier", "benefit.redeem", benefit="snack")
    refused(shop, "benefit-not-of-tier", "benefit.redeem", benefit="service")
    refused(shop, "benefit-unknown", "benefit.redeem", benefit="nothing")
    shop.tier("gold")
    assert uses(shop) == [(1, 0, 0)]
    made = shop.do("benefit.redeem", benefit="snack")
    assert (made.result["count"], made.result["left"]) == (1, 0)
    assert [e.count for e in made.effects if isinstance(e, UseEntitlement)] == [1]
    refused(shop, "benefit-used-up", "benefit.redeem", benefit="snack")
    for _ in range(3):
        assert shop.ask("benefit.redeem", benefit="service")["left"] is None
    assert shop.state(1).read(SAVINGS, SavingsBook).saved == {"benefit": 1200}


def test_periods_begin_by_timer_and_carry_over_at_most_what_the_program_says():
    shop = Shop(benefits=[SNACK])
    shop.tier("gold")
    shop.advance(at(2024, 7, 31, 15))
    assert uses(shop) == [(1, 0, 0), (1, 1, 0), (1, 1, 0)]
    assert [(d.event_us, d.type) for _, d in shop.decisions if d.tick] == [
        (at(2024, 5, 31, 16), "timer.benefit"), (at(2024, 6, 30, 16), "timer.benefit"),
    ]  # fmt: skip
    shop.do("benefit.redeem", at(2024, 7, 31, 15, 59, 59), benefit="snack")
    shop.do("benefit.redeem", at(2024, 7, 31, 15, 59, 59), benefit="snack")
    refused(shop, "benefit-used-up", "benefit.redeem", at(2024, 7, 31, 15, 59, 59), benefit="snack")
    # the next month begins at midnight in Shanghai; nothing is left to carry
    shop.do("benefit.redeem", at(2024, 7, 31, 16), benefit="snack")
    assert uses(shop)[-1] == (1, 0, 1)
    assert [f["count"] for f in shop.facts("benefit.lapsed")] == [1, 2]


def test_a_month_with_daylight_saving_ends_at_local_midnight():
    shop = Shop(calendar={"time_zone": "America/New_York"}, benefits=[SNACK])
    shop.advance(at(2025, 3, 5))
    shop.tier("gold", at(2025, 3, 5))
    (entitlement,) = (shop.state(1).entitlements_map or {}).values()
    assert (entitlement.period_start_us, entitlement.period_end_us) == (at(2025, 3, 1, 5), at(2025, 4, 1, 4))


def test_losing_the_tier_ends_it_and_winning_it_back_gives_no_second_quota():
    shop = Shop(benefits=[SNACK])
    shop.tier("gold")
    shop.do("benefit.redeem", benefit="snack")
    shop.tier("silver", how="tier.downgraded")
    refused(shop, "benefit-not-of-tier", "benefit.redeem", T0 + HOUR, benefit="snack")
    assert shop.state(1).timers == {}
    shop.tier("gold", T0 + DAY)
    refused(shop, "benefit-used-up", "benefit.redeem", T0 + DAY, benefit="snack")
    assert uses(shop) == [(1, 0, 1)]
    shop.do("benefit.redeem", at(2024, 6, 1), benefit="snack")
    assert uses(shop) == [(1, 0, 1), (1, 0, 1)]


def test_a_lift_gives_benefits_while_it_lasts_and_a_pause_rests_them():
    shop = Shop(benefits=[SNACK, SERVICE, {**SERVICE, "id": "all", "tiers": []}])
    shop.tier("gold", how="tier.lifted")
    shop.tier("", T0 + DAY, how="tier.lift_ended")
    refused(shop, "benefit-not-of-tier", "benefit.redeem", T0 + DAY, benefit="snack")
    shop.tier("gold", T0 + DAY)
    shop.tier("gold", T0 + 2 * DAY, how="tier.benefits_paused")
    for benefit in ("snack", "service"):
        refused(shop, "benefit-not-of-tier", "benefit.redeem", T0 + 2 * DAY, benefit=benefit)
    shop.do("benefit.redeem", T0 + 2 * DAY, benefit="all")
    shop.tier("gold", T0 + 3 * DAY, how="tier.benefits_restored")
    shop.do("benefit.redeem", T0 + 3 * DAY, benefit="snack")
    assert uses(shop) == [(1, 0, 1)]
    assert [f["count"] for f in shop.facts("benefit.ended")] == [1, 1]


def test_conditions_decide_when():
    shop = Shop(benefits=[{**SERVICE, "tiers": [], "when": {"field": "calendar.weekday", "value": 3}}])
    refused(shop, "benefit-not-now", "benefit.redeem", benefit="service")
    shop.do("benefit.redeem", T0 + 2 * DAY, benefit="service")


# -- codes ----------------------------------------------------------------------------------------------------------
CLERK = {**SNACK, "redeem": "clerk", "tiers": [], "quota": {"count": 2, "period": "month"}, "undo_minutes": 10}


def test_a_code_is_good_once_and_for_a_short_time():
    shop = Shop(members=2, benefits=[CLERK])
    refused(shop, "benefit-needs-clerk", "benefit.redeem", benefit="snack")
    refused(shop, "code-lifetime", "benefit.issue_code", benefit="snack", seconds=301)
    issued = shop.ask("benefit.issue_code", benefit="snack", seconds=60)
    assert issued["expires_us"] == T0 + MINUTE
    code = issued["code"]
    assert len(code) == 10
    assert uses(shop) == [(2, 0, 0)]
    refused(shop, "code-not-found", "benefit.redeem_code", code=code, member=2)
    refused(shop, "code-not-found", "benefit.redeem_code", code="WRONG")
    refused(shop, "code-expired", "benefit.redeem_code", T0 + MINUTE, code=code)
    shop.do("benefit.redeem_code", T0 + MINUTE - 1, code=code.lower(), clerk="c1")
    refused(shop, "code-used", "benefit.redeem_code", T0 + MINUTE - 1, code=code)
    assert uses(shop) == [(2, 0, 1)]
    other = shop.ask("benefit.issue_code", T0 + MINUTE, benefit="snack")["code"]
    assert other != code


def test_a_code_for_more_than_is_left_takes_nothing():
    shop = Shop(benefits=[CLERK])
    first = shop.ask("benefit.issue_code", benefit="snack", count=2)["code"]
    second = shop.ask("benefit.issue_code", benefit="snack")["code"]
    shop.do("benefit.redeem_code", code=second)
    refused(shop, "benefit-used-up", "benefit.redeem_code", code=first)
    assert uses(shop) == [(2, 0, 1)]


def test_a_redemption_is_undone_once_and_in_time():
    shop = Shop(benefits=[{**CLERK, "redeem": "self"}])
    done = shop.ask("benefit.redeem", benefit="snack")["redemption"]
    late = shop.ask("benefit.redeem", benefit="snack")["redemption"]
    shop.do("benefit.cancel", T0 + 10 * MINUTE, redemption=done)
    assert uses(shop) == [(2, 0, 1)]
    assert shop.state(1).read(SAVINGS, SavingsBook).saved == {"benefit": 1200}
    refused(shop, "redemption-cancelled", "benefit.cancel", T0 + 10 * MINUTE, redemption=done)
    refused(shop, "cancel-too-late", "benefit.cancel", T0 + 10 * MINUTE + 1, redemption=late)
    refused(shop, "redemption-not-found", "benefit.cancel", T0 + 10 * MINUTE + 1, redemption="x")


# -- birthdays ------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("year", "month_day", "leap", "expected"),
    [
        (2023, "02-29", "02-28", date(2023, 2, 28)),
        (2023, "02-29", "03-01", date(2023, 3, 1)),
        (2024, "02-29", "03-01", date(2024, 2, 29)),
        (2024, "12-31", "02-28", date(2024, 12, 31)),
        (2023, "2000-02-29", "02-28", date(2023, 2, 28)),
        (2023, "1999-12-31T00", "02-28", None),
        (2024, "02-30", "02-28", None),
        (2024, "2-9", "02-28", None),
        (2024, "13-01", "02-28", None),
    ],
)
def test_birthday_in_a_year(year, month_day, leap, expected):
    found = birthday_in(year, month_day, Birthday(leap=leap))
    assert (date_of(found) if found is not None else None) == expected


def test_the_window_runs_over_new_year():
    terms = Birthday(days_before=3, days_after=7)
    for day in (date(2024, 12, 29), date(2025, 1, 8)):
        assert birthday_days("01-01", terms, day_of(day)) == (day_of(date(2024, 12, 29)), day_of(date(2025, 1, 8)))
    assert birthday_days("01-01", terms, day_of(date(2025, 1, 9))) == (
        day_of(date(2025, 12, 29)), day_of(date(2026, 1, 8)),
    )  # fmt: skip


GIFT = {
    "id": "cake", "name": "生日饮品", "kind": "birthday_gift", "redeem": "self", "value_cents": 1500,
    "birthday": {"days_before": 1, "days_after": 2},
}  # fmt: skip


def test_a_birthday_gift_comes_by_itself_once_a_year():
    shop = Shop(members=0, benefits=[GIFT])
    shop.register(1, T0, birthday="02-29")
    refused(shop, "benefit-not-now", "benefit.redeem", benefit="cake")
    assert [n.code for n in shop.do("gadget.bought", at(2025, 2, 22)).prompts] == ["birthday-gift-soon"]
    shop.advance(at(2025, 2, 27))
    assert uses(shop) == [(1, 0, 0)]
    shop.do("benefit.redeem", at(2025, 3, 2, 15), benefit="cake")
    refused(shop, "benefit-used-up", "benefit.redeem", at(2025, 3, 2, 15), benefit="cake")
    shop.advance(at(2025, 3, 2, 16))
    refused(shop, "benefit-not-now", "benefit.redeem", at(2025, 3, 2, 16), benefit="cake")
    # another birthday in the same year gives no second gift
    shop.members[1].profile["birthday"] = "06-01"
    refused(shop, "benefit-not-now", "benefit.redeem", at(2025, 6, 1), benefit="cake")
    shop.do("benefit.redeem", at(2026, 6, 1), benefit="cake")
    assert uses(shop) == [(1, 0, 1), (1, 0, 1)]


def test_a_member_without_birthday_has_no_timer():
    shop = Shop(benefits=[GIFT])
    assert shop.state(1).timers == {}
    refused(shop, "benefit-not-now", "benefit.redeem", benefit="cake")


# -- reminders, dashboard, lint -------------------------------------------------------------------------------------
def test_unused_ones_are_remembered_before_the_period_ends():
    shop = Shop(benefits=[{**SNACK, "remind_days": 3}])
    shop.tier("gold")
    shop.advance(at(2024, 6, 2))
    (message,) = shop.messages("benefit-unused")
    assert (message.params["benefit"], message.params["count"]) == ("snack", 1)
    ticks = [d.event_us for _, d in shop.decisions if d.tick]
    assert ticks == [at(2024, 5, 28, 16), at(2024, 5, 31, 16)]


def test_value_dashboard_in_money():
    shop = Shop(
        benefits=[
            {**SNACK, "tiers": ["silver", "gold"]},
            {"id": "p5", "name": "9.5 折", "kind": "tier_discount", "percent_off_bps": 500, "tiers": ["silver"]},
            {"id": "p10", "name": "9 折", "kind": "tier_discount", "percent_off_bps": 1000, "tiers": ["gold"]},
        ],
        coupons=[{"id": "five", "name": "五元", "kind": "amount", "amount_cents": 500, "claimable": True}],
    )
    shop.tier("silver")
    shop.do("coupon.claim", batch="five")
    coupon = shop.ask("coupon.claim", batch="five")["coupon_id"]
    shop.do("coupon.use", coupon_id=coupon)
    shop.do("order.paid", order_id="o", amount_cents=100_000)
    shop.do("order.refunded", order_id="o", amount_cents=20_000)
    shop.do("order.refunded", order_id="o", amount_cents=7_000)
    now = T0 + 10 * DAY
    board = value_dashboard(shop.program, shop.state(1), now, next_tier="gold")
    assert board.saved == {"coupon": 500}
    assert board.unlockable == {"coupon:five": 500, "benefit:snack": 1200}
    assert board.unlockable_cents == 1700
    assert board.yearly_estimate_cents == 500 * 365 // 10
    # 73 000 cents in 10 days are 2 664 500 a year; gold has 10 % instead of 5 %
    assert board.next_tier_cents == 266_450 - 133_225


def test_rewards_give_uses_for_some_days():
    shop = Shop(benefits=[{**SERVICE, "only_granted": True, "tiers": []}])
    assert shop.state(1).timers == {}
    refused(shop, "benefit-not-of-tier", "benefit.redeem", benefit="service")


def test_faults_and_lint():
    with pytest.raises(InvalidInput):
        compile_program({"id": "x", "name": "x", "benefits": [{"id": "a", "name": "a", "kind": "tier_discount"}]})
    program = compile_program(
        {
            "id": "x",
            "name": "x",
            "benefits": [
                {"id": "a", "name": "a", "kind": "free_item"},
                {"id": "b", "name": "b", "kind": "tier_discount", "percent_off_bps": 9000},
                {"id": "c", "name": "c", "kind": "tier_discount", "percent_off_bps": 500, "tiers": ["x"],
                 "when": {"field": "no.such"}},
            ],
        },
        domains=DOMAINS,
    )  # fmt: skip
    assert {(f.path, f.code) for f in (*DOMAIN.lint(program, Evidence()), *lint_tests(program))} == {
        ("benefits.a.quota", "cost-unbounded"),
        ("benefits.a.max_discount_cents", "discount-unbounded"),
        ("benefits.b.percent_off_bps", "percent-looks-inverted"),
        ("benefits.c", "never-the-best-price"),
        ("benefits.2.when", "unknown-field"),
    }
    (page,) = DOMAIN.render_rules(compile_program({"id": "x", "name": "x", "benefits": [SNACK]}), "zh")
    assert page.lines == ("小食：gold，每月 1 次，未用可结转 1 次",)


def test_grants_are_told():
    shop = Shop(benefits=[SNACK])
    shop.tier("gold")
    made = shop.decisions[-1][1]
    (grant,) = shop.state(1).entitlements().values()
    assert (grant.benefit, grant.quota, grant.source) == ("snack", 1, "period")
    assert [(g.kind, g.name, g.amount) for g in made.gains] == [("benefit", "snack", 1)]


def test_a_period_that_is_past_and_forgotten_is_not_granted_again():
    shop = Shop(benefits=[SNACK])
    shop.tier("gold")
    shop.advance(at(2024, 8, 10))
    before = uses(shop)
    # the month before is still at hand, and its own use is taken
    shop.do("benefit.redeem", at(2024, 7, 20), benefit="snack")
    refused(shop, "benefit-used-up", "benefit.redeem", at(2024, 4, 20), benefit="snack")
    assert [(quota, carried) for quota, carried, _ in uses(shop)] == [(quota, carried) for quota, carried, _ in before]
