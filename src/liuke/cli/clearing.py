"""``liuke clearing``: agreements with other shops of a group, transfers, and the statement of a month."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Annotated

import typer

from liuke.bootstrap import Platform
from liuke.clearing import service, store
from liuke.clearing.routes import list_assets
from liuke.clearing.statement import StatementLine, make_lines, read_month
from liuke.clearing.views import AgreementView, TransferView, view_agreement, view_over, view_under_way
from liuke.cli.platform import name_actor, run_on_platform
from liuke.cli.said import Said, find_said
from liuke.cli.terminal import AsJson, describe, get_settings, make_group, print_json, print_table, say, show_time, word
from liuke.ledger import finance

app = make_group(
    describe(
        "Value across shops: what two shops agree on, what moves between them, and who owes what for a month. "
        "An agreement is proposed in the console, or by POST /v1/clearing/agreements.",
        "liuke clearing agreements",
        "liuke clearing transfers --under-way",
        "liuke clearing statement --month 2026-11 --out november.csv",
    )
)
Id = Annotated[str, typer.Argument(help="As `liuke clearing agreements` lists it.", metavar="AGREEMENT")]


@app.command(
    help=describe("List agreements with other shops.", "liuke clearing agreements", "liuke clearing agreements --json")
)
def agreements(as_json: AsJson = False) -> None:
    """Every agreement of the shop, the latest first."""

    async def read(platform: Platform) -> tuple[list[AgreementView], Said]:
        async with platform.transact() as connection:
            found = await store.list_agreements(connection, platform.tenant_id)
            under_way = await store.sum_under_way(connection, platform.tenant_id)
        shown = [view_agreement(one, under_way.get(one.agreement_id, (0, 0, 0))) for one in found]
        return shown, find_said(platform)

    _show(*run_on_platform(get_settings(), read), as_json=as_json)


@app.command(help=describe("Accept what another shop has proposed.", "liuke clearing accept k3m9abcdefghijkm"))
def accept(agreement: Id, as_json: AsJson = False) -> None:
    """From now on members may move value by it."""
    settings = get_settings()

    async def work(platform: Platform) -> tuple[list[AgreementView], Said]:
        program = platform.book.program_at(time.time_ns() // 1_000)
        found = await service.accept(
            platform.pool, platform.tenant_id, settings.tenant, agreement, own_assets=list_assets(program),
            actor=name_actor(),
        )  # fmt: skip
        return [view_agreement(found)], find_said(platform)

    _show(*run_on_platform(settings, work), as_json=as_json)


@app.command(help=describe("Decline, withdraw or end an agreement, at once.", "liuke clearing end k3m9abcdefghijkm"))
def end(agreement: Id, as_json: AsJson = False) -> None:
    """What is under way is carried to its end."""
    settings = get_settings()

    async def work(platform: Platform) -> tuple[list[AgreementView], Said]:
        found = await service.end(platform.pool, platform.tenant_id, settings.tenant, agreement, actor=name_actor())
        return [view_agreement(found)], find_said(platform)

    _show(*run_on_platform(settings, work), as_json=as_json)


def _show(found: list[AgreementView], said: Said, *, as_json: bool) -> None:
    if as_json:
        print_json(found)
        return
    print_table(
        "", ("number", "name", "status", "asset", "until"),
        [
            (
                one.agreement, one.partner, word(one.status), said.name("assets", one.own_asset),
                show_time(one.until_us),
            )
            for one in found
        ],
    )  # fmt: skip


@app.command(
    help=describe(
        "List transfers between shops: those that are over, or those that wait for the other shop.",
        "liuke clearing transfers",
        "liuke clearing transfers --under-way --json",
    )
)
def transfers(
    under_way: Annotated[bool, typer.Option("--under-way", help="Those that wait for an answer.")] = False,
    limit: Annotated[int, typer.Option("--limit", help="Most rows.", min=1)] = 100,
    as_json: AsJson = False,
) -> None:
    """The latest first."""

    async def read(platform: Platform) -> list[TransferView]:
        async with platform.transact() as connection:
            if under_way:
                begun = await store.list_under_way(connection, platform.tenant_id, "", limit)
                return [view_under_way(one) for one in begun]
            rows = await store.list_transfers(connection, platform.tenant_id, before=None, limit=limit)
            return [view_over(row) for row in rows]

    found = run_on_platform(get_settings(), read)
    if as_json:
        print_json(found)
        return
    print_table(
        "", ("number", "member", "type", "amount>", "status", "when"),
        [
            (one.transfer, one.member_id, word(one.direction), one.amount, word(one.status), show_time(one.t_us))
            for one in found
        ],
    )  # fmt: skip


@app.command(
    help=describe(
        "What shops owe each other for a month.",
        "liuke clearing statement --month 2026-11",
        "liuke clearing statement --month 2026-11 --out november.csv",
    )
)
def statement(
    month: Annotated[str, typer.Option("--month", help="As 2026-11.")],
    out: Annotated[Path | None, typer.Option("--out", help="Write .csv or .parquet instead.")] = None,
    as_json: AsJson = False,
) -> None:
    """A line for each direction of each agreement."""

    async def read(platform: Platform) -> tuple[list[StatementLine], Said]:
        days = read_month(month)
        async with platform.transact() as connection:
            known = await store.list_agreements(connection, platform.tenant_id)
            made = make_lines(known, await store.sum_transfers(connection, platform.tenant_id, *days))
            return made, find_said(platform)

    lines, said = run_on_platform(get_settings(), read)
    if out is not None:
        finance.export(lines, StatementLine, out)
        say(f"已写入 {out}，共 {len(lines):,} 行", f"{len(lines):,} rows in {out}")
    elif as_json:
        print_json(lines)
    else:
        print_table(
            "", ("number", "name", "type", "count>", "amount>", "credit>", "worth>"),
            [
                (
                    one.agreement, one.partner, word(one.direction), one.transfers, one.amount, one.credit,
                    said.money(one.owes_cents),
                )
                for one in lines
            ],
        )  # fmt: skip
