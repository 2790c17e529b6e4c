"""``liuke``: every group of commands in one explicit list.

A process runs one command, so it reads the code of that command alone; the list of commands needs none of it.
"""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import Annotated

import typer

from liuke import __version__
from liuke.cli.terminal import Group, describe, make_group

COMMANDS = {
    "demo": "Replay a real year of orders, then serve the API and the console over it.",
    "serve": "Serve the HTTP API and the console.",
    "replay": "Run a history of orders, or a log of any events, through the engine.",
    "export": "Write a table of the merchant into a Parquet, CSV or NDJSON file.",
    "verify": "Check every law of the ledger against the rows.",
    "bench": "Run benchmarks as ratios within one run, on a PostgreSQL of their own.",
    "worker": "Do what happens by itself: timers, deliveries, webhooks, seals.",
    "features": "List what the parts of this installation bring.",
    "explain": "Explain an order: what it earned and what moved because of it.",
    "dry-run": "Decide events as they would be decided; nothing is kept.",
    "payouts": "List money that the merchant's side is asked to move.",
    "prizes": "List what was won and people hand over.",
    "survey": "Show what a survey came to in its newest period.",
    "simulate-payouts": "Act as the merchant's server for every open payout, without moving money.",
}
"""Modules that ``register`` one command of their own name → what it does, in a sentence."""
GROUPS = {
    "db": "The database: start, stop, update, dump and restore it.",
    "program": "The program 会员方案: tiers, points, coupons and activities as one document.",
    "member": "Members: what one has, why, and what becomes of the tier.",
    "give": "Give to members by hand, each once.",
    "posts": "List what members wrote and decide on it.",
    "reviews": "List what was held because of its risk and decide on it.",
    "coupon": "Coupons: bring in codes, your own or a partner's.",
    "catalogue": "What is sold where: stores, products, categories.",
    "finance": "Finance: liability, breakage, flows, the trial balance.",
    "clearing": "Value across shops: agreements, transfers, statements.",
    "draw": "Draws 抽奖: published commitments, revealed seeds, offline checks.",
    "keys": "Keys with which programs call the HTTP API.",
    "people": "People who may log in to the console, and their roles.",
    "tenants": "The merchants of this installation.",
    "vault": "Keys under which secrets and personal data lie sealed.",
}
"""Modules of this package that hold an ``app`` with commands of their own → what they are about, in a sentence."""


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


def make_list() -> typer.Typer:
    """The program as its help lists it: each command with a sentence, and none of their code."""
    app = make_app("")
    for name, summary in (COMMANDS | GROUPS).items():
        app.command(name, help=summary)(_root)
    return app


def choose_app(words: Sequence[str]) -> typer.Typer:
    """What a command line needs: a command, the list of all, or, where a name stands in an odd place, everything."""
    names = COMMANDS.keys() | GROUPS.keys()
    if words and words[0] in names:
        return make_app(words[0])
    return make_list() if names.isdisjoint(words) else make_app()


def read_words() -> Sequence[str]:
    """What was typed after the program's name; while a shell completes a line, what stands in that line."""
    line = os.environ.get("COMP_WORDS") or os.environ.get("_TYPER_COMPLETE_ARGS")
    return line.split()[1:] if line and "_LIUKE_COMPLETE" in os.environ else sys.argv[1:]


def main() -> None:
    """Entry point: exit code 0, 1 for an expected error, 2 for wrong usage."""
    gc.disable()  # what is read now stays: looking for garbage in it took a fifth of a start
    app = choose_app(read_words())
    gc.freeze()
    gc.enable()
    app(prog_name="liuke")


if __name__ == "__main__":
    main()
