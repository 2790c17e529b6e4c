"""From an order to bytes. Pure, and slow: some fifty milliseconds of a processor."""

from __future__ import annotations

from typing import assert_never

from liuke.posters import honours, invite, upgrade
from liuke.posters.canvas import Canvas
from liuke.posters.contracts import Badge, Certificate, Format, Invite, Order, Upgrade


def draw(order: Order, picture: bytes | None) -> Canvas:
    """Draw an order with the merchant's picture, if it names one."""
    match order:
        case Invite():
            return invite.draw(order, picture)
        case Badge():
            return honours.draw_badge(order, picture)
        case Certificate():
            return honours.draw_certificate(order, picture)
        case Upgrade():
            return upgrade.draw(order, picture)
        case _:  # pragma: no cover
            assert_never(order)


def render(order: Order, form: Format, picture: bytes | None = None) -> bytes:
    """The picture as bytes: the same order, form and picture are the same bytes."""
    return draw(order, picture).encode(form)
