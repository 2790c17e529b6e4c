"""Bargains (砍价): a member starts, friends cut the price down to a floor, the member buys at what was reached.

The bargain is one shared document: whoever cuts last finds exactly the rest, and nobody cuts from an old price. A piece
is set aside at the start. The starter's own part follows by deliveries; what it costs is always read in the document.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NoReturn

from liuke.activities.contracts import Activity, ActivityKind, Behaviour, finding
from liuke.activities.kind_hooks import ActivityHooks, Figure, Recorded
from liuke.activities.parts.bargain_cuts import cut
from liuke.activities.parts.bargain_doc import (
    BARGAIN,
    BOUGHT,
    COUNTED,
    GIVEN_UP,
    HELD,
    IN_CHECKOUT,
    LAPSED,
    OPEN,
    PHASES,
    RUNNING,
    SLOT,
    STATUSES,
    Bargain,
    BargainBook,
    BargainDoc,
    Place,
    name_bargain,
)
from liuke.activities.parts.bargain_merge import MERGE, SELF_HELP
from liuke.activities.parts.bargain_page import render_page
from liuke.activities.parts.bargain_places import (
    KEEPER,
    NOTED,
    arm_end,
    buy,
    close,
    follow,
    give_back,
    name_item,
    on_due,
)
from liuke.activities.parts.bargain_shown import BargainShown
from liuke.activities.parts.bargain_spec import BargainGood, BargainSpec
from liuke.activities.parts.bargain_words import EVENT_TYPES, HELP, WORDINGS, render_bargain_rules
from liuke.activities.parts.helping import find_severity, is_newcomer, lint_chances
from liuke.activities.shelf import Seen, Shelf
from liuke.activities.types.bargain_requests import REQUESTS
from liuke.decision.domain import CompiledProgram, Evidence, Limited
from liuke.decision.event import Event
from liuke.decision.hooks import Cause, ExportCase, LawCase
from liuke.decision.messages import MessageTerms
from liuke.decision.price_cuts import note_line
from liuke.decision.state import MemberState
from liuke.decision.turn import Turn
from liuke.friends import service as friends
from liuke.kernel.clock import HOUR_US, MINUTE_US
from liuke.kernel.text import text
from liuke.program.findings import Finding


class _Plan:
    """A bargain, compiled."""

    def __init__(self, activity: Activity) -> None:
        self.activity = activity
        self.spec = spec = activity.typed(BargainSpec)
        self.id, self.path = spec.id, activity.path
        self.goods = {good.id: good for good in spec.goods}

    # -- starting ---------------------------------------------------------------------------------------------------
    def start(self, turn: Turn) -> None:
        """``bargain.start_bargain``: a piece is set aside, and friends may help."""
        good = self._find_good(turn)
        doc = self._edit(turn)
        if turn.day > doc.day:
            doc.day, doc.started = turn.day, 0
        self._check_limits(turn, doc, good)
        if not turn.take_stock(name_item(self.id, good.id)):
            self._refuse(turn, "bargain-sold-out")
        ref, shared = str(turn.new_id()), self._make(turn, good)
        turn.put_shared(BARGAIN, name_bargain(self.id, ref), shared)
        place = Place(
            ref, good.id, good.sku, good.full_cents, good.floor_cents, self.spec.combines == "alone",
            self.spec.purchase == "floor_price", turn.judged_us, shared.until_us,
            shared.until_us + self.spec.pay_minutes * MINUTE_US, 0, 0, shared.shares,
        )  # fmt: skip
        doc.places.append(place)
        doc.add(good.id, 1)
        doc.started += 1
        doc.forget()
        arm_end(turn, self.id, doc)
        turn.record_new("bargain_started", f"{self.id}/{ref}", {"t_us": turn.now.t_us, "good": good.id})
        turn.applied(self.path, "bargain-started")
        turn.emit("bargain.started", {
            "activity": self.id, "ref": ref, "good": good.id, "until_us": place.until_us,
        })  # fmt: skip
        turn.result = {
            "activity": self.id, "ref": ref, "good": good.id, "full_cents": good.full_cents,
            "floor_cents": good.floor_cents, "friends": good.friends, "cuts_cents": shared.plan,
            "until_us": place.until_us, "pay_until_us": place.pay_until_us,
        }  # fmt: skip

    def _make(self, turn: Turn, good: BargainGood) -> Bargain:
        drawn, (_, closes_us) = self.spec.cuts == "random", self.activity.find_bounds(turn)
        return Bargain(
            turn.state.member_id, good.id, good.full_cents, good.floor_cents, good.friends, drawn,
            [] if drawn else good.list_cuts(), self.spec.least_cents if drawn else 1, self.spec.newcomer_counts,
            min(turn.judged_us + self.spec.hours * HOUR_US, closes_us),
        )  # fmt: skip

    def _find_good(self, turn: Turn) -> BargainGood:
        wanted = turn.data.get("good")
        if wanted is None and len(self.goods) == 1:
            return self.spec.goods[0]
        good = self.goods.get(wanted or "")
        if good is None:
            self._refuse(turn, "bargain-good", goods=list(self.goods))
        return good

    def _check_limits(self, turn: Turn, doc: BargainDoc, good: BargainGood) -> None:
        running = sum(one.status in {OPEN, HELD} for one in doc.places)
        for limit, have in (
            (good.per_member, doc.counted.get(good.id, 0)),
            (self.spec.at_once, running),
            (self.spec.starts_per_day, doc.started),
        ):
            if limit is not None and have >= limit:
                self._refuse(turn, "bargain-limit", limit=limit, have=have)

    def give_up(self, turn: Turn) -> None:
        """``bargain.drop_bargain``: the member does not want it any more."""
        doc = self._edit(turn)
        place = doc.find(turn.data["ref"])
        if place is None or place.status != OPEN:
            self._refuse(turn, "bargain-unknown", status=STATUSES[place.status] if place is not None else "")
        follow(turn, self.id, place)
        close(turn, self.id, doc, place, GIVEN_UP)
        arm_end(turn, self.id, doc)
        turn.result = {"activity": self.id, "ref": place.ref}

    # -- helping ----------------------------------------------------------------------------------------------------
    def _read(self, turn: Turn) -> tuple[str, Bargain]:
        key = name_bargain(self.id, turn.data["ref"])
        shared = turn.shared(BARGAIN, key) if BARGAIN.is_key(key) else None
        if shared is None:
            self._refuse(turn, "bargain-unknown")
        return key, shared

    def _why_not(self, turn: Turn, shared: Bargain) -> str:
        """Why the member cannot help it; empty: they can."""
        doc = turn.state.read(SLOT, BargainBook).docs.get(self.id) or BargainDoc()
        if turn.state.is_of(shared.owner):
            return "bargain-own"
        if any(turn.state.is_of(one.member) for one in shared.cuts):
            return "bargain-again"
        if not shared.shares:
            return "bargain-at-floor"
        if shared.status == IN_CHECKOUT:
            return "bargain-in-checkout"
        if shared.status != RUNNING or shared.until_us <= turn.judged_us:
            return "bargain-over"
        return "bargain-help-limit" if doc.helps.is_over(self.spec.limits, turn.day) else ""

    def help(self, turn: Turn) -> None:
        """``bargain.cut_price``: the member cuts a friend's price."""
        key, shared = self._read(turn)
        if reason := self._why_not(turn, shared):
            turn.refuse(reason, f"{self.path}: {WORDINGS[reason].en}", activity=self.id)
        newcomer, me = is_newcomer(turn, self.spec.limits), turn.state.member_id
        done = cut(
            shared, me, turn.now.t_us, lambda most: self.activity.draw(turn, f"cut of {key}").below(most),
            newcomer=newcomer,
        )  # fmt: skip
        turn.put_shared(BARGAIN, key, shared)
        self._edit(turn).helps.add(turn.day)
        ref = turn.data["ref"]
        told = {"activity": self.id, "ref": ref, "cents": done.cents, "newcomer": newcomer}
        turn.record_new("bargain_helped", f"{self.id}/{ref}", {"t_us": turn.now.t_us, "cents": done.cents})
        turn.applied(self.path, "bargain-helped", cents=done.cents)
        turn.emit("bargain.helped", {**told, "good": shared.good})
        turn.deliver(shared.owner, f"{key}/help/{done.n}", HELP, {
            **told, "friend": str(me), "n": done.n, "test": turn.state.test,
        })  # fmt: skip
        self.activity.give(turn, self.spec.helper_rewards, rule="help", ref=key, times=1, noted=True)
        if self.spec.befriend:
            friends.connect(turn, shared.owner, "help")
        turn.result = {
            "activity": self.id, "ref": ref, "cut_cents": done.cents, "price_cents": shared.price_cents,
            "friends_left": shared.shares, "newcomer": newcomer,
        }  # fmt: skip

    def view(self, turn: Turn) -> None:
        """``bargain.see_bargain``: how a friend's bargain stands; nothing comes of looking."""
        _, shared = self._read(turn)
        reason = self._why_not(turn, shared) or self.activity.closed_reason(turn) or ""
        size = shared.counts if is_newcomer(turn, self.spec.limits) else 1
        turn.result = {
            "activity": self.id, "ref": turn.data["ref"], "good": shared.good, "full_cents": shared.full_cents,
            "floor_cents": shared.floor_cents, "price_cents": shared.price_cents, "helpers": len(shared.cuts),
            "friends_left": shared.shares, "until_us": shared.until_us, "status": PHASES[shared.status],
            "mine": turn.state.is_of(shared.owner), "why_not": reason,
            "next_cents": None if reason or shared.drawn else sum(shared.plan[:size]),
        }  # fmt: skip

    # -- what happens to who started it -----------------------------------------------------------------------------
    def on_help(self, turn: Turn) -> None:
        """A friend helped: the price is lower."""
        data, known = turn.data, turn.state.read(SLOT, BargainBook).docs.get(self.id)
        if data["activity"] != self.id or known is None or (data["test"] and not turn.state.test):
            return
        doc = self._edit(turn)
        place = doc.find(data["ref"])
        if place is None:
            return
        was_open = place.shares > 0
        if place.status == OPEN:
            follow(turn, self.id, place)
            arm_end(turn, self.id, doc)
        turn.applied(self.path, "bargain-cut", cents=data["cents"])
        fact = {"activity": self.id, "ref": place.ref, "good": place.good, "price_cents": place.price_cents}
        turn.emit("bargain.cut", {
            **fact, "cents": data["cents"], "newcomer": data["newcomer"], "friend": data["friend"],
        })  # fmt: skip
        if was_open and not place.shares and place.status == OPEN:
            turn.emit("bargain.reached", fact)
            turn.message(
                "bargain-floor", f"{self.path}:{place.ref}:floor",
                MessageTerms("", self.path, expires_us=place.pay_until_us), activity=self.id, ref=place.ref,
            )  # fmt: skip

    def on_self_help(self, turn: Turn) -> None:
        """Who helped is who started: what the help gave goes back."""
        if turn.data["activity"] == self.id:
            self.activity.take_back(turn, rule="help", ref=name_bargain(self.id, turn.data["ref"]), times=1)

    def on_paid(self, turn: Turn) -> None:
        """An order of a shop that prices by itself: a line of one piece at its price, or below, buys it."""
        known = turn.state.read(SLOT, BargainBook).docs.get(self.id)
        order = turn.state.orders.get(turn.now.data.get("order_id", ""))
        if known is None or order is None or "checkout" in order.data:
            return
        if not any(one.status == OPEN for one in known.places):
            return
        doc = self._edit(turn)
        for line in order.lines:
            for place in doc.places:
                if place.status != OPEN or place.sku != line.sku or line.quantity != 1:
                    continue
                follow(turn, self.id, place)
                if place.is_for_sale and line.paid_cents + line.points_cents <= place.price_cents:
                    buy(turn, self.id, place, order, line.id)
                    note_line(turn, order, self.path, line)
                    break
        arm_end(turn, self.id, doc)

    def undo(self, turn: Turn, cause: Cause) -> None:
        """The piece of a refunded order goes back, where the program says so; of one that never came about always."""
        if self.spec.after_refund == "keep" and not cause.cancelled:
            return
        order = turn.state.find_order(cause.ref)
        noted: dict[str, dict[str, Any]] = order.data.get(NOTED) or {} if order is not None else {}
        for ref, one in noted.items():
            if one["activity"] != self.id or one["back"] or order is None:
                continue
            line = next((line for line in order.lines if line.id == one["line"]), None)
            if cause.is_whole or (line is not None and line.returned):
                give_back(turn, order, ref)

    def close_all(self, turn: Turn) -> None:
        """It was called off: what runs is over; what a checkout holds, when that is."""
        if self.id not in turn.state.read(SLOT, BargainBook).docs:
            return
        doc = self._edit(turn)
        for place in doc.places:
            if place.status == OPEN:
                close(turn, self.id, doc, place, GIVEN_UP)
        arm_end(turn, self.id, doc)

    # -- what they share --------------------------------------------------------------------------------------------
    def _edit(self, turn: Turn) -> BargainDoc:
        return turn.state.edit(SLOT, BargainBook).docs.setdefault(self.id, BargainDoc())

    def _refuse(self, turn: Turn, code: str, **extra: Any) -> NoReturn:
        turn.refuse(code, f"{self.path}: {WORDINGS[code].en}", activity=self.id, **extra)

    def find_limited(self, event: Event) -> Limited | None:
        """The item that a request asks for, where that is certain without looking at the member."""
        wanted = event.data.get("good")
        good = self.goods.get(wanted) if wanted is not None else self.spec.goods[0]
        if good is None or (wanted is None and len(self.goods) > 1):
            return None
        return Limited(name_item(self.id, good.id), "bargain-sold-out")

    # -- asking -----------------------------------------------------------------------------------------------------
    def list_items(self, now_us: int) -> list[str]:
        """Items of all goods."""
        del now_us
        return [name_item(self.id, good) for good in self.goods]

    def show_left(self, shown: dict[str, Any], state: MemberState, seen: Seen) -> None:
        """Put what is left into the summary."""
        del state
        for good in shown["goods"]:
            good["left"] = seen.stock[name_item(self.id, good["id"])]

    def summary(self, state: MemberState, now_us: int) -> dict[str, Any]:
        """Goods, and the member's bargains."""
        doc = state.read(SLOT, BargainBook).docs.get(self.id) or BargainDoc()
        day = self.activity.program.calendar.local_day(now_us)
        return {
            "helps_left": doc.helps.find_left(self.spec.limits, day),
            "goods": [
                {
                    "id": one.id, "name": one.name.model_dump(), "picture": one.picture, "sku": one.sku,
                    "full_cents": one.full_cents, "floor_cents": one.floor_cents, "friends": one.friends,
                    "cuts_cents": one.list_cuts() if self.spec.cuts == "stated" else [],
                    "per_member": one.per_member, "mine": doc.counted.get(one.id, 0),
                }
                for one in self.spec.goods
            ],
            "bargains": [_show(one, now_us) for one in reversed(doc.places)],
        }  # fmt: skip


def _show(one: Place, now_us: int) -> dict[str, Any]:
    return {
        "ref": one.ref, "good": one.good, "full_cents": one.full_cents, "floor_cents": one.floor_cents,
        "price_cents": one.price_cents, "helpers": one.helpers, "friends_left": one.shares,
        "for_sale": one.status == OPEN and one.is_for_sale and now_us < one.pay_until_us,
        "until_us": one.until_us, "pay_until_us": one.pay_until_us, "order_id": one.order_id,
        "status": STATUSES[LAPSED if one.status == OPEN and one.ends_us <= now_us else one.status],
    }  # fmt: skip


def _plan_of(activity: Activity) -> _Plan:
    return activity.program.built(f"bargain {activity.spec.id}", lambda _: _Plan(activity))


def _compile(activity: Activity) -> Behaviour:
    plan = _plan_of(activity)
    return Behaviour(
        requests={"bargain.start_bargain": plan.start, "bargain.cut_price": plan.help},
        claims={"bargain.drop_bargain": plan.give_up, "bargain.see_bargain": plan.view},
        always=[("order.paid", plan.on_paid), (HELP, plan.on_help), (SELF_HELP, plan.on_self_help)],
        summary=plan.summary,
        stock={name_item(plan.id, good.id): good.stock for good in plan.spec.goods},
        shelf=Shelf(plan.show_left, plan.list_items),
        undo=plan.undo,
    )


def _lint(activities: Sequence[Activity], program: CompiledProgram, evidence: Evidence) -> Iterable[Finding]:
    del evidence
    for activity in activities:
        spec = activity.typed(BargainSpec)
        if spec.cuts == "random":
            yield finding(
                f"{activity.path}.cuts", "bargain-unknown-cuts", find_severity(spec.platforms),
                text("微信《关于诱导行为的公告》（2020-12）：砍价须事先明示每刀金额与所需人数，随机砍价属违规",
                     "WeChat's notice on inducements (2020-12): a bargain says before what each friend cuts and how "
                     "many it takes; cuts at random break it"),
                text("将砍价方式改为固定金额（stated）", "let the cuts be stated"),
            )  # fmt: skip
        if spec.helper_rewards and spec.limits.per_day is None and spec.limits.in_all is None:
            yield finding(
                f"{activity.path}.limits", "unlimited-helps", "warning",
                text("帮砍有奖励却不限次数，小号可反复刷取",
                     "helps are rewarded without a limit: accounts can farm them"),
                text("设置每天或活动期内的帮砍上限", "limit helps by day or in all"),
            )  # fmt: skip
        yield from lint_chances(spec, activity.path, spec.platforms, program)


# -- hooks ------------------------------------------------------------------------------------------------------------
def _undo(activity: Activity, turn: Turn, cause: Cause) -> None:
    _plan_of(activity).undo(turn, cause)


def _cancel(activity: Activity, turn: Turn) -> None:
    _plan_of(activity).close_all(turn)


def _erase(turn: Turn) -> None:
    """Nobody helps a bargain of who is forgotten: its piece goes back."""
    if not turn.state.read(SLOT, BargainBook).docs:
        return
    for activity, doc in turn.state.edit(SLOT, BargainBook).docs.items():
        for place in doc.places:
            if place.status == OPEN:
                close(turn, activity, doc, place, GIVEN_UP)
        arm_end(turn, activity, doc)


def _export(activity: Activity, case: ExportCase) -> Mapping[str, Any]:
    doc = case.state.read(SLOT, BargainBook).docs.get(activity.spec.id)
    if doc is None:
        return {}
    return {
        "name": case.name_of(activity.path),
        "helped": doc.helps.total,
        "bargains": [
            {
                "good": one.good, "started": case.render_time(one.t_us), "price_cents": one.price_cents,
                "helpers": one.helpers, "status": STATUSES[one.status], "order_id": one.order_id,
            }
            for one in doc.places
        ],
    }  # fmt: skip


def _list_figures(activity: Activity) -> Sequence[Figure]:
    del activity
    return (
        Figure("members", text("发起会员", "Members who started"), "members", Recorded("bargain_started", "members")),
        Figure("started", text("发起次数", "Bargains started"), "times", Recorded("bargain_started")),
        Figure("helpers", text("帮砍会员", "Members who helped"), "members", Recorded("bargain_helped", "members")),
        Figure("cut", text("累计砍掉", "Cut in all"), "cents", Recorded("bargain_helped", "sum", "cents")),
        Figure("bought", text("成交件数", "Pieces bought"), "pieces", Recorded("bargain_bought")),
        Figure("revenue", text("成交金额", "Sold for"), "cents", Recorded("bargain_bought", "sum", "cents")),
    )


def _keeps_law(case: LawCase) -> Iterable[str]:
    for activity, doc in case.state.read(SLOT, BargainBook).docs.items():
        held: dict[str, int] = {}
        for one in doc.places:
            if not one.floor_cents <= one.price_cents <= one.full_cents or (one.status == BOUGHT) > bool(one.order_id):
                yield f"{activity}: bargain {one.ref} is {STATUSES[one.status]} at {one.price_cents} cents"
            if one.status in COUNTED:
                held[one.good] = held.get(one.good, 0) + 1
        for good in held.keys() | doc.counted.keys():
            if doc.counted.get(good, 0) < held.get(good, 0):
                yield f"{activity}: {held[good]} bargains for {good}, {doc.counted.get(good, 0)} counted"
        if f"activities.{activity}" in case.cancelled and any(one.status == OPEN for one in doc.places):
            yield f"{activity}: was cancelled, and bargains are open"


HOOKS = ActivityHooks(
    undo_cause=_undo,
    cancel=_cancel,
    merge=MERGE,
    erase=_erase,
    export=_export,
    results=_list_figures,
    law=_keeps_law,
)

KIND = ActivityKind(
    shown=BargainShown,
    page=render_page,
    kind="bargain",
    label=text("砍价", "Bargain"),
    spec=BargainSpec,
    slot=SLOT,
    compile=_compile,
    hooks=HOOKS,
    requests=REQUESTS,
    event_types=EVENT_TYPES,
    lint=_lint,
    render_rules=render_bargain_rules,
    wordings=WORDINGS,
    shared=(BARGAIN,),
    limited={"bargain.start_bargain": lambda activity, event: _plan_of(activity).find_limited(event)},
    prices=KEEPER,
    standing=(("timer.activity", on_due),),
)
