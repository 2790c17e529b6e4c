"""Wordings: money as people write it, nouns that agree with their number, names instead of ids."""

import pytest

from liuke.bootstrap import read_program_file
from liuke.features import compile_program, load_program
from liuke.kernel.text import Locale
from liuke.publishing.wording import render_wording

TEA = compile_program(load_program(read_program_file("tea_shop")))
ONLINE = compile_program(load_program(read_program_file("online_retail")))


@pytest.mark.parametrize(
    ("code", "params", "locale", "words"),
    [
        ("task-left-cents", {"missing": 1250, "reward_en": "20 Points"}, "en", "spend ¥12.50 more for 20 Points"),
        ("task-left-cents", {"missing": 1200, "reward_zh": "20 积分"}, "zh", "再消费 12 元 可得20 积分"),
        ("task-left-days", {"missing": 1, "reward_en": "20 Points"}, "en", "1 more day for 20 Points"),
        ("task-left-days", {"missing": 2, "reward_en": "20 Points"}, "en", "2 more days for 20 Points"),
        ("mall-almost", {"missing": 74, "asset": "points", "item": "mug"}, "zh", "再得 74 积分可兑「限量马克杯」"),
        ("price-coupon", {"id": "x", "cents": 5}, "en", "coupon: ¥0.05 off"),
        ("task-left-days", {"missing": 1}, "en", "1 more day for {reward_en}"),
    ],
)
def test_figures_read_well(code: str, params: dict[str, object], locale: Locale, words: str) -> None:
    assert render_wording(TEA, code, params, locale) == words


def test_money_is_in_the_currency_of_the_program() -> None:
    assert render_wording(ONLINE, "price-coupon", {"id": "x", "cents": 1999}, "zh") == "用券减 19.99 GBP"
