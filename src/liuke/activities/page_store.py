"""All SQL of activities' results: figures derived from records, stock and pools; test members count nowhere."""

from __future__ import annotations

from collections.abc import Iterable
from typing import assert_never

from liuke.activities.kind_hooks import Figure, Pooled, Recorded, Taken
from liuke.db.contracts import Connection

_RECORDED = """
SELECT {what} FROM record r JOIN member_state m ON m.member_id = r.member_id AND NOT m.test
WHERE r.tenant_id = $1 AND r.kind = $2 AND starts_with(r.key, $3)
"""
_STANDS = """
AND NOT EXISTS (
    SELECT FROM record u WHERE u.kind = $4 AND u.t_us >= r.t_us
    AND u.member_id = ANY (ARRAY[r.member_id, CASE WHEN m.merged_into IS NULL THEN r.member_id
                                              ELSE member_root(r.member_id) END])
    AND starts_with(u.key, split_part(r.key, '/', 1) || '/' || split_part(r.key, '/', 2) || '/')
)
"""
_COUNTED = {
    "records": "count(*)",
    "members": "count(DISTINCT CASE WHEN m.merged_into IS NULL THEN r.member_id ELSE member_root(r.member_id) END)",
    "sum": "coalesce(sum((r.data ->> $4)::bigint), 0)::bigint",
}
_TAKEN = """
SELECT coalesce(sum(initial - remaining), 0)::bigint FROM stock
WHERE tenant_id = $1 AND (item = $2 OR starts_with(item, $2 || '@'))
"""
_POOLED = "SELECT coalesce(sum(total), 0)::bigint FROM pool_total WHERE tenant_id = $1 AND pool = $2"


async def read_figures(
    connection: Connection, tenant_id: int, activity: str, figures: Iterable[Figure]
) -> dict[str, int]:
    """Name of each figure → its value now."""
    return {one.name: await _read(connection, tenant_id, activity, one.source) for one in figures}


async def _read(connection: Connection, tenant_id: int, activity: str, source: Recorded | Taken | Pooled) -> int:
    match source:
        case Recorded():
            assert not (source.undone and source.count == "sum"), "a sum says nothing of what was taken back"
            sql = _RECORDED.format(what=_COUNTED[source.count]) + (_STANDS if source.undone else "")
            more = (source.field or source.undone,) if source.count == "sum" or source.undone else ()
            return int(await connection.fetchval(sql, tenant_id, source.kind, f"{activity}/", *more))
        case Taken():
            return int(await connection.fetchval(_TAKEN, tenant_id, source.item))
        case Pooled():
            return int(await connection.fetchval(_POOLED, tenant_id, source.pool))
        case _:
            assert_never(source)


async def read_left(connection: Connection, tenant_id: int, items: list[str]) -> dict[str, int]:
    """Pieces left of those limited items that have been asked for."""
    rows = await connection.fetch(
        "SELECT item, remaining FROM stock WHERE tenant_id = $1 AND item = ANY ($2::text[])", tenant_id, items
    )
    return {row[0]: row[1] for row in rows}
