"""``liuke payouts``: money that others move."""

from __future__ import annotations

import time
from typing import Annotated

import typer

from liuke.bootstrap import open_platform
from liuke.cli.terminal import AsJson, describe, get_settings, one_of, print_json, print_table, run, show_time, word
from liuke.db.pool import acquire, transaction
from liuke.payouts.routes import PayoutView, view_payout
from liuke.payouts.store import CHOICES, list_payouts


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(
        "payouts",
        help=describe(
            "List money that the merchant's side is asked to move: what is open, overdue, failed, late or over.",
            "liuke payouts",
            "liuke payouts --status overdue --json",
        ),
    )(_payouts)


def _payouts(
    status: Annotated[str, typer.Option("--status", help=", ".join(CHOICES))] = "open",
    limit: Annotated[int, typer.Option("--limit", help="Most rows.", min=1)] = 100,
    as_json: AsJson = False,
) -> None:
    if status not in CHOICES:
        raise typer.BadParameter(one_of("--status", CHOICES))

    async def work() -> list[PayoutView]:
        async with (
            open_platform(get_settings(), connections=1) as platform,
            acquire(platform.pool) as connection,
            transaction(connection, tenant_id=platform.tenant_id),
        ):
            now_us = time.time_ns() // 1_000
            rows = await list_payouts(connection, platform.tenant_id, status, now_us, None, limit)
        return [view_payout(*row) for row in rows]

    found = run(work())
    if as_json:
        print_json(found)
        return
    print_table(
        "",
        ("payout", "member", "kind", "status", "cents>", "tries>", "due"),
        [
            (
                one.payout,
                one.member_id,
                word(one.kind),
                word(one.status),
                one.cents,
                one.tries,
                show_time(one.due_us or 0),
            )
            for one in found
        ],
    )  # fmt: skip
