"""Leaderboards: a score is the sum of its facts, whatever happens; ranks are those of the plain list."""

from __future__ import annotations

import contextlib
import random
from collections import Counter
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from liuke.activities.domain import activity_index
from liuke.activities.pages import find_page
from liuke.activities.parts.leaderboard_doc import SLOT, BoardBook
from liuke.activities.shelf import Seen
from liuke.boards.contracts import Ask, Line, Place, Row, Standing
from liuke.boards.listing import Listed, list_places
from liuke.boards.service import read_standings
from liuke.db.contracts import Pool
from liuke.db.pool import acquire, transaction
from liuke.decision.effects import Deliver, PutScore
from liuke.engine.memory import MemoryEngine
from liuke.kernel.clock import DAY_US
from liuke.kernel.errors import InvalidInput, Refused
from tests.golden_runner import build_engine
from tests.server import TestDatabase
from tests.world import make_members

T = 1_772_409_600_000_000
"""Monday 2 March 2026, midnight in UTC."""
BOARD: dict[str, Any] = {
    "kind": "leaderboard", "id": "b", "name": {"zh": "消费榜", "en": "Spenders"}, "on": ["order.paid"],
    "field": "amount_cents", "boards": ["all", "city", "friends"], "city": {"by": "store"},
}  # fmt: skip


LEAGUES: dict[str, Any] = {
    "period": "month",
    "boards": ["league", "all", "city"],
    "leagues": {"size": 2, "divisions": [{"id": "bronze", "name": "B"}], "promote": 0, "relegate": 0},
}


def make_shop(members: int, **terms: Any) -> MemoryEngine:
    engine = build_engine({"activities": [BOARD | terms]}, "UTC")
    for member in range(1, members + 1):
        engine.register(member, T - DAY_US)
    return engine


def read_rows(engine: MemoryEngine) -> dict[tuple[int, str, str], PutScore]:
    """What the table holds: member, period and band → the last word."""
    return {
        (member, effect.period, effect.band): effect
        for member, decision in engine.decisions
        for effect in decision.effects
        if isinstance(effect, PutScore)
    }


def check_sums(engine: MemoryEngine) -> None:
    facts = Counter[tuple[int, str]]()
    for member in engine.members:
        for (kind, key), data in engine.members[member].records.items():
            if kind == "board_fact":
                facts[member, key.split("/")[1]] += data["amount"]
    rows = read_rows(engine)
    assert {(member, period) for member, period, _ in rows} == facts.keys()
    leagues, seats = Counter[str](), Counter[tuple[int, str]]()
    for (member, period, band), row in rows.items():
        left = band != "" and not row.score and not row.listed
        assert left or row.score == facts[member, period]
        assert not row.listed or row.score > 0
        if band.startswith("~") and row.score:
            leagues[f"{period}{band}"] += 1
            seats[member, period] += 1
    assert all(count <= 2 for count in leagues.values())
    assert all(count == 1 for count in seats.values())
    for member, stored in engine.members.items():
        if stored.merged_into:
            assert not any(row.listed or row.score for (owner, *_), row in rows.items() if owner == member)
            continue
        doc = engine.state(member).read(SLOT, BoardBook).docs.get("b")
        for period, entry in doc.periods.items() if doc is not None else ():
            assert entry.score == facts[member, period]
            assert {band for owner, kept, band in rows if (owner, kept) == (member, period)} >= set(entry.list_bands())


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["pay", "pay", "refund", "merge", "split", "leaderboard.opt_out", "leaderboard.opt_in"]),
        st.integers(1, 3), st.integers(1, 9), st.integers(0, 20),
    ),
    max_size=16,
)  # fmt: skip


@settings(max_examples=80, deadline=None)
@given(STEPS, st.sampled_from(["day", "week", "campaign", "leagues"]))
def test_a_score_is_the_sum_of_its_facts(steps: list[tuple[str, int, int, int]], period: str) -> None:
    terms: dict[str, Any] = LEAGUES if period == "leagues" else {"period": period}
    engine, gone, orders = make_shop(3, **terms), dict[int, int](), list[tuple[int, str]]()
    for number, (what, member, amount, days) in enumerate(steps):
        at_us = T + days * DAY_US + number
        if what == "split" and gone:
            other, into = gone.popitem()
            with contextlib.suppress(Refused):
                engine.split(into, other, max(engine.now_us, at_us))
        elif member in gone:
            continue
        elif what == "merge" and member > 1 and not gone:
            engine.merge(1, member, max(engine.now_us, at_us))
            gone[member] = 1
        elif what == "pay":
            orders.append((member, f"o{number}"))
            store = {"store": f"s{days % 2}"} if days % 3 else {}
            engine.send("order.paid", member, f"k{number}", at_us, order_id=f"o{number}", amount_cents=amount, **store)
        elif what == "refund" and orders:
            owner, order = orders[amount % len(orders)]
            with contextlib.suppress(Refused, InvalidInput):
                engine.send(
                    "order.refunded", gone.get(owner, owner), f"k{number}", at_us, order_id=order, amount_cents=amount
                )
        elif what.startswith("leaderboard"):
            engine.send(what, member, f"k{number}", max(engine.now_us, at_us))
        check_sums(engine)


def test_the_place_is_that_of_the_first_thing_that_counted_and_test_members_have_none() -> None:
    engine = make_shop(1)
    engine.test_members.add(2)
    engine.register(2, T)
    for member in (1, 2):
        for number, store in enumerate(("s1", "s2")):
            engine.send(
                "order.paid",
                member,
                f"k{number}",
                T + number,
                order_id=f"{member}{number}",
                amount_cents=5,
                store=store,
            )
    assert read_rows(engine) == {
        (1, "week:2026-03-02", band): PutScore("b", "week:2026-03-02", band, 10, T + 1, True, 20_514)
        for band in ("", "s1")
    }


def test_eight_periods_are_kept_and_older_ones_take_nothing_any_more() -> None:
    engine = make_shop(1, period="day")
    for day in range(10):
        engine.send("order.paid", 1, f"k{day}", T + day * DAY_US, order_id=f"o{day}", amount_cents=5)
    late = engine.send("order.paid", 1, "late", T + DAY_US, order_id="late", amount_cents=5)
    back = engine.send("order.refunded", 1, "back", T + 10 * DAY_US, order_id="o0", full=True)
    codes = [reason.code for made in (late, back) for reason in made.reasons if reason.path == "activities.b"]
    assert codes == ["leaderboard-period-over"] * 2
    doc = engine.state(1).read(SLOT, BoardBook).docs["b"]
    assert (min(doc.periods), len(doc.periods)) == ("day:2026-03-04", 8)


def test_the_page_shows_each_list_with_the_members_own_place() -> None:
    engine = make_shop(1)
    engine.send("order.paid", 1, "k", T, order_id="o", amount_cents=1234, store="s1")
    shelf = activity_index(engine.program).by_id["b"].behaviour.shelf
    assert shelf is not None
    asks = shelf.boards(engine.state(1), T + 1)
    assert [(one.scope, one.place.band, one.among) for one in asks] == [
        ("all", "", None),
        ("city", "s1", None),
        ("friends", "", ()),
    ]
    lines = [Line(rank, rank, f"n{rank}", 2000 - rank, rank == 5) for rank in range(1, 6)]
    seen = Seen(boards=[Standing(asks[0].scope, asks[0].place, lines[:3], lines[4], lines[3:], 9)])
    page = msgspec.to_builtins(find_page(engine.program, engine.state(1), T + 1, "b", seen))
    hero, countdown, people = page["blocks"]
    assert (hero["headline"]["zh"], hero["note"]["zh"]) == ("我的成绩：12.34 元", "第 5 名")
    assert countdown["until_us"] == T + 7 * DAY_US
    assert [(one["place"], one["name"], one["mine"]) for one in people["items"]] == [
        (1, "n1", False), (2, "n2", False), (3, "n3", False), (4, "n4", False), (5, "n5", True),
    ]  # fmt: skip
    assert (people["items"][4]["note"]["en"], people["total"]) == ("¥19.95", 9)
    assert [one["request"] for one in page["actions"]] == ["opt-out"]
    engine.send("leaderboard.opt_out", 1, "h", T + 2)
    hidden = msgspec.to_builtins(find_page(engine.program, engine.state(1), T + 3, "b", Seen()))
    assert [one["request"] for one in hidden["actions"]] == ["opt-in"]


def test_the_page_shows_the_league_and_who_goes_up_and_down() -> None:
    names = {"bronze": {"zh": "青铜", "en": "Bronze"}, "silver": {"zh": "白银", "en": "Silver"}}
    divisions = [{"id": one, "name": name} for one, name in names.items()]
    leagues = {"size": 6, "promote": 2, "relegate": 2, "divisions": divisions}
    engine = make_shop(1, boards=["league"], city=None, leagues=leagues)
    engine.send("order.paid", 1, "k", T, order_id="o", amount_cents=1234)
    engine.deliveries.append((Deliver(1, "s", "leaderboard.settled", {
        "activity": "b", "period": "week:2026-03-02", "band": "~bronze/1", "rank": 1, "members": 6, "score": 1234,
        "move": 1,
    }), T + 7 * DAY_US))  # fmt: skip
    engine.deliver()
    engine.send("order.paid", 1, "n", T + 8 * DAY_US, order_id="n", amount_cents=100)
    shelf = activity_index(engine.program).by_id["b"].behaviour.shelf
    assert shelf is not None
    (ask,) = shelf.boards(engine.state(1), engine.now_us)
    assert (ask.scope, ask.place.band) == ("league", "~silver/1")
    lines = [Line(rank, rank, f"n{rank}", 2000 - rank, rank == 5) for rank in range(1, 7)]
    seen = Seen(boards=[Standing("league", ask.place, lines, lines[4], lines[2:], 6)])
    page = msgspec.to_builtins(find_page(engine.program, engine.state(1), engine.now_us, "b", seen))
    _, _, tiles, people = page["blocks"]
    assert [(one["label"]["zh"], one["value"], one["unit"]["zh"]) for one in tiles["items"]] == [
        ("我的段位", 2, "白银"), ("上期名次", 1, "晋级"),
    ]  # fmt: skip
    # the highest division: nobody goes up from it
    assert people["label"] == {
        "zh": "白银第 1 组 · 第 5 名起降级",
        "en": "Silver, league 1 · from place 5 on they go down",
    }
    assert [one["zone"] for one in people["items"]] == ["", "", "", "", "down", "down"]


@pytest.mark.parametrize(
    ("terms", "said"),
    [
        ({"boards": ["all"]}, "a board of leagues says how they are played"),
        ({"period": "campaign"}, "leagues are played by the day, week, month or year"),
        ({"leagues": {"divisions": []}}, "Add at least 1"),
        ({"leagues": {"size": 5, "promote": 3, "relegate": 3, "divisions": [{"id": "a", "name": "A"}]}}, "than a"),
        ({"leagues": {"divisions": [{"id": "a", "name": "A"}] * 2}}, "an id of its own"),
        ({"prizes": [{"division": "a", "first": 1, "last": 1}]}, "only a prize of leagues names a division"),
        ({"prizes": [{"board": "league", "division": "z", "first": 1, "last": 1}]}, "and one of theirs"),
        ({"prizes": [
            {"board": "league", "first": 1, "last": 2}, {"board": "league", "division": "a", "first": 2, "last": 3},
        ]}, "a place has one prize"),
    ],
)  # fmt: skip
def test_terms_of_leagues_that_cannot_hold_are_refused(terms: dict[str, Any], said: str) -> None:
    leagues = {"divisions": [{"id": "a", "name": "A"}]}
    prizes = [{**one, "rewards": [{"kind": "asset", "amount": 1}]} for one in terms.get("prizes", [])]
    whole = {"boards": ["league"], "city": None, "leagues": leagues, **terms, "prizes": prizes}
    with pytest.raises(InvalidInput) as refused:
        make_shop(1, **whole)
    assert any(said in one.message for one in refused.value.faults), refused.value.faults


# -- ranks on the database ------------------------------------------------------------------------------------------
def rank_plainly(rows: list[Row], *, shared: bool) -> dict[int, tuple[int, int]]:
    """Member → rank and score, by the definition."""
    return {
        one.member_id: (
            1 + sum(other.score > one.score if shared else other.order < one.order for other in rows), one.score,
        )
        for one in rows
    }  # fmt: skip


@pytest.mark.parametrize("shared", [False, True])
async def test_ranks_are_those_of_the_plain_list(database: TestDatabase, pool: Pool, shared: bool) -> None:
    tenant, members = await make_members(database.owner_dsn, database.dsn, 60)
    dice = random.Random(7)
    rows = [Row(member, dice.randint(1, 9), dice.randint(1, 5)) for member in members]
    hidden = {one.member_id for one in rows[::7]}
    async with acquire(pool) as connection, transaction(connection, tenant_id=tenant):
        await connection.executemany(
            "INSERT INTO board_score "
            "(member_id, board, period, band, tenant_id, score, reached_us, listed, op_n, lead) "
            "VALUES ($1, 'b', 'p', '', $2, $3, $4, $5, 1, -($3::bigint))",
            [(row.member_id, tenant, row.score, row.reached_us, row.member_id not in hidden) for row in rows],
        )
    listed = [row for row in rows if row.member_id not in hidden]
    plain = rank_plainly(listed, shared=shared)
    place, friends = Place("b", "p"), tuple(members[10:30])
    ordered = sorted(listed, key=lambda row: row.order)
    for row in rows:
        asks = [Ask("all", place, row.member_id, top=10, shared=shared),
                Ask("friends", place, row.member_id, friends, top=100, shared=shared)]  # fmt: skip
        whole, close = await read_standings(pool, tenant, asks)
        assert [(one.member_id, one.rank) for one in whole.top] == [
            (one.member_id, plain[one.member_id][0]) for one in ordered[:10]
        ]
        assert whole.total == len(listed)
        mine = (whole.mine.rank, whole.mine.score) if whole.mine is not None else None
        assert mine == plain.get(row.member_id)
        at = ordered.index(row) if row in ordered else -10
        expected = ordered[max(at - 2, 0) : at + 3] if at >= 0 else []
        assert [(one.member_id, one.rank) for one in whole.near] == [
            (one.member_id, plain[one.member_id][0]) for one in expected
        ]
        among = rank_plainly([one for one in listed if one.member_id in {*friends, row.member_id}], shared=shared)
        assert {one.member_id: (one.rank, one.score) for one in close.top} == among
    found, after = list[Listed](), None
    while (page := (await list_places(pool, tenant, place, 7, shared=shared, after=after)).items) != []:
        found, after = [*found, *page], page[-1]
    assert [(one.member_id, one.rank) for one in found] == [(one.member_id, plain[one.member_id][0]) for one in ordered]
