"""What this package adds to the platform."""

from __future__ import annotations

from liuke.centre.routes import ENDPOINTS
from liuke.feature import Feature

FEATURE = Feature("centre", routes=ENDPOINTS)
