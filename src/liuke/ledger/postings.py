"""The named postings: the only ways in which an amount of an asset moves. Pure: they fold into a turn.

Laws (see the package's README): integers only; every posting has two legs that cancel; spending draws lots, earliest
expiry first; a refund gives back the same lots; not enough is a refusal, never silence.
"""

from __future__ import annotations

import msgspec

from liuke.decision.effects import Account, ChangeLot, Post, PostingKind
from liuke.decision.holdings import EarnedPart, Hold, LotUse
from liuke.decision.losing import lose
from liuke.decision.turn import Turn
from liuke.kernel.clock import FOREVER_US
from liuke.kernel.money import BPS, scale
from liuke.ledger.expiry import expire_and_state
from liuke.ledger.moved import DRAWN_BY, OWED, find_place
from liuke.ledger.moves import (
    REFUNDABLE,
    arm_expiry,
    asset_index,
    draw,
    draw_fifo,
    get_asset,
    give_back,
    open_lot,
    post,
)
from liuke.ledger.spec import AssetSpec

__all__ = [
    "adjust", "asset_index", "commit", "earn", "exchange", "find_free", "get_asset", "get_open_hold", "hold", "receive",
    "refund", "release", "require", "restore", "reverse", "set_settling", "settle_and_state",
    "settle_due", "spend",
]  # fmt: skip


# -- earning --------------------------------------------------------------------------------------------------------
def earn(
    turn: Turn,
    asset: str,
    amount: int,
    *,
    rule: str,
    ref: str = "",
    settles_us: int = 0,
    expires_us: int | None = None,
) -> EarnedPart:
    """Give the member ``amount``, into a lot of its own; debts are repaid out of it at once.

    Args:
        turn: The operation.
        asset: Which asset.
        amount: Positive; caps were taken already (see ``caps``).
        rule: Path of the rule.
        ref: Order or other cause.
        settles_us: Pending until then; 0: available at once.
        expires_us: Overrides the asset's expiry.
    """
    terms = get_asset(turn, asset)
    target: Account = "pending" if settles_us else "available"
    posting = post(turn, "earn", asset, amount, "issuance", target, rule=rule, ref=ref)
    if terms.lots:
        if expires_us is None:
            expires_us = terms.expiry.expires_us(turn.program.calendar, turn.now.day)
        open_lot(turn, posting, expires_us, settles_us)
    if not settles_us:
        _repay(turn, terms, amount, from_lot=posting.seq)
    return EarnedPart(asset, posting.seq, amount, rule)


def _repay(turn: Turn, terms: AssetSpec, came: int, *, from_lot: int = 0, whole: bool = False) -> int:
    """Repay what is owed out of what came: of a new lot, or (0) to the lots it was drawn from; the program's share."""
    wallet = turn.state.wallet(terms.id)
    if not wallet.debt:
        return 0
    share = BPS if whole or terms.debt.policy != "debt" else terms.debt.repay_bps
    amount = min(wallet.debt, wallet.available, scale(came, share, BPS))
    if amount <= 0:
        return 0
    posting = post(turn, "repay", terms.id, amount, "available", "debt")
    if from_lot and terms.lots:
        draw(turn, posting, turn.state.lot_books[terms.id].lots[from_lot], amount)
    elif terms.lots:
        draw_fifo(turn, posting)
    return amount


def _repay_from_back(turn: Turn, asset: str, came: int, *, whole: bool = False) -> None:
    """Repay out of what came back; of an asset that the program has no more nobody owes."""
    terms = asset_index(turn.program).get(asset)
    if terms is not None and came > 0:
        _repay(turn, terms, came, whole=whole)


def settle_due(turn: Turn, asset: str) -> int:
    """Make pending points available whose time has come; returns how many."""
    book = turn.state.lots(asset)
    terms = get_asset(turn, asset)
    settled, following = 0, FOREVER_US
    for lot in sorted(book.lots.values(), key=lambda lot: (lot.settles_us, lot.seq)):
        if not lot.settles_us or not lot.remaining:  # one that was taken back whole has nothing to settle
            continue
        if lot.settles_us > turn.now.t_us:
            following = min(following, lot.settles_us)
            continue
        turn.effects.append(ChangeLot(asset, lot.seq, lot.expires_us, lot.settles_us))
        lot.settles_us = 0
        turn.state.save_lot(lot)
        post(turn, "settle", asset, lot.remaining, "pending", "available", rule=lot.rule, ref=lot.ref)
        settled += lot.remaining
        _repay(turn, terms, lot.remaining, from_lot=lot.seq)
        arm_expiry(turn, lot)
    turn.arm(f"settle:{asset}", following)
    return settled


def settle_and_state(turn: Turn, asset: str) -> None:
    """Make available what is due, put it on the waterfall and state ``points.settled``."""
    amount = settle_due(turn, asset)
    if amount:
        turn.applied(f"assets.{asset}", "settled", amount=amount)
        turn.emit("points.settled", {"asset": asset, "amount": amount})


def set_settling(turn: Turn, asset: str, seq: int, settles_us: int, *, owner: int = 0) -> None:
    """Let points that are pending become available at another time; :func:`settle_due` looks at what is due.

    Args:
        turn: The operation.
        asset: Which asset, one with lots.
        seq: Posting that gave them.
        settles_us: When.
        owner: To whom they were given, where they have gone into the member since.
    """
    lot = turn.state.lots(asset).lots.get(find_place(turn, owner, asset, seq, lot=True))
    if lot is None or not lot.settles_us or not lot.remaining:
        return
    turn.effects.append(ChangeLot(asset, lot.seq, lot.expires_us, lot.settles_us))
    lot.settles_us = settles_us
    turn.state.save_lot(lot)
    turn.arm_earliest(f"settle:{asset}", settles_us)


# -- spending -------------------------------------------------------------------------------------------------------
def find_free(turn: Turn, asset: str) -> int:
    """How much of an asset can be spent now; 0 of one that cannot be, or that the program has no more."""
    terms, wallet = asset_index(turn.program).get(asset), turn.state.wallet(asset)
    if terms is None or not terms.spendable:
        return 0
    return max(wallet.available - wallet.debt if terms.debt.policy == "negative" else wallet.available, 0)


def require(turn: Turn, asset: str, amount: int) -> None:
    """Refuse the operation unless ``amount`` is available and no debt stands before it."""
    terms = get_asset(turn, asset)
    wallet = turn.state.wallet(asset)
    if not terms.spendable:
        turn.refuse("not-spendable", f"{asset} cannot be spent")
    free = wallet.available - wallet.debt if terms.debt.policy == "negative" else wallet.available
    if free < amount:
        turn.refuse(
            "insufficient-balance",
            f"{amount} {asset} are wanted, {max(free, 0)} are available",
            fix="ask for less, or earn more first",
            asset=asset,
            wanted=amount,
            available=max(free, 0),
        )


def spend(turn: Turn, asset: str, amount: int, *, rule: str = "", ref: str = "", kind: PostingKind = "spend") -> Post:
    """Take ``amount`` for good, earliest expiry first; refuses when it is not there.

    ``kind`` is ``donate`` for what is given away for good and never refunded.
    """
    require(turn, asset, amount)
    posting = post(turn, kind, asset, amount, "available", "redemption", rule=rule, ref=ref)
    draw_fifo(turn, posting)
    return posting


def refund(turn: Turn, asset: str, spent_seq: int, amount: int, *, ref: str = "") -> Post:
    """Give back ``amount`` of what the posting ``spent_seq`` took, to the same lots, latest expiry first.

    Debts are repaid out of it at once: had it not been spent, it would have been taken.

    Refuses when more would come back than was taken and not given back yet, and when that posting was no spending: what
    expired, was taken back or given away is not refunded.
    """
    uses = turn.state.lot_uses(asset, spent_seq)
    if uses:
        _require_spent(turn, uses[0])
    left_to_give = sum(use.amount - use.restored for use in uses)
    if amount > left_to_give:
        turn.refuse("refund-exceeds-spend", f"{left_to_give} {asset} are left to give back, not {amount}")
    posting = post(turn, "refund", asset, amount, "redemption", "available", ref=ref or str(spent_seq))
    left = amount
    for use in _latest_expiry_first(turn, asset, uses):
        back = min(left, use.amount - use.restored)
        if back:
            give_back(turn, posting, use.lot_seq, back)
            use.restored += back
            turn.state.save_lot_use(use)
            left -= back
    assert left == 0, "the parts of a refund must sum to it"
    _repay_from_back(turn, asset, amount)
    return posting


def _latest_expiry_first(turn: Turn, asset: str, uses: list[LotUse]) -> list[LotUse]:
    if not get_asset(turn, asset).lots:
        return uses
    lots = turn.state.lots(asset).lots
    return sorted(uses, key=lambda use: (lots[use.lot_seq].expires_us, use.lot_seq), reverse=True)


def _require_spent(turn: Turn, use: LotUse) -> None:
    if use.kind not in REFUNDABLE:
        turn.refuse("not-a-spend", f"posting {use.seq} of {use.asset} is of kind {use.kind}, which is not refunded")
    if use.kind in {"hold", "merge_use"}:
        made = next((h for h in turn.state.holds().values() if (h.asset, h.seq) == (use.asset, use.seq)), None)
        if made is not None and made.status == "open":
            turn.refuse("hold-open", f"hold {made.hold_id!r} is open", fix="release it instead")
        if made is not None and made.purpose == "gift":
            turn.refuse("not-a-spend", f"posting {use.seq} of {use.asset} was a gift")


def reverse(turn: Turn, part: EarnedPart, amount: int, *, ref: str = "", owner: int = 0) -> int:
    """Take back ``amount`` of what ``part`` gave: its own lot first, then others, then by the debt policy.

    ``owner``: whom it was given to, where they have gone into the member since.

    Returns how much could not be taken from points that are there (owed or written off).
    """
    assert 0 < amount <= part.amount - part.reversed, "more is taken back than was given"
    terms = get_asset(turn, part.asset)
    part.reversed += amount
    lose(turn, part.asset, part.asset, part.rule, amount)
    left, own = amount, part.seq
    if terms.lots:
        own = find_place(turn, owner, part.asset, part.seq, lot=True)
        left -= _reverse_pending(turn, part, own, left, ref)
    wallet = turn.state.wallet(part.asset)
    take = min(left, wallet.available)
    if take:
        posting = post(turn, "reverse", part.asset, take, "available", "issuance", rule=part.rule, ref=ref)
        draw_fifo(turn, posting, first=own)
        left -= take
    if left:
        if terms.debt.policy == "clamp":
            post(turn, "write_off", part.asset, left, "loss", "issuance", rule=part.rule, ref=ref)
        else:
            post(turn, "reverse", part.asset, left, "debt", "issuance", rule=part.rule, ref=ref)
    return left


def _reverse_pending(turn: Turn, part: EarnedPart, seq: int, amount: int, ref: str) -> int:
    lot = turn.state.lots(part.asset).lots.get(seq)
    if lot is None or not lot.settles_us or not lot.remaining:
        return 0
    take = min(amount, lot.remaining)
    posting = post(turn, "reverse", part.asset, take, "pending", "issuance", rule=part.rule, ref=ref)
    draw(turn, posting, lot, take)
    return take


class Taken(msgspec.Struct, frozen=True):
    """What :func:`reverse` took where nothing had been given, as it was noted for :func:`restore`.

    Args:
        asset: Which asset.
        seq: Posting that took from what was available; 0: none did.
        amount: Taken from what was available.
        short: Owed, or written off.
        owed: Whether it was owed.
        rule: For which rule.
    """

    asset: str
    seq: int
    amount: int
    short: int
    owed: bool
    rule: str = ""


def take_unearned(turn: Turn, asset: str, amount: int, *, rule: str, ref: str) -> Taken:
    """Take back what ``rule`` would have given for an order that is not known, to be undone when it comes."""
    before = turn.state.wallet(asset).seq
    short = reverse(turn, EarnedPart(asset, 0, amount, rule), amount, ref=ref)
    owed = get_asset(turn, asset).debt.policy != "clamp"
    return Taken(asset, before + 1 if amount > short else 0, amount - short, short, owed, rule)


def restore(turn: Turn, taken: Taken, *, ref: str, owner: int = 0) -> None:
    """Undo :func:`take_unearned`: to the same lots; what was owed because of it is owed no more.

    ``owner``: from whom it was taken, where they have gone into the member since; their lots are not here any more.
    """
    asset, rule = taken.asset, taken.rule
    if taken.amount and owner:
        earn(turn, asset, taken.amount, rule=rule, ref=ref)
    elif taken.amount:
        posting = post(turn, "restore", asset, taken.amount, "issuance", "available", rule=rule, ref=ref)
        if get_asset(turn, asset).lots:
            _restore_lots(turn, posting, taken.seq)
    relief = min(taken.short, turn.state.wallet(asset).debt) if taken.owed else 0
    if relief:
        post(turn, "restore", asset, relief, "issuance", "debt", rule=rule, ref=ref)
    if taken.short > relief and taken.owed:
        # it was repaid out of later earnings, which are the member's again
        earn(turn, asset, taken.short - relief, rule=rule, ref=ref)
    elif taken.short and not taken.owed:
        post(turn, "restore", asset, taken.short, "issuance", "loss", rule=rule, ref=ref)


def _restore_lots(turn: Turn, posting: Post, taken_seq: int) -> None:
    expired = False
    for use in turn.state.lot_uses(posting.asset, taken_seq):
        expired |= give_back(turn, posting, use.lot_seq, use.amount)
        use.restored += use.amount
        turn.state.save_lot_use(use)
    if expired:
        expire_and_state(turn, posting.asset, turn.ctx.now_us)


# -- holds ----------------------------------------------------------------------------------------------------------
def hold(
    turn: Turn,
    asset: str,
    amount: int,
    *,
    hold_id: str,
    purpose: str,
    expires_us: int = FOREVER_US,
    rule: str = "",
    ref: str = "",
) -> Hold:
    """Reserve ``amount``; it is drawn from lots now, so that a release gives back the same ones."""
    if hold_id in turn.state.holds():
        turn.refuse("hold-exists", f"there is a hold {hold_id!r} already")
    require(turn, asset, amount)
    freezing = purpose == "freeze"
    posting = post(
        turn, "freeze" if freezing else "hold", asset, amount, "available", "frozen" if freezing else "held",
        rule=rule, ref=hold_id,
    )  # fmt: skip
    parts = draw_fifo(turn, posting)
    debt = turn.state.wallet(asset).debt
    made = Hold(
        hold_id, asset, amount, posting.seq, purpose, "open", expires_us, ref, parts, {OWED: debt} if debt else {}
    )  # fmt: skip
    turn.state.add_hold(made)
    if expires_us < FOREVER_US:
        turn.arm(f"hold:{hold_id}", expires_us)
    return made


def get_open_hold(turn: Turn, hold_id: str) -> Hold:
    """The open hold; refuses when there is none of this id or it is closed."""
    found = turn.state.holds().get(hold_id)
    if found is None:
        turn.refuse("hold-not-found", f"there is no hold {hold_id!r}")
    if found.status != "open":
        turn.refuse("hold-closed", f"hold {hold_id!r} is {found.status}", status=found.status)
    return found


def commit(
    turn: Turn, hold_id: str, *, target: Account = "redemption", kind: PostingKind = "commit", rule: str = ""
) -> Post:
    """Take what an open hold reserved for good. A later refund names the hold's posting, which drew the lots."""
    found = get_open_hold(turn, hold_id)
    posting = post(turn, kind, found.asset, found.amount, _hold_account(found), target, rule=rule, ref=hold_id)
    _close(turn, found, "committed")
    return posting


def release(turn: Turn, hold_id: str, *, by_clock: bool = False) -> Post:
    """Give back what an open hold reserved, to the same lots; what has expired meanwhile expires at once.

    What was taken back meanwhile and could not be had is taken out of the rest, as if it had never been reserved. What
    was owed before lay beside these points then, too, and reserving them and letting go changes nothing.
    """
    found = get_open_hold(turn, hold_id)
    kind: PostingKind = "unfreeze" if found.purpose == "freeze" else "release"
    posting = post(turn, kind, found.asset, found.amount, _hold_account(found), "available", ref=hold_id)
    uses, gone = list[LotUse](), 0
    drawn = str(found.data.get(DRAWN_BY) or ("freeze" if kind == "unfreeze" else "hold"))
    for lot_seq, amount in found.parts:
        gone += amount if give_back(turn, posting, lot_seq, amount) else 0
        use = LotUse(found.asset, found.seq, lot_seq, amount, amount, drawn)
        uses.append(use)
        turn.state.save_lot_use(use)
    turn.state.lot_uses_map[found.asset, found.seq] = uses
    _close(turn, found, "expired" if by_clock else "released")
    if gone:
        expire_and_state(turn, found.asset, turn.ctx.now_us)
    owed_since = turn.state.wallet(found.asset).debt - int(found.data.get(OWED, 0))
    _repay_from_back(turn, found.asset, min(found.amount - gone, owed_since), whole=True)
    return posting


def _hold_account(found: Hold) -> Account:
    return "frozen" if found.purpose == "freeze" else "held"


def _close(turn: Turn, found: Hold, status: str) -> None:
    assert status in {"committed", "released", "expired"}
    found.status = status  # pyright: ignore[reportAttributeAccessIssue] - asserted above
    turn.state.save_hold(found)
    turn.arm(f"hold:{found.hold_id}", 0)


# -- by hand, between members, between assets -----------------------------------------------------------------------
def adjust(turn: Turn, asset: str, amount: int, *, reason: str) -> Post:
    """Add (positive) or take (negative) by hand; taking more than there is is refused."""
    terms = get_asset(turn, asset)
    if amount > 0:
        posting = post(turn, "adjust", asset, amount, "adjustment", "available", ref=reason)
        if terms.lots:
            open_lot(turn, posting, terms.expiry.expires_us(turn.program.calendar, turn.now.day), 0)
        _repay(turn, terms, amount, from_lot=posting.seq)
        return posting
    if turn.state.wallet(asset).available < -amount:
        turn.refuse("insufficient-balance", f"{-amount} {asset} are to be taken, fewer are available", asset=asset)
    posting = post(turn, "adjust", asset, -amount, "available", "adjustment", ref=reason)
    draw_fifo(turn, posting)
    return posting


def receive(
    turn: Turn,
    asset: str,
    parts: list[tuple[int, int]],
    *,
    kind: PostingKind,
    source: Account,
    ref: str,
    rule: str = "",
) -> list[Post]:
    """Credit what comes from another member, asset or shop, a lot a part: ``(amount, expires_us)``."""
    terms = get_asset(turn, asset)
    made = list[Post]()
    for amount, expires_us in parts:
        posting = post(turn, kind, asset, amount, source, "available", rule=rule, ref=ref)
        if terms.lots:
            open_lot(turn, posting, expires_us, 0)
        made.append(posting)
    return made


def exchange(turn: Turn, *, source: str, amount: int, target: str, credit: int, rule: str = "", ref: str) -> None:
    """Turn ``amount`` of one asset into ``credit`` of another."""
    require(turn, source, amount)
    out = post(turn, "exchange_out", source, amount, "available", "exchange", rule=rule, ref=ref)
    draw_fifo(turn, out)
    expires_us = get_asset(turn, target).expiry.expires_us(turn.program.calendar, turn.now.day)
    receive(turn, target, [(credit, expires_us)], kind="exchange_in", source="exchange", ref=ref)
