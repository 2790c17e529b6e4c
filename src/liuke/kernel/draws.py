"""Random choices that can be checked later: uniform bits under a secret seed, and exact choices made of them.

The bits of one draw are HMAC-SHA256 under the seed over the draw's own text and a counter: as good as chance
to whoever does not know the seed, and follow from it to whoever does. Choices reject what would favour one outcome:
each of ``n`` has exactly the same number of bit patterns.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable, Iterator, Sequence

SEED_BYTES = 32
BITS = 256
"""In a block."""


def commit_to(seed: bytes) -> str:
    """What is published before the first draw: SHA-256 of the seed, in hexadecimal."""
    return hashlib.sha256(seed).hexdigest()


def read_blocks(seed: bytes, text: str) -> Iterator[int]:
    """Blocks of bits of the draw that ``text`` names, without end."""
    number = 0
    while True:
        yield int.from_bytes(hmac.digest(seed, f"{text}\n{number}".encode(), "sha256"), "big")
        number += 1


def digest_of(seed: bytes, text: str) -> str:
    """The first block in hexadecimal: the draw's fingerprint, kept with its outcome."""
    return f"{next(read_blocks(seed, text)):064x}"


def pick_below(blocks: Iterator[int], n: int, *, bits: int = BITS) -> int:
    """A whole number from 0 to ``n - 1``, each as likely as any other.

    Args:
        blocks: Uniform numbers of ``bits`` bits.
        n: From 1 to ``2 ** bits``.
        bits: Of a block.
    """
    assert 1 <= n <= 1 << bits, f"a number below {n} cannot be drawn from {bits} bits"
    fair = (1 << bits) // n * n
    return next(block for block in blocks if block < fair) % n


def pick_weighted(blocks: Iterator[int], weights: Sequence[int], *, bits: int = BITS) -> int:
    """The place of one weight, as likely as its share of the sum; a weight of 0 is never picked.

    Args:
        blocks: As for :func:`pick_below`.
        weights: Whole numbers from 0, not all of them 0.
        bits: Of a block.
    """
    assert all(weight >= 0 for weight in weights), "weights are not negative"
    left = pick_below(blocks, sum(weights), bits=bits)
    for place, weight in enumerate(weights):
        if left < weight:
            return place
        left -= weight
    raise AssertionError("a number below the sum lies within a weight")


def pick_order(blocks: Iterator[int], n: int, *, bits: int = BITS) -> list[int]:
    """The places from 0 to ``n - 1`` in an order, each order as likely as any other."""
    order = list(range(n))
    for last in range(n - 1, 0, -1):
        other = pick_below(blocks, last + 1, bits=bits)
        order[last], order[other] = order[other], order[last]
    return order


def hash_list(entries: Iterable[str]) -> str:
    """What is published when a list of entries is sealed: SHA-256 over them in order, each with its length in front."""
    found = hashlib.sha256()
    for entry in entries:
        encoded = entry.encode()
        found.update(len(encoded).to_bytes(4, "big") + encoded)
    return found.hexdigest()


def bind_to_list(seed: bytes, list_hash: str, public: str) -> bytes:
    """The seed of a draw over a sealed list: nobody, not even who knows the secret, could choose it beforehand.

    Args:
        seed: The secret of the period.
        list_hash: Of :func:`hash_list`.
        public: A value of a later date that was named before the list was closed, as published.
    """
    return hmac.digest(seed, f"{list_hash}\n{public}".encode(), "sha256")
