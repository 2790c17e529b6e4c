"""What the law of arrivals reads of each shop."""

from __future__ import annotations

from typing import Any

import msgspec

from liuke.db.contracts import Connection


class Half(msgspec.Struct, frozen=True):
    """A transfer as one shop knows it.

    Args:
        agreement: By which.
        amount: What was given.
        credit: What arrives.
        day: On which it was sent.
        refused: Why it came back; empty: it did not.
        over: Whether that shop is done with it.
    """

    agreement: str
    amount: int
    credit: int
    day: int
    refused: str
    over: bool

    @property
    def terms(self) -> tuple[str, int, int, int]:
        """What both shops must say alike."""
        return self.agreement, self.amount, self.credit, self.day


def _read(rows: list[Any]) -> dict[str, Half]:
    return {row[0]: Half(*row[1:]) for row in rows}


_RECORDS = """
SELECT key, data->>'agreement', (data->>'amount')::bigint, (data->>'credit')::bigint, (data->>'day')::int,
       data->>'refused', true
FROM record WHERE tenant_id = $1 AND kind = $2 AND (data->>'shop')::int = $3 AND data->>'refused' <> 'shop-gone'
"""


async def list_left(connection: Connection, tenant_id: int, shop: int) -> dict[str, Half]:
    """Transfers to a shop that are over here, by number."""
    return _read(await connection.fetch(_RECORDS, tenant_id, "clearing_out", shop))


async def list_came(connection: Connection, tenant_id: int, shop: int) -> dict[str, Half]:
    """Transfers from a shop that have arrived here, or were refused."""
    return _read(await connection.fetch(_RECORDS, tenant_id, "clearing_in", shop))


async def list_on_way(connection: Connection, tenant_id: int, shop: int) -> dict[str, Half]:
    """Transfers to a shop that it has not answered, as far as this one knows."""
    rows = await connection.fetch(
        """
        SELECT data->>'transfer', data->>'agreement', amount, (data->>'credit')::bigint, (data->>'day')::int, '', false
        FROM hold WHERE tenant_id = $1 AND purpose = 'clearing' AND status = 'open' AND (data->>'shop')::int = $2
        """,
        tenant_id, shop,
    )  # fmt: skip
    return _read(rows)
