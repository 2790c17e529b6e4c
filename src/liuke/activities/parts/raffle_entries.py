"""A member's entries: how they are made, paid for, taken back, and what becomes of them when their round is over."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NoReturn

from liuke.activities.contracts import Activity, is_there
from liuke.activities.parts.raffle_doc import (
    HEAD,
    KEPT_ROUNDS,
    KEPT_WINS,
    MAX_ENTRIES,
    PAGES,
    ROUNDS,
    SLOT,
    TIMER,
    RaffleBook,
    RaffleDoc,
    RaffleEntry,
    RaffleHead,
    RafflePage,
    find_page,
)
from liuke.activities.parts.raffle_rounds import Rounds, rename
from liuke.activities.parts.raffle_spec import RaffleEarned, RaffleSpec
from liuke.activities.parts.raffle_words import WORDINGS
from liuke.activities.parts.sign_up_doc import Payment
from liuke.activities.parts.sign_up_seats import pay_back
from liuke.decision.state import MemberState
from liuke.decision.turn import Turn
from liuke.kernel.clock import DAY_US, HOUR_US
from liuke.ledger import postings

PAID = "order.paid"


class Entries:
    """Entering one raffle."""

    def __init__(self, activity: Activity, rounds: Rounds) -> None:
        self.activity = activity
        self.spec = activity.typed(RaffleSpec)
        self.id, self.path = self.spec.id, activity.path
        self.rounds = rounds

    # -- asking for it ----------------------------------------------------------------------------------------------
    def enter(self, turn: Turn) -> None:
        """``raffle.enter``: as many entries as are asked for, or none."""
        count = 1 if turn.data.get("count") is None else turn.data["count"]
        head = self.rounds.open(turn, turn.ctx.now_us)
        if not head.closes_us:
            self._refuse(turn, "raffle-closed")
        entry = self._edit(turn, head)
        if not 1 <= count <= self.spec.entries.most - len(entry.numbers):
            self._refuse(turn, "raffle-limit", left=max(self.spec.entries.most - len(entry.numbers), 0))
        if head.numbers + count > MAX_ENTRIES:
            self._refuse(turn, "raffle-full")
        for _ in range(count):
            self._pay(turn, head, entry)
        numbers = self._add(turn, head, entry, count)
        turn.result = {
            "activity": self.id, "round": head.round, "numbers": numbers, "entered": len(entry.numbers),
            "closes_us": head.closes_us,
        }  # fmt: skip

    def earn(self, turn: Turn, terms: RaffleEarned) -> None:
        """Something that brings entries; as many as the member may still have."""
        head = self.rounds.open(turn, turn.ctx.now_us)
        known = turn.state.read(SLOT, RaffleBook).docs.get(self.id) or RaffleDoc()
        entry = known.rounds.get(str(head.round)) or RaffleEntry()
        count = min(terms.count, self.spec.entries.most - len(entry.numbers), MAX_ENTRIES - head.numbers)
        if not head.closes_us or count < 1:
            turn.skipped(self.path, "raffle-limit" if head.closes_us else "raffle-closed")
            return
        entry = self._edit(turn, head)
        numbers = self._add(turn, head, entry, count)
        order = str(turn.now.data.get("order_id") or "") if turn.now.type == PAID else ""
        if order:
            entry.orders[order] = [*entry.orders.get(order, []), *numbers]

    def _edit(self, turn: Turn, head: RaffleHead) -> RaffleEntry:
        doc = turn.state.edit(SLOT, RaffleBook).docs.setdefault(self.id, RaffleDoc())
        return doc.rounds.setdefault(str(head.round), RaffleEntry())

    def _pay(self, turn: Turn, head: RaffleHead, entry: RaffleEntry) -> None:
        """The cheapest first, or as ``pay_with`` says."""
        terms, wanted = self.spec.entries, turn.data.get("pay_with")
        ref = self.rounds.key(head.round)
        if wanted in {None, "free"} and entry.free < terms.free:
            entry.free += 1
        elif wanted in {None, "chance"} and terms.asset is not None and postings.find_free(turn, terms.asset):
            posting = postings.spend(turn, terms.asset, 1, rule=self.path, ref=ref)
            entry.payments.append(Payment(terms.asset, 1, posting.seq))
        elif wanted in {None, "price"} and terms.price is not None:
            price = terms.price
            posting = postings.spend(turn, price.asset, price.amount, rule=self.path, ref=ref)
            entry.payments.append(Payment(price.asset, price.amount, posting.seq))
        else:
            self._refuse(turn, "raffle-no-chance")

    def _add(self, turn: Turn, head: RaffleHead, entry: RaffleEntry, count: int) -> list[int]:
        """The next numbers of the list are the member's."""
        numbers = list(range(head.numbers + 1, head.numbers + count + 1))
        for number in numbers:
            key = f"{self.rounds.key(head.round)}/{find_page(number)[0]}"
            page = turn.shared(PAGES, key) or RafflePage()
            page.members.append(turn.state.member_id)
            turn.put_shared(PAGES, key, page)
        head.numbers += count
        turn.put_shared(HEAD, self.id, head)
        entry.numbers += numbers
        entry.due_us = self.spec.find_last(head.closes_us) + HOUR_US
        turn.arm_earliest(f"{TIMER}:{self.id}", entry.due_us)
        note(turn, self.id, head.round, count)
        turn.applied(self.path, "raffle-entered", count=count, round=head.round)
        turn.emit("raffle.entered", {"activity": self.id, "round": head.round, "count": count})
        return numbers

    def _refuse(self, turn: Turn, code: str, **extra: Any) -> NoReturn:
        turn.refuse(code, f"{self.path}: {WORDINGS[code].en}", activity=self.id, **extra)

    # -- asking -----------------------------------------------------------------------------------------------------
    def count_left(self, entry: RaffleEntry, state: MemberState) -> tuple[int, int]:
        """Free entries and chances that are left."""
        left = max(self.spec.entries.most - len(entry.numbers), 0)
        asset = self.spec.entries.asset
        chances = state.wallet(asset).available if asset is not None else 0
        free = min(max(self.spec.entries.free - entry.free, 0), left)
        return free, min(chances, left - free)


def note(turn: Turn, activity: str, number: int, count: int) -> None:
    """Entries that were made, or (less than nothing) taken back, for whoever counts them."""
    turn.record_new("raffle_entry", f"{activity}/{number}/{turn.new_id()}", {"t_us": turn.now.t_us, "count": count})


def withdraw(turn: Turn, activity: str, number: int, entries: Sequence[int]) -> bool:
    """Take entries out of a round that is not over; ``False``: it is, and they stand."""
    head = turn.shared(HEAD, activity)
    if not entries:
        return True
    if head is not None and head.round == number:
        head.gone += len(entries)
        turn.put_shared(HEAD, activity, head)
    else:
        one = turn.shared(ROUNDS, f"{activity}/{number}")
        if one is None or one.is_over:
            return False
        one.gone += len(entries)
        turn.put_shared(ROUNDS, f"{activity}/{number}", one)
    rename(turn, activity, number, entries, 0)
    note(turn, activity, number, -len(entries))
    turn.applied(f"activities.{activity}", "raffle-withdrawn", count=len(entries))
    return True


def give_up(turn: Turn, activity: str, doc: RaffleDoc, name: str) -> None:
    """The member has nothing in a round any more; what they paid comes back."""
    entry = doc.rounds.pop(name)
    withdraw(turn, activity, int(name), entry.numbers)
    pay_back(turn, f"{activity}/{name}", entry.payments)


def drop_order(turn: Turn, activity: str, order: str) -> list[int]:
    """The entries that an order brought are gone, as far as their round is not over; else their numbers stay."""
    known = turn.state.read(SLOT, RaffleBook).docs.get(activity)
    stood = list[int]()
    for name in [name for name, entry in known.rounds.items() if order in entry.orders] if known is not None else ():
        entry = turn.state.edit(SLOT, RaffleBook).docs[activity].rounds[name]
        numbers = entry.orders.pop(order)
        if withdraw(turn, activity, int(name), numbers):
            entry.numbers = [one for one in entry.numbers if one not in numbers]
        else:
            stood += numbers
    return stood


def on_due(turn: Turn) -> None:
    """The timer of the kind: rounds that are over are forgotten, and of what came to nothing everything goes back."""
    activity = str(turn.data["id"])
    if activity not in turn.state.read(SLOT, RaffleBook).docs:
        return
    doc = turn.state.edit(SLOT, RaffleBook).docs[activity]
    goes_on, test = is_there(turn.program, activity, RaffleSpec), turn.state.test
    for name, entry in list(doc.rounds.items()):
        if entry.due_us > turn.now.t_us or not entry.due_us:
            continue
        one = turn.shared(ROUNDS, f"{activity}/{name}")
        if test:  # what they paid for a list in which nobody sees them
            give_up(turn, activity, doc, name)
        elif one is not None and one.status == "drawn":
            entry.due_us, entry.payments = 0, []
        elif goes_on and (one is None or not one.is_over):
            entry.due_us = turn.now.t_us + DAY_US
        else:
            give_up(turn, activity, doc, name)
    for name in sorted((name for name, entry in doc.rounds.items() if not entry.due_us), key=int)[:-KEPT_ROUNDS]:
        del doc.rounds[name]
    doc.wins = doc.wins[-KEPT_WINS:]
    arm(turn, activity, doc)


def arm(turn: Turn, activity: str, doc: RaffleDoc) -> None:
    """Let the next round be looked at in its time."""
    turn.arm(f"{TIMER}:{activity}", min((one.due_us for one in doc.rounds.values() if one.due_us), default=0))
