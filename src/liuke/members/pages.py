"""A page of what one member has or did."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from liuke.db.contracts import Connection
from liuke.db.pool import acquire, transaction
from liuke.http.contracts import Call, Page
from liuke.http.members import get_member
from liuke.http.paging import Item, make_page, read_cursor
from liuke.kernel.errors import NotFound
from liuke.members import identity_store


async def list_page(
    call: Call,
    fetch: Callable[[Connection, int, Any, int], Any],
    kinds: tuple[type, ...],
    show: Callable[[tuple[Any, ...]], Item],
    place: Callable[[tuple[Any, ...]], Sequence[int | str]],
) -> Page[Item]:
    """A page of one member's rows; a member of another tenant has none, and is not found."""
    member_id = await get_member(call)
    before = read_cursor(call.query.cursor, kinds)
    services = call.services
    async with acquire(services.pool) as connection, transaction(connection, tenant_id=services.tenant_id):
        left = await identity_store.find_left(connection, services.tenant_id, member_id)
        rows = await fetch(connection, left, before, call.query.limit + 1) if left is not None else ()
    if left is None:
        raise NotFound(f"there is no member {member_id}")
    return make_page(rows, call.query.limit, show, place)


async def list_member_page(
    call: Call,
    fetch: Callable[[Connection, int, Any, int], Any],
    kinds: tuple[type, ...],
    show: Callable[[tuple[Any, ...], str | None], Item],
    place: Callable[[tuple[Any, ...]], Sequence[int | str]],
) -> Page[Item]:
    """A page of rows of one member and of who went into them, whose number comes last in each row.

    ``show`` is handed the number of who went, or ``None`` for the member's own rows.
    """
    found = list[int]()

    async def ask(connection: Connection, member_id: int, before: Any, limit: int) -> Any:
        found.append(member_id)
        return await fetch(connection, member_id, before, limit)

    return await list_page(
        call, ask, kinds, lambda row: show(row, str(row[-1]) if row[-1] != found[0] else None), place
    )  # fmt: skip


def build_row(struct: type[Item], *values: Any) -> Item:
    """A struct from the columns of a row, in their order."""
    return struct(*values)
