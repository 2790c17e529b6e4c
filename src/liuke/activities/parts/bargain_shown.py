"""What a member is shown of bargains."""

from __future__ import annotations

import msgspec

from liuke.activities.shown import ActivityShown


class BargainGoodShown(msgspec.Struct):
    """A good.

    Args:
        friends: How many it takes to the floor.
        cuts_cents: What each of them cuts, in turn; empty: it is drawn.
        mine: Bargains of it that the member runs or has bought.
        left: Pieces that no bargain has set aside; null: not read here.
    """

    id: str
    name: str
    picture: str
    sku: str
    full_cents: int
    floor_cents: int
    friends: int
    cuts_cents: list[int]
    per_member: int
    mine: int
    left: int | None = None


class BargainPlaceShown(msgspec.Struct):
    """A bargain that the member started.

    Args:
        ref: Its name: what friends are sent.
        price_cents: What it costs now.
        helpers: Friends who helped.
        friends_left: How many more it takes to the floor.
        for_sale: Whether it can be bought at that price.
        until_us: First instant at which nobody helps any more.
        pay_until_us: First instant at which it can be bought no more.
        status: ``open``, ``in_checkout``, ``bought``, ``lapsed``, ``given_up`` or ``returned``.
    """

    ref: str
    good: str
    full_cents: int
    floor_cents: int
    price_cents: int
    helpers: int
    friends_left: int
    for_sale: bool
    until_us: int
    pay_until_us: int
    status: str
    order_id: str


class BargainShown(ActivityShown, kw_only=True, tag="bargain"):
    """Bargains.

    Args:
        bargains: That the member started, the newest first.
        helps_left: How often the member may still help today; null: without limit.
    """

    goods: list[BargainGoodShown]
    bargains: list[BargainPlaceShown]
    helps_left: int | None
