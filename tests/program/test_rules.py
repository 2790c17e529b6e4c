"""Diff, lint and schema."""

from typing import Any

import jsonschema
import pytest

from liuke.features import compile_sound, lint_program, parse_program, program_model
from liuke.program.diff import diff_programs
from liuke.program.schema import render_schema
from liuke.program.spec import ProgramBase
from liuke.publishing.lint import LintFailed
from tests.program.shop import LADDER, TEST_DOMAINS, document, prize


def parse(**sections: Any) -> ProgramBase:
    return parse_program(document(**sections), TEST_DOMAINS)


def changes(old: ProgramBase, new: ProgramBase, locale: Any = "zh") -> list[tuple[str, str, str]]:
    return [(c.path, c.kind, c.render(locale)) for c in diff_programs(old, new)]


def test_diff_in_words() -> None:
    silver, gold = LADDER["ladder"]
    old = parse(
        tiers=LADDER,
        prizes=[
            prize("cup", terms={"kind": "amount", "cents": 500}),
            prize("bag"),
            prize("hat", reward={"kind": "asset", "amount": 5}),
        ],
    )
    new = parse(
        tiers={"ladder": [{**gold, "factor_bps": 15_000}, silver]},
        prizes=[
            prize("bag", when={"field": "event.amount_cents", "op": "gte", "value": 100}),
            prize("cup", quota=12, terms={"kind": "percent", "off_bps": 950}),
            prize("pen", name={"zh": "钢笔", "en": "Pen"}),
        ],
        calendar={"day_starts_at": "03:00"},
    )  # fmt: skip
    assert changes(old, old) == []
    assert changes(old, new) == [
        ("calendar.day_starts_at", "changed", "每日起始时刻 00:00 → 03:00"),
        ("tiers.ladder.gold.factor_bps", "changed", "金卡倍率 1.2 倍 → 1.5 倍"),
        ("tiers.ladder", "reordered", "阶梯 顺序调整：银卡、金卡 → 金卡、银卡"),
        ("prizes.hat", "removed", "删除 奖品「hat奖」：总量 10，奖励 积分或账户，数量 5"),
        ("prizes.bag.when", "changed", "bag奖条件 无 → event.amount_cents ≥ 100"),
        ("prizes.cup.quota", "changed", "cup奖总量 10 → 12"),
        ("prizes.cup.terms", "changed", "cup奖条款 满减，面额 5 元 → 折扣，减免 9.5%"),
        ("prizes.pen", "added", "新增 奖品「钢笔」：总量 10"),
    ]
    assert [text for _, _, text in changes(old, new, "en")][1:4] == [
        "Gold: Factor × 1.2 → × 1.5",
        "Ladder reordered: Silver, Gold → Gold, Silver",
        "Prizes “Hat” removed: Pieces 10, Reward Points or asset, Amount 5",
    ]


def test_diff_of_inner_lists_and_maps() -> None:
    def assets(caps: list[dict[str, Any]], by_tier: dict[str, int]) -> ProgramBase:
        reward = {"kind": "asset", "amount": 1, "by_tier": by_tier}
        return parse(
            assets=[{"id": "points", "name": "积分", "caps": caps}], prizes=[prize(reward=reward)], tiers=LADDER
        )

    old = assets([{"period": "day", "limit": 100}], {"gold": 2, "silver": 1})
    new = assets([{"period": "day", "limit": 50}, {"period": "week", "limit": 90}], {"gold": 3})
    assert changes(old, new) == [
        ("assets.points.caps.0.limit", "changed", "积分总上限第 1 项·上限 100 → 50"),
        ("assets.points.caps.1", "added", "新增 积分总上限第 2 项：周期 周，上限 90"),
        ("prizes.cup.reward.by_tier.gold", "changed", "cup奖奖励·按等级·金卡 2 → 3"),
        ("prizes.cup.reward.by_tier.silver", "removed", "删除 cup奖奖励·按等级·银卡：1"),
    ]


def findings(**sections: Any) -> list[tuple[str, str, str]]:
    return [(f.severity, f.path, f.code) for f in lint_program(parse(**sections), domains=TEST_DOMAINS)]


def deep(levels: int) -> dict[str, Any]:
    condition: dict[str, Any] = {"field": "profile.x"}
    for _ in range(levels - 1):
        condition = {"not": condition}
    return condition


def test_lint_finds_everything_at_once() -> None:
    bad = {
        "tiers": LADDER,
        "assets": [{"id": "points", "name": "积分"}, {"id": "points", "name": "积分2"}],
        "prizes": [
            prize("a", on="points.earnd", tiers=["golden", "gold"]),
            prize("b", when={"field": "counter.steps", "op": "gte", "value": 3}),
            prize("c", when={"any": [{"field": "member.tier", "op": "in", "value": ["gold", "iron"]},
                                     {"field": "balance.coins", "op": "gt", "value": 1}]}),
            prize("d", quota=None, reward={"kind": "asset", "asset": "coins", "amount": 1}),
            prize("e", quota=None),
            prize("f", when=deep(9)),
            prize("g", when={"all": [{"any": [{"field": "profile.x"}] * 33}, {"any": [{"field": "profile.y"}] * 32}]}),
        ],
    }  # fmt: skip
    assert findings(**bad) == [
        ("error", "assets.1.id", "duplicate-id"),
        ("error", "prizes.0.on", "dangling-reference"),
        ("error", "prizes.0.tiers.0", "dangling-reference"),
        ("error", "prizes.1.when", "unknown-field"),
        ("error", "prizes.2.when", "dangling-reference"),
        ("error", "prizes.2.when", "dangling-reference"),
        ("error", "prizes.3.reward.asset", "dangling-reference"),
        ("error", "prizes.5.when", "condition-too-deep"),
        ("error", "prizes.6.when", "condition-too-large"),
        ("warning", "prizes.4.quota", "without-bound"),
    ]
    found = {f.path: f for f in lint_program(parse(**bad), domains=TEST_DOMAINS)}
    assert found["prizes.0.on"].fix.en == "did you mean points.earned?"
    assert found["prizes.0.tiers.0"].fix.zh == "是否应为 gold？"
    assert found["prizes.5.when"].figures == {"found": 9, "limit": 8}
    assert found["prizes.6.when"].figures == {"found": 65, "limit": 64}
    with pytest.raises(LintFailed) as caught:
        compile_sound(parse(**bad), domains=TEST_DOMAINS)
    assert len(caught.value.faults) == 9


def test_lint_of_events_declared_twice_and_stock() -> None:
    assert findings(own_events=[{"id": "points.earn"}], prizes=[prize(tiers=["x"])]) == [
        ("error", "custom_events", "event-declared-twice"),
        ("error", "prizes.0.tiers.0", "dangling-reference"),
    ]
    assert findings(own_events=[{"id": "app.opened"}], prizes=[prize(on="app.opened")]) == []
    twice = (*TEST_DOMAINS, type(TEST_DOMAINS[-1])(name="again", stock=TEST_DOMAINS[-1].stock))
    found = lint_program(parse(prizes=[prize()]), domains=twice)
    assert [(f.severity, f.code) for f in found] == [("error", "stock-claimed-twice")]


def test_schema_of_programs() -> None:
    schema = render_schema(program_model(TEST_DOMAINS))
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    good = document(
        tiers=LADDER,
        prizes=[prize(name="杯子", when={"all": [{"not": {"field": "profile.x"}}, {"field": "profile.y"}]},
                      terms={"kind": "percent", "off_bps": 5})],
    )  # fmt: skip
    assert list(validator.iter_errors(good)) == []
    assert list(schema["$defs"]) == sorted(schema["$defs"])
    factor = schema["$defs"]["Rung"]["properties"]["factor_bps"]
    assert (factor["x-label"], factor["x-ui"]) == ({"zh": "倍率", "en": "Factor"}, {"unit": "factor"})
    assert schema["properties"]["tiers"]["x-label"] == {"zh": "等级", "en": "Tiers"}
    assert render_schema(program_model(TEST_DOMAINS)) == schema
    bad = document(prizes=[prize(quota=0, terms={"off_bps": 5}, extra=1)])
    where = {".".join(map(str, e.absolute_path)) for e in validator.iter_errors(bad)}
    assert where == {"prizes.0", "prizes.0.quota", "prizes.0.terms"}
    broken = [error.path[0] for error in validator.iter_errors(document(prizes=[prize(terms={"kind": "amount"})]))]
    assert broken == ["prizes"]
