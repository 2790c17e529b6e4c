"""Offers (优惠任务): received, perhaps viewed, achieved by one purchase or by what adds up, each with its own clock.

Every receipt is an instance. What happens is held against its own window, so an event that is reported late counts
where it belongs, also after the instance has lapsed.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from liuke.activities.contracts import Activity, ActivityKind, Behaviour
from liuke.activities.kind_hooks import ActivityHooks
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
    Seen,
    find_end,
)
from liuke.activities.parts.offer_life import close, export, keeps_law, lapse, list_figures
from liuke.activities.parts.offer_merge import MERGE
from liuke.activities.parts.offer_page import render_page
from liuke.activities.parts.offer_shown import OfferShown
from liuke.activities.parts.offer_spec import OfferSpec
from liuke.activities.parts.offer_words import RECEIVED, WORDINGS, list_event_types, render_offer_rules
from liuke.activities.types.offer_requests import REQUESTS
from liuke.decision.holdings import Order
from liuke.decision.hooks import Cause, Nothing
from liuke.decision.reasons import Prompt
from liuke.decision.state import MemberState
from liuke.decision.turn import Turn
from liuke.earning.handouts import find_surviving, is_undoable
from liuke.earning.measured import measure
from liuke.earning.moving import MOVED
from liuke.earning.spec import RefundSpec
from liuke.earning.stated import emit_undone
from liuke.goods.lines import Basis
from liuke.goods.returns import due
from liuke.kernel.clock import DAY_US
from liuke.kernel.money import BPS
from liuke.kernel.text import text
from liuke.ledger.tally import late_days
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
        self.by_instant = spec.late_receipts == "count"
        self.looks_back = goal is not None and self.by_instant
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
        t_us = turn.now.t_us
        held = [one for one in doc.list_held() if one.ends_us > t_us]
        if self.spec.again == "ignore" and self._is_held(doc, held, t_us):
            return "offer-held"
        return "offer-too-many" if self.spec.again == "beside" and len(held) >= MAX_OPEN else None

    def _is_held(self, doc: OfferDoc, held: Sequence[Instance], t_us: int) -> bool:
        """Whether one lasts when this one is received; by the order of reports, whatever lasts is older."""
        if not self.by_instant:
            return bool(held)
        return any(one.received_us <= t_us for one in held) or bool(self._list_inside(doc, t_us, (DONE,)))

    def _receive(self, turn: Turn, ref: str) -> Instance:
        t_us = turn.now.t_us
        doc = turn.state.edit(SLOT, OfferBook).docs.setdefault(self.id, OfferDoc())
        if self.spec.again == "restart":
            for one in doc.list_held():
                if not self.by_instant or one.received_us <= t_us:
                    one.status = REPLACED
        elif self.spec.again == "ignore" and self.by_instant:
            for one in self._list_inside(doc, t_us, (OPEN, LAPSED, MISSED)):
                one.status = REPLACED  # it came while this one was under way, which is known by now
        made = Instance(ref, t_us, find_end(self.spec.lasts, self.activity.program.calendar, t_us))
        doc.instances.append(made)
        doc.instances.sort(key=lambda one: one.received_us)
        doc.received += 1
        turn.arm_earliest(self._timer, made.ends_us)
        turn.record_new("offer_received", f"{self.id}/{ref}", {"t_us": t_us})
        turn.applied(self.path, "offer-received", ends_us=made.ends_us)
        turn.emit("offer.opened", {"activity": self.id, "ref": ref, "ends_us": made.ends_us})
        if self.looks_back and doc.seen:
            self._look_back(turn, doc, made)
        doc.forget()
        return made

    def _list_inside(self, doc: OfferDoc, t_us: int, statuses: tuple[int, ...]) -> list[Instance]:
        """Receipts within the window of one that is reported late, in one of these states."""
        end_us = find_end(self.spec.lasts, self.activity.program.calendar, t_us)
        return [one for one in doc.instances if t_us < one.received_us < end_us and one.status in statuses]

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
        if unseen and ref is None and self.spec.view_marks != "every":
            unseen = [unseen[-1] if self.spec.view_marks == "newest" else unseen[0]]
        self._note(turn, Seen(turn.now.t_us, 0, ref or "", bool(unseen)))
        for one in unseen:
            self._view(turn, one, turn.now.t_us)
        return [one.ref for one in unseen]

    def _view(self, turn: Turn, one: Instance, t_us: int) -> None:
        turn.state.edit(SLOT, OfferBook)
        one.viewed_us = t_us
        turn.record_new("offer_viewed", f"{self.id}/{one.ref}", {"t_us": t_us})
        turn.applied(self.path, "offer-viewed")
        if self.spec.viewed == "required" and one.status in {OPEN, LAPSED} and self._is_met(one):
            self._achieve(turn, one)

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
        if goal is None or self._is_off(turn) or (not live and not self.looks_back):
            return
        if self.test is not None and not self.test(turn):
            if live:
                turn.skipped(self.path, "condition")
            return
        counted: tuple[int, Basis | None] = (1, None)
        if goal.measure != "count" or goal.scope is not None:
            counted = measure(turn, goal.field if goal.measure != "count" else "", goal.scope)
        if counted[0] <= 0:
            return
        order = turn.state.orders.get(turn.now.data.get("order_id", "")) if turn.now.type == PAID else None
        picked = self._pick(live)
        seen = Seen(
            turn.now.t_us, counted[0], order.order_id if order is not None else "", bool(picked), counted[1]
        )  # fmt: skip
        self._note(turn, seen)
        for one in picked:
            turn.state.edit(SLOT, OfferBook)
            self._count(turn, one, seen, order)

    def _note(self, turn: Turn, seen: Seen) -> None:
        if self.looks_back:
            doc = turn.state.edit(SLOT, OfferBook).docs.setdefault(self.id, OfferDoc())
            doc.note(seen, keep_us=late_days(turn.program) * DAY_US)

    def _look_back(self, turn: Turn, doc: OfferDoc, one: Instance) -> None:
        """What happened within the receipt's window and was reported before it, in the order of its instants."""
        until_us = one.ends_us
        if self.spec.again == "restart":
            newer = [other.received_us for other in doc.instances if other.received_us > one.received_us]
            until_us = min([until_us, *newer])
        counts_one = self.spec.counts_for != "every" and self.spec.again != "ignore"
        marks_one = self.spec.view_marks != "every"
        for seen in [seen for seen in doc.seen if one.received_us < seen.t_us < until_us]:
            if one.status == MISSED:
                return
            if not seen.amount:
                if not one.viewed_us and (seen.ref == one.ref or (not seen.ref and not (seen.counted and marks_one))):
                    seen.counted = True
                    self._view(turn, one, seen.t_us)
            elif not (counts_one and seen.counted):
                order = turn.state.find_order(seen.ref) if seen.ref else None
                if not seen.ref or (order is not None and order.status != "refunded" and MOVED not in order.data):
                    seen.counted = True
                    self._count(turn, one, seen, order)
        if one.status == OPEN and until_us < one.ends_us:
            one.status = REPLACED

    def _is_off(self, turn: Turn) -> bool:
        """Whether nothing of it goes on: what was received goes on after the window, not after it was called off."""
        return not self.spec.enabled or self.path in turn.state.cancelled

    def _pick(self, live: Sequence[Instance]) -> list[Instance]:
        if self.spec.counts_for == "every":
            return list(live)
        waiting = [one for one in live if one.status != DONE]
        return waiting[:1] if self.spec.counts_for == "oldest" else waiting[-1:]

    def _count(self, turn: Turn, one: Instance, seen: Seen, order: Order | None) -> None:
        goal, amount = self.goal, seen.amount
        assert goal is not None, "only what has a goal counts"
        viewed = 0 < one.viewed_us <= seen.t_us
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
        if order is not None:
            self._remember(order, one, amount if goal.measure != "count" else 1, seen.basis)
            turn.state.save_order(order)
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

    def _remember(self, order: Order, one: Instance, amount: int, basis: Basis | None) -> None:
        """Note on the order what it gave, where its refund finds it, and take off what has gone back of it by now."""
        name = f"{self.path}#{one.ref}"
        order.counted[name] = amount
        if basis is not None:
            order.bases[name] = basis
        if order.status == "part_refunded":
            back = Cause(order.order_id, PAID, "", order.amount_cents, 0, order.refunded_cents, full=False)
            self._take_back(order, name, one, back)

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
        what, fact = f"{self.id}/{one.ref}", {"activity": self.id, "ref": one.ref, "value": one.value}
        emit_undone(turn, "offer.undone", what, {**fact, "counted_day": day})
        self.activity.take_back(turn, ref=what, times=one.times)

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
        if goal is None or self._is_met(one):
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


def _undo(activity: Activity, turn: Turn, cause: Cause) -> None:
    undo = activity.behaviour.undo
    assert undo is not None, "the kind compiles one for each activity"
    undo(turn, cause)


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


HOOKS = ActivityHooks(
    undo_cause=_undo,
    cancel=close,
    merge=MERGE,
    erase=Nothing("receipts tell nobody who somebody is"),
    export=export,
    results=list_figures,
    law=keeps_law,
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
