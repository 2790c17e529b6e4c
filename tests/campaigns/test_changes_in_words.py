"""What is different during a campaign, in the words of the rules page: only what is not said any more, and what is.

What the sentence of a rule does not name stands beside it, so that no change of any value goes unsaid.
"""

from __future__ import annotations

import pytest

from liuke.bootstrap import read_program_file
from liuke.campaigns.spec import CampaignSpec
from liuke.features import compile_program, load_program
from liuke.kernel.text import Locale
from liuke.publishing.campaign_changes import say_changes

SAID: dict[Locale, list[str]] = {
    "zh": [
        "每日签到：每天签到：5 积分、5 成长值 → 每天签到：10 积分、5 成长值",
        "每日签到每日奖励第 1 项·按等级·白银会员 8 → 16",
        "每日签到每日奖励第 1 项·按等级·黄金会员 12 → 24",
        "每周：两天下单：每周：在 2 个不同的日子 支付订单 → 每周：任意一天 支付订单",
    ],
    "en": [
        "Daily check-in: Each day: 5 Points, 5 Growth value → Each day: 10 Points, 5 Growth value",
        "Daily check-in: For each day 1, By tier Silver 8 → 16",
        "Daily check-in: For each day 1, By tier Gold 12 → 24",
        "Weekly: orders on two days: Order paid on 2 different days, every week → Order paid on any day, every week",
    ],
}


@pytest.mark.parametrize("locale", ["zh", "en"])
def test_rules_are_said_by_what_changes_in_their_sentences(locale: Locale) -> None:
    program = compile_program(load_program(read_program_file("tea_shop_play")))
    [campaign] = program.items("campaigns", CampaignSpec)
    assert say_changes(program, campaign, locale) == SAID[locale]
