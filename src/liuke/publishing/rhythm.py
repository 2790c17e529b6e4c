"""How much members are addressed: who is in which campaign on which day, counted on the members themselves.

Audiences are intersected member by member, not by their names: each member becomes the set of things that are for them,
and every figure follows from how many members have which set. Pure; :mod:`liuke.publishing.rhythm_count` reads them.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Literal

from liuke.activities.domain import activity_index
from liuke.campaigns.spec import CampaignSpec, RhythmSpec
from liuke.decision.choosing import look
from liuke.decision.conditions import compile_test, holds
from liuke.decision.domain import CompiledProgram
from liuke.decision.state import MemberState
from liuke.kernel.clock import FOREVER_US, date_of, weekday
from liuke.kernel.text import Text, text
from liuke.program.spec import ProgramBase

_Z = 1.96
"""Of an interval that holds the truth 19 times of 20."""
_WEEK = 7
Kind = Literal["campaign", "activity", "daily"]


@dataclass(frozen=True, slots=True)
class Thing:
    """Something that addresses members.

    Args:
        path: In the program.
        name: For people.
        kind: A campaign, with the activities that live in it; an activity of its own with an end; or one without, which
            is there every day and counts into no week.
        opens_us: First instant; 0: no beginning.
        closes_us: First instant after.
    """

    path: str
    name: Text
    kind: Kind
    opens_us: int
    closes_us: int

    def is_on(self, from_us: int, to_us: int) -> bool:
        """Whether it is on at some instant of a stretch."""
        return self.opens_us < to_us and from_us < self.closes_us


def list_things(program: CompiledProgram, now_us: int) -> list[Thing]:
    """What addresses members now or later: campaigns first, in the program's order."""
    found = list[Thing]()
    for spec in program.items("campaigns", CampaignSpec):
        opens_us, closes_us = spec.window.bounds_us(program.calendar)
        if spec.enabled and closes_us > now_us:
            found.append(Thing(f"campaigns.{spec.id}", spec.name, "campaign", opens_us, closes_us))
    for activity in activity_index(program).all:
        spec = activity.spec
        if spec.enabled and not spec.campaign and activity.closes_us > now_us:
            kind: Kind = "daily" if activity.closes_us == FOREVER_US else "activity"
            found.append(Thing(activity.path, spec.name, kind, activity.opens_us, activity.closes_us))
    return found


def address(program: CompiledProgram, things: Sequence[Thing], state: MemberState, now_us: int) -> int:
    """The things that are for a member, as a set of bits; who is held out of a campaign is not addressed by it.

    Reading what is not loaded raises ``Missing``, as in a decision.
    """
    found = 0
    specs = {activity.path: activity.spec for activity in activity_index(program).all}
    for place, thing in enumerate(things):
        turn = look(program, state, max(now_us, thing.opens_us))
        if thing.kind == "campaign":
            overlay = program.find_overlay(thing.path)
            is_for = overlay is not None and thing.path not in state.cancelled and overlay.admits(turn)
        else:
            is_for = thing.path not in state.cancelled and holds(
                compile_test(program, specs[thing.path].audience, ()), turn
            )
        found |= is_for << place
    return found


@dataclass(frozen=True, slots=True)
class Estimate:
    """How many members; exact where ``low`` and ``high`` are the same."""

    count: int
    low: int
    high: int


@dataclass(slots=True)
class Crowd:
    """Members by what is for them.

    Args:
        things: What the bits stand for.
        members: How many members there are.
        sets: Set of bits → how many of those that were looked at.
    """

    things: Sequence[Thing]
    members: int
    sets: Counter[int]

    @property
    def looked_at(self) -> int:
        """How many members were looked at."""
        return self.sets.total()

    def estimate(self, count: int) -> Estimate:
        """Of all members, from what was counted among those that were looked at (Wilson's interval)."""
        n = self.looked_at
        if n >= self.members or not n:
            return Estimate(count, count, count)
        share, square = count / n, _Z * _Z
        centre = (share + square / (2 * n)) / (1 + square / n)
        half = _Z * math.sqrt(share * (1 - share) / n + square / (4 * n * n)) / (1 + square / n)
        low, high = max(centre - half, 0.0), min(centre + half, 1.0)
        return Estimate(round(share * self.members), math.floor(low * self.members), math.ceil(high * self.members))

    def count_all(self, wanted: int) -> int:
        """Those who have all of these bits."""
        return sum(count for found, count in self.sets.items() if found & wanted == wanted)

    def count_by_load(self, on: int) -> Counter[int]:
        """How many of these bits a member has → how many members."""
        loads = Counter[int]()
        for found, count in self.sets.items():
            loads[(found & on).bit_count()] += count
        return loads


@dataclass(frozen=True, slots=True)
class Stretch:
    """A day or a week.

    Args:
        first: Its first merchant-local day.
        last: Its last.
        paths: What is on, of that which counts.
        reached: Members whom any of it is for.
        busy: Members for whom there is more than the rhythm allows.
        most: The most that one member meets.
    """

    first: int
    last: int
    paths: tuple[str, ...]
    reached: Estimate
    busy: Estimate
    most: int


@dataclass(frozen=True, slots=True)
class Overlap:
    """Two things that are on at the same time, for the same members.

    Args:
        one: Path; never of something daily.
        other: Path.
        first: First common day.
        last: Last common day; ``None``: without end.
        members: For whom both are.
    """

    one: str
    other: str
    first: int
    last: int | None
    members: Estimate


def find_rhythm(spec: ProgramBase) -> RhythmSpec:
    """What the merchant takes for too much."""
    found: RhythmSpec = spec.section("rhythm")
    return found


def list_days(program: CompiledProgram, crowd: Crowd, first: int, count: int) -> list[Stretch]:
    """How much there is on each day; busy are those for whom there is more at once than the rhythm allows."""
    most = find_rhythm(program.spec).most_at_once
    return [_measure(program, crowd, day, day, most) for day in range(first, first + count)]


def list_weeks(program: CompiledProgram, crowd: Crowd, first: int, count: int) -> list[Stretch]:
    """The same of weeks from Monday on, the one of ``first`` being the first."""
    monday = first - weekday(first) + 1
    most = find_rhythm(program.spec).most_a_week
    return [
        _measure(program, crowd, day, day + _WEEK - 1, most) for day in range(monday, monday + count * _WEEK, _WEEK)
    ]


def _measure(program: CompiledProgram, crowd: Crowd, first: int, last: int, most: int) -> Stretch:
    calendar = program.calendar
    from_us, to_us = calendar.day_start_us(first), calendar.day_start_us(last + 1)
    on, paths = 0, list[str]()
    for place, thing in enumerate(crowd.things):
        if thing.kind != "daily" and thing.is_on(from_us, to_us):
            on |= 1 << place
            paths.append(thing.path)
    loads = crowd.count_by_load(on)
    reached = sum(count for load, count in loads.items() if load)
    busy = sum(count for load, count in loads.items() if load > most)
    heaviest = max((load for load, count in loads.items() if count), default=0)
    return Stretch(first, last, tuple(paths), crowd.estimate(reached), crowd.estimate(busy), heaviest)


def list_overlaps(program: CompiledProgram, crowd: Crowd) -> list[Overlap]:
    """Pairs that share both time and members, those with most members first; two daily things are no pair."""
    found = list[Overlap]()
    for (one_at, one), (other_at, other) in combinations(enumerate(crowd.things), 2):
        if one.kind == "daily" and other.kind == "daily":
            continue
        from_us, to_us = max(one.opens_us, other.opens_us), min(one.closes_us, other.closes_us)
        members = crowd.count_all(1 << one_at | 1 << other_at) if from_us < to_us else 0
        if members:
            calendar = program.calendar
            last = None if to_us == FOREVER_US else calendar.local_day(to_us - 1)
            pair = (other, one) if one.kind == "daily" else (one, other)
            first = calendar.local_day(from_us) if from_us else 0
            found.append(Overlap(pair[0].path, pair[1].path, first, last, crowd.estimate(members)))
    return sorted(found, key=lambda pair: (-pair.members.count, pair.one, pair.other))


def say_warnings(
    program: CompiledProgram, crowd: Crowd, weeks: Sequence[Stretch], days: Sequence[Stretch]
) -> list[Text]:
    """What an operator should know before publishing, with the members counted; none: nobody is asked too much."""
    rhythm = find_rhythm(program.spec)
    if not rhythm.enabled:
        return []
    names = {thing.path: thing.name for thing in crowd.things}
    ignored = crowd.members * rhythm.ignored_bps
    said = [_say_week(week, names, rhythm.most_a_week) for week in weeks if week.busy.count * 10_000 > ignored]
    told: set[tuple[str, ...]] = set()
    for day in days:
        if day.busy.count * 10_000 > ignored and day.paths not in told:
            told.add(day.paths)
            said.append(_say_day(day, names, rhythm.most_at_once))
    return said


def _say_week(week: Stretch, names: Mapping[str, Text], most: int) -> Text:
    first, last = date_of(week.first), date_of(week.last)
    zh, en = _join(week.paths, names)
    return text(
        f"{first.month} 月 {first.day} 日至 {last.month} 月 {last.day} 日这一周，{_count(week.busy, 'zh')} 人"
        f"会遇到超过 {most} 个活动，最多 {week.most} 个：{zh}",
        f"In the week from {first:%d %b} to {last:%d %b}, {_count(week.busy, 'en')} members meet more than {most} "
        f"campaigns, up to {week.most}: {en}",
    )  # fmt: skip


def _say_day(day: Stretch, names: Mapping[str, Text], most: int) -> Text:
    on = date_of(day.first)
    zh, en = _join(day.paths, names)
    return text(
        f"{on.month} 月 {on.day} 日起，{_count(day.busy, 'zh')} 人同时处在 {most} 个以上的活动中：{zh}",
        f"From {on:%d %b}, {_count(day.busy, 'en')} members are in more than {most} campaigns at once: {en}",
    )


def _join(paths: Sequence[str], names: Mapping[str, Text]) -> tuple[str, str]:
    return "、".join(names[path].zh for path in paths), ", ".join(names[path].get("en") for path in paths)


def _count(found: Estimate, locale: str) -> str:
    if found.low == found.high:
        return f"{found.count:,}"
    if locale == "zh":
        return f"约 {found.count:,}（{found.low:,}–{found.high:,}）"
    return f"about {found.count:,} ({found.low:,}–{found.high:,})"
