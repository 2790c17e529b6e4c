"""The jackpot: who finished a set has a number, and at the end the activity shares it out, page by page.

Each page is one operation of the activity as a subject: what it hands out and how far it came are one transaction, so a
process that dies in between changes nothing. A share is delivered under the number of its set, so it is paid once.
"""

from __future__ import annotations

from liuke.activities.contracts import Activity
from liuke.activities.parts.cards_doc import FINISHERS, PAGE, POT, CardPot, CardsDoc, Finishers
from liuke.activities.parts.cards_spec import CardJackpot
from liuke.activities.rewards.cash import CashReward
from liuke.decision.rewards import RewardSpec
from liuke.decision.turn import Turn
from liuke.kernel.clock import FOREVER_US, MINUTE_US
from liuke.kernel.money import allocate
from liuke.ledger.asset_reward import AssetReward

SHARE = "cards.share"
"""Delivered to who finished a set: their share of the jackpot."""
TOP_CASH = 20_000_00
"""Of one red packet; a larger share is several."""


def split_equally(rest: int, left: int, count: int) -> list[int]:
    """The next ``count`` of ``left`` equal shares of ``rest``, as ``kernel.money.allocate`` makes them.

    >>> split_equally(10, 3, 2), split_equally(4, 1, 1)
    ([4, 3], [4])
    """
    share, over = divmod(rest, left)
    return allocate(share * count + min(over, count), [1] * count)


def find_range(rest: int, left: int, least: int, most: int) -> tuple[int, int]:
    """Between which whole amounts the next of ``left`` shares is drawn: even about the average of what is left.

    Whatever is drawn, what is left can be shared within the same bounds. ``(0, 0)``: the bounds cannot be kept.

    >>> find_range(100, 10, 1, 100), find_range(100, 2, 1, 60), find_range(7, 1, 1, 9), find_range(5, 9, 1, 9)
    ((1, 19), (40, 60), (7, 7), (0, 0))
    """
    if not left * least <= rest <= left * most:
        return 0, 0
    low, high = max(least, rest - most * (left - 1)), min(most, rest - least * (left - 1))
    # as far below the average as above it: nobody is better off for being earlier or later
    reach = min(rest - low * left, high * left - rest)
    return -((reach - rest) // left), (rest + reach) // left


class Jackpot:
    """The jackpot of an activity."""

    def __init__(self, activity: Activity, terms: CardJackpot) -> None:
        self.activity = activity
        self.terms = terms
        self.id, self.path = activity.spec.id, activity.path

    def enter(self, turn: Turn, doc: CardsDoc) -> int | None:
        """A finished set has a share; its number. ``None``: what there was is being shared already."""
        pot = turn.shared(POT, self.id) or CardPot()
        if pot.status != "open":
            return None
        number, key = pot.numbers, f"{self.id}/{pot.numbers // PAGE}"
        page = turn.shared(FINISHERS, key) or Finishers()
        page.members.append(turn.state.member_id)
        turn.put_shared(FINISHERS, key, page)
        pot.numbers += 1
        turn.put_shared(POT, self.id, pot)
        doc.numbers.append(number)
        return number

    # -- the activity itself ----------------------------------------------------------------------------------------
    def on_published(self, turn: Turn) -> None:
        """It is shared a minute after the end: what was begun before it may be under way."""
        pot = turn.shared(POT, self.id)
        closes_us = self.activity.find_bounds(turn)[1]
        if pot is None or pot.status == "open":
            turn.arm(f"activity:{self.id}:settle", closes_us + MINUTE_US if closes_us < FOREVER_US else 0)

    def on_timer(self, turn: Turn, rest: str) -> None:
        """The next page is shared."""
        pot = turn.shared(POT, self.id) or CardPot()
        if rest != "settle" or pot.status == "done":
            return
        if pot.status == "open":
            pot.status, pot.left = "settling", pot.numbers - pot.gone
            pot.asset, pot.total = self.terms.asset or "", self.terms.total
        if pot.left:
            self._share_page(turn, pot)
        if pot.left:
            turn.arm(f"activity:{self.id}:settle", turn.now.t_us)
        else:
            self._close(turn, pot)
        turn.put_shared(POT, self.id, pot)

    def _close(self, turn: Turn, pot: CardPot) -> None:
        pot.status = "done"
        sets = pot.numbers - pot.gone
        data = {"activity": self.id, "sets": sets, "asset": pot.asset, "amount": pot.paid}
        turn.record("card_jackpot", self.id, {"t_us": turn.now.t_us, **data})
        turn.applied(self.path, "cards-jackpot-shared", sets=sets)
        turn.emit("cards.jackpot_settled", data)

    def _share_page(self, turn: Turn, pot: CardPot) -> None:
        page = turn.shared(FINISHERS, f"{self.id}/{pot.page}") or Finishers()
        there = [(place, member) for place, member in enumerate(page.members, pot.page * PAGE) if member]
        shares = self._split(turn, pot, [number for number, _ in there])
        for (number, member), amount in zip(there, shares, strict=True):
            turn.deliver(
                member, f"cards/{self.id}/share/{number}", SHARE,
                {"activity": self.id, "number": number, "asset": pot.asset, "amount": amount},
            )  # fmt: skip
        pot.paid += sum(shares)
        pot.left -= len(shares)
        pot.page += 1

    def _split(self, turn: Turn, pot: CardPot, numbers: list[int]) -> list[int]:
        rest, left, terms = pot.total - pot.paid, pot.left, self.terms
        most = terms.most if terms.most is not None else rest
        if terms.split == "equal" or find_range(rest, left, terms.least, most) == (0, 0):
            return split_equally(rest, left, len(numbers))
        shares = list[int]()
        for number in numbers:
            low, high = find_range(rest, left, terms.least, most)
            shares.append(low + self.activity.draw(turn, f"share of set {number}").below(high - low + 1))
            rest, left = rest - shares[-1], left - 1
        return shares

    # -- who finished -----------------------------------------------------------------------------------------------
    def pay(self, turn: Turn, doc: CardsDoc) -> None:
        """A member's share; each number once."""
        number, amount, asset = turn.data["number"], turn.data["amount"], turn.data["asset"]
        data = {"t_us": turn.now.t_us, "amount": amount, "asset": asset}
        if not turn.record("card_share", f"{self.id}/{number}", data):
            return
        if turn.state.is_erased:
            turn.skipped(self.path, "cards-share-nobodys")
            return
        doc.share += amount
        turn.applied(self.path, "cards-share")
        rewards = self._make_rewards(asset, amount)
        self.activity.give(turn, rewards, rule="jackpot", ref=f"{self.id}/{number}")
        turn.emit("cards.jackpot_paid", {"activity": self.id, "number": number, "asset": asset, "amount": amount})

    def _make_rewards(self, asset: str, amount: int) -> list[RewardSpec]:
        if not amount:
            return []
        if asset:
            return [AssetReward(asset=asset, amount=amount)]
        parts = [TOP_CASH] * (amount // TOP_CASH) + [amount % TOP_CASH]
        return [CashReward(cents=cents, claim_days=self.terms.claim_days) for cents in parts if cents]


def leave(turn: Turn, activity: str, doc: CardsDoc) -> None:
    """The member's sets have no share any more, unless it is being paid already."""
    pot = turn.shared(POT, activity) if doc.numbers else None
    if pot is None or pot.status != "open":
        return
    for number in doc.numbers:
        key = f"{activity}/{number // PAGE}"
        page = turn.shared(FINISHERS, key)
        if page is not None and page.members[number % PAGE]:
            page.members[number % PAGE] = 0
            turn.put_shared(FINISHERS, key, page)
            pot.gone += 1
    turn.put_shared(POT, activity, pot)
    doc.numbers = []
