"""What this package adds to the platform."""

from __future__ import annotations

from liuke.feature import Feature
from liuke.ledger.domain import DOMAIN
from liuke.ledger.laws import LAWS

FEATURE = Feature("ledger", domain=DOMAIN, laws=LAWS)
