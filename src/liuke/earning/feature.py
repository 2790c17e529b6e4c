"""What this package adds to the platform."""

from __future__ import annotations

from liuke.earning.domain import DOMAIN
from liuke.earning.laws import LAWS
from liuke.earning.request_types import REQUESTS
from liuke.feature import Feature

FEATURE = Feature("earning", domain=DOMAIN, requests=REQUESTS, laws=LAWS)
