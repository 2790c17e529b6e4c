"""What this package adds to the platform."""

from __future__ import annotations

from liuke.feature import Feature
from liuke.tiers.by_hand import REQUESTS
from liuke.tiers.domain import DOMAIN
from liuke.tiers.laws import LAWS
from liuke.tiers.routes import ENDPOINTS

FEATURE = Feature("tiers", domain=DOMAIN, requests=REQUESTS, routes=ENDPOINTS, laws=LAWS)
