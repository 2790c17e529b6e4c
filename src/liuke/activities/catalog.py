"""Every kind of activity and of reward that activities bring; a new one is one file and one line here.

Kinds of activity stand under ``types``, kinds of reward under ``rewards``.
"""

from __future__ import annotations

from liuke.activities.contracts import ActivityKind
from liuke.activities.rewards.badge import BadgeReward
from liuke.activities.rewards.cash import CashReward
from liuke.activities.rewards.offer import OfferReward
from liuke.activities.types import (
    assist,
    bargain,
    cards,
    challenge,
    check_in,
    community,
    flash_sale,
    free_order,
    group_buy,
    leaderboard,
    lottery,
    milestone,
    offer,
    picks,
    quiz,
    raffle,
    sign_up,
    survey,
    task,
    vote,
    wall,
    welfare,
)
from liuke.decision.rewards import RewardSpec

KINDS: tuple[ActivityKind, ...] = (
    check_in.KIND,
    task.KIND,
    milestone.KIND,
    offer.KIND,
    lottery.KIND,
    flash_sale.KIND,
    sign_up.KIND,
    vote.KIND,
    welfare.KIND,
    survey.KIND,
    leaderboard.KIND,
    bargain.KIND,
    assist.KIND,
    group_buy.KIND,
    cards.KIND,
    challenge.KIND,
    wall.KIND,
    picks.KIND,
    quiz.KIND,
    free_order.KIND,
    raffle.KIND,
    community.KIND,
)

REWARDS: tuple[type[RewardSpec], ...] = (
    BadgeReward,
    CashReward,
    OfferReward,
)
