"""What is remembered of cards: a member's own, an offer between two, and who finished a set."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

import msgspec

from liuke.activities.parts.sign_up_doc import Payment
from liuke.decision.shared import SharedKind
from liuke.decision.state import Slot

PAGE = 500
"""Finished sets in one document."""
MAX_OFFERS = 20
"""Offers of a member that nobody has answered."""
MAX_INCOMING = 50
"""Offers to a member that wait for an answer; of one more, it is declined for them."""
MAX_PAYMENTS = 300
"""Draws that a member may buy in one activity."""
FREE, PAID = "+free", "+paid"
"""Among the counts of a day: draws of the member (no id of a drop holds a plus)."""


# -- an offer ---------------------------------------------------------------------------------------------------------
OfferStatus = Literal["open", "taken", "declined", "recalled", "lapsed"]


class CardOffer(msgspec.Struct):
    """A card that is offered to another member; the only place where it is decided what becomes of it.

    Args:
        sender: Who gives.
        receiver: Who may take.
        card: What is given; it has left the sender's cards.
        wanted: What is to be given for it; empty: nothing, it is a gift.
        t_us: When.
        until_us: Until when it can be taken.
        status: What became of it.
    """

    sender: int
    receiver: int
    card: str
    wanted: str
    t_us: int
    until_us: int
    status: OfferStatus = "open"


def _offer_faults(key: str, doc: CardOffer) -> Iterable[str]:
    del key
    if doc.sender == doc.receiver or not doc.card:
        yield f"{doc.sender} offers {doc.card!r} to {doc.receiver}"
    if doc.until_us <= doc.t_us:
        yield "it lapses before it is made"


OFFER = SharedKind("cards_offer", CardOffer, _offer_faults, keeps_place=False)


# -- finished sets ----------------------------------------------------------------------------------------------------
class Finishers(msgspec.Struct):
    """A part of the list of finished sets, in the order of their numbers: whose each is; 0: nobody's any more."""

    members: list[int] = []


FINISHERS = SharedKind("cards_finishers", Finishers)


class CardPot(msgspec.Struct):
    """A jackpot.

    Args:
        numbers: Sets that were finished: the next has this number.
        gone: Those of them that are nobody's any more.
        status: ``open``, ``settling`` page by page, ``done``.
        page: The next page.
        asset: What is shared; empty: cash.
        total: How much, as the program said when settling began.
        paid: Handed out so far.
        left: Sets that have not got their share.
    """

    numbers: int = 0
    gone: int = 0
    status: Literal["open", "settling", "done"] = "open"
    page: int = 0
    asset: str = ""
    total: int = 0
    paid: int = 0
    left: int = 0


def _pot_faults(key: str, doc: CardPot) -> Iterable[str]:
    del key
    if not 0 <= doc.gone <= doc.numbers or not 0 <= doc.left <= doc.numbers:
        yield f"{doc.numbers} sets, {doc.gone} are nobody's, {doc.left} without a share"
    if not 0 <= doc.paid <= doc.total:
        yield f"{doc.paid} of {doc.total} were shared"
    if doc.status == "done" and doc.numbers > doc.gone and doc.paid != doc.total:
        yield f"it is settled, and {doc.paid} of {doc.total} were shared"


POT = SharedKind("cards_jackpot", CardPot, _pot_faults)


# -- a member's own ---------------------------------------------------------------------------------------------------
class OwnOffer(msgspec.Struct, array_like=True, gc=False):
    """An offer as one of the two knows it.

    Args:
        member: The other one.
        card: What is given.
        wanted: What for; empty: a gift.
        until_us: Until when.
    """

    member: int
    card: str
    wanted: str = ""
    until_us: int = 0


class CardsDoc(msgspec.Struct, array_like=True, gc=False):
    """One collection of a member.

    Args:
        cards: Card → how many the member has.
        got: Card → how many were dropped to the member, less what was withdrawn.
        dropped: Cards that were dropped.
        received: Cards that came from others.
        made: Cards that were made of others.
        given: Cards that went to others.
        used: Cards that were made into others or into a set.
        withdrawn: Cards that were taken back.
        finished: Sets.
        numbers: Their numbers in the jackpot.
        share: What the member has of the jackpot.
        day: Day of the two counts that follow.
        today: Cards by drop.
        offered_today: Offers that the member began.
        by_drop: Cards by drop, in all.
        by_recipe: Times by recipe.
        payments: What was paid for draws.
        out: The member's own offers that are not closed, by reference.
        incoming: Offers to the member, by reference.
    """

    cards: dict[str, int] = {}
    got: dict[str, int] = {}
    dropped: int = 0
    received: int = 0
    made: int = 0
    given: int = 0
    used: int = 0
    withdrawn: int = 0
    finished: int = 0
    numbers: list[int] = []
    share: int = 0
    day: int = 0
    today: dict[str, int] = {}
    offered_today: int = 0
    by_drop: dict[str, int] = {}
    by_recipe: dict[str, int] = {}
    payments: list[Payment] = []
    out: dict[str, OwnOffer] = {}
    incoming: dict[str, OwnOffer] = {}

    @property
    def held(self) -> int:
        """Cards that the member has."""
        return sum(self.cards.values())

    @property
    def balance(self) -> int:
        """What the member must have by what came and went: what is held, and what is offered."""
        return self.dropped + self.received + self.made - self.given - self.used - self.withdrawn

    def add(self, card: str, count: int) -> None:
        """So many more of a card, or less."""
        left = self.cards.get(card, 0) + count
        assert left >= 0, "nobody has less than no card"
        self.cards[card] = left
        if not left:
            del self.cards[card]

    def turn_day(self, day: int) -> None:
        """A new day counts anew; what comes late counts on the day that is."""
        if day > self.day:
            self.day, self.today, self.offered_today = day, {}, 0

    def withdraw_all(self) -> None:
        """Nothing is held any more."""
        self.withdrawn += self.held
        self.cards = {}


class CardsBook(msgspec.Struct):
    """All collections of a member, by activity id."""

    docs: dict[str, CardsDoc] = {}


SLOT = Slot("activity_cards", CardsBook)
