"""Referral as a domain."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import Any

from liuke.decision.conditions import TurnTest, compile_test
from liuke.decision.domain import CompiledProgram, Domain, Phase, Reaction, RulePage
from liuke.decision.hooks import ExportCase, Hooks, Nothing, Proven
from liuke.decision.rewards import RewardSpec
from liuke.decision.turn import Turn
from liuke.earning.wording import format_money
from liuke.events.catalogue import EventField, EventType
from liuke.events.request import make_event_types
from liuke.kernel.text import Locale, Text, text
from liuke.program.walk import find_named
from liuke.referral import merging, promoter, service, shares
from liuke.referral.contracts import CODE, EDGE, REFERRAL, CodeOwner, ReferralBook
from liuke.referral.lint import lint
from liuke.referral.request_types import REQUESTS
from liuke.referral.spec import SECTION, ReferralSpec

_INVITEE = EventField("str", text("被邀请人", "Invitee"), required=True)
_ORDER_ID = EventField("str", text("订单号", "Order id"), required=True)
_NEWS = {"invitee": _INVITEE, "test": EventField("bool", text("测试会员", "Test member"))}
_BINDING = {**_NEWS, "nth": EventField("int", text("第几次绑定", "Which binding it is"))}
_ACT = {**_BINDING, "order_id": _ORDER_ID, "n": EventField("int", text("次数", "Times"), required=True)}
_COMPLETED = {"invitee": _INVITEE, "order_id": _ORDER_ID}
_SHARE = {
    "friend": EventField("str", text("好友", "Friend"), required=True),
    "target": EventField("str", text("对象", "Target")),
}  # fmt: skip
_ACTED = {
    **_SHARE, "ref": EventField("str", text("行为编号", "Reference of the act"), required=True), "test": _NEWS["test"],
}  # fmt: skip
EVENT_TYPES = (
    EventType("referral.bound", text("绑定邀请人", "An inviter was named"), "derived", {
        "inviter": EventField("str", text("邀请人", "Inviter"), required=True),
        "until_us": EventField("t_us", text("首单期限", "First order by")),
    }),
    EventType("referral.invited", text("邀请到新会员", "A newcomer was brought"), "derived", {"invitee": _INVITEE}),
    EventType("referral.completed", text("有效邀请", "An invitation counts"), "derived", _COMPLETED),
    EventType(
        "referral.completion_undone", text("有效邀请取消", "An invitation counts no more"), "derived",
        {**_COMPLETED, "counted_day": EventField("day", text("原计入日期", "Day of what is taken back"))},
        undoes="referral.completed", named_by=("invitee", "order_id"),
    ),
    EventType("share.credited", text("分享被好友打开", "A friend opened a share"), "derived", _SHARE),
    EventType("referral.joined", text("好友绑定", "Named as inviter"), "derived", _BINDING),
    EventType("referral.left", text("好友改绑", "Named as inviter no more"), "derived", _BINDING),
    EventType("referral.acted", text("好友完成首单", "The invitee's order counts"), "derived", _ACT),
    EventType("referral.undone", text("好友首单退回", "The invitee's order went back"), "derived", _ACT),
    EventType("referral.annulled", text("自邀作废", "No invitation at all"), "derived", _ACT),
    EventType("timer.referral", text("考察新会员留存", "Whether a newcomer stayed"), "timer", open=True),
    EventType("referral.stayed", text("好友留存结果送达", "News of whether an invitee stayed"), "derived", {
        **_NEWS, "stayed": EventField("bool", text("是否留存", "Stayed"), required=True),
    }),
    EventType("referral.promoted", text("成为超级推广者", "Is a super promoter"), "derived", {
        "judged": EventField("int", text("考察人数", "Newcomers looked at"), required=True),
        "stayed": EventField("int", text("留存人数", "Of whom stayed"), required=True),
    }),
    EventType("share.friend_acted", text("好友的参与送达", "News of a friend's part"), "derived", _ACTED),
    EventType("share.friend_undone", text("好友的参与退回", "News of a friend's part undone"), "derived", _ACTED),
    EventType("share.visited", text("好友打开分享", "A friend came by a share"), "derived", {
        **_SHARE, "test": _NEWS["test"],
    }),
)  # fmt: skip

_WORDINGS = {
    "referral-bound": text("绑定了邀请人", "it was said who invited"),
    "referral-completed": text("首单达成，邀请有效", "the first order is paid: the invitation counts"),
    "referral-too-little": text("未满 {cents:money}，邀请暂不计", "below {cents:money}: the invitation does not count"),
    "referral-undone": text("订单退回，邀请不再有效", "the order went back: the invitation counts no more"),
    "referral-limit": text("邀请奖励已达上限", "the limit of rewarded invitations is reached"),
    "referral-step": text("有效邀请达到 {at} 人", "{at:invitation counts|invitations count}"),
    "referral-promoter": text(
        "{judged} 位好友中 {stayed} 位留存，成为超级推广者", "{stayed} of {judged} newcomers stayed: a super promoter"
    ),
    "share-opened-before": text("今天已打开过", "it was opened today before"),
    "share-limit": text("今天的分享奖励已达 {most} 次", "{most:share was|shares were} rewarded today"),
    "merge-invitations": text("两个账号的邀请合并", "invitations of both are one's"),
}


def _run_code(turn: Turn) -> None:
    turn.result = {"code": service.get_code(turn)}


def _run_bind(turn: Turn) -> None:
    bond = service.bind(turn, str(turn.data["code"]))
    turn.result = {"inviter": str(bond.inviter), "until_us": bond.until_us}


def _run_open(turn: Turn) -> None:
    counted = service.open_share(turn, str(turn.data["code"]), str(turn.data.get("target") or ""))
    turn.result = {"counted": counted}


_RUNS: tuple[tuple[str, Phase, Callable[[Turn], None]], ...] = (
    ("referral.code", Phase.REQUEST, _run_code),
    ("referral.bind", Phase.REQUEST, _run_bind),
    ("share.open", Phase.REQUEST, _run_open),
    ("order.paid", Phase.AFTER, service.complete),
    ("referral.joined", Phase.ACTIVITY, service.note_joined),
    ("referral.left", Phase.ACTIVITY, service.note_left),
    ("referral.acted", Phase.ACTIVITY, service.count),
    ("referral.undone", Phase.ACTIVITY, service.uncount),
    ("referral.annulled", Phase.ACTIVITY, service.annul),
    ("timer.referral", Phase.TIME, promoter.look),
    ("referral.stayed", Phase.ACTIVITY, promoter.note),
    ("share.visited", Phase.ACTIVITY, service.credit_share),
    ("share.friend_acted", Phase.REQUEST, shares.credit),
    ("share.friend_undone", Phase.REQUEST, shares.uncredit),
)


def _compile(program: CompiledProgram) -> Iterable[Reaction]:
    yield from (Reaction(type_, phase, service.PATH, run) for type_, phase, run in _RUNS)
    terms = program.section("referral", ReferralSpec)
    if terms.enabled:
        act = shares.get_terms(terms).act
        test = compile_test(program, act.when, [act.on])
        yield Reaction(act.on, Phase.AFTER, shares.PATH, _follow if test is None else partial(_follow_if, test))


def _follow(turn: Turn) -> None:
    shares.follow(turn)


def _follow_if(test: TurnTest, turn: Turn) -> None:
    if test(turn):
        shares.follow(turn)


# -- words ------------------------------------------------------------------------------------------------------------
def _name(program: CompiledProgram, kind: str, id_: str) -> Text:
    path = program.spec.ref_paths.get(kind)
    named = find_named(program.spec, f"{path}.{id_}") if path is not None else None
    return named if named is not None else text(id_, id_)


def _join_rewards(program: CompiledProgram, rewards: tuple[RewardSpec, ...]) -> Text:
    words = [reward.render(lambda kind, id_: _name(program, kind, id_), program.spec.currency) for reward in rewards]
    return text("、".join(one.zh for one in words), ", ".join(one.get("en") for one in words))


def _list_lines(program: CompiledProgram) -> Iterable[tuple[str, Text]]:
    terms = program.section("referral", ReferralSpec)
    if not terms.enabled:
        return
    least = format_money(program, terms.min_cents)
    first = text(
        f"新会员注册 {terms.newcomer_days} 天内绑定邀请人，{terms.window_days} 天内首单满 {least.zh} 即为有效邀请",
        f"a newcomer names who invited them within {terms.newcomer_days} days; an order of {least.get('en')} or more "
        f"within {terms.window_days} days makes it count",
    )
    yield "referral", first
    yield from _list_promoter(program, terms)
    for path, zh, en, rewards in (
        ("referral.inviter", "邀请人得", "who invites is given", terms.inviter),
        ("referral.invitee", "被邀请人得", "the invitee is given", terms.invitee),
        *((f"referral.ladder.{s.at}", f"有效邀请满 {s.at} 人得", f"{s.at} that count give", s.rewards)
          for s in terms.ladder),
        ("referral.share", "好友由分享进来并参与后得", "a share gives, once a friend who opened it takes part:",
         terms.share.rewards if terms.share is not None else ()),
    ):  # fmt: skip
        if rewards:
            given = _join_rewards(program, rewards)
            yield path, text(f"{zh}{given.zh}", f"{en} {given.get('en')}")


def _list_promoter(program: CompiledProgram, terms: ReferralSpec) -> Iterable[tuple[str, Text]]:
    if terms.promoter is None:
        return
    one, given = terms.promoter, _join_rewards(program, terms.promoter.rewards)
    share = f"{one.stay_bps / 100:g}"
    line = text(
        f"邀请满 {one.invitees} 人、其中超过 {share}% 在绑定后第 {one.day} 天前 {one.active_days} 天内仍活跃，"
        f"即为超级推广者，得{given.zh}（一次）",
        f"who brought {one.invitees} newcomers, more than {share} % of whom were active in the {one.active_days} days "
        f"before day {one.day} after the binding, is a super promoter and is given {given.get('en')}, once",
    )
    yield promoter.PATH, line


def _render_rules(program: CompiledProgram, locale: Locale) -> Iterable[RulePage]:
    lines = tuple(line.get(locale) for _, line in _list_lines(program))
    if lines:
        yield RulePage(text("邀请有礼", "Inviting friends").get(locale), lines, order=75)


# -- hooks ------------------------------------------------------------------------------------------------------------
def _erase(turn: Turn) -> None:
    """The code leads to nobody; who was brought by whom is a number by now."""
    book = turn.state.read(REFERRAL, ReferralBook)
    if book.code:
        turn.put_shared(CODE, book.code, CodeOwner(0))
        turn.state.edit(REFERRAL, ReferralBook).code = ""


def _export(case: ExportCase) -> Mapping[str, Any]:
    book = case.state.read(REFERRAL, ReferralBook)
    if not (book.code or book.bonds or book.effective):
        return {}
    return {
        "code": book.code,
        "effective_invitees": book.effective,
        **({"super_promoter_since": case.render_time(book.promoted_us)} if book.promoted_us else {}),
        "invited_by": [
            {"inviter": str(one.inviter), "status": one.status, "since": case.render_time(one.bound_us)}
            for one in book.bonds
        ],
    }


_HOOKS = Hooks(
    undo_cause=service.undo_cause,
    cancel=Nothing("an invitation belongs to no activity"),
    merge=merging.MERGE,
    erase=_erase,
    export=_export,
    law=Proven(("referral",)),
)


def _count_effective(turn: Turn) -> int:
    return turn.state.read(REFERRAL, ReferralBook).effective


DOMAIN = Domain(
    name="referral",
    sections=(SECTION,),
    slots=(REFERRAL,),
    event_types=(*make_event_types(REQUESTS), *EVENT_TYPES),
    compile=_compile,
    lint=lint,
    render_rules=_render_rules,
    describe=_list_lines,
    wordings=_WORDINGS,
    fields={"referral.effective": _count_effective},
    shared=(CODE, EDGE),
    hooks=_HOOKS,
)
