"""Who may send which event, and which of its fields only the server fills."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from liuke.events.catalogue import EventField
from liuke.http.contracts import Principal
from liuke.http.days import read_day
from liuke.http.errors import Forbidden
from liuke.http.fields import SERVER_FIELDS
from liuke.http.services import Services
from liuke.intake.requests import REQUESTS
from liuke.kernel.clock import is_moment
from liuke.kernel.errors import Fault, InvalidInput

_REPORTED = ("events:write",)
_SCOPES_OF: dict[str, frozenset[str]] = {
    **{row.type: frozenset(row.scopes) for row in REQUESTS},
    "benefit.redeem_code": frozenset(("redeem",)),
}
_FILLED: dict[str, tuple[str, ...]] = {
    **{row.type: row.filled for row in REQUESTS if row.filled},
    "benefit.redeem_code": ("clerk",),
}
_ELSEWHERE = {"points.adjust": "POST /v1/adjustments, where a second person approves"}
_RECEIVERS = {row.type: name for row in REQUESTS for name in row.members}
"""Type of event → its field that names another member."""
_BOUND = 2**62


def check_event_access(services: Services, principal: Principal, type_: str, data: Mapping[str, Any]) -> dict[str, Any]:
    """The event's data with what the server fills.

    Raises:
        Forbidden: the caller may not send events of this type.
        InvalidInput: fields are set that are not the client's, or a time is beyond any clock.
    """
    scopes = _SCOPES_OF.get(type_)
    if scopes is None:
        if type_ in _ELSEWHERE:
            raise Forbidden(f"{type_} is not taken as an event", fix=f"use {_ELSEWHERE[type_]}")
        scopes = frozenset(_REPORTED)
    if scopes.isdisjoint(principal.scopes):
        names = " or ".join(sorted(scopes))
        raise Forbidden(f"{type_} needs the scope {names}", fix="use a key that has it", scopes=sorted(scopes))
    if not SERVER_FIELDS.isdisjoint(data) and type_ in _FILLED:
        words = "is filled by the server with who calls"
        faults = [
            Fault(f"data.{name}", "set-by-server", words, "leave it out") for name in data if name in SERVER_FIELDS
        ]
        raise InvalidInput(f"{type_} says who did it", faults=faults)
    return _complete(services, principal, type_, data)


def _complete(services: Services, principal: Principal, type_: str, data: Mapping[str, Any]) -> dict[str, Any]:
    given = data if isinstance(data, dict) else dict(data)
    known = services.program.events.find(type_)
    fields = known.fields if known is not None else dict[str, EventField]()
    faults = list[Fault]()
    for name in given.keys() & fields.keys():
        kind, value = fields[name].kind, given[name]
        if kind == "day" and isinstance(value, str):
            given = {**given, name: read_day(value, f"data.{name}", faults)}
        elif kind == "t_us" and isinstance(value, int) and abs(value) >= _BOUND:
            faults.append(Fault(f"data.{name}", "out-of-range", "is beyond any clock"))
        elif kind == "t_us" and type_ in _SCOPES_OF and isinstance(value, int) and not is_moment(value):
            words = f"{value} is no time between 1990 and 2100"
            faults.append(Fault(f"data.{name}", "out-of-range", words, "send UTC microseconds"))
    if faults:
        raise InvalidInput(f"{type_} cannot be taken", faults=faults)
    filled = _FILLED.get(type_)
    return {**given, **dict.fromkeys(filled, principal.actor)} if filled else given


async def check_receiver(services: Services, type_: str, data: Mapping[str, Any]) -> None:
    """That a member whom an event is to reach exists; what is sent to nobody is set aside until it lapses.

    Raises:
        InvalidInput: the number is no member's.
        NotFound: there is no such member.
    """
    name = _RECEIVERS.get(type_)
    number = str(data.get(name)) if name is not None else ""
    if number.isascii() and number.isdigit():
        await services.identities.get_existing(number, path=f"data.{name}")
