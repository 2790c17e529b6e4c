"""Caps per rule and per asset, by day, week, month, quarter, year or for ever: taken where they are checked.

The member's row is locked while a decision is made, so a cap is exact however many callers there are, and the state
says what ``verify`` can re-derive: used = sum of the postings of the rule in the period, less what refunds took back.
An event that comes late counts in the periods of its own day; see :mod:`liuke.ledger.tally` for how far back.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from liuke.decision import charging
from liuke.decision.effects import PostingKind
from liuke.decision.holdings import EarnedPart
from liuke.decision.state import Slot
from liuke.decision.turn import Turn
from liuke.kernel.money import MAX_AMOUNT
from liuke.ledger import postings, tally
from liuke.ledger.spec import PERIODS, Cap
from liuke.ledger.tally import Tally


class CapBook(msgspec.Struct):
    """All caps of a member: ``"<rule path or asset>|<period>"`` → what was used of it, by period."""

    uses: dict[str, Tally] = {}


CAPS = Slot("caps", CapBook)
POINTS = "points"
"""The asset of which campaigns have budgets."""


def find_room(turn: Turn, scope: str, caps: Sequence[Cap]) -> int | None:
    """How much ``scope`` may still give on the day being handled; ``None``: that day is too long ago to know.

    ``caps`` must not be empty.
    """
    uses = turn.state.read(CAPS, CapBook).uses
    left = MAX_AMOUNT
    for cap in caps:
        used = tally.find_amount(turn, uses.get(f"{scope}|{cap.period}"), cap.period, turn.now.day)
        if used is None:
            return None
        left = min(left, max(cap.limit - used, 0))
    return left


def take(turn: Turn, scope: str, caps: Sequence[Cap], amount: int) -> None:
    """Count ``amount`` against every cap of ``scope``; the caller has looked at :func:`find_room`."""
    if not caps:
        return
    uses = turn.state.edit(CAPS, CapBook).uses
    for cap in caps:
        tally.add(turn, uses.setdefault(f"{scope}|{cap.period}", []), cap.period, turn.now.day, amount)


def give_back(turn: Turn, scope: str, amount: int, day: int) -> None:
    """Give ``scope`` back the room that ``amount`` took on ``day``, in every period that is still known.

    What has no cap in the member's book has no room to get back, whatever the program says by now.
    """
    uses = turn.state.read(CAPS, CapBook).uses
    for period in PERIODS:
        if f"{scope}|{period}" in uses:
            tally.add(turn, turn.state.edit(CAPS, CapBook).uses[f"{scope}|{period}"], period, day, -amount)


def return_room(turn: Turn, part: EarnedPart, amount: int, day: int) -> None:
    """What was taken back of a part was not enjoyed: the caps it counted against on ``day`` get their room back."""
    give_back(turn, part.rule, amount, day)
    if not part.exempt:
        give_back(turn, part.asset, amount, day)
    part.returned += amount


def return_charge(turn: Turn, part: EarnedPart, amount: int) -> None:
    """The campaigns that paid for a part get back their share of what was just taken back of it."""
    charging.give_back(turn, part.charge, before=part.reversed - amount, after=part.reversed, whole=part.amount)


def _find_granted(turn: Turn, asset: str, amount: int, path: str, caps: Sequence[Cap], overall: Sequence[Cap]) -> int:
    """How much of ``amount`` there is room for; 0: nothing, and the reason is said."""
    granted = amount
    for scope, limits in ((path, caps), (asset, overall)):
        left = find_room(turn, scope, limits) if limits else amount
        if not left:
            turn.skipped(path, "too-late" if left is None else "capped", asset=asset, wanted=amount)
            return 0
        granted = min(granted, left)
    return granted


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
        gain_kind: Kind of the gain shown to the member; the asset by default.
        kind: Reserved for named earnings; only ``earn`` today.
    """
    assert kind == "earn", "awards are earnings"
    if amount <= 0:
        turn.skipped(path, "nothing-to-earn", asset=asset)
        return None
    overall = () if exempt else postings.get_asset(turn, asset).caps
    capped = granted = _find_granted(turn, asset, amount, path, caps, overall) if caps or overall else amount
    if not granted:
        return None
    paid = charging.charge(turn, path, "points", granted) if asset == POINTS else None
    if paid is not None:
        granted = paid.amount
        if not granted:
            return None  # the reason is said
    take(turn, path, caps, granted)
    take(turn, asset, overall, granted)
    part = postings.earn(turn, asset, granted, rule=path, ref=ref, settles_us=settles_us, expires_us=expires_us)
    part.exempt = exempt
    if paid is not None:
        part.charge = paid.note(turn, f"points/{turn.state.member_id}/{part.seq}")
    pending = bool(settles_us)
    code = "earned" if capped == amount else "earned-up-to-cap"
    turn.applied(path, code, asset=asset, amount=granted, wanted=amount)
    turn.gained(gain_kind or asset, asset, granted, path, pending=pending)
    turn.emit("points.earned", {"asset": asset, "amount": granted, "rule": path, "ref": ref, "pending": pending})
    return part
