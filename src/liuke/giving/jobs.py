"""Background work of giving: members whose turn it is."""

from __future__ import annotations

from liuke.giving.service import run_some
from liuke.hooks.job import Job, Work
from liuke.hooks.job_store import tenants_with


async def _run(work: Work) -> int:
    return await run_some(work.pool, work.tenant_id, work.engine, limit=work.limits.members)


JOBS = (
    Job("givings", 1.0, _run, tenants_with("giving", where=("status", "running")), needs_program=True),
    Job("givings-back", 1.0, _run, tenants_with("giving", where=("status", "undoing")), needs_program=True),
)
