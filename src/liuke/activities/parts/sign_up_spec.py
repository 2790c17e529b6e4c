"""The terms of a sign-up."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field, model_validator

from liuke.activities.contracts import ActivitySpec
from liuke.activities.parts.check_in_spec import Price
from liuke.decision.rewards import Reward
from liuke.kernel.clock import MINUTE_US, MerchantCalendar, to_us
from liuke.kernel.ids import find_doubled
from liuke.kernel.text import Text
from liuke.program.fault_words import broken
from liuke.program.spec import Id, Spec, hint
from liuke.program.window import Moment

MAX_PLACES = 500
"""Of one session: its list is one document, read and written whole."""


class SignUpSession(Spec):
    """One session, or one choice of several: a class, a table, a live broadcast."""

    id: Id = Field(json_schema_extra=hint("编号", "Id", example="sunday"))
    name: Text = Field(json_schema_extra=hint("名称", "Name"))
    begins: Moment = Field(json_schema_extra=hint("开始时间", "Begins", example="2026-11-11 20:00"))
    minutes: int = Field(default=60, ge=1, le=100_000, json_schema_extra=hint("时长", "Lasts", unit="minutes"))
    places: int | None = Field(default=None, ge=1, le=MAX_PLACES, json_schema_extra=hint("名额（空为不限）", "Places"))
    store: str = Field(default="", max_length=200, json_schema_extra=hint("地点", "Place"))

    def begins_us(self, calendar: MerchantCalendar) -> int:
        """The instant at which it begins."""
        return to_us(datetime.fromisoformat(self.begins).replace(tzinfo=calendar.zone))

    def ends_us(self, calendar: MerchantCalendar) -> int:
        """The first instant after it."""
        return self.begins_us(calendar) + self.minutes * MINUTE_US


class NoShows(Spec):
    """Who does not come so often within so many days cannot sign up for a while."""

    most: int = Field(default=2, ge=1, le=100, json_schema_extra=hint("缺席次数", "Times", unit="times"))
    within_days: int = Field(default=90, ge=1, le=1_000, json_schema_extra=hint("多少天内", "Within", unit="days"))
    barred_days: int = Field(default=30, ge=1, le=1_000, json_schema_extra=hint("暂停报名", "Barred for", unit="days"))


class SignUpSpec(ActivitySpec):
    """Places in sessions: by the order in which members come, or by a draw over all who entered until ``ballot``.

    A place that becomes free is offered to the next who waits, in strict order: a party that does not fit yet is waited
    for, who has paused is passed over. Of a live broadcast without ``places`` everybody has one.
    """

    kind: Literal["sign_up"] = Field(default="sign_up", json_schema_extra=hint("类型", "Kind"))
    sessions: tuple[SignUpSession, ...] = Field(min_length=1, max_length=50, json_schema_extra=hint("场次", "Sessions"))
    ballot: Moment | None = Field(
        default=None, json_schema_extra=hint("抽签时间（空为先到先得）", "Drawn at (none: first come)")
    )
    waiting: int = Field(default=100, ge=0, le=MAX_PLACES, json_schema_extra=hint("候补上限", "May wait"))
    offer_minutes: int = Field(
        default=120, ge=1, le=20_000, json_schema_extra=hint("候补确认时限", "An offer lasts", unit="minutes")
    )
    party: int = Field(default=1, ge=1, le=20, json_schema_extra=hint("每次最多人数", "Persons at most"))
    sessions_each: int = Field(
        default=1, ge=1, le=50, json_schema_extra=hint("每人最多场次", "Sessions a member", unit="times")
    )
    price: Price | None = Field(default=None, json_schema_extra=hint("报名费（每人）", "Price of a person"))
    cancel_minutes: int = Field(
        default=0,
        ge=0,
        le=100_000,
        json_schema_extra=hint("开始前多久可取消", "Cancelled until before", unit="minutes"),
    )
    remind_minutes: tuple[Annotated[int, Field(ge=1, le=100_000)], ...] = Field(
        default=(60,), max_length=5, json_schema_extra=hint("提前提醒", "Reminders before", unit="minutes")
    )
    rewards: tuple[Reward, ...] = Field(default=(), json_schema_extra=hint("到场奖励", "For who comes"))
    no_shows: NoShows | None = Field(default=None, json_schema_extra=hint("缺席规则", "Who does not come"))

    @model_validator(mode="after")
    def _sessions_fit(self) -> SignUpSpec:
        doubled = find_doubled([one.id for one in self.sessions])
        if doubled:
            raise broken(f"编号重复：{', '.join(doubled)}", f"used twice: {', '.join(doubled)}")
        if self.ballot is not None and any(one.places is None for one in self.sessions):
            raise broken("抽签的场次须填写名额", "a session that is drawn has places")
        return self
