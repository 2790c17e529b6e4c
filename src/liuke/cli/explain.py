"""``liuke explain``: an order by its number: what it earned and how, and what moved because of it."""

from __future__ import annotations

from typing import Annotated

import msgspec
import typer

from liuke.bootstrap import open_platform
from liuke.cli.merging import find_member
from liuke.cli.said import Said
from liuke.cli.terminal import (
    AsJson,
    AskedLocale,
    describe,
    get_settings,
    pick,
    print_json,
    print_line,
    print_table,
    run,
    show_time,
)
from liuke.intake.order_routes import OrderStory, read_story, view_story


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(
        "explain",
        help=describe(
            "Explain an order: what it earned, with the formula of each amount, and what moved because of it.",
            "liuke explain A-1001",
            "liuke explain A-1001 --member alice --locale zh",
        ),
    )(_explain)


def _explain(
    order_id: Annotated[str, typer.Argument(help="Number of the order.", metavar="ORDER")],
    member: Annotated[
        str, typer.Option("--member", help="Whose, where several members have an order of this number.")
    ] = "",
    locale: AskedLocale = "",
    as_json: AsJson = False,
) -> None:
    settings = get_settings(locale)

    async def work() -> tuple[OrderStory, str, Said]:
        async with open_platform(settings, connections=2) as platform:
            whose = await find_member(platform, member) if member else None
            async with platform.transact() as connection:
                read = await read_story(connection, platform.tenant_id, order_id, whose)
            program = platform.book.program_at()
            story = view_story(platform.book, read, settings.locale)
            return story, program.calendar.time_zone, Said(program)

    story, zone, said = run(work())
    if as_json:
        print_json(msgspec.to_builtins(story))
        return
    order = story.order
    back = _say_refunded(said.money(order.refunded_cents)) if order.refunded_cents else ""
    print_line(f"{order.order_id}: {said.money(order.amount_cents)}{back}, {show_time(order.t_us, zone)}")
    if story.earned:
        rows = [(one.name or one.rule, one.amount, one.reversed, one.formula) for one in story.earned]
        print_table("earned", ("rule", "amount>", "taken back>", "how"), rows)
    if story.movements:
        moves = [(show_time(one.t_us, zone), one.kind, f"{one.delta:+,}", one.asset_name) for one in story.movements]
        print_table("movements", ("when", "what", "amount>", "asset"), moves)


def _say_refunded(amount: str) -> str:
    return pick(f"，已退 {amount}", f", {amount} refunded")
