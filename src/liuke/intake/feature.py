"""What this package adds to the platform."""

from __future__ import annotations

from liuke.feature import Feature
from liuke.intake import operation_routes, request_routes, routes

FEATURE = Feature("intake", routes=(*routes.ENDPOINTS, *operation_routes.ENDPOINTS, *request_routes.ENDPOINTS))
