"""Endpoints of everything that can be asked for a member; the table is in ``liuke.intake.requests``."""

from __future__ import annotations

from typing import Any

import msgspec

from liuke.db.pool import acquire, transaction
from liuke.decision.event import Event
from liuke.http.contracts import Call, Endpoint, RawJson
from liuke.http.days import read_day
from liuke.http.errors import Forbidden
from liuke.http.fields import Body, Name
from liuke.http.members import MEMBER_PATH, get_member
from liuke.intake.answers import EventAnswer, answer_call, submit
from liuke.intake.requests import REQUESTS, Request
from liuke.intake.results import RESULTS
from liuke.kernel.errors import Fault, InvalidInput, KeyReused, NotFound, Refused
from liuke.kernel.text import text
from liuke.members import identity_store
from liuke.program.errors import NoProgram

_ERRORS = (InvalidInput, NotFound, KeyReused, Refused, NoProgram)


class AskQuery(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """``texts=false`` leaves the words out."""

    texts: bool = True


def _make_endpoint(row: Request) -> Endpoint:
    async def ask(call: Call) -> RawJson:
        member_id = await get_member(call)
        data = msgspec.to_builtins(call.body)
        t_us = data.pop("t_us", 0)
        if "attributes" in data:
            attributes = data.pop("attributes")
            data = {**attributes, **data}
        for segment, name in row.params.items():
            data[name] = call.params[segment]
        if row.filled:
            data.update(dict.fromkeys(row.filled, call.principal.actor))
        if row.days or row.members:
            await _resolve(call, row, data)
        outcome = await submit(call.services, Event(row.type, member_id, call.key, t_us, data))
        return answer_call(call, member_id, outcome, texts=call.query.texts, days=row.result_days)

    return Endpoint(
        "POST", f"{MEMBER_PATH}{row.path}", ask, row.summary, row.tag, row.scopes, body=row.body, query=AskQuery,
        response=EventAnswer, result=RESULTS.get(row.type), errors=_ERRORS, member_token=row.member, keyed=True,
        about=f"Event `{row.type}`.",
    )  # fmt: skip


async def _resolve(call: Call, row: Request, data: dict[str, Any]) -> None:
    faults = list[Fault]()
    for name in row.days:
        if name in data:
            data[name] = read_day(data[name], name, faults)
    if faults:
        raise InvalidInput("the request names a day that is none", faults=faults)
    for name, as_number in row.members.items():
        other = await call.services.identities.get_existing(data[name], path=name)
        data[name] = other if as_number else str(other)


# -- the counter ------------------------------------------------------------------------------------------------------
class RedeemCode(Body):
    """A code that a member shows; it is enough to find the member."""

    code: Name
    store: Name | msgspec.UnsetType = msgspec.UNSET


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
    outcome = await submit(services, Event("benefit.redeem_code", member_id, call.key, 0, data))
    return answer_call(call, member_id, outcome, texts=call.query.texts)


ENDPOINTS = (
    *(_make_endpoint(row) for row in REQUESTS),
    Endpoint(
        "POST", "/v1/redeem", _redeem, text("核销（凭码）", "Redeem a code at the counter"), "benefits", ("redeem",),
        body=RedeemCode, query=AskQuery, response=EventAnswer, result=RESULTS["benefit.redeem_code"], errors=_ERRORS,
        keyed=True,
        about="Event `benefit.redeem_code`. Who redeems is taken from the key or the person that calls.",
    ),
)  # fmt: skip
