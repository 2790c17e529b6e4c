"""What this package adds to the platform."""

from __future__ import annotations

from liuke.feature import Feature
from liuke.posts.domain import DOMAIN
from liuke.posts.jobs import JOBS
from liuke.posts.request_types import REQUESTS
from liuke.posts.routes import ENDPOINTS

FEATURE = Feature("posts", domain=DOMAIN, routes=ENDPOINTS, requests=REQUESTS, jobs=JOBS)
