"""What went over from the wallet of a member who was found to be this one, and where it is now. Pure."""

from __future__ import annotations

from typing import Any

import msgspec

from liuke.decision.turn import Turn

MOVED = "merged_wallet"
"""Kind of the record that says which posting and lot of who went is which of who stays, by ``<member>/<asset>``."""


DRAWN_BY = "drawn_by"
"""In a hold that came over: the kind of the posting that drew its lots here."""
OWED = "owed"
"""In a hold: what the member owed of the asset when it was made."""


class MovedLot(msgspec.Struct, array_like=True):
    """A lot that went over.

    Args:
        old: At who goes.
        new: At who stays.
        left: What was open of it.
        out: Posting that took this from it; 0: nothing was open.
    """

    old: int
    new: int
    left: int
    out: int


class MovedUse(msgspec.Struct, array_like=True):
    """A spending or holding that may still be given back.

    Args:
        old: Posting at who goes.
        new: Posting at who stays.
        amount: How much.
        hold_id: Hold at who stays; empty: none.
        open: Whether that was open.
    """

    old: int
    new: int
    amount: int
    hold_id: str = ""
    open: bool = False


class MovedWallet(msgspec.Struct):
    """What went over of one asset; the record of it, and what :func:`split` goes by."""

    into: str
    lots: list[MovedLot] = []
    uses: list[MovedUse] = []
    plain: int = 0
    debt: int = 0
    earned: int = 0
    repaid: int = 0
    repaid_amount: int = 0


def find_place(turn: Turn, owner: int, asset: str, seq: int, *, lot: bool = False) -> int:
    """Where the posting (or lot) ``seq`` of ``owner``, who went into the member, is now; 0: nowhere any more."""
    if not owner or owner == turn.state.member_id:
        return seq
    for key, data in sorted(turn.state.list_records(MOVED).items(), key=_by_operation, reverse=True):
        member, of, _ = key.split("/")
        if int(member) != owner or of != asset:
            continue
        moved = msgspec.convert(data, MovedWallet)
        pairs: list[Any] = [*moved.lots] if lot else [*moved.uses]
        here = next((pair.new for pair in pairs if pair.old == seq), 0)
        return find_place(turn, int(moved.into), asset, here, lot=lot) if here else 0
    return 0


def _by_operation(item: tuple[str, dict[str, Any]]) -> int:
    return int(item[0].rpartition("/")[2])
