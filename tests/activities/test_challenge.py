"""Challenges: what is paid in is paid out or kept, to the last point; a day is done once; places are exact."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from liuke.activities.domain import activity_index, summarize_one
from liuke.activities.pages import find_page
from liuke.activities.parts import challenge_pot
from liuke.activities.parts.challenge_doc import (
    POT,
    SLOT,
    STATUSES,
    TEAM,
    ChallengeBook,
    ChallengeDoc,
    ChallengePot,
)
from liuke.activities.shelf import Seen
from liuke.activities.types.challenge import HOOKS
from liuke.decision.choosing import look
from liuke.decision.hooks import LawCase
from liuke.decision.turn import Turn
from liuke.engine.memory import MemoryEngine
from liuke.engine.pairs import ValueSpent
from liuke.features import compile_program, lint_program, load_program
from liuke.kernel.errors import InvalidInput, Refused
from liuke.posts.contracts import POST
from liuke.posts.store import PostRow
from tests.golden_runner import build_engine
from tests.support_shop import DAY, HOUR, T0

FIRST = T0 + DAY - 12 * HOUR
"""Midnight of the first day, 7 May 2024."""
CAMP: dict[str, Any] = {
    "kind": "challenge", "id": "camp", "name": "camp", "begins": "2024-05-07", "check": "words",
    "tasks": [
        {"name": "write", "days": 2},
        {"name": "buy", "proof": "event", "on": "order.paid", "field": "amount_cents", "target": 1_000},
    ],
    "needed": 2, "deposit": {"amount": 10, "after": "shared"}, "teams": {"size": 2}, "review_days": 1,
    "make_up": {"days_back": 2, "prices": [{"asset": "points", "amount": 3}]},
    "steps": [{"at": 2, "rewards": [{"kind": "asset", "amount": 7}]}],
}  # fmt: skip
CLOSED = FIRST + 4 * DAY
"""Three days, and one to look at what was sent."""


def play(
    *members: int, test: tuple[int, ...] = (), sections: dict[str, Any] | None = None, **terms: Any
) -> MemoryEngine:
    made = build_engine({"activities": [CAMP | terms], **(sections or {})})
    made.test_members.update(test)
    for member in members:
        made.register(member, T0)
        made.send("points.earn", member, "rich", T0, asset="points", amount=100)
    made.publish(T0)
    made.advance(T0)
    return made


def edit(made: MemoryEngine, t_us: int, *activities: dict[str, Any]) -> None:
    """Another program takes effect."""
    made.program = compile_program({"id": "x", "name": "x", "activities": list(activities)})
    made.publish(t_us)
    made.advance(t_us)


def ask(made: MemoryEngine, what: str, member: int, t_us: int, **data: Any) -> Any:
    return made.send(f"challenge.{what}", member, f"{what}{t_us}{data}", t_us, **data).result


def join(made: MemoryEngine, *members: int) -> None:
    for member in members:
        ask(made, "join_challenge", member, T0)


def prove(made: MemoryEngine, member: int, *days: int) -> None:
    for day in days:
        ask(made, "prove_day", member, FIRST + (day - 1) * DAY + HOUR, text="done")


def close(made: MemoryEngine, at_us: int = CLOSED) -> None:
    made.advance(at_us)
    made.deliver()


def doc_of(made: MemoryEngine, member: int) -> ChallengeDoc:
    return made.state(member).read(SLOT, ChallengeBook).docs.get("camp") or ChallengeDoc()


def status_of(made: MemoryEngine, *members: int) -> list[str]:
    return [STATUSES[doc_of(made, member).status] for member in members]


def pot_of(made: MemoryEngine) -> ChallengePot:
    found = made.shared.get(POT.place("camp"))
    return POT.read(found.doc) if found is not None else ChallengePot()


def refused(made: MemoryEngine, what: str, member: int, t_us: int, **data: Any) -> str:
    with pytest.raises(Refused) as error:
        ask(made, what, member, t_us, **data)
    return error.value.reason


def find_broken(made: MemoryEngine, cancelled: frozenset[str] = frozenset()) -> list[str]:
    members = [member for member in made.members if member > 0 and not made.members[member].merged_into]
    found: list[str] = [fault for one in members for fault in HOOKS.law(LawCase(made.state(one), cancelled))]  # type: ignore[operator]
    for place, doc in made.shared.items():
        kind = {"challenge_pot": POT, "challenge_team": TEAM}.get(place.partition("/")[0])
        if kind is not None:
            found += kind.law(place, kind.read(doc.doc))  # type: ignore[arg-type]
    return found


# -- the law ----------------------------------------------------------------------------------------------------------
ACTS = st.sampled_from(
    ["join", "join", "quit", "prove", "prove", "buy", "refund", "make_up", "form", "enter", "take_down", "show",
     "later", "later"]
)  # fmt: skip
STEPS = st.lists(st.tuples(ACTS, st.integers(1, 4), st.integers(0, 3)), max_size=60)


def act(made: MemoryEngine, what: str, key: str, member: int, other: int, t_us: int) -> None:
    posts = sorted(place.partition("/")[2] for place in made.shared if place.startswith("post/"))
    teams = sorted(place.split("/")[2] for place in made.shared if place.startswith("challenge_team/"))
    match what:
        case "join" | "quit":
            made.send(f"challenge.{what}_challenge", member, key, t_us)
        case "prove":
            made.send("challenge.prove_day", member, key, t_us, text="done")
        case "make_up":
            made.send("challenge.make_up_day", member, key, t_us, day=19_850 + other, text="done")
        case "buy":
            made.send("order.paid", member, key, t_us, order_id=f"o{member}.{other}", amount_cents=600)
        case "refund":
            order = f"o{member}.{other}"
            made.send("order.refunded", member, key, t_us, order_id=order, refund_id=f"r{key}", full=True)
        case "form":
            made.send("challenge.form_team", member, key, t_us)
        case "enter" if teams:
            made.send("challenge.enter_team", member, key, t_us, team=teams[other % len(teams)])
        case "take_down" | "show" if posts:
            post = posts[other % len(posts)]
            made.send("post.decide", member, key, t_us, post=post, decision=what, reason="x")
        case _:
            pass


@settings(max_examples=60, deadline=None)
@given(STEPS, st.sampled_from(["shared", "returned"]))
def test_what_is_paid_in_is_paid_out_or_kept_and_a_day_is_done_once(
    steps: list[tuple[str, int, int]], after: str
) -> None:
    made = play(1, 2, 3, 4, deposit={"amount": 11, "after": after}, make_up={"days_back": 2}, steps=[], places=3)
    t_us = T0
    for number, (what, member, other) in enumerate(steps):
        t_us += 6 * HOUR if what == "later" else 1_000_000
        with suppress(Refused):
            act(made, what, f"k{number}", member, other, t_us)
        made.deliver()
        assert find_broken(made) == []
        assert pot_of(made).inside <= 3
    close(made, max(t_us, CLOSED))
    close(made, max(t_us, CLOSED) + 9 * DAY)
    pot = pot_of(made)
    assert find_broken(made) == []
    assert (pot.status, pot.out + pot.kept) == ("done", pot.paid_in)
    assert {*status_of(made, 1, 2, 3, 4)} <= {"outside", "left", "finished", "unfinished"}
    assert sum(made.balance(one) for one in (1, 2, 3, 4)) == 400 - pot.kept
    for member in (1, 2, 3, 4):
        done = [key.split("/")[1:] for kind, key in made.members[member].records if kind == "challenge_day"]
        undone = [key.split("/")[1:] for kind, key in made.members[member].records if kind == "challenge_undone"]
        standing = [day for day, times in done if [day, times] not in undone]
        assert len(standing) == len({*standing}) == doc_of(made, member).done
    assert sum(share := [doc_of(made, one).share for one in (1, 2, 3, 4)]) == pot.shared
    assert max(share) - min([one for one in share if one] or [0]) <= 1 or not pot.shared


# -- closing ----------------------------------------------------------------------------------------------------------
def test_it_is_closed_page_by_page(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(challenge_pot, "PAGE", 2)
    made = play(1, 2, 3, 4, 5, 6, steps=[], test=(6,))
    join(made, 1, 2, 3, 4, 5, 6)
    for member in (1, 3, 5, 6):
        prove(made, member, 1, 2)
    close(made)
    pot = pot_of(made)
    assert (pot.numbers, pot.finishers, pot.spoils, pot.shared, pot.out, pot.kept) == (5, 3, 20, 20, 50, 0)
    assert [made.balance(one) for one in (1, 2, 3, 4, 5)] == [107, 90, 107, 90, 106]
    assert status_of(made, 1, 2, 6) == ["finished", "unfinished", "inside"]
    # who tries it out is in nobody's pot, and has everything back a day later
    close(made, CLOSED + 2 * DAY)
    assert (status_of(made, 6), made.balance(6)) == (["left"], 100)


def test_deposits_that_are_not_shared_stay_with_the_merchant() -> None:
    made = play(1, 2, deposit={"amount": 10, "after": "returned"}, steps=[])
    join(made, 1, 2)
    prove(made, 1, 1, 2)
    close(made)
    assert [made.balance(one) for one in (1, 2)] == [100, 90]
    assert (pot_of(made).out, pot_of(made).kept) == (10, 10)
    close(made, CLOSED + 9 * DAY)
    assert [made.balance(one) for one in (1, 2)] == [100, 90]


def test_switched_off_in_the_middle_everybody_has_everything_back() -> None:
    made = play(1, 2, fee={"asset": "points", "amount": 5})
    join(made, 1, 2)
    prove(made, 1, 1)
    edit(made, FIRST + DAY, CAMP | {"enabled": False})
    assert refused(made, "prove_day", 1, FIRST + DAY + HOUR, text="x") == "activity-disabled"
    close(made)
    assert ([made.balance(one) for one in (1, 2)], status_of(made, 1, 2)) == ([100, 100], ["left", "left"])
    assert find_broken(made) == []


# -- a program that changes -------------------------------------------------------------------------------------------
def test_a_shorter_plan_needs_no_more_days_than_it_has() -> None:
    made = play(1, 2, needed=3, steps=[])
    join(made, 1, 2)
    prove(made, 1, 1)
    edit(made, FIRST + 2 * HOUR, CAMP | {"needed": None, "tasks": [{"name": "write"}], "steps": []})
    close(made, FIRST + 2 * DAY)
    assert (status_of(made, 1, 2), made.balance(1), made.balance(2)) == (["finished", "unfinished"], 110, 90)


def test_a_longer_plan_needs_no_more_of_whom_is_inside() -> None:
    made = play(1, 2, steps=[])
    join(made, 1)
    edit(made, T0 + HOUR, CAMP | {"tasks": [{"name": "write", "days": 9}], "needed": 9, "steps": []})
    ask(made, "join_challenge", 2, T0 + HOUR)
    prove(made, 1, 1, 2)
    prove(made, 2, 1, 2)
    close(made)  # when it would have been closed
    assert status_of(made, 1, 2) == ["inside", "inside"]
    close(made, FIRST + 10 * DAY)
    assert status_of(made, 1, 2) == ["finished", "unfinished"]


def test_it_ends_with_its_campaign_and_the_days_that_there_were_are_enough() -> None:
    campaign = {"id": "spring", "name": "s", "window": {"to": "2024-05-07"}, "holdout_bps": 0}
    made = play(1, 2, campaign="spring", needed=3, steps=[], sections={"campaigns": [campaign]})
    join(made, 1, 2)
    prove(made, 1, 1)
    assert refused(made, "prove_day", 2, FIRST + DAY + HOUR, text="x") in {"activity-closed", "challenge-no-day"}
    close(made, FIRST + 2 * DAY)
    assert (status_of(made, 1, 2), made.balance(1), made.balance(2)) == (["finished", "unfinished"], 110, 90)


def test_gone_from_the_program_nothing_is_held_for_ever() -> None:
    made = play(1, 2, fee={"asset": "points", "amount": 5})
    join(made, 1, 2)
    ask(made, "form_team", 1, T0)
    edit(made, FIRST + DAY)
    close(made)
    assert status_of(made, 1, 2) == ["inside", "inside"]
    close(made, CLOSED + DAY)
    assert ([made.balance(one) for one in (1, 2)], status_of(made, 1, 2)) == ([100, 100], ["left", "left"])
    assert (pot_of(made).inside, pot_of(made).paid_in, find_broken(made)) == (0, 0, [])


def test_gone_while_it_is_being_closed_no_more_goes_out_than_came_in(monkeypatch: pytest.MonkeyPatch) -> None:
    closes = challenge_pot.Closing.on_timer

    def stop(self: challenge_pot.Closing, turn: Turn, rest: str) -> None:
        pot = challenge_pot.read_pot(turn, "camp")
        if (pot.status, pot.page) != ("paying", 1):  # the shares are known, and the first page is paid
            closes(self, turn, rest)

    monkeypatch.setattr(challenge_pot, "PAGE", 2)
    monkeypatch.setattr(challenge_pot.Closing, "on_timer", stop)
    made = play(1, 2, 3, 4, steps=[])
    join(made, 1, 2, 3, 4)
    for member in (1, 3):
        prove(made, member, 1, 2)
    close(made)
    assert (pot_of(made).status, [made.balance(one) for one in (1, 2, 3, 4)]) == ("paying", [110, 90, 90, 90])
    edit(made, CLOSED + HOUR)
    close(made, CLOSED + 3 * DAY)
    # who finished and was not paid yet has the deposit back; whose deposit is shared has lost it
    assert [made.balance(one) for one in (1, 2, 3, 4)] == [110, 90, 100, 90]
    assert status_of(made, 1, 2, 3, 4) == ["finished", "unfinished", "left", "left"]


def test_closed_later_than_planned_the_members_own_timer_waits() -> None:
    made = play(1, steps=[])
    join(made, 1)
    edit(made, T0 + HOUR, CAMP | {"review_days": 9, "steps": []})
    close(made, CLOSED + 2 * DAY)
    assert status_of(made, 1) == ["inside"]
    close(made, FIRST + 12 * DAY)
    assert status_of(made, 1) == ["unfinished"]


# -- orders -----------------------------------------------------------------------------------------------------------
def test_an_order_that_goes_back_takes_days_and_rewards_along_also_after_the_end() -> None:
    made = play(1, 2, rewards=[{"kind": "asset", "amount": 50}])
    join(made, 1, 2)
    prove(made, 1, 1)
    third = FIRST + 2 * DAY + HOUR
    made.send("order.paid", 1, "a", third, order_id="a", amount_cents=700)
    made.send("order.paid", 1, "b", third, order_id="b", amount_cents=700)
    assert (doc_of(made, 1).done, made.balance(1)) == (2, 97)
    # half of one: there is still enough
    made.send("order.refunded", 1, "ra", third, order_id="a", refund_id="ra", amount_cents=350)
    assert (doc_of(made, 1).done, doc_of(made, 1).days[3].value) == (2, 1_050)
    close(made)
    assert (status_of(made, 1), made.balance(1)) == (["finished"], 167)
    made.send("order.refunded", 1, "rb", CLOSED + HOUR, order_id="b", refund_id="rb", full=True)
    # the rewards go back; what others put down was settled for good
    assert (status_of(made, 1), made.balance(1), find_broken(made)) == (["unfinished"], 110, [])


# -- teams ------------------------------------------------------------------------------------------------------------
def test_a_team_is_left_by_who_quits_and_its_seat_is_free() -> None:
    made = play(1, 2, 3)
    join(made, 1, 2, 3)
    team = ask(made, "form_team", 1, T0)["team"]
    ask(made, "enter_team", 2, T0, team=team)
    assert refused(made, "enter_team", 3, T0, team=team) == "challenge-team-full"
    ask(made, "quit_challenge", 2, T0)
    assert ask(made, "enter_team", 3, T0 + 1, team=team) == {
        "activity": "camp", "team": team, "members": 2, "size": 2, "days": 0,
    }  # fmt: skip
    assert refused(made, "enter_team", 3, T0 + 2, team=team) == "challenge-in-team"


def test_who_comes_later_brings_their_days_along() -> None:
    terms = {"size": 2, "steps": [{"at": 2, "rewards": [{"kind": "asset", "amount": 9}]}]}
    made = play(1, 2, teams=terms, steps=[])
    join(made, 1, 2)
    prove(made, 1, 1)
    prove(made, 2, 1)
    team = ask(made, "form_team", 1, FIRST + 2 * HOUR)["team"]
    assert ask(made, "enter_team", 2, FIRST + 2 * HOUR, team=team)["days"] == 2
    made.deliver()
    assert [made.balance(one) for one in (1, 2)] == [99, 99]


def test_the_page_shows_the_team_the_rank_and_what_is_to_be_done() -> None:
    made = play(1, 2, 3)
    join(made, 1, 2)
    team = ask(made, "form_team", 1, T0)["team"]
    ask(made, "enter_team", 2, T0, team=team)
    prove(made, 2, 1)
    (activity,) = activity_index(made.program).all
    place = TEAM.place(f"camp/{team}")
    seen = Seen(
        shared={POT.place("camp"): pot_of(made), place: TEAM.read(made.shared[place].doc)}, names={2: "138****0002"}
    )  # fmt: skip
    shown = summarize_one(activity, made.state(1), FIRST + 2 * HOUR, seen)
    assert (shown["rank"], shown["members"], shown["pot"], shown["team_days"]) == (2, 2, 20, 1)
    assert shown["team_members"] == [
        {"name": "138****0002", "done": 1, "mine": False}, {"name": "", "done": 0, "mine": True},
    ]  # fmt: skip
    assert [one["state"] for one in shown["days"]] == ["now", "ahead", "ahead"]


def test_a_proof_that_waits_or_was_refused_is_on_its_authors_page_and_on_no_other() -> None:
    made = play(1, 2, check="people")
    join(made, 1, 2)
    (activity,) = activity_index(made.program).all
    now_us = FIRST + HOUR
    post = ask(made, "prove_day", 1, now_us, text="跑了五公里")["post"]

    def list_own(member: int) -> list[tuple[str, str, bool]]:
        row = PostRow(post, POST.read(made.shared[POST.place(post)].doc), 1, "138****0001", "跑了五公里", 0)
        shown = summarize_one(activity, made.state(member), now_us, Seen(own=[row]))
        page = msgspec.to_builtins(find_page(made.program, made.state(member), now_us, "camp", Seen(own=[row])))
        items = [item for one in page["blocks"] if one["block"] == "posts" for item in one["items"]]
        assert [one["id"] for one in items] == [one["id"] for one in shown["own"]]
        return [(one["state"], one["reason"], one["mine"]) for one in items]

    assert list_own(1) == [("waiting", "", True)]
    made.send("post.decide", 1, "no", now_us, post=post, decision="reject", reason="看不清")
    assert list_own(1) == [("refused", "看不清", True)]
    assert list_own(2) == []


# -- hooks ------------------------------------------------------------------------------------------------------------
def test_called_off_everything_comes_back() -> None:
    made = play(1, 2, fee={"asset": "points", "amount": 5})
    join(made, 1, 2)
    prove(made, 1, 1)
    made.cancel("activities.camp", FIRST + DAY, "flood")
    made.deliver()
    assert [made.balance(one) for one in (1, 2)] == [100, 100]
    assert find_broken(made, frozenset({"activities.camp"})) == []
    close(made, CLOSED + 9 * DAY)
    assert [made.balance(one) for one in (1, 2)] == [100, 100]


def test_whoever_is_forgotten_leaves_place_and_team_and_the_deposit_in_the_pot() -> None:
    made = play(1, 2)
    join(made, 1, 2)
    team = ask(made, "form_team", 2, T0)["team"]
    ask(made, "enter_team", 1, T0, team=team)
    prove(made, 2, 1, 2)
    state = made.state(1)
    turn = look(made.program, state, made.now_us)
    turn.ctx.shared.update(made.shared)
    assert callable(HOOKS.erase)
    HOOKS.erase(turn)
    made.shared.update(turn.ctx.shared)
    made.members[1].docs[SLOT.name] = msgspec.Raw(msgspec.json.encode(state.read(SLOT, ChallengeBook)))
    assert (pot_of(made).inside, pot_of(made).paid_in, find_broken(made)) == (1, 20, [])
    assert TEAM.read(made.shared[TEAM.place(f"camp/{team}")].doc).members == {"2": 2}
    close(made)
    assert made.balance(2) == 117


def test_two_who_are_one_while_it_is_being_closed_have_what_comes_of_both_places() -> None:
    made = play(1, 2, 3, steps=[])
    join(made, 1, 2, 3)
    prove(made, 1, 1, 2)
    prove(made, 2, 1, 2)
    made.advance(CLOSED)  # what comes of it is on its way
    made.merge(1, 2, CLOSED + 1)
    made.deliver()
    assert (made.balance(1), made.balance(3), status_of(made, 1)) == (210, 90, ["finished"])
    assert find_broken(made) == []
    with pytest.raises(ValueSpent):
        made.split(1, 2, CLOSED + HOUR)


# -- the program ------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("terms", "said"),
    [
        ({"needed": 4}, "there are 3 days, and 4 are needed"),
        ({"begins": "7 May"}, "a day is written 2026-03-01"),
        ({"sign_up_until": "2024-05-10"}, "sign-up ends after the last day"),
        ({"steps": [{"at": 9, "rewards": [{"kind": "asset", "amount": 1}]}]}, "rewards on the way have 3 days at most"),
        ({"tasks": [{"name": "x", "days": 60}, {"name": "x", "days": 60}]}, "100 days at most; there are 120"),
        ({"tasks": [{"name": "x", "proof": "event"}]}, "a day proven by an event names one"),
    ],
)
def test_terms_that_cannot_be(terms: dict[str, Any], said: str) -> None:
    with pytest.raises(InvalidInput) as error:
        load_program({"id": "x", "name": "x", "activities": [CAMP | terms]})
    assert said in str([fault.message for fault in error.value.faults])


@pytest.mark.parametrize(
    ("terms", "codes"),
    [
        ({}, set[str]()),
        ({"window": {"to": "2024-05-08"}}, {"challenge-cut-off"}),
        ({"window": {"from": "2024-05-07"}}, {"challenge-no-sign-up"}),
        ({"needed": 3, "make_up": None}, {"challenge-strict-deposit"}),
    ],
)
def test_what_lint_says(terms: dict[str, Any], codes: set[str]) -> None:
    document = {"id": "x", "name": "x", "activities": [CAMP | terms]}
    assert {one.code for one in lint_program(load_program(document)) if one.code.startswith("challenge-")} == codes
