"""Nothing is held for ever: what members hold in an activity that leaves the program goes back, of every kind."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

import pytest

from liuke.activities.catalog import KINDS
from liuke.activities.contracts import ActivityKind
from liuke.activities.domain import activity_index
from liuke.activities.parts.free_order_doc import WAITING
from liuke.decision.hooks import LawCase, Nothing
from liuke.engine.memory import MemoryEngine
from liuke.features import compile_program
from tests.api.test_results import PROGRAM
from tests.support_shop import DAY, HOUR, T0

SAMPLES: dict[str, dict[str, Any]] = {one["kind"]: one for one in reversed(PROGRAM["activities"])}
"""Kind → an activity of it."""
SAMPLES.setdefault("free_order", {
    "kind": "free_order", "id": "free", "name": "Free", "budget_cents": 9_000, "wait_days": 3,
    "prizes": [{"id": "whole", "name": "Whole", "weight": 1, "cap_cents": 8_000}],
})  # fmt: skip
ASSETS = [{"id": "points", "name": "points"}]
Play = Callable[[MemoryEngine], Any]


def ask(type_: str, **data: Any) -> Play:
    return lambda made: made.send(type_, 1, f"{type_}{data}", T0, **data)


def offer_card(made: MemoryEngine) -> None:
    ask("cards.draw_card")(made)
    card = made.decisions[-1][1].result["card"]  # type: ignore[index]
    ask("cards.give_card", to_member=2, card=card)(made)
    made.deliver()


def read(made: MemoryEngine, kind: str) -> Any:
    slot = next(one.slot for one in KINDS if one.kind == kind)
    assert slot is not None
    book: Any = made.state(1).read(slot, slot.type)
    (doc,) = book.docs.values()
    return doc


HOLDING: dict[str, tuple[dict[str, Any], Play, Play]] = {
    "offer": (
        SAMPLES["offer"], ask("offer.received", offer="deal", ref="r"), lambda made: read(made, "offer").list_held(),
    ),
    "flash_sale": (SAMPLES["flash_sale"], ask("flash_sale.reserve"), lambda made: _count(made, "session:noon/mug/s")),
    "bargain": (SAMPLES["bargain"], ask("bargain.start_bargain", good="mug"), lambda made: _count(made, "less")),
    "group_buy": (
        SAMPLES["group_buy"] | {"products": [SAMPLES["group_buy"]["products"][0] | {"stock": 9}]},
        ask("group_buy.open_team", product="tea"), lambda made: _count(made, "box"),
    ),
    "assist": (
        SAMPLES["assist"], ask("assist.start_assist"),
        lambda made: [one for one in read(made, "assist").runs if not one.over],
    ),
    "sign_up": (
        SAMPLES["sign_up"] | {
            "price": {"asset": "points", "amount": 10},
            "sessions": [{"id": "s", "name": "S", "begins": "2024-05-07 10:00", "places": 1}],
        },
        ask("sign_up.join"), lambda made: (100 - made.balance(1)),
    ),
    "cards": (SAMPLES["cards"], offer_card, lambda made: [read(made, "cards").out, read(made, "cards").held > 1]),
    "quiz": (
        SAMPLES["quiz"], ask("quiz.begin_round"),
        lambda made: [one for one in [read(made, "quiz").round] if one is not None],
    ),
    "free_order": (
        SAMPLES["free_order"], ask("order.paid", order_id="o", amount_cents=8_000),
        lambda made: [one for one in read(made, "free_order").wins if one.status == WAITING],
    ),
    "raffle": (
        SAMPLES["raffle"] | {"entries": {"free": 0, "price": {"asset": "points", "amount": 10}},
                             "closes": "2024-05-07 10:00", "public_value": "index"},
        ask("raffle.enter"), lambda made: (100 - made.balance(1)),
    ),
    "challenge": (
        SAMPLES["challenge"] | {
            "begins": "2024-05-07", "sign_up_until": None, "deposit": {"amount": 10}, "fee": {"amount": 5},
        },
        ask("challenge.join_challenge"), lambda made: (100 - made.balance(1)),
    ),
}  # fmt: skip
"""Kind → an activity, what makes a member hold something in it or wait for its time, and what of that is still held."""


def _count(made: MemoryEngine, item: str) -> list[int]:
    """Pieces that are missing of what is named so."""
    found = {key: left for key, left in made.stock.items() if item in key and "unsold" not in key}
    assert found
    return [left - (1 if "noon" in key else 9) for key, left in found.items()]


def is_nothing(held: Any) -> bool:
    return not any(cast("list[Any]", held)) if isinstance(held, list) else not held


def begin(activity: dict[str, Any], **sections: Any) -> MemoryEngine:
    made = MemoryEngine(
        compile_program({"id": "x", "name": "x", "assets": ASSETS, "activities": [activity], **sections})
    )
    for member in (1, 2):
        made.register(member, T0)
        made.send("points.earn", member, "rich", T0, asset="points", amount=100)
    made.publish(T0)
    made.advance(T0)
    return made


def list_timers(made: MemoryEngine, activity: str) -> list[str]:
    return [
        timer
        for member, one in made.members.items()
        if member > 0
        for timer in one.timers
        if timer.split(":")[1:2] == [activity]
    ]


def find_broken(made: MemoryEngine, kind: str, cancelled: frozenset[str]) -> list[str]:
    (law,) = [one.hooks.law for one in KINDS if one.kind == kind and one.hooks is not None]
    return (
        [fault for member in (1, 2) for fault in law(LawCase(made.state(member), cancelled))] if callable(law) else []
    )


def pass_time(made: MemoryEngine) -> None:
    for days in (1, 8, 40, 100):
        made.advance(T0 + days * DAY)
        made.deliver()


@pytest.mark.parametrize("kind", KINDS, ids=[one.kind for one in KINDS])
def test_a_kind_whose_members_wait_for_a_time_is_looked_at_below(kind: ActivityKind) -> None:
    program = compile_program({"id": "x", "name": "x", "assets": ASSETS, "activities": [SAMPLES[kind.kind]]})
    (activity,) = activity_index(program).all
    waits = activity.behaviour.timer is not None or bool(kind.standing)
    assert waits == (kind.kind in HOLDING)
    if waits:
        assert any(type_.startswith("timer.") for type_, _ in kind.standing)


@pytest.mark.parametrize("kind", HOLDING)
@pytest.mark.parametrize("how", ["gone", "cancelled", "campaign"])
def test_what_is_held_goes_back(kind: str, how: str) -> None:
    activity, play, find_held = HOLDING[kind]
    campaign = {"id": "spring", "name": "s", "window": {"to": "2090-01-01"}, "holdout_bps": 0}
    inside = {"campaign": "spring"} if how == "campaign" else {}
    made = begin(activity | inside, campaigns=[campaign] if inside else [])
    play(made)
    assert list_timers(made, activity["id"])
    assert not is_nothing(find_held(made))
    path = "campaigns.spring" if inside else f"activities.{activity['id']}"
    if how == "gone":
        made.program = compile_program({"id": "x", "name": "x", "assets": ASSETS})
        made.publish(T0 + HOUR)
    else:
        made.cancel(path, T0 + HOUR, "flood")
        made.deliver()
    pass_time(made)
    assert is_nothing(find_held(made)), find_held(made)
    assert list_timers(made, activity["id"]) == []
    assert find_broken(made, kind, frozenset(made.cancelled)) == []


@pytest.mark.parametrize("kind", HOLDING)
def test_a_program_without_it_for_an_hour_changes_nothing(kind: str) -> None:
    activity, play, find_held = HOLDING[kind]
    made = begin(activity)
    play(made)
    held, timers = find_held(made), list_timers(made, activity["id"])
    for hours, document in ((1, {}), (2, {"activities": [activity]})):
        made.program = compile_program({"id": "x", "name": "x", "assets": ASSETS, **document})
        made.publish(T0 + hours * 60_000_000)
        made.advance(T0 + hours * 60_000_000)
        made.deliver()
    assert (find_held(made), list_timers(made, activity["id"])) == (held, timers)


def test_a_session_that_is_gone_gives_back_what_was_paid_while_its_sign_up_stays() -> None:
    activity, play, find_held = HOLDING["sign_up"]
    made = begin(activity)
    play(made)
    other = activity | {"sessions": [activity["sessions"][0] | {"id": "t"}]}
    made.program = compile_program({"id": "x", "name": "x", "assets": ASSETS, "activities": [other]})
    pass_time(made)
    assert find_held(made) == 0


def test_kinds_that_hold_nothing_say_so() -> None:
    hooks = {one.kind: one.hooks for one in KINDS if one.kind not in HOLDING}
    holding = {kind for kind, one in hooks.items() if one is not None and not isinstance(one.cancel, Nothing)}
    assert holding == {"leaderboard", "task", "welfare"}  # scores, completions to be claimed, gifts: none waits
