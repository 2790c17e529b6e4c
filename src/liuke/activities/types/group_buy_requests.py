"""What can be asked of a group buy."""

from __future__ import annotations

from typing import Annotated

import msgspec
from msgspec import UNSET, Meta, UnsetType

from liuke.events.request import Request
from liuke.http.fields import Body, Name
from liuke.kernel.text import text

Pieces = Annotated[int, Meta(ge=1, le=10_000), text("件数", "Pieces")]


class OpenTeam(Body):
    """A team of one's own.

    Args:
        product: Needed where there are several.
        size: How many members complete it; needed where there are several sizes.
        pieces: 1 by default.
    """

    product: Annotated[Name, text("商品", "Product")] | UnsetType = UNSET
    size: Annotated[int, Meta(ge=2, le=100), text("成团人数", "Members of a team")] | UnsetType = UNSET
    pieces: Pieces | UnsetType = UNSET


class JoinTeam(Body):
    """A seat in somebody's team.

    Args:
        team: Which one; by default the open team that lacks the fewest, of ``product`` where that is named.
        product: Whose team is looked for.
        pieces: 1 by default.
    """

    team: Annotated[Name, text("团号", "Team")] | UnsetType = UNSET
    product: Annotated[Name, text("商品", "Product")] | UnsetType = UNSET
    pieces: Pieces | UnsetType = UNSET


class LeaveTeam(Body):
    """The member does not want the seat, which is not paid yet."""

    team: Annotated[Name, text("团号", "Team")]


# -- results ----------------------------------------------------------------------------------------------------------
class SeatKept(msgspec.Struct):
    """A seat in a team: pay for it in time, and a cart with the product has this price.

    Args:
        team: Name of the team, for others to join.
        seat: Name of the seat.
        size: How many members complete the team.
        free: Seats that nobody has.
        price_cents: Of one piece.
        until_us: When the seat lapses, unless a checkout holds it then or it is paid.
        ends_us: When the team fails, unless it is complete.
    """

    activity: str
    team: str
    seat: str
    product: str
    sku: str
    size: int
    free: int
    pieces: int
    price_cents: int
    until_us: int
    ends_us: int


class SeatLeft(msgspec.Struct):
    """A seat that went back."""

    activity: str
    team: str
    seat: str


# -- the requests -----------------------------------------------------------------------------------------------------
REQUESTS: tuple[Request, ...] = tuple(
    Request(f"group_buy.{action}", label, (), ("members:write",), body, "activities", result=result, member=True)
    for action, label, body, result in (
        ("open_team", text("开团", "Open a team"), OpenTeam, SeatKept),
        ("join_team", text("参团", "Join a team"), JoinTeam, SeatKept),
        ("leave_team", text("退出未付款的团", "Leave a team before paying"), LeaveTeam, SeatLeft),
    )
)
