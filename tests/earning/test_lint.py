"""Each finding once, at its place, and none on a sound program."""

from __future__ import annotations

from typing import Any

import pytest

from liuke.decision.conditions import lint_tests
from liuke.decision.domain import Evidence
from liuke.features import compile_program

SOUND: dict[str, Any] = {
    "counters": [{"id": "orders", "name": "o", "on": ["order.paid"]}],
    "special_days": [{"id": "d8", "name": "8", "on": {"days_of_month": [8]}, "tiers": ["gold"]}],
    "earning": [
        {
            "id": "spend", "name": "s", "on": "order.paid", "amount": {"per": {"every": 100}},
            "when": {
                "all": [{"field": "member.tier", "value": "gold"}, {"field": "counter.orders", "op": "gte", "value": 1}]
            },
        },
        {
            "id": "share", "name": "s", "on": "content.shared", "amount": {"fixed": 5},
            "caps": [{"period": "day", "limit": 5}],
        },
    ],
    "multipliers": [{"id": "m", "name": "m", "factor_bps": 20000, "when": {"field": "special_day.d8"}}],
    "tiers": {
        "ladder": [
            {"id": "basic", "name": "b"},
            {"id": "gold", "name": "g", "entry": {"dimension": "orders", "at_least": 3}},
        ]
    },
}  # fmt: skip


def find(document: dict[str, Any], evidence: Evidence | None = None) -> list[tuple[str, str, str]]:
    program = compile_program({"id": "t", "name": "t", **document})
    own = [f for domain in program.domains for f in domain.lint(program, evidence or Evidence())]
    findings = [*own, *lint_tests(program)]
    for finding in findings:
        assert finding.reason.zh
        assert finding.reason.en
        assert finding.fix.zh
        assert finding.fix.en
    return [(f.path, f.code, f.severity) for f in findings]


def test_a_sound_program_has_no_findings() -> None:
    assert find(SOUND) == []


def rule(**changes: Any) -> dict[str, Any]:
    return {"earning": [{"id": "r", "name": "r", "on": "order.paid", "amount": {"fixed": 5}, **changes}]}


@pytest.mark.parametrize(
    ("document", "wanted"),
    [
        (rule(on="order.payed"), ("earning.0.on", "unknown-event", "error")),
        (rule(asset="pionts"), ("earning.0.asset", "unknown-asset", "error")),
        (rule(amount={"fixed": 5, "by_tier": {"gold": 8}}), ("earning.0.amount.by_tier", "unknown-tier", "error")),
        (rule(amount={"fixed": 0}), ("earning.0.amount", "rule-gives-nothing", "warning")),
        (rule(amount={"per": {"field": "store"}}), ("earning.0.amount.per.field", "field-not-a-number", "error")),
        (
            rule(on="points.expired", amount={"per": {"field": "amont"}}, caps=[{"period": "day", "limit": 9}]),
            ("earning.0.amount.per.field", "unknown-field", "error"),
        ),
        (
            rule(amount={"per": {"every": 100}, "minimum": 9, "maximum": 3}),
            ("earning.0.amount", "maximum-below-minimum", "error"),
        ),
        (rule(caps=[{"period": "day", "limit": 4}]), ("earning.0.caps", "cap-below-amount", "warning")),
        (rule(asset="growth", settle_after_days=7), ("earning.0.settle_after_days", "cannot-be-pending", "error")),
        (rule(on="content.shared"), ("earning.0", "cost-without-bound", "warning")),
        (
            rule(when={"field": "counter.ordrs", "op": "gte", "value": 1}),
            ("earning.0.when", "dangling-reference", "error"),
        ),
        (rule(when={"field": "special_day.x"}), ("earning.0.when", "dangling-reference", "error")),
        (rule(when={"field": "nowhere.x"}), ("earning.0.when", "unknown-field", "error")),
        (
            rule(on="points.expired", when={"field": "event.colour"}, caps=[{"period": "day", "limit": 9}]),
            ("earning.0.when", "unknown-field", "error"),
        ),
        (rule(when={"field": "member.tier", "value": "platinum"}), ("earning.0.when", "dangling-reference", "error")),
        (
            rule(when={"all": [
                {"field": "event.amount_cents", "op": "gt", "value": 5},
                {"field": "event.amount_cents", "op": "lt", "value": 6},
            ]}),
            ("earning.0.when", "condition-never-true", "error"),
        ),
        (
            rule(when={"all": [{"field": "event.store", "value": "a"}, {"field": "event.store", "value": "b"}]}),
            ("earning.0.when", "condition-never-true", "error"),
        ),
        (rule(on="points.earned", caps=[{"period": "day", "limit": 9}]), ("earning.0", "rule-feeds-itself", "error")),
        (
            {"special_days": [{"id": "x", "name": "x", "on": {"month_days": ["02-30"]}}]},
            ("special_days.0.on", "member-day-never-comes", "error"),
        ),
        (
            {"multipliers": [{"id": "m", "name": "m", "factor_bps": 20000}]},
            ("multipliers.0", "multiplier-without-effect", "warning"),
        ),
        (
            {**rule(), "multipliers": [{"id": "m", "name": "m", "factor_bps": 20000, "rules": ["r", "q"]}]},
            ("multipliers.0.rules", "unknown-rule", "error"),
        ),
        (
            {"counters": [{"id": "c", "name": "c", "on": ["order.lost"]}]},
            ("counters.0.on", "unknown-event", "error"),
        ),
        (
            rule(once={"per": ["order_id", "nothing"]}, on="review.posted"),
            ("earning.0.once.per.1", "field-undeclared", "warning"),
        ),
        (
            rule(once={"per": ["feature", "nothing"]}, on="usage.closed"),
            ("earning.0.on", "unknown-event", "error"),
        ),
        (
            rule(once={"per": ["lines"]}, on="order.paid"),
            ("earning.0.once.per.0", "once-by-a-list", "error"),
        ),
        (
            rule(once={"per": ["phone"]}, on="app.opened"),
            ("earning.0.once.per.0", "once-by-personal-data", "error"),
        ),
        (
            rule(once={"per": ["stars"]}, on="points.settled"),
            ("earning.0.once.per.0", "unknown-field", "error"),
        ),
    ],
)  # fmt: skip
def test_findings(document: dict[str, Any], wanted: tuple[str, str, str]) -> None:
    assert find(document) == [wanted]


def test_overlapping_rules_unless_their_spans_are_apart() -> None:
    one = {"id": "a", "name": "a", "on": "order.paid", "amount": {"fixed": 1}, "active": {"end": "2026-03-01"}}
    two = {"id": "b", "name": "b", "on": "order.paid", "amount": {"fixed": 1}, "active": {"start": "2026-03-01"}}
    assert find({"earning": [one, two]}) == [("earning.1", "overlapping-rules", "warning")]
    assert find({"earning": [one, {**two, "active": {"start": "2026-03-02"}}]}) == []


def test_many_rules_that_overlap_are_one_finding_each() -> None:
    rules = [{"id": f"r{number}", "name": "r", "on": "order.paid", "amount": {"fixed": 1}} for number in range(200)]
    assert find({"earning": rules}) == [(f"earning.{n}", "overlapping-rules", "warning") for n in range(1, 200)]


def test_points_for_growth_is_no_loop() -> None:
    document = rule(
        on="points.earned",
        asset="points",
        when={"field": "event.asset", "value": "growth"},
        caps=[{"period": "day", "limit": 9}],
    )
    assert find(document) == []
