"""What this package adds to the platform."""

from __future__ import annotations

from liuke.experiments.domain import DOMAIN
from liuke.feature import Feature

FEATURE = Feature("experiments", domain=DOMAIN)
