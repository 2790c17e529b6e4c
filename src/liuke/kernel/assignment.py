"""Which variant of an experiment somebody gets: a pure function of a seed and who they are.

The hash contract is GrowthBook's (FNV-1a over UTF-16 code units, versions 1 and 2), so that the platform, the mini
program and an analyst's notebook come to the same variant without asking each other. Buckets are whole ten-thousandths.
Source: https://docs.growthbook.io/lib/build-your-own#hashing (2026).
"""

from __future__ import annotations

from collections.abc import Sequence

BUCKETS = 10_000
"""Buckets a hash is spread over; shares, weights and coverage are counted in them (1 bucket = 1 bps)."""
_TOLERATED = 100
"""How far weights may be from a whole before they count as a mistake and are made equal."""


def hash_fnv32a(value: str) -> int:
    """32-bit FNV-1a over the UTF-16 code units of a text."""
    result = 0x811C9DC5
    raw = value.encode("utf-16-le", "surrogatepass")
    for unit in memoryview(raw).cast("H") if _LITTLE else _swapped(raw):
        result = ((result ^ unit) * 0x01000193) & 0xFFFFFFFF
    return result


_LITTLE = memoryview(b"\x01\x00").cast("H")[0] == 1


def _swapped(raw: bytes) -> list[int]:
    return [raw[place] | raw[place + 1] << 8 for place in range(0, len(raw), 2)]


def find_bucket(seed: str, value: str, version: int = 2) -> int | None:
    """The bucket, from 0 to 9,999, of ``value`` under ``seed``; ``None`` for a version that does not exist.

    Version 1 knows a thousand buckets only: it answers multiples of ten.
    """
    if version == 2:
        return hash_fnv32a(str(hash_fnv32a(seed + value))) % BUCKETS
    if version == 1:
        return hash_fnv32a(value + seed) % 1_000 * 10
    return None


def list_ranges(
    count: int, *, coverage_bps: int = BUCKETS, weights_bps: Sequence[int] | None = None
) -> list[tuple[int, int]]:
    """First bucket, and first bucket after, of each of ``count`` variants.

    Lower coverage shortens every range at its end, so that raising it later moves nobody to another variant. Weights
    that are not one a variant, or do not sum to a whole (within 1 %), are taken as equal.
    """
    covered = min(max(coverage_bps, 0), BUCKETS)
    parts, whole = list(weights_bps or ()), BUCKETS
    if len(parts) != count or abs(sum(parts) - BUCKETS) > _TOLERATED:
        parts, whole = [1] * count, count
    ranges = list[tuple[int, int]]()
    before = 0
    for part in parts:
        starts = -(-before * BUCKETS // whole)
        ends = -(-(before * BUCKETS + part * covered) // whole)
        ranges.append((starts, ends))
        before += part
    return ranges


def choose_variant(bucket: int, ranges: Sequence[tuple[int, int]]) -> int | None:
    """Number of the variant whose range holds the bucket; ``None``: not part of the experiment."""
    return next((number for number, (starts, ends) in enumerate(ranges) if starts <= bucket < ends), None)
