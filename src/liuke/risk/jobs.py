"""Background work of anti-abuse: rings are looked for, and their members hear of what is weighed of them.

A pass goes over everybody who uses a device, some at a time, in the order of their numbers. Around those it looks at
who is near them, so far and no further, and finds rings there. What changed is sent to each member as an event, before
it is written down: whoever dies in between finds the same again, under the same key.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping

from liuke.db.pool import acquire, transaction
from liuke.decision.event import Event
from liuke.hooks.job import Job, Work
from liuke.kernel.clock import HOUR_US
from liuke.kernel.ids import fingerprint
from liuke.risk import ring_store
from liuke.risk.ring_store import DONE, Found
from liuke.risk.rings import find_rings
from liuke.risk.spec import RiskSpec

log = logging.getLogger(__name__)
PASS_US = HOUR_US
"""A pass begins when the last one began so long ago."""
STEPS = 4
"""How far it is looked around a member."""
MAX_PEOPLE = 4_000
"""Members that are looked at in one unit."""
MAX_NEAR = 300
"""Members of one device, and invitees of one batch, that are looked at."""


async def _run(work: Work) -> int:
    if not work.program.section("risk", RiskSpec).enabled:
        return 0
    async with acquire(work.pool) as connection, transaction(connection, tenant_id=work.tenant_id):
        known = await ring_store.read_pass(connection, work.tenant_id)
        started_us, position = known or (0, DONE)
        if position == DONE:
            if known is not None and work.now_us < started_us + PASS_US:
                return 0
            started_us, position = work.now_us, 0
        limit = min(work.limits.members, MAX_PEOPLE // 8)
        seeds = await ring_store.list_seeds(connection, work.tenant_id, position, limit)
        people_near = set(seeds)
        frontier = list(seeds)
        for _ in range(STEPS):
            near = await ring_store.list_near(connection, work.tenant_id, frontier, MAX_NEAR) if frontier else []
            frontier = [one for one in near if one not in people_near][: MAX_PEOPLE - len(people_near)]
            people_near.update(frontier)
        people = await ring_store.load_people(connection, work.tenant_id, sorted(people_near))
        before = await ring_store.read_found(connection, work.tenant_id, sorted(people_near))
    wanted = set(seeds)
    found = {
        member: Found(ring.id, {str(name): value for name, value in ring.features.items()})
        for ring in find_rings(people, work.now_us) if wanted & set(ring.members)
        for member in ring.members
    }  # fmt: skip
    gone = [member for member in seeds if member in before and member not in found]
    await _send(work, {member: one for member, one in found.items() if before.get(member) != one}, gone, started_us)
    async with acquire(work.pool) as connection, transaction(connection, tenant_id=work.tenant_id):
        await ring_store.put_found(connection, work.tenant_id, found, started_us)
        await ring_store.forget_found(connection, gone)
        reached = seeds[-1] if len(seeds) == limit else DONE
        await ring_store.put_pass(connection, work.tenant_id, started_us, reached)
    if reached == DONE:
        await _clear_stale(work, started_us)
    return len(seeds)


async def _clear_stale(work: Work, started_us: int) -> None:
    """Who uses no device any more that is known is part of nothing."""
    async with acquire(work.pool) as connection, transaction(connection, tenant_id=work.tenant_id):
        stale = await ring_store.list_stale(connection, work.tenant_id, started_us, work.limits.rows)
    await _send(work, {}, stale, started_us)
    async with acquire(work.pool) as connection, transaction(connection, tenant_id=work.tenant_id):
        await ring_store.forget_found(connection, stale)


async def _send(work: Work, found: Mapping[int, Found], gone: list[int], pass_us: int) -> None:
    for member in sorted({*found, *gone}):
        one = found.get(member)
        data = {"ring": one.ring_id, "features": one.features} if one is not None else {}
        key = f"risk:{pass_us}:{fingerprint(data).hex()[:16]}"
        outcome = await work.engine.submit(Event("risk.noted", member, key, 0, data))
        if outcome.error is not None:
            log.warning("what was found of member %s is not noted: %s", member, outcome.error)


JOBS = (Job("rings", 60.0, _run, needs_program=True),)
