"""What this package adds to the platform."""

from __future__ import annotations

from liuke.addresses.laws import LAWS
from liuke.addresses.routes import ENDPOINTS
from liuke.feature import Feature

FEATURE = Feature("addresses", routes=ENDPOINTS, laws=LAWS)
