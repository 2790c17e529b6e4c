"""The raffle entries of two members as one's, and as two members' again: each entry stays in its list. Pure."""

from __future__ import annotations

import msgspec

from liuke.activities.parts.raffle_doc import ROUNDS, SLOT, RaffleBook, RaffleDoc, RaffleEntry
from liuke.activities.parts.raffle_entries import arm
from liuke.activities.parts.raffle_rounds import rename
from liuke.decision.hooks import Merge, MergeCase


def _join(case: MergeCase) -> None:
    """What both entered counts on, and one of them wins once."""
    theirs = case.other.state.read(SLOT, RaffleBook).docs
    mine = case.into.state.edit(SLOT, RaffleBook).docs if theirs else {}
    into, other = case.into.state.member_id, case.other.state.member_id
    for name, doc in theirs.items():
        case.kept[name] = True
        own = mine.setdefault(name, RaffleDoc())
        for number, entry in doc.rounds.items():
            have = own.rounds.setdefault(number, RaffleEntry())
            if not _is_over(case, name, number):
                rename(case.into, name, int(number), entry.numbers, into)
            have.numbers = sorted([*have.numbers, *entry.numbers])
            have.free += entry.free
            have.orders = {**have.orders, **{order: list(numbers) for order, numbers in entry.orders.items()}}
            have.payments = [
                *have.payments,
                *(msgspec.structs.replace(one, owner=one.owner or other) for one in entry.payments),
            ]
            have.due_us = max(have.due_us, entry.due_us)
        own.wins = [*own.wins, *(msgspec.structs.replace(one) for one in doc.wins)]
        arm(case.into, name, own)
        case.into.applied(f"activities.{name}", "merge-raffle", count=len(doc.rounds))


def _is_over(case: MergeCase, activity: str, number: str) -> bool:
    one = case.into.shared(ROUNDS, f"{activity}/{number}")
    return one is not None and one.is_over


def _split(case: MergeCase) -> None:
    """Each has their own entries again, as far as they are still in their lists."""
    mine = case.into.state.edit(SLOT, RaffleBook).docs if case.kept else {}
    theirs = case.other.state.edit(SLOT, RaffleBook).docs if case.kept else {}
    for name in case.kept:
        own, doc = mine.get(name, RaffleDoc()), theirs[name]
        for number, entry in list(doc.rounds.items()):
            have = own.rounds.get(number)
            if have is None:
                del doc.rounds[number]
            else:
                _take_out(case, name, number, have, entry)
            if have is not None and not have.numbers and not have.payments:
                del own.rounds[number]
        won = {(one.round, one.place, one.times) for one in doc.wins}
        now = {(one.round, one.place, one.times): one for one in own.wins}
        doc.wins = [now.get((one.round, one.place, one.times), one) for one in doc.wins]
        own.wins = [one for one in own.wins if (one.round, one.place, one.times) not in won]
        arm(case.into, name, own)
        arm(case.other, name, doc)
        if name in mine and not own.rounds and not own.wins:
            del mine[name]


def _take_out(case: MergeCase, activity: str, number: str, have: RaffleEntry, entry: RaffleEntry) -> None:
    """What the member who goes back brought, and is still there."""
    entry.numbers = [one for one in entry.numbers if one in have.numbers]
    have.numbers = [one for one in have.numbers if one not in entry.numbers]
    have.free = max(have.free - entry.free, 0)
    entry.orders = {order: numbers for order, numbers in entry.orders.items() if order in have.orders}
    have.orders = {order: numbers for order, numbers in have.orders.items() if order not in entry.orders}
    brought = {(one.asset, one.seq, one.owner or case.other.state.member_id) for one in entry.payments}
    left = [one for one in have.payments if (one.asset, one.seq, one.owner) in brought]
    have.payments = [one for one in have.payments if one not in left]
    there = {(one.asset, one.seq) for one in left}
    entry.payments = [one for one in entry.payments if (one.asset, one.seq) in there]
    entry.due_us = have.due_us
    if not _is_over(case, activity, number):
        rename(case.into, activity, int(number), entry.numbers, case.other.state.member_id)


MERGE = Merge(_join, _split)
