"""The seats of two members as one's, and as two members' again: one seat in an open team, never two. Pure."""

from __future__ import annotations

import msgspec

from liuke.activities.parts.group_buy_doc import (
    ACTIVE,
    BEGUN,
    COUNTED,
    LAPSED,
    OPEN,
    PAID,
    RELEASED,
    SLOT,
    STATUSES,
    TEAM,
    GroupBook,
    GroupDoc,
    Seat,
)
from liuke.activities.parts.group_buy_teams import arm, close, key_of, put
from liuke.decision.hooks import Merge, MergeCase
from liuke.decision.turn import Turn


def _join(case: MergeCase) -> None:
    theirs = case.other.state.read(SLOT, GroupBook).docs
    mine = case.into.state.edit(SLOT, GroupBook).docs if theirs else {}
    for name, doc in theirs.items():
        own = mine.setdefault(name, GroupDoc())
        case.kept[name] = msgspec.to_builtins(doc)
        before = {one.team for one in own.seats if one.status in ACTIVE}
        moved = [msgspec.structs.replace(one) for one in doc.seats]
        own.seats = sorted([*own.seats, *moved], key=_by_time)
        own.counted, own.opened = own.counted + doc.counted, own.opened + doc.opened
        for seat in moved:
            if seat.status in ACTIVE:
                _move(case.into, name, seat)
            if seat.status in ACTIVE and seat.team in before:
                _give_up(case.into, name, own, seat)
        arm(case.into, name, own)
        case.into.applied(f"activities.{name}", "merge-group-buy", count=len(doc.seats))


def _by_time(seat: Seat) -> tuple[int, str]:
    return seat.t_us, seat.ref


def _move(turn: Turn, activity: str, seat: Seat) -> None:
    """The seat is the other's now."""
    team = turn.shared(TEAM, key_of(activity, seat.team))
    mine = team.find(seat.ref) if team is not None else None
    if team is not None and mine is not None:
        mine.member = turn.state.member_id
        if team.status not in BEGUN or sum(one.member == mine.member for one in team.seats) == 1:
            put(turn, activity, seat.team, team)


def _give_up(turn: Turn, activity: str, doc: GroupDoc, seat: Seat) -> None:
    """People are counted: of one who is in a team twice the second seat is free, and what was paid is asked back."""
    team = turn.shared(TEAM, key_of(activity, seat.team))
    if team is None or team.status not in BEGUN or team.find(seat.ref) is None:
        return
    if seat.status == OPEN:
        close(turn, activity, doc, seat, RELEASED)
        return
    team.drop(seat.ref)
    put(turn, activity, seat.team, team)
    if seat.status == PAID:
        seat.ends_us = turn.now.t_us  # the next turn, in which the orders of both are one member's, asks


def _split(case: MergeCase) -> None:
    """Seats go back as they are now; one that was paid, completed or given up meanwhile cannot."""
    theirs = case.other.state.edit(SLOT, GroupBook).docs if case.kept else {}
    mine = case.into.state.edit(SLOT, GroupBook).docs if case.kept else {}
    for name, kept in case.kept.items():
        before, own = msgspec.convert(kept, GroupDoc), mine[name]
        was = {one.ref: one for one in before.seats}
        now = {one.ref: one for one in own.seats if one.ref in was}
        for ref, one in now.items():
            changed = one.status != was[ref].status and one.status not in {LAPSED, RELEASED}
            if changed or one.ends_us != was[ref].ends_us:
                what = {"what": "group_buy", "activity": name, "team": one.team, "status": STATUSES[one.status]}
                case.spent.append(what)
        closed = [one for ref, one in now.items() if was[ref].status in COUNTED and one.status not in COUNTED]
        left = sum(-1 for _ in closed), sum(-1 for one in closed if one.opener)
        own.counted -= before.counted + left[0]
        own.opened -= before.opened + left[1]
        back = theirs[name]
        back.counted, back.opened = before.counted + left[0], before.opened + left[1]
        back.seats = [now.get(one.ref, one) for one in before.seats]
        own.seats = [one for one in own.seats if one.ref not in was]
        for one in back.seats:
            if one.status in ACTIVE:
                _move(case.other, name, one)
        if not own.seats and not own.counted:
            del mine[name]
        arm(case.into, name, own)
        arm(case.other, name, back)


MERGE = Merge(_join, _split)
