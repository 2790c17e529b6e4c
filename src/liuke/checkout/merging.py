"""Open checkouts and stamp cards of two members become one's, and two members' again. Pure."""

from __future__ import annotations

import msgspec

from liuke.checkout.book import CHECKOUT, CheckoutBook
from liuke.checkout.stamps import STAMPS, StampBook
from liuke.decision.hooks import Merge, MergeCase
from liuke.kernel.text import text


def _join(case: MergeCase) -> None:
    into, other = case.into, case.other
    theirs = other.state.read(CHECKOUT, CheckoutBook)
    if theirs.open or theirs.closed:
        mine = into.state.edit(CHECKOUT, CheckoutBook)
        both = sorted(theirs.open.keys() & mine.open.keys())
        if both:
            into.refuse("merge-checkout-open", f"checkout {both[0]!r} is open at both", fix="release one of them first")
        mine.open.update(theirs.open)
        mine.closed.update({name: at_us for name, at_us in theirs.closed.items() if name not in mine.closed})
        if theirs.open:
            into.applied("checkout", "merge-checkouts", count=len(theirs.open))
        case.kept["open"] = {name: msgspec.to_builtins(one) for name, one in theirs.open.items()}
    stamps = other.state.read(STAMPS, StampBook).stamps
    if stamps:
        mine_stamps = into.state.edit(STAMPS, StampBook).stamps
        for card, count in stamps.items():
            mine_stamps[card] = mine_stamps.get(card, 0) + count
            into.applied(f"stamp_cards.{card}", "merge-stamps", card=card, count=count)


def _split(case: MergeCase) -> None:
    into, other = case.into, case.other
    for name in case.kept.get("open", {}):
        if into.state.edit(CHECKOUT, CheckoutBook).open.pop(name, None) is None:
            case.spent.append({"what": "checkout", "hold_id": name})
    for name in other.state.read(CHECKOUT, CheckoutBook).closed:
        into.state.edit(CHECKOUT, CheckoutBook).closed.pop(name, None)
    for card, count in other.state.read(STAMPS, StampBook).stamps.items():
        mine = into.state.edit(STAMPS, StampBook).stamps
        if count > 0 and mine.get(card, 0) < count:
            case.spent.append({"what": "stamps", "card": card, "count": count - max(mine.get(card, 0), 0)})
        mine[card] = mine.get(card, 0) - count
        if not mine[card]:
            del mine[card]


MERGE = Merge(_join, _split)
WORDINGS = {
    "merge-checkouts": text("并入 {count} 笔进行中的结算", "{count:open checkout|open checkouts} come over"),
    "merge-stamps": text("集章卡 {card} 并入 {count} 枚", "{count:stamp|stamps} of card {card} come over"),
}
