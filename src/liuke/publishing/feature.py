"""What this package adds to the platform."""

from __future__ import annotations

from liuke.feature import Feature
from liuke.publishing import (
    campaign_routes,
    cancel_routes,
    dismissal_routes,
    draft_routes,
    dry_run_routes,
    impact_routes,
    name_routes,
    page_routes,
    routes,
    rules_routes,
    template_routes,
    trial_routes,
    words_routes,
)
from liuke.publishing.jobs import JOBS

FEATURE = Feature(
    "publishing",
    routes=(
        *routes.ENDPOINTS,
        *name_routes.ENDPOINTS,
        *draft_routes.ENDPOINTS,
        *dismissal_routes.ENDPOINTS,
        *trial_routes.ENDPOINTS,
        *dry_run_routes.ENDPOINTS,
        *page_routes.ENDPOINTS,
        *rules_routes.ENDPOINTS,
        *words_routes.ENDPOINTS,
        *impact_routes.ENDPOINTS,
        *template_routes.ENDPOINTS,
        *cancel_routes.ENDPOINTS,
        *campaign_routes.ENDPOINTS,
    ),
    jobs=JOBS,
)
