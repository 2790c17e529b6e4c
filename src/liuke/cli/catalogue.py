"""``liuke catalogue``: stores, products and categories from files."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Annotated, Literal

import typer

from liuke.catalogue.rows import read_csv
from liuke.catalogue.service import Changed, change_entries
from liuke.cli.platform import name_actor, run_on_platform
from liuke.cli.terminal import AsJson, describe, get_settings, make_group, print_json, print_line
from liuke.goods.catalogue import EntryKind
from liuke.kernel.errors import InvalidInput

_KINDS: dict[str, EntryKind] = {"stores": "store", "products": "product", "categories": "category"}

app = make_group(
    describe(
        "What is sold where: stores with their time zones, products with categories and tags. Rules ask for them.",
        "liuke catalogue import stores stores.csv",
    )
)


@app.callback()
def _group() -> None:
    """More commands will stand beside this one."""


@app.command(
    "import",
    help=describe(
        "Take entries from a CSV file: all rows or none; the same file again changes nothing. Columns: id, name; of "
        "stores time_zone, place; of products category, tags. Decisions from then on know them.",
        "liuke catalogue import stores stores.csv",
        "liuke catalogue import products products.csv --charset gb18030 --json",
    ),
)
def import_(
    what: Annotated[Literal["stores", "products", "categories"], typer.Argument(help="Of what.", metavar="KIND")],
    file: Annotated[Path, typer.Argument(help="CSV file; its first line names the columns.", metavar="FILE")],
    charset: Annotated[
        str, typer.Option("--charset", help="Of the file (default: UTF-8, or GB 18030 where it cannot be that).")
    ] = "",
    as_json: AsJson = False,
) -> None:
    """Import entries."""
    try:
        data = file.read_bytes()
    except OSError as error:
        raise InvalidInput(f"{file}: {error.strerror}", fix="name a CSV file") from None
    kind = _KINDS[what]
    wishes = read_csv(kind, data, charset)
    done: Changed = run_on_platform(
        get_settings(),
        lambda platform: change_entries(
            platform.book.catalogue, kind, wishes, actor=name_actor(), now_us=time.time_ns() // 1_000
        ),
    )
    if as_json:
        print_json({"changed": done.changed, "version": done.version})
    elif done.changed:
        print_line(f"{done.changed} of {len(wishes)} {what} changed; the catalogue is at version {done.version}")
    else:
        print_line(f"nothing changed: all {len(wishes)} {what} are as the file says; version {done.version}")
