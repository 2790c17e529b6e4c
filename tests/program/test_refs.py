"""Kinds of references are declared by the section in which the things stand, and nowhere else."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import Field

from liuke.decision.domain import Domain
from liuke.features import DOMAINS, lint_program, parse_program, program_model
from liuke.kernel.text import text
from liuke.program.lint import find_known
from liuke.program.schema import render_schema
from liuke.program.spec import Id, RefKind, Section, Spec, build_model, hint


def errors(**sections: Any) -> list[tuple[str, str]]:
    spec = parse_program({"id": "t", "name": "t", **sections})
    return [(f.path, f.code) for f in lint_program(spec) if f.severity == "error"]


def test_the_schema_says_where_things_stand() -> None:
    schema = render_schema(program_model())
    assert schema["x-refs"] == {
        "activity": "activities", "asset": "assets", "benefit": "benefits", "campaign": "campaigns",
        "card": "stamp_cards",
        "counter": "counters", "coupon": "coupons", "earning": "earning", "experiment": "experiments", "item": "mall",
        "mall": "mall", "mall_item": "mall",
        "special_day": "special_days", "stamp_card": "stamp_cards", "tier": "tiers.ladder",
    }  # fmt: skip


def _hints(part: Any) -> set[str]:
    if isinstance(part, dict):
        found = {str(part["x-ui"]["ref"])} if isinstance(part.get("x-ui"), dict) and "ref" in part["x-ui"] else set()
        return found.union(*(_hints(value) for value in part.values()))
    return set().union(*(_hints(item) for item in part)) if isinstance(part, list) else set()


def test_every_hint_names_a_kind_that_is_declared() -> None:
    assert _hints(program_model().model_json_schema()) - {"event"} == {
        "activity", "asset", "benefit", "campaign", "counter", "coupon", "earning", "experiment", "tier",
    }  # fmt: skip


def test_a_gate_on_an_experiment_that_is_not_there_is_an_error_and_a_theme_is_a_name() -> None:
    gated = {
        "id": "daily", "kind": "check_in", "name": "d", "theme": "spring",
        "variant": {"experiment": "streaks", "variants": ["b"]},
    }  # fmt: skip
    assert errors(activities=[gated]) == [("activities.0.variant.experiment", "dangling-reference")]
    assert errors(activities=[{"id": "daily", "kind": "check_in", "name": "d"}]) == []


def test_what_rewards_name_is_checked_wherever_they_stand() -> None:
    coins = {"kind": "asset", "asset": "coins", "amount": 1}
    task = {"kind": "milestone", "id": "m", "name": "m", "on": ["app.opened"], "steps": [{"at": 1, "rewards": [coins]}]}
    item = {"id": "i", "name": "i", "kind": "coupon", "price_points": 9, "reward": [{"kind": "coupon", "batch": "c"}],
            "limits": [{"period": "day", "limit": 1}]}  # fmt: skip
    tier = {
        "id": "a",
        "name": "a",
        "pack": [{"kind": "benefit", "benefit": "b"}, {"kind": "accelerator", "asset": "x"}],
    }
    assert errors(activities=[task], mall=[item], tiers={"ladder": [tier]}) == [
        ("activities.0.steps.0.rewards.0.asset", "dangling-reference"),
        ("mall.0.reward.0.batch", "dangling-reference"),
        ("tiers.ladder.0.pack.0.benefit", "dangling-reference"),
        ("tiers.ladder.0.pack.1.asset", "dangling-reference"),
    ]


def test_derived_ids() -> None:
    spec = parse_program({"id": "t", "name": "t", "counters": [{"id": "orders", "name": "o", "on": ["order.paid"]}]})
    assert set(find_known("counter", spec) or ()) == {
        "orders", "points", "balance:points", "earned:points", "growth", "balance:growth", "earned:growth",
    }  # fmt: skip
    assert find_known("theme", spec) is None


@pytest.mark.parametrize("refs", [(RefKind("asset"),), (RefKind("coin", also=("asset",)),), (RefKind("event"),)])
def test_two_sections_cannot_own_one_kind(refs: tuple[RefKind, ...]) -> None:
    sections = [section for domain in DOMAINS for section in domain.sections]
    with pytest.raises(ValueError, match=r"references of kind (asset|event) are claimed twice"):
        build_model([*sections, Section("mine", tuple[str, ...], (), text("我的", "Mine"), refs)])


class Poster(Spec):
    """Hangs in a frame that nobody declares."""

    id: Id
    frame: str = Field(json_schema_extra=hint("框", "Frame", widget="ref", ref="frame"))


def test_a_name_of_a_kind_that_nobody_declares_is_an_error() -> None:
    banners = Domain("banners", (Section("banners", tuple[Poster, ...], (), text("横幅", "Banners")),))
    domains = (*DOMAINS, banners)
    spec = parse_program({"id": "t", "name": "t", "banners": [{"id": "a", "frame": "gold"}]}, domains)
    found = [(f.path, f.code) for f in lint_program(spec, domains=domains) if f.severity == "error"]
    assert found == [("banners.0.frame", "undeclared-reference")]
