"""What must hold of clearing. The law of arrivals looks at both shops of an agreement, one after the other."""

from __future__ import annotations

from typing import Any

from liuke.clearing import law_store as store
from liuke.clearing.law_store import Half
from liuke.clearing.store import act_for, find_slug, list_agreements
from liuke.db.contracts import Connection
from liuke.hooks.law import Law, Scope, query_law

_OVER = "kind IN ('clearing_in', 'clearing_out') AND data->>'refused' = ''"

LEGS = query_law(
    "clearing-legs",
    "every transfer between shops that is over has one posting, of its amount where it left and of its credit where it "
    "arrived; none that came back has any",
    "SELECT count(*) FROM record WHERE tenant_id = $1 AND kind IN ('clearing_in', 'clearing_out')",
    f"""
    WITH said AS (
        SELECT key, kind, (data->>CASE kind WHEN 'clearing_in' THEN 'credit' ELSE 'amount' END)::bigint AS amount
        FROM record WHERE tenant_id = $1 AND {_OVER}
    ), posted AS (
        SELECT substr(ref, 10) AS key, CASE kind WHEN 'clear_in' THEN 'clearing_in' ELSE 'clearing_out' END AS kind,
               sum(amount)::bigint AS amount, count(*) AS count
        FROM posting WHERE tenant_id = $1 AND kind IN ('clear_in', 'clear_out') GROUP BY 1, 2
    )
    SELECT key, kind, said.amount, posted.amount AS posted, posted.count FROM said FULL JOIN posted USING (key, kind)
    WHERE said.amount IS DISTINCT FROM posted.amount OR posted.count <> 1 ORDER BY 1, 2 LIMIT $2
    """,
)

_SENT = """
    SELECT data->>'agreement' AS agreement, member_id, amount, (data->>'day')::int AS day FROM hold
    WHERE tenant_id = $1 AND purpose = 'clearing' AND status = 'open'
    UNION ALL
    SELECT data->>'agreement', member_id, (data->>'amount')::bigint, (data->>'day')::int FROM record
    WHERE tenant_id = $1 AND kind = 'clearing_out' AND data->>'refused' = ''"""

TOTALS = query_law(
    "clearing-totals",
    "what an agreement counts as sent is what left or is on its way, and no more than it allows in all, and a member "
    "in a day or month",
    "SELECT count(*) FROM clearing_agreement WHERE tenant_id = $1",
    f"""
    WITH sent AS MATERIALIZED ({_SENT}), counted AS (
        SELECT key AS agreement, (doc->>'sent')::bigint AS sent FROM shared
        WHERE tenant_id = $1 AND kind = 'clearing' AND version > 0 AND NOT starts_with(key, '~test/')
    ), most AS (
        SELECT agreement_id AS agreement, (terms->'out'->>'member_day')::bigint AS member_day,
               (terms->'out'->>'member_month')::bigint AS member_month, (terms->'out'->>'total')::bigint AS total
        FROM clearing_agreement WHERE tenant_id = $1
    ), one AS ( -- of members who are one what each sent before counts together
        SELECT * FROM sent WHERE NOT EXISTS (
            SELECT FROM member_merge g WHERE g.tenant_id = $1 AND g.into_id = sent.member_id)
    ), found AS (
        SELECT agreement, 'counted' AS what, 0::bigint AS member_id, coalesce(c.sent, 0) AS said,
               coalesce(s.sent, 0) AS sent
        FROM counted c
        FULL JOIN (SELECT agreement, sum(amount)::bigint AS sent FROM sent GROUP BY 1) s USING (agreement)
        WHERE coalesce(c.sent, 0) <> coalesce(s.sent, 0)
        UNION ALL
        SELECT agreement, 'total', 0, m.total, sum(amount)::bigint FROM sent JOIN most m USING (agreement)
        GROUP BY 1, m.total HAVING sum(amount) > m.total
        UNION ALL
        SELECT agreement, 'member_day', member_id, m.member_day, sum(amount)::bigint
        FROM one JOIN most m USING (agreement)
        GROUP BY 1, member_id, day, m.member_day HAVING sum(amount) > m.member_day
        UNION ALL
        SELECT agreement, 'member_month', member_id, m.member_month, sum(amount)::bigint
        FROM one JOIN most m USING (agreement)
        GROUP BY 1, member_id, date_trunc('month', (date '1970-01-01' + day)::timestamp), m.member_month
        HAVING sum(amount) > m.member_month
    )
    SELECT * FROM found ORDER BY 1, 2, 3 LIMIT $2
    """,
)


async def _prove_arrivals(connection: Connection, scope: Scope) -> tuple[int, list[dict[str, Any]]]:
    own = scope.tenant_id
    checked, broken = 0, list[dict[str, Any]]()
    try:
        partners = {one.partner_id for one in await list_agreements(connection, own)}
        for partner in sorted(partners):
            if await find_slug(connection, partner) is None:
                continue
            for sender, receiver in ((own, partner), (partner, own)):
                count, faults = await _compare(connection, sender, receiver)
                checked += count
                broken += faults
    finally:
        await act_for(connection, own)
    return checked, broken[: scope.limit]


async def _compare(connection: Connection, sender: int, receiver: int) -> tuple[int, list[dict[str, Any]]]:
    """What left one shop for the other against what came there.

    The sender is read before the receiver and after, so that nobody need stop: what had left before must have arrived,
    and what has arrived must have left, or be under way, after.
    """
    await act_for(connection, sender)
    left = await store.list_left(connection, sender, receiver)
    await act_for(connection, receiver)
    came = await store.list_came(connection, receiver, sender)
    await act_for(connection, sender)
    since = await store.list_left(connection, sender, receiver) | await store.list_on_way(connection, sender, receiver)
    faults = list[dict[str, Any]]()

    def note(transfer: str, what: str, one: Half | None, other: Half | None) -> None:
        faults.append({
            "transfer": transfer, "sender": sender, "receiver": receiver, "what": what,
            "left": one.credit if one else None, "came": other.credit if other else None,
        })  # fmt: skip

    for transfer, half in left.items():
        if transfer not in came:
            note(transfer, "never-arrived", half, None)
    for transfer, half in came.items():
        known = since.get(transfer)
        if known is None:
            note(transfer, "never-left", None, half)
        elif known.terms != half.terms or (known.over and known.refused != half.refused):
            note(transfer, "differs", known, half)
    return len(left) + len(came), faults


ARRIVALS = Law(
    "clearing-arrivals",
    "what left one shop has come to the other, once and at the rate agreed on, and what came had left or is under way: "
    "the clearing accounts of two shops net to zero but for transfers under way",
    _prove_arrivals,
)

LAWS: tuple[Law, ...] = (ARRIVALS, LEGS, TOTALS)
