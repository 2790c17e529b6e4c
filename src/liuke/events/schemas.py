"""Event types as JSON Schema, and whether a new schema still suits those who read the old one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from liuke.events.catalogue import EventField, EventType

DIALECT = "https://json-schema.org/draft/2020-12/schema"
_TYPES = {
    "int": "integer", "cents": "integer", "points": "integer", "day": "integer", "t_us": "integer", "str": "string",
    "bool": "boolean", "list": "array", "map": "object",
}  # fmt: skip
_BOUNDS = {
    "integer": ("minimum", "maximum"), "string": ("minLength", "maxLength"), "array": ("minItems", "maxItems"),
    "object": ("minProperties", "maxProperties"),
}  # fmt: skip
_NUMBERS = {"minimum", "maximum"}


def render_schema(event: EventType) -> dict[str, Any]:
    """The schema of an event's data. Fields that are not required may be null.

    What is stated may say more tomorrow, so that its schema takes any other field; what is sent must be what is known.
    """
    return {
        "$schema": DIALECT,
        "title": event.name,
        "x-label": {"zh": event.label.zh, "en": event.label.en},
        "x-origin": event.origin,
        "x-version": event.version,
        "type": "object",
        "properties": {
            name: _render_field(field, sent=event.origin != "derived") for name, field in event.fields.items()
        },
        "required": sorted(name for name, field in event.fields.items() if field.required),
        "additionalProperties": event.open or event.origin == "derived",
    }


def _render_field(field: EventField, *, sent: bool) -> dict[str, Any]:
    kind = _TYPES[field.kind]
    shape: dict[str, Any] = {"type": kind if field.required else [kind, "null"]}
    if kind in _BOUNDS and (sent or kind == "integer"):
        names = _BOUNDS[kind]
        shape |= {name: bound for name, bound in zip(names, field.bounds, strict=True) if bound or name in _NUMBERS}
    if field.items is not None:
        _, parts = msgspec.json.schema_components([field.items], ref_template="{name}")
        shape = {**shape, "items": parts[field.items.__name__]}
    shown = {**shape, "x-kind": field.kind, "x-label": {"zh": field.label.zh, "en": field.label.en}}
    return {**shown, "x-personal": True} if field.personal else shown


def find_breaks(old: Mapping[str, Any], new: Mapping[str, Any] | None) -> list[str]:
    """What would surprise somebody who reads or sends by the old schema; nothing if the version was raised.

    Raising the version makes any change allowed; it may not be lowered. Labels and new optional fields never matter.
    """
    name = old["title"]
    if new is None:
        return [f"{name} is gone"]
    was, now = int(old["x-version"]), int(new["x-version"])
    if now != was:
        return [] if now > was else [f"{name}: the version went back from {was} to {now}"]
    found = list[str]()
    if old["x-origin"] != new["x-origin"]:
        found.append(f"{name} was {old['x-origin']} and is {new['x-origin']}")
    if old["additionalProperties"] and not new["additionalProperties"]:
        found.append(f"{name} takes no other fields any more")
    for key, field in old["properties"].items():
        other = new["properties"].get(key)
        if other is None:
            found.append(f"{name}.{key} is gone")
        elif other["x-kind"] != field["x-kind"]:
            found.append(f"{name}.{key} was {field['x-kind']} and is {other['x-kind']}")
    stated = old["x-origin"] == "derived"
    for key in sorted({*old["required"], *new["required"]}):
        if key not in old["required"]:
            found.append(f"{name}.{key} is required now")
        if key not in new["required"] and stated and key in new["properties"]:
            found.append(f"{name}.{key} is not always there any more")
    return found
