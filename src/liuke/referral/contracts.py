"""What referral is made of: a code for each member, an edge for each invitee, a book in each member's own state."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

import msgspec

from liuke.decision.shared import SharedKind
from liuke.decision.state import Slot
from liuke.ledger.tally import Tally

Status = Literal["bound", "effective", "void"]
"""Of an invitee: brought, and nothing more; did what counts; or brought by nobody any more."""
INVITED, LEFT = "referral_invited", "referral_left"
COMPLETED, UNDONE = "referral_completed", "referral_undone"
"""Records of who invites, by invitee (and order): the tree is read from them."""
OPENED = "share_opened"
"""Record of who opens: once a sharer and day."""
FOLLOWED, UNFOLLOWED = "share_followed", "share_unfollowed"
"""Records of who shared: a friend took part, and that went back."""
STAYED = "referral_stayed"
"""Record of who invites, by invitee: on the stated day they were still there, or not."""
PROMOTED = "referral_promoted"
"""Record of who became a super promoter; there is one of a member."""
MAX_VISITS = 20


class CodeOwner(msgspec.Struct):
    """Whose code it is; 0: of somebody who was erased."""

    member_id: int


class Edge(msgspec.Struct, omit_defaults=True):
    """Who brought an invitee; the key is the invitee's number.

    Args:
        inviter: Who.
        status: How far it has come.
        bound_us: Since when.
        order_id: What made it effective.
    """

    inviter: int
    status: Status
    bound_us: int
    order_id: str = ""


class Bond(msgspec.Struct, omit_defaults=True):
    """An edge as the invitee keeps it.

    Args:
        invitee: Key of the edge: the member's own number, or that of one who became this member.
        inviter: Who.
        status: How far it has come.
        bound_us: Since when.
        until_us: An act before this counts.
        order_id: What made it effective.
        n: Times it was effective.
        nth: Which binding of the member it is.
    """

    invitee: str
    inviter: int
    status: Status
    bound_us: int
    until_us: int
    order_id: str = ""
    n: int = 0
    nth: int = 1


class Visit(msgspec.Struct, array_like=True):
    """A share that the member opened and has not followed yet.

    Args:
        sharer: Who shared it.
        target: What.
        t_us: Since when.
        until_us: An act before this counts for the sharer.
    """

    sharer: int
    target: str
    t_us: int
    until_us: int


class ReferralBook(msgspec.Struct, omit_defaults=True):
    """A member's part of it, as invitee and as inviter.

    Args:
        code: The member's own.
        bonds: Who brought the member; more than one only where several became this member.
        bound: How often the member said who brought them.
        effective: Invitees who count at present.
        days: How many were rewarded, by day.
        months: How many were rewarded, by month.
        reached: Steps of the ladder that are reached at present.
        times: Step → how often it was reached.
        shares: Shares that were rewarded, by day.
        visits: Shares of others that the member opened, the newest last; one of each who shared.
        judged: Invitees whose stated day has come.
        stayed: Those of them who were still there.
        promoted_us: Since when the member is a super promoter; 0: is none.
    """

    code: str = ""
    bonds: list[Bond] = []
    bound: int = 0
    effective: int = 0
    days: Tally = []
    months: Tally = []
    reached: list[int] = []
    times: dict[int, int] = {}
    shares: Tally = []
    visits: list[Visit] = []
    judged: int = 0
    stayed: int = 0
    promoted_us: int = 0


def _find_code_faults(key: str, owner: CodeOwner) -> Iterable[str]:
    if len(key) > 32:
        yield "it does not fit a scene of 32 characters"
    if owner.member_id < 0:
        yield f"{owner.member_id} is no member"


def _find_edge_faults(key: str, edge: Edge) -> Iterable[str]:
    if not key.isdigit():
        yield f"{key} is no member"
    if str(edge.inviter) == key:
        yield "nobody invites themselves"
    if (edge.status == "effective") != bool(edge.order_id):
        yield f"it is {edge.status}, by order {edge.order_id!r}"


REFERRAL = Slot("referral", ReferralBook)
CODE = SharedKind("referral_code", CodeOwner, _find_code_faults)
EDGE = SharedKind("referral", Edge, _find_edge_faults)
