"""Conditions are compiled in one place and linted in one place, on the events that they are tested on."""

from __future__ import annotations

from typing import Any

import pytest

from liuke.features import lint_program, parse_program

NO_SUCH = {"field": "event.colour", "value": "red"}
POINTS = {"id": "points", "name": "积分", "value": {"amount": 100, "cents": 100}}


def coupon(**changes: Any) -> dict[str, Any]:
    terms = {"kind": "amount", "amount_cents": 500, "claimable": True, "per_member": 1}
    return {"coupons": [{"id": "c", "name": "c", **terms, **changes}]}


def benefit(**changes: Any) -> dict[str, Any]:
    return {"benefits": [{"id": "b", "name": "b", "kind": "tier_discount", "percent_off_bps": 500, **changes}]}


def promotion(**changes: Any) -> dict[str, Any]:
    return {"checkout": {"promotions": [{"id": "p", "name": "p", "kind": "buy_get", **changes}]}}


def item(**changes: Any) -> dict[str, Any]:
    terms = {"kind": "asset", "price_points": 100, "reward": [{"kind": "asset", "asset": "cards", "amount": 1}]}
    return {"mall": [{"id": "i", "name": "i", **terms, "limits": [{"period": "day", "limit": 1}], **changes}]}


def activity(kind: str, **changes: Any) -> dict[str, Any]:
    return {"activities": [{"id": "a", "kind": kind, "name": "a", **changes}]}


def errors(**sections: Any) -> list[tuple[str, str]]:
    cards = {"id": "cards", "name": "卡", "lots": False, "expiry": {"kind": "never"}}
    spec = parse_program({"id": "t", "name": "t", "assets": [POINTS, cards], **sections})
    return [(f.path, f.code) for f in lint_program(spec) if f.severity == "error"]


@pytest.mark.parametrize(
    ("where", "sections"),
    [
        ("coupons.0.audience", coupon(audience=NO_SUCH)),
        ("benefits.0.when", benefit(when=NO_SUCH)),
        ("checkout.promotions.0.when", promotion(when=NO_SUCH)),
        ("checkout.points.special_when", {"checkout": {"points": {"special_cents": 2, "special_when": NO_SUCH}}}),
        ("mall.0.special.when", item(special={"price": 50, "when": NO_SUCH})),
        ("activities.0.audience", activity("check_in", audience=NO_SUCH)),
    ],
)
def test_a_field_must_be_one_of_the_event_that_the_condition_is_tested_on(where: str, sections: dict[str, Any]) -> None:
    assert errors(**sections) == [(where, "unknown-field")]


@pytest.mark.parametrize(
    "sections",
    [
        coupon(audience={"field": "event.batch", "value": "c"}),
        benefit(when={"field": "event.store", "value": "s1"}),
        promotion(when={"field": "event.store", "value": "s1"}),
        item(special={"price": 50, "when": {"field": "event.quantity", "op": "gte", "value": 2}}),
        activity("check_in", audience={"field": "event.day", "op": "gt", "value": 20_000}),
    ],
)
def test_its_own_fields_are_fine(sections: dict[str, Any]) -> None:
    assert errors(**sections) == []


def test_names_and_contradictions_are_found_wherever_a_condition_stands() -> None:
    never = {"all": [{"field": "member.tier", "value": "gold"}, {"field": "member.tier", "value": "silver"}]}
    found = errors(
        tiers={
            "ladder": [
                {"id": "silver", "name": "s"},
                {"id": "gold", "name": "g", "entry": {"dimension": "orders", "at_least": 3}},
            ]
        },
        counters=[{"id": "orders", "name": "o", "on": ["order.paid"]}],
        **coupon(audience={"field": "counter.order", "op": "gt", "value": 1}),
        **benefit(when={"field": "member.tier", "op": "in", "value": ["gold", "golden"]}),
        **promotion(when=never),
        **item(special={"price": 50, "when": {"field": "balance.card", "op": "gt", "value": 1}}),
        **activity("check_in", audience={"field": "special_day.eighth"}),
    )
    assert found == [
        ("activities.0.audience", "dangling-reference"),
        ("benefits.0.when", "dangling-reference"),
        ("checkout.promotions.0.when", "condition-never-true"),
        ("coupons.0.audience", "dangling-reference"),
        ("mall.0.special.when", "dangling-reference"),
    ]


def test_fields_of_events_are_checked_while_other_things_are_wrong() -> None:
    rule = {"id": "r", "name": "r", "on": "points.expired", "asset": "pointz", "amount": {"fixed": 5}, "when": NO_SUCH}
    assert errors(earning=[rule]) == [("earning.0.asset", "dangling-reference"), ("earning.0.when", "unknown-field")]
