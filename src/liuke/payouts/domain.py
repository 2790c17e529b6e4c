"""Money that others move, as a domain."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from liuke.decision.domain import CompiledProgram, Domain, Phase, Reaction
from liuke.decision.hooks import Hooks, Nothing, Proven
from liuke.decision.turn import Turn
from liuke.events.catalogue import EventField, EventType
from liuke.events.request import make_event_types
from liuke.kernel.text import text
from liuke.payouts import service
from liuke.payouts.contracts import PAYOUT, Payout
from liuke.payouts.request_types import REQUESTS
from liuke.payouts.spec import SECTION

_PAYOUT = EventField("str", text("单号", "Number"), required=True)
_CENTS = EventField("cents", text("金额", "Amount"), required=True)
_TRIES = EventField("int", text("次数", "Tries"))
_REQUESTED = {
    "payout": _PAYOUT, "cents": _CENTS, "rule": EventField("str", text("规则", "Rule")),
    "ref": EventField("str", text("关联", "Reference")), "tries": _TRIES,
    "due_us": EventField("t_us", text("应完成时间", "Due")),
}  # fmt: skip
EVENT_TYPES = (
    EventType("payout.claimable", text("现金待领取", "Money can be claimed"), "derived", {
        "payout": _PAYOUT, "cents": _CENTS, "claim_until_us": EventField("t_us", text("领取期限", "Claim until")),
    }),
    EventType("payout.requested", text("待打款", "Money is to be paid"), "derived", _REQUESTED),
    EventType("refund.requested", text("待退款", "Money is to be given back"), "derived", _REQUESTED),
    EventType("payout.attempt_failed", text("一次打款失败", "An attempt to pay failed"), "derived", {
        "payout": _PAYOUT, "reason": EventField("str", text("原因", "Reason")), "tries": _TRIES,
    }),
    EventType("payout.closed", text("打款已结束", "A payment is over"), "derived", {
        "payout": _PAYOUT, "kind": EventField("str", text("类型", "Kind")), "cents": _CENTS,
        "outcome": EventField("str", text("结果", "Outcome"), required=True),
        "late": EventField("bool", text("迟到", "Late")),
    }),
)  # fmt: skip

_WORDINGS = {
    "payout-claimable": text("{cents:money} 待您领取", "{cents:money} is yours to claim"),
    "payout-requested": text("请求打款 {cents:money}", "{cents:money} was asked for"),
    "payout-failed": text("打款 {cents:money} 失败", "paying {cents:money} failed"),
    "payout-done": text("已打款 {cents:money}", "{cents:money} was paid"),
    "payout-lapsed": text("{cents:money} 已失效", "{cents:money} lapsed"),
    "payout-given-up": text("放弃打款 {cents:money}", "{cents:money} is not paid any more"),
    "payout-reported-before": text("结果已经报过（{status}）", "the outcome was reported before ({status})"),
}

_HOOKS = Hooks(
    undo_cause=Nothing("money that was asked for is given up by a person, or has moved"),
    cancel=Nothing("what was won before stays won"),
    merge=Nothing(
        "an amount keeps the number it was owed under; who stays claims and closes it, see `MemberState.is_of`"
    ),
    erase=Nothing("an amount names a member by number, and stays for the books"),
    export=Nothing("an amount lies beside the state, under a number: the export lists them as `payouts`"),
    law=Proven(("shared-documents",)),
)


def _run(act: Callable[[Turn, str], Payout]) -> Callable[[Turn], None]:
    def run(turn: Turn) -> None:
        id_ = str(turn.data["payout"])
        found = act(turn, id_)
        turn.result = {"payout": id_, "status": found.status, "late": found.late}

    return run


def _read(turn: Turn, name: str) -> str:
    return str(turn.data.get(name) or "")


def _run_refunded(turn: Turn) -> None:
    service.settle_refund(turn, _read(turn, "refund_id"), _read(turn, "refund_id"))


def _compile(program: CompiledProgram) -> Iterable[Reaction]:
    del program
    path = service.PATH
    reports: dict[str, Callable[[Turn, str], Payout]] = {
        "claim": service.claim,
        "done": lambda turn, id_: service.report_done(turn, id_, _read(turn, "reference")),
        "failed": lambda turn, id_: service.report_failed(turn, id_, _read(turn, "reason")),
        "lapsed": lambda turn, id_: service.report_lapsed(turn, id_, _read(turn, "reason")),
        "retry": service.retry,
        "give_up": lambda turn, id_: service.give_up(turn, id_, _read(turn, "reason")),
    }
    yield from (Reaction(f"payout.{name}", Phase.REQUEST, path, _run(act)) for name, act in reports.items())
    yield Reaction("timer.payout", Phase.TIME, path, service.lapse)
    yield Reaction("order.refunded", Phase.AFTER, path, _run_refunded)


DOMAIN = Domain(
    name="payouts",
    sections=(SECTION,),
    event_types=(*make_event_types(REQUESTS), *EVENT_TYPES),
    compile=_compile,
    wordings=_WORDINGS,
    shared=(PAYOUT,),
    hooks=_HOOKS,
)
