"""The SQL of the running engine outside its batches: what is due, deliveries, partitions, the clock."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from liuke.db.contracts import Connection
from liuke.db.pool import translate_error
from liuke.decision.event import Event
from liuke.engine.load_store import show_subjects
from liuke.kernel.clock import FOREVER_US


async def find_known(connection: Connection, tenant_id: int, members: Sequence[int], keys: Sequence[str]) -> list[int]:
    """Places (from 0) of the given operations that are recorded; reads without a lock."""
    rows = await connection.fetch("SELECT engine_known($1, $2::bigint[], $3::text[])", tenant_id, members, keys)
    return [row[0] - 1 for row in rows]


async def list_months(connection: Connection) -> set[int]:
    """Months that have partitions, as ``year * 12 + month - 1``."""
    rows = await connection.fetch(
        """
        SELECT c.relname::text FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
        WHERE i.inhparent = 'posting'::regclass
        """
    )
    return {int(row[0][-7:-3]) * 12 + int(row[0][-2:]) - 1 for row in rows}


async def ensure_month(connection: Connection, t_us: int) -> None:
    """Make the partitions of the month that holds the instant."""
    await connection.execute("SELECT liuke_ensure_month($1)", t_us)


async def get_secret(connection: Connection, tenant_id: int) -> bytes:
    """The tenant's random bits; shows the transaction that tenant's rows."""
    await connection.execute("SELECT set_config('liuke.tenant_id', $1, true)", str(tenant_id))
    return bytes(await connection.fetchval("SELECT secret FROM tenant WHERE tenant_id = $1", tenant_id) or b"")


async def read_clock(connection: Connection) -> int:
    """The database's clock in UTC microseconds."""
    return int(await connection.fetchval("SELECT (extract(epoch FROM clock_timestamp()) * 1000000)::bigint"))


async def list_due(connection: Connection, tenant_id: int, now_us: int, limit: int) -> list[int]:
    """Members, and activities as subjects, with a timer that is due, the longest overdue first."""
    await show_subjects(connection)
    rows = await connection.fetch(
        """
        SELECT member_id FROM member_state
        WHERE tenant_id = $1 AND due_us <= $2 ORDER BY due_us, member_id LIMIT $3
        """,
        tenant_id,
        now_us,
        limit,
    )
    return [row[0] for row in rows]


async def list_due_subjects(connection: Connection, tenant_id: int, now_us: int) -> list[int]:
    """Activities as subjects with a timer that is due, the longest overdue first."""
    await show_subjects(connection)
    rows = await connection.fetch(
        """
        SELECT member_id FROM member_state
        WHERE tenant_id = $1 AND member_id < 0 AND due_us <= $2 ORDER BY due_us, member_id
        """,
        tenant_id, now_us,
    )  # fmt: skip
    return [row[0] for row in rows]


async def find_subject_due(connection: Connection, tenant_id: int) -> int:
    """When the next timer of an activity as a subject is due; :data:`FOREVER_US`: there is none."""
    await show_subjects(connection)
    due_us: int | None = await connection.fetchval(
        "SELECT min(due_us) FROM member_state WHERE tenant_id = $1 AND member_id < 0", tenant_id
    )
    return FOREVER_US if due_us is None else min(due_us, FOREVER_US)


async def make_subjects(connection: Connection, tenant_id: int, members: Sequence[int], *, t_us: int, day: int) -> None:
    """Make the rows of activities as subjects that are missing."""
    await show_subjects(connection)
    await connection.execute(
        """
        INSERT INTO member_state (member_id, tenant_id, registered_us, registered_day)
        SELECT member_id, $1, $3, $4 FROM unnest($2::bigint[]) AS u (member_id) ORDER BY member_id
        ON CONFLICT (member_id) DO NOTHING
        """,
        tenant_id,
        members,
        t_us,
        day,
    )


async def arm_subjects(
    connection: Connection, tenant_id: int, timers: Mapping[int, str], *, t_us: int, day: int
) -> None:
    """Let a timer happen to each of these activities; their rows are made where they are missing.

    A timer of the name that waits for another instant stays, and this one is ``name@instant`` beside it.

    Args:
        connection: In a transaction that has locked neither stock nor codes.
        tenant_id: Whose activities.
        timers: Number of the subject → name of its timer.
        t_us: When.
        day: Merchant-local day of it.
    """
    members = sorted(timers)
    await make_subjects(connection, tenant_id, members, t_us=t_us, day=day)
    await connection.execute(
        """
        UPDATE member_state m SET due_us = least(m.due_us, $3), doc = jsonb_set(
            m.doc::jsonb, '{timers}', coalesce(m.doc::jsonb -> 'timers', '{}') || jsonb_build_object(
                u.name || CASE WHEN (m.doc::jsonb -> 'timers' ->> u.name)::bigint <> $3 THEN '@' || $3 ELSE '' END, $3
            )
        )::json
        FROM (
            SELECT k.member_id, k.name FROM unnest($1::bigint[], $2::text[]) AS k (member_id, name)
            JOIN member_state s USING (member_id) ORDER BY k.member_id FOR NO KEY UPDATE OF s
        ) u WHERE m.member_id = u.member_id
        """,
        members,
        [timers[member] for member in members],
        t_us,
    )


async def list_deliveries(connection: Connection, tenant_id: int, limit: int) -> list[Event]:
    """Events that operations sent to other members, in order of time."""
    rows = await connection.fetch(
        """
        SELECT type, member_id, key, t_us, data FROM delivery
        WHERE tenant_id = $1 ORDER BY t_us, member_id, key LIMIT $2
        """,
        tenant_id,
        limit,
    )
    return [Event(*row) for row in rows]


async def find_deliveries(connection: Connection, members: Sequence[int], keys: Sequence[str]) -> list[Event]:
    """Those of these deliveries that are still to be made, in order of time."""
    rows = await connection.fetch(
        """
        SELECT d.type, d.member_id, d.key, d.t_us, d.data FROM unnest($1::bigint[], $2::text[]) AS k (member_id, key)
        JOIN delivery d ON d.member_id = k.member_id AND d.key = k.key ORDER BY d.t_us, d.member_id, d.key
        """,
        members,
        keys,
    )
    return [Event(*row) for row in rows]


async def remove_delivery(connection: Connection, event: Event) -> bool:
    """Take a delivery off the list; ``False`` when somebody else did."""
    done = await connection.execute(
        "DELETE FROM delivery WHERE member_id = $1 AND key = $2", event.member_id, event.key
    )
    return done == "DELETE 1"


async def insert_dead_delivery(connection: Connection, tenant_id: int, event: Event, reason: str) -> None:
    """Keep a delivery that could not be taken, with the reason."""
    await connection.execute(
        """
        INSERT INTO dead_letter (tenant_id, t_us, source, reason, payload) VALUES ($1, $2, 'delivery', $3, $4)
        """,
        tenant_id,
        event.t_us,
        reason,
        {"type": event.type, "member_id": event.member_id, "key": event.key, "data": event.data},
    )


async def forget_plans(connection: Connection) -> None:
    """Let the session plan its statements anew, for tables of the size that they have now.

    A plan that was made for an empty table walks through all of it for each row that is sought, and is kept until the
    server next analyzes the table, which on a busy first day may be a minute and a hundred thousand rows too late.

    Raises:
        DatabaseUnavailable: the server went away; nothing was begun yet.
    """
    try:
        await connection.execute("DISCARD PLANS")
    except BaseException as error:
        raise translate_error(error) from error
