"""Each recipe of the operators' documents is put into the tea shop's program, and stands in it."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from liuke.bootstrap import read_program_file
from liuke.features import compile_program, lint_program, load_program
from liuke.program.document import parse_document

FOLDER = Path(__file__).parents[2] / "docs/operators"
RECIPES = [
    pytest.param(found[1], id=f"{file.stem}-{number}")
    for file in sorted(FOLDER.glob("recipes*.md"))
    for number, found in enumerate(re.finditer(r"```yaml\n(.*?)```", file.read_text("utf-8"), re.DOTALL), start=1)
]


def lay_over(document: Any, part: Any) -> Any:
    """The document with the part in it: items of a list by their ids, new ones at its end."""
    if isinstance(part, dict) and isinstance(document, dict):
        return {**document, **{name: lay_over(document.get(name), value) for name, value in part.items()}}
    if isinstance(part, list) and isinstance(document, list):
        named = {item["id"]: item for item in part}
        kept = [named.pop(item["id"], item) for item in document]
        return [*kept, *named.values()]
    return part


def test_there_are_twelve_in_each_language() -> None:
    assert len(RECIPES) == 24


@pytest.mark.parametrize("recipe", RECIPES)
def test_it_stands_in_the_program_of_the_tea_shop(recipe: str) -> None:
    program = load_program(lay_over(read_program_file("tea_shop").data, parse_document(recipe).data))
    assert [(one.path, one.code) for one in lint_program(program) if one.severity == "error"] == []
    compile_program(program.model_dump(mode="json", by_alias=True))
