"""Wallets of two members become one, and two again. Pure: named postings only.

Every account moves: who goes ends at zero in each of them, who stays has the sums, and the two legs meet in clearing. A
lot goes over with its expiry and its settling; what was spent of it and could still come back goes over beside it, so
that a later refund finds the same lot. What one owed is repaid out of what the other had.
"""

from __future__ import annotations

import msgspec

from liuke.decision.effects import Account
from liuke.decision.holdings import Hold, Lot, LotUse
from liuke.decision.hooks import Merge, MergeCase
from liuke.decision.turn import Turn
from liuke.kernel.clock import FOREVER_US
from liuke.kernel.text import text
from liuke.ledger import tally
from liuke.ledger.caps import CAPS, CapBook
from liuke.ledger.expiry import expire_and_state, put_off
from liuke.ledger.moved import DRAWN_BY, MOVED, MovedLot, MovedUse, MovedWallet
from liuke.ledger.moves import asset_index, draw, draw_fifo, give_back, open_lot, post

_CARRIED = frozenset(("spend", "hold", "freeze", "merge_use"))


# -- two become one ---------------------------------------------------------------------------------------------------
def _join(case: MergeCase) -> None:
    for asset in sorted(case.other.state.wallets):
        if asset not in asset_index(case.into.program):
            case.into.skipped(f"assets.{asset}", "merge-asset-unknown", asset=asset)
        elif case.other.state.wallets[asset].seq:
            _join_wallet(case, asset)
    _join_caps(case)
    put_off(case.into)  # what either did last puts off what the other has


def _join_wallet(case: MergeCase, asset: str) -> None:
    into, other = case.into, case.other
    wallet = other.state.wallet(asset)
    moved = MovedWallet(str(into.state.member_id), debt=wallet.debt, earned=wallet.earned)
    net, available = wallet.net, wallet.available + wallet.pending
    has_lots = asset_index(into.program)[asset].lots
    uses = _list_carried(other, asset)
    places = _move_lots(case, asset, uses, moved) if has_lots else _move_plain(case, asset, uses, moved)
    for posting in sorted({use.seq for use in uses}):
        _move_use(case, asset, [use for use in uses if use.seq == posting], places, moved)
    if moved.debt:
        post(other, "merge_in", asset, moved.debt, "clearing", "debt")
        post(into, "merge_out", asset, moved.debt, "debt", "clearing")
    _move_earned(other, into, asset, moved.earned)
    _repay(into, asset, moved)
    case.kept[asset] = msgspec.to_builtins(moved)
    into.record_new(MOVED, f"{other.state.member_id}/{asset}/{other.state.ops}", case.kept[asset])
    if net or available:
        into.applied(f"assets.{asset}", "merge-wallet", asset=asset, amount=available, debt=moved.debt)


def _list_carried(other: Turn, asset: str) -> list[LotUse]:
    """What was drawn and may still be given back: spendings, and holds that are open or were committed for an order."""
    holds = {(hold.asset, hold.seq): hold for hold in other.state.holds().values()}
    found = list[LotUse]()
    for use in other.state.list_uses(asset):
        hold = holds.get((asset, use.seq))
        lasts = hold is None or hold.status == "open" or (hold.status == "committed" and hold.purpose != "gift")
        if use.kind in _CARRIED and use.amount > use.restored >= 0 and lasts:
            found.append(use)
    return found


def _move_lots(case: MergeCase, asset: str, uses: list[LotUse], moved: MovedWallet) -> dict[int, Lot]:
    """Old lot → new lot, of those with anything in them or that anything may come back to."""
    into, other = case.into, case.other
    carried: dict[int, int] = {}
    for use in uses:
        carried[use.lot_seq] = carried.get(use.lot_seq, 0) + use.amount - use.restored
    if into.state.wallet(asset).seq:
        into.state.lots(asset)
    places: dict[int, Lot] = {}
    for lot in sorted(other.state.lots(asset).lots.values(), key=lambda lot: lot.seq):
        amount = lot.remaining + carried.get(lot.seq, 0)
        if not amount:
            continue
        account: Account = "pending" if lot.settles_us else "available"
        left, out = lot.remaining, 0
        if left:
            posting = post(other, "merge_out", asset, left, account, "clearing", rule=lot.rule, ref=lot.ref)
            draw(other, posting, lot, left)
            out = posting.seq
        made = post(into, "merge_in", asset, amount, "clearing", account, rule=lot.rule, ref=lot.ref)
        places[lot.seq] = open_lot(into, made, lot.expires_us, lot.settles_us)
        moved.lots.append(MovedLot(lot.seq, made.seq, left, out))
    return places


def _move_plain(case: MergeCase, asset: str, uses: list[LotUse], moved: MovedWallet) -> dict[int, Lot]:
    wallet = case.other.state.wallet(asset)
    moved.plain = wallet.available
    if moved.plain:
        post(case.other, "merge_out", asset, moved.plain, "available", "clearing")
    whole = moved.plain + sum(use.amount - use.restored for use in uses)
    if whole:
        post(case.into, "merge_in", asset, whole, "clearing", "available")
    return {}


def _move_use(case: MergeCase, asset: str, uses: list[LotUse], places: dict[int, Lot], moved: MovedWallet) -> None:
    """Draw from the lots of who stays what who goes had drawn, so that it can be given back to them."""
    into, other, seq = case.into, case.other, uses[0].seq
    hold = next((h for h in other.state.holds().values() if (h.asset, h.seq) == (asset, seq)), None)
    account: Account = "redemption"
    if hold is not None and hold.status == "open":
        account = "frozen" if hold.purpose == "freeze" else "held"
    amount = sum(use.amount - use.restored for use in uses)
    post(other, "merge_out", asset, amount, account, "clearing", ref=hold.hold_id if hold else "")
    name = _find_name(case, hold)
    drawn = post(into, "merge_use", asset, amount, "available", account, ref=name)
    parts = list[tuple[int, int]]()
    if places:
        for use in uses:
            lot, part = places[use.lot_seq], use.amount - use.restored
            draw(into, drawn, lot, part)
            parts.append((lot.seq, part))
    else:
        parts = draw_fifo(into, drawn)
    use = MovedUse(seq, drawn.seq, amount, open=hold is not None and hold.status == "open")
    if hold is not None:
        use.hold_id = _move_hold(case, hold, name, drawn.seq, amount, parts)
    moved.uses.append(use)


def _find_name(case: MergeCase, hold: Hold | None) -> str:
    """What a hold is called at who stays: another name where that one is taken."""
    if hold is None or hold.hold_id not in case.into.state.holds():
        return hold.hold_id if hold is not None else ""
    name = f"{hold.hold_id}~{case.other.state.member_id}"
    case.into.skipped("holds", "merge-hold-renamed", hold_id=hold.hold_id, name=name)
    return name


def _move_hold(case: MergeCase, hold: Hold, name: str, seq: int, amount: int, parts: list[tuple[int, int]]) -> str:
    into, other = case.into, case.other
    made = msgspec.structs.replace(
        hold, hold_id=name, seq=seq, amount=amount, parts=parts, data={**hold.data, DRAWN_BY: "merge_use"}
    )
    into.state.add_hold(made)
    if hold.status == "open":
        if hold.expires_us < FOREVER_US:
            into.arm(f"hold:{name}", hold.expires_us)
        hold.status = "released"
        other.state.save_hold(hold)
    return name


def _move_earned(giver: Turn, taker: Turn, asset: str, earned: int) -> None:
    """What was ever earned counts for tiers, whoever has what is left of it."""
    if earned > 0:
        post(giver, "merge_out", asset, earned, "clearing", "issuance")
        post(taker, "merge_in", asset, earned, "issuance", "clearing")
    elif earned < 0:
        post(giver, "merge_out", asset, -earned, "issuance", "clearing")
        post(taker, "merge_in", asset, -earned, "clearing", "issuance")


def _repay(into: Turn, asset: str, moved: MovedWallet) -> None:
    """What one owed is paid by what the other had."""
    wallet = into.state.wallet(asset)
    amount = min(wallet.debt, wallet.available)
    if amount <= 0:
        return
    posting = post(into, "repay", asset, amount, "available", "debt")
    if asset_index(into.program)[asset].lots:
        draw_fifo(into, posting)
    into.applied(f"assets.{asset}", "merge-repaid", asset=asset, amount=amount)
    moved.repaid, moved.repaid_amount = posting.seq, amount


def _join_caps(case: MergeCase) -> None:
    theirs = case.other.state.read(CAPS, CapBook).uses
    if theirs:
        mine = case.into.state.edit(CAPS, CapBook).uses
        for name, counted in theirs.items():
            mine[name] = tally.unite(mine.get(name, []), counted)


# -- and two again ----------------------------------------------------------------------------------------------------
def _split(case: MergeCase) -> None:
    for asset, kept in case.kept.items():
        moved = msgspec.convert(kept, MovedWallet)
        if asset in asset_index(case.into.program) and _is_whole(case, asset, moved):
            _split_wallet(case, asset, moved)
    theirs = case.other.state.read(CAPS, CapBook).uses
    if theirs:
        mine = case.into.state.edit(CAPS, CapBook).uses
        for name, counted in theirs.items():
            mine[name] = tally.take_out(mine.get(name, []), counted)
            if not mine[name]:
                del mine[name]


def _is_whole(case: MergeCase, asset: str, moved: MovedWallet) -> bool:
    """Whether what went over is as it was, but for what time did to it; notes what is not."""
    state = case.into.state
    own = {use.new for use in moved.uses} | {moved.repaid}
    lots = {lot.new for lot in moved.lots}
    gone = back = 0
    for use in state.list_uses(asset):
        if use.lot_seq not in lots or use.amount < 0:
            continue
        if use.seq in own:
            back += use.restored
        elif use.kind != "expire":
            gone += use.amount - use.restored
    before = len(case.spent)
    if gone > 0:
        case.spent.append({"what": "points", "asset": asset, "amount": gone})
    if back > 0:
        case.spent.append({"what": "points-given-back", "asset": asset, "amount": back})
    for use in moved.uses:
        if use.open and state.holds()[use.hold_id].status != "open":
            case.spent.append({"what": "hold", "asset": asset, "amount": use.amount, "hold_id": use.hold_id})
    wallet = state.wallet(asset)
    repaid = moved.repaid_amount
    if wallet.debt + repaid < moved.debt:
        case.spent.append({"what": "debt-repaid", "asset": asset, "amount": moved.debt - wallet.debt - repaid})
    if wallet.available + (repaid if not moved.lots else 0) < moved.plain:
        case.spent.append({"what": "points", "asset": asset, "amount": moved.plain - wallet.available})
    return len(case.spent) == before


def _split_wallet(case: MergeCase, asset: str, moved: MovedWallet) -> None:
    into, other = case.into, case.other
    if moved.repaid:
        _restore(into, asset, moved.repaid, moved.repaid_amount, "debt")
    for use in moved.uses:
        _return_use(case, asset, use)
    if moved.lots:
        _return_lots(case, asset, moved)
    whole = moved.plain + (sum(use.amount for use in moved.uses) if not moved.lots else 0)
    if whole:
        post(into, "merge_out", asset, whole, "available", "clearing")
    if moved.plain:
        post(other, "merge_in", asset, moved.plain, "clearing", "available")
    if moved.debt:
        post(into, "merge_in", asset, moved.debt, "clearing", "debt")
        post(other, "merge_out", asset, moved.debt, "debt", "clearing")
    _move_earned(into, other, asset, moved.earned)
    into.skipped(f"assets.{asset}", "split-wallet", asset=asset, amount=other.state.wallet(asset).net)
    if moved.lots:
        for turn in (into, other):
            expire_and_state(turn, asset, turn.ctx.now_us)


def _restore(turn: Turn, asset: str, seq: int, amount: int, source: Account, ref: str = "") -> None:
    """Give back what the posting ``seq`` drew, to the same lots."""
    uses = [use for use in turn.state.list_uses(asset) if use.seq == seq]
    posting = post(turn, "restore", asset, amount, source, "available", ref=ref or str(seq))
    for use in uses:
        give_back(turn, posting, use.lot_seq, use.amount - use.restored)
        use.restored = use.amount
        turn.state.save_lot_use(use)


def _return_use(case: MergeCase, asset: str, use: MovedUse) -> None:
    into, other = case.into, case.other
    made = into.state.holds().get(use.hold_id) if use.hold_id else None
    account: Account = "redemption"
    if made is not None and made.status == "open":
        account = "frozen" if made.purpose == "freeze" else "held"
        made.status = "released"
        into.state.save_hold(made)
        into.arm(f"hold:{made.hold_id}", 0)
        theirs_hold = next(h for h in other.state.holds().values() if (h.asset, h.seq) == (asset, use.old))
        theirs_hold.status = "open"
        other.state.save_hold(theirs_hold)
    _restore(into, asset, use.new, use.amount, account, use.hold_id)
    post(other, "merge_in", asset, use.amount, "clearing", account)


def _return_lots(case: MergeCase, asset: str, moved: MovedWallet) -> None:
    """All that is in the lots goes out; what was open of each, and has not expired, comes back to where it was."""
    into, other = case.into, case.other
    theirs = {(use.seq, use.lot_seq): use for use in other.state.list_uses(asset)}
    for one in moved.lots:
        new, old = into.state.lots(asset).lots[one.new], other.state.lots(asset).lots[one.old]
        whole = new.remaining
        if whole:
            account: Account = "pending" if new.settles_us else "available"
            posting = post(into, "merge_out", asset, whole, account, "clearing", rule=new.rule, ref=new.ref)
            draw(into, posting, new, whole)
        left = min(one.left, whole - (new.amount - one.left))
        if left > 0:
            target: Account = "pending" if old.settles_us else "available"
            posting = post(other, "restore", asset, left, "clearing", target, rule=old.rule, ref=old.ref)
            give_back(other, posting, one.old, left)
            use = theirs[one.out, one.old]
            use.restored += left
            other.state.save_lot_use(use)


MERGE = Merge(_join, _split)
WORDINGS = {
    "merge-wallet": text("转入 {amount} {asset}（欠 {debt}）", "{amount} {asset} come over, {debt} owed"),
    "merge-repaid": text("一方所欠由另一方偿还 {amount} {asset}", "{amount} {asset} of one repay what the other owed"),
    "merge-hold-renamed": text(
        "双方都有预扣单 {hold_id}，并入的改名为 {name}", "both have a hold {hold_id}: the one that comes over is {name}"
    ),
    "merge-asset-unknown": text(
        "方案中已没有账户 {asset}，不转入", "the program has no asset {asset} any more: it stays"
    ),
    "split-wallet": text("转回 {amount} {asset}", "{amount} {asset} go back"),
}
