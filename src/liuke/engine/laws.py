"""The laws of the tables that the engine itself writes: operations, events, timers, stock, shared documents.

``$1`` is the tenant, ``$2`` the most rows to answer.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import msgspec

from liuke.db.contracts import Connection
from liuke.decision.domain import Domain
from liuke.decision.hooks import LawCase, SlotLaw
from liuke.decision.shared import TEST_MARK, SharedKind
from liuke.engine.rows import build_slots
from liuke.hooks.law import Law, Scope, count_of, query_law

OPERATIONS = query_law(
    "operations",
    "a member's operations are numbered 1, 2, 3 … without gaps, up to the member's count",
    count_of("member_state"),
    """
    SELECT member_id, m.ops AS stored, o.count, o.first, o.last, o.numbers
    FROM (
        SELECT member_id, count(*) AS count, min(n) AS first, max(n) AS last, count(DISTINCT n) AS numbers
        FROM operation WHERE tenant_id = $1 GROUP BY member_id
    ) o FULL JOIN (SELECT * FROM member_state WHERE tenant_id = $1) m USING (member_id)
    WHERE m.ops IS DISTINCT FROM coalesce(o.count, 0) OR o.first <> 1 OR o.last <> o.count OR o.numbers <> o.count
    ORDER BY 1 LIMIT $2
    """,
)

EVENTS = query_law(
    "events",
    "every event that was taken is one operation, and every operation that is no timer one event",
    count_of("event"),
    """
    SELECT member_id, key, o.type AS operation, e.type AS event, e.count
    FROM (SELECT * FROM operation WHERE tenant_id = $1 AND type NOT LIKE 'timer.%') o
    FULL JOIN (
        SELECT member_id, key, min(type) AS type, count(*) AS count FROM event WHERE tenant_id = $1
        GROUP BY member_id, key
    ) e USING (member_id, key)
    WHERE o.type IS DISTINCT FROM e.type OR e.count <> 1 ORDER BY 1, 2 LIMIT $2
    """,
)

TIMERS = query_law(
    "timers",
    "a member is due when the first of the member's timers is",
    count_of("member_state"),
    """
    SELECT m.member_id, m.due_us, t.first FROM member_state m
    LEFT JOIN LATERAL (SELECT min(value::text::bigint) AS first FROM json_each(m.doc->'timers')) t ON true
    WHERE m.tenant_id = $1 AND m.due_us <> coalesce(t.first, 4611686018427387904) ORDER BY 1 LIMIT $2
    """,
)

LABELS = query_law(
    "labels",
    "the labels by which members are found are those that they have",
    count_of("member_state"),
    """
    SELECT m.member_id, m.labels FROM member_state m
    WHERE m.tenant_id = $1 AND m.labels <> coalesce((m.doc ->> 'labels')::jsonb, '{}') ORDER BY 1 LIMIT $2
    """,
)

STOCK = query_law(
    "stock",
    "what there was of a limited item at first is what remains and what was taken",
    count_of("stock"),
    """
    SELECT item, s.initial, s.remaining, m.taken
    FROM (SELECT * FROM stock WHERE tenant_id = $1) s
    FULL JOIN (SELECT item, sum(count) AS taken FROM stock_move WHERE tenant_id = $1 GROUP BY item) m USING (item)
    WHERE s.initial IS DISTINCT FROM s.remaining + coalesce(m.taken, 0) ORDER BY 1 LIMIT $2
    """,
)

SHARED_VERSIONS = query_law(
    "shared-versions",
    "versions of a shared document are numbered 1, 2, 3 … without gaps, each written by an operation",
    count_of("shared"),
    """
    SELECT kind, key, s.version, p.count, p.first, p.last, p.unowned
    FROM (SELECT kind, key, version FROM shared WHERE tenant_id = $1) s
    FULL JOIN (
        SELECT w.kind, w.key, count(*) AS count, count(DISTINCT w.version) AS numbers, min(w.version) AS first,
               max(w.version) AS last, count(*) FILTER (WHERE o.n IS NULL) AS unowned
        FROM shared_put w LEFT JOIN operation o ON o.member_id = w.member_id AND o.n = w.op_n
        WHERE w.tenant_id = $1 GROUP BY w.kind, w.key
    ) p USING (kind, key)
    WHERE s.version IS DISTINCT FROM p.count OR p.numbers <> p.count OR p.first <> 1 OR p.last <> p.count
       OR p.unowned > 0
    ORDER BY 1, 2 LIMIT $2
    """,
)

_PAGE = 1_000
_DOCUMENTS = """
SELECT kind, key, doc::text FROM shared WHERE tenant_id = $1 AND (kind, key) > ($2, $3) ORDER BY kind, key LIMIT $4
"""


def documents_law(kinds: Mapping[str, SharedKind[Any]]) -> Law:
    """Every shared document decodes and keeps the law of its kind.

    Args:
        kinds: Those that the domains declare, by name.
    """

    async def prove(connection: Connection, scope: Scope) -> tuple[int, list[dict[str, Any]]]:
        checked, faults = 0, list[dict[str, Any]]()
        after = ("", "")
        while rows := await connection.fetch(_DOCUMENTS, scope.tenant_id, *after, _PAGE):
            after = (rows[-1][0], rows[-1][1])
            for kind, key, doc in rows:
                checked += 1
                found = _find_faults(kinds.get(kind), key, doc)
                faults += [{"kind": kind, "key": key, "fault": fault} for fault in found]
        return checked, faults[: scope.limit]

    return Law("shared-documents", "a shared document is what its kind says and keeps the law of its owner", prove)


def _find_faults(kind: SharedKind[Any] | None, key: str, doc: str) -> Iterator[str]:
    if kind is None:
        yield "no domain declares this kind"
        return
    try:
        read = kind.read(doc)
    except msgspec.MsgspecError as error:
        yield f"it is no {kind.type.__name__}: {error}"
        return
    yield from kind.law(key.removeprefix(TEST_MARK), read)


_GIVEN_BACK = """
SELECT path FROM cancellation c WHERE tenant_id = $1 AND status = 'done' AND NOT EXISTS
    (SELECT 1 FROM delivery d WHERE d.tenant_id = $1 AND d.key = 'cancel:' || c.path AND d.member_id > 0)
"""
_MEMBERS = """
SELECT member_id, doc::text, merged_into IS NOT NULL FROM member_state
WHERE tenant_id = $1 AND member_id > $2 ORDER BY member_id LIMIT $3
"""


def slots_law(domains: Sequence[Domain]) -> Law:
    """Each member's documents decode and keep the laws of their owners.

    Args:
        domains: Those whose hook ``law`` is a function.
    """
    laws = [law for domain in domains if domain.hooks is not None and callable(law := domain.hooks.law)]

    async def prove(connection: Connection, scope: Scope) -> tuple[int, list[dict[str, Any]]]:
        given_back = frozenset(row[0] for row in await connection.fetch(_GIVEN_BACK, scope.tenant_id))
        checked, faults, after = 0, list[dict[str, Any]](), 0
        while rows := await connection.fetch(_MEMBERS, scope.tenant_id, after, _PAGE):
            after = rows[-1][0]
            for member_id, doc, gone in rows:
                checked += 1
                case = LawCase(build_slots(member_id, doc), given_back, gone)
                faults += [{"member_id": member_id, "fault": fault} for fault in _list_faults(case, laws)]
        return checked, faults[: scope.limit]

    return Law("slots", "what a member's state keeps for a domain or an activity keeps the law of its owner", prove)


def _list_faults(case: LawCase, laws: Iterable[SlotLaw]) -> Iterator[str]:
    for law in laws:
        try:
            yield from law(case)
        except msgspec.MsgspecError as error:
            yield f"a document does not decode: {error}"


LAWS: tuple[Law, ...] = (OPERATIONS, EVENTS, TIMERS, LABELS, STOCK, SHARED_VERSIONS)
"""Beside the law of the documents themselves, which depends on the domains: :func:`documents_law`."""
