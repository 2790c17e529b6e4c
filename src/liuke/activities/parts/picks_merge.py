"""The picks of two members as one's, and as two members' again. Pure."""

from __future__ import annotations

import msgspec

from liuke.activities.parts.picks_doc import SLOT, PicksBook, PicksDoc
from liuke.decision.hooks import Merge, MergeCase

_BUYS = "buys"


def _join(case: MergeCase) -> None:
    """What both bought counts together; what is shown is what the one who stays was shown, if anything."""
    theirs = case.other.state.read(SLOT, PicksBook)
    if not theirs.docs and not theirs.orders:
        return
    mine = case.into.state.edit(SLOT, PicksBook)
    case.kept[_BUYS] = [theirs.orders, theirs.pieces, dict(theirs.bought)]
    mine.orders, mine.pieces = mine.orders + theirs.orders, mine.pieces + theirs.pieces
    mine.bought = {tag: mine.bought.get(tag, 0) + theirs.bought.get(tag, 0) for tag in {**mine.bought, **theirs.bought}}
    went = list[str]()
    for name, doc in theirs.docs.items():
        if name not in mine.docs or mine.docs[name].since < doc.since:
            before = msgspec.to_builtins(mine.docs[name]) if name in mine.docs else None
            case.kept[f"activities.{name}"] = before
            mine.docs[name] = msgspec.convert(msgspec.to_builtins(doc), PicksDoc)
            went.append(name)
    for name in went:
        case.into.applied(f"activities.{name}", "merge-picks")


def _split(case: MergeCase) -> None:
    """Each has again what they were shown and bought; what was bought meanwhile stays with the one who stays."""
    if _BUYS not in case.kept:
        return
    mine, theirs = case.into.state.edit(SLOT, PicksBook), case.other.state.read(SLOT, PicksBook)
    orders, pieces, bought = case.kept[_BUYS]
    mine.orders, mine.pieces = max(mine.orders - orders, 0), max(mine.pieces - pieces, 0)
    left = {tag: count - bought.get(tag, 0) for tag, count in mine.bought.items()}
    mine.bought = {tag: count for tag, count in left.items() if count > 0}
    for place, before in case.kept.items():
        if place == _BUYS:
            continue
        name = place.removeprefix("activities.")
        if mine.docs.get(name) != theirs.docs.get(name):
            continue  # it was taken from, or is new, since: it is theirs who stays
        if before is None:
            del mine.docs[name]
        else:
            mine.docs[name] = msgspec.convert(before, PicksDoc)


MERGE = Merge(_join, _split)
