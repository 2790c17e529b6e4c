"""Communities: the entrance is shown only to members who belong and have joined."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from liuke.activities.domain import activity_index, summarize_one
from liuke.activities.page_frame import PageCase
from liuke.activities.parts.community_page import render_page
from liuke.activities.types.community import HOOKS
from liuke.decision.hooks import LawCase
from liuke.engine.memory import MemoryEngine
from liuke.features import load_program
from liuke.kernel.errors import InvalidInput, Refused
from tests.golden_runner import build_engine
from tests.support_shop import DAY, HOUR, T0

GROUP: dict[str, Any] = {
    "kind": "community", "id": "gold", "name": "Gold", "audience": {"field": "label.vip", "op": "eq", "value": "1"},
    "entrance": {"link": "https://work.weixin.qq.com/gm/abc", "words": {"zh": "找小林", "en": "Ask for Lin"}},
}  # fmt: skip


def play(**terms: Any) -> MemoryEngine:
    engine = build_engine({"activities": [GROUP | terms]}, "UTC")
    engine.register(1, T0 - DAY)
    engine.send("member.label", 1, "vip", T0 - DAY, labels={"vip": "1"})
    return engine


def show(engine: MemoryEngine) -> tuple[dict[str, Any], str]:
    """The summary, and all that the page says."""
    activity, state = activity_index(engine.program).by_id["gold"], engine.state(1)
    shown = summarize_one(activity, state, T0)
    return shown, str(render_page(activity, PageCase(engine.program, state, T0, shown)))


@pytest.mark.parametrize(("leaving", "sees"), [("hide", False), ("keep", True)])
def test_the_entrance_is_for_who_joined_and_who_leaves_keeps_it_by_the_programs_choice(
    leaving: str, *, sees: bool
) -> None:
    engine = play(leaving=leaving)
    shown, page = show(engine)
    assert (shown["entrance"], "work.weixin" in page, "Ask for Lin" in page) == (None, False, False)
    engine.send("community.join_community", 1, "j", T0)
    shown, page = show(engine)
    assert (shown["entrance"]["link"], "work.weixin" in page) == (GROUP["entrance"]["link"], True)
    engine.send("member.label", 1, "gone", T0, labels={"vip": None})
    shown, page = show(engine)
    assert (shown["entrance"] is not None, "work.weixin" in page, "Ask for Lin" in page) == (sees, sees, sees)
    assert shown["joined_us"] == T0
    law = HOOKS.law
    assert callable(law)
    assert list(law(LawCase(engine.state(1), frozenset()))) == []


@pytest.mark.parametrize("entrance", [{}, {"link": "http://plain.example/"}, {"link": "javascript:alert(1)"}])
def test_an_entrance_leads_somewhere_and_links_are_safe(entrance: dict[str, str]) -> None:
    with pytest.raises(InvalidInput):
        load_program({"id": "x", "name": "x", "activities": [GROUP | {"entrance": entrance}]})


ACTS = st.tuples(st.sampled_from(["join", "join", "belong", "leave", "merge", "split"]), st.integers(1, 2))


@settings(max_examples=60, deadline=None)
@given(acts=st.lists(ACTS, max_size=16), leaving=st.sampled_from(["hide", "keep"]))
def test_each_is_rewarded_once_however_often_they_come_leave_and_become_one(
    acts: list[tuple[str, int]], leaving: str
) -> None:
    engine = build_engine(
        {"activities": [GROUP | {"leaving": leaving, "rewards": [{"kind": "asset", "amount": 7}]}]}, "UTC"
    )
    for member in (1, 2):
        engine.register(member, T0 - DAY)
    law, now, one, paid = HOOKS.law, T0, False, 0
    belongs, joined = {1: False, 2: False}, {1: False, 2: False}
    assert callable(law)
    for number, (act, who) in enumerate(acts):
        now += HOUR
        member = 1 if one else who
        if act in {"belong", "leave"}:
            belongs[member] = act == "belong"
            engine.send("member.label", member, f"l{number}", now, labels={"vip": "1" if belongs[member] else None})
        elif act == "join" and not belongs[member]:
            with pytest.raises(Refused, match="not for this member"):
                engine.send("community.join_community", member, f"j{number}", now)
        elif act == "join":
            engine.send("community.join_community", member, f"j{number}", now)
            paid += not (joined[1] or joined[2] if one else joined[member])
            joined[member] = True
        elif act == "merge" and not one:
            engine.merge(1, 2, now)
            one, belongs[1] = True, "vip" in engine.state(1).labels
        elif act == "split" and one:
            break  # what each is then is told by the golden case
        people = (1,) if one else (1, 2)
        assert sum(engine.balance(person) for person in people) == 7 * paid
        for person in people:
            state = engine.state(person)
            shown = summarize_one(activity_index(engine.program).by_id["gold"], state, now)
            is_in = joined[1] or joined[2] if one else joined[person]
            assert (shown["joined_us"] is not None) == is_in
            assert (shown["entrance"] is not None) == (is_in and (leaving == "keep" or belongs[person]))
            assert list(law(LawCase(state, frozenset()))) == []
