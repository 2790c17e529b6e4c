"""What this package adds to the platform."""

from __future__ import annotations

from liuke.feature import Feature
from liuke.giving.domain import DOMAIN
from liuke.giving.jobs import JOBS
from liuke.giving.laws import LAWS
from liuke.giving.request_types import REQUESTS
from liuke.giving.routes import ENDPOINTS

FEATURE = Feature("giving", domain=DOMAIN, routes=ENDPOINTS, requests=REQUESTS, jobs=JOBS, laws=LAWS)
