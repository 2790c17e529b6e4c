"""Background work of the engine: what is due, and what members sent to one another."""

from __future__ import annotations

from liuke.hooks.job import Job, Work
from liuke.hooks.job_store import tenants_with


async def sweep_timers(work: Work) -> int:
    """Let the timers of one batch of members happen that are due."""
    return await work.engine.sweep(work.now_us, limit=work.limits.members, batches=1)


async def deliver_events(work: Work) -> int:
    """Hand one batch of events over to the members they are for."""
    return await work.engine.deliver(limit=work.limits.members)


JOBS = (
    Job("timers", 1.0, sweep_timers, tenants_with("member_state", due="due_us"), needs_program=True),
    Job("deliveries", 0.5, deliver_events, tenants_with("delivery"), needs_program=True),
)
