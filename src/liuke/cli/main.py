"""``liuke``: every group of commands in one explicit list.

A process runs one command, so it reads the code of that command alone, which is half of all.
"""

from __future__ import annotations

import sys
from importlib import import_module
from typing import Annotated

import typer

from liuke import __version__
from liuke.cli.terminal import Group, describe, make_group

GROUPS = (
    "db", "program", "member", "give", "posts", "reviews", "coupon", "catalogue", "finance", "clearing", "draw",
    "keys", "people",
    "tenants", "vault",
)  # fmt: skip
"""Modules of this package that hold an ``app`` with commands of their own."""
COMMANDS = (
    "demo",
    "serve",
    "replay",
    "export",
    "verify",
    "bench",
    "worker",
    "features",
    "explain",
    "dry-run",
    "payouts",
    "prizes",
    "survey",
    "simulate-payouts",
)
"""Modules that ``register`` one command of their own name."""


def make_app(only: str | None = None) -> typer.Typer:
    """The program with all of its commands.

    Args:
        only: A group or command; the others are left out, and their code is not read.
    """
    app = make_group(
        describe(
            "Liuke 留客: membership, campaigns and retention on your own server. "
            "LIUKE_HOME says where the database lives, LIUKE_DATABASE_URL names your own server instead, "
            "LIUKE_TENANT the merchant, LIUKE_LOCALE the language (zh or en).",
            "liuke demo --limit 20000",
            "liuke program publish tea_shop",
            "liuke member show alice",
        )
    )
    app.callback()(_root)
    for name in GROUPS:
        if only in {None, name}:
            app.add_typer(import_module(f"liuke.cli.{name}").app, name=name, cls=Group)
    for name in COMMANDS:
        if only in {None, name}:
            import_module(f"liuke.cli.{name.replace('-', '_')}").register(app)
    return app


def _print_version(asked: bool) -> None:
    if asked:
        typer.echo(f"liuke {__version__}")
        raise typer.Exit


def _root(
    version: Annotated[
        bool, typer.Option("--version", help="Print the version and exit.", callback=_print_version, is_eager=True)
    ] = False,
) -> None:
    del version


def main() -> None:
    """Entry point: exit code 0, 1 for an expected error, 2 for wrong usage."""
    asked = sys.argv[1] if len(sys.argv) > 1 else None
    make_app(asked if asked in {*GROUPS, *COMMANDS} else None)(prog_name="liuke")


if __name__ == "__main__":
    main()
