"""The invitations of two members as one's, and as two again. Pure but for the turns.

Who turns out to be their own inviter is given nothing for it: what both sides had goes back.
"""

from __future__ import annotations

import msgspec

from liuke.decision.hooks import Merge, MergeCase
from liuke.ledger import tally
from liuke.referral import promoter, service, shares
from liuke.referral.contracts import REFERRAL, ReferralBook


def _join(case: MergeCase) -> None:
    theirs = case.other.state.read(REFERRAL, ReferralBook)
    mine, pair = case.into.state.edit(REFERRAL, ReferralBook), {case.into.state.member_id, case.other.state.member_id}
    case.kept["bonds"] = [bond.invitee for bond in theirs.bonds]
    case.kept["code"] = mine.code
    case.kept["reached"] = [at for at in theirs.reached if at not in mine.reached]
    mine.bonds += [msgspec.structs.replace(bond) for bond in theirs.bonds]
    case.kept["bound"] = [mine.bound, max(mine.bound, theirs.bound)]
    mine.bound = max(mine.bound, theirs.bound)
    mine.code = mine.code or theirs.code
    mine.effective += theirs.effective
    mine.days, mine.months = tally.unite(mine.days, theirs.days), tally.unite(mine.months, theirs.months)
    mine.shares = tally.unite(mine.shares, theirs.shares)
    shares.join_visits(mine, theirs)
    promoter.join(case, mine, theirs)
    mine.reached = sorted({*mine.reached, *theirs.reached})
    for at, times in theirs.times.items():
        mine.times[at] = max(mine.times.get(at, 0), times)
    for bond in mine.bonds:
        if bond.inviter in pair and bond.status != "void":
            service.end(case.into, bond)
    if theirs.effective or case.kept["bonds"]:
        case.into.applied(service.PATH, "merge-invitations")


def _split(case: MergeCase) -> None:
    theirs, mine = (turn.state.edit(REFERRAL, ReferralBook) for turn in (case.other, case.into))
    moved = frozenset(case.kept.get("bonds", ()))
    theirs.bonds = [bond for bond in mine.bonds if bond.invitee in moved]
    mine.bonds = [bond for bond in mine.bonds if bond.invitee not in moved]
    mine.code = case.kept.get("code", mine.code)
    before, joined = case.kept.get("bound", (0, 0))
    if mine.bound == joined:  # nobody was named since: numbers of bindings are not given twice
        mine.bound = before
    mine.effective = max(mine.effective - theirs.effective, 0)
    mine.days, mine.months = tally.take_out(mine.days, theirs.days), tally.take_out(mine.months, theirs.months)
    mine.shares = tally.take_out(mine.shares, theirs.shares)
    shares.split_visits(mine, theirs)
    promoter.split(case, mine, theirs)
    mine.reached = [at for at in mine.reached if at not in case.kept.get("reached", ())]


MERGE = Merge(_join, _split)
