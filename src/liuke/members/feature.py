"""What this package adds to the platform."""

from __future__ import annotations

from liuke.feature import Feature
from liuke.members.domain import DOMAIN

FEATURE = Feature("members", domain=DOMAIN)
