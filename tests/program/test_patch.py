"""Patches: changes by section and id, laid over plain data."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import TypeAdapter

from liuke.kernel.errors import InvalidInput
from liuke.kernel.worded import WordedFault
from liuke.program.patch import Patch, apply_patch, find_fights

READ = TypeAdapter[Any](Patch)
DOCUMENT: dict[str, Any] = {
    "id": "shop",
    "earning": [{"id": "spend", "amount": 10, "by_tier": {"gold": 12, "silver": 11}}, {"id": "open", "amount": 5}],
    "tiers": {"ladder": [{"id": "gold", "off_bps": 1_000}]},
    "daily": [{"kind": "asset", "amount": 5}],
}


def laid(*changes: dict[str, Any]) -> dict[str, Any]:
    return apply_patch(DOCUMENT, READ.validate_python(list(changes)))


def test_changes_are_made_in_order_and_leave_the_original_alone() -> None:
    made = laid(
        {"do": "set", "at": "earning.spend.amount", "to": 7},
        {"do": "scale", "at": "earning.spend.amount", "by_bps": 20_000},
        {"do": "scale", "at": "earning.spend.by_tier", "by_bps": 15_000},
        {"do": "scale", "at": "daily.0.amount", "by_bps": 15_000},
        {"do": "set", "at": "tiers.ladder.gold.off_bps", "to": 2_000},
        {"do": "add", "at": "earning", "items": [{"id": "share", "amount": 1}]},
        {"do": "remove", "at": "earning.open"},
    )
    assert made["earning"] == [
        {"id": "spend", "amount": 14, "by_tier": {"gold": 18, "silver": 17}}, {"id": "share", "amount": 1},
    ]  # fmt: skip
    assert (made["daily"], made["tiers"]) == (
        [{"kind": "asset", "amount": 8}],
        {"ladder": [{"id": "gold", "off_bps": 2_000}]},
    )
    assert DOCUMENT["earning"][0]["amount"] == 10


def test_every_change_that_leads_nowhere_is_named() -> None:
    with pytest.raises(InvalidInput) as caught:
        laid(
            {"do": "set", "at": "earning.spent.amount", "to": 1},
            {"do": "scale", "at": "earning.spend.amount", "by_bps": 20_000},
            {"do": "scale", "at": "id", "by_bps": 20_000},
            {"do": "add", "at": "tiers", "items": [1]},
            {"do": "remove", "at": "daily.3"},
        )
    assert [(fault.path, fault.code, fault.message) for fault in caught.value.faults] == [
        ("0.at", "leads-nowhere", "earning.spent.amount: there is no 'spent'"),
        ("2.at", "leads-nowhere", "id: only whole numbers can be multiplied"),
        ("3.at", "leads-nowhere", "tiers: things can be added to a list only"),
        ("4.at", "leads-nowhere", "daily.3: there is no '3'"),
    ]
    assert [fault.fix for fault in caught.value.faults] == ["name a place by its ids"] * 4


@pytest.mark.parametrize(("at", "fix"), [
    ("earning.spend", "name earning.spend.amount or earning.spend.by_tier.gold or earning.spend.by_tier.silver"),
    ("daily", "name daily.0.amount"),
])  # fmt: skip
def test_what_cannot_be_multiplied_names_the_whole_numbers_in_it(at: str, fix: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        laid({"do": "scale", "at": at, "by_bps": 20_000})
    (fault,) = caught.value.faults
    assert (fault.message, fault.fix) == (f"{at}: only whole numbers can be multiplied", fix)
    assert isinstance(fault, WordedFault)
    assert fault.remedy is not None
    assert fault.words.zh == f"{at}：只有整数可以乘以倍率"
    assert fault.remedy.zh == fix.replace("name ", "可以写 ").replace(" or ", "、")


def test_patches_fight_over_a_place_or_what_lies_inside_it() -> None:
    def read(*changes: dict[str, Any]) -> Any:
        return READ.validate_python(list(changes))

    one = read({"do": "set", "at": "earning.spend", "to": {}}, {"do": "add", "at": "mall", "items": [1]})
    other = read({"do": "scale", "at": "earning.spend.amount", "by_bps": 1}, {"do": "add", "at": "mall", "items": [2]})
    apart = read({"do": "set", "at": "earning.spender", "to": 1}, {"do": "remove", "at": "mall.cup"})
    assert find_fights(one, other) == ["earning.spend.amount"]
    assert find_fights(one, apart) == ["mall.cup"]
    assert find_fights(other, apart) == ["mall.cup"]
    assert find_fights(apart, read({"do": "set", "at": "tiers", "to": 1})) == []
