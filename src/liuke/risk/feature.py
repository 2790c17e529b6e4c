"""What this package adds to the platform."""

from __future__ import annotations

from liuke.feature import Feature
from liuke.risk.domain import DOMAIN
from liuke.risk.jobs import JOBS
from liuke.risk.request_types import REQUESTS
from liuke.risk.routes import ENDPOINTS
from liuke.risk.scorer import SCORER

FEATURE = Feature("risk", domain=DOMAIN, routes=ENDPOINTS, requests=REQUESTS, jobs=JOBS, scorers=(SCORER,))
