"""``liuke demo``: a real year of a grocery chain through the engine, as if it had ended last week, and a tea shop."""

from __future__ import annotations

import asyncio
import json
import logging
import socket
import time
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, nullcontext
from dataclasses import dataclass, replace
from datetime import date
from typing import Annotated, Any

import msgspec
import typer
import uvloop

from liuke.api.pages import find_member_app
from liuke.api.tenant_store import find_tenant as find_tenant_secret
from liuke.bootstrap import Platform, find_demo_data, open_platform
from liuke.cli import demo_bookshop, demo_festival, demo_store, demo_tea_shop
from liuke.cli.demo_friends import FriendsCrew
from liuke.cli.history import print_outcome, render_outcome
from liuke.cli.replay import Processes, find_mapping, replay
from liuke.cli.serve import DEFAULT_HOST, DEFAULT_PORT, Host, Port, listen, log_to_stderr, serve_platform
from liuke.cli.tenants import find_tenant, make_named, remove
from liuke.cli.terminal import (
    AsJson,
    AskedLocale,
    describe,
    get_settings,
    one_of,
    print_json,
    print_line,
    print_table,
    run,
)
from liuke.http.scopes import ROLES, SCOPES
from liuke.kernel.clock import MerchantCalendar, date_of, day_of
from liuke.kernel.text import Locale, Text, text
from liuke.keys.service import Keys
from liuke.members.tokens import MAX_SECONDS, derive_signing_key, sign_token
from liuke.options import ApiOptions
from liuke.replay import store
from liuke.replay.history import Later, read_shift
from liuke.replay.mapping import Mapping, load_mapping
from liuke.reports import rollup
from liuke.settings import Settings
from liuke.staff.service import MadePerson, People
from liuke.worker.worker import EVERY_LOOP, open_worker

log = logging.getLogger(__name__)
TENANT = "demo"
KEY_NAME = "demo"
WEEK = 7
"""Days by whose multiples a history is moved."""


@dataclass(frozen=True, slots=True)
class DemoSet:
    """A data set of the demo.

    Args:
        mapping: Name of its mapping.
        folder: Of its files.
        last: The last day on which something happens in them, on the merchant's clocks.
        name: Of the merchant.
    """

    mapping: str
    folder: str
    last: date
    name: Text


SETS = {
    "grocery": DemoSet("complete_journey", "completejourney", date(2017, 12, 31), text("邻里超市", "Corner Grocery")),
    "online_retail": DemoSet("online_retail", "retail", date(2011, 12, 9), text("礼品网店", "Gift Shop Online")),
}
"""By the name of the template under which they are replayed."""
FESTIVE = "grocery"
"""The history whose members bring one another, and celebrate at its end."""


class State(msgspec.Struct):
    """How far the demo is.

    Args:
        shift_days: By how much the year is moved; stored times never move again.
        begun: Whether anything was replayed.
        done: Whether all of it was.
        last_day: The day on which it ends.
        old: Whether a fresh one would end later.
    """

    shift_days: int
    begun: bool
    done: bool
    last_day: date
    old: bool = False


Fresh = Annotated[
    bool,
    typer.Option("--fresh", help="Remove the demo with all that was changed in it, and replay it at today's dates."),
]


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(
        "demo",
        help=describe(
            "Start the embedded PostgreSQL, publish a program and replay a real year of orders, moved by whole weeks "
            "so that it ended within the past seven days: a grocery chain in New York (2,469 households, 155,848 "
            "orders), or an online shop with cancellations; and a generated half year of a tea shop. Killed and "
            "started again it goes on where it was, and what was done in it meanwhile stays. Then it serves the HTTP "
            "API and the console over both, with a worker, a new key and an account for each role, until Ctrl-C.",
            "liuke demo",
            "liuke demo --fresh",
            "liuke demo --no-serve --limit 20000 --json",
            "liuke demo --history online_retail",
        ),
    )(_demo)


def _demo(
    limit: Annotated[int | None, typer.Option("--limit", min=1, help="Stop after so many orders.")] = None,
    fresh: Fresh = False,
    serve: Annotated[bool, typer.Option("--serve/--no-serve", help="Serve the HTTP API afterwards.")] = True,
    host: Host = DEFAULT_HOST,
    port: Port = DEFAULT_PORT,
    history: Annotated[str, typer.Option("--history", help="grocery or online_retail.")] = "grocery",
    tea_shop: Annotated[
        bool | None,
        typer.Option("--tea-shop/--no-tea-shop", help="A tea shop as a second merchant (default: unless limited)."),
    ] = None,
    festival: Annotated[
        bool, typer.Option("--festival/--no-festival", help="Members bring one another, and celebrate at the end.")
    ] = True,
    processes: Processes = 2,
    as_json: AsJson = False,
    locale: AskedLocale = "",
) -> None:
    settings = get_settings(locale)
    if history not in SETS:
        raise typer.BadParameter(one_of("--history", SETS), param_hint="--history")
    options = settings.api.divide(1)
    options = replace(options, phone_login=options.phone_login or "log")  # codes stand in the terminal
    tenant = _name_tenant(history)
    wanted = limit is None and history == "grocery" if tea_shop is None else tea_shop
    second = [demo_tea_shop.TENANT] if wanted else []
    festive = festival and history == FESTIVE
    group = [demo_bookshop.TENANT] if festive else []
    with listen(host, port) if serve else nullcontext() as listening:
        if fresh:
            _remove(settings, [tenant, *group, *second], as_json=as_json)
        state = run(_look(settings, tenant, SETS[history]))
        if state.done:
            shown = _show_state(state, settings.locale, as_json=as_json)
        else:
            shown = _replay(settings, history, state, limit, processes, festive=festive, as_json=as_json)
        if festive:
            shown |= _celebrate(settings, tenant, state, history, as_json=as_json)
            shown |= _clear(settings, tenant, as_json=as_json)
        if second:
            shown["tea_shop"] = _open_tea_shop(settings, limit, as_json=as_json)
        if as_json:
            print_json(shown)
        else:
            run(_print_next(settings, tenant, settings.locale))
        _check(shown)
        if listening is not None:
            log_to_stderr()
            uvloop.run(_serve(settings, options, listening, [tenant, *group, *second]))


def _remove(settings: Settings, tenants: list[str], *, as_json: bool) -> None:
    demo_tea_shop.forget(settings)
    removed = [tenant for tenant in tenants if run(remove(settings, tenant)) is not None]
    if removed and not as_json:
        print_line(text("已清空演示数据", "the demo was removed").get(settings.locale))


def _check(shown: dict[str, Any]) -> None:
    """Leave with 1 where a law is broken, or the raw files say something else."""
    runs = [shown, shown.get("tea_shop") or {}]
    if any(one.get("laws_hold") is False or one.get("reconciled") is False for one in runs):
        raise typer.Exit(1)


def _name_tenant(history: str) -> str:
    return TENANT if history == "grocery" else f"{TENANT}-{history.replace('_', '-')}"


# -- the year ---------------------------------------------------------------------------------------------------------
async def _look(settings: Settings, tenant: str, data: DemoSet) -> State:
    """What is there; for what is not, by how much the year is to be moved."""
    now_shift = find_shift(data.last, load_mapping(find_mapping(data.mapping)), time.time_ns() // 1_000)
    if await find_tenant(settings, tenant) is not None:
        async with (
            open_platform(settings, connections=2, tenant=tenant) as platform,
            platform.transact() as connection,
        ):
            runs = await store.list_runs(connection, platform.tenant_id, data.mapping)
        if runs:
            shift = read_shift(runs[0].replay_id)
            return State(shift, True, runs[0].done, _move(data.last, shift), shift < now_shift)
    return State(now_shift, False, False, _move(data.last, now_shift))


def find_shift(last: date, mapping: Mapping, now_us: int) -> int:
    """Days by which a history is moved: as many whole weeks as leave it in the past, on the merchant's clocks.

    Args:
        last: The last day on which something happens.
        mapping: Of the history.
        now_us: UTC microseconds.
    """
    yesterday = MerchantCalendar(mapping.merchant.timezone).local_day(now_us) - 1
    return max(0, (yesterday - day_of(last)) // WEEK * WEEK)


def _move(day: date, days: int) -> date:
    return date_of(day_of(day) + days)


def _show_state(state: State, locale: Locale, *, as_json: bool) -> dict[str, Any]:
    """A demo that is there goes on: nothing of it is decided again."""
    shown = {"done": True, "shift_days": state.shift_days, "last_day": state.last_day.isoformat()}
    if as_json:
        return shown
    print_line(text(f"演示数据已就绪，截至 {state.last_day}", f"the demo is there, up to {state.last_day}").get(locale))
    if state.old:
        words = text(
            "历史停在那一天。要以今天的日期重新回放，请运行 liuke demo --fresh；您在演示中的改动会丢失。",
            "Its history ends there. To replay it at today's dates run liuke demo --fresh: your changes are lost.",
        )
        print_line(words.get(locale))
    return shown


def _replay(
    settings: Settings, history: str, state: State, limit: int | None, processes: int, *, festive: bool, as_json: bool
) -> dict[str, Any]:
    data = SETS[history]
    mapping = load_mapping(find_mapping(data.mapping))
    begun = time.perf_counter()
    program: dict[str, Any] | str = history
    run(make_named(settings, _name_tenant(history), data.name.get(settings.locale)))
    later = list[Later]()
    if festive:
        program, later = demo_festival.make_year(history, state.last_day, mapping.merchant.timezone, settings.locale)
    outcome = run(
        replay(
            settings, mapping, find_demo_data() / data.folder, program, tenant=_name_tenant(history), limit=limit,
            lines="none", processes=processes, quiet=as_json, shift_days=state.shift_days, keep_program=True,
            later=later, companion=lambda engine, crew: FriendsCrew(engine, crew, mapping.namespace) if later else crew,
        )
    )  # fmt: skip
    if not as_json:
        print_outcome(outcome, settings.locale, money=mapping.merchant.currency, exponent=mapping.merchant.exponent)
        print_line(_say_moved(data, state).get(settings.locale))
    moved = {"shift_days": state.shift_days, "last_day": state.last_day.isoformat()}
    return render_outcome(outcome, seconds=time.perf_counter() - begun) | moved


def _celebrate(settings: Settings, tenant: str, state: State, history: str, *, as_json: bool) -> dict[str, Any]:
    """The festival: played once, however often the demo is started; what it has cost by now."""
    mapping = load_mapping(find_mapping(SETS[history].mapping))
    played, cost = run(demo_festival.celebrate(settings, tenant, mapping.namespace, state.last_day))
    if cost is None:
        return {}
    if not as_json:
        print_line("")
        demo_festival.print_cost(cost, played, mapping.merchant.currency, settings.locale)
    return {"campaign": msgspec.to_builtins(cost) | {"played": msgspec.to_builtins(played)}}


def _clear(settings: Settings, tenant: str, *, as_json: bool) -> dict[str, Any]:
    """The bookshop of the same group, with which points are exchanged; made once."""
    cleared = run(demo_bookshop.open_bookshop(settings, tenant))
    if cleared is None:
        return {}
    if not as_json:
        words = text(
            f"✓ 同集团的街角书店：{cleared.readers} 位会员已关联，转出 {cleared.out} 笔、转回 {cleared.back} 笔、"
            f"退回 {cleared.returned} 笔（控制台“跨店清算”）",
            f"✓ the group's corner bookshop: {cleared.readers} members are linked, {cleared.out} transfers to it, "
            f"{cleared.back} from it, {cleared.returned} came back (“Clearing” in the console)",
        )
        print_line(words.get(settings.locale))
    return {"bookshop": msgspec.to_builtins(cleared)}


def _open_tea_shop(settings: Settings, limit: int | None, *, as_json: bool) -> dict[str, Any]:
    """The second merchant: replayed once, as the first is."""
    state = run(demo_tea_shop.look(settings))
    last_day = {"last_day": state.last_day.isoformat()}
    if state.done:
        run(demo_festival.play_opinions(settings, demo_tea_shop.TENANT, state.last_day))
        return {"done": True, **last_day}
    begun = time.perf_counter()
    outcome = run(demo_tea_shop.run_tea_shop(settings, state, limit=limit, quiet=as_json))
    run(demo_festival.play_opinions(settings, demo_tea_shop.TENANT, state.last_day))
    if not as_json:
        print_line(
            "\n"
            + text("第二家商户：茶饮店（生成的半年）", "A second merchant: a tea shop, generated").get(settings.locale)
        )
        print_outcome(outcome, settings.locale, money="CNY", exponent=2)
    return render_outcome(outcome, seconds=time.perf_counter() - begun) | last_day


def _say_moved(data: DemoSet, state: State) -> Text:
    weeks = state.shift_days // WEEK
    return text(
        f"✓ 历史整体后移 {weeks} 周（星期不变）：最后一天由 {data.last} 变为 {state.last_day}",
        f"✓ the year is moved by {weeks} weeks, days of the week stay: its last day was {data.last}, and is "
        f"{state.last_day}",
    )


# -- what to look at next ---------------------------------------------------------------------------------------------
async def _find_somebody(platform: Platform) -> tuple[str, str, str] | None:
    """External id, key of an order, and namespace of a member whose tier changed last."""
    async with platform.transact() as connection:
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
async def _serve(settings: Settings, options: ApiOptions, listening: socket.socket, tenants: list[str]) -> None:
    first, *others = tenants
    async with open_platform(settings, connections=options.lanes + 6, reserved=options.lanes, tenant=first) as platform:
        accounts = await _prepare(platform, first)
        token = await _renew_key(Keys(platform.pool, platform.tenant_id))
        address = _name_address(listening)
        links = [await _link_member_app(platform, address)]
        for other in others:
            async with open_platform(settings, connections=2, tenant=other) as second:
                accounts += await _prepare(second, other)
                links.append(await _link_member_app(second, address))
        _print_accounts(accounts, settings.locale)
        _print_links(links, settings.locale)
        await _print_call(platform, address, token)
        async with _work(settings, tenants):
            await serve_platform(platform, options, listening)


async def _prepare(platform: Platform, tenant: str) -> list[MadePerson]:
    """Sum up, so that the first page need not; an account for each role, where the merchant has nobody yet."""
    async with platform.transact() as connection:
        await rollup.refresh(connection, platform.tenant_id)
    people = People(platform.pool, platform.tenant_id, ROLES)
    if await people.list_page(limit=1):
        return []
    return [
        await people.add(
            email=f"{role}@{tenant}.local", name=label.get(platform.settings.locale), role=role, actor="demo"
        )
        for role, (label, _) in ROLES.items()
    ]


def _report_end(working: asyncio.Task[None]) -> None:
    """Log what a worker ended of while the server goes on."""
    if not working.cancelled() and (error := working.exception()) is not None:
        log.error("the demo's worker has ended; start the demo again", exc_info=error)


@asynccontextmanager
async def _work(settings: Settings, tenants: list[str]) -> AsyncGenerator[None]:
    """A worker beside the server: what is due happens, what is to be sent is sent."""
    async with open_worker(settings, only=EVERY_LOOP, tenants=tenants) as worker:
        working = asyncio.create_task(worker.run(None))
        working.add_done_callback(_report_end)
        try:
            yield
        finally:
            worker.stop.set()
            await working


async def _renew_key(keys: Keys) -> str:
    """A key with every scope; those of earlier starts end, since nobody can read them any more."""
    for row in await keys.list_all():
        if row.name == KEY_NAME and row.revoked_us is None:
            await keys.revoke(row.key_id, actor="demo")
    return (await keys.make(KEY_NAME, SCOPES, actor="demo")).token


def _print_accounts(made: list[MadePerson], locale: Locale) -> None:
    """Passwords are shown when the accounts are made, and never again."""
    if not made:
        words = text(
            "控制台账号已存在；忘记密码：liuke people reset owner@demo.local",
            "the console's accounts are there; a password that was lost: liuke people reset owner@demo.local",
        )
        print_line("\n" + words.get(locale))
        return
    print_table(
        text("控制台账号（密码只显示这一次）", "Accounts of the console (passwords are shown only once)").get(locale),
        tuple(words.get(locale) for words in (text("角色", "role"), text("邮箱", "e-mail"), text("密码", "password"))),
        [(one.person.name, one.person.email, one.password) for one in made],
    )


async def _link_member_app(platform: Platform, address: str) -> tuple[str, str, str] | None:
    """Merchant, member and a link that opens the member app as that member; none where app or member is missing."""
    if find_member_app() is None:
        return None
    async with platform.transact() as connection:
        guest = await demo_store.find_guest(connection, platform.tenant_id)
        tenant = await find_tenant_secret(connection, platform.tenant_id)
    if guest is None or tenant is None:
        return None
    member_id, name, merchant = guest
    signing_key = derive_signing_key(tenant[1], platform.tenant_id)
    token, _ = sign_token(signing_key, platform.tenant_id, member_id, seconds=MAX_SECONDS)
    return merchant, name, f"{address}/m/#/?token={token}"


def _print_links(links: list[tuple[str, str, str] | None], locale: Locale) -> None:
    for merchant, name, link in (link for link in links if link is not None):
        say = text(
            f"以会员 {name} 的身份打开“{merchant}”的会员端（一天内有效）",
            f"the member app of {merchant}, open as the member {name} (for a day)",
        )
        print_line(f"\n{say.get(locale)}\n  {link}")


def _name_address(listening: socket.socket) -> str:
    host, port, *_ = listening.getsockname()
    return f"http://{host}:{port}"


async def _print_call(platform: Platform, address: str, token: str) -> None:
    say = text("密钥（只显示这一次，全部权限）", "key (shown only once, every scope)").get(platform.settings.locale)
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
