"""The terms of a survey."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from pydantic import Field, model_validator

from liuke.activities.contracts import ActivitySpec
from liuke.decision.rewards import Reward
from liuke.kernel.ids import find_doubled
from liuke.kernel.text import Text
from liuke.program.fault_words import broken
from liuke.program.spec import Id, Spec, hint

MAX_CHARS = 500
"""Of one text."""
MAX_TEXTS = 10
"""Questions that are answered by a text: what one member writes fits into a sheet of anonymous texts."""


class SurveyOption(Spec):
    """Something to choose."""

    id: Id = Field(json_schema_extra=hint("编号", "Id", example="taste"))
    name: Text = Field(json_schema_extra=hint("名称", "Name"))


class SurveyShownIf(Spec):
    """An earlier question, and which answers to it lead to this one."""

    question: Id = Field(json_schema_extra=hint("前面的题目", "Earlier question"))
    options: tuple[Id, ...] = Field(
        default=(), json_schema_extra=hint("选了其中任一项", "Any of these was chosen"),
        description="Of questions to choose from; empty with no bounds either: whatever was answered.",
    )  # fmt: skip
    least: int | None = Field(default=None, ge=0, le=10, json_schema_extra=hint("分数不低于", "Score from"))
    most: int | None = Field(default=None, ge=0, le=10, json_schema_extra=hint("分数不高于", "Score up to"))


class SurveyQuestion(Spec):
    """One question. ``nps``: 0 to 10; ``rating``: 1 to ``top``."""

    id: Id = Field(json_schema_extra=hint("编号", "Id", example="recommend"))
    text: Text = Field(json_schema_extra=hint("题目", "Question"))
    form: Literal["single", "multiple", "nps", "rating", "text"] = Field(
        default="single", json_schema_extra=hint("题型", "Form")
    )
    required: bool = Field(default=True, json_schema_extra=hint("必答", "Must be answered"))
    options: tuple[SurveyOption, ...] = Field(default=(), max_length=50, json_schema_extra=hint("选项", "Options"))
    most: int = Field(default=50, ge=1, le=50, json_schema_extra=hint("最多选几项", "Chosen at most", advanced=True))
    top: int = Field(default=5, ge=2, le=10, json_schema_extra=hint("最高分", "Highest rating", advanced=True))
    min_chars: int = Field(
        default=1, ge=1, le=MAX_CHARS, json_schema_extra=hint("最少字数", "Characters at least", advanced=True)
    )
    max_chars: int = Field(default=200, ge=1, le=MAX_CHARS, json_schema_extra=hint("最多字数", "Characters at most"))
    shown_if: SurveyShownIf | None = Field(
        default=None, json_schema_extra=hint("显示条件", "Shown if", advanced=True),
        description="Left out: it is always asked.",
    )  # fmt: skip

    @model_validator(mode="after")
    def _fits(self) -> SurveyQuestion:
        doubled = find_doubled([one.id for one in self.options])
        if doubled:
            raise broken(f"编号重复：{', '.join(doubled)}", f"used twice: {', '.join(doubled)}")
        if self.form in {"single", "multiple"} and len(self.options) < 2:
            raise broken("选择题至少要有两个选项", "a question to choose from needs two options")
        if self.form not in {"single", "multiple"} and self.options:
            raise broken("只有选择题才有选项", "only questions to choose from have options")
        if self.min_chars > self.max_chars:
            raise broken("“最少字数”超过了“最多字数”", "more characters are needed than may be written")
        return self

    @property
    def bounds(self) -> tuple[int, int] | None:
        """Least and most of a score; ``None``: it is no score."""
        return {"nps": (0, 10), "rating": (1, self.top)}.get(self.form)


class SurveySpec(ActivitySpec):
    """One answer a member, or one in every period."""

    kind: Literal["survey"] = Field(default="survey", json_schema_extra=hint("类型", "Kind"))
    questions: tuple[SurveyQuestion, ...] = Field(
        min_length=1, max_length=50, json_schema_extra=hint("题目", "Questions")
    )
    every: Literal["lifetime", "week", "month", "quarter", "year"] = Field(
        default="lifetime", json_schema_extra=hint("多久可答一次", "Answered once every")
    )
    anonymous: bool = Field(
        default=False, json_schema_extra=hint("匿名", "Anonymous"),
        description=(
            "Who took part is known; what anybody answered is kept with nobody's name, cannot be found again, exported "
            "or erased, and is shown from five answers on."
        ),
    )  # fmt: skip
    rewards: tuple[Reward, ...] = Field(default=(), json_schema_extra=hint("答题奖励", "For answering"))

    @model_validator(mode="after")
    def _questions_fit(self) -> SurveySpec:
        doubled = find_doubled([one.id for one in self.questions])
        if doubled:
            raise broken(f"编号重复：{', '.join(doubled)}", f"used twice: {', '.join(doubled)}")
        if sum(one.form == "text" for one in self.questions) > MAX_TEXTS:
            raise broken(f"文字题最多 {MAX_TEXTS} 道", f"at most {MAX_TEXTS} questions are answered by a text")
        for number, one in enumerate(self.questions):
            if one.shown_if is not None:
                _check_condition(one, one.shown_if, self.questions[:number])
        return self


def _check_condition(one: SurveyQuestion, condition: SurveyShownIf, earlier: Sequence[SurveyQuestion]) -> None:
    about = next((other for other in earlier if other.id == condition.question), None)
    if about is None:
        raise broken(
            f"题目 {one.id} 的显示条件须指向它前面的题目", f"{one.id} is shown by a question that comes earlier"
        )
    if set(condition.options) - {option.id for option in about.options}:
        raise broken(f"题目 {one.id} 的显示条件里有不存在的选项", f"{one.id} is shown by an option that does not exist")
    if (condition.least is not None or condition.most is not None) and about.bounds is None:
        raise broken(f"题目 {one.id} 的显示条件：只有打分题才有分数", f"{one.id} is shown by a score, of what has none")
