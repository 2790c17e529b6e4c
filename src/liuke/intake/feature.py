"""What this package adds to the platform."""

from __future__ import annotations

from liuke.feature import Feature
from liuke.intake import counter_routes, operation_routes, order_routes, request_routes, routes, search_routes

FEATURE = Feature(
    "intake",
    routes=(
        *routes.ENDPOINTS,
        *operation_routes.ENDPOINTS,
        *request_routes.ENDPOINTS,
        *order_routes.ENDPOINTS,
        *search_routes.ENDPOINTS,
        *counter_routes.ENDPOINTS,
    ),
)
