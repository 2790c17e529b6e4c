"""What this package adds to the platform."""

from __future__ import annotations

from liuke.feature import Feature
from liuke.stories.routes import ENDPOINTS

FEATURE = Feature("stories", routes=ENDPOINTS)
