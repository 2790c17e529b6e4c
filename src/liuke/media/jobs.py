"""Background work of pictures: what nobody needs goes, bytes that no picture has go."""

from __future__ import annotations

from liuke.db.contracts import Connection
from liuke.db.pool import run_transaction
from liuke.hooks.job import Job, Work
from liuke.kernel.clock import DAY_US
from liuke.media import store
from liuke.media.domain import ERASURE
from liuke.media.service import collect
from liuke.media.spec import MediaSpec

UNFINISHED_US = 3_600_000_000
"""Bytes of an upload that was broken off are kept so long; one that is under way is never disturbed, only slowed."""
_ROWS = 100


async def _tidy(work: Work) -> int:
    """Erase what is too old or whose member was erased, then take bytes away that no picture has."""
    if work.objects is None:
        return 0
    terms = work.program.section("media", MediaSpec)
    limit, tenant_id = min(work.limits.rows, _ROWS), work.tenant_id

    async def erase(connection: Connection) -> list[bytes]:
        gone = {
            "member-erased": await store.list_of_erased_members(connection, tenant_id, ERASURE.name, limit),
            "not-needed": await store.list_unnamed(
                connection, tenant_id, work.now_us - terms.keep_unused_days * DAY_US, limit
            ),
            "too-old": await store.list_old(
                connection, tenant_id, proofs_us=work.now_us - terms.keep_proofs_days * DAY_US,
                refused_us=work.now_us - terms.keep_refused_days * DAY_US, limit=limit,
            ),
        }  # fmt: skip
        hashes = list[bytes]()
        for reason, ids in gone.items():
            hashes += await store.erase_media(connection, tenant_id, ids, reason, work.now_us)
        return hashes

    age_us = work.limits.ages_us.get("media", UNFINISHED_US)
    erased = await run_transaction(work.pool, erase, tenant_id=tenant_id)
    unused = await run_transaction(
        work.pool, lambda c: store.list_unused_objects(c, tenant_id, work.now_us - age_us, limit), tenant_id=tenant_id
    )
    return await collect(work.pool, work.objects, tenant_id, [*erased, *unused])


JOBS = (Job("media", 600.0, _tidy, needs_program=True),)
