"""The hash contract, by the public cases of its specification (specVersion 0.7 of the GrowthBook SDKs)."""

from __future__ import annotations

import pytest

from liuke.kernel.assignment import BUCKETS, choose_variant, find_bucket, hash_fnv32a, list_ranges


@pytest.mark.parametrize(
    ("seed", "value", "version", "expected"),
    [
        ("", "a", 1, 0.22),
        ("", "b", 1, 0.077),
        ("b", "a", 1, 0.946),
        ("ef", "d", 1, 0.652),
        ("asdf", "8952klfjas09ujk", 1, 0.549),
        ("", "123", 1, 0.011),
        ("", '___)((*":&', 1, 0.563),
        ("seed", "a", 2, 0.0505),
        ("seed", "b", 2, 0.2696),
        ("foo", "ab", 2, 0.2575),
        ("foo", "def", 2, 0.2019),
        ("89123klj", "8952klfjas09ujkasdf", 2, 0.124),
        ("90850943850283058242805", "123", 2, 0.7516),
        ("()**(%$##$%#$#", '___)((*":&', 2, 0.0128),
        ("abc", "def", 99, None),
    ],
)
def test_hash(seed: str, value: str, version: int, expected: float | None) -> None:
    assert find_bucket(seed, value, version) == (None if expected is None else round(expected * BUCKETS))


@pytest.mark.parametrize(
    ("count", "coverage", "weights", "expected"),
    [
        (2, 1.0, None, [(0, 0.5), (0.5, 1)]),
        (2, 0.5, None, [(0, 0.25), (0.5, 0.75)]),
        (2, 0.0, None, [(0, 0), (0.5, 0.5)]),
        (4, 1.0, None, [(0, 0.25), (0.25, 0.5), (0.5, 0.75), (0.75, 1)]),
        (2, 1.0, [0.4, 0.6], [(0, 0.4), (0.4, 1)]),
        (3, 1.0, [0.2, 0.3, 0.5], [(0, 0.2), (0.2, 0.5), (0.5, 1)]),
        (3, 0.2, [0.2, 0.3, 0.5], [(0, 0.04), (0.2, 0.26), (0.5, 0.6)]),
        (2, -0.2, None, [(0, 0), (0.5, 0.5)]),
        (2, 1.5, None, [(0, 0.5), (0.5, 1)]),
        (2, 1.0, [0.4, 0.1], [(0, 0.5), (0.5, 1)]),
        (2, 1.0, [0.7, 0.6], [(0, 0.5), (0.5, 1)]),
        (4, 1.0, [0.4, 0.4, 0.2], [(0, 0.25), (0.25, 0.5), (0.5, 0.75), (0.75, 1)]),
        (2, 1.0, [0.4, 0.5999], [(0, 0.4), (0.4, 0.9999)]),
    ],
)
def test_ranges(count: int, coverage: float, weights: list[float] | None, expected: list[tuple[float, float]]) -> None:
    whole = [round(weight * BUCKETS) for weight in weights] if weights is not None else None
    found = list_ranges(count, coverage_bps=round(coverage * BUCKETS), weights_bps=whole)
    assert found == [(round(first * BUCKETS), round(last * BUCKETS)) for first, last in expected]


def test_variants_are_chosen_by_the_range_that_holds_the_bucket() -> None:
    ranges = list_ranges(3)
    assert ranges == [(0, 3334), (3334, 6667), (6667, 10_000)]
    assert [choose_variant(bucket, ranges) for bucket in (0, 3333, 3334, 6666, 6667, 9999)] == [0, 0, 1, 1, 2, 2]
    assert choose_variant(5000, list_ranges(2, coverage_bps=1_000)) == 1
    assert choose_variant(500, list_ranges(2, coverage_bps=1_000)) is None


def test_text_beyond_the_basic_plane_is_hashed_by_its_code_units() -> None:
    # 留 is one unit, 🧋 the two units U+D83E U+DDCB: as charCodeAt answers them
    assert hash_fnv32a("留") == ((0x811C9DC5 ^ 0x7559) * 0x01000193) & 0xFFFFFFFF
    first = ((0x811C9DC5 ^ 0xD83E) * 0x01000193) & 0xFFFFFFFF
    assert hash_fnv32a("🧋") == ((first ^ 0xDDCB) * 0x01000193) & 0xFFFFFFFF


def test_raising_a_share_moves_nobody_who_was_in() -> None:
    inside = {n for n in range(2_000) if (b := find_bucket("holdout", str(n))) is not None and b < 500}
    wider = {n for n in range(2_000) if (b := find_bucket("holdout", str(n))) is not None and b < 1_000}
    assert inside < wider
    assert (len(inside), len(wider)) == (118, 215)
