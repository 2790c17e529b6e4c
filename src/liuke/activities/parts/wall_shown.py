"""What a member is shown of a wall."""

from __future__ import annotations

import msgspec

from liuke.activities.shown import ActivityShown


class WallPostShown(msgspec.Struct):
    """What somebody wrote.

    Args:
        id: Its id.
        by: Their phone number or address with the middle hidden; empty: they have none.
        state: ``shown``, ``waiting``, ``refused`` or ``adopted``; others than the member see only what is shown.
        reason: Why it was refused.
        liked: Whether the member likes it.
    """

    id: str
    by: str
    text: str
    pictures: list[str]
    state: str
    likes: int
    liked: bool
    mine: bool
    since_us: int
    reason: str


class WallShown(ActivityShown, kw_only=True, tag="wall"):
    """A wall.

    Args:
        style: ``story`` or ``feedback``.
        prompt: What members are asked for; empty: nothing in particular.
        left_today: Posts that the member may still write today.
        likes: Whether posts may be liked.
        liked: Posts that the member likes.
        posts: The newest that are shown; null: not read here, see `GET …/posts`.
        own: The newest of the member's that nobody else sees, waiting or refused; null: not read here.
    """

    style: str
    prompt: str
    max_chars: int
    pictures: int
    left_today: int
    likes: bool
    liked: list[str]
    posts: list[WallPostShown] | None = None
    own: list[WallPostShown] | None = None
