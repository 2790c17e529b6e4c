"""``liuke tenants``: the merchants of this installation."""

from __future__ import annotations

from typing import Annotated

import typer

from liuke.bootstrap import find_or_make_tenant
from liuke.cli.terminal import AsJson, describe, get_settings, make_group, print_json, print_line, print_table, run, say
from liuke.db.commands import open_database
from liuke.db.migrate import migrate, pending
from liuke.db.pool import connect, transaction
from liuke.db.tenant_store import remove_tenant
from liuke.kernel.errors import Conflict, InvalidInput, NotFound
from liuke.media.contracts import render_key
from liuke.media.objects import open_objects
from liuke.media.store import list_objects
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
    return await make_named(settings, slug, name)


async def make_named(settings: Settings, slug: str, name: str) -> int:
    """The tenant of a slug, under this name if it is new."""
    return await find_or_make_tenant(await _open(settings), slug, name=name, make_new=True)


async def find_tenant(settings: Settings, slug: str) -> int | None:
    """Number of a tenant."""
    return next((number for number, one, _ in await _list(settings) if one == slug), None)


async def remove(settings: Settings, slug: str) -> int | None:
    """Remove a tenant with everything that is kept of it; how many rows that were, ``None`` where there is none."""
    number = await find_tenant(settings, slug)
    if number is None:
        return None
    connection = await connect(await _open(settings))
    objects = open_objects(settings.home, settings.environ)
    try:
        async with transaction(connection, tenant_id=number):
            hashes = await list_objects(connection, number)
        for hash_ in hashes:  # first the bytes, of which the rows are the only list: who is stopped here begins again
            await objects.delete(render_key(number, hash_))
        async with transaction(connection):
            return await remove_tenant(connection, number)
    finally:
        await connection.close()


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


@app.command(
    "remove",
    help=describe(
        "Remove a merchant with everything that is kept of it: members, ledger, programs, people. It cannot be undone; "
        "nothing of the merchant may be at work meanwhile.",
        "liuke tenants remove bakery --confirm bakery",
    ),
)
def remove_(
    slug: Annotated[str, typer.Argument(help="Of the merchant.")],
    confirm: Annotated[str, typer.Option("--confirm", help="The same name once more.")] = "",
) -> None:
    """Remove one."""
    if confirm != slug:
        raise InvalidInput("nothing was removed", fix=f"to remove it for ever, add --confirm {slug}")
    rows = run(remove(get_settings(), slug))
    if rows is None:
        raise NotFound(f"there is no tenant {slug!r}", fix="see `liuke tenants list`")
    say(f"已删除 {rows:,} 行", f"{rows:,} rows removed")
