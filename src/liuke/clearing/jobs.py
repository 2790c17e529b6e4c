"""Background work of clearing: transfers that a process began and nobody has carried to their end."""

from __future__ import annotations

from liuke.clearing.service import carry_all
from liuke.hooks.job import Job, Work
from liuke.hooks.job_store import tenants_with


async def _carry(work: Work) -> int:
    return await carry_all(work.pool, work.tenant_id, work.now_us)


JOBS = (Job("clearing", 1.0, _carry, tenants_with("clearing_agreement")),)
