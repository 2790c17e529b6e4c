"""What this package adds to the platform."""

from __future__ import annotations

from liuke.benefits.domain import DOMAIN
from liuke.benefits.laws import LAWS
from liuke.benefits.redemption_routes import ENDPOINTS as REDEMPTIONS
from liuke.benefits.request_types import REQUESTS
from liuke.benefits.routes import ENDPOINTS
from liuke.feature import Feature

FEATURE = Feature("benefits", domain=DOMAIN, requests=REQUESTS, routes=(*ENDPOINTS, *REDEMPTIONS), laws=LAWS)
