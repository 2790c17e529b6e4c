"""SQL expressions that read one column of a file as text, as an exact number, as money or as a time.

Every expression is NULL where the value cannot be read; the stage counts those lines with the reason.
"""

from __future__ import annotations

from dataclasses import dataclass

from liuke.kernel import clock
from liuke.replay.mapping import Rounding, Rule, Sum

WHOLE = {"TINYINT", "SMALLINT", "INTEGER", "BIGINT", "UTINYINT", "USMALLINT", "UINTEGER"}
_SCALE = 10**8
"""Prices and quantities are read with eight decimals."""
_LIMIT = 10**9
"""Largest price and largest quantity of one line: their product times the scales stays within 127 bits."""
MAX_LINE_MINOR = 10**15
"""Largest amount of one line in minor units."""


def quote(name: str) -> str:
    """SQL identifier."""
    return '"' + name.replace('"', '""') + '"'


def literal(value: str) -> str:
    """SQL string."""
    return "'" + value.replace("'", "''") + "'"


_DRESSED = literal(r"[+-]?\s*[¥￥$€£]?\s*[+-]?([0-9]{1,3}(,[0-9]{3})+|[0-9]+)(\.[0-9]+)?\s*元?")
"""``¥1,234.50``, ``-£3``, ``12 元``; with a comma that does not part thousands it is no number, and not another one."""

_WRITTEN = r"^([0-9]{4}[-/][0-9]{1,2}[-/][0-9]{1,2}(?:[ T]+[0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?)?)"
_LOCAL, _WITH_OFFSET = literal(_WRITTEN + "$"), literal(_WRITTEN + r"\s*(Z|[+-][0-9]{2}:?(?:[0-9]{2})?)$")
"""A date, perhaps a time of day, perhaps an offset. Anything else is no time: ``1:05 PM`` is not five past one."""
_BLANKS = "' ' || chr(9) || chr(10) || chr(13) || chr(160) || chr(12288) || chr(65279)"
_FORMULA, _GUARDED, _INNER = literal(r'^="\s*(.*?)\s*"$'), literal(r"^[`'](\+?[0-9].*)$"), literal(r"\1")
"""``="138…"``, `` `138… `` and ``'138…``: so that a spreadsheet leaves a long number as it is."""

_ROUNDED = literal(r"^[0-9](\.[0-9]+)?E\+[0-9]{2,}$|\x00")
_UNPRINTED = literal(r"[\p{C}\p{Zl}\p{Zp}\x{A0}\x{1680}\x{2000}-\x{200A}\x{202F}\x{205F}\x{3000}]")
EARLIEST_US, LATEST_US = clock.EARLIEST_US, clock.LATEST_US - 1
"""First and last instant of a history; times outside 1990–2099 are faults of the line."""


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of one file under an alias.

    Args:
        alias: Name of the relation in the query.
        types: Type of each column, as the staging engine names it.
    """

    alias: str
    types: dict[str, str]

    def raw(self, name: str) -> str:
        """The value as it stands."""
        return f"{self.alias}.{quote(name)}"

    def text(self, name: str) -> str:
        """Text without blanks around it, or what guards numbers in spreadsheets; NULL where nothing is left."""
        if self.types[name] in WHOLE:
            return f"CAST({self.raw(name)} AS VARCHAR)"
        bare = f"trim(CAST({self.raw(name)} AS VARCHAR), {_BLANKS})"
        if self.types[name] != "VARCHAR":
            return f"nullif({bare}, '')"
        formula, guarded = (f"regexp_replace({bare}, {one}, {_INNER})" for one in (_FORMULA, _GUARDED))
        whens = f"WHEN '=' THEN {formula} WHEN '`' THEN {guarded} WHEN chr(39) THEN {guarded}"
        return f"nullif(CASE {bare}[1] {whens} ELSE {bare} END, '')"

    def name(self, names: str | list[str]) -> str:
        """A name that one column gives, or several together as ``a/b`` (``/`` and ``~`` within them as ``~1``, ``~0``).

        NULL where a part of it is missing.
        """
        if isinstance(names, str):
            return self._exact(names)
        parts = [f"replace(replace({self._exact(name)}, '~', '~0'), '/', '~1')" for name in names]
        return "(" + " || '/' || ".join(parts) + ")"

    def _exact(self, name: str) -> str:
        """Text; NULL where a spreadsheet has rounded a long number (``2.02603E+15``): many different ones are that.

        So it is where it holds U+0000, which no name has.
        """
        value = self.text(name)
        if self.types[name] != "VARCHAR":
            return value
        return f"CASE WHEN regexp_matches({value}, {_ROUNDED}) THEN NULL ELSE {value} END"

    def member(self, name: str) -> str:
        """A member's external id, composed as Unicode says that names are compared."""
        value = self._exact(name)
        return value if self.types[name] in WHOLE else f"nfc_normalize({value})"

    def decimal(self, name: str) -> str:
        """Exact decimal; a floating-point column is read by its shortest decimal text."""
        number = self._number(name)
        return f"CASE WHEN abs({number}) <= {_LIMIT} THEN {number} END"

    def _number(self, name: str) -> str:
        """Exact decimal of a column; text may have thousands in groups of three, a sign of money, and 元 behind it."""
        if self.types[name] in WHOLE:
            return f"TRY_CAST({self.raw(name)} AS DECIMAL(24,8))"
        value = self.text(name)
        plain = f"TRY_CAST({value} AS DECIMAL(24,8))"
        if self.types[name] != "VARCHAR":
            return plain
        bare = f"regexp_replace({value}, '[^0-9.+-]', '', 'g')"
        dressed = f"CASE WHEN regexp_full_match({value}, {_DRESSED}) THEN TRY_CAST({bare} AS DECIMAL(24,8)) END"
        return f"coalesce({plain}, {dressed})"

    def minor(self, name: str, unit: str, exponent: int, rounding: Rounding) -> str:
        """Money in minor units from a column in ``cents`` or ``decimal``; cents must be whole."""
        if unit == "cents" and self.types[name] in WHOLE:
            return f"CAST({self.raw(name)} AS BIGINT)"
        scaled = _scaled(self._number(name))
        if unit == "cents":
            return f"CASE WHEN {scaled} % {_SCALE} = 0 THEN TRY_CAST({scaled} // {_SCALE} AS BIGINT) END"
        return _round(f"({scaled} * {10**exponent})", _SCALE, rounding)

    def total(self, terms: Sum | None, unit: str, exponent: int, rounding: Rounding) -> str:
        """Sum of columns in minor units; NULL if any of them is."""
        if terms is None:
            return "CAST(0 AS BIGINT)"
        parts = [f"+ ({self.minor(name, unit, exponent, rounding)})" for name in terms.plus]
        parts += [f"- ({self.minor(name, unit, exponent, rounding)})" for name in terms.minus]
        return "(0 " + " ".join(parts) + ")"

    def wall_us(self, name: str, time_format: str, zone: str) -> str:
        """Time of the file's clock in microseconds, as if its zone were UTC.

        An offset that is written with a time is obeyed: it becomes the time of the file's clock at that instant.

        Args:
            name: The column.
            time_format: As in the mapping.
            zone: Of the file's clock.
        """
        value, type_ = self.text(name), self.types[name]
        if time_format == "epoch_seconds":
            return f"TRY_CAST({_scaled(f'TRY_CAST({value} AS DECIMAL(24,8))')} // 100 AS BIGINT)"
        if time_format == "epoch_milliseconds":
            return f"TRY_CAST({_scaled(f'TRY_CAST({value} AS DECIMAL(24,8))')} // 100000 AS BIGINT)"
        if type_.startswith(("TIMESTAMP", "DATE")):
            if "ZONE" in type_:
                return f"epoch_us(timezone({literal(zone)}, {self.raw(name)}))"
            return f"epoch_us(CAST({self.raw(name)} AS TIMESTAMP))"
        if time_format != "iso" and type_ == "VARCHAR":
            read = f"try_strptime({value}, {literal(time_format)})"
            return f"epoch_us({f'timezone({literal(zone)}, {read})' if '%z' in time_format else read})"
        local = f"TRY_CAST(regexp_extract({value}, {_LOCAL}, 1) AS TIMESTAMP)"
        named = f"replace({value}, 'UTC', 'Z')"
        read = f"regexp_extract({named}, {_WITH_OFFSET}, 1) || regexp_extract({named}, {_WITH_OFFSET}, 2)"
        return f"epoch_us(coalesce({local}, timezone({literal(zone)}, TRY_CAST({read} AS TIMESTAMPTZ))))"

    def date(self, name: str) -> str:
        """Calendar date as days since 1970-01-01; a time of day is cut off."""
        value = self.text(name) if self.types[name] == "VARCHAR" else self.raw(name)
        return f"CAST(TRY_CAST({value} AS DATE) - DATE '1970-01-01' AS INTEGER)"

    def test(self, rule: Rule) -> str:
        """Whether the rule holds; never NULL."""
        if rule.above is not None:
            return f"coalesce({self.decimal(rule.column)} > {rule.above}, false)"
        if rule.below is not None:
            return f"coalesce({self.decimal(rule.column)} < {rule.below}, false)"
        value = self.text(rule.column)
        if rule.prefix is not None:
            return f"coalesce(starts_with({value}, {literal(rule.prefix)}), false)"
        choices = rule.one_of if rule.one_of is not None else [rule.equals or ""]
        return f"coalesce({value} IN ({', '.join(literal(choice) for choice in choices)}), false)"


def is_no_name(value: str, length: int) -> str:
    """SQL for whether text is too long for a name, or holds signs that nobody sees; NULL is no fault."""
    return f"coalesce(length({value}) > {length} OR regexp_matches({value}, {_UNPRINTED}), false)"


def _scaled(decimal: str) -> str:
    return f"CAST({decimal} * {_SCALE} AS HUGEINT)"


def _round(value: str, divisor: int, rounding: Rounding) -> str:
    whole, rest = f"(abs({value}) // {divisor})", f"(abs({value}) % {divisor})"
    if rounding == "half_up":
        rounded = f"((abs({value}) + {divisor // 2}) // {divisor})"
    else:
        up = f"({rest} > {divisor // 2} OR ({rest} = {divisor // 2} AND {whole} % 2 = 1))"
        rounded = f"({whole} + CASE WHEN {up} THEN 1 ELSE 0 END)"
    return f"CASE WHEN {rounded} <= {MAX_LINE_MINOR} THEN CAST(sign({value}) * {rounded} AS BIGINT) END"


def render_product(price: str, quantity: str, exponent: int, rounding: Rounding) -> str:
    """Price x quantity in minor units; both are expressions made by ``Columns.decimal``.

    A half is rounded away from zero (``half_up``) or to the even neighbour (``half_even``).
    """
    return _round(f"({_scaled(price)} * {_scaled(quantity)} * {10**exponent})", _SCALE * _SCALE, rounding)
