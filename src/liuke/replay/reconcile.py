"""Totals by two roads, compared to the cent.

The raw totals are plain queries on the raw files, written for each data set by hand: they share no code with the
mapping, the staging area or the engine's calendar, so that a fault there cannot hide in both.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

import duckdb
import msgspec

from liuke.replay.contracts import SourceEvent


class Totals(msgspec.Struct):
    """What a history adds up to. Money is in minor units, days are merchant-local.

    Attributes:
        members: Members with an order, a refund or a campaign.
        orders: Orders of known members.
        paid_cents: What those orders were paid with.
        refunded_cents: What went back to known members.
        redemptions: Coupons used.
        campaign_receipts: Campaigns received.
        paid_by_member: Paid cents by external member id.
        refunded_by_member: Refunded cents by external member id.
        paid_by_day: Paid cents by day number.
        orders_by_day: Orders by day number.
        refunded_by_day: Refunded cents by day number.
    """

    members: int = 0
    orders: int = 0
    paid_cents: int = 0
    refunded_cents: int = 0
    redemptions: int = 0
    campaign_receipts: int = 0
    paid_by_member: dict[str, int] = msgspec.field(default_factory=dict[str, int])
    refunded_by_member: dict[str, int] = msgspec.field(default_factory=dict[str, int])
    paid_by_day: dict[int, int] = msgspec.field(default_factory=dict[int, int])
    orders_by_day: dict[int, int] = msgspec.field(default_factory=dict[int, int])
    refunded_by_day: dict[int, int] = msgspec.field(default_factory=dict[int, int])


class RawTotals(Totals):
    """Totals of raw files, with the figures that only files have.

    Attributes:
        lines: Rows of the orders' file.
        copies: Rows that repeat another row exactly.
        lines_without_member: Rows that name no member, copies included.
        cancel_documents: Cancel invoices, of known members or not.
    """

    lines: int = 0
    copies: int = 0
    lines_without_member: int = 0
    cancel_documents: int = 0

    def move(self, days: int) -> None:
        """Turn the days into those of a history that is moved by so many."""
        for name in ("paid_by_day", "orders_by_day", "refunded_by_day"):
            table: dict[int, int] = getattr(self, name)
            setattr(self, name, {day + days: amount for day, amount in table.items()})


class Difference(msgspec.Struct, frozen=True):
    """One figure that is not the same by both roads.

    Attributes:
        figure: Name of the figure, with the member or the day where it is one of many.
        raw: By the query on the raw files.
        engine: By the replay.
    """

    figure: str
    raw: int
    engine: int


def totals_of(events: Iterable[SourceEvent]) -> Totals:
    """Add up an event stream."""
    totals = Totals()
    for event in events:
        if event.type == "member.registered":
            totals.members += 1
        elif event.type == "order.paid":
            amount = int(event.data["amount_cents"])
            totals.orders += 1
            totals.paid_cents += amount
            _add(totals.paid_by_member, event.member, amount)
            _add(totals.paid_by_day, event.day, amount)
            _add(totals.orders_by_day, event.day, 1)
        elif event.type == "order.refunded":
            amount = int(event.data["amount_cents"])
            totals.refunded_cents += amount
            _add(totals.refunded_by_member, event.member, amount)
            _add(totals.refunded_by_day, event.day, amount)
        elif event.type == "coupon.redeemed":
            totals.redemptions += 1
        else:
            totals.campaign_receipts += 1
    return totals


def _add(table: dict[Any, int], key: str | int, amount: int) -> None:
    table[key] = table.get(key, 0) + amount


def reconcile(raw: Totals, engine: Totals) -> list[Difference]:
    """Every figure in which the two differ; empty when they agree to the cent.

    A member or a day that is missing on one side counts as zero there.
    """
    found: list[Difference] = []
    for name in Totals.__struct_fields__:
        left, right = getattr(raw, name), getattr(engine, name)
        if isinstance(left, Mapping):
            found += _table_differences(name, dict[Any, int](left), dict[Any, int](right))  # pyright: ignore - totals by anything
        elif left != right:
            found.append(Difference(name, left, right))
    return found


def _table_differences(name: str, raw: dict[Any, int], engine: dict[Any, int]) -> list[Difference]:
    keys = sorted(raw.keys() | engine.keys(), key=str)
    pairs = ((key, raw.get(key, 0), engine.get(key, 0)) for key in keys)
    return [Difference(f"{name}[{key}]", left, right) for key, left, right in pairs if left != right]


_COMPLETE_JOURNEY = """
CREATE MACRO ny_day(t) AS CAST(CAST(
  CAST(t AS TIMESTAMP) AT TIME ZONE 'UTC' AT TIME ZONE 'America/New_York' AS DATE) - DATE '1970-01-01' AS INTEGER);
CREATE TABLE basket AS
SELECT basket_id, any_value(household_id) AS household, ny_day(min(transaction_timestamp)) AS day,
       greatest(sum(CAST(sales_value_c AS BIGINT) - coupon_disc_c), 0) AS paid
FROM (SELECT DISTINCT * FROM read_parquet($transactions)) GROUP BY basket_id;
"""

_ONLINE_RETAIL = """
CREATE TABLE cents AS
SELECT InvoiceNo, CustomerID, InvoiceDate,
       round(CAST(CAST(UnitPrice AS VARCHAR) AS DECIMAL(12,3)) * Quantity * 100) AS c
FROM (SELECT DISTINCT * FROM read_parquet($lines));
CREATE TABLE invoice AS
SELECT InvoiceNo, InvoiceNo LIKE 'C%' AS cancelled, any_value(CustomerID) AS customer, sum(c) AS c,
       CAST(CAST(min(InvoiceDate) AS DATE) - DATE '1970-01-01' AS INTEGER) AS day
FROM cents WHERE CustomerID IS NOT NULL GROUP BY InvoiceNo;
"""


def _connect(script: str, **files: Path) -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect(config={"threads": 2, "memory_limit": "250MB", "temp_directory": tempfile.gettempdir()})
    connection.execute("SET TimeZone = 'UTC'")
    connection.execute("SET enable_progress_bar = false")
    for name, path in files.items():
        script = script.replace(f"${name}", "'" + str(path).replace("'", "''") + "'")
    connection.execute(script)
    return connection


def _one(connection: duckdb.DuckDBPyConnection, query: str) -> int:
    row = connection.execute(query).fetchone()
    return int(row[0] or 0) if row else 0


def _table(connection: duckdb.DuckDBPyConnection, query: str, key: Callable[[Any], Any] = int) -> dict[Any, int]:
    return {key(name): int(value) for name, value in connection.execute(query).fetchall()}


def count_complete_journey(folder: Path) -> RawTotals:
    """Totals of The Complete Journey from its files in ``folder``."""
    transactions = folder / "transactions.parquet"
    with _connect(_COMPLETE_JOURNEY, transactions=transactions) as db:
        db.execute(f"CREATE VIEW t AS SELECT * FROM read_parquet('{transactions}')")
        households = (
            f"SELECT count(DISTINCT h) FROM (SELECT household_id AS h FROM t UNION ALL "
            f"SELECT household_id FROM read_parquet('{folder / 'campaigns.parquet'}'))"
        )
        return RawTotals(
            members=_one(db, households),
            orders=_one(db, "SELECT count(*) FROM basket"),
            paid_cents=_one(db, "SELECT sum(paid) FROM basket"),
            redemptions=_one(db, f"SELECT count(*) FROM read_parquet('{folder / 'coupon_redemptions.parquet'}')"),
            campaign_receipts=_one(db, f"SELECT count(*) FROM read_parquet('{folder / 'campaigns.parquet'}')"),
            paid_by_member=_table(db, "SELECT household, sum(paid) FROM basket GROUP BY 1", str),
            paid_by_day=_table(db, "SELECT day, sum(paid) FROM basket GROUP BY 1"),
            orders_by_day=_table(db, "SELECT day, count(*) FROM basket GROUP BY 1"),
            lines=_one(db, "SELECT count(*) FROM t"),
            copies=_one(db, "SELECT (SELECT count(*) FROM t) - (SELECT count(*) FROM (SELECT DISTINCT * FROM t))"),
            lines_without_member=_one(db, "SELECT count(*) FROM t WHERE household_id IS NULL"),
        )


def count_online_retail(folder: Path) -> RawTotals:
    """Totals of UCI Online Retail from its file in ``folder``."""
    lines = folder / "online_retail.parquet"
    with _connect(_ONLINE_RETAIL, lines=lines) as db:
        db.execute(f"CREATE VIEW t AS SELECT * FROM read_parquet('{lines}')")
        return RawTotals(
            members=_one(db, "SELECT count(DISTINCT customer) FROM invoice"),
            orders=_one(db, "SELECT count(*) FROM invoice WHERE NOT cancelled"),
            paid_cents=_one(db, "SELECT sum(c) FROM invoice WHERE NOT cancelled"),
            refunded_cents=_one(db, "SELECT -sum(c) FROM invoice WHERE cancelled"),
            paid_by_member=_table(db, "SELECT customer, sum(c) FROM invoice WHERE NOT cancelled GROUP BY 1", str),
            refunded_by_member=_table(db, "SELECT customer, -sum(c) FROM invoice WHERE cancelled GROUP BY 1", str),
            paid_by_day=_table(db, "SELECT day, sum(c) FROM invoice WHERE NOT cancelled GROUP BY 1"),
            orders_by_day=_table(db, "SELECT day, count(*) FROM invoice WHERE NOT cancelled GROUP BY 1"),
            refunded_by_day=_table(db, "SELECT day, -sum(c) FROM invoice WHERE cancelled GROUP BY 1"),
            lines=_one(db, "SELECT count(*) FROM t"),
            copies=_one(db, "SELECT (SELECT count(*) FROM t) - (SELECT count(*) FROM (SELECT DISTINCT * FROM t))"),
            lines_without_member=_one(db, "SELECT count(*) FROM t WHERE CustomerID IS NULL"),
            cancel_documents=_one(db, "SELECT count(DISTINCT InvoiceNo) FROM t WHERE InvoiceNo LIKE 'C%'"),
        )


RAW_COUNTS: dict[str, Callable[[Path], RawTotals]] = {
    "complete_journey": count_complete_journey,
    "online_retail": count_online_retail,
}
"""The independent query of each data set that has one, by the name of its mapping."""
