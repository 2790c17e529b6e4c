"""What this package adds to the platform."""

from __future__ import annotations

from liuke.feature import Feature
from liuke.signals.domain import DOMAIN
from liuke.signals.jobs import JOBS
from liuke.signals.laws import LAWS

FEATURE = Feature("signals", domain=DOMAIN, jobs=JOBS, laws=LAWS)
