"""The cards of two members as one's, and as two members' again. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

import msgspec

from liuke.activities.parts.cards_doc import OFFER, SLOT, CardsBook, CardsDoc
from liuke.decision.hooks import Merge, MergeCase
from liuke.decision.turn import Turn

_SUMS = ("dropped", "received", "made", "given", "used", "withdrawn", "finished", "share")
_COUNTS = ("cards", "got", "by_drop", "by_recipe")
_LISTED = ("numbers", "payments")
_NAMED = ("out", "incoming")


def _copy(doc: CardsDoc) -> CardsDoc:
    return msgspec.convert(msgspec.to_builtins(doc), CardsDoc)


def _add(mine: Mapping[str, int], theirs: Mapping[str, int], sign: int = 1) -> dict[str, int]:
    total = Counter(mine)
    for name, count in theirs.items():
        total[name] += sign * count
    return {name: count for name, count in total.items() if count}


def combine(own: CardsDoc, doc: CardsDoc, other: int) -> CardsDoc:
    """What both have; ``other``: whose ``doc`` is, by whose number its payments are known."""
    theirs, made = _copy(doc), _copy(own)
    theirs.payments = [msgspec.structs.replace(one, owner=one.owner or other) for one in theirs.payments]
    for name in _SUMS:
        setattr(made, name, getattr(made, name) + getattr(theirs, name))
    for name in _COUNTS:
        setattr(made, name, _add(getattr(made, name), getattr(theirs, name)))
    for name in _LISTED:
        setattr(made, name, [*getattr(made, name), *getattr(theirs, name)])
    for name in _NAMED:
        setattr(made, name, getattr(made, name) | getattr(theirs, name))
    if theirs.day > made.day:
        made.day, made.today, made.offered_today = theirs.day, theirs.today, theirs.offered_today
    elif theirs.day == made.day:
        made.today = _add(made.today, theirs.today)
        made.offered_today += theirs.offered_today
    return made


def separate(now: CardsDoc, doc: CardsDoc, other: int) -> CardsDoc | None:
    """What is left of both when one takes their own out; ``None``: a part of it is not there any more."""
    left = _copy(now)
    for name in _SUMS:
        setattr(left, name, getattr(left, name) - getattr(doc, name))
    for name in _COUNTS:
        setattr(left, name, _add(getattr(left, name), getattr(doc, name), -1))
    left.numbers = [one for one in left.numbers if one not in doc.numbers]
    theirs = {(one.owner or other, one.asset, one.seq) for one in doc.payments}
    left.payments = [one for one in left.payments if (one.owner, one.asset, one.seq) not in theirs]
    if not doc.out.keys() <= left.out.keys() or min(left.cards.values(), default=0) < 0:
        return None
    for name in _NAMED:
        setattr(left, name, {ref: one for ref, one in getattr(left, name).items() if ref not in getattr(doc, name)})
    if left.day == doc.day:
        left.today = _add(left.today, doc.today, -1)
        left.offered_today = max(left.offered_today - doc.offered_today, 0)
    return left


def _close_between(turn: Turn, activity: str, sender: CardsDoc, receiver: CardsDoc) -> bool:
    """Offers of one of the two to the other are over: the card is the sender's again."""
    closed = False
    for ref in [ref for ref in sender.out if ref in receiver.incoming]:
        offer = turn.shared(OFFER, f"{activity}/{ref}")
        if offer is not None and offer.status == "open":
            offer.status = "recalled"
            turn.put_shared(OFFER, f"{activity}/{ref}", offer)
            sender.add(sender.out.pop(ref).card, 1)
            del receiver.incoming[ref]
            closed = True
    return closed


def _join(case: MergeCase) -> None:
    theirs = case.other.state.read(SLOT, CardsBook).docs
    mine = case.into.state.edit(SLOT, CardsBook).docs if theirs else {}
    for name, doc in theirs.items():
        there, own, took = name in mine, _copy(mine.get(name) or CardsDoc()), _copy(doc)
        _close_between(case.into, name, own, took)
        _close_between(case.into, name, took, own)
        case.kept[name] = {"own": msgspec.to_builtins(own) if there else None, "took": msgspec.to_builtins(took)}
        mine[name] = combine(own, took, case.other.state.member_id)
        for ref, offer in took.out.items():
            case.into.arm(f"activity:{name}:offer/{ref}", offer.until_us)
        case.into.applied(f"activities.{name}", "merge-cards", count=mine[name].held)


def _split(case: MergeCase) -> None:
    """Each has again what they had; what was used or given away meanwhile cannot be taken apart."""
    mine = case.into.state.edit(SLOT, CardsBook).docs if case.kept else {}
    other = case.other.state.member_id
    for name, kept in case.kept.items():
        took = msgspec.convert(kept["took"], CardsDoc)
        own = msgspec.convert(kept["own"], CardsDoc) if kept["own"] is not None else None
        left = separate(mine[name], took, other)
        if left is None:
            case.spent.append({"what": "cards", "activity": name})
            continue
        for ref in took.out:
            case.into.arm(f"activity:{name}:offer/{ref}", 0)
        if mine[name] != combine(own or CardsDoc(), took, other):
            mine[name] = left
        elif own is None:
            del mine[name]
        else:
            mine[name] = own
        if case.other.state.read(SLOT, CardsBook).docs.get(name) != took:
            case.other.state.edit(SLOT, CardsBook).docs[name] = took


MERGE = Merge(_join, _split)
