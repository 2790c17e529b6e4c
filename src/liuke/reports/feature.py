"""What this package adds to the platform."""

from __future__ import annotations

from liuke.feature import Feature
from liuke.reports.jobs import JOBS

FEATURE = Feature("reports", jobs=JOBS)
