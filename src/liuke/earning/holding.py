"""What was given under review: released, stopped, or given after all. Pure.

While a turn is under review (:attr:`Turn.review`) rewards are kept as those that are given later are, and points of
earning rules are pending; what an asset without lots counts (growth) counts at once. What nobody decides on in time is
given. Stopping takes all of it back; what is refunded meanwhile is taken back once.
"""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from liuke.decision.holdings import EarnedPart, Order
from liuke.decision.turn import Turn
from liuke.earning import uses
from liuke.earning.handouts import HANDOUTS, TIMER, HandoutBook, HeldPart, drop_held, give_held, give_late
from liuke.earning.uses import TAKEN_BACK
from liuke.goods.returns import due
from liuke.ledger import caps, postings

MAX_STOPPED = 200
"""Rewards and parts each that reviews stopped, of which a member knows; the oldest is forgotten first."""


class HeldSum(msgspec.Struct, omit_defaults=True):
    """What waits for a review, or was stopped by it.

    Args:
        rewards: How many rewards.
        amounts: Asset → how much earning rules gave of it.
    """

    rewards: int = 0
    amounts: dict[str, int] = {}


def note_part(turn: Turn, part: EarnedPart, order_id: str, note: str, free_us: int) -> None:
    """Remember what an earning rule gave in a turn that is under review.

    Args:
        turn: The operation.
        part: What was given.
        order_id: Order that remembers it; empty: none does.
        note: Record that remembers it otherwise; empty: none does.
        free_us: When it would be available without the review; 0: at once.
    """
    assert turn.review is not None, "nobody looks at this turn"
    held = HeldPart(
        turn.review.review, part.asset, part.seq, part.amount, part.rule, turn.now.day, order_id, note, free_us,
        part.exempt, part.charge,
    )  # fmt: skip
    turn.state.edit(HANDOUTS, HandoutBook).parts.append(held)


def sum_held(turn: Turn, review: str) -> HeldSum:
    """What waits for a review."""
    book, found = turn.state.read(HANDOUTS, HandoutBook), HeldSum()
    found.rewards = sum(held.review == review for held in book.held.values())
    for part in book.parts:
        if part.review == review:
            found.amounts[part.asset] = found.amounts.get(part.asset, 0) + part.amount
    return found


# -- somebody has looked at it ----------------------------------------------------------------------------------------
def release(turn: Turn, review: str) -> None:
    """Give what waits for a review, or let it wait for what it would wait for anyway."""
    now_us = turn.ctx.now_us
    for name, held in list(turn.state.read(HANDOUTS, HandoutBook).held.items()):
        if held.review != review:
            continue
        if held.free_us > now_us:
            kept = turn.state.edit(HANDOUTS, HandoutBook).held[name]
            kept.review, kept.due_us = "", held.free_us
            turn.arm(f"{TIMER}:{name}", held.free_us)
        else:
            give_held(turn, name)
    assets = dict[str, None]()
    for part in _take_parts(turn, review):
        if postings.get_asset(turn, part.asset).lots:
            free_us = part.free_us if part.free_us > now_us else min(now_us, turn.now.t_us)
            postings.set_settling(turn, part.asset, part.seq, free_us, owner=_find_owner(turn, part))
            assets[part.asset] = None
    for asset in assets:
        postings.settle_and_state(turn, asset)


def forget(turn: Turn, review: str) -> None:
    """The review is over by time: what waited for it was given when it was due."""
    _take_parts(turn, review)
    for name, held in turn.state.read(HANDOUTS, HandoutBook).held.items():
        if held.review == review:
            turn.state.edit(HANDOUTS, HandoutBook).held[name].review = ""


def stop(turn: Turn, review: str) -> HeldSum:
    """Give nothing of what waits for a review, and take back what was noted of it; returns what that was."""
    found = HeldSum()
    for name in [name for name, held in turn.state.read(HANDOUTS, HandoutBook).held.items() if held.review == review]:
        held = drop_held(turn, name)
        held.charge = ""  # it was given back: what is given after all is charged anew
        turn.state.edit(HANDOUTS, HandoutBook).stopped[name] = held
        turn.skipped(held.path, "reward-stopped", kind=held.reward["kind"])
        found.rewards += 1
    for part in _take_parts(turn, review):
        taken = _take_back(turn, part)
        if taken:
            found.amounts[part.asset] = found.amounts.get(part.asset, 0) + taken
            turn.state.edit(HANDOUTS, HandoutBook).stopped_parts.append(msgspec.structs.replace(part, amount=taken))
    book = turn.state.edit(HANDOUTS, HandoutBook)
    for name in list(book.stopped)[:-MAX_STOPPED]:
        del book.stopped[name]
    book.stopped_parts = book.stopped_parts[-MAX_STOPPED:]
    return found


def give_after_all(turn: Turn, review: str, *, path: str) -> HeldSum:
    """Give what a review stopped, as far as no refund has taken it back since; returns what that was.

    Args:
        turn: The operation.
        review: Which one.
        path: Under which what earning rules gave is given again: their caps and campaigns have no say in it.
    """
    found = HeldSum()
    for name in [n for n, held in turn.state.read(HANDOUTS, HandoutBook).stopped.items() if held.review == review]:
        held = turn.state.edit(HANDOUTS, HandoutBook).stopped.pop(name)
        give_late(turn, name, held)
        found.rewards += 1
    book = turn.state.read(HANDOUTS, HandoutBook)
    for part in [part for part in book.stopped_parts if part.review == review]:
        turn.state.edit(HANDOUTS, HandoutBook).stopped_parts.remove(part)
        given = _give_part(turn, part, path)
        if given:
            found.amounts[part.asset] = found.amounts.get(part.asset, 0) + given
    return found


def forget_note(turn: Turn, note: str) -> bool:
    """What a review stopped was given for something that is undone since: it is not given after all."""
    book = turn.state.read(HANDOUTS, HandoutBook)
    if not any(part.note == note for part in book.stopped_parts):
        return False
    book = turn.state.edit(HANDOUTS, HandoutBook)
    book.stopped_parts = [part for part in book.stopped_parts if part.note != note]
    return True


# -- what earning rules gave ------------------------------------------------------------------------------------------
def _take_parts(turn: Turn, review: str) -> list[HeldPart]:
    found = [part for part in turn.state.read(HANDOUTS, HandoutBook).parts if part.review == review]
    if found:
        book = turn.state.edit(HANDOUTS, HandoutBook)
        book.parts = [part for part in book.parts if part.review != review]
    return found


def _find_owner(turn: Turn, part: HeldPart) -> int:
    return part.owner if part.owner != turn.state.member_id else 0


def _find_part(turn: Turn, held: HeldPart) -> tuple[EarnedPart | None, Order | None]:
    """What is still there to take back, and the order that remembers it; ``None``: it was taken back otherwise."""
    if held.order_id:
        order = turn.state.find_order(held.order_id)
        earned = order.earned if order is not None else ()
        return _find_earned(earned, held), order
    if held.note and not turn.record(TAKEN_BACK, held.note, {"t_us": turn.now.t_us, "review": held.review}):
        return None, None
    return EarnedPart(held.asset, held.seq, held.amount, held.rule, exempt=held.exempt, charge=held.charge), None


def _find_earned(earned: Iterable[EarnedPart], held: HeldPart) -> EarnedPart | None:
    """What the order remembers of it; what was given after all has a number of its own."""
    return next((one for one in earned if not one.owner and (one.asset, one.seq) == (held.asset, held.seq)), None)


def _take_back(turn: Turn, held: HeldPart) -> int:
    part, order = _find_part(turn, held)
    amount = part.amount - part.reversed if part is not None else 0
    if part is None or amount <= 0:
        return 0
    short = postings.reverse(turn, part, amount, ref=held.review, owner=_find_owner(turn, held))
    caps.return_room(turn, part, amount, held.day)
    caps.return_charge(turn, part, amount)
    if order is not None:
        turn.state.save_order(order)
    code = "taken-back-short" if short else "taken-back"
    turn.applied(held.rule, code, asset=held.asset, amount=amount, short=short)
    turn.emit("points.taken_back", {
        "asset": held.asset, "amount": amount, "not_covered": short, "rule": held.rule, "ref": held.order_id,
        "day": held.day,
    })  # fmt: skip
    return amount


def _give_part(turn: Turn, held: HeldPart, path: str) -> int:
    order = turn.state.find_order(held.order_id) if held.order_id else None
    if order is not None and order.status == "refunded":
        return 0
    made = caps.award(turn, held.asset, held.amount, path=path, ref=held.order_id, exempt=True)
    if made is None:
        return 0
    if order is None:
        if held.note:
            uses.note_again(turn, held.note, made)
        return held.amount
    if turn.state.owners.get(("order", held.order_id)):
        made.owner = turn.state.member_id  # the order came with a member who went into this one
    old = _find_earned(order.earned, held)
    if old is not None:
        made.basis = old.basis
    order.earned.append(made)
    if back := due(made.amount, order.back().share(made.basis or None)):
        postings.reverse(turn, made, back, ref=held.order_id)
    turn.state.save_order(order)
    return made.amount - made.reversed
