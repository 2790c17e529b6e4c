"""Counts members by the campaigns that are for them: all of them, or a sample of many."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Sequence

from liuke.db.contracts import Connection, Pool
from liuke.db.pool import run_transaction
from liuke.decision.domain import CompiledProgram
from liuke.decision.state import Missing, Need
from liuke.engine import member_store
from liuke.engine.load_store import Extra, LoadedMember, load_needs
from liuke.engine.rows import build_state
from liuke.privacy.box import Personal
from liuke.publishing import impact_store, rhythm_store
from liuke.publishing.rhythm import Crowd, Thing, address, list_things

EXACT_UP_TO = 20_000
SAMPLE = 10_000
AT_ONCE = 500
MAX_ROUNDS = 20
"""Parts of a member that audiences may ask for."""


async def count_crowd(
    pool: Pool,
    tenant_id: int,
    program: CompiledProgram,
    *,
    now_us: int,
    personal: Personal | None = None,
    exact_up_to: int = EXACT_UP_TO,
    sample: int = SAMPLE,
) -> Crowd:
    """Members by what is for them, by today's data; test members and those who went into others count nowhere.

    Args:
        pool: Connections of the application's role.
        tenant_id: Whose members.
        program: In force, or a draft.
        now_us: Engine time.
        personal: Opens profiles where an audience asks for them.
        exact_up_to: So many members are all looked at.
        sample: How many of more.
    """
    things, safe = list_things(program, now_us), personal or Personal(None, tenant_id)
    members = await run_transaction(pool, lambda c: impact_store.count_members(c, tenant_id), tenant_id=tenant_id)
    crowd = Crowd(things, members, Counter())
    wanted = members if members <= exact_up_to else sample
    ids = await run_transaction(pool, lambda c: impact_store.list_ids(c, tenant_id, wanted), tenant_id=tenant_id)
    if safe.vault is not None:
        await safe.ready(pool)
    for first in range(0, len(ids), AT_ONCE):
        part = _Part(program, things, now_us, safe)
        chosen = ids[first : first + AT_ONCE]
        await run_transaction(pool, lambda c, p=part, i=chosen: p.count(c, tenant_id, i), tenant_id=tenant_id)
        crowd.sets.update(part.sets)
    return crowd


class _Part:
    """So many members at once: what their audiences ask for is loaded for all who miss it."""

    def __init__(self, program: CompiledProgram, things: Sequence[Thing], now_us: int, personal: Personal) -> None:
        self.program = program
        self.things = things
        self.now_us = now_us
        self.personal = personal
        self.sets = Counter[int]()

    async def count(self, connection: Connection, tenant_id: int, ids: Sequence[int]) -> None:
        """Count them; nothing can be written."""
        await member_store.forbid_writing(connection)
        self.sets.clear()  # the transaction may be run again
        left, extra = await rhythm_store.read_members(connection, tenant_id, ids), Extra()
        for _ in range(MAX_ROUNDS):
            missing = await asyncio.to_thread(self._count, left, extra)
            if not missing:
                return
            await load_needs(connection, tenant_id, missing, extra)
        raise AssertionError(f"audiences ask for more than {MAX_ROUNDS} parts of a member")

    def _count(self, left: dict[int, LoadedMember], extra: Extra) -> list[Need]:
        missing = list[Need]()
        for member_id, loaded in list(left.items()):
            try:
                found = address(
                    self.program, self.things, build_state(member_id, loaded, extra, self.personal), self.now_us
                )
            except Missing as error:
                missing.append(error.need)
                continue
            self.sets[found] += 1
            del left[member_id]
        return missing
