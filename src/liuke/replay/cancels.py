"""Which earlier orders a cancellation takes back: last bought, first returned."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import groupby
from typing import Any

import duckdb

_BATCH = 5_000


@dataclass(slots=True)
class Purchase:
    """Pieces of one product at one price in one order that are not taken back yet."""

    order_id: str
    left: Decimal


@dataclass(slots=True)
class OpenPurchases:
    """What a member holds of one product at one price, oldest first."""

    held: list[Purchase] = field(default_factory=list[Purchase])

    def buy(self, order_id: str, quantity: Decimal) -> None:
        """Add what an order brought."""
        if quantity > 0:
            self.held.append(Purchase(order_id, quantity))

    def take_back(self, quantity: Decimal) -> list[tuple[str | None, Decimal]]:
        """Take pieces from the latest orders first.

        Returns:
            (order, quantity) for each order touched; the last may be (None, rest) if too few were bought.
        """
        parts: list[tuple[str | None, Decimal]] = []
        while quantity > 0 and self.held:
            latest = self.held[-1]
            taken = min(latest.left, quantity)
            parts.append((latest.order_id, taken))
            latest.left -= taken
            quantity -= taken
            if latest.left == 0:
                self.held.pop()
        if quantity > 0:
            parts.append((None, quantity))
        return parts


def split_amount(amount: int, parts: Sequence[Decimal]) -> list[int]:
    """Split minor units by quantity so that they sum exactly; running totals are rounded half up.

    >>> split_amount(101, [Decimal(1), Decimal(1), Decimal(1)])
    [34, 33, 34]
    """
    whole = sum(parts, Decimal(0))
    shares: list[int] = []
    running, given = Decimal(0), 0
    for part in parts:
        running += part
        numerator, denominator = (amount * running / whole).as_integer_ratio() if whole else (amount, 1)
        upto = (2 * numerator + denominator) // (2 * denominator)
        shares.append(upto - given)
        given = upto
    if shares:
        shares[-1] += amount - given
    return shares


# What happened to one (member, sku, price): a purchase before a cancellation of the same instant.
_HISTORY = """
SELECT member, sku, price, 0 AS side, t_us, document, quantity, amount FROM (
  SELECT p.member, l.sku, l.price, p.order_id AS document, p.t_us,
         CAST(sum(l.measure * l.used) AS DECIMAL(30,8)) AS quantity, CAST(sum(l.paid * l.used) AS BIGINT) AS amount
  FROM line l JOIN purchase p USING (order_id)
  WHERE l.reason IS NULL AND NOT l.is_cancel AND p.reason IS NULL
    AND (p.member, l.sku, l.price) IN (SELECT member, sku, price FROM returned)
  GROUP BY ALL)
UNION ALL SELECT member, sku, price, 1, t_us, document, quantity, amount FROM returned
ORDER BY member, sku, price, t_us, side, document
"""

_RETURNED = """
CREATE TABLE returned AS
SELECT c.member, coalesce(l.sku, '') AS sku, l.price, c.order_id AS document, c.t_us,
       CAST(-sum(l.measure * l.used) AS DECIMAL(30,8)) AS quantity, CAST(-sum(l.paid * l.used) AS BIGINT) AS amount
FROM line l JOIN cancel c USING (order_id)
WHERE l.reason IS NULL AND l.is_cancel AND c.reason IS NULL
GROUP BY ALL
"""

Piece = tuple[str, str | None, str, str, int, int]
"""(cancel document, order or None, sku, quantity as text, whole pieces, amount in minor units)"""


def match_group(rows: Iterable[tuple[Any, ...]]) -> Iterator[Piece]:
    """Match the history of one member, product and price, given in time order."""
    held = OpenPurchases()
    for _member, sku, _price, side, _t_us, document, quantity, amount in rows:
        if side == 0:
            held.buy(document, quantity)
            continue
        if quantity <= 0:  # a line that gives nothing back stays with the document
            yield document, None, sku, str(quantity), int(quantity), amount
            continue
        parts = held.take_back(quantity)
        shares = split_amount(amount, [part for _, part in parts])
        for (order_id, part), share in zip(parts, shares, strict=True):
            yield document, order_id, sku, str(part.normalize()), int(part), share


def build_pieces(connection: duckdb.DuckDBPyConnection, fetch: Callable[[], duckdb.DuckDBPyConnection]) -> None:
    """Make the table ``piece``: which part of which cancel document goes back to which order.

    Args:
        connection: The staging database with ``line``, ``purchase`` and ``cancel``.
        fetch: Opens a second cursor on it, so that reading and writing go side by side.
    """
    connection.execute(_RETURNED)
    connection.execute(
        "CREATE TABLE piece (refund_id VARCHAR, order_id VARCHAR, sku VARCHAR, measure VARCHAR, quantity BIGINT, "
        "amount BIGINT)"
    )
    reader = fetch()
    reader.execute(_HISTORY)
    batch: list[Piece] = []
    for _, rows in groupby(_stream(reader), key=lambda row: row[:3]):
        batch.extend(match_group(rows))
        if len(batch) >= _BATCH:
            _append(connection, batch)
            batch = []
    _append(connection, batch)
    reader.close()
    connection.execute("DROP TABLE returned")


def _stream(reader: duckdb.DuckDBPyConnection) -> Iterator[tuple[Any, ...]]:
    while rows := reader.fetchmany(_BATCH):
        yield from rows


def _append(connection: duckdb.DuckDBPyConnection, batch: list[Piece]) -> None:
    if not batch:
        return
    types = ("VARCHAR[]", "VARCHAR[]", "VARCHAR[]", "VARCHAR[]", "BIGINT[]", "BIGINT[]")
    values = ", ".join(f"unnest(?::{kind})" for kind in types)
    connection.execute(f"INSERT INTO piece SELECT {values}", [list(column) for column in zip(*batch, strict=True)])
