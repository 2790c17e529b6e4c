"""``liuke prizes``: what was won and people hand over."""

from __future__ import annotations

import time
from typing import Annotated

import typer

from liuke.bootstrap import open_platform
from liuke.cli.terminal import AsJson, describe, get_settings, one_of, print_json, print_table, run, show_time, word
from liuke.db.pool import acquire, transaction
from liuke.prizes.routes import PrizeView, view_prize
from liuke.prizes.store import CHOICES, list_prizes


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(
        "prizes",
        help=describe(
            "List what was won and people hand over: what waits to be claimed, sent or handed over, and what is over.",
            "liuke prizes",
            "liuke prizes --status to_send --json",
        ),
    )(_prizes)


def _prizes(
    status: Annotated[str, typer.Option("--status", help=", ".join(CHOICES))] = "open",
    limit: Annotated[int, typer.Option("--limit", help="Most rows.", min=1)] = 100,
    as_json: AsJson = False,
) -> None:
    if status not in CHOICES:
        raise typer.BadParameter(one_of("--status", CHOICES))

    async def work() -> list[PrizeView]:
        async with (
            open_platform(get_settings(), connections=1) as platform,
            acquire(platform.pool) as connection,
            transaction(connection, tenant_id=platform.tenant_id),
        ):
            now_us = time.time_ns() // 1_000
            rows = await list_prizes(connection, platform.tenant_id, status, now_us, None, limit)
        return [view_prize(row) for row in rows]

    found = run(work())
    if as_json:
        print_json(found)
        return
    locale = get_settings().locale
    print_table(
        "",
        ("prize", "member", "name", "handing", "status", "value>", "claim until"),
        [
            (
                one.prize, one.member_id, one.name.get(locale, ""), word(one.handing), word(one.status),
                f"{one.value_cents // 100:,}.{one.value_cents % 100:02}", show_time(one.claim_until_us),
            )
            for one in found
        ],
    )  # fmt: skip
