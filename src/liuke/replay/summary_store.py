"""All SQL of what a replay led to: read from the engine's own rows, never by counting while it ran."""

from __future__ import annotations

from typing import Any

from liuke.db.contracts import Connection
from liuke.replay.reconcile import Totals
from liuke.replay.summary import Summary


async def read_summary(connection: Connection, tenant_id: int) -> Summary:
    """The summary of a tenant; the connection is in a transaction with that tenant."""
    out = Summary()
    row = await connection.fetchrow(_ORDERS, tenant_id)
    assert row is not None
    out.orders, out.paid_cents, out.refunded_cents = row[0], row[1], row[2]
    out.members = await connection.fetchval(
        "SELECT count(*) FROM member_state WHERE tenant_id = $1 AND merged_into IS NULL AND member_id > 0", tenant_id
    )
    out.operations = await connection.fetchval("SELECT count(*) FROM operation WHERE tenant_id = $1", tenant_id)
    out.refunds = await connection.fetchval(_COUNT_EVENTS, tenant_id, "order.refunded")
    out.tiers = await _pairs(connection, _TIERS, tenant_id)
    out.upgrades = await _pairs(connection, _UPGRADES, tenant_id)
    out.coupons = await _pairs(connection, _COUPONS, tenant_id)
    out.facts = await _pairs(connection, _FACTS, tenant_id)
    out.dead_letters = await _pairs(connection, _DEAD, tenant_id)
    out.redemptions = {
        "reported": await connection.fetchval(_COUNT_EVENTS, tenant_id, "coupon.redeemed"),
        "unmatched": out.facts.get("coupon.redemption_unmatched", 0),
    }
    for asset, *figures in await connection.fetch(_WALLETS, tenant_id):
        names = ("available", "pending", "held", "debt", "postings")
        out.assets[asset] = dict(zip(names, map(int, figures), strict=True))
    for asset, kind, amount in await connection.fetch(_KINDS, tenant_id):
        out.assets.setdefault(asset, {})[kind] = int(amount)
    return out


async def read_totals(connection: Connection, tenant_id: int, namespace: str) -> Totals:
    """The engine's totals in the shape of the raw files' totals, for :func:`liuke.replay.reconcile.reconcile`.

    Paid money comes from the orders the engine keeps, refunds from the events it accepted.
    """
    totals = Totals()
    totals.members = await connection.fetchval("SELECT count(*) FROM identity WHERE namespace = $1", namespace)
    for member, orders, paid in await connection.fetch(_BY_MEMBER, namespace):
        totals.paid_by_member[member] = int(paid)
        totals.orders += orders
        totals.paid_cents += int(paid)
    for day, orders, paid in await connection.fetch(_BY_DAY, tenant_id):
        totals.paid_by_day[day] = int(paid)
        totals.orders_by_day[day] = orders
    for member, refunded in await connection.fetch(_REFUNDS_BY_MEMBER, namespace):
        totals.refunded_by_member[member] = int(refunded)
        totals.refunded_cents += int(refunded)
    for day, refunded in await connection.fetch(_REFUNDS_BY_DAY, tenant_id):
        totals.refunded_by_day[day] = int(refunded)
    totals.redemptions = await connection.fetchval(_COUNT_EVENTS, tenant_id, "coupon.redeemed")
    totals.campaign_receipts = await connection.fetchval(_COUNT_EVENTS, tenant_id, "campaign.received")
    return totals


async def _pairs(connection: Connection, sql: str, tenant_id: int) -> dict[str, int]:
    rows: list[Any] = await connection.fetch(sql, tenant_id)
    return {row[0]: int(row[1]) for row in rows}


_ORDERS = """
SELECT count(*), coalesce(sum(amount_cents), 0)::bigint, coalesce(sum(refunded_cents), 0)::bigint
FROM purchase WHERE tenant_id = $1
"""
_COUNT_EVENTS = "SELECT count(*) FROM event WHERE tenant_id = $1 AND type = $2"
_TIERS = "SELECT tier, count(*) FROM member_state WHERE tenant_id = $1 AND member_id > 0 GROUP BY 1 ORDER BY 2 DESC, 1"
_UPGRADES = "SELECT new, count(DISTINCT member_id) FROM tier_change WHERE tenant_id = $1 GROUP BY 1 ORDER BY 1"
_COUPONS = "SELECT status, count(*) FROM coupon WHERE tenant_id = $1 GROUP BY 1 ORDER BY 1"
_FACTS = """
SELECT type, sum(total) FROM (
    SELECT f.fact ->> 0 AS type, 1 AS total
    FROM outbox o CROSS JOIN LATERAL json_array_elements(o.facts) AS f (fact) WHERE o.tenant_id = $1
    UNION ALL SELECT type, total FROM fact_total WHERE tenant_id = $1
) stated GROUP BY 1 ORDER BY 1
"""
_DEAD = """
SELECT left(split_part(reason, E'\n', 1), 120), count(*) FROM dead_letter WHERE tenant_id = $1
GROUP BY 1 ORDER BY 2 DESC, 1
"""
_WALLETS = """
SELECT asset, sum(available), sum(pending), sum(held), sum(debt), sum(seq) FROM wallet WHERE tenant_id = $1
GROUP BY 1 ORDER BY 1
"""
_KINDS = "SELECT asset, kind, sum(amount) FROM posting WHERE tenant_id = $1 GROUP BY 1, 2 ORDER BY 1, 2"
_BY_MEMBER = """
SELECT i.external_id, count(*), sum(p.amount_cents) FROM purchase p
JOIN identity i ON i.member_id = p.member_id AND i.namespace = $1 GROUP BY 1
"""
_BY_DAY = "SELECT day, count(*), sum(amount_cents) FROM purchase WHERE tenant_id = $1 GROUP BY 1"
_REFUNDS_BY_MEMBER = """
SELECT i.external_id, coalesce(sum((e.data ->> 'amount_cents')::bigint), 0) FROM event e
JOIN identity i ON i.member_id = e.member_id AND i.namespace = $1 WHERE e.type = 'order.refunded' GROUP BY 1
"""
_REFUNDS_BY_DAY = """
SELECT day, coalesce(sum((data ->> 'amount_cents')::bigint), 0) FROM event
WHERE tenant_id = $1 AND type = 'order.refunded' GROUP BY 1
"""
