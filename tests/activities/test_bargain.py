"""Bargains: cuts sum to the reduction and never go below the floor, in any order, by any number, of any weight."""

from __future__ import annotations

import random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter

from liuke.activities.domain import activity_index, summarize_one
from liuke.activities.parts.bargain_cuts import cut, draw_share, redo, undo
from liuke.activities.parts.bargain_doc import (
    BARGAIN,
    BOUGHT,
    COUNTED,
    GIVEN_UP,
    LAPSED,
    OPEN,
    SLOT,
    Bargain,
    BargainBook,
    BargainDoc,
    Place,
)
from liuke.activities.parts.bargain_places import name_item
from liuke.activities.parts.bargain_spec import BargainSpec
from liuke.activities.shelf import Seen
from liuke.engine.memory import MemoryEngine
from liuke.engine.pairs import ValueSpent
from liuke.features import compile_program, lint_program, load_program
from liuke.friends.contracts import FRIENDS, FriendBook
from liuke.kernel.errors import Refused
from tests.golden_runner import build_engine
from tests.support_shop import HOUR, MINUTE, T0, Shop

MUG: dict[str, Any] = {
    "id": "mug", "name": "mug", "sku": "MUG", "full_cents": 1_000, "floor_cents": 100, "friends": 3, "stock": 2,
}  # fmt: skip
BARGAIN_TERMS: dict[str, Any] = {
    "kind": "bargain", "id": "less", "name": "less", "goods": [MUG], "hours": 2, "pay_minutes": 30,
    "limits": {"per_day": None},
}  # fmt: skip
CART = [{"sku": "MUG", "unit_cents": 1_000, "quantity": 1}]
ITEM = name_item("less", "mug")
POINTS = [{"kind": "asset", "asset": "points", "amount": 5}]
OLD = T0 - 400 * HOUR


def play(*members: int, **terms: Any) -> MemoryEngine:
    made = build_engine({"activities": [BARGAIN_TERMS | terms]})
    for member in members:
        made.register(member, OLD)
    return made


def start(made: MemoryEngine, member: int, at_us: int = T0, key: str = "s") -> str:
    return made.send("bargain.start_bargain", member, key, at_us).result["ref"]


def helps(made: MemoryEngine, ref: str, *members: int, at_us: int = T0) -> list[int]:
    return [
        made.send("bargain.cut_price", one, f"h{ref}", at_us, ref=ref).result["cut_cents"] for one in members
    ]  # fmt: skip


def refusal(made: MemoryEngine, type_: str, member: int, at_us: int = T0, **data: Any) -> str:
    with pytest.raises(Refused) as error:
        made.send(type_, member, f"r{at_us}", at_us, **data)
    return error.value.reason


def shared(made: MemoryEngine, ref: str) -> Bargain:
    return BARGAIN.read(made.shared[f"bargain/less/{ref}"].doc)


def doc_of(made: MemoryEngine, member: int) -> BargainDoc:
    return made.state(member).read(SLOT, BargainBook).docs.get("less") or BargainDoc()


def place(made: MemoryEngine, member: int, ref: str) -> Place:
    found = doc_of(made, member).find(ref)
    assert found is not None
    return found


# -- the law ----------------------------------------------------------------------------------------------------------
@given(
    friends=st.integers(1, 40), least=st.integers(1, 20), spare=st.integers(0, 5_000), counts=st.integers(1, 10),
    drawn=st.booleans(), newcomers=st.lists(st.booleans(), min_size=40, max_size=40),
    undone=st.sets(st.integers(0, 39)), seed=st.integers(0, 10**6),
)  # fmt: skip
@settings(max_examples=200, deadline=None)
def test_cuts_sum_to_the_reduction(
    friends: int, least: int, spare: int, counts: int, drawn: bool, newcomers: list[bool], undone: set[int], seed: int
) -> None:
    chance, total = random.Random(seed), friends * least + spare
    good = {"full_cents": total, "floor_cents": 0, "friends": friends, "stock": 1, "id": "x", "name": "x", "sku": "x"}
    spec = TypeAdapter(BargainSpec).validate_python(BARGAIN_TERMS | {"goods": [good]})
    plan = [] if drawn else spec.goods[0].list_cuts()
    doc = Bargain(0, "x", total + 7, 7, friends, drawn, plan, least if drawn else 1, counts, 0)
    numbers = iter(range(1, 1_000))
    for newcomer, again in zip(newcomers, (place in undone for place in range(40)), strict=True):
        if not doc.shares:
            break
        done = cut(doc, next(numbers), 0, chance.randrange, newcomer=newcomer)
        assert list(BARGAIN.law("x", doc)) == []
        assert min(done.parts) >= doc.least_cents or drawn is False
        if again:
            undo(doc, done)
            assert list(BARGAIN.law("x", doc)) == []
            assert redo(doc, done)
            undo(doc, done)
    while doc.shares:
        cut(doc, next(numbers), 0, chance.randrange, newcomer=False)
        assert list(BARGAIN.law("x", doc)) == []
    assert (doc.cut_cents, doc.price_cents) == (total, 7)


def test_who_comes_early_may_expect_what_who_comes_late_may() -> None:
    """Over every outcome of two draws of three shares each friend's mean is the same third."""
    sums, count = [0.0, 0.0, 0.0], 0.0
    for first in range(2 * 9 // 3 + 1):
        left = 9 - first
        for second in range(2 * left // 2 + 1):
            weight = 1 / (2 * left // 2 + 1)
            parts = [draw_share(9, 3, 0, lambda n, x=first: x), draw_share(left, 2, 0, lambda n, x=second: x)]
            for index, part in enumerate([*parts, left - parts[1]]):
                sums[index] += part * weight
            count += weight
    assert [round(one / count, 9) for one in sums] == [3.0, 3.0, 3.0]


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["start", "cut", "drop", "hold", "commit", "release", "refund", "wait"]), st.integers(1, 4),
        st.integers(0, 3),
    ),
    max_size=30,
)  # fmt: skip


Held = dict[int, list[str]]


def _step(made: Shop, number: int, act: str, member: int, which: int, refs: list[str], held: Held) -> None:
    bought = [one for one in doc_of(made, member).places if one.status == BOUGHT]
    match act:
        case "start":
            refs.append(made.ask("bargain.start_bargain", made.now_us, member=member)["ref"])
        case "cut" if which < len(refs):
            made.do("bargain.cut_price", made.now_us, member=member, ref=refs[which])
        case "drop" if which < len(refs):
            made.do("bargain.drop_bargain", made.now_us, member=member, ref=refs[which])
        case "hold":
            made.do("checkout.hold", made.now_us, member=member, hold_id=f"h{number}", lines=CART)
            held[member].append(f"h{number}")
        case "commit" if held[member]:
            order = f"{member}o{number}"
            made.do("checkout.commit", made.now_us, member=member, hold_id=held[member].pop(), order_id=order)
        case "release" if held[member]:
            made.do("checkout.release", made.now_us, member=member, hold_id=held[member].pop(0))
        case "refund" if bought:
            order = bought[0].order_id
            made.do("order.refunded", made.now_us, member=member, order_id=order, refund_id=f"r{number}", full=True)
        case "wait":
            made.advance(made.now_us + 50 * MINUTE)
        case _:
            pass


@given(STEPS)
@settings(max_examples=25, deadline=None)
def test_pieces_set_aside_and_free_sum_to_the_stock(steps: list[tuple[str, int, int]]) -> None:
    made = Shop(4, activities=[BARGAIN_TERMS], checkout={"hold_minutes": 10})
    refs, held = list[str](), {who: list[str]() for who in (1, 2, 3, 4)}
    for number, (act, member, which) in enumerate(steps):
        try:
            _step(made, number, act, member, which, refs, held)
        except Refused:
            continue
        made.deliver()
        everybody = [one for who in (1, 2, 3, 4) for one in doc_of(made, who).places]
        taken = [one for one in everybody if one.status in COUNTED]
        assert made.stock.get(ITEM, 2) == 2 - len(taken)
        for one in everybody:
            found = shared(made, one.ref)
            assert list(BARGAIN.law("x", found)) == []
            assert one.status != OPEN or one.price_cents == found.price_cents
            assert 100 <= one.price_cents <= 1_000


# -- in mid-play ------------------------------------------------------------------------------------------------------
def test_an_edit_leaves_what_was_started_as_it_was() -> None:
    made = play(1, 2, 3, 4)
    ref = start(made, 1)
    helps(made, ref, 2)
    dearer = MUG | {"full_cents": 2_000, "floor_cents": 900, "friends": 9}
    made.program = compile_program({"id": "x", "name": "x", "activities": [BARGAIN_TERMS | {"goods": [dearer]}]})
    assert helps(made, ref, 3, 4) == [300, 300]
    assert made.send("checkout.quote", 1, "q", T0, lines=CART).result["payable_cents"] == 100
    made.program = compile_program({"id": "x", "name": "x"})
    assert made.send("checkout.quote", 1, "q2", T0, lines=CART).result["payable_cents"] == 100


def test_the_end_leaves_what_friends_cut_to_be_bought() -> None:
    made = play(1, 2, 3, window={"to": "2024-05-06 12:30"})
    ref = start(made, 1)
    assert place(made, 1, ref).until_us == T0 + 30 * MINUTE
    helps(made, ref, 2)
    assert refusal(made, "bargain.cut_price", 3, T0 + 30 * MINUTE, ref=ref) == "activity-closed"
    made.send("checkout.hold", 1, "h", T0 + 59 * MINUTE, hold_id="h", lines=CART)
    made.send("checkout.commit", 1, "c", T0 + 61 * MINUTE, hold_id="h", order_id="o")
    bought = place(made, 1, ref)
    assert (bought.status, bought.price_cents) == (BOUGHT, 700)


def test_called_off_in_mid_play_gives_pieces_back() -> None:
    made = play(1, 2, 3)
    first, second = start(made, 1), start(made, 2)
    helps(made, second, 3)
    made.send("checkout.hold", 2, "h", T0, hold_id="h", lines=CART)
    made.cancel("activities.less", T0 + MINUTE, "rain")
    made.deliver()
    assert (place(made, 1, first).status, made.stock[ITEM]) == (GIVEN_UP, 1)
    assert refusal(made, "bargain.cut_price", 3, T0 + MINUTE, ref=first) == "activity-cancelled"
    # the checkout keeps the price that it promised, and gives the piece back when it is over
    made.send("checkout.release", 2, "x", T0 + 2 * MINUTE, hold_id="h")
    assert (place(made, 2, second).status, made.stock[ITEM]) == (GIVEN_UP, 2)


def test_who_helped_themselves_as_somebody_else_has_nothing_of_it() -> None:
    made = play(1, 2, 3, helper_rewards=POINTS)
    ref = start(made, 1)
    assert helps(made, ref, 2, 3) == [300, 300]
    made.deliver()
    assert made.balance(2) == 5
    made.merge(1, 2, T0 + MINUTE)
    made.deliver()
    assert (shared(made, ref).price_cents, shared(made, ref).shares, made.balance(1)) == (700, 2, 0)
    assert place(made, 1, ref).price_cents == 700
    assert refusal(made, "bargain.cut_price", 2, T0 + MINUTE, ref=ref) == "bargain-own"
    with pytest.raises(ValueSpent):
        made.split(1, 2, T0 + 2 * MINUTE)  # what it gave is gone: staff may give it anew


def test_the_help_of_who_is_somebody_else_after_all_is_one_again() -> None:
    made = play(1, 2, 3)
    ref = start(made, 1)
    helps(made, ref, 2, 3)
    made.merge(1, 2, T0 + MINUTE)
    assert place(made, 1, ref).price_cents == 700
    made.deliver()
    made.split(1, 2, T0 + 2 * MINUTE)
    assert (shared(made, ref).price_cents, place(made, 1, ref).price_cents) == (400, 400)
    assert refusal(made, "bargain.cut_price", 2, T0 + 2 * MINUTE, ref=ref) == "bargain-again"


def test_two_who_are_one_keep_their_bargains_and_one_limit() -> None:
    made = play(1, 2, 3)
    first, second = start(made, 1), start(made, 2)
    made.merge(1, 2, T0 + MINUTE)
    assert doc_of(made, 1).counted == {"mug": 2}
    assert refusal(made, "bargain.start_bargain", 2, T0 + MINUTE) == "bargain-limit"
    helps(made, second, 3, at_us=T0 + MINUTE)
    made.deliver()
    assert place(made, 1, second).price_cents == 700
    made.split(1, 2, T0 + 2 * MINUTE)
    assert (doc_of(made, 1).counted, doc_of(made, 2).counted) == ({"mug": 1}, {"mug": 1})
    assert (place(made, 2, second).price_cents, doc_of(made, 2).find(first)) == (700, None)
    made.advance(T0 + 3 * HOUR)
    assert ([one.status for one in doc_of(made, 2).places], made.stock[ITEM]) == ([LAPSED], 2)


def test_what_was_bought_as_one_cannot_be_taken_apart() -> None:
    made = play(1, 2, 3)
    ref = start(made, 2)
    made.merge(1, 2, T0)
    helps(made, ref, 3)
    made.send("order.paid", 1, "o", T0, order_id="o", amount_cents=700,
              lines=[{"id": "1", "sku": "MUG", "quantity": 1, "unit_cents": 1_000, "paid_cents": 700}])  # fmt: skip
    with pytest.raises(ValueSpent) as error:
        made.split(1, 2, T0 + MINUTE)
    assert any(one["what"] == "bargain" for one in error.value.extra["spent"])


def test_who_helps_may_become_a_friend() -> None:
    made = play(1, 2, befriend=True)
    helps(made, start(made, 1), 2)
    made.deliver()
    assert set(made.state(1).read(FRIENDS, FriendBook).friends) == {2}
    assert set(made.state(2).read(FRIENDS, FriendBook).friends) == {1}


def test_limits_of_who_helps_hold_over_all_bargains() -> None:
    made = play(1, 2, 3, limits={"per_day": 1, "in_all": 2})
    first, second = start(made, 1), start(made, 2)
    helps(made, first, 3)
    assert refusal(made, "bargain.cut_price", 3, ref=second) == "bargain-help-limit"
    (activity,) = activity_index(made.program).all
    assert activity.behaviour.summary is not None
    assert activity.behaviour.summary(made.state(3), T0)["helps_left"] == 0
    assert activity.behaviour.summary(made.state(3), T0 + 24 * HOUR)["helps_left"] == 1


def test_shows_what_is_left_of_each_good() -> None:
    made = play(1)
    start(made, 1)
    (activity,) = activity_index(made.program).all
    shown = summarize_one(activity, made.state(1), T0, Seen({ITEM: 1}))
    assert (shown["goods"][0]["left"], shown["goods"][0]["mine"], shown["bargains"][0]["status"]) == (1, 1, "open")
    assert summarize_one(activity, made.state(1), T0 + 2 * HOUR, Seen({ITEM: 1}))["bargains"][0]["status"] == "lapsed"


# -- terms ------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("terms", "said"),
    [
        ({"goods": [MUG, MUG]}, "used twice"),
        ({"goods": [MUG | {"floor_cents": 999}]}, "floor is below"),
        ({"goods": [MUG | {"cuts_cents": [300, 300, 301]}]}, "3 cuts of 900 cents"),
        ({"goods": [MUG | {"cuts_cents": [450, 450]}]}, "3 cuts of 900 cents"),
        ({"goods": [MUG | {"cuts_cents": [300, 300, 300]}], "cuts": "random"}, "not stated"),
        ({"cuts": "random", "least_cents": 301}, "at least 301"),
    ],
)
def test_terms_that_cannot_be_kept_are_refused(terms: dict[str, Any], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        TypeAdapter(BargainSpec).validate_python(BARGAIN_TERMS | terms)


def find_codes(*activities: dict[str, Any]) -> list[tuple[str, str]]:
    document = {"id": "shop", "name": "shop", "activities": list(activities)}
    codes = {"bargain-unknown-cuts", "unlimited-helps", "help-gives-chance"}
    return [(one.code, one.severity) for one in lint_program(load_program(document)) if one.code in codes]


def test_lint_names_the_rule_that_random_cuts_break() -> None:
    assert find_codes(BARGAIN_TERMS) == []
    assert find_codes(BARGAIN_TERMS | {"cuts": "random"}) == [("bargain-unknown-cuts", "error")]
    assert find_codes(BARGAIN_TERMS | {"cuts": "random", "platforms": ["h5"]}) == [("bargain-unknown-cuts", "warning")]
    assert find_codes(BARGAIN_TERMS | {"helper_rewards": POINTS}) == [("unlimited-helps", "warning")]


def test_lint_refuses_chances_of_a_draw_for_helping() -> None:
    wheel = {
        "kind": "lottery", "id": "wheel", "name": "wheel", "chances": {"asset": "points"},
        "prizes": [{"id": "no", "name": "no", "weight": 1}],
    }  # fmt: skip
    limited = BARGAIN_TERMS | {"helper_rewards": POINTS, "limits": {"per_day": 1}}
    assert find_codes(limited, wheel) == [("help-gives-chance", "error")]
