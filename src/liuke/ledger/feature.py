"""What this package adds to the platform."""

from __future__ import annotations

from liuke.feature import Feature
from liuke.ledger import adjustment_routes, routes
from liuke.ledger.domain import DOMAIN
from liuke.ledger.jobs import JOBS
from liuke.ledger.laws import LAWS
from liuke.ledger.request_types import REQUESTS

FEATURE = Feature(
    "ledger",
    domain=DOMAIN,
    requests=REQUESTS,
    routes=(*routes.ENDPOINTS, *adjustment_routes.ENDPOINTS),
    jobs=JOBS,
    laws=LAWS,
)
