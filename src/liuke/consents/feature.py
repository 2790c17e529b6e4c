"""What this package adds to the platform."""

from __future__ import annotations

from liuke.consents.domain import DOMAIN
from liuke.consents.laws import LAWS
from liuke.consents.request_types import REQUESTS
from liuke.consents.routes import ENDPOINTS
from liuke.feature import Feature

FEATURE = Feature("consents", domain=DOMAIN, requests=REQUESTS, routes=ENDPOINTS, laws=LAWS)
