"""What a share earns: a signed-in friend opened it, and took part within a time. Pure but for the turn.

The visit is a note in the friend's own part and earns nothing. What the friend then does is delivered to who shared;
when the order by which it counted goes back, so does that.
"""

from __future__ import annotations

import msgspec

from liuke.decision.hooks import Cause
from liuke.decision.turn import Turn
from liuke.earning import handouts
from liuke.kernel.clock import DAY_US
from liuke.ledger import tally
from liuke.referral.contracts import FOLLOWED, MAX_VISITS, REFERRAL, UNFOLLOWED, ReferralBook, Visit
from liuke.referral.spec import ReferralSpec, ShareSpec

PATH = "referral.share"
PAID = "order.paid"


def get_terms(terms: ReferralSpec) -> ShareSpec:
    """What shares earn; without a part of their own nothing but the fact."""
    return terms.share or ShareSpec()


def is_unreal(turn: Turn) -> bool:
    """What test members do is nothing to others."""
    return bool(turn.data.get("test")) and not turn.state.test


# -- the friend -------------------------------------------------------------------------------------------------------
def note_visit(turn: Turn, sharer: int, target: str) -> None:
    """The member opened a share: what they do within the time counts for who shared."""
    terms, now_us = get_terms(turn.program.section("referral", ReferralSpec)), turn.now.t_us
    book = turn.state.edit(REFERRAL, ReferralBook)
    others = [one for one in book.visits if one.sharer != sharer and one.until_us > now_us]
    visit = Visit(sharer, target, now_us, now_us + terms.act.within_days * DAY_US)
    book.visits = [*others, visit][-MAX_VISITS:]


def follow(turn: Turn) -> None:
    """The member did what it takes: who shared hears of it, once for each visit."""
    visits, t_us = turn.state.read(REFERRAL, ReferralBook).visits, turn.now.t_us
    counting = [one for one in visits if one.t_us <= t_us < one.until_us and not turn.state.is_of(one.sharer)]
    if not counting:
        return
    order = turn.state.orders.get(str(turn.data.get("order_id", ""))) if turn.now.type == PAID else None
    book = turn.state.edit(REFERRAL, ReferralBook)
    book.visits = [one for one in book.visits if one not in counting]
    for one in counting:
        ref = f"{turn.new_id():x}"
        if order is not None:
            order.counted[f"{PATH}#{one.sharer}/{ref}"] = 1
        data = {"friend": str(turn.state.member_id), "target": one.target, "ref": ref, "test": turn.state.test}
        turn.deliver(one.sharer, f"share:{ref}:acted", "share.friend_acted", data)
    if order is not None:
        turn.state.save_order(order)


def undo(turn: Turn, cause: Cause) -> None:
    """The order by which the member's visit counted went back."""
    order = turn.state.find_order(cause.ref)
    if order is None or not cause.is_whole or not handouts.goes_back(turn.program):
        return
    for name in order.counted:
        path, _, place = name.partition("#")
        if path == PATH:
            sharer, _, ref = place.partition("/")
            data = {"friend": str(turn.state.member_id), "ref": ref, "test": turn.state.test}
            turn.deliver(int(sharer), f"share:{ref}:undone", "share.friend_undone", data)


# -- who shared -------------------------------------------------------------------------------------------------------
def credit(turn: Turn) -> None:
    """``share.friend_acted``: it is stated, and rewarded within the day's limit."""
    ref = str(turn.data["ref"])
    if is_unreal(turn) or turn.state.is_erased or turn.state.find_record(UNFOLLOWED, ref) is not None:
        return
    terms = get_terms(turn.program.section("referral", ReferralSpec))
    fact = {"friend": turn.data["friend"], "target": turn.data.get("target") or "", "ref": ref}
    paid = bool(terms.rewards) and _has_room(turn, terms)
    if not turn.record(FOLLOWED, ref, {**fact, "day": turn.now.day, "paid": paid}):
        return
    turn.emit("share.followed", fact)
    if paid:
        book = turn.state.edit(REFERRAL, ReferralBook)
        tally.add(turn, book.shares, "day", turn.now.day, 1)
        handouts.hand_out(turn, terms.rewards, path=PATH, ref=ref, undoable=terms.act.on == PAID, noted=True)


def _has_room(turn: Turn, terms: ShareSpec) -> bool:
    used = tally.find_amount(turn, turn.state.read(REFERRAL, ReferralBook).shares, "day", turn.now.day)
    if used is not None and used < terms.max_per_day:
        return True
    turn.skipped(PATH, "share-limit", most=terms.max_per_day)
    return False


def uncredit(turn: Turn) -> None:
    """``share.friend_undone``: what it gave goes back; it may come before it was credited."""
    ref = str(turn.data["ref"])
    found = turn.state.find_record(FOLLOWED, ref)
    if is_unreal(turn) or not turn.record(UNFOLLOWED, ref, {"t_us": turn.now.t_us}) or found is None:
        return
    if found["paid"]:
        tally.add(turn, turn.state.edit(REFERRAL, ReferralBook).shares, "day", found["day"], -1)
        handouts.take_back(turn, path=PATH, ref=ref)
    fact = {name: found[name] for name in ("friend", "target", "ref")}
    turn.emit("share.unfollowed", {**fact, "counted_day": found["day"]})


# -- two members are one ----------------------------------------------------------------------------------------------
def join_visits(mine: ReferralBook, theirs: ReferralBook) -> None:
    """What either opened; a share of one's own is dropped when it would count."""
    known = {one.sharer for one in mine.visits}
    mine.visits += [msgspec.structs.replace(one) for one in theirs.visits if one.sharer not in known]


def split_visits(mine: ReferralBook, theirs: ReferralBook) -> None:
    """The same undone; what was followed meanwhile is followed."""
    left = [one for one in theirs.visits if one in mine.visits]
    mine.visits = [one for one in mine.visits if one not in left]
    theirs.visits = left
