"""Clearing as a domain."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from liuke.clearing import rules
from liuke.clearing.contracts import LINKS, TOTAL, ClearingLinks, Linked
from liuke.clearing.request_types import REQUESTS
from liuke.decision.domain import CompiledProgram, Domain, Phase, Reaction
from liuke.decision.hooks import ExportCase, Hooks, Merge, MergeCase, Nothing, Proven
from liuke.decision.turn import Turn
from liuke.events.catalogue import EventField, EventType
from liuke.events.request import make_event_types
from liuke.kernel.text import text

_TRANSFER = EventField("str", text("转账单号", "Transfer"), required=True)
_WHY = EventField("str", text("退回原因", "Why it came back"))
_SAID = {
    "transfer": _TRANSFER, "agreement": EventField("str", text("清算协议", "Agreement"), required=True),
    "asset": EventField("str", text("账户", "Asset"), required=True),
    "amount": EventField("points", text("转出数量", "What was given"), required=True),
    "credit": EventField("points", text("到账数量", "What arrives"), required=True), "refused": _WHY,
}  # fmt: skip
EVENT_TYPES = (
    EventType("clearing.sent", text("跨店积分已送达", "Value has reached another shop"), "derived", _SAID),
    EventType("clearing.returned", text("跨店积分已退回", "Value has come back"), "derived", _SAID),
    EventType("clearing.received", text("收到跨店积分", "Value has come from another shop"), "derived", _SAID),
    EventType("clearing.arrived", text("跨店积分到达", "Value arrives from another shop"), "derived", {
        **_SAID, "shop": EventField("int", text("转出店铺", "From which shop"), required=True),
        "day": EventField("day", text("转出日", "Day on which it was sent"), required=True),
    }),
    EventType("clearing.answered", text("对方店铺已答复", "The other shop has answered"), "derived", {
        "transfer": _TRANSFER, "refused": _WHY,
    }),
)  # fmt: skip

_WORDINGS = {
    "clearing-linked": text("已关联另一店铺的会员", "linked with a member of another shop"),
    "clearing-unlinked": text("已解除与另一店铺的关联", "the link with another shop has ended"),
    "clearing-sent": text("{amount} {asset}正在转往另一店铺", "{amount} {asset} are on their way to another shop"),
    "clearing-arrived-there": text("{amount} {asset}已转到另一店铺", "{amount} {asset} have reached another shop"),
    "clearing-returned": text("{amount} {asset}被退回（{why}）", "{amount} {asset} came back ({why})"),
    "clearing-received": text("从另一店铺转入 {amount} {asset}", "{amount} {asset} came from another shop"),
    "clearing-refused": text("未接收转入（{why}）", "what came from another shop was not taken ({why})"),
    "clearing-answered-before": text("这笔跨店转账已处理", "this transfer between shops was settled before"),
    "clearing_sent": text("{amount} {asset}已转到另一店铺", "{amount} {asset} have reached the other shop"),
    "clearing_returned": text("{amount} {asset}未能转出，已退回", "{amount} {asset} could not be moved and are back"),
    "clearing_received": text("{amount} {asset}从另一店铺转入", "{amount} {asset} have come from another shop"),
}


def _compile(program: CompiledProgram) -> Iterable[Reaction]:
    del program
    return [
        Reaction("clearing.send", Phase.REQUEST, "clearing", rules.run_send),
        Reaction("clearing.link", Phase.REQUEST, "clearing", rules.run_link),
        Reaction("clearing.unlink", Phase.REQUEST, "clearing", rules.run_unlink),
        Reaction("clearing.arrived", Phase.REQUEST, "clearing", rules.run_arrived),
        Reaction("clearing.answered", Phase.REQUEST, "clearing", rules.run_answered),
    ]


# -- hooks ------------------------------------------------------------------------------------------------------------
def _join(case: MergeCase) -> None:
    """Who stays keeps their links; of who goes those come over with shops in which who stays has none."""
    theirs = case.other.state.read(LINKS, ClearingLinks).links
    mine = case.into.state.read(LINKS, ClearingLinks).links
    moved = {shop: linked for shop, linked in sorted(theirs.items()) if shop not in mine}
    if moved:
        case.into.state.edit(LINKS, ClearingLinks).links.update(moved)
    case.kept["moved"] = [[shop, linked.member_id, linked.since_us] for shop, linked in moved.items()]


def _split(case: MergeCase) -> None:
    """What came with the other goes back to them, as far as it is still there; their own document was never touched."""
    for shop, member_id, _ in case.kept.get("moved", []):
        found = case.into.state.read(LINKS, ClearingLinks).links.get(shop)
        if found is not None and found.member_id == member_id:
            del case.into.state.edit(LINKS, ClearingLinks).links[shop]
        else:  # it was ended meanwhile, for both
            case.other.state.edit(LINKS, ClearingLinks).links.pop(shop, None)


def _erase(turn: Turn) -> None:
    if turn.state.read(LINKS, ClearingLinks).links:
        turn.state.edit(LINKS, ClearingLinks).links = {}


def _export(case: ExportCase) -> Mapping[str, Any]:
    links: dict[int, Linked] = case.state.read(LINKS, ClearingLinks).links
    return {
        "linked_shops": [
            {"shop": shop, "member_id": str(linked.member_id), "since": case.render_time(linked.since_us)}
            for shop, linked in sorted(links.items())
        ]
    } if links else {}  # fmt: skip


_HOOKS = Hooks(
    undo_cause=Nothing("no order causes a transfer; what was paid with it comes back where it was paid"),
    cancel=Nothing("no activity causes a transfer"),
    merge=Merge(_join, _split),
    erase=_erase,
    export=_export,
    law=Proven(("clearing-arrivals", "clearing-totals", "clearing-legs")),
)

DOMAIN = Domain(
    name="clearing",
    slots=(LINKS,),
    event_types=(*make_event_types(REQUESTS), *EVENT_TYPES),
    compile=_compile,
    wordings=_WORDINGS,
    shared=(TOTAL,),
    hooks=_HOOKS,
)
