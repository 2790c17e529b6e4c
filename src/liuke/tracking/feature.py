"""What this package adds to the platform."""

from __future__ import annotations

from liuke.feature import Feature
from liuke.tracking.domain import DOMAIN
from liuke.tracking.jobs import JOBS
from liuke.tracking.laws import LAWS
from liuke.tracking.routes import ENDPOINTS

FEATURE = Feature("tracking", domain=DOMAIN, routes=ENDPOINTS, jobs=JOBS, laws=LAWS)
