"""A merchant's history as canonical events, day by day.

``open_source`` reads the files once into a temporary DuckDB file (sorted, spilled to disk, memory capped); iteration
then reads that file in small ranges. What comes out depends on the content of the files alone: the order of their
rows and exact copies of rows change nothing.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Mapping
from itertools import groupby
from pathlib import Path
from types import TracebackType
from typing import Any, Generic, Literal

import duckdb
import msgspec

from liuke.kernel.clock import MerchantCalendar
from liuke.replay.columns import literal, quote
from liuke.replay.contracts import EXAMPLES, Campaign, DayBatch, SourceEvent
from liuke.replay.events import RANKS, SLICE, EventStage
from liuke.replay.files import find_files
from liuke.replay.log_mapping import LogMapping
from liuke.replay.mapping import Mapping as SourceMapping
from liuke.replay.report import Report, build_report, len_of
from liuke.replay.stage import LineStage
from liuke.replay.staging import Built, Room, Staged, prepare
from liuke.replay.zones import Shift

Lines = Literal["none", "categories", "full"]
EVENT_TYPES: tuple[str, ...] = tuple(RANKS)
_CHUNK: dict[Lines, int] = {"none": 2_048, "categories": 2_048, "full": 1_024}
_MAX_BATCH = 10_000


class Source(Generic[Built]):
    """An opened history. Iterate it as often as wanted; close it (or use ``with``) to free its temporary files.

    Args:
        staged: The history in canonical order: a table ``event``, and what was read.
        mapping: The mapping it was opened with.
        types: Number of each event type in that table.
        lines: What ``order.paid`` tells of its lines.
        calendar: The merchant's days.
        counted: Event type that a limit counts; empty: every event.

    Attributes:
        mapping: The mapping it was opened with.
        total_events: Events that an iteration will yield.
        total_orders: Those of them that are ``order.paid``.
    """

    def __init__(
        self,
        staged: Staged[Built],
        mapping: SourceMapping | LogMapping,
        types: Mapping[str, int],
        *,
        lines: Lines = "none",
        calendar: MerchantCalendar,
        counted: str = "order.paid",
    ) -> None:
        self._db = staged.connection
        self._folder = staged.folder
        self._report = staged.built
        self._calendar = calendar
        self._lines: Lines = lines
        self._type_of = {number: name for name, number in types.items()}
        self._paid = f"kind = {types['order.paid']}" if "order.paid" in types else "false"
        self._counted = f"kind = {types[counted]}" if counted else "true"
        self.mapping = mapping
        self._whole = len_of(self._db, "event")
        self._first, self._last = 1, self._whole
        self.total_events = self._whole
        self.total_orders = 0
        self._decode = msgspec.json.Decoder(dict[str, Any]).decode
        self.restrict()

    def __enter__(self) -> Source[Built]:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Free the temporary files; iteration is over."""
        self._db.close()
        shutil.rmtree(self._folder, ignore_errors=True)

    def report(self) -> Built:
        """What was read and what became of it."""
        return self._report

    def show_events(self) -> dict[str, list[dict[str, Any]]]:
        """By type: the first ten events of the whole history."""
        found = dict[str, list[dict[str, Any]]]()
        for number, name in self._type_of.items():
            rows = self._db.execute(
                f"SELECT key, member, t_us, payload FROM event WHERE kind = {number} ORDER BY seq LIMIT {EXAMPLES}"
            ).fetchall()
            if rows:
                found[name] = [
                    {"key": key, "member": member, "t_us": t_us, "data": self._decode(payload)}
                    for key, member, t_us, payload in rows
                ]
        return found

    def show_rejected(self) -> dict[str, list[dict[str, Any]]]:
        """By reason: ten rows of the orders' file that are not replayed."""
        found = dict[str, list[dict[str, Any]]]()
        for reason, cells in self._db.execute("SELECT reason, cells FROM example").fetchall():
            found.setdefault(reason, []).append(self._decode(cells))
        return found

    def campaigns(self) -> list[Campaign]:
        """All campaigns with their coupons, by id."""
        rows = self._db.execute(
            "SELECT campaign_id, any_value(type), any_value(start_day), any_value(end_day), "
            "list_sort(list(DISTINCT coupon_id) FILTER (coupon_id IS NOT NULL)) "
            "FROM campaign LEFT JOIN coupon USING (campaign_id) GROUP BY 1 ORDER BY 1"
        ).fetchall()
        return [Campaign(row[0], row[1], row[2], row[3], tuple(row[4] or ())) for row in rows]

    def sum_without_member(self) -> list[tuple[int, int, int]]:
        """Merchant-local day, orders and cents of orders that name no member, over the whole history, by day."""
        found = dict[int, list[int]]()
        rows = self._db.execute("SELECT t_us, greatest(paid, 0) FROM purchase WHERE reason = 'no_member'")
        while part := rows.fetchmany(10_000):
            for t_us, cents in part:
                sums = found.setdefault(self._calendar.local_day(t_us), [0, 0])
                sums[0] += 1
                sums[1] += int(cents)
        return [(day, orders, cents) for day, (orders, cents) in sorted(found.items())]

    def restrict(self, *, limit: int | None = None, since_day: int | None = None) -> None:
        """Narrow the iteration; a further call begins from the whole history again.

        Args:
            limit: Only the first so many orders (of a log: events) of the whole history, and all that precedes the
                last of them.
            since_day: Only events of this merchant-local day and later. ``limit`` still counts from the beginning.
        """
        self._first, self._last = 1, self._whole
        if limit is not None and limit < self._number(f"SELECT count(*) FROM event WHERE {self._counted}"):
            self._last = self._number(
                f"SELECT seq FROM event WHERE {self._counted} ORDER BY seq LIMIT 1 OFFSET {limit - 1}"
                if limit > 0
                else "SELECT 0"
            )
        if since_day is not None:
            self._first = self._number(f"SELECT count(*) + 1 FROM event WHERE day < {since_day}")
        span = f"seq BETWEEN {self._first} AND {self._last}"
        self.total_events = self._number(f"SELECT count(*) FROM event WHERE {span}")
        self.total_orders = self._number(f"SELECT count(*) FROM event WHERE {span} AND {self._paid}")

    def __iter__(self) -> Iterator[DayBatch]:
        """Day batches in order; a day with very many events comes in several batches."""
        waiting: list[SourceEvent] = []
        chunk = _CHUNK[self._lines]
        for start in range(self._first, self._last + 1, chunk):
            for day, group in groupby(self._read(start, min(start + chunk - 1, self._last)), key=_day_of):
                if waiting and waiting[0].day != day:
                    yield DayBatch(waiting[0].day, waiting, last=True)
                    waiting = []
                elif len(waiting) >= _MAX_BATCH:
                    yield DayBatch(day, waiting, last=False)
                    waiting = []
                waiting.extend(group)
        if waiting:
            yield DayBatch(waiting[0].day, waiting, last=True)

    def events(self) -> Iterator[SourceEvent]:
        """The events one by one."""
        for batch in self:
            yield from batch.events

    def _read(self, first: int, last: int) -> list[SourceEvent]:
        rows = self._db.execute(_CHUNK_SQL[self._lines].format(first=first, last=last)).fetchall()
        decode = self._decode
        types = self._type_of
        return [SourceEvent(types[row[0]], row[1], row[2], row[3], row[4], decode(row[5])) for row in rows]

    def _number(self, query: str) -> int:
        row = self._db.execute(query).fetchone()
        return int(row[0]) if row and row[0] is not None else 0


def _day_of(event: SourceEvent) -> int:
    return event.day


_PLAIN = "SELECT kind, key, member, t_us, day, payload FROM event WHERE seq BETWEEN {first} AND {last} ORDER BY seq"
_DETAILED = (
    "SELECT kind, key, member, t_us, day, CASE WHEN kind IN (%s) THEN payload[:-2] || ',\"%s\":%s' || "
    "coalesce(d.text, '') || '%s' ELSE payload END FROM event LEFT JOIN (SELECT seq, "
    "string_agg(text, ',' ORDER BY text) AS text FROM (SELECT seq, %s AS text FROM detail "
    "WHERE seq BETWEEN {first} AND {last}) GROUP BY seq) d USING (seq) "
    "WHERE seq BETWEEN {first} AND {last} ORDER BY seq"
)
_PAID, _REFUNDED = RANKS["order.paid"], RANKS["order.refunded"]
_CHUNK_SQL: dict[Lines, str] = {
    "none": _PLAIN,
    "categories": _DETAILED % (_PAID, "categories", "{{", "}}}}", "name || ':' || cents"),
    "full": _DETAILED % (f"{_PAID}, {_REFUNDED}", "lines", "[", "]}}", "text"),
}


def open_source(
    mapping: SourceMapping,
    files: Path | Mapping[str, Path],
    *,
    lines: Lines = "none",
    limit: int | None = None,
    since_day: int | None = None,
    day_starts_at_minutes: int = 0,
    shift_days: int = 0,
    memory_mb: int = 120,
    threads: int = 2,
    temp_dir: Path | None = None,
    on_step: Callable[[str], None] | None = None,
) -> Source[Report]:
    """Read the files of a history and make it ready to be iterated.

    Args:
        mapping: What the columns mean.
        files: The folder that holds the files; or the orders' file, the others standing beside it; or a path by name.
        lines: What ``order.paid`` tells of its lines: nothing, totals by category, or each line.
        limit: Only the first so many orders in canonical order, and all that precedes the last of them.
        since_day: Begin with this merchant-local day (to go on from a checkpoint).
        day_starts_at_minutes: The program's late-night cut-off, minutes after midnight (0–720).
        shift_days: Days by which the whole history is moved, whole weeks on the merchant's clocks.
        memory_mb: Cap of the staging engine's memory, the rest spills to disk; what cannot be sorted so is tried again
            with twice as much, up to half of the machine's.
        threads: Threads of the staging engine.
        temp_dir: Where the temporary files go; the system's place without it.
        on_step: Told the name of each step of the preparation, for a progress display.

    Returns:
        The opened source.

    Raises:
        SourceMismatch: Files or columns are missing; all are listed.
        SourceUnreadable: A file breaks off or is not of its format.
        SourceTooLarge: Half of the machine's memory is too little.
    """
    calendar = MerchantCalendar(mapping.merchant.timezone, day_starts_at_minutes)

    def build(connection: duckdb.DuckDBPyConnection, folder: Path) -> Report:
        return _stage(
            connection, mapping, files, calendar, folder / "utf8", lines=lines,
            shift=Shift(shift_days, mapping.merchant.timezone), on_step=on_step or say_nothing,
        )  # fmt: skip

    staged = prepare(build, Room(memory_mb, threads, temp_dir))
    source = Source(staged, mapping, RANKS, lines=lines, calendar=calendar)
    source.restrict(limit=limit, since_day=since_day)
    return source


def say_nothing(step: str) -> None:
    """For a preparation nobody watches."""


def _stage(
    connection: duckdb.DuckDBPyConnection,
    mapping: SourceMapping,
    files: Path | Mapping[str, Path],
    calendar: MerchantCalendar,
    folder: Path,
    *,
    lines: Lines,
    shift: Shift,
    on_step: Callable[[str], None],
) -> Report:
    """From files to the sorted tables that an iteration reads."""
    on_step("files")
    found = find_files(connection, mapping, files, folder)
    on_step("lines")
    stage = LineStage(connection, mapping, found, lines=lines, shift=shift)
    stage.build()
    on_step("events")
    EventStage(connection, mapping, found, calendar, shift).build()
    on_step("details")
    _build_details(connection, mapping, stage, lines)
    rewritten = {name: file.encoding for name, file in found.items() if file.encoding not in {"", "utf-8"}}
    report = build_report(connection, stage.malformed_lines, _skipped(mapping, set(found)), rewritten)
    connection.execute("DROP TABLE line")
    return report


def _skipped(mapping: SourceMapping, found: set[str]) -> list[str]:
    """Parts that an absent optional file switches off."""
    campaigns = mapping.campaigns
    parts = {
        "orders.dimension": mapping.orders.dimension,
        "refunds": mapping.refunds,
        "campaigns": campaigns.received if campaigns and campaigns.facts.file in found else None,
        "campaigns.coupons": campaigns.coupons if campaigns else None,
        "redemptions": mapping.redemptions,
        "profile": mapping.profile,
    }
    absent = {name for name, part in parts.items() if getattr(part, "file", None) not in {None, *found}}
    if campaigns and campaigns.facts.file not in found:
        absent.add("campaigns")
    return sorted(absent)


def _build_details(
    connection: duckdb.DuckDBPyConnection, mapping: SourceMapping, stage: LineStage, lines: Lines
) -> None:
    """Make the table ``detail``: what is added to the payloads, sorted like the events."""
    bought = "l.reason IS NULL AND NOT l.is_cancel"
    event = "(SELECT seq, kind, ref FROM event WHERE ref IS NOT NULL AND seq BETWEEN {first} AND {last}) e"
    joined = f"line l JOIN {event} ON e.ref = l.order_id AND e.kind = {_PAID}"
    if lines == "categories":
        totals = mapping.orders.category_totals
        known = totals is not None and totals in stage.line_attributes
        category = f"l.{quote(f'a_{totals}')}" if known else "NULL"
        other = literal(mapping.orders.unknown_category).replace("{", "{{").replace("}", "}}")
        name = f"CAST(to_json(coalesce({category}, {other})) AS VARCHAR)"
        connection.execute("CREATE TABLE detail (seq BIGINT, name VARCHAR, cents BIGINT)")
        fill = (
            f"SELECT e.seq, {name} AS name, CAST(sum(l.paid * l.used) AS BIGINT) AS cents "
            f"FROM {joined} WHERE {bought} GROUP BY ALL"
        )
    elif lines == "full":
        connection.execute("CREATE TABLE detail (seq BIGINT, text VARCHAR)")
        back = "'sku': p.sku, 'quantity': p.quantity, 'amount_cents': p.amount"
        pieces = (
            f"UNION ALL SELECT e.seq, CAST(to_json({{{{{back}}}}}) AS VARCHAR) FROM piece p JOIN {event} "
            f"ON e.kind = {_REFUNDED} AND e.ref = p.refund_id || chr(31) || coalesce(p.order_id, '')"
        )
        fill = (
            f"SELECT e.seq, CAST(to_json({{{{{_line_fields(stage)}}}}}) AS VARCHAR) AS text "
            f"FROM {joined} WHERE {bought} {pieces if stage.has_cancels else ''}"
        )
    else:
        return
    count = len_of(connection, "event")
    for first in range(1, count + 1, SLICE):
        part = fill.format(first=first, last=first + SLICE - 1)
        connection.execute(f"INSERT INTO detail SELECT * FROM ({part}) ORDER BY seq")


def _line_fields(stage: LineStage) -> str:
    fields = {"sku": "l.sku"} | {name: f"l.{quote(f'a_{name}')}" for name in stage.line_attributes}
    fields |= {
        "quantity": "l.items * l.used",
        "measure": "CASE WHEN l.weighed THEN rtrim(rtrim(CAST(CAST(l.measure * l.used AS DECIMAL(30,8)) AS VARCHAR), "
        "'0'), '.') END",
        "amount_cents": "l.paid * l.used",
        "discount_cents": "l.discount * l.used",
        "coupon_discount_cents": "l.coupon * l.used",
    }
    return ", ".join(f"{literal(name)}: {value}" for name, value in fields.items())
