"""What stayed of rewards is remembered of so many things, the newest."""

from __future__ import annotations

from liuke.decision.rewards import Stays
from liuke.earning.handouts import MAX_STAYS, HandoutBook, bound_stays


def test_the_oldest_is_forgotten() -> None:
    book = HandoutBook(stays={f"a|{n}": [Stays("coupon", "five", 1, "used")] for n in range(MAX_STAYS + 3)})
    bound_stays(book)
    assert list(book.stays) == [f"a|{n}" for n in range(3, MAX_STAYS + 3)]
