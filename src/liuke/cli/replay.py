"""``liuke replay``: run a merchant's own history through the engine."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from liuke.bootstrap import find_share_folder, open_platform, read_program_file
from liuke.cli.history import print_outcome, render_outcome, show_progress
from liuke.cli.preview import print_preview
from liuke.cli.terminal import AsJson, AskedLocale, describe, get_settings, one_of, print_json, run
from liuke.kernel.errors import Fault, InvalidInput
from liuke.replay.errors import NothingReplayed
from liuke.replay.history import Companion, History, Later, Outcome
from liuke.replay.log_mapping import LogMapping, load_any
from liuke.replay.log_report import LogReport
from liuke.replay.log_source import check_log
from liuke.replay.mapping import Mapping
from liuke.replay.report import Report
from liuke.replay.source import Lines
from liuke.reports.other_sales_store import DayTotal, write_totals
from liuke.settings import Settings

Processes = Annotated[
    int, typer.Option("--processes", min=1, max=16, help="Processes that decide; one if stock is limited.")
]


def find_mapping(name: str) -> Path:
    """A mapping file, or one that ships with Liuke by its name.

    Raises:
        InvalidInput: there is neither.
    """
    path = Path(name)
    if path.suffix or path.exists():
        return path
    folder = find_share_folder("programs")
    shipped = folder / "mappings" / f"{name}.yaml" if folder else None
    if shipped is None or not shipped.is_file():
        raise InvalidInput(
            f"there is no mapping {name!r}", fix="name a file; docs/replay-mapping.md shows how to write one"
        )
    return shipped


async def replay(
    settings: Settings,
    mapping: Mapping | LogMapping,
    files: Path,
    program: str | dict[str, Any],
    *,
    tenant: str,
    limit: int | None,
    lines: Lines,
    processes: int,
    quiet: bool,
    shift_days: int = 0,
    keep_program: bool = False,
    later: Sequence[Later] = (),
    companion: Companion = lambda _engine, crew: crew,
) -> Outcome:
    """Replay with a progress bar; ``program`` is a file, a template or the document itself."""
    document = read_program_file(program).data if isinstance(program, str) else dict(program)
    with show_progress(settings.locale, quiet=quiet) as meter:
        async with open_platform(settings, connections=6, tenant=tenant, make_new=True) as platform:
            history = History(
                mapping, files, document, lines=lines, shift_days=shift_days, later=later, companion=companion
            )
            outcome = await history.run(
                platform.pool, platform.tenant_id, platform.programs, platform.book, listener=meter, limit=limit,
                dsn=platform.address.dsn, processes=processes, vault=platform.vault, keep_program=keep_program,
            )  # fmt: skip
            totals = [DayTotal(day, f"replay:{mapping.name}", *sums) for day, *sums in outcome.others]
            async with platform.transact() as connection:
                await write_totals(connection, platform.tenant_id, totals)
            return outcome


def check_something(report: Report | LogReport) -> None:
    """Raise :class:`NothingReplayed`, with the reasons, where the files brought nothing that could happen."""
    if isinstance(report, LogReport):
        if report.happened:
            return
        faults = [kind.as_fault() for kind in report.rejected]
        faults += [Fault("", reason.replace("_", "-"), f"{rows:,} rows") for reason, rows in report.skipped.items()]
        raise NothingReplayed(f"{report.rows:,} rows were read", faults=faults, fix="compare the mapping with the file")
    if report.orders or report.refunds.lines or report.campaign_receipts or report.redemptions:
        return
    reasons = {**{reason: tally.lines for reason, tally in report.unmapped.items()}, **report.orders_unmapped}
    faults = [Fault("orders", reason.replace("_", "-"), f"{count:,} of them") for reason, count in reasons.items()]
    raise NothingReplayed(
        f"{report.lines.lines:,} rows were read, {report.malformed_lines:,} more have another number of columns",
        faults=faults,
        fix="compare the mapping with the file: columns, format of times, unit of amounts",
    )


def preview(settings: Settings, history: History, *, as_json: bool) -> None:
    """Say what would be replayed: no database is opened, nothing is written.

    Raises:
        LogMismatch: rows of a log are of types or have fields that the program does not know; after the report.
        NothingReplayed: nothing would be.
    """
    with show_progress(settings.locale, quiet=as_json) as meter:
        report = history.preview(meter)
    if as_json:
        print_json(report)
    else:
        print_preview(report, history.mapping.merchant, settings.locale)
    if isinstance(report, LogReport):
        check_log(report)
    check_something(report)


_LINES: dict[str, Lines] = {"none": "none", "categories": "categories", "full": "full"}


def _pick(lines: str) -> Lines:
    if lines in _LINES:
        return _LINES[lines]
    raise typer.BadParameter(one_of("--lines", _LINES), param_hint="--lines")


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(
        "replay",
        help=describe(
            "Run a history through the engine: orders, refunds, campaigns and redemptions, or a log of any events and "
            "requests (CSV, Parquet, NDJSON). A mapping says what the columns mean (docs/replay-mapping.md). Running a "
            "file twice changes nothing; a run that was killed goes on where it was.",
            "liuke replay orders.csv --mapping my-shop.yaml --program grocery",
            "liuke replay clicks.ndjson --mapping clicks.yaml --program my-program.yaml --dry-run",
            "liuke replay data/retail --mapping online_retail --program online_retail --tenant retail",
        ),
    )(_replay)


def _replay(
    source: Annotated[Path, typer.Argument(help="A file, or a folder with the mapping's files.", exists=True)],
    mapping: Annotated[str, typer.Option("--mapping", help="Mapping file, or the name of a shipped one.")],
    program: Annotated[str, typer.Option("--program", help="Program file or template to replay under.")],
    tenant: Annotated[str, typer.Option("--tenant", help="Merchant to replay into (made if new).")] = "",
    limit: Annotated[
        int | None, typer.Option("--limit", min=1, help="Only the first so many orders (of a log: events).")
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would be replayed; write nothing.")] = False,
    lines: Annotated[
        str, typer.Option("--lines", help="Order lines in the events: none, categories, full.")
    ] = "categories",
    processes: Processes = 2,
    as_json: AsJson = False,
    locale: AskedLocale = "",
) -> None:
    settings = get_settings(locale)
    begun = time.perf_counter()
    found = load_any(find_mapping(mapping))
    if dry_run:
        preview(settings, History(found, source, read_program_file(program).data, lines=_pick(lines)), as_json=as_json)
        return
    outcome = run(
        replay(
            settings, found, source, program, tenant=tenant or settings.tenant, limit=limit,
            processes=processes, lines=_pick(lines), quiet=as_json,
        )
    )  # fmt: skip
    if as_json:
        print_json(render_outcome(outcome, seconds=time.perf_counter() - begun))
    else:
        merchant = found.merchant
        print_outcome(outcome, settings.locale, money=merchant.currency, exponent=merchant.exponent)
    check_something(outcome.source)
    if any(check.violations for check in outcome.proof.checks) or outcome.differences:
        raise typer.Exit(1)
