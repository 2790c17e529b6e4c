"""The staging area: order lines cleaned, typed and grouped in a temporary DuckDB file, out of core.

Tables it makes: ``raw`` (distinct rows with the number of their copies), ``line`` (typed, with the reason why a line
is not replayed), ``purchase`` (one row an order) and ``cancel`` (one row a cancel document).
"""

from __future__ import annotations

from typing import Literal

import duckdb

from liuke.kernel.errors import Fault
from liuke.replay import mapping as m
from liuke.replay.columns import (
    EARLIEST_US,
    LATEST_US,
    MAX_LINE_MINOR,
    WHOLE,
    Columns,
    literal,
    quote,
    render_product,
)
from liuke.replay.errors import SourceMismatch, SourceUnreadable
from liuke.replay.files import FoundFile
from liuke.replay.zones import UNMOVED, Shift

_COPIES = "__copies"
_SUMS = ("paid", "list_price", "discount", "coupon")


class LineStage:
    """Builds the line tables of one history.

    Args:
        connection: The temporary database.
        mapping: The mapping.
        found: The files that exist.
        lines: How much of the lines is asked for; what is not is not read.
        shift: By how much the history is moved.
    """

    def __init__(
        self,
        connection: duckdb.DuckDBPyConnection,
        mapping: m.Mapping,
        found: dict[str, FoundFile],
        *,
        lines: Literal["none", "categories", "full"],
        shift: Shift = UNMOVED,
    ) -> None:
        self._db = connection
        self._shift = shift
        self._mapping = mapping
        self._orders = mapping.orders
        self._found = found
        self._file = found[mapping.orders.file]
        self._lines = self._file.columns("r")
        dimension = mapping.orders.dimension
        self._dimension = dimension if dimension and dimension.file in found else None
        self._told = lines
        self.malformed_lines = 0

    def build(self) -> None:
        """Make all the tables.

        Raises:
            SourceUnreadable: The file breaks off or is not of its format.
        """
        try:
            self._build_raw()
        except duckdb.OutOfMemoryException:
            raise
        except duckdb.Error as error:
            raise SourceUnreadable(
                f"file {self._orders.file!r}: {str(error).splitlines()[0]}",
                fix="check the file and its format",
            ) from error
        self._build_dimension()
        losers = self._build_key_losers()
        self._build_line(losers)
        self._db.execute("DROP TABLE raw")
        self._build_documents()

    @property
    def line_attributes(self) -> list[str]:
        """Names of the attributes that every line has."""
        names = list(self._orders.line_attributes) + (list(self._dimension.attributes) if self._dimension else [])
        if self._told == "full":
            return names
        return [name for name in names if self._told == "categories" and name == self._orders.category_totals]

    @property
    def has_cancels(self) -> bool:
        """Whether refunds stand among the lines."""
        return isinstance(self._mapping.refunds, m.CancelLines)

    @property
    def _needs_sku(self) -> bool:
        return self._told == "full" or self.has_cancels or self._mapping.redemptions is not None

    def _build_raw(self) -> None:
        if _COPIES in self._file.types:
            raise SourceMismatch(
                faults=[Fault("files", "reserved-column", f"the column name {_COPIES!r} is reserved", "rename it")]
            )
        self._db.execute(f"CREATE TABLE raw AS SELECT *, count(*) AS {_COPIES} FROM {self._file.relation} GROUP BY ALL")
        if self._file.is_csv:
            count = "SELECT count(DISTINCT (file_id, line)) FROM reject_errors"
            row = self._db.execute(count).fetchone()
            self.malformed_lines = int(row[0]) if row else 0

    def _build_dimension(self) -> None:
        """One row a product: its attributes, and which rules hold for it, decided once and not for each line."""
        if self._dimension is None:
            return
        file = self._found[self._dimension.file]
        columns = file.columns("d")
        wanted = {
            f"a_{name}": f"min({columns.text(column)})"
            for name, column in self._dimension.attributes.items()
            if name in self.line_attributes
        }
        for name, rules in self._rules().items():
            tests = " OR ".join(columns.test(rule) for rule in rules if rule.file == self._dimension.file)
            wanted[name] = f"bool_or({tests or 'false'})"
        key = self._key(columns, self._dimension.key)
        values = ", ".join(f"{value} AS {quote(name)}" for name, value in wanted.items())
        # A key that stands twice must not double the lines that look it up.
        self._db.execute(
            f"CREATE TABLE dimension AS SELECT {key} AS dimension_key, {values} "
            f"FROM {file.relation} d WHERE {key} IS NOT NULL GROUP BY 1"
        )

    def _key(self, columns: Columns, name: str) -> str:
        """Product key; compared as a number where both files hold whole numbers."""
        assert self._dimension is not None, "asked only where a dimension is declared and present"
        sku = self._orders.sku or ""
        types = (self._file.types[sku], self._found[self._dimension.file].types[self._dimension.key])
        return f"CAST({columns.raw(name)} AS BIGINT)" if set(types) <= WHOLE else columns.text(name)

    def _rules(self) -> dict[str, list[m.Rule]]:
        """Rules by the name of the flag that holds their answer."""
        flags: dict[str, list[m.Rule]] = {"r_weighed": list(self._orders.weighed)}
        for rule in self._orders.exclude:
            flags.setdefault(f"r_{rule.reason}", []).append(rule)
        return flags

    def _build_key_losers(self) -> bool:
        """Rows whose line key stands on another, different row: all but the first in canonical order."""
        if self._orders.line_key is None:
            return False
        key = ", ".join(quote(name) for name in self._orders.line_key)
        order = ", ".join(quote(name) for name in self._file.types)
        self._db.execute(f"CREATE TABLE doubled AS SELECT {key} FROM raw GROUP BY ALL HAVING count(*) > 1")
        row = self._db.execute("SELECT count(*) FROM doubled").fetchone()
        if not row or not row[0]:
            return False
        self._db.execute(
            "CREATE TABLE loser AS SELECT rid FROM (SELECT raw.rowid AS rid, "
            f"row_number() OVER (PARTITION BY {key} ORDER BY {order}) AS place "
            f"FROM raw SEMI JOIN doubled USING ({key})) WHERE place > 1"
        )
        return True

    def _flag(self, name: str, rules: list[m.Rule]) -> str:
        """SQL for whether any of the rules holds, be it for the line or for its product."""
        own = [self._lines.test(rule) for rule in rules if rule.file in (None, self._orders.file)]
        if self._dimension and any(rule.file not in (None, self._orders.file) for rule in rules):
            own.append(f"coalesce(d.{quote(name)}, false)")
        return "(" + (" OR ".join(own) or "false") + ")"

    def _amounts(self) -> dict[str, str]:
        amounts, exponent = self._orders.amounts, self._mapping.merchant.exponent
        if isinstance(amounts, m.PriceAmounts):
            paid = render_product("price", "measure", exponent, amounts.rounding)
            return {"paid": paid, "list_price": "paid", "discount": "0", "coupon": "0"}
        how = (amounts.unit, exponent, amounts.rounding)
        paid = self._lines.total(amounts.paid, *how)
        found = {"paid": paid}
        found["discount"] = self._lines.total(amounts.discount, *how)
        found["coupon"] = self._lines.total(amounts.coupon_discount, *how)
        # Spelled out: an alias would lose against a column of the file that has the same name.
        whole = f"({found['paid']}) + ({found['discount']}) + ({found['coupon']})"
        found["list_price"] = self._lines.total(amounts.list_price, *how) if amounts.list_price else whole
        return found

    def _measure(self) -> str:
        column = self._orders.quantity
        if column is None:
            return "CAST(1 AS BIGINT)"
        if isinstance(self._orders.amounts, m.ColumnAmounts) and self._file.types[column] in WHOLE:
            return f"CAST({self._lines.raw(column)} AS BIGINT)"
        return self._lines.decimal(column)

    def _read_columns(self) -> dict[str, str]:
        """Inner expressions over the raw row and the dimension."""
        orders, lines = self._orders, self._lines
        none = "CAST(NULL AS VARCHAR)"
        read = {
            "order_id": lines.name(orders.order_id),
            "member": lines.text(orders.member),
            "wall": lines.wall_us(orders.time, orders.time_format),
            "sku": lines.text(orders.sku) if orders.sku and self._needs_sku else none,
            "store": lines.text(orders.store) if orders.store else none,
            "measure": self._measure(),
            "by_measure": self._flag("r_weighed", list(orders.weighed)),
            "copies": f"r.{_COPIES}",
        }
        if isinstance(orders.amounts, m.PriceAmounts):
            read["price"] = lines.decimal(orders.amounts.price)
        else:
            read |= self._amounts()
        read |= {f"o_{name}": lines.text(column) for name, column in orders.attributes.items()}
        for name in self.line_attributes:
            own = orders.line_attributes.get(name)
            read[f"a_{name}"] = lines.text(own) if own else f"d.{quote(f'a_{name}')}"
        when = self._mapping.refunds.when if isinstance(self._mapping.refunds, m.CancelLines) else []
        read["is_cancel"] = self._flag("", list(when))
        return read

    def _excluded(self, losers: bool) -> str:
        arms = [
            (self._flag(name, rules), name.removeprefix("r_"))
            for name, rules in self._rules().items()
            if name != "r_weighed"
        ]
        if losers:
            arms.append(("r.rowid IN (SELECT rid FROM loser)", "line_key_conflict"))
        if not arms:
            return "CAST(NULL AS VARCHAR)"
        return "CASE " + " ".join(f"WHEN {test} THEN {literal(reason)}" for test, reason in arms) + " END"

    def _build_line(self, losers: bool) -> None:
        read = self._read_columns()
        excluded = self._excluded(losers)
        join = ""
        if self._dimension and self._orders.sku:
            join = f" LEFT JOIN dimension d ON d.dimension_key = {self._key(self._lines, self._orders.sku)}"
        inner = ", ".join(f"{expression} AS {quote(name)}" for name, expression in read.items())
        bounds = self._db.execute(
            f"SELECT min(w), max(w) FROM (SELECT {read['wall']} AS w FROM raw r) "
            f"WHERE w BETWEEN {EARLIEST_US} AND {LATEST_US}"
        ).fetchone()
        first, last = (bounds[0] or 0, bounds[1] or 0) if bounds else (0, 0)
        zone = self._orders.timestamp_zone
        keep = "1" if self._orders.duplicates == "drop" else "copies"
        outer = {
            "t_us": self._shift.render_instant("wall", zone, first, last),
            "weighed": "by_measure OR measure <> trunc(measure)",
            "used": keep,
        }
        if isinstance(self._orders.amounts, m.PriceAmounts):
            outer |= self._amounts()
        computed = ", ".join(f"{expression} AS {quote(name)}" for name, expression in outer.items())
        items = "CASE WHEN measure = 0 THEN 0 WHEN weighed THEN sign(measure) ELSE measure END"
        self._db.execute(
            f"CREATE TABLE line AS SELECT * EXCLUDE (wall, by_measure, excluded), CAST({items} AS BIGINT) AS items, "
            f"{self._faults()} AS reason FROM (SELECT *, {computed} FROM "
            f"(SELECT {inner}, {excluded} AS excluded FROM raw r{join}))"
        )

    @staticmethod
    def _faults() -> str:
        return (
            "CASE WHEN excluded IS NOT NULL THEN excluded WHEN order_id IS NULL THEN 'no_order_id' "
            f"WHEN wall IS NULL OR wall NOT BETWEEN {EARLIEST_US} AND {LATEST_US} THEN 'bad_time' "
            "WHEN measure IS NULL THEN 'bad_quantity' "
            f"WHEN paid + list_price + discount + coupon IS NULL OR abs(paid) > {MAX_LINE_MINOR} THEN 'bad_amount' END"
        )

    def _build_documents(self) -> None:
        """One row for each order and each cancel document; those of no or of several members are marked."""
        sums = ", ".join(f"CAST(sum({name} * used) AS BIGINT) AS {name}" for name in _SUMS)
        attributes = "".join(f", min({quote(f'o_{name}')}) AS {quote(f'o_{name}')}" for name in self._orders.attributes)
        reason = (
            "CASE WHEN max(member) IS NULL THEN 'no_member' WHEN min(member) <> max(member) THEN 'several_members' END"
        )
        for table, side in (("purchase", "NOT is_cancel"), ("cancel", "is_cancel")):
            self._db.execute(
                f"CREATE TABLE {table} AS SELECT order_id, max(member) AS member, min(t_us) AS t_us, "
                f"{reason} AS reason, CAST(sum(copies) AS BIGINT) AS all_lines, CAST(sum(used) AS BIGINT) AS lines, "
                f"CAST(sum(paid * copies) AS BIGINT) AS all_paid, {sums}, CAST(sum(items * used) AS BIGINT) AS items, "
                f"min(store) AS store{attributes} FROM line WHERE reason IS NULL AND {side} GROUP BY order_id"
            )
