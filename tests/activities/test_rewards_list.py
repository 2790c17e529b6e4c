"""My rewards: what, from where, when, until when."""

from __future__ import annotations

from liuke.activities.rewards_list import GainRow, list_rewards
from liuke.bootstrap import read_program_file
from liuke.features import compile_program
from liuke.kernel.clock import DAY_US

from .support import Shop, day

CHECK_IN = {
    "kind": "check_in", "id": "daily", "name": {"zh": "每日签到", "en": "Daily check-in"},
    "daily": [
        {"kind": "asset", "amount": 5}, {"kind": "cash", "cents": 188},
        {"kind": "badge", "badge": "early", "name": {"zh": "早起", "en": "Early bird"}},
        {"kind": "asset", "asset": "makeup_card", "amount": 1},
    ],
}  # fmt: skip


def test_gains_of_decisions_become_lines() -> None:
    shop = Shop(CHECK_IN)
    decision = shop.send("check_in.do", "2025-02-01")
    rows = [
        GainRow(decision.t_us, decision.day, g.kind, g.name, g.amount, g.path, g.params, decision.type)
        for g in decision.gains
    ]
    lines = list_rewards(shop.engine.program, rows)
    assert [(line.what["zh"], line.what["en"]) for line in lines] == [
        ("5 积分", "5 points"), ("红包 1.88 元", "red packet of ¥1.88"), ("徽章「早起」", "badge “Early bird”"),
        ("1 补签卡", "1 补签卡"),
    ]  # fmt: skip
    assert {(line.source["zh"], line.source["en"]) for line in lines} == {("每日签到", "Daily check-in")}
    assert [line.expires_us for line in lines] == [shop.us("2026-02-02 00:00"), None, None, None]
    assert {line.day for line in lines} == {day("2025-02-01")}


def test_what_no_rule_names_is_named_by_its_event_and_newest_comes_first() -> None:
    program = Shop(CHECK_IN).engine.program
    rows = [
        GainRow(1, 0, "points", "points", 7, "", {"expires_us": 3 * DAY_US}, "points.earn"),
        GainRow(2, 0, "coupon", "ten_off", 2, "gone.rule", {"valid_until_us": DAY_US}),
        GainRow(2, 0, "points", "points", 1, "activities.removed.daily", {"pending": True}),
    ]
    lines = list_rewards(program, rows)
    first = lines[0]
    assert (first.what["en"], first.source["en"], first.expires_us, first.pending) == (
        "ten_off × 2", "gone.rule", DAY_US, False,
    )  # fmt: skip
    assert [(line.source["zh"], line.pending) for line in lines[1:]] == [
        ("activities.removed.daily", True), ("发放积分", False),
    ]  # fmt: skip
    assert lines[2].expires_us == 3 * DAY_US


def test_tiers_accelerators_and_items_are_called_by_their_names() -> None:
    program = compile_program(read_program_file("tea_shop").data)
    item = program.spec.section("mall")[0]
    rows = [
        GainRow(5, 0, "tier", "gold", 2, "tiers.ladder.gold"),
        GainRow(4, 0, "tier_lift", "silver", 1, ""),
        GainRow(3, 0, "accelerator", "points", 15_000, ""),
        GainRow(2, 0, "mall", item.id, 3, ""),
        GainRow(1, 0, "tier", "bronze", 1, ""),
    ]
    said = [(line.what["zh"], line.what["en"]) for line in list_rewards(program, rows)]
    assert said == [
        ("成为黄金会员", "now Gold"),
        ("暂升为白银会员", "Silver for a while"),
        ("积分 1.5 倍加速", "1.5 × Points"),
        (f"{item.name.zh} × 3", f"{item.name.en} × 3"),
        ("成为bronze", "now bronze"),
    ]
