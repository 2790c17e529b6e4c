"""What a member is shown of a survey."""

from __future__ import annotations

import msgspec

from liuke.activities.shown import ActivityShown


class SurveyOptionShown(msgspec.Struct):
    """Something to choose."""

    id: str
    name: str


class SurveyConditionShown(msgspec.Struct):
    """Which answers to an earlier question lead to this one.

    Args:
        options: Any of them was chosen; empty: whatever was.
        least: Score from; null: without limit.
        most: Score up to; null: without limit.
    """

    question: str
    options: list[str]
    least: int | None
    most: int | None


class SurveyQuestionShown(msgspec.Struct):
    """A question.

    Args:
        form: ``single``, ``multiple``, ``nps`` (0 to 10), ``rating`` (1 to ``top``) or ``text``.
        most: Options that may be chosen.
        shown_if: Null: it is always asked.
    """

    id: str
    text: str
    form: str
    required: bool
    options: list[SurveyOptionShown]
    most: int
    top: int
    min_chars: int
    max_chars: int
    shown_if: SurveyConditionShown | None


class SurveyShown(ActivityShown, kw_only=True, tag="survey"):
    """A survey.

    Args:
        anonymous: Whether nothing leads from an answer to who gave it; it is answered by `answer-anonymously` then.
        answered: Whether the member answered in this period.
        again_us: When it can be answered again; null: it can be answered now, or never again.
    """

    anonymous: bool
    answered: bool
    again_us: int | None
    questions: list[SurveyQuestionShown]
