"""What a member is shown of a community."""

from __future__ import annotations

import msgspec

from liuke.activities.shown import ActivityShown


class EntranceShown(msgspec.Struct):
    """How one gets in; what is empty is not given."""

    link: str
    picture: str
    words: str


class CommunityShown(ActivityShown, kw_only=True, tag="community"):
    """A community.

    Args:
        joined_us: When the member joined; null: they have not.
        entrance: Null: the member has not joined, or does not belong any more.
    """

    joined_us: int | None
    entrance: EntranceShown | None
