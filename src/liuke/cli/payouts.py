"""``liuke payouts``: money that others move."""

from __future__ import annotations

from typing import Annotated

import typer

from liuke.cli.platform import read_list
from liuke.cli.terminal import AsJson, describe, print_json, print_table, show_time, word
from liuke.payouts.routes import view_payout
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
    rows, said = read_list(list_payouts, CHOICES, status, limit)
    found = [view_payout(*row) for row in rows]
    if as_json:
        print_json(found)
        return
    print_table(
        "",
        ("payout", "member", "kind", "status", "worth>", "tries>", "due"),
        [
            (
                one.payout, one.member_id, word(one.kind), word(one.status), said.money(one.cents), one.tries,
                show_time(one.due_us or 0),
            )
            for one in found
        ],
    )  # fmt: skip
