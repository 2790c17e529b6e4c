"""Every operation has an example, made by calling it; each fits the schema, and the calls still work."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from liuke.api.catalogue import ENDPOINTS
from liuke.api.examples import read_examples
from liuke.api.openapi import render_openapi
from tests.api.examples.story import run_story
from tests.server import TestDatabase

DOCUMENT = render_openapi(ENDPOINTS)
NAMES = [f"{endpoint.method} {endpoint.path}" for endpoint in ENDPOINTS]
MENDED = "python -m tests.api.examples writes the examples; a new operation wants a line in its story"
JSON = re.compile(r"application/(.+\+)?json")


def find_faults(name: str, example: dict[str, Any]) -> list[str]:
    """Where an example is not what the specification says of its operation."""
    method, path = name.split(" ")
    operation = DOCUMENT["paths"][path][method.lower()]
    faults = list[str]()
    wanted = set(re.findall(r"\{(\w+)\}", path))
    if example.get("params", {}).keys() != wanted:
        faults.append(f"its path has {sorted(wanted)}, and not {sorted(example.get('params', {}))}")
    known = {one["name"]: one["schema"] for one in operation["parameters"] if one["in"] == "query"}
    for query, value in example.get("query", {}).items():
        faults += check(value, known[query]) if query in known else [f"there is no parameter {query}"]
    response = operation["responses"].get(str(example["status"]))
    if response is None or "$ref" in response:
        return [*faults, f"status {example['status']} is not described"]
    if "requestBody" in operation:
        (content,) = operation["requestBody"]["content"].values()
        if "request" in example and not isinstance(example["request"], str):
            faults += check(example["request"], content["schema"])
        elif operation["requestBody"]["required"] and "request" not in example:
            faults.append("its body is missing")
    media = next(iter(response.get("content", {})), "")
    if JSON.fullmatch(media) and "ndjson" not in media:
        faults += check(example["response"], response["content"][media]["schema"])
    return faults


def check(value: Any, schema: dict[str, Any]) -> list[str]:
    whole = {**schema, "components": DOCUMENT["components"]}
    found = jsonschema.Draft202012Validator(whole).iter_errors(value)
    return [f"{'.'.join(map(str, one.absolute_path))}: {one.message[:300]}" for one in found]


def test_every_operation_has_an_example() -> None:
    missing = [name for name in NAMES if name not in read_examples()]
    assert missing == [], MENDED
    assert [name for name in read_examples() if name not in NAMES] == [], MENDED


@pytest.mark.parametrize("name", sorted(read_examples().keys() & set(NAMES)))
def test_an_example_fits_the_specification(name: str) -> None:
    assert find_faults(name, read_examples()[name]) == [], MENDED


def test_nothing_that_opens_a_door_is_shown() -> None:
    text = str(read_examples()).replace("eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.SIGNATURE", "")
    assert re.findall(r"lk_[0-9a-f]+_(?!SECRET)\w{8,}|whsec_(?!SECRET)\w{8,}|eyJ[\w-]+\.\w+", text) == []


@pytest.mark.slow
def test_the_story_of_the_examples_still_happens(database: TestDatabase, tmp_path: Path) -> None:
    kept, failed = run_story(database, tmp_path)
    assert failed == []
    assert kept.keys() == set(NAMES), MENDED
    faults = {name: found for name, example in kept.items() if (found := find_faults(name, example))}
    assert faults == {}
