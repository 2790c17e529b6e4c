"""The terms of a raffle."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Literal

from pydantic import Field, model_validator

from liuke.activities.contracts import ActivitySpec
from liuke.activities.parts.check_in_spec import Price
from liuke.decision.rewards import Reward
from liuke.kernel.clock import DAY_US, MINUTE_US, MerchantCalendar, to_us
from liuke.kernel.ids import find_doubled
from liuke.kernel.text import Text
from liuke.program.conditions import Condition
from liuke.program.fault_words import broken
from liuke.program.spec import Id, MediumId, Spec, hint
from liuke.program.window import Moment

MAX_PLACES = 100
"""Places of a round that win, of all prizes together."""
_STEPS = {"day": 1, "week": 7}


class RafflePrize(Spec):
    """A prize: ``count`` places of each round win it, as long as ``stock`` lasts."""

    id: Id = Field(json_schema_extra=hint("编号", "Id", example="free_order"))
    name: Text = Field(json_schema_extra=hint("名称", "Name"))
    picture: MediumId = Field(default="", json_schema_extra=hint("图片", "Picture", widget="media", media="prize"))
    count: int = Field(
        default=1, ge=1, le=MAX_PLACES, json_schema_extra=hint("每期名额", "Places a round", unit="pieces")
    )
    stock: int | None = Field(
        default=None, ge=0, le=10**9, json_schema_extra=hint("总数量（空为不限）", "Pieces in all", unit="pieces")
    )
    value_cents: int = Field(default=0, ge=0, le=10**12, json_schema_extra=hint("市场价", "Market value", unit="cents"))
    rewards: tuple[Reward, ...] = Field(min_length=1, json_schema_extra=hint("奖励", "Rewards"))


class RaffleEntries(Spec):
    """What an entry costs: free ones of the round first, then a chance that was earned, then a price."""

    free: int = Field(default=1, ge=0, le=100, json_schema_extra=hint("每期免费次数", "Free a round", unit="times"))
    asset: Id | None = Field(
        default=None, json_schema_extra=hint("抽奖机会账户", "Asset of chances", widget="ref", ref="asset")
    )
    price: Price | None = Field(default=None, json_schema_extra=hint("每次价格", "Price of one"))
    most: int = Field(
        default=1, ge=1, le=100,
        json_schema_extra=hint("每人每期最多次数", "Entries of a member in a round at most", unit="times"),
    )  # fmt: skip


class RaffleEarned(Spec):
    """Entries that something the member does brings; those of an order go when the whole order is refunded."""

    on: str = Field(json_schema_extra=hint("事件", "Event", widget="ref", ref="event"))
    when: Condition | None = Field(default=None, json_schema_extra=hint("条件", "When", widget="condition"))
    count: int = Field(default=1, ge=1, le=100, json_schema_extra=hint("获得次数", "Entries", unit="times"))


class RaffleSpec(ActivitySpec):
    """Members enter until the list is closed; then the places that win are drawn over the whole list, once.

    ``closes``: when the first list closes; with ``repeat`` another opens at once and closes a day or a week later.
    ``public_value``: what decides together with the secret seed (the last digits of a market index, of a state
    lottery), named before the list closes and reported by the merchant after it.
    """

    kind: Literal["raffle"] = Field(default="raffle", json_schema_extra=hint("类型", "Kind"))
    closes: Moment = Field(json_schema_extra=hint("截止时间（首期）", "First list closes", example="2026-12-04 20:00"))
    repeat: Literal["once", "day", "week"] = Field(default="once", json_schema_extra=hint("重复", "Repeats"))
    draw_minutes: int = Field(
        default=0, ge=0, le=20_000, json_schema_extra=hint("截止后多久开奖", "Drawn after closing", unit="minutes")
    )
    public_value: Text | None = Field(
        default=None, json_schema_extra=hint("公开数据（空为不用）", "Public value", example="当日上证指数收盘价"),
        description="Named before the list closes, reported once after that. Without one the seed alone decides.",
    )  # fmt: skip
    wait_days: int = Field(
        default=7, ge=1, le=60,
        json_schema_extra=hint("等待公开数据最多天数", "Waits for the public value", unit="days", advanced=True),
        description="If nobody has reported it by then, the round lapses and what was paid goes back.",
    )  # fmt: skip
    entries: RaffleEntries = Field(default=RaffleEntries(), json_schema_extra=hint("参与方式", "Entries"))
    earned: tuple[RaffleEarned, ...] = Field(
        default=(), max_length=10, json_schema_extra=hint("行为获得次数", "Entries that are earned")
    )
    prizes: tuple[RafflePrize, ...] = Field(min_length=1, max_length=8, json_schema_extra=hint("奖品", "Prizes"))
    organiser: Text | None = Field(default=None, json_schema_extra=hint("主办方", "Organiser"))
    hand_over: Text | None = Field(
        default=None, json_schema_extra=hint("领奖方式与期限", "How and until when to claim")
    )
    forfeit: Text | None = Field(default=None, json_schema_extra=hint("弃奖规则", "What is forfeited, and when"))

    @model_validator(mode="after")
    def _prizes_fit(self) -> RaffleSpec:
        doubled = find_doubled([one.id for one in self.prizes])
        if doubled:
            raise broken(f"编号重复：{', '.join(doubled)}", f"used twice: {', '.join(doubled)}")
        if sum(one.count for one in self.prizes) > MAX_PLACES:
            raise broken(f"每期中奖名额最多 {MAX_PLACES} 个", f"{MAX_PLACES} places of a round win at most")
        if not self.entries.free and self.entries.asset is None and self.entries.price is None and not self.earned:
            raise broken("至少要有一种参与方式", "there must be some way to enter")
        return self

    def find_closing(self, calendar: MerchantCalendar, after_us: int, end_us: int) -> int:
        """When the next list closes, the end of the activity at the latest; 0: none does any more."""
        first = datetime.fromisoformat(self.closes)
        step = _STEPS.get(self.repeat)
        if step is None:
            at_us = to_us(first.replace(tzinfo=calendar.zone))
        else:
            today = calendar.local_day(after_us) - calendar.local_day(to_us(first.replace(tzinfo=calendar.zone)))
            number = max(today // step, 0)
            at_us = 0
            while at_us <= after_us:
                at_us = to_us((first + timedelta(days=number * step)).replace(tzinfo=calendar.zone))
                number += 1
        at_us = min(at_us, end_us)
        return at_us if at_us > after_us else 0

    def find_draw(self, closes_us: int) -> int:
        """When the list that closes then is drawn."""
        return closes_us + self.draw_minutes * MINUTE_US

    def find_last(self, closes_us: int) -> int:
        """Until when its draw waits for the public value."""
        return self.find_draw(closes_us) + self.wait_days * DAY_US
