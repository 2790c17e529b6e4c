"""Cards that go from one member to another: given, or swapped. Pure but for the turn.

The document of the offer is locked by whoever decides about it, so that of taking, declining, recalling and lapsing at
the same moment exactly one counts. The card has left its owner from the offer on. Who takes it has it at once; the
other side hears that there is news, and does what the document says by then: deliveries may come in any order or twice.
"""

from __future__ import annotations

from typing import Any

from liuke.activities.parts.cards_doc import (
    MAX_INCOMING,
    OFFER,
    SLOT,
    CardOffer,
    CardsBook,
    CardsDoc,
    OfferStatus,
    OwnOffer,
)
from liuke.decision.messages import MessageTerms
from liuke.decision.turn import Turn
from liuke.friends import service as friends

CHANGED = "cards.offer_changed"
"""Delivered to the other side: something became of an offer; it carries no news but that there is some."""


def edit(turn: Turn, activity: str) -> CardsDoc:
    """The member's collection, to be changed."""
    doc = turn.state.edit(SLOT, CardsBook).docs.setdefault(activity, CardsDoc())
    doc.turn_day(turn.day)
    return doc


def find(turn: Turn, activity: str, ref: str) -> CardOffer | None:
    """An offer by what a client calls it."""
    key = f"{activity}/{ref}"
    return turn.shared(OFFER, key) if OFFER.is_key(key) else None


def make(turn: Turn, activity: str, doc: CardsDoc, other: int, own: OwnOffer) -> str:
    """Offer a card, which the member has no more from here on; returns the reference."""
    ref = str(turn.new_id())
    doc.add(own.card, -1)
    doc.out[ref] = own
    doc.offered_today += 1
    offer = CardOffer(turn.state.member_id, other, own.card, own.wanted, turn.now.t_us, own.until_us)
    _put(turn, activity, ref, offer, other)
    turn.arm(f"activity:{activity}:offer/{ref}", own.until_us)
    turn.applied(f"activities.{activity}", "cards-offer-made")
    turn.emit("cards.offered", {
        "activity": activity, "ref": ref, "card": own.card, "wanted": own.wanted, "to_member": other,
    })  # fmt: skip
    return ref


def _put(turn: Turn, activity: str, ref: str, offer: CardOffer, tell: int) -> None:
    turn.put_shared(OFFER, f"{activity}/{ref}", offer)
    turn.deliver(tell, f"cards/{activity}/{ref}/{offer.status}", CHANGED, {"activity": activity, "ref": ref})


def take(turn: Turn, activity: str, doc: CardsDoc, ref: str, offer: CardOffer) -> None:
    """The card is the member's; what was wanted for it goes to the other, who hears of it."""
    if offer.wanted:
        doc.add(offer.wanted, -1)
        doc.given += 1
    doc.add(offer.card, 1)
    doc.received += 1
    doc.incoming.pop(ref, None)
    offer.status = "taken"
    _put(turn, activity, ref, offer, offer.sender)
    turn.applied(f"activities.{activity}", "cards-offer-taken")
    _tell_closed(turn, activity, ref, offer)
    friends.connect(turn, offer.sender, "gift")


def end(turn: Turn, activity: str, ref: str, offer: CardOffer, status: OfferStatus) -> None:
    """Nobody took it: declined, recalled or lapsed. The card goes back to who offered it."""
    assert offer.status == "open", "what is over is over"
    offer.status = status
    mine = turn.state.is_of(offer.sender)
    _put(turn, activity, ref, offer, offer.receiver if mine else offer.sender)
    doc = edit(turn, activity)
    if mine:
        settle(turn, activity, doc, ref, offer)
    else:
        doc.incoming.pop(ref, None)


def lapse(turn: Turn) -> None:
    """Nobody took it in time: also when the collection is in no program any more, a card is with somebody."""
    activity, _, rest = str(turn.data["id"]).partition(":")
    what, _, ref = rest.partition("/")
    if what != "offer" or activity not in turn.state.read(SLOT, CardsBook).docs:
        return
    offer = find(turn, activity, ref)
    if offer is not None and offer.status == "open" and turn.state.is_of(offer.sender):
        end(turn, activity, ref, offer, "lapsed")


def settle(turn: Turn, activity: str, doc: CardsDoc, ref: str, offer: CardOffer) -> None:
    """What became of the member's own offer, once: its card comes back, or what was wanted for it comes."""
    own = doc.out.pop(ref, None)
    if own is None:
        return
    turn.arm(f"activity:{activity}:offer/{ref}", 0)
    if offer.status != "taken":
        doc.add(own.card, 1)
    else:
        doc.given += 1
        if own.wanted:
            doc.add(own.wanted, 1)
            doc.received += 1
    if f"activities.{activity}" in turn.state.cancelled:
        doc.withdraw_all()
    turn.applied(f"activities.{activity}", "cards-offer-taken" if offer.status == "taken" else "cards-offer-back")
    _tell_closed(turn, activity, ref, offer)


def _tell_closed(turn: Turn, activity: str, ref: str, offer: CardOffer) -> None:
    turn.emit("cards.offer_closed", {
        "activity": activity, "ref": ref, "outcome": offer.status, "card": offer.card, "wanted": offer.wanted,
    })  # fmt: skip


def hear(turn: Turn, activity: str, ref: str, names: dict[str, Any]) -> None:
    """Bring the member's side to what the document says, whatever it was; ``names``: of cards, in both languages."""
    offer = find(turn, activity, ref)
    if offer is None:
        return
    known = turn.state.read(SLOT, CardsBook).docs.get(activity) or CardsDoc()
    if turn.state.is_of(offer.sender):
        if offer.status != "open" and ref in known.out:
            settle(turn, activity, edit(turn, activity), ref, offer)
            _message(turn, activity, ref, "cards-offer-taken" if offer.status == "taken" else "cards-offer-back", names)
    elif offer.status != "open":
        if ref in known.incoming:
            edit(turn, activity).incoming.pop(ref)
    elif _has_no_room(turn, activity, known):
        end(turn, activity, ref, offer, "declined")
    else:
        edit(turn, activity).incoming[ref] = OwnOffer(offer.sender, offer.card, offer.wanted, offer.until_us)
        _message(turn, activity, ref, "cards-swap-came" if offer.wanted else "cards-gift-came", names)


def _has_no_room(turn: Turn, activity: str, doc: CardsDoc) -> bool:
    cancelled = f"activities.{activity}" in turn.state.cancelled
    return turn.state.is_erased or cancelled or len(doc.incoming) >= MAX_INCOMING


def _message(turn: Turn, activity: str, ref: str, template: str, names: dict[str, Any]) -> None:
    offer = find(turn, activity, ref)
    assert offer is not None, "only of an offer that there is"
    terms = MessageTerms("", f"activities.{activity}", expires_us=offer.until_us)
    turn.message(
        template, f"activities.{activity}:{ref}:{template}", terms, activity=activity, ref=ref,
        card=names.get(offer.card, offer.card), wanted=names.get(offer.wanted, offer.wanted),
    )  # fmt: skip


def close_all(turn: Turn, activity: str, doc: CardsDoc) -> None:
    """Nothing of the member is under way any more: own offers come back, those of others go back."""
    for ref in [*doc.out, *doc.incoming]:
        offer = find(turn, activity, ref)
        if offer is None:
            continue
        if offer.status == "open":
            end(turn, activity, ref, offer, "recalled" if turn.state.is_of(offer.sender) else "declined")
        elif turn.state.is_of(offer.sender):
            settle(turn, activity, doc, ref, offer)
    doc.incoming = {}
