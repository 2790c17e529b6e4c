"""Friends as a domain."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from liuke.decision.domain import CompiledProgram, Domain, Phase, Reaction
from liuke.decision.hooks import ExportCase, Hooks, Merge, MergeCase, Nothing, Proven
from liuke.decision.turn import Turn
from liuke.events.catalogue import EventField, EventType
from liuke.events.request import make_event_types
from liuke.friends import service
from liuke.friends.contracts import FRIENDS, TIE, FriendBook
from liuke.friends.request_types import REQUESTS
from liuke.friends.spec import SECTION
from liuke.kernel.text import text

_FRIEND = {"friend": EventField("str", text("好友", "Friend"), required=True)}
_SOURCE = {**_FRIEND, "source": EventField("str", text("来源", "Source"), required=True)}
EVENT_TYPES = (
    EventType("friend.added", text("成为好友", "Friends now"), "derived", _SOURCE),
    EventType("friend.removed", text("不再是好友", "No friends any more"), "derived", {
        **_FRIEND, "source": EventField("str", text("来源", "Source")),
        "counted_day": EventField("day", text("成为好友的日期", "Day on which they became friends")),
    }, undoes="friend.added", named_by=("friend",)),
    EventType("friend.invited", text("收到好友邀请", "Invited to be a friend"), "derived", _SOURCE),
    EventType("friend.tie_changed", text("好友关系有变", "A tie changed"), "derived", _FRIEND),
)  # fmt: skip

_WORDINGS = {
    "friend-invited": text("发出好友邀请", "a friend was invited"),
    "friend-added": text("成为好友", "they are friends now"),
    "friend-declined": text("谢绝了好友邀请", "the invitation was declined"),
    "friend-removed": text("解除了好友关系", "they are no friends any more"),
    "friend-no-room": text("好友已满或不可被发现", "there is no room for another friend, or nobody is to be found"),
    "friend-hidden": text("设置了是否可被发现", "it was set whether the member can be found"),
}


def _read_friend(turn: Turn) -> int:
    """The other's number; 0 where it is none, which is nobody's."""
    text_ = str(turn.data["friend"])
    return int(text_) if text_.isascii() and text_.isdigit() and len(text_) < 20 else 0


def _run_invite(turn: Turn) -> None:
    other = _read_friend(turn)
    if not other:
        turn.refuse("not-invited", "the friend is named by their number")
    turn.result = {"friend": str(other), "status": service.invite(turn, other)}


def _run(act: Callable[[Turn, int], None], status: str) -> Callable[[Turn], None]:
    def run(turn: Turn) -> None:
        other = _read_friend(turn)
        act(turn, other)
        turn.result = {"friend": str(other), "status": status}

    return run


def _run_hide(turn: Turn) -> None:
    book = turn.state.edit(FRIENDS, FriendBook)
    book.hidden = turn.data["hidden"]
    if book.hidden:
        book.invitations = {}
    turn.applied(service.PATH, "friend-hidden")
    turn.result = {"hidden": book.hidden}


def _compile(program: CompiledProgram) -> Iterable[Reaction]:
    del program
    path = service.PATH
    return [
        Reaction("friend.invite", Phase.REQUEST, path, _run_invite),
        Reaction("friend.accept", Phase.REQUEST, path, _run(service.accept, "friends")),
        Reaction("friend.decline", Phase.REQUEST, path, _run(service.decline, "none")),
        Reaction("friend.remove", Phase.REQUEST, path, _run(service.remove, "none")),
        Reaction("friend.hide", Phase.REQUEST, path, _run_hide),
        Reaction("friend.tie_changed", Phase.REQUEST, path, lambda turn: service.synchronise(turn, _read_friend(turn))),
        Reaction("timer.friends", Phase.TIME, path, service.lapse),
    ]


# -- hooks ------------------------------------------------------------------------------------------------------------
def _join(case: MergeCase) -> None:
    """Friends of who goes become those of who stays, as far as there is room; everything else of theirs ends."""
    book = case.other.state.read(FRIENDS, FriendBook)
    theirs = {other: listed.source for other, listed in book.friends.items()}
    service.end_all(case.other)
    me, mine = case.into.state.member_id, case.into.state.read(FRIENDS, FriendBook)
    case.kept["moved"] = [
        [other, source]
        for other, source in sorted(theirs.items())
        if other != me and other not in mine.friends and service.connect(case.into, other, source)  # pyright: ignore[reportArgumentType] - as it was written
    ]


def _split(case: MergeCase) -> None:
    """Those who came with the other go back to them, unless they are no friends any more."""
    for other, source in case.kept.get("moved", []):
        if other in case.into.state.read(FRIENDS, FriendBook).friends:
            service.remove(case.into, other)
            service.connect(case.other, other, source)


def _export(case: ExportCase) -> Mapping[str, Any]:
    book = case.state.read(FRIENDS, FriendBook)
    return {
        "friends": [
            {"member_id": str(other), "since_us": listed.since_us, "source": listed.source}
            for other, listed in sorted(book.friends.items())
        ]
    } if book.friends else {}  # fmt: skip


_HOOKS = Hooks(
    undo_cause=Nothing("friends stay friends when an order goes back"),
    cancel=Nothing("a friendship outlives the activity in which it began"),
    merge=Merge(_join, _split),
    erase=service.end_all,
    export=_export,
    law=Proven(("friends",)),
)


def _count(turn: Turn) -> int:
    return len(turn.state.read(FRIENDS, FriendBook).friends)


DOMAIN = Domain(
    name="friends",
    sections=(SECTION,),
    slots=(FRIENDS,),
    event_types=(*make_event_types(REQUESTS), *EVENT_TYPES),
    compile=_compile,
    wordings=_WORDINGS,
    fields={"friends.count": _count},
    shared=(TIE,),
    hooks=_HOOKS,
)
