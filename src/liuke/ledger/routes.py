"""A member's points: postings, lots, holds."""

from __future__ import annotations

from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

from liuke.db.contracts import Connection
from liuke.decision.state import MemberState
from liuke.http.contracts import Call, Endpoint, Page
from liuke.http.days import show_day, show_until
from liuke.http.members import MEMBER_PATH, get_member
from liuke.http.paging import Cursor, Limit
from liuke.kernel.errors import InvalidInput, NotFound
from liuke.kernel.text import text
from liuke.ledger import page_store
from liuke.ledger.moves import find_end
from liuke.ledger.views import PostingView
from liuke.members.pages import build_row, list_member_page, list_page
from liuke.program.errors import NoProgram

READ = ("members:read",)
_SHOWN = (InvalidInput, NotFound, NoProgram)


class PostingRow(PostingView, frozen=True):
    """One posting: ``amount`` moved from ``source`` to ``target``.

    Args:
        of: Number of the member whose posting it is, where they have gone into this one; null: the member's own.
    """

    t_us: int
    day: str
    program_version: int
    of: str | None = None


class AssetQuery(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """``asset``: only this one."""

    asset: Annotated[str, Meta(max_length=200, pattern=r"^[^\x00]*$")] = ""
    limit: Limit = 50
    cursor: Cursor = ""


async def _list_postings(call: Call) -> Page[PostingRow]:
    def fetch(connection: Connection, member_id: int, before: Any, limit: int) -> Any:
        return page_store.list_postings(connection, member_id, call.query.asset, before, limit)

    return await list_member_page(
        call, fetch, (int, int, str, int),
        lambda row, of: build_row(PostingRow, *row[:9], show_day(row[9]), row[10], of),
        lambda row: (row[8], row[11], row[0], row[1]),
    )  # fmt: skip


class LotRow(msgspec.Struct):
    """Points that were earned together and expire together. Null: no end; settled already."""

    asset: str
    seq: int
    amount: int
    remaining: int
    expires_us: int | None
    settles_us: int | None
    rule: str
    ref: str
    t_us: int


class Lots(msgspec.Struct):
    """Open lots in the order in which they are spent."""

    items: list[LotRow]


async def _list_lots(call: Call) -> Lots:
    member_id, program = await get_member(call), call.services.program

    def look(state: MemberState) -> list[LotRow]:
        lots = [lot for asset in sorted(state.wallets) for lot in state.lots(asset).lots.values() if lot.remaining]
        lots.sort(key=lambda lot: (lot.asset, lot.expires_us, lot.seq))
        return [
            LotRow(
                lot.asset, lot.seq, lot.amount, lot.remaining, show_until(find_end(program, state, lot)),
                lot.settles_us or None, lot.rule, lot.ref, lot.t_us,
            )
            for lot in lots
        ]  # fmt: skip

    return Lots(await call.services.reader.read_with(member_id, look))


class HoldRow(msgspec.Struct):
    """A reservation of points."""

    hold_id: str
    asset: str
    amount: int
    purpose: str
    status: str
    expires_us: int | None
    ref: str


class HoldQuery(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """``status``: only these; empty: all."""

    status: Literal["", "open", "committed", "released", "expired"] = "open"
    limit: Limit = 50
    cursor: Cursor = ""


async def _list_holds(call: Call) -> Page[HoldRow]:
    def fetch(connection: Connection, member_id: int, after: Any, limit: int) -> Any:
        return page_store.list_holds(connection, member_id, call.query.status, after[0] if after else None, limit)

    return await list_page(
        call, fetch, (str,), lambda row: build_row(HoldRow, *row[:5], show_until(row[5]), row[6]), lambda row: (row[0],)
    )


ENDPOINTS = (
    Endpoint(
        "GET",
        f"{MEMBER_PATH}/postings",
        _list_postings,
        text("积分流水", "Postings, newest first"),
        "points",
        READ,
        query=AssetQuery,
        response=Page[PostingRow],
        errors=_SHOWN,
        member_token=True,
    ),
    Endpoint(
        "GET",
        f"{MEMBER_PATH}/lots",
        _list_lots,
        text("积分批次", "Open lots"),
        "points",
        READ,
        response=Lots,
        errors=_SHOWN,
        member_token=True,
    ),
    Endpoint(
        "GET",
        f"{MEMBER_PATH}/holds",
        _list_holds,
        text("预扣与冻结", "Holds"),
        "points",
        READ,
        query=HoldQuery,
        response=Page[HoldRow],
        errors=_SHOWN,
        member_token=True,
    ),
)
