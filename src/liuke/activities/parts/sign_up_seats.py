"""Who has a place in a session, and who is asked next. Pure: over the session's list, inside a turn."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from liuke.activities.contracts import Activity, ActivitySpec
from liuke.activities.parts.sign_up_doc import (
    ACTIVE,
    LEFT,
    OVER,
    SEATED,
    SEATS,
    SLOT,
    STATUSES,
    UNSEATED,
    Entry,
    Payment,
    SeatList,
    SignUpBook,
)
from liuke.activities.parts.sign_up_spec import SignUpSession, SignUpSpec
from liuke.decision.draws import SealedList
from liuke.decision.turn import Turn
from liuke.earning.stated import emit_undone
from liuke.kernel.clock import MINUTE_US
from liuke.kernel.draws import hash_list
from liuke.ledger import postings
from liuke.ledger.moved import find_place

OFFER, DRAWN = "sign_up.offer", "sign_up.draw_result"
"""Delivered to members: a place is offered; the draw was made."""


def pay_back(turn: Turn, ref: str, payments: Sequence[Payment]) -> None:
    """What was paid comes back, to the lots it came from."""
    for one in payments:
        if seq := find_place(turn, one.owner, one.asset, one.seq):
            postings.refund(turn, one.asset, seq, one.amount, ref=ref)


def give_up(turn: Turn, activity: str, session: str, entry: Entry) -> None:
    """Of a session that is in no program any more: what was paid comes back."""
    key = f"{activity}/{session}"
    seats = turn.shared(SEATS, key)
    if seats is not None:
        seats.drop(turn.state.member_id)
        turn.put_shared(SEATS, key, seats)
    pay_back(turn, key, entry.payments)
    facts = (UNSEATED, LEFT) if entry.status == SEATED else (LEFT,)
    entry.status, entry.code, entry.payments, entry.until_us = OVER, "", [], 0
    turn.applied(f"activities.{activity}", "sign-up-cancelled")
    for fact in facts:
        state_entry(turn, activity, session, fact, entry)


def state_entry(turn: Turn, activity: str, session: str, fact: str, entry: Entry) -> None:
    """State what became of a member's entry."""
    data: dict[str, Any] = {
        "activity": activity, "session": session, "status": STATUSES[entry.status], "party": entry.party,
    }  # fmt: skip
    if fact == LEFT:
        data["counted_day"] = turn.program.calendar.local_day(entry.t_us)
    emit_undone(turn, fact, f"{activity}/{session}", data)


def on_gone(turn: Turn) -> None:
    """A timer of a session that is in no program any more: nothing that was paid for it is kept."""
    activity, _, rest = str(turn.data["id"]).partition(":")
    what, _, name = rest.partition("/")
    session = name.partition("/")[0]
    known = turn.state.read(SLOT, SignUpBook).docs.get(activity)
    if known is None or session not in known.entries or _has_session(turn, activity, session):
        return
    entry = turn.state.edit(SLOT, SignUpBook).docs[activity].entries[session]
    if what == "back":
        pay_back(turn, f"{activity}/{session}", entry.back)
        entry.back = []
    elif what in {"offer", "end"} and entry.status in ACTIVE:
        give_up(turn, activity, session, entry)


def _has_session(turn: Turn, activity: str, session: str) -> bool:
    found: tuple[ActivitySpec, ...] = turn.program.spec.section("activities")
    return any(
        one.id == activity and isinstance(one, SignUpSpec) and any(it.id == session for it in one.sessions)
        for one in found
    )


class Seats:
    """The lists of an activity's sessions."""

    def __init__(self, activity: Activity) -> None:
        self.activity = activity
        self.spec = activity.typed(SignUpSpec)

    def key(self, session: SignUpSession) -> str:
        """Of the session's list."""
        return f"{self.spec.id}/{session.id}"

    def read(self, turn: Turn, session: SignUpSession) -> SeatList:
        """The list as the program has it now: places that were lowered stay what is taken."""
        assert session.places is not None, "only what is limited has a list"
        doc = turn.shared(SEATS, self.key(session)) or SeatList(session.places)
        doc.places = max(session.places, doc.taken)
        return doc

    def find(self, turn: Turn, session: SignUpSession) -> SeatList | None:
        """The list, if somebody has made it."""
        return turn.shared(SEATS, self.key(session)) if session.places is not None else None

    def write(self, turn: Turn, session: SignUpSession, doc: SeatList) -> None:
        """Keep the list, and offer what is free to who is next: in strict order, who has paused is passed over."""
        begins_us = session.begins_us(self.activity.program.calendar)
        if turn.judged_us < begins_us and self.activity.path not in turn.state.cancelled and self._is_drawn(doc):
            self._offer(turn, session, doc, min(turn.now.t_us + self.spec.offer_minutes * MINUTE_US, begins_us))
        turn.put_shared(SEATS, self.key(session), doc)

    def _is_drawn(self, doc: SeatList) -> bool:
        return self.spec.ballot is None or doc.drawn

    def _offer(self, turn: Turn, session: SignUpSession, doc: SeatList, until_us: int) -> None:
        for one in list(doc.waiting):
            if one.paused:
                continue
            if one.party > doc.free:
                break
            doc.waiting.remove(one)
            doc.offered[str(one.member)] = one.party
            doc.offers += 1
            turn.deliver(
                one.member, f"{self.key(session)}/offer/{doc.offers}", OFFER,
                {"activity": self.spec.id, "session": session.id, "until_us": until_us},
            )  # fmt: skip

    def draw(self, turn: Turn, session: SignUpSession) -> None:
        """Draw who gets a place, over the list of all who entered; who is left waits in the order that was drawn."""
        doc = self.read(turn, session)
        if doc.drawn:
            return
        entered, doc.entered, doc.drawn = doc.entered, [], True
        sealed = SealedList(hash_list(f"{one.member}:{one.party}" for one in entered), "")
        order = self.activity.draw(turn, f"places of {session.id}", period="all", over=sealed).order(len(entered))
        results = dict[int, str]()
        for place in order:
            one = entered[place]
            if one.party <= doc.free and not doc.waiting and self.spec.price is None:
                doc.seated[str(one.member)] = one.party
                results[one.member] = "seated"
            elif len(doc.waiting) < max(self.spec.waiting, doc.free):
                doc.waiting.append(one)
                results[one.member] = "waiting"
            else:
                results[one.member] = "not_drawn"
        for member, result in results.items():
            turn.deliver(
                member, f"{self.key(session)}/drawn", DRAWN,
                {"activity": self.spec.id, "session": session.id, "result": result},
            )  # fmt: skip
        turn.record("sign_up_draw", f"{self.spec.id}/{session.id}", {
            "t_us": turn.now.t_us, "list": sealed.hash, "entered": len(entered), "seated": len(doc.seated),
        })  # fmt: skip
        self.write(turn, session, doc)

    def wake(self, turn: Turn, session: SignUpSession) -> None:
        """The program may have more places now: they are offered."""
        if self.find(turn, session) is not None:
            self.write(turn, session, self.read(turn, session))
