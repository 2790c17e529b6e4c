"""Caps and other limits under events that come in any order."""

from __future__ import annotations

from collections import Counter
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from liuke.activities.types.check_in import CheckInDoc
from liuke.decision.choosing import look
from liuke.decision.domain import CompiledProgram
from liuke.decision.effects import Post
from liuke.decision.state import MemberState
from liuke.engine.memory import MemoryEngine
from liuke.features import compile_program
from liuke.kernel.clock import DAY_US, HOUR_US, period_start
from liuke.ledger import tally
from liuke.ledger.caps import CAPS, CapBook
from liuke.mall.service import MallBook

START = 20_440
LIMITS = {"day": 50, "week": 120, "month": 300}


def make_program(**late: int) -> CompiledProgram:
    return compile_program({
        "id": "t", "name": "t", "calendar": {"time_zone": "UTC"},
        "assets": [{"id": "points", "name": "p", "caps": [{"period": "month", "limit": 400}]}],
        "late": late,
        "earning": [
            {"id": "share", "name": "s", "on": "content.shared", "amount": {"fixed": 30},
             "caps": [{"period": period, "limit": limit} for period, limit in LIMITS.items()]},
            {"id": "once", "name": "o", "on": "content.shared", "amount": {"fixed": 1}, "once": "day", "exempt": True},
        ],
    })  # fmt: skip


PROGRAM = make_program(days=62)


def share(days: list[int], program: CompiledProgram = PROGRAM) -> MemoryEngine:
    engine = MemoryEngine(program)
    engine.register(1, START * DAY_US)
    for number, day in enumerate(days):
        engine.send("content.shared", 1, f"k{number}", (START + day) * DAY_US + HOUR_US + number)
    return engine


def given_by(engine: MemoryEngine, rule: str) -> Counter[int]:
    found = Counter[int]()
    for _, decision in engine.decisions:
        for effect in decision.effects:
            if isinstance(effect, Post) and effect.rule == rule:
                found[effect.day] += effect.amount
    return found


def sums(by_day: Counter[int], period: Any) -> Counter[int]:
    found = Counter[int]()
    for day, amount in by_day.items():
        found[period_start(day, period)] += amount
    return found


def one_period_at_a_time(days: list[int]) -> Counter[int]:
    """The plain meaning of caps: no memory, only sums of what was given."""
    given_: Counter[int] = Counter()
    for day in days:
        left = [limit - sums(given_, period)[period_start(START + day, period)] for period, limit in LIMITS.items()]
        left.append(400 - sums(given_, "month")[period_start(START + day, "month")])
        given_[START + day] += max(min(30, *left), 0)
    return +given_


DAYS = st.lists(st.integers(0, 59), min_size=1, max_size=80)


@settings(max_examples=150, deadline=None)
@given(DAYS)
def test_any_order_of_events_over_sixty_days_keeps_every_cap(days: list[int]) -> None:
    engine = share(days)
    found = given_by(engine, "earning.share")
    assert found == one_period_at_a_time(days)
    for period, limit in LIMITS.items():
        assert max(sums(found, period).values(), default=0) <= limit
    assert given_by(engine, "earning.once") == Counter({START + day: 1 for day in days})


@settings(max_examples=100, deadline=None)
@given(DAYS)
def test_events_in_their_order_need_no_memory(days: list[int]) -> None:
    assert given_by(share(sorted(days), make_program(days=1)), "earning.share") == one_period_at_a_time(sorted(days))


@settings(max_examples=100, deadline=None)
@given(st.lists(st.integers(0, 200), min_size=1, max_size=60), st.integers(1, 40))
def test_what_is_forgotten_gives_nothing_and_the_book_stays_small(days: list[int], late: int) -> None:
    engine = share(days, make_program(days=late))
    found = given_by(engine, "earning.share")
    for period, limit in LIMITS.items():
        assert max(sums(found, period).values(), default=0) <= limit
    assert max(given_by(engine, "earning.once").values()) == 1
    uses = engine.state(1).read(CAPS, CapBook).uses
    assert len(uses["earning.share|day"]) <= 2 * (late + 1)
    assert len(uses["earning.share|month"]) <= 2 * (late // 28 + 2)
    for kept in uses.values():
        assert kept[::2] == sorted(set(kept[::2]), reverse=True)


def test_a_book_of_one_period_reads_as_what_it_is() -> None:
    book = msgspec.json.decode(
        b'{"uses":{"earning.share|day":[20440,30],"earning.share|month":[20423,250]}}', type=CapBook
    )
    engine = MemoryEngine(PROGRAM)
    engine.register(1, START * DAY_US)
    engine.members[1].docs["caps"] = msgspec.Raw(msgspec.json.encode(book))
    day_us = START * DAY_US
    assert [gain.amount for gain in engine.send("content.shared", 1, "a", day_us).gains] == [20, 1]
    assert [gain.amount for gain in engine.send("content.shared", 1, "b", day_us - DAY_US).gains] == [30, 1]
    assert engine.state(1).read(CAPS, CapBook).uses["earning.share|day"] == [20440, 50, 20439, 30]
    assert msgspec.json.decode(b'{"bought":{"mug|day":[20440,2]}}', type=MallBook).bought == {"mug|day": [20440, 2]}


def test_days_made_up_for_are_counted_by_month() -> None:
    doc = msgspec.json.decode(b"[[],[],20423,2,7]", type=CheckInDoc)
    assert doc.made_up_in() == [20423, 2]


@pytest.mark.parametrize(
    ("kept", "day", "amount", "after"),
    [
        ([100, 5], 100, -9, [100, 0]),
        ([100, 0], 90, 4, [100, 0, 90, 4]),
        ([100, 5, 90, 4], 90, -4, [100, 5]),
        ([100, 5, 90, 4], 95, 1, [100, 5, 95, 1, 90, 4]),
        ([100, 5], 20, 4, [100, 5]),
        ([100, 5, 40, 2], 103, 1, [103, 1, 100, 5]),
        ([], 50, -3, []),
    ],
)  # fmt: skip
def test_a_tally(kept: list[int], day: int, amount: int, after: list[int]) -> None:
    tally.add(look(PROGRAM, MemberState(1), 0), kept, "day", day, amount)
    assert kept == after
