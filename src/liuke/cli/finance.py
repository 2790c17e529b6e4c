"""``liuke finance``: what members can still claim, what moved, whether the books balance."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Annotated, Any, TypeVar

import msgspec
import typer

from liuke.bootstrap import Platform, open_platform
from liuke.cli.said import Said
from liuke.cli.terminal import (
    AsJson,
    AskedLocale,
    account,
    describe,
    get_locale,
    get_settings,
    make_group,
    pick,
    print_json,
    print_table,
    run,
    say,
    word,
)
from liuke.db.contracts import Connection
from liuke.db.planning import WHOLE_TABLES, plan_with
from liuke.decision.domain import CompiledProgram
from liuke.kernel.clock import FOREVER_US, day_of
from liuke.ledger import finance
from liuke.ledger.postings import asset_index
from liuke.ledger.seal import seal_once
from liuke.program.units import say_figure

app = make_group(
    describe(
        "Finance: liability by month of expiry, breakage, what was earned, burned and expired, the trial balance.",
        "liuke finance liability",
        "liuke finance flows --from 2017-01-01 --until 2018-01-01 --out flows.csv",
        "liuke finance trial-balance --json",
    )
)
R = TypeVar("R", bound=msgspec.Struct)
Read = Callable[[Connection, Platform, CompiledProgram], Awaitable[Sequence[R]]]
Out = Annotated[Path | None, typer.Option("--out", help="Write .csv or .parquet instead.")]
FromDay = Annotated[str, typer.Option("--from", help="First merchant-local day, as 2017-01-01.")]
UntilDay = Annotated[str, typer.Option("--until", help="First day that is not included any more.")]


def _day(value: str, option: str, default: int) -> int:
    if not value:
        return default
    try:
        return day_of(date.fromisoformat(value))
    except ValueError:
        raise typer.BadParameter(
            pick(f"{value!r} 不是日期；应写作 2017-01-01", f"{value!r} is no day; write 2017-01-01"), param_hint=option
        ) from None


async def _read(read: Read[R]) -> tuple[Sequence[R], Said]:
    async with open_platform(get_settings(), connections=2) as platform:
        program = platform.book.program_at(FOREVER_US)
        async with platform.transact() as connection:
            await plan_with(connection, *WHOLE_TABLES)
            return await read(connection, platform, program), Said(program)


_HEADS = {"cents": "worth", "rate_bps": "rate", "low_bps": "low rate", "high_bps": "high rate"}
"""Fields that machines read in cents and hundredths of a percent → what people read."""


def _show(name: str, value: Any, said: Said) -> str:
    """A figure with its unit, a thing by its name."""
    if name == "asset":
        return said.name("assets", value)
    if name == "account":
        return account(value)
    if name in {"month", "status"}:
        return word(value)
    if name == "cents":
        return said.money(value) if value else "—"
    if name.endswith("_bps") and value is not None:
        return say_figure(value, "bps", said.currency).get(get_locale())
    return "—" if value is None else f"{value:,}" if isinstance(value, int) else str(value)


def _report(read: Read[R], row_type: type[R], *, title: str, out: Path | None, as_json: bool) -> None:
    """Read, then print or write."""
    rows, said = run(_read(read))
    if out is not None:
        finance.export(rows, row_type, out)
        say(f"已写入 {out}，共 {len(rows):,} 行", f"{len(rows):,} rows in {out}")
    elif as_json:
        print_json([msgspec.to_builtins(row) for row in rows])
    elif not rows:
        say("暂无数据", "nothing yet")
    else:
        names = [field.name for field in msgspec.structs.fields(row_type)]
        numbers = [isinstance(value, int) for value in msgspec.structs.astuple(rows[0])]
        heads = [_HEADS.get(name, name) for name in names]
        columns = [f"{name}>" if number else name for name, number in zip(heads, numbers, strict=True)]
        shown = [
            [_show(name, value, said) for name, value in zip(names, row, strict=True)]
            for row in map(msgspec.structs.astuple, rows)
        ]
        print_table(title, columns, shown)


@app.command(
    help=describe(
        "What members can still claim, by asset and month of expiry, in points and in money.",
        "liuke finance liability",
        "liuke finance liability --out liability.parquet",
    )
)
def liability(out: Out = None, as_json: AsJson = False, locale: AskedLocale = "") -> None:
    """Open claims by month."""
    get_settings(locale)

    async def read(connection: Connection, platform: Platform, program: CompiledProgram) -> list[finance.Liability]:
        return await finance.read_liability(connection, platform.tenant_id, asset_index(program), program.calendar)

    _report(read, finance.Liability, title="liability", out=out, as_json=as_json)


@app.command(
    help=describe(
        "What was earned, burned, given back, expired, reversed and adjusted, by asset and month.",
        "liuke finance flows",
        "liuke finance flows --from 2017-01-01 --until 2017-04-01 --json",
    )
)
def flows(
    from_day: FromDay = "", until_day: UntilDay = "", out: Out = None, as_json: AsJson = False, locale: AskedLocale = ""
) -> None:
    """Movements by month."""
    get_settings(locale)
    first, last = _day(from_day, "--from", -(10**6)), _day(until_day, "--until", 10**6)

    async def read(connection: Connection, platform: Platform, _program: CompiledProgram) -> list[finance.Flow]:
        return await finance.read_flows(connection, platform.tenant_id, first, last)

    _report(read, finance.Flow, title="flows", out=out, as_json=as_json)


@app.command(
    "trial-balance",
    help=describe(
        "Every account with what left and what came; each asset sums to zero.",
        "liuke finance trial-balance",
        "liuke finance trial-balance --until 2018-01-01",
    ),
)
def trial_balance(until_day: UntilDay = "", out: Out = None, as_json: AsJson = False, locale: AskedLocale = "") -> None:
    """The books."""
    get_settings(locale)
    last = _day(until_day, "--until", 10**6)

    async def read(
        connection: Connection, platform: Platform, _program: CompiledProgram
    ) -> list[finance.AccountBalance]:
        return await finance.read_trial_balance(connection, platform.tenant_id, last)

    _report(read, finance.AccountBalance, title="trial balance", out=out, as_json=as_json)


@app.command(
    help=describe(
        "How much of what is open will probably expire, from closed months, with an interval.",
        "liuke finance breakage",
        "liuke finance breakage --json",
    )
)
def breakage(out: Out = None, as_json: AsJson = False, locale: AskedLocale = "") -> None:
    """Estimated expiry."""
    get_settings(locale)

    async def read(connection: Connection, platform: Platform, program: CompiledProgram) -> list[finance.Breakage]:
        lots = [name for name, asset in asset_index(program).items() if asset.lots]
        return await finance.read_breakage(connection, platform.tenant_id, lots)

    _report(read, finance.Breakage, title="breakage", out=out, as_json=as_json)


@app.command(
    help=describe(
        "Seal what was posted: chain its hashes, so that `liuke verify` names the first row that was tampered with.",
        "liuke finance seal",
    )
)
def seal(as_json: AsJson = False) -> None:
    """Seal until nothing is left to seal."""

    async def work() -> list[int]:
        made = list[int]()
        async with open_platform(get_settings(), connections=2) as platform:
            while True:
                async with platform.transact() as connection:
                    done = await seal_once(connection, platform.tenant_id)
                if done is None:
                    return made
                made.append(done.rows)

    rows = run(work())
    if as_json:
        print_json({"seals": len(rows), "postings": sum(rows)})
    else:
        say(
            f"已封存 {sum(rows):,} 条流水，共 {len(rows):,} 个封条",
            f"{sum(rows):,} postings sealed in {len(rows):,} seals",
        )
