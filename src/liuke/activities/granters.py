"""Badges and money as rewards: what is kept of them, and how they are handed out."""

from __future__ import annotations

import msgspec

from liuke.decision.rewards import BadgeReward, CashReward
from liuke.decision.state import Slot
from liuke.decision.turn import Turn
from liuke.events.catalogue import EventField, EventType
from liuke.kernel.text import text


class BadgeBook(msgspec.Struct):
    """Badges of a member: id → when it was earned."""

    earned: dict[str, int] = {}


BADGES = Slot("badges", BadgeBook)

EVENT_TYPES = (
    EventType("badge.earned", text("获得徽章", "Badge earned"), "derived", {
        "badge": EventField("str", text("徽章", "Badge")), "rule": EventField("str", text("规则", "Rule")),
    }),
    EventType("cash.awarded", text("获得红包", "Cash awarded"), "derived", {
        "cents": EventField("cents", text("金额", "Amount")), "rule": EventField("str", text("规则", "Rule")),
        "ref": EventField("str", text("关联", "Reference")), "reward": EventField("str", text("编号", "Number")),
    }),
)  # fmt: skip


def grant_badge(turn: Turn, reward: BadgeReward, path: str, ref: str) -> None:
    """Give the badge; having it already changes nothing."""
    del ref
    if reward.badge in turn.state.read(BADGES, BadgeBook).earned:
        turn.skipped(path, "badge-held", badge=reward.badge)
        return
    turn.state.edit(BADGES, BadgeBook).earned[reward.badge] = turn.now.t_us
    name = reward.name.model_dump() if reward.name is not None else {}
    turn.applied(path, "badge-earned", badge=reward.badge)
    turn.gained("badge", reward.badge, 1, path, **({"label": name} if name else {}))
    turn.emit("badge.earned", {"badge": reward.badge, "rule": path})


def grant_cash(turn: Turn, reward: CashReward, path: str, ref: str) -> None:
    """Record that money is owed to the member; paying it out is the payment side's, which reads ``cash.awarded``."""
    number = str(turn.new_id())
    turn.record_new(
        "cash_reward", number, {"cents": reward.cents, "rule": path, "ref": ref, "t_us": turn.now.t_us}
    )  # fmt: skip
    turn.applied(path, "cash-awarded", cents=reward.cents)
    turn.gained("cash", "cash", reward.cents, path, reward=number)
    turn.emit("cash.awarded", {"cents": reward.cents, "rule": path, "ref": ref, "reward": number})


GRANTERS = {"badge": grant_badge, "cash": grant_cash}

WORDINGS = {
    "badge-earned": text("获得徽章 {badge}", "badge {badge} earned"),
    "badge-held": text("已有徽章 {badge}", "badge {badge} is held already"),
    "cash-awarded": text("获得红包 {cents:money}", "a red packet of {cents:money}"),
    "cash-capped": text("红包已达每人上限", "the member's limit of cash is reached"),
}
