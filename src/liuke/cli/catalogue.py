"""``liuke catalogue``: stores, products and categories from files."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Annotated, Literal

import typer

from liuke.catalogue.rows import read_csv
from liuke.catalogue.service import Changed, change_entries
from liuke.cli.platform import name_actor, run_on_platform
from liuke.cli.terminal import AsJson, describe, get_settings, make_group, print_json, say
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


_NAMES = {"stores": "门店", "products": "商品", "categories": "品类"}


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
        say(
            f"{len(wishes)} 条{_NAMES.get(what, what)}中 {done.changed} 条有变化；目录现为第 {done.version} 版",
            f"{done.changed} of {len(wishes)} {what} changed; the catalogue is at version {done.version}",
        )
    else:
        say(
            f"没有变化：{len(wishes)} 条{_NAMES.get(what, what)}均与文件一致；第 {done.version} 版",
            f"nothing changed: all {len(wishes)} {what} are as the file says; version {done.version}",
        )
