"""A template fitted to five answers: thresholds, what points are worth, how long it takes and what it costs."""

from __future__ import annotations

from typing import Any

import pytest

from liuke.bootstrap import list_templates, read_program_file
from liuke.decision.domain import Evidence
from liuke.features import DOMAINS, lint_program, load_program
from liuke.publishing.set_up import Answers, Goal, Proposal, propose, round_nicely

TEA = Answers(average_order_cents=2_800, visits_a_month=6, margin_bps=6_000, goal="visits")


def fit(name: str = "tea_shop", answers: Answers = TEA, evidence: Evidence | None = None, **keep: Any) -> Proposal:
    return propose(read_program_file(name).data, answers, evidence or Evidence(), keep=keep or None)


def test_by_answers_alone() -> None:
    made = fit()
    assert (made.pace.median_cents, made.pace.members) == (16_800, 0)
    assert [(one.tier, one.threshold_cents, one.orders, one.months) for one in made.tiers] == [
        ("silver", 60_000, 22, 4),
        ("gold", 300_000, 108, None),
    ]
    # 10 % of a margin of 60 %: 100 points, earned with 100 yuan, are worth 6; silver's price takes 5 % off
    assert (made.point_cents, made.month_cost_cents, made.cost_bps) == (600, 1_848, 1_100)
    assert [said.zh for said in made.texts] == [
        "按你的回答估算：常客每月消费 168 元（还没有足够的真实订单）",
        "白银会员：一年内消费满 600 元或下单 22 次；中位会员约 4 个月达到",
        "黄金会员：一年内消费满 3000 元或下单 108 次；中位会员达不到，留给最常来的人",
        "100 积分抵 6 元",
        "每位中位会员每月成本约 18.48 元：占其消费的 11%，占毛利的 18.33%",
    ]


def test_by_the_orders_of_members_where_there_are_enough() -> None:
    spent = [100 * n for n in range(1, 100)]
    made = fit(evidence=Evidence(members=500, quantiles={"spend_cents": spent, "orders": [3] * 99}))
    assert (made.pace.median_cents, made.pace.strong_cents, made.pace.visits, made.pace.members) == (
        5_000,
        8_400,
        3,
        500,
    )
    assert [(one.tier, one.threshold_cents) for one in made.tiers] == [("silver", 20_000), ("gold", 80_000)]
    assert made.texts[0].zh == "按 500 位会员的真实订单：中位会员每月消费 50 元"


def test_bigger_orders_are_asked_for_by_money_alone() -> None:
    made = fit(answers=Answers(2_800, 6, 6_000, "bigger_orders"))
    assert [(one.orders, one.threshold_cents) for one in made.tiers] == [(0, 60_000), (0, 300_000)]
    offers = [one for one in made.spec["checkout"]["promotions"] if one["kind"] == "spend_rebate"]
    assert [(one["threshold_cents"], one["off_cents"]) for one in offers] == [(4_000, 200)]


def test_zone_and_money_of_the_program_in_force_are_kept() -> None:
    made = fit("grocery", calendar={"time_zone": "Asia/Tokyo"}, currency={"code": "JPY", "exponent": 0})
    assert (made.spec["calendar"], made.spec["currency"]["code"]) == ({"time_zone": "Asia/Tokyo"}, "JPY")
    assert made.tiers[0].threshold_cents == 60_000
    assert "JPY" in made.texts[0].zh


@pytest.mark.parametrize("name", list_templates())
@pytest.mark.parametrize("goal", ["visits", "bigger_orders"])
@pytest.mark.parametrize("answers", [(100, 1, 100), (2_800, 6, 6_000), (10**8, 40, 9_000)])
def test_every_template_stays_a_sound_program(name: str, goal: Goal, answers: tuple[int, int, int]) -> None:
    made = fit(name, Answers(*answers, goal))
    spec = load_program(made.spec)
    assert [one for one in lint_program(spec, domains=DOMAINS) if one.severity == "error"] == []
    thresholds = [one.threshold_cents for one in made.tiers]
    assert thresholds == sorted(set(thresholds))


def test_the_template_itself_is_left_as_it_is() -> None:
    template = read_program_file("tea_shop").data
    before = str(template)
    propose(template, TEA, Evidence())
    assert str(template) == before


@pytest.mark.parametrize(
    ("value", "nice"), [(67_200, 60_000), (302_400, 300_000), (201_600, 200_000), (3, 100), (11_900, 12_000)]
)
def test_figures_that_people_remember(value: int, nice: int) -> None:
    assert round_nicely(value, 100) == nice


@pytest.mark.parametrize("name", ["education", "fitness", "tool"])
def test_tiers_that_spending_does_not_make_stay_as_they_are(name: str) -> None:
    made = fit(name)
    assert made.tiers == ()
    assert made.texts[1].zh == "等级不按消费评定，沿用模板的门槛，可在等级页调整"
    assert made.spec["tiers"] == read_program_file(name).data["tiers"]
