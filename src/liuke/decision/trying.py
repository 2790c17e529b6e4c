"""What test members do without leaving a trace on anything that is shared: they play, and nobody else notices.

A member is flagged by the merchant (``MemberState.test``). A turn of theirs takes no pieces, uses up no codes, adds to
no total, is in no holdout, states no exposure and reaches no activity as a subject; shared documents they change lie
beside the real ones.
"""

from __future__ import annotations

import msgspec

from liuke.decision.state import MemberState, Slot


class TestTakings(msgspec.Struct, omit_defaults=True):
    """What a member took while they were a test member.

    Args:
        pieces: Limited item → pieces that they have without their being gone.
        codes: Codes that they redeemed and that are still good for others.
    """

    pieces: dict[str, int] = {}
    codes: list[str] = []


TAKINGS = Slot("test_takings", TestTakings)


def take_unreal(state: MemberState, item: str, count: int) -> int:
    """How many of the pieces that a member takes (negative: puts back) are to be moved in the stock.

    What was taken as a test member is put back to nowhere, whoever the member is by then; what was taken before they
    became one is put back for good.
    """
    if count > 0:
        if not state.test:
            return count
        pieces = state.edit(TAKINGS, TestTakings).pieces
        pieces[item] = pieces.get(item, 0) + count
        return 0
    unreal = min(state.read(TAKINGS, TestTakings).pieces.get(item, 0), -count)
    if unreal:
        pieces = state.edit(TAKINGS, TestTakings).pieces
        pieces[item] -= unreal
        if not pieces[item]:
            del pieces[item]
    return count + unreal
