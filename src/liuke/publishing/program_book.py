"""The versions of a tenant's program in memory, for an engine that asks for them at every batch without waiting."""

from __future__ import annotations

import asyncio
import logging
import time
from bisect import bisect_right
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import asynccontextmanager, suppress

from liuke.catalogue.book import CatalogueBook
from liuke.db.contracts import Pool
from liuke.db.errors import DbError
from liuke.db.pool import run_transaction
from liuke.decision.domain import CompiledProgram, Domain
from liuke.kernel.clock import EARLIEST_US, FOREVER_US
from liuke.kernel.errors import NotFound
from liuke.program import store
from liuke.program.errors import NoProgram
from liuke.program.store import StoredVersion, VersionInfo
from liuke.publishing.lint import compile_sound
from liuke.publishing.programs import load_program

log = logging.getLogger(__name__)


def _wall_clock_us() -> int:
    return time.time_ns() // 1000


class ProgramBook:
    """Answers which program is in force, from memory.

    :meth:`refresh` reads what was published since; :meth:`watching` does so by itself about once a second. A version
    with a later activation takes effect at its time without any refresh.

    Args:
        pool: Connections of the application's role.
        tenant_id: Whose programs.
        domains: From the catalogue.
        clock_us: What "now" is, in UTC microseconds.
    """

    def __init__(
        self,
        pool: Pool,
        tenant_id: int,
        *,
        domains: Sequence[Domain],
        clock_us: Callable[[], int] = _wall_clock_us,
    ) -> None:
        self.pool = pool
        self.tenant_id = tenant_id
        self.domains = tuple(domains)
        self.clock_us = clock_us
        self.catalogue = CatalogueBook(pool, tenant_id, clock_us)
        """Of stores, products and categories; refreshed with the programs."""
        self._stored: dict[int, StoredVersion] = {}
        self._compiled: dict[int, CompiledProgram] = {}
        self._starts: list[int] = []
        self._order: list[int] = []
        self._span: tuple[int, int, CompiledProgram] | None = None
        """From when to when (exclusive) which program is in force: what was asked for last, as nearly always again."""

    async def refresh(self) -> bool:
        """Read versions published since the last refresh; whether there were any.

        Raises:
            DatabaseUnavailable: what is known stays in use.
        """
        await self.catalogue.refresh()
        newest = max(self._stored, default=0)
        found = await run_transaction(
            self.pool,
            lambda c: store.list_stored(c, self.tenant_id, after=newest),
            tenant_id=self.tenant_id,
        )
        if not found:
            return False
        self._stored.update({stored.info.version: stored for stored in found})
        timeline = sorted((stored.info.active_from_us, version) for version, stored in self._stored.items())
        self._starts, self._order = [start for start, _ in timeline], [version for _, version in timeline]
        self._span = None
        return True

    def versions(self) -> list[VersionInfo]:
        """What is known, by number."""
        return [self._stored[version].info for version in sorted(self._stored)]

    def get_version(self, version: int) -> CompiledProgram:
        """A version, compiled once.

        Raises:
            NotFound: it is not known; refresh first.
        """
        found = self._compiled.get(version)
        if found is None:
            stored = self._stored.get(version)
            if stored is None:
                raise NotFound(f"there is no version {version} of the program")
            spec = load_program(stored.spec, self.domains)
            found = self._compiled[version] = compile_sound(spec, version=version, domains=self.domains)
            found.goods_name = self.catalogue.name_of
        return found

    def program_at(self, t_us: int = 0) -> CompiledProgram:
        """The program in force at an instant; 0: now. Before the first activation it is the first program.

        Raises:
            NoProgram: none is published.
        """
        at_us, span = t_us or self.clock_us(), self._span
        if span is None or not span[0] <= at_us < span[1]:
            span = self._span = self._find_span(at_us)
        return span[2]

    def _find_span(self, at_us: int) -> tuple[int, int, CompiledProgram]:
        if not self._order:
            raise NoProgram
        place = max(bisect_right(self._starts, at_us), 1) - 1
        starts = [EARLIEST_US, *self._starts[1:], FOREVER_US]
        return min(starts[place], at_us), max(starts[place + 1], at_us + 1), self.get_version(self._order[place])

    @asynccontextmanager
    async def watching(self, *, every_seconds: float = 1.0) -> AsyncGenerator[ProgramBook]:
        """Refresh now, and again and again until the block ends; a database that is away is waited for."""
        await self.refresh()
        task = asyncio.create_task(self._watch(every_seconds))
        try:
            yield self
        finally:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task

    async def _watch(self, every_seconds: float) -> None:
        while True:
            await asyncio.sleep(every_seconds)
            try:
                if await self.refresh():
                    log.info("program version %d is known now", max(self._stored))
            except DbError as error:
                log.warning("programs cannot be refreshed, going on with what is known: %s", error.title)
            except Exception:  # whatever it is, it is logged, and may be over the next time
                log.exception("programs cannot be refreshed, going on with what is known")
