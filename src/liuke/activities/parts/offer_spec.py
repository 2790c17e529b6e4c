"""The terms of an offer."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, model_validator

from liuke.activities.contracts import ActivitySpec
from liuke.decision.rewards import Reward
from liuke.goods.scope import LineScope
from liuke.program.conditions import Condition
from liuke.program.fault_words import broken
from liuke.program.spec import Spec, hint

Viewing = Literal["any", "before", "from_view", "required", "never"]
_UNITS = {"one": "field", "sum": "field", "count": "times"}


class OfferWindow(Spec):
    """How long an offer lasts, from the instant at which the member received it.

    ``hours`` are elapsed time. ``days`` are days of the merchant's calendar: until the same time of day so many days
    later, or, with ``ends: end_of_day``, until the end of that day.
    """

    hours: int | None = Field(default=None, gt=0, le=87_600, json_schema_extra=hint("小时", "Hours", unit="hours"))
    days: int | None = Field(default=None, gt=0, le=3_660, json_schema_extra=hint("天", "Days", unit="days"))
    ends: Literal["same_time", "end_of_day"] = Field(
        default="same_time", json_schema_extra=hint("按天时结束于", "Days end at the")
    )
    inclusive: bool = Field(default=False, json_schema_extra=hint("含最后一刻", "The last instant counts"))

    @model_validator(mode="after")
    def _one_length(self) -> OfferWindow:
        if (self.hours is None) == (self.days is None):
            raise broken("“小时”与“天”填写其中一个", "give hours or days, one of them")
        if self.hours is not None and self.ends != "same_time":
            raise broken(
                "按小时计的到点即结束，“结束于”只用于按天", "hours end when they are over: “ends” goes with days"
            )
        return self


class OfferGoal(Spec):
    """What is to be done while the offer lasts.

    ``one``: by a single event that has as much as ``target``; ``sum``: by what adds up.
    """

    on: tuple[str, ...] = Field(
        default=("order.paid",), min_length=1, json_schema_extra=hint("事件", "Events", widget="ref", ref="event")
    )
    when: Condition | None = Field(default=None, json_schema_extra=hint("条件", "When", widget="condition"))
    measure: Literal["one", "sum", "count"] = Field(default="one", json_schema_extra=hint("计量", "Measure"))
    field: str = Field(
        default="amount_cents", json_schema_extra=hint("字段", "Field", widget="field", example="amount_cents"),
        description="What of the event is measured; with ``measure: count`` the events themselves.",
    )  # fmt: skip
    scope: LineScope | None = Field(
        default=None, json_schema_extra=hint("仅计订单中的这些商品", "Only these goods of an order")
    )
    target: int = Field(gt=0, le=10**12, json_schema_extra=hint("目标", "Target", unit_of="measure", units=_UNITS))
    compare: Literal["at_least", "above"] = Field(default="at_least", json_schema_extra=hint("比较", "Compared"))


class OfferSpec(ActivitySpec):
    """An offer: who receives it has so long to reach its goal, each receipt with a clock of its own.

    It is received by the event ``offer.received``, by the request ``offer.send`` or as a reward of any rule, and viewed
    by ``offer.viewed`` or ``offer.view``. ``window`` is when it can be received; what was received goes on after it.

    ``viewed`` is what viewing has to do with it. ``any``: nothing. ``before``: it must have been viewed by the event
    that reaches the goal; reached unviewed it is missed. ``from_view``: what happened before it was viewed does not
    count. ``required``: as soon as both hold, whichever comes first. ``never``: only while it was not viewed.
    """

    kind: Literal["offer"] = Field(default="offer", json_schema_extra=hint("类型", "Kind"))
    lasts: OfferWindow = Field(json_schema_extra=hint("收到后有效", "Lasts"))
    goal: OfferGoal | None = Field(
        default=None, json_schema_extra=hint("目标", "Goal"), description="Without one it only informs."
    )
    viewed: Viewing = Field(default="any", json_schema_extra=hint("与查看的关系", "Viewing"))
    again: Literal["beside", "restart", "ignore"] = Field(
        default="beside", json_schema_extra=hint("有效期内再次收到", "Received again while it lasts"),
        description=(
            "``beside``: another one with a clock of its own; ``restart``: the one before ends; ``ignore``: nothing."
        ),
    )  # fmt: skip
    counts_for: Literal["every", "oldest", "newest"] = Field(
        default="every", json_schema_extra=hint("一次事件计入", "One event counts for"),
        description="Which of several of this offer that the member holds at once.",
    )  # fmt: skip
    view_marks: Literal["newest", "oldest", "every"] = Field(
        default="newest", json_schema_extra=hint("一次查看标记", "One view marks", advanced=True),
        description="Which of several unviewed ones, where the view does not say it.",
    )  # fmt: skip
    late_receipts: Literal["count", "ignore"] = Field(
        default="ignore",
        json_schema_extra=hint("收到晚报时，此前已记录的", "What came before a late receipt", advanced=True),
        description=(
            "``count``: what happened within the window of a receipt counts, also where it was reported before the "
            "receipt, as long as late events count (``late.days``), and receipts follow one another by their instants; "
            "``ignore``: only what is reported after it, and receipts follow one another as they are reported. What "
            "counted for another receipt alone stays there."
        ),
    )  # fmt: skip
    rewards: tuple[Reward, ...] = Field(default=(), json_schema_extra=hint("奖励", "Rewards"))
    limit: int | None = Field(
        default=None, gt=0, le=10_000, json_schema_extra=hint("每人最多达成次数", "Times a member", unit="times")
    )

    @model_validator(mode="after")
    def _goal_with_rewards(self) -> OfferSpec:
        if self.goal is None and (self.rewards or self.viewed != "any"):
            raise broken(
                "没有目标的只是通知，不能有奖励，也不看是否查看",
                "what only informs has no goal that rewards or views could follow from",
            )
        return self
