"""What holds of tracked events. ``$1`` is the tenant, ``$2`` the most rows to answer."""

from __future__ import annotations

from liuke.hooks.law import Law, count_of, query_law

TRACKED = query_law(
    "tracked-events",
    "a tracked event belongs to nobody or to a member who was not erased, and did not happen after it was received",
    count_of("track_event"),
    """
    SELECT e.id, e.member_id, e.type FROM track_event e LEFT JOIN member_state m ON m.member_id = e.member_id
    WHERE e.tenant_id = $1 AND (
        e.t_us > e.received_us
        OR (e.member_id <> 0 AND (m.member_id IS NULL
            OR EXISTS (SELECT 1 FROM member_erasure r WHERE r.member_id = e.member_id)))
    )
    ORDER BY e.received_us, e.id LIMIT $2
    """,
)

LAWS: tuple[Law, ...] = (TRACKED,)
