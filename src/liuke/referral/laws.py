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

LAWS: tuple[Law, ...] = (REFERRAL,)
