"""The terms of a quiz: its bank of questions, its rounds, its ladder of scores."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, model_validator

from liuke.activities.contracts import ActivitySpec
from liuke.activities.parts.lottery_spec import Chances
from liuke.activities.parts.quiz_rules import normalise
from liuke.decision.rewards import Reward
from liuke.kernel.ids import find_doubled
from liuke.kernel.text import Text
from liuke.program.fault_words import broken
from liuke.program.spec import Id, MediumId, Spec, hint

MAX_BANK = 500
MAX_ROUND = 20
"""Questions of one round: a round lies with the member while it is open."""


class QuizOption(Spec):
    """Something to choose. Its place and letter are drawn anew for each round."""

    name: Text = Field(json_schema_extra=hint("选项", "Option"))
    right: bool = Field(default=False, json_schema_extra=hint("正确", "Right"))


class QuizQuestion(Spec):
    """One question of the bank. A riddle is one that is answered by a text."""

    id: Id = Field(json_schema_extra=hint("编号", "Id", example="oolong"))
    text: Text = Field(json_schema_extra=hint("题目", "Question"))
    clue: Text | None = Field(
        default=None, json_schema_extra=hint("谜面提示（如“打一茶名”）", "Clue"), description="Shown with the question."
    )
    form: Literal["single", "multiple", "text"] = Field(default="single", json_schema_extra=hint("题型", "Form"))
    picture: MediumId = Field(default="", json_schema_extra=hint("图片", "Picture", widget="media", media="prize"))
    options: tuple[QuizOption, ...] = Field(default=(), max_length=8, json_schema_extra=hint("选项", "Options"))
    accepted: tuple[str, ...] = Field(
        default=(), max_length=20, json_schema_extra=hint("可接受的答案", "Answers that are accepted"),
        description="Of a question answered by a text. Case, width, blanks and punctuation make no difference.",
    )  # fmt: skip
    score: int = Field(default=10, ge=1, le=1_000, json_schema_extra=hint("分值", "Score"))
    seconds: int | None = Field(
        default=None, ge=3, le=3_600,
        json_schema_extra=hint("本题限时（秒）", "Seconds for this question", advanced=True),
        description="Left out: as the quiz says.",
    )  # fmt: skip
    explanation: Text | None = Field(
        default=None, json_schema_extra=hint("解析", "Explanation"), description="Said once it was answered."
    )

    @model_validator(mode="after")
    def _fits(self) -> QuizQuestion:
        if self.form == "text":
            if self.options or not self.accepted:
                raise broken(
                    "文字题须填写可接受的答案，且没有选项", "a text needs accepted answers, and has no options"
                )
            if not all(normalise(one) for one in self.accepted):
                raise broken("可接受的答案不能为空", "an accepted answer says something")
            return self
        if self.accepted or len(self.options) < 2:
            raise broken(
                "选择题至少要有两个选项，且不填可接受的答案", "a choice needs two options, and no accepted answers"
            )
        right = sum(one.right for one in self.options)
        if not right or (self.form == "single" and right > 1):
            raise broken(
                "单选题恰有一个正确选项，多选题至少一个", "a single choice has one right option, others at least one"
            )
        doubled = find_doubled([one.name.zh for one in self.options])
        if doubled:
            raise broken(f"选项重复：{', '.join(doubled)}", f"used twice: {', '.join(doubled)}")
        return self


class QuizStep(Spec):
    """What a score gives; whoever scores more gets it too."""

    at: int = Field(ge=1, le=20_000, json_schema_extra=hint("达到分数", "Score"))
    rewards: tuple[Reward, ...] = Field(min_length=1, json_schema_extra=hint("奖励", "Rewards"))


class QuizSpec(ActivitySpec):
    """Rounds of questions drawn from a bank, timed on the server; each step of the ladder is given once a period."""

    kind: Literal["quiz"] = Field(default="quiz", json_schema_extra=hint("类型", "Kind"))
    style: Literal["quiz", "riddles"] = Field(default="quiz", json_schema_extra=hint("样式", "Style"))
    bank: tuple[QuizQuestion, ...] = Field(
        min_length=1, max_length=MAX_BANK, json_schema_extra=hint("题库", "Bank of questions")
    )
    questions: int = Field(
        default=5, ge=1, le=MAX_ROUND, json_schema_extra=hint("每轮题数", "Questions of a round", unit="times")
    )
    seconds: int = Field(default=20, ge=3, le=3_600, json_schema_extra=hint("每题限时（秒）", "Seconds for a question"))
    round_seconds: int = Field(
        default=600, ge=5, le=86_400, json_schema_extra=hint("每轮限时（秒）", "Seconds for a round")
    )
    chances: Chances = Field(default=Chances(), json_schema_extra=hint("次数", "Rounds"))
    again: Literal["after_all", "never"] = Field(
        default="after_all", json_schema_extra=hint("已出过的题", "Questions that were asked"),
        description="Asked again once the member was asked all others, or never.",
    )  # fmt: skip
    reveals: bool = Field(
        default=True, json_schema_extra=hint("答后公布答案", "Right answer is said"),
        description="Once a question was answered; of one that was not, never.",
    )  # fmt: skip
    ladder: tuple[QuizStep, ...] = Field(
        default=(), max_length=20, json_schema_extra=hint("得分奖励", "Rewards by score")
    )
    every: Literal["day", "lifetime", "round"] = Field(
        default="day", json_schema_extra=hint("每档奖励多久发一次", "A step is given once every")
    )

    @model_validator(mode="after")
    def _bank_fits(self) -> QuizSpec:
        for doubled in (
            find_doubled([one.id for one in self.bank]),
            find_doubled([str(one.at) for one in self.ladder]),
        ):
            if doubled:
                raise broken(f"重复：{', '.join(doubled)}", f"used twice: {', '.join(doubled)}")
        if len(self.bank) < self.questions:
            raise broken("题库题数少于每轮题数", "the bank has fewer questions than a round")
        return self
