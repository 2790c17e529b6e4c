"""What this package adds to the platform."""

from __future__ import annotations

from liuke.coupons.domain import DOMAIN
from liuke.coupons.laws import LAWS
from liuke.coupons.request_types import REQUESTS
from liuke.coupons.routes import ENDPOINTS
from liuke.feature import Feature

FEATURE = Feature("coupons", domain=DOMAIN, requests=REQUESTS, routes=ENDPOINTS, laws=LAWS)
