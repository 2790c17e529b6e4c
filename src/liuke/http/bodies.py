"""Bodies and queries into typed values; everything that is wrong with them is reported at once."""

from __future__ import annotations

import re
import types
from codecs import BOM_UTF8
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Union, cast, get_args, get_origin
from urllib.parse import parse_qsl

import msgspec

from liuke.http.errors import MalformedJson
from liuke.kernel.errors import Fault

MAX_FAULTS = 100
"""More faults than this in one request are not listed one by one."""

_NUL = re.compile(rb"(?<!\\)(?:\\\\)*\\u0000")
"""U+0000 as JSON writes it; no text of the database can hold it."""

_decode_any = msgspec.json.Decoder().decode


class BadBody(Exception):
    """The body is JSON, but not what was asked for."""

    def __init__(self, faults: list[Fault]) -> None:
        self.faults = faults
        super().__init__(f"{len(faults)} faults")


def make_decoder(type_: Any) -> Callable[[bytes], Any]:
    """A decoder that raises :class:`MalformedJson`, or :class:`BadBody` with every fault."""
    decode = msgspec.json.Decoder(type_).decode

    def read(body: bytes) -> Any:
        if body.startswith(BOM_UTF8):
            body = body[3:]  # some clients write it before everything that is UTF-8
        try:
            try:
                value = decode(body)
            except msgspec.ValidationError:
                plain = _decode_any(body)  # what follows the first fault may be no JSON at all
                faults = [*_find_faults(type_, plain, ""), *_find_no_texts(plain, "")]
                raise BadBody(faults[:MAX_FAULTS]) from None
            if b"\\u0000" in body and _NUL.search(body):
                raise BadBody(list(_find_no_texts(_decode_any(body), ""))[:MAX_FAULTS])
            return value
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise MalformedJson(str(error), fix="send one JSON object in UTF-8") from None
        except RecursionError:
            raise MalformedJson("the JSON is nested too deeply", fix="flatten it") from None

    return read


def make_query_reader(type_: type[msgspec.Struct]) -> Callable[[bytes], Any]:
    """A reader of query strings into a frozen struct; raises :class:`BadBody` with every fault."""
    defaults = type_()
    known: dict[bytes, Any] = {}

    def read(query: bytes) -> Any:
        if not query:
            return defaults
        found = known.get(query)
        if found is None:
            found = _read_query(type_, query)
            if len(known) < 1_000:
                known[query] = found
        return found

    return read


def _read_query(type_: type[msgspec.Struct], query: bytes) -> Any:
    try:
        values: dict[str, str] = dict(
            parse_qsl(query.decode("latin-1"), keep_blank_values=True, max_num_fields=100, errors="strict")
        )
    except (ValueError, UnicodeDecodeError):
        raise BadBody([Fault("query", "malformed", "the query string cannot be read", "encode it in UTF-8")]) from None
    values.pop("lang", None)
    if faults := [
        Fault(f"query.{name}"[:200], "not-text", "holds U+0000", "leave it out")
        for name, value in values.items()
        if "\x00" in value or "\x00" in name
    ]:
        raise BadBody(faults)
    try:
        return msgspec.convert(values, type_, strict=False)
    except msgspec.ValidationError:
        raise BadBody(list(_find_faults(type_, values, "query", strict=False))) from None


def _find_no_texts(value: Any, path: str) -> Iterator[Fault]:
    """A fault for every text, and every name of a field, that holds U+0000."""
    prefix = f"{path}." if path else ""
    if isinstance(value, str):
        if "\x00" in value:
            yield Fault(path, "not-text", "holds U+0000", "leave it out")
    elif isinstance(value, list):
        for index, one in enumerate(cast("list[Any]", value)):
            yield from _find_no_texts(one, f"{prefix}{index}")
    elif isinstance(value, Mapping):
        for name, one in cast("Mapping[str, Any]", value).items():
            yield from _find_no_texts(name, path)
            yield from _find_no_texts(one, f"{prefix}{name}")


# -- faults -----------------------------------------------------------------------------------------------------------
def _find_faults(type_: Any, value: Any, path: str, *, strict: bool = True) -> Iterator[Fault]:
    """Every fault of a value that is known to be wrong somewhere; the library itself stops at the first."""
    struct = _struct_of(type_)
    if struct is not None and isinstance(value, Mapping):
        given = cast("Mapping[Any, Any]", value)
        yield from _find_field_faults(struct, given, path, strict=strict)
        return
    item = _item_of(type_)
    if item is not None and isinstance(value, list):
        before = False
        for index, one in enumerate(cast("list[Any]", value)):
            for fault in _find_one(item, one, f"{path}.{index}" if path else str(index), strict=strict):
                before = True
                yield fault
        if before:
            return
    yield from _find_one_of(type_, value, path, strict=strict)


def list_faults(type_: Any, value: Any, path: str) -> list[Fault]:
    """Every fault of plain data that should be of a type; nearly always none."""
    try:
        msgspec.convert(value, type_)
    except msgspec.ValidationError:
        return list(_find_faults(type_, value, path))[:MAX_FAULTS]
    return []


def _find_one(type_: Any, value: Any, path: str, *, strict: bool) -> Iterator[Fault]:
    try:
        msgspec.convert(value, type_, strict=strict)
    except msgspec.ValidationError:
        yield from _find_faults(type_, value, path, strict=strict)


def _find_one_of(type_: Any, value: Any, path: str, *, strict: bool) -> Iterator[Fault]:
    try:
        msgspec.convert(value, type_, strict=strict)
    except msgspec.ValidationError as error:
        words, _, _ = str(error).partition(" - at `$")
        yield Fault(path, _code_of(words), words[:1].lower() + words[1:])


def _code_of(words: str) -> str:
    if "got `" in words:
        return "wrong-type"
    return "out-of-range" if words.startswith("Expected") else "invalid"


def _find_field_faults(
    struct: type[msgspec.Struct], value: Mapping[Any, Any], path: str, *, strict: bool
) -> Iterator[Fault]:
    prefix = f"{path}." if path else ""
    fields = {field.encode_name: field for field in msgspec.structs.fields(struct)}
    for name, field in fields.items():
        if name in value:
            yield from _find_one(field.type, value[name], f"{prefix}{name}", strict=strict)
        elif field.required:
            yield Fault(f"{prefix}{name}", "missing", f"{name} is needed")
    if struct.__struct_config__.forbid_unknown_fields:
        for name in value:
            if name not in fields:
                offered = ", ".join(fields) or "none"
                yield Fault(f"{prefix}{name}"[:200], "unknown-field", "is not known here", f"fields: {offered}")


def _struct_of(type_: Any) -> type[msgspec.Struct] | None:
    if isinstance(type_, type):
        return type_ if issubclass(type_, msgspec.Struct) else None
    if get_origin(type_) in {Union, types.UnionType}:
        found = [struct for part in get_args(type_) if (struct := _struct_of(part)) is not None]
        return found[0] if len(found) == 1 else None
    return None


def _item_of(type_: Any) -> Any:
    """Type of the items of a list, also of one with limits."""
    origin = get_origin(type_)
    if origin is list:
        return get_args(type_)[0]
    if origin in {Union, types.UnionType}:
        found = [item for part in get_args(type_) if (item := _item_of(part)) is not None]
        return found[0] if len(found) == 1 else None
    return _item_of(type_.__origin__) if hasattr(type_, "__metadata__") else None
