"""All SQL of exports and imports. An export is one statement and so one snapshot; the server sends it as it is read."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, cast

from liuke.db.contracts import Connection

Kind = Literal["text", "id", "int", "day", "json", "bool"]
_DUCKDB: dict[Kind, str] = {
    "text": "VARCHAR",
    "id": "VARCHAR",
    "int": "BIGINT",
    "day": "DATE",
    "json": "VARCHAR",
    "bool": "BOOLEAN",
}


@dataclass(frozen=True, slots=True)
class Column:
    """A column of an export.

    Args:
        name: As exported.
        sql: Where it comes from.
        kind: ``id`` is a whole number of up to 63 bits, written as text where a client could not hold it.
        personal: Tells who somebody is.
        sealed: Comes sealed and has to be opened by whoever asks.
    """

    name: str
    sql: str
    kind: Kind = "text"
    personal: bool = False
    sealed: bool = False

    @property
    def duckdb(self) -> str:
        """Type in a Parquet file."""
        return _DUCKDB[self.kind]

    def cell(self) -> str:
        """As a cell of CSV: text that a spreadsheet would take for a formula gets an apostrophe in front."""
        if self.kind in {"int", "id"}:
            return self.sql
        if self.kind == "bool":
            return self.column()
        if self.kind == "day":
            return self.plain()
        text = f"({self.sql})::text"
        return f"CASE WHEN {text} ~ '^[-=+@\\t\\r]' THEN '''' || {text} ELSE {text} END"

    def plain(self) -> str:
        """As a value of JSON."""
        if self.kind == "id":
            return f"({self.sql})::text"
        return f"to_char(DATE '1970-01-01' + {self.sql}, 'YYYY-MM-DD')" if self.kind == "day" else self.sql

    def column(self) -> str:
        """As a column of Parquet."""
        return f"({self.sql})::text" if self.kind in {"id", "json", "bool"} else self.plain()


@dataclass(frozen=True, slots=True)
class Table:
    """What can be exported.

    Args:
        name: In the path.
        columns: In order.
        source: ``FROM``; the tenant is ``{tenant}``.
    """

    name: str
    columns: tuple[Column, ...]
    source: str

    def pick(self, *, personal: bool) -> tuple[Column, ...]:
        """The columns that a caller may see."""
        return tuple(column for column in self.columns if personal or not column.personal)


def _columns(text: str) -> tuple[Column, ...]:
    """``name`` or ``name:kind``, with a trailing ``!`` for personal ones."""
    made = list[Column]()
    for part in text.split():
        name, _, kind = part.rstrip("!").partition(":")
        made.append(Column(name, f"t.{name}", cast("Kind", kind or "text"), part.endswith("!")))
    return tuple(made)


_TEST = Column("test", "(t.member_id IN (SELECT m.member_id FROM member_state m WHERE m.test))", "bool")
"""Whether a row is a test member's, who are few: the server looks them up once."""
_END = "CASE WHEN t.{0} >= 4611686018427387904 THEN NULL ELSE t.{0} END"
_MOVES = """(SELECT bool_or(a -> 'expiry' ->> 'kind' = 'inactivity') FROM program_version v,
    json_array_elements(v.spec -> 'assets') a WHERE v.tenant_id = (SELECT liuke_tenant()))"""
"""Whether any version has points that live with activity: asked once, since members' documents are long."""
_PUT_OFF = f"""greatest(t.expires_us, CASE WHEN t.remaining > 0 AND {_MOVES} THEN (
    SELECT (m.doc #>> ARRAY['timers', 'lots:' || t.asset])::bigint FROM member_state m WHERE m.member_id = t.member_id
) END)"""
_LOT_END = f"CASE WHEN t.expires_us >= 4611686018427387904 THEN NULL ELSE {_PUT_OFF} END"
"""When a lot expires: at its own end, or at the first end of any open lot of the asset, whichever is later."""
TABLES: dict[str, Table] = {
    table.name: table
    for table in (
        Table(
            "members",
            (
                *_columns("member_id:id tier registered_us:int registered_day:day last_active_us:int ops:int"),
                Column(
                    "balances",
                    "(SELECT json_object_agg(w.asset, w.available - w.debt ORDER BY w.asset) FROM wallet w "
                    "WHERE w.member_id = t.member_id)",
                    "json",
                ),
                Column(
                    "debts",
                    "(SELECT json_object_agg(w.asset, w.debt ORDER BY w.asset) FROM wallet w "
                    "WHERE w.member_id = t.member_id AND w.debt > 0)",
                    "json",
                ),
                Column(
                    "identities",
                    "(SELECT json_agg(json_build_array(i.namespace, i.external_id, encode(i.sealed, 'base64')) "
                    "ORDER BY i.linked_us, i.namespace, i.external_id) FROM identity i "
                    "WHERE i.member_id = t.member_id)",
                    "json",
                    personal=True,
                    sealed=True,
                ),
                Column("profile", "t.doc -> 'profile'", "json", personal=True, sealed=True),
                Column("labels", "t.doc -> 'labels'", "json", personal=True),
                Column("test", "t.test", "bool"),
                Column("merged_into", "t.merged_into", "id"),
            ),
            "member_state t WHERE t.tenant_id = {tenant}",
        ),
        Table(
            "orders",
            (
                *_columns(
                    "member_id:id order_id t_us:int day:day amount_cents:int refunded_cents:int status saved_cents:int"
                ),
                Column("hold_id", "t.doc ->> 'hold_id'"),
                *(Column(name, f"t.doc -> '{name}'", "json") for name in ("earned", "coupons", "lines")),
                _TEST,
            ),
            "purchase t WHERE t.tenant_id = {tenant}",
        ),
        Table(
            "prizes",
            (
                Column("prize", "t.key"),
                Column("member_id", "(t.doc ->> 'member_id')::bigint", "id"),
                Column("name", "t.doc -> 'name'", "json"),
                *(
                    Column(name, f"coalesce(t.doc ->> '{name}', '')")
                    for name in ("handing", "status", "tax_by", "rule")
                ),
                Column("ref", "coalesce(t.doc ->> 'ref', '')"),
                *(
                    Column(name, f"coalesce((t.doc ->> '{name}')::bigint, 0)", "int")
                    for name in ("value_cents", "cost_cents", "tax_cents", "since_us", "claim_until_us")
                ),
                *(
                    Column(name, f"(t.doc ->> '{name}')::bigint", "int")
                    for name in ("claimed_us", "sent_us", "closed_us")
                ),
                *(Column(name, f"coalesce(t.doc ->> '{name}', '')") for name in ("reason", "replaced_by", "replaces")),
            ),
            "shared t WHERE t.tenant_id = {tenant} AND t.kind = 'prize' AND t.version > 0 "
            "AND NOT starts_with(t.key, '~test/')",
        ),
        Table(
            "operations",
            (
                *_columns("member_id:id n:int key type t_us:int event_us:int day:day program_version:int answer:json!"),
                _TEST,
            ),
            "operation t WHERE t.tenant_id = {tenant}",
        ),
        Table(
            "postings",
            (
                *_columns(
                    "member_id:id asset seq:int kind amount:int source target rule ref op_n:int t_us:int day:day "
                    "recorded_us:int program_version:int"
                ),
                _TEST,
            ),
            "posting t WHERE t.tenant_id = {tenant}",
        ),
        Table(
            "facts",
            (
                *_columns("member_id:id op_n:int"),
                Column("n", "f.n", "int"),
                Column("type", "f.fact ->> 0"),
                *_columns("t_us:int"),
                Column("data", "f.fact -> 1", "json"),
                _TEST,
            ),
            "outbox t CROSS JOIN LATERAL json_array_elements(t.facts) WITH ORDINALITY AS f (fact, n) "
            "WHERE t.tenant_id = {tenant}",
        ),
        Table(
            "tracked",
            (
                Column("id", "t.id"),
                Column("member_id", "nullif(t.member_id, 0)", "id"),
                *_columns("anonymous_id! type t_us:int day:day device_us:int received_us:int data:json"),
                _TEST,
            ),
            "track_event t WHERE t.tenant_id = {tenant}",
        ),
        Table(
            "coupons",
            (
                *_columns("member_id:id coupon_id:id batch status valid_from_us:int"),
                Column("valid_until_us", _END.format("valid_until_us"), "int"),
                *_columns("code! source ref granted_us:int used_us:int saved_cents:int program_version:int"),
                _TEST,
            ),
            "coupon t WHERE t.tenant_id = {tenant}",
        ),
        Table(
            "lots",
            (
                *_columns("member_id:id asset seq:int amount:int remaining:int"),
                Column("expires_us", _END.format("expires_us"), "int"),
                *_columns("settles_us:int rule ref t_us:int"),
                _TEST,
                Column("ends_us", _LOT_END, "int"),
            ),
            "lot t WHERE t.tenant_id = {tenant}",
        ),
    )
}

Shape = Literal["csv", "ndjson", "plain"]
KEY_COLUMN = "_key"
"""Member's key as sealed, in rows of JSON that have columns which are sealed."""
_QUOTE, _DELIMITER = "\x01", "\x02"
"""Signs that JSON text never holds as they are: so a line of it goes through COPY as it stands."""


def _build_query(table: Table, columns: Sequence[Column], tenant_id: int, shape: Shape) -> str:
    source = table.source.format(tenant=int(tenant_id))
    if shape == "ndjson":
        parts = ", ".join(f"{column.plain()} AS {column.name}" for column in columns)
        if any(column.sealed for column in columns):
            parts += f", encode(t.personal_key, 'base64') AS {KEY_COLUMN}"
        return f"SELECT row_to_json(r)::text FROM (SELECT {parts} FROM {source}) r"
    cells = (f"{column.cell() if shape == 'csv' else column.column()} AS {column.name}" for column in columns)
    return f"SELECT {', '.join(cells)} FROM {source}"


async def copy_out(
    connection: Connection,
    tenant_id: int,
    table: Table,
    columns: Sequence[Column],
    shape: Shape,
    output: Callable[[bytes], Awaitable[None]] | Path,
) -> None:
    """Send a table somewhere, piece by piece.

    Args:
        connection: In a transaction of the tenant.
        tenant_id: Whose.
        table: What.
        columns: Of it.
        shape: ``csv`` for people, ``ndjson``, or ``plain``: CSV with every value as it is.
        output: Takes pieces and makes the server wait while it does, or a file. If it fails the connection ends.
    """
    sql = _build_query(table, columns, tenant_id, shape)
    options: dict[str, Any] = {"quote": _QUOTE, "delimiter": _DELIMITER} if shape == "ndjson" else {"header": True}
    try:
        await cast("Any", connection).copy_from_query(sql, output=output, format="csv", **options)
    except BaseException:
        # who takes the pieces failed or is gone: the driver asks the server to stop and waits for its word, which never
        # comes from a server that had sent everything
        cast("Any", connection).terminate()
        raise


# -- imports ----------------------------------------------------------------------------------------------------------
async def list_documents(
    connection: Connection, members: Sequence[int]
) -> list[tuple[int, int, int, str, bytes | None]]:
    """Member, number of operations, when joined, document, sealed key."""
    rows = await connection.fetch(
        """
        SELECT member_id, ops, registered_us, doc::text, personal_key FROM member_state
        WHERE member_id = ANY ($1::bigint[]) ORDER BY member_id
        """,
        list(members),
    )
    return [(row[0], row[1], row[2], row[3], row[4]) for row in rows]
