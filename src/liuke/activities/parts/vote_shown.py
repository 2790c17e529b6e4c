"""What a member is shown of a vote."""

from __future__ import annotations

import msgspec

from liuke.activities.shown import ActivityShown


class VoteOptionShown(msgspec.Struct):
    """Something to vote for.

    Args:
        count: Members who chose it; null: not shown to the member yet, or not read here.
    """

    id: str
    name: str
    picture: str
    chosen: bool
    count: int | None = None


class VoteShown(ActivityShown, kw_only=True, tag="vote"):
    """A vote.

    Args:
        most: How many may be chosen.
        changes: Whether a vote may be changed.
        voters: Members who voted; null as ``count``.
    """

    question: str
    options: list[VoteOptionShown]
    most: int
    voted: bool
    changes: bool
    voters: int | None = None
