"""What this package adds to the platform."""

from __future__ import annotations

from liuke.feature import Feature
from liuke.messages.domain import DOMAIN
from liuke.messages.jobs import JOBS
from liuke.messages.laws import LAWS
from liuke.messages.routes import ENDPOINTS

FEATURE = Feature("messages", domain=DOMAIN, routes=ENDPOINTS, jobs=JOBS, laws=LAWS)
