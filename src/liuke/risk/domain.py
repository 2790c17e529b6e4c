"""Anti-abuse as a domain."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial

from liuke.decision.domain import CompiledProgram, Domain, Phase, Reaction
from liuke.decision.evidence import RulePage
from liuke.decision.hooks import Hooks, Merge, MergeCase, Nothing, Proven
from liuke.decision.turn import Turn
from liuke.events.catalogue import EventField, EventType
from liuke.events.request import make_event_types
from liuke.kernel.text import Locale, Text, text
from liuke.risk import service
from liuke.risk.contracts import MAX_RETURNS, MAX_TIMES, REVIEW, RISK, Review, RiskBook
from liuke.risk.features import FEATURES
from liuke.risk.lint import lint
from liuke.risk.request_types import REQUESTS
from liuke.risk.spec import SECTION, RiskSpec

_REVIEW = EventField("str", text("审核单号", "Review"), required=True)
EVENT_TYPES = (
    EventType("review.opened", text("转入风险审核", "Review opened"), "derived", {
        "review": _REVIEW, "score": EventField("int", text("风险分", "Risk score"), required=True),
    }),
    EventType("review.closed", text("风险审核已结束", "Review closed"), "derived", {
        "review": _REVIEW, "status": EventField("str", text("结果", "Result"), required=True),
        "undone": EventField("bool", text("撤销认定", "Undone")),
    }),
    EventType("timer.review", text("审核到期", "Review due"), "timer", open=True),
)  # fmt: skip

_WORDINGS = {
    "risk-held": text("风险分 {score}，奖励转审核", "scored {score}: what it gives is held for review"),
    "risk-allowed": text("风险分 {score}，放行", "scored {score}: it goes through"),
    "risk-trusted": text("风险分 {score}，近期审核已放行", "scored {score}: it was looked at and released lately"),
    "risk-noted": text("发现团伙特征，涉及 {members} 人", "part of a ring of {members}"),
    "risk-cleared": text("不再属于任何团伙", "part of no ring any more"),
    "review-released": text("审核放行，奖励发放", "it was released: what was held is given"),
    "review-confirmed": text("审核认定违规，奖励不发放", "it was confirmed: what was held is not given"),
    "review-undone": text("违规认定已撤销，奖励补发", "it was undone: what was taken back is given"),
    "review-lapsed": text("逾期未审，奖励发放", "nobody decided in time: what was held is given"),
    "review-erased": text("会员已注销，奖励不再发放", "the member was erased: nothing is given"),
    "review-not-found": text("没有这个审核单", "there is no such review"),
    "review-decided": text("该审核单已处理", "that was decided already"),
    "act-refused": text("暂时无法操作，请联系客服", "this cannot be done at present: please ask the service"),
    **{f"risk-{name.replace('_', '-')}": one.unit for name, one in FEATURES.items()},
}


# -- two members who are one ------------------------------------------------------------------------------------------
def _join(case: MergeCase) -> None:
    """What speaks against either speaks against who stays; what either was trusted for is nobody's."""
    theirs = case.other.state.read(RISK, RiskBook)
    if theirs == RiskBook():
        return
    mine = case.into.state.edit(RISK, RiskBook)
    case.kept["trusted_us"], case.kept["ring"], case.kept["ring_id"] = mine.trusted_us, dict(mine.ring), mine.ring_id
    mine.times = sorted([*mine.times, *theirs.times])[-MAX_TIMES:]
    mine.returns = sorted([*mine.returns, *theirs.returns])[-MAX_RETURNS:]
    if theirs.ring and theirs.ring.get("ring_members", 0) >= mine.ring.get("ring_members", 0):
        mine.ring, mine.ring_id = dict(theirs.ring), theirs.ring_id
    mine.trusted_us = min(mine.trusted_us, theirs.trusted_us)
    mine.reviews = [*theirs.reviews, *mine.reviews]
    for id_ in theirs.reviews:
        review = case.into.shared(REVIEW, id_)
        if review is not None:
            case.into.arm(f"{service.TIMER}:{id_}", review.due_us)


def _split(case: MergeCase) -> None:
    theirs = case.other.state.read(RISK, RiskBook)
    if theirs == RiskBook():
        return
    mine = case.into.state.edit(RISK, RiskBook)
    mine.times = [one for one in mine.times if one not in theirs.times]
    mine.returns = [one for one in mine.returns if one not in theirs.returns]
    mine.trusted_us = max(mine.trusted_us, case.kept["trusted_us"])
    if mine.ring_id == theirs.ring_id:
        mine.ring, mine.ring_id = dict(case.kept["ring"]), case.kept["ring_id"]
    for id_ in theirs.reviews:
        case.into.arm(f"{service.TIMER}:{id_}", 0)
        if id_ not in mine.reviews:
            case.spent.append({"what": "review", "rule": service.PATH, "kind": id_})
    mine.reviews = [one for one in mine.reviews if one not in theirs.reviews]


_HOOKS = Hooks(
    undo_cause=Nothing("that an order goes back is noted of the member; what is held of it goes with what gave it"),
    cancel=Nothing("what an activity gave is held by earning, which gives it back"),
    merge=Merge(_join, _split),
    erase=service.forget,
    export=Nothing("what speaks against a member would teach how to avoid it; decisions stand in the history"),
    law=Proven(("shared-documents",)),
)


def _run(act: Callable[[Turn], Review]) -> Callable[[Turn], None]:
    def run(turn: Turn) -> None:
        found = act(turn)
        turn.result = {
            "review": str(turn.data["review"]), "status": found.status, "rewards": found.rewards,
            "amounts": dict(found.amounts),
        }  # fmt: skip

    return run


def _compile(program: CompiledProgram) -> Iterable[Reaction]:
    yield Reaction("review.decide", Phase.REQUEST, service.PATH, _run(service.decide))
    yield Reaction("review.undo", Phase.REQUEST, service.PATH, _run(service.undo))
    yield Reaction("risk.noted", Phase.REQUEST, service.PATH, service.note_ring)
    yield Reaction("timer.review", Phase.TIME, service.PATH, service.lapse)
    terms = program.section("risk", RiskSpec)
    if not terms.enabled:
        return
    for act in terms.acts:
        for type_ in act.on:
            asked = program.events.is_request(type_) and program.events.is_act(type_)
            yield Reaction(type_, Phase.TIME, service.PATH, partial(service.judge, act, asked))
    yield Reaction("order.refunded", Phase.AFTER, service.PATH, service.note_return)


def _render_rules(program: CompiledProgram, locale: Locale) -> Iterable[RulePage]:
    terms = program.section("risk", RiskSpec)
    if not terms.enabled:
        return
    lines: tuple[Text, ...] = (
        text(
            f"奖励异常时需要人工核实，最长 {terms.hold_days} 天；核实无误或逾期未核实的，照常发放",
            f"unusual rewards are checked by people, for {terms.hold_days} days at most; they are given when nothing "
            "is found or nobody has looked by then",
        ),
        text(
            "认定为批量注册、虚假邀请等违规行为的，相应奖励不予发放；有异议可联系客服复核，撤销认定后补发",
            "what comes of fake accounts or invitations is not given; who disagrees can ask the service to look again, "
            "and is given everything when it was a mistake",
        ),
    )  # fmt: skip
    yield RulePage(text("公平参与", "Fair play").get(locale), tuple(line.get(locale) for line in lines), order=95)


DOMAIN = Domain(
    name="risk",
    sections=(SECTION,),
    slots=(RISK,),
    event_types=(*make_event_types(REQUESTS), *EVENT_TYPES),
    compile=_compile,
    lint=lint,
    render_rules=_render_rules,
    wordings=_WORDINGS,
    shared=(REVIEW,),
    hooks=_HOOKS,
)
