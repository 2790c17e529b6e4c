"""Settings of the planner for one transaction."""

from __future__ import annotations

from liuke.db.contracts import Connection

WHOLE_TABLES = ("enable_seqscan = on", "enable_hashjoin = on", "enable_mergejoin = on")
"""For what reads whole tables: the engine's sessions are tuned for access by key."""


async def plan_with(connection: Connection, *settings: str) -> None:
    """Set what is named (``name = value``) until the transaction ends."""
    for setting in settings:
        await connection.execute(f"SET LOCAL {setting}")
