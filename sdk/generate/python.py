"""Writes the Python client's models and groups."""

from __future__ import annotations

import json
import keyword
import re
import textwrap
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from reading import Field, Operation, Specification, Struct

MADE = "Made by sdk/generate from the server's specification. Do not edit."
WIDTH = 116
_PLAIN = {"string": "str", "integer": "int", "number": "float", "boolean": "bool", "null": "None"}
_STREAMS = {"rows": "dict[str, Any]", "bytes": "bytes"}


def write_python(spec: Specification) -> dict[str, str]:
    """File name below ``liuke_sdk`` → content, before formatting."""
    files = {"models.py": write_models(spec), "groups/__init__.py": write_index(spec)}
    for group in spec.groups:
        operations = [op for op in spec.operations if op.named.group == group and not op.named.hand]
        if operations:
            files[f"groups/{group}.py"] = write_group(spec, group, operations)
    return files


# -- models -----------------------------------------------------------------------------------------------------------
def write_models(spec: Specification) -> str:
    """All structs."""
    structs = [one for name, one in spec.structs.items() if not name.startswith("Page_")]
    tags = spec.list_tags()
    exported = ", ".join(f'"{one.name}"' for one in sorted(structs, key=lambda one: one.name))
    lines = [
        f'"""What requests and answers are made of. {MADE}"""', "", "from __future__ import annotations", "",
        "from typing import Any, Literal", "", "from msgspec import UNSET, Struct, UnsetType, field", "",
        f"__all__ = [{exported}]", "",
    ]  # fmt: skip
    for one in structs:
        lines += ["", *write_struct(one, tags.get(one.name)), ""]
    return "\n".join(lines)


def write_struct(struct: Struct, tag: tuple[str, str] | None = None) -> list[str]:
    """A class; a newer server's further fields are ignored when it is read.

    Args:
        struct: It.
        tag: Field by which it is known among others, and what that says: msgspec writes and reads it, it is no field.
    """
    extra = ", forbid_unknown_fields=True" if struct.is_body else ""
    if tag is not None:
        extra += f', tag_field="{tag[0]}", tag="{tag[1]}"'
        struct = replace(struct, fields=tuple(one for one in struct.fields if one.name != tag[0]))
    lines = [f"class {struct.name}(Struct, frozen=True, kw_only=True{extra}):"]
    words = [(safe_name(one.name), one.about) for one in struct.fields]
    lines += write_docstring(struct.about or struct.name, words, "    ", title="Args")
    for one in struct.fields:
        lines.append(f"    {write_field(one, is_body=struct.is_body)}")
    return lines


def write_field(one: Field, *, is_body: bool) -> str:
    """One line of a class."""
    name, type_ = safe_name(one.name), write_type(one.schema)
    default = ""
    if not one.required:
        if is_body:
            nullable = " | None" if type_.endswith(" | None") else ""
            type_, default = f"{type_.removesuffix(' | None')} | UnsetType{nullable}", "UNSET"
        elif "default" in one.schema:
            default = write_default(one.schema["default"])
        else:
            type_, default = (type_ if type_.endswith("None") else f"{type_} | None"), "None"
    if name != one.name:
        given = f", default={default}" if default else ""
        return f'{name}: {type_} = field(name="{one.name}"{given})'
    return f"{name}: {type_} = {default}" if default else f"{name}: {type_}"


def write_default(value: Any) -> str:
    """A default; msgspec copies empty containers."""
    return repr(value)


def write_type(schema: dict[str, Any]) -> str:
    """The type of a schema."""
    if "$ref" in schema:
        name = schema["$ref"].rsplit("/", 1)[1]
        return f"Page[{name.removeprefix('Page_').removesuffix('_')}]" if name.startswith("Page_") else name
    if "enum" in schema:
        values = [value for value in schema["enum"] if value is not None]
        made = f"Literal[{', '.join(json.dumps(value, ensure_ascii=False) for value in values)}]"
        return f"{made} | None" if None in schema["enum"] else made
    if "const" in schema:
        return f"Literal[{json.dumps(schema['const'])}]"
    for several in ("anyOf", "oneOf"):
        if several in schema:
            types = dict.fromkeys(write_type(one) for one in schema[several])
            return " | ".join(sorted(types, key=lambda type_: type_ == "None"))
    kind = schema.get("type")
    if isinstance(kind, list):
        return " | ".join(_PLAIN[one] for one in kind)
    if kind == "array" and "prefixItems" in schema:
        return f"tuple[{', '.join(write_type(one) for one in schema['prefixItems'])}]"
    if kind == "array":
        return f"list[{write_type(schema.get('items', {}))}]"
    if kind == "object":
        values = schema.get("additionalProperties")
        return f"dict[str, {write_type(values) if isinstance(values, dict) else 'Any'}]"
    return _PLAIN.get(str(kind), "Any")


# -- groups -----------------------------------------------------------------------------------------------------------
def write_group(spec: Specification, group: str, operations: list[Operation]) -> str:
    """One module with one class."""
    body = ["", f"class {class_name(group)}(Group[M]):", f'    """{spec.groups[group]}"""', ""]
    for op in operations:
        body += [*write_method(spec, op), ""]
    text = "\n".join(body)
    decorators = sorted({decorator_of(op) for op in operations})
    used = [name for name in spec.structs if not name.startswith("Page_") and re.search(rf"\b{name}\b", text)]
    lines = [f'"""{spec.groups[group]}\n\n{MADE}\n"""', "", "from __future__ import annotations", ""]
    typing_names = [name for name in ("Any", "Literal") if re.search(rf"\b{name}\b", text)]
    if typing_names:
        lines += [f"from typing import {', '.join(typing_names)}", ""]
    if "UNSET" in text:
        lines += ["from msgspec import UNSET, UnsetType", ""]
    lines.append(f"from liuke_sdk.group import Group, M, {', '.join(decorators)}")
    if used:
        lines.append(f"from liuke_sdk.models import {', '.join(used)}")
    if "Page[" in text:
        lines.append("from liuke_sdk.series import Page")
    if "Upload" in text:
        lines.append("from liuke_sdk.uploads import Upload, open_upload")
    return "\n".join([*lines, "from liuke_sdk.wire import Ask", "", text])


def write_method(spec: Specification, op: Operation) -> list[str]:
    """One method; what it is asked with becomes a request."""
    struct = struct_of(spec, op)
    answer = answer_type(op)
    lines = [write_decorator(op), f"    def {op.named.method}("]
    lines += [f"        {part}," for part in ["self", *write_parameters(op, struct)]]
    lines.append(f"    ) -> Ask[{answer}]:")
    lines += write_docstring(op.summary, list_words(op, struct), "        ", more=op.about)
    parts = ["None" if answer == "None" else answer]
    if op.params:
        parts.append(f"params={{{', '.join(f'{json.dumps(p.name)}: {safe_name(p.name)}' for p in op.params)}}}")
    if struct is not None:
        given = ", ".join(f"{safe_name(one.name)}={safe_name(one.name)}" for one in struct.fields)
        parts.append(f"body={struct.name}({given})")
    elif op.body is not None and op.body_media == "application/json":
        parts.append("body=body")
    elif op.body is not None:
        parts += ["content=open_upload(content)", "media=media"]
    if op.query:
        parts.append(f"query={{{', '.join(f'{json.dumps(q.name)}: {safe_name(q.name)}' for q in op.query)}}}")
    if op.headers:
        pairs = (f"{json.dumps(one.name.lower())}: {safe_name(one.name)}" for one in op.headers)
        parts.append(f"headers={{{', '.join(pairs)}}}")
    if op.keyed:
        parts.append("key=key")
    return [*lines, f"        return Ask({', '.join(parts)})"]


def write_parameters(op: Operation, struct: Struct | None) -> list[str]:
    """Of the method: the path's by place, all others by name."""
    parts = [f"{safe_name(one.name)}: str" for one in op.params]
    named = list[str]()
    if struct is not None:
        for one in sorted(struct.fields, key=lambda one: not one.required):
            kind = write_type(one.schema)
            if not one.required:
                kind = (
                    f"{kind.removesuffix(' | None')} | UnsetType{' | None' if kind.endswith('| None') else ''} = UNSET"
                )
            named.append(f"{safe_name(one.name)}: {kind}")
    elif op.body is not None and op.body_media == "application/json":
        parts.append(f"body: {write_type(op.body)}")
    elif op.body is not None:
        parts.append("content: Upload")
        named.append(f"media: str = {json.dumps(op.body_media)}")
    for one in op.query:
        named.append(write_query_parameter(op, one))
    for one in op.headers:
        named.append(f"{safe_name(one.name)}: str" + ("" if one.required else " | None = None"))
    if op.keyed:
        named.append("key: str | None = None")
    return [*parts, *(["*", *named] if named else [])]


def write_query_parameter(op: Operation, one: Field) -> str:
    """A parameter of the query; what is not given is left to the server, unless the table says a default."""
    name, type_ = safe_name(one.name), write_type(one.schema)
    if one.name in op.named.defaults:
        return f"{name}: {type_} = {json.dumps(op.named.defaults[one.name])}"
    return f"{name}: {type_}" + ("" if one.required else " | None = None")


def list_words(op: Operation, struct: Struct | None) -> list[tuple[str, str]]:
    """Parameter → what it is."""
    found = [(safe_name(one.name), one.about) for one in op.params]
    if struct is not None:
        ordered = sorted(struct.fields, key=lambda one: not one.required)
        found += [(safe_name(one.name), one.about) for one in ordered]
    elif op.body is not None and op.body_media == "application/json":
        found.append(("body", "See the server's reference."))
    elif op.body is not None:
        found.append(
            ("content", "Bytes, the path of a file, or a function that gives the pieces anew at each attempt.")
        )
        found.append(("media", "Content type of it."))
    found += [(safe_name(one.name), one.about) for one in (*op.query, *op.headers)]
    if op.keyed:
        found.append(("key", "Idempotency key; made unless given. The same key is answered with the same answer."))
    return found


def write_decorator(op: Operation) -> str:
    """Says the route."""
    extra = ", keyed=True" if op.keyed else ", safe=True" if op.named.safe and op.verb != "GET" else ""
    return f'    @{decorator_of(op)}("{op.verb}", "{op.path}"{extra})'


def decorator_of(op: Operation) -> str:
    """How the answer comes."""
    return "streaming" if op.named.stream else "listing" if op.is_list else "operation"


def answer_type(op: Operation) -> str:
    """Of the request's answer."""
    if op.named.stream:
        return _STREAMS[op.named.stream]
    if op.answer is None:
        return "None"
    return write_type(op.answer) if op.answer_media == "application/json" else "bytes"


def struct_of(spec: Specification, op: Operation) -> Struct | None:
    """The struct whose fields become parameters."""
    name = (op.body or {}).get("$ref", "").rsplit("/", 1)[-1]
    return spec.structs.get(name) if op.body_media == "application/json" else None


def write_index(spec: Specification) -> str:
    """The base of both clients."""
    groups = list(dict.fromkeys(op.named.group for op in spec.operations))
    lines = [f'"""Groups of operations. {MADE}"""', "", "from __future__ import annotations", ""]
    lines += ["from typing import Generic", ""]
    lines.append("from liuke_sdk.drivers import AsyncDriver, SyncDriver")
    lines.append("from liuke_sdk.group import M")
    lines += [f"from liuke_sdk.groups.{group} import {class_name(group)}" for group in sorted(groups)]
    lines += ["from liuke_sdk.wire import Settings", "", "", "class Groups(Generic[M]):"]
    words = [(group, spec.groups[group]) for group in groups]
    lines += write_docstring("What can be asked, by resource", words, "    ", title="Attributes")
    lines += ["", "    def __init__(self, settings: Settings, driver: SyncDriver | AsyncDriver) -> None:"]
    for group in groups:
        lines.append(f"        self.{group}: {class_name(group)}[M] = {class_name(group)}(settings, driver)")
    return "\n".join([*lines, ""])


# -- words ------------------------------------------------------------------------------------------------------------
def write_docstring(
    summary: str, words: Iterable[tuple[str, str]], indent: str, *, more: str = "", title: str = "Args"
) -> list[str]:
    """Google style."""
    first, _, rest = summary.strip().partition("\n")
    rest = " ".join(f"{rest}\n{more}".split())
    if first and first[-1] not in ".:!?":
        first += "."
    parts = [wrap(first, indent)]
    if rest:
        parts.append(wrap(rest, indent))
    listed = [(name, about) for name, about in words if about]
    if listed:
        lines = [f"{indent}{title}:"]
        for name, about in listed:
            text = about[0].upper() + about[1:]
            lines.append(wrap(f"{name}: {text}{'' if text[-1] in '.!?' else '.'}", f"{indent}    ", hang="    "))
        parts.append("\n".join(lines))
    body = "\n\n".join(parts).strip().replace("\\", "\\\\").replace('"""', "'''")
    end = f"\n{indent}" if len(parts) > 1 else ""
    return [f'{indent}"""{body}{end}"""']


def wrap(text: str, indent: str, hang: str = "") -> str:
    """Lines of a readable width."""
    return "\n".join(
        textwrap.wrap(" ".join(text.split()), WIDTH, initial_indent=indent, subsequent_indent=indent + hang,
                      break_long_words=False, break_on_hyphens=False)
    )  # fmt: skip


def class_name(group: str) -> str:
    """``check_in`` → ``CheckInGroup``."""
    return "".join(part.title() for part in group.split("_")) + "Group"


def safe_name(name: str) -> str:
    """A name that Python takes."""
    made = re.sub(r"\W", "_", name).lower() if "-" in name else name
    return f"{made}_" if keyword.iskeyword(made) else made
