"""Event types: names in the past tense, typed fields, labels, and where they come from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

import msgspec

from liuke.http.bodies import list_faults
from liuke.kernel.clock import FIRST_DAY, LAST_DAY
from liuke.kernel.errors import Fault
from liuke.kernel.money import MAX_AMOUNT
from liuke.kernel.text import Text
from liuke.privacy.names import FIELDS

FieldKind = Literal["int", "cents", "points", "str", "bool", "day", "t_us", "list", "map"]
Origin = Literal["reported", "request", "derived", "timer"]
Actor = Literal["member", "merchant", "system"]
_NOTHING = frozenset[str]()


@dataclass(frozen=True, slots=True)
class EventField:
    """One field of an event's data.

    Args:
        kind: Type and unit; ``cents``, ``points``, ``day`` and ``t_us`` are integers.
        label: For people.
        required: Whether an event without it is invalid.
        personal: Whether it tells who somebody is: it is kept sealed then, and shown to few.
        items: Of a list: what each of its items must be.
        most: Of a list with ``items``: at most so many.
    """

    kind: FieldKind
    label: Text
    required: bool = False
    personal: bool = False
    items: type[msgspec.Struct] | None = None
    most: int = 0


@dataclass(frozen=True, slots=True)
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
        fields = self.fields
        for name, value in data.items():
            spec = fields.get(name)
            if spec is not None and _is_plain(spec.kind, value):
                if spec.items is not None:
                    faults += _list_item_faults(spec, value, f"data.{name}")
                continue  # nearly every value
            if spec is None:
                if not self.open:
                    faults.append(Fault(f"data.{name}", "unknown-field", f"{self.name} has no field {name}"))
                elif name.startswith("$"):
                    faults.append(Fault(f"data.{name}", "reserved-name", "no field begins with $", "rename the field"))
            elif value is not None and (wrong := _wrong(spec.kind, value)):
                faults.append(Fault(f"data.{name}", "wrong-type", wrong))
        return faults


def _list_item_faults(spec: EventField, value: list[Any], path: str) -> list[Fault]:
    assert spec.items is not None
    if len(value) > spec.most:
        return [Fault(path, "too-many", f"at most {spec.most} are taken, not {len(value)}")]
    return list_faults(list[spec.items], value, path)


_PLAIN: Mapping[FieldKind, type[object]] = {
    "int": int, "cents": int, "points": int, "day": int, "t_us": int, "str": str, "bool": bool, "list": list,
    "map": dict,
}  # fmt: skip


def _is_plain(kind: FieldKind, value: Any) -> bool:
    """Whether the value is of just the type that is wanted, and no number beyond all bounds."""
    wanted = _PLAIN[kind]
    if wanted is int:
        return type(value) is int and (
            FIRST_DAY <= value <= LAST_DAY if kind == "day" else -MAX_AMOUNT <= value <= MAX_AMOUNT
        )
    return type(value) is wanted


def _wrong(kind: FieldKind, value: Any) -> str:
    match kind:
        case "int" | "cents" | "points" | "day" | "t_us":
            if isinstance(value, bool) or not isinstance(value, int):
                return f"must be a whole number, not {type(value).__name__}"
            if kind in {"cents", "points", "int"} and abs(value) > MAX_AMOUNT:
                return f"is beyond ±{MAX_AMOUNT}"
            if kind == "day" and not FIRST_DAY <= value <= LAST_DAY:
                return "is no day of the years 1 to 9999"
            return ""
        case "str":
            return "" if isinstance(value, str) else f"must be text, not {type(value).__name__}"
        case "bool":
            return "" if isinstance(value, bool) else f"must be true or false, not {type(value).__name__}"
        case "list":
            return "" if isinstance(value, (list, tuple)) else f"must be a list, not {type(value).__name__}"
        case "map":
            return "" if isinstance(value, dict) else f"must be an object, not {type(value).__name__}"


class EventCatalogue:
    """All event types of a running platform, those of the domains and those a program declares."""

    def __init__(self, types: Iterable[EventType]) -> None:
        self._types: dict[str, EventType] = {}
        self._personal: dict[str, frozenset[str]] = {}
        self._requests = set[str]()
        self._acts = set[str]()
        for event_type in types:
            if event_type.name in self._types:
                raise ValueError(f"event type {event_type.name} is declared twice")
            self._types[event_type.name] = event_type
            if event_type.origin == "request":
                self._requests.add(event_type.name)
            if event_type.actor == "member":
                self._acts.add(event_type.name)
            if names := event_type.list_personal():
                self._personal[event_type.name] = names

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

    def is_request(self, name: str) -> bool:
        """Whether events of this type may be refused, and are judged at the engine's time."""
        return name in self._requests

    def is_act(self, name: str) -> bool:
        """Whether events of this type are something that the member did."""
        return name in self._acts

    def names(self) -> list[str]:
        """All names, sorted."""
        return sorted(self._types)

    def __iter__(self) -> Iterable[EventType]:  # pyright: ignore[reportImplicitOverride] - 3.12 has the decorator
        return iter(self._types.values())
