"""Challenges (打卡营): a plan of days that members prove, alone or in teams; a deposit that who finishes has back.

A member's own days say what is done. Who is inside, and what was put down, is listed in shared documents, by which the
activity itself closes it: see :mod:`liuke.activities.parts.challenge_pot`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, NoReturn

from liuke.activities.contracts import Activity, ActivityKind, Behaviour, is_there
from liuke.activities.kind_hooks import ActivityHooks, Figure, Recorded
from liuke.activities.parts import challenge_pot as pots
from liuke.activities.parts.challenge_days import Days
from liuke.activities.parts.challenge_doc import (
    DONE,
    FINISHED,
    INSIDE,
    LEFT,
    PAGES,
    POT,
    SLOT,
    STATUSES,
    TEAM,
    UNFINISHED,
    WAITING,
    ChallengeBook,
    ChallengeDoc,
    ChallengePot,
    ChallengeTeam,
)
from liuke.activities.parts.challenge_lint import lint_challenges
from liuke.activities.parts.challenge_merge import MERGE
from liuke.activities.parts.challenge_page import render_page
from liuke.activities.parts.challenge_shown import ChallengeShown
from liuke.activities.parts.challenge_spec import ChallengeSpec
from liuke.activities.parts.challenge_teams import INVITED, TEAM_REACHED, Teams, drop
from liuke.activities.parts.challenge_words import EVENT_TYPES, GONE, TIMER, WORDINGS, render_challenge_rules
from liuke.activities.parts.sign_up_doc import Payment
from liuke.activities.shelf import Seen, Shelf
from liuke.activities.types.challenge_requests import REQUESTS
from liuke.activities.types.wall import show_own, show_post
from liuke.decision.hooks import Cause, ExportCase, LawCase
from liuke.decision.messages import MessageTerms
from liuke.decision.shared import SharedKind
from liuke.decision.state import MemberState
from liuke.decision.turn import Turn
from liuke.earning.stated import emit_undone
from liuke.kernel.clock import DAY_US
from liuke.kernel.text import text
from liuke.ledger import postings
from liuke.ledger.moved import find_place

_ON_PAGE = 20


class _Plan:
    """A challenge, compiled."""

    def __init__(self, activity: Activity) -> None:
        self.activity = activity
        self.spec = spec = activity.typed(ChallengeSpec)
        self.id, self.path = spec.id, activity.path
        self.calendar = activity.program.calendar
        self.closing = pots.Closing(activity)
        self.days = Days(activity, self.closing)
        self.teams = Teams(activity)
        self.timer = f"{TIMER}:{spec.id}:end"

    # -- coming and going -------------------------------------------------------------------------------------------
    def join(self, turn: Turn) -> None:
        """``challenge.join_challenge``: a place, paid for."""
        known = turn.state.read(SLOT, ChallengeBook).docs.get(self.id)
        if known is not None and known.status not in {0, LEFT}:
            self._refuse(turn, "challenge-again", status=STATUSES[known.status])
        if self.calendar.local_day(turn.judged_us) > self.spec.last_sign_up:
            self._refuse(turn, "challenge-sign-up-over")
        doc = self._edit(turn)
        self._begin(turn, doc)
        if reason := pots.enter(turn, self.id, doc, self.spec.places):
            self._refuse(turn, reason)
        turn.arm(self.timer, pots.after_end_us(self.closing, turn))
        turn.record_new("challenge_joined", f"{self.id}/{doc.number}", {"t_us": turn.now.t_us})
        turn.applied(self.path, "challenge-joined")
        turn.emit("challenge.joined", {"activity": self.id, "deposit": doc.deposit})
        if (code := turn.data.get("team")) and (reason := self.teams.enter(turn, doc, str(code))):
            self._refuse(turn, reason)
        self._answer(turn, doc)

    def _begin(self, turn: Turn, doc: ChallengeDoc) -> None:
        """What is paid and put down; nothing else is known of an earlier place."""
        fee, deposit = self.spec.fee, self.spec.deposit
        doc.status, doc.t_us, doc.needed = INSIDE, turn.now.t_us, self.closing.find_goal(turn)
        doc.days, doc.fees, doc.deposits = {}, [], []
        if fee is not None:
            doc.fees = [self._take(turn, fee.asset, fee.amount, "fee")]
        if deposit is not None:
            doc.deposits = [self._take(turn, deposit.asset, deposit.amount, "deposit")]

    def _take(self, turn: Turn, asset: str, amount: int, rule: str) -> Payment:
        return Payment(asset, amount, postings.spend(turn, asset, amount, rule=f"{self.path}.{rule}", ref=self.id).seq)

    def quit(self, turn: Turn) -> None:
        """``challenge.quit_challenge``: before it begins; what was paid and put down comes back."""
        doc = self._find_mine(turn)
        if self.calendar.local_day(turn.judged_us) >= self.spec.first:
            self._refuse(turn, "challenge-begun")
        self.leave(turn, doc)
        self._answer(turn, doc)

    def leave(self, turn: Turn, doc: ChallengeDoc) -> None:
        """The member has nothing in it any more, and has everything back."""
        release(turn, self.id, doc)

    # -- proving ----------------------------------------------------------------------------------------------------
    def prove(self, turn: Turn) -> None:
        """``challenge.prove_day``."""
        self.days.prove(turn, self._find_mine(turn))

    def make_up(self, turn: Turn) -> None:
        """``challenge.make_up_day``."""
        self.days.make_up(turn, self._find_mine(turn))

    def make_reaction(self, event_type: str) -> tuple[str, Callable[[Turn], None]]:
        """What a counted event does, for who is inside."""

        def act(turn: Turn) -> None:
            doc = turn.state.read(SLOT, ChallengeBook).docs.get(self.id)
            if doc is not None and doc.status == INSIDE and not self._is_over(turn):
                self.days.count(turn, lambda: self._edit(turn))

        return event_type, act

    def on_post(self, turn: Turn) -> None:
        """Somebody has looked at a proof, or it is gone."""
        doc = turn.state.read(SLOT, ChallengeBook).docs.get(self.id)
        if turn.data["activity"] == self.id and doc is not None and doc.status == INSIDE and not self._is_over(turn):
            self.days.hear(turn, self._edit(turn))

    def undo(self, turn: Turn, cause: Cause) -> None:
        """The order by which days counted went back."""
        doc = turn.state.read(SLOT, ChallengeBook).docs.get(self.id)
        if doc is not None and doc.status in {INSIDE, FINISHED, UNFINISHED}:
            self.days.undo(turn, lambda: self._edit(turn), cause)

    # -- teams ------------------------------------------------------------------------------------------------------
    def form_team(self, turn: Turn) -> None:
        """``challenge.form_team``."""
        self._in_team(turn, self.teams.form(turn, doc := self._find_mine(turn)), doc)

    def enter_team(self, turn: Turn) -> None:
        """``challenge.enter_team``: by its code."""
        self._in_team(turn, self.teams.enter(turn, doc := self._find_mine(turn), str(turn.data["team"])), doc)

    def invite(self, turn: Turn) -> None:
        """``challenge.invite_to_team``."""
        other = int(turn.data["to_member"])
        self._in_team(turn, self.teams.invite(turn, doc := self._find_mine(turn), other), doc)

    def _in_team(self, turn: Turn, reason: str, doc: ChallengeDoc) -> None:
        if reason:
            self._refuse(turn, reason)
        turn.result = self.teams.answer(turn, doc)

    def on_invited(self, turn: Turn) -> None:
        """A friend would have the member in the team."""
        if turn.data["activity"] == self.id and self.spec.teams is not None and not turn.state.is_erased:
            self.teams.hear_invitation(turn, self._edit(turn))

    def on_team_reached(self, turn: Turn) -> None:
        """The team has reached a step."""
        doc = turn.state.read(SLOT, ChallengeBook).docs.get(self.id)
        if turn.data["activity"] == self.id and doc is not None and not self._is_over(turn):
            self.teams.hear_step(turn, self._edit(turn))

    # -- closing ----------------------------------------------------------------------------------------------------
    def on_close(self, turn: Turn) -> None:
        """It is closed: what was put down, the rewards, the certificate. Each place once."""
        data, known = turn.data, turn.state.read(SLOT, ChallengeBook).docs.get(self.id)
        if data["activity"] != self.id or known is None or turn.state.is_erased:
            return
        number = int(data["number"])
        mine = known.status == INSIDE and known.number == number
        if not mine and number not in known.also:
            turn.skipped(self.path, "challenge-not-inside")
            return
        if not turn.record("challenge_closed", f"{self.id}/{number}", {"t_us": turn.now.t_us, **data}):
            return
        doc = self._edit(turn)
        deposits = doc.deposits if mine else doc.also.pop(number)
        if data["back"]:
            give_back(turn, self.id, deposits)
        if data["share"]:
            self._share(turn, doc, int(data["share"]))
        if mine:
            doc.deposits = []
            self._end(turn, doc)

    def _share(self, turn: Turn, doc: ChallengeDoc, amount: int) -> None:
        terms = self.spec.deposit
        asset = doc.deposits[0].asset if doc.deposits else terms.asset if terms is not None else "points"
        postings.earn(turn, asset, amount, rule=f"{self.path}.deposit", ref=self.id)
        doc.share += amount
        turn.gained(asset, asset, amount, f"{self.path}.deposit")
        turn.applied(self.path, "challenge-share", amount=amount)

    def _end(self, turn: Turn, doc: ChallengeDoc) -> None:
        data = turn.data
        turn.arm(self.timer, 0)
        if data["void"]:
            give_back(turn, self.id, doc.fees)
            doc.status, doc.fees = LEFT, []
            turn.applied(self.path, "challenge-void")
            return
        finished = bool(data["finished"])
        doc.status = FINISHED if finished else UNFINISHED
        code = "challenge-finished" if finished else "challenge-unfinished"
        turn.applied(self.path, code, done=doc.done)
        turn.message(code, f"{self.path}:end", MessageTerms("", self.path), activity=self.id, done=doc.done)
        turn.emit(f"challenge.{STATUSES[doc.status]}", {"activity": self.id, "done": doc.done, "needed": doc.needed})
        if finished:
            self.days.accept_waiting(turn, doc)
            turn.record("challenge_finished", f"{self.id}/{doc.number}", {"t_us": turn.now.t_us})
            self._certify(turn, doc, int(data["certificate"]))
            self.days.give(turn, doc, self.spec.rewards, "finish")

    def _certify(self, turn: Turn, doc: ChallengeDoc, number: int) -> None:
        title = self.spec.certificate
        if not number or title is None:
            return
        doc.certificate = number
        turn.record("challenge_certificate", f"{self.id}/{number}", {
            "t_us": turn.now.t_us, "number": number, "title": title.model_dump(), "days": doc.done,
        })  # fmt: skip
        turn.applied(self.path, "challenge-certificate", number=number)
        turn.emit("challenge.certified", {"activity": self.id, "number": number})

    # -- what they share --------------------------------------------------------------------------------------------
    def _is_over(self, turn: Turn) -> bool:
        """Whether it was called off or switched off: who is inside goes on whatever else closes it."""
        return self.activity.closed_reason(turn, claiming=True) in {"activity-cancelled", "activity-disabled"}

    def _edit(self, turn: Turn) -> ChallengeDoc:
        return turn.state.edit(SLOT, ChallengeBook).docs.setdefault(self.id, ChallengeDoc())

    def _find_mine(self, turn: Turn) -> ChallengeDoc:
        doc = turn.state.read(SLOT, ChallengeBook).docs.get(self.id)
        if doc is None or doc.status != INSIDE:
            self._refuse(turn, "challenge-not-inside", status=STATUSES[doc.status if doc is not None else 0])
        return self._edit(turn)

    def _refuse(self, turn: Turn, code: str, **extra: Any) -> NoReturn:
        turn.refuse(code, f"{self.path}: {WORDINGS[code].en}", activity=self.id, **extra)

    def _answer(self, turn: Turn, doc: ChallengeDoc) -> None:
        turn.result = {
            "activity": self.id, "status": STATUSES[doc.status], "done": doc.done, "waiting": doc.counted - doc.done,
            "needed": doc.needed, "team": doc.team,
        }  # fmt: skip

    # -- asking -----------------------------------------------------------------------------------------------------
    def list_mine(self, state: MemberState, now_us: int) -> list[tuple[SharedKind[Any], str]]:
        """The member's team."""
        del now_us
        doc = state.read(SLOT, ChallengeBook).docs.get(self.id)
        return [(TEAM, f"{self.id}/{doc.team}")] if doc is not None and doc.team else []

    def list_people(self, documents: Mapping[str, Any]) -> Sequence[int]:
        """Who is in the member's team."""
        return [int(one) for team in documents.values() if isinstance(team, ChallengeTeam) for one in team.members]

    def show(self, shown: dict[str, Any], state: MemberState, seen: Seen) -> None:
        """Put who is inside, the member's rank, the team and the newest proofs into the summary."""
        pot: ChallengePot = seen.shared.get(POT.place(self.id)) or ChallengePot()
        shown["members"], shown["pot"] = pot.inside, pot.paid_in
        shown["left"] = max(self.spec.places - pot.inside, 0) if self.spec.places is not None else None
        shown["rank"] = pot.rank(shown["done"]) if shown["status"] == "inside" else None
        team: ChallengeTeam | None = seen.shared.get(TEAM.place(f"{self.id}/{shown['team']}"))
        if team is not None:
            shown["team_size"], shown["team_days"] = team.size, team.days
            shown["team_members"] = [
                {"name": seen.names.get(int(member), ""), "done": days, "mine": state.is_of(int(member))}
                for member, days in sorted(team.members.items(), key=_by_days)
            ]
        shown["posts"] = [show_post(one, state, set()) for one in seen.posts]
        shown["own"] = show_own(state, seen)

    def summary(self, state: MemberState, now_us: int) -> dict[str, Any]:
        """The plan, how each day stands, and what it brings."""
        doc = state.read(SLOT, ChallengeBook).docs.get(self.id) or ChallengeDoc()
        spec, today = self.spec, self.calendar.local_day(now_us)
        make_up = spec.make_up
        return {
            "status": STATUSES[doc.status], "first": spec.first, "last": spec.first + spec.length - 1, "today": today,
            "sign_up_until": spec.last_sign_up, "done": doc.done, "waiting": doc.counted - doc.done,
            "needed": min(doc.needed, spec.needed or spec.length) if doc.status == INSIDE else (
                spec.needed or spec.length
            ),
            "fee": spec.fee.model_dump() if spec.fee is not None else None,
            "deposit": spec.deposit.model_dump() if spec.deposit is not None else None,
            "make_ups_left": max(make_up.most - doc.made_up, 0) if make_up is not None else 0,
            "days": self.days.show(doc, today),
            "steps": [{"at": one.at, "reached": one.at in doc.held} for one in spec.steps],
            "team": doc.team, "invitations": list(doc.invited), "share": doc.share,
            "certificate": doc.certificate or None,
        }  # fmt: skip


def _by_days(item: tuple[str, int]) -> tuple[int, int]:
    return -item[1], int(item[0])


def give_back(turn: Turn, activity: str, payments: Sequence[Payment]) -> None:
    """What was paid comes back, to the lots it came from."""
    for one in payments:
        seq = find_place(turn, one.owner, one.asset, one.seq)
        if seq:
            postings.refund(turn, one.asset, seq, one.amount, ref=activity)


def release(turn: Turn, activity: str, doc: ChallengeDoc) -> None:
    """The member leaves, with everything that was paid and put down."""
    pots.vacate(turn, activity, doc.number, turn.state.member_id)
    drop(turn, activity, doc.team, turn.state.member_id)
    give_back(
        turn, activity, [*doc.fees, *doc.deposits, *doc.back, *(one for some in doc.also.values() for one in some)]
    )
    fact = {"activity": activity, "deposit": doc.deposit, "counted_day": turn.program.calendar.local_day(doc.t_us)}
    doc.status, doc.team, doc.fees, doc.deposits, doc.back, doc.also = LEFT, "", [], [], [], {}
    turn.arm(f"{TIMER}:{activity}:end", 0)
    turn.arm(f"{TIMER}:{activity}:back", 0)
    turn.applied(f"activities.{activity}", "challenge-left")
    emit_undone(turn, GONE, activity, fact)


def on_due(turn: Turn) -> None:
    """What a merge gave up goes back; and who is inside what is in no program any more has everything back."""
    activity, _, what = str(turn.data["id"]).rpartition(":")
    if activity not in turn.state.read(SLOT, ChallengeBook).docs:
        return
    doc = turn.state.edit(SLOT, ChallengeBook).docs[activity]
    if what == "back":
        give_back(turn, activity, doc.back)
        doc.back = []
    elif doc.status == INSIDE and not turn.state.test and is_there(turn.program, activity, ChallengeSpec):
        # it is closed later than was planned
        turn.arm(f"{TIMER}:{activity}:end", turn.now.t_us + DAY_US)
    elif doc.status == INSIDE:
        if pots.is_shared_out(turn, activity, doc.number, turn.state.member_id):
            doc.deposits = []
        release(turn, activity, doc)


def _plan_of(activity: Activity) -> _Plan:
    return activity.program.built(f"challenge {activity.spec.id}", lambda _: _Plan(activity))


def _compile(activity: Activity) -> Behaviour:
    plan = _plan_of(activity)
    posts = [(f"post.{name}", plan.on_post) for name in ("shown", "rejected", "taken_down", "deleted")]
    team = {
        "challenge.form_team": plan.form_team, "challenge.enter_team": plan.enter_team,
        "challenge.invite_to_team": plan.invite,
    }  # fmt: skip
    return Behaviour(
        requests={"challenge.join_challenge": plan.join},
        claims={
            "challenge.quit_challenge": plan.quit, "challenge.prove_day": plan.prove,
            "challenge.make_up_day": plan.make_up, **team,
        },
        always=[
            *posts, *(plan.make_reaction(one) for one in plan.days.events), (pots.CLOSE, plan.on_close),
            (TEAM_REACHED, plan.on_team_reached), (INVITED, plan.on_invited),
        ],
        summary=plan.summary,
        on_subject={"activity.published": plan.closing.on_published},
        subject_timer=plan.closing.on_timer,
        shelf=Shelf(
            plan.show, documents=lambda _: [(POT, plan.id)], mine=plan.list_mine, people=plan.list_people,
            posts=_ON_PAGE if plan.spec.public else 0,
        ),
        undo=plan.undo,
    )  # fmt: skip


# -- hooks ------------------------------------------------------------------------------------------------------------
def _undo(activity: Activity, turn: Turn, cause: Cause) -> None:
    _plan_of(activity).undo(turn, cause)


def _cancel(activity: Activity, turn: Turn) -> None:
    """It was called off: what was paid and put down comes back; rewards of days that are done stay."""
    known = turn.state.read(SLOT, ChallengeBook).docs.get(activity.spec.id)
    if known is not None and (known.status == INSIDE or known.back or known.also):
        release(turn, activity.spec.id, turn.state.edit(SLOT, ChallengeBook).docs[activity.spec.id])


def _erase(turn: Turn) -> None:
    """Who is forgotten leaves their place and team; what was put down stays in the pot."""
    if not turn.state.read(SLOT, ChallengeBook).docs:
        return
    me = turn.state.member_id
    for activity, doc in turn.state.edit(SLOT, ChallengeBook).docs.items():
        if doc.status == INSIDE:
            pots.vacate(turn, activity, doc.number, me, keeps_deposit=True)
            drop(turn, activity, doc.team, me)
            doc.status, doc.fees, doc.deposits, doc.back, doc.also = LEFT, [], [], [], {}
        doc.team, doc.invited = "", {}
        turn.arm(f"{TIMER}:{activity}:end", 0)
        turn.arm(f"{TIMER}:{activity}:back", 0)


def _export(activity: Activity, case: ExportCase) -> Mapping[str, Any]:
    doc = case.state.read(SLOT, ChallengeBook).docs.get(activity.spec.id)
    if doc is None or not doc.status:
        return {}
    return {
        "name": case.name_of(activity.path), "status": STATUSES[doc.status], "signed_up": case.render_time(doc.t_us),
        "days": sorted(number for number, one in doc.days.items() if one.state == DONE),
        "deposit": doc.deposit, "share": doc.share, "team": doc.team, "certificate": doc.certificate,
    }  # fmt: skip


def _list_figures(activity: Activity) -> Sequence[Figure]:
    del activity
    return (
        Figure(
            "members", text("报名会员", "Members who signed up"), "members", Recorded("challenge_joined", "members")
        ),
        Figure("days", text("打卡天数", "Days done"), "times", Recorded("challenge_day", undone="challenge_undone")),
        Figure("teams", text("队伍数", "Teams"), "times", Recorded("challenge_team")),
        Figure(
            "finished", text("完成会员", "Members who finished"), "members", Recorded("challenge_finished", "members")
        ),
        Figure("certificates", text("已发证书", "Certificates"), "times", Recorded("challenge_certificate")),
    )


def _keeps_law(case: LawCase) -> Iterable[str]:
    for activity, doc in case.state.read(SLOT, ChallengeBook).docs.items():
        held = [one for one in doc.held if doc.given.get(one, 0) < 1]
        if held or len(set(doc.held)) < len(doc.held) or len(set(doc.team_held)) < len(doc.team_held):
            yield f"{activity}: {doc.held} are held, {doc.given} were given"
        if any(one.state == WAITING and not one.post for one in doc.days.values()):
            yield f"{activity}: a day waits for a proof that there is not"
        if any(one.state == DONE and not one.times for one in doc.days.values()):
            yield f"{activity}: a day is done, and never was"
        if doc.status == INSIDE and f"activities.{activity}" in case.cancelled:
            yield f"{activity}: was cancelled, and a deposit is held"
        if doc.status not in {INSIDE} and doc.deposits:
            yield f"{activity}: it is {STATUSES[doc.status]}, and a deposit is held"


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
    shown=ChallengeShown,
    page=render_page,
    kind="challenge",
    label=text("打卡营", "Challenge"),
    spec=ChallengeSpec,
    slot=SLOT,
    compile=_compile,
    hooks=HOOKS,
    requests=REQUESTS,
    event_types=EVENT_TYPES,
    lint=lint_challenges,
    render_rules=render_challenge_rules,
    wordings=WORDINGS,
    shared=(POT, PAGES, TEAM),
    standing=((f"timer.{TIMER}", on_due),),
    shown_days=("first", "last", "today", "sign_up_until"),
)
