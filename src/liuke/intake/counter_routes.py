"""Who stands at the counter: one member by the whole name that they say, and no more of them than serving takes."""

from __future__ import annotations

from typing import Annotated

import msgspec
from msgspec import Meta

from liuke.audit.store import insert_audit
from liuke.db.pool import acquire, transaction
from liuke.http.contracts import Call, Endpoint
from liuke.intake import order_store
from liuke.kernel.errors import Fault, InvalidInput
from liuke.kernel.text import text
from liuke.privacy.names import find_shown
from liuke.program.walk import find_named

_LIMIT = 3
_LEAST = 4
"""Signs of a name: shorter ones are tried out, not said."""


class CounterQuery(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """``name``: a phone number, a card's number or another name, in full; also ``namespace:name``."""

    name: Annotated[str, Meta(max_length=200)] = ""


class MemberAtCounter(msgspec.Struct):
    """A member as the counter sees them.

    Args:
        member_id: For the requests that serve them.
        shown: Their phone number or address with the middle hidden; else the name that was asked for.
        tier: In force.
        tier_name: In the language of the call.
    """

    member_id: str
    shown: str
    tier: str
    tier_name: str


class MembersAtCounter(msgspec.Struct):
    """Whom the name leads to: one, or nobody; several where merchants' systems gave the same name twice."""

    items: list[MemberAtCounter]


async def _find(call: Call) -> MembersAtCounter:
    services, wanted = call.services, call.query.name.strip()
    if "\x00" in wanted:
        raise InvalidInput("nobody is called so", faults=[Fault("name", "nul", "text must not hold U+0000")])
    if len(wanted) < _LEAST:
        fault = Fault("name", "too-short", f"has fewer than {_LEAST} signs", "give the whole name")
        raise InvalidInput("that is no whole name", faults=[fault])
    stored = await services.identities.list_stored(wanted)
    namespace, colon, rest = wanted.partition(":")
    name = (namespace, rest) if colon and rest else ("", wanted)
    async with acquire(services.pool) as connection, transaction(connection, tenant_id=services.tenant_id):
        rows = await order_store.find_named(connection, services.tenant_id, name[1], name[0], stored, _LIMIT)
        if call.principal.kind == "person":
            for row in rows:
                await insert_audit(
                    connection, services.tenant_id, actor=call.principal.actor, action="member.looked_up",
                    subject=f"member/{row[0]}", details={},
                )  # fmt: skip
    return MembersAtCounter([_show(call, str(row[0]), row[1], row[2]) for row in rows])


def _show(call: Call, member_id: str, tier: str, names: str | None) -> MemberAtCounter:
    shown = find_shown(msgspec.json.decode(names or "[]")) or call.query.name.strip().rpartition(":")[2]
    named = find_named(call.services.program.spec, f"tiers.ladder.{tier}") if tier else None
    return MemberAtCounter(member_id, shown, tier, named.get(call.locale) if named is not None else "")


ENDPOINTS = (
    Endpoint(
        "GET", "/v1/counter/members", _find, text("按完整名称找到柜台前的会员", "Find who stands at the counter"),
        "members", ("redeem", "members:read"), query=CounterQuery, response=MembersAtCounter, errors=(InvalidInput,),
        about="The whole name only, so that nobody is met by trying; what is personal comes back masked. It lists "
        "nobody, and takes less than `members:read`. Whom a person found is noted in the audit log.",
    ),
)  # fmt: skip
