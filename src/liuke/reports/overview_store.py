"""All SQL of the overview that is no sum by day: coupons, the latest events, what wants attention."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from liuke.db.contracts import Connection
from liuke.kernel.clock import MerchantCalendar
from liuke.members.store import COUNTED

Row = tuple[Any, ...]


async def _fetch(connection: Connection, sql: str, *arguments: Any) -> list[Row]:
    return [tuple(row) for row in await connection.fetch(sql, *arguments)]


async def sum_coupons(
    connection: Connection, tenant_id: int, calendar: MerchantCalendar, begin: int, end: int, batch: str = ""
) -> list[Row]:
    """Day, granted, used, saved cents of coupons granted or used on merchant-local days.

    Args:
        connection: On which the planner may decide.
        tenant_id: Whose.
        calendar: Says when each day begins; instants are only compared with that.
        begin: First day.
        end: First day that is not included.
        batch: One batch; empty: all.
    """
    starts = [calendar.day_start_us(day) for day in range(begin, end + 1)]
    return await _fetch(
        connection,
        f"""
        SELECT $2 + place - 1 AS day, sum(granted)::bigint, sum(used)::bigint, sum(saved)::bigint FROM (
            SELECT width_bucket(granted_us, $3::bigint[]) AS place, count(*) AS granted, 0 AS used, 0 AS saved
            FROM coupon
            WHERE tenant_id = $1 AND granted_us >= $4 AND granted_us < $5 AND ($6 = '' OR batch = $6)
            AND {COUNTED} GROUP BY 1
            UNION ALL
            SELECT width_bucket(used_us, $3::bigint[]), 0, count(*), sum(saved_cents) FROM coupon
            WHERE tenant_id = $1 AND used_us > 0 AND used_us >= $4 AND used_us < $5 AND ($6 = '' OR batch = $6)
            AND {COUNTED} GROUP BY 1
        ) d GROUP BY 1 ORDER BY 1
        """,
        tenant_id, begin, starts, starts[0], starts[-1], batch,
    )  # fmt: skip


async def list_events(connection: Connection, tenant_id: int, from_us: int, until_us: int, limit: int) -> list[Row]:
    """Received, member, key, type, when it happened, day, cents, of events received in a window; newest first."""
    return await _fetch(
        connection,
        f"""
        SELECT received_us, member_id, key, type, t_us, day,
               CASE WHEN data->>'amount_cents' ~ '^-?[0-9]{{1,18}}$' AND json_typeof(data->'amount_cents') = 'number'
                    THEN (data->>'amount_cents')::bigint END FROM (
            SELECT * FROM event WHERE tenant_id = $1 AND received_us >= $2 AND received_us < $3
            AND {COUNTED} ORDER BY received_us DESC, member_id DESC, key DESC LIMIT $4
        ) e
        """,
        tenant_id, from_us, until_us, limit,
    )  # fmt: skip


async def find_answers(
    connection: Connection, members: Sequence[int], keys: Sequence[str]
) -> dict[tuple[int, str], tuple[str, str]]:
    """Member and key → answer, and one of the member's names."""
    rows = await connection.fetch(
        """
        SELECT o.member_id, o.key, o.answer::text,
            (SELECT i.namespace || ':' || identity_shown(i.external_id, i.sealed) FROM identity i
             WHERE i.member_id = o.member_id ORDER BY i.linked_us, i.namespace, i.external_id LIMIT 1)
        FROM unnest($1::bigint[], $2::text[]) AS k (member_id, key)
        JOIN operation o ON o.member_id = k.member_id AND o.key = k.key
        """,
        members, keys,
    )  # fmt: skip
    return {(row[0], row[1]): (row[2], row[3] or "") for row in rows}


async def count_dead_letters(connection: Connection, tenant_id: int) -> tuple[int, int]:
    """How many, and when the last one came."""
    row = await connection.fetchrow(
        "SELECT count(*), coalesce(max(t_us), 0) FROM dead_letter WHERE tenant_id = $1", tenant_id
    )
    assert row is not None
    return row[0], row[1]


class FailingWebhooks(NamedTuple):
    """Endpoints whose receivers do not take what is sent.

    Args:
        off: Switched off because of that.
        on: Still tried.
        since_us: Since when the first of these fails.
    """

    off: int
    on: int
    since_us: int


async def count_failing_webhooks(connection: Connection, tenant_id: int, before_us: int) -> FailingWebhooks:
    """Those that were switched off, and those that have failed since before a moment."""
    row = await connection.fetchrow(
        """
        SELECT count(*) FILTER (WHERE NOT enabled), count(*) FILTER (WHERE enabled),
            coalesce(min(failing_since_us) FILTER (WHERE enabled), 0)
        FROM webhook_endpoint
        WHERE tenant_id = $1 AND (
            (NOT enabled AND disabled_reason <> '') OR (enabled AND failures > 0 AND failing_since_us < $2))
        """,
        tenant_id, before_us,
    )  # fmt: skip
    assert row is not None
    return FailingWebhooks(*row)


async def count_waiting_adjustments(connection: Connection, tenant_id: int) -> int:
    """Adjustments that wait for a second person."""
    return int(
        await connection.fetchval(
            "SELECT count(*) FROM adjustment WHERE tenant_id = $1 AND status = 'waiting'", tenant_id
        )
    )


async def list_low_stock(connection: Connection, tenant_id: int) -> list[Row]:
    """Item, initial, remaining, of limited items of which less than a tenth is left."""
    return await _fetch(
        connection,
        """
        SELECT item, initial, remaining FROM stock
        WHERE tenant_id = $1 AND initial > 0 AND remaining * 10 < initial AND item NOT LIKE 'budget:%'
        ORDER BY remaining * 1000 / initial, item
        """,
        tenant_id,
    )


# -- the mall and coupon batches --------------------------------------------------------------------------------------
async def list_stock(connection: Connection, tenant_id: int) -> dict[str, tuple[int, int]]:
    """Limited item → initial, remaining."""
    rows = await connection.fetch("SELECT item, initial, remaining FROM stock WHERE tenant_id = $1", tenant_id)
    return {row[0]: (row[1], row[2]) for row in rows}


async def count_coupons(connection: Connection, tenant_id: int, batch: str = "") -> list[Row]:
    """Batch, status, number of coupons."""
    return await _fetch(
        connection,
        f"""
        SELECT batch, status, count(*) FROM coupon WHERE tenant_id = $1 AND ($2 = '' OR batch = $2) AND {COUNTED}
        GROUP BY 1, 2 ORDER BY 1, 2
        """,
        tenant_id, batch,
    )  # fmt: skip


async def count_codes(connection: Connection, tenant_id: int) -> dict[str, tuple[int, int]]:
    """Batch → codes that were imported, and of those that members type in, how many were redeemed."""
    rows = await connection.fetch(
        """
        SELECT target, count(*), count(used_us) FROM code WHERE tenant_id = $1 AND kind IN ('coupon', 'handed')
        GROUP BY 1
        """,
        tenant_id,
    )
    return {row[0]: (row[1], row[2]) for row in rows}
