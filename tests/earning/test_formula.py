"""How an amount came about, in a sum that is exact, or not at all."""

from __future__ import annotations

from typing import Any

import pytest

from liuke.decision.reasons import Reason
from liuke.earning.formula import explain_earned
from liuke.features import compile_program
from liuke.goods.lines import Basis

ZH_EN = {"zh": "会员日", "en": "Member day"}


def explain(
    amount: dict[str, Any], wanted: int, data: dict[str, Any], *, factors: tuple[tuple[str, int], ...] = (),
    given: int | None = None, basis: Basis | None = None, **rule: Any,
) -> tuple[str, str] | None:  # fmt: skip
    program = compile_program(
        {
            "id": "p", "name": "p",
            "assets": [{"id": "points", "name": {"zh": "积分", "en": "points"}}],
            "earning": [{"id": "spend", "name": "spend", "on": "order.paid", "amount": amount, **rule}],
            "multipliers": [
                {"id": "day", "name": ZH_EN},
                {"id": "gold", "name": {"zh": "黄金", "en": "Gold"}},
                {"id": "sum1", "name": "A", "stacking": "add"}, {"id": "sum2", "name": "B", "stacking": "add"},
                {"id": "max1", "name": "C", "stacking": "max"}, {"id": "max2", "name": "D", "stacking": "max"},
            ],
        }
    )  # fmt: skip
    reasons = [
        Reason(f"multipliers.{name}", "multiplied", True, {"rule": "spend", "factor_bps": bps}) for name, bps in factors
    ]
    granted = wanted if given is None else given
    code = "earned" if granted == wanted else "earned-up-to-cap"
    params = {"asset": "points", "amount": granted, "wanted": wanted}
    reasons.append(Reason("earning.spend", code, True, params))
    found = explain_earned(program, reasons, len(reasons) - 1, data, basis)
    return (found.zh, found.en) if found is not None else None


PER = {"per": {"every": 100}}


@pytest.mark.parametrize(
    ("amount", "wanted", "data", "options", "zh", "en"),
    [
        (PER, 97, {"amount_cents": 9_700}, {}, "97 积分 = 97.00 元 × 1", "97 points = ¥97.00 × 1"),
        (PER, 194, {"amount_cents": 9_700}, {"factors": (("day", 20_000),)},
         "194 积分 = 97.00 元 × 1 × 会员日 2 倍", "194 points = ¥97.00 × 1 × 2 (Member day)"),
        (PER, 97, {"amount_cents": 9_780}, {},
         "97 积分 = 97.80 元 × 1，向下取整", "97 points = ¥97.80 × 1, rounded down"),
        ({"per": {"every": 1_000, "points": 3}, "rounding": "ceil"}, 30, {"amount_cents": 9_700}, {},
         "30 积分 = 97.00 元 × 0.3，向上取整", "30 points = ¥97.00 × 0.3, rounded up"),
        ({"per": {"every": 300}}, 32, {"amount_cents": 9_700}, {},
         "32 积分 = 97.00 元 × 1/3，向下取整", "32 points = ¥97.00 × 1/3, rounded down"),
        (PER, 145, {"amount_cents": 9_700}, {"factors": (("sum1", 12_000), ("sum2", 13_000))},
         "145 积分 = 97.00 元 × 1 × (A 1.2 倍 + B 1.3 倍 − 1)，向下取整",
         "145 points = ¥97.00 × 1 × (1.2 (A) + 1.3 (B) − 1), rounded down"),
        (PER, 291, {"amount_cents": 9_700}, {"factors": (("max1", 15_000), ("max2", 30_000))},
         "291 积分 = 97.00 元 × 1 × D 3 倍", "291 points = ¥97.00 × 1 × 3 (D)"),
        ({**PER, "minimum": 5}, 5, {"amount_cents": 300}, {},
         "5 积分 = 3.00 元 × 1，至少 5", "5 points = ¥3.00 × 1, at least 5"),
        ({**PER, "maximum": 50}, 50, {"amount_cents": 9_700}, {},
         "50 积分 = 97.00 元 × 1，至多 50", "50 points = ¥97.00 × 1, at most 50"),
        (PER, 97, {"amount_cents": 9_700}, {"given": 40},
         "97 积分 = 97.00 元 × 1；已达上限，实得 40", "97 points = ¥97.00 × 1; capped at 40"),
        ({"fixed": 30, "by_tier": {"gold": 50}}, 100, {}, {"factors": (("gold", 20_000),)},
         "100 积分 = 50 × 黄金 2 倍", "100 points = 50 × 2 (Gold)"),
        ({"per": {"field": "items", "every": 1, "points": 2}}, 6, {"items": 3}, {},
         "6 积分 = 3 × 2", "6 points = 3 × 2"),
        (PER, 60, {"amount_cents": 9_700}, {"basis": Basis([5_000, 1_000])},
         "60 积分 = 60.00 元 × 1", "60 points = ¥60.00 × 1"),
    ],
)  # fmt: skip
def test_the_sum_is_said(
    amount: dict[str, Any], wanted: int, data: dict[str, Any], options: dict[str, Any], zh: str, en: str
) -> None:
    assert explain(amount, wanted, data, **options) == (zh, en)


def test_what_does_not_come_to_what_was_given_is_not_said() -> None:
    assert explain(PER, 98, {"amount_cents": 9_700}) is None
    assert explain(PER, 97, {}) is None
    assert explain({"fixed": 30}, 31, {}) is None
