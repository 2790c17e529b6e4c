"""Welfare pools (公益): donations of points and credited acts fill one pool; its goals make final what was given.

The pool is one shared document: a goal is reached by the contribution that reaches it, exactly once, and what was given
before is never taken back.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, NoReturn

import msgspec

from liuke.activities.contracts import Activity, ActivityKind, Behaviour
from liuke.activities.kind_hooks import ActivityHooks, Figure, Recorded
from liuke.activities.naming import asset_name
from liuke.activities.parts.welfare_doc import MAX_OPEN, POOL, SLOT, Given, WelfareBook, WelfareDoc, WelfarePool
from liuke.activities.parts.welfare_page import render_page
from liuke.activities.parts.welfare_shown import WelfareShown
from liuke.activities.parts.welfare_spec import WelfareSpec
from liuke.activities.shelf import Seen, Shelf
from liuke.activities.types.welfare_requests import REQUESTS
from liuke.decision.hooks import Cause, ExportCase, LawCase, Merge, MergeCase, Nothing
from liuke.decision.state import MemberState
from liuke.decision.turn import Turn
from liuke.events.catalogue import EventField, EventType
from liuke.kernel.text import Locale, text
from liuke.ledger import postings
from liuke.ledger.moved import find_place

PAID = "order.paid"


class _Plan:
    """A welfare pool, compiled."""

    def __init__(self, activity: Activity) -> None:
        self.activity = activity
        self.spec = spec = activity.typed(WelfareSpec)
        self.id, self.path = spec.id, activity.path
        self.goals = {goal.id: goal for goal in spec.goals}
        if spec.shares is not None:
            named = [name for name in (spec.shares.on, spec.shares.undone_by) if name is not None]
            activity.check_events(named, "shares")
            self.test = activity.test(spec.shares.when, [spec.shares.on])

    # -- giving -----------------------------------------------------------------------------------------------------
    def contribute(self, turn: Turn) -> None:
        """``welfare.contribute``: points of the member."""
        amount: int = turn.data["amount"]
        doc = self._edit(turn)
        if not self.spec.donations or amount < self.spec.min_amount:
            self._refuse(turn, "welfare-too-little", least=self.spec.min_amount)
        if self.spec.per_day is not None and doc.given_today + amount > self.spec.per_day:
            self._refuse(turn, "welfare-limit", left=self.spec.per_day - doc.given_today)
        posting = postings.spend(turn, self.spec.asset, amount, rule=self.path, ref=self.id)
        doc.given_today += amount
        pool, reached = self._put(turn, doc, Given(amount, 0, posting.seq))
        turn.result = {
            "activity": self.id, "amount": amount, "given": doc.total, "total": pool.total, "reached": reached,
        }  # fmt: skip

    def on_act(self, turn: Turn) -> None:
        """An act that is credited; each thing once."""
        terms = self.spec.shares
        assert terms is not None, "only where acts are credited"
        if self.test is not None and not self.test(turn):
            turn.skipped(self.path, "condition")
            return
        thing = str(turn.now.data.get(terms.once_by) or "")
        if not thing or thing == str(turn.state.member_id):
            turn.skipped(self.path, "welfare-nothing")
            return
        if turn.state.find_record("welfare_act", f"{self.id}/{thing}") is not None:
            turn.skipped(self.path, "welfare-again")
            return
        doc = self._edit(turn)
        if doc.acts_today >= terms.per_day:
            turn.skipped(self.path, "welfare-limit")
            return
        doc.acts_today += 1
        turn.record_new("welfare_act", f"{self.id}/{thing}", {"t_us": turn.now.t_us})
        order = turn.state.orders.get(turn.now.data.get("order_id", "")) if terms.on == PAID else None
        if order is not None:
            order.counted[self.path] = terms.value
        self._put(turn, doc, Given(terms.value, 0, 0, thing))

    def _put(self, turn: Turn, doc: WelfareDoc, one: Given) -> tuple[WelfarePool, list[str]]:
        """Into the pool; which goals that reached."""
        pool = turn.shared(POOL, self.id) or WelfarePool()
        one.stage = len(pool.final)
        doc.open = [given for given in doc.open if given.stage == one.stage]
        if len(doc.open) >= MAX_OPEN:
            self._refuse(turn, "welfare-limit")
        if not doc.total:
            doc.first_stage = one.stage
        doc.total += one.amount
        if one.seq:
            pool.donated += one.amount
        else:
            pool.credited += one.amount
        reached = [goal.id for goal in self.spec.goals if goal.id not in pool.final and pool.total >= goal.at]
        if reached:
            pool.final += reached
            pool.settled = pool.total
        else:
            doc.open.append(one)
        turn.put_shared(POOL, self.id, pool)
        self._note(turn, one.amount)
        turn.applied(self.path, "welfare-given", amount=one.amount, total=pool.total)
        turn.emit("welfare.given", {"activity": self.id, "amount": one.amount, "total": pool.total})
        for goal in reached:
            turn.emit("welfare.goal_reached", {"activity": self.id, "goal": goal, "total": pool.total})
        return pool, reached

    def _note(self, turn: Turn, amount: int) -> None:
        turn.record_new("welfare_given", f"{self.id}/{turn.new_id()}", {"t_us": turn.now.t_us, "amount": amount})

    # -- taking back ------------------------------------------------------------------------------------------------
    def on_undone(self, turn: Turn) -> None:
        """What was credited for a thing did not hold."""
        terms = self.spec.shares
        assert terms is not None, "only where acts are credited"
        self.take_back(turn, str(turn.now.data.get(terms.once_by) or ""))

    def undo(self, turn: Turn, cause: Cause) -> None:
        """The order that was credited is gone."""
        terms = self.spec.shares
        order = turn.state.find_order(cause.ref) if terms is not None and terms.on == PAID else None
        if order is None or self.path not in order.counted or not cause.is_whole:
            return
        doc = turn.state.read(SLOT, WelfareBook).docs.get(self.id)
        for one in list(doc.open) if doc is not None else ():
            if one.thing == cause.ref:
                self.take_back(turn, one.thing)

    def take_back(self, turn: Turn, thing: str) -> None:
        """Until a goal has made it final."""
        known = turn.state.read(SLOT, WelfareBook).docs.get(self.id)
        if known is None or not any(one.thing == thing and not one.seq for one in known.open):
            turn.skipped(self.path, "welfare-nothing")
            return
        self._take_out(turn, lambda one: one.thing == thing and not one.seq)

    def give_back(self, turn: Turn) -> None:
        """It was called off: what no goal has made final goes back to who gave it."""
        if self.id in turn.state.read(SLOT, WelfareBook).docs:
            self._take_out(turn, lambda _: True)

    def _take_out(self, turn: Turn, chosen: Callable[[Given], bool]) -> None:
        doc = turn.state.edit(SLOT, WelfareBook).docs[self.id]
        pool = turn.shared(POOL, self.id) or WelfarePool()
        taken = [one for one in doc.open if chosen(one) and one.stage == len(pool.final)]
        doc.open = [one for one in doc.open if not chosen(one)]
        for one in taken:
            doc.total -= one.amount
            if one.seq:
                pool.donated -= one.amount
                seq = find_place(turn, one.owner, self.spec.asset, one.seq)
                postings.refund(turn, self.spec.asset, seq, one.amount, ref=self.id)
            else:
                pool.credited -= one.amount
            self._note(turn, -one.amount)
            turn.applied(self.path, "welfare-taken-back", amount=one.amount)
            turn.emit("welfare.taken_back", {"activity": self.id, "amount": one.amount, "total": pool.total})
        if taken:
            turn.put_shared(POOL, self.id, pool)
        else:
            turn.skipped(self.path, "welfare-final")

    # -- certificates -----------------------------------------------------------------------------------------------
    def certify(self, turn: Turn) -> None:
        """``welfare.certificate``: of a goal that was reached after the member gave; one a member."""
        goal = self.goals.get(turn.data["goal"])
        doc = turn.state.read(SLOT, WelfareBook).docs.get(self.id)
        pool = turn.shared(POOL, self.id) or WelfarePool()
        if goal is None or goal.id not in pool.final or doc is None or doc.total <= 0:
            self._refuse(turn, "welfare-no-certificate")
        if doc.first_stage > pool.final.index(goal.id):
            self._refuse(turn, "welfare-no-certificate")
        known = turn.state.find_record("welfare_certificate", f"{self.id}/{goal.id}")
        if known is None:
            pool.certificates += 1
            turn.put_shared(POOL, self.id, pool)
            known = {
                "activity": self.id, "goal": goal.id, "number": pool.certificates, "given": doc.total,
                "title": goal.certificate.model_dump(), "t_us": turn.now.t_us,
            }  # fmt: skip
            turn.record_new("welfare_certificate", f"{self.id}/{goal.id}", known)
            turn.applied(self.path, "welfare-certificate", number=pool.certificates)
            self.activity.give(turn, goal.rewards, rule=f"goals.{goal.id}", ref=f"{self.id}/{goal.id}")
            turn.emit("welfare.certified", {"activity": self.id, "goal": goal.id, "number": pool.certificates})
        turn.result = dict(known)

    # -- what they share --------------------------------------------------------------------------------------------
    def _edit(self, turn: Turn) -> WelfareDoc:
        doc = turn.state.edit(SLOT, WelfareBook).docs.setdefault(self.id, WelfareDoc())
        if turn.day > doc.day:
            doc.day, doc.given_today, doc.acts_today = turn.day, 0, 0
        return doc

    def _refuse(self, turn: Turn, code: str, **extra: Any) -> NoReturn:
        turn.refuse(code, f"{self.path}: {WORDINGS[code].en}", activity=self.id, **extra)

    def show(self, shown: dict[str, Any], state: MemberState, seen: Seen) -> None:
        """Put the total of the pool, which is public, into the summary."""
        del state
        pool: WelfarePool = seen.shared.get(POOL.place(self.id)) or WelfarePool()
        shown["total"] = pool.total
        for goal in shown["goals"]:
            goal["reached"] = goal["id"] in pool.final

    def summary(self, state: MemberState, now_us: int) -> dict[str, Any]:
        """What the member gave, and the goals."""
        del now_us
        doc = state.read(SLOT, WelfareBook).docs.get(self.id) or WelfareDoc()
        return {
            "given": doc.total,
            "min_amount": self.spec.min_amount if self.spec.donations else 0,
            "goals": [{"id": one.id, "name": one.name.model_dump(), "at": one.at} for one in self.spec.goals],
        }


def _plan_of(activity: Activity) -> _Plan:
    return activity.program.built(f"welfare {activity.spec.id}", lambda _: _Plan(activity))


def _compile(activity: Activity) -> Behaviour:
    plan = _Plan(activity)
    shares = plan.spec.shares
    return Behaviour(
        requests={"welfare.contribute": plan.contribute},
        claims={"welfare.certificate": plan.certify},
        reactions=[(shares.on, plan.on_act)] if shares is not None else (),
        always=[(shares.undone_by, plan.on_undone)] if shares is not None and shares.undone_by is not None else (),
        summary=plan.summary,
        shelf=Shelf(plan.show, documents=lambda _: [(POOL, plan.id)]),
        undo=plan.undo,
    )


def _undo(activity: Activity, turn: Turn, cause: Cause) -> None:
    _plan_of(activity).undo(turn, cause)


def _cancel(activity: Activity, turn: Turn) -> None:
    _plan_of(activity).give_back(turn)


def _join(case: MergeCase) -> None:
    theirs = case.other.state.read(SLOT, WelfareBook).docs
    mine = case.into.state.edit(SLOT, WelfareBook).docs if theirs else {}
    for name, doc in theirs.items():
        own = mine.get(name)
        case.kept[name] = msgspec.to_builtins(own) if own is not None else None
        moved = [msgspec.structs.replace(one, owner=one.owner or case.other.state.member_id) for one in doc.open]
        newer, older = (doc, own) if own is None or doc.day > own.day else (own, doc)
        same = older is not None and newer.day == older.day
        own = own or WelfareDoc(first_stage=doc.first_stage)
        mine[name] = WelfareDoc(
            own.total + doc.total, min(own.first_stage, doc.first_stage), [*own.open, *moved], newer.day,
            newer.given_today + (older.given_today if same and older is not None else 0),
            newer.acts_today + (older.acts_today if same and older is not None else 0),
        )  # fmt: skip
        case.into.applied(f"activities.{name}", "merge-welfare", total=mine[name].total)


def _split(case: MergeCase) -> None:
    """What each gave is each one's again, unless a part of it was taken back meanwhile."""
    theirs = case.other.state.read(SLOT, WelfareBook).docs
    mine = case.into.state.edit(SLOT, WelfareBook).docs if case.kept else {}
    for name, kept in case.kept.items():
        before = msgspec.convert(kept, WelfareDoc) if kept is not None else WelfareDoc()
        own, took = mine[name], theirs[name]
        if own.total < before.total + took.total:
            case.spent.append({"what": "welfare", "activity": name})
        if own.total == before.total + took.total:
            if kept is None:
                del mine[name]
            else:
                mine[name] = before
            continue
        other = case.other.state.member_id
        acts = {one.thing for one in took.open if not one.seq}
        own.total -= took.total
        own.open = [one for one in own.open if one.owner != other and (one.seq or one.thing not in acts)]


def _export(activity: Activity, case: ExportCase) -> Mapping[str, Any]:
    doc = case.state.read(SLOT, WelfareBook).docs.get(activity.spec.id)
    return {"name": case.name_of(activity.path), "given": doc.total} if doc is not None else {}


def _list_figures(activity: Activity) -> Sequence[Figure]:
    del activity
    return (
        Figure("members", text("参与会员", "Members who gave"), "members", Recorded("welfare_given", "members")),
        Figure("total", text("公益池总额", "In the pool"), "points", Recorded("welfare_given", "sum", "amount")),
        Figure("certificates", text("已发证书", "Certificates"), "times", Recorded("welfare_certificate")),
    )


def _keeps_law(case: LawCase) -> Iterable[str]:
    for activity, doc in case.state.read(SLOT, WelfareBook).docs.items():
        newest = max((one.stage for one in doc.open), default=0)
        if doc.total < sum(one.amount for one in doc.open if one.stage == newest) or doc.total < 0:
            yield f"{activity}: {doc.total} given, less than may be taken back"
        if doc.open and f"activities.{activity}" in case.cancelled:
            yield f"{activity}: was cancelled, and donations are held"


HOOKS = ActivityHooks(
    undo_cause=_undo,
    cancel=_cancel,
    merge=Merge(_join, _split),
    erase=Nothing("what was given tells nobody who somebody is, and stays in the pool"),
    export=_export,
    results=_list_figures,
    published=("members", "total", "certificates"),
    law=_keeps_law,
)

WORDINGS = {
    "welfare-given": text("计入公益池 {amount}，累计 {total}", "{amount} for the pool, {total} in all"),
    "welfare-taken-back": text("退出公益池 {amount}", "{amount} taken out of the pool"),
    "welfare-final": text("所属目标已达成，不再撤回", "a goal has made it final"),
    "welfare-nothing": text("没有可计入的内容", "nothing to be counted"),
    "welfare-again": text("已计入过", "it was counted before"),
    "welfare-too-little": text("低于单次最少数量", "less than is taken"),
    "welfare-limit": text("已达上限", "a member may give no more for now"),
    "welfare-certificate": text("颁发证书第 {number} 号", "certificate number {number}"),
    "welfare-no-certificate": text("没有可领取的证书", "there is no such certificate for this member"),
    "merge-welfare": text("公益合计 {total}", "{total} given, by both"),
}


def _render_rules(activity: Activity, locale: Locale) -> Iterable[str]:
    spec, zh = activity.typed(WelfareSpec), locale == "zh"
    asset = asset_name(activity.program, spec.asset).get(locale)
    for goal in spec.goals:
        name, at, title = goal.name.get(locale), goal.at, goal.certificate.get(locale)
        yield (
            f"{name}：满 {at} {asset}，颁发「{title}」" if zh else f"{name}: at {at} {asset}, the certificate “{title}”"
        )
    if spec.donations:
        yield f"每次至少 {spec.min_amount} {asset}" if zh else f"At least {spec.min_amount} {asset} at once"
    if spec.shares is not None:
        value, most = spec.shares.value, spec.shares.per_day
        yield (
            f"每次有效行为计入 {value}，每天最多 {most} 次"
            if zh
            else f"{value} for each credited act, {most} a day at most"
        )


_FACT = {
    "activity": EventField("str", text("公益活动", "Welfare pool")),
    "amount": EventField("int", text("数量", "Amount")),
    "total": EventField("int", text("累计", "Total")),
}
_GOAL = EventField("str", text("目标", "Goal"))

KIND = ActivityKind(
    page=render_page,
    shown=WelfareShown,
    kind="welfare",
    label=text("公益", "Welfare pool"),
    spec=WelfareSpec,
    slot=SLOT,
    compile=_compile,
    hooks=HOOKS,
    requests=REQUESTS,
    event_types=(
        EventType("welfare.given", text("公益计入", "Given to a welfare pool"), "derived", _FACT),
        EventType("welfare.taken_back", text("公益退回", "Taken out of a welfare pool"), "derived", _FACT),
        EventType("welfare.goal_reached", text("公益目标达成", "Welfare goal reached"), "derived", {
            "activity": _FACT["activity"], "goal": _GOAL, "total": _FACT["total"],
        }),
        EventType("welfare.certified", text("公益证书颁发", "Certificate issued"), "derived", {
            "activity": _FACT["activity"], "goal": _GOAL, "number": EventField("int", text("编号", "Number")),
        }),
    ),
    render_rules=_render_rules,
    wordings=WORDINGS,
    shared=(POOL,),
)  # fmt: skip
