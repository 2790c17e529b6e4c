"""``liuke vault``: under which keys things lie sealed, and how to come off an old one."""

from __future__ import annotations

import getpass

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from liuke.bootstrap import open_platform
from liuke.cli.terminal import (
    AsJson,
    describe,
    error_console,
    get_settings,
    make_group,
    pick,
    print_json,
    print_line,
    print_table,
    run,
    say,
)
from liuke.privacy.rotation import Rotated, Status, read_status
from liuke.privacy.rotation import rotate as rotate_all
from liuke.settings import Settings

app = make_group(
    describe(
        "Keys under which secrets and personal data lie sealed, of all merchants of this installation.",
        "liuke vault status",
        "liuke vault rotate",
    )
)

_VALUES = {
    "peppers": "商户密盐", "webhook_secrets": "推送密钥", "member_keys": "会员密钥", "profiles": "会员资料",
    "names": "会员标识",
}  # fmt: skip


@app.command(
    help=describe(
        "Count what is sealed under which key. A key without values may be dropped from LIUKE_SECRET_KEY.",
        "liuke vault status --json",
    )
)
def status(as_json: AsJson = False) -> None:
    """Show what is sealed."""
    found, known = run(_status(get_settings()))
    current = known[0]
    used = sorted({key for keys in found.counts.values() for key in keys} | set(known), key=lambda key: key != current)
    unknown = [key for key in used if key not in known]
    if as_json:
        print_json({"current": current, "known": known, "counts": found.counts, "plain": found.plain})
    else:
        rows = [(key, _name(key, known), *(f"{keys.get(key, 0):,}" for keys in found.counts.values())) for key in used]
        print_table("", ("key", "", *(f"{_name_values(name)}>" for name in found.counts)), rows)
        left = found.count_old(current)
        if left:
            say(
                f"{left:,} 项待用第一把密钥重新加密：liuke vault rotate",
                f"{left:,} to seal under the first key: liuke vault rotate",
            )
        else:
            say("全部用第一把密钥加密", "all under the first key")
    if unknown:
        raise typer.Exit(1)


def _name_values(name: str) -> str:
    return pick(_VALUES.get(name, name), name.replace("_", " "))


def _name(key: str, known: list[str]) -> str:
    if key not in known:
        return pick("此处未知", "not known here")
    return pick("加密", "seals") if key == known[0] else pick("解密", "opens")


async def _status(settings: Settings) -> tuple[Status, list[str]]:
    async with open_platform(settings, connections=2) as platform:
        return await read_status(platform.pool), [key.hex() for key in platform.vault.known]


@app.command(
    help=describe(
        "Seal everything under the first key of LIUKE_SECRET_KEY (or secret.key), while everything serves. Put the new "
        "key first, keep the old one behind it, restart, rotate, then drop the old one. A rotation that was cut short "
        "goes on where it was.",
        "liuke vault rotate",
    )
)
def rotate(as_json: AsJson = False) -> None:
    """Seal everything anew."""
    done, current = run(_rotate(get_settings(), quiet=as_json))
    if as_json:
        print_json({"current": current, "done": done.done, "clashes": done.clashes})
        return
    count = sum(done.done.values())
    say(f"{count:,} 项已改用密钥 {current} 加密", f"{count:,} values are sealed under key {current} now")
    for name, count in done.done.items():
        print_line(f"    {_name_values(name)}  {count:,}")
    if done.clashes:
        say(
            f"{done.clashes:,} 个标识保持原样：另一位会员有相同写法",
            f"{done.clashes:,} names are kept as they are: written alike, another member has them",
        )


async def _rotate(settings: Settings, *, quiet: bool) -> tuple[Rotated, str]:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    async with open_platform(settings, connections=2) as platform:
        current = platform.vault.current.hex()
        found = await read_status(platform.pool)
        with Progress(*columns, console=error_console(), disable=quiet) as bars:
            task = bars.add_task("sealing", total=found.count_old(current))
            done = await rotate_all(
                platform.pool,
                platform.vault,
                actor=f"cli:{getpass.getuser()}",
                on_progress=lambda count: bars.advance(task, count),
            )
    return done, current
