"""The challenges of two members as one's, and as two members' again: one place of one person. Pure."""

from __future__ import annotations

from typing import Any

import msgspec

from liuke.activities.parts import challenge_pot as pots
from liuke.activities.parts.challenge_doc import (
    INSIDE,
    SLOT,
    TEAM,
    ChallengeBook,
    ChallengeDoc,
    ProvenDay,
)
from liuke.activities.parts.challenge_teams import drop, follow_team
from liuke.activities.parts.challenge_words import GONE, TIMER
from liuke.activities.parts.sign_up_doc import Payment
from liuke.decision.hooks import Merge, MergeCase
from liuke.decision.turn import Turn
from liuke.earning.book import StatedFact
from liuke.earning.stated import join_stated


def _copy(doc: ChallengeDoc) -> ChallengeDoc:
    return _read(msgspec.to_builtins(doc, str_keys=True))


def _own(payments: list[Payment], other: int) -> list[Payment]:
    return [msgspec.structs.replace(one, owner=one.owner or other) for one in payments]


def _take_over(doc: ChallengeDoc, other: int) -> ChallengeDoc:
    """The same as somebody else's: what was paid is known by whose posting it is."""
    made = _copy(doc)
    made.fees, made.deposits, made.back = (_own(some, other) for some in (made.fees, made.deposits, made.back))
    made.also = {number: _own(some, other) for number, some in made.also.items()}
    return made


def _join(case: MergeCase) -> None:
    """Who alone is inside brings the place along; of two places one is given up, and what was put down goes back."""
    theirs = case.other.state.read(SLOT, ChallengeBook).docs
    mine = case.into.state.edit(SLOT, ChallengeBook).docs if theirs else {}
    other, me = case.other.state.member_id, case.into.state.member_id
    for name, doc in theirs.items():
        own, took = mine.get(name), _take_over(doc, other)
        both = own is not None and own.status == INSIDE and took.status == INSIDE
        if both and own is not None:
            made = _combine(case.into, name, _copy(own), took, other)
        elif own is None or took.status == INSIDE or (own.status != INSIDE and took.status > own.status):
            made = _bring(case.into, name, own, took, other, me)
        else:
            made = _copy(own)
            made.invited = took.invited | made.invited
            made.back = [*made.back, *took.back]
        mine[name] = made
        days = case.into.program.calendar.local_day
        of_both = (
            StatedFact(turn.state.member_id, days(one.t_us)) if one is not None and one.status == INSIDE else None
            for turn, one in ((case.into, own), (case.other, doc))
        )
        join_stated(case, GONE, name, *of_both)
        case.kept[name] = {
            "own": _plain(own), "took": _plain(doc), "made": _plain(made), "both": both,
        }  # fmt: skip
        if made.back:
            case.into.arm(f"{TIMER}:{name}:back", case.into.now.t_us)
        case.into.applied(f"activities.{name}", "merge-challenge", done=made.done)


def _plain(doc: ChallengeDoc | None) -> Any:
    return msgspec.to_builtins(doc, str_keys=True) if doc is not None else None


def _bring(
    turn: Turn, name: str, own: ChallengeDoc | None, took: ChallengeDoc, other: int, me: int
) -> ChallengeDoc:  # fmt: skip
    if took.status == INSIDE:
        pots.rename(turn, name, took.number, other, me)
    _rename_in_team(turn, name, took.team, other, me)
    if own is not None:
        took.invited = own.invited | took.invited
        took.back = [*own.back, *took.back]
    return took


def _rename_in_team(turn: Turn, name: str, code: str, old: int, new: int) -> None:
    team = turn.shared(TEAM, f"{name}/{code}") if code else None
    if team is None or str(old) not in team.members:
        return
    team.members[str(new)] = team.members.pop(str(old))
    if team.captain == old:
        team.captain = new
    turn.put_shared(TEAM, f"{name}/{code}", team)


def _combine(turn: Turn, name: str, own: ChallengeDoc, took: ChallengeDoc, other: int) -> ChallengeDoc:
    """Both are inside: a day that one of them has done is done, once."""
    if pots.vacate(turn, name, took.number, other):
        own.back = [*own.back, *took.fees, *took.deposits, *took.back]
    else:
        # it is being closed: what comes of the other place comes to who stays, too
        pots.rename(turn, name, took.number, other, turn.state.member_id)
        own.also = own.also | took.also | {took.number: took.deposits}
        own.back = [*own.back, *took.back]
    for number, entry in took.days.items():
        own.days[number] = _join_day(own.days.get(number), entry)
    own.held = sorted({*own.held, *took.held})
    own.given = {at: max(own.given.get(at, 0), took.given.get(at, 0)) for at in own.given | took.given}
    own.team_held = sorted({*own.team_held, *took.team_held})
    own.invited = took.invited | own.invited
    own.needed = min(own.needed, took.needed)
    if own.team:
        drop(turn, name, took.team, other)
    else:
        own.team = took.team
        _rename_in_team(turn, name, took.team, other, turn.state.member_id)
    pots.follow(turn, name, own)
    follow_team(turn, name, own)
    return own


def _join_day(mine: ProvenDay | None, other: ProvenDay) -> ProvenDay:
    if mine is None:
        return other
    better, worse = (other, mine) if other.state > mine.state else (mine, other)
    return ProvenDay(
        better.state, mine.value + other.value, better.post or worse.post, mine.made_up or other.made_up,
        mine.orders | other.orders, max(mine.times, other.times),
    )  # fmt: skip


def _split(case: MergeCase) -> None:
    """Each has again what they had; of two places that became one, only while nothing came of it."""
    mine = case.into.state.edit(SLOT, ChallengeBook).docs if case.kept else {}
    other, me = case.other.state.member_id, case.into.state.member_id
    for name, kept in case.kept.items():
        now, took = mine[name], _read(kept["took"])
        came = took.status == INSIDE and not kept["both"]
        if kept["both"] or (came and now.status != INSIDE):
            case.spent.append({"what": "challenge", "activity": name})
            continue
        own = _read(kept["own"]) if kept["own"] is not None else None
        if came:
            pots.rename(case.into, name, now.number, me, other)
            _rename_in_team(case.into, name, now.team, me, other)
            _put_back(case, mine, name, own, _return(now, other, own))
        elif now in (made := _read(kept["made"]), paid := msgspec.structs.replace(made, back=[])):
            # what was to be given back may have been meanwhile
            gone = now == paid != made
            theirs = msgspec.structs.replace(took, back=[]) if gone else None
            _put_back(case, mine, name, msgspec.structs.replace(own, back=[]) if own and gone else own, theirs)


def _read(plain: Any) -> ChallengeDoc:
    return msgspec.convert(plain, ChallengeDoc, strict=False)


def _return(now: ChallengeDoc, other: int, own: ChallengeDoc | None) -> ChallengeDoc:
    """What the member who goes again takes along: the days that were done meanwhile, too."""
    made = _copy(now)
    kept = {one.seq for one in own.back} if own is not None else set[int]()
    made.fees, made.deposits, made.back = (
        [msgspec.structs.replace(one, owner=0 if one.owner == other else one.owner) for one in some]
        for some in (made.fees, made.deposits, [one for one in made.back if one.owner or one.seq not in kept])
    )
    return made


def _put_back(
    case: MergeCase, mine: dict[str, ChallengeDoc], name: str, own: ChallengeDoc | None, theirs: ChallengeDoc | None
) -> None:
    if own is None:
        del mine[name]
    else:
        mine[name] = own
    if theirs is not None and case.other.state.read(SLOT, ChallengeBook).docs.get(name) != theirs:
        case.other.state.edit(SLOT, ChallengeBook).docs[name] = theirs
    if theirs is not None:
        case.into.arm(f"{TIMER}:{name}:end", 0)


MERGE = Merge(_join, _split)
