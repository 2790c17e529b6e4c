"""Cards: each is in exactly one place, and the jackpot is shared to the last cent, once."""

from __future__ import annotations

import itertools
from contextlib import suppress
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter

from liuke.activities.catalog import KINDS
from liuke.activities.domain import activity_index, summarize_one
from liuke.activities.parts import cards_jackpot
from liuke.activities.parts.cards_deal import find_odds
from liuke.activities.parts.cards_doc import OFFER, POT, SLOT, CardPot, CardsBook, CardsDoc
from liuke.activities.parts.cards_jackpot import find_range, split_equally
from liuke.activities.parts.cards_spec import CardsSpec
from liuke.activities.shelf import Seen
from liuke.activities.types.cards import HOOKS
from liuke.decision.choosing import look
from liuke.decision.effects import Emit
from liuke.decision.hooks import LawCase
from liuke.engine.memory import MemoryEngine
from liuke.engine.pairs import ValueSpent
from liuke.features import compile_program, lint_program, load_program
from liuke.kernel.errors import Refused
from liuke.kernel.money import allocate
from liuke.ledger.spec import AssetSpec
from tests.golden_runner import build_engine
from tests.support_shop import DAY, HOUR, MINUTE, T0

CARDS = [
    {"id": "a", "name": "a", "weight": 3}, {"id": "b", "name": "b", "weight": 1, "stock": 40, "each": 9},
    {"id": "any", "name": "any", "weight": 0},
]  # fmt: skip
LUCK: dict[str, Any] = {
    "kind": "cards", "id": "luck", "name": "luck", "cards": CARDS, "wild": "any", "fallback": "a",
    "window": {"to": "2024-05-07"}, "sets_each": 99,
    "drops": [
        {"id": "open", "on": "app.opened", "count": 4, "per_day": None},
        {"id": "order", "on": "order.paid", "count": 2, "per_day": None},
    ],
    "draws": {"free_per_day": 1, "price": {"asset": "points", "amount": 5}, "paid_per_day": 9},
    "exchange": {"friends": False, "hours": 1, "per_day": 99},
    "recipes": [
        {"id": "up", "name": "up", "of": "a", "count": 2, "makes": "any"},
        {"id": "luck", "name": "luck", "of": "a", "count": 3},
    ],
    "jackpot": {"asset": "points", "amount": 1_001},
}  # fmt: skip
EARN = [{"id": "hello", "name": "hello", "on": "points.earn", "amount": {"fixed": 100}}]
END = T0 + 36 * HOUR
"""First instant after the end."""


def play(*members: int, test: tuple[int, ...] = (), **terms: Any) -> MemoryEngine:
    made = build_engine({"activities": [LUCK | terms]})
    made.test_members.update(test)
    for member in members:
        made.register(member, T0)
        made.send("points.earn", member, "rich", T0, asset="points", amount=100)
    made.publish(T0)
    made.advance(T0)
    return made


def doc_of(made: MemoryEngine, member: int) -> CardsDoc:
    return made.state(member).read(SLOT, CardsBook).docs.get("luck") or CardsDoc()


def pot_of(made: MemoryEngine) -> CardPot:
    found = made.shared.get(POT.place("luck"))
    return POT.read(found.doc) if found is not None else CardPot()


def deal(made: MemoryEngine, member: int, **cards: int) -> None:
    """Give a member cards, as if they had dropped."""
    books = made.state(member).read(SLOT, CardsBook)
    doc = books.docs.setdefault("luck", CardsDoc())
    for card, count in cards.items():
        doc.add(card, count)
        doc.dropped += count
    made.members[member].docs[SLOT.name] = msgspec.Raw(msgspec.json.encode(books))


def finish(made: MemoryEngine, *members: int) -> None:
    for member in members:
        deal(made, member, a=1, b=1)
        made.send("cards.finish_set", member, f"f{len(doc_of(made, member).numbers)}", T0)


def settle(made: MemoryEngine) -> dict[int, int]:
    """Let the end come; what each member has of the jackpot."""
    made.advance(END + MINUTE)
    made.deliver()
    return {member: doc_of(made, member).share for member in made.members if member > 0 and doc_of(made, member).share}


def find_broken(made: MemoryEngine, cancelled: frozenset[str] = frozenset()) -> list[str]:
    members = [member for member in made.members if member > 0 and not made.members[member].merged_into]
    return [fault for one in members for fault in HOOKS.law(LawCase(made.state(one), cancelled))]


# -- the law ----------------------------------------------------------------------------------------------------------
ACTS = st.sampled_from(
    ["open", "draw", "buy", "give", "swap", "take", "decline", "recall", "up", "luck", "finish", "refund", "hear",
     "later", "erase"]
)  # fmt: skip
STEPS = st.lists(st.tuples(ACTS, st.integers(1, 3), st.integers(1, 3), st.booleans()), max_size=40)


def act(made: MemoryEngine, what: str, key: str, member: int, other: int, t_us: int, *, rare: bool) -> None:
    card, wanted = ("b", "a") if rare else ("a", "b")
    refs = [place.split("/")[2] for place in made.shared if place.startswith("cards_offer/")]
    if what == "open":
        made.send("app.opened", member, key, t_us)
    elif what == "buy":
        made.send("order.paid", member, key, t_us, order_id=f"{member}", amount_cents=100)
    elif what == "refund":
        made.send("order.refunded", member, key, t_us, order_id=f"{member}", refund_id=key, full=True)
    elif what == "draw":
        made.send("cards.draw_card", member, key, t_us)
    elif what == "give":
        made.send("cards.give_card", member, key, t_us, to_member=other, card=card)
    elif what == "swap":
        made.send("cards.swap_card", member, key, t_us, to_member=other, card=card, wanted=wanted)
    elif what in {"take", "decline", "recall"} and refs:
        made.send(f"cards.{what}_offer", member, key, t_us, ref=refs[-other % len(refs)])
    elif what in {"up", "luck"}:
        made.send("cards.make_card", member, key, t_us, recipe=what)
    elif what == "finish":
        made.send("cards.finish_set", member, key, t_us)
    elif what == "hear":
        made.deliver()


@given(STEPS)
@settings(max_examples=25, deadline=None)
def test_every_card_is_in_one_place_and_the_jackpot_is_paid_once(steps: list[tuple[str, int, int, bool]]) -> None:
    made, t_us = play(1, 2, 3), T0
    for number, (what, member, other, rare) in enumerate(steps):
        if what == "later":
            t_us = min(t_us + 40 * MINUTE, END - HOUR)
            made.advance(t_us)
        try:
            act(made, what, f"k{number}", member, other, t_us, rare=rare)
        except Refused:
            continue
        assert find_broken(made) == []
    made.advance(END)
    made.deliver()
    docs = [doc_of(made, member) for member in (1, 2, 3)]
    assert [doc.out for doc in docs] == [{}, {}, {}]
    assert sum(doc.given for doc in docs) == sum(doc.received for doc in docs)
    # what dropped and was made is held, used up, or taken back
    came = sum(doc.dropped + doc.made for doc in docs)
    assert came == sum(doc.held + doc.used + doc.withdrawn for doc in docs)
    rare_made = sum(record["card"] == "b" for m in (1, 2, 3) for (k, _), record in records(made, m) if k == "card_made")
    taken = 40 - made.stock.get("cards:luck/b", 40)
    assert taken == rare_made + sum(doc.got.get("b", 0) for doc in docs)
    before = [made.balance(member) for member in (1, 2, 3)]
    shares, sets = settle(made), sum(doc.finished for doc in docs)
    assert sum(shares.values()) == (1_001 if sets else 0)
    assert [made.balance(m) - had for m, had in zip((1, 2, 3), before, strict=True)] == [
        shares.get(m, 0) for m in (1, 2, 3)
    ]  # fmt: skip
    assert [list(POT.law("luck", pot_of(made))), settle(made)] == [[], shares]


def records(made: MemoryEngine, member: int) -> list[tuple[tuple[str, str], dict[str, Any]]]:
    return list(made.state(member).records.items())


# -- the jackpot ------------------------------------------------------------------------------------------------------
@given(st.integers(0, 10_000), st.integers(1, 60), st.data())
@settings(max_examples=50, deadline=None)
def test_equal_shares_are_those_of_allocate_however_they_are_paged(total: int, sets: int, data: st.DataObject) -> None:
    rest, left, shares = total, sets, list[int]()
    while left:
        shares += split_equally(rest, left, data.draw(st.integers(1, left)))
        rest, left = total - sum(shares), sets - len(shares)
    assert shares == allocate(total, [1] * sets)


@given(st.integers(1, 40), st.integers(1, 50), st.integers(1, 80), st.data())
@settings(max_examples=50, deadline=None)
def test_drawn_shares_sum_and_keep_their_bounds(sets: int, least: int, more: int, data: st.DataObject) -> None:
    most = least + more
    total = data.draw(st.integers(sets * least, sets * most))
    rest = total
    for left in range(sets, 0, -1):
        low, high = find_range(rest, left, least, most)
        assert least <= low <= high <= most
        # evenly about the average of what is left, as far as there are whole numbers
        assert abs(left * (low + high) - 2 * rest) < 2 * left
        rest -= data.draw(st.integers(low, high))
    assert rest == 0


@pytest.mark.parametrize("split", ["equal", "random"])
def test_a_jackpot_is_shared_page_by_page(split: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cards_jackpot, "PAGE", 2)
    pot = {"cents": 10_001, "split": split, "least": 100, "most": 9_000}
    made = play(1, 2, 3, 4, 9, test=(9,), jackpot=pot)
    finish(made, 1, 2, 3, 4, 1, 9)
    assert (pot_of(made).numbers, doc_of(made, 9).finished) == (5, 1)
    assert settle(made).keys() == {1, 2, 3, 4}
    shares = settle(made)
    assert (sum(shares.values()), pot_of(made).status, pot_of(made).paid) == (10_001, "done", 10_001)
    if split == "equal":
        assert shares == {1: 2_001 + 2_000, 2: 2_000, 3: 2_000, 4: 2_000}
    else:
        assert len({*shares.values()}) > 1
        assert all(100 <= share <= 18_000 for share in shares.values())
    cash = [
        record["cents"] for member in shares for (kind, _), record in records(made, member) if kind == "cash_reward"
    ]
    assert (sum(cash), len(cash)) == (10_001, 5)


def test_bounds_that_cannot_be_kept_make_equal_shares() -> None:
    made = play(1, 2, jackpot={"cents": 101, "split": "random", "least": 60})
    finish(made, 1, 2)
    assert settle(made) == {1: 51, 2: 50}


def test_a_share_beyond_one_red_packet_is_several() -> None:
    made = play(1, jackpot={"cents": 45_000_01})
    finish(made, 1)
    assert settle(made) == {1: 45_000_01}
    cents = [record["cents"] for (kind, _), record in records(made, 1) if kind == "cash_reward"]
    assert sorted(cents) == [5_000_01, 20_000_00, 20_000_00]


def test_nobody_finished_and_nothing_is_shared() -> None:
    made = play(1)
    assert (settle(made), pot_of(made).status, pot_of(made).paid) == ({}, "done", 0)
    (fact,) = [one for who, made_ in made.decisions if who < 0 for one in made_.effects if isinstance(one, Emit)]
    assert fact.data == {"activity": "luck", "sets": 0, "asset": "points", "amount": 0}


def test_whoever_is_forgotten_has_no_share_and_offers_go_back() -> None:
    made = play(1, 2, 3)
    finish(made, 1, 2)
    deal(made, 1, a=2)
    deal(made, 3, a=1)
    made.send("cards.give_card", 1, "g", T0, to_member=3, card="a")
    made.send("cards.give_card", 3, "g", T0, to_member=1, card="a")
    made.deliver()
    state = made.state(1)
    turn = look(made.program, state, T0)
    turn.ctx.shared.update(made.shared)
    assert callable(HOOKS.erase)
    HOOKS.erase(turn)
    doc = state.read(SLOT, CardsBook).docs["luck"]
    assert (doc.held, doc.out, doc.incoming, doc.numbers, doc.withdrawn) == (0, {}, {}, [], 2)
    assert list(HOOKS.law(LawCase(state, frozenset()))) == []
    ((_, page),) = [one for one in turn.ctx.shared.items() if one[0].startswith("cards_finishers/")]
    assert msgspec.json.decode(page.doc)["members"] == [0, 2]
    made.shared.update(turn.ctx.shared)
    made.members[1].docs[SLOT.name] = msgspec.Raw(msgspec.json.encode(state.read(SLOT, CardsBook)))
    assert settle(made) == {2: 1_001}


def test_it_ends_with_its_campaign() -> None:
    campaign = {"id": "spring", "name": "s", "window": {"to": "2024-05-06"}, "holdout_bps": 0}
    made = build_engine({"activities": [LUCK | {"window": {}, "campaign": "spring"}], "campaigns": [campaign]})
    for member in (1, 2):
        made.register(member, T0)
    made.publish(T0)
    made.advance(T0)
    finish(made, 1)
    deal(made, 1, a=1)
    offer = made.send("cards.give_card", 1, "late", END - DAY - MINUTE, to_member=2, card="a").result
    assert offer["until_us"] == END - DAY
    made.advance(END - DAY)
    assert doc_of(made, 1).cards == {"a": 1}
    with pytest.raises(Refused) as error:
        made.send("cards.finish_set", 1, "over", END - DAY)
    assert error.value.reason == "activity-closed"
    made.advance(END - DAY + MINUTE)
    made.deliver()
    assert doc_of(made, 1).share == 1_001


def test_a_program_that_changes_keeps_what_members_have() -> None:
    made = play(1)
    finish(made, 1)
    deal(made, 1, b=1, any=1)
    fewer = LUCK | {
        "cards": [CARDS[0], CARDS[2], {"id": "c", "name": "c", "weight": 1}],
        "jackpot": {"asset": "points", "amount": 7}, "window": {"to": "2024-05-08"},
    }  # fmt: skip
    made.program = compile_program({"id": "x", "name": "x", "activities": [fewer]})
    made.publish(T0 + MINUTE)
    assert settle(made) == {}  # the end has moved
    assert doc_of(made, 1).cards == {"b": 1, "any": 1}
    with pytest.raises(Refused) as error:
        made.send("cards.finish_set", 1, "f", END + MINUTE)
    assert error.value.reason == "cards-set-incomplete"
    made.advance(END + DAY + MINUTE)
    made.deliver()
    assert doc_of(made, 1).share == 7


# -- hooks ------------------------------------------------------------------------------------------------------------
def test_called_off_gives_back_what_was_paid_and_leaves_no_card() -> None:
    made = play(1, 2)
    for key in ("free", "bought"):
        made.send("cards.draw_card", 1, key, T0)
    deal(made, 1, a=3, b=1)
    deal(made, 2, a=1)
    made.send("cards.swap_card", 1, "s", T0, to_member=2, card="b", wanted="a")
    made.send("cards.give_card", 2, "g", T0, to_member=1, card="a")
    made.deliver()
    assert made.balance(1) == 95
    made.cancel("activities.luck", T0 + MINUTE, "flood")
    made.deliver()
    assert (made.balance(1), made.balance(2)) == (100, 100)
    docs = [doc_of(made, member) for member in (1, 2)]
    assert [(doc.held, doc.out, doc.incoming, doc.payments) for doc in docs] == [(0, {}, {}, [])] * 2
    assert find_broken(made, frozenset({"activities.luck"})) == []
    assert settle(made) == {}


def test_two_who_are_one_have_what_both_had_and_are_two_again() -> None:
    made = play(1, 2, 3)
    made.send("cards.draw_card", 2, "free", T0)
    made.send("cards.draw_card", 2, "bought", T0)
    deal(made, 1, a=2)
    deal(made, 2, b=2)
    finish(made, 2)
    between = made.send("cards.give_card", 1, "g", T0, to_member=2, card="a").result["ref"]
    beside = made.send("cards.give_card", 2, "g", T0, to_member=3, card="b").result["ref"]
    made.deliver()
    cards = {one: dict(doc_of(made, one).cards) for one in (1, 2)}
    made.merge(1, 2, T0 + MINUTE)
    both = doc_of(made, 1)
    # the offer of one to the other is over: the card is theirs
    assert both.held == sum(cards[1].values()) + sum(cards[2].values()) + 1
    assert (both.out.keys(), both.finished, both.numbers) == ({beside}, 1, [0])
    assert OFFER.read(made.shared[f"cards_offer/luck/{between}"].doc).status == "recalled"
    assert find_broken(made) == []
    made.split(1, 2, T0 + 2 * MINUTE)
    assert (doc_of(made, 1).cards, doc_of(made, 2).cards) == ({"a": 2}, cards[2])
    assert find_broken(made) == []
    made.merge(1, 2, T0 + 3 * MINUTE)
    made.send("cards.take_offer", 3, "t", T0 + 4 * MINUTE, ref=beside)
    made.deliver()
    assert (doc_of(made, 1).out, doc_of(made, 3).cards) == ({}, {"b": 1})
    assert find_broken(made) == []
    with pytest.raises(ValueSpent) as spent:
        made.split(1, 2, T0 + 5 * MINUTE)
    assert spent.value.extra["spent"] == [{"what": "cards", "activity": "luck"}]
    assert settle(made) == {1: 1_001}
    made.cancel("activities.luck", END + HOUR, "late")
    made.deliver()
    assert made.balance(1) == 200 + 1_001


def test_a_refund_in_parts_takes_cards_in_parts_and_a_rare_one_is_there_again() -> None:
    made = play(1, cards=[{"id": "b", "name": "b", "weight": 1, "stock": 2}, CARDS[2]], fallback=None,
                recipes=[], wild="any")  # fmt: skip
    made.send("order.paid", 1, "o", T0, order_id="o", amount_cents=100)
    assert (doc_of(made, 1).cards, made.stock["cards:luck/b"]) == ({"b": 2}, 0)
    made.send("order.refunded", 1, "r1", T0, order_id="o", refund_id="r1", amount_cents=49)
    assert doc_of(made, 1).cards == {"b": 2}
    made.send("order.refunded", 1, "r2", T0, order_id="o", refund_id="r2", amount_cents=1)
    assert (doc_of(made, 1).cards, made.stock["cards:luck/b"]) == ({"b": 1}, 1)
    made.send("app.opened", 1, "open", T0)
    assert (doc_of(made, 1).cards, doc_of(made, 1).dropped) == ({"b": 2}, 3)
    made.send("order.refunded", 1, "r3", T0, order_id="o", refund_id="r3", full=True)
    assert (doc_of(made, 1).cards, made.stock["cards:luck/b"], find_broken(made)) == ({"b": 1}, 1, [])


# -- what is shown and said -------------------------------------------------------------------------------------------
def test_odds_are_shown_as_they_are_drawn_and_sum() -> None:
    made = play(1)
    (activity,) = activity_index(made.program).all
    shown = summarize_one(activity, made.state(1), T0, Seen(shared={"cards_jackpot/luck": CardPot(numbers=3, gone=1)}))
    assert [one["odds_ppm"] for one in shown["cards"]] == [750_000, 250_000, 0] == find_odds(activity.typed(CardsSpec))
    assert (shown["of"], shown["free_left"], shown["jackpot"]["sets"], shown["can_finish"]) == (2, 1, 2, False)
    deal(made, 1, a=1, any=1)
    assert summarize_one(activity, made.state(1), T0)["can_finish"]
    (kind,) = [one for one in KINDS if one.kind == "cards"]
    lines = [*kind.render_rules(activity, "zh")]
    assert lines[:3] == [
        "a：概率 75%",
        "b：概率 25%（共 40 张，每人最多 9 张）",
        "any：不掉落（万能卡，可代替任意一张）",
    ]
    assert "活动结束后，所有集齐的套数平分 1001 积分" in lines


def test_lint_names_what_the_law_wants_and_cards_that_nobody_can_have() -> None:
    asset = AssetSpec.model_validate({"id": "points", "name": "Points", "value": {"amount": 1, "cents": 6_000}})
    cards = [*CARDS[:2], {"id": "never", "name": "never", "weight": 0}]
    document = {
        "id": "x", "name": "X", "assets": [asset.model_dump(mode="json")],
        "activities": [LUCK | {"cards": cards, "wild": None, "fallback": None, "recipes": []}],
    }  # fmt: skip
    found = [(one.severity, one.code) for one in lint_program(load_program(document)) if one.code.startswith("cards-")]
    assert sorted(found) == [
        ("error", "cards-never"), ("warning", "cards-jackpot-too-large"), ("warning", "cards-rules-incomplete"),
        ("warning", "cards-without-fallback"),
    ]  # fmt: skip


BROKEN = [
    ({"fallback": "b"}, "without limits"), ({"wild": "x"}, "no such card"), ({"window": {}}, "must have an end"),
    ({"cards": [CARDS[0], CARDS[0]]}, "used twice"), ({"drops": [], "draws": None}, "there must be a drop"),
    ({"jackpot": {"cents": 1, "asset": "points", "amount": 1}}, "a jackpot is cash"),
    ({"jackpot": {"cents": 1}, "cash_caps": [{"limit": 1, "period": "day"}]}, "paid in full"),
    ({"jackpot": {"cents": 9, "least": 3, "most": 2}}, "below the least"),
    ({"drops": [{"id": "x", "on": "app.opened", "count": 2}]}, "below what drops"),
    ({"cards": [one | {"weight": 0} for one in CARDS]}, "weighs anything"),
]  # fmt: skip


@pytest.mark.parametrize(("terms", "said"), BROKEN, ids=[said for _, said in BROKEN])
def test_terms_that_cannot_be_kept_are_refused(terms: dict[str, Any], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        TypeAdapter(CardsSpec).validate_python(LUCK | terms)


def test_both_partners_of_a_swap_and_a_recall_in_any_order() -> None:
    for order in itertools.permutations(("take", "recall", "hear")):
        made = play(1, 2)
        deal(made, 1, a=1)
        deal(made, 2, b=1)
        ref = made.send("cards.swap_card", 1, "s", T0, to_member=2, card="a", wanted="b").result["ref"]
        told = list[str]()
        for what in order:
            if what == "hear":
                made.deliver()
                continue
            with suppress(Refused):
                made.send(f"cards.{what}_offer", 2 if what == "take" else 1, what, T0, ref=ref)
                told.append(what)
        made.deliver()
        assert len(told) == 1
        swapped = told == ["take"]
        assert (doc_of(made, 1).cards, doc_of(made, 2).cards) == (
            ({"b": 1}, {"a": 1}) if swapped else ({"a": 1}, {"b": 1})
        )  # fmt: skip
        assert (doc_of(made, 1).out, doc_of(made, 2).incoming, find_broken(made)) == ({}, {}, [])
