"""What this package adds to the platform."""

from __future__ import annotations

from liuke.feature import Feature
from liuke.mall.domain import DOMAIN

FEATURE = Feature("mall", domain=DOMAIN)
