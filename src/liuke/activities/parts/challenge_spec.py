"""The terms of a challenge."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, model_validator

from liuke.activities.contracts import ActivitySpec
from liuke.activities.parts.check_in_spec import Price
from liuke.decision.rewards import Reward
from liuke.kernel.clock import day_of
from liuke.kernel.text import Text
from liuke.posts.contracts import MAX_PICTURES, MAX_TEXT
from liuke.program.conditions import Condition
from liuke.program.fault_words import broken
from liuke.program.spec import Id, Spec, hint

MAX_DAYS = 100
MAX_TEAM = 50
"""Members of a team: it is one document, read and written whole."""


def _read_day(value: str) -> str:
    try:
        return date.fromisoformat(value).isoformat()
    except ValueError:
        raise broken("日期写作 2026-03-01", "a day is written 2026-03-01") from None


DayText = Annotated[str, AfterValidator(_read_day), Field(json_schema_extra={"format": "date"})]
"""A day of the merchant's calendar, YYYY-MM-DD."""
Proof = Literal["text", "picture", "text_and_picture", "event"]


class ChallengeTask(Spec):
    """What is to be done on a day, or on so many days in a row."""

    name: Text = Field(json_schema_extra=hint("任务", "Task", example="晨读 20 分钟"))
    days: int = Field(default=1, ge=1, le=MAX_DAYS, json_schema_extra=hint("连续几天", "For so many days", unit="days"))
    proof: Proof = Field(default="text", json_schema_extra=hint("打卡方式", "Proof"))
    min_chars: int = Field(
        default=0, ge=0, le=MAX_TEXT, json_schema_extra=hint("最少字数", "Characters at least", advanced=True)
    )
    on: str | None = Field(default=None, json_schema_extra=hint("事件", "Event", widget="ref", ref="event"))
    when: Condition | None = Field(default=None, json_schema_extra=hint("条件", "When", widget="condition"))
    field: str = Field(
        default="", json_schema_extra=hint("求和字段（空为计次数）", "Field to sum (empty: times)", widget="field")
    )
    target: int = Field(default=1, gt=0, le=10**12, json_schema_extra=hint("当天达到", "Target of the day"))

    @model_validator(mode="after")
    def _event_with_event(self) -> ChallengeTask:
        if (self.proof == "event") != (self.on is not None):
            raise broken(
                "按事件打卡时须选择事件，其他方式不填", "a day proven by an event names one, and no other does"
            )
        return self


class ChallengeDeposit(Spec):
    """What is put down at sign-up.

    ``returned``: who finishes has their own back, and the rest stays with the merchant. ``shared``: who finishes has
    their own back and an equal share of what the others put down; where nobody finishes, everybody has their own back.
    """

    asset: Id = Field(default="points", json_schema_extra=hint("账户", "Asset", widget="ref", ref="asset"))
    amount: int = Field(gt=0, le=10**9, json_schema_extra=hint("押金", "Deposit", unit="points"))
    after: Literal["returned", "shared"] = Field(
        default="returned", json_schema_extra=hint("未完成者的押金", "Deposits of who does not finish")
    )


class ChallengeMakeUp(Spec):
    """Days that were missed may be made up for, until the last day of the plan is over."""

    days_back: int = Field(default=3, ge=1, le=MAX_DAYS, json_schema_extra=hint("可补天数", "Days back", unit="days"))
    prices: tuple[Price, ...] = Field(
        default=(),
        max_length=5,
        json_schema_extra=hint("补卡代价（任选其一，空为免费）", "Price: any one (none: free)"),
    )
    most: int = Field(default=3, ge=1, le=MAX_DAYS, json_schema_extra=hint("每人次数", "Times a member", unit="times"))


class ChallengeStep(Spec):
    """What so many days give."""

    at: int = Field(ge=1, le=MAX_DAYS * MAX_TEAM, json_schema_extra=hint("天数", "Days", unit="days"))
    rewards: tuple[Reward, ...] = Field(min_length=1, json_schema_extra=hint("奖励", "Rewards"))


class ChallengeTeams(Spec):
    """Members who go through it together; the days of a team are those of its members, added up."""

    size: int = Field(ge=2, le=MAX_TEAM, json_schema_extra=hint("每队人数上限", "Members at most", unit="people"))
    steps: tuple[ChallengeStep, ...] = Field(
        default=(), max_length=20, json_schema_extra=hint("队伍奖励（每位队员）", "Rewards for each of a team")
    )


def _check_rise(steps: tuple[ChallengeStep, ...], most: int, what_zh: str, what_en: str) -> None:
    days = [one.at for one in steps]
    if days != sorted(set(days)):
        raise broken(f"{what_zh}的天数须从小到大、不重复", f"the days of {what_en} must rise")
    if days and days[-1] > most:
        raise broken(f"{what_zh}最多 {most} 天，不能是 {days[-1]} 天", f"{what_en} have {most} days at most")


class ChallengeSpec(ActivitySpec):
    """A plan of days, by the merchant's calendar, that members prove day by day."""

    kind: Literal["challenge"] = Field(default="challenge", json_schema_extra=hint("类型", "Kind"))
    begins: DayText = Field(json_schema_extra=hint("第一天", "First day", example="2026-03-01"))
    sign_up_until: DayText | None = Field(
        default=None,
        json_schema_extra=hint("报名截止日（空为开营前一天）", "Sign-up until (empty: the day before)"),
    )  # fmt: skip
    tasks: tuple[ChallengeTask, ...] = Field(
        min_length=1, max_length=MAX_DAYS, json_schema_extra=hint("每日任务", "Tasks, day by day")
    )
    needed: int | None = Field(
        default=None, ge=1, le=MAX_DAYS,
        json_schema_extra=hint("完成需几天（空为每天）", "Days to finish (empty: all)", unit="days"),
    )  # fmt: skip
    places: int | None = Field(
        default=None, ge=1, le=1_000_000, json_schema_extra=hint("名额（空为不限）", "Places (empty: no limit)")
    )
    fee: Price | None = Field(default=None, json_schema_extra=hint("报名费", "Fee"))
    deposit: ChallengeDeposit | None = Field(default=None, json_schema_extra=hint("押金", "Deposit"))
    make_up: ChallengeMakeUp | None = Field(default=None, json_schema_extra=hint("补卡", "Making up for missed days"))
    teams: ChallengeTeams | None = Field(default=None, json_schema_extra=hint("组队", "Teams"))
    steps: tuple[ChallengeStep, ...] = Field(
        default=(), max_length=MAX_DAYS, json_schema_extra=hint("阶段奖励", "Rewards on the way")
    )
    rewards: tuple[Reward, ...] = Field(default=(), json_schema_extra=hint("完成奖励", "For who finishes"))
    certificate: Text | None = Field(default=None, json_schema_extra=hint("证书", "Certificate"))
    check: Literal["people", "platform", "words"] = Field(
        default="people", json_schema_extra=hint("打卡内容由谁检查", "Proofs are checked by"),
        description="A platform that is not connected is stood in for by people; pictures are always for people.",
    )  # fmt: skip
    on_words: Literal["review", "refuse"] = Field(
        default="review", json_schema_extra=hint("含敏感词时", "With a listed word", advanced=True)
    )
    public: bool = Field(default=True, json_schema_extra=hint("打卡内容公开", "Others see the proofs"))
    max_chars: int = Field(default=500, ge=1, le=MAX_TEXT, json_schema_extra=hint("最多字数", "Characters at most"))
    pictures: int = Field(default=3, ge=1, le=MAX_PICTURES, json_schema_extra=hint("最多图片", "Pictures at most"))
    accept_late_days: int = Field(
        default=1, ge=0, le=30, json_schema_extra=hint("迟到打卡", "Late proofs", unit="days", advanced=True),
        description="A proof that was made on its day and comes later counts for its day.",
    )  # fmt: skip
    review_days: int = Field(
        default=2, ge=0, le=30, json_schema_extra=hint("结营前审核天数", "Days of review", unit="days"),
        description="From the end of the last day until it is closed. What nobody has decided on by then counts.",
    )  # fmt: skip

    @model_validator(mode="after")
    def _fits(self) -> ChallengeSpec:
        days = self.length
        if days > MAX_DAYS:
            raise broken(f"最多 {MAX_DAYS} 天，现在是 {days} 天", f"{MAX_DAYS} days at most; there are {days}")
        if self.needed is not None and self.needed > days:
            raise broken(
                f"共 {days} 天，不能要求 {self.needed} 天", f"there are {days} days, and {self.needed} are needed"
            )
        _check_rise(self.steps, days, "阶段奖励", "rewards on the way")
        if self.teams is not None:
            _check_rise(self.teams.steps, days * self.teams.size, "队伍奖励", "rewards of a team")
        if self.last_sign_up >= self.first + days:
            raise broken("报名截止日在最后一天之后", "sign-up ends after the last day")
        return self

    @property
    def length(self) -> int:
        """Days of the plan."""
        return sum(one.days for one in self.tasks)

    @property
    def first(self) -> int:
        """Its first day, merchant-local."""
        return day_of(date.fromisoformat(self.begins))

    @property
    def last_sign_up(self) -> int:
        """The last day of sign-up, merchant-local."""
        return self.first - 1 if self.sign_up_until is None else day_of(date.fromisoformat(self.sign_up_until))

    def list_days(self) -> Iterator[ChallengeTask]:
        """The task of each day."""
        for task in self.tasks:
            for _ in range(task.days):
                yield task
