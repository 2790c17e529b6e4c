"""Offers (优惠任务): received, perhaps viewed, achieved by one purchase or by what adds up, each with its own clock.

Every receipt is an instance. What happens is held against its own window, so an event that is reported late counts
where it belongs, also after the instance has lapsed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from liuke.activities.contracts import Activity, ActivityKind, Behaviour
from liuke.activities.kind_hooks import ActivityHooks, Figure, Recorded
from liuke.activities.naming import render_rewards, reward_params
from liuke.activities.parts.offer_doc import (
    DONE,
    LAPSED,
    MAX_OPEN,
    MISSED,
    OPEN,
    REPLACED,
    SLOT,
    STATUSES,
    Instance,
    OfferBook,
    OfferDoc,
    find_end,
)
from liuke.activities.parts.offer_merge import MERGE
from liuke.activities.parts.offer_page import render_page
from liuke.activities.parts.offer_shown import OfferShown
from liuke.activities.parts.offer_spec import OfferSpec
from liuke.activities.parts.offer_words import RECEIVED, WORDINGS, list_event_types, render_offer_rules
from liuke.activities.types.offer_requests import REQUESTS
from liuke.decision.holdings import Order
from liuke.decision.hooks import Cause, ExportCase, LawCase, Nothing
from liuke.decision.reasons import Prompt
from liuke.decision.state import MemberState
from liuke.decision.turn import Turn
from liuke.earning.handouts import find_surviving, is_undoable
from liuke.earning.measured import measure
from liuke.earning.spec import RefundSpec
from liuke.goods.lines import Basis
from liuke.goods.returns import due
from liuke.kernel.money import BPS
from liuke.kernel.text import text
from liuke.program.findings import Finding

PAID = "order.paid"
VIEWED = "offer.viewed"
GIVEN = "offer.given"
_TAKEN = "offer_taken"


class _Plan:
    """An offer, compiled: what its receipts, views, events and refunds do."""

    def __init__(self, activity: Activity) -> None:
        self.activity = activity
        self.spec = spec = activity.typed(OfferSpec)
        self.id, self.path = spec.id, activity.path
        self.goal = goal = spec.goal
        if goal is not None:
            activity.check_events(goal.on, "goal.on")
        self.test = activity.test(goal.when, goal.on) if goal is not None else None
        self.undoes = activity.program.section("refunds", RefundSpec).rewards != "keep"
        self.words = reward_params(activity.program, spec.rewards)

    # -- receiving and viewing --------------------------------------------------------------------------------------
    def send(self, turn: Turn) -> None:
        """``offer.send``: the member receives it, or it is refused."""
        ref = turn.data.get("ref") or str(turn.new_id())
        reason = self._why_not(turn, ref)
        if reason is not None:
            turn.refuse(reason, f"{self.path}: {WORDINGS[reason].en}", activity=self.id)
        one = self._receive(turn, ref)
        turn.result = {"activity": self.id, "ref": one.ref, "ends_us": one.ends_us}

    def on_received(self, turn: Turn) -> None:
        """It is reported, or given by a rule, that the member received it."""
        if turn.now.data.get("offer") != self.id:
            return
        ref = turn.now.data.get("ref") or str(turn.new_id())
        reason = self._why_not(turn, ref)
        if reason is not None:
            turn.skipped(self.path, reason)
        else:
            self._receive(turn, ref)

    def _why_not(self, turn: Turn, ref: str) -> str | None:
        if turn.state.find_record("offer_received", f"{self.id}/{ref}") is not None:
            return "offer-received-already"  # known also where the receipt itself is remembered no more
        doc = turn.state.read(SLOT, OfferBook).docs.get(self.id)
        if doc is None:
            return None
        if self.spec.limit is not None and doc.achieved >= self.spec.limit:
            return "offer-limit"
        held = [one for one in doc.list_held() if one.ends_us > turn.now.t_us]
        if held and self.spec.again == "ignore":
            return "offer-held"
        return "offer-too-many" if self.spec.again == "beside" and len(held) >= MAX_OPEN else None

    def _receive(self, turn: Turn, ref: str) -> Instance:
        t_us = turn.now.t_us
        doc = turn.state.edit(SLOT, OfferBook).docs.setdefault(self.id, OfferDoc())
        if self.spec.again == "restart":
            for one in doc.list_held():
                one.status = REPLACED
        made = Instance(ref, t_us, find_end(self.spec.lasts, self.activity.program.calendar, t_us))
        doc.instances.append(made)
        doc.instances.sort(key=lambda one: one.received_us)
        doc.received += 1
        doc.forget()
        turn.arm_earliest(self._timer, made.ends_us)
        turn.record_new("offer_received", f"{self.id}/{ref}", {"t_us": t_us})
        turn.applied(self.path, "offer-received", ends_us=made.ends_us)
        turn.emit("offer.opened", {"activity": self.id, "ref": ref, "ends_us": made.ends_us})
        return made

    @property
    def _timer(self) -> str:
        return f"activity:{self.id}:end"

    def view(self, turn: Turn) -> None:
        """``offer.view``: the member looks at it."""
        doc = turn.state.read(SLOT, OfferBook).docs.get(self.id)
        live = self._list_live(turn, doc)
        ref = turn.data.get("ref")
        if not live or (ref is not None and all(one.ref != ref for one in live)):
            turn.refuse("offer-not-held", f"{self.path}: {WORDINGS['offer-not-held'].en}", activity=self.id)
        turn.result = {"activity": self.id, "refs": self._mark(turn, live, ref)}

    def on_viewed(self, turn: Turn) -> None:
        """It is reported that the member looked at it."""
        if turn.now.data.get("offer") != self.id:
            return
        live = self._list_live(turn, turn.state.read(SLOT, OfferBook).docs.get(self.id))
        if not self._mark(turn, live, turn.now.data.get("ref")):
            turn.skipped(self.path, "offer-viewed-already" if live else "offer-not-held")

    def _mark(self, turn: Turn, live: Sequence[Instance], ref: str | None) -> list[str]:
        unseen = [one for one in live if not one.viewed_us and ref in {None, one.ref}]
        if not unseen:
            return []
        turn.state.edit(SLOT, OfferBook)
        if ref is None and self.spec.view_marks != "every":
            unseen = [unseen[-1] if self.spec.view_marks == "newest" else unseen[0]]
        for one in unseen:
            one.viewed_us = turn.now.t_us
            turn.record_new("offer_viewed", f"{self.id}/{one.ref}", {"t_us": turn.now.t_us})
            turn.applied(self.path, "offer-viewed")
            if self.spec.viewed == "required" and one.status == OPEN and self._is_met(one):
                self._achieve(turn, one)
        return [one.ref for one in unseen]

    def _list_live(self, turn: Turn, doc: OfferDoc | None) -> list[Instance]:
        """Receipts whose window holds the happening, whatever has become of them."""
        t_us = turn.now.t_us
        found = doc.instances if doc is not None else ()
        return [one for one in found if one.received_us <= t_us < one.ends_us and one.status not in {MISSED, REPLACED}]

    # -- events -----------------------------------------------------------------------------------------------------
    def on_event(self, turn: Turn) -> None:
        """Count what happened for the receipts that it falls into."""
        goal = self.goal
        live = self._list_live(turn, turn.state.read(SLOT, OfferBook).docs.get(self.id))
        if not live or goal is None or self._is_off(turn):
            return
        if self.test is not None and not self.test(turn):
            turn.skipped(self.path, "condition")
            return
        counted: tuple[int, Basis | None] = (1, None)
        if goal.measure != "count" or goal.scope is not None:
            counted = measure(turn, goal.field if goal.measure != "count" else "", goal.scope)
        if counted[0] <= 0:
            return
        turn.state.edit(SLOT, OfferBook)
        for one in self._pick(live):
            self._count(turn, one, *counted)

    def _is_off(self, turn: Turn) -> bool:
        """Whether nothing of it goes on: what was received goes on after the window, not after it was called off."""
        return not self.spec.enabled or self.path in turn.state.cancelled

    def _pick(self, live: Sequence[Instance]) -> list[Instance]:
        if self.spec.counts_for == "every":
            return list(live)
        waiting = [one for one in live if one.status != DONE]
        return waiting[:1] if self.spec.counts_for == "oldest" else waiting[-1:]

    def _count(self, turn: Turn, one: Instance, amount: int, basis: Basis | None) -> None:
        goal = self.goal
        assert goal is not None, "only what has a goal counts"
        viewed = 0 < one.viewed_us <= turn.now.t_us
        if (self.spec.viewed == "from_view" and not viewed) or (self.spec.viewed == "never" and viewed):
            turn.skipped(self.path, "offer-unviewed" if not viewed else "offer-was-viewed")
            return
        if one.status == DONE and not self.undoes:
            return
        if goal.measure == "one" and not self._reaches(amount):
            if one.status != DONE:
                turn.skipped(self.path, "offer-too-small", value=amount, target=goal.target)
            return
        one.value += amount if goal.measure == "sum" else 1
        self._remember(turn, one, amount if goal.measure != "count" else 1, basis)
        if one.status == DONE:
            return
        turn.applied(self.path, "offer-counted", value=one.value, target=goal.target)
        if self._is_met(one):
            self._reach(turn, one, viewed=viewed)

    def _reaches(self, value: int) -> bool:
        assert self.goal is not None, "only what has a goal is reached"
        return value > self.goal.target if self.goal.compare == "above" else value >= self.goal.target

    def _is_met(self, one: Instance) -> bool:
        assert self.goal is not None, "only what has a goal is met"
        return one.value > 0 if self.goal.measure == "one" else self._reaches(one.value)

    def _remember(self, turn: Turn, one: Instance, amount: int, basis: Basis | None) -> None:
        """Note on the order what it gave, where its refund finds it."""
        order = turn.state.orders.get(turn.now.data.get("order_id", "")) if turn.now.type == PAID else None
        if order is not None:
            order.counted[f"{self.path}#{one.ref}"] = amount
            if basis is not None:
                order.bases[f"{self.path}#{one.ref}"] = basis

    def _reach(self, turn: Turn, one: Instance, *, viewed: bool) -> None:
        if viewed or self.spec.viewed in {"any", "never"}:
            self._achieve(turn, one)
        elif self.spec.viewed == "before":
            one.status = MISSED
            turn.skipped(self.path, "offer-missed")
            turn.emit("offer.missed", {"activity": self.id, "ref": one.ref})
        else:
            turn.skipped(self.path, "offer-waits-for-view")

    def _achieve(self, turn: Turn, one: Instance) -> None:
        doc = turn.state.edit(SLOT, OfferBook).docs[self.id]
        if self.spec.limit is not None and doc.achieved >= self.spec.limit:
            turn.skipped(self.path, "offer-limit")
            return
        one.status, one.done_us, one.times = DONE, turn.now.t_us, one.times + 1
        doc.achieved += 1
        again = f"/{one.times}" if one.times > 1 else ""
        turn.applied(self.path, "offer-achieved", times=doc.achieved)
        turn.record_new("offer", f"{self.id}/{one.ref}{again}", {"t_us": turn.now.t_us, "viewed": bool(one.viewed_us)})
        self.activity.give(
            turn, self.spec.rewards, ref=f"{self.id}/{one.ref}", times=one.times if self.undoes else 0
        )  # fmt: skip
        turn.emit("offer.achieved", {
            "activity": self.id, "ref": one.ref, "value": one.value, "viewed": bool(one.viewed_us),
            "received_us": one.received_us,
        })  # fmt: skip

    # -- refunds ----------------------------------------------------------------------------------------------------
    def undo(self, turn: Turn, cause: Cause) -> None:
        """Take back what a refunded order gave; what is no longer achieved gives its reward back."""
        doc = turn.state.read(SLOT, OfferBook).docs.get(self.id)
        order = turn.state.find_order(cause.ref) if doc is not None and self.goal is not None else None
        if doc is None or order is None:
            return
        for name in [name for name in order.counted if name.startswith(f"{self.path}#")]:
            one = doc.find(name.partition("#")[2])
            if one is not None and (one.status != DONE or self.undoes):
                turn.state.edit(SLOT, OfferBook)
                turn.state.save_order(order)
                self._take_back(order, name, one, cause)
                if one.status == DONE and not self._is_met(one) and not self._is_final(turn, one):
                    self._reopen(turn, doc, one)

    def _take_back(self, order: Order, name: str, one: Instance, cause: Cause) -> None:
        """Lower the value by what went back of the order; of one purchase, once what is left is too small."""
        goal = self.goal
        assert goal is not None, "only what has a goal counts"
        taken: dict[str, int] = order.data.setdefault(_TAKEN, {})
        counted, before = order.counted[name], taken.get(name, 0)
        basis = order.bases.get(name)
        if basis is not None:
            gone = due(counted, order.back().share(basis))
        elif goal.field == "amount_cents" and goal.measure != "count":
            gone = counted if cause.is_whole else min(counted, before + cause.taken - cause.before)
        else:
            gone = counted if cause.is_whole else before
        taken[name] = gone
        if goal.measure == "one":
            one.value -= self._reaches(counted - before) and not self._reaches(counted - gone)
        else:
            one.value -= gone - before

    def _is_final(self, turn: Turn, one: Instance) -> bool:
        """Whether the reward was given to stay, by another version of the program."""
        ref = f"{self.id}/{one.ref}"
        return bool(self.spec.rewards) and not is_undoable(turn, path=self.path, ref=ref, times=one.times)

    def _reopen(self, turn: Turn, doc: OfferDoc, one: Instance) -> None:
        day = self.activity.program.calendar.local_day(one.done_us)
        one.status, one.done_us = (OPEN if turn.now.t_us < one.ends_us else LAPSED), 0
        doc.achieved -= 1
        if one.status == OPEN:
            turn.arm_earliest(self._timer, one.ends_us)
        turn.skipped(self.path, "offer-undone", times=doc.achieved)
        turn.emit("offer.undone", {"activity": self.id, "ref": one.ref, "value": one.value, "counted_day": day})
        self.activity.take_back(turn, ref=f"{self.id}/{one.ref}", times=one.times)

    # -- asking -----------------------------------------------------------------------------------------------------
    @property
    def unit(self) -> str:
        """Unit of the goal, as ``Prompt.unit``."""
        if self.goal is None or self.goal.measure == "count":
            return "times"
        return "cents" if self.goal.field.endswith("_cents") else "points"

    def prompts(self, state: MemberState, day: int) -> Sequence[Prompt]:
        """What is left of the receipt that ends first."""
        doc = state.read(SLOT, OfferBook).docs.get(self.id)
        starts_us = self.activity.program.calendar.day_start_us(day)
        held = [one for one in doc.list_held() if one.ends_us > starts_us] if doc is not None else []
        if not held or self.goal is None:
            return ()
        one = min(held, key=lambda held_one: held_one.ends_us)
        missing = self._find_missing(one)
        if not missing:
            return (Prompt("offer", self.path, 0, "times", BPS, "offer-view", self.words),)
        share = one.value * BPS // self.goal.target if self.goal.measure != "one" else 0
        code = f"offer-one-{self.unit}" if self.goal.measure == "one" else f"offer-left-{self.unit}"
        return (
            Prompt("offer", self.path, missing, self.unit, share, code,
                   {"missing": missing, "target": self.goal.target, **self.words}),
        )  # fmt: skip

    def _find_missing(self, one: Instance) -> int:
        goal = self.goal
        assert goal is not None, "only what has a goal misses anything"
        if self._is_met(one):
            return 0
        return max(goal.target - (0 if goal.measure == "one" else one.value), 0) + (goal.compare == "above")

    def summary(self, state: MemberState, now_us: int) -> dict[str, Any]:
        """Every receipt that is remembered, the newest first, and how many there were."""
        doc = state.read(SLOT, OfferBook).docs.get(self.id) or OfferDoc()
        return {
            "received": doc.received,
            "achieved": doc.achieved,
            "target": self.goal.target if self.goal is not None else None,
            "unit": self.unit,
            "rewards": render_rewards(self.activity.program, self.spec.rewards).model_dump(),
            "receipts": [self._show(one, now_us) for one in reversed(doc.instances)],
        }

    def _show(self, one: Instance, now_us: int) -> dict[str, Any]:
        status = LAPSED if one.status == OPEN and one.ends_us <= now_us else one.status
        return {
            "ref": one.ref, "status": STATUSES[status], "received_us": one.received_us, "ends_us": one.ends_us,
            "viewed": bool(one.viewed_us), "value": one.value,
            "missing": self._find_missing(one) if self.goal is not None and status == OPEN else None,
        }  # fmt: skip


def _compile(activity: Activity) -> Behaviour:
    plan = _Plan(activity)
    counted = dict.fromkeys(plan.goal.on) if plan.goal is not None else {}
    return Behaviour(
        requests={"offer.send": plan.send},
        claims={"offer.view": plan.view},
        reactions=[(RECEIVED, plan.on_received), (GIVEN, plan.on_received)],
        always=[(VIEWED, plan.on_viewed), *((type_, plan.on_event) for type_ in counted)],
        prompts=plan.prompts,
        undo=plan.undo,
        summary=plan.summary,
    )


def lapse(turn: Turn) -> None:
    """What is over lapses, also when its offer is in no program any more."""
    activity, _, rest = str(turn.data["id"]).partition(":")
    doc = turn.state.read(SLOT, OfferBook).docs.get(activity)
    if rest != "end" or doc is None:
        return
    over = [one for one in doc.list_held() if one.ends_us <= turn.now.t_us]
    if over:
        doc = turn.state.edit(SLOT, OfferBook).docs[activity]
    for one in [one for one in doc.list_held() if one.ends_us <= turn.now.t_us]:
        one.status = LAPSED
        turn.emit("offer.lapsed", {"activity": activity, "ref": one.ref, "value": one.value}, react=False)
    if held := doc.list_held():
        turn.arm_earliest(f"activity:{activity}:end", min(one.ends_us for one in held))


def _undo(activity: Activity, turn: Turn, cause: Cause) -> None:
    undo = activity.behaviour.undo
    assert undo is not None, "the kind compiles one for each activity"
    undo(turn, cause)


def _close(activity: Activity, turn: Turn) -> None:
    """What is under way ends without a reward: nothing of the member is held in it."""
    doc = turn.state.read(SLOT, OfferBook).docs.get(activity.spec.id)
    if doc is None or not doc.list_held():
        return
    for one in turn.state.edit(SLOT, OfferBook).docs[activity.spec.id].list_held():
        one.status = REPLACED


def _list_figures(activity: Activity) -> Sequence[Figure]:
    del activity
    return (
        Figure("received", text("收到次数", "Times received"), "times", Recorded("offer_received")),
        Figure(
            "members", text("收到会员", "Members who received it"), "members", Recorded("offer_received", "members")
        ),
        Figure("viewed", text("查看次数", "Times viewed"), "times", Recorded("offer_viewed")),
        Figure("achieved", text("达成次数", "Times achieved"), "times", Recorded("offer")),
    )


def _keeps_law(case: LawCase) -> Iterable[str]:
    for activity, doc in case.state.read(SLOT, OfferBook).docs.items():
        done = sum(one.status == DONE for one in doc.instances)
        if doc.achieved < done or doc.received < len(doc.instances):
            yield f"{activity}: {done} are achieved, {doc.achieved} are counted of {doc.received} received"
        for one in doc.instances:
            if one.value < 0 or (one.status == DONE) != bool(one.done_us):
                yield f"{activity}: receipt {one.ref} is {STATUSES[one.status]} with {one.value}"
        if doc.list_held() and f"activities.{activity}" in case.cancelled:
            yield f"{activity}: was cancelled, and receipts of it are open"


def _lint(activities: Sequence[Activity], program: Any, evidence: Any) -> Iterable[Finding]:
    del evidence
    for activity in activities:
        goal = activity.typed(OfferSpec).goal
        if goal is not None and PAID in goal.on:
            yield from find_surviving(program, activity.path)


def _count_field(name: str) -> Any:
    def make(offer: str) -> Any:
        if not offer:
            raise KeyError(name)

        def read(turn: Turn) -> int:
            doc = turn.state.read(SLOT, OfferBook).docs.get(offer)
            if doc is None:
                return 0
            if name == "offer_achieved":
                return doc.achieved
            held = [one for one in doc.list_held() if one.ends_us > turn.now.t_us]
            return len(held) if name == "offer_held" else sum(bool(one.viewed_us) for one in held)

        return read

    return make


def _export(activity: Activity, case: ExportCase) -> Mapping[str, Any]:
    doc = case.state.read(SLOT, OfferBook).docs.get(activity.spec.id)
    if doc is None:
        return {}
    return {
        "name": case.name_of(activity.path),
        "received": doc.received,
        "achieved": doc.achieved,
        "receipts": [
            {
                "received": case.render_time(one.received_us), "viewed": case.render_time(one.viewed_us),
                "until": case.render_time(one.ends_us),
            }
            for one in doc.instances
        ],
    }  # fmt: skip


HOOKS = ActivityHooks(
    undo_cause=_undo,
    cancel=_close,
    merge=MERGE,
    erase=Nothing("receipts tell nobody who somebody is"),
    export=_export,
    results=_list_figures,
    law=_keeps_law,
)

KIND = ActivityKind(
    shown=OfferShown,
    page=render_page,
    kind="offer",
    label=text("优惠任务", "Offer"),
    spec=OfferSpec,
    slot=SLOT,
    compile=_compile,
    hooks=HOOKS,
    requests=REQUESTS,
    event_types=list_event_types(),
    lint=_lint,
    render_rules=render_offer_rules,
    fields={name + ".*": _count_field(name) for name in ("offer_achieved", "offer_held", "offer_viewed")},
    wordings=WORDINGS,
    standing=(("timer.activity", lapse),),
)
