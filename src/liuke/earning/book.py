"""What earning remembers of a member."""

from __future__ import annotations

from typing import Any

import msgspec

from liuke.decision.state import Slot


class Accelerator(msgspec.Struct, array_like=True):
    """Earnings of ``asset`` times ``factor_bps`` for events from ``from_us`` until before ``until_us``."""

    asset: str
    factor_bps: int
    from_us: int
    until_us: int
    path: str = ""


class UseOf(msgspec.Struct, array_like=True):
    """A record of what a rule gave for a thing that can be undone.

    Args:
        key: Of the record.
        owner: Whose it is.
        data: Of the record.
    """

    key: str
    owner: int
    data: dict[str, Any]


class StatedFact(msgspec.Struct, array_like=True, frozen=True):
    """A fact that was stated of one of the members who are one now.

    Args:
        owner: Of whom.
        day: On which merchant-local day; ``None``: nobody knows.
    """

    owner: int
    day: int | None = None


class EarningBook(msgspec.Struct, omit_defaults=True):
    """What earning remembers of a member.

    Args:
        once: Rule → days on which a rule of "once" gave (the first day, for once per member). A newest day whose gift
            was taken back stays with the sign turned: it says how far back the others are known.
        accelerators: Given and not lapsed when the last one was given.
        twice: Rule and thing that it gave for → records of what either of two members who became one had been given for
            it beside the newest: all of it goes back together.
        stated: Fact that undoes, and what it is about → what was stated of either of two members who became one: when
            it is undone, each of them is.
    """

    once: dict[str, list[int]] = {}
    accelerators: list[Accelerator] = []
    twice: dict[str, list[UseOf]] = {}
    stated: dict[str, list[StatedFact]] = {}


EARNING = Slot("earning", EarningBook)
