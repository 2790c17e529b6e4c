"""``liuke db``: the embedded PostgreSQL, migrations, dump and restore."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from liuke.cli.terminal import AsJson, describe, get_settings, make_group, pick, print_json, print_pairs, run, say
from liuke.db import commands
from liuke.db.backup import Manifest

app = make_group(
    describe(
        "The database: start and stop the embedded PostgreSQL, bring it up to date, dump and restore it.",
        "liuke db status",
        "liuke db dump backup.dump",
    )
)

_NOT_RUNNING = "PostgreSQL 没有在运行", "PostgreSQL was not running"


@app.command(
    help=describe(
        "Start the embedded PostgreSQL, or find that it runs already. It keeps running until `liuke db stop`.",
        "liuke db start",
        "LIUKE_HOME=/srv/liuke liuke db start",
    )
)
def start(as_json: AsJson = False) -> None:
    """Start or adopt the server."""
    info = commands.start(get_settings().home)
    shown = {"pid": info.pid, "version": info.version, "adopted": info.adopted, "data_dir": str(info.data_dir)}
    if as_json:
        print_json(shown)
    else:
        zh, en = ("已在运行", "runs already") if info.adopted else ("已启动", "was started")
        say(
            f"PostgreSQL {info.version} {zh}：进程 {info.pid}，数据在 {info.data_dir}",
            f"PostgreSQL {info.version} {en}: process {info.pid}, data in {info.data_dir}",
        )


@app.command(help=describe("Stop the embedded PostgreSQL.", "liuke db stop", "liuke db stop --immediate"))
def stop(
    immediate: Annotated[
        bool, typer.Option("--immediate", help="Do not finish transactions; the next start recovers.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Stop the server."""
    stopped = commands.stop(get_settings().home, mode="immediate" if immediate else "fast")
    if as_json:
        print_json({"stopped": stopped})
    else:
        zh, en = ("PostgreSQL 已停止", "PostgreSQL was stopped") if stopped else _NOT_RUNNING
        say(zh, en)


@app.command(
    help=describe(
        "Show how the embedded PostgreSQL is. Starts and changes nothing.", "liuke db status", "liuke db status --json"
    )
)
def status(as_json: AsJson = False) -> None:
    """Look at the server."""
    settings = get_settings()
    found = commands.status(settings.home)
    shown: dict[str, Any] = {
        "state": found.state,
        "pid": found.pid,
        "data_dir": str(found.data_dir),
        "data_version": found.data_version,
        "log_file": str(found.log_file),
        "external": settings.external_database,
    }
    if as_json:
        print_json(shown)
        return
    if settings.external_database:
        say(
            "已设置 LIUKE_DATABASE_URL：各命令使用该数据库，不使用内置数据库",
            "LIUKE_DATABASE_URL is set: commands use that server, not the embedded one",
        )
    print_pairs("embedded PostgreSQL", [(name, "—" if value is None else value) for name, value in shown.items()])


@app.command(
    help=describe(
        "Bring the database up to date; starts the embedded PostgreSQL if need be.",
        "liuke db migrate",
        "liuke db migrate --check",
    )
)
def migrate(
    check: Annotated[
        bool, typer.Option("--check", help="Only say what is pending; exit code 1 if anything is.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Apply migrations."""
    home = get_settings().home
    found = run(commands.read_migration_status(home)).pending if check else run(commands.migrate_database(home))
    names = [f"{migration.version:04}_{migration.name}" for migration in found]
    if as_json:
        print_json({"pending" if check else "applied": names})
    else:
        listed = ", ".join(names) or pick("无，数据库已是最新", "nothing, the database is up to date")
        say(f"{'待执行' if check else '已执行'}：{listed}", f"{'pending' if check else 'applied'}: {listed}")
    if check and names:
        raise typer.Exit(1)


@app.command(
    help=describe(
        "Dump the whole database to a new file, with a manifest beside it that restore checks.",
        "liuke db dump backup-2026-03-01.dump",
    )
)
def dump(path: Annotated[Path, typer.Argument(help="New file.")], as_json: AsJson = False) -> None:
    """Write a dump."""
    manifest = run(commands.dump_database(path, get_settings().home))
    size = manifest.size_bytes
    _show_manifest(manifest, pick(f"{path}：{size} 字节，", f"{path}: {size} bytes,"), as_json=as_json)


@app.command(
    help=describe(
        "Restore a dump into an empty database: all of it or nothing, checked row by row against the manifest.",
        "LIUKE_HOME=/srv/new liuke db restore backup-2026-03-01.dump",
    )
)
def restore(path: Annotated[Path, typer.Argument(help="File that dump wrote.")], as_json: AsJson = False) -> None:
    """Read a dump."""
    manifest = run(commands.restore_database(path, get_settings().home))
    _show_manifest(manifest, pick(f"已恢复 {path}：", f"{path} was restored:"), as_json=as_json)


def _show_manifest(manifest: Manifest, words: str, *, as_json: bool) -> None:
    if as_json:
        print_json(manifest)
    else:
        rows = sum(manifest.rows.values())
        say(f"{words}共 {rows} 行", f"{words} {rows} rows")
