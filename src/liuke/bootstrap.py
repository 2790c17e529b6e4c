"""Puts a running platform together: database, migrations, tenant, programs, engine."""

from __future__ import annotations

import gc
import importlib.util
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from liuke.db.commands import open_database
from liuke.db.contracts import Connection, Pool
from liuke.db.migrate import migrate, pending
from liuke.db.pool import acquire, close_pool, connect, create_pool, transaction
from liuke.db.url import DatabaseAddress
from liuke.engine.engine import Engine
from liuke.engine.store import SESSION_SETTINGS
from liuke.features import DOMAINS, SCORERS
from liuke.kernel.errors import InvalidInput, NotAvailable
from liuke.members.store import list_tenants, make_tenant
from liuke.members.tenants import make_unknown
from liuke.privacy.box import Personal
from liuke.program.document import Document, read_document
from liuke.program.shipped import find_share_folder
from liuke.program.shipped import of_repository as _of_repository
from liuke.program.templates import EXTENDS, read_template
from liuke.publishing.program_book import ProgramBook
from liuke.publishing.programs import Programs
from liuke.settings import Settings, read_settings
from liuke.vault.vault import Vault, open_vault


@dataclass(frozen=True, slots=True)
class Platform:
    """Everything a process needs; see :func:`open_platform`.

    Attributes:
        settings: As read.
        address: Of the database.
        pool: Connections under the application's role, with the engine's session settings.
        tenant_id: The tenant of the settings.
        programs: Publishing and reading versions.
        book: The versions in memory, refreshed once.
        vault: Seals what must be read again.
        personal: Seals and opens what is personal at the tenant.
    """

    settings: Settings
    address: DatabaseAddress
    pool: Pool
    tenant_id: int
    programs: Programs
    book: ProgramBook
    vault: Vault
    personal: Personal

    def make_engine(self, **options: Any) -> Engine:
        """An engine over the programs of the book; enter it to start its lanes.

        Args:
            options: ``lanes``, ``attempts``, ``max_batch`` of :class:`liuke.engine.engine.Engine`.
        """
        return Engine(
            self.pool,
            self.tenant_id,
            self.book.program_at,
            catalogue=self.book.catalogue.current,
            vault=self.vault,
            scorers=SCORERS,
            **options,
        )

    @asynccontextmanager
    async def transact(self) -> AsyncGenerator[Connection]:
        """A connection in one transaction of the tenant's; see :func:`liuke.db.pool.transaction` for what it raises."""
        async with acquire(self.pool) as connection, transaction(connection, tenant_id=self.tenant_id):
            yield connection


@asynccontextmanager
async def open_platform(
    settings: Settings | None = None,
    *,
    connections: int = 10,
    reserved: int = 0,
    tenant: str | None = None,
    make_new: bool = False,
) -> AsyncGenerator[Platform]:
    """Start or adopt the database, bring it up to date, find the tenant, and open the pool.

    The first tenant of a database is made by whoever comes first.

    Args:
        settings: By default those of the environment.
        connections: Most connections of the pool.
        reserved: How many of them are kept for the engine.
        tenant: Slug of another tenant than that of the settings.
        make_new: Whether a tenant that does not exist is made.

    Raises:
        TenantUnknown: there are tenants, and none of this name.
        SettingsInvalid: the environment is wrong.
        DbError: the database cannot be used.
        VaultKeyInvalid: the key of the vault cannot be used.
    """
    settings = settings or read_settings()
    tune_collector()
    address = await open_database(settings.home, environ=settings.environ)
    if await pending(address.owner_dsn):
        await migrate(address.owner_dsn)
    slug = tenant or settings.tenant
    tenant_id = await find_or_make_tenant(address.owner_dsn, slug, make_new=make_new)
    vault = open_vault(settings.home, settings.environ)
    pool = await create_pool(
        address.dsn, min_size=1, max_size=connections, reserved=reserved, server_settings=SESSION_SETTINGS
    )
    try:
        book = ProgramBook(pool, tenant_id, domains=DOMAINS)
        await book.refresh()
        yield Platform(
            settings,
            address,
            pool,
            tenant_id,
            Programs(pool, tenant_id, domains=DOMAINS),
            book,
            vault,
            Personal(vault, tenant_id),
        )
    finally:
        await close_pool(pool)


def tune_collector() -> None:
    """Let the garbage collector look less often: what a batch makes dies with it, and holds no cycles.

    With the interpreter's own thresholds a batch of orders spent two fifths of its time in the collector.
    """
    gc.set_threshold(100_000, 50, 1_000)


async def find_or_make_tenant(owner_dsn: str, slug: str, *, name: str = "", make_new: bool = False) -> int:
    """The tenant of a slug.

    Args:
        owner_dsn: Of the schema's owner: tenants are not visible to one another.
        slug: Of the tenant.
        name: Of one that is made; empty: its slug.
        make_new: Whether one that does not exist is made although there are others.

    Raises:
        TenantUnknown: there are tenants, and none of this name.
    """
    connection = await connect(owner_dsn)
    try:
        async with transaction(connection):
            known = await list_tenants(connection)
            found = next((tenant_id for tenant_id, one, _ in known if one == slug), None)
            if found is not None:
                return found
            if known and not make_new:
                raise make_unknown(slug, [one for _, one, _ in known])
            return await make_tenant(connection, slug, name or slug)
    finally:
        await connection.close()


# -- files that ship with Liuke ---------------------------------------------------------------------------------------
def find_demo_data() -> Path:
    """The histories of the demo: of the repository when run from one, else of ``liuke-demo-data``.

    Raises:
        NotAvailable: neither is there.
    """
    candidates = _of_repository("data")
    if (spec := importlib.util.find_spec("liuke_demo_data")) is not None and spec.origin is not None:
        candidates.append(Path(spec.origin).parent / "data")
    found = next((folder for folder in candidates if folder.is_dir()), None)
    if found is None:
        raise NotAvailable("the demo's data is not installed", fix="pip install liuke-demo-data")
    return found


def list_templates() -> list[str]:
    """Names of the program templates that ship with Liuke."""
    folder = find_share_folder("programs")
    return sorted(file.stem for file in folder.glob("*.yaml")) if folder else []


def read_program_file(source: str, *, today: date | None = None) -> Document:
    """A program from a file, which may extend a template, or a template by its name (``tea_shop``).

    Args:
        source: Path or name.
        today: From which the dates of a template count; by default the day it is.

    Raises:
        InvalidInput: there is no such file or template, or it cannot be read.
    """
    path, folder = Path(source), find_share_folder("programs")
    today = today or datetime.now(UTC).date()
    if path.exists() or path.suffix:
        shipped = folder is not None and path.absolute().parent == folder.absolute()
        document = read_document(path)
        return read_template(path, today, folder) if shipped or EXTENDS in document.data else document
    template = folder / f"{source}.yaml" if folder else None
    if template is None or not template.is_file():
        known = ", ".join(list_templates()) or "none"
        raise InvalidInput(f"{source!r} is neither a file nor a template", fix=f"templates: {known}")
    return read_template(template, today)
