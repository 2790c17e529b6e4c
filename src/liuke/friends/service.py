"""Making and ending ties. Pure but for the turn.

The document of the pair is locked by whoever decides about it, so two members who ask, accept, decline or end at the
same moment find one order. Each member's own list follows at once on the side that acts, and by a delivery on the
other, which brings the list to what the document says by then: the order of deliveries does not matter.

Refusal codes: ``friends-off``, ``friend-of-self``, ``friends-already``, ``invited-already``, ``invited-lately``,
``too-many-invitations``, ``too-many-friends``, ``not-invited``, ``not-friends``.
"""

from __future__ import annotations

from liuke.decision.consents import SHARING, allows
from liuke.decision.turn import Turn
from liuke.friends.contracts import FRIENDS, TIE, FriendBook, Listed, Source, Tie, tie_key
from liuke.friends.spec import FriendsSpec
from liuke.kernel.clock import DAY_US

MAX_SHOWN = 200
"""Invitations that a member is shown; older ones make room."""
PATH = "friends"
_NO_ACTS = frozenset(("member.merge", "member.merge_away", "member.separate", "member.separate_away", "member.erase"))
"""In these ties change with the members: what rules gave for them was given, and goes with who had it."""


def get_terms(turn: Turn) -> FriendsSpec:
    """The section of the program; refuses where friends are switched off."""
    terms = turn.program.section("friends", FriendsSpec)
    if not terms.enabled:
        turn.refuse("friends-off", "this program has no friends")
    return terms


def invite(turn: Turn, other: int, source: Source = "invitation") -> str:
    """Ask somebody to be a friend; returns ``invited``, or ``friends`` where the other had asked already."""
    terms, book = get_terms(turn), turn.state.read(FRIENDS, FriendBook)
    if other == turn.state.member_id:
        turn.refuse("friend-of-self", "a friend is somebody else")
    tie = _find(turn, other)
    if tie is not None and tie.status == "friends":
        turn.refuse("friends-already", "they are friends already")
    if tie is not None and tie.status == "invited":
        if tie.by == other and turn.ctx.now_us < tie.until_us:
            _befriend(turn, other, tie)
            return "friends"
        if tie.by != other:
            turn.refuse("invited-already", "the invitation has not been answered yet", until_us=tie.until_us)
    if tie is not None and tie.by != other and turn.ctx.now_us < tie.again_us:
        turn.refuse("invited-lately", "they were invited not long ago", again_us=tie.again_us)
    if len(book.invited) >= terms.max_invitations:
        turn.refuse("too-many-invitations", f"{terms.max_invitations} invitations are open", most=terms.max_invitations)
    _refuse_full(turn, other)
    now_us = turn.ctx.now_us
    until_us = now_us + terms.invitation_days * DAY_US
    _put(turn, other, Tie("invited", turn.state.member_id, now_us, source, until_us, n=tie.n if tie else 0))
    turn.state.edit(FRIENDS, FriendBook).invited[other] = until_us
    turn.arm_earliest(PATH, until_us)
    turn.applied(PATH, "friend-invited")
    return "invited"


def accept(turn: Turn, other: int) -> None:
    """Be a friend of somebody who asked."""
    get_terms(turn)
    tie = _find(turn, other)
    if tie is not None and tie.status == "friends":
        turn.refuse("friends-already", "they are friends already")
    if tie is None or tie.status != "invited" or tie.by != other or turn.ctx.now_us >= tie.until_us:
        turn.refuse("not-invited", "there is no open invitation of theirs", fix="invite them")
    _befriend(turn, other, tie)


def decline(turn: Turn, other: int) -> None:
    """Do not be a friend of somebody who asked; they may ask again after a while."""
    tie = _find(turn, other)
    if tie is None or tie.status != "invited" or tie.by != other:
        turn.refuse("not-invited", "there is no open invitation of theirs")
    _end(turn, other, tie)
    turn.applied(PATH, "friend-declined")


def remove(turn: Turn, other: int) -> None:
    """End a friendship, or take an invitation back."""
    me, tie = turn.state.member_id, _find(turn, other)
    if tie is None or not (tie.status == "friends" or (tie.status == "invited" and tie.by == me)):
        turn.refuse("not-friends", "they are no friends")
    _end(turn, other, tie)
    turn.applied(PATH, "friend-removed")


def connect(turn: Turn, other: int, source: Source) -> bool:
    """Make two friends who both did their part already (one helped, both are in a team, a gift was accepted).

    Whether they are friends now; nothing is refused, and who has no room, or is switched off, just stays as they are.
    """
    terms = turn.program.section("friends", FriendsSpec)
    tie = _find(turn, other)
    if not terms.enabled or other == turn.state.member_id:
        return False
    if tie is not None and tie.status == "friends":
        return True
    if is_hidden(turn) or _is_full(turn, other):
        turn.skipped(PATH, "friend-no-room")
        return False
    _befriend(turn, other, Tie("invited", turn.state.member_id, turn.ctx.now_us, source, n=tie.n if tie else 0))
    return True


def is_hidden(turn: Turn) -> bool:
    """Whether nobody is to find the member: they said so, or want to be shown to nobody at all."""
    return turn.state.read(FRIENDS, FriendBook).hidden or not allows(turn.program, turn.state, SHARING)


def end_all(turn: Turn) -> None:
    """End every tie of the member, and forget them all."""
    book = turn.state.read(FRIENDS, FriendBook)
    for other in sorted({*book.friends, *book.invited, *book.invitations}):
        tie = _find(turn, other)
        if tie is not None and tie.status != "ended":
            _end(turn, other, tie)
    edited = turn.state.edit(FRIENDS, FriendBook)
    edited.friends, edited.invited, edited.invitations = {}, {}, {}


# -- what the other side did ------------------------------------------------------------------------------------------
def synchronise(turn: Turn, other: int) -> None:
    """Bring the member's list to what the tie says, whatever it was."""
    me, tie = turn.state.member_id, _find(turn, other)
    book = turn.state.read(FRIENDS, FriendBook)
    if tie is not None and tie.status == "friends":
        if other in book.friends:
            return
        if other not in book.invited and (is_hidden(turn) or _is_full(turn, other)):
            _end(turn, other, tie)  # nobody had reserved a place here
            turn.skipped(PATH, "friend-no-room")
            return
        _list(turn, other, tie)
        return
    _unlist(turn, other)
    edited = turn.state.edit(FRIENDS, FriendBook)
    if tie is None or tie.status != "invited" or tie.by != me:
        edited.invited.pop(other, None)
    if tie is not None and tie.status == "invited" and tie.by == other and not is_hidden(turn):
        _show_invitation(turn, other, tie)
    else:
        edited.invitations.pop(other, None)


def lapse(turn: Turn) -> None:
    """End invitations that were not answered in time."""
    book = turn.state.read(FRIENDS, FriendBook)
    me, now_us = turn.state.member_id, turn.now.t_us
    for other in sorted(other for other, until_us in book.invited.items() if until_us <= now_us):
        tie = _find(turn, other)
        if tie is not None and tie.status == "invited" and tie.by == me:
            _end(turn, other, tie)
        elif tie is None or tie.status != "friends":  # accepted: the news is under way, and the place stays reserved
            turn.state.edit(FRIENDS, FriendBook).invited.pop(other, None)
    waiting = [until_us for until_us in book.invited.values() if until_us > now_us]
    if waiting:
        turn.arm(PATH, min(waiting))


# -- parts ------------------------------------------------------------------------------------------------------------
def _find(turn: Turn, other: int) -> Tie | None:
    return turn.shared(TIE, tie_key(turn.state.member_id, other))


def _put(turn: Turn, other: int, tie: Tie) -> None:
    """Write the tie down and let the other side know."""
    tie.n += 1
    me = turn.state.member_id
    turn.put_shared(TIE, tie_key(me, other), tie)
    turn.deliver(other, f"friend:{me}:{tie.n}", "friend.tie_changed", {"friend": str(me)})


def _is_full(turn: Turn, other: int) -> bool:
    """Whether the member has no room: who was invited has a place reserved."""
    book = turn.state.read(FRIENDS, FriendBook)
    reserved = len(book.invited) - (other in book.invited)
    return len(book.friends) + reserved >= turn.program.section("friends", FriendsSpec).max_friends


def _refuse_full(turn: Turn, other: int) -> None:
    if _is_full(turn, other):
        most = turn.program.section("friends", FriendsSpec).max_friends
        turn.refuse("too-many-friends", f"a member has at most {most} friends", fix="remove somebody", most=most)


def _befriend(turn: Turn, other: int, tie: Tie) -> None:
    _refuse_full(turn, other)
    made = Tie("friends", tie.by, turn.ctx.now_us, tie.source, n=tie.n)
    _put(turn, other, made)
    _list(turn, other, made)


def _list(turn: Turn, other: int, tie: Tie) -> None:
    book = turn.state.edit(FRIENDS, FriendBook)
    book.friends[other] = Listed(tie.since_us, tie.source)
    book.invited.pop(other, None)
    book.invitations.pop(other, None)
    turn.applied(PATH, "friend-added")
    turn.emit("friend.added", {"friend": str(other), "source": tie.source}, react=_is_act(turn))


def _is_act(turn: Turn) -> bool:
    """Whether a tie changes by what somebody did, and not because two members are one, or one of them is gone."""
    return turn.event.type not in _NO_ACTS


def _unlist(turn: Turn, other: int) -> None:
    listed = turn.state.edit(FRIENDS, FriendBook).friends.pop(other, None)
    if listed is not None:
        day = turn.program.calendar.local_day(listed.since_us)
        said = {"friend": str(other), "source": listed.source, "counted_day": day}
        turn.emit("friend.removed", said, react=_is_act(turn))


def _end(turn: Turn, other: int, tie: Tie) -> None:
    again_us = 0
    if tie.status == "invited":
        again_us = turn.ctx.now_us + turn.program.section("friends", FriendsSpec).again_days * DAY_US
    _put(turn, other, Tie("ended", tie.by, turn.ctx.now_us, tie.source, again_us=again_us, n=tie.n))
    _unlist(turn, other)
    book = turn.state.edit(FRIENDS, FriendBook)
    book.invited.pop(other, None)
    book.invitations.pop(other, None)


def _show_invitation(turn: Turn, other: int, tie: Tie) -> None:
    shown = turn.state.edit(FRIENDS, FriendBook).invitations
    if other in shown:
        return
    while len(shown) >= MAX_SHOWN:
        del shown[min(shown, key=lambda one: (shown[one].since_us, one))]
    shown[other] = Listed(tie.since_us, tie.source)
    turn.emit("friend.invited", {"friend": str(other), "source": tie.source})
