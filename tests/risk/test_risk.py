"""Anti-abuse: what weighs how much, which programs are refused, and what lint finds."""

from __future__ import annotations

from typing import Any

import pytest

from liuke.features import compile_program, lint_program, load_program
from liuke.kernel.errors import InvalidInput
from liuke.risk.features import measure_steadiness
from liuke.risk.service import weigh
from liuke.risk.spec import RiskSpec

MINUTE = 60_000_000


def load(**risk: Any) -> RiskSpec:
    program = compile_program({"id": "x", "name": "X", "risk": {"enabled": True, **risk}})
    return program.section("risk", RiskSpec)


@pytest.mark.parametrize(
    ("measured", "score", "counted"),
    [
        ({}, 0, []),
        ({"device_members": 5}, 0, []),
        ({"device_members": 6}, 25, ["device_members"]),
        ({"device_members": 40, "network_members": 500}, 40, ["device_members", "network_members"]),
        ({"network_members": 500, "age_days": 0}, 10, ["age_days", "network_members"]),
        ({"ring_members": 5, "ring_idle": 80}, 50, ["ring_idle", "ring_members"]),
        ({"ring_members": 30, "ring_idle": 100, "steadiness": 99, "returns": 9}, 100, [
            "returns", "ring_idle", "ring_members", "steadiness",
        ]),
    ],
)  # fmt: skip
def test_the_heaviest_threshold_of_each_feature_counts(
    measured: dict[str, int], score: int, counted: list[str]
) -> None:
    found = weigh(RiskSpec(), measured)
    assert (found[0], sorted(found[1])) == (score, counted)


def test_an_address_alone_holds_and_refuses_nobody_by_default() -> None:
    spec = RiskSpec()
    score, _ = weigh(spec, {"network_members": 10**6, "age_days": 0})
    assert all(score < act.hold_at for act in spec.acts)


@pytest.mark.parametrize(
    ("risk", "words"),
    [
        (
            {"signals": [{"feature": "network_members", "at": 2, "weight": 90}], "acts": [
                {"on": ["check_in.do"], "hold_at": 50, "deny_at": 90},
            ]},
            "an address alone would refuse",
        ),
        ({"acts": [{"on": ["check_in.do"], "hold_at": 60, "deny_at": 60}]}, "must score more"),
        ({"acts": [{"on": ["check_in.do"]}, {"on": ["check_in.do"]}]}, "named once"),
    ],
)  # fmt: skip
def test_programs_that_are_refused(risk: dict[str, Any], words: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        load_program({"id": "x", "name": "X", "risk": risk})
    assert words in " ".join(fault.message for fault in refused.value.faults)


def test_lint_finds_what_never_holds_and_what_an_address_holds() -> None:
    risk = {
        "enabled": True,
        "signals": [{"feature": "network_members", "at": 2, "weight": 40}],
        "acts": [{"on": ["check_in.do"], "hold_at": 30}, {"on": ["order.paid"], "hold_at": 50},
                 {"on": ["nobody.does"], "hold_at": 100}],
    }  # fmt: skip
    spec = load_program({"id": "x", "name": "X", "risk": risk})
    found = {(one.path, one.code, one.severity) for one in lint_program(spec) if one.path.startswith("risk")}
    assert found == {
        ("risk.acts.0", "risk-address-holds", "warning"), ("risk.acts.1", "risk-never-held", "warning"),
        ("risk.acts.2", "risk-never-held", "warning"), ("risk.acts.2", "unknown-event", "error"),
    }  # fmt: skip
    plain = load_program({"id": "x", "name": "X", "risk": {"enabled": True}})
    assert [one for one in lint_program(plain) if one.path.startswith("risk")] == []


@pytest.mark.parametrize(
    ("minutes", "steady"),
    [
        ([0, 1, 2, 3, 4, 5, 6], 100),
        ([0, 1, 2, 3, 4, 5], 0),
        ([0, 60, 121, 180, 242, 301, 360], 99),
        ([0, 1, 60, 61, 200, 1_000, 1_001], 0),
        ([5, 5, 5, 5, 5, 5, 5], 0),
    ],
)
def test_steadiness_is_how_little_gaps_differ(minutes: list[int], steady: int) -> None:
    assert measure_steadiness([one * MINUTE for one in minutes]) == steady
