"""What this package adds to the platform."""

from __future__ import annotations

from liuke.catalogue.laws import LAWS
from liuke.catalogue.routes import ENDPOINTS
from liuke.feature import Feature

FEATURE = Feature("catalogue", routes=ENDPOINTS, laws=LAWS)
