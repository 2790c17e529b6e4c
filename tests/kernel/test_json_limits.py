"""What is kept as JSON has bounds, and says where it is beyond them."""

from __future__ import annotations

from typing import Any

import pytest

from liuke.kernel.json_limits import JsonLimits, find_json_faults

LIMITS = JsonLimits(values=10, text=5, name=4, total=20, depth=4)


def nest(times: int) -> Any:
    value: Any = {}
    for _ in range(times - 1):
        value = {"a": value}
    return value


@pytest.mark.parametrize(
    ("value", "found"),
    [
        (nest(4), []),
        (nest(5), [("x.a.a.a.a", "too-deep")]),
        (nest(100_000), [("x.a.a.a.a", "too-deep")]),
        ({"a": [[[1]]]}, []),
        ({"a": [[[1, []]]]}, [("x.a.0.0.1", "too-deep")]),
        ({"a": "12345", "b": ["123456", 1]}, [("x.b.0", "too-long")]),
        ({"12345": 1}, [("x.12345", "too-long")]),
        ([0] * 10, []),
        ([0] * 11, [("x", "too-many")]),
        ({"a": [0] * 5, "b": [0] * 4}, [("x.b", "too-many")]),
        (["12345"] * 4, []),
        (["12345"] * 5, [("x", "too-large")]),
        ("123456", [("x", "too-long")]),
        (None, []),
    ],
)
def test_limits(value: Any, found: list[tuple[str, str]]) -> None:
    assert [(fault.path, fault.code) for fault in find_json_faults(value, "x", LIMITS)] == found


def test_faults_and_paths_are_bounded() -> None:
    limits = JsonLimits(text=1)
    faults = find_json_faults({"k" * 150: {"l" * 150: ["ab"] * 1_000}}, "", limits)
    assert len(faults) <= 1_000
    assert len(faults[0].path) == 201
