"""What must hold of messages. ``$1`` is the tenant, ``$2`` the most rows to answer."""

from __future__ import annotations

from liuke.hooks.law import count_of, query_law

MESSAGES = query_law(
    "messages",
    "a message is a member's, and was read after it was decided",
    count_of("message"),
    """
    SELECT m.member_id, m.dedupe FROM message m LEFT JOIN member_state s ON s.member_id = m.member_id
    WHERE m.tenant_id = $1 AND (s.member_id IS NULL OR m.read_us < m.t_us) ORDER BY 1, 2 LIMIT $2
    """,
)

LAWS = (MESSAGES,)
