"""What this package adds to the platform."""

from __future__ import annotations

from liuke.feature import Feature
from liuke.waiting.domain import DOMAIN
from liuke.waiting.laws import LAWS
from liuke.waiting.request_types import REQUESTS
from liuke.waiting.routes import ENDPOINTS

FEATURE = Feature("waiting", domain=DOMAIN, requests=REQUESTS, routes=ENDPOINTS, laws=LAWS)
