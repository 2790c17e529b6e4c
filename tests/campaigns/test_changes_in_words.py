"""What is different during a campaign, in the words of the rules page: only what is not said any more, and what is."""

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
        "每周：两天下单：每周：在 2 个不同的日子 支付订单 → 每周：任意一天 支付订单",
    ],
    "en": [
        "Daily check-in: Each day: 5 Points, 5 Growth value → Each day: 10 Points, 5 Growth value",
        "Weekly: orders on two days: Order paid on 2 different days, every week → Order paid on any day, every week",
    ],
}


@pytest.mark.parametrize("locale", ["zh", "en"])
def test_rules_are_said_by_what_changes_in_their_sentences(locale: Locale) -> None:
    program = compile_program(load_program(read_program_file("tea_shop_play")))
    [campaign] = program.items("campaigns", CampaignSpec)
    assert say_changes(program, campaign, locale) == SAID[locale]
