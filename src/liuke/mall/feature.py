"""What this package adds to the platform."""

from __future__ import annotations

from liuke.feature import Feature
from liuke.mall.domain import DOMAIN
from liuke.mall.laws import LAWS
from liuke.mall.member_routes import ENDPOINTS as MEMBER_ENDPOINTS
from liuke.mall.request_types import REQUESTS
from liuke.mall.routes import ENDPOINTS

FEATURE = Feature("mall", domain=DOMAIN, routes=(*ENDPOINTS, *MEMBER_ENDPOINTS), requests=REQUESTS, laws=LAWS)
