"""``liuke keys``: API keys of a merchant."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Annotated, Any, TypeVar

import typer

from liuke.cli.platform import name_actor, run_on_platform
from liuke.cli.terminal import (
    AsJson,
    AskedLocale,
    describe,
    error_console,
    get_settings,
    make_group,
    print_json,
    print_line,
    print_table,
    show_time,
)
from liuke.http.scopes import SCOPES
from liuke.kernel.text import text
from liuke.keys.service import Keys, MadeKey
from liuke.keys.store import KeyRow
from liuke.settings import Settings

Result = TypeVar("Result")
KeyId = Annotated[str, typer.Argument(help="Id of the key, as `liuke keys list` shows it.", metavar="KEY_ID")]

app = make_group(
    describe(
        "Keys with which programs call the HTTP API. A secret is shown once; only a hash of it is kept.",
        "liuke keys add till --scope events:write --scope checkout",
        "liuke keys list",
        "liuke keys rotate 5d1e9c0f3a7b2468 --overlap 3600",
    )
)


def _with_keys(settings: Settings, work: Callable[[Keys], Awaitable[Result]]) -> Result:
    return run_on_platform(settings, lambda platform: work(Keys(platform.pool, platform.tenant_id)))


def _plain(row: KeyRow, token: str = "") -> dict[str, Any]:
    shown = {
        "key_id": row.key_id, "name": row.name, "scopes": list(row.scopes), "created_us": row.created_us,
        "created_by": row.created_by, "expires_us": row.expires_us, "revoked_us": row.revoked_us,
        "last_used_us": row.last_used_us,
    }  # fmt: skip
    return {**shown, "token": token} if token else shown


def _show_made(made: MadeKey, settings: Settings, *, as_json: bool) -> None:
    if as_json:
        print_json(_plain(made.row, made.token))
        return
    print_line(made.token)
    say = text("请立即保存：它只显示这一次", "save it now: it is shown only once")
    error_console().print(say.get(settings.locale))


@app.command(
    help=describe(
        f"Make a key. Scopes: {', '.join(SCOPES)}; `all` for every one.",
        "liuke keys add till --scope events:write --scope checkout",
        "liuke keys add back-office --scope all --json",
    )
)
def add(
    name: Annotated[str, typer.Argument(help="What the key is for.", metavar="NAME")],
    scope: Annotated[list[str], typer.Option("--scope", help="What it may do; several times for several.")],
    locale: AskedLocale = "",
    as_json: AsJson = False,
) -> None:
    """Make a key."""
    settings = get_settings(locale)
    wanted = list(SCOPES) if scope == ["all"] else scope
    made = _with_keys(settings, lambda keys: keys.make(name, wanted, actor=name_actor()))
    _show_made(made, settings, as_json=as_json)


@app.command("list", help=describe("List keys, newest first, also those that are over.", "liuke keys list --json"))
def list_(locale: AskedLocale = "", as_json: AsJson = False) -> None:
    """List keys."""
    settings = get_settings(locale)
    rows = _with_keys(settings, lambda keys: keys.list_all())
    if as_json:
        print_json([_plain(row) for row in rows])
        return
    print_table(
        "",
        ("key", "name", "scopes", "made", "last used", "ends", "revoked"),
        [
            (
                row.key_id, row.name, " ".join(row.scopes), show_time(row.created_us), show_time(row.last_used_us or 0),
                show_time(row.expires_us or 0), show_time(row.revoked_us or 0),
            )
            for row in rows
        ],
    )  # fmt: skip


@app.command(
    help=describe(
        "Make a successor with the same name and scopes; the old key works for some time beside it.",
        "liuke keys rotate 5d1e9c0f3a7b2468 --overlap 3600",
    )
)
def rotate(
    key_id: KeyId,
    overlap: Annotated[int, typer.Option("--overlap", min=0, help="Seconds for which the old key works on.")] = 86_400,
    locale: AskedLocale = "",
    as_json: AsJson = False,
) -> None:
    """Rotate a key."""
    settings = get_settings(locale)
    made = _with_keys(settings, lambda keys: keys.rotate(key_id, overlap_seconds=overlap, actor=name_actor()))
    _show_made(made, settings, as_json=as_json)


@app.command(help=describe("End a key now.", "liuke keys revoke 5d1e9c0f3a7b2468"))
def revoke(key_id: KeyId, locale: AskedLocale = "") -> None:
    """Revoke a key."""
    settings = get_settings(locale)
    _with_keys(settings, lambda keys: keys.revoke(key_id, actor=name_actor()))
    print_line(text("已吊销", "revoked").get(settings.locale))
