"""The pure half of making one of two members, or two of one: both turns, every domain's hook, two decisions."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import msgspec

from liuke.decision.choosing import ProgramSource, choose_program, find_version
from liuke.decision.event import Event, Happening
from liuke.decision.hooks import join_members, split_members
from liuke.decision.state import MemberState
from liuke.decision.turn import Context, Turn
from liuke.engine.decide import Decision, close_turn
from liuke.kernel.errors import LiukeError

JOIN, JOIN_OTHER = "member.merge", "member.merge_away"
SPLIT, SPLIT_OTHER = "member.separate", "member.separate_away"
_OF_LOTS = "lots:"
"""Timers that stand at the end of what is in a wallet, wherever that is."""
_OWN_TIMERS = ("tier:", "friends", "hold:", _OF_LOTS)
"""Timers that their domain arms anew, by what it made of two documents."""
_OF_THINGS = ("checkout:", "payout:", "prize:", "coupon_gift:")
"""Timers of single things, which leave with them."""


class ValueSpent(LiukeError):
    """What came from one of the two has been spent by the other; ``spent`` lists it."""

    code = "merge-value-spent"
    status = 409
    title = "The members cannot be two again: what came from one was spent"


class MergesTestMember(LiukeError):
    """A test member and a customer are never one."""

    code = "merge-test-member"
    status = 409
    title = "A test member and a customer are not merged"


class Pair(msgspec.Struct, frozen=True):
    """Who is one with whom, or no more.

    Args:
        into: Who stays.
        other: Who goes, or comes back.
        kept: By domain, what was noted when they became one; ``None``: they become one now.
        data: Fields of the two events: the reason, for the log.
    """

    into: int
    other: int
    kept: Mapping[str, dict[str, Any]] | None = None
    data: dict[str, Any] = {}


class PairDecision(msgspec.Struct):
    """What follows for the two.

    Args:
        into: For who stays.
        other: For who goes.
        events: The event of each.
        kept: What each domain noted.
    """

    into: Decision
    other: Decision
    events: tuple[Event, Event]
    kept: dict[str, dict[str, Any]]


def decide_pair(
    programs: ProgramSource,
    pair: Pair,
    states: tuple[MemberState, MemberState],
    make_context: Callable[[int], Context],
    *,
    now_us: int,
    other_op_n: int,
) -> PairDecision:
    """Decide about two members of whom nothing is due; folds it into their states.

    Args:
        programs: Versions by time.
        pair: Whom, and whether they become one or two.
        states: Of who stays, and of who goes.
        make_context: Time → what a turn is handed.
        now_us: Engine time, not before that of either.
        other_op_n: Number that the operation of who goes will have.

    Raises:
        ValueSpent: they cannot be two again.
        Refused: a domain cannot do it. Missing: a part of a state is needed.
    """
    joins = pair.kept is None
    into, other = states
    base = {**pair.data, "t_us": now_us}
    types = (JOIN, JOIN_OTHER) if joins else (SPLIT, SPLIT_OTHER)
    staying = _open(programs, into, types[0], {**base, "other": str(pair.other)}, make_context(now_us), pair)
    going = _open(programs, other, types[1], {**base, "into": str(pair.into)}, make_context(now_us), pair)
    kept = _join(staying, going) if joins else _split(staying, going, pair)
    firsts = staying.now, going.now
    staying.run()
    going.run()
    staying.result = {"member_id": str(pair.into), "other": str(pair.other), "merge_id": f"{pair.other}.{other_op_n}"}
    made = [close_turn(turn, turn.ctx, first) for turn, first in zip((staying, going), firsts, strict=True)]
    return PairDecision(made[0], made[1], (staying.event, going.event), kept)


def _open(
    programs: ProgramSource, state: MemberState, type_: str, data: dict[str, Any], ctx: Context, pair: Pair
) -> Turn:
    state.now_us = now_us = ctx.now_us
    event = Event(type_, state.member_id, f"{type_}:{pair.other}:{pair.into}:{state.ops}", now_us, data)
    program = choose_program(find_version(programs, event, now_us), state, now_us).program
    first = Happening(type_, now_us, program.calendar.local_day(now_us), data)
    return Turn(program, state, ctx, event, first, judged_us=now_us)


def _join(into: Turn, other: Turn) -> dict[str, dict[str, Any]]:
    own_us = into.state.last_active_us
    into.state.last_active_us = joined_us = max(own_us, other.state.last_active_us)
    kept = join_members(into, other)
    timers = dict(other.state.timers)
    for name, at_us in timers.items():
        if not name.startswith(_OWN_TIMERS):
            into.arm_earliest(name, at_us)
    other.state.timers.clear()
    kept["engine"] = {"timers": timers, "tier": other.state.tier, "active_us": [own_us, joined_us]}
    if other.state.tier:
        other.change_tier("", "merged")
    return kept


def _split(into: Turn, other: Turn, pair: Pair) -> dict[str, dict[str, Any]]:
    assert pair.kept is not None
    engine = pair.kept.get("engine", {})
    own_us, joined_us = engine.get("active_us", (0, 0))
    since = into.state.last_active_us > joined_us
    # whoever of the two did something since, points that live with activity lived on by it
    other.state.last_active_us = max(other.state.last_active_us, into.state.last_active_us if since else 0)
    if own_us and not since:
        into.state.last_active_us = own_us
    spent = split_members(into, other, pair.kept)
    if spent:
        raise ValueSpent(f"{len(spent)} things are not as they were", fix="see `spent`", spent=spent)
    for name, at_us in engine.get("timers", {}).items():
        if not name.startswith(_OF_LOTS):
            other.arm(name, at_us)
        if name.startswith(_OF_THINGS):
            into.arm(name, 0)
    if engine.get("tier"):
        other.change_tier(engine["tier"], "split")
    return {}
