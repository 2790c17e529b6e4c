"""Communities: the entrance is shown only to members who belong and have joined."""

from __future__ import annotations

from typing import Any

import pytest

from liuke.activities.domain import activity_index, summarize_one
from liuke.activities.page_frame import PageCase
from liuke.activities.parts.community_page import render_page
from liuke.activities.types.community import HOOKS
from liuke.decision.hooks import LawCase
from liuke.engine.memory import MemoryEngine
from liuke.features import load_program
from liuke.kernel.errors import InvalidInput
from tests.golden_runner import build_engine
from tests.support_shop import DAY, T0

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
