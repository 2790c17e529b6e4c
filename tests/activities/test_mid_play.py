"""Everything that members play at once, and then something happens: every law holds, and every page can be shown."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

import msgspec
import pytest

from liuke.activities.catalog import KINDS
from liuke.activities.domain import activity_index
from liuke.activities.pages import describe_page
from liuke.decision.hooks import LawCase
from liuke.engine.pairs import ValueSpent
from liuke.features import DOMAINS, compile_program
from liuke.kernel.errors import InvalidInput, Refused
from tests.api.test_results import PROGRAM, ask_for_activities
from tests.support_shop import DAY, HOUR, T0, Shop

CAMPAIGN = {"id": "fest", "name": "Fest", "holdout_bps": 0, "window": {"from": "2024-05-01", "to": "2024-05-08"}}
FREE_ORDER: dict[str, Any] = {
    "kind": "free_order", "id": "free", "name": "Free", "budget_cents": 1_500, "wait_days": 3,
    "prizes": [{"id": "whole", "name": "Whole", "weight": 1}],
}  # fmt: skip
"""It is asked for nothing: orders are drawn for. Of three orders of 900 the budget pays one."""
ACTIVITIES: list[dict[str, Any]] = [*PROGRAM["activities"], FREE_ORDER]
INSIDE: list[dict[str, Any]] = [one | {"campaign": "fest"} for one in ACTIVITIES]
LAWS = [law for domain in DOMAINS if domain.hooks is not None and callable(law := domain.hooks.law)]
SHARED = {kind.name: kind for domain in DOMAINS for kind in domain.shared}
AFTER = T0 + 2 * DAY


def play() -> Shop:
    """Every request of every kind was made, and what members sent one another has arrived."""
    made = Shop(3, stock={"mall:mug": 9, "coupon:ticket": 9}, **{
        **PROGRAM, "campaigns": [CAMPAIGN], "activities": INSIDE, "refunds": {"rewards": "take_back"},
    })  # fmt: skip
    made.do("app.opened")
    for member in (1, 2, 3):
        made.do("points.earn", member=member, asset="points", amount=1_000)
        lines = [{"id": "1", "sku": "mug", "quantity": 1, "unit_cents": 900, "paid_cents": 900}]
        made.do("order.paid", member=member, order_id=f"o{member}", amount_cents=900, lines=lines)
    made.publish(T0)
    made.advance(T0)
    ask_for_activities(made, {})
    made.deliver()
    change(made, INSIDE)  # the same without the domain of the tests, which cannot be merged
    return made


def find_faults(made: Shop) -> list[str]:
    """What is wrong with any member or anything that they share; fails, too, where a page cannot be made."""
    found = list[str]()
    for number, member in made.members.items():
        if number < 0:
            continue
        case = LawCase(made.state(number), frozenset(), bool(member.merged_into))
        found += [f"{number}: {fault}" for law in LAWS for fault in law(case)]
        for activity in activity_index(made.program).all if not member.merged_into else ():
            assert msgspec.json.encode(describe_page(activity, made.state(number), made.now_us))
    for place, doc in made.shared.items():
        name, _, key = place.partition("/")
        if name in SHARED and doc.version:
            found += [f"{place}: {fault}" for fault in SHARED[name].law(key, SHARED[name].read(doc.doc))]
    return found + [f"{item}: {left}" for item, left in made.stock.items() if left < 0]


def shorten(activity: dict[str, Any]) -> dict[str, Any]:
    """Without the last of whatever it lists, where it may be without."""
    for name in [name for name, listed in activity.items() if isinstance(listed, list)]:
        listed = cast("list[Any]", activity[name])
        if len(listed) > 1:
            shorter: dict[str, Any] = {**activity, name: listed[:-1]}
            try:
                compile_program({"id": "x", "name": "x", **PROGRAM, "activities": [shorter], "campaigns": [CAMPAIGN]})
            except InvalidInput:
                continue
            activity = shorter
    return activity


def change(made: Shop, activities: list[dict[str, Any]]) -> None:
    document = {"id": "test", "name": "测试", **PROGRAM, "campaigns": [CAMPAIGN], "activities": activities}
    made.program = compile_program(document | {"refunds": {"rewards": "take_back"}})


def edit(made: Shop, activities: list[dict[str, Any]]) -> None:
    change(made, activities)
    made.publish(AFTER)


def refund(made: Shop) -> None:
    for member in (1, 2, 3):
        made.do("order.refunded", AFTER, member=member, order_id=f"o{member}", refund_id="r", full=True)


def part(made: Shop) -> None:
    """Both have a place in the same challenge, and of those one was made: they stay one, with nothing half undone."""
    made.merge(1, 2, AFTER)
    made.deliver()
    with pytest.raises(ValueSpent) as refused:
        made.split(1, 2, AFTER + HOUR)
    assert refused.value.extra["spent"] == [{"what": "challenge", "activity": "read"}]


HAPPENINGS: dict[str, Callable[[Shop], Any]] = {
    "the campaign ends": lambda made: made.advance(AFTER + 2 * DAY),
    "it is called off": lambda made: made.cancel("campaigns.fest", AFTER, "flood"),
    "orders are refunded": refund,
    "two are one": lambda made: made.merge(1, 2, AFTER),
    "they are one the other way round": lambda made: made.merge(2, 1, AFTER),
    "two are one and cannot be two again": part,
    "lists are shorter": lambda made: edit(made, [shorten(one) for one in INSIDE]),
    "everything is switched off": lambda made: edit(made, [one | {"enabled": False} for one in INSIDE]),
    "everything is gone": lambda made: edit(made, []),
    "it lives in no campaign any more": lambda made: edit(made, ACTIVITIES),
}


@pytest.mark.parametrize("happening", HAPPENINGS)
def test_whatever_happens_in_mid_play_every_law_holds_and_every_page_is_shown(happening: str) -> None:
    made = play()
    assert {one.kind for one in KINDS} == {one["kind"] for one in INSIDE}
    assert find_faults(made) == []
    HAPPENINGS[happening](made)
    assert find_faults(made) == []
    for days in (0, 1, 3, 40, 400):
        made.advance(AFTER + 2 * DAY + days * DAY)
        made.deliver()
        assert find_faults(made) == [], days


def test_nothing_of_it_can_be_played_after_its_end_and_nothing_changes() -> None:
    made = play()
    made.advance(AFTER + 2 * DAY)
    made.deliver()
    before = [made.snapshot(member) for member in (1, 2, 3)]
    for activity in INSIDE:
        index = activity_index(made.program).by_id[activity["id"]]
        for type_ in index.behaviour.requests:
            declared = made.program.events.find(type_)
            assert declared is not None
            values: dict[str, Any] = {"int": 1, "str": "x", "bool": True, "list": ["a"], "map": {}, "points": 1}
            data = {
                name: values.get(field.kind, 19_848) for name, field in declared.fields.items() if field.required
            }  # fmt: skip
            with pytest.raises(Refused) as refused:
                made.do(type_, AFTER + 2 * DAY, **{**data, "activity": activity["id"]})
            assert refused.value.reason == "activity-closed", type_
    assert [made.snapshot(member) for member in (1, 2, 3)] == before
