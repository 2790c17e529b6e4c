"""All SQL of erasing a member, and of what lies beside the state when a member's data is handed out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec

from liuke.db.contracts import Connection
from liuke.privacy.box import Personal
from liuke.tracking import store as tracking


class ErasureRow(msgspec.Struct, frozen=True):
    """An erasure on record.

    Args:
        member_id: Who was erased.
        root: Who was left of them.
        op_n: Number of the operation of ``root``.
        t_us: When.
        erased_by: Who did it.
        reason: As it was given.
    """

    member_id: int
    root: int
    op_n: int
    t_us: int
    erased_by: str
    reason: str


class Held(msgspec.Struct, frozen=True):
    """How much of a member there is to erase, and what will stay.

    Args:
        names: Names under which they are known.
        messages: In the inbox.
        signals: Devices and networks that were seen.
        pictures: Sent by the member.
        tracked: What they did in apps and on pages.
        addresses: In the address book.
        members: Members who are one with this one, themselves included.
        balances: Asset → what is available less what is owed: it stays, and nobody can spend it any more.
        coupons: Held and not used: likewise.
    """

    names: int
    messages: int
    signals: int
    pictures: int
    tracked: int
    addresses: int
    members: int
    balances: dict[str, int]
    coupons: int


async def lock_whole(connection: Connection, tenant_id: int, root: int) -> list[int]:
    """Lock a member and everybody who went into them, in the order of numbers; returns their numbers."""
    rows = await connection.fetch(
        """
        SELECT member_id FROM member_state
        WHERE tenant_id = $1 AND (member_id = $2 OR member_id IN (SELECT other FROM member_others(ARRAY[$2::bigint])))
        ORDER BY member_id FOR NO KEY UPDATE
        """,
        tenant_id, root,
    )  # fmt: skip
    return [row[0] for row in rows]


async def find_erasure(connection: Connection, member_id: int) -> ErasureRow | None:
    """How a member was erased; ``None``: they were not."""
    row = await connection.fetchrow(
        "SELECT member_id, root, op_n, t_us, erased_by, reason FROM member_erasure WHERE member_id = $1", member_id
    )
    return ErasureRow(*row) if row is not None else None


async def count_held(connection: Connection, tenant_id: int, members: Sequence[int]) -> Held:
    """What there is of members who are one."""
    row = await connection.fetchrow(
        """
        SELECT (SELECT count(*) FROM identity WHERE tenant_id = $1 AND member_id = ANY ($2::bigint[])),
            (SELECT count(*) FROM message WHERE member_id = ANY ($2)),
            (SELECT count(*) FROM client_signal WHERE member_id = ANY ($2)),
            (SELECT count(*) FROM medium WHERE tenant_id = $1 AND member_id = ANY ($2) AND state <> 'erased'),
            (SELECT count(*) FROM track_event WHERE member_id = ANY ($2)),
            (SELECT count(*) FROM member_address WHERE member_id = ANY ($2)),
            (SELECT coalesce(json_object_agg(asset, net), '{}')::text FROM (
                SELECT asset, sum(available - debt) AS net FROM wallet WHERE member_id = ANY ($2) GROUP BY asset
            ) w WHERE net <> 0),
            (SELECT count(*) FROM coupon WHERE member_id = ANY ($2) AND status IN ('active', 'locked'))
        """,
        tenant_id, list(members),
    )  # fmt: skip
    assert row is not None
    names, messages, signals, pictures, tracked, addresses, balances, coupons = row
    return Held(
        names, messages, signals, pictures, tracked, addresses, len(members), msgspec.json.decode(balances), coupons
    )


async def forget(connection: Connection, tenant_id: int, members: Sequence[int], personal: Personal, t_us: int) -> None:
    """Take away what leads to who somebody was: keys, names, profiles, addresses, messages, signals.

    Fingerprints of the names stay.

    Args:
        connection: In the transaction of the erasure.
        tenant_id: Whose.
        members: All of one member, locked.
        personal: Ready.
        t_us: Engine time.
    """
    names = await connection.fetch(
        """
        DELETE FROM identity WHERE tenant_id = $1 AND member_id = ANY ($2::bigint[])
        RETURNING namespace, external_id, sealed IS NOT NULL
        """,
        tenant_id, list(members),
    )  # fmt: skip
    marks = {
        personal.mark_name(name[0], name[1] if name[2] else personal.render_name(name[0], name[1])) for name in names
    }
    await connection.execute(
        """
        INSERT INTO erased_name (tenant_id, mark, t_us) SELECT $1, m, $3 FROM unnest($2::bytea[]) AS m
        ON CONFLICT (tenant_id, mark) DO UPDATE SET t_us = greatest(erased_name.t_us, excluded.t_us)
        """,
        tenant_id, sorted(marks), t_us,
    )  # fmt: skip
    await connection.execute(
        """
        UPDATE member_state SET personal_key = NULL,
            doc = (doc::jsonb - 'profile' || '{"labels": {"erased": "1"}}'::jsonb)::json, labels = '{"erased": "1"}'
        WHERE tenant_id = $1 AND member_id = ANY ($2::bigint[])
        """,
        tenant_id, list(members),
    )  # fmt: skip
    await tracking.forget(connection, tenant_id, members)
    for table in ("message", "client_signal", "member_address", "phone_login_session"):
        await connection.execute(f"DELETE FROM {table} WHERE member_id = ANY ($1::bigint[])", list(members))
    await connection.execute(
        """
        DELETE FROM dead_letter
        WHERE tenant_id = $1 AND source = 'delivery' AND payload ->> 'member_id' = ANY ($2::text[])
        """,
        tenant_id, [str(member) for member in members],
    )  # fmt: skip


async def insert_erasure(connection: Connection, tenant_id: int, members: Sequence[int], row: ErasureRow) -> None:
    """Record it, for the member and everybody who went into them."""
    await connection.execute(
        """
        INSERT INTO member_erasure (member_id, tenant_id, root, op_n, t_us, erased_by, reason)
        SELECT m, $2, $3, $4, $5, $6, $7 FROM unnest($1::bigint[]) AS m
        """,
        list(members), tenant_id, row.root, row.op_n, row.t_us, row.erased_by, row.reason,
    )  # fmt: skip


async def find_op_n(connection: Connection, member_id: int, key: str) -> int:
    """Number of an operation that was written down in this transaction."""
    found = await connection.fetchval("SELECT n FROM operation WHERE member_id = $1 AND key = $2", member_id, key)
    assert found is not None, "an operation is recorded with what it does"
    return int(found)


# -- what lies beside the state -------------------------------------------------------------------------------------
async def list_whole(connection: Connection, member_id: int) -> list[int]:
    """The member and everybody who went into them."""
    rows = await connection.fetch("SELECT other FROM member_others(ARRAY[$1::bigint])", member_id)
    return [member_id, *(row[0] for row in rows)]


async def list_keys(connection: Connection, members: Sequence[int]) -> dict[int, bytes | None]:
    """Keys of members, as sealed."""
    rows = await connection.fetch(
        "SELECT member_id, personal_key FROM member_state WHERE member_id = ANY ($1::bigint[])", list(members)
    )
    return {row[0]: row[1] for row in rows}


async def list_events(
    connection: Connection, members: Sequence[int]
) -> list[tuple[int, str, str, int, dict[str, Any]]]:
    """Member, type, key, time and data (sealed as stored) of everything that was reported or asked for, in order."""
    rows = await connection.fetch(
        """
        SELECT member_id, type, key, t_us, data::text FROM event WHERE member_id = ANY ($1::bigint[])
        ORDER BY t_us, member_id, key
        """,
        list(members),
    )
    return [(row[0], row[1], row[2], row[3], msgspec.json.decode(row[4])) for row in rows]


_LISTS = {
    "orders": (
        "SELECT order_id, t_us, amount_cents, refunded_cents, saved_cents, status, doc -> 'lines' AS lines "
        "FROM purchase WHERE member_id = ANY ($1::bigint[]) ORDER BY t_us, order_id"
    ),
    "movements": (
        "SELECT asset, kind, amount, source, target, rule, ref, t_us FROM posting "
        "WHERE member_id = ANY ($1::bigint[]) ORDER BY t_us, asset, seq"
    ),
    "coupons": (
        "SELECT batch, status, code, granted_us, valid_from_us, valid_until_us, nullif(used_us, 0) AS used_us, "
        "saved_cents FROM coupon WHERE member_id = ANY ($1::bigint[]) ORDER BY granted_us, coupon_id"
    ),
    "tiers": ("SELECT old, new, cause, t_us FROM tier_change WHERE member_id = ANY ($1::bigint[]) ORDER BY t_us, n"),
    "messages": (
        "SELECT template, params, purpose, t_us, read_us FROM message WHERE member_id = ANY ($1::bigint[]) "
        "ORDER BY t_us, dedupe"
    ),
    "tracked": (
        "SELECT type, t_us, anonymous_id, data FROM track_event WHERE member_id = ANY ($1::bigint[]) ORDER BY t_us, id"
    ),
    "pictures": (
        "SELECT id, purpose, state, made_us FROM medium WHERE member_id = ANY ($1::bigint[]) AND state <> 'erased' "
        "ORDER BY made_us, id"
    ),
    "payouts": (
        "SELECT key AS payout, doc ->> 'kind' AS kind, (doc ->> 'cents')::bigint AS cents, doc ->> 'status' AS status, "
        "(doc ->> 'since_us')::bigint AS since_us FROM shared WHERE kind = 'payout' AND version > 0 "
        "AND (doc ->> 'member_id')::bigint = ANY ($1::bigint[]) ORDER BY since_us, key"
    ),
    "prizes": (
        "SELECT key AS prize, doc -> 'name' AS name, doc ->> 'status' AS status, "
        "(doc ->> 'value_cents')::bigint AS value_cents, doc ->> 'tracking' AS tracking, "
        "(doc ->> 'since_us')::bigint AS since_us FROM shared WHERE kind = 'prize' AND version > 0 "
        "AND (doc ->> 'member_id')::bigint = ANY ($1::bigint[]) ORDER BY since_us, key"
    ),
}
"""Name of a section → the statement that lists it."""


async def list_sections(connection: Connection, members: Sequence[int]) -> dict[str, list[dict[str, Any]]]:
    """Rows of a member by section; columns that end on ``_us`` are UTC microseconds."""
    found = dict[str, list[dict[str, Any]]]()
    for name, sql in _LISTS.items():
        rows = await connection.fetch(sql, list(members))
        found[name] = [dict(row) for row in rows]
    return found


async def list_signals(connection: Connection, members: Sequence[int]) -> list[tuple[int, int, int, bytes]]:
    """Member, number of the operation, time, and from where it came (sealed), in order."""
    rows = await connection.fetch(
        """
        SELECT member_id, op_n, t_us, sealed FROM client_signal WHERE member_id = ANY ($1::bigint[])
        ORDER BY t_us, member_id, op_n
        """,
        list(members),
    )
    return [tuple(row) for row in rows]
