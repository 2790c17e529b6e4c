"""A tier that somebody sets by hand, with a reason and an end. Pure but for the turn.

What is earned goes on underneath: growth counts, reviews come, packs of tiers that are reached are given. The tier in
force is the one that was set, higher or lower, until its end or until somebody lets it end.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Any

import msgspec
from msgspec import UNSET, Meta, UnsetType

from liuke.decision.domain import CompiledProgram, Phase, Reaction
from liuke.decision.turn import Turn
from liuke.events.catalogue import EventField, EventType
from liuke.events.request import Request
from liuke.http.fields import Body, Day, Name
from liuke.kernel.clock import FOREVER_US
from liuke.kernel.text import text
from liuke.tiers.plan import SET, TIERS, SetTier, TierDoc
from liuke.tiers.rules import get_rules

_REASON = Meta(min_length=1, max_length=500)


class SetMemberTier(Body):
    """Which tier, why, and the last day on which it holds; without one it holds until somebody lets it end."""

    tier: Annotated[Name, text("等级", "Tier")]
    reason: Annotated[str, _REASON, text("原因", "Reason")]
    last_day: Annotated[Day, text("最后一天", "Last day")] | UnsetType = UNSET


class EndMemberTier(Body):
    """Why the tier that was set ends now."""

    reason: Annotated[str, _REASON, text("原因", "Reason")]


class TierInForce(msgspec.Struct):
    """The member's tier now; ``until_us``: when one that was set ends by itself, null: not by itself."""

    tier: str
    by_hand: bool
    until_us: int | None


_ACTOR = {"actor": EventField("str", text("操作人", "By"), required=True)}
REQUESTS: tuple[Request, ...] = (
    Request(
        "tier.assign", text("指定等级", "Set a member's tier"), ("/tier/assign",), ("points:adjust",), SetMemberTier,
        "members", result=TierInForce, fields=_ACTOR, filled=("actor",), by="merchant", audit="tier.assign",
    ),
    Request(
        "tier.unassign", text("结束指定等级", "Let a tier end that was set"), ("/tier/unassign",), ("points:adjust",),
        EndMemberTier, "members", result=TierInForce, fields=_ACTOR, filled=("actor",), by="merchant",
        audit="tier.unassign",
    ),
)  # fmt: skip
_MOVE = {
    "old": EventField("str", text("原等级", "Old tier"), required=True),
    "new": EventField("str", text("新等级", "New tier"), required=True),
}
EVENT_TYPES = (
    EventType("tier.assigned", text("已指定等级", "Tier set by hand"), "derived", {
        **_MOVE, "until_us": EventField("t_us", text("到期时间", "Until")),
    }),
    EventType("tier.assignment_ended", text("指定等级已结束", "Tier set by hand ended"), "derived", {
        **_MOVE, "cause": EventField("str", text("原因", "Cause"), required=True),
    }),
)  # fmt: skip
WORDINGS = {
    "tier-set": text("人工指定为 {new}：{reason}（{actor}）", "set to {new} by hand: {reason} ({actor})"),
    "tier-unset": text(
        "不再指定等级，恢复为 {new}：{reason}（{actor}）", "set no more, {new} again: {reason} ({actor})"
    ),
    "tier-set-ended": text("指定等级到期，恢复为 {new}", "the tier that was set has ended: {new} again"),
}


def set_tier(turn: Turn) -> None:
    """``tier.assign``: the member has this tier from now on; set again, tier, reason and end are new."""
    rules, data = get_rules(turn.program), turn.data
    plan, tier = rules.plan, data["tier"]
    if tier not in plan.ranks:
        turn.refuse("no-such-tier", f"the program has no tier {tier!r}", fix=f"one of {', '.join(plan.ranks)}")
    until_us = plan.calendar.day_start_us(data["last_day"] + 1) if "last_day" in data else FOREVER_US
    if until_us <= turn.ctx.now_us:
        turn.refuse("tier-over", "the tier would have ended already", fix="give a last day from today on, or none")
    if turn.state.read(TIERS, TierDoc).earned not in plan.ranks:
        rules.enter(turn)
    doc, old = turn.state.edit(TIERS, TierDoc), turn.state.tier
    doc.by_hand = SetTier(tier, until_us, data["reason"], data["actor"], turn.ctx.now_us)
    turn.arm(SET, until_us)
    rules.take_effect(turn, doc, "set", until_us)
    turn.applied(plan.tiers[plan.rank(tier)].path, "tier-set", new=tier, reason=data["reason"], actor=data["actor"])
    turn.emit("tier.assigned", {"old": old, "new": turn.state.tier, "until_us": until_us})
    turn.result = _tell(turn, doc)


def unset_tier(turn: Turn) -> None:
    """``tier.unassign``: the member has what they earned, were lent or given."""
    if turn.state.read(TIERS, TierDoc).by_hand is None:
        turn.refuse("no-tier-set", "no tier was set by hand")
    _end(turn, "unset", "tier-unset", reason=turn.data["reason"], actor=turn.data["actor"])
    turn.result = _tell(turn, turn.state.read(TIERS, TierDoc))


def end_set_tier(turn: Turn) -> None:
    """The timer: a tier that was set has come to its end."""
    doc = turn.state.read(TIERS, TierDoc)
    if doc.by_hand is not None and doc.by_hand.until_us <= turn.now.t_us:
        _end(turn, "ended", "tier-set-ended")


def _end(turn: Turn, cause: str, code: str, **params: Any) -> None:
    doc, old = turn.state.edit(TIERS, TierDoc), turn.state.tier
    doc.by_hand = None
    turn.arm(SET, 0)
    rules = get_rules(turn.program)
    if rules.plan.tiers:
        rules.take_effect(turn, doc, "set_ended")
    new = turn.state.tier
    turn.applied(f"tiers.{new}", code, new=new, **params)
    turn.emit("tier.assignment_ended", {"old": old, "new": new, "cause": cause})


def _tell(turn: Turn, doc: TierDoc) -> dict[str, Any]:
    until_us = doc.by_hand.until_us if doc.by_hand is not None else FOREVER_US
    return {
        "tier": turn.state.tier, "by_hand": doc.by_hand is not None,
        "until_us": until_us if until_us < FOREVER_US else None,
    }  # fmt: skip


def _run_timer(turn: Turn) -> None:
    if turn.data["name"] == SET:
        end_set_tier(turn)


def by_hand_reactions(program: CompiledProgram) -> Iterable[Reaction]:
    """Reactions to what staff ask for; a program without a ladder refuses it in words."""
    del program
    yield Reaction("timer.tier", Phase.TIME, "tiers", _run_timer)
    yield Reaction("tier.assign", Phase.REQUEST, "tiers", set_tier)
    yield Reaction("tier.unassign", Phase.REQUEST, "tiers", unset_tier)
