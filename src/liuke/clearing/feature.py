"""What this package adds to the platform."""

from __future__ import annotations

from liuke.clearing.domain import DOMAIN
from liuke.clearing.jobs import JOBS
from liuke.clearing.laws import LAWS
from liuke.clearing.request_types import REQUESTS
from liuke.clearing.routes import ENDPOINTS
from liuke.feature import Feature

FEATURE = Feature("clearing", domain=DOMAIN, routes=ENDPOINTS, requests=REQUESTS, jobs=JOBS, laws=LAWS)
