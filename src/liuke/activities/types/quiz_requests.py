"""What can be asked of a quiz."""

from __future__ import annotations

from typing import Annotated

import msgspec
from msgspec import UNSET, Meta, UnsetType

from liuke.events.catalogue import EventField
from liuke.events.request import Request
from liuke.http.fields import Body, Name, Nothing, Words
from liuke.kernel.text import text


class BeginRound(Body):
    """``pay_with``: ``free``, ``chance`` or ``price``; else what there is."""

    pay_with: Annotated[Name, text("使用", "Pay with")] | UnsetType = UNSET


class AnswerQuestion(Body):
    """The answer to the question that is shown: letters of options, or a text; neither passes it."""

    question: Annotated[Name, text("题目", "Question")]
    chosen: (
        Annotated[list[Name], Meta(max_length=8, description="Letters of options."), text("选择", "Chosen")] | UnsetType
    ) = UNSET
    written: Annotated[Words, text("填写答案", "Your answer")] | UnsetType = UNSET


# -- results ----------------------------------------------------------------------------------------------------------
class LetteredOption(msgspec.Struct):
    """An option.

    Args:
        id: Its letter in this round.
        name: ``{"zh": …, "en": …}``.
    """

    id: str
    name: dict[str, str]


class ShownQuestion(msgspec.Struct):
    """A question as it is shown.

    Args:
        question: By which it is answered.
        number: Its place in the round, from 1.
        form: ``single``, ``multiple`` or ``text``.
        text: ``{"zh": …, "en": …}``.
        clue: The same; null: there is none.
        picture: Name of a picture; empty: none.
        until_us: First instant at which an answer is late.
    """

    question: str
    number: int
    form: str
    text: dict[str, str]
    clue: dict[str, str] | None
    picture: str
    options: list[LetteredOption]
    until_us: int


class QuestionShown(msgspec.Struct):
    """The round, and the question that is shown now.

    Args:
        activity: The quiz.
        round: Names the round.
        of: Questions of the round.
        until_us: First instant at which the round is over.
    """

    activity: str
    round: str
    of: int
    until_us: int
    question: ShownQuestion


class RoundEnded(msgspec.Struct):
    """What a round came to.

    Args:
        score: Of its right answers.
        right: Right answers.
        of: Questions.
        steps: Scores of the steps of the ladder that were given now.
    """

    score: int
    right: int
    of: int
    steps: list[int]


class QuestionAnswered(msgspec.Struct):
    """What an answer came to.

    Args:
        activity: The quiz.
        round: Names the round.
        question: That was answered.
        outcome: ``right``, ``wrong``, ``late`` (it came after its time, and counts as none) or ``passed``.
        score: Of the round so far.
        right: Letters of the right options; null: not said, or it was answered by a text.
        answer: The right answer in words; null: not said.
        explanation: Null: there is none, or the question was not answered.
        ended: What the round came to; null: there are more questions.
    """

    activity: str
    round: str
    question: str
    outcome: str
    score: int
    right: list[str] | None
    answer: dict[str, str] | None
    explanation: dict[str, str] | None
    ended: RoundEnded | None


# -- the requests -----------------------------------------------------------------------------------------------------
def _ask(action: str, zh: str, en: str, body: type[Body], result: type[msgspec.Struct], **more: EventField) -> Request:
    return Request(
        f"quiz.{action}", text(zh, en), (), ("members:write",), body, "activities", result=result, member=True,
        fields=more,
    )  # fmt: skip


REQUESTS: tuple[Request, ...] = (
    _ask("begin_round", "开始答题", "Begin a round of a quiz", BeginRound, QuestionShown),
    _ask(
        "answer_question", "提交答案", "Answer a question of a quiz", AnswerQuestion, QuestionAnswered,
        written=EventField("str", text("填写答案", "Your answer"), personal=True),
    ),
    _ask("next_question", "下一题", "Show the next question of a quiz", Nothing, QuestionShown),
)  # fmt: skip
