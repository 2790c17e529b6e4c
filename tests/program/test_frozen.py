"""Version 2 of the program's schema is frozen: a document that was written goes on to mean what it meant."""

from __future__ import annotations

import copy
import json
import os
from collections.abc import Callable
from typing import Any

import pytest

from liuke.features import program_model
from liuke.program.schema import render_schema
from liuke.program.spec import SCHEMA_VERSION
from tests.golden_runner import GOLDEN
from tests.program.frozen import Comparison, reduce

FILE = GOLDEN / "program" / f"v{SCHEMA_VERSION}" / "schema.json"
"""The shape as it was frozen, with what came since; ``LIUKE_SCHEMA=take`` writes what came."""
NAMED: dict[str, str] = {
    "assist": "activities/assist.yaml",
    "bargain": "activities/bargain.yaml",
    "festival_gift": "benefits/lunar.yaml",
    "flash_sale": "activities/flash_sale.yaml",
    "leaderboard": "activities/leaderboard.yaml",
    "group_buy": "activities/group_buy.yaml",
    "free_order": "activities/free_order.yaml",
    "picks": "activities/picks.yaml",
    "quiz": "activities/quiz.yaml",
    "raffle": "activities/raffle.yaml",
    "community": "activities/community.yaml",
    "prize": "prizes/prizes.yaml",
    "sign_up": "activities/sign_up.yaml",
    "survey": "activities/survey.yaml",
    "vote": "activities/vote.yaml",
    "cards": "activities/cards.yaml",
    "challenge": "activities/challenge.yaml",
    "wall": "activities/wall.yaml",
    "welfare": "activities/welfare.yaml",
}
"""Kind that came since → the golden file that shows what it does."""


def read_frozen() -> dict[str, Any]:
    return json.loads(FILE.read_text(encoding="utf-8"))


def render_now() -> dict[str, Any]:
    return reduce(render_schema(program_model()))


def test_nothing_that_was_written_means_something_else() -> None:
    now = render_now()
    found = Comparison(read_frozen(), now)
    assert found.broken == [], "the schema is frozen: raise SCHEMA_VERSION and write an upcast, or leave it as it was"
    unnamed = {kind.rpartition("<")[2].rstrip(">") for kind in found.new_kinds} - NAMED.keys()
    assert unnamed == set(), "a kind that is new needs a golden file of what it does: name it in NAMED"
    if os.environ.get("LIUKE_SCHEMA") == "take":
        FILE.write_text(json.dumps(now, indent=1, sort_keys=True, ensure_ascii=False) + "\n", encoding="utf-8")


def test_golden_files_of_new_kinds_are_there() -> None:
    assert [path for path in NAMED.values() if not (GOLDEN / path).exists()] == []


def _part(schema: dict[str, Any], name: str) -> dict[str, Any]:
    return schema["$defs"][name]["properties"]


def _rename(schema: dict[str, Any]) -> None:
    keys = _part(schema, "CheckInSpec")
    keys["every_day"] = keys.pop("daily")


def _default(schema: dict[str, Any]) -> None:
    _part(schema, "RefundSpec")["rewards"]["default"] = "keep"


def _type(schema: dict[str, Any]) -> None:
    _part(schema, "RefundSpec")["return_days"]["type"] = "string"


def _unit(schema: dict[str, Any]) -> None:
    _part(schema, "RefundSpec")["return_days"]["x-ui"]["unit"] = "minutes"


def _limit(schema: dict[str, Any]) -> None:
    _part(schema, "RefundSpec")["return_days"]["maximum"] = 3


def _require(schema: dict[str, Any]) -> None:
    schema["$defs"]["RefundSpec"]["required"] = ["rewards"]


def _value(schema: dict[str, Any]) -> None:
    _part(schema, "RefundSpec")["rewards"]["enum"].remove("keep")


def _section(schema: dict[str, Any]) -> None:
    del schema["properties"]["mall"]


def _default_of_a_part(schema: dict[str, Any]) -> None:
    schema["properties"]["refunds"]["default"]["rewards"] = "keep"


def _default_of_what_came(schema: dict[str, Any]) -> None:
    _part(schema, "RefundSpec")["gently"] = {"type": "boolean", "default": False}
    schema["properties"]["refunds"]["default"]["gently"] = True


@pytest.mark.parametrize(
    "change",
    [_default_of_a_part, _default_of_what_came, _rename, _default, _type, _unit, _limit, _require, _value, _section],
)
def test_what_breaks_a_document_is_seen(change: Callable[[dict[str, Any]], None]) -> None:
    now = render_now()
    changed = copy.deepcopy(now)
    change(changed)
    assert Comparison(now, now).broken == []
    assert Comparison(now, changed).broken != []


def test_what_may_come_is_let_in_and_a_kind_is_named() -> None:
    now = render_now()
    wider = copy.deepcopy(now)
    _part(wider, "RefundSpec")["gently"] = {"type": "boolean", "default": False}
    wider["properties"]["refunds"]["default"]["gently"] = False
    _part(wider, "RefundSpec")["rewards"]["enum"].append("ask")
    _part(wider, "RefundSpec")["return_days"]["maximum"] = 10**6
    riddle = copy.deepcopy(wider["$defs"]["CheckInSpec"])
    riddle["properties"]["kind"] = {"type": "string", "const": "riddle", "default": "riddle"}
    wider["$defs"]["RiddleSpec"] = riddle
    wider["properties"]["activities"]["items"]["oneOf"].append({"$ref": "#/$defs/RiddleSpec"})
    found = Comparison(now, wider)
    assert found.broken == []
    assert found.new_keys == ["refunds.gently"]
    assert found.new_kinds == ["activities[]<riddle>"]
