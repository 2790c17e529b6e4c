"""What this package adds to the platform."""

from __future__ import annotations

from liuke.engine.jobs import JOBS
from liuke.engine.laws import LAWS
from liuke.feature import Feature

FEATURE = Feature("engine", jobs=JOBS, laws=LAWS)
