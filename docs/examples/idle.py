"""A job that does nothing: what new background work costs. See docs/how-to/extend.md."""

from __future__ import annotations

from liuke.hooks.job import Job, Work
from liuke.hooks.job_store import tenants_with


async def idle(work: Work) -> int:
    """A unit for one tenant; returns how much was done, so 0 ends the round."""
    del work
    return 0


JOB = Job("idle", 60.0, idle, tenants_with("member_state"))
"""Once a minute, for tenants that have members."""
