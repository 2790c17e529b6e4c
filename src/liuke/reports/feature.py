"""What this package adds to the platform."""

from __future__ import annotations

from liuke.feature import Feature
from liuke.reports import (
    finance_routes,
    item_routes,
    ledger_routes,
    other_sales_routes,
    overview_routes,
    test_member_routes,
)
from liuke.reports.jobs import JOBS

FEATURE = Feature(
    "reports",
    routes=(
        *finance_routes.ENDPOINTS,
        *ledger_routes.ENDPOINTS,
        *overview_routes.ENDPOINTS,
        *other_sales_routes.ENDPOINTS,
        *item_routes.ENDPOINTS,
        *test_member_routes.ENDPOINTS,
    ),
    jobs=JOBS,
)
