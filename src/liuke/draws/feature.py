"""What this package adds to the platform."""

from __future__ import annotations

from liuke.draws.domain import DOMAIN
from liuke.draws.laws import LAWS
from liuke.draws.routes import ENDPOINTS
from liuke.feature import Feature

FEATURE = Feature("draws", domain=DOMAIN, routes=ENDPOINTS, laws=LAWS)
