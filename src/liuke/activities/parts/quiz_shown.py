"""What a member is shown of a quiz; nothing of the key before a question was answered."""

from __future__ import annotations

from typing import Any

import msgspec

from liuke.activities.shown import ActivityShown


class QuizOptionShown(msgspec.Struct):
    """An option of the question that is shown.

    Args:
        id: Its letter in this round.
        chosen: Whether the member chose it.
        right: Whether it is right; null: not answered yet, or not said.
    """

    id: str
    name: str
    chosen: bool
    right: bool | None


class QuizQuestionShown(msgspec.Struct):
    """The question that is shown.

    Args:
        question: By which it is answered.
        number: Its place in the round, from 1.
        form: ``single``, ``multiple`` or ``text``.
        clue: Null: there is none.
        until_us: First instant at which an answer is late.
        outcome: ``open``, ``right``, ``wrong``, ``late``, ``passed``.
        written: The text that was answered; empty: none.
        answer: The right answer; null: not answered yet, or not said.
        explanation: The same.
    """

    question: str
    number: int
    form: str
    text: str
    clue: str | None
    picture: str
    options: list[QuizOptionShown]
    until_us: int
    outcome: str
    written: str
    answer: str | None
    explanation: str | None


class QuizRoundShown(msgspec.Struct):
    """The round that is open.

    Args:
        round: Names it.
        of: Its questions.
        score: So far.
        most: Score if every answer is right.
        until_us: First instant at which it is over.
    """

    round: str
    of: int
    score: int
    right: int
    most: int
    until_us: int
    question: QuizQuestionShown


class QuizLastShown(msgspec.Struct):
    """The round that ended last."""

    ended_us: int
    score: int
    right: int
    of: int


class QuizStepShown(msgspec.Struct):
    """A step of the ladder.

    Args:
        at: Score.
        rewards: In words.
        given: Whether it was given in this period.
    """

    at: int
    rewards: str
    given: bool


class QuizShown(ActivityShown, kw_only=True, tag="quiz"):
    """A quiz.

    Args:
        style: ``quiz`` or ``riddles``.
        questions: Of a round.
        seconds: For a question that says nothing else.
        round_seconds: For a round.
        rounds: Rounds that the member began.
        best: Highest score.
        free_left: Rounds that cost nothing and are left today.
        chances: Chances that the member has.
        price: What a round costs beside them; null: it cannot be bought.
        full: Whether a limit is reached.
        left: Questions that the member can still be asked; null: there is no end of them.
        round: Null: none is open.
        last: Null: none has ended.
    """

    style: str
    questions: int
    seconds: int
    round_seconds: int
    rounds: int
    best: int
    free_left: int
    chances: int
    price: dict[str, Any] | None
    full: bool
    left: int | None
    round: QuizRoundShown | None
    last: QuizLastShown | None
    ladder: list[QuizStepShown]
