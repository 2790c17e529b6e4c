"""What this package adds to the platform."""

from __future__ import annotations

from liuke.feature import Feature
from liuke.tiers.domain import DOMAIN
from liuke.tiers.laws import LAWS

FEATURE = Feature("tiers", domain=DOMAIN, laws=LAWS)
