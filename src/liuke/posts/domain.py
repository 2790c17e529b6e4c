"""What members write, as a domain."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from liuke.decision.domain import CompiledProgram, Domain, Phase, Reaction
from liuke.decision.hooks import Hooks, Nothing, Proven
from liuke.decision.turn import Turn
from liuke.events.catalogue import EventField, EventType
from liuke.events.request import make_event_types
from liuke.kernel.text import text
from liuke.posts import service
from liuke.posts.contracts import POST, Post
from liuke.posts.request_types import REQUESTS
from liuke.posts.spec import SECTION

_POST = EventField("str", text("内容编号", "Post"), required=True)
_ACTIVITY = EventField("str", text("活动", "Activity"), required=True)
_ABOUT = EventField("str", text("关于", "About"))
_MOVED = {
    "post": _POST, "activity": _ACTIVITY, "about": _ABOUT, "reason": EventField("str", text("原因", "Reason")),
    "first": EventField("bool", text("首次展示", "Shown for the first time")),
}  # fmt: skip
EVENT_TYPES = (
    EventType("post.written", text("已提交内容", "Post written"), "derived", {
        "post": _POST, "activity": _ACTIVITY, "about": _ABOUT,
    }),
    EventType("post.shown", text("内容已展示", "Post shown"), "derived", _MOVED),
    EventType("post.rejected", text("内容未通过审核", "Post rejected"), "derived", _MOVED),
    EventType("post.taken_down", text("内容已下架", "Post taken down"), "derived", _MOVED),
    EventType("post.deleted", text("内容已删除", "Post deleted"), "derived", _MOVED),
    EventType("post.adopted", text("内容被采纳", "Post adopted"), "derived", {"post": _POST, "activity": _ACTIVITY}),
    EventType("post.unadopted", text("采纳已撤销", "Adoption taken back"), "derived", {
        "post": _POST, "activity": _ACTIVITY,
    }),
    EventType("post.reported", text("举报了内容", "Post reported"), "derived", {
        "post": _POST, "activity": _ACTIVITY, "held": EventField("bool", text("转入审核", "Held")),
    }),
)  # fmt: skip

_WORDINGS = {
    "post-waits": text("内容已提交，审核后展示", "it is shown once somebody has looked at it"),
    "post-shown": text("内容已展示", "it is shown"),
    "post-rejected": text("内容未通过审核：{reason}", "it was not accepted: {reason}"),
    "post-taken-down": text("内容已被下架：{reason}", "it was taken down: {reason}"),
    "post-deleted": text("内容已删除", "it was deleted"),
    "post-reported": text("已收到举报", "the report was noted"),
    "post-adopted": text("内容已被采纳", "it was adopted"),
    "post-unadopted": text("采纳已撤销", "the adoption was taken back"),
    "post-not-adoptable": text("这里的内容不可采纳", "nothing is adopted there"),
    "post-empty": text("内容不能为空", "there is nothing in it"),
    "post-too-long": text("内容太长", "it is too long"),
    "post-pictures": text("图片数量超出限制或有重复", "there are too many pictures, or one twice"),
    "post-words": text("内容含有不予展示的词语", "it has words that are not shown here"),
    "post-not-found": text("没有这条内容", "there is no such post"),
    "post-not-shown": text("这条内容已不展示", "it is not shown any more"),
    "post-decided": text("这条内容已处理", "that was decided already"),
    "post-own": text("这是会员自己的内容", "it is the member's own"),
}

_HOOKS = Hooks(
    undo_cause=Nothing("no order writes anything"),
    cancel=Nothing("what was written stays what it is"),
    merge=Nothing("a post keeps the number it was written under; who stays has it, see `MemberState.is_of`"),
    erase=service.forget,
    export=Nothing("what was written stands in the events of the export, opened"),
    law=Proven(("shared-documents",)),
)


def _run(act: Callable[[Turn], Post]) -> Callable[[Turn], None]:
    def run(turn: Turn) -> None:
        found = act(turn)
        mine = turn.state.is_of(found.member_id)
        turn.result = {"post": str(turn.data["post"]), "status": found.status if mine else ""}

    return run


def _compile(program: CompiledProgram) -> Iterable[Reaction]:
    del program
    asked = {"decide": service.decide, "checked": service.hear, "report": service.report, "delete": service.delete,
             "adopt": service.adopt, "unadopt": service.adopt}  # fmt: skip
    yield from (Reaction(f"post.{name}", Phase.REQUEST, service.PATH, _run(act)) for name, act in asked.items())


DOMAIN = Domain(
    name="posts",
    sections=(SECTION,),
    event_types=(*make_event_types(REQUESTS), *EVENT_TYPES),
    compile=_compile,
    wordings=_WORDINGS,
    shared=(POST,),
    hooks=_HOOKS,
)
