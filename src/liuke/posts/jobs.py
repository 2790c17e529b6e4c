"""Background work of posts: what waits for a platform is shown to it; where there is none, people look."""

from __future__ import annotations

import logging

from liuke.db.pool import acquire, transaction
from liuke.decision.event import Event
from liuke.hooks.job import Job, Work
from liuke.hooks.text_check import TextCase
from liuke.kernel.clock import HOUR_US
from liuke.posts.store import PostRow, list_posts

log = logging.getLogger(__name__)
NO_PLATFORM, NO_ANSWER = "missing", "silent"
PATIENCE_US = HOUR_US
"""So long a platform that says nothing is asked again; then people look, and who wrote later waits for nothing."""
_ROWS = 100


async def _check(work: Work) -> int:
    """Ask every platform about what waits; one that cannot be asked is asked again for an hour."""
    if work.personal is None:
        return 0
    await work.personal.ready(work.pool)
    async with acquire(work.pool) as connection, transaction(connection, tenant_id=work.tenant_id):
        rows = await list_posts(
            connection, work.tenant_id, work.personal, statuses=("pending",), awaits="platform", order="oldest",
            limit=min(work.limits.rows, _ROWS),
        )  # fmt: skip
    done = 0
    for row in rows:
        found = await _ask(work, row)
        if found is not None:
            name, fault = found
            data = {"post": row.id, "check": name, "fault": fault}
            await work.engine.submit(Event("post.checked", row.member_id, f"post-checked:{row.id}", 0, data))
            done += 1
    return done


async def _ask(work: Work, row: PostRow) -> tuple[str, str] | None:
    """What the platforms say: who, and what they have against it; ``None``: nobody knows yet."""
    if not work.text_checks:
        return "platform", NO_PLATFORM
    if row.text is None:
        return "platform", "unreadable"
    for check in work.text_checks:
        try:
            fault = await check.find_fault(TextCase(work.pool, work.tenant_id, row.member_id, row.text))
        except Exception:
            log.exception("%s could not say what it thinks of post %s", check.name, row.id)
            return ("platform", NO_ANSWER) if row.post.since_us <= work.now_us - PATIENCE_US else None
        if fault:
            return check.name, fault[:150]
    return "+".join(check.name for check in work.text_checks)[:200], ""


JOBS = (Job("posts", 5.0, _check, needs_program=True),)
