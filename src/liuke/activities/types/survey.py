"""Surveys and NPS (问卷): one answer a member and period, counted in one document; texts are sealed, or nobody's."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NoReturn, cast

from liuke.activities.contracts import Activity, ActivityKind, Behaviour
from liuke.activities.kind_hooks import ActivityHooks, Figure, Recorded
from liuke.activities.naming import render_rewards
from liuke.activities.parts.survey_doc import (
    SHEET,
    SHEET_BYTES,
    SLOT,
    TALLY,
    TEXT,
    SurveyBook,
    SurveyDoc,
    SurveySheet,
    SurveyTally,
    render_key,
)
from liuke.activities.parts.survey_merge import MERGE
from liuke.activities.parts.survey_page import render_page
from liuke.activities.parts.survey_rules import Given, read_given
from liuke.activities.parts.survey_shown import SurveyShown
from liuke.activities.parts.survey_spec import SurveyQuestion, SurveySpec
from liuke.activities.types.survey_requests import REQUESTS
from liuke.decision.hooks import ExportCase, LawCase, Nothing
from liuke.decision.state import MemberState
from liuke.decision.turn import Turn
from liuke.events.catalogue import EventField, EventType
from liuke.kernel.clock import period_end, period_start
from liuke.kernel.text import Locale, text


class _Plan:
    """A survey, compiled."""

    def __init__(self, activity: Activity) -> None:
        self.activity = activity
        self.spec = spec = activity.typed(SurveySpec)
        self.id, self.path = spec.id, activity.path
        self.calendar = activity.program.calendar

    def answer(self, turn: Turn) -> None:
        """``survey.answer``: what the member says, under their name; texts stay sealed in the event."""
        if self.spec.anonymous:
            self._refuse(turn, "survey-anonymous", fix="ask for answer-anonymously")
        given = self._take(turn)
        period = self._find_period(turn)
        doc = self._edit(turn, period)
        doc.answers, doc.texts = given.answers, sorted(given.texts)
        self._finish(turn, doc, given)

    def answer_anonymously(self, turn: Turn) -> None:
        """``survey.answer_anonymously``: that the member took part is kept, and what was said without any name."""
        if not self.spec.anonymous:
            self._refuse(turn, "survey-named", fix="ask for answer")
        given = self._take(turn)
        doc = self._edit(turn, self._find_period(turn))
        doc.answers, doc.texts = {}, []
        self._finish(turn, doc, given)

    def _take(self, turn: Turn) -> Given:
        doc = turn.state.read(SLOT, SurveyBook).docs.get(self.id)
        if doc is not None and doc.period >= self._find_period(turn):
            self._refuse(turn, "survey-answered-already", again_us=self.find_again(turn.judged_us))
        given = read_given(
            self.spec, cast("dict[str, Any]", turn.data.get("answers") or {}),
            cast("dict[str, Any]", turn.data.get("written") or {}),
        )  # fmt: skip
        if given.faults:
            wrong = [{"question": name, "why": why} for name, why in given.faults]
            self._refuse(turn, "survey-answers", wrong=wrong)
        return given

    def _edit(self, turn: Turn, period: int) -> SurveyDoc:
        doc = turn.state.edit(SLOT, SurveyBook).docs.setdefault(self.id, SurveyDoc())
        doc.period, doc.times = period, doc.times + 1
        return doc

    def _finish(self, turn: Turn, doc: SurveyDoc, given: Given) -> None:
        key = render_key(self.id, doc.period)
        tally = turn.shared(TALLY, key) or SurveyTally()
        tally.move({**given.answers, **{name: [TEXT] for name in given.texts}}, 1)
        if self.spec.anonymous and given.texts:
            self._file(turn, key, tally, given.texts)
        turn.put_shared(TALLY, key, tally)
        data: dict[str, Any] = {"t_us": turn.now.t_us}
        if not self.spec.anonymous:
            data |= {"key": turn.event.key, "texts": doc.texts}
        turn.record("survey", key, data)
        turn.applied(self.path, "survey-answered")
        turn.result = {"activity": self.id, "again_us": self.find_again(turn.judged_us)}
        turn.emit("survey.answered", {"activity": self.id, "anonymous": self.spec.anonymous})
        self.activity.give(turn, self.spec.rewards, ref=key)

    @staticmethod
    def _file(turn: Turn, key: str, tally: SurveyTally, texts: Mapping[str, str]) -> None:
        """Put texts among others; a sheet that is full is halved, so that none is ever known by its place."""
        tally.sheets = tally.sheets or 1
        name = f"{key}/{tally.sheets}"
        sheet = turn.shared(SHEET, name) or SurveySheet()
        sheet.add(texts)
        if sheet.size > SHEET_BYTES:
            tally.sheets += 1
            turn.put_shared(SHEET, f"{key}/{tally.sheets}", sheet.split())
        turn.put_shared(SHEET, name, sheet)

    # -- what they share --------------------------------------------------------------------------------------------
    def _refuse(self, turn: Turn, code: str, *, fix: str = "", **extra: Any) -> NoReturn:
        turn.refuse(code, f"{self.path}: {_WORDINGS[code].en}", fix=fix, activity=self.id, **extra)

    def _find_period(self, turn: Turn) -> int:
        return period_start(self.calendar.local_day(turn.judged_us), self.spec.every)

    def find_again(self, t_us: int) -> int | None:
        """First instant of the next period; ``None``: there is none."""
        if self.spec.every == "lifetime":
            return None
        return self.calendar.day_start_us(period_end(self.calendar.local_day(t_us), self.spec.every))

    # -- asking -----------------------------------------------------------------------------------------------------
    def summary(self, state: MemberState, now_us: int) -> dict[str, Any]:
        """The questions, and whether the member answered."""
        doc = state.read(SLOT, SurveyBook).docs.get(self.id)
        period = period_start(self.calendar.local_day(now_us), self.spec.every)
        answered = doc is not None and doc.period >= period
        return {
            "anonymous": self.spec.anonymous, "answered": answered,
            "again_us": self.find_again(now_us) if answered else None,
            "questions": [_show(one) for one in self.spec.questions],
        }  # fmt: skip


def _show(one: SurveyQuestion) -> dict[str, Any]:
    condition = one.shown_if
    return {
        "id": one.id, "text": one.text.model_dump(), "form": one.form, "required": one.required,
        "options": [{"id": option.id, "name": option.name.model_dump()} for option in one.options],
        "most": one.most, "top": one.top, "min_chars": one.min_chars, "max_chars": one.max_chars,
        "shown_if": condition.model_dump() | {"options": list(condition.options)} if condition is not None else None,
    }  # fmt: skip


def _compile(activity: Activity) -> Behaviour:
    plan = _Plan(activity)
    return Behaviour(
        requests={"survey.answer": plan.answer, "survey.answer_anonymously": plan.answer_anonymously},
        summary=plan.summary,
    )


def _render_rules(activity: Activity, locale: Locale) -> Iterable[str]:
    spec, zh = activity.typed(SurveySpec), locale == "zh"
    yield _EVERY[spec.every].get(locale)
    if spec.anonymous:
        yield (
            "匿名问卷：只记录参与情况，答案不与会员关联"
            if zh
            else "Anonymous: who took part is kept, what they answered is tied to nobody"
        )
    if spec.rewards:
        rewards = render_rewards(activity.program, spec.rewards).get(locale)
        yield f"答题奖励：{rewards}" if zh else f"For answering: {rewards}"


_EVERY = {
    "lifetime": text("每人可答一次", "Answered once by each member"),
    "week": text("每人每周可答一次", "Answered once a week by each member"),
    "month": text("每人每月可答一次", "Answered once a month by each member"),
    "quarter": text("每人每季度可答一次", "Answered once a quarter by each member"),
    "year": text("每人每年可答一次", "Answered once a year by each member"),
}
_WORDINGS = {
    "survey-answered": text("已提交问卷", "the survey was answered"),
    "survey-answered-already": text("本期已提交过问卷", "it was answered in this period"),
    "survey-answers": text("答案不完整或不符合要求", "answers are missing or do not fit the questions"),
    "survey-anonymous": text("这是匿名问卷，请匿名提交", "this survey is anonymous, and answered as such"),
    "survey-named": text("这不是匿名问卷", "this survey is not anonymous"),
    "merge-survey": text("两人的答卷合为一份", "one answer of both"),
}


# -- hooks ------------------------------------------------------------------------------------------------------------
def _keeps_law(case: LawCase) -> Iterable[str]:
    for activity, doc in case.state.read(SLOT, SurveyBook).docs.items():
        if doc.times < 1 or any(not chosen for chosen in doc.answers.values()):
            yield f"{activity}: answered {doc.times} times, {doc.answers}"


def _list_figures(activity: Activity) -> Sequence[Figure]:
    del activity
    return (
        Figure("members", text("答题会员", "Members who answered"), "members", Recorded("survey", "members")),
        Figure("answers", text("答卷份数", "Answers"), "times", Recorded("survey")),
    )


def _export(activity: Activity, case: ExportCase) -> Mapping[str, Any]:
    doc = case.state.read(SLOT, SurveyBook).docs.get(activity.spec.id)
    if doc is None:
        return {}
    names = {
        one.id: (one.text.get(case.locale), {option.id: option.name.get(case.locale) for option in one.options})
        for one in activity.typed(SurveySpec).questions
    }
    answers = dict[str, list[str]]()
    for question, chosen in doc.answers.items():
        named, options = names.get(question, (question, {}))
        answers[named] = [options.get(one, one) for one in chosen]
    return {"name": case.name_of(activity.path), "times": doc.times, "answers": answers}


HOOKS = ActivityHooks(
    undo_cause=Nothing("no order answers a survey"),
    cancel=Nothing("an answer was counted at once: nothing is held"),
    merge=MERGE,
    erase=Nothing("what was chosen tells nobody who somebody is; texts are sealed under the key that is destroyed"),
    export=_export,
    results=_list_figures,
    law=_keeps_law,
)

KIND = ActivityKind(
    shown=SurveyShown,
    page=render_page,
    kind="survey",
    label=text("问卷", "Survey"),
    spec=SurveySpec,
    slot=SLOT,
    compile=_compile,
    hooks=HOOKS,
    requests=REQUESTS,
    shared=(TALLY, SHEET),
    event_types=(
        EventType("survey.answered", text("已提交问卷", "Survey answered"), "derived", {
            "activity": EventField("str", text("问卷", "Survey")),
            "anonymous": EventField("bool", text("匿名", "Anonymous")),
        }),
    ),
    render_rules=_render_rules,
    repeats=lambda spec: spec.every != "lifetime",
    wordings=_WORDINGS,
)  # fmt: skip
