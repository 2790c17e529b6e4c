"""Promotions whose result depends on the order of the document, and groups that say nothing."""

from __future__ import annotations

from typing import Any

import pytest

from liuke.checkout.promotion_lint import lint_promotions
from liuke.checkout.spec import CheckoutSpec

P100 = {"kind": "spend_rebate", "id": "p100", "name": "x", "threshold_cents": 10_000, "off_cents": 1_000}
P200 = {"kind": "spend_rebate", "id": "p200", "name": "x", "threshold_cents": 20_000, "off_cents": 3_000}
HALF = {"kind": "buy_get", "id": "half", "name": "x"}
THREE = {"kind": "buy_get", "id": "three", "name": "x", "buy": 2, "same_product": True}


def found(*promotions: dict[str, Any], **more: Any) -> list[tuple[str, str]]:
    spec = CheckoutSpec.model_validate({"promotions": promotions, **more})
    return [(finding.path.removeprefix("checkout."), finding.code) for finding in lint_promotions(spec)]


def test_rebates_that_stand_together_depend_on_the_order() -> None:
    assert found(P100, P200) == []
    assert found(P100, P200, rebates="stack") == [("promotions.p200", "depends-on-order")]
    assert found(P100, P200, rebates="first") == []
    assert found(P100, {**P200, "group": "own"}) == [("promotions.p200", "depends-on-order")]


@pytest.mark.parametrize(
    "apart",
    [
        ({"scope": {"categories": ["a"]}}, {"scope": {"categories": ["b"]}}),
        ({"scope": {"categories": ["a"]}}, {"scope": {"exclude_categories": ["a", "b"]}}),
        ({"scope": {"stores": ["a"]}}, {"scope": {"stores": ["b"]}}),
        ({"tiers": ["a"]}, {"tiers": ["b"]}),
        ({"window": {"to_day": "2026-03-01"}}, {"window": {"from_day": "2026-03-02"}}),
    ],
)
def test_rebates_that_never_meet_do_not(apart: tuple[dict[str, Any], dict[str, Any]]) -> None:
    assert found({**P100, **apart[0]}, {**P200, **apart[1]}, rebates="stack") == []


def test_pieces_take_part_in_one_promotion_the_first() -> None:
    assert found(THREE, HALF) == [("promotions.half", "depends-on-order")]
    assert found(HALF, THREE) == [("promotions.three", "rule-without-effect")]
    group = {"group": "one"}
    assert found({**THREE, **group}, {**HALF, **group}, promotion_groups=[{"id": "one"}]) == []
    assert found(HALF, P100) == []


def test_groups_and_ways_to_pick() -> None:
    assert found(P100, promotion_groups=[{"id": "one"}]) == [("promotion_groups.one", "rule-without-effect")]
    many = [{**P100, "id": f"p{n}", "group": f"g{n % 3}"} for n in range(15)]
    assert ("promotions", "too-many-picks") in found(*many)
    assert found({**P100, "scope": {"delivery": True}}) == [("promotions.p100.scope.delivery", "rule-without-effect")]
