"""The coupons' part of the program: batches and the campaigns that hand them out."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Discriminator, Field, model_validator

from liuke.goods.scope import LineScope
from liuke.kernel.clock import FOREVER_US, MerchantCalendar
from liuke.kernel.text import Text, text
from liuke.program.conditions import Condition
from liuke.program.fault_words import join_rules
from liuke.program.spec import Id, RefKind, Section, Spec, hint
from liuke.program.window import Day, DayWindow

CouponKind = Literal["amount", "percent", "free_item", "free_delivery"]


class _Absolute(Spec):
    """A base of its own, so that documents name the kind before the days."""

    kind: Literal["absolute"] = "absolute"


class AbsoluteValidity(DayWindow, _Absolute):
    """Valid on fixed days, both included."""

    from_: Day = Field(alias="from_day", json_schema_extra=hint("开始日", "From day"))  # pyright: ignore[reportIncompatibleVariableOverride] - frozen
    to: Day = Field(alias="to_day", json_schema_extra=hint("结束日", "To day"))  # pyright: ignore[reportIncompatibleVariableOverride] - frozen

    def window_us(self, calendar: MerchantCalendar, day: int, t_us: int) -> tuple[int, int]:
        """First instant of validity, and first instant after it."""
        del day, t_us
        return self.bounds_us(calendar)


class RelativeValidity(Spec):
    """Valid from the grant (or some days later) to the end of the ``days``-th day after."""

    kind: Literal["relative"] = "relative"
    days: int = Field(gt=0, le=3_650, json_schema_extra=hint("有效天数", "Valid for", unit="days"))
    starts_after_days: int = Field(
        default=0, ge=0, le=366, json_schema_extra=hint("几天后生效", "Starts after", unit="days")
    )

    def window_us(self, calendar: MerchantCalendar, day: int, t_us: int) -> tuple[int, int]:
        """First instant of validity, and first instant after it."""
        first = day + self.starts_after_days
        begin = calendar.day_start_us(first) if self.starts_after_days else t_us
        return begin, calendar.day_start_us(first + self.days + 1)


class NoEnd(Spec):
    """Valid at once and for ever, unless the campaign that hands it out sets days of its own."""

    kind: Literal["open"] = "open"

    def window_us(self, calendar: MerchantCalendar, day: int, t_us: int) -> tuple[int, int]:
        """First instant of validity, and first instant after it."""
        del calendar, day
        return t_us, FOREVER_US


Validity = Annotated[AbsoluteValidity | RelativeValidity | NoEnd, Discriminator("kind")]


class Stacking(Spec):
    """With what a coupon may be used together in one order.

    One coupon per ``group``; ``combinable_with`` limits which other groups may stand beside it (``None``: any).
    Coupons apply by ``priority``, smallest first.
    """

    group: Id = Field(default="default", json_schema_extra=hint("叠加组", "Group"))
    priority: int = Field(default=50, ge=0, le=1_000, json_schema_extra=hint("顺序", "Priority"))
    combinable_with: tuple[Id, ...] | None = Field(
        default=None, json_schema_extra=hint("可与哪些组同用", "Combines with groups")
    )
    with_member_price: bool = Field(
        default=True, json_schema_extra=hint("可与会员价同用", "Combines with member price")
    )
    with_promotions: bool = Field(default=True, json_schema_extra=hint("可与促销同用", "Combines with promotions"))
    with_points: bool = Field(default=True, json_schema_extra=hint("可与积分抵扣同用", "Combines with points"))


class ReturnPolicy(Spec):
    """What becomes of a used coupon when its order is refunded in full.

    ``same``: the same coupon comes back with its expiry, or with ``grace_days`` where that has passed. ``never``: gone.
    """

    policy: Literal["same", "never"] = Field(default="same", json_schema_extra=hint("退款退券", "On refund"))
    grace_days: int = Field(default=0, ge=0, le=90, json_schema_extra=hint("过期宽限", "Grace if expired", unit="days"))


class CouponBatch(Spec):
    """The terms of a kind of coupon."""

    id: Id = Field(json_schema_extra=hint("编号", "Id", example="five_off"))
    name: Text = Field(json_schema_extra=hint("名称", "Name"))
    kind: CouponKind = Field(json_schema_extra=hint("类型", "Kind"))
    amount_cents: int = Field(
        default=0, ge=0, le=10**9, json_schema_extra=hint("面额", "Amount", unit="cents", main={"kind": ["amount"]})
    )
    percent_off_bps: int = Field(
        default=0, ge=0, le=10_000, json_schema_extra=hint("减免比例", "Off", unit="bps", main={"kind": ["percent"]})
    )
    max_discount_cents: int | None = Field(
        default=None, gt=0, json_schema_extra=hint("最高减免", "At most", unit="cents")
    )
    threshold_cents: int = Field(
        default=0, ge=0, json_schema_extra=hint("使用门槛", "From order of", unit="cents", main=True)
    )
    scope: LineScope = Field(default=LineScope(), json_schema_extra=hint("适用范围", "Scope"))
    validity: Validity = Field(default=RelativeValidity(days=30), json_schema_extra=hint("有效期", "Validity"))
    quota: int | None = Field(
        default=None, gt=0, json_schema_extra=hint("总量", "Pieces in all", unit="coupons", main=True)
    )
    per_member: int | None = Field(
        default=None, gt=0, json_schema_extra=hint("每人限领", "Per member", unit="coupons", main=True)
    )
    claimable: bool = Field(default=False, json_schema_extra=hint("可自行领取", "Members can claim it"))
    audience: Condition | None = Field(default=None, json_schema_extra=hint("领取对象", "Who may claim"))
    claim: DayWindow = Field(default=DayWindow(), json_schema_extra=hint("领取时间", "Claim window"))
    transferable: bool = Field(default=False, json_schema_extra=hint("可转赠", "May be given away"))
    gift_hours: int = Field(
        default=72, gt=0, le=720, json_schema_extra=hint("转赠有效小时", "Gift waits", unit="hours")
    )
    stacking: Stacking = Field(default=Stacking(), json_schema_extra=hint("叠加规则", "Stacking"))
    return_on_refund: ReturnPolicy = Field(default=ReturnPolicy(), json_schema_extra=hint("退款规则", "On refund"))
    code: Literal["none", "generated", "imported", "public"] = Field(
        default="none", json_schema_extra=hint("券码", "Code")
    )
    public_code: Annotated[str, Field(min_length=2, max_length=50, pattern=r"^[^\s\x00-\x1f#]+$")] | None = Field(
        default=None,
        json_schema_extra=hint("公开口令", "Public code", example="SUMMER20"),
        description=(
            "One code for everybody (on a poster), which each member turns into a coupon so often as ``per_member`` "
            "says, once by default, while there are any; capitals and small letters are the same."
        ),
    )
    till_issue: bool = Field(
        default=False,
        json_schema_extra=hint("收银台可补发", "A till's redemption issues it", advanced=True),
        description=(
            "A redemption that a till reports of a member who holds none issues the coupon and uses it: paper coupons, "
            "and campaigns whose members choose a few of many."
        ),
    )
    reusable: int = Field(
        default=1, gt=0, le=1_000, json_schema_extra=hint("每张可用次数", "Uses per coupon", unit="times")
    )
    cost_cents: int = Field(default=0, ge=0, json_schema_extra=hint("成本", "Cost", unit="cents"))
    value_cents: int | None = Field(default=None, ge=0, json_schema_extra=hint("价值", "Worth", unit="cents"))
    remind_days: tuple[int, ...] = Field(
        default=(3,), max_length=5, json_schema_extra=hint("到期提醒", "Reminders before expiry", unit="days")
    )

    @model_validator(mode="after")
    def _complete(self) -> CouponBatch:
        faults: list[Text] = []
        if self.kind == "amount" and not self.amount_cents:
            faults.append(text("满减券要填写面额", "an amount coupon needs its amount"))
        if self.kind == "percent" and not self.percent_off_bps:
            faults.append(text("折扣券要填写减免比例", "a percent coupon needs the share it takes off"))
        if self.code == "imported" and self.quota is None:
            faults.append(
                text(
                    "导入的券码按张计数：总量填写券码数量",
                    "imported codes are counted: let there be as many pieces as codes",
                )
            )
        if (self.code == "public") != (self.public_code is not None):
            faults.append(
                text("公开券码与券码方式“公开”须一起填写", "a public code and codes that are public go together")
            )
        if any(days <= 0 for days in self.remind_days):
            faults.append(text("到期提醒须大于 0 天", "reminders come at least a day before"))
        if faults:
            raise join_rules(faults)
        return self

    @property
    def member_limit(self) -> int | None:
        """How many a member receives at most: of a public code one, if nothing is said; ``None``: any number."""
        return 1 if self.per_member is None and self.code == "public" else self.per_member

    @property
    def worth_cents(self) -> int:
        """What one coupon is worth to a member who has not used it yet: as the program says, else its face value."""
        if self.value_cents is not None:
            return self.value_cents
        if self.kind == "amount":
            return self.amount_cents
        return self.max_discount_cents or 0


class ParcelSpec(Spec):
    """A parcel of coupons that a campaign hands out, once to each member.

    Coupons with ``open`` validity are valid during the campaign's days.
    """

    id: Id = Field(json_schema_extra=hint("编号", "Id"))
    name: Text = Field(json_schema_extra=hint("名称", "Name"))
    coupons: tuple[Id, ...] = Field(
        min_length=1, max_length=2_000, json_schema_extra=hint("券", "Coupons", widget="ref", ref="coupon")
    )
    window: DayWindow = Field(default=DayWindow(), json_schema_extra=hint("时间", "Window"))


SECTIONS = (
    Section("coupons", tuple[CouponBatch, ...], (), text("优惠券", "Coupons"), (RefKind("coupon"),)),
    Section("coupon_parcels", tuple[ParcelSpec, ...], (), text("券包", "Coupon parcels")),
)
