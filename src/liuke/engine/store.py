"""The engine's SQL for writing: one round trip to apply a batch (reading: ``load_store``).

Applying is a single statement of data-modifying parts, one a table, each fed by arrays; only the tables that a batch
touches take part. The shapes are data (:data:`WRITES`), so a new table is one entry.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal

from liuke.db.contracts import Connection

log = logging.getLogger(__name__)

SESSION_SETTINGS = {
    "plan_cache_mode": "force_generic_plan",
    "enable_seqscan": "off",
    "enable_hashjoin": "off",
    "enable_mergejoin": "off",
    "jit": "off",
}
"""For the engine's connections: every access is by key, whatever the statistics of an empty table said yesterday."""


@dataclass(frozen=True, slots=True)
class Write:
    """How rows reach one table.

    Args:
        table: Its name.
        columns: ``name → array element type``; ``json`` travels as text.
        mode: ``insert``, ``make`` (insert what nobody else makes meanwhile), ``update`` (by ``keys``), ``upsert``
            (insert or set), ``add`` (insert or add to), ``subtract`` (from what is there) or ``delete`` (what is there,
            by ``keys``).
        keys: Columns that find the row.
        skip_conflicts: An insert that exists already is left as it is.
    """

    table: str
    columns: Mapping[str, str]
    mode: Literal["insert", "make", "update", "upsert", "add", "subtract", "delete"] = "insert"
    keys: tuple[str, ...] = ()
    skip_conflicts: bool = False


def _columns(text: str) -> dict[str, str]:
    return dict(part.split() for part in text.split(","))  # pyright: ignore[reportReturnType] - name and type each, written below


_STATE = "member_id bigint, tier text, last_active_us bigint, now_us bigint, due_us bigint, ops bigint, doc json"
_WALLET = (
    "member_id bigint, asset text, available bigint, pending bigint, held bigint, frozen bigint, debt bigint, "
    "earned bigint, seq bigint, last_us bigint"
)
_HOLD = (
    "member_id bigint, hold_id text, asset text, amount bigint, seq bigint, purpose text, status text, "
    "expires_us bigint, ref text, parts json, data json"
)
_COUPON = (
    "member_id bigint, coupon_id bigint, batch text, status text, valid_from_us bigint, valid_until_us bigint, "
    "code text, source text, ref text, program_version int, granted_us bigint, used_us bigint, saved_cents bigint, "
    "patches text"
)
_ENTITLEMENT = (
    "member_id bigint, entitlement_id bigint, benefit text, period_start_us bigint, period_end_us bigint, quota int, "
    "carried int, used int, source text, program_version int, patches text"
)
_PURCHASE = (
    "member_id bigint, order_id text, t_us bigint, day int, amount_cents bigint, refunded_cents bigint, status text, "
    "saved_cents bigint, doc json"
)

_OPERATION = (
    "member_id bigint, key text, n bigint, type text, input_hash bytea, program_version int, t_us bigint, "
    "event_us bigint, day int, answer json, reasons json, patches text"
)
_POSTING = (
    "member_id bigint, asset text, seq bigint, kind text, amount bigint, source text, target text, rule text, "
    "ref text, op_n bigint, t_us bigint, day int, recorded_us bigint, program_version int"
)

WRITES: dict[str, Write] = {
    "state": Write("member_state", _columns(_STATE), "update", ("member_id",)),
    "state_keyed": Write("member_state", _columns(f"{_STATE}, personal_key bytea"), "update", ("member_id",)),
    "labels": Write("member_state", _columns(f"{_STATE}, labels json"), "update", ("member_id",)),
    "labels_keyed": Write(
        "member_state", _columns(f"{_STATE}, labels json, personal_key bytea"), "update", ("member_id",)
    ),
    "operation": Write("operation", _columns(_OPERATION)),
    "operation_knowing": Write("operation", _columns(f"{_OPERATION}, catalogue bigint")),
    "event": Write(
        "event",
        _columns("member_id bigint, key text, type text, t_us bigint, day int, received_us bigint, data json"),
    ),
    "event_no_act": Write(
        "event",
        _columns(
            "member_id bigint, key text, type text, t_us bigint, day int, received_us bigint, data json, act boolean"
        ),
    ),
    "wallet_new": Write("wallet", _columns(_WALLET)),
    "wallet": Write("wallet", _columns(_WALLET), "update", ("member_id", "asset")),
    "posting": Write("posting", _columns(_POSTING)),
    "posting_patched": Write("posting", _columns(f"{_POSTING}, patches text")),
    "lot_new": Write(
        "lot",
        _columns(
            "member_id bigint, asset text, seq bigint, amount bigint, remaining bigint, expires_us bigint, "
            "settles_us bigint, ref text, rule text, t_us bigint"
        ),
    ),
    "lot": Write(
        "lot",
        _columns("member_id bigint, asset text, seq bigint, remaining bigint, expires_us bigint, settles_us bigint"),
        "update",
        ("member_id", "asset", "seq"),
    ),
    "lot_use_new": Write(
        "lot_use",
        _columns("member_id bigint, asset text, seq bigint, lot_seq bigint, amount bigint, restored bigint, kind text"),
    ),
    "lot_use": Write(
        "lot_use",
        _columns("member_id bigint, asset text, seq bigint, lot_seq bigint, restored bigint"),
        "update",
        ("member_id", "asset", "seq", "lot_seq"),
    ),
    "hold_new": Write("hold", _columns(_HOLD)),
    "hold": Write(
        "hold",
        _columns("member_id bigint, hold_id text, status text, data json"),
        "update",
        ("member_id", "hold_id"),
    ),
    "coupon_new": Write("coupon", _columns(_COUPON)),
    "coupon": Write("coupon", _columns(_COUPON), "update", ("member_id", "coupon_id")),
    "coupon_gone": Write(
        "coupon", _columns("member_id bigint, coupon_id bigint"), "delete", ("member_id", "coupon_id")
    ),
    "entitlement_new": Write("entitlement", _columns(_ENTITLEMENT)),
    "entitlement": Write("entitlement", _columns(_ENTITLEMENT), "update", ("member_id", "entitlement_id")),
    "entitlement_gone": Write(
        "entitlement", _columns("member_id bigint, entitlement_id bigint"), "delete", ("member_id", "entitlement_id")
    ),
    "order_new": Write("purchase", _columns(_PURCHASE)),
    "order": Write("purchase", _columns(_PURCHASE), "update", ("member_id", "order_id")),
    "record": Write(
        "record",
        _columns("member_id bigint, kind text, key text, t_us bigint, day int, op_n bigint, data json"),
    ),
    "stock": Write("stock", _columns("item text, remaining bigint"), "subtract", ("tenant_id", "item")),
    "stock_move": Write("stock_move", _columns("member_id bigint, op_n bigint, item text, count bigint")),
    "lot_change": Write(
        "lot_change",
        _columns("member_id bigint, asset text, lot_seq bigint, expires_us bigint, settles_us bigint, op_n bigint"),
    ),
    "coupon_move": Write(
        "coupon_move", _columns("member_id bigint, coupon_id bigint, old text, new text, op_n bigint")
    ),
    "entitlement_use": Write(
        "entitlement_use", _columns("member_id bigint, entitlement_id bigint, count int, op_n bigint")
    ),
    "code": Write("code", _columns("code text, used_us bigint, used_by bigint"), "update", ("tenant_id", "code")),
    "shared": Write(
        "shared",
        _columns("kind text, key text, doc json, version bigint, updated_us bigint"),
        "update",
        ("tenant_id", "kind", "key"),
    ),
    "shared_made": Write(
        "shared", _columns("kind text, key text, doc json, version bigint, updated_us bigint"), "make"
    ),
    "shared_unused": Write("shared", _columns("kind text, key text"), "delete", ("tenant_id", "kind", "key")),
    "shared_put": Write("shared_put", _columns("member_id bigint, kind text, key text, version bigint, op_n bigint")),
    "pool": Write("pool_total", _columns("pool text, total bigint"), "add", ("tenant_id", "pool")),
    "score": Write(
        "board_score",
        _columns(
            "member_id bigint, board text, period text, band text, score bigint, reached_us bigint, listed boolean, "
            "op_n bigint, lead bigint"
        ),
        "upsert",
        ("member_id", "board", "period", "band"),
    ),
    "board_period": Write("board_period", _columns("board text, period text, first_day int"), skip_conflicts=True),
    "tier_change": Write(
        "tier_change",
        _columns(
            "member_id bigint, n bigint, t_us bigint, day int, old text, new text, cause text, until_us bigint, "
            "program_version int, patches text"
        ),
    ),
    "message": Write(
        "message",
        _columns(
            "member_id bigint, dedupe text, template text, params json, not_before_us bigint, t_us bigint, kind text, "
            "path text, purpose text, expires_us bigint, value_cents bigint, value_points bigint"
        ),
        skip_conflicts=True,
    ),
    "delivery": Write(
        "delivery",
        _columns("member_id bigint, key text, type text, t_us bigint, data json"),
        skip_conflicts=True,
    ),
    "delivery_done": Write("delivery", _columns("member_id bigint, key text"), "delete", ("member_id", "key")),
    "signal": Write("client_signal", _columns("member_id bigint, op_n bigint, t_us bigint, sealed bytea")),
    "print": Write(
        "client_print",
        _columns("member_id bigint, kind text, print bytea, day int, seen int"),
        "add",
        ("member_id", "kind", "print", "day"),
    ),
    "risk": Write("risk_score", _columns("member_id bigint, op_n bigint, score smallint, reasons json, features json")),
    "audit": Write("audit_log", _columns("t_us bigint, actor text, action text, subject text, details json")),
    "outbox": Write("outbox", _columns("member_id bigint, op_n bigint, t_us bigint, facts json")),
}

Rows = dict[str, list[tuple[Any, ...]]]
"""Name of a write → its rows, in the order of the write's columns."""


_COUNTED = frozenset(("make", "update", "subtract"))
"""Modes in which every row must come to something."""


def _part(name: str, write: Write, first: int) -> str:
    arrays = ", ".join(
        f"string_to_array(${first + i}::text, E'\\x1f')" if kind == "json" else f"${first + i}::text::{kind}[]"
        for i, kind in enumerate(write.columns.values())
    )
    names = ", ".join(write.columns)
    source = f"unnest({arrays}) AS u ({names})"
    values = ", ".join(f"u.{c}::json" if kind == "json" else f"u.{c}" for c, kind in write.columns.items())
    if write.mode in {"update", "subtract", "delete"}:
        where = " AND ".join("t.tenant_id = $1" if key == "tenant_id" else f"t.{key} = u.{key}" for key in write.keys)
        if write.mode == "delete":
            return f"w_{name} AS (DELETE FROM {write.table} t USING {source} WHERE {where} RETURNING 1)"
        sets = ", ".join(
            f"{c} = t.{c} - u.{c}" if write.mode == "subtract" else f"{c} = u.{c}{'::json' if kind == 'json' else ''}"
            for c, kind in write.columns.items()
            if c not in write.keys
        )
        return f"w_{name} AS (UPDATE {write.table} t SET {sets} FROM {source} WHERE {where} RETURNING 1)"
    tail = ""
    if write.mode in {"add", "upsert"}:
        changed = [c for c in write.columns if c not in write.keys]
        there = f"{write.table}.{{c}} + " if write.mode == "add" else ""
        sets = ", ".join(f"{c} = {there.format(c=c)}excluded.{c}" for c in changed)
        tail = f" ON CONFLICT ({', '.join(write.keys)}) DO UPDATE SET {sets}"
    elif write.skip_conflicts or write.mode == "make":
        tail = " ON CONFLICT DO NOTHING"
    into = f"{write.table} (tenant_id, {names})"
    return f"w_{name} AS (INSERT INTO {into} SELECT $1, {values} FROM {source}{tail} RETURNING 1)"


@lru_cache(maxsize=1024)
def apply_statement(names: tuple[str, ...]) -> str:
    """The statement that applies rows to these writes; answers one count for each that must find all, in order."""
    parts, first, counts = list[str](), 2, list[str]()
    for name in names:
        write = WRITES[name]
        parts.append(_part(name, write, first))
        first += len(write.columns)
        if write.mode in _COUNTED:
            counts.append(f"(SELECT count(*) FROM w_{name})")
    return f"WITH {', '.join(parts)} SELECT ARRAY[{', '.join(counts)}]::bigint[]"


class RowVanished(Exception):
    """A row that a decision changes is not there: impossible under the locks unless somebody tampered."""


class MadeMeanwhile(Exception):
    """Another batch made a row that this one makes: nothing is kept, and decided again it finds that row."""


_SEPARATOR = "\x1f"


def array_literal(kind: str, values: Sequence[Any]) -> str:
    """Values that are never null as one text: a PostgreSQL array literal, or documents joined by a separator.

    The driver encodes arrays element by element with a type check each; joined text costs a fifth of that.
    """
    if kind in {"bigint", "int", "smallint"}:
        return f"{{{','.join(map(str, values))}}}"
    if kind == "json":
        # a document holds no bare control character, so the parts need no quoting: the server splits them
        return _SEPARATOR.join(values)
    if kind == "bytea":
        inner = ",".join([f'"\\\\x{value.hex()}"' for value in values])
        return f"{{{inner}}}"
    joined = _SEPARATOR.join(values)
    if joined.count(_SEPARATOR) != len(values) - 1:
        inner = '","'.join([value.replace("\\", "\\\\").replace('"', '\\"') for value in values])
    else:
        inner = joined.replace("\\", "\\\\").replace('"', '\\"').replace(_SEPARATOR, '","')
    return f'{{"{inner}"}}'


async def apply_rows(connection: Connection, tenant_id: int, rows: Rows) -> None:
    """Write all rows in one round trip; every update must find its row. Takes the rows out of ``rows``.

    Raises:
        RowVanished: a row that was to change is not there.
        MadeMeanwhile: a row that was to be made is there.
    """
    names = tuple(name for name in WRITES if rows.get(name))
    if not names:
        return
    arguments: list[Any] = [tenant_id]
    counts = dict[str, int]()
    for name in names:
        taken = rows.pop(name)  # freed as soon as it is encoded: a big batch would stand in memory twice
        counts[name] = len(taken)
        columns = zip(*taken, strict=True)
        for kind, values in zip(WRITES[name].columns.values(), columns, strict=True):
            arguments.append(array_literal(kind, values))
    found = await connection.fetchval(apply_statement(names), *arguments)
    counted = [name for name in names if WRITES[name].mode in _COUNTED]
    for name, count in zip(counted, found, strict=True):
        if count != counts[name] and WRITES[name].mode == "make":
            raise MadeMeanwhile(f"{name}: {counts[name] - count} of {counts[name]} rows are there")
        if count != counts[name]:
            raise RowVanished(f"{name}: {counts[name]} rows were to change, {count} did")
