"""The sign-ups of two members as one's, and as two members' again: one place in a session, never two. Pure."""

from __future__ import annotations

import msgspec

from liuke.activities.parts.sign_up_doc import (
    ACTIVE,
    LEFT,
    SEATED,
    SEATS,
    SLOT,
    UNSEATED,
    Entry,
    SignUpBook,
    SignUpDoc,
)
from liuke.decision.hooks import Merge, MergeCase
from liuke.earning.book import StatedFact
from liuke.earning.stated import join_stated


def _join(case: MergeCase) -> None:
    """Of two entries in one session the better stays; what the other had is free again."""
    theirs = case.other.state.read(SLOT, SignUpBook).docs
    mine = case.into.state.edit(SLOT, SignUpBook).docs if theirs else {}
    for name, doc in theirs.items():
        own = mine.get(name)
        case.kept[name] = {
            "own": msgspec.to_builtins(own) if own is not None else None, "doc": msgspec.to_builtins(doc),
        }  # fmt: skip
        own = mine.setdefault(name, SignUpDoc())
        own.missed = sorted({*own.missed, *doc.missed})
        own.barred_until_us = max(own.barred_until_us, doc.barred_until_us)
        for session, entry in doc.entries.items():
            _join_entry(case, name, session, own, entry)
        case.into.applied(f"activities.{name}", "merge-sign-up", count=len(doc.entries))


def _join_entry(case: MergeCase, activity: str, session: str, own: SignUpDoc, entry: Entry) -> None:
    key, have = f"{activity}/{session}", own.entries.get(session)
    takes = have is None or have.status not in ACTIVE or (entry.status in ACTIVE and entry.status < have.status)
    seats = case.into.shared(SEATS, key) if entry.status in ACTIVE else None
    if seats is not None:
        gone = case.into.state.member_id if takes else case.other.state.member_id
        seats.drop(gone)
        if takes:
            seats.rename(case.other.state.member_id, case.into.state.member_id)
        case.into.put_shared(SEATS, key, seats)
    _join_stated(case, key, have, entry)
    _join_payments(case, f"activity:{activity}:back/{session}", own, session, entry, takes=takes)
    if not takes:
        return
    for timer, at_us in case.other.state.timers.items():
        parts = timer.split(":", 2)
        if timer.startswith(f"activity:{activity}:") and parts[2].split("/")[1:2] == [session]:
            case.into.arm(timer, at_us)


def _join_stated(case: MergeCase, what: str, have: Entry | None, entry: Entry) -> None:
    """Both had signed up, and both had a place: when the one leaves, it is stated of both."""
    for type_, statuses in ((LEFT, ACTIVE), (UNSEATED, {SEATED})):
        of_both = (
            StatedFact(turn.state.member_id, turn.program.calendar.local_day(one.t_us) if type_ == LEFT else None)
            if one is not None and one.status in statuses
            else None
            for turn, one in ((case.into, have), (case.other, entry))
        )
        join_stated(case, type_, what, *of_both)


def _join_payments(case: MergeCase, timer: str, own: SignUpDoc, session: str, entry: Entry, *, takes: bool) -> None:
    """What was paid for the place that is given up goes back, by the member's next turn: wallets are one by then."""
    other = case.other.state.member_id
    paid, back = (
        [msgspec.structs.replace(one, owner=one.owner or other) for one in several]
        for several in (entry.payments, entry.back)
    )
    have = own.entries.get(session)
    if takes:
        gone = have.payments if have is not None and have.status in ACTIVE else []
        back = [*(have.back if have is not None else []), *back, *gone]
        own.entries[session] = msgspec.structs.replace(entry, payments=paid, back=back)
    elif have is not None:
        have.back = [*have.back, *back, *(paid if entry.status in ACTIVE else [])]
    if own.entries[session].back:
        case.into.arm(timer, case.into.now.t_us)


def _split(case: MergeCase) -> None:
    """Each has again what they had; what changed meanwhile stays as it is, and cannot be taken apart."""
    mine = case.into.state.edit(SLOT, SignUpBook).docs if case.kept else {}
    for name, kept in case.kept.items():
        doc = msgspec.convert(kept["doc"], SignUpDoc)
        before = msgspec.convert(kept["own"], SignUpDoc) if kept["own"] is not None else None
        for session, entry in doc.entries.items():
            had = before.entries.get(session) if before is not None else None
            now = mine[name].entries.get(session)
            if entry.status not in ACTIVE:
                continue
            if now is None or now.status != entry.status or (had is not None and had.status in ACTIVE):
                case.spent.append({"what": "sign_up", "activity": name, "session": session})
                continue
            key = f"{name}/{session}"
            seats = case.into.shared(SEATS, key)
            if seats is not None:
                seats.rename(case.into.state.member_id, case.other.state.member_id)
                case.into.put_shared(SEATS, key, seats)
        for session in doc.entries:
            mine[name].entries.pop(session, None)
            if before is not None and session in before.entries:
                mine[name].entries[session] = before.entries[session]
        _take_out(mine, name, doc, before)


def _take_out(mine: dict[str, SignUpDoc], name: str, doc: SignUpDoc, before: SignUpDoc | None) -> None:
    own = mine[name]
    own.missed = [one for one in own.missed if one not in doc.missed or (before is not None and one in before.missed)]
    if own.barred_until_us == doc.barred_until_us:
        own.barred_until_us = before.barred_until_us if before is not None else 0
    if before is None and not own.entries and not own.missed and not own.barred_until_us:
        del mine[name]


MERGE = Merge(_join, _split)
