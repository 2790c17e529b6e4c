"""What earning remembers of a member."""

from __future__ import annotations

import msgspec

from liuke.decision.state import Slot


class Accelerator(msgspec.Struct, array_like=True):
    """Earnings of ``asset`` times ``factor_bps`` for events from ``from_us`` until before ``until_us``."""

    asset: str
    factor_bps: int
    from_us: int
    until_us: int
    path: str = ""


class EarningBook(msgspec.Struct, omit_defaults=True):
    """What earning remembers of a member.

    Args:
        once: Rule → days on which a rule of "once" gave (the first day, for once per member). A newest day whose gift
            was taken back stays with the sign turned: it says how far back the others are known.
        accelerators: Given and not lapsed when the last one was given.
    """

    once: dict[str, list[int]] = {}
    accelerators: list[Accelerator] = []


EARNING = Slot("earning", EarningBook)
