"""What holds of friends. ``$1`` is the tenant, ``$2`` the most rows to answer."""

from __future__ import annotations

from liuke.hooks.law import Law, count_of, query_law

FRIENDS = query_law(
    "friends",
    "two members are friends in the lists of both exactly if their tie says so, or the news of it is under way; what "
    "test members make of a tie concerns nobody else",
    count_of("shared", "kind = 'friend' AND version > 0"),
    """
    WITH tie AS (
        SELECT key, split_part(key, '-', 1)::bigint AS one, split_part(key, '-', 2)::bigint AS other FROM shared
        WHERE tenant_id = $1 AND kind = 'friend' AND version > 0 AND doc->>'status' = 'friends'
          AND NOT starts_with(key, '~test/')
    ), tied AS (
        SELECT one AS member_id, other AS friend FROM tie UNION ALL SELECT other, one FROM tie
    ), listed AS (
        SELECT m.member_id, f.key::bigint AS friend
        FROM member_state m, json_object_keys(m.doc->'slots'->'friends'->'friends') AS f (key) WHERE m.tenant_id = $1
    )
    SELECT * FROM (
        SELECT member_id, friend, t.member_id IS NOT NULL AS tied, l.member_id IS NOT NULL AS listed
        FROM tied t FULL JOIN listed l USING (member_id, friend)
    ) f WHERE tied <> listed
      AND NOT EXISTS (
        SELECT FROM delivery d WHERE d.member_id = f.member_id AND d.type = 'friend.tie_changed'
          AND d.data->>'friend' = f.friend::text)
      AND NOT EXISTS (
        SELECT FROM shared s WHERE s.tenant_id = $1 AND s.kind = 'friend'
          AND s.key = '~test/' || least(member_id, friend) || '-' || greatest(member_id, friend))
    ORDER BY 1, 2 LIMIT $2
    """,
)

LAWS: tuple[Law, ...] = (FRIENDS,)
