"""Votes: what is counted is what members chose, one vote each, whatever they do."""

from __future__ import annotations

import contextlib
from collections import Counter
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from liuke.activities.domain import activity_index
from liuke.activities.pages import find_page
from liuke.activities.parts.vote_spec import SLOT, TALLY, Tally, VoteBook
from liuke.activities.shelf import Seen
from liuke.engine.memory import MemoryEngine
from liuke.features import compile_program
from liuke.kernel.clock import DAY_US
from liuke.kernel.errors import InvalidInput, Refused
from tests.golden_runner import build_engine

T = 10**15
POLL: dict[str, Any] = {
    "kind": "vote", "id": "poll", "name": {"zh": "评选", "en": "Poll"}, "question": {"zh": "选谁", "en": "Whom"},
    "changes": True, "most": 2, "options": [{"id": one, "name": one} for one in "abc"],
    "rewards": [{"kind": "asset", "amount": 3}],
}  # fmt: skip


def make_shop(members: int, **terms: Any) -> MemoryEngine:
    engine = build_engine({"activities": [POLL | terms]}, "UTC")
    for member in range(1, members + 1):
        engine.register(member, T - DAY_US)
    return engine


def read_tally(engine: MemoryEngine) -> Tally:
    stored = engine.shared.get(TALLY.place("poll"))
    return TALLY.read(stored.doc) if stored is not None else Tally()


STEPS = st.lists(
    st.tuples(st.sampled_from(["vote", "vote", "vote", "merge"]), st.integers(1, 4), st.lists(st.sampled_from("abcx"))),
    max_size=14,
)


@settings(max_examples=60, deadline=None)
@given(STEPS, st.booleans())
def test_counts_are_the_sum_of_what_members_chose(steps: list[tuple[str, int, list[str]]], changes: bool) -> None:
    engine, gone = make_shop(4, changes=changes), set[int]()
    for number, (what, member, options) in enumerate(steps):
        if member in gone:
            continue
        if what == "merge" and member > 1:
            engine.merge(1, member, T + number)
            gone.add(member)
        elif what == "vote":
            with contextlib.suppress(Refused, InvalidInput):
                engine.send("vote.cast", member, f"k{number}", T + number, activity="poll", options=options)
        docs = [engine.state(one).read(SLOT, VoteBook).docs.get("poll") for one in range(1, 5) if one not in gone]
        chosen = Counter(option for doc in docs if doc is not None for option in doc.options)
        tally = read_tally(engine)
        assert (tally.counts, tally.voters) == (dict(chosen), sum(doc is not None for doc in docs))
        assert list(TALLY.law("poll", tally)) == []


def test_who_voted_for_what_is_gone_may_vote_again_once_and_is_rewarded_once() -> None:
    engine = make_shop(1, changes=False)
    engine.send("vote.cast", 1, "a", T, options=["c"])
    document = engine.program.spec.model_dump(mode="json", by_alias=True)
    document["activities"][0]["options"] = POLL["options"][:2]
    engine.program = compile_program(document)
    engine.send("vote.cast", 1, "b", T + 1, options=["a"])
    with pytest.raises(Refused):
        engine.send("vote.cast", 1, "c", T + 2, options=["b"])
    assert (read_tally(engine).counts, engine.balance(1, "points")) == ({"a": 1}, 3)


@pytest.mark.parametrize(
    ("results", "voted", "at_us", "counts"),
    [
        ("always", False, T, [1, 0, 0]), ("voted", False, T, [None] * 3), ("voted", True, T, [1, 0, 0]),
        ("closed", True, T, [None] * 3), ("closed", False, T + 10**12 * 4, [1, 0, 0]),
    ],
)  # fmt: skip
def test_results_are_on_the_page_of_whom_they_are_for(
    results: str, voted: bool, at_us: int, counts: list[int | None]
) -> None:
    engine = make_shop(2, results=results, window={"to": "2001-10-01"})
    engine.send("vote.cast", 1, "a", T, options=["a"])
    shelf = activity_index(engine.program).by_id["poll"].behaviour.shelf
    assert shelf is not None
    seen = Seen(shared={kind.place(key): read_tally(engine) for kind, key in shelf.documents(at_us)})
    page = find_page(engine.program, engine.state(1 if voted else 2), at_us, "poll", seen)
    (options,) = [block for block in msgspec.to_builtins(page)["blocks"] if block["block"] == "options"]
    assert [one["count"] for one in options["options"]] == counts
    assert options["total"] == (1 if counts[0] is not None else None)
