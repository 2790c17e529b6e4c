"""What this package adds to the platform."""

from __future__ import annotations

from liuke.feature import Feature
from liuke.webhooks.jobs import JOBS

FEATURE = Feature("webhooks", jobs=JOBS)
