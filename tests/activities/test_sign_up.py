"""Sign-ups: seated and offered never exceed the places, nobody is in a list twice, whatever is played."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter

from liuke.activities.domain import activity_index, summarize_one
from liuke.activities.parts.sign_up_doc import (
    ACTIVE,
    LOST,
    OFFERED,
    SEATED,
    SEATS,
    SLOT,
    WAITING,
    SeatList,
    SignUpBook,
)
from liuke.activities.parts.sign_up_spec import SignUpSpec
from liuke.activities.shelf import Seen
from liuke.engine.memory import MemoryEngine
from liuke.features import compile_program
from liuke.kernel.errors import Refused
from tests.golden_runner import build_engine
from tests.support_shop import DAY, HOUR, MINUTE, T0

CLASS: dict[str, Any] = {
    "kind": "sign_up", "id": "class", "name": "class", "party": 2, "offer_minutes": 60, "waiting": 3,
    "price": {"asset": "points", "amount": 10},
    "sessions": [{"id": "s", "name": "s", "begins": "2024-05-20 12:00", "places": 3}],
}  # fmt: skip
FAME = {"id": "fame", "name": "fame", "lots": False, "expiry": {"kind": "never"}, "debt": {"policy": "debt"}}
EARN = [
    {"id": "hello", "name": "hello", "on": "app.opened", "amount": {"fixed": 1000}},
    {"id": "up", "name": "up", "on": "sign_up.joined", "asset": "fame", "amount": {"fixed": 1}},
    {"id": "seat", "name": "seat", "on": "sign_up.seated", "asset": "fame", "amount": {"fixed": 100}},
]
MEMBERS = (1, 2, 3, 4, 5)


def play(*members: int, **terms: Any) -> MemoryEngine:
    assets = [{"id": "points", "name": "points"}, FAME]
    made = build_engine({"assets": assets, "activities": [CLASS | terms], "earning": EARN})
    for member in members or MEMBERS:
        made.register(member, T0)
        made.send("app.opened", member, "open", T0)
    made.publish(T0)
    made.advance(T0)
    return made


def seats(made: MemoryEngine, session: str = "s") -> SeatList:
    found = made.shared.get(SEATS.place(f"class/{session}"))
    return SEATS.read(found.doc) if found is not None else SeatList(3)


def fame(made: MemoryEngine, member: int) -> int:
    wallet = made.members[member].wallets.get("fame")
    return wallet.available - wallet.debt if wallet is not None else 0


def statuses(made: MemoryEngine, *members: int) -> dict[int, int]:
    docs = {member: made.state(member).read(SLOT, SignUpBook).docs.get("class") for member in members or MEMBERS}
    return {
        member: doc.entries["s"].status for member, doc in docs.items() if doc is not None and "s" in doc.entries
    }  # fmt: skip


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["join", "cancel", "accept", "decline", "pause", "resume", "deliver", "wait"]),
        st.sampled_from(MEMBERS), st.integers(1, 2),
    ),
    max_size=30,
)  # fmt: skip


@given(STEPS)
@settings(max_examples=30, deadline=None)
def test_seated_and_offered_fit_and_nobody_is_in_twice(steps: list[tuple[str, int, int]]) -> None:
    made = play()
    for number, (act, member, party) in enumerate(steps):
        more: dict[str, Any] = {"party": party} if act == "join" else {}
        if act in {"pause", "resume"}:
            more = {"paused": act == "pause"}
        try:
            if act == "deliver":
                made.deliver()
            elif act == "wait":
                made.advance(made.now_us + 40 * MINUTE)
            else:
                made.send(f"sign_up.{act.replace('resume', 'pause')}", member, f"k{number}", made.now_us, **more)
        except Refused:
            continue
        doc = seats(made)
        assert list(SEATS.law("class/s", doc)) == []
        assert doc.taken <= 3
        # whoever waits and could be asked now has been asked
        first = next((one for one in doc.waiting if not one.paused), None)
        assert first is None or first.party > doc.free
    made.deliver()
    found, doc = statuses(made), seats(made)
    assert {str(who) for who, status in found.items() if status == SEATED} == doc.seated.keys()
    assert {str(who) for who, status in found.items() if status == OFFERED} == doc.offered.keys()
    assert {who for who, status in found.items() if status == WAITING} == {one.member for one in doc.waiting}
    paid = sum(10 * count for count in doc.seated.values())
    assert sum(made.balance(who) for who in MEMBERS) == 5_000 - paid
    # rules gave once for signing up and once for the place, and nothing of it to who left
    assert {who: fame(made, who) for who in found} == {
        who: (status in ACTIVE) + 100 * (status == SEATED) for who, status in found.items()
    }


def test_who_is_drawn_signed_up_once_and_so_did_who_is_not_and_comes_again() -> None:
    made = play(ballot="2024-05-10 12:00", waiting=0, price=None)
    for member in MEMBERS:
        made.send("sign_up.join", member, "j", T0)
    assert [fame(made, who) for who in MEMBERS] == [1] * 5
    made.advance(T0 + 10 * DAY)
    assert made.deliver() == 5
    found = statuses(made)
    assert sorted(found.values()) == [SEATED, SEATED, SEATED, LOST, LOST]
    assert all(fame(made, who) == 1 + 100 * (status == SEATED) for who, status in found.items())
    leaver = next(who for who, status in found.items() if status == SEATED)
    lost = next(who for who, status in found.items() if status == LOST)
    made.send("sign_up.cancel", leaver, "c", made.now_us)
    made.send("sign_up.join", lost, "again", made.now_us)
    assert (fame(made, leaver), fame(made, lost)) == (0, 101)


def test_called_off_pays_everybody_back_and_leaves_no_place_held() -> None:
    made = play()
    for member in MEMBERS:
        made.send("sign_up.join", member, "j", T0)
    made.cancel("activities.class", T0 + MINUTE, "rain")
    made.deliver()
    assert {made.balance(who) for who in MEMBERS} == {1_000}
    assert ACTIVE.isdisjoint(statuses(made).values())
    assert (seats(made).taken, seats(made).waiting) == (0, [])


def test_more_places_wake_who_waits_and_fewer_take_nobodys() -> None:
    made = play()
    for member in MEMBERS:
        made.send("sign_up.join", member, "j", T0)
    for places, taken in ((2, 3), (4, 4), (9, 5)):
        sessions = [CLASS["sessions"][0] | {"places": places}]
        made.program = compile_program(
            {"id": "golden", "name": "golden", "activities": [CLASS | {"sessions": sessions}], "earning": EARN,
             "calendar": {"time_zone": "Asia/Shanghai"}}
        )  # fmt: skip
        made.publish(made.now_us + MINUTE)
        made.advance(made.now_us + MINUTE)
        assert seats(made).taken == taken
    made.deliver()
    assert sorted(statuses(made).values()) == [SEATED, SEATED, SEATED, OFFERED, OFFERED]


def test_who_goes_into_another_keeps_the_better_place_and_frees_the_other() -> None:
    made = play(1, 2, 3, 4, 5)
    for member in (1, 2, 3, 4, 5):
        made.send("sign_up.join", member, "j", T0)
    # 1 is seated, 5 waits: one place of the two, and nobody is seated and waits
    made.merge(1, 5, T0 + HOUR)
    assert [one.member for one in seats(made).waiting] == [4]
    # 4 waits, 2 is seated: who stays has the place of who went
    made.merge(4, 2, T0 + 2 * HOUR)
    assert sorted(seats(made).seated) == ["1", "3", "4"]
    assert seats(made).waiting == []
    assert statuses(made, 4) == {4: SEATED}
    made.send("sign_up.cancel", 4, "c", T0 + 3 * HOUR)
    assert made.balance(4) == 2_000
    # two who are both seated: one place is free again, and paid back
    made.merge(1, 3, T0 + 4 * HOUR)
    made.advance(T0 + 5 * HOUR)
    assert (sorted(seats(made).seated), made.balance(1)) == (["1"], 2_990)


def test_who_went_into_another_and_comes_back_has_their_place() -> None:
    made = play(1, 2)
    made.send("sign_up.join", 2, "j", T0)
    made.merge(1, 2, T0 + HOUR)
    assert sorted(seats(made).seated) == ["1"]
    made.split(1, 2, T0 + 2 * HOUR)
    assert sorted(seats(made).seated) == ["2"]
    assert statuses(made, 1, 2) == {2: SEATED}


def test_shows_places_and_position() -> None:
    made = play()
    for member in MEMBERS:
        made.send("sign_up.join", member, "j", T0)
    (activity,) = activity_index(made.program).all
    shelf = activity.behaviour.shelf
    assert shelf is not None
    assert list(shelf.documents(T0)) == [(SEATS, "class/s")]
    seen = Seen(shared={"sign_up_seats/class/s": seats(made)})
    (shown,) = summarize_one(activity, made.state(5), T0, seen)["sessions"]
    assert (shown["left"], shown["waiting"], shown["position"], shown["status"]) == (0, 2, 2, "waiting")
    assert list(shelf.documents(T0 + 20 * DAY)) == []


def test_a_ballot_takes_so_many_as_there_are_places_and_one_result_is_all() -> None:
    made = play(1, 2, 3, 4, 5, ballot="2024-05-10 12:00", price=None, party=1, waiting=1)
    for member in MEMBERS:
        made.send("sign_up.join", member, "j", T0)
    made.advance(T0 + 4 * DAY)
    made.deliver()
    found = sorted(statuses(made).values())
    assert found == [SEATED] * 3 + [WAITING] + [7]
    before = seats(made)
    made.publish(T0 + 5 * DAY)
    made.advance(T0 + 5 * DAY)
    assert seats(made) == before


@pytest.mark.parametrize(
    ("terms", "said"),
    [
        ({"sessions": [*CLASS["sessions"], *CLASS["sessions"]]}, "used twice"),
        ({"ballot": "2024-05-10", "sessions": [{"id": "s", "name": "s", "begins": "2024-05-20"}]}, "has places"),
    ],
)
def test_terms_that_cannot_be_kept_are_refused(terms: dict[str, Any], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        TypeAdapter(SignUpSpec).validate_python(CLASS | terms)
