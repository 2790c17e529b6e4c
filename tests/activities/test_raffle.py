"""Raffles: each entry at most once, each member at most once, never more winners than places, all equally likely."""

from __future__ import annotations

from collections import Counter
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from liuke.activities.domain import activity_index, summarize_one
from liuke.activities.page_frame import PageCase
from liuke.activities.parts import raffle_doc
from liuke.activities.parts.raffle_doc import HEAD, PAGES, ROUNDS, SLOT, RaffleBook, RaffleRound
from liuke.activities.parts.raffle_page import render_page
from liuke.activities.shelf import Seen
from liuke.activities.types.raffle import HOOKS
from liuke.decision.draws import make_simulated
from liuke.decision.effects import Deliver
from liuke.decision.hooks import LawCase
from liuke.draws.verify import Export, ExportedDraw, ExportedSeed, verify_export
from liuke.engine.memory import MemoryEngine
from liuke.features import compile_program, lint_program, load_program
from liuke.kernel.draws import commit_to
from liuke.kernel.errors import Refused
from liuke.kernel.ids import subject_id
from tests.golden_runner import build_engine
from tests.support_shop import DAY, HOUR, T0

POINTS = [{"kind": "asset", "asset": "points", "amount": 7}]
RAFFLE: dict[str, Any] = {
    "kind": "raffle", "id": "luck", "name": {"zh": "锦鲤", "en": "Koi"}, "closes": "2024-05-07 00:00",
    "entries": {"most": 3, "price": {"asset": "points", "amount": 10}},
    "prizes": [{"id": "koi", "name": "koi", "count": 2, "rewards": POINTS}],
}  # fmt: skip
ASSETS = [{"id": "points", "name": "points"}]
SUBJECT = subject_id(1, "luck")


def play(members: int = 2, **terms: Any) -> MemoryEngine:
    engine = build_engine({"assets": ASSETS, "activities": [RAFFLE | terms]}, "UTC")
    for member in range(1, members + 1):
        engine.register(member, T0 - DAY)
    engine.publish(T0)
    engine.advance(T0)
    return engine


def enter(engine: MemoryEngine, member: int, key: str = "e", t_us: int = T0, **data: Any) -> Any:
    return engine.send("raffle.enter", member, f"{member}{key}", t_us, **data).result


def tell(engine: MemoryEngine, type_: str, t_us: int, **data: Any) -> None:
    engine.now_us = max(engine.now_us, t_us)
    engine.deliveries.append((Deliver(SUBJECT, f"{type_}{data}", type_, {"activity": "luck", **data}), t_us))
    engine.deliver()


def find_round(engine: MemoryEngine, number: int = 1) -> RaffleRound:
    return ROUNDS.read(engine.shared[ROUNDS.place(f"luck/{number}")].doc)


def close(engine: MemoryEngine, days: int = 1) -> None:
    engine.advance(T0 + days * DAY)
    engine.deliver()


def test_every_entrant_is_equally_likely_and_nobody_wins_twice() -> None:
    engine, wins = play(6, closes="2024-05-06 06:00", repeat="day"), Counter[int]()
    for day in range(120):
        for member in range(1, 7):
            enter(engine, member, f"d{day}", T0 + day * DAY)
        engine.advance(T0 + day * DAY + 3 * HOUR)
        engine.deliver()
        places = find_round(engine, day + 1).places
        assert len({one.member for one in places} - {0}) == 2
        wins.update(one.member for one in places)
    assert sum(wins.values()) == 240
    # five degrees of freedom, one in a thousand; the seed is fixed
    assert sum((count - 40) ** 2 / 40 for count in wins.values()) < 20.5


STEPS = st.lists(
    st.tuples(st.sampled_from(["enter", "enter", "order", "refund", "next", "replace", "merge"]), st.integers(1, 5),
              st.integers(1, 3)),
    max_size=30,
)  # fmt: skip


@settings(max_examples=30, deadline=None)
@given(STEPS)
def test_the_lists_hold_whatever_happens(steps: list[tuple[str, int, int]]) -> None:
    engine = play(
        5, closes="2024-05-06 06:00", repeat="day",
        earned=[{"on": "order.paid", "count": 2}],
        prizes=[{"id": "a", "name": "a", "count": 2, "stock": 5, "rewards": POINTS},
                {"id": "b", "name": "b", "count": 1, "rewards": POINTS}],
    )  # fmt: skip
    engine.stock["raffle:luck/a"] = 5
    for member in range(1, 6):
        engine.send("points.earn", member, "rich", T0, asset="points", amount=1_000)
    now, merged = T0, False
    for number, (act, member, count) in enumerate(steps):
        now += HOUR // 2
        try:
            if act == "enter":
                enter(engine, member, f"s{number}", now, count=count)
            elif act == "order":
                engine.send("order.paid", member, f"o{number}", now, order_id=f"{member}/{count}", amount_cents=100)
            elif act == "refund":
                engine.send("order.refunded", member, f"r{number}", now, order_id=f"{member}/{count}",
                            refund_id=f"r{number}", full=True)  # fmt: skip
            elif act == "next":
                now += DAY
                engine.advance(now)
                engine.deliver()
            elif act == "merge" and not merged:
                engine.merge(1, 2, now)
                merged = True
            elif act == "replace":
                tell(engine, "raffle.replace", now, round=1, place=count, times=1, reason=str(number))
        except Refused:
            continue
    check_lists(engine)


def check_lists(engine: MemoryEngine) -> None:
    """Every law of documents and members, and whose entries are whose."""
    given_a = 0
    for place, stored in engine.shared.items():
        for kind in (HEAD, ROUNDS, PAGES):
            if place.startswith(f"{kind.name}/"):
                found: Any = kind.read(stored.doc)
                assert list(kind.law(place, found)) == []
        if place.startswith("raffle_round/luck/") and not place.endswith("/last"):
            doc: RaffleRound = ROUNDS.read(stored.doc)
            given_a += sum(1 for one in doc.places if one.prize == "a" and one.times)
            page = engine.shared.get(PAGES.place(f"luck/{doc.round}/0"))
            owners = PAGES.read(page.doc).members if page is not None else []
            assert (len(owners), owners.count(0)) == (doc.numbers, doc.gone)
            won = [one for one in doc.places if one.number and engine.root(one.member) == one.member]
            assert [owners[one.number - 1] for one in won] == [one.member for one in won]
    assert given_a + engine.stock["raffle:luck/a"] == 5
    law = HOOKS.law
    assert callable(law)
    for member in range(1, 6):
        gone = engine.root(member) != member
        assert list(law(LawCase(engine.state(member), frozenset(), gone))) == []


def test_the_draw_is_checked_offline_and_a_changed_record_is_named() -> None:
    engine = play(5, public_value="index")
    for member in range(1, 6):
        enter(engine, member)
    close(engine)
    tell(engine, "raffle.report", T0 + DAY + HOUR, round=1, value="3402.10")
    found = find_round(engine)
    export = make_export(engine)
    assert verify_export(export) == []
    assert export.lists == {found.hash: [f"{one}:{one}" for one in range(1, 6)]}
    order = export.draws[0].note["outcome"]
    assert [one.number for one in found.places] == [order[0] + 1, order[1] + 1]
    for change in (
        {"outcome": order[::-1]}, {"over": {**export.draws[0].note["over"], "public": "3402.11"}}, {"order": 4},
    ):  # fmt: skip
        draw = msgspec.structs.replace(export.draws[0], note={**export.draws[0].note, **change})
        (fault,) = verify_export(msgspec.structs.replace(export, draws=[draw]))
        assert (fault.kind, fault.member) == ("changed", SUBJECT)
    (fault,) = verify_export(msgspec.structs.replace(export, lists={found.hash: ["1:1", "2:2"]}))
    assert fault.kind == "list"


def make_export(engine: MemoryEngine) -> Export:
    """As ``liuke draw export`` writes it down."""
    state, secret = engine.state(SUBJECT), make_simulated("luck/round-1", "memory:0").secret
    seed = ExportedSeed(1, commit_to(secret), 0, 0, secret.hex())
    records = [(kind, key, data) for (kind, key), data in state.records.items() if data is not None]
    draws = [ExportedDraw(SUBJECT, int(key.rpartition("/")[2]), data) for kind, key, data in records if kind == "draw"]
    lists: dict[str, list[str]] = {key: data["entries"] for kind, key, data in records if kind == "draw_list"}
    return Export("luck", "round-1", [seed], draws, {SUBJECT: len(draws)}, lists)


def test_who_is_erased_is_in_no_list_and_what_was_called_off_gives_back() -> None:
    engine = play(3)
    for member in (1, 2, 3):
        engine.send("points.earn", member, "rich", T0, asset="points", amount=100)
        enter(engine, member, count=2)
    assert [engine.balance(member) for member in (1, 2, 3)] == [90, 90, 90]
    engine.cancel("activities.luck", T0 + HOUR)
    engine.deliver()
    assert [engine.balance(member) for member in (1, 2, 3)] == [100, 100, 100]
    assert find_head(engine).gone == 6
    close(engine)
    assert ROUNDS.place("luck/1") not in engine.shared
    with pytest.raises(Refused) as refused:
        enter(engine, 1, "late", T0 + 2 * HOUR)
    assert refused.value.reason == "activity-cancelled"


def find_head(engine: MemoryEngine) -> Any:
    return HEAD.read(engine.shared[HEAD.place("luck")].doc)


def test_a_list_that_moves_in_mid_play_keeps_its_entries() -> None:
    engine = play(2)
    enter(engine, 1)
    later = {"assets": ASSETS, "activities": [RAFFLE | {"closes": "2024-05-10 00:00"}]}
    engine.program = compile_program({"id": "golden", "name": "golden", "calendar": {"time_zone": "UTC"}, **later})
    engine.publish(T0 + HOUR)
    engine.advance(T0 + DAY)
    assert (find_head(engine).round, find_head(engine).numbers) == (1, 1)
    enter(engine, 2, t_us=T0 + DAY)
    engine.advance(T0 + 5 * DAY)
    assert [one.number > 0 for one in find_round(engine).places] == [True, True]


def test_pages_go_on_and_a_list_is_full(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(raffle_doc, "PAGE", 2)

    def find_page(number: int) -> tuple[int, int]:
        return divmod(number - 1, 2)

    for name in ("raffle_rounds", "raffle_entries"):
        monkeypatch.setattr(f"liuke.activities.parts.{name}.find_page", find_page)
    monkeypatch.setattr("liuke.activities.parts.raffle_rounds.PAGE", 2)
    monkeypatch.setattr("liuke.activities.parts.raffle_entries.MAX_ENTRIES", 5)
    engine = play(6, entries={"free": 3, "most": 3})
    assert enter(engine, 1, count=3)["numbers"] == [1, 2, 3]
    assert enter(engine, 2, count=2)["numbers"] == [4, 5]
    with pytest.raises(Refused) as refused:
        enter(engine, 3)
    assert refused.value.reason == "raffle-full"
    close(engine)
    assert {one.member for one in find_round(engine).places} == {1, 2}


def test_the_page_says_until_when_what_can_be_won_and_who_won() -> None:
    engine = play(2, repeat="day", closes="2024-05-06 06:00", entries={"most": 2})
    shown = _show(engine, 1, T0)
    page = _page(engine, 1, T0, shown)
    assert (page.actions[0].enabled, page.actions[0].request) == (True, "enter")
    enter(engine, 1, count=1)
    page = _page(engine, 1, T0, _show(engine, 1, T0))
    assert page.blocks[0].headline.en == "Your numbers: 1"  # type: ignore[union-attr]
    assert (page.actions[0].enabled, page.actions[0].why_not.code) == (False, "raffle-no-chance")
    engine.advance(T0 + 4 * HOUR)
    engine.deliver()
    shown = _show(engine, 1, T0 + 4 * HOUR)
    assert (shown["round"], shown["last"]["winners"][0]["mine"], shown["wins"][0]["prize"]) == (2, True, "koi")


def _show(engine: MemoryEngine, member: int, now_us: int) -> dict[str, Any]:
    activity = activity_index(engine.program).by_id["luck"]
    state, shelf = engine.state(member), activity.behaviour.shelf
    assert shelf is not None
    places = [*shelf.documents(now_us), *shelf.mine(state, now_us)]
    found = {kind.place(key): kind.read(engine.shared[kind.place(key)].doc)
             for kind, key in places if kind.place(key) in engine.shared}  # fmt: skip
    return summarize_one(activity, state, now_us, Seen(shared=found, names={1: "张**"}, now_us=now_us))


def _page(engine: MemoryEngine, member: int, now_us: int, shown: dict[str, Any]) -> Any:
    activity = activity_index(engine.program).by_id["luck"]
    return render_page(activity, PageCase(engine.program, engine.state(member), now_us, shown))


def test_terms_that_cannot_work_are_found() -> None:
    dear = [{"id": "car", "name": "car", "value_cents": 50_000_01, "rewards": POINTS}]
    document = {"id": "x", "name": "x", "assets": ASSETS, "activities": [
        RAFFLE | {"window": {"to": "2024-05-01"}, "prizes": dear},
    ]}  # fmt: skip
    codes = {one.code for one in lint_program(load_program(document))}
    assert {
        "raffle-closes-outside", "lottery-prize-too-large", "lottery-rules-incomplete", "raffle-without-public-value",
    } <= codes  # fmt: skip


def test_entries_are_told_from_wins_in_the_export_of_a_member() -> None:
    engine = play(1)
    enter(engine, 1)
    close(engine)
    doc = engine.state(1).read(SLOT, RaffleBook).docs["luck"]
    assert (doc.rounds["1"].numbers, [one.prize for one in doc.wins], engine.balance(1)) == ([1], ["koi"], 7)
