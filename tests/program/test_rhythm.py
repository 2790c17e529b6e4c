"""The rhythm of campaigns: its figures are those of counting members one by one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from hypothesis import given
from hypothesis import strategies as st

from liuke.kernel.text import text
from liuke.publishing.rhythm import Crowd, Thing

THINGS = [Thing(f"campaigns.c{n}", text(f"活动{n}", f"C{n}"), "campaign", 0, 10) for n in range(5)]
SETS = st.dictionaries(st.integers(0, 31), st.integers(1, 40), min_size=1, max_size=12)


@given(sets=SETS, on=st.integers(0, 31))
def test_loads_and_common_members_are_those_of_a_plain_count(sets: Mapping[int, int], on: int) -> None:
    crowd = Crowd(THINGS, sum(sets.values()), Counter(sets))
    people = [found for found, count in sets.items() for _ in range(count)]
    assert crowd.looked_at == len(people)
    assert crowd.count_all(on) == sum(found & on == on for found in people)
    loads = crowd.count_by_load(on)
    assert sum(loads.values()) == len(people)
    assert all(loads[n] == sum(bin(found & on).count("1") == n for found in people) for n in range(6))
    exact = crowd.estimate(crowd.count_all(on))
    assert exact.low == exact.count == exact.high


@given(sets=SETS, more=st.integers(1, 10_000))
def test_of_a_sample_the_whole_lies_in_an_interval_around_it(sets: Mapping[int, int], more: int) -> None:
    looked_at = sum(sets.values())
    crowd = Crowd(THINGS, looked_at + more, Counter(sets))
    for wanted in (0, 1, 31):
        found = crowd.estimate(crowd.count_all(wanted))
        assert 0 <= found.low <= found.count <= found.high <= crowd.members
