"""Reported invitations of somebody who is no newcomer: they are kept as events, and nothing follows from them."""

from __future__ import annotations

from collections.abc import Iterable

from liuke.decision.domain import Phase, Reaction
from liuke.decision.turn import Turn
from liuke.kernel.text import text

REPORTED = ("referral.registered", "referral.first_order")
PATH = "referral"


def _check(turn: Turn) -> None:
    """Whoever comes again after an erasure, or was found to be somebody who was here before, is no newcomer."""
    invitee = turn.state.find_person(str(turn.now.data["invitee"]))
    if invitee is None:
        return  # a name of the reporting system's own
    if turn.state.is_of(invitee.member_id):
        turn.pass_over(PATH, "invitee-is-self")
    if not invitee.is_new:
        turn.pass_over(PATH, "invitee-returning")


def invitation_reactions() -> Iterable[Reaction]:
    """The reaction that comes before whatever counts or earns."""
    return [Reaction(type_, Phase.REQUEST, PATH, _check) for type_ in REPORTED]


WORDINGS = {
    "invitee-returning": text("被邀请人曾是会员，不是新人，不计", "the invitee was here before: it does not count"),
    "invitee-is-self": text("被邀请人就是本人，不计", "nobody invites themselves: it does not count"),
}
