"""Every endpoint of the API. A new resource is one file under ``routes`` and one line here."""

from __future__ import annotations

from liuke.api.contracts import Endpoint
from liuke.api.routes import events, health, keys, member_lists, member_requests, members, rules

ENDPOINTS: tuple[Endpoint, ...] = (
    *health.ENDPOINTS,
    *events.ENDPOINTS,
    *members.ENDPOINTS,
    *member_lists.ENDPOINTS,
    *member_requests.ENDPOINTS,
    *rules.ENDPOINTS,
    *keys.ENDPOINTS,
)
