"""The laws of the ledger.

``$1`` is the tenant, ``$2`` the most rows to answer, ``$3`` the assets kept in lots (where a law needs them).
"""

from __future__ import annotations

from typing import Any

import msgspec

from liuke.db.contracts import Connection
from liuke.hooks.law import Law, Scope, count_of, query_law
from liuke.ledger.cap_law_store import CAP_LIMITS, CAPS
from liuke.ledger.seal import verify_seals

_ACCOUNTS = ("available", "pending", "held", "frozen", "debt", "issuance")
_SUMS = ", ".join(
    f"coalesce(sum(amount) FILTER (WHERE target = '{a}'), 0) - coalesce(sum(amount) FILTER (WHERE source = '{a}'), 0) "
    f"AS {a}"
    for a in _ACCOUNTS
)

BALANCES = query_law(
    "balances",
    "every account of a wallet is the sum of its legs; debt and what was ever earned with the sign turned",
    count_of("wallet"),
    f"""
    SELECT member_id, asset, v.account, v.stored, v.derived
    FROM (SELECT member_id, asset, {_SUMS} FROM posting WHERE tenant_id = $1 GROUP BY member_id, asset) s
    FULL JOIN (SELECT * FROM wallet WHERE tenant_id = $1) w USING (member_id, asset)
    CROSS JOIN LATERAL (VALUES
        ('available', w.available, s.available), ('pending', w.pending, s.pending), ('held', w.held, s.held),
        ('frozen', w.frozen, s.frozen), ('debt', w.debt, -s.debt), ('earned', w.earned, -s.issuance)
    ) AS v (account, stored, derived)
    WHERE v.stored IS DISTINCT FROM v.derived ORDER BY 1, 2, 3 LIMIT $2
    """,
)

SEQUENCE = query_law(
    "sequence",
    "postings of a wallet are numbered 1, 2, 3 … without gaps, and their times strictly rise",
    count_of("wallet"),
    """
    SELECT member_id, asset, w.seq AS stored, s.count, s.first, s.last, s.not_rising
    FROM (
        SELECT member_id, asset, count(*) AS count, min(seq) AS first, max(seq) AS last,
               max(t_us) AS last_us, min(seq) FILTER (WHERE t_us <= before_us) AS not_rising
        FROM (
            SELECT member_id, asset, seq, t_us, lag(t_us) OVER (PARTITION BY member_id, asset ORDER BY seq) AS before_us
            FROM posting WHERE tenant_id = $1
        ) p GROUP BY member_id, asset
    ) s FULL JOIN (SELECT * FROM wallet WHERE tenant_id = $1) w USING (member_id, asset)
    WHERE w.seq IS DISTINCT FROM s.count OR s.first <> 1 OR s.last <> s.count OR s.not_rising IS NOT NULL
       OR w.last_us <> s.last_us
    ORDER BY 1, 2 LIMIT $2
    """,
)

LOTS = query_law(
    "lots",
    "available is what remains in settled lots, pending what remains in lots that have not settled",
    count_of("wallet"),
    """
    SELECT member_id, asset, w.available, l.settled, w.pending, l.unsettled
    FROM (
        SELECT member_id, asset, coalesce(sum(remaining) FILTER (WHERE settles_us = 0), 0) AS settled,
               coalesce(sum(remaining) FILTER (WHERE settles_us > 0), 0) AS unsettled
        FROM lot WHERE tenant_id = $1 GROUP BY member_id, asset
    ) l FULL JOIN (SELECT * FROM wallet WHERE tenant_id = $1 AND asset = ANY ($3::text[])) w USING (member_id, asset)
    WHERE asset = ANY ($3::text[])
      AND (coalesce(w.available, 0), coalesce(w.pending, 0)) <> (coalesce(l.settled, 0), coalesce(l.unsettled, 0))
    ORDER BY 1, 2 LIMIT $2
    """,
    needs_assets=True,
)

LOT_USES = query_law(
    "lot-uses",
    "what was drawn from a lot, less what was given back, is its amount less what remains; every giving back is "
    "counted on the use it undoes; a lot is as large as the posting that made it",
    count_of("lot"),
    """
    SELECT member_id, asset, seq, l.amount, l.remaining, u.used, u.returned, u.restored, p.amount AS posted
    FROM (SELECT * FROM lot WHERE tenant_id = $1) l
    FULL JOIN (
        SELECT member_id, asset, lot_seq AS seq, sum(amount) AS used,
               -coalesce(sum(amount) FILTER (WHERE amount < 0), 0) AS returned, sum(restored) AS restored
        FROM lot_use WHERE tenant_id = $1 AND lot_seq > 0 GROUP BY member_id, asset, lot_seq
    ) u USING (member_id, asset, seq)
    LEFT JOIN posting p USING (member_id, asset, seq)
    WHERE l.amount - l.remaining IS DISTINCT FROM coalesce(u.used, 0)
       OR coalesce(u.returned, 0) <> coalesce(u.restored, 0) OR p.amount IS DISTINCT FROM l.amount
    ORDER BY 1, 2, 3 LIMIT $2
    """,
)

USES_OF_POSTINGS = query_law(
    "uses-of-postings",
    "a posting that takes from available or pending draws exactly its amount from lots, one that gives back returns it",
    count_of("posting"),
    """
    WITH used AS (
        SELECT member_id, asset, seq, sum(amount) AS used, min(kind) AS kind, count(DISTINCT kind) AS kinds
        FROM lot_use WHERE tenant_id = $1 GROUP BY member_id, asset, seq
    ), due AS (
        SELECT member_id, asset, seq, kind, CASE
            WHEN kind IN ('refund', 'release', 'unfreeze') THEN -amount
            WHEN kind = 'restore' AND target IN ('available', 'pending') THEN -amount
            WHEN source IN ('available', 'pending') AND kind <> 'settle' THEN amount ELSE 0 END AS due
        FROM posting WHERE tenant_id = $1 AND asset = ANY ($3::text[])
    )
    SELECT member_id, asset, seq, due.kind, due.due, used.used, used.kind AS noted_kind
    FROM due FULL JOIN (SELECT * FROM used WHERE asset = ANY ($3::text[])) used USING (member_id, asset, seq)
    WHERE coalesce(due.due, 0) <> coalesce(used.used, 0) OR due.kind IS NULL
       OR used.kind <> due.kind OR used.kinds > 1
    ORDER BY 1, 2, 3 LIMIT $2
    """,
    needs_assets=True,
)

HOLDS = query_law(
    "holds",
    "held is the sum of open holds, frozen the sum of open freezes",
    count_of("hold"),
    """
    SELECT member_id, asset, w.held, h.held AS open_holds, w.frozen, h.frozen AS open_freezes
    FROM (
        SELECT member_id, asset, coalesce(sum(amount) FILTER (WHERE purpose <> 'freeze'), 0) AS held,
               coalesce(sum(amount) FILTER (WHERE purpose = 'freeze'), 0) AS frozen
        FROM hold WHERE tenant_id = $1 AND status = 'open' GROUP BY member_id, asset
    ) h FULL JOIN (SELECT * FROM wallet WHERE tenant_id = $1) w USING (member_id, asset)
    WHERE (coalesce(w.held, 0), coalesce(w.frozen, 0)) <> (coalesce(h.held, 0), coalesce(h.frozen, 0))
    ORDER BY 1, 2 LIMIT $2
    """,
)

CLEARING = query_law(
    "clearing",
    "what left one member for another has arrived or is on its way: clearing is the sum of gifts under way",
    count_of("posting", "(source = 'clearing' OR target = 'clearing')"),
    """
    WITH legs AS (
        SELECT asset, sum(CASE WHEN target = 'clearing' THEN amount ELSE -amount END) AS clearing
        FROM posting WHERE tenant_id = $1 AND (source = 'clearing' OR target = 'clearing') GROUP BY asset
    ), under_way AS (
        SELECT d.data->>'asset' AS asset, sum((part.value->>0)::bigint) AS amount
        FROM delivery d, json_array_elements(d.data->'parts') AS part (value)
        WHERE d.tenant_id = $1 AND d.type = 'points.gift_arrived' GROUP BY 1
    )
    SELECT asset, legs.clearing, under_way.amount AS under_way FROM legs FULL JOIN under_way USING (asset)
    WHERE coalesce(legs.clearing, 0) <> coalesce(under_way.amount, 0) ORDER BY 1 LIMIT $2
    """,
)

OWNERS = query_law(
    "owners",
    "every posting belongs to an operation of its member",
    count_of("posting"),
    """
    SELECT p.member_id, p.asset, p.seq, p.op_n FROM posting p
    LEFT JOIN operation o ON o.member_id = p.member_id AND o.n = p.op_n
    WHERE p.tenant_id = $1 AND o.member_id IS NULL ORDER BY 1, 2, 3 LIMIT $2
    """,
)


async def _prove_seals(connection: Connection, scope: Scope) -> tuple[int, list[dict[str, Any]]]:
    sealed = await verify_seals(connection, scope.tenant_id, head=scope.sealed_head, limit=scope.limit)
    return sealed.rows, [msgspec.structs.asdict(fault) for fault in sealed.faults]


SEALS = Law("seals", "sealed postings are as they were when they were sealed", _prove_seals)

LAWS: tuple[Law, ...] = (
    BALANCES, SEQUENCE, LOTS, LOT_USES, USES_OF_POSTINGS, HOLDS, CAPS, CAP_LIMITS, OWNERS, CLEARING, SEALS,
)  # fmt: skip
