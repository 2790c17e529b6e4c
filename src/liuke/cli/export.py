"""``liuke export``: a table of the merchant as a file."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

import typer

from liuke.audit.store import insert_audit
from liuke.bootstrap import Platform, open_platform
from liuke.bulk.columns import TABLES_ABOUT
from liuke.bulk.files import Format, export
from liuke.bulk.store import TABLES, Table
from liuke.cli.platform import name_actor
from liuke.cli.terminal import AsJson, describe, get_settings, pick, print_json, run, say
from liuke.db.pool import close_pool, create_pool
from liuke.kernel.errors import InvalidInput

_FORMATS: dict[str, Format] = {".csv": "csv", ".ndjson": "ndjson", ".jsonl": "ndjson", ".parquet": "parquet"}


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(
        "export",
        help=describe(
            f"Write a table of the merchant into a file, in one snapshot and flat memory: {', '.join(TABLES_ABOUT)}. "
            "The ending of the file says the format: .parquet, .csv or .ndjson. docs/reference/export.md has the "
            "columns.",
            "liuke export orders --out orders.parquet",
            "liuke export members --out members.csv --personal",
        ),
    )(_export)


def _export(
    table: Annotated[str, typer.Argument(help=f"One of {', '.join(TABLES_ABOUT)}.", metavar="TABLE")],
    out: Annotated[Path, typer.Option("--out", help="File to write; one that is there is replaced.")],
    personal: Annotated[
        bool, typer.Option("--personal", help="Also what tells who somebody is: names, profiles, answers, codes.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    settings = get_settings()
    if table not in TABLES:
        raise typer.BadParameter(_none_of(table, TABLES_ABOUT), param_hint="TABLE")
    format_ = _FORMATS.get(out.suffix.lower())
    if format_ is None:
        raise typer.BadParameter(
            pick(
                f"{out.name!r} 的后缀不是 {', '.join(_FORMATS)} 之一",
                f"{out.name!r} ends in none of {', '.join(_FORMATS)}",
            ),
            param_hint="--out",
        )

    async def work() -> None:
        async with open_platform(settings, connections=2) as platform:
            await _write(platform, TABLES[table], out, format_, personal=personal)

    run(work())
    size = out.stat().st_size
    if as_json:
        print_json({"table": table, "file": str(out), "format": format_, "bytes": size})
    else:
        say(f"{out}  {size:,} 字节", f"{out}  {size:,} bytes")


def _none_of(given: str, choices: Iterable[str]) -> str:
    listed = ", ".join(choices)
    return pick(f"{given!r} 不在 {listed} 之中", f"{given!r} is none of {listed}")


async def _write(platform: Platform, table: Table, out: Path, format_: Format, *, personal: bool) -> None:
    """Write the file beside its place and put it there when it is whole.

    Raises:
        InvalidInput: it cannot be written there.
    """
    part = out.with_name(f".{out.name}.part")
    # the engine's connections read by key alone; whole tables are read as the planner likes
    pool = await create_pool(platform.address.dsn, min_size=1, max_size=1)
    try:
        await _note(platform, table, format_, personal=personal)
        with part.open("wb") as file:
            async for piece in export(pool, platform.personal, table, table.pick(personal=personal), format_):
                file.write(piece)
        part.replace(out)
    except OSError as error:
        raise InvalidInput(f"{out}: {error.strerror}", fix="name a file in a folder that you may write to") from None
    finally:
        part.unlink(missing_ok=True)
        await close_pool(pool)


async def _note(platform: Platform, table: Table, format_: Format, *, personal: bool) -> None:
    if personal:
        await platform.personal.ready(platform.pool)
    async with platform.transact() as connection:
        await insert_audit(
            connection, platform.tenant_id, actor=name_actor(), action="bulk.exported", subject=table.name,
            details={"format": format_, "personal": personal},
        )  # fmt: skip
