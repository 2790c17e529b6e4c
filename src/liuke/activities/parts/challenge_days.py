"""The days of a challenge: proven by what is written, by a picture, or by an event; made up for; taken back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NoReturn

from liuke.activities.contracts import Activity
from liuke.activities.parts.challenge_doc import DONE, FINISHED, OPEN, UNFINISHED, WAITING, ChallengeDoc, ProvenDay
from liuke.activities.parts.challenge_pot import Closing, follow
from liuke.activities.parts.challenge_spec import ChallengeSpec, ChallengeTask
from liuke.activities.parts.challenge_teams import follow_team
from liuke.activities.parts.challenge_words import WORDINGS
from liuke.activities.parts.sign_up_doc import Payment
from liuke.activities.parts.task_measures import PAID
from liuke.decision.hooks import Cause
from liuke.decision.rewards import RewardSpec
from liuke.decision.turn import Turn
from liuke.earning.handouts import goes_back
from liuke.kernel.clock import date_of
from liuke.ledger import postings
from liuke.posts import service as posts
from liuke.posts.contracts import PostTerms

Edit = Callable[[], ChallengeDoc]


class Days:
    """The days of one challenge, compiled.

    Attributes:
        events: Types of the events that prove a day.
    """

    def __init__(self, activity: Activity, closing: Closing) -> None:
        self.activity = activity
        self.closing = closing
        self.spec = spec = activity.typed(ChallengeSpec)
        self.id, self.path = spec.id, activity.path
        self.calendar = activity.program.calendar
        self.plan: tuple[ChallengeTask, ...] = tuple(spec.list_days())
        self.events: list[str] = list(dict.fromkeys(one.on for one in spec.tasks if one.on is not None))
        self.by_order = PAID in self.events
        self.tests = {
            id(one): activity.test(one.when, [one.on])
            for one in spec.tasks
            if one.on is not None and one.when is not None
        }  # fmt: skip
        for index, one in enumerate(spec.tasks):
            if one.on is not None:
                activity.check_events([one.on], f"tasks.{index}.on")

    def find_number(self, turn: Turn, day: int) -> int:
        """Which day of the plan a merchant-local day is, from 1; 0: none."""
        return day - self.spec.first + 1 if self.spec.first <= day <= self.closing.find_last(turn) else 0

    # -- proofs -----------------------------------------------------------------------------------------------------
    def prove(self, turn: Turn, doc: ChallengeDoc) -> None:
        """On its own day; one that comes late counts for the day on which it was made."""
        day, today = self.calendar.local_day(turn.now.t_us), self.calendar.local_day(turn.judged_us)
        if day > today:
            self._refuse(turn, "challenge-not-yet")
        if today - day > self.spec.accept_late_days or turn.judged_us >= self.closing.find_end_us(turn):
            self._refuse(turn, "challenge-too-late")
        number = self.find_number(turn, day)
        if not number:
            self._refuse(turn, "challenge-no-day")
        task = self.plan[number - 1]
        if task.proof == "event":
            self._refuse(turn, "challenge-by-event")
        self._write(turn, doc, number, task)

    def _write(self, turn: Turn, doc: ChallengeDoc, number: int, task: ChallengeTask) -> None:
        entry = doc.days.setdefault(number, ProvenDay())
        if entry.state != OPEN:
            self._refuse(turn, "challenge-day-done")
        written = str(turn.data.get("text") or "").strip()
        if task.proof in {"text", "text_and_picture"} and len(written) < max(task.min_chars, 1):
            self._refuse(turn, "challenge-wants-text", least=max(task.min_chars, 1))
        if task.proof in {"picture", "text_and_picture"} and not turn.data.get("pictures"):
            self._refuse(turn, "challenge-wants-picture")
        spec = self.spec
        entry.post, post = posts.write(turn, PostTerms(
            spec.id, spec.check, spec.on_words, public=spec.public, about=str(number), max_chars=spec.max_chars,
            max_pictures=spec.pictures,
        ))  # fmt: skip
        entry.state = WAITING
        if post.status == "shown":
            self._complete(turn, doc, number, entry)
        else:
            turn.applied(self.path, "challenge-day-waiting", day=number)
            self._follow(turn, doc)
        self._answer(turn, doc, number, entry)

    def make_up(self, turn: Turn, doc: ChallengeDoc) -> None:
        """A day that was missed; what an event would have proven needs no other proof."""
        terms = self.spec.make_up
        if terms is None:
            self._refuse(turn, "challenge-no-make-up")
        day, today = int(turn.data["day"]), self.calendar.local_day(turn.judged_us)
        number = self.find_number(turn, day)
        if not number or not day < today <= day + terms.days_back or not self.find_number(turn, today):
            self._refuse(turn, "challenge-make-up-day")
        entry = doc.days.setdefault(number, ProvenDay())
        if entry.state != OPEN:
            self._refuse(turn, "challenge-day-done")
        if not entry.made_up:
            if doc.made_up >= terms.most:
                self._refuse(turn, "challenge-make-up-limit", most=terms.most)
            self._pay(turn, doc, number)
            entry.made_up = True
        task = self.plan[number - 1]
        if task.proof != "event":
            self._write(turn, doc, number, task)
            return
        self._complete(turn, doc, number, entry)
        self._answer(turn, doc, number, entry)

    def _pay(self, turn: Turn, doc: ChallengeDoc, number: int) -> None:
        wanted, terms = turn.data.get("pay_with"), self.spec.make_up
        prices = terms.prices if terms is not None else ()
        taken = [one for one in prices if wanted is None or one.asset == wanted]
        if prices and not taken:
            self._refuse(turn, "challenge-make-up-price", assets=[one.asset for one in prices])
        if not taken:
            return
        price = next((one for one in taken if postings.find_free(turn, one.asset) >= one.amount), taken[0])
        posting = postings.spend(
            turn, price.asset, price.amount, rule=f"{self.path}.make_up", ref=f"{self.id}/{number}"
        )  # fmt: skip
        doc.fees = [*doc.fees, Payment(price.asset, price.amount, posting.seq)]

    def hear(self, turn: Turn, doc: ChallengeDoc) -> None:
        """What became of a proof."""
        about = str(turn.data.get("about") or "")
        entry = doc.days.get(int(about)) if about.isdigit() else None
        if entry is None or entry.post != turn.data["post"]:
            return
        number = int(about)
        if turn.now.type == "post.shown":
            if entry.state != DONE:
                self._complete(turn, doc, number, entry)
        elif entry.state == DONE:
            self._take_back(turn, doc, number, entry)
        elif entry.state == WAITING:
            entry.state = OPEN
            turn.applied(self.path, "challenge-day-open", day=number)
            self._follow(turn, doc)

    # -- events -----------------------------------------------------------------------------------------------------
    def count(self, turn: Turn, edit: Edit) -> None:
        """An event counts for the day on which it happened, however late it is reported."""
        number = self.find_number(turn, self.calendar.local_day(turn.now.t_us))
        task = self.plan[number - 1] if number else None
        if task is None or task.on != turn.now.type:
            return
        test = self.tests.get(id(task))
        if turn.ctx.now_us >= self.closing.find_end_us(turn) or (test is not None and not test(turn)):
            turn.skipped(self.path, "challenge-not-counted")
            return
        amount = turn.now.data.get(task.field) if task.field else 1
        if type(amount) is not int or amount <= 0:
            turn.skipped(self.path, "challenge-not-counted")
            return
        doc = edit()
        entry = doc.days.setdefault(number, ProvenDay())
        if entry.made_up:
            turn.skipped(self.path, "challenge-not-counted")
            return
        entry.value += amount
        self._note_order(turn, number, entry, amount)
        if entry.state == OPEN and entry.value >= task.target:
            self._complete(turn, doc, number, entry)
        else:
            turn.applied(self.path, "challenge-counted", value=entry.value, target=task.target)

    def _note_order(self, turn: Turn, number: int, entry: ProvenDay, amount: int) -> None:
        """By which order the day counts: when it goes back, the day does."""
        order = turn.state.orders.get(turn.now.data.get("order_id", "")) if turn.now.type == PAID else None
        if order is not None:
            order.counted[f"{self.path}#{number}"] = amount
            turn.state.save_order(order)
            entry.orders[str(turn.now.data["order_id"])] = amount

    def undo(self, turn: Turn, edit: Edit, cause: Cause) -> None:
        """What an order counted goes back with it: a sum by the share that went back, a time with the last of it."""
        order = turn.state.find_order(cause.ref) if goes_back(turn.program) else None
        if order is None:
            return
        doc = edit()
        for number, entry in doc.days.items():
            whole = order.counted.get(f"{self.path}#{number}", 0)
            if cause.ref not in entry.orders or not whole or number > len(self.plan):
                continue
            summed = bool(self.plan[number - 1].field)
            back = whole if cause.is_whole else whole * cause.taken // cause.whole if summed and cause.whole else 0
            entry.value -= entry.orders[cause.ref] - (whole - back)
            entry.orders[cause.ref] = whole - back
            if entry.state == DONE and not entry.made_up and entry.value < self.plan[number - 1].target:
                self._take_back(turn, doc, number, entry)
        self._judge_again(turn, doc)

    def _judge_again(self, turn: Turn, doc: ChallengeDoc) -> None:
        """Who finished by an order that went back did not; what was put down was settled for good."""
        if doc.status == FINISHED and doc.done < min(doc.needed, self.closing.find_goal(turn)):
            doc.status = UNFINISHED
            turn.applied(self.path, "challenge-unfinished", done=doc.done)
            self.activity.take_back(turn, rule="finish", ref=f"{self.id}/{doc.number}", times=1)

    # -- done, or not -----------------------------------------------------------------------------------------------
    def accept_waiting(self, turn: Turn, doc: ChallengeDoc) -> None:
        """What nobody decided on until it was closed counts."""
        for number, entry in doc.days.items():
            if entry.state == WAITING:
                self._complete(turn, doc, number, entry)

    def _complete(self, turn: Turn, doc: ChallengeDoc, number: int, entry: ProvenDay) -> None:
        entry.state = DONE
        entry.times += 1
        key = f"{self.id}/{number}/{doc.number}.{entry.times}"
        turn.record_new("challenge_day", key, {"t_us": turn.now.t_us, "made_up": entry.made_up})
        turn.applied(self.path, "challenge-day-done-now", day=number, done=doc.done)
        turn.emit("challenge.day_done", {
            "activity": self.id, "day": number, "done": doc.done, "made_up": entry.made_up,
        })  # fmt: skip
        self._follow(turn, doc)

    def _take_back(self, turn: Turn, doc: ChallengeDoc, number: int, entry: ProvenDay) -> None:
        entry.state = OPEN
        key = f"{self.id}/{number}/{doc.number}.{entry.times}"
        turn.record_new("challenge_undone", key, {"t_us": turn.now.t_us})
        turn.applied(self.path, "challenge-day-undone", day=number, done=doc.done)
        turn.emit("challenge.day_undone", {"activity": self.id, "day": number, "done": doc.done})
        self._follow(turn, doc)

    def _follow(self, turn: Turn, doc: ChallengeDoc) -> None:
        """Rewards on the way, the place and the team follow the days."""
        done = doc.done
        for step in self.spec.steps:
            rule = f"steps.{step.at}"
            if step.at <= done and step.at not in doc.held:
                doc.held = [*doc.held, step.at]
                doc.given = {**doc.given, step.at: doc.given.get(step.at, 0) + 1}
                turn.applied(f"{self.path}.{rule}", "challenge-step", at=step.at)
                self.give(turn, doc, step.rewards, rule, doc.given[step.at])
                turn.emit("challenge.step_reached", {"activity": self.id, "at": step.at})
            elif step.at > done and step.at in doc.held:
                doc.held = [one for one in doc.held if one != step.at]
                self.activity.take_back(
                    turn, rule=rule, ref=f"{self.id}/{doc.number}", times=doc.given[step.at]
                )  # fmt: skip
        follow(turn, self.id, doc)
        follow_team(turn, self.id, doc, self.spec)

    def give(self, turn: Turn, doc: ChallengeDoc, rewards: Sequence[RewardSpec], rule: str, times: int = 1) -> None:
        """Rewards that go back with the days that they are for."""
        self.activity.give(
            turn, rewards, rule=rule, ref=f"{self.id}/{doc.number}", times=times, noted=not self.by_order
        )  # fmt: skip

    def _refuse(self, turn: Turn, code: str, **extra: Any) -> NoReturn:
        turn.refuse(code, f"{self.path}: {WORDINGS[code].en}", activity=self.id, **extra)

    def _answer(self, turn: Turn, doc: ChallengeDoc, number: int, entry: ProvenDay) -> None:
        turn.result = {
            "activity": self.id, "day": self.spec.first + number - 1, "state": _STATES[entry.state],
            "post": entry.post, "done": doc.done,
        }  # fmt: skip

    # -- asking -----------------------------------------------------------------------------------------------------
    def show(self, doc: ChallengeDoc, today: int) -> list[dict[str, Any]]:
        """Every day of the plan, and how it stands."""
        return [
            self._show(doc.days.get(number) or ProvenDay(), task, self.spec.first + number - 1, today)
            for number, task in enumerate(self.plan, 1)
        ]

    def _show(self, entry: ProvenDay, task: ChallengeTask, day: int, today: int) -> dict[str, Any]:
        terms, last = self.spec.make_up, self.spec.first + len(self.plan) - 1
        missed = entry.state == OPEN and day < today
        state = _STATES[entry.state] if entry.state != OPEN else (
            "now" if day == today else "ahead" if day > today else "missed"
        )  # fmt: skip
        return {
            "day": date_of(day).isoformat(), "name": task.name.model_dump(), "proof": task.proof, "state": state,
            "made_up": entry.made_up,
            "value": entry.value, "target": task.target if task.proof == "event" else 0,
            "can_make_up": terms is not None and missed and today - day <= terms.days_back and today <= last,
        }  # fmt: skip


_STATES = ("open", "waiting", "done")
