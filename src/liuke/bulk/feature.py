"""What this package adds to the platform."""

from __future__ import annotations

from liuke.bulk.routes import ENDPOINTS
from liuke.feature import Feature

FEATURE = Feature("bulk", routes=ENDPOINTS)
