"""A request is declared once, by the domain that answers it.

From the declaration follow its event type, its endpoint, its place in the specification and a method of each SDK.
"""

from __future__ import annotations

import re
import types
import typing
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Union

import msgspec

from liuke.events.catalogue import Actor, EventField, EventType, FieldKind, Origin
from liuke.http.fields import Body, Kind
from liuke.kernel.text import Text

_PLAIN: Mapping[Any, FieldKind] = {int: "int", str: "str", bool: "bool", list: "list", dict: "map"}


@dataclass(frozen=True, slots=True)
class Request:
    """What can be asked for a member.

    Args:
        type: Event type.
        label: Of the event type.
        paths: Of its endpoints, below the member; a part in braces is a field of the event. None: no endpoint follows.
        scopes: Any of them suffices.
        body: Struct of the body. A field whose annotation carries a :class:`Text` is a field of the event, under that
            label; others are not passed on by themselves (``t_us``, ``attributes``).
        tag: Of the reference.
        summary: One line for the reference; by default the label.
        result: Struct of what it comes to; ``None``: nothing is said beside what was gained.
        result_days: Fields of the result that are days.
        member: Whether a member may ask for it with a token of their own.
        fields: Fields of the event that the body does not have (in the path, filled by the server, of events that come
            another way), or has otherwise.
        filled: Fields that the server fills with who calls.
        members: Fields that name another member, and whether the event wants a number (else text).
        open: Whether the event takes other fields.
        origin: ``reported`` for what happened at the merchant, whatever the rules say.
        by: Whose act it is; by default the member's.
        audit: What the act is called in the audit log; empty: it is not noted there.
        named: Lists of the result (``quote.steps``) whose entries are said in words beside their codes; what makes
            of an entry the place in the program, the code of a wording, and the figures for it.
        addressed: Whether ``address_id`` names an address of the member's book, which is filled in as recipient, phone
            and address before anything is decided.
    """

    type: str
    label: Text
    paths: tuple[str, ...]
    scopes: tuple[str, ...]
    body: type[Body]
    tag: str
    summary: Text | None = None
    result: type[msgspec.Struct] | None = None
    result_days: tuple[str, ...] = ()
    member: bool = False
    fields: Mapping[str, EventField] = field(default_factory=dict[str, EventField])
    filled: tuple[str, ...] = ()
    members: Mapping[str, bool] = field(default_factory=dict[str, bool])
    open: bool = False
    origin: Origin = "request"
    by: Actor = "member"
    audit: str = ""
    named: Mapping[str, Callable[[Mapping[str, Any]], tuple[str, str, dict[str, Any]]]] = field(
        default_factory=dict[str, "Callable[[Mapping[str, Any]], tuple[str, str, dict[str, Any]]]"]
    )
    addressed: bool = False

    def list_params(self, path: str) -> list[str]:
        """Fields of the event that stand in a path."""
        return re.findall(r"\{(\w+)\}", path)

    def make_event_type(self) -> EventType:
        """The event type: fields of the body that have a label, and those that are declared beside it."""
        derived = derive_fields(self.body)
        for name, as_number in self.members.items():
            derived[name] = EventField("int" if as_number else "str", derived[name].label, derived[name].required)
        return EventType(self.type, self.label, self.origin, {**derived, **self.fields}, self.open, by=self.by)


def make_event_types(requests: Iterable[Request]) -> tuple[EventType, ...]:
    """The event types of requests."""
    return tuple(request.make_event_type() for request in requests)


def derive_fields(body: type[Body]) -> dict[str, EventField]:
    """Fields of an event that a body brings."""
    hints = typing.get_type_hints(body, include_extras=True)
    found: dict[str, EventField] = {}
    for one in msgspec.structs.fields(body):
        plain, marks = _take_apart(hints[one.name])
        label = next((mark for mark in marks if isinstance(mark, Text)), None)
        if label is not None:
            kinds: list[FieldKind] = [mark.name for mark in marks if isinstance(mark, Kind)]
            kind = kinds[0] if kinds else _PLAIN[plain]
            least, most = (None, None) if kind == "day" else _find_lengths(marks)
            found[one.name] = EventField(kind, label, one.required, least=least, most=most)
    return found


def _find_lengths(marks: tuple[Any, ...]) -> tuple[int | None, int | None]:
    """Least and most characters or items that an annotation allows; what numbers may be is for the rules to say."""
    found = [mark for mark in marks if isinstance(mark, msgspec.Meta)]
    least = next((mark.min_length for mark in found if mark.min_length is not None), None)
    most = next((mark.max_length for mark in found if mark.max_length is not None), None)
    return least, most


def _take_apart(hint: Any) -> tuple[Any, tuple[Any, ...]]:
    """The type that a field has when it is given, and what its annotation carries."""
    if typing.get_origin(hint) in {Union, types.UnionType}:
        hint = next(one for one in typing.get_args(hint) if one is not msgspec.UnsetType)
    marks: tuple[Any, ...] = getattr(hint, "__metadata__", ())
    plain = hint.__origin__ if marks else hint
    return typing.get_origin(plain) or plain, marks
