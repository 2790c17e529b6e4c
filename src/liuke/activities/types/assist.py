"""Assists (助力): a member starts, a stated number of friends help, and each stage that is reached is given at once.

A run is one shared document: who helps last is the last, whoever comes at the same moment. What the starter has of it
follows by deliveries, in any order and any number: each brings the starter's part to what the document says.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NoReturn

from liuke.activities.contracts import Activity, ActivityKind, Behaviour, finding, is_there
from liuke.activities.kind_hooks import ActivityHooks, Figure, Recorded
from liuke.activities.parts.assist_doc import (
    ASSIST,
    MAX_PLEDGES,
    MAX_RUNS,
    SLOT,
    Assist,
    AssistBook,
    AssistDoc,
    Mark,
    Pledge,
    Run,
    name_assist,
)
from liuke.activities.parts.assist_merge import MERGE, REDONE, SELF_HELP
from liuke.activities.parts.assist_page import render_page
from liuke.activities.parts.assist_shown import AssistShown
from liuke.activities.parts.assist_spec import AssistSpec
from liuke.activities.parts.assist_words import EVENT_TYPES, HELP, UNDONE, WORDINGS, render_assist_rules
from liuke.activities.parts.helping import find_severity, is_newcomer, lint_chances
from liuke.activities.types.assist_requests import REQUESTS
from liuke.decision.domain import CompiledProgram, Evidence
from liuke.decision.hooks import Cause, ExportCase, LawCase, Nothing
from liuke.decision.state import MemberState
from liuke.decision.turn import Turn
from liuke.earning.handouts import find_surviving, goes_back
from liuke.friends import service as friends
from liuke.kernel.clock import HOUR_US
from liuke.kernel.text import text
from liuke.program.findings import Finding

PAID = "order.paid"
_VISITS = frozenset(("content.shared", "share.opened", "share.credited", "share.open", "app.opened"))
"""Events that are sharing or a visit: nobody took part in anything yet."""


class _Plan:
    """An assist, compiled."""

    def __init__(self, activity: Activity) -> None:
        self.activity = activity
        self.spec = spec = activity.typed(AssistSpec)
        self.id, self.path = spec.id, activity.path
        self.stages = {stage.id: stage for stage in spec.stages}
        self.by_order = spec.act is not None and spec.act.on == PAID
        if spec.act is not None:
            activity.check_events([spec.act.on], "act")
            self.test = activity.test(spec.act.when, [spec.act.on])

    # -- starting ---------------------------------------------------------------------------------------------------
    def start(self, turn: Turn) -> None:
        """``assist.start_assist``: friends may help from now on."""
        doc = self._edit(turn)
        for run in doc.runs:
            self._follow(turn, run)
        if any(one.is_running(turn.judged_us) for one in doc.runs):
            self._refuse(turn, "assist-running")
        if self.spec.runs is not None and doc.started >= self.spec.runs:
            self._refuse(turn, "assist-runs", most=self.spec.runs)
        _, closes_us = self.activity.find_bounds(turn)
        until_us = min(turn.judged_us + self.spec.hours * HOUR_US, closes_us)
        ref, marks = str(turn.new_id()), [Mark(one.id, one.friends) for one in self.spec.stages]
        shared = Assist(turn.state.member_id, marks, until_us)
        turn.put_shared(ASSIST, name_assist(self.id, ref), shared)
        doc.runs = [*doc.runs, Run(ref, turn.judged_us, until_us, marks)][-MAX_RUNS:]
        doc.started += 1
        self._arm(turn, doc)
        turn.record_new("assist_started", f"{self.id}/{ref}", {"t_us": turn.now.t_us})
        turn.applied(self.path, "assist-started")
        turn.emit("assist.started", {"activity": self.id, "ref": ref, "until_us": until_us})
        turn.result = {"activity": self.id, "ref": ref, "until_us": until_us, "stages": _show_stages(shared)}

    # -- helping ----------------------------------------------------------------------------------------------------
    def _find(self, turn: Turn, ref: str) -> Assist | None:
        key = name_assist(self.id, ref)
        return turn.shared(ASSIST, key) if ASSIST.is_key(key) else None

    def _read(self, turn: Turn) -> Assist:
        shared = self._find(turn, turn.data["ref"])
        if shared is None:
            self._refuse(turn, "assist-unknown")
        return shared

    def _why_not(self, turn: Turn, shared: Assist) -> str:
        """Why the member's help cannot count; empty: it can."""
        me = turn.state
        doc = me.read(SLOT, AssistBook).docs.get(self.id) or AssistDoc()
        if me.is_of(shared.owner):
            return "assist-own"
        if any(me.is_of(one.member) for one in shared.helpers):
            return "assist-again"
        if shared.is_full:
            return "assist-full"
        if shared.closed or shared.until_us <= turn.judged_us:
            return "assist-over"
        if self._find_place(turn, shared.owner) is None:
            return "assist-same-friend"
        return "assist-help-limit" if doc.helps.is_over(self.spec.limits, turn.day) else ""

    def _why_not_begin(self, turn: Turn, shared: Assist) -> str:
        """The same before the member says that they help."""
        ref, doc = turn.data["ref"], turn.state.read(SLOT, AssistBook).docs.get(self.id)
        if doc is not None and any(one.ref == ref for one in doc.pledges):
            return "assist-again"
        if self.spec.helpers == "newcomers" and not is_newcomer(turn, self.spec.limits):
            return self._why_not(turn, shared) or "assist-newcomers"
        return self._why_not(turn, shared)

    def _find_place(self, turn: Turn, owner: int) -> str | None:
        """Key of the record of the next help of the same starter; ``None``: there is no more."""
        keys = (f"{self.id}/{owner}/{number}" for number in range(self.spec.per_starter))
        return next((key for key in keys if turn.state.find_record("assist_helped", key) is None), None)

    def help(self, turn: Turn) -> None:
        """``assist.help_friend``: it counts, or does once the member has done what it takes."""
        shared = self._read(turn)
        if reason := self._why_not_begin(turn, shared):
            turn.refuse(reason, f"{self.path}: {WORDINGS[reason].en}", activity=self.id)
        ref = turn.data["ref"]
        if self.spec.act is None:
            self._count(turn, ref, shared)
        else:
            doc = self._edit(turn)
            running = [one for one in doc.pledges if one.until_us > turn.judged_us]
            doc.pledges = [*running, Pledge(ref, shared.until_us)][-MAX_PLEDGES:]
            turn.applied(self.path, "assist-pledged")
        count = len(shared.helpers)
        left = next((one.friends - count for one in shared.stages if one.friends > count), 0)
        turn.result = {
            "activity": self.id, "ref": ref, "status": "counted" if self.spec.act is None else "pledged",
            "helpers": count, "friends_left": left,
        }  # fmt: skip

    def on_act(self, turn: Turn) -> None:
        """The member did what it takes: the helps that wait for it count."""
        known = turn.state.read(SLOT, AssistBook).docs.get(self.id)
        if known is None or not known.pledges or (self.test is not None and not self.test(turn)):
            return
        doc = self._edit(turn)
        pledges, doc.pledges = doc.pledges, []
        for one in pledges:
            shared = self._find(turn, one.ref)
            reason = self._why_not(turn, shared) if shared is not None else "assist-unknown"
            if shared is None or reason:
                turn.skipped(self.path, reason)
            else:
                self._count(turn, one.ref, shared)

    def _count(self, turn: Turn, ref: str, shared: Assist) -> None:
        key, me, place = name_assist(self.id, ref), turn.state.member_id, self._find_place(turn, shared.owner)
        assert place is not None, "it was asked before"
        one = shared.add(me, turn.now.t_us)
        turn.put_shared(ASSIST, key, shared)
        self._edit(turn).helps.add(turn.day)
        turn.record_new("assist_helped", place, {"t_us": turn.now.t_us, "ref": ref, "n": one.n})
        self._note_order(turn, ref)
        turn.applied(self.path, "assist-helped")
        turn.emit("assist.helped", {"activity": self.id, "ref": ref})
        self._tell(turn, shared, ref, HELP, one.n)
        self.activity.give(turn, self.spec.helper_rewards, rule="help", ref=key, times=1, noted=not self.by_order)
        if self.spec.befriend:
            friends.connect(turn, shared.owner, "help")

    def _tell(self, turn: Turn, shared: Assist, ref: str, type_: str, n: int) -> None:
        turn.deliver(shared.owner, f"{name_assist(self.id, ref)}/{type_.rpartition('_')[2]}/{n}", type_, {
            "activity": self.id, "ref": ref, "friend": str(turn.state.member_id), "test": turn.state.test,
        })  # fmt: skip

    def _note_order(self, turn: Turn, ref: str) -> None:
        """By which order the help counts: when it goes back, the help does."""
        order = turn.state.orders.get(turn.now.data.get("order_id", "")) if self.by_order else None
        if order is not None:
            order.counted[f"{self.path}#{ref}"] = 1
            turn.state.save_order(order)

    def undo(self, turn: Turn, cause: Cause) -> None:
        """The order by which the member's help counted went back."""
        order = turn.state.find_order(cause.ref) if self.by_order and goes_back(turn.program) else None
        if order is None or not cause.is_whole:
            return
        for name in order.counted:
            path, _, ref = name.partition("#")
            shared = self._find(turn, ref) if path == self.path and ref else None
            mine = [one for one in shared.helpers if turn.state.is_of(one.member)] if shared is not None else []
            if shared is None or not mine:
                continue
            shared.helpers = [one for one in shared.helpers if one not in mine]
            turn.put_shared(ASSIST, name_assist(self.id, ref), shared)
            self.activity.take_back(turn, rule="help", ref=name_assist(self.id, ref), times=1)
            turn.applied(self.path, "assist-undone", helpers=len(shared.helpers))
            self._tell(turn, shared, ref, UNDONE, mine[0].n)

    def look(self, turn: Turn) -> None:
        """``assist.see_assist``: how a friend's run stands; nothing comes of looking."""
        shared = self._read(turn)
        reason = self._why_not_begin(turn, shared) or self.activity.closed_reason(turn) or ""
        turn.result = {
            "activity": self.id, "ref": turn.data["ref"], "helpers": len(shared.helpers),
            "stages": _show_stages(shared), "until_us": shared.until_us, "mine": turn.state.is_of(shared.owner),
            "running": not (shared.closed or shared.is_full or shared.until_us <= turn.judged_us), "why_not": reason,
        }  # fmt: skip

    # -- what happens to who started it -----------------------------------------------------------------------------
    def on_news(self, turn: Turn) -> None:
        """A friend helped, or a help counts no more: stages follow."""
        data, known = turn.data, turn.state.read(SLOT, AssistBook).docs.get(self.id)
        if data["activity"] != self.id or known is None or known.find(data["ref"]) is None:
            return
        if data.get("test") and not turn.state.test:
            return
        run = self._edit(turn).find(data["ref"])
        assert run is not None, "the document was edited, not changed"
        if turn.now.type == SELF_HELP:
            self.activity.take_back(turn, rule="help", ref=name_assist(self.id, run.ref), times=1)
            turn.applied(self.path, "assist-self-help")
        self._follow(turn, run)
        if turn.now.type == HELP:
            turn.applied(self.path, "assist-counted", helpers=run.helpers)
            turn.emit("assist.counted", {
                "activity": self.id, "ref": run.ref, "helpers": run.helpers, "friend": data["friend"],
            })  # fmt: skip

    def _follow(self, turn: Turn, run: Run) -> None:
        """Bring a run to what its document says, and what was given for it."""
        shared = self._find(turn, run.ref)
        run.helpers = len(shared.helpers) if shared is not None else 0
        for mark in run.stages:
            if mark.friends <= run.helpers and mark.id not in run.reached and not turn.state.is_erased:
                self._reach(turn, run, mark)
            elif mark.friends > run.helpers and mark.id in run.reached:
                run.reached.remove(mark.id)
                self.activity.take_back(turn, rule=f"stages.{mark.id}", ref=run.ref, times=run.times[mark.id])
                self._state(turn, run, mark, "assist.stage_undone")

    def _reach(self, turn: Turn, run: Run, mark: Mark) -> None:
        stage = self.stages.get(mark.id)
        if stage is None:
            turn.skipped(f"{self.path}.stages.{mark.id}", "assist-stage-gone")
            return
        run.reached.append(mark.id)
        run.times[mark.id] = run.times.get(mark.id, 0) + 1
        turn.record("assist_reached", f"{self.id}/{run.ref}/{mark.id}/{run.times[mark.id]}", {"t_us": turn.now.t_us})
        turn.applied(f"{self.path}.stages.{mark.id}", "assist-reached", friends=mark.friends)
        self.activity.give(
            turn, stage.rewards, rule=f"stages.{mark.id}", ref=run.ref, times=run.times[mark.id],
            noted=not self.by_order,
        )  # fmt: skip
        self._state(turn, run, mark, "assist.reached")

    def _state(self, turn: Turn, run: Run, mark: Mark, fact: str) -> None:
        turn.emit(fact, {"activity": self.id, "ref": run.ref, "stage": mark.id, "helpers": run.helpers})

    def on_timer(self, turn: Turn, rest: str) -> None:
        """The time of a run is over."""
        if rest != "end" or self.id not in turn.state.read(SLOT, AssistBook).docs:
            return
        doc = self._edit(turn)
        for run in doc.runs:
            if not run.over and run.until_us <= turn.now.t_us:
                run.over = True
                self._follow(turn, run)
                turn.emit("assist.ended", {"activity": self.id, "ref": run.ref, "helpers": run.helpers})
        self._arm(turn, doc)

    # -- what they share --------------------------------------------------------------------------------------------
    def _arm(self, turn: Turn, doc: AssistDoc) -> None:
        ends = [one.until_us for one in doc.runs if not one.over]
        turn.arm(f"activity:{self.id}:end", min(ends, default=0))

    def _edit(self, turn: Turn) -> AssistDoc:
        return turn.state.edit(SLOT, AssistBook).docs.setdefault(self.id, AssistDoc())

    def _refuse(self, turn: Turn, code: str, **extra: Any) -> NoReturn:
        turn.refuse(code, f"{self.path}: {WORDINGS[code].en}", activity=self.id, **extra)

    def summary(self, state: MemberState, now_us: int) -> dict[str, Any]:
        """Stages, and the member's runs."""
        doc = state.read(SLOT, AssistBook).docs.get(self.id) or AssistDoc()
        day, runs = self.activity.program.calendar.local_day(now_us), self.spec.runs
        return {
            "stages": [
                {"id": one.id, "name": one.name.model_dump(), "friends": one.friends} for one in self.spec.stages
            ],
            "runs": [
                {
                    "ref": one.ref, "helpers": one.helpers, "reached": list(one.reached), "until_us": one.until_us,
                    "running": one.is_running(now_us),
                }
                for one in reversed(doc.runs)
            ],
            "runs_left": None if runs is None else max(runs - doc.started, 0),
            "helps_left": doc.helps.find_left(self.spec.limits, day),
        }  # fmt: skip


def _show_stages(shared: Assist) -> list[dict[str, Any]]:
    return [
        {"id": one.id, "friends": one.friends, "reached": one.friends <= len(shared.helpers)} for one in shared.stages
    ]


def _plan_of(activity: Activity) -> _Plan:
    return activity.program.built(f"assist {activity.spec.id}", lambda _: _Plan(activity))


def _compile(activity: Activity) -> Behaviour:
    plan = _plan_of(activity)
    act = plan.spec.act
    return Behaviour(
        requests={"assist.start_assist": plan.start, "assist.help_friend": plan.help},
        claims={"assist.see_assist": plan.look},
        reactions=[(act.on, plan.on_act)] if act is not None else (),
        always=[(type_, plan.on_news) for type_ in (HELP, UNDONE, REDONE, SELF_HELP)],
        timer=plan.on_timer,
        summary=plan.summary,
        undo=plan.undo,
    )


def _lint(activities: Sequence[Activity], program: CompiledProgram, evidence: Evidence) -> Iterable[Finding]:
    del evidence
    for activity in activities:
        spec = activity.typed(AssistSpec)
        if spec.act is not None and spec.act.on in _VISITS:
            yield finding(
                f"{activity.path}.act", "assist-by-visit", find_severity(spec.platforms),
                text("微信《运营规范》5.1：不得因分享或仅因好友打开而给奖励，好友须真正参与",
                     "WeChat's operating rules 5.1: nothing is given for sharing or for a mere visit: the friend must "
                     "really take part"),
                text("改为下单、签到等真实行为", "let it be a real act: an order, a check-in"), on=spec.act.on,
            )  # fmt: skip
        if spec.helper_rewards and spec.limits.per_day is None and spec.limits.in_all is None:
            yield finding(
                f"{activity.path}.limits", "unlimited-helps", "warning",
                text("助力有奖励却不限次数，小号可反复刷取",
                     "helps are rewarded without a limit: accounts can farm them"),
                text("设置每天或活动期内的助力上限", "limit helps by day or in all"),
            )  # fmt: skip
        if spec.act is not None and spec.act.on == PAID:
            yield from find_surviving(program, activity.path)
        yield from lint_chances(spec, activity.path, spec.platforms, program)


# -- hooks ------------------------------------------------------------------------------------------------------------
def _undo(activity: Activity, turn: Turn, cause: Cause) -> None:
    _plan_of(activity).undo(turn, cause)


def _erase(turn: Turn) -> None:
    """Nobody helps who is forgotten, and what they were about to help with is dropped."""
    if not turn.state.read(SLOT, AssistBook).docs:
        return
    for activity, doc in turn.state.edit(SLOT, AssistBook).docs.items():
        doc.pledges = []
        for run in doc.runs:
            key = name_assist(activity, run.ref)
            shared = turn.shared(ASSIST, key) if not run.over else None
            run.over = True
            if shared is not None:
                shared.closed = True
                turn.put_shared(ASSIST, key, shared)
        turn.arm(f"activity:{activity}:end", 0)


def _end_anyway(turn: Turn) -> None:
    """The activity is in no program any more, or was called off: a run is over all the same."""
    activity, _, rest = str(turn.data["id"]).partition(":")
    known = turn.state.read(SLOT, AssistBook).docs.get(activity)
    there = is_there(turn.program, activity, AssistSpec) and f"activities.{activity}" not in turn.state.cancelled
    if rest != "end" or known is None or there:
        return
    for run in turn.state.edit(SLOT, AssistBook).docs[activity].runs:
        if not run.over and run.until_us <= turn.now.t_us:
            run.over = True
            turn.emit("assist.ended", {"activity": activity, "ref": run.ref, "helpers": run.helpers})
    ends = [one.until_us for one in turn.state.read(SLOT, AssistBook).docs[activity].runs if not one.over]
    turn.arm(f"activity:{activity}:end", min(ends, default=0))


def _export(activity: Activity, case: ExportCase) -> Mapping[str, Any]:
    doc = case.state.read(SLOT, AssistBook).docs.get(activity.spec.id)
    if doc is None:
        return {}
    return {
        "name": case.name_of(activity.path),
        "helped": doc.helps.total,
        "runs": [
            {"started": case.render_time(one.t_us), "helpers": one.helpers, "stages": list(one.reached)}
            for one in doc.runs
        ],
    }


def _list_figures(activity: Activity) -> Sequence[Figure]:
    del activity
    return (
        Figure("members", text("发起会员", "Members who started"), "members", Recorded("assist_started", "members")),
        Figure("started", text("发起次数", "Runs started"), "times", Recorded("assist_started")),
        Figure("helpers", text("助力会员", "Members who helped"), "members", Recorded("assist_helped", "members")),
        Figure("reached", text("达成阶段数", "Stages reached"), "times", Recorded("assist_reached")),
    )


def _keeps_law(case: LawCase) -> Iterable[str]:
    for activity, doc in case.state.read(SLOT, AssistBook).docs.items():
        for run in doc.runs:
            within = {mark.id for mark in run.stages if mark.friends <= run.helpers}
            if not within.issuperset(run.reached) or any(not run.times.get(name) for name in run.reached):
                yield f"{activity}: run {run.ref} of {run.helpers} friends reached {run.reached}"
        if doc.started < len(doc.runs):
            yield f"{activity}: {doc.started} runs were started, {len(doc.runs)} are there"


HOOKS = ActivityHooks(
    undo_cause=_undo,
    cancel=Nothing("what friends did was given at once, and nobody helps any more: nothing is held"),
    merge=MERGE,
    erase=_erase,
    export=_export,
    results=_list_figures,
    law=_keeps_law,
)

KIND = ActivityKind(
    shown=AssistShown,
    page=render_page,
    kind="assist",
    label=text("助力", "Assist"),
    spec=AssistSpec,
    slot=SLOT,
    compile=_compile,
    hooks=HOOKS,
    requests=REQUESTS,
    event_types=EVENT_TYPES,
    lint=_lint,
    render_rules=render_assist_rules,
    wordings=WORDINGS,
    shared=(ASSIST,),
    standing=(("timer.activity", _end_anyway),),
)
