"""Members as a domain: registration, profile, being active."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from liuke.decision.domain import CompiledProgram, Domain, Phase, Reaction
from liuke.decision.hooks import ExportCase, Hooks, Merge, MergeCase, Nothing, erase
from liuke.decision.state import ERASED, FROZEN, OWN_LABELS
from liuke.decision.trying import TAKINGS, TestTakings
from liuke.decision.turn import Turn
from liuke.events.catalogue import EventField, EventType
from liuke.events.request import make_event_types
from liuke.kernel.text import text
from liuke.members import freezing
from liuke.members.labels import run_label
from liuke.members.profiles import run_update
from liuke.members.request_types import REQUESTS

_OTHER = EventField("str", text("另一会员", "The other member"), required=True)
_INTO = EventField("str", text("保留的会员", "Who stays"), required=True)
EVENT_TYPES = (
    EventType("member.registered", text("注册会员", "Member registered"), "reported", {
        "profile": EventField("map", text("资料", "Profile"), personal=True),
        "inviter": EventField("str", text("邀请人", "Inviter")),
    }, open=True),
    EventType("member.merge", text("合并会员", "Members are merged"), "derived", {"other": _OTHER}, open=True),
    EventType("member.merge_away", text("并入其他会员", "Goes into another member"), "derived", {
        "into": _INTO,
    }, open=True),
    EventType("member.separate", text("撤销会员合并", "A merge is undone"), "derived", {"other": _OTHER}, open=True),
    EventType("member.separate_away", text("恢复为独立会员", "Becomes a member of its own again"), "derived", {
        "into": _INTO,
    }, open=True),
    EventType("member.merged", text("会员已合并", "Members were merged"), "derived", {"other": _OTHER}),
    EventType("member.merged_away", text("已并入其他会员", "Merged into another member"), "derived", {"into": _INTO}),
    EventType("member.split", text("会员合并已撤销", "A merge was undone"), "derived", {"other": _OTHER}),
    EventType("member.split_off", text("已恢复为独立会员", "Is a member of its own again"), "derived", {"into": _INTO}),
    EventType("member.erase", text("删除会员个人数据", "Erase who a member is"), "derived", {
        "by": EventField("str", text("操作人", "By"), required=True),
    }),
    EventType("member.erased", text("会员个人数据已删除", "Who the member was is erased"), "derived"),
    EventType("member.updated", text("资料已修改", "Profile changed"), "derived", {
        "attributes": EventField("list", text("改动的资料项", "Attributes that changed")),
    }),
    EventType("member.labelled", text("标签已修改", "Labels changed"), "derived", {
        "set": EventField("list", text("加上或改值的标签", "Labels that were set")),
        "removed": EventField("list", text("去掉的标签", "Labels that were removed")),
    }),
    EventType("member.frozen", text("会员已冻结", "Member frozen"), "derived", {
        "until_us": EventField("t_us", text("冻结至", "Until")),
    }),
    EventType("member.unfrozen", text("会员已解冻", "Freeze of the member ended"), "derived", {
        "cause": EventField("str", text("原因", "Cause"), required=True),
    }),
    EventType("timer.member", text("会员定时", "Due of a member"), "timer", open=True),
)  # fmt: skip

_WORDINGS = {
    "merge-member": text(
        "两位会员合为一位：补充 {labels} 个标签、{attributes} 项资料",
        "the other member comes over: {labels:label|labels} and {attributes:attribute|attributes} are filled in",
    ),
    "merge-profile-differs": text(
        "资料不一致，保留原值：{attributes}", "both say something else, who stays is kept: {attributes}"
    ),
    "split-member": text("会员 {other} 恢复为独立会员", "member {other} is a member of its own again"),
    "member-erased": text("个人数据已删除", "who the member was is erased"),
    "profile-changed": text("修改了 {count} 项资料", "{count:attribute|attributes} changed"),
    "labels-changed": text("加上标签 {given}，去掉标签 {taken}", "labels set: {given}; labels removed: {taken}"),
    "labels-given": text("加上标签 {given}", "labels set: {given}"),
    "labels-taken": text("去掉标签 {taken}", "labels removed: {taken}"),
    "labels-unchanged": text("标签没有变化", "no label changed"),
    "member-frozen": text("会员被冻结：{reason}（{actor}）", "the member was frozen: {reason} ({actor})"),
    "member-unfrozen": text("会员已解冻：{reason}（{actor}）", "the freeze was lifted: {reason} ({actor})"),
    "freeze-ended": text("冻结到期，自动解冻", "the freeze came to its end"),
    "freeze-brought": text("并入的会员处于冻结状态，合并后继续冻结", "who came over was frozen: who stays is"),
    "profile-unchanged": text("资料没有变化", "nothing of the profile changed"),
}


def _compile(program: CompiledProgram) -> Iterable[Reaction]:
    del program
    return [
        Reaction("member.update", Phase.REQUEST, "members", run_update),
        Reaction("member.label", Phase.REQUEST, "members", run_label),
        Reaction("member.freeze", Phase.REQUEST, "members", freezing.run_freeze),
        Reaction("member.unfreeze", Phase.REQUEST, "members", freezing.run_unfreeze),
        Reaction("timer.member", Phase.TIME, "members", freezing.run_due),
        Reaction("member.erase", Phase.REQUEST, "members", erase),
    ]


_OF_THE_ONE = frozenset(("benefits_paused", ERASED, FROZEN))
"""Labels that tell how a member stands, and not who it is: who stays has their own."""


def _join(case: MergeCase) -> None:
    """Who stays keeps what is known of them; gaps are filled. Names go on to lead to who went, and on from there."""
    mine, theirs = case.into.state, case.other.state
    labels = {name: value for name, value in theirs.labels.items() if name not in {*mine.labels, *_OF_THE_ONE}}
    for name, value in labels.items():
        case.into.label(name, value)
    attributes = sorted(theirs.profile.keys() - mine.profile.keys())
    if attributes:
        mine.change_profile({**mine.profile, **{name: theirs.profile[name] for name in attributes}})
    differing = sorted(
        name for name in mine.profile.keys() & theirs.profile.keys() if mine.profile[name] != theirs.profile[name]
    )
    case.kept.update(labels=sorted(labels), attributes=attributes)
    case.into.applied(
        "members", "merge-member", other=str(theirs.member_id), labels=len(labels), attributes=len(attributes)
    )
    if differing:
        case.into.skipped("members", "merge-profile-differs", attributes=", ".join(differing))
    freezing.join(case)
    takings = theirs.read(TAKINGS, TestTakings)
    for item, count in takings.pieces.items():
        pieces = mine.edit(TAKINGS, TestTakings).pieces
        pieces[item] = pieces.get(item, 0) + count
    if takings.codes:
        codes = mine.edit(TAKINGS, TestTakings).codes
        codes += [code for code in takings.codes if code not in codes]
    case.into.emit("member.merged", {"other": str(theirs.member_id)})
    case.other.emit("member.merged_away", {"into": str(mine.member_id)})


def _split(case: MergeCase) -> None:
    mine, theirs = case.into.state, case.other.state
    for name in case.kept.get("labels", []):
        if mine.labels.get(name) == theirs.labels.get(name):
            case.into.label(name, None)
    filled = [
        name
        for name in case.kept.get("attributes", [])
        if name in mine.profile and mine.profile[name] == theirs.profile.get(name)
    ]
    if filled:
        mine.change_profile({name: value for name, value in mine.profile.items() if name not in filled})
    freezing.split(case)
    for item, count in theirs.read(TAKINGS, TestTakings).pieces.items():
        pieces = mine.edit(TAKINGS, TestTakings).pieces
        pieces[item] = pieces.get(item, 0) - count
        if not pieces[item]:
            del pieces[item]
    if gone := theirs.read(TAKINGS, TestTakings).codes:
        book = mine.edit(TAKINGS, TestTakings)
        book.codes = [code for code in book.codes if code not in gone]
    case.into.applied("members", "split-member", other=str(theirs.member_id))
    case.into.emit("member.split", {"other": str(theirs.member_id)})
    case.other.emit("member.split_off", {"into": str(mine.member_id)})


def _erase(turn: Turn) -> None:
    """Profile and labels go; names and keys lie beside the state, and go in the same transaction (``erasure``)."""
    state = turn.state
    if state.stored_profile is not None or state.profile_map:
        state.change_profile({})
    if state.is_frozen:
        freezing.thaw(turn)
    for name in tuple(state.labels):
        turn.label(name, None)
    turn.label(ERASED, "1")
    turn.applied("members", "member-erased")
    turn.emit("member.erased", {})


def _export(case: ExportCase) -> Mapping[str, Any]:
    """Profile and labels; names lie beside the state, and are listed with it."""
    state = case.state
    return {
        "registered": case.render_time(state.registered_us),
        "last_active": case.render_time(state.last_active_us),
        "profile": dict(state.profile),
        "labels": {name: value for name, value in state.labels.items() if name not in OWN_LABELS},
        **freezing.export(case),
    }


_HOOKS = Hooks(
    undo_cause=Nothing("an order gives a member nothing of this"),
    cancel=Nothing("nothing of a member depends on an activity"),
    merge=Merge(_join, _split),
    erase=_erase,
    export=_export,
    law=Nothing("what a member is called stands alone: no other row must agree with it"),
)

DOMAIN = Domain(
    name="members",
    slots=(TAKINGS, freezing.STANDING),
    event_types=(*make_event_types(REQUESTS), *EVENT_TYPES),
    compile=_compile,
    wordings=_WORDINGS,
    hooks=_HOOKS,
)
