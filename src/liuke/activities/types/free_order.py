"""Draws after an order (下单抽免单): each paid order above a threshold is drawn for, and who wins gets its money back.

A prize is drawn by its weight whatever is left of the budget: who hits one that the budget does not pay any more wins
nothing. So the odds that are shown are those that are drawn, and the budget is never overspent by a cent.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import msgspec

from liuke.activities.contracts import Activity, ActivityKind, Behaviour
from liuke.activities.kind_hooks import ActivityHooks, Figure, Recorded, Taken, Winners
from liuke.activities.page_look import Words
from liuke.activities.parts.free_order_doc import (
    SLOT,
    STATUSES,
    TIMER,
    WAITING,
    FreeOrderBook,
    FreeOrderDoc,
    Win,
)
from liuke.activities.parts.free_order_money import arm, ask, edit, name_budget, on_closed, on_due, undo
from liuke.activities.parts.free_order_page import render_page
from liuke.activities.parts.free_order_shown import FreeOrderShown
from liuke.activities.parts.free_order_spec import FreeOrderSpec, FreePrize
from liuke.activities.parts.free_order_words import (
    EVENT_TYPES,
    WORDINGS,
    lint_free_orders,
    render_free_order_rules,
)
from liuke.activities.parts.lottery_odds import find_shares, weigh
from liuke.activities.shelf import Seen, Shelf
from liuke.decision import charging
from liuke.decision.hooks import Cause, ExportCase, LawCase, Merge, MergeCase, Nothing
from liuke.decision.messages import MessageTerms
from liuke.decision.state import MemberState
from liuke.decision.turn import Turn
from liuke.earning.wording import format_money
from liuke.kernel.clock import DAY_US
from liuke.kernel.text import text


class _Plan:
    """A draw after an order, compiled."""

    def __init__(self, activity: Activity) -> None:
        self.activity = activity
        self.spec = spec = activity.typed(FreeOrderSpec)
        self.id, self.path = spec.id, activity.path

    def on_paid(self, turn: Turn) -> None:
        """An order is paid: it is drawn for, where it is large enough and the member may draw."""
        order = turn.state.find_order(str(turn.now.data["order_id"]))
        if order is None or order.amount_cents < max(self.spec.threshold_cents, 1):
            turn.skipped(self.path, "free-order-below")
            return
        known = turn.state.read(SLOT, FreeOrderBook).docs.get(self.id) or FreeOrderDoc()
        if (reason := self._find_bar(known, turn.day)) is not None:
            turn.skipped(self.path, reason)
            return
        doc = edit(turn, self.id)
        doc.draws += 1
        doc.day, doc.today = max(doc.day, turn.day), (doc.today if turn.day <= doc.day else 0) + 1
        weights = weigh(self.spec.prizes, turn.state.tier)
        hit = self.spec.prizes[self.activity.draw(turn, "order").choose(weights)]
        win = self._win(turn, hit, order.order_id, hit.count_cents(order.amount_cents))
        drawn = {
            "order_id": order.order_id, "prize": hit.id if win is not None or not hit.share_bps else "", "hit": hit.id,
            "cents": win.cents if win is not None else 0,
        }  # fmt: skip
        turn.record_new("free_order_draw", f"{self.id}/{order.order_id}", {"t_us": turn.now.t_us, **drawn})
        turn.applied(self.path, "free-order-drawn", prize=drawn["prize"])
        turn.emit("free_order.drawn", {"activity": self.id, **drawn})
        if win is not None:
            self._tell(turn, doc, win)

    def _find_bar(self, doc: FreeOrderDoc, day: int) -> str | None:
        if self.spec.wins_each is not None and doc.won >= self.spec.wins_each:
            return "free-order-won-already"
        limit = self.spec.draws_per_day
        return "free-order-limit" if limit is not None and day <= doc.day and doc.today >= limit else None

    def _win(self, turn: Turn, hit: FreePrize, order_id: str, cents: int) -> Win | None:
        """Commit the money of a prize; ``None``: it wins nothing, or what is left of a budget does not pay it."""
        if not cents:
            return None
        if turn.stock(name_budget(self.id)) >= cents:
            paid = charging.charge(turn, self.path, "cash", cents)
            if paid.amount == cents and turn.take_stock(name_budget(self.id), cents):
                win = Win(str(turn.new_id()), order_id, hit.id, cents, turn.now.t_us + self.spec.wait_days * DAY_US)
                paid.note(turn, f"cash/{win.ref}")
                return win
        turn.skipped(f"{self.path}.prizes.{hit.id}", "free-order-budget-gone", prize=hit.id)
        return None

    def _tell(self, turn: Turn, doc: FreeOrderDoc, win: Win) -> None:
        doc.won, doc.cents = doc.won + 1, doc.cents + win.cents
        doc.wins.append(win)
        rule = f"{self.path}.prizes.{win.prize}"
        turn.record_new("free_order_win", f"{self.id}/{win.ref}", {
            "t_us": turn.now.t_us, "order_id": win.order_id, "prize": win.prize, "cents": win.cents,
        })  # fmt: skip
        turn.applied(rule, "free-order-won", cents=win.cents)
        turn.gained("cash", "cash", win.cents, rule, reward=win.ref)
        turn.message(
            "free-order-won", f"{self.path}:{win.ref}", MessageTerms("prize", rule, value_cents=win.cents),
            activity=self.id, cents=win.cents, order_id=win.order_id,
        )  # fmt: skip
        turn.emit("free_order.won", {
            "activity": self.id, "order_id": win.order_id, "prize": win.prize, "win": win.ref, "cents": win.cents,
        })  # fmt: skip
        if win.due_us <= turn.now.t_us:
            ask(turn, self.id, win)
        arm(turn, self.id, doc)

    @property
    def stock(self) -> dict[str, int]:
        """The budget, in cents."""
        return {name_budget(self.id): self.spec.budget_cents}

    # -- asking -----------------------------------------------------------------------------------------------------
    def show_left(self, shown: dict[str, Any], state: MemberState, seen: Seen) -> None:
        """Put what is left of the budget into the summary."""
        del state
        shown["left_cents"] = seen.stock.get(name_budget(self.id))

    def summary(self, state: MemberState, now_us: int) -> dict[str, Any]:
        """Prizes with their odds, draws, and what was won."""
        doc = state.read(SLOT, FreeOrderBook).docs.get(self.id) or FreeOrderDoc()
        odds = find_shares(weigh(self.spec.prizes, state.tier))
        day = self.activity.program.calendar.local_day(now_us)
        return {
            "threshold_cents": self.spec.threshold_cents, "draws": doc.draws, "won": doc.won, "cents": doc.cents,
            "left_cents": None, "may_win": self._find_bar(doc, day) is None,
            "prizes": [
                {"id": one.id, "name": one.name.model_dump(), "odds_ppm": ppm, "share_bps": one.share_bps,
                 "cap_cents": one.cap_cents}
                for one, ppm in zip(self.spec.prizes, odds, strict=True)
            ],
            "wins": [
                {"order_id": one.order_id, "prize": one.prize, "cents": one.cents, "status": STATUSES[one.status],
                 "due_us": one.due_us}
                for one in reversed(doc.wins)
            ],
        }  # fmt: skip


def _compile(activity: Activity) -> Behaviour:
    plan = _Plan(activity)
    return Behaviour(
        reactions=[("order.paid", plan.on_paid)],
        summary=plan.summary,
        stock=plan.stock,
        shelf=Shelf(plan.show_left, lambda now_us: [name_budget(plan.id)]),
    )


# -- hooks ------------------------------------------------------------------------------------------------------------
def _undo(activity: Activity, turn: Turn, cause: Cause) -> None:
    undo(turn, activity.spec.id, cause)


def _copy(doc: FreeOrderDoc) -> FreeOrderDoc:
    return msgspec.convert(msgspec.to_builtins(doc), FreeOrderDoc)


def _join(case: MergeCase) -> None:
    theirs = case.other.state.read(SLOT, FreeOrderBook).docs
    mine = case.into.state.edit(SLOT, FreeOrderBook).docs if theirs else {}
    for name, doc in theirs.items():
        case.kept[name] = msgspec.to_builtins(doc)
        own, took = mine.setdefault(name, FreeOrderDoc()), _copy(doc)
        today = own.today * (own.day >= took.day) + took.today * (took.day >= own.day)
        own.day, own.today = max(own.day, took.day), today
        own.draws, own.won, own.cents = own.draws + took.draws, own.won + took.won, own.cents + took.cents
        own.wins = [*own.wins, *took.wins]
        arm(case.into, name, own)
        case.into.applied(f"activities.{name}", "merge-free-order", draws=own.draws)


def _split(case: MergeCase) -> None:
    """Each has their own wins again, as they stand now."""
    mine = case.into.state.edit(SLOT, FreeOrderBook).docs if case.kept else {}
    theirs = case.other.state.edit(SLOT, FreeOrderBook).docs if case.kept else {}
    for name, kept in case.kept.items():
        own, took = mine[name], msgspec.convert(kept, FreeOrderDoc)
        refs = {one.ref for one in took.wins}
        back = theirs[name] = _copy(took)
        now = {one.ref: one for one in own.wins}
        back.wins = [now.get(one.ref, one) for one in back.wins]
        own.wins = [one for one in own.wins if one.ref not in refs]
        own.draws, own.won, own.cents = own.draws - took.draws, own.won - took.won, own.cents - took.cents
        own.today -= took.today if took.day == own.day else 0
        arm(case.into, name, own)
        arm(case.other, name, back)
        if not own.draws:
            del mine[name]


def _keeps_law(case: LawCase) -> Iterable[str]:
    for activity, doc in case.state.read(SLOT, FreeOrderBook).docs.items():
        if not 0 <= doc.won <= doc.draws or len(doc.wins) > doc.won or doc.today > doc.draws:
            yield f"{activity}: {doc.won} of {doc.draws} draws won, {len(doc.wins)} wins are listed"
        if any(one.cents < 1 for one in doc.wins):
            yield f"{activity}: a win of nothing"
        due = min((one.due_us for one in doc.wins if one.status == WAITING), default=0)
        armed = case.state.timers.get(f"{TIMER}:{activity}", 0)
        if not case.gone and due > case.state.now_us and not 0 < armed <= due:
            yield f"{activity}: a win waits until {due}, and no timer does"


def _list_figures(activity: Activity) -> Sequence[Figure]:
    return (
        Figure("members", text("抽免单会员", "Members drawn for"), "members", Recorded("free_order_draw", "members")),
        Figure("draws", text("抽免单订单", "Orders drawn for"), "times", Recorded("free_order_draw")),
        Figure("won", text("中奖次数", "Draws that won"), "times", Recorded("free_order_win")),
        Figure("cents", text("中奖金额", "Won in all"), "cents", Recorded("free_order_win", "sum", "cents")),
        Figure("committed", text("已占用预算", "Of the budget"), "cents", Taken(name_budget(activity.spec.id))),
    )


def _export(activity: Activity, case: ExportCase) -> Mapping[str, Any]:
    doc = case.state.read(SLOT, FreeOrderBook).docs.get(activity.spec.id)
    if doc is None:
        return {}
    return {
        "name": case.name_of(activity.path), "draws": doc.draws, "won": doc.won, "cents": doc.cents,
        "wins": [
            {"order_id": one.order_id, "prize": one.prize, "cents": one.cents, "status": STATUSES[one.status]}
            for one in doc.wins
        ],
    }  # fmt: skip


def _say_win(activity: Activity, data: Mapping[str, Any]) -> Words:
    money = format_money(activity.program, data["cents"])
    return Words(f"免单 {money.zh}", f"{money.get('en')} of an order")


HOOKS = ActivityHooks(
    undo_cause=_undo,
    cancel=Nothing("what was won before stays won, and is asked for in its time"),
    merge=Merge(_join, _split),
    erase=Nothing("wins name orders and amounts, which stay for the books"),
    export=_export,
    results=_list_figures,
    published=("members", "draws", "won", "cents"),
    winners=Winners("free_order_win", _say_win),
    law=_keeps_law,
)

KIND = ActivityKind(
    shown=FreeOrderShown,
    page=render_page,
    kind="free_order",
    label=text("下单抽免单", "Draw after an order"),
    spec=FreeOrderSpec,
    slot=SLOT,
    compile=_compile,
    hooks=HOOKS,
    event_types=EVENT_TYPES,
    lint=lint_free_orders,
    render_rules=render_free_order_rules,
    repeats=lambda spec: spec.wins_each != 1,
    wordings=WORDINGS,
    standing=((f"timer.{TIMER}", on_due), ("payout.closed", on_closed)),
)
