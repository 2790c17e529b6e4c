"""Program documents as text: YAML or JSON in, canonical YAML, canonical JSON and a hash out.

YAML is read by the rules of version 1.2 (JSON's rules for plain words): ``on`` is a word and not "true", ``03:00`` is a
word and not 180, and a date is a word. A key given twice is an error and not a silent overwrite. Every place of the
document keeps its line, so that a fault of validation can say where it stands in the file.
"""

from __future__ import annotations

import hashlib
import json
import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, cast

import msgspec
import yaml

from liuke.kernel.errors import Fault, InvalidInput
from liuke.kernel.ids import read_number
from liuke.kernel.json_limits import MAX_DEPTH, JsonLimits, find_json_faults
from liuke.kernel.text import text
from liuke.kernel.worded import WordedFault
from liuke.program.spec import ProgramBase

MAX_BYTES = 4 * 1024 * 1024
MAX_NODES = 200_000
"""Values in one document, aliases counted as often as they are used: a few lines of YAML can grow without end."""
LIMITS = JsonLimits(values=MAX_NODES, text=MAX_BYTES, name=MAX_BYTES, total=MAX_BYTES)

_Path = tuple[str | int, ...]
_NO_TEXT = re.compile("[\x00\ud800-\udfff]")
_canonical = msgspec.json.Encoder(order="sorted")


@dataclass(frozen=True, slots=True)
class Document:
    """A program document as plain data.

    Args:
        data: What it says.
        name: File name, for messages.
        lines: Dotted path → line, from 1; empty where the document did not come from text.
    """

    data: dict[str, Any]
    name: str = ""
    lines: Mapping[str, int] = field(default_factory=dict[str, int])

    def find_line(self, path: str) -> int | None:
        """The line of a dotted path, or of the nearest thing around it that has one."""
        parts = path.split(".") if path else []
        for length in range(len(parts), 0, -1):
            line = self.lines.get(".".join(parts[:length]))
            if line is not None:
                return line
        return None

    def locate(self, faults: Iterable[Fault]) -> list[Fault]:
        """The faults of validation with paths as they are written in the document, and with their lines."""
        return [self._locate(fault) for fault in faults]

    def _locate(self, fault: Fault) -> Fault:
        # what stands nowhere in the document as it was written keeps the name that validation has for it
        path = find_written_path(self.data, fault.path, missing=fault.code == "missing") or fault.path
        line = self.find_line(path)
        if line is None:
            return replace(fault, path=path)
        message = f"line {line}: {fault.message}"
        if isinstance(fault, WordedFault):
            return replace(fault, path=path, message=message, words=text(f"第 {line} 行：{fault.words.zh}", message))
        return replace(fault, path=path, message=message)


def find_written_path(data: Any, path: str, *, missing: bool = False) -> str:
    """A path of validation without the names of alternatives that it passed through (``expiry.after.months``).

    Args:
        data: The document.
        path: As validation says it.
        missing: Whether the last part names something that is not there.
    """
    kept = list[str]()
    parts = path.split(".") if path else []
    for index, part in enumerate(parts):
        if isinstance(data, dict):
            mapping = cast("dict[str, Any]", data)
            if part in mapping:
                kept.append(part)
                data = mapping[part]
            elif missing and index == len(parts) - 1:
                kept.append(part)
        elif isinstance(data, list) and (place := read_number(part)) is not None:
            items = cast("list[Any]", data)
            kept.append(part)
            data = items[place] if place < len(items) else None
    return ".".join(kept)


# -- reading --------------------------------------------------------------------------------------------------------
def read_document(path: Path) -> Document:
    """Read a YAML or JSON file.

    Raises:
        InvalidInput: it cannot be read, or is not a document; every fault at once, with its line.
    """
    try:
        if path.stat().st_size > MAX_BYTES:
            raise InvalidInput(f"{path} is larger than {MAX_BYTES} bytes", fix="a program is a short document")
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise InvalidInput(
            f"{path} is not UTF-8: {error.reason} at byte {error.start}", fix="save it as UTF-8"
        ) from None
    except OSError as error:
        raise InvalidInput(f"{path}: {error.strerror}", fix="give the path of a program file") from None
    return parse_document(text, name=str(path))


def parse_document(text: str, *, name: str = "") -> Document:
    """Read YAML or JSON text (JSON is read as the YAML it is).

    Raises:
        InvalidInput: every fault at once, with its line.
    """
    if len(text.encode()) > MAX_BYTES:
        raise InvalidInput(f"{name or 'the document'} is larger than {MAX_BYTES} bytes")
    try:
        loader = CoreLoader(text.replace("\t", "  ") if _is_json(text) else text)
        try:
            node = loader.get_single_node()
        finally:
            loader.dispose()
    except yaml.MarkedYAMLError as error:
        raise InvalidInput(f"{name or 'the document'} is not YAML", faults=[_syntax_fault(error)]) from None
    except yaml.YAMLError as error:
        raise InvalidInput(f"{name or 'the document'} is not YAML", faults=[Fault("", "syntax", str(error))]) from None
    except RecursionError:
        raise _too_deep(name or "the document") from None
    reader = _Reader(name or "the document")
    data = reader.read(node, ()) if node is not None else None
    if not isinstance(data, dict) and not reader.faults:
        reader.faults.append(Fault("", "not-a-mapping", "the document must be a mapping of keys to values"))
    if reader.faults:
        raise InvalidInput(f"{name or 'the document'} has {len(reader.faults)} fault(s)", faults=reader.faults)
    return Document(cast("dict[str, Any]", data), name, reader.lines)


def check_limits(data: Any) -> None:
    """Refuse data that is more, or nested deeper, than what works on it can follow.

    Raises:
        InvalidInput: it is beyond :data:`LIMITS`; with the paths.
    """
    if faults := find_json_faults(data, "", LIMITS):
        raise InvalidInput("the document is no program", faults=faults)


def _too_deep(name: str) -> InvalidInput:
    fault = Fault("", "too-deep", f"is nested deeper than {MAX_DEPTH}", "flatten it")
    return InvalidInput(f"{name} is nested too deeply", faults=[fault])


def _is_json(text: str) -> bool:
    return text.lstrip().startswith("{")


def _syntax_fault(error: yaml.MarkedYAMLError) -> Fault:
    mark = error.problem_mark or error.context_mark
    where = f"line {mark.line + 1}, column {mark.column + 1}: " if mark else ""
    what = " ".join(part for part in (error.context, error.problem) if part)
    return Fault("", "syntax", where + what, "check indentation, colons and quotes there")


class CoreLoader(yaml.SafeLoader):
    """Resolves plain words as YAML 1.2's core schema does: ``on`` is a word, and ``10:30`` no number."""

    yaml_implicit_resolvers: dict[str, Any] = {}  # noqa: RUF012  (PyYAML's own way to register them)


for _tag, _pattern, _first in (
    ("tag:yaml.org,2002:bool", r"true|True|TRUE|false|False|FALSE", "tTfF"),
    ("tag:yaml.org,2002:null", r"~|null|Null|NULL|", ["~", "n", "N", ""]),
    ("tag:yaml.org,2002:int", r"[-+]?[0-9]+(?:_[0-9]+)*", "-+0123456789"),
    ("tag:yaml.org,2002:float", r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?", "-+.0123456789"),
):
    cast("Any", CoreLoader).add_implicit_resolver(_tag, re.compile(f"^(?:{_pattern})$"), list(_first))


def _construct_int(loader: yaml.SafeLoader, node: yaml.ScalarNode) -> int:
    return int(str(loader.construct_scalar(node)))  # ``010`` is ten


CoreLoader.add_constructor("tag:yaml.org,2002:int", _construct_int)


class _Reader:
    """Turns nodes into plain data and keeps lines and faults."""

    def __init__(self, name: str) -> None:
        self.faults: list[Fault] = []
        self.lines: dict[str, int] = {}
        self._name = name
        self._count = 0
        self._open: set[int] = set()

    def read(self, node: yaml.Node, path: _Path) -> Any:
        self._count += 1
        if self._count > MAX_NODES:
            raise InvalidInput(f"the document has more than {MAX_NODES} values", fix="check its aliases (&, *)")
        if len(path) + (not isinstance(node, yaml.ScalarNode)) > MAX_DEPTH:
            raise _too_deep(self._name)
        if id(node) in self._open:
            self._fault(node, path, "alias-of-itself", "an alias points to something that it is part of")
            return None
        self.lines.setdefault(".".join(map(str, path)), node.start_mark.line + 1)
        if isinstance(node, yaml.ScalarNode):
            return self._scalar(node, path)
        self._open.add(id(node))
        try:
            if isinstance(node, yaml.SequenceNode):
                items = cast("list[yaml.Node]", node.value)
                return [self.read(item, (*path, index)) for index, item in enumerate(items)]
            return self._mapping(cast("yaml.MappingNode", node), path)
        finally:
            self._open.discard(id(node))

    def _mapping(self, node: yaml.MappingNode, path: _Path) -> dict[str, Any]:
        out: dict[str, Any] = {}
        first: dict[str, int] = {}
        for key_node, value_node in cast("list[tuple[yaml.Node, yaml.Node]]", node.value):
            if not isinstance(key_node, yaml.ScalarNode):
                self._fault(key_node, path, "key-not-text", "a key must be a word")
                continue
            key = self._text(key_node, path, str(key_node.value))
            if key in out:
                message = f"{key!r} stands here again; it was given in line {first[key]}"
                self._fault(key_node, (*path, key), "key-twice", message, "keep one of the two")
                continue
            first[key] = key_node.start_mark.line + 1
            self.lines[".".join(map(str, (*path, key)))] = first[key]
            out[key] = self.read(value_node, (*path, key))
        return out

    def _scalar(self, node: yaml.ScalarNode, path: _Path) -> Any:
        value = str(node.value)
        match node.tag.rpartition(":")[2]:
            case "null":
                return None
            case "bool":
                return value.lower() == "true"
            case "int" | "float" as kind:
                return self._number(node, path, kind, value)
            case "str" | "!":
                return self._text(node, path, value)
            case _:
                self._fault(node, path, "unknown-tag", f"the tag {node.tag!r} is not known", "leave the tag out")
                return None

    def _number(self, node: yaml.ScalarNode, path: _Path, kind: str, value: str) -> int | float:
        try:
            found = int(value) if kind == "int" else float(value)
        except ValueError:  # Python reads no number of thousands of digits
            found = math.inf
        if found in (math.inf, -math.inf):
            self._fault(node, path, "not-a-number", "the number is too large")
            return 0
        return found

    def _text(self, node: yaml.Node, path: _Path, value: str) -> str:
        if _NO_TEXT.search(value):
            self._fault(node, path, "not-text", "holds U+0000 or half a character", "leave it out")
            return _NO_TEXT.sub("", value)
        return value

    def _fault(self, node: yaml.Node, path: _Path, code: str, message: str, fix: str = "") -> None:
        where = ".".join(map(str, path))
        self.faults.append(Fault(where, code, f"line {node.start_mark.line + 1}: {message}", fix))


# -- writing --------------------------------------------------------------------------------------------------------
def render_data(spec: ProgramBase) -> dict[str, Any]:
    """The whole program as plain data: every default written out, keys as in the document."""
    return spec.model_dump(mode="json", by_alias=True)


def canonical_json(data: Any) -> bytes:
    """The one JSON text of this content: sorted keys, no spaces, UTF-8."""
    return _canonical.encode(data)


def hash_program(spec: ProgramBase) -> bytes:
    """SHA-256 of the canonical JSON of the whole program; equal for documents that mean the same."""
    return hashlib.sha256(canonical_json(render_data(spec))).digest()


class _Dumper(yaml.SafeDumper):
    """Writes lists indented below their key, and no aliases."""

    def ignore_aliases(self, data: Any) -> bool:  # pyright: ignore[reportImplicitOverride] - 3.12 has the decorator
        del data
        return True

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:  # pyright: ignore - the stubs know nothing of it
        del indentless
        super().increase_indent(flow, False)  # pyright: ignore - as above


def render_yaml(data: Mapping[str, Any]) -> str:
    """The data as YAML that people edit and :func:`parse_document` reads back to the same data."""
    plain = json.loads(json.dumps(data))
    return yaml.dump(plain, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=110)
