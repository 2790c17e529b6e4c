"""What a member is shown of the mall, in the language of the call."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from liuke.decision.domain import CompiledProgram
from liuke.decision.state import MemberState
from liuke.kernel.text import Locale
from liuke.mall.service import stock_key, tier_price
from liuke.mall.spec import MallItem

MALL_HIGHLIGHTS = 6


class MallView(msgspec.Struct):
    """An item of the mall as a member sees it.

    Args:
        price_points: For the member's tier; special prices aside.
        left: Pieces; null: no limit.
        affordable: Whether the member has enough.
        ships: Whether it is sent: who redeems it names an address.
    """

    item: str
    name: str
    kind: str
    asset: str
    price_points: int
    cash_cents: int
    left: int | None
    affordable: bool
    ships: bool


def view_mall(
    program: CompiledProgram,
    state: MemberState,
    now_us: int,
    stock: Mapping[str, int],
    locale: Locale,
    *,
    most: int | None = MALL_HIGHLIGHTS,
) -> list[MallView]:
    """Items that are offered to the member's tier now and not sold out; ``most`` of them, or all (``None``)."""
    shown = list[MallView]()
    day = program.calendar.local_day(now_us)
    for item in program.items("mall", MallItem):
        pieces = stock.get(stock_key(item), 0) if item.stock is not None else None
        if not item.window.holds(day) or pieces == 0 or (item.tiers and state.tier not in item.tiers):
            continue
        price = tier_price(item, state.tier)
        enough = state.wallet(item.asset).available >= price
        shown.append(
            MallView(
                item.id, item.name.get(locale), item.kind, item.asset, price, item.cash_cents, pieces, enough,
                item.handing == "ship",
            )
        )  # fmt: skip
    return sorted(shown, key=lambda one: (not one.affordable, one.price_points))[:most]
