"""What a process keeps open for each tenant: its engine with running lanes, its programs, its members by name."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field

from liuke.api import tenant_store
from liuke.api.metrics import Metrics, read_pool
from liuke.db.contracts import Pool
from liuke.db.pool import acquire, transaction
from liuke.decision.domain import CompiledProgram, Domain
from liuke.engine.engine import Engine
from liuke.engine.reader import MemberReader
from liuke.events.request import Request
from liuke.features import DOMAINS, LAWS, MEDIA_CHECKS, REQUESTS, SCORERS
from liuke.hooks.law import Law
from liuke.hooks.objects import Objects
from liuke.http.problems import ProblemWords
from liuke.http.proxies import LOOPBACK, Proxies
from liuke.intake.identities import Identities
from liuke.kernel.errors import NotFound
from liuke.keys.service import Keys
from liuke.media.checks import Check
from liuke.members.identity_store import find_erased
from liuke.members.tokens import derive_signing_key
from liuke.phone_login.contracts import PhoneLogin
from liuke.privacy.box import Personal
from liuke.publishing.program_book import ProgramBook
from liuke.publishing.programs import Programs
from liuke.vault.vault import Vault
from liuke.webhooks.reach import PUBLIC, Reach


@dataclass(frozen=True, slots=True)
class Services:
    """What a call may use of its tenant: :class:`liuke.http.services.Services`.

    Attributes:
        tenant_id: Whose.
        slug: Name of the tenant in addresses.
        engine: Takes events; its lanes run.
        book: Programs in memory.
        programs: Publishing and reading programs.
        reader: Looks at one member.
        identities: External ids → members.
        keys: API keys.
        pool: The engine's connections; every access is by key.
        wide: Connections for what reads many rows.
        signing_key: Of members' tokens.
        domains: Of which programs are made here.
        laws: What must hold of the tables.
        media_checks: What looks at pictures before anybody else sees them.
        requests: What can be asked for a member, by the type of its event.
    """

    tenant_id: int
    slug: str
    engine: Engine
    book: ProgramBook
    programs: Programs
    reader: MemberReader
    identities: Identities
    keys: Keys
    pool: Pool
    wide: Pool
    signing_key: bytes
    domains: tuple[Domain, ...] = DOMAINS
    laws: tuple[Law, ...] = LAWS
    media_checks: tuple[Check, ...] = MEDIA_CHECKS
    requests: Mapping[str, Request] = field(default_factory=lambda: REQUESTS)

    @property
    def program(self) -> CompiledProgram:
        """The program in force now.

        Raises:
            NoProgram: none is published.
        """
        return self.book.program_at()

    @property
    def personal(self) -> Personal:
        """Seals and opens what is personal."""
        return self.engine.personal

    def list_result_days(self, event_type: str) -> Sequence[str]:
        """Fields of the result of such an event that are days."""
        request = self.requests.get(event_type)
        return request.result_days if request is not None else ()

    def now_us(self) -> int:
        """Now, by the clock of the programs."""
        return self.book.clock_us()


class Tenants:
    """Opens tenants on first use and closes all of them at the end.

    Args:
        pool: The engine's connections.
        wide: Connections for what reads many rows.
        lanes: Transactions that one tenant's engine has under way at once.
        schema: Number of the last migration that this release brings.
        vault: Seals what the API must be able to read again (secrets of webhooks, personal data).
        proxies: Whose word is taken for where a request came from.
        metrics_token: With which figures may be read from elsewhere.
        webhook_reach: What webhooks may call beside the public internet.
        objects: Where bytes of pictures lie.
        media_quota_bytes: Of a tenant's pictures.
        phone_login: How members log in by phone; ``None``: they do not.
    """

    def __init__(
        self,
        pool: Pool,
        wide: Pool,
        *,
        lanes: int,
        schema: int,
        vault: Vault,
        objects: Objects,
        media_quota_bytes: int,
        proxies: Proxies = LOOPBACK,
        metrics_token: str = "",
        webhook_reach: Reach = PUBLIC,
        problems: ProblemWords | None = None,
        phone_login: PhoneLogin | None = None,
    ) -> None:
        self.pool = pool
        self.wide = wide
        self.lanes = lanes
        self.schema = schema
        self.vault = vault
        self.proxies = proxies
        self.metrics_token = metrics_token
        self.webhook_reach = webhook_reach
        self.objects = objects
        self.media_quota_bytes = media_quota_bytes
        self.problems = problems or ProblemWords()
        self.phone_login = phone_login
        self._open: dict[int, Services] = {}
        self.metrics = Metrics(self._count_batches, lambda: {"engine": read_pool(pool), "wide": read_pool(wide)})
        self._opening = asyncio.Lock()
        self._stack = AsyncExitStack()

    def _count_batches(self) -> dict[str, tuple[int, int]]:
        return {one.slug: (one.engine.batches, one.engine.batched) for one in self._open.values()}

    def find(self, tenant_id: int) -> Services | None:
        """A tenant that is open."""
        return self._open.get(tenant_id)

    def list_open(self) -> list[Services]:
        """Every tenant that is open."""
        return list(self._open.values())

    async def get(self, tenant_id: int) -> Services:
        """A tenant's services, opened if need be.

        Raises:
            NotFound: there is no such tenant.
        """
        found = self._open.get(tenant_id)
        if found is not None:
            return found
        async with self._opening:
            found = self._open.get(tenant_id)
            if found is None:
                found = self._open[tenant_id] = await self._make(tenant_id)
        return found

    async def _make(self, tenant_id: int) -> Services:
        async with acquire(self.pool) as connection, transaction(connection, tenant_id=tenant_id):
            row = await tenant_store.find_tenant(connection, tenant_id)
        if row is None:
            raise NotFound(f"there is no tenant {tenant_id}")
        slug, secret = row
        book = await self._stack.enter_async_context(ProgramBook(self.pool, tenant_id, domains=DOMAINS).watching())
        engine = await self._stack.enter_async_context(
            Engine(
                self.pool,
                tenant_id,
                book.program_at,
                catalogue=book.catalogue.current,
                lanes=self.lanes,
                vault=self.vault,
                scorers=SCORERS,
            )
        )
        return Services(
            tenant_id, slug, engine, book, Programs(self.pool, tenant_id, domains=DOMAINS),
            MemberReader(self.pool, tenant_id, engine.personal), Identities(self.pool, tenant_id, engine, book),
            Keys(self.pool, tenant_id), self.pool, self.wide, derive_signing_key(secret, tenant_id),
        )  # fmt: skip

    async def find_signing_key(self, tenant_id: int) -> bytes | None:
        """What a tenant's tokens are signed with; ``None`` where there is no such tenant."""
        try:
            return (await self.get(tenant_id)).signing_key
        except NotFound:
            return None

    async def is_erased(self, tenant_id: int, member_id: int) -> bool:
        """Whether a member was erased."""
        async with acquire(self.pool) as connection, transaction(connection, tenant_id=tenant_id):
            return await find_erased(connection, member_id) is not None

    async def close(self) -> None:
        """Finish what was taken and stop."""
        self._open.clear()
        await self._stack.aclose()
