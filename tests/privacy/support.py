"""What a dump of the whole database says, and members of whom it must not say it."""

from __future__ import annotations

import io
from typing import Any, cast

from liuke.db.pool import connect

_TABLES = """
SELECT c.relname::text FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' ORDER BY 1
"""


async def dump(dsn: str) -> bytes:
    """Every row of every table as COPY writes it, with what lies in bytea columns as text too."""
    connection = await connect(dsn)
    try:
        out = io.BytesIO()
        for (name,) in await connection.fetch(_TABLES):
            for sql in (f"TABLE {name}", f"SELECT encode(convert_to(t::text, 'UTF8'), 'escape') FROM {name} t"):
                await cast("Any", connection).copy_from_query(sql, output=out)
        return out.getvalue()
    finally:
        await connection.close()


def find_plain(found: bytes, *values: str) -> list[str]:
    """Which values a dump shows: as they are, escaped as JSON does, or in hex."""
    shown = list[str]()
    for value in values:
        raw = value.encode()
        forms = {raw, raw.hex().encode(), value.encode("unicode_escape"), value.encode("unicode_escape").upper()}
        if any(form in found for form in forms):
            shown.append(value)
    return shown
