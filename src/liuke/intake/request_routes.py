"""An endpoint for every request that the features declare."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, cast, get_type_hints

import msgspec

from liuke.addresses.service import AddressBook
from liuke.benefits.request_types import REDEEM_CODE
from liuke.db.pool import acquire, transaction
from liuke.decision.event import Act, Event
from liuke.events.request import Request, derive_fields
from liuke.http.clients import find_client
from liuke.http.contracts import Call, Endpoint, RawJson
from liuke.http.days import read_day
from liuke.http.errors import Forbidden
from liuke.http.fields import Body, Nothing
from liuke.http.members import MEMBER_PATH, get_member
from liuke.intake.answers import EventAnswer, answer_call, submit
from liuke.kernel.errors import Fault, InvalidInput, KeyReused, NotFound, Refused
from liuke.members import identity_store
from liuke.program.errors import NoProgram

_ERRORS = (InvalidInput, NotFound, KeyReused, Refused, NoProgram)


class AskQuery(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """``texts=false`` leaves the words out."""

    texts: bool = True


def make_endpoints(requests: Iterable[Request]) -> tuple[Endpoint, ...]:
    """The endpoints of requests, one for each path."""
    return tuple(_make_endpoint(request, path) for request in requests for path in request.paths)


def _make_body(row: Request, params: list[str]) -> type[Body]:
    """The body without what the path says already."""
    known = msgspec.structs.fields(row.body)
    kept = [one for one in known if one.name not in params]
    if len(kept) == len(known):
        return row.body
    hints = get_type_hints(row.body, include_extras=True)
    fields = [(one.name, hints[one.name], msgspec.field(default=one.default)) for one in kept]
    words = {"__doc__": f"{row.label.get('en')}; the path names the activity."}
    made = msgspec.defstruct(f"{row.body.__name__}Below", fields, bases=(Body,), namespace=words, module=__name__)
    return cast("type[Body]", made) if kept else Nothing


def _make_endpoint(row: Request, path: str) -> Endpoint:
    days = [name for name, one in derive_fields(row.body).items() if one.kind == "day"]
    params = row.list_params(path)

    async def ask(call: Call) -> RawJson:
        member_id = await get_member(call)
        data = msgspec.to_builtins(call.body)
        t_us = data.pop("t_us", 0)
        if "attributes" in data:
            attributes = data.pop("attributes")
            data = {**attributes, **data}
        for name in params:
            data[name] = call.params[name]
        if row.filled:
            data.update(dict.fromkeys(row.filled, call.principal.actor))
        if days or row.members:
            await _resolve(call, row, days, data)
        if row.addressed and "address_id" in data:
            book = AddressBook(call.services.pool, call.services.personal)
            await book.fill(member_id, row.type, call.key, data)
        act = Act(row.audit, call.principal.actor) if row.audit else None
        outcome = await submit(call.services, Event(row.type, member_id, call.key, t_us, data, find_client(call), act))
        texts = call.query.texts
        return answer_call(call, member_id, outcome, texts=texts, days=row.result_days, named=row.named)

    return Endpoint(
        "POST", f"{MEMBER_PATH}{path}", ask, row.summary or row.label, row.tag, row.scopes,
        body=_make_body(row, params), query=AskQuery, response=EventAnswer, result=row.result, errors=_ERRORS,
        member_token=row.member, keyed=True, about=f"Event `{row.type}`.",
    )  # fmt: skip


async def _resolve(call: Call, row: Request, days: list[str], data: dict[str, Any]) -> None:
    faults = list[Fault]()
    for name in days:
        if name in data:
            data[name] = read_day(data[name], name, faults)
    if faults:
        raise InvalidInput("the request names a day that is none", faults=faults)
    for name, as_number in row.members.items():
        other = await call.services.identities.get_existing(data[name], path=name)
        data[name] = other if as_number else str(other)


# -- the counter ------------------------------------------------------------------------------------------------------
async def _redeem(call: Call) -> RawJson:
    data: dict[str, Any] = msgspec.to_builtins(call.body)
    code = data["code"].strip().upper()
    if not code.isprintable():
        raise Refused("code-not-found", "nobody has this code", fix="scan it again, or ask for a new one")
    services = call.services
    async with acquire(services.pool) as connection, transaction(connection, tenant_id=services.tenant_id):
        member_id = await identity_store.find_code_owner(connection, services.tenant_id, code)
    if member_id is None:
        raise Refused("code-not-found", "nobody has this code", fix="scan it again, or ask for a new one")
    if call.principal.kind == "member":
        raise Forbidden("a code is redeemed by a clerk")
    data = {**data, "code": code, "clerk": call.principal.actor}
    outcome = await submit(services, Event("benefit.redeem_code", member_id, call.key, 0, data, find_client(call)))
    return answer_call(call, member_id, outcome, texts=call.query.texts)


ENDPOINTS = (
    Endpoint(
        "POST", "/v1/redeem", _redeem, REDEEM_CODE.summary or REDEEM_CODE.label, REDEEM_CODE.tag, REDEEM_CODE.scopes,
        body=REDEEM_CODE.body, query=AskQuery, response=EventAnswer, result=REDEEM_CODE.result, errors=_ERRORS,
        keyed=True,
        about="Event `benefit.redeem_code`. Who redeems is taken from the key or the person that calls.",
    ),
)  # fmt: skip
