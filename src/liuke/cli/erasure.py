"""``liuke member erase`` and ``export``: what a member may ask for of their own data."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import msgspec
import typer

from liuke.bootstrap import open_platform
from liuke.cli.merging import find_member
from liuke.cli.platform import name_actor
from liuke.cli.terminal import AsJson, AskedLocale, describe, get_settings, print_json, print_pairs, run, say, word
from liuke.engine.reader import MemberReader
from liuke.erasure import service
from liuke.erasure.routes import ErasedView, view

Member = Annotated[str, typer.Argument(help="A number, an id, or namespace:external_id.", metavar="MEMBER")]


def register(app: typer.Typer) -> None:
    """Add the commands to ``liuke member``."""
    app.command(
        name="erase",
        help=describe(
            "Erase who a member is: names, profile, messages and the key of all sealed data. It cannot be undone. "
            "Amounts, orders and draws stay under a number that leads to nobody.",
            'liuke member erase phone:13800000000 --reason "asked for by letter" --preview',
            'liuke member erase phone:13800000000 --reason "asked for by letter"',
        ),
    )(_erase_member)
    app.command(
        name="export",
        help=describe(
            "Write everything that is kept of a member into a file that the member can read.",
            "liuke member export phone:13800000000 --out my-data.json",
        ),
    )(_export_member)


def _erase_member(
    member: Member,
    reason: Annotated[str, typer.Option("--reason", help="Who asked for it; the record keeps it.")],
    preview: Annotated[bool, typer.Option("--preview", help="Say what there is, and change nothing.")] = False,
    as_json: AsJson = False,
) -> None:
    """Erase who a member is."""
    settings = get_settings()

    async def work() -> ErasedView:
        async with open_platform(settings, connections=4) as platform:
            found = await find_member(platform, member)
            done = await service.erase(
                platform.make_engine(), found, reason=reason, actor=name_actor(), preview=preview
            )
            return view(done, preview=preview)

    shown = run(work())
    if as_json:
        print_json(msgspec.to_builtins(shown))
        return
    print_pairs("", _list_pairs(shown))
    if shown.preview:
        say("未作任何改动", "nothing was changed")
    else:
        zh, en = ("已删除个人信息", "erased") if shown.changed else ("此前已删除", "had been erased before")
        say(zh, en)


def _export_member(
    member: Member,
    out: Annotated[Path, typer.Option("--out", help="File to write; one that is there is replaced.")],
    locale: AskedLocale = "",
) -> None:
    """Hand out what is kept of a member."""
    settings = get_settings(locale)

    async def work() -> dict[str, Any]:
        async with open_platform(settings, connections=4) as platform:
            found = await find_member(platform, member)
            reader = MemberReader(platform.pool, platform.tenant_id, platform.personal)
            return await service.export(
                platform.make_engine(), reader, found, locale=settings.locale, actor=name_actor(),
                now_us=platform.book.clock_us(),
            )  # fmt: skip

    found = run(work())
    out.write_bytes(msgspec.json.format(msgspec.json.encode(found), indent=2) + b"\n")
    events, orders, names = (len(found[part]) for part in ("events", "orders", "names"))
    say(
        f"{out}：{events} 个事件、{orders} 个订单、{names} 个标识",
        f"{out}: {events} events, {orders} orders, {names} names",
    )


def _list_pairs(shown: ErasedView) -> list[tuple[str, str]]:
    stays = ", ".join(f"{amount:,} {asset}" for asset, amount in shown.balances.items()) or word("nothing")
    return [
        ("names", str(shown.names)), ("messages", str(shown.messages)), ("signals", str(shown.signals)),
        ("pictures", str(shown.pictures)), ("tracked events", str(shown.tracked)),
        ("addresses", str(shown.addresses)),
        ("members", str(shown.members)),
        ("stays in the books", stays), ("coupons lost", str(shown.coupons)),
    ]  # fmt: skip
