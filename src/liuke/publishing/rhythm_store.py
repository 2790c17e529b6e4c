"""All SQL of who is addressed: members as stored, with what opens their personal data; nothing is locked."""

from __future__ import annotations

from collections.abc import Sequence

from liuke.db.contracts import Connection
from liuke.engine.load_store import LoadedMember, read_cancelled

_MEMBERS = """
SELECT m.member_id, m.tier, m.doc::text, m.registered_us, m.registered_day, m.last_active_us, m.now_us, m.due_us, m.ops,
       m.personal_key
FROM member_state m WHERE m.tenant_id = $1 AND m.member_id = ANY ($2::bigint[])
"""
_WALLETS = """
SELECT member_id, asset, available, pending, held, frozen, debt, earned, seq, last_us FROM wallet
WHERE member_id = ANY ($1::bigint[])
"""
_CANCELLED = "SELECT c.paths, c.times FROM liuke_cancelled($1) c"


async def read_members(connection: Connection, tenant_id: int, members: Sequence[int]) -> dict[int, LoadedMember]:
    """Members as stored, with wallets, sealed keys, and what was called off."""
    gone = await connection.fetchrow(_CANCELLED, tenant_id)
    cancelled = read_cancelled(gone[0], gone[1]) if gone is not None else dict[str, int]()
    found = {
        row[0]: LoadedMember(*row[1:9], wallets=[], operations={}, personal_key=row[9], cancelled=cancelled)
        for row in await connection.fetch(_MEMBERS, tenant_id, members)
    }
    for row in await connection.fetch(_WALLETS, members):
        if row[0] in found:
            found[row[0]].wallets.append(tuple(row[1:]))
    return found
