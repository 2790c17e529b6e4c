"""What this package adds to the platform."""

from __future__ import annotations

from liuke.boards.jobs import JOBS
from liuke.boards.laws import LAWS
from liuke.feature import Feature

FEATURE = Feature("boards", laws=LAWS, jobs=JOBS)
