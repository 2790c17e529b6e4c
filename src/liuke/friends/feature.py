"""What this package adds to the platform."""

from __future__ import annotations

from liuke.feature import Feature
from liuke.friends.domain import DOMAIN
from liuke.friends.laws import LAWS
from liuke.friends.request_types import REQUESTS
from liuke.friends.routes import ENDPOINTS

FEATURE = Feature("friends", domain=DOMAIN, routes=ENDPOINTS, requests=REQUESTS, laws=LAWS)
