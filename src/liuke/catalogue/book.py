"""The catalogue of a tenant in memory, for an engine that asks for it at every batch without waiting."""

from __future__ import annotations

from collections.abc import Callable

from liuke.catalogue import store
from liuke.db.contracts import Pool
from liuke.db.pool import run_transaction
from liuke.goods.catalogue import NO_CATALOGUE, Catalogue


class CatalogueBook:
    """Answers what is known of stores, products and categories, from memory.

    Args:
        pool: Connections of the application's role.
        tenant_id: Whose.
        clock_us: What "now" is, in UTC microseconds.
    """

    def __init__(self, pool: Pool, tenant_id: int, clock_us: Callable[[], int]) -> None:
        self.pool = pool
        self.tenant_id = tenant_id
        self.clock_us = clock_us
        self._known = NO_CATALOGUE

    def current(self) -> Catalogue:
        """What is known now."""
        return self._known

    def name_of(self, list_: str, id_: str) -> str:
        """What a product, category or store is called now (see :meth:`Catalogue.name_of`)."""
        return self._known.name_of(list_, id_, self.clock_us())

    async def refresh(self) -> bool:
        """Read what changed since the last refresh; whether anything did.

        Raises:
            DatabaseUnavailable: what is known stays in use.
        """
        known = self._known
        found = await run_transaction(
            self.pool, lambda c: store.list_changes(c, self.tenant_id, known.version), tenant_id=self.tenant_id
        )
        if not found:
            return False
        self._known = known.extended(found)
        return True
