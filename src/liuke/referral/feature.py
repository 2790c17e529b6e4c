"""What this package adds to the platform."""

from __future__ import annotations

from liuke.feature import Feature
from liuke.referral.domain import DOMAIN
from liuke.referral.laws import LAWS
from liuke.referral.request_types import REQUESTS
from liuke.referral.routes import ENDPOINTS
from liuke.referral.scorer import SCORER

FEATURE = Feature("referral", domain=DOMAIN, routes=ENDPOINTS, requests=REQUESTS, laws=LAWS, scorers=(SCORER,))
