"""The server's specification (OpenAPI 3.1) and the table of names, as values that both writers take."""

from __future__ import annotations

import inspect
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
SPECIFICATION = ROOT / "docs" / "reference" / "openapi.json"
NAMES = HERE / "operations.yaml"
_REF = "#/components/schemas/"
METHODS = ("get", "post", "put", "patch", "delete")


@dataclass(frozen=True)
class Field:
    """A field of a struct, a parameter of a query, or a header."""

    name: str
    schema: dict[str, Any]
    required: bool
    about: str = ""


@dataclass(frozen=True)
class Struct:
    """An object of the specification."""

    name: str
    about: str
    fields: tuple[Field, ...]
    is_body: bool


@dataclass(frozen=True)
class Named:
    """A line of the table of names."""

    group: str
    method: str
    safe: bool = False
    hand: bool = False
    stream: str = ""
    upload: str = ""
    js: bool | None = None
    without: tuple[str, ...] = ()
    headers: tuple[str, ...] = ()
    defaults: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Operation:
    """One method on one path, with its name."""

    verb: str
    path: str
    named: Named
    summary: str
    about: str
    params: tuple[Field, ...]
    query: tuple[Field, ...]
    headers: tuple[Field, ...]
    body: dict[str, Any] | None
    body_media: str
    answer: dict[str, Any] | None
    answer_media: str
    keyed: bool
    member_token: bool
    result: dict[str, Any] | None = None
    """Of what an answer says more than its type does, the schema of ``result``."""

    @property
    def id(self) -> str:
        """As the table names it."""
        return f"{self.verb} {self.path}"

    @property
    def is_list(self) -> bool:
        """Whether it answers with pages."""
        return self.answer is not None and "Page_" in self.answer.get("$ref", "")


@dataclass
class Specification:
    """All of it."""

    operations: list[Operation]
    structs: dict[str, Struct]
    groups: dict[str, str]
    excluded: dict[str, str]
    schemas: dict[str, Any] = field(default_factory=dict)

    def list_tags(self) -> dict[str, tuple[str, str]]:
        """Struct of a union whose members are told apart by a field → that field and what it says."""
        found: dict[str, tuple[str, str]] = {}

        def look(value: Any) -> None:
            if isinstance(value, dict):
                union = value.get("discriminator")
                if isinstance(union, dict) and "mapping" in union:
                    found.update({_ref({"$ref": ref}): (union["propertyName"], tag)
                                  for tag, ref in union["mapping"].items()})  # fmt: skip
                for inner in value.values():
                    look(inner)
            elif isinstance(value, list):
                for inner in value:
                    look(inner)

        look(self.schemas)
        return found


class Incomplete(Exception):
    """The table and the specification disagree; the message says what to do."""


def read_specification(path: Path = SPECIFICATION, names: Path = NAMES) -> Specification:
    """Both files.

    Raises:
        Incomplete: an operation has no name, or a name no operation; all of them are listed.
    """
    document = json.loads(path.read_text(encoding="utf-8"))
    table = yaml.safe_load(names.read_text(encoding="utf-8"))
    rename: dict[str, str] = table.get("rename", {})
    words: dict[str, str] = table.get("words", {})
    document = _rename_schemas(document, rename)
    found = {f"{verb.upper()} {where}": raw for where, item in document["paths"].items()
             for verb, raw in item.items() if verb in METHODS}  # fmt: skip
    excluded: dict[str, str] = dict(table.get("excluded", {}))
    excluded |= {name: one for name, one in table.get("planned_excluded", {}).items() if name in found}
    planned: dict[str, Any] = table.get("planned", {})
    wanted: dict[str, Any] = table["operations"] | {name: one for name, one in planned.items() if name in found}
    wanted |= {name: one for name in sorted(found.keys() - wanted) if (one := _name_by_path(name))}
    groups: dict[str, str] = table["groups"]
    _compare(set(found), set(wanted), set(excluded), groups, wanted)
    operations = [_read_operation(name, found[name], _read_named(wanted[name]), words) for name in wanted]
    schemas = document["components"]["schemas"]
    bodies = {_ref(op.body) for op in operations if op.body is not None}
    sent = set(_reach(bodies, schemas))
    used = _reach(
        {_ref(one) for op in operations for one in (op.body, op.answer, op.result) if one is not None}, schemas
    )
    structs = {name: _read_struct(name, schemas[name], words, is_body=name in sent) for name in used}
    for name in sorted({"Problem", "Fault"} & schemas.keys()):
        structs.setdefault(name, _read_struct(name, schemas[name], {}, is_body=False))
    return Specification(operations, structs, groups, excluded, schemas)


def _name_by_path(name: str) -> str:
    """What an operation of a kind of activity is called: the last part of its path says it."""
    action = re.fullmatch(r"POST /v1/members/\{member\}/activities/\{activity\}/([a-z][a-z-]*)", name)
    return f"activities.{action[1].replace('-', '_')}" if action else ""


def _compare(
    found: set[str], wanted: set[str], excluded: set[str], groups: dict[str, str], table: dict[str, Any]
) -> None:
    faults = [f"{name} has no name: add it under operations, or under excluded with a reason"
              for name in sorted(found - wanted - excluded)]  # fmt: skip
    gone = sorted((wanted | excluded) - found)
    faults += [f"{name} is not offered by the server (any more): remove it" for name in gone]
    named = [_read_named(value) for value in table.values()]
    faults += [f"group {one.group} is not described under groups" for one in named if one.group not in groups]
    seen = set[tuple[str, str]]()
    for one in named:
        if (one.group, one.method) in seen:
            faults.append(f"{one.group}.{one.method} names two operations")
        seen.add((one.group, one.method))
    if faults:
        raise Incomplete("sdk/generate/operations.yaml and the API disagree:\n  " + "\n  ".join(faults))


def _read_named(value: Any) -> Named:
    entry = {"name": value} if isinstance(value, str) else dict(value)
    group, _, method = entry.pop("name").partition(".")
    return Named(group, method, **entry)


def _read_operation(name: str, raw: dict[str, Any], named: Named, words: dict[str, str]) -> Operation:
    verb, _, path = name.partition(" ")
    parameters: dict[str, list[Field]] = {"path": [], "query": [], "header": []}
    for one in raw.get("parameters", ()):
        if one["name"] not in {"lang", *named.without}:
            about = _choose_words(one["name"], one.get("description") or one["schema"].get("description"), words)
            parameters[one["in"]].append(Field(one["name"], one["schema"], one.get("required", False), about))
    known = [one for one in parameters["header"] if one.name.lower() != "idempotency-key"]
    keyed = len(known) < len(parameters["header"])
    added = [Field(one, {"type": "string"}, required=False, about=_choose_words(one, None, words))
             for one in named.headers if one not in {header.name for header in known}]  # fmt: skip
    body_media, body = _first(raw.get("requestBody", {}).get("content", {}))
    if named.upload:
        body_media, body = named.upload, {}
    done = next(raw["responses"][status] for status in sorted(raw["responses"]) if status < "300")
    answer_media, answer = _first(done.get("content", {}))
    result = None
    if answer is not None and "allOf" in answer:
        answer, more = answer["allOf"]
        result = more["properties"]["result"]
    return Operation(
        verb, path, named, raw.get("summary", ""), raw.get("description", ""), tuple(parameters["path"]),
        tuple(parameters["query"]), tuple(known + added), body, body_media, answer,
        answer_media, keyed, any("memberToken" in one for one in raw.get("security", ())),
        result,
    )  # fmt: skip


def _first(content: dict[str, Any]) -> tuple[str, dict[str, Any] | None]:
    for media, one in content.items():
        return media, one.get("schema", {})
    return "", None


def _read_struct(name: str, schema: dict[str, Any], words: dict[str, str], *, is_body: bool) -> Struct:
    about, told = read_docstring(schema.get("description", ""))
    required = set(schema.get("required", ()))
    fields = tuple(
        Field(key, one, key in required, _choose_words(key, told.get(key) or one.get("description"), words))
        for key, one in schema.get("properties", {}).items()
    )
    return Struct(name, about, fields, is_body)


def _choose_words(name: str, given: str | None, words: dict[str, str]) -> str:
    """What is said of a field: the server's words, those of the table, or the name taken apart."""
    return given or words.get(name) or name.replace("_", " ").capitalize() + "."


def read_docstring(text: str) -> tuple[str, dict[str, str]]:
    """The words above ``Args:``, and those of each argument."""
    head, _, listed = inspect.cleandoc(text).partition("Args:\n")
    found = re.findall(r"^ {4}(\w+): (.*(?:\n {5,}.*)*)", listed, re.MULTILINE)
    return head.strip(), {name: " ".join(words.split()) for name, words in found}


def _ref(schema: dict[str, Any]) -> str:
    return schema.get("$ref", "").removeprefix(_REF)


def _refs(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        if "$ref" in value:
            yield _ref(value)
        for one in value.values():
            yield from _refs(one)
    elif isinstance(value, list):
        for one in value:
            yield from _refs(one)


def _reach(names: set[str], schemas: dict[str, Any]) -> list[str]:
    """Objects that are reached from these, in the specification's order."""
    open_, seen = [name for name in names if name], set[str]()
    while open_:
        name = open_.pop()
        if name not in seen:
            seen.add(name)
            open_ += _refs(schemas[name])
    return [name for name in schemas if name in seen]


def _rename_schemas(document: Any, rename: dict[str, str]) -> Any:
    """Names of the server's own that would mean something else to a client."""
    text = json.dumps(document)
    for old, new in rename.items():
        text = text.replace(f'"{_REF}{old}"', f'"{_REF}{new}"')
        text = text.replace(f'"{old}": {{"title": "{old}"', f'"{new}": {{"title": "{new}"')
    return json.loads(text)
