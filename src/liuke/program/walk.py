"""Walking a validated program: every value with its path, its field's hints, and the names of things."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, cast

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from liuke.kernel.ids import read_number
from liuke.kernel.text import Text, text
from liuke.program.conditions import AllOf, AnyOf, Compare, Not
from liuke.program.spec import ProgramBase

CONDITIONS = (Compare, AllOf, AnyOf, Not)
_WHOLE = (*CONDITIONS, Text)
_WITH_INSIDE = (BaseModel, tuple, list, dict)


@dataclass(frozen=True, slots=True)
class Place:
    """One value in a program.

    Args:
        path: Dotted path; items of a list by number, as in the document.
        value: The value.
        ui: Hints of its field (``x-ui``); empty where it has none.
        label: Label of its field.
    """

    path: str
    value: Any
    ui: Mapping[str, Any]
    label: Text | None


def get_hints(info: FieldInfo) -> tuple[Text | None, Mapping[str, Any]]:
    """Label and UI hints of a field."""
    extra = info.json_schema_extra
    if not isinstance(extra, dict):
        return None, {}
    hints = cast("Mapping[str, Any]", extra)
    label: Mapping[str, str] | None = hints.get("x-label")
    ui: Mapping[str, Any] = hints.get("x-ui") or {}
    return (text(label["zh"], label["en"]) if label else None), ui


@cache
def _list_fields(model: type[BaseModel]) -> tuple[tuple[str, str, Text | None, Mapping[str, Any]], ...]:
    """Name, name in documents, label and UI hints of every field; worked out once, since programs have thousands."""
    return tuple((name, info.alias or name, *get_hints(info)) for name, info in model.model_fields.items())


def walk_program(spec: BaseModel, path: str = "") -> Iterator[Place]:
    """Every field of every part, outer ones first; conditions are one value and are not entered."""
    for name, shown, label, ui in _list_fields(type(spec)):
        here = f"{path}.{shown}" if path else shown
        value = getattr(spec, name)
        yield Place(here, value, ui, label)
        if isinstance(value, _WITH_INSIDE):
            yield from _walk_inside(value, here)


def _walk_inside(value: Any, path: str) -> Iterator[Place]:
    if isinstance(value, _WHOLE):
        return
    if isinstance(value, BaseModel):
        yield from walk_program(value, path)
    elif isinstance(value, tuple | list):
        for index, item in enumerate(cast("tuple[Any, ...]", value)):
            if isinstance(item, CONDITIONS):
                yield Place(f"{path}.{index}", item, {}, None)
            elif isinstance(item, _WITH_INSIDE):
                yield from _walk_inside(item, f"{path}.{index}")
    elif isinstance(value, dict):
        for key, item in cast("dict[str, Any]", value).items():
            if isinstance(item, CONDITIONS):
                yield Place(f"{path}.{key}", item, {}, None)
            elif isinstance(item, _WITH_INSIDE):
                yield from _walk_inside(item, f"{path}.{key}")


def list_ids(value: Any) -> set[str]:
    """Ids of the items of a section: of the list itself, or of the lists directly inside it."""
    if isinstance(value, tuple | list):
        return {item.id for item in cast("tuple[Any, ...]", value) if isinstance(getattr(item, "id", None), str)}
    if isinstance(value, BaseModel):
        found = set[str]()
        for name in type(value).model_fields:
            inner = getattr(value, name)
            if isinstance(inner, tuple | list):
                found |= list_ids(inner)
        return found
    return set(cast("dict[str, Any]", value)) if isinstance(value, dict) else set()


def find_named(spec: ProgramBase, path: str) -> Text | None:
    """Name of what a path of a reason points to: by ids (``earning.spend``) or by numbers (``earning.0``)."""
    here: Any = spec
    name: Text | None = None
    for part in path.split("."):
        here = _step(here, part)
        if here is None:
            break
        found = getattr(here, "name", None)
        if isinstance(found, Text):
            name = found
    return name


def find_value(spec: ProgramBase, path: str) -> Any:
    """What stands at a path, by ids or by numbers; ``None`` where it leads nowhere."""
    here: Any = spec
    for part in path.split(".") if path else ():
        here = _step(here, part)
    return here


def render_id_path(spec: ProgramBase, path: str) -> str:
    """The same path with ids in place of numbers, as reasons and some findings write it (``coupons.welcome.scope``)."""
    here: Any = spec
    shown = list[str]()
    for part in path.split("."):
        here = _step(here, part)
        own = getattr(here, "id", None)
        shown.append(own if own and isinstance(own, str) and read_number(part) is not None else part)
    return ".".join(shown)


def _step(here: Any, part: str) -> Any:
    if isinstance(here, tuple | list):
        items = cast("tuple[Any, ...]", here)
        place = read_number(part)
        if place is not None:
            return items[place] if place < len(items) else None
        return next((item for item in items if getattr(item, "id", None) == part), None)
    if isinstance(here, BaseModel):
        if part in type(here).model_fields:
            return getattr(here, part)
        for name in type(here).model_fields:
            inner = getattr(here, name)
            if isinstance(inner, tuple | list) and (found := _step(inner, part)) is not None:
                return found
        return None
    return cast("dict[str, Any]", here).get(part) if isinstance(here, dict) else None
