"""Identifiers and fingerprints that depend on their input alone, so that a repeated decision names the same things."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable
from typing import Any

import msgspec

_canonical = msgspec.json.Encoder(order="sorted")


def find_doubled(names: Iterable[str]) -> list[str]:
    """Names that stand there more than once, sorted."""
    return sorted(name for name, times in Counter(names).items() if times > 1)


def read_number(value: str) -> int | None:
    """A whole number of 1 to 19 ASCII digits, no more than a row can hold; ``None`` for any other text."""
    if not (value.isascii() and value.isdigit() and len(value) < 20):
        return None
    number = int(value)
    return number if number < 2**63 else None


def derive_id(member_id: int, key: str, index: int = 0) -> int:
    """A positive 63-bit id from the operation that makes a thing and its number within that operation."""
    raw = hashlib.blake2b(f"{member_id}\x1f{key}\x1f{index}".encode(), digest_size=8).digest()
    return int.from_bytes(raw, "big") >> 1


def subject_id(tenant_id: int, activity: str) -> int:
    """The number under which an activity is a subject beside the members: negative, so that it is none of theirs."""
    raw = hashlib.blake2b(f"activity\x1f{tenant_id}\x1f{activity}".encode(), digest_size=8).digest()
    return -max(int.from_bytes(raw, "big") >> 1, 1)


def fingerprint(value: Any) -> bytes:
    """16 bytes that stand for an input: equal for equal content whatever the order of its keys."""
    return hashlib.blake2b(_canonical.encode(value), digest_size=16).digest()
