"""Where a member would stand if their tier were looked at now: by the very rules that happen, with nothing given."""

from __future__ import annotations

from dataclasses import dataclass

from liuke.decision.domain import CompiledProgram
from liuke.decision.event import Event, Happening
from liuke.decision.state import MemberState
from liuke.decision.turn import Context, Turn
from liuke.tiers.plan import TIERS, TierDoc
from liuke.tiers.rules import DRY, get_rules

REVIEW_EVENT = "tier.review"


@dataclass(frozen=True, slots=True)
class Standing:
    """A member's tier under a program.

    Args:
        before: Earned as of now.
        earned: Once the tier was looked at.
        kept: Whether what was done so far keeps the running validity; ``None`` where it has no end.
    """

    before: str
    earned: str
    kept: bool | None


def judge(program: CompiledProgram, state: MemberState, now_us: int) -> Standing:
    """Look at the tier of a member; the state is used up.

    Args:
        program: Whose ladder.
        state: The member as stored, with wallets.
        now_us: Engine time.
    """
    rules = get_rules(program)
    before = state.read(TIERS, TierDoc).earned
    if not rules.plan.tiers:
        return Standing(before, before, None)
    state.now_us = max(now_us, state.now_us)
    event = Event(REVIEW_EVENT, state.member_id, "standing", now_us, {})
    day = program.calendar.local_day(now_us)
    turn = Turn(program, state, Context(state.now_us), event, Happening(event.type, now_us, day, event.data))
    turn.subject[DRY] = True
    rules.check(turn)
    doc = state.read(TIERS, TierDoc)
    kept = None
    if doc.until_day and doc.earned in rules.plan.ranks:
        ways = rules.ways_to_keep(turn, doc)
        kept = not ways or () in ways
    return Standing(before, doc.earned, kept)
