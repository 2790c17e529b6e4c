"""Who may send which event, and which of its fields only the server fills."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from liuke.events.catalogue import EventField
from liuke.events.request import Request
from liuke.http.days import read_day
from liuke.http.errors import Forbidden
from liuke.http.fields import SERVER_FIELDS
from liuke.http.principal import Principal
from liuke.http.services import Services
from liuke.kernel.clock import is_moment
from liuke.kernel.errors import Fault, InvalidInput

_REPORTED = frozenset(("events:write",))
EVENT_SCOPES = ("events:write", "members:write", "points:write", "points:adjust", "checkout", "redeem")
"""Any of them lets in; then the event's own type decides."""
SENT_ELSEWHERE = {
    "points.adjust": "POST /v1/adjustments, where a second person approves",
    "giving.give": "POST /v1/givings, where a second person approves what is beyond a limit",
    "giving.take_back": "POST /v1/givings/{giving}/undo",
    "clearing.send": "POST /v1/members/{member}/clearing/send, which knows the agreement",
    "clearing.link": "POST /v1/members/{member}/clearing/link, with the code of the other shop",
    "clearing.unlink": "POST /v1/members/{member}/clearing/unlink",
}
"""Types that other requests send, after checks of their own."""
_BOUND = 2**62


def check_event_access(services: Services, principal: Principal, type_: str, data: Mapping[str, Any]) -> dict[str, Any]:
    """The event's data with what the server fills.

    Raises:
        Forbidden: the caller may not send events of this type.
        InvalidInput: fields are set that are not the client's, or a time is beyond any clock.
    """
    request = services.requests.get(type_)
    if type_ in SENT_ELSEWHERE:
        raise Forbidden(f"{type_} is not taken as an event", fix=f"use {SENT_ELSEWHERE[type_]}")
    scopes = frozenset(request.scopes) if request is not None else _REPORTED
    if scopes.isdisjoint(principal.scopes):
        names = " or ".join(sorted(scopes))
        raise Forbidden(f"{type_} needs the scope {names}", fix="use a key that has it", scopes=sorted(scopes))
    if not SERVER_FIELDS.isdisjoint(data) and request is not None and request.filled:
        words = "is filled by the server with who calls"
        faults = [
            Fault(f"data.{name}", "set-by-server", words, "leave it out") for name in data if name in SERVER_FIELDS
        ]
        raise InvalidInput(f"{type_} says who did it", faults=faults)
    return _complete(services, principal, type_, data, request)


def _complete(
    services: Services, principal: Principal, type_: str, data: Mapping[str, Any], request: Request | None
) -> dict[str, Any]:
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
        elif kind == "t_us" and request is not None and isinstance(value, int) and not is_moment(value):
            words = f"{value} is no time between 1990 and 2100"
            faults.append(Fault(f"data.{name}", "out-of-range", words, "send UTC microseconds"))
    if faults:
        raise InvalidInput(f"{type_} cannot be taken", faults=faults)
    return {**given, **dict.fromkeys(request.filled, principal.actor)} if request is not None else given


async def check_receiver(services: Services, type_: str, data: Mapping[str, Any]) -> None:
    """That a member whom an event is to reach exists; what is sent to nobody is set aside until it lapses.

    Raises:
        InvalidInput: the number is no member's.
        NotFound: there is no such member.
    """
    request = services.requests.get(type_)
    for name in request.members if request is not None else ():
        number = str(data.get(name))
        if number.isascii() and number.isdigit():
            await services.identities.get_existing(number, path=f"data.{name}")
