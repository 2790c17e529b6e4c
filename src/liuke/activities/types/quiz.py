"""Quizzes and riddles (答题, 猜灯谜): rounds of questions drawn from a bank, timed on the server, rewarded by score.

The right answer leaves the member's document only after the question was answered; whoever lets a question pass, or
comes late, never learns it. A round counts from its beginning: beginning many of them to see the bank pays nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NoReturn

import msgspec

from liuke.activities.contracts import Activity, ActivityKind, Behaviour
from liuke.activities.kind_hooks import ActivityHooks, Figure, Recorded
from liuke.activities.naming import render_rewards
from liuke.activities.parts.chances import find_free_left, is_full, pay, show_chances
from liuke.activities.parts.quiz_doc import (
    LATE,
    OPEN,
    OUTCOMES,
    PASSED,
    RIGHT,
    SLOT,
    WRONG,
    Asked,
    LastRound,
    QuizBook,
    QuizDoc,
    Round,
    list_answers,
)
from liuke.activities.parts.quiz_lint import lint_quizzes
from liuke.activities.parts.quiz_merge import MERGE
from liuke.activities.parts.quiz_page import render_page
from liuke.activities.parts.quiz_rounds import (
    END,
    arm_end,
    ask,
    choose_questions,
    close_gone,
    give_back,
    show_question,
    tells_key,
)
from liuke.activities.parts.quiz_rules import find_fault, is_right
from liuke.activities.parts.quiz_shown import QuizShown
from liuke.activities.parts.quiz_spec import QuizSpec
from liuke.activities.parts.quiz_words import EVENT_TYPES, WORDINGS, render_quiz_rules
from liuke.activities.types.quiz_requests import REQUESTS
from liuke.decision.hooks import ExportCase, LawCase, Nothing
from liuke.decision.reasons import Prompt
from liuke.decision.state import MemberState
from liuke.decision.turn import Turn
from liuke.kernel.clock import SECOND_US
from liuke.kernel.money import BPS
from liuke.kernel.text import text

ONCE = 1
"""The period of a step that is given once ever."""


class _Plan:
    """A quiz, compiled."""

    def __init__(self, activity: Activity) -> None:
        self.activity = activity
        self.spec = spec = activity.typed(QuizSpec)
        self.id, self.path = spec.id, activity.path
        self.bank = {one.id for one in spec.bank}

    def _refuse(self, turn: Turn, code: str, **extra: Any) -> NoReturn:
        turn.refuse(code, f"{self.path}: {WORDINGS[code].en}", activity=self.id, **extra)

    # -- a round ----------------------------------------------------------------------------------------------------
    def begin(self, turn: Turn) -> None:
        """``quiz.begin_round``: questions are drawn, and the first one is shown."""
        doc = turn.state.edit(SLOT, QuizBook).docs.setdefault(self.id, QuizDoc())
        if doc.round is not None:
            self._refuse(turn, "quiz-round-open", round=doc.round.ref)
        doc.counts.turn_day(turn.day)
        paid = pay(
            turn, self.spec.chances, doc.counts, path=self.path, ref=self.id,
            refuse=lambda why: self._refuse(turn, f"quiz-{why}"),
        )  # fmt: skip
        doc.counts.drawn_today += 1
        questions = choose_questions(turn, self.activity, doc)
        if not questions:
            self._refuse(turn, "quiz-none-left")
        now = turn.judged_us
        _, closes_us = self.activity.find_bounds(turn)
        until_us = min(now + self.spec.round_seconds * SECOND_US, closes_us)
        doc.round = Round(
            str(turn.new_id()), now, until_us, paid.how, paid.payment, ask(turn, self.activity, questions)
        )
        turn.applied(self.path, "quiz-begun", count=len(questions))
        turn.emit("quiz.round_begun", {
            "activity": self.id, "round": doc.round.ref, "count": len(questions), "paid": paid.how,
        })  # fmt: skip
        self._show(turn, doc, doc.round)

    def advance(self, turn: Turn) -> None:
        """``quiz.next_question``: the next question is shown, and its time begins."""
        doc, found = self._edit_round(turn)
        if not found.is_settled(turn.judged_us):
            self._refuse(turn, "quiz-question-open", question=found.name_question())
        if found.is_last:
            self._refuse(turn, "quiz-last-question")
        if found.current.outcome == OPEN:
            self._settle(turn, found, LATE, [])
        self._show(turn, doc, found)

    def _show(self, turn: Turn, doc: QuizDoc, found: Round) -> None:
        asked = found.questions[found.shown]
        asked.shown_us = turn.judged_us
        if asked.id not in doc.seen:
            doc.seen.append(asked.id)
        arm_end(turn, self.id, found)
        turn.result = {
            "activity": self.id, "round": found.ref, "of": len(found.questions), "until_us": found.until_us,
            "question": show_question(found),
        }  # fmt: skip

    def _edit_round(self, turn: Turn) -> tuple[QuizDoc, Round]:
        doc = turn.state.read(SLOT, QuizBook).docs.get(self.id)
        if doc is None or doc.round is None:
            self._refuse(turn, "quiz-no-round")
        doc = turn.state.edit(SLOT, QuizBook).docs[self.id]
        assert doc.round is not None, "the document was edited, not changed"
        return doc, doc.round

    # -- an answer --------------------------------------------------------------------------------------------------
    def answer(self, turn: Turn) -> None:
        """``quiz.answer_question``: judged by when it came and by what it says; the last one ends the round."""
        doc, found = self._edit_round(turn)
        wanted = turn.data["question"]
        if wanted != found.name_question():
            earlier = {f"{found.ref}-{number}" for number in range(1, found.shown)}
            self._refuse(turn, "quiz-answered-already" if wanted in earlier else "quiz-not-asked")
        asked = found.current
        if asked.outcome != OPEN:
            self._refuse(turn, "quiz-answered-already")
        chosen: list[str] = list(turn.data.get("chosen") or ())
        written: str = (turn.data.get("written") or "").strip()
        if (fault := find_fault(asked.form, asked.options, chosen, written)) is not None:
            self._refuse(turn, "quiz-answer-unfit", why=fault, form=asked.form)
        self._settle(turn, found, self._judge(turn, found, chosen, written), [written] if written else chosen)
        told = tells_key(asked, self.spec)
        result: dict[str, Any] = {
            "activity": self.id, "round": found.ref, "question": wanted, "outcome": OUTCOMES[asked.outcome],
            "score": found.score, "right": asked.key if told and asked.options else None,
            "answer": asked.answer if told else None, "explanation": asked.explanation if told else None, "ended": None,
        }  # fmt: skip
        if found.is_last:
            result["ended"] = self._finish(turn, doc, found)
        turn.result = result

    @staticmethod
    def _judge(turn: Turn, found: Round, chosen: Sequence[str], written: str) -> int:
        asked = found.current
        if turn.judged_us >= found.find_deadline(asked):
            return LATE
        if not chosen and not written:
            return PASSED
        return RIGHT if is_right(asked.form, asked.key, chosen, written) else WRONG

    def _settle(self, turn: Turn, found: Round, outcome: int, given: list[str]) -> None:
        asked = found.current
        asked.settle(outcome, turn.now.t_us, given)
        turn.emit("quiz.question_answered", {
            "activity": self.id, "round": found.ref, "number": found.shown, "id": asked.id,
            "outcome": OUTCOMES[outcome],
        })  # fmt: skip

    # -- its end ----------------------------------------------------------------------------------------------------
    def on_timer(self, turn: Turn, rest: str) -> None:
        """The time of the round, or of its last question, is over."""
        doc = turn.state.read(SLOT, QuizBook).docs.get(self.id)
        if rest != END or doc is None or doc.round is None or doc.round.find_end() > turn.now.t_us:
            return
        doc = turn.state.edit(SLOT, QuizBook).docs[self.id]
        assert doc.round is not None, "the document was edited, not changed"
        if doc.round.current.outcome == OPEN:
            self._settle(turn, doc.round, LATE, [])
        self._finish(turn, doc, doc.round)

    def _finish(self, turn: Turn, doc: QuizDoc, found: Round) -> dict[str, Any]:
        score, right, of = found.score, found.right, len(found.questions)
        doc.round, doc.best = None, max(doc.best, score)
        doc.last = LastRound(turn.now.t_us, score, right, of)
        arm_end(turn, self.id, None)
        turn.record_new("quiz_round", f"{self.id}/{found.ref}", {
            "t_us": turn.now.t_us, "score": score, "right": right, "of": of, "paid": found.paid,
            "answers": list_answers(found),
        })  # fmt: skip
        turn.applied(self.path, "quiz-ended", score=score)
        turn.emit("quiz.round_ended", {
            "activity": self.id, "round": found.ref, "score": score, "right": right, "of": of,
        })  # fmt: skip
        return {"score": score, "right": right, "of": of, "steps": self._reward(turn, doc, found.ref, score)}

    def _find_period(self, day: int) -> int:
        return day if self.spec.every == "day" else ONCE

    def _reward(self, turn: Turn, doc: QuizDoc, ref: str, score: int) -> list[int]:
        """Every step that was reached, once a period."""
        period, given = self._find_period(turn.now.day), list[int]()
        for step in self.spec.ladder:
            rule, at = f"{self.path}.ladder.{step.at}", str(step.at)
            if score < step.at:
                continue
            key = ref if self.spec.every == "round" else f"{period}"
            if (self.spec.every != "round" and doc.given.get(at, 0) >= period) or not turn.record(
                "quiz_step", f"{self.id}/{key}/{at}", {"t_us": turn.now.t_us, "round": ref}
            ):
                turn.skipped(rule, "quiz-step-given", at=step.at)
                continue
            doc.given[at] = period
            given.append(step.at)
            turn.applied(rule, "quiz-step", at=step.at)
            self.activity.give(turn, step.rewards, rule=f"ladder.{step.at}", ref=f"{self.id}/{key}")
        return given

    def give_back(self, turn: Turn) -> None:
        """It was called off: what an open round was paid with comes back."""
        doc = turn.state.read(SLOT, QuizBook).docs.get(self.id)
        if doc is None or doc.round is None:
            return
        give_back(turn, self.id, doc.round)
        turn.state.edit(SLOT, QuizBook).docs[self.id].round = None
        arm_end(turn, self.id, None)

    # -- asking -----------------------------------------------------------------------------------------------------
    def prompts(self, state: MemberState, day: int) -> Sequence[Prompt]:
        """A free round that waits, for who has played before."""
        doc = state.read(SLOT, QuizBook).docs.get(self.id)
        if doc is None or doc.round is not None or self._count_left(doc) == 0:
            return ()
        left = find_free_left(self.spec.chances, doc.counts.on(day), state.tier)
        return (Prompt("quiz", self.path, 0, "times", BPS, "quiz-free", {"left": left}),) if left else ()

    def _count_left(self, doc: QuizDoc) -> int | None:
        return len(self.bank - set(doc.seen)) if self.spec.again == "never" else None

    def summary(self, state: MemberState, now_us: int) -> dict[str, Any]:
        """Rounds that are left, the ladder, and the question that is shown."""
        day = self.activity.program.calendar.local_day(now_us)
        doc = state.read(SLOT, QuizBook).docs.get(self.id) or QuizDoc()
        terms, counts = self.spec.chances, doc.counts.on(day)
        found, last = doc.round, doc.last
        if found is not None and (end_us := found.find_end()) <= now_us:  # over, though no timer has said so yet
            found, last = None, LastRound(end_us, found.score, found.right, len(found.questions))
        period = self._find_period(day)
        return {
            "style": self.spec.style, "questions": self.spec.questions, "seconds": self.spec.seconds,
            "round_seconds": self.spec.round_seconds, "rounds": counts.draws, "best": doc.best,
            **show_chances(
                terms, counts, state.tier, state.wallet(terms.asset).available if terms.asset is not None else 0
            ),
            "full": is_full(terms, counts), "left": self._count_left(doc),
            "round": self._show_round(found, now_us) if found is not None else None,
            "last": msgspec.structs.asdict(last) if last is not None else None,
            "ladder": [
                {
                    "at": step.at, "rewards": render_rewards(self.activity.program, step.rewards).model_dump(),
                    "given": self.spec.every != "round" and doc.given.get(str(step.at), 0) >= period,
                }
                for step in self.spec.ladder
            ],
        }  # fmt: skip

    def _show_round(self, found: Round, now_us: int) -> dict[str, Any]:
        return {
            "round": found.ref, "of": len(found.questions), "score": found.score, "right": found.right,
            "most": sum(one.score for one in found.questions), "until_us": found.until_us,
            "question": self._show_asked(found, found.current, now_us),
        }  # fmt: skip

    def _show_asked(self, found: Round, asked: Asked, now_us: int) -> dict[str, Any]:
        told = tells_key(asked, self.spec)
        late = asked.outcome == OPEN and found.is_settled(now_us)
        return {
            "question": found.name_question(), "number": found.shown, "form": asked.form, "text": asked.text,
            "clue": asked.clue, "picture": asked.picture, "until_us": found.find_deadline(asked),
            "options": [
                {"id": letter, "name": name, "chosen": letter in asked.given,
                 "right": letter in asked.key if told else None}
                for letter, name in asked.options.items()
            ],
            "outcome": OUTCOMES[LATE if late else asked.outcome],
            "written": "".join(asked.given) if asked.form == "text" else "",
            "answer": asked.answer if told else None, "explanation": asked.explanation if told else None,
        }  # fmt: skip


def _plan_of(activity: Activity) -> _Plan:
    return activity.program.built(f"quiz {activity.spec.id}", lambda _: _Plan(activity))


def _compile(activity: Activity) -> Behaviour:
    plan = _plan_of(activity)
    return Behaviour(
        requests={
            "quiz.begin_round": plan.begin, "quiz.answer_question": plan.answer, "quiz.next_question": plan.advance,
        },
        timer=plan.on_timer,
        prompts=plan.prompts,
        summary=plan.summary,
    )  # fmt: skip


# -- hooks ------------------------------------------------------------------------------------------------------------
def _cancel(activity: Activity, turn: Turn) -> None:
    _plan_of(activity).give_back(turn)


def _keeps_law(case: LawCase) -> Iterable[str]:
    for activity, doc in case.state.read(SLOT, QuizBook).docs.items():
        counts, found = doc.counts, doc.round
        if min(counts.free, counts.chance, counts.price, counts.drawn_today, doc.best) < 0:
            yield f"{activity}: a count is below zero"
        if found is None:
            continue
        shown = [bool(one.shown_us) for one in found.questions]
        if shown != sorted(shown, reverse=True) or not any(shown):
            yield f"{activity}: questions of round {found.ref} are shown out of their order"
        if any(one.outcome != OPEN and not one.shown_us for one in found.questions):
            yield f"{activity}: a question of round {found.ref} is settled that was not shown"
        if f"activities.{activity}" in case.cancelled:
            yield f"{activity}: was cancelled, and a round is open"


def _list_figures(activity: Activity) -> Sequence[Figure]:
    del activity
    return (
        Figure("members", text("答题会员", "Members who played"), "members", Recorded("quiz_round", "members")),
        Figure("rounds", text("答题轮数", "Rounds played"), "times", Recorded("quiz_round")),
        Figure("asked", text("出题数", "Questions asked"), "times", Recorded("quiz_round", "sum", "of")),
        Figure("right", text("答对数", "Right answers"), "times", Recorded("quiz_round", "sum", "right")),
        Figure("steps", text("发出的得分奖励", "Steps given"), "times", Recorded("quiz_step")),
    )


def _export(activity: Activity, case: ExportCase) -> Mapping[str, Any]:
    """How often the member played and how well; nothing of a round that is open."""
    doc = case.state.read(SLOT, QuizBook).docs.get(activity.spec.id)
    if doc is None:
        return {}
    last = doc.last
    return {
        "name": case.name_of(activity.path),
        "rounds": doc.counts.draws,
        "best": doc.best,
        "last": {"ended": case.render_time(last.ended_us), "score": last.score, "right": last.right, "of": last.of}
        if last is not None
        else None,
    }


HOOKS = ActivityHooks(
    undo_cause=Nothing("a round that was played stands; chances that an order gave are taken back by the ledger"),
    cancel=_cancel,
    merge=MERGE,
    erase=Nothing("what was answered tells nobody who somebody is; texts are sealed under the key that is destroyed"),
    export=_export,
    results=_list_figures,
    published=("members", "rounds", "right"),
    law=_keeps_law,
)

KIND = ActivityKind(
    shown=QuizShown,
    page=render_page,
    kind="quiz",
    label=text("答题 / 猜灯谜", "Quiz or riddles"),
    spec=QuizSpec,
    slot=SLOT,
    compile=_compile,
    hooks=HOOKS,
    requests=REQUESTS,
    event_types=EVENT_TYPES,
    lint=lint_quizzes,
    render_rules=render_quiz_rules,
    repeats=lambda spec: spec.every != "lifetime",
    wordings=WORDINGS,
    standing=(("timer.activity", close_gone),),
)
