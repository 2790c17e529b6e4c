"""Picked offers: each is as likely to be shown as it is said to be, what is learnt is what happened, and it helps."""

from __future__ import annotations

import random
from collections import Counter
from typing import Any

import msgspec
from bench.picks import DEFAULT, MOST, WHOLE, compare, play

from liuke.activities.domain import activity_index, summarize
from liuke.activities.pages import find_page
from liuke.activities.parts.picks_choose import Terms, choose
from liuke.activities.parts.picks_doc import COUNTS, GENERAL, SLOT, Count, PickCounts, PicksBook, Rates
from liuke.decision.hooks import ExportCase, LawCase
from liuke.engine.memory import MemoryEngine
from liuke.features import compile_program, lint_program
from liuke.kernel.clock import DAY_US
from tests.golden_runner import build_engine

T = 20_500 * DAY_US + 3_600_000_000
TODAY: dict[str, Any] = {
    "kind": "picks", "id": "today", "name": {"zh": "今日精选", "en": "Picked for you"}, "size": 2, "explore_bps": 2_000,
    "choices": [
        {"id": "tea", "name": {"zh": "茶", "en": "Tea"}, "tags": ["drink"],
         "rewards": [{"kind": "asset", "amount": 5}]},
        {"id": "cake", "name": {"zh": "糕", "en": "Cake"}, "tags": ["snack"]},
        {"id": "mug", "name": {"zh": "杯", "en": "Mug"}},
    ],
}  # fmt: skip


def make_shop(members: int, **terms: Any) -> MemoryEngine:
    engine = build_engine({"activities": [TODAY | terms]}, "UTC")
    for member in range(1, members + 1):
        engine.register(member, T - DAY_US)
    return engine


def order(engine: MemoryEngine, member: int, key: str, category: str, pieces: int, t_us: int = T) -> None:
    lines = [{"sku": "s", "category": category, "quantity": pieces, "cents": 100}]
    engine.send("order.paid", member, key, t_us, order_id=key, amount_cents=100, lines=lines)


def read_counts(engine: MemoryEngine) -> PickCounts:
    stored = engine.shared.get(COUNTS.place("today"))
    return COUNTS.read(stored.doc) if stored is not None else PickCounts()


def test_an_offer_stands_in_its_place_as_often_as_it_is_said_to() -> None:
    counts = PickCounts({"a": {"g": Count(100, 30)}, "b": {"g": Count(100, 10)}, "c": {"g": Count(100, 20)}})
    rates, rng, seen, said = Rates(counts, "abcd"), random.Random(7), Counter[str](), dict[str, int]()
    for _ in range(20_000):
        items = choose(
            Terms(2, 1, 3_000), dict.fromkeys("abcd", "g"), rates,
            lambda _, weights: rng.choices(range(len(weights)), weights)[0],
        )  # fmt: skip
        seen[items[0].choice] += 1
        said[items[0].choice] = items[0].bps
        assert (items[1].how, items[1].bps) == (GENERAL, 10_000)
        assert items[1].choice == ("c" if items[0].choice == "a" else "a")
    assert said == {"a": 7_750, "b": 750, "c": 750, "d": 750}
    assert all(abs(seen[name] / 20_000 - bps / 10_000) < 0.012 for name, bps in said.items()), seen


def test_it_beats_what_most_take_and_chance_on_planted_tastes() -> None:
    """The bench at a smaller size; ``liuke bench picks`` prints the whole."""
    size: dict[str, Any] = {"members": 250, "days": 20}
    runs = [[play(seed, terms, **size) for seed in range(10)] for terms in (MOST, DEFAULT, WHOLE)]
    most, default, whole = ([one.rate for one in of] for of in runs)
    chance = [play(seed, MOST, by_chance=True, **size).rate for seed in range(10)]
    assert all(one.share("personal", "explored") >= 0.3 for one in runs[1])
    assert compare(default, most)[1] > 0
    assert compare(whole, default)[1] > 0
    assert compare(default, chance)[1] > 0


def test_the_share_for_the_member_and_the_switch() -> None:
    engine = make_shop(1, size=3, explore_bps=0)
    made = engine.send("picks.show", 1, "a", T, activity="today").result
    assert [one["how"] for one in made["items"]] == ["personal", "general", "general"]
    order(engine, 1, "o1", "drink", 2)
    engine.send("consent.set", 1, "off", T + 1, purpose="personalisation", given=False, version=1, actor="member:1")
    order(engine, 1, "o2", "drink", 2, T + 2)
    book = engine.state(1).read(SLOT, PicksBook)
    assert (book.orders, book.pieces, book.bought) == (0, 0, {})
    made = engine.send("picks.show", 1, "b", T + DAY_US, activity="today").result
    assert [(one["how"], one["bps"]) for one in made["items"]] == [("general", 10_000)] * 3
    assert set(read_counts(engine).counts["tea"]) == {"new", "any"}


def test_what_a_member_buys_is_counted_by_the_tags_that_offers_name() -> None:
    engine = make_shop(1)
    lines = [
        {"sku": "a", "category": "drink", "quantity": 2, "paid_cents": 100, "tags": ["drink", "new"]},
        {"sku": "b", "category": "snack", "quantity": 1, "paid_cents": 50},
        {"sku": "c", "category": "toy", "quantity": 3, "paid_cents": 50},
    ]
    engine.send("order.paid", 1, "o1", T, order_id="o1", amount_cents=200, lines=lines)
    book = engine.state(1).read(SLOT, PicksBook)
    assert (book.orders, book.pieces, book.bought) == (1, 6, {"drink": 2, "snack": 1})
    assert [book.find_group(tags) for tags in (("drink",), ("snack",), ("mug",), ())] == [
        "few/often", "few/some", "few/none", "few/none",
    ]  # fmt: skip
    engine.send("order.paid", 1, "o2", T, order_id="o2", amount_cents=200)
    assert engine.state(1).read(SLOT, PicksBook).orders == 1, "an order without lines says nothing"


def test_a_choice_that_is_gone_from_the_program_is_gone_from_what_is_shown() -> None:
    engine = make_shop(1, explore_bps=0)
    shown = [one["choice"] for one in engine.send("picks.show", 1, "a", T, activity="today").result["items"]]
    document = engine.program.spec.model_dump(mode="json", by_alias=True)
    document["activities"][0]["choices"] = [one for one in TODAY["choices"] if one["id"] != shown[0]]
    engine.program = compile_program(document)
    made = engine.send("picks.show", 1, "b", T + 1, activity="today").result
    assert [one["choice"] for one in made["items"]] == [shown[1]]
    assert summarize(engine.program, engine.state(1), T + 1)[0]["items"][0]["id"] == shown[1]


def test_counts_of_choices_that_are_gone_are_forgotten_when_there_are_too_many() -> None:
    counts = PickCounts({f"old_{n}": {"new": Count(3, 1)} for n in range(199)} | {"tea": {"new": Count(9, 4)}})
    counts.make_room(["tea"])
    assert len(counts.counts) == 200
    counts.at("cake", "new").shown += 1
    counts.make_room(["tea", "cake"])
    assert counts.counts == {"tea": {"new": Count(9, 4)}, "cake": {"new": Count(1, 0)}}
    counts.note_taken("cake", "new")
    counts.note_taken("cake", "new")
    counts.note_taken("old_1", "new")
    assert (counts.at("cake", "new"), list(COUNTS.law("today", counts))) == (Count(1, 1), [])


def test_test_members_teach_nothing_that_others_see() -> None:
    engine = make_shop(1)
    engine.test_members.add(2)
    engine.register(2, T - DAY_US)
    engine.send("picks.show", 2, "a", T, activity="today")
    assert read_counts(engine).counts == {}


def test_two_members_become_one_and_two_again() -> None:
    engine = make_shop(2, explore_bps=0, takes=2)
    order(engine, 1, "o1", "drink", 2)
    order(engine, 2, "o2", "snack", 3)
    before = [msgspec.to_builtins(engine.state(one).read(SLOT, PicksBook)) for one in (1, 2)]
    engine.send("picks.show", 2, "a", T, activity="today")
    theirs = msgspec.to_builtins(engine.state(2).read(SLOT, PicksBook))
    engine.merge(1, 2, T + 1)
    book = engine.state(1).read(SLOT, PicksBook)
    assert (book.orders, book.pieces, book.bought) == (2, 5, {"drink": 2, "snack": 3})
    assert msgspec.to_builtins(book.docs["today"]) == theirs["docs"]["today"]
    engine.split(1, 2, T + 2)
    assert [msgspec.to_builtins(engine.state(one).read(SLOT, PicksBook)) for one in (1, 2)] == [before[0], theirs]


def test_the_page_says_what_is_new_and_then_what_can_be_taken() -> None:
    engine = make_shop(1, explore_bps=0)
    page = msgspec.to_builtins(find_page(engine.program, engine.state(1), T, "today"))
    assert [one["block"] for one in page["blocks"]] == ["hero"]
    assert [(one["request"], one["enabled"]) for one in page["actions"]] == [("show", True)]
    engine.send("picks.show", 1, "a", T, activity="today")
    page = msgspec.to_builtins(find_page(engine.program, engine.state(1), T, "today"))
    assert [one["name"]["zh"] for one in page["blocks"][1]["items"]] == ["茶", "糕"]
    (take,) = page["actions"]
    assert [one["value"] for one in take["fields"][0]["choices"]] == ["tea", "cake"]
    engine.send("picks.take", 1, "b", T, activity="today", choice="tea")
    page = msgspec.to_builtins(find_page(engine.program, engine.state(1), T, "today"))
    assert (page["actions"][0]["enabled"], page["actions"][0]["why_not"]["code"]) == (False, "picks-taken-all")


def test_lint_says_what_would_not_work() -> None:
    bare = [{"id": one["id"], "name": one["name"]} for one in TODAY["choices"]]
    document = {"id": "x", "name": "x", "activities": [TODAY | {"choices": bare, "explore_bps": 0}]}
    found = [one.code for one in lint_program(compile_program(document).spec) if one.code.startswith("picks")]
    assert found == ["picks-without-tags", "picks-without-chance"]


def test_law_and_export() -> None:
    engine = make_shop(1, explore_bps=0)
    order(engine, 1, "o1", "drink", 2)
    engine.send("picks.show", 1, "a", T, activity="today")
    activity = activity_index(engine.program).by_id["today"]
    hooks = activity.kind.hooks
    assert hooks is not None
    assert callable(hooks.law)
    assert callable(hooks.export)
    assert hooks.export(activity, ExportCase(engine.program, engine.state(1), T, "zh")) == {
        "name": "今日精选", "shown": ["茶", "糕"], "bought": {"drink": 2},
    }  # fmt: skip
    state = engine.state(1)
    assert list(hooks.law(LawCase(state, frozenset()))) == []
    book = state.edit(SLOT, PicksBook)
    book.docs["today"].items.append(book.docs["today"].items[0])
    book.pieces = -1
    assert len(list(hooks.law(LawCase(state, frozenset())))) == 2
    assert list(COUNTS.law("today", PickCounts({"tea": {"new": Count(1, 2)}}))) == [
        "today: tea was shown 1 times to new and taken 2 times"
    ]
