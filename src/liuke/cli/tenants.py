"""``liuke tenants``: the merchants of this installation."""

from __future__ import annotations

from typing import Annotated

import typer

from liuke.bootstrap import find_or_make_tenant
from liuke.cli.terminal import AsJson, describe, get_settings, make_group, print_json, print_line, print_table, run
from liuke.db.commands import open_database
from liuke.db.migrate import migrate, pending
from liuke.db.pool import connect, transaction
from liuke.kernel.errors import Conflict, InvalidInput
from liuke.members.store import list_tenants
from liuke.settings import Settings, find_slug_faults

app = make_group(
    describe(
        "The merchants of this installation. Commands work on the one that LIUKE_TENANT names; a name that nobody has "
        "is an error.",
        "liuke tenants list",
        "liuke tenants add bakery --name 'The bakery'",
    )
)


async def _open(settings: Settings) -> str:
    """The owner's address of the database, which is up to date."""
    address = await open_database(settings.home, environ=settings.environ)
    if await pending(address.owner_dsn):
        await migrate(address.owner_dsn)
    return address.owner_dsn


async def _list(settings: Settings) -> list[tuple[int, str, str]]:
    connection = await connect(await _open(settings))
    try:
        async with transaction(connection):
            return await list_tenants(connection)
    finally:
        await connection.close()


async def _add(settings: Settings, slug: str, name: str) -> int:
    if slug in {one for _, one, _ in await _list(settings)}:
        raise Conflict(f"there is a tenant {slug!r} already", fix="see `liuke tenants list`")
    return await find_or_make_tenant(await _open(settings), slug, name=name, make_new=True)


@app.command("list", help=describe("All merchants.", "liuke tenants list --json"))
def list_(as_json: AsJson = False) -> None:
    """Show them."""
    found = run(_list(get_settings()))
    if as_json:
        print_json([{"tenant_id": number, "slug": slug, "name": name} for number, slug, name in found])
    else:
        print_table("", ("number>", "slug", "name"), [(str(number), slug, name) for number, slug, name in found])


@app.command(help=describe("Make a merchant.", "liuke tenants add bakery --name 'The bakery'"))
def add(
    slug: Annotated[str, typer.Argument(help="Its name for commands: lower case letters, digits, _ and -.")],
    name: Annotated[str, typer.Option("--name", help="As people call it; by default the slug.")] = "",
) -> None:
    """Make one."""
    if faults := find_slug_faults(slug, "slug"):
        raise InvalidInput("the tenant cannot be made", faults=faults)
    run(_add(get_settings(), slug, name.strip()))
    print_line(f"LIUKE_TENANT={slug}")
