"""What every named posting is made of: the two legs, and the lots they open, draw from and give back to.

Balances change in :func:`post` alone. Only this package calls these functions; rules use the named postings.
"""

from __future__ import annotations

from collections.abc import Sequence

from liuke.decision.domain import CompiledProgram
from liuke.decision.effects import Account, ChangeLot, Post, PostingKind, UseLot
from liuke.decision.holdings import (
    Lot,
    LotBook,
    LotUse,
    Wallet,
)
from liuke.decision.state import MemberState
from liuke.decision.turn import Turn
from liuke.kernel.clock import DAY_US, FOREVER_US
from liuke.kernel.money import MAX_AMOUNT
from liuke.ledger.spec import AssetSpec, ExpiresInactive

OWN_ACCOUNTS = frozenset(("available", "pending", "held", "frozen", "debt"))
REFUNDABLE = frozenset(("spend", "hold", "merge_use"))
"""Kinds of postings whose lots a refund may give back to: what was spent, and holds that were committed."""


def asset_index(program: CompiledProgram) -> dict[str, AssetSpec]:
    """Assets of the program by id."""
    found: dict[str, AssetSpec] | None = program.cache.get("ledger.assets")
    if found is None:
        found = program.built("ledger.assets", lambda p: {asset.id: asset for asset in p.items("assets", AssetSpec)})
    return found


def get_asset(turn: Turn, asset: str) -> AssetSpec:
    """The asset's terms; refuses the operation when the program has no such asset."""
    found = asset_index(turn.program).get(asset)
    if found is None:
        turn.refuse("unknown-asset", f"the program has no asset {asset!r}")
    return found


def post(
    turn: Turn,
    kind: PostingKind,
    asset: str,
    amount: int,
    source: Account,
    target: Account,
    *,
    rule: str = "",
    ref: str = "",
) -> Post:
    """Move ``amount`` between two accounts of the member's wallet; the one place where balances change."""
    assert 0 < amount <= MAX_AMOUNT, f"{kind} of {amount}"
    wallet = turn.state.wallet(asset)
    wallet.seq += 1
    wallet.last_us = max(turn.ctx.now_us, wallet.last_us + 1)
    _shift(wallet, source, -amount)
    _shift(wallet, target, amount)
    posting = Post(kind, asset, wallet.seq, amount, source, target, rule, ref, wallet.last_us, turn.now.day)
    turn.effects.append(posting)
    turn.state.save_wallet(wallet)
    return posting


def _shift(wallet: Wallet, account: Account, amount: int) -> None:
    if account == "available":
        wallet.available += amount
        assert wallet.available >= 0, f"{wallet.asset} available below zero"
    elif account == "pending":
        wallet.pending += amount
        assert wallet.pending >= 0, f"{wallet.asset} pending below zero"
    elif account == "held":
        wallet.held += amount
        assert wallet.held >= 0, f"{wallet.asset} held below zero"
    elif account == "frozen":
        wallet.frozen += amount
        assert wallet.frozen >= 0, f"{wallet.asset} frozen below zero"
    elif account == "debt":
        # the account itself runs below zero; the wallet shows what is owed as a positive number
        wallet.debt -= amount
        assert wallet.debt >= 0, f"{wallet.asset} debt repaid twice"
    elif account == "issuance":
        wallet.earned -= amount


# -- lots -----------------------------------------------------------------------------------------------------------
def _book(turn: Turn, asset: str) -> LotBook:
    """The lots loaded so far, without asking for more."""
    book = turn.state.lot_books.get(asset)
    if book is None:
        # a wallet with no posting before this one has no lots anywhere
        book = LotBook(complete=turn.state.wallet(asset).seq <= 1)
        turn.state.lot_books[asset] = book
    return book


def open_lot(turn: Turn, posting: Post, expires_us: int, settles_us: int) -> Lot:
    """Keep what the posting gave together until it expires; pending until ``settles_us`` unless that is 0."""
    lot = Lot(
        posting.asset, posting.seq, posting.amount, posting.amount, expires_us, settles_us, posting.ref, posting.rule,
        posting.t_us,
    )  # fmt: skip
    _book(turn, posting.asset)
    turn.state.add_lot(lot)
    if settles_us:
        turn.arm_earliest(f"settle:{posting.asset}", settles_us)
    else:
        arm_expiry(turn, lot)
    return lot


def moving_assets(program: CompiledProgram) -> dict[str, ExpiresInactive]:
    """Assets whose expiry moves with the member's acts, with their terms."""
    found: dict[str, ExpiresInactive] | None = program.cache.get("ledger.moving")
    if found is None:
        found = program.built(
            "ledger.moving",
            lambda p: {a.id: a.expiry for a in asset_index(p).values() if isinstance(a.expiry, ExpiresInactive)},
        )
    return found


def find_floor(program: CompiledProgram, state: MemberState, asset: str) -> int:
    """The instant before which nothing of the asset expires, by what the member did last; 0: none."""
    terms = moving_assets(program).get(asset)
    if terms is None or not state.last_active_us:
        return 0
    return terms.expires_us(program.calendar, program.calendar.local_day(state.last_active_us))


def find_end(program: CompiledProgram, state: MemberState, lot: Lot) -> int:
    """When a lot expires: at its own time, or later where the member's acts put it off."""
    return max(lot.expires_us, find_floor(program, state, lot.asset))


def arm_expiry(turn: Turn, lot: Lot) -> None:
    """Let the lot expire, and its member be reminded before."""
    if lot.expires_us >= FOREVER_US:
        return
    end_us = find_end(turn.program, turn.state, lot)
    turn.arm_earliest(f"lots:{lot.asset}", max(end_us, 1))
    if days := get_asset(turn, lot.asset).remind_days:
        remind_us = min(_list_reminders(days, end_us, turn.ctx.now_us), default=FOREVER_US)
        turn.arm_earliest(f"remind:{lot.asset}", remind_us)


def reminders_after(turn: Turn, lot: Lot, after_us: int) -> list[int]:
    """Instants after ``after_us`` at which the member is reminded of the lot's expiry."""
    return _list_reminders(get_asset(turn, lot.asset).remind_days, find_end(turn.program, turn.state, lot), after_us)


def _list_reminders(days: Sequence[int], end_us: int, after_us: int) -> list[int]:
    return [at_us for day in days if (at_us := end_us - day * DAY_US) > after_us]


def draw(turn: Turn, posting: Post, lot: Lot, amount: int) -> None:
    """Take ``amount`` of the posting from one lot."""
    assert 0 < amount <= lot.remaining, "a lot cannot give more than it holds"
    lot.remaining -= amount
    book = turn.state.lot_books[posting.asset]
    book.drawn += amount
    if not book.complete:
        book.covered -= amount
    turn.effects.append(UseLot(posting.asset, posting.seq, lot.seq, amount))
    turn.state.save_lot(lot)
    turn.state.lot_uses_map.setdefault((posting.asset, posting.seq), []).append(
        LotUse(posting.asset, posting.seq, lot.seq, amount, kind=posting.kind)
    )


def draw_fifo(turn: Turn, posting: Post, *, first: int = 0) -> list[tuple[int, int]]:
    """Draw the posting's amount from settled lots: lot ``first`` if given, then earliest expiry first."""
    if not get_asset(turn, posting.asset).lots:
        return _draw_plain(turn, posting)
    book = turn.state.lots(posting.asset, cover=posting.amount)
    order = book.in_burn_order()
    if first:
        order.sort(key=lambda lot: lot.seq != first)
    left, parts = posting.amount, list[tuple[int, int]]()
    for lot in order:
        take = min(left, lot.remaining)
        draw(turn, posting, lot, take)
        parts.append((lot.seq, take))
        left -= take
        if not left:
            break
    assert left == 0, f"lots of {posting.asset} hold less than the wallet says"
    return parts


def _draw_plain(turn: Turn, posting: Post) -> list[tuple[int, int]]:
    """Note what was spent of an asset without lots under lot 0, so that a refund knows how much may come back."""
    if posting.kind not in REFUNDABLE:
        return []
    turn.effects.append(UseLot(posting.asset, posting.seq, 0, posting.amount))
    turn.state.lot_uses_map[posting.asset, posting.seq] = [
        LotUse(posting.asset, posting.seq, 0, posting.amount, kind=posting.kind)
    ]
    return [(0, posting.amount)]


def give_back(turn: Turn, posting: Post, lot_seq: int, amount: int) -> bool:
    """Put ``amount`` back into a lot; an expired one gets the asset's grace with a refund, and with nothing else.

    Returns whether the lot has expired: a reservation that ends does not make points live longer.
    """
    turn.effects.append(UseLot(posting.asset, posting.seq, lot_seq, -amount))
    turn.state.lot_uses_map.setdefault((posting.asset, posting.seq), []).append(
        LotUse(posting.asset, posting.seq, lot_seq, -amount, kind=posting.kind)
    )
    if not lot_seq:
        return False
    lot = turn.state.lots(posting.asset).lots.get(lot_seq)
    assert lot is not None, f"lot {lot_seq} is not loaded"
    lot.remaining += amount
    assert lot.remaining <= lot.amount, "a lot was given back more than was drawn"
    expired = find_end(turn.program, turn.state, lot) <= turn.ctx.now_us
    if expired and posting.kind == "refund":
        expired = False
        grace = get_asset(turn, posting.asset).refund_grace_days
        turn.effects.append(ChangeLot(posting.asset, lot_seq, lot.expires_us, lot.settles_us))
        lot.expires_us = turn.ctx.now_us + grace * DAY_US
    turn.state.save_lot(lot)
    if not expired:
        arm_expiry(turn, lot)
    return expired
