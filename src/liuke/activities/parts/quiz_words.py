"""What a quiz says: reasons, rules, facts."""

from __future__ import annotations

from collections.abc import Iterable

from liuke.activities.contracts import Activity
from liuke.activities.naming import asset_name, render_rewards
from liuke.activities.parts.quiz_spec import QuizSpec
from liuke.events.catalogue import EventField, EventType
from liuke.kernel.text import Locale, text
from liuke.program.units import say_span

WORDINGS = {
    "quiz-begun": text("开始答题，共 {count} 题", "a round of {count:question|questions} begins"),
    "quiz-ended": text("本轮得 {score} 分", "the round came to {score:point|points}"),
    "quiz-step": text("得分达到 {at} 分", "a score of {at}"),
    "quiz-step-given": text("{at} 分奖励本期已发", "the step at {at} was given in this period"),
    "quiz-returned": text("答题中止，已退回所用机会", "the round was broken off: what it was paid with comes back"),
    "quiz-limit": text("答题次数已用完", "no rounds are left"),
    "quiz-no-chance": text("没有可用的答题机会", "there is nothing to begin a round with"),
    "quiz-none-left": text("题库已全部答过", "every question was asked"),
    "quiz-round-open": text("还有一轮未结束", "a round is open"),
    "quiz-no-round": text("没有进行中的答题", "no round is open"),
    "quiz-not-asked": text("当前没有出这道题", "this question is not the one that is shown"),
    "quiz-answered-already": text("本题已作答，不能更改", "the question was answered, and stays so"),
    "quiz-question-open": text("本题尚未作答", "the question that is shown is still open"),
    "quiz-last-question": text("已是最后一题", "no question is left in this round"),
    "quiz-answer-unfit": text("答案与题型不符", "the answer does not fit the question"),
    "quiz-free": text("还有 {left} 次免费答题", "{left} free {left:round|rounds} left"),
    "merge-quiz": text("答题合计 {rounds} 轮", "{rounds:round|rounds}, of both"),
}
_EVERY = {
    "day": text("每档每天发一次", "each step once a day"),
    "lifetime": text("每档只发一次", "each step once"),
    "round": text("每轮都发", "each step in every round"),
}


def render_quiz_rules(activity: Activity, locale: Locale) -> Iterable[str]:
    """Lines of the rules page; nothing of the bank."""
    spec, program, zh = activity.typed(QuizSpec), activity.program, locale == "zh"
    terms = spec.chances
    each, whole = (say_span(one, "seconds").get(locale) for one in (spec.seconds, spec.round_seconds))
    yield (
        f"每轮 {spec.questions} 题，每题 {each}，每轮限时 {whole}，超时按未作答计"
        if zh
        else f"{spec.questions} questions a round, {each} each and {whole} in all; "
        "what comes later counts as not answered"
    )
    if terms.free_per_day:
        yield f"每天免费 {terms.free_per_day} 轮" if zh else f"{terms.free_per_day} free a day"
    if terms.price is not None:
        asset = asset_name(program, terms.price.asset).get(locale)
        cost, most = terms.price.amount, terms.paid_per_day
        yield f"每轮 {cost} {asset}，每天最多 {most} 轮" if zh else f"{cost} {asset} each, {most} a day at most"
    if terms.per_day is not None:
        yield f"每天最多 {terms.per_day} 轮" if zh else f"{terms.per_day} a day at most"
    if terms.in_all is not None:
        yield f"总共最多 {terms.in_all} 轮" if zh else f"{terms.in_all} in all at most"
    for step in spec.ladder:
        rewards = render_rewards(program, step.rewards).get(locale)
        yield f"得分满 {step.at}：{rewards}" if zh else f"From a score of {step.at}: {rewards}"
    if spec.ladder:
        yield _EVERY[spec.every].get(locale)


_ACTIVITY = EventField("str", text("答题活动", "Quiz"))
_ROUND = EventField("str", text("轮次", "Round"))
_SCORE = EventField("int", text("得分", "Score"))
EVENT_TYPES = (
    EventType("quiz.round_begun", text("已开始答题", "Round begun"), "derived", {
        "activity": _ACTIVITY, "round": _ROUND, "count": EventField("int", text("题数", "Questions")),
        "paid": EventField("str", text("使用", "Paid with")),
    }),
    EventType("quiz.question_answered", text("已作答", "Question answered"), "derived", {
        "activity": _ACTIVITY, "round": _ROUND, "number": EventField("int", text("第几题", "Number")),
        "id": EventField("str", text("题目", "Question")), "outcome": EventField("str", text("结果", "Outcome")),
    }),
    EventType("quiz.round_ended", text("答题结束", "Round ended"), "derived", {
        "activity": _ACTIVITY, "round": _ROUND, "score": _SCORE, "right": EventField("int", text("答对", "Right")),
        "of": EventField("int", text("题数", "Questions")),
    }),
)  # fmt: skip
