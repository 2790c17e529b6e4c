"""What this package adds to the platform."""

from __future__ import annotations

from liuke.feature import Feature
from liuke.mall.domain import DOMAIN
from liuke.mall.laws import LAWS
from liuke.mall.request_types import REQUESTS
from liuke.mall.routes import ENDPOINTS

FEATURE = Feature("mall", domain=DOMAIN, routes=ENDPOINTS, requests=REQUESTS, laws=LAWS)
