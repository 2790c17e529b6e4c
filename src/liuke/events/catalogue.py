"""Event types: names in the past tense, typed fields, labels, and where they come from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal

import msgspec

from liuke.http.bodies import list_faults
from liuke.kernel.clock import FIRST_DAY, FOREVER_US, LAST_DAY
from liuke.kernel.errors import Fault
from liuke.kernel.json_limits import JsonLimits, find_json_faults
from liuke.kernel.money import MAX_AMOUNT
from liuke.kernel.text import Text
from liuke.privacy.names import FIELDS

FieldKind = Literal["int", "cents", "points", "str", "bool", "day", "t_us", "list", "map"]
Origin = Literal["reported", "request", "derived", "timer"]
Actor = Literal["member", "merchant", "system"]
_NOTHING = frozenset[str]()

MAX_TEXT = 500
"""Characters of a text for which its field says nothing else: names of things, which indexes must hold."""
MAX_LONG_TEXT = 10_000
"""Characters of the longest text that a field may ask for, and of one that no field describes."""
LIMITS = JsonLimits(text=MAX_LONG_TEXT)
"""Of lists and objects in an event's data, and of what no field describes."""
_BOUNDS: Mapping[FieldKind, tuple[int, int]] = {
    "int": (-MAX_AMOUNT, MAX_AMOUNT), "cents": (-MAX_AMOUNT, MAX_AMOUNT), "points": (-MAX_AMOUNT, MAX_AMOUNT),
    "day": (FIRST_DAY, LAST_DAY), "t_us": (0, FOREVER_US), "str": (0, MAX_TEXT), "bool": (0, 1),
    "list": (0, LIMITS.values), "map": (0, LIMITS.values),
}  # fmt: skip
"""Kind → what its values lie between; for texts, lists and objects: how long they are."""


@dataclass(frozen=True, slots=True)
class EventField:
    """One field of an event's data.

    Args:
        kind: Type and unit; ``cents``, ``points``, ``day`` and ``t_us`` are integers.
        label: For people.
        required: Whether an event without it is invalid.
        personal: Whether it tells who somebody is: it is kept sealed then, and shown to few.
        least: The smallest number, or the fewest characters or items; by default what the kind says, and 1 character of
            a text that is required.
        most: The largest number, or the most characters or items; by default what the kind says (``MAX_TEXT``).
        items: Of a list: what each of its items must be.
        kept: Whether it is kept at all. What is not is there for deciding alone and written down nowhere, so that
            nobody can ever tell who said it; it is no part of the fingerprint by which a repetition is known.
    """

    kind: FieldKind
    label: Text
    required: bool = False
    personal: bool = False
    least: int | None = None
    most: int | None = None
    items: type[msgspec.Struct] | None = None
    kept: bool = True

    @property
    def bounds(self) -> tuple[int, int]:
        """Least and most, of values or of lengths."""
        least, most = _BOUNDS[self.kind]
        if self.least is not None:
            least = max(least, self.least)
        elif self.kind == "str" and self.required:
            least = 1
        if self.most is not None:
            most = min(MAX_LONG_TEXT if self.kind == "str" else most, self.most)
        return least, most


@dataclass(frozen=True)
class EventType:
    """One kind of thing that happens.

    Args:
        name: ``noun.verbed``; requests are ``noun.verb`` in the imperative (``points.spend``).
        label: For people.
        origin: ``reported`` by a client, a ``request`` that may be refused, ``derived`` by a decision, or a ``timer``.
        fields: What its data holds.
        open: Whether other fields are allowed (custom events and orders carry more than we know).
        version: Of the schema of its data; raised when a field goes, changes its kind, or becomes required.
        personal: Whether every field that is not declared is personal; otherwise those are that are called so
            (``privacy.names.FIELDS``).
        by: Whose act it is: only the member's own move when they were last active. By default what is reported or
            requested is the member's, everything else the system's.
        tracked: Whether it is behaviour that is stored and matched but never goes through the ledger's transaction
            (page views and the like).
        undoes: The fact that it takes back: what counted that one counts it no more. It has the same fields and
            may have ``counted_day``, the merchant-local day on which that one happened.
        named_by: Fields that both have, which say together which one it takes back.
    """

    name: str
    label: Text
    origin: Origin
    fields: Mapping[str, EventField] = field(default_factory=dict[str, EventField])
    open: bool = False
    version: int = 1
    personal: bool = False
    by: Actor | None = None
    tracked: bool = False
    undoes: str = ""
    named_by: tuple[str, ...] = ()

    @property
    def actor(self) -> Actor:
        """Whose act it is."""
        return self.by or ("member" if self.origin in {"reported", "request"} else "system")

    def list_personal(self) -> frozenset[str]:
        """Names of fields that are personal where they occur."""
        declared = frozenset(name for name, spec in self.fields.items() if spec.personal)
        return declared | (FIELDS - self.fields.keys()) if self.open else declared

    def check(self, data: Mapping[str, Any]) -> list[Fault]:
        """Every fault of ``data`` at once; empty when it is fine."""
        faults = [
            Fault(f"data.{name}", "missing", f"{self.name} needs {name}")
            for name, spec in self.fields.items()
            if spec.required and data.get(name) is None
        ]
        rest: dict[str, Any] = {}
        fields, checks = self.fields, self._checks
        for name, value in data.items():
            check = checks.get(name)
            if check is not None and type(value) is check[0]:
                size = _measure(value)
                if not check[1] <= size <= check[2]:
                    faults.append(_out_of_bounds(f"data.{name}", fields[name].kind, (check[1], check[2]), size))
                elif check[0] is list or check[0] is dict:
                    rest[name] = value
            elif check is not None:
                if value is not None and (wrong := _wrong(fields[name].kind, value)):
                    faults.append(Fault(f"data.{name}", "wrong-type", wrong))
            elif not self.open:
                faults.append(Fault(f"data.{name[:200]}", "unknown-field", f"{self.name} has no field {name[:200]}"))
            elif name.startswith("$"):
                faults.append(
                    Fault(f"data.{name[:200]}", "reserved-name", "no field begins with $", "rename the field")
                )
            else:
                rest[name] = value
        if rest:
            faults += find_json_faults(rest, "data", LIMITS) or self._list_item_faults(rest)
        return faults

    def _list_item_faults(self, data: Mapping[str, Any]) -> list[Fault]:
        found = list[Fault]()
        for name, value in data.items():
            spec = self.fields.get(name)
            if spec is not None and spec.items is not None:
                found += list_faults(list[spec.items], value, f"data.{name}")
        return found

    @cached_property
    def _checks(self) -> Mapping[str, tuple[type[object], int, int]]:
        """Field → type of its values, and their bounds."""
        return {name: (_PLAIN[spec.kind], *spec.bounds) for name, spec in self.fields.items()}


_PLAIN: Mapping[FieldKind, type[object]] = {
    "int": int, "cents": int, "points": int, "day": int, "t_us": int, "str": str, "bool": bool, "list": list,
    "map": dict,
}  # fmt: skip


def _measure(value: Any) -> int:
    """A number, or how long something is."""
    return value if isinstance(value, int) else len(value)


def _out_of_bounds(path: str, kind: FieldKind, bounds: tuple[int, int], size: int) -> Fault:
    least, most = bounds
    if kind == "day":
        return Fault(path, "out-of-range", "is no day of the years 1 to 9999")
    if kind in {"list", "map"} and size > most:
        return Fault(path, "too-many", f"at most {most} are taken, not {size}")
    if kind in {"str", "list", "map"}:
        what = {"str": "characters", "list": "items", "map": "members"}[kind]
        return Fault(path, "wrong-length", f"must have {least} to {most} {what}")
    return Fault(path, "out-of-range", f"must lie between {least} and {most}")


def _wrong(kind: FieldKind, value: Any) -> str:
    match kind:
        case "int" | "cents" | "points" | "day" | "t_us":
            return f"must be a whole number, not {type(value).__name__}"
        case "str":
            return f"must be text, not {type(value).__name__}"
        case "bool":
            return f"must be true or false, not {type(value).__name__}"
        case "list":
            return "" if isinstance(value, tuple) else f"must be a list, not {type(value).__name__}"
        case "map":
            return f"must be an object, not {type(value).__name__}"


class EventCatalogue:
    """All event types of a running platform, those of the domains and those a program declares.

    Args:
        types: Of the domains.
        declared: Of the program. One that is called as a reported type of the platform takes its place: a program that
            declared it before the platform knew of it goes on as it was.
    """

    def __init__(self, types: Iterable[EventType], declared: Iterable[EventType] = ()) -> None:
        self._types: dict[str, EventType] = {}
        self._personal: dict[str, frozenset[str]] = {}
        self._unkept: dict[str, frozenset[str]] = {}
        self._requests = set[str]()
        self._acts = set[str]()
        mine = list(declared)
        names = {one.name for one in mine}
        known = [one for one in types if one.name not in names or one.origin != "reported"]
        for event_type in (*known, *mine):
            if event_type.name in self._types:
                raise ValueError(f"event type {event_type.name} is declared twice")
            self._types[event_type.name] = event_type
            if event_type.origin == "request":
                self._requests.add(event_type.name)
            if event_type.actor == "member":
                self._acts.add(event_type.name)
            if names := event_type.list_personal():
                self._personal[event_type.name] = names
            if gone := frozenset(name for name, spec in event_type.fields.items() if not spec.kept):
                self._unkept[event_type.name] = gone

    def find(self, name: str) -> EventType | None:
        """The type of this name, or ``None``."""
        return self._types.get(name)

    def find_personal(self, name: str, data: Mapping[str, Any]) -> frozenset[str]:
        """The fields of an event that are personal; nearly always none."""
        names = self._personal.get(name)
        if names is None:
            return _NOTHING
        event_type = self._types[name]
        if event_type.personal:
            return frozenset(field for field in data if field in names or field not in event_type.fields)
        return _NOTHING if names.isdisjoint(data) else names.intersection(data)

    def find_unkept(self, name: str) -> frozenset[str]:
        """The fields of events of this type that are written down nowhere; nearly always none."""
        return self._unkept.get(name, _NOTHING)

    def is_request(self, name: str) -> bool:
        """Whether events of this type may be refused, and are judged at the engine's time."""
        return name in self._requests

    def is_act(self, name: str) -> bool:
        """Whether events of this type are something that the member did."""
        return name in self._acts

    def names(self) -> list[str]:
        """All names, sorted."""
        return sorted(self._types)

    def __iter__(self) -> Iterator[EventType]:  # pyright: ignore[reportImplicitOverride] - 3.12 has the decorator
        return iter(self._types.values())
