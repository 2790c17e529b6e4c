"""Background work of boards: changes are added to the buckets that ranks are counted by."""

from __future__ import annotations

from liuke.boards import bucket_store
from liuke.db.pool import acquire, transaction
from liuke.hooks.job import Job, Work
from liuke.hooks.job_store import tenants_with

MAX_LISTS = 50
"""Lists in one unit; each is a transaction of its own."""


async def _run(work: Work) -> int:
    async with acquire(work.pool) as connection, transaction(connection, tenant_id=work.tenant_id):
        places = await bucket_store.list_changed(connection, work.tenant_id, MAX_LISTS)
    for place in places:
        async with acquire(work.pool) as connection, transaction(connection, tenant_id=work.tenant_id):
            await bucket_store.fold(connection, work.tenant_id, place)
    return len(places) if len(places) == MAX_LISTS else 0


JOBS = (Job("board-buckets", 1.0, _run, tenants_with("board_change")),)
