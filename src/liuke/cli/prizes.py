"""``liuke prizes``: what was won and people hand over."""

from __future__ import annotations

from typing import Annotated

import typer

from liuke.cli.platform import read_list
from liuke.cli.terminal import AsJson, describe, get_settings, print_json, print_table, show_time, word
from liuke.prizes.routes import view_prize
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
    rows, said = read_list(list_prizes, CHOICES, status, limit)
    found = [view_prize(row) for row in rows]
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
                said.money(one.value_cents), show_time(one.claim_until_us),
            )
            for one in found
        ],
    )  # fmt: skip
