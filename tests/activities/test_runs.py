"""Runs against a plain set."""

from __future__ import annotations

import hypothesis.strategies as st
from hypothesis import given

from liuke.activities.runs import Run, add_unit, as_pairs, find_run, longest, remove_unit, total

moves = st.lists(st.tuples(st.booleans(), st.integers(0, 25)), max_size=80)


def _pairs(units: set[int]) -> list[tuple[int, int, int]]:
    starts = sorted(unit for unit in units if unit - 1 not in units)
    ends = sorted(unit for unit in units if unit + 1 not in units)
    return [(start, end, end - start + 1) for start, end in zip(starts, ends, strict=True)]


@given(moves)
def test_runs_are_a_set_seen_as_intervals(changes: list[tuple[bool, int]]) -> None:
    runs, units = list[Run](), set[int]()
    for adding, unit in changes:
        if adding:
            assert (add_unit(runs, unit, unit - 1, unit + 1) is not None) == (unit not in units)
            units.add(unit)
        else:
            assert remove_unit(runs, unit, unit - 1, unit + 1, lambda a, b: b - a + 1) == (unit in units)
            units.discard(unit)
        assert as_pairs(runs) == _pairs(units)
        assert total(runs) == len(units)
        assert longest(runs) == max((length for _, _, length in _pairs(units)), default=0)
        for probe in range(-1, 27):
            assert (find_run(runs, probe) is not None) == (probe in units)


def test_what_was_paid_adds_up_when_runs_join() -> None:
    runs = [Run(1, 2, 2, {2: 1}), Run(4, 6, 3, {2: 1, 3: 1})]
    joined = add_unit(runs, 3, 2, 4)
    assert joined == Run(1, 6, 6, {2: 2, 3: 1})
    assert runs == [joined]


def test_a_skipped_unit_is_no_gap() -> None:
    runs = [Run(1, 2)]
    runs[0].length = 2
    assert add_unit(runs, 4, 2, 5) == Run(1, 4, 3)
    assert remove_unit(runs, 2, 1, 4, lambda a, b: sum(unit != 3 for unit in range(a, b + 1)))
    assert as_pairs(runs) == [(1, 1, 1), (4, 4, 1)]
