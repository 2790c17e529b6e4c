"""Anti-abuse in the program: what is measured, what it weighs, and from which score on something is held or refused."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, model_validator

from liuke.decision.risk import MAX_SCORE
from liuke.kernel.text import text
from liuke.program.fault_words import broken
from liuke.program.spec import Section, Spec, hint
from liuke.risk.features import NETWORK, FeatureName

Score = Annotated[int, Field(ge=1, le=MAX_SCORE)]


class RiskSignal(Spec):
    """One feature and what it weighs; of several of one feature the heaviest that applies counts."""

    feature: FeatureName = Field(json_schema_extra=hint("特征", "Feature"))
    at: int = Field(
        ge=0, le=1_000_000, json_schema_extra=hint("阈值", "From"),
        description="From this value on; of days since joining: up to it.",
    )  # fmt: skip
    weight: Score = Field(json_schema_extra=hint("分值", "Weight"))


class RiskAct(Spec):
    """What is done about acts of some kinds, by their score."""

    on: tuple[Annotated[str, Field(min_length=1, max_length=100)], ...] = Field(
        min_length=1, max_length=50, json_schema_extra=hint("事件", "Events", widget="event")
    )
    hold_at: Score = Field(
        default=60, json_schema_extra=hint("转审核分数", "Held from"),
        description="Rewards wait until somebody has looked.",
    )  # fmt: skip
    deny_at: Score | None = Field(
        default=None, json_schema_extra=hint("拒绝分数", "Refused from"),
        description="Only what members ask for, and only while one of their reviews is open; facts are held instead.",
    )  # fmt: skip


SIGNALS = (
    RiskSignal(feature="ring_members", at=5, weight=30),
    RiskSignal(feature="ring_members", at=7, weight=60),
    RiskSignal(feature="ring_idle", at=80, weight=20),
    RiskSignal(feature="ring_joined", at=5, weight=20),
    RiskSignal(feature="device_members", at=6, weight=25),
    RiskSignal(feature="device_members", at=12, weight=35),
    RiskSignal(feature="network_members", at=30, weight=5),
    RiskSignal(feature="burst", at=10, weight=15),
    RiskSignal(feature="steadiness", at=95, weight=20),
    RiskSignal(feature="age_days", at=2, weight=5),
    RiskSignal(feature="returns", at=3, weight=20),
    RiskSignal(feature="returns", at=6, weight=60),
)
"""What is weighed where the program says nothing else; measured by ``liuke bench rings``."""
INVITING = ("referral.bind", "referral.acted", "share.friend_acted")
BUYING = ("order.paid",)
PLAYING = (
    "check_in.do", "task.claim", "offer.view", "lottery.draw", "vote.cast", "survey.answer", "bargain.start_bargain",
    "bargain.cut_price", "assist.start_assist", "assist.help_friend", "group_buy.open_team", "group_buy.join_team",
    "cards.draw_card", "cards.finish_set", "wall.write", "wall.like",
)  # fmt: skip
ACTS = (
    RiskAct(on=INVITING, hold_at=60, deny_at=90),
    RiskAct(on=BUYING, hold_at=60),
    RiskAct(on=PLAYING, hold_at=60, deny_at=90),
)


class RiskSpec(Spec):
    """Acts are weighed before they are rewarded: most go through, some wait for somebody to look, few are refused."""

    enabled: bool = Field(default=False, json_schema_extra=hint("启用", "Enabled"))
    signals: tuple[RiskSignal, ...] = Field(
        default=SIGNALS, max_length=100, json_schema_extra=hint("特征与分值", "Features and weights")
    )
    acts: tuple[RiskAct, ...] = Field(
        default=ACTS, max_length=50, json_schema_extra=hint("按操作处置", "By kind of act")
    )
    burst_minutes: int = Field(
        default=10, ge=1, le=1_440, json_schema_extra=hint("短时操作窗口", "Acts within", unit="minutes")
    )
    hold_days: int = Field(
        default=7, ge=1, le=90, json_schema_extra=hint("最长待审天数", "Held at most", unit="days"),
        description="Nobody waits longer: what was not decided by then is given.",
    )  # fmt: skip
    trust_days: int = Field(
        default=30, ge=0, le=365, json_schema_extra=hint("放行后免审天数", "Not held again for", unit="days"),
        description="After somebody has looked and released it.",
    )  # fmt: skip

    @model_validator(mode="after")
    def _thresholds_ascend(self) -> RiskSpec:
        for act in self.acts:
            if act.deny_at is not None and act.deny_at <= act.hold_at:
                raise broken(
                    f"拒绝分数须高于转审核分数，现在是 {act.deny_at} 和 {act.hold_at}",
                    f"what is refused must score more than what is held; these are {act.deny_at} and {act.hold_at}",
                )
        named = [type_ for act in self.acts for type_ in act.on]
        if twice := sorted({type_ for type_ in named if named.count(type_) > 1}):
            raise broken(
                f"每种事件只能出现一次，重复的是 {'、'.join(twice)}",
                f"each event is named once; these are named twice: {', '.join(twice)}",
            )
        return self

    @model_validator(mode="after")
    def _address_alone_denies_nobody(self) -> RiskSpec:
        heaviest = {
            name: max((one.weight for one in self.signals if one.feature == name), default=0) for name in NETWORK
        }
        alone = sum(heaviest.values())
        for act in self.acts:
            if act.deny_at is not None and alone >= act.deny_at:
                raise broken(
                    f"仅凭网络地址就会拒绝（{alone} 分，达到 {act.deny_at} 分）：家庭、宿舍和办公室共用网络，"
                    "请降低网络分值",
                    f"an address alone would refuse ({alone} of {act.deny_at}): households, dormitories and offices "
                    "share one; let the network weigh less",
                )  # fmt: skip
        return self

    @property
    def by_type(self) -> dict[str, RiskAct]:
        """Type of event → what is done about it."""
        return {type_: act for act in self.acts for type_ in act.on}


SECTION = Section("risk", RiskSpec, RiskSpec(), text("风控", "Anti-abuse"), patchable=False)
