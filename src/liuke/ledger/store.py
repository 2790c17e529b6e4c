"""The ledger's own SQL: adjustments, pools, and the sums that finance reads. Postings are written by the engine."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from liuke.db.contracts import Connection
from liuke.members.store import COUNTED

_NOW = "(extract(epoch FROM clock_timestamp()) * 1000000)::bigint"
_ADJUSTMENT = "adjustment_id, member_id, asset, amount, reason, asked_by, asked_us, status, decided_by, decided_us"
Row = tuple[Any, ...]


# -- adjustments ----------------------------------------------------------------------------------------------------
async def insert_adjustment(
    connection: Connection,
    tenant_id: int,
    adjustment_id: str,
    member_id: int,
    asset: str,
    amount: int,
    reason: str,
    asked_by: str,
) -> tuple[Row | None, bool]:
    """The adjustment as it is now recorded (``None`` when the member does not exist); whether it is new."""
    tag = await connection.execute(
        f"""
        INSERT INTO adjustment (tenant_id, adjustment_id, member_id, asset, amount, reason, asked_by, asked_us, status)
        SELECT $1, $2, m.member_id, $4, $5, $6, $7, {_NOW}, 'waiting' FROM member_state m WHERE m.member_id = $3
        ON CONFLICT DO NOTHING
        """,
        tenant_id, adjustment_id, member_id, asset, amount, reason, asked_by,
    )  # fmt: skip
    row = await connection.fetchrow(
        f"SELECT {_ADJUSTMENT} FROM adjustment WHERE tenant_id = $1 AND adjustment_id = $2", tenant_id, adjustment_id
    )
    return (tuple(row) if row is not None else None), tag == "INSERT 0 1"


async def lock_adjustment(connection: Connection, tenant_id: int, adjustment_id: str) -> Row | None:
    """The adjustment, held until the transaction ends."""
    row = await connection.fetchrow(
        f"SELECT {_ADJUSTMENT} FROM adjustment WHERE tenant_id = $1 AND adjustment_id = $2 FOR UPDATE",
        tenant_id,
        adjustment_id,
    )
    return tuple(row) if row is not None else None


async def decide_adjustment(
    connection: Connection, tenant_id: int, adjustment_id: str, status: str, decided_by: str
) -> Row:
    """Write the decision on an adjustment that is locked and waits."""
    row = await connection.fetchrow(
        f"""
        UPDATE adjustment SET status = $3, decided_by = $4, decided_us = {_NOW}
        WHERE tenant_id = $1 AND adjustment_id = $2 AND status = 'waiting' RETURNING {_ADJUSTMENT}
        """,
        tenant_id, adjustment_id, status, decided_by,
    )  # fmt: skip
    assert row is not None, "the adjustment is locked and waits"
    return tuple(row)


async def reopen_adjustment(
    connection: Connection, tenant_id: int, adjustment_id: str, member_id: int, key: str
) -> bool:
    """Let an approved adjustment wait again, unless it was posted; whether it does."""
    tag = await connection.execute(
        """
        UPDATE adjustment SET status = 'waiting', decided_by = NULL, decided_us = NULL
        WHERE tenant_id = $1 AND adjustment_id = $2 AND status = 'approved'
          AND NOT EXISTS (SELECT FROM operation o WHERE o.member_id = $3 AND o.key = $4)
        """,
        tenant_id, adjustment_id, member_id, key,
    )  # fmt: skip
    return tag == "UPDATE 1"


async def find_unposted_adjustments(connection: Connection, tenant_id: int, older_us: int) -> list[Row]:
    """Adjustments that were approved so long ago and have no operation."""
    rows = await connection.fetch(
        f"""
        SELECT {_ADJUSTMENT} FROM adjustment a
        WHERE tenant_id = $1 AND status = 'approved' AND decided_us <= {_NOW} - $2 AND NOT EXISTS (
            SELECT FROM operation o WHERE o.member_id = a.member_id AND o.key = 'adjustment:' || a.adjustment_id
        ) ORDER BY decided_us
        """,
        tenant_id,
        older_us,
    )
    return [tuple(row) for row in rows]


async def list_adjustments(
    connection: Connection,
    tenant_id: int,
    *,
    status: str,
    member_id: int | None,
    before: tuple[int, str] | None,
    limit: int,
) -> list[Row]:
    """Adjustments, newest first.

    Args:
        connection: In a transaction of the tenant.
        tenant_id: Whose.
        status: Only those; empty: any.
        member_id: Only of this member.
        before: Time and id of the last row of the page before.
        limit: Rows.
    """
    t_us, adjustment_id = before or (2**63 - 1, "")
    rows = await connection.fetch(
        f"""
        SELECT {_ADJUSTMENT} FROM adjustment
        WHERE tenant_id = $1 AND ($2 = '' OR status = $2) AND ($3::bigint IS NULL OR member_id = $3)
          AND (asked_us, adjustment_id) < ($4, $5)
        ORDER BY asked_us DESC, adjustment_id DESC LIMIT $6
        """,
        tenant_id, status, member_id, t_us, adjustment_id, limit,
    )  # fmt: skip
    return [tuple(row) for row in rows]


async def find_adjustment(connection: Connection, tenant_id: int, adjustment_id: str) -> Row | None:
    """One adjustment."""
    row = await connection.fetchrow(
        f"SELECT {_ADJUSTMENT} FROM adjustment WHERE tenant_id = $1 AND adjustment_id = $2", tenant_id, adjustment_id
    )
    return tuple(row) if row is not None else None


# -- pools ----------------------------------------------------------------------------------------------------------
async def read_pools(connection: Connection, tenant_id: int) -> dict[str, int]:
    """Pool → total."""
    rows = await connection.fetch("SELECT pool, total FROM pool_total WHERE tenant_id = $1", tenant_id)
    return {row[0]: row[1] for row in rows}


async def send_goal(connection: Connection, tenant_id: int, pool: str, goal: int) -> int:
    """Queue ``pool.goal_reached`` for every giver who has not had it; returns how many."""
    done = await connection.execute(
        f"""
        INSERT INTO delivery (member_id, key, tenant_id, type, t_us, data)
        SELECT r.member_id, k.key, $1, 'pool.goal_reached', {_NOW},
               json_build_object('pool', $2::text, 'goal', $3::bigint)
        FROM record r CROSS JOIN (SELECT 'pool:' || $2::text || ':goal' AS key) k
        WHERE r.tenant_id = $1 AND r.kind = 'donor' AND r.key = $2
          AND NOT EXISTS (SELECT FROM operation o WHERE o.member_id = r.member_id AND o.key = k.key)
        ON CONFLICT DO NOTHING
        """,
        tenant_id, pool, goal,
    )  # fmt: skip
    return int(done.split()[-1])


# -- finance --------------------------------------------------------------------------------------------------------
_REAL = f"AND {COUNTED}"
_BY_DAY = f"""
SELECT asset, day, kind, source, target, sum(amount)::bigint, count(*) FROM posting
WHERE tenant_id = $1 AND day >= $2 AND day < $3 {_REAL} GROUP BY 1, 2, 3, 4, 5 ORDER BY 1, 2, 3, 4, 5
"""
_BALANCES = f"""
SELECT asset, account, coalesce(sum(amount) FILTER (WHERE amount < 0), 0)::bigint,
       coalesce(sum(amount) FILTER (WHERE amount > 0), 0)::bigint
FROM ledger_leg WHERE tenant_id = $1 AND day < $2 {_REAL} GROUP BY 1, 2 ORDER BY 1, 2
"""
LOT_END = """
CASE WHEN l.asset = ANY ($2::text[]) THEN greatest(l.expires_us, coalesce((
    SELECT (m.doc->'timers'->>('lots:' || l.asset))::bigint FROM member_state m WHERE m.member_id = l.member_id
), 0)) ELSE l.expires_us END
"""
"""When a lot ``l`` expires, where ``$2`` are the assets whose expiry moves with the member's acts: its timer knows."""
_OPEN_LOTS = f"""
SELECT asset, {LOT_END}, settles_us > 0, sum(remaining)::bigint, count(DISTINCT member_id) FROM lot l
WHERE tenant_id = $1 AND remaining > 0 {_REAL} GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
"""
_WALLETS = f"""
SELECT asset, sum(available)::bigint, sum(pending)::bigint, sum(held)::bigint, sum(frozen)::bigint, sum(debt)::bigint
FROM wallet WHERE tenant_id = $1 {_REAL} GROUP BY 1 ORDER BY 1
"""
_COHORTS = f"""
WITH expired AS (
    SELECT member_id, asset, lot_seq AS seq, sum(amount) AS amount FROM lot_use
    WHERE tenant_id = $1 AND kind = 'expire' GROUP BY 1, 2, 3
)
SELECT l.asset, p.day, sum(l.amount)::bigint, coalesce(sum(e.amount), 0)::bigint, sum(l.remaining)::bigint
FROM lot l JOIN posting p USING (member_id, asset, seq) LEFT JOIN expired e USING (member_id, asset, seq)
WHERE l.tenant_id = $1 AND l.expires_us < 4611686018427387904 {_REAL} GROUP BY 1, 2 ORDER BY 1, 2
"""


async def _fetch(connection: Connection, sql: str, *arguments: Any) -> list[Row]:
    return [tuple(row) for row in await connection.fetch(sql, *arguments)]


async def sum_postings(connection: Connection, tenant_id: int, from_day: int, until_day: int) -> list[Row]:
    """Asset, day, kind, source, target, amount, number of postings."""
    return await _fetch(connection, _BY_DAY, tenant_id, from_day, until_day)


async def sum_legs(connection: Connection, tenant_id: int, until_day: int) -> list[Row]:
    """Asset, account, sum of what left (negative), sum of what came; all postings of days before ``until_day``."""
    return await _fetch(connection, _BALANCES, tenant_id, until_day)


async def sum_open_lots(connection: Connection, tenant_id: int, moving: Sequence[str]) -> list[Row]:
    """Asset, instant of expiry, pending or not, amount, number of members.

    Args:
        connection: In a transaction of the tenant.
        tenant_id: Whose.
        moving: Assets whose expiry moves with the member's acts.
    """
    return await _fetch(connection, _OPEN_LOTS, tenant_id, list(moving))


async def sum_wallets(connection: Connection, tenant_id: int) -> list[Row]:
    """Asset, available, pending, held, frozen, debt."""
    return await _fetch(connection, _WALLETS, tenant_id)


async def sum_cohorts(connection: Connection, tenant_id: int) -> list[Row]:
    """Asset, day of earning, earned, expired so far, what remains; lots that can expire."""
    return await _fetch(connection, _COHORTS, tenant_id)
