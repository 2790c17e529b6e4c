"""What this package adds to the platform."""

from __future__ import annotations

from liuke.feature import Feature
from liuke.merging.laws import LAWS
from liuke.merging.routes import ENDPOINTS

FEATURE = Feature("merging", routes=ENDPOINTS, laws=LAWS)
