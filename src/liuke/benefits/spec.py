"""The benefits' part of the program."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, model_validator

from liuke.goods.scope import LineScope
from liuke.kernel.text import Text, text
from liuke.program.conditions import Condition
from liuke.program.spec import Id, RefKind, Section, Spec, hint

BenefitKind = Literal[
    "tier_discount", "special_day_discount", "birthday_gift", "free_item", "free_delivery", "priority", "service",
    "early_access", "exclusive_sale", "trial", "assessment", "custom",
]  # fmt: skip
QuotaPeriod = Literal["day", "week", "month", "quarter", "year", "lifetime", "membership"]
DISCOUNTS = frozenset(("tier_discount", "special_day_discount"))


class Quota(Spec):
    """``count`` uses in each period; what is left goes over into the next, at most ``carry_over``.

    ``membership`` lasts from the day the member gets the benefit until the tier that gives it is lost.
    """

    count: int = Field(gt=0, le=10_000, json_schema_extra=hint("次数", "Uses"))
    period: QuotaPeriod = Field(default="month", json_schema_extra=hint("周期", "Period"))
    carry_over: int = Field(default=0, ge=0, le=10_000, json_schema_extra=hint("可结转", "Carried over at most"))


class Birthday(Spec):
    """Days around the birthday on which its gift can be taken; a 29 February is kept on ``leap`` in common years."""

    days_before: int = Field(default=3, ge=0, le=60, json_schema_extra=hint("提前天数", "Days before", unit="days"))
    days_after: int = Field(default=7, ge=0, le=60, json_schema_extra=hint("延后天数", "Days after", unit="days"))
    leap: Literal["02-28", "03-01"] = Field(
        default="02-28", json_schema_extra=hint("平年的 2 月 29 日", "29 February in common years")
    )


class BenefitSpec(Spec):
    """Something a member may have or do because of who they are."""

    id: Id = Field(json_schema_extra=hint("编号", "Id", example="free_snack"))
    name: Text = Field(json_schema_extra=hint("名称", "Name"))
    kind: BenefitKind = Field(json_schema_extra=hint("类型", "Kind"))
    tiers: tuple[Id, ...] = Field(
        default=(), json_schema_extra=hint("适用等级（空为全部）", "Tiers (none: all)", widget="ref", ref="tier")
    )
    only_granted: bool = Field(default=False, json_schema_extra=hint("仅由奖励发放", "Only as a reward"))
    when: Condition | None = Field(default=None, json_schema_extra=hint("条件", "When"))
    quota: Quota | None = Field(default=None, json_schema_extra=hint("次数限制", "Quota"))
    birthday: Birthday = Field(default=Birthday(), json_schema_extra=hint("生日窗口", "Birthday window"))
    percent_off_bps: int = Field(default=0, ge=0, le=10_000, json_schema_extra=hint("减免比例", "Off", unit="bps"))
    max_discount_cents: int | None = Field(
        default=None, gt=0, json_schema_extra=hint("最高减免", "At most", unit="cents")
    )
    scope: LineScope = Field(default=LineScope(), json_schema_extra=hint("适用范围", "Scope"))
    redeem: Literal["self", "clerk"] = Field(default="clerk", json_schema_extra=hint("核销方式", "Redeemed by"))
    code_seconds: int = Field(
        default=120, ge=60, le=300, json_schema_extra=hint("核销码有效期", "Code valid for", unit="seconds")
    )
    undo_minutes: int = Field(
        default=30, ge=0, le=1_440, json_schema_extra=hint("可撤销时间", "May be undone for", unit="minutes")
    )
    value_cents: int = Field(default=0, ge=0, json_schema_extra=hint("每次价值", "Worth per use", unit="cents"))
    remind_days: int = Field(
        default=0, ge=0, le=60, json_schema_extra=hint("到期前提醒", "Reminder before the end", unit="days")
    )

    @model_validator(mode="after")
    def _complete(self) -> BenefitSpec:
        faults: list[str] = []
        if self.kind in DISCOUNTS and not self.percent_off_bps:
            faults.append("a discount needs percent_off_bps")
        if self.kind in DISCOUNTS and self.quota is not None:
            faults.append("a discount applies to every order: drop quota, or make it a coupon")
        if self.kind not in DISCOUNTS and self.percent_off_bps:
            faults.append("percent_off_bps belongs to discounts")
        if faults:
            raise ValueError("; ".join(faults))
        return self

    @property
    def is_counted(self) -> bool:
        """Whether uses are counted: every kind with a quota, and birthday gifts and rewards (once by default)."""
        return self.quota is not None or self.kind == "birthday_gift" or self.only_granted

    @property
    def count(self) -> int:
        """Uses in a period."""
        return self.quota.count if self.quota is not None else 1


SECTION = Section("benefits", tuple[BenefitSpec, ...], (), text("会员权益", "Benefits"), (RefKind("benefit"),))
