"""What this package adds to the platform."""

from __future__ import annotations

from liuke.feature import Feature
from liuke.media.checks import CHECKS
from liuke.media.domain import DOMAIN
from liuke.media.jobs import JOBS
from liuke.media.laws import LAWS
from liuke.media.routes import ENDPOINTS

FEATURE = Feature("media", domain=DOMAIN, routes=ENDPOINTS, jobs=JOBS, laws=LAWS, media_checks=CHECKS)
