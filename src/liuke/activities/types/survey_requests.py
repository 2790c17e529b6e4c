"""What can be asked of a survey."""

from __future__ import annotations

from typing import Annotated

import msgspec
from msgspec import UNSET, Meta, UnsetType

from liuke.events.catalogue import EventField
from liuke.events.request import Request
from liuke.http.fields import Body, Name, Words
from liuke.kernel.text import text

_Answers = Annotated[
    dict[Name, Annotated[list[Name], Meta(max_length=50)]],
    Meta(max_length=50, description="Question → the options that are chosen, or a score in digits."),
    text("答案", "Answers"),
]
_Texts = Annotated[
    dict[Name, Words], Meta(max_length=50, description="Question → what is written."), text("文字", "Texts")
]


class AnswerSurvey(Body):
    """All answers at once; questions that an earlier answer leads past are left out."""

    answers: _Answers | UnsetType = UNSET
    written: _Texts | UnsetType = UNSET


class SurveyAnswered(msgspec.Struct):
    """That it counts.

    Args:
        activity: The survey.
        again_us: When it can be answered again; null: never.
    """

    activity: str
    again_us: int | None


REQUESTS: tuple[Request, ...] = (
    Request(
        "survey.answer", text("提交问卷", "Answer a survey"), (), ("members:write",), AnswerSurvey, "activities",
        result=SurveyAnswered, member=True,
        fields={"written": EventField("map", text("文字", "Texts"), personal=True)},
    ),
    Request(
        "survey.answer_anonymously", text("匿名提交问卷", "Answer an anonymous survey"), (), ("members:write",),
        AnswerSurvey, "activities", result=SurveyAnswered, member=True,
        fields={
            "answers": EventField("map", text("答案", "Answers"), kept=False),
            "written": EventField("map", text("文字", "Texts"), kept=False),
        },
    ),
)  # fmt: skip
