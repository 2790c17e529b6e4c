"""Caps per rule and per asset, by day, week, month, quarter, year or for ever: taken where they are checked.

The member's row is locked while a decision is made, so a cap is exact however many callers there are, and the state
says what ``verify`` can re-derive: used = sum of the postings of the rule in the period.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from liuke.decision.effects import PostingKind
from liuke.decision.state import EarnedPart, Slot
from liuke.decision.turn import Turn
from liuke.kernel.clock import period_start
from liuke.ledger import postings
from liuke.ledger.spec import Cap


class CapUse(msgspec.Struct, array_like=True):
    """How much was taken in the period that begins on ``start`` (a day number)."""

    start: int = 0
    used: int = 0


class CapBook(msgspec.Struct):
    """All caps of a member: ``"<rule path or asset>|<period>"`` → use."""

    uses: dict[str, CapUse] = {}


CAPS = Slot("caps", CapBook)


def room(turn: Turn, scope: str, caps: Sequence[Cap]) -> int | None:
    """How much ``scope`` may still give on the day being handled; ``None``: without limit."""
    if not caps:
        return None
    uses = turn.state.read(CAPS, CapBook).uses
    left: int | None = None
    for cap in caps:
        use = uses.get(f"{scope}|{cap.period}")
        used = use.used if use is not None and use.start == period_start(turn.now.day, cap.period) else 0
        here = max(cap.limit - used, 0)
        left = here if left is None else min(left, here)
    return left


def take(turn: Turn, scope: str, caps: Sequence[Cap], amount: int) -> None:
    """Count ``amount`` against every cap of ``scope``; the caller has looked at :func:`room`."""
    if not caps:
        return
    uses = turn.state.edit(CAPS, CapBook).uses
    for cap in caps:
        start = period_start(turn.now.day, cap.period)
        key = f"{scope}|{cap.period}"
        use = uses.get(key)
        if use is None or use.start < start:
            uses[key] = CapUse(start, amount)
        elif use.start == start:
            use.used += amount
        # an event of an earlier period that comes late is not counted against the later one


def award(
    turn: Turn,
    asset: str,
    amount: int,
    *,
    path: str,
    ref: str = "",
    caps: Sequence[Cap] = (),
    exempt: bool = False,
    settles_us: int = 0,
    expires_us: int | None = None,
    gain_kind: str = "",
    kind: PostingKind = "earn",
) -> EarnedPart | None:
    """Give what a rule promises, within its caps and the asset's overall caps; the usual way for rules to earn.

    Puts the rule on the waterfall, tells the member, states ``points.earned``. Returns ``None`` when nothing was left.

    Args:
        turn: The operation.
        asset: Which asset.
        amount: Before caps; 0 or less gives nothing.
        path: Path of the rule in the program.
        ref: Order or other cause.
        caps: The rule's own caps.
        exempt: The asset's overall caps do not apply (gift packs, purchases).
        settles_us: Pending until then.
        expires_us: Overrides the asset's expiry.
        gain_kind: Kind of the gain told to the member; the asset by default.
        kind: Reserved for named earnings; only ``earn`` today.
    """
    assert kind == "earn", "awards are earnings"
    if amount <= 0:
        turn.skipped(path, "nothing-to-earn", asset=asset)
        return None
    overall = () if exempt else postings.get_asset(turn, asset).caps
    granted = amount
    if caps or overall:
        rooms = [r for r in (room(turn, path, caps), room(turn, asset, overall)) if r is not None]
        granted = min([amount, *rooms])
        if granted <= 0:
            turn.skipped(path, "capped", asset=asset, wanted=amount)
            return None
        take(turn, path, caps, granted)
        take(turn, asset, overall, granted)
    part = postings.earn(turn, asset, granted, rule=path, ref=ref, settles_us=settles_us, expires_us=expires_us)
    pending = bool(settles_us)
    code = "earned" if granted == amount else "earned-up-to-cap"
    turn.applied(path, code, asset=asset, amount=granted, wanted=amount)
    turn.gained(gain_kind or asset, asset, granted, path, pending=pending)
    turn.emit("points.earned", {"asset": asset, "amount": granted, "rule": path, "ref": ref, "pending": pending})
    return part
