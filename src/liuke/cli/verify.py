"""``liuke verify``: re-derive everything the ledger claims."""

from __future__ import annotations

from typing import Any

import typer

from liuke.bootstrap import open_platform
from liuke.cli.terminal import AsJson, describe, get_settings, print_json, print_line, print_table, run
from liuke.features import LAWS
from liuke.hooks.law import Check, Scope
from liuke.kernel.clock import FOREVER_US
from liuke.ledger.spec import AssetSpec
from liuke.media.objects import open_objects
from liuke.settings import Settings
from liuke.verify.law_words import say_law
from liuke.verify.proof import Report, verify


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(
        "verify",
        help=describe(
            "Check every law of the ledger against the rows: balances against postings, lots against balances, holds, "
            "caps, stock, seals. Names the rows that break one; exit code 1 then.",
            "liuke verify",
            "LIUKE_TENANT=demo liuke verify --json",
        ),
    )(_verify)


def _verify(as_json: AsJson = False) -> None:
    settings = get_settings()
    report = run(_read(settings))
    broken = [check for check in report.checks if check.violations]
    if as_json:
        checks: list[dict[str, Any]] = [
            {"name": check.name, "law": check.law, "checked": check.checked, "violations": check.violations}
            for check in report.checks
        ]
        print_json({"holds": not broken, "checks": checks})
    else:
        zh = settings.locale == "zh"
        print_table(
            "",
            ("", "核对规则" if zh else "law", "已核对>" if zh else "checked>"),
            [
                ("✗" if check.violations else "✓", _say(check, chinese=zh), f"{check.checked:,}")
                for check in report.checks
            ],
        )
        for check in broken:
            print_line(f"✗ {check.name}")
            for row in check.violations:
                print_line(f"    {row}")
    if broken:
        raise typer.Exit(1)


def _say(check: Check, *, chinese: bool) -> str:
    return say_law(check.name, check.law, "zh" if chinese else "en")


async def _read(settings: Settings) -> Report:
    async with open_platform(settings, connections=2) as platform:
        assets = list[str]()
        if platform.book.versions():
            program = platform.book.program_at(FOREVER_US)
            assets = [asset.id for asset in program.items("assets", AssetSpec) if asset.lots]
        async with platform.transact() as connection:
            return await verify(
                connection,
                Scope(platform.tenant_id, assets, objects=open_objects(settings.home, settings.environ)),
                laws=LAWS,
            )
