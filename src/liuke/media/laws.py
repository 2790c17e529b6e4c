"""What must hold of pictures. ``$1`` is the tenant, ``$2`` the most rows to answer."""

from __future__ import annotations

import hashlib
from typing import Any

from liuke.db.contracts import Connection
from liuke.hooks.law import Law, Scope, count_of, query_law
from liuke.media import store
from liuke.media.contracts import MEDIUM_ID, render_key

SAMPLE = 500
"""Bytes that are read by each look: the newest so many, and so many others by chance."""

SIZES = query_law(
    "media-sizes",
    "a picture has three sizes whose bytes are noted with their length, and one that was erased has none",
    count_of("medium"),
    """
    SELECT m.id, m.state, count(s.size) AS sizes, count(o.hash) AS objects
    FROM (SELECT id, state FROM medium WHERE tenant_id = $1) m
    LEFT JOIN medium_size s ON s.tenant_id = $1 AND s.id = m.id
    LEFT JOIN media_object o ON o.tenant_id = $1 AND o.hash = s.hash AND o.bytes = s.bytes
    GROUP BY m.id, m.state
    HAVING count(s.size) <> CASE m.state WHEN 'erased' THEN 0 ELSE 3 END OR count(o.hash) <> count(s.size)
    UNION ALL
    SELECT s.id, NULL, count(*), 0 FROM medium_size s
    WHERE s.tenant_id = $1 AND NOT EXISTS (SELECT 1 FROM medium m WHERE m.tenant_id = $1 AND m.id = s.id) GROUP BY s.id
    ORDER BY 1 LIMIT $2
    """,
)

NAMED = query_law(
    "media-named",
    "a picture that a published version of the program names is there, or was",
    count_of("program_version"),
    f"""
    SELECT v.version, n.id FROM (SELECT version, spec FROM program_version WHERE tenant_id = $1) v
    CROSS JOIN LATERAL (SELECT DISTINCT (regexp_matches(v.spec::text, '{MEDIUM_ID.pattern}', 'g'))[1] AS tenant,
                        (regexp_matches(v.spec::text, '({MEDIUM_ID.pattern})', 'g'))[1] AS id) n
    WHERE NOT EXISTS (SELECT 1 FROM medium m WHERE m.tenant_id = $1 AND m.id = n.id) ORDER BY 1, 2 LIMIT $2
    """,
)


async def _prove_bytes(connection: Connection, scope: Scope) -> tuple[int, list[dict[str, Any]]]:
    if scope.objects is None:
        return 0, []
    wrong, hashes = list[dict[str, Any]](), await store.sample_objects(connection, scope.tenant_id, SAMPLE)
    for hash_ in hashes:
        content = await scope.objects.find(render_key(scope.tenant_id, hash_))
        if content is None or hashlib.sha256(content).digest() != hash_:
            wrong.append({"hash": hash_.hex(), "found": "nothing" if content is None else "other bytes"})
        if len(wrong) >= scope.limit:
            break
    return len(hashes), wrong


BYTES = Law("media-bytes", "bytes of pictures are there, and hash to their name (a sample)", _prove_bytes)

LAWS = (SIZES, NAMED, BYTES)
