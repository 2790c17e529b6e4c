"""Group buys: never more members than seats, complete is exactly full, who paid for nothing is paid back once."""

from __future__ import annotations

from collections import Counter
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter

from liuke.activities.catalog import KINDS
from liuke.activities.domain import activity_index
from liuke.activities.parts.group_buy_doc import (
    COUNTED,
    DONE,
    FAILED,
    HELD,
    OPEN,
    PAID,
    SLOT,
    TEAM,
    TEAMS,
    GroupBook,
    GroupDoc,
    Seat,
    Team,
    TeamList,
    TeamSeat,
)
from liuke.activities.parts.group_buy_spec import GroupBuySpec
from liuke.activities.parts.group_buy_teams import name_pieces, name_teams
from liuke.activities.shelf import Seen
from liuke.activities.types.group_buy import KIND
from liuke.activities.views import view_activities
from liuke.decision.hooks import LawCase
from liuke.features import lint_program, load_program
from liuke.kernel.errors import Refused
from liuke.payouts.contracts import PAYOUT, Payout
from tests.activities.test_page import check_words, make_page
from tests.golden_runner import build_engine
from tests.support_shop import DAY, HOUR, MINUTE, T0, Shop

TEA: dict[str, Any] = {
    "kind": "group_buy", "id": "tea", "name": {"zh": "拼团", "en": "Together"}, "team_hours": 2, "pay_minutes": 10,
    "seats_each": 3, "teams": 4,
    "products": [{"id": "box", "name": {"zh": "茶", "en": "Tea"}, "sku": "BOX", "list_cents": 900, "stock": 7,
                  "sizes": [{"members": 2, "price_cents": 500}, {"members": 3, "price_cents": 400}]}],
}  # fmt: skip
CART = [{"sku": "BOX", "unit_cents": 900, "quantity": 1}]
WHO = (1, 2, 3, 4)


def doc_of(made: Any, member: int = 1) -> GroupDoc:
    return made.state(member).read(SLOT, GroupBook).docs.get("tea") or GroupDoc()


def read_shared(made: Any, name: str, type_: Any) -> dict[str, Any]:
    found = {place: doc for place, doc in made.shared.items() if place.startswith(f"{name}/")}
    return {place.partition("/")[2]: msgspec.json.decode(doc.doc, type=type_) for place, doc in found.items()}


def teams_of(made: Any) -> dict[str, Team]:
    return {key.partition("/")[2]: team for key, team in read_shared(made, "group_buy_team", Team).items()}


def refunds_of(made: Any) -> dict[str, Payout]:
    return {key: one for key, one in read_shared(made, "payout", Payout).items() if one.kind == "refund"}


def pay(made: Any, member: int, order: str, cents: int, t_us: int = T0, quantity: int = 1) -> Any:
    line = {"id": "1", "sku": "BOX", "quantity": quantity, "unit_cents": 900, "paid_cents": cents}
    return made.send("order.paid", member, order, t_us, order_id=order, amount_cents=cents, lines=[line])


def check_laws(made: Any, members: tuple[int, ...] = WHO) -> None:
    """What ``verify`` proves of it, and what the documents must say of one another."""
    teams, refunds = teams_of(made), refunds_of(made)
    for key, team in teams.items():
        assert list(TEAM.law(key, team)) == []
    for key, listed in read_shared(made, "group_buy_list", TeamList).items():
        assert list(TEAMS.law(key, listed)) == []
        assert {one.team for one in listed.teams} <= {
            name for name, team in teams.items() if team.status == "open" and team.free
        }
    for key, one in refunds.items():
        assert list(PAYOUT.law(key, one)) == []
    asked = Counter[str]()
    for member in members:
        state = made.state(member)
        assert KIND.hooks is not None
        assert callable(KIND.hooks.law)
        assert list(KIND.hooks.law(LawCase(state, frozenset()))) == []
        doc = doc_of(made, member)
        assert doc.counted == sum(one.status in COUNTED for one in doc.seats)
        for seat in doc.seats:
            team = teams[seat.team]
            assert seat.status != PAID or team.status in {"open", "complete"} or seat.ends_us > made.now_us
            assert seat.status != DONE or team.status == "complete"
            if seat.status == FAILED:
                asked[seat.refund] += 1
                assert refunds[seat.refund].ref == seat.order_id
    # each refund was asked for one seat, and each such seat has one
    assert set(asked) == set(refunds)
    assert set(asked.values()) <= {1}


STEPS = st.lists(
    st.tuples(
        st.sampled_from(
            [
                "open",
                "join",
                "join",
                "leave",
                "hold",
                "commit",
                "commit",
                "drop",
                "pay",
                "pay",
                "refund",
                "wait",
                "late",
            ]
        ),
        st.sampled_from(WHO),
        st.sampled_from([2, 3]),
    ),
    max_size=40,
)


def _play(made: Any, number: int, act: str, member: int, size: int, held: dict[int, list[str]]) -> None:
    doc, now_us = doc_of(made, member), made.now_us
    open_ = [one for one in doc.seats if one.status == OPEN]
    bought = [one for one in doc.seats if one.status in {PAID, DONE}]
    key = f"{number}"
    match act:
        case "open":
            made.send("group_buy.open_team", member, key, now_us, size=size)
        case "join":
            made.send("group_buy.join_team", member, key, now_us)
        case "leave" if open_:
            made.send("group_buy.leave_team", member, key, now_us, team=open_[0].team)
        case "hold":
            made.send("checkout.hold", member, key, now_us, hold_id=key, lines=CART)
            held[member].append(key)
        case "commit" if held[member]:
            made.send("checkout.commit", member, key, now_us, hold_id=held[member].pop(), order_id=f"o{key}")
        case "drop" if held[member]:
            made.send("checkout.release", member, key, now_us, hold_id=held[member].pop(0))
        case "pay" if open_:
            pay(made, member, f"o{key}", open_[0].cents, now_us)
        case "refund" if bought:
            order = bought[0].order_id
            made.send("order.refunded", member, key, now_us, order_id=order, refund_id=f"r{key}", full=True)
        case "wait":
            made.advance(now_us + 7 * MINUTE)
        case "late":
            made.advance(now_us + HOUR)
        case _:
            pass


@given(STEPS)
@settings(max_examples=60, deadline=None)
def test_whatever_is_played_in_whatever_order(steps: list[tuple[str, int, int]]) -> None:
    made, held = build_engine({"activities": [TEA], "checkout": {"hold_minutes": 10}}), {one: [] for one in WHO}
    for member in WHO:
        made.register(member, T0)
    for number, (act, member, size) in enumerate(steps):
        try:
            _play(made, number, act, member, size, held)
        except Refused:
            continue
        made.deliver()
        check_laws(made)
        kept = sum(one.pieces for who in WHO for one in doc_of(made, who).seats if one.status in COUNTED)
        assert made.stock.get(name_pieces("tea", "box"), 7) == 7 - kept
        begun = sum(team.status != "failed" for team in teams_of(made).values())
        assert made.stock.get(name_teams("tea"), 4) == 4 - begun
    made.advance(made.now_us + DAY)
    made.deliver()
    check_laws(made)
    statuses = {one.status for who in WHO for one in doc_of(made, who).seats}
    assert not statuses & {OPEN, HELD, PAID}, "time ends whatever was begun"
    assert {team.status for team in teams_of(made).values()} <= {"complete", "failed"}


def make_team(**terms: Any) -> Any:
    """Members 1 and 2 have paid for a team of three."""
    made = build_engine({"activities": [TEA | terms], "checkout": {"hold_minutes": 10}})
    for member in WHO:
        made.register(member, T0)
    made.send("group_buy.open_team", 1, "open", T0, size=3)
    pay(made, 1, "o1", 400)
    made.send("group_buy.join_team", 2, "join", T0)
    pay(made, 2, "o2", 400)
    return made


def fill(made: Any, t_us: int = T0) -> None:
    made.send("group_buy.join_team", 3, "join", t_us)
    pay(made, 3, "o3", 400, t_us)


def test_called_off_in_mid_play_asks_back_what_was_paid_once() -> None:
    made = make_team()
    made.send("group_buy.join_team", 3, "join", T0)
    made.send("checkout.hold", 3, "h", T0, hold_id="h", order_id="o3", lines=CART)
    made.send("group_buy.join_team", 4, "j", T0) if teams_of(made)[doc_of(made).seats[0].team].free else None
    made.cancel("activities.tea", T0 + MINUTE, "rain")
    made.deliver()
    assert {(one.member_id, one.cents, one.ref) for one in refunds_of(made).values()} == {
        (1, 400, "o1"),
        (2, 400, "o2"),
    }
    # who is in the checkout pays for nothing, and is paid back, too
    found = made.send("checkout.commit", 3, "c", T0 + 2 * MINUTE, hold_id="h")
    assert (found.result["gone_cents"], found.result["gone"][0]["reason"]) == (500, "place-gone")
    assert sorted(one.ref for one in refunds_of(made).values()) == ["o1", "o2", "o3"]
    assert made.stock[name_pieces("tea", "box")] == 7
    made.advance(T0 + DAY)
    made.deliver()
    assert len(refunds_of(made)) == 3
    for member in WHO:
        law: Any = KIND.hooks and KIND.hooks.law
        assert list(law(LawCase(made.state(member), frozenset({"activities.tea"})))) == []


def test_complete_teams_stay_complete_when_it_is_called_off() -> None:
    made = make_team()
    fill(made)
    made.cancel("activities.tea", T0 + MINUTE, "rain")
    made.deliver()
    assert refunds_of(made) == {}
    assert [doc_of(made, member).seats[0].status for member in (1, 2, 3)] == [DONE] * 3


@pytest.mark.parametrize("complete", [True, False])
def test_an_activity_that_is_gone_brings_its_teams_to_their_end(complete: bool) -> None:
    made = make_team(rewards=[{"kind": "asset", "asset": "points", "amount": 5}])
    made.send("group_buy.join_team", 3, "join", T0)
    made.programs = made.program = build_engine({}).program
    if complete:
        pay(made, 3, "o3", 400)
        made.deliver()
    made.advance(T0 + DAY)
    made.deliver()
    assert [doc_of(made, member).seats[0].status for member in (1, 2)] == [DONE if complete else FAILED] * 2
    assert len(refunds_of(made)) == (0 if complete else 2)


def test_an_edit_changes_nothing_about_what_was_begun() -> None:
    made = make_team()
    dearer = [TEA["products"][0] | {"sizes": [{"members": 5, "price_cents": 800}]}]
    made.programs = made.program = build_engine({"activities": [TEA | {"products": dearer, "team_hours": 9}]}).program
    made.send("group_buy.join_team", 3, "join", T0)
    (team,) = teams_of(made).values()
    assert (doc_of(made, 3).seats[0].cents, team.size, team.until_us) == (400, 3, T0 + 2 * HOUR)
    pay(made, 3, "o3", 400)
    assert next(iter(teams_of(made).values())).status == "complete"


def test_an_erased_member_holds_nobody_up() -> None:
    made = make_team()
    made.send("group_buy.join_team", 3, "join", T0)
    made.members[3].labels["erased"] = "1"
    made.advance(T0 + 10 * MINUTE)
    assert next(iter(teams_of(made).values())).free == 1


def test_fewer_pieces_than_the_seat_is_for_give_the_others_back() -> None:
    product = TEA["products"][0] | {"pieces": 3}
    made = build_engine({"activities": [TEA | {"products": [product]}], "checkout": {}})
    made.register(1, T0)
    made.send("group_buy.open_team", 1, "open", T0, size=3, pieces=3)
    assert made.stock[name_pieces("tea", "box")] == 4
    made.send("checkout.hold", 1, "h", T0, hold_id="h", order_id="o", lines=[CART[0] | {"quantity": 2}])
    made.send("checkout.commit", 1, "c", T0, hold_id="h")
    assert (made.stock[name_pieces("tea", "box")], doc_of(made).seats[0].pieces) == (5, 2)
    # a piece that comes back leaves the seat; the last one frees it
    made.send("order.refunded", 1, "r1", T0, order_id="o", refund_id="r1", lines=[{"sku": "BOX", "quantity": 1}])
    assert (made.stock[name_pieces("tea", "box")], doc_of(made).seats[0].status) == (6, PAID)
    made.send("order.refunded", 1, "r2", T0, order_id="o", refund_id="r2", lines=[{"sku": "BOX", "quantity": 1}])
    assert made.stock[name_pieces("tea", "box")] == 7
    assert [team.status for team in teams_of(made).values()] == ["failed"]
    assert refunds_of(made) == {}


def test_what_a_partly_refunded_order_still_owes_is_asked_back() -> None:
    made = make_team()
    made.send("order.refunded", 1, "r", T0, order_id="o1", refund_id="r", amount_cents=150)
    made.advance(T0 + DAY)
    assert {one.ref: one.cents for one in refunds_of(made).values()} == {"o1": 250, "o2": 400}
    # the merchant's side reports it done under the number it was asked under
    number = next(key for key, one in refunds_of(made).items() if one.ref == "o1")
    made.send("order.refunded", 1, "r2", T0 + DAY, order_id="o1", refund_id=number, amount_cents=250)
    assert refunds_of(made)[number].status == "done"


def test_a_late_order_of_a_shop_that_prices_by_itself() -> None:
    made = make_team()
    made.send("group_buy.join_team", 3, "join", T0)
    made.advance(T0 + 11 * MINUTE)  # its seat has lapsed, and is member 4's
    made.send("group_buy.join_team", 4, "join", made.now_us)
    pay(made, 3, "o3", 400, made.now_us)
    assert [(one.member_id, one.ref, one.cents) for one in refunds_of(made).values()] == [(3, "o3", 400)]
    # at another price it is an order as any other
    pay(made, 3, "o4", 900, made.now_us)
    assert len(refunds_of(made)) == 1
    pay(made, 4, "o5", 400, made.now_us)
    assert [team.status for team in teams_of(made).values()] == ["complete"]
    check_laws(made)


def shown(made: Any, member: int) -> dict[str, Any]:
    (activity,) = activity_index(made.program).all
    shelf = activity.behaviour.shelf
    assert shelf is not None
    places = (*shelf.documents(made.now_us), *shelf.mine(made.state(member), made.now_us))
    documents = {kind.place(key): kind.read(made.shared[kind.place(key)].doc) for kind, key in places}
    names = {one: f"会***{one}" for one in shelf.people(documents)}
    stock = {item: made.stock[item] for item in shelf.items(0)}
    seen = Seen(stock, documents, names=names, now_us=made.now_us)
    made.seen = seen
    (found,) = view_activities(made.program, made.state(member), made.now_us, "zh", seen)
    return msgspec.to_builtins(found)


def test_shows_open_teams_to_others_and_ones_own_with_its_members() -> None:
    made = make_team()
    told = shown(made, 3)
    (team,) = told["teams"]
    assert {**team, "team": ""} == {
        "team": "", "product": "box", "size": 3, "free": 1, "price_cents": 400, "ends_us": T0 + 2 * HOUR,
        "opener": "会***1",
    }  # fmt: skip
    assert (told["products"][0]["left"], told["left"], told["seats"]) == (5, 3, [])
    mine = shown(made, 2)
    assert mine["teams"] == []
    (seat,) = mine["seats"]
    assert (seat["status"], seat["free"], [one["name"] for one in seat["members"]]) == ("paid", 1, ["会***1", "会***2"])
    assert [(one["opener"], one["mine"]) for one in seat["members"]] == [(True, False), (False, True)]
    for member, asked in ((3, ["join-team", "open-team"]), (2, ["open-team"])):
        shown(made, member)
        page = make_page(made, "tea", made.now_us, member, seen=made.seen)
        assert [one.request for one in page.actions] == asked
        check_words(page, ["茶", "Tea", "拼团", "Together", "会***1", "会***2", "tea", "box"])
    # what is past its end is not shown, whether or not somebody has written so
    made.now_us = T0 + 2 * HOUR
    assert shown(made, 3)["teams"] == []


@pytest.mark.parametrize(
    ("terms", "said"),
    [
        ({"virtual_fill": True}, "by simulation"),
        ({"pay_minutes": 180}, "no longer than a team has"),
        ({"at_end": "own_time", "window": {"to": "2024-06-01"}}, "at least 1 days"),
        ({"products": [*TEA["products"], *TEA["products"]]}, "used twice"),
        ({"products": [TEA["products"][0] | {"sizes": [{"members": 2, "price_cents": 1}] * 2}]}, "a size twice"),
        ({"products": [TEA["products"][0] | {"sizes": [{"members": 1, "price_cents": 1}]}]}, "greater than or equal"),
    ],
)
def test_terms_that_cannot_be_kept_are_refused(terms: dict[str, Any], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        TypeAdapter(GroupBuySpec).validate_python(TEA | terms)


def test_lint_names_what_does_not_add_up() -> None:
    sizes = [{"members": 2, "price_cents": 900, "opener_cents": 950}, {"members": 8, "price_cents": 900}]
    group = TEA | {
        "products": [TEA["products"][0] | {"sizes": sizes}],
        "opener_rewards": [{"kind": "asset", "asset": "chances", "amount": 1}],
    }
    wheel = {
        "kind": "lottery", "id": "wheel", "name": "wheel", "chances": {"asset": "chances"},
        "prizes": [{"id": "no", "name": "no", "weight": 1}],
    }  # fmt: skip
    document = {
        "id": "shop", "name": "shop", "activities": [group, wheel], "assets": [{"id": "chances", "name": "chances"}],
    }  # fmt: skip
    found = [one.code for one in lint_program(load_program(document)) if one.code.startswith("group")]
    assert sorted(found) == [
        "group-buy-chance-for-inviting", "group-buy-larger-not-cheaper", "group-buy-never-complete",
        "group-buy-no-reduction", "group-buy-opener-dearer",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("team", "wrong"),
    [
        (
            Team("box", "BOX", 2, 1, 1, 1, 0, 9, "open", [TeamSeat(n, str(n)) for n in (1, 2, 3)]),
            "3 members on 2 seats",
        ),
        (Team("box", "BOX", 2, 1, 1, 1, 0, 9, "open", [TeamSeat(1, "a"), TeamSeat(1, "b")]), "somebody has two seats"),
        (
            Team("box", "BOX", 2, 1, 1, 1, 0, 9, "complete", [TeamSeat(1, "a", "o")], 5),
            "it is complete with 1 of 2 paid",
        ),
        (Team("box", "BOX", 2, 1, 1, 1, 0, 9, "failed", [TeamSeat(1, "a", "o")]), "it is failed, and closed at 0"),
        (Team("box", "BOX", 2, 1, 1, 1, 0, 9, "open", []), "nobody has a seat in it"),
    ],
)
def test_the_law_of_a_team_is_broken_by(team: Team, wrong: str) -> None:
    assert wrong in list(TEAM.law("tea/x", team))


def test_the_law_of_a_member_is_broken_by_what_nothing_ends() -> None:
    made = Shop(activities=[TEA])
    state = made.state(1)
    state.edit(SLOT, GroupBook).docs["tea"] = GroupDoc(
        [Seat("a", "t", "box", "BOX", 2, 1, 5, True, 0, T0 + DAY, T0 + DAY),
         Seat("b", "t", "box", "BOX", 2, 1, 5, True, 0, 0, 0, FAILED, "", "o")],
    )  # fmt: skip
    law: Any = KIND.hooks and KIND.hooks.law
    assert list(law(LawCase(state, frozenset({"activities.tea"})))) == [
        "tea: seat a is open, and no timer ends it",
        "tea: seat a is open, and the activity was cancelled",
        "tea: seat b is refund_requested, with the refund that is none",
        "tea: 1 seats are the member's, 0 are counted",
    ]
    assert KIND in KINDS
