"""An engine over the published programs of each tenant, made when there is first work for it."""

from __future__ import annotations

import time

from liuke.db.contracts import Pool
from liuke.engine.engine import Engine
from liuke.features import DOMAINS
from liuke.publishing.program_book import ProgramBook
from liuke.vault.vault import Vault

_REFRESH_S = 1.0


class Tenant:
    """One tenant as background work sees it."""

    __slots__ = ("_refreshed_s", "book", "engine", "tenant_id")

    def __init__(self, pool: Pool, tenant_id: int, vault: Vault | None) -> None:
        self.tenant_id = tenant_id
        self.book = ProgramBook(pool, tenant_id, domains=DOMAINS)
        self.engine = Engine(
            pool, tenant_id, self.book.program_at, catalogue=self.book.catalogue.current, lanes=1, vault=vault
        )
        self._refreshed_s = 0.0

    async def refresh(self) -> bool:
        """Look for new versions of the program; whether there is any."""
        now_s = time.monotonic()
        if not self._refreshed_s or now_s - self._refreshed_s > _REFRESH_S:
            await self.book.refresh()
            self._refreshed_s = now_s
        return bool(self.book.versions())


class Tenants:
    """All tenants that had work since the process began.

    Args:
        pool: Connections made with ``engine.store.SESSION_SETTINGS``.
        vault: Opens what rules ask of profiles.
    """

    def __init__(self, pool: Pool, vault: Vault | None = None) -> None:
        self.pool = pool
        self.vault = vault
        self._known: dict[int, Tenant] = {}

    def get(self, tenant_id: int) -> Tenant:
        """The tenant."""
        found = self._known.get(tenant_id)
        if found is None:
            found = self._known[tenant_id] = Tenant(self.pool, tenant_id, self.vault)
        return found
