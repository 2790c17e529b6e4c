"""JSON Schema 2020-12 of the whole program, with labels (``x-label``) and UI hints (``x-ui``) of every field.

``x-refs`` says where things stand that a field refers to (``x-ui.ref``): kind → path of the list.
"""

from __future__ import annotations

from typing import Any, cast

from liuke.program.spec import SCHEMA_VERSION, ProgramBase

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def render_schema(model: type[ProgramBase]) -> dict[str, Any]:
    """The schema of documents of this model; the console builds its forms from it, editors complete by it.

    Definitions are sorted by name, so that two releases differ only where the shape does.
    """
    schema = model.model_json_schema(by_alias=True, mode="validation")
    definitions = cast("dict[str, dict[str, Any]]", schema.pop("$defs", {}))
    for part in (schema, *list(definitions.values())):
        _require_kinds(part, definitions)
    if "Text" in definitions:
        definitions["Text"] = _accept_plain_text(definitions["Text"])
    return {
        "$schema": DIALECT,
        "$id": f"https://liuke.dev/schema/program/v{SCHEMA_VERSION}.json",
        "x-refs": dict(sorted(model.ref_paths.items())),
        **schema,
        "$defs": dict(sorted(definitions.items())),
    }


def _accept_plain_text(of_object: dict[str, Any]) -> dict[str, Any]:
    """A wording may be given as one plain string."""
    about = {key: of_object.pop(key) for key in ("title", "description") if key in of_object}
    plain = {"type": "string", "minLength": 1, "maxLength": 500}
    return {**about, "anyOf": [plain, of_object], "x-ui": {"widget": "text"}}


def _require_kinds(part: Any, definitions: dict[str, dict[str, Any]]) -> None:
    """In a union told apart by a field, that field is required, although its model has a default for it."""
    if isinstance(part, list):
        for item in cast("list[Any]", part):
            _require_kinds(item, definitions)
    if not isinstance(part, dict):
        return
    mapping = cast("dict[str, Any]", part)
    discriminator = mapping.get("discriminator")
    if isinstance(discriminator, dict) and "mapping" in discriminator:
        told_by = cast("dict[str, Any]", discriminator)
        name = str(told_by["propertyName"])
        for reference in cast("dict[str, str]", told_by["mapping"]).values():
            alternative = definitions.get(reference.rpartition("/")[2])
            if alternative is not None and name not in alternative.setdefault("required", []):
                alternative["required"] = sorted([*alternative["required"], name])
    for key, value in mapping.items():
        if key not in {"discriminator", "default"}:
            _require_kinds(value, definitions)
