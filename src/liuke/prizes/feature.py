"""What this package adds to the platform."""

from __future__ import annotations

from liuke.feature import Feature
from liuke.prizes.domain import DOMAIN
from liuke.prizes.request_types import REQUESTS
from liuke.prizes.routes import ENDPOINTS

FEATURE = Feature("prizes", domain=DOMAIN, routes=ENDPOINTS, requests=REQUESTS)
