"""From a row of a log to an event, or to everything that is wrong with it. Pure: no files, no database."""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, cast

import msgspec

from liuke.decision.event import Event
from liuke.engine.decide import MAX_KEY, find_event_faults
from liuke.events.catalogue import EventCatalogue
from liuke.kernel.errors import Fault
from liuke.replay.cells import Reader, Unreadable, make_clock, make_reader, read_number, read_text, show
from liuke.replay.contracts import MAX_MEMBER, MEMBER, REGISTERED, is_member, kind_of, list_members
from liuke.replay.log_files import Row, make_getter
from liuke.replay.log_mapping import FieldValue, LogMapping, LogSource, TypeColumn
from liuke.replay.mapping import Rule

KEY_MARK = "\x01key"
"""Stands in an event's data where its own key is to stand, which is known when the log is sorted."""
_encode = msgspec.json.Encoder(order="sorted").encode


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a row is no event.

    Args:
        reason: Stable code.
        type: Of the event, as far as it is known.
        path: Field or column.
        message: What is wrong, for a person; the same for all rows of this kind.
        value: What stood there.
        fatal: Whether the mapping or the program is to be mended, and not this row.
    """

    reason: str
    type: str = ""
    path: str = ""
    message: str = ""
    value: str = ""
    fatal: bool = False


@dataclass(frozen=True, slots=True)
class LogEvent:
    """A row that is an event.

    Args:
        type: In the catalogue.
        member: External id.
        t_us: When.
        key: Natural key; empty where only its content names it.
        data: As JSON; another member stands there as an object with ``$member``, since nobody knows their number yet.
        print_: Fingerprint of all of these.
        others: Members that it names beside the one it happened to.
    """

    type: str
    member: str
    t_us: int
    key: str
    data: str
    print_: str
    others: tuple[str, ...] = ()


class Skipped(Exception):
    """A row that the mapping leaves out; the text is the reason."""


@dataclass(frozen=True, slots=True)
class _Field:
    path: tuple[str, ...]
    columns: tuple[tuple[str, Callable[[Row], Any]], ...]
    read: Reader
    constant: Any
    words: Mapping[str, Any] | None
    names_member: bool

    def take(self, row: Row) -> Any:
        """Its value in a row; ``None`` where nothing is said."""
        for name, get in self.columns:
            try:
                found = self.read(get(row))
            except Unreadable as error:
                raise Unreadable(f"column {name}", str(error)) from None
            if found is not None and self.names_member:
                return {MEMBER: found}
            if found is not None:
                return found if self.words is None else self._translate(found, name)
        return self.constant

    def _translate(self, found: str, name: str) -> Any:
        if self.words is not None and found in self.words:
            return self.words[found]
        raise Unreadable(f"column {name}", f"{show(found)} is not in the map of {'.'.join(self.path)}")


class RowReader:
    """Reads the rows of one source.

    Args:
        mapping: The whole mapping.
        source: This part of it.
        index: Of the source, for paths in the mapping.
        catalogue: Event types of the program; ``None``: they are not looked at.

    Raises:
        ValueError: a start of offsets is no time.
    """

    def __init__(self, mapping: LogMapping, source: LogSource, index: int, catalogue: EventCatalogue) -> None:
        self.source = source
        self._mapping = mapping
        self._here = f"sources.{index}"
        self._catalogue = catalogue
        self._member = make_getter(source.member)
        self._time = make_getter(source.time)
        self._clock = make_clock(source, mapping.merchant.timezone)
        self._key = [(name, make_getter(name)) for name in _listed(source.key)]
        self._when = [_make_test(rule) for rule in source.when]
        self._type = source.type if isinstance(source.type, str) else ""
        self._type_column = make_getter(source.type.column) if isinstance(source.type, TypeColumn) else None
        self._common = self._make_fields(source.fields)
        self._of_type = {name: self._make_fields(fields) for name, fields in source.fields_by_type.items()}

    def _make_fields(self, fields: Mapping[str, str | FieldValue]) -> list[_Field]:
        made = list[_Field]()
        for path, given in fields.items():
            spec = given if isinstance(given, FieldValue) else FieldValue.model_validate({"column": given})
            read = make_reader(
                spec.read_as, spec, zone_name=self._mapping.merchant.timezone,
                exponent=self._mapping.merchant.exponent,
            )  # fmt: skip
            columns = tuple((name, make_getter(name)) for name in _listed(spec.column))
            constant = KEY_MARK if spec.read_as == "key" else spec.value
            made.append(_Field(tuple(path.split(".")), columns, read, constant, spec.map, spec.read_as == "member"))
        return made

    def list_columns(self, types: Collection[str] | None = None) -> list[tuple[str, str]]:
        """Every column that the source names, as (path in the mapping, column).

        Args:
            types: Of the fields of single types only those of these; ``None``: of all.
        """
        return list(_list_columns(self.source, self._here, types))

    def read(self, row: Row) -> LogEvent | list[Problem]:
        """The event of a row, or everything that is wrong with it.

        Raises:
            Skipped: the mapping leaves the row out.
        """
        try:
            return self._read(row)
        except Unreadable as error:  # a cell that names member, type or key lies within what is no object
            return [Problem("bad_value", self._type, "", "a cell that cannot be read", str(error))]

    def _read(self, row: Row) -> LogEvent | list[Problem]:
        if self._when and not any(test(row) for test in self._when):
            raise Skipped("not_chosen")
        type_, problem = self._find_type(row)
        if problem is not None:
            return [problem]
        problems = list[Problem]()
        member = self._find_member(row, type_, problems)
        t_us = self._find_time(row, type_, problems)
        data = self._collect(row, type_, problems)
        key = self._find_key(row, type_, problems)
        if type_ == REGISTERED:
            given: dict[str, Any] = {"namespace": self._mapping.namespace, "profile": {}}
            data = given | data
        told = {f"data.{problem.path}" for problem in problems}
        checked = self._check(Event(type_, 0, key or "0", t_us, data))
        problems += [one for one in checked if not (one.reason == "missing" and one.path in told)]
        if problems:
            return problems
        text = _encode(data)
        content = _encode((type_, member, t_us, key)) + text
        print_ = hashlib.blake2b(content, digest_size=12).hexdigest()
        return LogEvent(type_, member, t_us, key, text.decode(), print_, tuple(list_members(data)))

    def _find_type(self, row: Row) -> tuple[str, Problem | None]:
        spec = self.source.type
        if isinstance(spec, str) or self._type_column is None:
            return self._type, None
        written = read_text(self._type_column(row))
        if spec.map is None and written is not None:
            return written, None
        if spec.map is not None and written in spec.map:
            found = spec.map[written]
            if found is None:
                raise Skipped("left_out")
            return found, None
        if spec.unknown == "skip":
            raise Skipped("other_type")
        where = f"{self._here}.type"
        if written is None:
            return "", Problem("no_type", "", where, f"column {spec.column!r} says no type of event", fatal=True)
        words = f"{show(written)} stands for no type of event"
        return "", Problem("unknown_type", "", where, words, written, fatal=True)

    def _find_member(self, row: Row, type_: str, problems: list[Problem]) -> str:
        """External id, composed as Unicode says that names are compared."""
        cell = self._member(row)
        member = unicodedata.normalize("NFC", read_text(cell) or "")
        if isinstance(cell, (bool, list, dict)):
            words = "a member is named by a text or a number"
            problems.append(Problem("bad_member", type_, self.source.member, words, show(member)))
        elif not member:
            problems.append(Problem("no_member", type_, self.source.member, "the row names no member"))
        elif len(member) > MAX_MEMBER or not member.isprintable():
            words = f"a member's name has up to {MAX_MEMBER} printable characters"
            problems.append(Problem("bad_member", type_, self.source.member, words, show(member)))
        return member

    def _find_time(self, row: Row, type_: str, problems: list[Problem]) -> int:
        try:
            t_us = self._clock(self._time(row))
        except Unreadable as error:
            problems.append(Problem("bad_time", type_, self.source.time, "a time that cannot be read", str(error)))
            return 0
        if t_us is None:
            problems.append(Problem("no_time", type_, self.source.time, "the row says no time"))
            return 0
        return t_us

    def _collect(self, row: Row, type_: str, problems: list[Problem]) -> dict[str, Any]:
        data: dict[str, Any] = {}
        for field in (*self._common, *self._of_type.get(type_, ())):
            try:
                value = field.take(row)
            except Unreadable as error:
                where, what = error.args
                problems.append(Problem("bad_value", type_, ".".join(field.path), f"{where} cannot be read", what))
                continue
            if value is not None:
                _put(data, field.path, value)
        return data

    def _find_key(self, row: Row, type_: str, problems: list[Problem]) -> str:
        """Natural key: the type and what the columns say; one that is too long for a key by its fingerprint."""
        if not self._key:
            return ""
        parts = [read_text(get(row)) for _, get in self._key]
        if None in parts:
            missing = self._key[parts.index(None)][0]
            problems.append(Problem("no_key", type_, missing, "a column of the key is empty"))
            return ""
        joined = "/".join([(part or "").replace("~", "~0").replace("/", "~1") for part in parts])
        key = f"{type_}:{joined}"
        if len(key) <= MAX_KEY and key.isprintable():
            return key
        return f"{type_}:#{hashlib.blake2b(key.encode(), digest_size=16).hexdigest()}"

    def _check(self, event: Event) -> Iterator[Problem]:
        found = self._catalogue.find(event.type)
        if found is None or found.origin not in {"reported", "request"}:
            words = "the program knows no event of this type" if found is None else "is no event that can be sent"
            yield Problem("unknown_type", event.type, f"{self._here}.type", words, fatal=True)
            return
        mapped = {field.path[0] for field in (*self._common, *self._of_type.get(event.type, ()))}
        data = {
            name: (1 if kind_of(found, name) == "int" else "1") if is_member(value) else value
            for name, value in event.data.items()
        }
        for fault in find_event_faults(found, Event(event.type, 0, event.key, event.t_us, data)):
            if not (fault.path == "t_us" and not event.t_us):
                yield self._tell(fault, event, mapped)

    def _tell(self, fault: Fault, event: Event, mapped: set[str]) -> Problem:
        """A fault of the catalogue as a problem: an unknown field, or one that nothing fills, is the mapping's."""
        name = fault.path.removeprefix("data.")
        value = event.data.get(name.split(".")[0])
        fatal = fault.code == "unknown-field" or (fault.code == "missing" and name not in mapped)
        shown = "" if value is None else show(value)
        return Problem(fault.code.replace("-", "_"), event.type, fault.path, fault.message, shown, fatal)


def _put(data: dict[str, Any], path: tuple[str, ...], value: Any) -> None:
    """Set a value within objects, which are made where they are missing."""
    place = data
    for step in path[:-1]:
        inner: Any = place.setdefault(step, {})
        if not isinstance(inner, dict):
            return
        place = cast("dict[str, Any]", inner)
    place[path[-1]] = value


def _listed(columns: str | list[str] | None) -> list[str]:
    return [columns] if isinstance(columns, str) else list(columns or ())


def _list_columns(source: LogSource, here: str, types: Collection[str] | None) -> Iterator[tuple[str, str]]:
    yield f"{here}.member", source.member
    yield f"{here}.time", source.time
    if isinstance(source.type, TypeColumn):
        yield f"{here}.type.column", source.type.column
    for index, rule in enumerate(source.when):
        yield f"{here}.when.{index}.column", rule.column
    for name in _listed(source.key):
        yield f"{here}.key", name
    groups = {"fields": source.fields}
    groups |= {
        f"fields_by_type.{name}": fields
        for name, fields in source.fields_by_type.items()
        if types is None or name in types
    }
    for group, fields in groups.items():
        for path, given in fields.items():
            for name in _listed(given.column) if isinstance(given, FieldValue) else [given]:
                yield f"{here}.{group}.{path}", name


def _make_test(rule: Rule) -> Callable[[Row], bool]:
    """Whether a rule holds for a row; an empty value never matches."""
    get = make_getter(rule.column)
    if rule.above is not None or rule.below is not None:
        limit, sign = (rule.above, 1) if rule.above is not None else (rule.below or 0, -1)
        return lambda row: _is_beyond(get(row), limit, sign)
    if rule.prefix is not None:
        prefix = rule.prefix
        return lambda row: (read_text(get(row)) or "").startswith(prefix)
    choices = frozenset(rule.one_of or [rule.equals or ""]) - {""}
    return lambda row: read_text(get(row)) in choices


def _is_beyond(value: Any, limit: int, sign: int) -> bool:
    try:
        number = read_number(value)
    except Unreadable:
        return False
    return number is not None and (number - Decimal(limit)) * sign > 0
