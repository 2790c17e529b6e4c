"""Draws: exact by enumeration of every pattern of bits, the same for the same seed, and bound to a sealed list."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import islice, permutations, product

import pytest

from liuke.kernel.draws import (
    BITS,
    bind_to_list,
    commit_to,
    digest_of,
    hash_list,
    pick_below,
    pick_order,
    pick_weighted,
    read_blocks,
)

SEED = bytes(range(32))


def _after(block: int) -> Iterator[int]:
    """A block that is tried, and then one that every choice takes."""
    yield block
    yield from iter(lambda: 0, None)


@pytest.mark.parametrize("n", range(1, 257))
def test_of_all_patterns_of_eight_bits_each_number_has_as_many(n: int) -> None:
    fair = 256 // n * n
    found = Counter(pick_below(iter([block]), n, bits=8) for block in range(fair))
    assert found == dict.fromkeys(range(n), 256 // n)


@pytest.mark.parametrize("block", range(250, 256))
def test_what_would_favour_one_is_thrown_away(block: int) -> None:
    assert pick_below(iter([block, 7]), 10, bits=8) == 7


@pytest.mark.parametrize(
    "weights", [[1], [1, 1], [1, 2, 3], [0, 5, 0, 1], [10, 0, 90], [1] * 16, [128, 64, 32, 16, 8, 4, 2, 1, 1]]
)
def test_each_weight_has_its_share_in_every_place(weights: list[int]) -> None:
    total = sum(weights)
    every = [pick_weighted(iter([block]), weights, bits=8) for block in range(256 // total * total)]
    shares = Counter(every)
    assert [shares[place] for place in range(len(weights))] == [weight * (256 // total) for weight in weights]
    # chi-square of shares against the odds: nothing at all is left over
    wanted = [weight * len(every) / total for weight in weights]
    assert sum((shares[i] - wanted[i]) ** 2 / wanted[i] for i in range(len(weights)) if wanted[i]) == 0


def test_each_order_is_as_likely() -> None:
    # numbers below 4, 3 and 2 are taken: every pattern of 4 bits each that is not thrown away
    drawn = [range(16), range(15), range(16)]
    found = Counter(tuple(pick_order(iter(blocks), 4, bits=4)) for blocks in product(*drawn))
    assert found == dict.fromkeys(permutations(range(4)), 16 * 15 * 16 // 24)


def test_a_draw_is_its_text_and_nothing_else() -> None:
    first = list(islice(read_blocks(SEED, "wheel/2026-11-29.day\n1\n7\n1\nprize"), 3))
    assert first == list(islice(read_blocks(SEED, "wheel/2026-11-29.day\n1\n7\n1\nprize"), 3))
    assert len(set(first)) == 3
    assert all(block < 1 << BITS for block in first)
    assert first[0] != next(read_blocks(SEED, "wheel/2026-11-29.day\n1\n7\n2\nprize"))
    assert first[0] != next(read_blocks(SEED[::-1], "wheel/2026-11-29.day\n1\n7\n1\nprize"))
    assert digest_of(SEED, "x") == f"{next(read_blocks(SEED, 'x')):064x}"


def test_known_answers() -> None:
    """Anybody can check these with sha256sum and openssl."""
    assert commit_to(SEED) == "630dcd2966c4336691125448bbb25b4ff412a49c732db2c8abc1b8581bd710dd"
    assert commit_to(b"") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


def test_a_list_is_known_by_its_entries_and_their_order() -> None:
    assert hash_list(["a", "b"]) == hash_list(iter(["a", "b"]))
    others = [["b", "a"], ["ab"], ["a", "b", ""], ["a"], [], ["a", "b", "b"]]
    assert len({hash_list(one) for one in [["a", "b"], *others]}) == 1 + len(others)
    bound = bind_to_list(SEED, hash_list(["a"]), "3241.87")
    assert (
        len(
            {
                bound,
                SEED,
                bind_to_list(SEED, hash_list(["a"]), "3241.88"),
                bind_to_list(SEED, hash_list(["b"]), "3241.87"),
            }
        )
        == 4
    )


def test_bounds() -> None:
    with pytest.raises(AssertionError):
        pick_below(_after(1), 0)
    with pytest.raises(AssertionError):
        pick_weighted(_after(1), [0, 0])
    with pytest.raises(AssertionError):
        pick_weighted(_after(1), [3, -1])
    assert pick_below(_after(5), 1) == 0
    assert pick_order(_after(0), 1) == [0]
    assert pick_order(_after(0), 0) == []
