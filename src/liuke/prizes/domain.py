"""Prizes that people hand over, as a domain."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from liuke.decision.domain import CompiledProgram, Domain, Phase, Reaction
from liuke.decision.hooks import Hooks, Nothing, Proven
from liuke.decision.turn import Turn
from liuke.events.catalogue import EventField, EventType
from liuke.events.request import make_event_types
from liuke.kernel.text import text
from liuke.prizes import service
from liuke.prizes.contracts import PRIZE, Prize
from liuke.prizes.prize_reward import PrizeReward
from liuke.prizes.request_types import REQUESTS
from liuke.prizes.spec import SECTION

_PRIZE = EventField("str", text("奖品单号", "Prize"), required=True)
_VALUE = EventField("cents", text("价值", "Value"))
_REASON = EventField("str", text("原因", "Reason"))
_ENDED = {"prize": _PRIZE, "reason": _REASON, "value_cents": _VALUE}
EVENT_TYPES = (
    EventType("prize.won", text("赢得奖品", "Prize won"), "derived", {
        "prize": _PRIZE, "name": EventField("map", text("奖品名称", "Name")), "value_cents": _VALUE,
        "rule": EventField("str", text("规则", "Rule")), "ref": EventField("str", text("关联", "Reference")),
        "claim_until_us": EventField("t_us", text("领取期限", "Claim until")),
        "replaces": EventField("str", text("替补自", "In place of")),
    }),
    EventType("prize.claimed", text("奖品已领取", "Prize claimed"), "derived", {
        "prize": _PRIZE, "again": EventField("bool", text("更改收件信息", "Claimed anew")),
    }),
    EventType("prize.sent", text("奖品已寄出", "Prize sent"), "derived", {
        "prize": _PRIZE, "carrier": EventField("str", text("承运人", "Carrier")),
        "tracking": EventField("str", text("运单号", "Tracking number")),
    }),
    EventType("prize.handed_over", text("奖品已交付", "Prize handed over"), "derived", _ENDED),
    EventType("prize.forfeited", text("奖品已作废", "Prize forfeited"), "derived", _ENDED),
    EventType(
        "prize.withdrawn", text("奖品已撤回", "Prize withdrawn"), "derived", _ENDED,
        undoes="prize.won", named_by=("prize",),
    ),
    EventType("prize.replaced", text("奖品已转给候补", "Prize given to another"), "derived", {
        "prize": _PRIZE, "replaced_by": _PRIZE, "to_member": EventField("str", text("给谁", "To whom"), required=True),
    }),
    EventType("prize.passed_on", text("候补获得奖品", "A forfeited prize arrives"), "derived", {
        "prize": _PRIZE, "replaces": _PRIZE, "terms": EventField("map", text("奖品", "Prize"), required=True),
        "reason": _REASON,
    }),
)  # fmt: skip

_WORDINGS = {
    "prize-claimed": text("奖品已领取", "the prize was claimed"),
    "prize-claimed-anew": text("收件信息已更改", "who gets it where was changed"),
    "prize-sent": text("奖品已寄出 {tracking}", "the prize was sent {tracking}"),
    "prize-handed-over": text("奖品已交付", "the prize was handed over"),
    "prize-forfeited": text("奖品已作废", "the prize was forfeited"),
    "prize-withdrawn": text("奖品已撤回", "the prize was withdrawn"),
    "prize-replaced": text("奖品已转给另一位会员", "the prize goes to another member"),
    "prize-not-found": text("没有这个奖品", "there is no such prize"),
    "prize-closed": text("该奖品已结束", "that prize is over"),
    "prize-too-late": text("已过领取期限", "the time to claim it is over"),
    "prize-not-claimed": text("会员尚未填写收件信息", "the member has not said who gets it where"),
    "prize-claim-incomplete": text("收件信息不完整", "something about who gets it where is missing"),
    "prize-not-forfeited": text("奖品尚未作废", "it is not forfeited"),
    "prize-same-member": text("不能转给原中奖人", "it cannot go to the one who forfeited it"),
}

_HOOKS = Hooks(
    undo_cause=Nothing("a prize is a reward: what gave it takes it back"),
    cancel=Nothing("what was won before stays won"),
    merge=Nothing("a prize keeps the number it was won under; who stays claims it, see `MemberState.is_of`"),
    erase=Nothing("a prize names a member by number; who gets it where is sealed under the key that is destroyed"),
    export=Nothing("a prize lies beside the state, under a number: the export lists them as `prizes`"),
    law=Proven(("shared-documents",)),
)


def _run(act: Callable[[Turn], Prize]) -> Callable[[Turn], None]:
    def run(turn: Turn) -> None:
        found = act(turn)
        turn.result = {
            "prize": str(turn.data["prize"]), "status": found.status, "replaced_by": found.replaced_by,
        }  # fmt: skip

    return run


def _compile(program: CompiledProgram) -> Iterable[Reaction]:
    del program
    path = service.PATH
    asked = {
        "claim": service.claim, "send": service.send, "hand_over": service.hand_over, "forfeit": service.forfeit,
        "replace": service.replace,
    }  # fmt: skip
    yield from (Reaction(f"prize.{name}", Phase.REQUEST, path, _run(act)) for name, act in asked.items())
    yield Reaction("prize.passed_on", Phase.REQUEST, path, service.take_over)
    yield Reaction("timer.prize", Phase.TIME, path, service.lapse)


DOMAIN = Domain(
    name="prizes",
    sections=(SECTION,),
    event_types=(*make_event_types(REQUESTS), *EVENT_TYPES),
    compile=_compile,
    wordings=_WORDINGS,
    shared=(PRIZE,),
    rewards=(PrizeReward,),
    hooks=_HOOKS,
)
