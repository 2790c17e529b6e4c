"""Ranks of rows. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from liuke.boards.contracts import Row


def rank_rows(rows: Sequence[Row], *, shared: bool, first: int = 1, tied: int = 0) -> list[int]:
    """The ranks of rows that follow one another in a list.

    Args:
        rows: In the order of ranks.
        shared: Whether equal scores share a rank; the next one is then as far behind as there are members before.
        first: Place of the first row, from 1.
        tied: The rank that the first row has, where it shares it with rows before; 0: it shares none.

    >>> rows = [Row(1, 9, 0), Row(2, 7, 0), Row(3, 7, 1), Row(4, 5, 0)]
    >>> rank_rows(rows, shared=False), rank_rows(rows, shared=True)
    ([1, 2, 3, 4], [1, 2, 2, 4])
    >>> rank_rows(rows[2:], shared=True, first=3, tied=2)
    [2, 4]
    """
    ranks = list[int]()
    for place, row in enumerate(rows, first):
        if shared and ranks and rows[place - first - 1].score == row.score:
            ranks.append(ranks[-1])
        elif shared and not ranks and tied:
            ranks.append(tied)
        else:
            ranks.append(place)
    return ranks
