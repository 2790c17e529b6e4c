"""Every endpoint of the API: those of the features, and what the process says of itself."""

from __future__ import annotations

from liuke.api.routes import health, specification
from liuke.features import FEATURES
from liuke.http.contracts import Endpoint
from liuke.intake.request_routes import make_endpoints

ENDPOINTS: tuple[Endpoint, ...] = (
    *health.ENDPOINTS,
    specification.make_endpoint(lambda: ENDPOINTS),
    *(endpoint for feature in FEATURES for endpoint in feature.routes),
    *(endpoint for feature in FEATURES for endpoint in make_endpoints(feature.requests)),
)
