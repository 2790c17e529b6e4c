"""The mall as a member sees it: everything that is offered to them now."""

from __future__ import annotations

import msgspec

from liuke.decision.choosing import choose_program
from liuke.http.contracts import Call, Endpoint
from liuke.http.members import MEMBER_PATH, get_member
from liuke.kernel.errors import InvalidInput, NotFound
from liuke.kernel.text import text
from liuke.ledger.spec import AssetSpec
from liuke.mall.views import MallView, view_mall
from liuke.program.errors import NoProgram


class MallOffers(msgspec.Struct):
    """What the mall offers a member now: affordable items first, then by price; what is sold out is left out."""

    items: list[MallView]


async def _list_for_member(call: Call) -> MallOffers:
    member_id = await get_member(call)
    services, locale = call.services, call.locale
    program, now_us = services.program, services.now_us()
    assets = [asset.id for asset in program.items("assets", AssetSpec) if asset.lots]
    return MallOffers(
        await services.reader.look_with(
            member_id,
            assets,
            lambda state, stock: view_mall(
                choose_program(program, state, now_us).program, state, now_us, stock, locale, most=None
            ),
        )
    )


ENDPOINTS = (
    Endpoint(
        "GET", f"{MEMBER_PATH}/mall", _list_for_member, text("积分商城", "The mall as a member sees it"), "mall",
        ("members:read",), response=MallOffers, errors=(InvalidInput, NotFound, NoProgram), member_token=True,
    ),
)  # fmt: skip
