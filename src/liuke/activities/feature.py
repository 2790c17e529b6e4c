"""What this package adds to the platform."""

from __future__ import annotations

from liuke.activities.domain import DOMAIN
from liuke.activities.routes import ENDPOINTS
from liuke.feature import Feature

FEATURE = Feature("activities", domain=DOMAIN, routes=ENDPOINTS)
