"""What this package adds to the platform."""

from __future__ import annotations

from liuke.checkout.domain import DOMAIN
from liuke.checkout.request_types import REQUESTS
from liuke.checkout.routes import ENDPOINTS
from liuke.feature import Feature

FEATURE = Feature("checkout", domain=DOMAIN, requests=REQUESTS, routes=ENDPOINTS)
