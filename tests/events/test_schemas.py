"""Schemas of events: they accept what the catalogue accepts, and do not change under their readers."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path
from types import ModuleType
from typing import Any

import jsonschema
import pytest

from liuke.events.catalogue import EventField, EventType
from liuke.events.schemas import find_breaks, render_schema
from liuke.features import FACT_TYPES, FACT_VERSIONS
from liuke.kernel.clock import FIRST_DAY, LAST_DAY
from liuke.kernel.money import MAX_AMOUNT
from liuke.kernel.text import text

DOCS = Path(__file__).parents[2] / "docs"
L = text("名", "name")


@pytest.fixture(scope="module")
def generate() -> ModuleType:
    spec = importlib.util.spec_from_file_location("docs_generate_events", DOCS / "generate.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def event(version: int = 1, origin: Any = "derived", *, open_: bool = False, **fields: EventField) -> EventType:
    return EventType("a.b", L, origin, fields, open=open_, version=version)


def test_the_committed_schemas_are_kept(generate: ModuleType) -> None:
    """Raise ``EventType.version`` of a type whose readers must look again."""
    assert generate.find_event_breaks() == []


def test_every_fact_has_a_schema_with_its_version() -> None:
    for name in FACT_TYPES:
        schema = json.loads((DOCS / "events" / f"{name}.json").read_text(encoding="utf-8"))
        jsonschema.Draft202012Validator.check_schema(schema)
        assert (schema["title"], schema["x-version"]) == (name, FACT_VERSIONS[name])


VALUES: list[Any] = [
    None, 0, 1, -1, MAX_AMOUNT, MAX_AMOUNT + 1, 2**70, FIRST_DAY, FIRST_DAY - 1, LAST_DAY, LAST_DAY + 1,
    True, False, 1.5, "", "x", [], [1], {}, {"a": 1},
]  # fmt: skip


@pytest.mark.parametrize("kind", ["int", "cents", "points", "str", "bool", "day", "t_us", "list", "map"])
@pytest.mark.parametrize("required", [True, False])
@pytest.mark.parametrize("open_", [True, False])
def test_schema_and_catalogue_agree(kind: Any, required: bool, open_: bool) -> None:
    type_ = event(origin="reported", open_=open_, a=EventField(kind, L, required))
    validator = jsonschema.Draft202012Validator(render_schema(type_))
    documents: list[dict[str, Any]] = [{"a": value} for value in VALUES]
    for data in [*documents, {}, {"a": 1, "b": 2}, {"b": "x"}]:
        assert validator.is_valid(data) == (type_.check(data) == []), data


def test_a_receiver_that_validates_takes_a_new_optional_field() -> None:
    a = EventField("int", L)
    old = jsonschema.Draft202012Validator(render_schema(event(a=a)))
    said_by_the_next_release = {"a": 1, "b": "x"}
    assert event(a=a, b=EventField("str", L)).check(said_by_the_next_release) == []
    assert breaks(event(a=a), event(a=a, b=EventField("str", L))) == []
    assert list(old.iter_errors(said_by_the_next_release)) == []
    assert [fault.validator for fault in old.iter_errors({"a": "x"})] == ["type"]


def breaks(old: EventType, new: EventType | None) -> list[str]:
    return find_breaks(render_schema(old), None if new is None else render_schema(new))


def test_what_breaks_readers_is_named() -> None:
    a, b = EventField("int", L), EventField("str", L)
    must = EventField("int", L, required=True)
    old = event(a=a, b=b)
    assert breaks(old, old) == []
    assert breaks(old, None) == ["a.b is gone"]
    assert breaks(old, event(a=a)) == ["a.b.b is gone"]
    assert breaks(old, event(a=b, b=b)) == ["a.b.a was int and is str"]
    assert breaks(event(a=a), event(a=EventField("points", L))) == ["a.b.a was int and is points"]
    assert breaks(old, event(a=must, b=b)) == ["a.b.a is required now"]
    assert breaks(old, event(a=a, b=b, c=must)) == ["a.b.c is required now"]
    assert breaks(event(a=must), event(a=a)) == ["a.b.a is not always there any more"]
    assert breaks(event(origin="request", a=must), event(origin="request", a=a)) == []
    assert breaks(event(origin="reported", open_=True), event(origin="reported")) == [
        "a.b takes no other fields any more"
    ]
    assert breaks(event(open_=True), event(origin="reported", open_=True)) == ["a.b was derived and is reported"]
    assert breaks(old, event(a=b)) == ["a.b.a was int and is str", "a.b.b is gone"]


def test_what_does_not_break_them_is_allowed() -> None:
    a = EventField("int", L)
    old = event(a=a)
    assert breaks(old, event(a=EventField("int", text("新", "new")), b=a)) == []
    assert breaks(old, event(open_=True, a=a)) == []
    assert breaks(old, event(version=2)) == []
    assert breaks(event(version=2), event(version=1)) == ["a.b: the version went back from 2 to 1"]


def test_the_generator_refuses_to_break(generate: ModuleType, tmp_path: Path, monkeypatch: Any) -> None:
    (tmp_path / "events").mkdir()
    old = render_schema(EventType("points.earned", L, "derived", {"lost": EventField("int", L)}))
    file = tmp_path / "events" / "points.earned.json"
    file.write_text(json.dumps(old))
    monkeypatch.setattr(generate, "HERE", tmp_path)
    monkeypatch.setattr("sys.argv", ["generate.py"])
    assert generate.main() == 1
    assert json.loads(file.read_text()) == old
    assert [one.name for one in tmp_path.rglob("*") if one.is_file()] == ["points.earned.json"]
