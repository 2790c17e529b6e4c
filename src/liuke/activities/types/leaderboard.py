"""Leaderboards (排行榜): members ranked by what they did in a day, a week, a month or the whole activity.

A score is the sum of its facts, each a record of the member. The member's own document keeps the scores of the newest
periods; how the member stands among others is a row of ``boards``, written with it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from liuke.activities.contracts import Activity, ActivityKind, Behaviour
from liuke.activities.kind_hooks import ActivityHooks, Figure, Recorded, Winners
from liuke.activities.page_look import Words
from liuke.activities.parts.leaderboard_doc import (
    KEPT_PERIODS,
    SLOT,
    BoardBook,
    BoardDoc,
    Entry,
    add_fact,
    read_doc,
    stand,
)
from liuke.activities.parts.leaderboard_leagues import SEATS, Leagues, Zones, show_league
from liuke.activities.parts.leaderboard_merge import MERGE
from liuke.activities.parts.leaderboard_page import render_page
from liuke.activities.parts.leaderboard_periods import PeriodOf, find_again, find_end, find_period
from liuke.activities.parts.leaderboard_shown import LeaderboardShown
from liuke.activities.parts.leaderboard_spec import LeaderboardSpec
from liuke.activities.parts.leaderboard_words import EVENT_TYPES, WORDINGS, render_rules
from liuke.activities.shelf import Seen, Shelf
from liuke.activities.types.leaderboard_requests import REQUESTS
from liuke.boards.contracts import LEAGUE, MAX_TOP, Ask, Place, Scope, Standing, read_league
from liuke.decision.consents import SHARING, allows
from liuke.decision.hooks import Cause, ExportCase, LawCase
from liuke.decision.state import MemberState
from liuke.decision.turn import Turn
from liuke.earning.handouts import read_rewards
from liuke.earning.measured import measure
from liuke.friends.contracts import FRIENDS, FriendBook
from liuke.goods.returns import due
from liuke.kernel.text import text
from liuke.program.units import unit_of_field

PAID = "order.paid"
_NOTED = "boards"
"""In the data of an order: activity → period in which it counted, and what of it was taken back."""


class Plan:
    """A leaderboard, compiled."""

    def __init__(self, activity: Activity) -> None:
        self.activity = activity
        self.spec = spec = activity.typed(LeaderboardSpec)
        self.id, self.path = spec.id, activity.path
        activity.check_events(spec.on, "on")
        self.test = activity.test(spec.when, spec.on)
        self.leagues = Leagues(activity, spec.leagues) if spec.leagues is not None else None
        self.undone_by = [one.name for one in activity.program.events if one.undoes in spec.on]

    # -- counting ---------------------------------------------------------------------------------------------------
    def on_event(self, turn: Turn) -> None:
        """Something that may count."""
        if self.test is not None and not self.test(turn):
            turn.skipped(self.path, "condition")
            return
        amount, basis = self._measure(turn)
        if amount <= 0:
            turn.skipped(self.path, "leaderboard-nothing")
            return
        period = find_period(self.activity, self.spec.period, turn.now.day)
        if not self._change(turn, period, amount):
            return
        order = turn.state.orders.get(turn.now.data.get("order_id", "")) if turn.now.type == PAID else None
        if order is not None:
            order.counted[self.path] = amount
            order.data.setdefault(_NOTED, {})[self.id] = [period.key, period.first_day, 0]
            if basis is not None:
                order.bases[self.path] = basis

    def _measure(self, turn: Turn) -> tuple[int, Any]:
        if not self.spec.field and self.spec.scope is None:
            return 1, None
        amount, basis = measure(turn, self.spec.field, self.spec.scope)
        return (amount if self.spec.measure == "sum" else min(amount, 1)), basis

    def _change(self, turn: Turn, period: PeriodOf, amount: int) -> bool:
        """Change the score of a period; ``False``, with the reason said, where it is long over."""
        doc = read_doc(turn, self.id)
        entry = doc.periods.get(period.key)
        if entry is None and (amount < 0 or period.first_day < doc.over_day):
            turn.skipped(self.path, "leaderboard-period-over")
            return False
        docs = turn.state.edit(SLOT, BoardBook).docs
        doc = docs.setdefault(self.id, doc)
        if entry is None:
            entry = doc.periods[period.key] = Entry(first_day=period.first_day)
            _forget(doc)
        entry.place = entry.place or self._find_place(turn)
        entry.reached_us = max(entry.reached_us, turn.now.t_us)
        add_fact(turn, self.id, period.key, entry, amount)
        if self.leagues is not None and amount > 0 and entry.score > 0:
            self.leagues.seat(turn, doc, find_again(self.activity, period.key, period.first_day), entry)
        stand(turn, self.id, period.key, entry, hidden=doc.hidden)
        turn.applied(self.path, "leaderboard-counted" if amount > 0 else "leaderboard-taken-back", score=entry.score)
        return True

    def _find_place(self, turn: Turn) -> str:
        city = self.spec.city
        if city is None:
            return ""
        found = turn.now.data.get("store") if city.by == "store" else turn.state.profile.get(city.field)
        return str(found or "").strip().lstrip(LEAGUE)[:64]

    # -- taking back ------------------------------------------------------------------------------------------------
    def undo(self, turn: Turn, cause: Cause) -> None:
        """An order goes back, or a part of it: so does what it counted."""
        order = turn.state.find_order(cause.ref)
        noted = order.data.get(_NOTED, {}).get(self.id) if order is not None else None
        if order is None or noted is None:
            return
        key, first_day, taken = noted
        amount = due(order.counted[self.path], order.back().share(order.bases.get(self.path))) - taken
        if amount > 0 and self._change(turn, PeriodOf(key, first_day, 0), -amount):
            order.data[_NOTED][self.id] = [key, first_day, taken + amount]
            turn.state.save_order(order)

    def on_undone(self, turn: Turn) -> None:
        """A fact that takes another one back, with the same fields and the day on which that one happened."""
        if self.test is not None and not self.test(turn):
            return
        amount, _ = self._measure(turn)
        day = turn.now.data.get("counted_day")
        day = turn.now.day if day is None else day
        if amount > 0:
            self._change(turn, find_period(self.activity, self.spec.period, day), -amount)

    # -- hiding -----------------------------------------------------------------------------------------------------
    def opt_out(self, turn: Turn) -> None:
        """``leaderboard.opt_out``: no rank any more."""
        if not self.spec.opt_out:
            turn.refuse("leaderboard-no-hiding", f"{self.path}: {WORDINGS['leaderboard-no-hiding'].en}")
        self._hide(turn, hidden=True)

    def opt_in(self, turn: Turn) -> None:
        """``leaderboard.opt_in``: a rank again; not while the member wants to be shown to nobody."""
        if not allows(turn.program, turn.state, SHARING):
            turn.refuse("leaderboard-sharing-off", f"{self.path}: {WORDINGS['leaderboard-sharing-off'].en}")
        self._hide(turn, hidden=False)

    def _hide(self, turn: Turn, *, hidden: bool) -> None:
        doc = read_doc(turn, self.id)
        if doc.hidden != hidden:
            doc = turn.state.edit(SLOT, BoardBook).docs.setdefault(self.id, doc)
            doc.hidden = hidden
            for period, entry in doc.periods.items():
                stand(turn, self.id, period, entry, hidden=hidden)
            turn.applied(self.path, "leaderboard-hidden" if hidden else "leaderboard-shown")
        turn.result = {"activity": self.id, "hidden": hidden}

    def on_consent(self, turn: Turn) -> None:
        """The member wants to be shown to others, or does not any more: a rank of theirs comes and goes with it."""
        called_off = {self.path, f"campaigns.{self.spec.campaign}"} & turn.state.cancelled.keys()
        if turn.data["purpose"] != SHARING or called_off:
            return
        doc = read_doc(turn, self.id)
        for period, entry in doc.periods.items():
            stand(turn, self.id, period, entry, hidden=doc.hidden)

    # -- closing ----------------------------------------------------------------------------------------------------
    def on_closing(self, turn: Turn) -> None:
        """To the activity itself: a period is frozen, and these have places that win by the terms of its end."""
        data, period = turn.data, turn.data["period"]
        for one in data["winners"]:
            board, division = _name_board(one["band"])
            prize = next((
                p for p in self.spec.prizes
                if p.board == board and p.first <= one["rank"] <= p.last and p.division in {None, division}
            ), None)  # fmt: skip
            if prize is None:
                continue
            rewards = [reward.model_dump(mode="json") for reward in prize.rewards]
            won = {
                "activity": self.id,
                "period": period,
                "rule": f"prizes.{'-'.join(filter(None, (board, prize.division)))}-{prize.first}",
                "rewards": rewards,
                **one,
            }
            key = f"board:{self.id}:{period}:{one['band']}:{one['number']}"
            turn.deliver(one["member"], key, "leaderboard.placed", won)
        turn.applied(self.path, "leaderboard-closed", members=data["members"])
        if not data["part"]:
            closed = {"activity": self.id, "period": period, "members": data["members"]}
            turn.emit("leaderboard.closed", closed, react=False)

    def on_placed(self, turn: Turn) -> None:
        """The member has a place that wins."""
        data = turn.data
        if data["activity"] != self.id:
            return
        if turn.state.is_erased:
            turn.skipped(self.path, "leaderboard-no-prize", rank=data["rank"])
            return
        place = f"{self.id}/{data['period']}/{data['band']}/{data['number']}"
        turn.record_new("board_win", place, {"t_us": turn.now.t_us, "rank": data["rank"], "score": data["score"]})
        turn.applied(self.path, "leaderboard-won", rank=data["rank"])
        self.activity.give(turn, read_rewards(turn.program, data["rewards"]), rule=data["rule"], ref=place)
        turn.emit("leaderboard.won", {
            "activity": self.id, "period": data["period"], "board": _name_board(data["band"])[0],
            "place": data["band"].removeprefix(LEAGUE), "rank": data["rank"], "score": data["score"],
        })  # fmt: skip

    def on_settled(self, turn: Turn) -> None:
        """The league of a period in which the member has a seat has closed."""
        called_off = {self.path, f"campaigns.{self.spec.campaign}"} & turn.state.cancelled.keys()
        if turn.data["activity"] != self.id or self.leagues is None or called_off:
            return
        docs = turn.state.edit(SLOT, BoardBook).docs
        if self.id in docs:
            self.leagues.settle(turn, docs[self.id])

    # -- asking -----------------------------------------------------------------------------------------------------
    def find_present(self, now_us: int) -> PeriodOf:
        """The period that runs, or the last one of an activity that is over."""
        at_us = min(now_us, find_end(self.activity) - 1)
        return find_period(self.activity, self.spec.period, self.activity.program.calendar.local_day(at_us))

    def summary(self, state: MemberState, now_us: int) -> dict[str, Any]:
        """The present period, and the member's score."""
        period, spec = self.find_present(now_us), self.spec
        doc = state.read(SLOT, BoardBook).docs.get(self.id) or BoardDoc()
        entry = doc.periods.get(period.key) or Entry()
        return {
            "period": period.key.rpartition(":")[2], "until_us": period.until_us, "score": entry.score,
            "unit": unit_of_field(spec.field), "unit_name": spec.unit.model_dump() if spec.unit is not None else "",
            "hidden": doc.hidden or not allows(self.activity.program, state, SHARING),
            "shared_ranks": spec.ties == "share_rank",
            "league": show_league(self.leagues, doc, entry, now_us) if self.leagues is not None else None,
        }  # fmt: skip

    def list_asks(self, state: MemberState, now_us: int, key: str = "") -> Sequence[Ask]:
        """What the member may see of a period; empty: the present one."""
        key = key or self.find_present(now_us).key
        doc = state.read(SLOT, BoardBook).docs.get(self.id) or BoardDoc()
        entry = doc.periods.get(key) or Entry()
        return [one for scope in self.spec.boards if (one := self._ask(scope, state, entry, key)) is not None]

    def _ask(self, scope: Scope, state: MemberState, entry: Entry, key: str) -> Ask | None:
        band = entry.place if scope == "city" else entry.league if scope == "league" else ""
        if scope in {"city", "league"} and not band:
            return None
        friends = tuple(state.read(FRIENDS, FriendBook).friends) if scope == "friends" else None
        top = MAX_TOP if scope == "league" else self.spec.top
        shared = self.spec.ties == "share_rank"
        return Ask(scope, Place(self.id, key, band), state.member_id, friends, top, shared=shared)

    def show(self, shown: dict[str, Any], state: MemberState, seen: Seen) -> None:
        """Put the lists that were read into the summary."""
        del state
        shown["boards"] = [show_standing(one, self.find_zones(one)) for one in seen.boards]

    def find_zones(self, standing: Standing) -> Zones:
        """Who goes up and down in a list, as it stands; nobody does outside of leagues."""
        if self.leagues is None or standing.scope != "league":
            return Zones(0, 0)
        return self.leagues.find_zones(standing.place.band, standing.total)


def show_standing(standing: Standing, zones: Zones) -> dict[str, Any]:
    """A list as the summary has it."""

    def lines(found: Iterable[Any]) -> list[dict[str, Any]]:
        return [{"rank": one.rank, "name": one.name, "score": one.score, "mine": one.mine} for one in found]

    return {
        "scope": standing.scope, "place": "" if standing.scope == "league" else standing.place.band,
        "up": zones.up, "down": zones.down, "top": lines(standing.top),
        "near": lines(standing.near), "rank": standing.mine.rank if standing.mine is not None else None,
        "total": standing.total,
    }  # fmt: skip


def _name_board(band: str) -> tuple[str, str]:
    """Which kind of list a band is, and its division where it is a league."""
    if band.startswith(LEAGUE):
        return "league", read_league(band)[0]
    return ("city" if band else "all"), ""


def _forget(doc: BoardDoc) -> None:
    """The newest periods are kept."""
    for key in sorted(doc.periods, key=lambda one: doc.periods[one].first_day)[:-KEPT_PERIODS]:
        doc.over_day = max(doc.over_day, doc.periods.pop(key).first_day + 1)


def plan_of(activity: Activity) -> Plan:
    """The compiled board."""
    return activity.program.built(f"leaderboard {activity.spec.id}", lambda _: Plan(activity))


def _compile(activity: Activity) -> Behaviour:
    plan = Plan(activity)
    return Behaviour(
        requests={"leaderboard.opt_out": plan.opt_out, "leaderboard.opt_in": plan.opt_in},
        reactions=[(type_, plan.on_event) for type_ in dict.fromkeys(plan.spec.on)],
        always=[
            *((type_, plan.on_undone) for type_ in plan.undone_by),
            ("leaderboard.placed", plan.on_placed),
            ("leaderboard.settled", plan.on_settled),
            ("consent.given", plan.on_consent),
            ("consent.withdrawn", plan.on_consent),
        ],
        on_subject={"leaderboard.closing": plan.on_closing},
        summary=plan.summary,
        shelf=Shelf(plan.show, boards=plan.list_asks),
        undo=plan.undo,
    )


# -- hooks ------------------------------------------------------------------------------------------------------------
def _undo(activity: Activity, turn: Turn, cause: Cause) -> None:
    plan_of(activity).undo(turn, cause)


def _cancel(activity: Activity, turn: Turn) -> None:
    """Nobody has a rank in what was called off; scores stay as they were."""
    doc = turn.state.read(SLOT, BoardBook).docs.get(activity.spec.id)
    if doc is not None:
        for period, entry in doc.periods.items():
            stand(turn, activity.spec.id, period, entry, hidden=True)


def _erase(turn: Turn) -> None:
    """Who is erased has no rank: nobody meets their name in a list."""
    for board, doc in turn.state.read(SLOT, BoardBook).docs.items():
        for period, entry in doc.periods.items():
            stand(turn, board, period, entry, hidden=True)


def _export(activity: Activity, case: ExportCase) -> Mapping[str, Any]:
    doc = case.state.read(SLOT, BoardBook).docs.get(activity.spec.id)
    if doc is None:
        return {}
    scores = {key.rpartition(":")[2]: entry.score for key, entry in sorted(doc.periods.items())}
    found = {"name": case.name_of(activity.path), "hidden": doc.hidden, "scores": scores}
    if doc.division:
        leagues = {key.rpartition(":")[2]: entry.league.removeprefix(LEAGUE) for key, entry in doc.periods.items()}
        found |= {"division": doc.division, "leagues": {key: one for key, one in sorted(leagues.items()) if one}}
    return found


def _list_figures(activity: Activity) -> Sequence[Figure]:
    del activity
    return (
        Figure("members", text("参与会员", "Members who took part"), "members", Recorded("board_fact", "members")),
        Figure("facts", text("计入次数", "Things that counted"), "times", Recorded("board_fact")),
        Figure("winners", text("获奖人次", "Places that won"), "times", Recorded("board_win")),
    )


def _keeps_law(case: LawCase) -> Iterable[str]:
    for board, doc in case.state.read(SLOT, BoardBook).docs.items():
        if len(doc.periods) > KEPT_PERIODS + 1:
            yield f"{board}: {len(doc.periods)} periods are kept, and {KEPT_PERIODS} are enough"


def _say_place(activity: Activity, data: Mapping[str, Any]) -> Words:
    del activity
    return Words(f"第 {data['rank']} 名", f"place {data['rank']}")


HOOKS = ActivityHooks(
    undo_cause=_undo,
    cancel=_cancel,
    merge=MERGE,
    erase=_erase,
    export=_export,
    results=_list_figures,
    published=("members", "winners"),
    winners=Winners("board_win", _say_place),
    law=_keeps_law,
)

KIND = ActivityKind(
    page=render_page,
    shown=LeaderboardShown,
    kind="leaderboard",
    label=text("排行榜", "Leaderboard"),
    spec=LeaderboardSpec,
    slot=SLOT,
    shared=(SEATS,),
    compile=_compile,
    hooks=HOOKS,
    requests=REQUESTS,
    event_types=EVENT_TYPES,
    render_rules=render_rules,
    repeats=lambda spec: False,
    wordings=WORDINGS,
)
