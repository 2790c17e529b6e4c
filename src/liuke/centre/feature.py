"""What this package adds to the platform."""

from __future__ import annotations

from liuke.centre import past_routes, routes
from liuke.feature import Feature

FEATURE = Feature("centre", routes=(*routes.ENDPOINTS, *past_routes.ENDPOINTS))
