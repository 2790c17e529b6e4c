"""What friends are made of: one document for each pair, and a list in each member's own state."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

import msgspec

from liuke.decision.shared import SharedKind
from liuke.decision.state import Slot

Source = Literal["invitation", "help", "team", "gift", "request"]
"""How two members came to be friends."""


class Tie(msgspec.Struct, omit_defaults=True):
    """What is between two members; the only place where it is decided.

    Args:
        status: ``invited``: one asked the other; ``friends``; ``ended``.
        by: Who asked, or came first.
        since_us: Since when it is so.
        source: How it came about.
        until_us: When an invitation lapses.
        again_us: Until when ``by`` may not ask again.
        n: Times it changed.
    """

    status: Literal["invited", "friends", "ended"]
    by: int
    since_us: int
    source: str = "invitation"
    until_us: int = 0
    again_us: int = 0
    n: int = 0


class Listed(msgspec.Struct, array_like=True):
    """A friend, or who invites to be one: since when, and how it came about."""

    since_us: int
    source: str


class FriendBook(msgspec.Struct, omit_defaults=True):
    """What a member knows of ties; what a tie says counts where they differ.

    Args:
        friends: Number of the member → since when and how.
        invited: Whom the member asked → when that lapses.
        invitations: Who asked the member.
        hidden: Whether nobody is to find the member: invitations are not shown.
    """

    friends: dict[int, Listed] = {}
    invited: dict[int, int] = {}
    invitations: dict[int, Listed] = {}
    hidden: bool = False


FRIENDS = Slot("friends", FriendBook)


def tie_key(one: int, other: int) -> str:
    """Key of the tie of two members: the smaller number first."""
    return f"{min(one, other)}-{max(one, other)}"


def _find_faults(key: str, tie: Tie) -> Iterable[str]:
    one, _, other = key.partition("-")
    if not (one.isdigit() and other.isdigit() and int(one) < int(other)):
        yield f"{key} names no two members"
    elif str(tie.by) not in {one, other}:
        yield f"{tie.by} is neither of the two"
    if tie.status == "invited" and tie.until_us <= tie.since_us:
        yield "an invitation lapses after it was made"


TIE = SharedKind("friend", Tie, _find_faults)
