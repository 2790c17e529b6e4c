"""What is remembered of a member's quizzes: how often they played, and the round that is open with its questions.

A round holds its questions as they were drawn, so that a change of the program leaves it as it is. The key lies here
and nowhere else: no summary, fact, record or refusal is made of it before the question was answered.
"""

from __future__ import annotations

from typing import Any

import msgspec

from liuke.activities.parts.chances import ChanceCounts
from liuke.activities.parts.sign_up_doc import Payment
from liuke.decision.state import Slot
from liuke.kernel.clock import SECOND_US

OPEN, RIGHT, WRONG, LATE, PASSED = range(5)
OUTCOMES = ("open", "right", "wrong", "late", "passed")
"""``late``: not answered in time; ``passed``: no answer was given."""


class Asked(msgspec.Struct, array_like=True):
    """A question of a round.

    Args:
        id: In the bank.
        text: ``{"zh", "en"}``.
        form: ``single``, ``multiple``, ``text``.
        options: By letter, in the order that was drawn.
        key: Letters of the right options, or the accepted texts as they are compared.
        answer: The right answer in words, for those who answered.
        score: For the right answer.
        seconds: To answer in.
        clue: Null: there is none.
        picture: Name of a picture; empty: none.
        explanation: Null: there is none.
        shown_us: When it was shown; 0: not yet.
        settled_us: When it was answered; 0: not yet.
        outcome: Place in ``OUTCOMES``.
        given: Letters that were chosen, or the text.
    """

    id: str
    text: dict[str, str]
    form: str
    options: dict[str, dict[str, str]]
    key: list[str]
    answer: dict[str, str]
    score: int
    seconds: int
    clue: dict[str, str] | None = None
    picture: str = ""
    explanation: dict[str, str] | None = None
    shown_us: int = 0
    settled_us: int = 0
    outcome: int = OPEN
    given: list[str] = []

    def settle(self, outcome: int, t_us: int, given: list[str]) -> None:
        """It was answered, or its time is over."""
        self.outcome, self.settled_us, self.given = outcome, t_us, given


class Round(msgspec.Struct, array_like=True):
    """A round that is open.

    Args:
        ref: Names it.
        begun_us: When it began.
        until_us: First instant at which it is over.
        paid: ``free``, ``chance`` or ``price``.
        payment: What was posted for it.
        questions: In the order that was drawn.
    """

    ref: str
    begun_us: int
    until_us: int
    paid: str
    payment: Payment | None
    questions: list[Asked]

    @property
    def shown(self) -> int:
        """How many questions were shown; the last of them is the present one."""
        return sum(1 for one in self.questions if one.shown_us)

    @property
    def current(self) -> Asked:
        """The question that was shown last."""
        return self.questions[max(self.shown - 1, 0)]

    @property
    def score(self) -> int:
        """Of the right answers so far."""
        return sum(one.score for one in self.questions if one.outcome == RIGHT)

    @property
    def right(self) -> int:
        """How many answers are right so far."""
        return sum(one.outcome == RIGHT for one in self.questions)

    @property
    def is_last(self) -> bool:
        """Whether no question is left to be shown."""
        return self.shown == len(self.questions)

    def find_deadline(self, asked: Asked) -> int:
        """First instant at which an answer to a question that was shown is late."""
        return min(asked.shown_us + asked.seconds * SECOND_US, self.until_us)

    def find_end(self) -> int:
        """First instant at which the round is over: its own, or that of its last question."""
        return self.find_deadline(self.current) if self.is_last else self.until_us

    def is_settled(self, now_us: int) -> bool:
        """Whether the present question takes no answer any more."""
        return self.current.outcome != OPEN or now_us >= self.find_deadline(self.current)

    def name_question(self) -> str:
        """By which the present question is answered."""
        return f"{self.ref}-{self.shown}"


class LastRound(msgspec.Struct, array_like=True):
    """The round that ended last."""

    ended_us: int = 0
    score: int = 0
    right: int = 0
    of: int = 0


class QuizDoc(msgspec.Struct):
    """One quiz of a member.

    Args:
        counts: Rounds that were begun.
        round: The one that is open.
        seen: Ids of questions that were shown, since all were.
        best: Highest score.
        last: The round that ended last.
        given: Step of the ladder → the period in which it was given last.
    """

    counts: ChanceCounts = msgspec.field(default_factory=ChanceCounts)
    round: Round | None = None
    seen: list[str] = []
    best: int = 0
    last: LastRound | None = None
    given: dict[str, int] = {}


class QuizBook(msgspec.Struct):
    """All quizzes of a member, by activity id."""

    docs: dict[str, QuizDoc] = {}


SLOT = Slot("activity_quiz", QuizBook)


def list_answers(found: Round) -> list[list[Any]]:
    """What a record keeps of a round's questions: id, outcome, milliseconds from showing to answering."""
    return [
        [one.id, OUTCOMES[one.outcome], (one.settled_us - one.shown_us) // 1_000 if one.settled_us else None]
        for one in found.questions
    ]
