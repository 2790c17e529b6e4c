"""Background work of programs: members of what was called off are notified, tiers are reviewed."""

from __future__ import annotations

from liuke.hooks.job import Job, in_transaction
from liuke.hooks.job_store import tenants_with
from liuke.publishing.cancellations import give_back
from liuke.publishing.impact import review_tiers

JOBS = (
    Job(
        "cancellations",
        5.0,
        in_transaction(give_back),
        tenants_with("cancellation", where=("status", "giving_back")),
        needs_program=True,
    ),
    Job(
        "tier-reviews",
        5.0,
        in_transaction(review_tiers),
        tenants_with("tier_review", where=("status", "waiting")),
        needs_program=True,
    ),
)
