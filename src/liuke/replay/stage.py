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
    is_no_name,
    literal,
    quote,
    render_product,
)
from liuke.replay.contracts import EXAMPLES, MAX_MEMBER, MAX_ORDER_ID
from liuke.replay.errors import SourceMismatch, SourceUnreadable
from liuke.replay.files import FILE_COLUMN, FoundFile, list_columns
from liuke.replay.zones import UNMOVED, Shift

_COPIES, _REST, _FIRST, _LAST = "__copies", "__rest", "__first", "__last"
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
        self._named: list[str] = []
        self._has_rest = False

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
        self._build_losers()
        self._build_line()
        self._build_documents()
        self._keep_examples()
        self._db.execute("DROP TABLE raw")

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
        """Distinct rows with the number of their copies, and the first and the last file in which they stand.

        Of columns that the mapping does not name a fingerprint is enough to tell copies from rows that differ.
        """
        reserved = sorted({_COPIES, _REST, _FIRST, _LAST, FILE_COLUMN} & set(self._file.types))
        if reserved:
            raise SourceMismatch(
                faults=[Fault("files", "reserved-column", f"the column name {reserved[0]!r} is reserved", "rename it")]
            )
        named = list_columns(self._mapping, self._orders.file)
        rest = ", ".join(f"hash({quote(name)})" for name in self._file.types if name not in named)
        several = len(self._file.paths) > 1
        paths = "[" + ", ".join(literal(path) for path in self._file.paths) + "]"
        place = f"list_position({paths}, {FILE_COLUMN})" if several else "1"
        self._db.execute(
            f"CREATE TABLE raw AS SELECT {', '.join(map(quote, named))}, hash({rest or '0'}) AS {_REST}, "
            f"min({place}) AS {_FIRST}, max({place}) AS {_LAST}, count(*) AS {_COPIES} "
            f"FROM {self._file.numbered if several else self._file.relation} "
            f"GROUP BY {', '.join(map(quote, named))}, {_REST}"
        )
        self._named, self._has_rest = named, bool(rest)
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

    def _build_losers(self) -> None:
        """The table ``loser``: rows that are not counted although no rule excludes them, and why."""
        self._db.execute("CREATE TABLE loser (rid BIGINT, reason VARCHAR)")
        if len(self._file.paths) > 1:
            self._find_older()
        if self._orders.line_key is not None:
            self._find_losers("line_key_conflict", self._orders.line_key)
        elif self._has_rest and self._orders.duplicates == "drop":
            self._find_losers("changed_copy", self._orders.list_identity(), whole=True)

    def _find_older(self) -> None:
        """Orders that stand in several files with a line in common were exported again: the last file has them.

        Without a product every row is such a line. An order whose rows only go on in the next file is one order.
        """
        line = self._lines.text(self._orders.sku) if self._orders.sku else "1"
        order = self._lines.name(self._orders.order_id)
        self._db.execute(
            "INSERT INTO loser WITH doc AS MATERIALIZED (SELECT rowid AS rid, "
            f"{order} AS o, {line} AS i, {_FIRST} AS f, {_LAST} AS l FROM raw r), "
            "span AS (SELECT o, max(l) AS last FROM doc WHERE o IS NOT NULL GROUP BY o HAVING min(f) < max(l)), "
            "again AS (SELECT DISTINCT d.o FROM doc d JOIN span USING (o) JOIN doc e ON e.o = d.o AND e.l = span.last "
            "AND e.i IS NOT DISTINCT FROM d.i WHERE d.f < span.last) "
            "SELECT rid, 'older_export' FROM doc JOIN span USING (o) SEMI JOIN again USING (o) WHERE l < last"
        )

    def _find_losers(self, reason: str, columns: list[str], *, whole: bool = False) -> None:
        """Rows that are equal to another in some columns and differ otherwise: all but the first in canonical order.

        Args:
            reason: Of theirs.
            columns: In which they are equal.
            whole: Only of orders of which every row is repeated, and as often: a till that books an item twice does it
                with one row, an export that is repeated with all of them.
        """
        key = ", ".join(quote(name) for name in columns)
        order = ", ".join([*map(quote, self._named), _REST])
        rest = "SELECT *, rowid AS rid FROM raw WHERE rowid NOT IN (SELECT rid FROM loser)"
        self._db.execute(f"CREATE TEMP TABLE doubled AS SELECT {key}, count(*) AS n FROM ({rest}) GROUP BY {key}")
        chosen = "n > 1"
        if whole:
            name = self._lines.name(self._orders.order_id)
            chosen += f" AND {name} IN (SELECT {name} FROM doubled r GROUP BY 1 HAVING min(n) > 1 AND min(n) = max(n))"
        row = self._db.execute("SELECT 1 FROM doubled WHERE n > 1 LIMIT 1").fetchone()
        if row:
            matches = " AND ".join(f"r.{quote(name)} IS NOT DISTINCT FROM d.{quote(name)}" for name in columns)
            self._db.execute(
                f"INSERT INTO loser SELECT rid, {literal(reason)} FROM (SELECT rid, row_number() OVER "
                f"(PARTITION BY {', '.join(f'r.{quote(name)}' for name in columns)} ORDER BY "
                f"{', '.join(f'r.{name}' for name in order.split(', '))}) AS place FROM ({rest}) r "
                f"JOIN (SELECT * FROM doubled r WHERE {chosen}) d ON {matches}) WHERE place > 1"
            )
        self._db.execute("DROP TABLE doubled")

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
            "member": lines.member(orders.member),
            "wall": lines.wall_us(orders.time, orders.time_format, orders.timestamp_zone),
            "sku": lines.text(orders.sku) if orders.sku and self._needs_sku else none,
            "store": lines.text(orders.store) if orders.store else none,
            "measure": self._measure(),
            "by_measure": self._flag("r_weighed", list(orders.weighed)),
            "copies": f"r.{_COPIES}",
            "rid": "r.rowid",
        }
        if isinstance(orders.amounts, m.PriceAmounts):
            read["price"] = lines.decimal(orders.amounts.price)
        else:
            read |= self._amounts()
        read |= {f"o_{name}": lines.text(column) for name, column in orders.attributes.items()}
        for name in self.line_attributes:
            own = orders.line_attributes.get(name)
            read[f"a_{name}"] = lines.text(own) if own else f"d.{quote(f'a_{name}')}"
        if isinstance(self._mapping.refunds, m.OrderColumns):
            read |= self._read_back(self._mapping.refunds)
        when = self._mapping.refunds.when if isinstance(self._mapping.refunds, m.CancelLines) else []
        read["is_cancel"] = self._flag("", list(when))
        return read

    def _excluded(self) -> str:
        arms = [
            (self._flag(name, rules), name.removeprefix("r_"))
            for name, rules in self._rules().items()
            if name != "r_weighed"
        ]
        if not arms:
            return "lo.reason"
        whens = " ".join(f"WHEN {test} THEN {literal(reason)}" for test, reason in arms)
        return f"CASE {whens} ELSE lo.reason END"

    def _build_line(self) -> None:
        read = self._read_columns()
        excluded = self._excluded()
        join = " LEFT JOIN loser lo ON lo.rid = r.rowid"
        if self._dimension and self._orders.sku:
            join += f" LEFT JOIN dimension d ON d.dimension_key = {self._key(self._lines, self._orders.sku)}"
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
        if isinstance(self._mapping.refunds, m.OrderColumns):
            outer |= {"back_us": self._render_back_us(self._mapping.refunds)}
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
            f"WHEN {is_no_name('order_id', MAX_ORDER_ID)} THEN 'bad_order_id' "
            f"WHEN {is_no_name('member', MAX_MEMBER)} THEN 'bad_member' "
            f"WHEN wall IS NULL OR wall NOT BETWEEN {EARLIEST_US} AND {LATEST_US} THEN 'bad_time' "
            "WHEN measure IS NULL THEN 'bad_quantity' "
            f"WHEN paid + list_price + discount + coupon IS NULL OR abs(paid) > {MAX_LINE_MINOR} THEN 'bad_amount' END"
        )

    def _read_back(self, part: m.OrderColumns) -> dict[str, str]:
        """What a row says was given back, or remains; an empty cell is no fault of the row."""
        terms = part.refunded or part.remaining or m.Sum(plus=[self._orders.time])
        how = (part.unit, self._mapping.merchant.exponent, part.rounding)
        empty = " AND ".join(f"{self._lines.text(name)} IS NULL" for name in (*terms.plus, *terms.minus))
        wall = self._render_back_wall(part)
        return {"back": self._lines.total(terms, *how), "back_empty": empty, "back_wall": wall}

    def _render_back_wall(self, part: m.OrderColumns) -> str:
        if part.time is None:
            return "CAST(NULL AS BIGINT)"
        zone = part.timestamp_zone or self._orders.timestamp_zone
        return self._lines.wall_us(part.time, part.time_format, zone)

    def _render_back_us(self, part: m.OrderColumns) -> str:
        if part.time is None:
            return "CAST(NULL AS BIGINT)"
        wall = self._render_back_wall(part)
        bounds = self._db.execute(
            f"SELECT min(w), max(w) FROM (SELECT {wall} AS w FROM raw r) WHERE w BETWEEN {EARLIEST_US} AND {LATEST_US}"
        ).fetchone()
        first, last = (bounds[0] or 0, bounds[1] or 0) if bounds else (0, 0)
        instant = self._shift.render_instant(
            "back_wall", part.timestamp_zone or self._orders.timestamp_zone, first, last
        )
        return f"CASE WHEN back_wall BETWEEN {EARLIEST_US} AND {LATEST_US} THEN {instant} END"

    def _keep_examples(self) -> None:
        """The table ``example``: ten rows of the file for each reason for which rows are not replayed."""
        cells = ", ".join(f"{literal(name)}: r.{quote(name)}" for name in self._named)
        self._db.execute(
            "CREATE TABLE example AS WITH whole AS (SELECT order_id, reason, false AS is_cancel FROM purchase "
            "UNION ALL SELECT order_id, reason, true FROM cancel), "
            "bad AS (SELECT reason, rid, order_id, t_us FROM line WHERE reason IS NOT NULL UNION ALL "
            "SELECT w.reason, l.rid, l.order_id, l.t_us FROM line l JOIN whole w USING (order_id, is_cancel) "
            "WHERE l.reason IS NULL AND w.reason IS NOT NULL), "
            "picked AS (SELECT *, row_number() OVER (PARTITION BY reason ORDER BY order_id, t_us, rid) AS place "
            f"FROM bad) SELECT reason, CAST(to_json({{{cells}}}) AS VARCHAR) AS cells FROM picked "
            f"JOIN raw r ON r.rowid = picked.rid WHERE place <= {EXAMPLES} ORDER BY reason, place"
        )

    def _build_documents(self) -> None:
        """One row for each order and each cancel document; those of no or of several members are marked."""
        sums = ", ".join(f"CAST(sum({name} * used) AS BIGINT) AS {name}" for name in _SUMS)
        attributes = "".join(f", min({quote(f'o_{name}')}) AS {quote(f'o_{name}')}" for name in self._orders.attributes)
        reason = "CASE WHEN max(member) IS NULL THEN 'no_member' WHEN min(member) <> max(member) THEN 'several_members'"
        below = " WHEN sum(paid * used) < 0 THEN 'below_zero'" if self._orders.below_zero == "reject" else ""
        if isinstance(self._mapping.refunds, m.OrderColumns):
            remains = self._mapping.refunds.remaining is not None
            part = "paid - back" if remains else "back"
            attributes += (
                f", CAST(sum(CASE WHEN back_empty THEN 0 ELSE ({part}) * used END) AS BIGINT) AS back, "
                "bool_or(NOT back_empty AND back IS NULL) AS bad_back, max(back_us) AS back_us"
            )
        for table, side, arm in (("purchase", "NOT is_cancel", below), ("cancel", "is_cancel", "")):
            self._db.execute(
                f"CREATE TABLE {table} AS SELECT order_id, max(member) AS member, min(t_us) AS t_us, "
                f"{reason}{arm} END AS reason, "
                "CAST(sum(copies) AS BIGINT) AS all_lines, CAST(sum(used) AS BIGINT) AS lines, "
                f"CAST(sum(paid * copies) AS BIGINT) AS all_paid, {sums}, CAST(sum(items * used) AS BIGINT) AS items, "
                f"min(store) AS store{attributes} FROM line WHERE reason IS NULL AND {side} GROUP BY order_id"
            )
