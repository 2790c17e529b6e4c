"""Calling off an activity: closed at once, everything held comes back once, what waits is handed out."""

from __future__ import annotations

from typing import Any

import pytest

from liuke.activities.catalog import KINDS
from liuke.activities.domain import open_activities
from liuke.decision.called_off import list_cancelled
from liuke.decision.cancelling import Cancellable
from liuke.decision.effects import Emit
from liuke.decision.event import Event
from liuke.decision.hooks import LawCase
from liuke.kernel.errors import NotFound, Refused
from liuke.kernel.ids import subject_id

from .pledge import HOOKS, KIND, PLEDGE, SLOT, PledgeBook
from .support import Shop, compiled

TASK: dict[str, Any] = {
    "kind": "task", "id": "open_app", "name": "open", "cadence": "daily", "claim": "manual",
    "steps": [{"id": "s", "on": ["app.opened"], "target": 1}], "rewards": [{"kind": "asset", "amount": 7}],
}  # fmt: skip
CHECK_IN: dict[str, Any] = {
    "kind": "check_in", "id": "daily", "name": "daily", "daily": [{"kind": "asset", "amount": 5}],
}  # fmt: skip
WHEN = "2025-02-01 10:00"


def _shop(*activities: dict[str, Any], **sections: Any) -> Shop:
    return Shop(*activities, kinds=(*KINDS, KIND), **sections)


def _give(shop: Shop, points: int) -> None:
    shop.send("points.earn", WHEN, asset="points", amount=points)


def _cancel(shop: Shop, path: str, when: str = "2025-02-01 11:00") -> None:
    shop.engine.cancel(path, shop.us(when), "the hall burnt down")
    shop.engine.deliver()


def test_what_is_held_comes_back_once_and_nothing_more_is_taken() -> None:
    shop = _shop(PLEDGE)
    _give(shop, 100)
    shop.send("pledge.make", WHEN)
    shop.send("pledge.make", WHEN)
    assert (shop.engine.balance(1), shop.engine.stock) == (80, {"fair.places": 998})
    _cancel(shop, "activities.fair")
    assert (shop.engine.balance(1), shop.engine.stock, shop.engine.pools) == (100, {"fair.places": 1000}, {"fair": 0})
    state = shop.engine.state(1)
    assert {hold.status for hold in state.holds().values()} == {"released"}
    assert state.wallets["points"].held == 0
    with pytest.raises(Refused) as refused:
        shop.send("pledge.make", "2025-02-01 11:00")
    assert refused.value.reason == "activity-cancelled"
    _cancel(shop, "activities.fair")  # called off again: nobody gets anything twice
    assert shop.engine.balance(1) == 100
    law = HOOKS.law
    assert callable(law)
    assert list(law(LawCase(state, frozenset({"activities.fair"})))) == []


def test_the_member_and_the_activity_state_it_and_its_timers_are_silent() -> None:
    shop = _shop(PLEDGE)
    _give(shop, 10)
    shop.send("pledge.make", WHEN)
    _cancel(shop, "activities.fair", "2025-02-01 10:30")
    subject = subject_id(shop.engine.tenant_id, "fair")
    said = [(owner, effect.data) for owner, made in shop.engine.decisions for effect in made.effects
            if isinstance(effect, Emit) and effect.type == "activity.cancelled"]  # fmt: skip
    fact = {"activity": "fair", "reason": "the hall burnt down"}
    assert sorted(said, key=str) == sorted([(subject, fact), (1, fact)], key=str)
    assert shop.engine.state(subject).records == {("pledge_closed", "fair"): {"reason": "the hall burnt down"}}
    ((member, due),) = shop.engine.advance(shop.us("2025-02-01 11:00"))
    assert (member, due.effects, [reason.code for reason in due.reasons]) == (1, [], ["activity-cancelled"])


def test_the_slot_without_an_entry_is_left_alone() -> None:
    shop = _shop(PLEDGE, {**PLEDGE, "id": "other"})
    _give(shop, 10)
    shop.send("pledge.make", WHEN, activity="other")
    _cancel(shop, "activities.fair")
    assert shop.engine.state(1).read(SLOT, PledgeBook).holds == {"other": ["other:k2"]}
    assert shop.engine.balance(1) == 0
    assert [made.type for owner, made in shop.engine.decisions if owner == 1][-1] == "pledge.make"


def test_a_reward_that_waits_is_handed_out() -> None:
    shop = _shop(TASK)
    shop.send("app.opened", WHEN)
    assert shop.engine.balance(1) == 0
    _cancel(shop, "activities.open_app")
    assert shop.engine.balance(1) == 7
    with pytest.raises(Refused) as refused:
        shop.send("task.claim", "2025-02-01 12:00", activity="open_app")
    assert refused.value.reason == "activity-cancelled"
    later = shop.send("app.opened", "2025-02-02 10:00")
    assert [(reason.path, reason.code) for reason in later.reasons] == [("activities.open_app", "activity-cancelled")]


def test_an_activity_that_is_always_open_is_closed_too_and_is_in_no_list() -> None:
    shop = _shop(CHECK_IN)
    shop.send("check_in.do", WHEN)
    assert [one.spec.id for one in open_activities(shop.engine.program, shop.engine.state(1), shop.us(WHEN))] == [
        "daily"
    ]
    _cancel(shop, "activities.daily")
    assert open_activities(shop.engine.program, shop.engine.state(1), shop.us(WHEN)) == []
    assert [made.type for owner, made in shop.engine.decisions if owner == 1][-1] == "check_in.do"  # nothing was held


SPRING: dict[str, Any] = {
    "id": "spring", "name": "spring", "holdout_bps": 0, "window": {"from": "2025-01-01", "to": "2025-12-31"},
    "patch": [
        {"do": "add", "at": "activities", "items": [PLEDGE]},
        {"do": "scale", "at": "activities.daily.daily.0.amount", "by_bps": 20_000},
    ],
}  # fmt: skip


def test_a_campaign_that_is_called_off_lies_over_nothing_and_takes_along_what_it_brought() -> None:
    shop = _shop(CHECK_IN, campaigns=[SPRING])
    assert shop.send("check_in.do", WHEN).gains[0].amount == 10
    shop.send("pledge.make", WHEN)
    assert shop.engine.balance(1) == 0
    found = list_cancelled(shop.engine.program, "campaigns.spring")
    assert found == [Cancellable("campaigns.spring"), Cancellable("activities.fair", "fair", SLOT.name)]
    _cancel(shop, "campaigns.spring")
    assert shop.engine.balance(1) == 10
    assert shop.send("check_in.do", "2025-02-02 10:00").gains[0].amount == 5


def test_what_lives_inside_a_campaign_is_called_off_with_it_and_nothing_else_is() -> None:
    shop = _shop(
        {**PLEDGE, "campaign": "spring"}, {**PLEDGE, "id": "other"},
        campaigns=[{"id": "spring", "name": "s", "window": {"to": "2090-01-01"}, "holdout_bps": 0}],
    )  # fmt: skip
    _give(shop, 20)
    for activity in ("fair", "other"):
        shop.send("pledge.make", WHEN, activity=activity)
    assert list_cancelled(shop.engine.program, "campaigns.spring") == [
        Cancellable("campaigns.spring"), Cancellable("activities.fair", "fair", SLOT.name),
    ]  # fmt: skip
    _cancel(shop, "campaigns.spring")
    assert (shop.engine.balance(1), shop.engine.state(1).read(SLOT, PledgeBook).holds) == (10, {"other": ["other:k3"]})


def test_what_is_not_in_the_program_cannot_be_called_off() -> None:
    program = compiled(CHECK_IN)
    with pytest.raises(NotFound):
        list_cancelled(program, "activities.wheel")
    assert list_cancelled(program, "activities.daily") == [Cancellable("activities.daily", "daily")]


def test_stock_limits_and_prefetch_of_a_kind_need_nothing_in_the_domain() -> None:
    program = compiled(PLEDGE, {**PLEDGE, "id": "other", "places": 3}, kinds=(*KINDS, KIND))
    assert [program.find_initial_stock(f"{name}.places") for name in ("fair", "other", "third")] == [1000, 3, None]
    find = program.limited["pledge.make"]
    named = find(program, Event("pledge.make", 1, "k", 0, {"activity": "other"}))
    assert named is not None
    assert (named.item, named.refusal) == ("other.places", "pledge-full")
    assert find(program, Event("pledge.make", 1, "k", 0, {})) is None  # which of the two is not said
    assert find(program, Event("pledge.make", 1, "k", 0, {"activity": "none"})) is None
    assert [
        need.kind for hint in program.prefetch["pledge.make"] for need in hint(Event("pledge.make", 1, "k", 0, {}))
    ] == ["holds"]
