"""The laws of orders and what they earned. ``$1`` is the tenant, ``$2`` the most rows to answer."""

from __future__ import annotations

from liuke.hooks.law import Law, count_of, query_law

PURCHASES = query_law(
    "purchases",
    "what an order earned is what its postings gave, and no more of it was taken back than that",
    count_of("purchase"),
    """
    WITH part AS (
        SELECT o.member_id, coalesce((e.value->>'owner')::bigint, o.member_id) AS given_to, o.order_id,
               e.value->>'asset' AS asset, (e.value->>'seq')::bigint AS seq,
               (e.value->>'amount')::bigint AS amount, coalesce((e.value->>'reversed')::bigint, 0) AS reversed
        FROM purchase o, json_array_elements(o.doc->'earned') AS e (value) WHERE o.tenant_id = $1
    ), gone AS (
        -- who was found to be another member: the orders stay under their number, the other's points pay
        SELECT m.member_id, member_root(m.member_id) AS root FROM member_state m
        WHERE m.tenant_id = $1 AND m.merged_into IS NOT NULL
    ), took AS (
        SELECT member_id, asset, sum(amount) AS taken FROM posting
        WHERE tenant_id = $1 AND kind IN ('reverse', 'write_off') GROUP BY member_id, asset
    ), taken AS (
        SELECT coalesce(root, took.member_id) AS root, asset, sum(taken) AS taken
        FROM took LEFT JOIN gone USING (member_id) GROUP BY 1, 2
    ), owed AS (
        SELECT coalesce(root, part.member_id) AS root, asset, sum(reversed) AS reversed
        FROM part LEFT JOIN gone USING (member_id) GROUP BY 1, 2
    )
    SELECT part.member_id, order_id, part.asset, part.seq, part.amount, part.reversed, p.amount AS posted,
           owed.reversed AS all_reversed, taken.taken
    FROM part LEFT JOIN posting p ON (p.member_id, p.asset, p.seq) = (part.given_to, part.asset, part.seq)
    LEFT JOIN gone ON gone.member_id = part.member_id
    LEFT JOIN owed ON owed.root = coalesce(gone.root, part.member_id) AND owed.asset = part.asset
    LEFT JOIN taken ON taken.root = owed.root AND taken.asset = part.asset
    WHERE part.reversed > part.amount OR part.reversed < 0 OR p.amount IS NULL OR part.amount > p.amount
       OR p.kind <> 'earn' OR owed.reversed > coalesce(taken.taken, 0)
    ORDER BY 1, 2, 3, 4 LIMIT $2
    """,
)

LAWS: tuple[Law, ...] = (PURCHASES,)
