"""Every endpoint of the API. A new resource is one file under ``routes`` and one line here."""

from __future__ import annotations

from liuke.api.routes import (
    adjustments,
    audit,
    bulk,
    catalogue_items,
    events,
    finance,
    health,
    history,
    keys,
    ledger,
    member_lists,
    member_requests,
    members,
    other_sales,
    overview,
    program_drafts,
    program_names,
    program_trials,
    programs,
    rules,
    staff,
    webhooks,
)
from liuke.http.contracts import Endpoint

ENDPOINTS: tuple[Endpoint, ...] = (
    *health.ENDPOINTS,
    *events.ENDPOINTS,
    *members.ENDPOINTS,
    *member_lists.ENDPOINTS,
    *member_requests.ENDPOINTS,
    *rules.ENDPOINTS,
    *keys.ENDPOINTS,
    *staff.ENDPOINTS,
    *programs.ENDPOINTS,
    *program_names.ENDPOINTS,
    *program_drafts.ENDPOINTS,
    *program_trials.ENDPOINTS,
    *adjustments.ENDPOINTS,
    *catalogue_items.ENDPOINTS,
    *finance.ENDPOINTS,
    *ledger.ENDPOINTS,
    *overview.ENDPOINTS,
    *other_sales.ENDPOINTS,
    *history.ENDPOINTS,
    *bulk.ENDPOINTS,
    *webhooks.ENDPOINTS,
    *audit.ENDPOINTS,
)
