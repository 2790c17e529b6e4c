"""What a member is shown of a group buy."""

from __future__ import annotations

import msgspec

from liuke.activities.shown import ActivityShown


class TeamSizeShown(msgspec.Struct):
    """How many buy together, and what a piece costs each of them.

    Args:
        opener_cents: What it costs who opens the team.
    """

    members: int
    price_cents: int
    opener_cents: int


class GroupProductShown(msgspec.Struct):
    """A product.

    Args:
        list_cents: What it costs alone; 0: not said.
        pieces: A member's in one team at most.
        left: Pieces that can be had now; null: no limit, or not read here.
    """

    id: str
    name: str
    picture: str
    sku: str
    list_cents: int
    pieces: int
    sizes: list[TeamSizeShown]
    left: int | None = None


class TeamMemberShown(msgspec.Struct):
    """Somebody in the member's team.

    Args:
        name: Masked; empty: nobody knows it.
        paid: Whether they have paid.
        opener: Whether they opened it.
    """

    name: str
    paid: bool
    opener: bool
    mine: bool


class GroupSeatShown(msgspec.Struct):
    """A seat of the member's.

    Args:
        status: ``open`` (to be paid), ``in_checkout``, ``paid``, ``complete``, ``lapsed``, ``released``, ``returned``,
            ``refund_requested``.
        until_us: When it lapses, unless it is paid.
        ends_us: When the team fails, unless it is complete.
        opener: Whether the member opened the team.
        refund: Under which id the money was asked back; empty: it was not.
        members: Who is in the team; null: not read here.
        free: Seats that nobody has; null: not read here.
    """

    seat: str
    team: str
    product: str
    size: int
    pieces: int
    price_cents: int
    status: str
    until_us: int
    ends_us: int
    opener: bool
    order_id: str
    refund: str
    members: list[TeamMemberShown] | None = None
    free: int | None = None


class OpenTeamShown(msgspec.Struct):
    """A team that others may join.

    Args:
        opener: Masked name of who opened it; empty: nobody knows it.
        free: Seats that nobody has.
        price_cents: What a piece costs who joins.
        ends_us: When it fails, unless it is complete.
    """

    team: str
    product: str
    size: int
    free: int
    price_cents: int
    ends_us: int
    opener: str


class GroupBuyShown(ActivityShown, kw_only=True, tag="group_buy"):
    """A group buy.

    Args:
        newcomers: Whether only who has not paid an order before may join a team.
        left: How often the member may still take part; null: no limit.
        seats: The member's, the newest first.
        teams: Open teams in which the member has no seat, those that end first at the head; null: not read here.
    """

    products: list[GroupProductShown]
    team_hours: int
    pay_minutes: int
    newcomers: bool
    left: int | None
    seats: list[GroupSeatShown]
    teams: list[OpenTeamShown] | None = None
