"""What this package adds to the platform."""

from __future__ import annotations

from liuke.feature import Feature
from liuke.posters.domain import DOMAIN
from liuke.posters.routes import ENDPOINTS

FEATURE = Feature("posters", domain=DOMAIN, routes=ENDPOINTS)
