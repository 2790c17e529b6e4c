"""What can be asked of a leaderboard."""

from __future__ import annotations

import msgspec

from liuke.events.request import Request
from liuke.http.fields import Nothing
from liuke.kernel.text import text


class BoardHidden(msgspec.Struct):
    """Whether the member has no rank from now on; what they do counts on."""

    activity: str
    hidden: bool


REQUESTS: tuple[Request, ...] = (
    Request(
        "leaderboard.opt_out", text("退出排行", "Hide from the board"), (), ("members:write",), Nothing,
        "activities", result=BoardHidden, member=True,
    ),
    Request(
        "leaderboard.opt_in", text("重新参加排行", "Come back to the board"), (), ("members:write",), Nothing,
        "activities", result=BoardHidden, member=True,
    ),
)  # fmt: skip
