"""Raffles (定时抽奖): members enter a list until it closes; then the winners are drawn over the whole list, by itself.

The list that is open and each list that was closed are shared documents, the entries lie beside them page by page. The
activity closes, seals and draws as a subject; what it won a member is delivered.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from liuke.activities.contracts import Activity, ActivityKind, Behaviour
from liuke.activities.kind_hooks import ActivityHooks, Figure, Recorded, Winners
from liuke.activities.naming import render_rewards
from liuke.activities.page import say
from liuke.activities.page_look import Words
from liuke.activities.parts.raffle_doc import (
    HEAD,
    PAGES,
    ROUNDS,
    SLOT,
    TIMER,
    RaffleBook,
    RaffleDoc,
    RaffleEntry,
    RaffleHead,
    RaffleRound,
    RaffleWin,
)
from liuke.activities.parts.raffle_entries import Entries, arm, drop_order, give_up, on_due, withdraw
from liuke.activities.parts.raffle_merge import MERGE
from liuke.activities.parts.raffle_page import render_page
from liuke.activities.parts.raffle_rounds import LAST, PLACED, REPLACE, REPORT, UNPLACED, Rounds
from liuke.activities.parts.raffle_shown import RaffleShown
from liuke.activities.parts.raffle_spec import RaffleEarned, RaffleSpec
from liuke.activities.parts.raffle_words import EVENT_TYPES, WORDINGS, lint_raffles, render_raffle_rules
from liuke.activities.shelf import Seen, Shelf
from liuke.activities.types.raffle_requests import REQUESTS
from liuke.decision.hooks import Cause, ExportCase, LawCase
from liuke.decision.messages import MessageTerms
from liuke.decision.shared import SharedKind
from liuke.decision.state import MemberState, Need
from liuke.decision.turn import Turn
from liuke.earning.handouts import read_rewards
from liuke.kernel.text import text


class _Plan:
    """A raffle, compiled."""

    def __init__(self, activity: Activity) -> None:
        self.activity = activity
        self.spec = spec = activity.typed(RaffleSpec)
        self.id, self.path = spec.id, activity.path
        self.rounds = Rounds(activity)
        self.entries = Entries(activity, self.rounds)
        activity.check_events([one.on for one in spec.earned], "earned")
        self.earned = [(one, activity.test(one.when, [one.on])) for one in spec.earned]

    def list_reactions(self) -> list[tuple[str, Any]]:
        """What brings entries by itself."""

        def react(terms: RaffleEarned, test: Any) -> Any:
            def run(turn: Turn) -> None:
                if test is None or test(turn):
                    self.entries.earn(turn, terms)
                else:
                    turn.skipped(self.path, "condition")

            return run

        return [(terms.on, react(terms, test)) for terms, test in self.earned]

    # -- winning ----------------------------------------------------------------------------------------------------
    def on_placed(self, turn: Turn) -> None:
        """The member has a place: its rewards are those of the draw."""
        data = turn.data
        if data["activity"] != self.id:
            return
        if turn.state.is_erased:
            turn.skipped(self.path, "raffle-nobodys")
            return
        win = RaffleWin(
            data["round"], data["place"], data["times"], data["prize"], data["number"], turn.now.t_us
        )  # fmt: skip
        turn.state.edit(SLOT, RaffleBook).docs.setdefault(self.id, RaffleDoc()).wins.append(win)
        ref = self._name_win(win)
        turn.record_new("raffle_win", ref, {"t_us": turn.now.t_us, "prize": win.prize, "number": win.number})
        prize = next((one for one in self.spec.prizes if one.id == win.prize), None)
        name = prize.name.get("zh") if prize is not None else win.prize
        turn.applied(self.path, "raffle-won", round=win.round, name=name)
        rewards = read_rewards(turn.program, data["rewards"])
        self.activity.give(turn, rewards, rule=f"prizes.{win.prize}", ref=ref, times=1, noted=True)
        turn.message(
            "raffle-won", f"{self.path}:{ref}", MessageTerms("prize", self.path), activity=self.id, round=win.round,
            name=name,
        )  # fmt: skip
        turn.emit("raffle.won", {
            "activity": self.id, "round": win.round, "place": win.place, "prize": win.prize, "number": win.number,
        })  # fmt: skip

    def _name_win(self, win: RaffleWin) -> str:
        return f"{self.id}/{win.round}/{win.place}/{win.times}"

    def on_unplaced(self, turn: Turn) -> None:
        """The place is somebody else's: its rewards go back."""
        data = turn.data
        if data["activity"] == self.id:
            place = data["round"], data["place"], data["times"]
            self._take_back(turn, lambda one: (one.round, one.place, one.times) == place)

    def undo(self, turn: Turn, cause: Cause) -> None:
        """An order went back whole: so do the entries that it brought, and what they won."""
        if cause.is_whole and (stood := drop_order(turn, self.id, cause.ref)):
            self._take_back(turn, lambda one: one.number in stood)

    def _take_back(self, turn: Turn, chosen: Callable[[RaffleWin], bool]) -> None:
        known = turn.state.read(SLOT, RaffleBook).docs.get(self.id)
        if known is None or not any(chosen(one) and not one.back for one in known.wins):
            return
        for win in turn.state.edit(SLOT, RaffleBook).docs[self.id].wins:
            if chosen(win) and not win.back:
                win.back, ref = True, self._name_win(win)
                turn.record_new("raffle_win_back", ref, {"t_us": turn.now.t_us})
                turn.applied(self.path, "raffle-win-back", round=win.round)
                self.activity.take_back(turn, rule=f"prizes.{win.prize}", ref=ref)
                turn.emit("raffle.win_back", {"activity": self.id, "round": win.round, "place": win.place})

    # -- asking -----------------------------------------------------------------------------------------------------
    @property
    def stock(self) -> dict[str, int]:
        """Pieces of limited prizes."""
        return {self.rounds.name_item(one.id): one.stock for one in self.spec.prizes if one.stock is not None}

    def list_mine(self, state: MemberState, now_us: int) -> list[tuple[SharedKind[Any], str]]:
        """The rounds in which the member has entries."""
        del now_us
        doc = state.read(SLOT, RaffleBook).docs.get(self.id) or RaffleDoc()
        return [(ROUNDS, self.rounds.key(int(name))) for name in doc.rounds]

    def list_documents(self, now_us: int) -> list[tuple[SharedKind[Any], str]]:
        """The open list, and the one that was drawn last."""
        del now_us
        return [(HEAD, self.id), (ROUNDS, f"{self.id}/{LAST}")]

    def list_people(self, documents: Mapping[str, Any]) -> list[int]:
        """Who won last."""
        last: RaffleRound | None = documents.get(ROUNDS.place(f"{self.id}/{LAST}"))
        return [one.member for one in last.places if one.number] if last is not None else []

    def show(self, shown: dict[str, Any], state: MemberState, seen: Seen) -> None:
        """Put the lists that were read into the summary."""
        doc = state.read(SLOT, RaffleBook).docs.get(self.id) or RaffleDoc()
        head: RaffleHead = seen.shared.get(HEAD.place(self.id)) or RaffleHead(
            closes_us=self.rounds.find_closing(seen.now_us)
        )
        number, closes_us, count = head.round, head.closes_us, head.numbers - head.gone
        if closes_us and closes_us <= seen.now_us:  # over, and nobody has closed it yet
            number, closes_us, count = number + 1, self.rounds.find_closing(seen.now_us), 0
        entry = doc.rounds.get(str(number)) or RaffleEntry()
        shown["round"], shown["list_closes_us"] = (number, closes_us) if closes_us else (None, None)
        shown["entries"] = count
        shown["free_left"], shown["chances"] = self.entries.count_left(entry, state)
        for one in shown["mine"]:
            found: RaffleRound | None = seen.shared.get(ROUNDS.place(self.rounds.key(one["round"])))
            one["status"] = found.status if found is not None else "open" if one["round"] == number else "closed"
            one["draw_us"] = found.draw_us if found is not None else self.spec.find_draw(head.closes_us)
        for prize in shown["prizes"]:
            prize["left"] = seen.stock.get(self.rounds.name_item(prize["id"]))
        shown["last"] = self._show_last(seen, state)

    def _show_last(self, seen: Seen, state: MemberState) -> dict[str, Any] | None:
        last: RaffleRound | None = seen.shared.get(ROUNDS.place(f"{self.id}/{LAST}"))
        if last is None:
            return None
        return {
            "round": last.round, "drawn_us": last.drawn_us, "entries": last.numbers - last.gone, "hash": last.hash,
            "public": last.public,
            "winners": [
                {"name": seen.names.get(one.member, ""), "prize": one.prize, "number": one.number,
                 "mine": one.member == state.member_id}
                for one in last.places if one.number
            ],
        }  # fmt: skip

    def summary(self, state: MemberState, now_us: int) -> dict[str, Any]:
        """Prizes, and the member's entries and wins."""
        del now_us
        doc, spec = state.read(SLOT, RaffleBook).docs.get(self.id) or RaffleDoc(), self.spec
        price = spec.entries.price
        return {
            "public_value": spec.public_value.model_dump() if spec.public_value is not None else "",
            "most": spec.entries.most, "price": price.model_dump() if price is not None else None,
            "free": spec.entries.free,
            "prizes": [
                {"id": one.id, "name": one.name.model_dump(), "picture": one.picture, "count": one.count,
                 "rewards": render_rewards(self.activity.program, one.rewards).model_dump()}
                for one in spec.prizes
            ],
            "mine": [
                {"round": int(name), "numbers": list(entry.numbers), "status": "", "draw_us": 0}
                for name, entry in sorted(doc.rounds.items(), key=lambda pair: -int(pair[0]))
            ],
            "wins": [
                {"round": one.round, "prize": one.prize, "number": one.number, "t_us": one.t_us, "back": one.back}
                for one in reversed(doc.wins)
            ],
        }  # fmt: skip


def _plan_of(activity: Activity) -> _Plan:
    return activity.program.built(f"raffle {activity.spec.id}", lambda _: _Plan(activity))


def _compile(activity: Activity) -> Behaviour:
    plan = _Plan(activity)
    rounds = plan.rounds
    return Behaviour(
        requests={"raffle.enter": plan.entries.enter},
        reactions=plan.list_reactions(),
        always=[(PLACED, plan.on_placed), (UNPLACED, plan.on_unplaced)],
        summary=plan.summary,
        on_subject={"activity.published": rounds.on_published, REPORT: rounds.on_report, REPLACE: rounds.on_replace},
        subject_timer=rounds.on_timer,
        stock=plan.stock,
        shelf=Shelf(
            plan.show, lambda now_us: list(plan.stock), plan.list_documents, mine=plan.list_mine,
            people=plan.list_people,
        ),
    )  # fmt: skip


# -- hooks ------------------------------------------------------------------------------------------------------------
def _undo(activity: Activity, turn: Turn, cause: Cause) -> None:
    _plan_of(activity).undo(turn, cause)


def _cancel(activity: Activity, turn: Turn) -> None:
    """It was called off: what is not drawn never is, and what was paid for it goes back."""
    if activity.spec.id not in turn.state.read(SLOT, RaffleBook).docs:
        return
    doc = turn.state.edit(SLOT, RaffleBook).docs[activity.spec.id]
    for name in list(doc.rounds):
        one = turn.shared(ROUNDS, f"{activity.spec.id}/{name}")
        if one is None or one.status != "drawn":
            give_up(turn, activity.spec.id, doc, name)
        else:
            doc.rounds[name].due_us, doc.rounds[name].payments = 0, []
    arm(turn, activity.spec.id, doc)


def _erase(turn: Turn) -> None:
    """Who is forgotten is in no list that is still to be drawn."""
    if not turn.state.read(SLOT, RaffleBook).docs:
        return
    for activity, doc in turn.state.edit(SLOT, RaffleBook).docs.items():
        for name, entry in doc.rounds.items():
            withdraw(turn, activity, int(name), entry.numbers)
        doc.rounds = {}
        arm(turn, activity, doc)


def _export(activity: Activity, case: ExportCase) -> Mapping[str, Any]:
    doc = case.state.read(SLOT, RaffleBook).docs.get(activity.spec.id)
    if doc is None:
        return {}
    return {
        "name": case.name_of(activity.path),
        "entries": {name: list(entry.numbers) for name, entry in doc.rounds.items()},
        "wins": [
            {"round": one.round, "prize": one.prize, "number": one.number, "won": case.render_time(one.t_us),
             "taken_back": one.back}
            for one in doc.wins
        ],
    }  # fmt: skip


def _list_figures(activity: Activity) -> Sequence[Figure]:
    del activity
    return (
        Figure("members", text("参与会员", "Members who entered"), "members", Recorded("raffle_entry", "members")),
        Figure("entries", text("参与次数", "Entries"), "times", Recorded("raffle_entry", "sum", "count")),
        Figure("won", text("中奖人次", "Places that won"), "times", Recorded("raffle_win")),
        Figure("back", text("取消中奖", "Wins taken back"), "times", Recorded("raffle_win_back")),
    )


def _say_prize(activity: Activity, data: Mapping[str, Any]) -> Words:
    found = next((one.name for one in activity.typed(RaffleSpec).prizes if one.id == data["prize"]), None)
    return say(found) if found is not None else Words("已下架的奖品", "a prize that is no longer offered")


def _keeps_law(case: LawCase) -> Iterable[str]:
    for activity, doc in case.state.read(SLOT, RaffleBook).docs.items():
        for name, entry in doc.rounds.items():
            if len(set(entry.numbers)) < len(entry.numbers) or min(entry.numbers, default=1) < 1:
                yield f"{activity}/{name}: the entries are {entry.numbers}"
            if entry.payments and f"activities.{activity}" in case.cancelled:
                yield f"{activity}/{name}: was cancelled, and what was paid is held"
        due = min((one.due_us for one in doc.rounds.values() if one.due_us), default=0)
        armed = case.state.timers.get(f"{TIMER}:{activity}", 0)
        if not case.gone and due > case.state.now_us and not 0 < armed <= due:
            yield f"{activity}: entries wait until {due}, and no timer does"


HOOKS = ActivityHooks(
    undo_cause=_undo,
    cancel=_cancel,
    merge=MERGE,
    erase=_erase,
    export=_export,
    results=_list_figures,
    published=("members", "entries", "won"),
    winners=Winners("raffle_win", _say_prize, undone="raffle_win_back"),
    law=_keeps_law,
)

KIND = ActivityKind(
    shown=RaffleShown,
    page=render_page,
    kind="raffle",
    label=text("定时抽奖", "Raffle"),
    spec=RaffleSpec,
    slot=SLOT,
    compile=_compile,
    hooks=HOOKS,
    requests=REQUESTS,
    event_types=EVENT_TYPES,
    lint=lint_raffles,
    render_rules=render_raffle_rules,
    repeats=lambda spec: spec.repeat != "once",
    wordings=WORDINGS,
    shared=(HEAD, ROUNDS, PAGES),
    prefetch={
        "raffle.enter": lambda event: (
            [Need("shared", 0, HEAD.place(event.data["activity"]))]
            if HEAD.is_key(event.data.get("activity") or "")
            else []
        )
    },
    standing=((f"timer.{TIMER}", on_due),),
)
