"""``liuke demo``: a real year of a grocery chain through the engine."""

from __future__ import annotations

import json
import socket
import time
from contextlib import nullcontext
from typing import Annotated

import typer
import uvloop

from liuke.bootstrap import Platform, find_demo_data, open_platform
from liuke.cli import demo_store
from liuke.cli.history import print_outcome, render_outcome
from liuke.cli.people import print_password
from liuke.cli.replay import Processes, find_mapping, replay
from liuke.cli.serve import DEFAULT_HOST, DEFAULT_PORT, Host, Port, listen, log_to_stderr, serve_platform
from liuke.cli.terminal import AsJson, AskedLocale, describe, get_settings, print_json, print_line, run
from liuke.db.pool import acquire, transaction
from liuke.http.scopes import ROLES, SCOPES
from liuke.kernel.text import Locale, text
from liuke.keys.service import Keys
from liuke.options import ApiOptions
from liuke.replay.mapping import load_mapping
from liuke.reports import rollup
from liuke.settings import Settings
from liuke.staff.service import People

TENANT = "demo"
KEY_NAME = "demo"
OWNER_EMAIL = "owner@demo.local"
SETS = {"grocery": ("complete_journey", "completejourney"), "online_retail": ("online_retail", "retail")}
"""Template → mapping and folder of the data."""


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(
        "demo",
        help=describe(
            "Start the embedded PostgreSQL, publish a program and replay a real year of orders: a grocery chain in "
            "New York (2,469 households, 155,848 orders), or an online shop with cancellations. "
            "Killed and started again it goes on where it was. Then it serves the HTTP API over that year, with a new "
            "key that it prints, until Ctrl-C.",
            "liuke demo",
            "liuke demo --no-serve --limit 20000",
            "liuke demo --no-serve --limit 20000 --json",
            "liuke demo --history online_retail",
        ),
    )(_demo)


def _demo(
    limit: Annotated[int | None, typer.Option("--limit", min=1, help="Stop after so many orders.")] = None,
    serve: Annotated[bool, typer.Option("--serve/--no-serve", help="Serve the HTTP API afterwards.")] = True,
    host: Host = DEFAULT_HOST,
    port: Port = DEFAULT_PORT,
    history: Annotated[str, typer.Option("--history", help="grocery or online_retail.")] = "grocery",
    processes: Processes = 2,
    as_json: AsJson = False,
    locale: AskedLocale = "",
) -> None:
    settings = get_settings(locale)
    if history not in SETS:
        raise typer.BadParameter(f"{history!r} is not offered; use {' or '.join(SETS)}", param_hint="--history")
    options = settings.api.divide(1)
    with listen(host, port) if serve else nullcontext() as listening:
        _replay(settings, history, limit, processes, as_json=as_json)
        if listening is not None:
            log_to_stderr()
            uvloop.run(_serve(settings, options, listening, _name_tenant(history)))


def _name_tenant(history: str) -> str:
    return TENANT if history == "grocery" else f"{TENANT}-{history.replace('_', '-')}"


def _replay(settings: Settings, history: str, limit: int | None, processes: int, *, as_json: bool) -> None:
    mapping_name, folder = SETS[history]
    data = find_demo_data()
    mapping = load_mapping(find_mapping(mapping_name))
    begun = time.perf_counter()
    tenant = _name_tenant(history)
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


# -- what to look at next ---------------------------------------------------------------------------------------------
async def _find_somebody(platform: Platform) -> tuple[str, str, str] | None:
    """External id, key of an order, and namespace of a member whose tier changed last."""
    async with acquire(platform.pool) as connection, transaction(connection, tenant_id=platform.tenant_id):
        return await demo_store.find_somebody(connection, platform.tenant_id)


async def _print_next(settings: Settings, tenant: str, locale: Locale) -> None:
    async with open_platform(settings, connections=2, tenant=tenant) as platform:
        found = await _find_somebody(platform)
    if found is None:
        return
    member, key, _ = found
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


# -- serving ----------------------------------------------------------------------------------------------------------
async def _serve(settings: Settings, options: ApiOptions, listening: socket.socket, tenant: str) -> None:
    async with open_platform(
        settings, connections=options.lanes + 6, reserved=options.lanes, tenant=tenant
    ) as platform:
        async with acquire(platform.pool) as connection, transaction(connection, tenant_id=platform.tenant_id):
            await rollup.refresh(connection, platform.tenant_id)  # so that the first page need not
        token = await _renew_key(Keys(platform.pool, platform.tenant_id))
        await _print_owner(platform)
        await _print_call(platform, listening, token)
        await serve_platform(platform, options, listening)


async def _renew_key(keys: Keys) -> str:
    """A key with every scope; those of earlier starts end, since nobody can read them any more."""
    for row in await keys.list_all():
        if row.name == KEY_NAME and row.revoked_us is None:
            await keys.revoke(row.key_id, actor="demo")
    return (await keys.make(KEY_NAME, SCOPES, actor="demo")).token


async def _print_owner(platform: Platform) -> None:
    """The first owner of the console; the password is shown when the account is made, and never again."""
    locale = platform.settings.locale
    people = People(platform.pool, platform.tenant_id, ROLES)
    made = await people.ensure_owner(email=OWNER_EMAIL, actor="demo")
    if made is not None:
        print_line("\n" + text("控制台所有者", "owner of the console").get(locale))
        print_password(made, locale)


async def _print_call(platform: Platform, listening: socket.socket, token: str) -> None:
    host, port, *_ = listening.getsockname()
    address = f"http://{host}:{port}"
    say = text("密钥（只显示这一次，全部权限）", "key (shown this once, every scope)").get(platform.settings.locale)
    print_line(f"\n{say}\n  {token}")
    found = await _find_somebody(platform)
    if found is None:
        return
    order_id = f"try-{time.time_ns() // 1_000_000_000}"
    event = {
        "type": "order.paid", "member": f"{found[2]}:{found[0]}", "key": f"order:{order_id}",
        "data": {"order_id": order_id, "amount_cents": 2350},
    }  # fmt: skip
    ask = text("试一试：给一位真实会员上报订单", "try it: post an order for a real member").get(
        platform.settings.locale
    )
    print_line(
        f"\n{ask}\n  curl -s {address}/v1/events -H 'Authorization: Bearer {token}' "
        f"-H 'Content-Type: application/json' -d '{json.dumps(event)}'\n"
    )
