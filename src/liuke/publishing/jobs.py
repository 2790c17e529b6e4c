"""Background work of programs: members of what was called off are notified."""

from __future__ import annotations

from liuke.hooks.job import Job, in_transaction
from liuke.hooks.job_store import tenants_with
from liuke.publishing.cancellations import give_back

JOBS = (
    Job(
        "cancellations",
        5.0,
        in_transaction(give_back),
        tenants_with("cancellation", where=("status", "giving_back")),
        needs_program=True,
    ),
)
