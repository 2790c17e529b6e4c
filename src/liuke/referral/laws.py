"""What holds of referral. ``$1`` is the tenant, ``$2`` the most rows to answer."""

from __future__ import annotations

from liuke.hooks.law import Law, count_of, query_law

REFERRAL = query_law(
    "referral",
    "an invitee whose order counts was counted once by who invited, for that very order, and nobody else was, or the "
    "news of it is under way",
    count_of("shared", "kind = 'referral' AND version > 0"),
    """
    WITH edge AS (
        SELECT replace(key, '~test/', '') AS invitee, doc->>'order_id' AS order_id FROM shared
        WHERE tenant_id = $1 AND kind = 'referral' AND version > 0 AND doc->>'status' = 'effective'
    ), counted AS (
        SELECT split_part(r.key, '.', 1) AS invitee, substr(r.key, strpos(r.key, ':') + 1) AS order_id,
            count(*) AS times
        FROM record r WHERE r.tenant_id = $1 AND r.kind = 'referral_completed' AND NOT EXISTS (
            SELECT FROM record u WHERE u.member_id = r.member_id AND u.kind = 'referral_undone' AND u.key = r.key)
        GROUP BY 1, 2
    )
    SELECT * FROM (
        SELECT invitee, order_id, e.invitee IS NOT NULL AS effective, coalesce(times, 0) AS times
        FROM edge e FULL JOIN counted c USING (invitee, order_id)
    ) f WHERE effective <> (times = 1)
      AND NOT EXISTS (
        SELECT FROM delivery d WHERE d.type IN ('referral.acted', 'referral.undone', 'referral.annulled')
          AND d.data->>'invitee' = f.invitee)
      AND NOT (effective AND times = 0 AND EXISTS (
        SELECT FROM shared s WHERE s.tenant_id = $1 AND s.kind = 'referral' AND s.key = '~test/' || f.invitee))
    ORDER BY 1, 2 LIMIT $2
    """,
)

INVITATIONS = query_law(
    "invitations",
    "who brought a member is as their edge says; how many they brought, and how many of these count, as their records "
    "say",
    count_of("invitation"),
    """
    WITH stated AS (
        SELECT member_id, max(inviter_id) AS inviter_id, sum(invited)::int AS invited, sum(effective)::int AS effective
        FROM (
            SELECT key::bigint AS member_id, 0 AS invited, 0 AS effective,
                CASE WHEN doc->>'status' <> 'void' THEN (doc->>'inviter')::bigint END AS inviter_id
            FROM shared WHERE tenant_id = $1 AND kind = 'referral' AND version > 0 AND left(key, 1) <> '~'
            UNION ALL
            SELECT member_id, (kind = 'referral_invited')::int - (kind = 'referral_left')::int,
                (kind = 'referral_completed')::int - (kind = 'referral_undone')::int, NULL
            FROM record WHERE tenant_id = $1
                AND kind IN ('referral_invited', 'referral_left', 'referral_completed', 'referral_undone')
        ) f GROUP BY 1
    )
    SELECT member_id, i.inviter_id, t.inviter_id AS inviter_by_edge, i.invited, t.invited AS invited_by_records,
        i.effective, t.effective AS effective_by_records
    FROM (SELECT * FROM invitation WHERE tenant_id = $1) i FULL JOIN stated t USING (member_id)
    WHERE (i.inviter_id, i.invited, i.effective) IS DISTINCT FROM (t.inviter_id, t.invited, t.effective)
    ORDER BY 1 LIMIT $2
    """,
)

LAWS: tuple[Law, ...] = (REFERRAL, INVITATIONS)
