"""Walls: one like a member and post, rewards for what is shown alone, whatever is asked in whatever order."""

from __future__ import annotations

import contextlib
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from liuke.activities.domain import activity_index
from liuke.activities.pages import find_page
from liuke.activities.parts.wall_spec import SLOT, WallBook
from liuke.activities.shelf import Seen
from liuke.engine.memory import MemoryEngine
from liuke.features import compile_program
from liuke.kernel.clock import DAY_US
from liuke.kernel.errors import InvalidInput, Refused
from liuke.posts.contracts import POST, Post
from liuke.posts.store import PostRow
from liuke.posts.words import find_words
from tests.golden_runner import build_engine

T = 10**15
TERMS: dict[str, Any] = {
    "kind": "wall", "id": "w", "name": {"zh": "故事墙", "en": "Stories"}, "check": "words", "per_day": 2, "most": 3,
    "likes_each": 2, "rewards": [{"kind": "asset", "amount": 5}], "rewarded_posts": 2,
    "adoption": [{"kind": "asset", "amount": 100}],
    "like_steps": [{"at": 2, "rewards": [{"kind": "asset", "amount": 1000}]}], "like_cap": 1,
}  # fmt: skip


def make_shop(members: int, **terms: Any) -> MemoryEngine:
    engine = build_engine(
        {"activities": [TERMS | terms], "posts": {"words": ["广告"]}, "refunds": {"rewards": "take_back"}}, "UTC"
    )
    for member in range(1, members + 1):
        engine.register(member, T - DAY_US)
    return engine


def list_posts(engine: MemoryEngine) -> dict[str, Post]:
    found = {place.partition("/")[2]: POST.read(doc.doc) for place, doc in engine.shared.items() if doc.version}
    return {
        key: found[key] for key in (p.partition("/")[2] for p in engine.shared if p.startswith("post/")) if key in found
    }


ACTS = [
    "write",
    "write",
    "like",
    "like",
    "unlike",
    "show",
    "reject",
    "take_down",
    "adopt",
    "unadopt",
    "delete",
    "merge",
    "split",
]
STEPS = st.lists(st.tuples(st.sampled_from(ACTS), st.integers(1, 3), st.integers(0, 4), st.booleans()), max_size=25)


@settings(max_examples=80, deadline=None)
@given(STEPS)
def test_one_like_a_member_and_post_and_rewards_for_what_stands(steps: list[tuple[str, int, int, bool]]) -> None:
    engine, gone, ids = make_shop(3), set[int](), list[str]()
    for number, (act, member, which, listed) in enumerate(steps):
        if act == "merge" and member > 1 and member not in gone:
            engine.merge(1, member, T + number)
            gone.add(member)
        elif act == "split" and member in gone:
            with contextlib.suppress(Refused):
                engine.split(1, member, T + number)
                gone.discard(member)
        elif member not in gone:
            with contextlib.suppress(Refused, InvalidInput):
                _do(engine, act, member, number, ids, which, "广 告" if listed else "好茶")
        while engine.deliver():
            pass
        _check(engine, gone)


def _do(engine: MemoryEngine, act: str, member: int, number: int, ids: list[str], which: int, text: str) -> None:
    key, t_us = f"k{number}", T + number
    if act == "write":
        ids.append(engine.send("wall.write", member, key, t_us, activity="w", text=text).result["post"])
    elif ids:
        post = ids[which % len(ids)]
        if act in {"like", "unlike"}:
            engine.send(f"wall.{act}", member, key, t_us, activity="w", post=post)
        elif act in {"show", "reject", "take_down"}:
            engine.send("post.decide", member, key, t_us, post=post, decision=act)
        else:
            engine.send(f"post.{act}", member, key, t_us, post=post)


def _check(engine: MemoryEngine, gone: set[int]) -> None:
    left = [one for one in (1, 2, 3) if one not in gone]
    docs = {one: engine.state(one).read(SLOT, WallBook).docs.get("w") for one in left}
    posts = list_posts(engine)
    for id_, post in posts.items():
        assert post.likes == sum(doc is not None and int(id_) in doc.liked for doc in docs.values())
        assert list(POST.law(id_, post)) == []
        assert ("posted" in post.held) <= (post.status == "shown")
    for one, doc in docs.items():
        mine = [post for post in posts.values() if engine.state(one).is_of(post.member_id)]
        rewarded = sum("posted" in post.held for post in mine)
        adopted = sum("adopted" in post.held for post in mine)
        likes = doc.like_rewards if doc is not None else 0
        assert rewarded == (doc.rewarded if doc is not None else 0)
        assert engine.balance(one, "points") == 5 * rewarded + 100 * adopted + 1000 * likes


@pytest.mark.parametrize(
    ("written", "found"),
    [("加 V 信", ["加v信"]), ("ＡＢＣ!", ["abc"]), ("ab", []), ("", []), ("Straße", ["strasse"]), ("a-b.c", ["abc"])],
)
def test_listed_words_are_found_whatever_stands_between(written: str, found: list[str]) -> None:
    assert find_words(written, ["加v信", "abc", "strasse", " ", "…"]) == found


def test_program_edits_and_a_wall_that_is_off() -> None:
    engine = make_shop(2)
    first = engine.send("wall.write", 1, "a", T, activity="w", text="广告").result["post"]
    document = engine.program.spec.model_dump(mode="json", by_alias=True)
    document["activities"][0] |= {"rewards": [], "enabled": False}
    engine.program = compile_program(document)
    assert engine.send("post.decide", 1, "b", T + 1, post=first, decision="show").result["status"] == "shown"
    assert engine.send("post.adopt", 1, "c", T + 2, post=first).result["status"] == "shown"
    assert engine.balance(1, "points") == 0
    with pytest.raises(Refused):
        engine.send("wall.like", 2, "d", T + 3, activity="w", post=first)


def test_a_platform_is_asked_and_people_where_it_has_something_against_it() -> None:
    engine = make_shop(1, check="platform")
    for number, fault in enumerate(("", "politics")):
        made = engine.send("wall.write", 1, f"w{number}", T, activity="w", text="好").result
        assert (made["status"], list_posts(engine)[made["post"]].awaits) == ("pending", "platform")
        engine.send("post.checked", 1, f"c{number}", T, post=made["post"], check="wechat", fault=fault)
        post = list_posts(engine)[made["post"]]
        assert (post.status, post.awaits, post.by, post.flags) == (
            ("pending", "people", "", ["wechat:politics"]) if fault else ("shown", "", "check:wechat", [])
        )
        with pytest.raises(Refused):
            engine.send("post.checked", 1, f"again{number}", T, post=made["post"], check="wechat", fault="")


def test_the_page_shows_posts_and_says_when_no_more_may_be_written() -> None:
    engine = make_shop(2)
    made = engine.send("wall.write", 1, "a", T, activity="w", text="好茶").result["post"]
    row = PostRow(made, list_posts(engine)[made], 1, "138****8000", "好茶", 0)
    shelf = activity_index(engine.program).by_id["w"].behaviour.shelf
    assert shelf is not None
    assert shelf.posts
    page = msgspec.to_builtins(find_page(engine.program, engine.state(2), T, "w", Seen(posts=[row])))
    (block,) = [one for one in page["blocks"] if one["block"] == "posts"]
    assert [(one["by"], one["text"], one["likes"], one["mine"]) for one in block["items"]] == [
        ("138****8000", "好茶", 0, False)
    ]
    assert [one["request"] for one in page["actions"]] == ["write", "like", "unlike"]
    engine.send("wall.write", 1, "b", T, activity="w", text="好茶")
    page = msgspec.to_builtins(find_page(engine.program, engine.state(1), T, "w"))
    assert (page["status"], page["status_reason"]["code"]) == ("used_up", "wall-enough")


def test_what_waits_or_was_refused_is_on_its_authors_page_and_on_no_other() -> None:
    engine = make_shop(2, check="people", per_day=3)
    ids = [
        engine.send("wall.write", 1, f"w{n}", T, activity="w", text=text).result["post"]
        for n, text in enumerate(("一", "二", "三"))
    ]
    engine.send("post.decide", 1, "no", T, post=ids[0], decision="reject", reason="与主题无关")
    engine.send("post.decide", 1, "yes", T, post=ids[1], decision="show")
    engine.send("post.decide", 1, "off", T, post=ids[1], decision="take_down", reason="有人投诉")
    known = list_posts(engine)
    rows = [PostRow(one, known[one], 1, "138****8000", known[one].status, 0) for one in reversed(ids)]

    def list_blocks(member: int) -> list[dict[str, Any]]:
        page = msgspec.to_builtins(find_page(engine.program, engine.state(member), T, "w", Seen(own=rows)))
        return [one for one in page["blocks"] if one["block"] == "posts"]

    own, others = list_blocks(1)
    assert [(one["state"], one["reason"], one["mine"], one["likes"]) for one in own["items"]] == [
        ("waiting", "", True, None), ("refused", "有人投诉", True, None), ("refused", "与主题无关", True, None),
    ]  # fmt: skip
    assert (own["label"]["zh"], own["total"]) == ("我的内容（仅自己可见）", 3)
    assert others["items"] == []
    assert [one["items"] for one in list_blocks(2)] == [[]]  # even if they were read for the wrong member


@pytest.mark.parametrize(
    "terms", [{"like_steps": [{"at": 2, "rewards": [{"kind": "asset", "amount": 1}]}] * 2}, {"likes": False}]
)
def test_terms_that_cannot_be_meant_are_refused(terms: dict[str, Any]) -> None:
    with pytest.raises(InvalidInput):
        make_shop(0, **terms)
