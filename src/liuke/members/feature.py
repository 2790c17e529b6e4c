"""What this package adds to the platform."""

from __future__ import annotations

from liuke.feature import Feature
from liuke.members.domain import DOMAIN
from liuke.members.request_types import REQUESTS
from liuke.members.routes import ENDPOINTS

FEATURE = Feature("members", domain=DOMAIN, requests=REQUESTS, routes=ENDPOINTS)
