"""The page of an activity: every kind has one, and it says what it says in words of both languages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import msgspec
import pytest

from liuke.activities.catalog import KINDS
from liuke.activities.domain import activity_index
from liuke.activities.page import PageDescription, Words
from liuke.activities.pages import describe_page, find_page
from liuke.activities.shelf import Seen
from liuke.engine.memory import MemoryEngine
from tests.golden_runner import build_engine, find_cases, local_us, run_case

ZONE = "Asia/Shanghai"
AT = local_us("2027-03-10 12:00", ZONE)
POINTS = [{"kind": "asset", "amount": 1}]
WHEEL: dict[str, Any] = {
    "kind": "lottery", "id": "wheel", "name": {"zh": "大转盘", "en": "Wheel"},
    "prizes": [{"id": "mug", "name": {"zh": "杯子", "en": "Mug"}, "weight": 1, "rewards": POINTS},
               {"id": "no", "name": {"zh": "谢谢", "en": "Thanks"}, "weight": 3}],
}  # fmt: skip


def walk_words(value: Any) -> Iterator[Words]:
    if isinstance(value, Words):
        yield value
    elif isinstance(value, msgspec.Struct):
        for name in value.__struct_fields__:
            yield from walk_words(getattr(value, name))
    elif isinstance(value, list):
        for one in value:
            yield from walk_words(one)


def list_names(value: Any) -> Iterator[str]:
    """Whatever the program's author wrote, which is as they wrote it."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, one in value.items():
            yield from (key, *list_names(one))
    elif isinstance(value, list | tuple):
        for one in value:
            yield from list_names(one)


def check_words(page: PageDescription, names: list[str]) -> None:
    for one in walk_words(page):
        for said in (one.zh, one.en):
            assert said, f"{page.activity_id}: a wording says nothing"
            assert not re.search(r"[{}\[\]]|None|True|False|\b[a-z]+_[a-z_]+\b", _without(said, names)), said
        assert not re.search("[A-Za-z]{2,}", _without(one.zh, names)), f"{page.activity_id}: {one.zh}"
        assert not re.search("[\u4e00-\u9fff]", _without(one.en, names)), f"{page.activity_id}: {one.en}"


def _without(said: str, names: list[str]) -> str:
    for name in names:
        said = said.replace(name, "")
    return said


def make_page(
    engine: MemoryEngine, activity: str, at_us: int = AT, member: int = 1, seen: Seen | None = None
) -> PageDescription:
    found = find_page(engine.program, engine.state(member), at_us, activity, seen)
    assert found is not None
    assert msgspec.json.decode(msgspec.json.encode(found), type=PageDescription) == found
    return found


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.kind)
def test_every_kind_has_a_page(kind: Any) -> None:
    assert kind.page is not None


WITH_ACTIVITIES = [
    pytest.param(case, id=name)
    for name, case in find_cases()
    if isinstance(case.get("program"), dict) and case["program"].get("activities") and "schema" not in case
]


@pytest.mark.parametrize("case", WITH_ACTIVITIES)
def test_a_page_can_be_made_of_every_golden_case(case: dict[str, Any]) -> None:
    engine = run_case(case)
    at_us = max((decision.t_us for _, decision in engine.decisions), default=AT)
    document = engine.program.spec.model_dump(mode="json")
    names = sorted({name for name in list_names(document) if name}, key=len, reverse=True)
    for activity in activity_index(engine.program).all:
        for member in engine.members:
            if member > 0:
                page = describe_page(activity, engine.state(member), at_us)
                assert msgspec.json.decode(msgspec.json.encode(page), type=PageDescription) == page
                assert page.blocks, f"{activity.spec.id} shows nothing"
                check_words(page, names)


def make_shop(**terms: Any) -> MemoryEngine:
    engine = build_engine({"activities": [WHEEL | terms]}, seed=1)
    engine.register(1, local_us("2027-03-09 08:00", ZONE))
    return engine


def test_an_action_is_enabled_as_long_as_it_would_be_accepted() -> None:
    engine = make_shop()
    page = make_page(engine, "wheel")
    (draw,) = page.actions
    assert (page.status, page.title, draw.request, draw.enabled) == ("open", Words("大转盘", "Wheel"), "draw", True)
    engine.send("lottery.draw", 1, "a", AT, activity="wheel")
    page = make_page(engine, "wheel")
    (draw,) = page.actions
    assert (page.status, draw.enabled) == ("used_up", False)
    assert draw.why_not is not None
    assert (draw.why_not.code, draw.why_not.sentence.zh) == ("lottery-no-chance", "没有可用的抽奖机会")
    assert page.status_reason == draw.why_not


@pytest.mark.parametrize(
    ("terms", "status", "code"),
    [
        ({"window": {"from": "2027-04-01"}}, "soon", "activity-not-open-yet"),
        ({"window": {"to": "2027-03-01"}}, "ended", "activity-closed"),
        ({"enabled": False}, "paused", "activity-disabled"),
        ({"audience": {"field": "member.tier", "value": "gold"}}, "not_for_you", "activity-audience"),
    ],
)
def test_what_is_not_open_has_a_page_that_says_why_and_lets_nobody_act(
    terms: dict[str, Any], status: str, code: str
) -> None:
    page = make_page(make_shop(**terms), "wheel")
    assert page.status_reason is not None
    assert (page.status, page.status_reason.code) == (status, code)
    assert [(one.enabled, one.why_not and one.why_not.code) for one in page.actions] == [(False, code)]


def test_odds_and_rules_of_the_page_are_those_of_the_program() -> None:
    page = msgspec.to_builtins(make_page(make_shop(), "wheel"))
    (prizes,) = [block for block in page["blocks"] if block["block"] == "prizes"]
    assert [(one["id"], one["odds_ppm"], one["rewards"] is None) for one in prizes["items"]] == [
        ("mug", 250_000, False), ("no", 750_000, True),
    ]  # fmt: skip
    assert page["rules"][0] == {"zh": "每天免费 1 次", "en": "1 free a day"}


def test_nothing_tells_of_an_activity_whose_campaign_is_not_the_members() -> None:
    campaign = {
        "id": "fest", "name": "fest", "window": {"from": "2027-03-01", "to": "2027-03-31"},
        "audience": {"field": "member.tier", "value": "gold"},
    }  # fmt: skip
    ladder = [
        {"id": "base", "name": "base"},
        {"id": "gold", "name": "gold", "entry": {"dimension": "spend", "at_least": 1}},
    ]
    engine = build_engine(
        {"activities": [WHEEL | {"campaign": "fest"}], "campaigns": [campaign], "tiers": {"ladder": ladder}}
    )
    engine.register(1, local_us("2027-03-09 08:00", ZONE))
    assert find_page(engine.program, engine.state(1), AT, "wheel") is None
    engine.members[1].tier = "gold"
    page = make_page(engine, "wheel")
    assert (page.status, page.opens_us, page.closes_us) == (
        "open", local_us("2027-03-01 00:00", ZONE), local_us("2027-04-01 00:00", ZONE),
    )  # fmt: skip
    assert find_page(engine.program, engine.state(1), AT, "none") is None


def test_a_claim_stays_possible_after_the_end() -> None:
    task = {
        "kind": "task", "id": "two", "name": {"zh": "来两次", "en": "Come twice"}, "cadence": "once", "claim": "manual",
        "window": {"to": "2027-03-11", "claim_days": 3}, "steps": [{"on": ["app.opened"], "target": 1}],
        "rewards": POINTS,
    }  # fmt: skip
    engine = build_engine({"activities": [task]})
    engine.register(1, AT)
    engine.send("app.opened", 1, "a", AT)
    page = make_page(engine, "two", local_us("2027-03-12 12:00", ZONE))
    assert (page.status, [(one.request, one.enabled) for one in page.actions]) == ("ended", [("claim", True)])
    late = make_page(engine, "two", local_us("2027-03-20 12:00", ZONE))
    assert [one.enabled for one in late.actions] == [False]


def test_a_kind_without_a_page_shows_its_frame() -> None:
    engine = make_shop()
    activity = activity_index(engine.program).by_id["wheel"]
    activity.kind = replace(activity.kind, page=None)
    page = describe_page(activity, engine.state(1), AT)
    assert (page.blocks, page.actions, page.title.en) == ([], [], "Wheel")
