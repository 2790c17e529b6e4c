"""``liuke demo``: a real year of a grocery chain through the engine."""

from __future__ import annotations

import time
from typing import Annotated

import typer

from liuke.bootstrap import find_share_folder, open_platform
from liuke.cli.history import print_outcome, render_outcome
from liuke.cli.replay import Processes, find_mapping, replay
from liuke.cli.terminal import AsJson, AskedLocale, describe, get_settings, print_json, print_line, run
from liuke.db.pool import acquire, transaction
from liuke.kernel.errors import NotAvailable
from liuke.kernel.text import Locale, text
from liuke.replay.mapping import load_mapping
from liuke.settings import Settings

TENANT = "demo"
SETS = {"grocery": ("complete_journey", "completejourney"), "online_retail": ("online_retail", "retail")}
"""Template → mapping and folder of the data."""


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(
        "demo",
        help=describe(
            "Start the embedded PostgreSQL, publish a program and replay a real year of orders: a grocery chain in "
            "New York (2,469 households, 155,848 orders), or an online shop with cancellations. "
            "Killed and started again it goes on where it was.",
            "liuke demo",
            "liuke demo --no-serve --limit 20000",
            "liuke demo --no-serve --limit 20000 --json",
            "liuke demo --history online_retail",
        ),
    )(_demo)


def _demo(
    limit: Annotated[int | None, typer.Option("--limit", min=1, help="Stop after so many orders.")] = None,
    serve: Annotated[
        bool, typer.Option("--serve/--no-serve", help="Serve afterwards (not part of this release).")
    ] = False,
    history: Annotated[str, typer.Option("--history", help="grocery or online_retail.")] = "grocery",
    processes: Processes = 2,
    as_json: AsJson = False,
    locale: AskedLocale = "",
) -> None:
    settings = get_settings(locale)
    if history not in SETS:
        raise typer.BadParameter(f"{history!r} is not offered; use {' or '.join(SETS)}", param_hint="--history")
    if serve:
        raise NotAvailable("the HTTP API is not part of this release", fix="leave --serve out")
    mapping_name, folder = SETS[history]
    data = find_share_folder("data")
    if data is None or not (data / folder).is_dir():
        raise NotAvailable("the demo's data is not installed", fix="run it from a checkout of the repository")
    mapping = load_mapping(find_mapping(mapping_name))
    begun = time.perf_counter()
    tenant = TENANT if history == "grocery" else f"{TENANT}-{history.replace('_', '-')}"
    outcome = run(
        replay(
            settings, mapping, data / folder, history, tenant=tenant, limit=limit, lines="none",
            processes=processes, quiet=as_json,
        )
    )  # fmt: skip
    if as_json:
        print_json(render_outcome(outcome, seconds=time.perf_counter() - begun))
    else:
        print_outcome(outcome, settings.locale, money=mapping.merchant.currency, exponent=mapping.merchant.exponent)
        run(_print_next(settings, tenant, settings.locale))
    if any(check.violations for check in outcome.proof.checks) or outcome.differences:
        raise typer.Exit(1)


_SOMEBODY = """
SELECT i.external_id, max(o.key) FROM member_state m JOIN identity i USING (member_id)
JOIN operation o ON o.member_id = m.member_id AND o.type = 'order.paid'
WHERE m.tenant_id = $1 AND m.member_id = (
    SELECT member_id FROM tier_change WHERE tenant_id = $1 ORDER BY t_us DESC, member_id LIMIT 1
) GROUP BY 1
"""


async def _print_next(settings: Settings, tenant: str, locale: Locale) -> None:
    async with open_platform(settings, connections=2, tenant=tenant) as platform:
        pool = platform.pool
        async with acquire(pool) as connection, transaction(connection, tenant_id=platform.tenant_id):
            found = await connection.fetchrow(_SOMEBODY, platform.tenant_id)
    if found is None:
        return
    member, key = found[0], found[1]
    print_line("")
    print_line(text("接下来可以看", "What to look at next").get(locale))
    for command in (
        f"liuke member show {member}",
        f"liuke member explain {member} {key}",
        f"liuke member forecast {member}",
        "liuke verify",
        "liuke program rules published --locale " + locale,
    ):
        print_line(f"  LIUKE_TENANT={tenant} {command}")
