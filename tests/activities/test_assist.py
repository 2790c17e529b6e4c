"""Assists: what the starter was given is what friends who count have reached, whatever comes in whatever order."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from liuke.activities.domain import activity_index
from liuke.activities.parts.assist_doc import ASSIST, SLOT, Assist, AssistBook, Run
from liuke.engine.memory import MemoryEngine
from liuke.features import compile_program, lint_program, load_program
from liuke.friends.contracts import FRIENDS, FriendBook
from liuke.kernel.errors import InvalidInput, Refused
from tests.golden_runner import build_engine
from tests.support_shop import HOUR, MINUTE, T0


def points(amount: int) -> list[dict[str, Any]]:
    return [{"kind": "asset", "asset": "points", "amount": amount}]


STAGES = [
    {"id": "one", "name": "one", "friends": 1, "rewards": points(10)},
    {"id": "three", "name": "three", "friends": 3, "rewards": points(100)},
]
FRIENDS_HELP: dict[str, Any] = {
    "kind": "assist", "id": "three", "name": "three", "stages": STAGES, "hours": 2, "limits": {"per_day": None},
}  # fmt: skip
OLD = T0 - 400 * HOUR


def play(*members: int, **terms: Any) -> MemoryEngine:
    made = build_engine({"activities": [FRIENDS_HELP | terms]})
    for member in members:
        made.register(member, OLD)
    return made


def start(made: MemoryEngine, member: int, at_us: int = T0) -> str:
    return made.send("assist.start_assist", member, f"s{at_us}", at_us).result["ref"]


def helps(made: MemoryEngine, ref: str, *members: int, at_us: int = T0) -> None:
    for one in members:
        made.send("assist.help_friend", one, f"h{ref}", at_us, ref=ref)


def refusal(made: MemoryEngine, type_: str, member: int, at_us: int = T0, **data: Any) -> str:
    with pytest.raises(Refused) as error:
        made.send(type_, member, f"r{at_us}", at_us, **data)
    return error.value.reason


def shared(made: MemoryEngine, ref: str) -> Assist:
    return ASSIST.read(made.shared[f"assist/three/{ref}"].doc)


def run_of(made: MemoryEngine, member: int, ref: str) -> Run:
    found = made.state(member).read(SLOT, AssistBook).docs["three"].find(ref)
    assert found is not None
    return found


# -- the law ----------------------------------------------------------------------------------------------------------
STEPS = st.lists(
    st.tuples(st.sampled_from(["start", "help", "buy", "refund", "deliver"]), st.integers(1, 5), st.integers(0, 2)),
    max_size=30,
)  # fmt: skip


def _step(made: MemoryEngine, number: int, act: str, member: int, which: int, refs: list[str]) -> None:
    match act:
        case "start":
            refs.append(made.send("assist.start_assist", member, f"k{number}", T0).result["ref"])
        case "help" if which < len(refs):
            made.send("assist.help_friend", member, f"k{number}", T0, ref=refs[which])
        case "buy":
            made.send("order.paid", member, f"k{number}", T0, order_id=f"{member}-{which}", amount_cents=100)
        case "refund":
            order = f"{member}-{which}"
            made.send("order.refunded", member, f"k{number}", T0, order_id=order, refund_id=order, full=True)
        case "deliver":
            made.deliver()
        case _:
            pass


@given(STEPS, st.booleans())
@settings(max_examples=40, deadline=None)
def test_what_was_given_is_what_friends_who_count_have_reached(
    steps: list[tuple[str, int, int]], by_order: bool
) -> None:
    made = play(1, 2, 3, 4, 5, act={"on": "order.paid"} if by_order else None, runs=None)
    refs = list[str]()
    for number, (act, member, which) in enumerate(steps):
        try:
            _step(made, number, act, member, which, refs)
        except Refused:
            continue
    made.deliver()
    given = dict.fromkeys((1, 2, 3, 4, 5), 0)
    for ref in refs:
        found = shared(made, ref)
        assert list(ASSIST.law(ref, found)) == []
        run = run_of(made, found.owner, ref)
        assert run.helpers == len(found.helpers)
        assert run.reached == [name for name, friends in (("one", 1), ("three", 3)) if friends <= run.helpers]
        given[found.owner] += 10 * ("one" in run.reached) + 100 * ("three" in run.reached)
    assert {member: made.balance(member) for member in given} == given


# -- in mid-play ------------------------------------------------------------------------------------------------------
def test_an_edit_leaves_what_was_promised() -> None:
    made = play(1, 2, 3, 4, 5)
    ref = start(made, 1)
    helps(made, ref, 2)
    made.deliver()
    more = [STAGES[0] | {"friends": 2}, STAGES[1] | {"friends": 9, "rewards": points(500)}]
    made.program = compile_program({"id": "x", "name": "x", "activities": [FRIENDS_HELP | {"stages": more}]})
    helps(made, ref, 3, 4)
    made.deliver()
    # as many friends as were said, and for what the stage gives now; a stage that is gone gives nothing
    assert (run_of(made, 1, ref).reached, made.balance(1)) == (["one", "three"], 510)
    second = start(made, 5)
    gone = [STAGES[0] | {"id": "other"}]
    made.program = compile_program({"id": "x", "name": "x", "activities": [FRIENDS_HELP | {"stages": gone}]})
    helps(made, second, 2)
    made.deliver()
    assert (run_of(made, 5, second).helpers, run_of(made, 5, second).reached, made.balance(5)) == (1, [], 0)


def test_news_that_come_after_the_end_are_counted() -> None:
    made = play(1, 2, 3, window={"to": "2024-05-06 12:30"})
    ref = start(made, 1)
    assert run_of(made, 1, ref).until_us == T0 + 30 * MINUTE
    helps(made, ref, 2)
    assert refusal(made, "assist.help_friend", 3, T0 + 30 * MINUTE, ref=ref) == "activity-closed"
    made.advance(T0 + HOUR)
    assert made.balance(1) == 10
    made.deliver()
    assert (made.balance(1), run_of(made, 1, ref).over) == (10, True)


def test_called_off_in_mid_play_leaves_what_was_given_and_counts_nothing_more() -> None:
    made = play(1, 2, 3)
    ref = start(made, 1)
    helps(made, ref, 2)
    made.cancel("activities.three", T0 + MINUTE, "rain")
    assert refusal(made, "assist.help_friend", 3, T0 + MINUTE, ref=ref) == "activity-cancelled"
    made.deliver()
    assert made.balance(1) == 10


def test_who_helped_themselves_as_somebody_else_has_nothing_of_it() -> None:
    made = play(1, 2, 3, helper_rewards=points(2))
    ref = start(made, 1)
    helps(made, ref, 2)
    made.deliver()
    assert (made.balance(1), made.balance(2)) == (10, 2)
    made.merge(1, 2, T0 + MINUTE)
    made.deliver()
    assert (made.balance(1), run_of(made, 1, ref).reached, shared(made, ref).helpers) == (0, [], [])
    assert refusal(made, "assist.help_friend", 2, T0 + MINUTE, ref=ref) == "assist-own"
    helps(made, ref, 3, at_us=T0 + MINUTE)
    made.deliver()
    assert (made.balance(1), run_of(made, 1, ref).times) == (10, {"one": 2})


def test_two_who_are_two_again_have_their_runs_and_the_help_counts_again() -> None:
    made = play(1, 2, 3)
    first, second = start(made, 1), start(made, 2)
    helps(made, first, 2)
    made.merge(1, 2, T0 + MINUTE)
    helps(made, second, 3, at_us=T0 + MINUTE)
    made.split(1, 2, T0 + 2 * MINUTE)
    made.deliver()
    assert (run_of(made, 1, first).helpers, run_of(made, 2, second).helpers) == (1, 1)
    assert made.state(1).read(SLOT, AssistBook).docs["three"].find(second) is None
    assert (made.balance(1), made.balance(2)) == (10, 10)


def test_the_refund_of_a_program_that_keeps_rewards_leaves_the_help() -> None:
    document = {"activities": [FRIENDS_HELP | {"act": {"on": "order.paid"}}], "refunds": {"rewards": "keep"}}
    made = build_engine(document)
    for member in (1, 2):
        made.register(member, OLD)
    ref = start(made, 1)
    helps(made, ref, 2)
    made.send("order.paid", 2, "p", T0, order_id="o", amount_cents=100)
    made.send("order.refunded", 2, "r", T0, order_id="o", refund_id="r", full=True)
    made.deliver()
    assert (made.balance(1), len(shared(made, ref).helpers)) == (10, 1)


def test_what_a_test_member_does_is_nothing_to_others() -> None:
    made = build_engine({"activities": [FRIENDS_HELP]})
    made.test_members.add(2)
    for member in (1, 2):
        made.register(member, OLD)
    ref = start(made, 1)
    helps(made, ref, 2)
    made.deliver()
    assert (made.balance(1), shared(made, ref).helpers) == (0, [])


def test_who_helps_may_become_a_friend_and_helps_again_as_often_as_they_may() -> None:
    made = play(1, 2, befriend=True, per_starter=2, runs=None, stages=[STAGES[0]])
    for number in range(3):
        ref = start(made, 1, T0 + number * MINUTE)
        if number < 2:
            helps(made, ref, 2, at_us=T0 + number * MINUTE)
            made.deliver()
        else:
            assert refusal(made, "assist.help_friend", 2, T0 + number * MINUTE, ref=ref) == "assist-same-friend"
    assert (made.balance(1), set(made.state(1).read(FRIENDS, FriendBook).friends)) == (20, {2})


def test_shows_how_far_a_run_has_come() -> None:
    made = play(1, 2)
    ref = start(made, 1)
    helps(made, ref, 2)
    made.deliver()
    (activity,) = activity_index(made.program).all
    assert activity.behaviour.summary is not None
    shown = activity.behaviour.summary(made.state(1), T0)
    (run,) = shown["runs"]
    assert (run["helpers"], run["reached"], run["running"], shown["runs_left"]) == (1, ["one"], True, 0)
    assert activity.behaviour.summary(made.state(1), T0 + 2 * HOUR)["runs"][0]["running"] is False


# -- terms ------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(("stages", "said"), [([1, 0], "rising order"), ([0, 0], "used twice")])
def test_stages_that_cannot_be_kept_are_refused(stages: list[int], said: str) -> None:
    with pytest.raises(InvalidInput, match=said):
        play(stages=[STAGES[place] for place in stages])


def find_codes(*activities: dict[str, Any]) -> list[tuple[str, str]]:
    document = {"id": "shop", "name": "shop", "activities": list(activities)}
    codes = {"assist-by-visit", "unlimited-helps", "help-gives-chance", "reward-survives-refund"}
    return [(one.code, one.severity) for one in lint_program(load_program(document)) if one.code in codes]


def test_lint_names_the_rules_that_are_broken() -> None:
    wheel = {
        "kind": "lottery", "id": "wheel", "name": "wheel", "chances": {"asset": "points"},
        "prizes": [{"id": "no", "name": "no", "weight": 1}],
    }  # fmt: skip
    assert find_codes(FRIENDS_HELP) == []
    chances = [("help-gives-chance", "error")] * 2
    assert find_codes(FRIENDS_HELP, wheel) == chances
    visit = FRIENDS_HELP | {"act": {"on": "app.opened"}}
    assert find_codes(visit) == [("assist-by-visit", "error")]
    assert find_codes(visit | {"platforms": ["h5"]}) == [("assist-by-visit", "warning")]
    assert find_codes(FRIENDS_HELP | {"helper_rewards": points(1)}) == [("unlimited-helps", "warning")]
