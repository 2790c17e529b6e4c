"""``liuke``: every group of commands in one explicit list."""

from __future__ import annotations

from typing import Annotated

import typer

from liuke import __version__
from liuke.cli import (
    bench,
    coupon,
    db,
    demo,
    features,
    finance,
    keys,
    member,
    people,
    program,
    replay,
    serve,
    vault,
    verify,
    worker,
)
from liuke.cli.terminal import Group, describe, make_group

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
for _name, _group in (
    ("db", db.app),
    ("program", program.app),
    ("member", member.app),
    ("coupon", coupon.app),
    ("finance", finance.app),
    ("keys", keys.app),
    ("people", people.app),
    ("vault", vault.app),
):
    app.add_typer(_group, name=_name, cls=Group)

demo.register(app)
serve.register(app)
replay.register(app)
verify.register(app)
bench.register(app)
worker.register(app)
features.register(app)


def _print_version(asked: bool) -> None:
    if asked:
        typer.echo(f"liuke {__version__}")
        raise typer.Exit


@app.callback()
def _root(  # pyright: ignore[reportUnusedFunction] - the decorator keeps it
    version: Annotated[
        bool, typer.Option("--version", help="Print the version and exit.", callback=_print_version, is_eager=True)
    ] = False,
) -> None:
    del version


def main() -> None:
    """Entry point: exit code 0, 1 for an expected error, 2 for wrong usage."""
    app(prog_name="liuke")


if __name__ == "__main__":
    main()
