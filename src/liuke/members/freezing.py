"""Members who are frozen by hand: what they ask for is refused, what is reported of them is recorded. Pure.

The refusal itself is the engine's (``engine.decide``): it looks at the label, which costs nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from liuke.decision.hooks import ExportCase, MergeCase
from liuke.decision.state import FROZEN, MemberState, Slot
from liuke.decision.turn import Turn
from liuke.kernel.clock import FOREVER_US

TIMER = "member:freeze"


class Standing(msgspec.Struct, omit_defaults=True):
    """How a member stands with the merchant.

    Args:
        reason: Why they are frozen; empty: they are not.
        actor: Who froze them.
        since_us: When.
        until_us: When the freeze ends by itself; 0: when somebody lifts it.
    """

    reason: str = ""
    actor: str = ""
    since_us: int = 0
    until_us: int = 0


STANDING = Slot("standing", Standing)


def find_freeze(state: MemberState) -> Standing | None:
    """The freeze that holds; ``None``: there is none."""
    found = state.read(STANDING, Standing)
    return found if found.since_us else None


def run_freeze(turn: Turn) -> None:
    """``member.freeze``: from now on nothing is done that the member asks for; asked again, reason and end are new."""
    until_us = turn.data.get("until_us", 0)
    if until_us and until_us <= turn.ctx.now_us:
        turn.refuse("freeze-over", "the freeze would have ended already", fix="give an end to come, or none")
    since_us = turn.state.read(STANDING, Standing).since_us if turn.state.is_frozen else turn.ctx.now_us
    _put(turn, Standing(turn.data["reason"], turn.data["actor"], since_us, until_us))
    turn.applied("members", "member-frozen", reason=turn.data["reason"], actor=turn.data["actor"])
    turn.emit("member.frozen", {"until_us": until_us or FOREVER_US})
    turn.result = {"frozen": True, "until_us": until_us or None}


def run_unfreeze(turn: Turn) -> None:
    """``member.unfreeze``: the member may ask again."""
    if not turn.state.is_frozen:
        turn.refuse("not-frozen", "the member is not frozen")
    thaw(turn)
    turn.applied("members", "member-unfrozen", reason=turn.data["reason"], actor=turn.data["actor"])
    turn.emit("member.unfrozen", {"cause": "lifted"})
    turn.result = {"frozen": False, "until_us": None}


def freeze(turn: Turn, reason: str, actor: str) -> bool:
    """Freeze the member as part of something else; ``False``: they were frozen before, and stay so as they were."""
    if turn.state.is_frozen:
        return False
    _put(turn, Standing(reason, actor, turn.ctx.now_us, 0))
    turn.applied("members", "member-frozen", reason=reason, actor=actor)
    turn.emit("member.frozen", {"until_us": FOREVER_US})
    return True


def lift(turn: Turn, actor: str) -> None:
    """Lift a freeze as part of something else; none is no fault."""
    if not turn.state.is_frozen:
        return
    thaw(turn)
    turn.applied("members", "member-unfrozen", reason="", actor=actor)
    turn.emit("member.unfrozen", {"cause": "lifted"})


def run_due(turn: Turn) -> None:
    """``timer.member``: a freeze has come to its end."""
    doc = turn.state.read(STANDING, Standing)
    if not turn.state.is_frozen or not doc.until_us or doc.until_us > turn.now.t_us:
        return
    thaw(turn)
    turn.applied("members", "freeze-ended")
    turn.emit("member.unfrozen", {"cause": "ended"})


def thaw(turn: Turn) -> None:
    """Let nothing be left of the freeze."""
    _put(turn, Standing())


def _put(turn: Turn, new: Standing) -> None:
    doc = turn.state.edit(STANDING, Standing)
    for name in Standing.__struct_fields__:
        setattr(doc, name, getattr(new, name))
    turn.label(FROZEN, "1" if new.since_us else None)
    turn.arm(TIMER, new.until_us)


# -- two who are one --------------------------------------------------------------------------------------------------
def join(case: MergeCase) -> None:
    """Whoever of both was frozen, who stays is: a merge is no way out. Of two freezes the longer one holds."""
    theirs = find_freeze(case.other.state)
    mine = find_freeze(case.into.state)
    if theirs is None or (mine is not None and (mine.until_us or FOREVER_US) >= (theirs.until_us or FOREVER_US)):
        return
    case.kept["freeze"] = msgspec.to_builtins(mine) if mine is not None else {}
    case.kept["frozen"] = msgspec.to_builtins(theirs)
    _put(case.into, theirs)
    case.into.applied("members", "freeze-brought")


def split(case: MergeCase) -> None:
    """Who stays is as frozen as before, unless somebody has looked at it since."""
    if "frozen" not in case.kept:
        return
    now = case.into.state.read(STANDING, Standing)
    if now == msgspec.convert(case.kept["frozen"], Standing):
        before = msgspec.convert(case.kept["freeze"], Standing)
        over = before.until_us and before.until_us <= case.into.ctx.now_us
        _put(case.into, Standing() if over else before)


def export(case: ExportCase) -> Mapping[str, Any]:
    """Since when, until when and why."""
    found = find_freeze(case.state)
    if found is None:
        return {}
    return {
        "frozen": {
            "since": case.render_time(found.since_us), "until": case.render_time(found.until_us),
            "reason": found.reason,
        }
    }  # fmt: skip
