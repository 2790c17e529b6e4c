"""A member's entitlements."""

from __future__ import annotations

import msgspec

from liuke.benefits.views import EntitlementView, view_entitlements
from liuke.decision.choosing import choose_program
from liuke.decision.state import Need
from liuke.http.contracts import Call, Endpoint
from liuke.http.members import MEMBER_PATH, get_member
from liuke.kernel.errors import InvalidInput, NotFound
from liuke.kernel.text import text
from liuke.program.errors import NoProgram

READ = ("members:read",)
_SHOWN = (InvalidInput, NotFound, NoProgram)


class Entitlements(msgspec.Struct):
    """Entitlements whose period has not ended."""

    items: list[EntitlementView]


async def _list_entitlements(call: Call) -> Entitlements:
    member_id = await get_member(call)
    services = call.services
    program, now_us = services.program, services.now_us()
    return Entitlements(
        await services.reader.read_with(
            member_id,
            lambda state: view_entitlements(choose_program(program, state, now_us).program, state, now_us, call.locale),
            Need("entitlements", member_id),
        )
    )


ENDPOINTS = (
    Endpoint(
        "GET",
        f"{MEMBER_PATH}/entitlements",
        _list_entitlements,
        text("会员的权益", "Entitlements"),
        "benefits",
        READ,
        response=Entitlements,
        errors=_SHOWN,
        member_token=True,
    ),
)
