"""What must hold of erased members. ``$1`` is the tenant, ``$2`` the most rows to answer."""

from __future__ import annotations

from liuke.hooks.law import count_of, query_law

ERASED = query_law(
    "erased-members",
    "nothing leads from an erased member to who it was: no key, name, profile, address, message or signal",
    count_of("member_erasure"),
    """
    SELECT e.member_id, e.t_us, m.personal_key IS NOT NULL AS has_key FROM member_erasure e
    LEFT JOIN member_state m ON m.member_id = e.member_id
    WHERE e.tenant_id = $1 AND (
        m.member_id IS NULL OR m.personal_key IS NOT NULL OR m.doc -> 'profile' IS NOT NULL
        OR coalesce(m.doc -> 'labels' ->> 'erased', '') <> '1'
        OR EXISTS (SELECT FROM identity i WHERE i.member_id = e.member_id)
        OR EXISTS (SELECT FROM message s WHERE s.member_id = e.member_id)
        OR EXISTS (SELECT FROM member_address a WHERE a.member_id = e.member_id)
        OR EXISTS (SELECT FROM phone_login_session l WHERE l.member_id = e.member_id)
        OR EXISTS (SELECT FROM client_signal c WHERE c.member_id = e.member_id)
    ) ORDER BY 1 LIMIT $2
    """,
)

LAWS = (ERASED,)
