"""Every fixed value of the program's fields has a word in both languages, the same in the console."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from liuke.features import FEATURES
from liuke.program.choice_words import WORDS
from liuke.program.schema import render_schema
from liuke.publishing.catalogue import program_model

CONSOLE = Path(__file__).parents[2] / "console" / "src" / "i18n" / "schemaWords.ts"


def list_values(node: Any) -> set[str]:
    if isinstance(node, list):
        return {value for item in node for value in list_values(item)}
    if not isinstance(node, dict):
        return set()
    found = {str(value) for value in node.get("enum", ())}
    if isinstance(node.get("const"), str):
        found.add(node["const"])
    shapes = [one["$ref"].rpartition("/")[2] for one in node.get("oneOf") or node.get("anyOf") or () if "$ref" in one]
    if len(shapes) > 1 and "discriminator" not in node:
        found.update(shapes)
    return found.union(*(list_values(v) for k, v in node.items() if k not in {"default", "x-ui", "x-label"}))


def test_every_choice_has_a_word() -> None:
    domains = tuple(feature.domain for feature in FEATURES if feature.domain is not None)
    assert list_values(render_schema(program_model(domains))) - set(WORDS) == set()
    for word in WORDS.values():
        assert re.search("[一-鿿]", word.zh)
        assert not re.search("[一-鿿]", word.get("en"))


def test_the_console_says_the_same() -> None:
    lines = re.findall(r"^  '?([^':]+)'?: \['(.*)', '(.*)'\],$", CONSOLE.read_text(), re.MULTILINE)
    assert {key: (zh, en) for key, zh, en in lines} == {key: (w.zh, w.get("en")) for key, w in WORDS.items()}
