"""All SQL of sums by day. A statement of :data:`DELTAS` answers what was recorded in ``[$2, $3)`` of tenant ``$1``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from liuke.db.contracts import Connection
from liuke.ledger.store import LOT_END
from liuke.members.store import COUNTED

Row = tuple[Any, ...]
_KEY = "tenant_id, metric, day, key1, key2, key3, key4"
_NOW = "(extract(epoch FROM clock_timestamp()) * 1000000)::bigint"
_LOCK = 0x726F6C6C
_REAL = f"AND {COUNTED}"
"""Test members are counted nowhere. They are few: the server looks them up once a statement."""


@dataclass(frozen=True, slots=True)
class Delta:
    """How one metric grows.

    Args:
        metric: Name.
        parts: Named queries (``WITH``) that the sums need.
        sums: Query of day, four keys, count, amount.
        kept: Statement that writes down what the sums hold of rows that can still change.
    """

    metric: str
    sums: str
    parts: str = ""
    kept: str = ""

    def select(self) -> str:
        """The sums of a window."""
        return f"{f'WITH {self.parts} ' if self.parts else ''}{self.sums}"

    def fold(self) -> str:
        """Adds the sums of a window to what there is."""
        parts = [part for part in (self.parts, self.kept and f"kept AS ({self.kept})") if part]
        return f"""
        {f"WITH {', '.join(parts)}" if parts else ""}
        INSERT INTO daily_rollup ({_KEY}, count, amount)
        SELECT $1, '{self.metric}', s.* FROM ({self.sums}) s
        ON CONFLICT ({_KEY}) DO UPDATE
        SET count = daily_rollup.count + excluded.count, amount = daily_rollup.amount + excluded.amount
        """


_ABOUT = """CASE WHEN type IN ('check_in.do', 'check_in.make_up', 'task.claim') THEN coalesce(data->>'activity', '')
     WHEN type = 'mall.redeem' THEN coalesce(data->>'item', '') ELSE '' END"""
_PIECES = "CASE WHEN type = 'mall.redeem' THEN coalesce((data->>'quantity')::bigint, 1) ELSE 0 END"

_REPORTED_HERE = "coalesce(doc->'data'->'arrived'->>'from', '') = ''"
"""Of orders that were moved between members, the one that was reported: it counts once."""
_REFUNDED_HERE = """coalesce(
    (doc->'data'->'moved'->>'refunded_cents')::bigint,
    refunded_cents - coalesce((doc->'data'->'arrived'->>'refunded_cents')::bigint, 0)
)"""
"""Refunded while the member had the order."""
_HELD_HERE = "doc->'data'->'moved' IS NULL"
"""Of orders that were moved between members, the one that the rightful member has."""
_NO_ORDER_US = 2**63 - 1
"""Stands for the time of the first order where the sums have counted one that was moved away since, and no other."""

ACTIVE_DAYS = (7, 30)
"""Lengths of the stretches of days over which members are counted as active."""
_ACT = "act AND type NOT IN ('campaign.received', 'coupon.revoke', 'points.adjust', 'points.freeze', 'points.unfreeze')"
"""Events that the member brought about: nothing else makes anybody active. Those that were taken before the column was
there are told apart by their type."""
_STRETCHES = f"(VALUES {', '.join(f'({days})' for days in ACTIVE_DAYS)}) AS s (days)"

# A day on which a member is active makes them count from that day, or from the end of the stretch of the day before
# it, until its own stretch ends. A day that comes late changes its own part and that of the day after it.
_ACTIVE_PARTS = f"""
    fresh AS (
        SELECT DISTINCT member_id, day FROM event e
        WHERE tenant_id = $1 AND received_us >= $2 AND received_us < $3 AND {_ACT} {_REAL}
        AND NOT EXISTS (SELECT FROM rollup_active a WHERE a.member_id = e.member_id AND a.day = e.day)
    ),
    near AS (
        SELECT member_id, day, true AS fresh FROM fresh
        UNION ALL
        SELECT member_id, a.day, false FROM rollup_active a JOIN (
            SELECT member_id, min(day) - {max(ACTIVE_DAYS)} AS low, max(day) + {max(ACTIVE_DAYS)} AS high
            FROM fresh GROUP BY 1
        ) f USING (member_id) WHERE a.day BETWEEN f.low AND f.high
    ),
    placed AS (
        SELECT day, fresh, max(day) OVER before AS last,
               max(day) FILTER (WHERE NOT fresh) OVER before AS known FROM near
        WINDOW before AS (PARTITION BY member_id ORDER BY day ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)
    )
"""

DELTAS: dict[str, Delta] = {
    delta.metric: delta
    for delta in (
        Delta(
            "posting",
            f"""
            SELECT day, asset, kind, source, target, count(*), sum(amount)::bigint FROM posting
            WHERE tenant_id = $1 AND recorded_us >= $2 AND recorded_us < $3 {_REAL} GROUP BY 1, 2, 3, 4, 5
            """,
        ),
        Delta(
            "event",
            f"""
            SELECT day, type, {_ABOUT}, '', '', count(*), sum({_PIECES})::bigint FROM event
            WHERE tenant_id = $1 AND received_us >= $2 AND received_us < $3 {_REAL} GROUP BY 1, 2, 3
            """,
        ),
        Delta(
            "tier",
            f"""
            SELECT day, old, new, '', '', count(*), 0::bigint FROM tier_change
            WHERE tenant_id = $1 AND recorded_us >= $2 AND recorded_us < $3 {_REAL} GROUP BY 1, 2, 3
            """,
        ),
        Delta(
            "member",
            # a member may have several names; the first one made the member
            """
            SELECT m.registered_day, '', '', '', '', count(*), 0::bigint
            FROM identity i JOIN member_state m ON m.member_id = i.member_id
            WHERE i.tenant_id = $1 AND i.recorded_us >= $2 AND i.recorded_us < $3 AND NOT m.test
            AND m.merged_into IS NULL AND NOT EXISTS (
                SELECT FROM identity f WHERE f.member_id = i.member_id
                AND (f.recorded_us, f.namespace, f.external_id) < (i.recorded_us, i.namespace, i.external_id)
            ) GROUP BY 1
            """,
        ),
        Delta(
            "order",
            f"""
            SELECT day, '', '', '', '', count(*), sum(amount_cents)::bigint FROM purchase
            WHERE tenant_id = $1 AND recorded_us >= $2 AND recorded_us < $3 {_REAL}
              AND {_REPORTED_HERE}
            GROUP BY 1
            """,
        ),
        Delta(
            "refund",
            """
            SELECT day, '', '', '', '', count(*) FILTER (WHERE known IS NULL),
                   sum(refunded_cents - coalesce(known, 0))::bigint FROM changed GROUP BY 1
            """,
            parts=f"""
            changed AS (
                SELECT p.member_id, p.order_id, p.day, p.refunded_cents, k.refunded_cents AS known
                FROM (
                    SELECT DISTINCT member_id, data->>'order_id' AS order_id FROM event
                    WHERE tenant_id = $1 AND received_us >= $2 AND received_us < $3 AND type = 'order.refunded'
                    {_REAL}
                    UNION
                    -- whose refund was heard of before them
                    SELECT member_id, order_id FROM purchase
                    WHERE tenant_id = $1 AND recorded_us >= $2 AND recorded_us < $3 AND refunded_cents > 0 {_REAL}
                ) e JOIN LATERAL (
                    SELECT member_id, order_id, day, {_REFUNDED_HERE} AS refunded_cents FROM purchase x
                    WHERE x.member_id = e.member_id AND x.order_id = e.order_id
                ) p USING (member_id, order_id) LEFT JOIN rollup_refund k USING (member_id, order_id)
                WHERE p.refunded_cents <> coalesce(k.refunded_cents, 0)
            )
            """,
            kept="""
            INSERT INTO rollup_refund (member_id, order_id, tenant_id, refunded_cents)
            SELECT member_id, order_id, $1, refunded_cents FROM changed
            ON CONFLICT (member_id, order_id) DO UPDATE SET refunded_cents = excluded.refunded_cents
            """,
        ),
        Delta(
            "first_order",
            """
            SELECT day, '', '', '', '', sum(n)::bigint, 0::bigint FROM (
                SELECT day, 1 AS n FROM changed WHERE day IS NOT NULL
                UNION ALL SELECT known, -1 FROM changed WHERE known IS NOT NULL
            ) d GROUP BY 1 HAVING sum(n) <> 0
            """,
            # an order that is moved may leave its member another first order, or none, however long ago that was
            parts=f"""
            movers AS (
                SELECT DISTINCT member_id FROM event
                WHERE tenant_id = $1 AND received_us >= $2 AND received_us < $3
                AND type IN ('order.move', 'order.arrives') {_REAL}
            ),
            first AS (
                (SELECT DISTINCT ON (member_id) member_id, t_us, order_id, day FROM purchase
                WHERE tenant_id = $1 AND recorded_us >= $2 AND recorded_us < $3 {_REAL} AND {_HELD_HERE}
                AND member_id NOT IN (SELECT member_id FROM movers)
                ORDER BY member_id, t_us, order_id)
                UNION ALL
                SELECT m.member_id, coalesce(p.t_us, {_NO_ORDER_US}), coalesce(p.order_id, ''), p.day
                FROM movers m LEFT JOIN LATERAL (
                    SELECT t_us, order_id, day FROM purchase x WHERE x.member_id = m.member_id AND {_HELD_HERE}
                    ORDER BY t_us, order_id LIMIT 1
                ) p ON true
            ),
            changed AS (
                SELECT f.*, CASE WHEN k.t_us < {_NO_ORDER_US} THEN k.day END AS known
                FROM first f LEFT JOIN rollup_first_order k USING (member_id)
                WHERE k.member_id IS NULL OR (f.t_us, f.order_id) < (k.t_us, k.order_id)
                   OR f.member_id IN (SELECT member_id FROM movers) AND (f.t_us, f.order_id) <> (k.t_us, k.order_id)
            )
            """,
            kept="""
            INSERT INTO rollup_first_order (member_id, tenant_id, t_us, order_id, day)
            SELECT member_id, $1, t_us, order_id, coalesce(day, 0) FROM changed
            ON CONFLICT (member_id) DO UPDATE
            SET t_us = excluded.t_us, order_id = excluded.order_id, day = excluded.day
            """,
        ),
        Delta(
            "active",
            f"""
            SELECT d.day, s.days::text, '', '', '', sum(d.more)::bigint, 0::bigint
            FROM placed p CROSS JOIN {_STRETCHES} CROSS JOIN LATERAL (VALUES
                (greatest(p.day, p.last + s.days), 1), (p.day + s.days, -1),
                (greatest(p.day, p.known + s.days), CASE WHEN p.fresh THEN 0 ELSE -1 END),
                (p.day + s.days, CASE WHEN p.fresh THEN 0 ELSE 1 END)
            ) AS d (day, more) GROUP BY 1, 2 HAVING sum(d.more) <> 0
            """,
            parts=_ACTIVE_PARTS,
            kept="INSERT INTO rollup_active (member_id, day, tenant_id) SELECT member_id, day, $1 FROM fresh",
        ),
    )
}

_DERIVED: dict[str, str] = {
    "posting": f"""
        SELECT day, asset, kind, source, target, count(*), sum(amount)::bigint FROM posting WHERE tenant_id = $1 {_REAL}
        GROUP BY 1, 2, 3, 4, 5
        """,
    "event": f"""
        SELECT day, type, {_ABOUT}, '', '', count(*), sum({_PIECES})::bigint FROM event WHERE tenant_id = $1 {_REAL}
        GROUP BY 1, 2, 3
        """,
    "tier": f"""
        SELECT day, old, new, '', '', count(*), 0::bigint FROM tier_change WHERE tenant_id = $1 {_REAL}
        GROUP BY 1, 2, 3
        """,
    "member": """
        SELECT registered_day, '', '', '', '', count(*), 0::bigint FROM member_state
        WHERE tenant_id = $1 AND NOT test AND merged_into IS NULL GROUP BY 1
        """,
    "order": f"""
        SELECT day, '', '', '', '', count(*), sum(amount_cents)::bigint FROM purchase
        WHERE tenant_id = $1 {_REAL} AND {_REPORTED_HERE} GROUP BY 1
        """,
    "refund": f"""
        SELECT day, '', '', '', '', count(*), sum({_REFUNDED_HERE})::bigint FROM purchase
        WHERE tenant_id = $1 AND refunded_cents > 0 AND {_REFUNDED_HERE} > 0 {_REAL} GROUP BY 1
        """,
    "first_order": f"""
        SELECT day, '', '', '', '', count(*), 0::bigint FROM (
            SELECT day, row_number() OVER (PARTITION BY member_id ORDER BY t_us, order_id) AS place FROM purchase
            WHERE tenant_id = $1 {_REAL} AND {_HELD_HERE}
        ) p WHERE place = 1 GROUP BY 1
        """,
    "active": f"""
        SELECT d.day, s.days::text, '', '', '', sum(d.more)::bigint, 0::bigint
        FROM (
            SELECT day, lag(day) OVER (PARTITION BY member_id ORDER BY day) AS last
            FROM (SELECT DISTINCT member_id, day FROM event WHERE tenant_id = $1 AND {_ACT} {_REAL}) e
        ) p CROSS JOIN {_STRETCHES}
        CROSS JOIN LATERAL (VALUES (greatest(p.day, p.last + s.days), 1), (p.day + s.days, -1)) AS d (day, more)
        GROUP BY 1, 2 HAVING sum(d.more) <> 0
        """,
}


async def _fetch(connection: Connection, sql: str, *arguments: Any) -> list[Row]:
    return [tuple(row) for row in await connection.fetch(sql, *arguments)]


# -- growing ----------------------------------------------------------------------------------------------------------
async def lock_rollup(connection: Connection, tenant_id: int) -> bool:
    """Whether nobody else is folding; holds until the transaction ends."""
    return bool(await connection.fetchval("SELECT pg_try_advisory_xact_lock($1, $2)", _LOCK, tenant_id))


async def wait_for_rollup(connection: Connection, tenant_id: int) -> None:
    """Wait until nobody is folding; nobody will before the transaction ends."""
    await connection.execute("SELECT pg_advisory_xact_lock($1, $2)", _LOCK, tenant_id)


async def find_until_us(connection: Connection, tenant_id: int) -> int:
    """Up to when the sums hold everything; 0 before the first time."""
    found = await connection.fetchval("SELECT until_us FROM rollup_state WHERE tenant_id = $1", tenant_id)
    return int(found or 0)


async def write_until_us(connection: Connection, tenant_id: int, until_us: int) -> None:
    """Note it."""
    await connection.execute(
        f"""
        INSERT INTO rollup_state (tenant_id, until_us, updated_us) VALUES ($1, $2, {_NOW})
        ON CONFLICT (tenant_id) DO UPDATE SET until_us = excluded.until_us, updated_us = excluded.updated_us
        """,
        tenant_id, until_us,
    )  # fmt: skip


async def fold(connection: Connection, tenant_id: int, metric: str, from_us: int, until_us: int) -> int:
    """Add what was recorded in a window; returns the number of sums that changed."""
    done = await connection.execute(DELTAS[metric].fold(), tenant_id, from_us, until_us)
    return int(done.split()[-1])


_TABLES = (
    "daily_rollup", "rollup_first_order", "rollup_refund", "rollup_active", "rollup_state", "finance_snapshot",
)  # fmt: skip


async def clear(connection: Connection, tenant_id: int) -> None:
    """Forget all sums of a tenant."""
    for table in _TABLES:
        await connection.execute(f"DELETE FROM {table} WHERE tenant_id = $1", tenant_id)


async def count_member(connection: Connection, tenant_id: int, member_id: int, count: int) -> None:
    """Take a member out of the sums (−1), or back (1), where they were counted; in :func:`wait_for_rollup`."""
    await connection.execute(
        """
        UPDATE daily_rollup d SET count = d.count + $3 FROM member_state m
        WHERE m.tenant_id = $1 AND m.member_id = $2 AND NOT m.test AND d.tenant_id = $1 AND d.metric = 'member'
          AND d.day = m.registered_day AND EXISTS (
            SELECT FROM identity i, rollup_state s
            WHERE i.member_id = $2 AND s.tenant_id = $1 AND i.recorded_us < s.until_us)
        """,
        tenant_id, member_id, count,
    )  # fmt: skip


# -- reading ----------------------------------------------------------------------------------------------------------
async def read_sums(
    connection: Connection, tenant_id: int, metrics: Sequence[str], from_day: int, until_day: int, also: int
) -> list[Row]:
    """Metric, day, four keys, count, amount, of a range of days and one more."""
    return await _fetch(
        connection,
        """
        SELECT metric, day, key1, key2, key3, key4, count, amount FROM daily_rollup
        WHERE tenant_id = $1 AND metric = ANY ($2::text[]) AND (day >= $3 AND day < $4 OR day = $5)
        """,
        tenant_id, list(metrics), from_day, until_day, also,
    )  # fmt: skip


async def read_since(connection: Connection, tenant_id: int, metric: str, from_us: int, until_us: int) -> list[Row]:
    """Day, four keys, count, amount of what was recorded in a window; nothing is written."""
    return await _fetch(connection, DELTAS[metric].select(), tenant_id, from_us, until_us)


async def derive(connection: Connection, tenant_id: int, metric: str) -> list[Row]:
    """Day, four keys, count, amount, from the tables alone."""
    return await _fetch(connection, _DERIVED[metric], tenant_id)


async def read_clock_us(connection: Connection) -> int:
    """Now, by the database."""
    return int(await connection.fetchval(f"SELECT {_NOW}"))


async def find_last_day(connection: Connection, tenant_id: int) -> int | None:
    """The last day on which anything happened, as far as the sums know."""
    found = await connection.fetchval(
        "SELECT max(day) FROM daily_rollup WHERE tenant_id = $1 AND metric = 'event' AND count > 0", tenant_id
    )
    return int(found) if found is not None else None


# -- figures that cost much -------------------------------------------------------------------------------------------
async def sum_open_lots(connection: Connection, tenant_id: int, moving: Sequence[str]) -> list[Row]:
    """Asset, instant of expiry, pending or not, amount, 0; ``moving``: assets whose expiry moves by members' acts."""
    return await _fetch(
        connection,
        f"""
        SELECT asset, {LOT_END}, settles_us > 0, sum(remaining)::bigint, 0 FROM lot l
        WHERE tenant_id = $1 AND remaining > 0 {_REAL} GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
        """,
        tenant_id,
        list(moving),
    )


async def find_snapshot(connection: Connection, tenant_id: int, name: str) -> tuple[int, int, Any] | None:
    """As of when, how long it took, and the figures."""
    row = await connection.fetchrow(
        "SELECT as_of_us, took_us, data FROM finance_snapshot WHERE tenant_id = $1 AND name = $2", tenant_id, name
    )
    return (row[0], row[1], row[2]) if row is not None else None


async def write_snapshot(
    connection: Connection, tenant_id: int, name: str, as_of_us: int, took_us: int, data: Any
) -> None:
    """Keep figures, unless later ones are kept already."""
    await connection.execute(
        """
        INSERT INTO finance_snapshot (tenant_id, name, as_of_us, took_us, data) VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (tenant_id, name) DO UPDATE
        SET as_of_us = excluded.as_of_us, took_us = excluded.took_us, data = excluded.data
        WHERE finance_snapshot.as_of_us < excluded.as_of_us
        """,
        tenant_id, name, as_of_us, took_us, data,
    )  # fmt: skip
