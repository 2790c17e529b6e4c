"""All SQL of looking at one member without locking anything."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec

from liuke.db.contracts import Connection
from liuke.db.pool import fetch_alone
from liuke.decision.shared import NOTHING_YET, SharedDoc
from liuke.decision.state import Need
from liuke.engine.load_store import Extra, LoadedMember, list_others, read_cancelled

_MEMBER = """
SELECT tier, doc::text, registered_us, registered_day, last_active_us, now_us, due_us, ops, personal_key, test,
       coalesce(merged_into, CASE WHEN absorbed THEN -1 ELSE 0 END),
       (SELECT array[c.paths, c.times] FROM liuke_cancelled($1) c)
FROM member_state WHERE tenant_id = $1 AND member_id = $2
"""
_WALLETS = """
SELECT asset, available, pending, held, frozen, debt, earned, seq, last_us FROM wallet WHERE member_id = $1
ORDER BY asset
"""
_LOOK = "SELECT * FROM member_look($1, $2, $3::text[])"
_OPERATION = "key, type, n, t_us, event_us, day, program_version, patches, answer::text, reasons::text, member_id"


async def find_member_row(connection: Connection, tenant_id: int, member_id: int) -> tuple[Any, ...] | None:
    """Tier, document, registered (µs, day), last active, now, due, ops, sealed key, test, merged, cancelled."""
    row = await connection.fetchrow(_MEMBER, tenant_id, member_id)
    return tuple(row) if row is not None else None


async def find_loaded(connection: Connection, tenant_id: int, member_id: int) -> LoadedMember | None:
    """The member as stored, with wallets, or ``None`` where there is no such."""
    row = await find_member_row(connection, tenant_id, member_id)
    if row is None:
        return None
    wallets = await list_wallet_rows(connection, member_id)
    *known, personal_key, test, merged, cancelled = row
    loaded = LoadedMember(*known, wallets=wallets, operations={}, personal_key=personal_key, test=test, merged=merged)
    loaded.cancelled = read_cancelled(*cancelled)
    if merged < 0:
        loaded.others = (await list_others(connection, [member_id])).get(member_id, ())
    return loaded


async def find_left(connection: Connection, tenant_id: int, member_id: int) -> tuple[int, LoadedMember] | None:
    """As :func:`find_loaded`, of whom the member went into, if into somebody."""
    while (loaded := await find_loaded(connection, tenant_id, member_id)) is not None:
        if loaded.merged <= 0:
            return member_id, loaded
        member_id = loaded.merged
    return None


async def list_wallet_rows(connection: Connection, member_id: int) -> list[tuple[Any, ...]]:
    """In the order that ``store.build_wallet`` reads."""
    return [tuple(row) for row in await connection.fetch(_WALLETS, member_id)]


async def look_at_member(
    connection: Connection, tenant_id: int, member_id: int, assets: Sequence[str]
) -> tuple[LoadedMember | None, Extra, dict[str, int]]:
    """All that a member centre shows, in one round trip outside any transaction.

    Returns:
        The member with wallets; open lots of ``assets``, coupons and entitlements; pieces left of limited items.
    """
    rows: list[list[Any]] = [[], [], [], [], [], [], []]
    keys = list[bytes | None]()
    for part, key, *row in await fetch_alone(connection, _LOOK, tenant_id, member_id, assets):
        rows[part].append(row)
        keys.append(key)
    extra = Extra()
    if not rows[0]:
        return None, extra, {}
    tier, doc = rows[0][0][:2]
    wallets = [(row[0], *row[5:13]) for row in rows[1]]
    member = LoadedMember(tier, doc, *rows[0][0][5:11], wallets=wallets, operations={}, personal_key=keys[0])
    member.test, member.merged = bool(rows[0][0][11]), rows[0][0][12] or 0
    if rows[6]:
        member.cancelled = read_cancelled(rows[6][0][0], rows[6][0][1])
    needs = [*(Need("lots", member_id, asset) for asset in assets), Need("coupons", member_id)]
    extra.note([*needs, Need("entitlements", member_id)])
    extra.lots_complete.update((member_id, asset) for asset in assets)
    for row in rows[2]:
        asset, ref, rule = row[:3]
        extra.lots.setdefault((member_id, asset), {})[row[5]] = (asset, *row[5:10], ref, rule, row[10])
    extra.coupons[member_id] = [(member_id, row[5], *row[:2], *row[6:8], *row[2:5], *row[8:12]) for row in rows[3]]
    extra.entitlements[member_id] = [(member_id, row[5], row[0], *row[6:11], row[1], row[11]) for row in rows[4]]
    return member, extra, {row[0]: row[5] for row in rows[5]}


async def list_operation_rows(connection: Connection, member_id: int, limit: int) -> list[tuple[Any, ...]]:
    """The last operations, newest first; those of who went into the member, too."""
    rows = await connection.fetch(
        f"""
        SELECT o.* FROM (SELECT $1::bigint AS id UNION ALL SELECT other FROM member_others(ARRAY[$1::bigint])) m
        CROSS JOIN LATERAL (
            SELECT {_OPERATION} FROM operation WHERE member_id = m.id ORDER BY n DESC LIMIT $2
        ) o ORDER BY t_us DESC, member_id DESC, n DESC LIMIT $2
        """,
        member_id, limit,
    )  # fmt: skip
    return [tuple(row) for row in rows]


async def find_operation_row(connection: Connection, member_id: int, key: str) -> tuple[Any, ...] | None:
    """One operation by its idempotency key."""
    row = await connection.fetchrow(
        f"""
        SELECT {_OPERATION} FROM operation WHERE key = $2 AND member_id = ANY (ARRAY(
            SELECT $1::bigint UNION SELECT member_root($1)
            UNION SELECT other FROM member_others(ARRAY(SELECT member_root($1)))
        )) ORDER BY member_id <> $1 LIMIT 1
        """,
        member_id, key,
    )  # fmt: skip
    return tuple(row) if row is not None else None


async def list_namespaces(connection: Connection, tenant_id: int, external_ids: list[str]) -> list[tuple[str, int]]:
    """Namespace and member of every identity with one of these external ids, as stored."""
    rows = await connection.fetch(
        """
        WITH RECURSIVE known AS (  -- one look-up a namespace, however many members there are
            (SELECT namespace FROM identity WHERE tenant_id = $1 ORDER BY namespace LIMIT 1)
            UNION ALL
            SELECT (SELECT i.namespace FROM identity i WHERE i.tenant_id = $1 AND i.namespace > k.namespace
                    ORDER BY i.namespace LIMIT 1)
            FROM known k WHERE k.namespace IS NOT NULL
        )
        SELECT i.namespace, member_root(i.member_id) FROM known k
        JOIN identity i ON i.tenant_id = $1 AND i.namespace = k.namespace AND i.external_id = ANY ($2::text[])
        ORDER BY i.namespace
        """,
        tenant_id,
        external_ids,
    )
    return [(row[0], row[1]) for row in rows]


# -- trying an event --------------------------------------------------------------------------------------------------
async def forbid_writing(connection: Connection) -> None:
    """Let the running transaction only read from here on."""
    await connection.execute("SET TRANSACTION READ ONLY")


async def read_stock(connection: Connection, tenant_id: int, item: str) -> int | None:
    """What is left of a limited item; ``None`` where no stock is kept of it."""
    return await connection.fetchval("SELECT remaining FROM stock WHERE tenant_id = $1 AND item = $2", tenant_id, item)


async def read_code(connection: Connection, tenant_id: int, code: str) -> dict[str, Any] | None:
    """What a code stands for, as the engine's own reading has it; ``None`` where it does not exist."""
    row = await connection.fetchrow(
        """
        SELECT kind, target, expires_us, used_us, used_by, data::text FROM code WHERE tenant_id = $1 AND code = $2
        """,
        tenant_id,
        code,
    )
    if row is None:
        return None
    return {
        **msgspec.json.decode(row[5]), "kind": row[0], "batch": row[1], "valid_until_us": row[2], "used_us": row[3],
        "used_by": row[4],
    }  # fmt: skip


async def read_shared(connection: Connection, tenant_id: int, place: str) -> SharedDoc:
    """A shared document, given as ``kind/key``, as it was committed last; version 0 where nobody has made it."""
    kind, _, key = place.partition("/")
    row = await connection.fetchrow(
        "SELECT version, doc::text FROM shared WHERE tenant_id = $1 AND kind = $2 AND key = $3", tenant_id, kind, key
    )
    return SharedDoc(row[0], row[1]) if row is not None else NOTHING_YET
