"""Limited items are called by name before people."""

from datetime import date
from typing import Any

import pytest

from liuke.features import compile_program
from liuke.kernel.clock import day_of
from liuke.kernel.text import text
from liuke.reports.stock_names import is_worth_saying, name_stock

PROGRAM: dict[str, Any] = {
    "id": "x", "name": "x",
    "activities": [{
        "kind": "flash_sale", "id": "ten", "name": {"zh": "十点秒杀", "en": "Ten o'clock"},
        "sessions": [{"id": "am", "at": "10:00"}],
        "products": [{
            "id": "oil", "name": {"zh": "橄榄油", "en": "Olive oil"}, "sku": "o", "price_cents": 1, "stock": 9,
        }],
    }],
    "coupons": [{
        "id": "five", "name": {"zh": "五元券", "en": "Five off"}, "kind": "amount", "amount_cents": 500, "quota": 5,
    }],
}  # fmt: skip
OIL = text("十点秒杀 · 橄榄油", "Ten o'clock · Olive oil")


@pytest.mark.parametrize(
    ("item", "zh", "en", "said"),
    [
        ("session:ten/oil/am/unsold@2026-11-29", f"{OIL.zh}（2026-11-29）", f"{OIL.en} (2026-11-29)", True),
        ("session:ten/oil/am/unsold@2026-11-28", f"{OIL.zh}（2026-11-28）", f"{OIL.en} (2026-11-28)", False),
        ("session:ten/oil/am/free@2026-11-29", f"{OIL.zh}（2026-11-29）", f"{OIL.en} (2026-11-29)", False),
        ("coupon:five", "五元券", "Five off", True),
        ("mall:gone", "mall:gone", "mall:gone", True),
    ],
)  # fmt: skip
def test_what_is_short_is_said_by_name_while_it_matters(item: str, zh: str, en: str, said: bool) -> None:
    name = name_stock(compile_program(PROGRAM), item)
    assert (name.zh, name.get("en")) == (zh, en)
    assert is_worth_saying(item, day_of(date(2026, 11, 29))) is said
