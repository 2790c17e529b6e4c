"""A program in words: sentences of its things, differences said by them, and what can be spoken of."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from liuke.bootstrap import read_program_file
from liuke.features import DOMAINS, compile_sound, diff_in_words, load_program
from liuke.kernel.text import Locale
from liuke.program.document import render_data
from liuke.program.spec import ProgramBase
from liuke.program.units import say_span
from liuke.publishing.lint import compile_far
from liuke.publishing.wording import list_rule_pages
from liuke.publishing.words import describe_program, list_events, list_fields, list_pages_of_draft

TEA = load_program(read_program_file(Path(__file__).parents[2] / "programs" / "tea_shop.yaml"))


def change(**places: Any) -> ProgramBase:
    """The tea shop with other values at dotted places, items by id."""
    data = render_data(TEA)
    for path, value in places.items():
        here: Any = data
        *parts, last = path.split("__")
        for part in parts:
            here = next(item for item in here if item["id"] == part) if isinstance(here, list) else here[part]
        here[last] = value
    return load_program(data)


def say(new: ProgramBase, locale: Locale = "zh") -> list[str]:
    return [one.render(locale) for one in diff_in_words(TEA, new)]


def test_every_thing_of_the_program_is_one_sentence() -> None:
    rows = describe_program(compile_sound(TEA))
    shown = {path: (rows[path].zh, rows[path].get("en")) for path in (
        "earning.spend", "multipliers.gold_growth", "tiers.ladder.silver.entry", "coupons.silver_20", "mall.five_yuan",
        "benefits.gold_wednesday", "checkout.promotions.hundred_minus_five", "counters.spend", "special_days.every_8th",
    )}  # fmt: skip
    assert shown == {
        "earning.spend": ("每 1 元得 1 积分（不计入总上限）", "1 Points for every ¥1 (beyond the overall caps)"),
        "multipliers.gold_growth": ("成长值 黄金会员 1.2 倍", "Growth value Gold × 1.2"),
        "tiers.ladder.silver.entry": ("近 12 个月累计消费满 300 元", "¥300 of Spending in the last 12 months"),
        "coupons.silver_20": (
            "满 60 元可用，减 20 元，领取后 30 天内有效", "¥20 off from ¥60, valid for 30 days"
        ),
        "mall.five_yuan": ("100 积分，白银会员 90，黄金会员 80", "100 points, Silver 90, Gold 80"),
        "benefits.gold_wednesday": (
            "黄金会员，8 折，条件：周三黄金会员日", "Gold, 20% off, when Gold Wednesday"
        ),
        "checkout.promotions.hundred_minus_five": ("满 100 元减 5 元", "¥5 off from ¥100"),
        "counters.spend": ("累计支付订单的实付金额", "sums up Paid of Order paid"),
        "special_days.every_8th": ("每月 8 日", "each month on day 8"),
    }  # fmt: skip
    sections = (
        "earning",
        "multipliers",
        "coupons",
        "benefits",
        "mall",
        "activities",
        "stamp_cards",
        "counters",
        "assets",
    )
    assert {f"{key}.{item.id}" for key in sections for item in TEA.section(key)} <= set(rows)


def test_the_rules_page_says_the_same_sentences() -> None:
    program = compile_sound(TEA)
    lines = "\n".join(line for page in list_rule_pages(program, "zh") for line in page.lines)
    rows = describe_program(program)
    for path in ("earning.spend", "multipliers.gold_growth", "tiers.ladder.gold", "benefits.gold_8th", "mall.mug"):
        assert rows[path].zh in lines


@pytest.mark.parametrize(
    ("places", "zh", "en"),
    [
        (
            {"tiers__ladder__silver__entry": {"dimension": "spend", "at_least": 600}},
            "白银会员升级条件·门槛 300 元 → 6 元",
            "Silver: To enter, Threshold ¥300 → ¥6",
        ),
        (
            {"multipliers__gold_growth__by_tier": {"gold": 15_000}},
            "黄金成长 1.2 倍按等级·黄金会员 1.2 倍 → 1.5 倍",
            "Gold grows 1.2 times: By tier Gold × 1.2 → × 1.5",
        ),
        (
            {"benefits__first_order__when": {"field": "member.orders", "op": "lt", "value": 3}},
            "首单 9 折条件 累计订单数为 0 → 累计订单数小于 3",
            "First order 10 % off: When orders so far is 0 → orders so far is below 3",
        ),
        (
            {"tiers__soft_landing": "requalify"},
            "降级方式 降一级 → 按当前资格",
            "Falling One step → To what is met",
        ),
        (
            {"tiers__ladder__silver__entry": {"any": [
                {"dimension": "spend", "at_least": 50_000}, {"dimension": "orders", "at_least": 20},
            ]}},
            "白银会员升级条件 近 12 个月累计消费满 300 元 → 近 12 个月累计消费满 500 元，或近 12 个月订单数满 20 次",
            "Silver: To enter ¥300 of Spending in the last 12 months → "
            "¥500 of Spending in the last 12 months or 20 Orders in the last 12 months",
        ),
    ],
)  # fmt: skip
def test_a_difference_is_said_with_units_and_names(places: dict[str, Any], zh: str, en: str) -> None:
    new = change(**places)
    assert (say(new), say(new, "en")) == ([zh], [en])


def test_what_is_added_is_said_by_its_sentence() -> None:
    data = render_data(TEA)
    data["coupons"].append(
        {"id": "big", "name": "满 200 减 50", "kind": "amount", "amount_cents": 5000, "threshold_cents": 20000,
         "validity": {"kind": "relative", "days": 7}}
    )  # fmt: skip
    assert say(load_program(data)) == ["新增 优惠券「满 200 减 50」：满 200 元可用，减 50 元，领取后 7 天内有效"]


def test_differences_of_any_size_are_said() -> None:
    long = [{"kind": "asset", "asset": "points", "amount": n + 1} for n in range(10)]
    new = change(tiers__ladder__gold__pack=long, tiers__ladder__gold__perks=[{"zh": f"权益{n}" * 60} for n in range(9)])
    said = "\n".join(one.render("zh") for one in diff_in_words(TEA, new))
    assert len(said) > 500


def test_a_draft_that_does_not_compile_is_said_as_far_as_it_goes() -> None:
    program, _ = compile_far(change(earning__spend__asset="nothing"), DOMAINS)
    rows = describe_program(program)
    assert rows["earning.spend"].zh == "每 1 元得 1 nothing"
    assert rows["coupons.silver_20"].zh == "满 60 元可用，减 20 元，领取后 30 天内有效"
    assert list_pages_of_draft(program, "zh")


def test_events_and_fields_are_offered_by_name() -> None:
    program = compile_sound(TEA)
    events = {event.name: event for event in list_events(program, "zh")}
    assert events["order.paid"].label == "支付订单"
    assert ("event.amount_cents", "cents") in [(one.path, one.kind) for one in events["order.paid"].fields]
    assert "tier.upgraded" in events
    assert not any(name.startswith("timer.") for name in events)
    fields = {one.path: (one.label, one.kind) for one in list_fields(program, "zh")}
    assert fields["counter.spend"] == ("累计消费", "cents")
    assert fields["special_day.every_8th"] == ("每月 8 号会员日", "bool")
    assert fields["member.tier"] == ("等级", "tier")
    assert all(label != path for path, (label, _) in fields.items())


@pytest.mark.parametrize(
    ("value", "unit", "said"),
    [
        (1440, "minutes", ("1 天", "1 day")), (2880, "minutes", ("2 天", "2 days")),
        (60, "minutes", ("1 小时", "1 hour")),
        (1500, "minutes", ("25 小时", "25 hours")), (90, "minutes", ("90 分钟", "90 minutes")),
        (1, "minutes", ("1 分钟", "1 minute")), (0, "minutes", ("0 分钟", "0 minutes")),
        (300, "seconds", ("5 分钟", "5 minutes")), (30, "seconds", ("30 秒", "30 seconds")),
        (86_400, "seconds", ("1 天", "1 day")),
    ],
)  # fmt: skip
def test_a_stretch_of_time_is_said_in_its_longest_unit(value: int, unit: Any, said: tuple[str, str]) -> None:
    found = say_span(value, unit)
    assert (found.zh, found.get("en")) == said
