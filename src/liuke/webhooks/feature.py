"""What this package adds to the platform."""

from __future__ import annotations

from liuke.feature import Feature
from liuke.webhooks.jobs import JOBS
from liuke.webhooks.routes import ENDPOINTS

FEATURE = Feature("webhooks", routes=ENDPOINTS, jobs=JOBS)
