"""What is wrong with a field, in the reader's language: every field of every part, and every code that it can have."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from pydantic import BaseModel, ValidationError

from liuke.features import FEATURES
from liuke.kernel.errors import InvalidInput
from liuke.kernel.worded import WordedFault
from liuke.program.fault_words import PATTERNS, render_fault
from liuke.program.open_union import open_unions
from liuke.program.spec import CurrencySpec
from liuke.program.units import UNITS, list_parts, say_figure
from liuke.publishing.catalogue import parse_program, program_model

DOMAINS = tuple(feature.domain for feature in FEATURES if feature.domain is not None)
BAD: tuple[Any, ...] = (
    None, "", "!!", "x" * 20_000, "12.5", -1, 0, 10**30, 1.5, True, [], [[]], ["!!"], [0], {}, {"kind": "zz"}, {"": -1},
    [{}], "2026-99-99", {"from": "2026-02-02", "to": "2026-01-01"}, "rule", ["a"] * 200,
)  # fmt: skip
FORBIDDEN = re.compile(r"[\^\\{}]|Input should|Field required|String should|Value error|pydantic|_type|validat", re.I)


def list_models() -> list[type[BaseModel]]:
    model = program_model(DOMAINS)
    found: dict[type[BaseModel], None] = {}
    waiting: list[type[BaseModel]] = [model]
    while waiting:
        one = waiting.pop()
        if one in found:
            continue
        found[one] = None
        for info in one.model_fields.values():
            waiting += list_parts(info, model.unions)
    return list(found)


def list_errors() -> Iterator[Any]:
    with open_unions(program_model(DOMAINS).unions):
        for part in list_models():
            for name, info in part.model_fields.items():
                for value in BAD:
                    try:
                        part.model_validate({info.alias or name: value})
                    except ValidationError as error:
                        yield from error.errors(include_url=False)


def test_no_text_of_a_library_reaches_a_person_in_any_field() -> None:
    wrong, seen = set[tuple[str, str]](), set[str]()
    other = render_fault("nothing-known", {})
    for error in list_errors():
        words = render_fault(error["type"], error.get("ctx", {}))
        seen.add(error["type"])
        good = re.search("[一-鿿]", words.zh) and not re.search("[一-鿿]", words.get("en"))
        if words == other or not good or FORBIDDEN.search(words.zh) or FORBIDDEN.search(words.get("en")):
            wrong.add((error["type"], str(words)))
    assert wrong == set()
    assert {"missing", "string_pattern_mismatch", "union_tag_invalid", "int_parsing", "greater_than"} <= seen


def test_every_pattern_of_the_program_says_what_to_write() -> None:
    schema = str(program_model(DOMAINS).model_json_schema())
    found = {one.replace("\\\\", "\\") for one in re.findall(r"'pattern': '(.*?)'", schema)}
    assert found <= set(PATTERNS)


def test_every_unit_of_a_field_is_known() -> None:
    found = {
        str(unit)
        for part in list_models()
        for info in part.model_fields.values()
        if isinstance(extra := info.json_schema_extra, dict)
        for ui in [extra.get("x-ui") or {}]
        for unit in [ui.get("unit"), *(ui.get("units") or {}).values()]  # type: ignore[union-attr]
        if unit is not None and unit != "field"
    }
    assert found <= UNITS


@pytest.mark.parametrize(
    ("value", "unit", "zh", "en"),
    [
        (600, "cents", "6 元", "¥6"),
        (-1250, "cents", "-12.5 元", "-¥12.50"),
        (500, "bps", "5%", "5%"),
        (12_000, "factor", "1.2 倍", "× 1.2"),
        (1, "days", "1 天", "1 day"),
        (48, "hours", "48 小时", "48 hours"),
        (12_000, "points", "12,000", "12,000"),
    ],
)
def test_figures_are_said_with_their_units(value: int, unit: str, zh: str, en: str) -> None:
    said = say_figure(value, unit, CurrencySpec())
    assert (said.zh, said.get("en")) == (zh, en)


def test_money_of_another_currency_has_its_own_decimals() -> None:
    assert say_figure(600, "cents", CurrencySpec(code="JPY", exponent=0)).zh == "600 JPY"


BASE: dict[str, Any] = {"id": "shop", "name": "店"}


def find_faults(**sections: Any) -> list[tuple[str, str, str]]:
    with pytest.raises(InvalidInput) as caught:
        parse_program({**BASE, **sections}, DOMAINS)
    return [
        (one.path, one.words.zh if isinstance(one, WordedFault) else "", one.message) for one in caught.value.faults
    ]


def test_a_bound_is_said_in_the_fields_unit() -> None:
    rebate = {"kind": "spend_rebate", "id": "r", "name": "满减", "threshold_cents": 0, "off_cents": -5}
    found = find_faults(checkout={"promotions": [rebate]})
    assert [(zh, en) for _, zh, en in found] == [("须大于 0 元", "Must be more than ¥0")] * 2


def test_only_the_alternative_that_was_meant_is_spoken_of() -> None:
    rule = {"id": "spend", "name": "消费", "on": "order.paid", "amount": {"fixed": "abc"}}
    assert find_faults(earning=[rule]) == [("earning.0.amount.FixedAmount.fixed", "请填写整数", "Enter a whole number")]


def test_a_broken_rule_of_a_part_is_said_in_both_languages() -> None:
    ladder = [{"id": "a", "name": "普通"}, {"id": "b", "name": "白银"}]
    assert find_faults(tiers={"ladder": ladder}) == [("tiers", "“白银”需要升级条件", "b needs an entry")]
