"""Expiry: what goes when its time has come, and of what the member is reminded before."""

from __future__ import annotations

from dataclasses import dataclass

import msgspec

from liuke.decision.turn import Turn
from liuke.kernel.clock import DAY_US, FOREVER_US
from liuke.ledger.moves import draw, find_end, find_floor, get_asset, moving_assets, post, reminders_after


@dataclass(frozen=True, slots=True)
class Expired:
    """What an expiry run took from one member: amount, and number of lots."""

    amount: int
    lots: int


def expire_due(turn: Turn, asset: str, now_us: int) -> Expired:
    """Take what remains in lots whose time has come, and arm the timer for the next."""
    book = turn.state.lots(asset)
    amount = count = 0
    following, floor_us = FOREVER_US, find_floor(turn.program, turn.state, asset)
    for lot in book.in_burn_order():
        if max(lot.expires_us, floor_us) > now_us:
            following = max(lot.expires_us, floor_us)
            break
        posting = post(turn, "expire", asset, lot.remaining, "available", "breakage", rule=lot.rule, ref=lot.ref)
        amount += lot.remaining
        count += 1
        draw(turn, posting, lot, lot.remaining)
    turn.arm(f"lots:{asset}", following)
    return Expired(amount, count)


def expire_and_state(turn: Turn, asset: str, now_us: int) -> None:
    """Expire what is due, put it on the waterfall and state ``points.expired``."""
    expired = expire_due(turn, asset, now_us)
    if expired.amount:
        turn.applied(f"assets.{asset}.expiry", "expired", amount=expired.amount, lots=expired.lots)
        turn.emit("points.expired", {"asset": asset, "amount": expired.amount, "lots": expired.lots})


class Expiring(msgspec.Struct, frozen=True):
    """Points that expire on one merchant-local day, and how many days before it the member is reminded."""

    day: int
    days: int
    amount: int
    expires_us: int


def remind_due(turn: Turn, asset: str) -> list[Expiring]:
    """What the member is to be reminded of now, one a day of expiry; arms the timer for the next reminder."""
    now_us, terms = turn.now.t_us, get_asset(turn, asset)
    bundles: dict[int, Expiring] = {}
    following = FOREVER_US
    for lot in turn.state.lots(asset).in_burn_order():
        if lot.expires_us >= FOREVER_US:
            break
        end_us = find_end(turn.program, turn.state, lot)
        following = min([following, *reminders_after(turn, lot, now_us)])
        # timers fire at the instant they are armed for; the day's other lots come along
        days = [day for day in terms.remind_days if now_us - DAY_US < end_us - day * DAY_US <= now_us]
        if not days or end_us <= now_us:
            continue
        day = turn.program.calendar.local_day(end_us - 1)
        before = bundles.get(day)
        amount = lot.remaining + (before.amount if before else 0)
        bundles[day] = Expiring(day, min(days), amount, before.expires_us if before else end_us)
    turn.arm(f"remind:{asset}", following)
    return list(bundles.values())


def put_off(turn: Turn) -> None:
    """The member did something: what expires by inactivity expires later, and is reminded of later.

    A timer for lots stands at the first end of any of them, which is never before the floor, so the later of the two
    is the first end again.
    """
    state = turn.state
    for asset in moving_assets(turn.program):
        timer = state.timers.get(f"lots:{asset}")
        floor_us = find_floor(turn.program, state, asset)
        if timer is None or timer >= floor_us:
            continue
        turn.arm(f"lots:{asset}", floor_us)
        coming = [floor_us - day * DAY_US for day in get_asset(turn, asset).remind_days]
        next_us = min((at_us for at_us in coming if at_us > turn.ctx.now_us), default=0)
        if next_us and f"remind:{asset}" in state.timers:
            turn.arm(f"remind:{asset}", next_us)
