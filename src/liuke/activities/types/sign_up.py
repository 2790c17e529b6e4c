"""Sign-ups and live reservations (报名、直播预约): places, a waiting list that wakes, or a draw; who comes is rewarded.

The list of a session is one shared document, so that nobody is both seated and waiting, and what is seated and offered
is never more than there are places. A member's own entries say what they paid and by which code a clerk knows them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, NoReturn

from liuke.activities.contracts import Activity, ActivityKind, Behaviour
from liuke.activities.kind_hooks import ActivityHooks, Figure, Recorded
from liuke.activities.parts.sign_up_doc import (
    ACTIVE,
    ATTENDED,
    ENTERED,
    LEFT,
    LOST,
    MAX_ENTERED,
    MISSED,
    OFFERED,
    OVER,
    SEATED,
    SEATS,
    SLOT,
    STATUSES,
    UNSEATED,
    WAITING,
    Entry,
    Payment,
    SeatList,
    SignUpBook,
    SignUpDoc,
    Waiting,
)
from liuke.activities.parts.sign_up_merge import MERGE
from liuke.activities.parts.sign_up_page import render_page
from liuke.activities.parts.sign_up_seats import DRAWN, OFFER, Seats, give_up, on_gone, pay_back, state_entry
from liuke.activities.parts.sign_up_shown import SignUpShown
from liuke.activities.parts.sign_up_spec import SignUpSession, SignUpSpec
from liuke.activities.parts.sign_up_words import EVENT_TYPES, WORDINGS, render_sign_up_rules
from liuke.activities.shelf import Seen, Shelf
from liuke.activities.types.sign_up_requests import REQUESTS
from liuke.decision.hooks import ExportCase, LawCase, Nothing
from liuke.decision.messages import MessageTerms
from liuke.decision.shared import SharedKind
from liuke.decision.state import MemberState
from liuke.decision.turn import Turn
from liuke.kernel.clock import DAY_US, FOREVER_US, MINUTE_US, to_us
from liuke.kernel.text import text
from liuke.ledger import postings

_RESULTS = {"seated": SEATED, "waiting": WAITING, "not_drawn": LOST}


class _Plan:
    """A sign-up, compiled."""

    def __init__(self, activity: Activity) -> None:
        self.activity = activity
        self.spec = spec = activity.typed(SignUpSpec)
        self.id, self.path = spec.id, activity.path
        self.calendar = activity.program.calendar
        self.seats = Seats(activity)
        self.sessions = {one.id: one for one in spec.sessions}
        self.ballot_us = (
            to_us(datetime.fromisoformat(spec.ballot).replace(tzinfo=self.calendar.zone)) if spec.ballot else 0
        )

    # -- asking for a place -----------------------------------------------------------------------------------------
    def join(self, turn: Turn) -> None:
        """``sign_up.join``: a place, an entry of the draw, or a place in the waiting list."""
        session = self._find_session(turn)
        party = 1 if turn.data.get("party") is None else turn.data["party"]
        doc = turn.state.read(SLOT, SignUpBook).docs.get(self.id) or SignUpDoc()
        reason = self._why_not(turn, doc, session, party)
        if reason is not None:
            self._refuse(turn, reason)
        entry = Entry(SEATED, party, turn.now.t_us)
        if session.places is not None:
            entry.status = self._put(turn, session, party)
        if entry.status == SEATED:
            self._seat(turn, session, entry)
        entries = self._edit(turn).entries
        before = entries.get(session.id)
        entries[session.id] = entry
        turn.record("sign_up", f"{self.id}/{session.id}/{turn.new_id()}", {"t_us": turn.now.t_us, "party": party})
        turn.applied(self.path, f"sign-up-{STATUSES[entry.status]}")
        if before is None or before.status == OVER:
            self._state(turn, session, "sign_up.joined", entry)  # who was not drawn and signs up again had signed up
        self._state_seat(turn, session, entry)
        self._answer(turn, session, entry)

    def _why_not(self, turn: Turn, doc: SignUpDoc, session: SignUpSession, party: int) -> str | None:
        if turn.judged_us >= session.begins_us(self.calendar):
            return "sign-up-over"
        if not 1 <= party <= self.spec.party:
            return "sign-up-party"
        if doc.barred_until_us > turn.judged_us:
            return "sign-up-barred"
        entry = doc.entries.get(session.id)
        if entry is not None and entry.status in ACTIVE:
            return "sign-up-again"
        if sum(one.status in ACTIVE for one in doc.entries.values()) >= self.spec.sessions_each:
            return "sign-up-limit"
        return None

    def _put(self, turn: Turn, session: SignUpSession, party: int) -> int:
        """Into the list of the session; what became of it."""
        doc, me = self.seats.read(turn, session), turn.state.member_id
        if self.ballot_us and not doc.drawn:
            if turn.judged_us >= self.ballot_us:
                self._refuse(turn, "sign-up-drawing")
            if len(doc.entered) >= MAX_ENTERED:
                self._refuse(turn, "sign-up-full")
            doc.entered.append(Waiting(me, party))
            status = ENTERED
        elif party <= doc.free and not any(not one.paused for one in doc.waiting):
            doc.seated[str(me)] = party
            status = SEATED
        elif len(doc.waiting) < self.spec.waiting and party <= doc.places:
            doc.waiting.append(Waiting(me, party))
            status = WAITING
        else:
            self._refuse(turn, "sign-up-full")
        turn.put_shared(SEATS, self.seats.key(session), doc)
        return status

    def _seat(self, turn: Turn, session: SignUpSession, entry: Entry) -> None:
        """The place is the member's: it is paid for, has a code, and reminders."""
        entry.status, entry.until_us = SEATED, 0
        entry.code = f"{turn.new_id() % 10**10:010d}"
        price = self.spec.price
        if price is not None:
            amount = price.amount * entry.party
            posting = postings.spend(turn, price.asset, amount, rule=self.path, ref=f"{self.id}/{session.id}")
            entry.payments = [Payment(price.asset, amount, posting.seq)]
        self._arm(turn, session)

    def _arm(self, turn: Turn, session: SignUpSession) -> None:
        begins_us = session.begins_us(self.calendar)
        for minutes in self.spec.remind_minutes:
            at_us = begins_us - minutes * MINUTE_US
            if at_us > turn.now.t_us:
                turn.arm(f"activity:{self.id}:remind/{session.id}/{minutes}", at_us)
        turn.arm(f"activity:{self.id}:end/{session.id}", session.ends_us(self.calendar))

    def _disarm(self, turn: Turn, session: SignUpSession) -> None:
        for name in [name for name in turn.state.timers if name.startswith(f"activity:{self.id}:")]:
            if name.split(":", 2)[2].split("/")[1] == session.id:
                turn.arm(name, 0)

    # -- giving it up -----------------------------------------------------------------------------------------------
    def cancel(self, turn: Turn) -> None:
        """``sign_up.cancel``: what was paid comes back; the place is offered to who is next."""
        session, entry = self._find_mine(turn, ACTIVE)
        until_us = session.begins_us(self.calendar) - self.spec.cancel_minutes * MINUTE_US
        if turn.judged_us >= until_us:
            self._refuse(turn, "sign-up-too-late", until_us=until_us)
        self.leave(turn, session, entry)
        self._answer(turn, session, entry)

    def leave(self, turn: Turn, session: SignUpSession, entry: Entry) -> None:
        """The member has nothing in the session any more."""
        doc = self.seats.find(turn, session)
        if doc is not None:
            doc.drop(turn.state.member_id)
            doc.places = max(session.places or 0, doc.taken)
            self.seats.write(turn, session, doc)
        self._pay_back(turn, session, entry.payments)
        seated = entry.status == SEATED
        entry.status, entry.code, entry.payments, entry.until_us = OVER, "", [], 0
        self._disarm(turn, session)
        turn.applied(self.path, "sign-up-cancelled")
        if seated:
            self._state(turn, session, UNSEATED, entry)
        self._state(turn, session, LEFT, entry)

    def _pay_back(self, turn: Turn, session: SignUpSession, payments: Sequence[Payment]) -> None:
        pay_back(turn, f"{self.id}/{session.id}", payments)

    # -- waiting ----------------------------------------------------------------------------------------------------
    def on_offer(self, turn: Turn) -> None:
        """A place became free, and the member is next."""
        session = self.sessions.get(turn.data["session"]) if turn.data["activity"] == self.id else None
        doc = self.seats.find(turn, session) if session is not None else None
        if session is None or doc is None or str(turn.state.member_id) not in doc.offered:
            return
        entry = self._edit(turn).entries.setdefault(session.id, Entry(OFFERED))
        entry.status, entry.until_us = OFFERED, turn.data["until_us"]
        entry.party = doc.offered[str(turn.state.member_id)]
        turn.arm(f"activity:{self.id}:offer/{session.id}", entry.until_us)
        turn.applied(self.path, "sign-up-offered", until_us=entry.until_us)
        self._message(turn, session, "sign-up-place", f"offer/{entry.until_us}", entry.until_us)
        self._state(turn, session, "sign_up.offered", entry)

    def accept(self, turn: Turn) -> None:
        """``sign_up.accept``: the place that was offered is taken, and paid for."""
        session, entry = self._find_mine(turn, {OFFERED})
        doc, me = self.seats.read(turn, session), str(turn.state.member_id)
        if entry.until_us <= turn.judged_us or me not in doc.offered:
            self._refuse(turn, "sign-up-no-offer")
        doc.seated[me] = doc.offered.pop(me)
        turn.put_shared(SEATS, self.seats.key(session), doc)
        turn.arm(f"activity:{self.id}:offer/{session.id}", 0)
        self._seat(turn, session, entry)
        turn.applied(self.path, "sign-up-seated")
        self._state_seat(turn, session, entry)
        self._answer(turn, session, entry)

    def decline(self, turn: Turn) -> None:
        """``sign_up.decline``: the next is asked."""
        session, entry = self._find_mine(turn, {OFFERED, WAITING})
        self.leave(turn, session, entry)
        self._answer(turn, session, entry)

    def pause(self, turn: Turn) -> None:
        """``sign_up.pause``: passed over for now, the place in the list is kept."""
        session, entry = self._find_mine(turn, {WAITING})
        doc = self.seats.read(turn, session)
        for one in doc.waiting:
            if one.member == turn.state.member_id:
                one.paused = turn.data["paused"]
        self.seats.write(turn, session, doc)
        self._answer(turn, session, entry)

    def on_drawn(self, turn: Turn) -> None:
        """The draw was made."""
        session = self.sessions.get(turn.data["session"]) if turn.data["activity"] == self.id else None
        entry = self._edit(turn).entries.get(session.id) if session is not None else None
        if session is None or entry is None or entry.status != ENTERED:
            return
        entry.status = _RESULTS[turn.data["result"]]
        if entry.status == SEATED:
            self._seat(turn, session, entry)
        turn.applied(self.path, f"sign-up-{STATUSES[entry.status]}")
        self._message(turn, session, f"sign-up-{turn.data['result'].replace('_', '-')}", "drawn")
        if entry.status == LOST:
            self._state(turn, session, "sign_up.not_drawn", entry)
        self._state_seat(turn, session, entry)

    # -- coming, or not ---------------------------------------------------------------------------------------------
    def attend(self, turn: Turn) -> None:
        """``sign_up.attend``: a clerk checks in who comes, by the code of this member, session and place."""
        session, entry = self._find_mine(turn, {SEATED})
        if entry.code != turn.data["code"]:
            self._refuse(turn, "sign-up-wrong-code")
        entry.status = ATTENDED
        self._disarm(turn, session)
        turn.record("sign_up_attended", f"{self.id}/{session.id}", {"t_us": turn.now.t_us, "party": entry.party})
        turn.applied(self.path, "sign-up-attended")
        self.activity.give(turn, self.spec.rewards, ref=f"{self.id}/{session.id}")
        self._state(turn, session, "sign_up.attended", entry)
        self._answer(turn, session, entry)

    def on_timer(self, turn: Turn, rest: str) -> None:
        """Reminders, offers that lapse, sessions that are over."""
        what, _, name = rest.partition("/")
        session = self.sessions.get(name.partition("/")[0])
        doc = turn.state.read(SLOT, SignUpBook).docs.get(self.id)
        if session is None or doc is None or session.id not in doc.entries:
            return
        entry = self._edit(turn).entries[session.id]
        if what == "remind" and entry.status == SEATED:
            self._message(turn, session, "sign-up-reminder", name, session.begins_us(self.calendar))
        elif what == "offer" and entry.status == OFFERED:
            self.leave(turn, session, entry)
        elif what == "back":
            self._pay_back(turn, session, entry.back)
            entry.back = []
        elif what == "end" and entry.status == SEATED:
            self._miss(turn, session, entry)

    def _miss(self, turn: Turn, session: SignUpSession, entry: Entry) -> None:
        entry.status, rule, doc = MISSED, self.spec.no_shows, self._edit(turn)
        turn.record("sign_up_missed", f"{self.id}/{session.id}", {"t_us": turn.now.t_us})
        turn.applied(self.path, "sign-up-missed")
        if rule is not None:
            doc.missed = [one for one in doc.missed if one > turn.now.t_us - rule.within_days * DAY_US]
            doc.missed.append(turn.now.t_us)
            if len(doc.missed) >= rule.most:
                doc.barred_until_us = turn.now.t_us + rule.barred_days * DAY_US
        self._state(turn, session, "sign_up.missed", entry)

    # -- the activity itself ----------------------------------------------------------------------------------------
    def on_published(self, turn: Turn) -> None:
        """There may be more places; and the draw has its time."""
        for session in self.spec.sessions:
            if session.places is not None:
                self.seats.wake(turn, session)
                if self.ballot_us:
                    turn.arm(f"activity:{self.id}:ballot/{session.id}", max(self.ballot_us, turn.now.t_us))

    def on_subject_timer(self, turn: Turn, rest: str) -> None:
        """The draw."""
        session = self.sessions.get(rest.partition("/")[2])
        if session is not None and rest.startswith("ballot/"):
            self.seats.draw(turn, session)

    # -- what they share --------------------------------------------------------------------------------------------
    def _edit(self, turn: Turn) -> SignUpDoc:
        return turn.state.edit(SLOT, SignUpBook).docs.setdefault(self.id, SignUpDoc())

    def _refuse(self, turn: Turn, code: str, **extra: Any) -> NoReturn:
        turn.refuse(code, f"{self.path}: {WORDINGS[code].en}", activity=self.id, **extra)

    def _find_session(self, turn: Turn) -> SignUpSession:
        wanted = turn.data.get("session")
        if wanted is None and len(self.sessions) == 1:
            return self.spec.sessions[0]
        session = self.sessions.get(wanted or "")
        if session is None:
            self._refuse(turn, "sign-up-session", sessions=list(self.sessions))
        return session

    def _find_mine(self, turn: Turn, statuses: Iterable[int]) -> tuple[SignUpSession, Entry]:
        session = self._find_session(turn)
        doc = turn.state.read(SLOT, SignUpBook).docs.get(self.id)
        entry = doc.entries.get(session.id) if doc is not None else None
        if entry is None or entry.status not in statuses:
            self._refuse(turn, "sign-up-none", status=STATUSES[entry.status] if entry is not None else "")
        return session, self._edit(turn).entries[session.id]

    def _message(self, turn: Turn, session: SignUpSession, template: str, key: str, until_us: int = FOREVER_US) -> None:
        turn.message(
            template, f"{self.path}:{session.id}:{key}", MessageTerms("", self.path, expires_us=until_us),
            name=session.name.get("zh"), activity=self.id, session=session.id,
        )  # fmt: skip

    def _state(self, turn: Turn, session: SignUpSession, fact: str, entry: Entry) -> None:
        state_entry(turn, self.id, session.id, fact, entry)

    def _state_seat(self, turn: Turn, session: SignUpSession, entry: Entry) -> None:
        if entry.status == SEATED:
            self._state(turn, session, "sign_up.seated", entry)

    def _answer(self, turn: Turn, session: SignUpSession, entry: Entry) -> None:
        doc = self.seats.find(turn, session)
        turn.result = {
            "activity": self.id, "session": session.id, "status": STATUSES[entry.status], "code": entry.code,
            "position": doc.position(turn.state.member_id) if doc is not None else 0, "paid": entry.paid,
        }  # fmt: skip

    # -- asking -----------------------------------------------------------------------------------------------------
    def list_documents(self, now_us: int) -> list[tuple[SharedKind[Any], str]]:
        """Lists of the sessions that are not over."""
        coming = [one for one in self.spec.sessions if one.ends_us(self.calendar) > now_us]
        return [(SEATS, self.seats.key(one)) for one in coming if one.places is not None]

    def show_lists(self, shown: dict[str, Any], state: MemberState, seen: Seen) -> None:
        """Put places that are free, and the member's position, into the summary."""
        for one in shown["sessions"]:
            session = self.sessions[one["id"]]
            if session.places is not None:
                doc: SeatList = seen.shared.get(SEATS.place(self.seats.key(session))) or SeatList(session.places)
                one["left"] = max(session.places - doc.taken, 0)
                one["waiting"], one["position"] = len(doc.waiting), doc.position(state.member_id)

    def summary(self, state: MemberState, now_us: int) -> dict[str, Any]:
        """Sessions, and how the member stands in each."""
        doc = state.read(SLOT, SignUpBook).docs.get(self.id) or SignUpDoc()
        return {
            "ballot_us": self.ballot_us or None,
            "price": self.spec.price.model_dump() if self.spec.price is not None else None,
            "party": self.spec.party,
            "barred_until_us": doc.barred_until_us if doc.barred_until_us > now_us else 0,
            "sessions": [self._show(one, doc.entries.get(one.id)) for one in self.spec.sessions],
        }

    def _show(self, session: SignUpSession, entry: Entry | None) -> dict[str, Any]:
        return {
            "id": session.id, "name": session.name.model_dump(), "store": session.store, "places": session.places,
            "begins_us": session.begins_us(self.calendar), "ends_us": session.ends_us(self.calendar),
            "status": STATUSES[entry.status] if entry is not None else "",
            "party": entry.party if entry is not None else 0, "code": entry.code if entry is not None else "",
            "offer_until_us": entry.until_us if entry is not None else 0,
        }  # fmt: skip


def _plan_of(activity: Activity) -> _Plan:
    return activity.program.built(f"sign-up {activity.spec.id}", lambda _: _Plan(activity))


def _compile(activity: Activity) -> Behaviour:
    plan = _plan_of(activity)
    return Behaviour(
        requests={"sign_up.join": plan.join},
        claims={
            "sign_up.cancel": plan.cancel, "sign_up.accept": plan.accept, "sign_up.decline": plan.decline,
            "sign_up.pause": plan.pause, "sign_up.attend": plan.attend,
        },
        always=[(OFFER, plan.on_offer), (DRAWN, plan.on_drawn)],
        timer=plan.on_timer,
        summary=plan.summary,
        on_subject={"activity.published": plan.on_published},
        subject_timer=plan.on_subject_timer,
        shelf=Shelf(plan.show_lists, documents=plan.list_documents),
    )  # fmt: skip


# -- hooks ------------------------------------------------------------------------------------------------------------
def _give_back(activity: Activity, turn: Turn) -> None:
    """It was called off: what was paid for sessions that are to come goes back."""
    plan = _plan_of(activity)
    if activity.spec.id not in turn.state.read(SLOT, SignUpBook).docs:
        return
    for name, entry in turn.state.edit(SLOT, SignUpBook).docs[activity.spec.id].entries.items():
        if entry.status in ACTIVE and name in plan.sessions:
            plan.leave(turn, plan.sessions[name], entry)
        elif entry.status in ACTIVE:
            give_up(turn, activity.spec.id, name, entry)


def _erase(turn: Turn) -> None:
    """Who is forgotten leaves their places to others."""
    if not turn.state.read(SLOT, SignUpBook).docs:
        return
    for activity, doc in turn.state.edit(SLOT, SignUpBook).docs.items():
        for session, entry in doc.entries.items():
            key = f"{activity}/{session}"
            seats = turn.shared(SEATS, key) if entry.status in ACTIVE else None
            if seats is not None:
                seats.drop(turn.state.member_id)
                turn.put_shared(SEATS, key, seats)
            if entry.status in ACTIVE:
                entry.status = OVER
            entry.code = ""


def _export(activity: Activity, case: ExportCase) -> Mapping[str, Any]:
    doc = case.state.read(SLOT, SignUpBook).docs.get(activity.spec.id)
    if doc is None:
        return {}
    return {
        "name": case.name_of(activity.path),
        "sessions": [
            {
                "session": name, "status": STATUSES[entry.status], "persons": entry.party, "paid": entry.paid,
                "signed_up": case.render_time(entry.t_us), "code": entry.code,
            }
            for name, entry in doc.entries.items()
        ],
    }  # fmt: skip


def _list_figures(activity: Activity) -> Sequence[Figure]:
    del activity
    return (
        Figure("members", text("报名会员", "Members who signed up"), "members", Recorded("sign_up", "members")),
        Figure("attended", text("到场人次", "Times attended"), "times", Recorded("sign_up_attended")),
        Figure("missed", text("缺席人次", "Times missed"), "times", Recorded("sign_up_missed")),
    )


def _keeps_law(case: LawCase) -> Iterable[str]:
    for activity, doc in case.state.read(SLOT, SignUpBook).docs.items():
        for session, entry in doc.entries.items():
            if min((one.amount for one in entry.payments), default=0) < 0 or (
                entry.status in ACTIVE and entry.party < 1
            ):
                yield f"{activity}/{session}: {STATUSES[entry.status]} with {entry.party} persons, {entry.paid} paid"
            if entry.status in ACTIVE and f"activities.{activity}" in case.cancelled:
                yield f"{activity}/{session}: was cancelled, and a place is held"


HOOKS = ActivityHooks(
    undo_cause=Nothing("no order gives a place: what was paid in points comes back by the sign-up's own terms"),
    cancel=_give_back,
    merge=MERGE,
    erase=_erase,
    export=_export,
    results=_list_figures,
    published=("members",),
    law=_keeps_law,
)

KIND = ActivityKind(
    shown=SignUpShown,
    page=render_page,
    kind="sign_up",
    label=text("报名预约", "Sign-up"),
    spec=SignUpSpec,
    slot=SLOT,
    compile=_compile,
    hooks=HOOKS,
    requests=REQUESTS,
    event_types=EVENT_TYPES,
    render_rules=render_sign_up_rules,
    wordings=WORDINGS,
    shared=(SEATS,),
    standing=(("timer.activity", on_gone),),
)
