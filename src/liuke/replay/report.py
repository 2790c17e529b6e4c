"""What was read from a history and what became of it, to the row and to the cent."""

from __future__ import annotations

from typing import Any

import duckdb
import msgspec

from liuke.replay.foresight import Foreseen


class Tally(msgspec.Struct, frozen=True):
    """A number of rows and the money in them (minor units; rows whose amount cannot be read count as zero)."""

    lines: int = 0
    cents: int = 0


class Report(msgspec.Struct, frozen=True):
    """What was read and what became of it, over the whole history (not only the part iterated).

    Nothing is lost: ``lines.lines == order_lines.lines + refund_lines.lines + dropped_copies.lines + sum of unmapped``
    and the same holds for cents.

    Attributes:
        lines: All readable rows of the orders' file.
        malformed_lines: Rows of a CSV file that do not have its number of columns; they are in no other figure.
        copies: Rows that repeat another row exactly, mapped or not.
        dropped_copies: Those of them that would otherwise have been replayed.
        order_lines: Rows that became part of an order.
        refund_lines: Rows that became part of a refund (their cents are negative).
        without_member: Rows that name no member, whatever else is wrong with them.
        unmapped: Rows not replayed, by reason, copies included.
        orders: Orders replayed; ``orders_unmapped`` counts the others by reason.
        below_zero: Orders that the mapping lets be paid with 0 since their lines sum to less; this is the sum below it.
        refunds: Refund events; the money is what goes back to members.
        refunds_matched: Those that name their order.
        refunds_unmatched: Those against the member alone.
        refunds_refused: Refund documents not replayed, by reason.
        refunded_above_order: Cents that refunds ask for beyond what their order was paid with.
        campaigns_unmapped: Receipts of campaigns not replayed, by reason.
        redemptions: Redemptions read and, by how their order was found, attached (``product``, ``discount``, ``day``).
        redemptions_unmapped: Redemptions not replayed, by reason.
        skipped: Parts of the mapping whose optional file is absent.
        encodings: Files that are not in UTF-8, with what they are in.
        partial_copies: Of dropped copies, those in orders of which other rows stand only once: an export that is
            repeated repeats them all, so these may be genuine.
        examples: By type: the first ten events. Only in a preview.
        rejected_examples: By reason: ten rows that are not replayed. Only in a preview.
        refused: Events of the figures above that the catalogue refuses. Only in a preview; a replay has them as dead
            letters.
    """

    lines: Tally
    malformed_lines: int
    copies: Tally
    dropped_copies: Tally
    order_lines: Tally
    refund_lines: Tally
    without_member: Tally
    unmapped: dict[str, Tally]
    members: int
    orders: int
    orders_unmapped: dict[str, int]
    paid_cents: int
    below_zero: Tally
    refunds: Tally
    refunds_matched: Tally
    refunds_unmatched: Tally
    refunds_full: int
    refunds_refused: dict[str, Tally]
    refunded_above_order_cents: int
    campaign_receipts: int
    campaigns_unmapped: dict[str, int]
    redemptions: int
    redemptions_attached: dict[str, int]
    redemptions_unmapped: dict[str, int]
    skipped: list[str]
    encodings: dict[str, str] = {}
    partial_copies: Tally = Tally()
    examples: dict[str, list[dict[str, Any]]] = {}
    rejected_examples: dict[str, list[dict[str, Any]]] = {}
    refused: Foreseen = msgspec.field(default_factory=Foreseen)


def _tallies(connection: duckdb.DuckDBPyConnection, query: str) -> dict[str, Tally]:
    rows = connection.execute(f"SELECT name, CAST(sum(n) AS BIGINT), CAST(sum(c) AS BIGINT) FROM ({query}) GROUP BY 1")
    return {str(row[0]): Tally(int(row[1] or 0), int(row[2] or 0)) for row in sorted(rows.fetchall())}


def _counts(connection: duckdb.DuckDBPyConnection, query: str) -> dict[str, int]:
    return {str(name): int(count) for name, count in sorted(connection.execute(query).fetchall())}


_UNMAPPED_LINES = """
SELECT reason AS name, copies AS n, coalesce(paid, 0) * copies AS c FROM line WHERE reason IS NOT NULL
UNION ALL SELECT reason, all_lines, all_paid FROM purchase WHERE reason IS NOT NULL
UNION ALL SELECT reason, all_lines, all_paid FROM cancel WHERE reason IS NOT NULL
"""
_LINES = """
SELECT 'all' AS name, copies AS n, coalesce(paid, 0) * copies AS c FROM line
UNION ALL SELECT 'copies', copies - 1, coalesce(paid, 0) * (copies - 1) FROM line
UNION ALL SELECT 'anonymous', copies, coalesce(paid, 0) * copies FROM line WHERE member IS NULL
UNION ALL SELECT 'dropped', all_lines - lines, all_paid - paid FROM purchase WHERE reason IS NULL
UNION ALL SELECT 'dropped', all_lines - lines, all_paid - paid FROM cancel WHERE reason IS NULL
UNION ALL SELECT 'orders', lines, paid FROM purchase WHERE reason IS NULL
UNION ALL SELECT 'refunds', lines, paid FROM cancel WHERE reason IS NULL
UNION ALL SELECT 'partial', n, c FROM (SELECT CAST(sum(copies - used) AS BIGINT) AS n,
    CAST(sum(paid * (copies - used)) AS BIGINT) AS c FROM line
    WHERE reason IS NULL AND order_id IN (SELECT order_id FROM line WHERE copies > used)
    GROUP BY order_id, is_cancel HAVING min(copies) = 1 AND max(copies) > 1)
UNION ALL SELECT 'below_zero', 1, paid FROM purchase WHERE reason IS NULL AND paid < 0
"""
_REFUNDS = """
SELECT 'all' AS name, 1 AS n, amount AS c FROM refund WHERE reason IS NULL AND amount > 0
UNION ALL SELECT CASE WHEN order_id IS NULL THEN 'unmatched' ELSE 'matched' END, 1, amount
  FROM refund WHERE reason IS NULL AND amount > 0
UNION ALL SELECT 'full', 1, amount FROM refund WHERE reason IS NULL AND amount > 0 AND is_full
UNION ALL SELECT 'above', 1, asked - amount FROM refund WHERE reason IS NULL
"""


def build_report(
    connection: duckdb.DuckDBPyConnection, malformed_lines: int, skipped: list[str], encodings: dict[str, str]
) -> Report:
    """Sum up the staging tables.

    Args:
        connection: The staging database with all its tables.
        malformed_lines: Rows that the reader of the file refused.
        skipped: Parts of the mapping that were switched off.
        encodings: Files that were rewritten, with the encoding they had.
    """
    lines, refunds = _tallies(connection, _LINES), _tallies(connection, _REFUNDS)
    none = Tally()
    orders = connection.execute(
        "SELECT count(*), CAST(coalesce(sum(greatest(paid, 0)), 0) AS BIGINT) FROM purchase WHERE reason IS NULL"
    ).fetchone() or (0, 0)
    attached = _counts(connection, "SELECT matched, count(*) FROM redemption WHERE reason IS NULL GROUP BY 1")
    refused = _counts(connection, "SELECT reason, count(*) FROM redemption WHERE reason IS NOT NULL GROUP BY 1")
    figures: dict[str, Any] = {
        "members": len_of(connection, "registration"),
        "orders": int(orders[0]),
        "paid_cents": int(orders[1]),
        "orders_unmapped": _counts(
            connection, "SELECT reason, count(*) FROM purchase WHERE reason IS NOT NULL GROUP BY 1"
        ),
        "campaign_receipts": len_of(connection, "grant_ WHERE reason IS NULL"),
        "campaigns_unmapped": _counts(
            connection, "SELECT reason, count(*) FROM grant_ WHERE reason IS NOT NULL GROUP BY 1"
        ),
    }
    return Report(
        lines=lines.get("all", none),
        malformed_lines=malformed_lines,
        copies=lines.get("copies", none),
        dropped_copies=lines.get("dropped", none),
        order_lines=lines.get("orders", none),
        refund_lines=lines.get("refunds", none),
        without_member=lines.get("anonymous", none),
        unmapped=_tallies(connection, _UNMAPPED_LINES),
        below_zero=lines.get("below_zero", none),
        refunds=refunds.get("all", none),
        refunds_matched=refunds.get("matched", none),
        refunds_unmatched=refunds.get("unmatched", none),
        refunds_full=refunds.get("full", none).lines,
        refunds_refused=_tallies(
            connection,
            "SELECT reason AS name, 1 AS n, coalesce(asked, 0) AS c FROM refund WHERE reason IS NOT NULL",
        ),
        refunded_above_order_cents=refunds.get("above", none).cents,
        redemptions=sum(attached.values()) + sum(refused.values()),
        redemptions_attached=attached,
        redemptions_unmapped=refused,
        skipped=skipped,
        encodings=encodings,
        partial_copies=lines.get("partial", none),
        **figures,
    )


def len_of(connection: duckdb.DuckDBPyConnection, table: str) -> int:
    """Number of rows of a staging table."""
    row = connection.execute(f"SELECT count(*) FROM {table}").fetchone()
    return int(row[0]) if row else 0
