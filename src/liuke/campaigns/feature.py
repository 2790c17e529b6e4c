"""What this package adds to the platform."""

from __future__ import annotations

from liuke.campaigns.domain import DOMAIN
from liuke.campaigns.laws import LAWS
from liuke.campaigns.routes import ENDPOINTS
from liuke.feature import Feature

FEATURE = Feature("campaigns", domain=DOMAIN, routes=ENDPOINTS, laws=LAWS)
