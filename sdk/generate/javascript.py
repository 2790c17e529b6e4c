"""Writes the TypeScript client's models and what can be asked for one member."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import Any

from python import MADE, struct_of
from reading import Operation, Specification, Struct

MEMBER = "/v1/members/{member}"
_PLAIN = {"string": "string", "integer": "number", "number": "number", "boolean": "boolean", "null": "null"}


def write_javascript(spec: Specification) -> dict[str, str]:
    """File name below ``src`` → content."""
    operations = [op for op in spec.operations if wanted(op)]
    return {"models.ts": write_models(spec, operations), "member.ts": write_member(spec, operations)}


def wanted(op: Operation) -> bool:
    """What a member may ask for, and what the table asks for."""
    return op.path.startswith(MEMBER) and (op.member_token if op.named.js is None else op.named.js)


# -- models -----------------------------------------------------------------------------------------------------------
def write_models(spec: Specification, operations: list[Operation]) -> str:
    """Interfaces of what is used."""
    names = {"EventAnswer", "BatchAnswer", "NewEvent"} & spec.schemas.keys()  # of what is written by hand
    names |= {ref for op in operations for one in (op.body, op.answer, op.result) for ref in find_refs(one)}
    open_ = list(names)
    while open_:
        for ref in find_refs(spec.schemas[open_.pop()]):
            if ref not in names:
                names.add(ref)
                open_.append(ref)
    lines = [f"// {MADE}", "", "/** One page of a list; `next_cursor` is null on the last one. */"]
    lines += ["export interface Page<T> {", "  items: T[];", "  next_cursor: string | null;", "}", ""]
    for name, struct in spec.structs.items():
        if name in names and not name.startswith("Page_"):
            lines += [*write_interface(struct), ""]
    return "\n".join(lines)


def write_console(spec: Specification) -> dict[str, str]:
    """File name below ``console/src/api`` → content: everything the specification names, in the console's style."""
    lines = [f"// {MADE}", "", "export interface Page<T> {", "  items: T[]", "  next_cursor: string | null", "}", ""]
    for name, struct in spec.structs.items():
        if not struct.fields:
            lines += [*write_comment(struct.about, ""), f"export type {name} = Record<string, never>", ""]
        elif not name.startswith("Page_"):
            lines += [*(line.removesuffix(";") for line in write_interface(_without_echoes(struct))), ""]
    return {"models.ts": "\n".join(lines)}


def _without_echoes(struct: Struct) -> Struct:
    """The same without comments that say no more than the name of their field."""
    fields = (
        replace(one, about="") if one.about.rstrip(".").lower().replace(" ", "_") == one.name else one
        for one in struct.fields
    )
    return replace(struct, fields=tuple(fields))


def write_interface(struct: Struct) -> list[str]:
    """One interface."""
    lines = [*write_comment(struct.about, ""), f"export interface {struct.name} {{"]
    for one in struct.fields:
        optional = "" if one.required or (not struct.is_body and "default" in one.schema) else "?"
        lines += [*write_comment(one.about, "  "), f"  {one.name}{optional}: {write_type(one.schema)};"]
    return [*lines, "}"]


def write_type(schema: dict[str, Any]) -> str:
    """The type of a schema."""
    if "$ref" in schema:
        name = schema["$ref"].rsplit("/", 1)[1]
        return f"Page<{name.removeprefix('Page_').removesuffix('_')}>" if name.startswith("Page_") else name
    if "enum" in schema:
        return " | ".join(json.dumps(value, ensure_ascii=False) for value in schema["enum"])
    for several in ("anyOf", "oneOf"):
        if several in schema:
            return " | ".join(dict.fromkeys(write_type(one) for one in schema[several]))
    kind = schema.get("type")
    if kind == "array" and "prefixItems" in schema:
        return f"[{', '.join(write_type(one) for one in schema['prefixItems'])}]"
    if kind == "array":
        inner = write_type(schema.get("items", {}))
        return f"({inner})[]" if "|" in inner else f"{inner}[]"
    if kind == "object":
        values = schema.get("additionalProperties")
        return f"Record<string, {write_type(values) if isinstance(values, dict) and values else 'unknown'}>"
    return _PLAIN.get(str(kind), "unknown")


def find_refs(value: Any) -> set[str]:
    """Names of objects within."""
    return set(re.findall(r'"#/components/schemas/(\w+)"', json.dumps(value)))


# -- operations -------------------------------------------------------------------------------------------------------
def write_member(spec: Specification, operations: list[Operation]) -> str:
    """``Member`` with one object a group; those of the group ``members`` are methods of its own."""
    own = [op for op in operations if op.named.group == "members"]
    groups = [
        group for group in spec.groups if any(op.named.group == group for op in operations) and group != "members"
    ]
    body = list[str]()
    for group in groups:
        body += [f"/** {spec.groups[group]} */", f"export class Member{pascal(group)} {{"]
        body += ["  constructor(private readonly call: Call, private readonly base: string) {}", ""]
        body += [line for op in operations if op.named.group == group for line in write_method(spec, op)]
        body += ["}", ""]
    body += ["/** One member: everything that can be asked for them. */", "export class Member {"]
    for group in groups:
        body += [f"  /** {spec.groups[group]} */", f"  readonly {camel(group)}: Member{pascal(group)};"]
    body += ["", "  constructor(private readonly call: Call, private readonly base: string) {"]
    body += [f"    this.{camel(group)} = new Member{pascal(group)}(call, base);" for group in groups]
    body += ["  }", ""]
    body += [line for op in own for line in write_method(spec, op)]
    text = "\n".join([*body, "}", ""])
    code = re.sub(r"/\*\*.*?\*/", "", text, flags=re.DOTALL)
    known = [name for name in spec.structs if not name.startswith("Page_")]
    used = [name for name in [*known, "Page"] if re.search(rf"\b{name}\b(?!:)", code)]
    head = [f"// {MADE}", "", 'import type { Call, CallOptions } from "./core.js";']
    return "\n".join([*head, f'import type {{ {", ".join(sorted(used))} }} from "./models.js";', "", text])


def write_method(spec: Specification, op: Operation) -> list[str]:
    """One method: parameters of the path, then the body or the query, then options."""
    struct = struct_of(spec, op)
    params = [one for one in op.params if one.name != "member"]
    given = [f"{camel(one.name)}: string" for one in params]
    payload = ""
    if struct is not None and struct.fields:
        needed = any(one.required for one in struct.fields)
        given.append(f"body: {struct.name}" + ("" if needed else " = {}"))
        payload = ", body"
    elif op.body is not None:
        payload = ", body: {}"
    elif op.query:
        parts = "; ".join(f"{one.name}{'' if one.required else '?'}: {write_type(one.schema)}" for one in op.query)
        given.append(f"query: {{ {parts} }}" + ("" if any(one.required for one in op.query) else " = {}"))
        payload = ", query"
    given.append("options: CallOptions = {}")
    path = op.path.removeprefix(MEMBER)
    for one in params:
        path = path.replace(f"{{{one.name}}}", f"${{encodeURIComponent({camel(one.name)})}}")
    flags = ", keyed: true" if op.keyed else ", safe: true" if op.verb == "GET" or op.named.safe else ""
    answer = write_type(op.answer) if op.answer is not None else "void"
    if op.result is not None:
        answer = f"{answer} & {{ result: {write_type(op.result)} }}"
    return [
        *write_comment(op.summary, "  "),
        f"  {camel(op.named.method)}({', '.join(given)}): Promise<{answer}> {{",
        f'    return this.call({{ method: "{op.verb}", path: `${{this.base}}{path}`{payload}{flags} }}, options);',
        "  }",
        "",
    ]


def write_comment(words: str, indent: str) -> list[str]:
    """A comment of documentation."""
    text = " ".join(words.replace("``", "`").split()).replace("*/", "* /")
    return [f"{indent}/** {text}{'' if text[-1] in '.!?' else '.'} */"] if text else []


def camel(name: str) -> str:
    """``check_in`` → ``checkIn``."""
    head, *rest = name.split("_")
    return head + "".join(part.title() for part in rest)


def pascal(name: str) -> str:
    """``check_in`` → ``CheckIn``."""
    return "".join(part.title() for part in name.split("_"))
