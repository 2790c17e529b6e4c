"""What this package adds to the platform."""

from __future__ import annotations

from liuke.feature import Feature
from liuke.payouts.domain import DOMAIN
from liuke.payouts.request_types import REQUESTS
from liuke.payouts.routes import ENDPOINTS

FEATURE = Feature("payouts", domain=DOMAIN, routes=ENDPOINTS, requests=REQUESTS)
