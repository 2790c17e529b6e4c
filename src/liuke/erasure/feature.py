"""What this package adds to the platform."""

from __future__ import annotations

from liuke.erasure.laws import LAWS
from liuke.erasure.routes import ENDPOINTS
from liuke.feature import Feature

FEATURE = Feature("erasure", routes=ENDPOINTS, laws=LAWS)
