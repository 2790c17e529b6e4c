"""``liuke simulate-payouts``: a merchant's server that pays nothing and reports everything, also badly."""

from __future__ import annotations

from typing import Annotated

import msgspec
import typer

from liuke.bootstrap import open_platform
from liuke.cli.terminal import AsJson, describe, get_settings, print_json, print_pairs, run
from liuke.payouts.simulator import Manners, Simulated, simulate


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(
        "simulate-payouts",
        help=describe(
            "Act as the merchant's server for everything that is open, without moving any money: report it as done, "
            "some of it failed first, twice, or late after it had lapsed. For trying things out, not for a live shop.",
            "liuke simulate-payouts",
            "liuke simulate-payouts --failed 30 --doubled 50 --late 20 --seed 7 --json",
        ),
    )(_simulate)


def _simulate(
    failed: Annotated[int, typer.Option("--failed", help="Percent that fail first.", min=0, max=100)] = 0,
    doubled: Annotated[int, typer.Option("--doubled", help="Percent reported twice.", min=0, max=100)] = 0,
    late: Annotated[int, typer.Option("--late", help="Percent done after they lapsed.", min=0, max=100)] = 0,
    seed: Annotated[int, typer.Option("--seed", help="The same seed behaves the same.")] = 0,
    as_json: AsJson = False,
) -> None:
    manners = Manners(failed, doubled, late, seed)

    async def work() -> Simulated:
        async with open_platform(get_settings(), connections=4) as platform, platform.make_engine() as engine:
            return await simulate(platform.pool, platform.tenant_id, engine.submit, manners)

    done = run(work())
    if as_json:
        print_json(done)
    else:
        print_pairs("", msgspec.to_builtins(done).items())
