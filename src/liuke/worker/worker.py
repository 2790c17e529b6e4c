"""The background process: every loop, for every tenant, until it is told to stop."""

from __future__ import annotations

import asyncio
import logging
import os
import time
from collections.abc import AsyncGenerator, Callable, Collection, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from liuke import __version__
from liuke.bootstrap import tune_collector
from liuke.db.commands import open_database
from liuke.db.contracts import Pool
from liuke.db.errors import ConnectionLostInDoubt, DatabaseUnavailable, DbError, OutOfDiskSpace
from liuke.db.migrate import migrate, pending
from liuke.db.pool import acquire, close_pool, create_pool, transaction
from liuke.engine.store import SESSION_SETTINGS
from liuke.features import FACT_VERSIONS, JOBS, TEXT_CHECKS
from liuke.hooks.job import Job, Limits, Work
from liuke.hooks.job_store import CHANNEL, every_tenant
from liuke.hooks.objects import Objects
from liuke.kernel.clock import DAY_US
from liuke.media.objects import open_objects
from liuke.members.tenants import make_unknown
from liuke.settings import Settings
from liuke.vault.vault import open_vault
from liuke.webhooks.client import Client
from liuke.webhooks.sender import Sender, Terms
from liuke.worker import store
from liuke.worker.figures import write_figures
from liuke.worker.health import Health, LoopHealth, now_us, write_health
from liuke.worker.loops import Loop, note_failure, run_loop
from liuke.worker.months import ensure_months
from liuke.worker.session import Session
from liuke.worker.tenants import Tenants

log = logging.getLogger(__name__)

_TENANT_REST_S = 30.0
"""How long a tenant's work of one kind is left alone after it failed."""
_LISTEN_S = 5.0
_EVERYBODYS = (DatabaseUnavailable, ConnectionLostInDoubt, OutOfDiskSpace)
"""What no tenant can be blamed for."""
EVERY_LOOP: tuple[str, ...] = (*(job.name for job in JOBS), "webhooks", "months")
"""Every job for tenants, and beside them what sends webhooks and makes partitions."""


class Worker:
    """Runs loops.

    Args:
        dsn: Of the application's role.
        pools: Ordinary connections, and those with the engine's session settings.
        sender: Sends webhooks.
        jobs: Work for tenants; by default that of every feature.
        only: Names of loops to run; by default all.
        tenant_ids: Tenants to work for; by default all. Webhooks are sent for all tenants nevertheless.
        limits: What the settings say.
        objects: Where bytes of pictures lie.
    """

    def __init__(
        self,
        dsn: str,
        pools: tuple[Pool, Pool],
        sender: Sender,
        *,
        jobs: Sequence[Job] = JOBS,
        only: Collection[str] | None = None,
        tenant_ids: Collection[int] | None = None,
        limits: Limits | None = None,
        objects: Objects | None = None,
    ) -> None:
        self.pool, engine_pool = pools
        self.sender = sender
        self.tenants = Tenants(engine_pool, sender.vault)
        self.tenant_ids = tenant_ids
        self.limits = limits or Limits()
        self.objects = objects
        self.stop = asyncio.Event()
        self.health = Health(os.getpid(), __version__, now_us(), webhook_tries=sender.outcomes)
        self._session = Session(dsn, CHANNEL, self._wake)
        self._resting: dict[tuple[str, int], float] = {}
        self.loops = {loop.name: loop for loop in self._make_loops(jobs) if only is None or loop.name in only}

    def _make_loops(self, jobs: Sequence[Job]) -> Sequence[Loop]:
        made = [Loop(job.name, job.every_s, self._step_of(job)) for job in jobs]
        made.append(Loop("webhooks", 1.0, self.sender.step, self.sender.drain))
        made.append(Loop("months", 3_600.0, lambda: ensure_months(self.pool)))
        return made

    def _wake(self, name: str) -> None:
        if name in self.loops:
            self.loops[name].woken.set()

    # -- running ------------------------------------------------------------------------------------------------------
    async def run(self, health_file: Path | None = None, *, metrics_file: Path | None = None) -> None:
        """Run every loop until :attr:`stop` is set, then finish what is in hand.

        Args:
            health_file: Where to write the health document every second.
            metrics_file: Where to write figures for Prometheus every second.
        """
        log.info("worker begins", extra={"loops": sorted(self.loops), "pid": self.health.pid})
        self.health.loops = {name: LoopHealth(0) for name in self.loops}
        running = [
            asyncio.create_task(run_loop(loop, self.health.loops[n], self.stop)) for n, loop in self.loops.items()
        ]
        files = [(write_health, health_file), (write_figures, metrics_file)]
        written = [(write, file) for write, file in files if file is not None]
        beside = [asyncio.create_task(self._keep_listening())]
        beside += [asyncio.create_task(self._keep_writing(write, file)) for write, file in written]
        try:
            await asyncio.gather(*running)
        finally:
            for task in (*running, *beside):
                task.cancel()
            await asyncio.gather(*running, *beside, return_exceptions=True)
            await self._session.close()
            self.health.state = "stopped"
            for write, file in written:
                self._write(write, file)
            log.info("worker ended", extra={"done": {name: loop.done for name, loop in self.health.loops.items()}})

    async def run_once(self) -> dict[str, int]:
        """Run each loop until nothing is left to do now; returns how much each did.

        Raises:
            DbError: the database is not there.
        """
        done = dict.fromkeys(self.loops, 0)
        try:
            while not self.stop.is_set():
                before = dict(done)
                for name, loop in self.loops.items():
                    while not self.stop.is_set() and (count := await loop.step()):
                        done[name] += count
                if done == before:
                    break
            for loop in self.loops.values():
                await loop.drain()
        finally:
            await self._session.close()
        return done

    async def _keep_listening(self) -> None:
        """Hold the connection for wake-ups; without it the loops still look by themselves."""
        while True:
            try:
                await self._session.listen()
            except DbError:
                log.debug("nobody to listen to")
            except Exception:  # whatever it is, it is logged, and may be over the next time
                log.exception("nobody can be listened to")
            await asyncio.sleep(_LISTEN_S)

    async def _keep_writing(self, write: Callable[[Path, Health], None], file: Path) -> None:
        while True:
            self.health.state = "stopping" if self.stop.is_set() else "running"
            self._write(write, file)
            await asyncio.sleep(1.0)

    def _write(self, write: Callable[[Path, Health], None], file: Path) -> None:
        try:
            write(file, self.health)
        except OSError as error:
            log.warning("%s cannot be written: %s", file.name, error)

    # -- jobs for tenants ---------------------------------------------------------------------------------------------
    def _step_of(self, job: Job):
        async def step() -> int:
            return await self._step(job)

        return step

    async def _step(self, job: Job) -> int:
        """One unit for each tenant that has work; a tenant that fails is left alone for a while, the others go on."""
        async with acquire(self.pool) as connection, transaction(connection):
            clock_us = await store.read_clock_us(connection)
            due = await job.find(connection, clock_us)
        done = 0
        for tenant_id in due:
            if self.stop.is_set():
                break
            if self.tenant_ids is not None and tenant_id not in self.tenant_ids:
                continue
            if self._resting.get((job.name, tenant_id), 0.0) > time.monotonic():
                continue
            async with self._session.turn(job.name, tenant_id) as ours:
                if ours:
                    done += await self._do(job, tenant_id, clock_us)
        return done

    async def _do(self, job: Job, tenant_id: int, clock_us: int) -> int:
        tenant = self.tenants.get(tenant_id)
        try:
            if job.needs_program and not await tenant.refresh():
                return 0
            work = Work(
                self.pool, tenant_id, clock_us, tenant.engine, tenant.book.program_at, FACT_VERSIONS, self.limits,
                self.objects, tenant.engine.personal, TEXT_CHECKS,
            )  # fmt: skip
            return await job.unit(work)
        except _EVERYBODYS:
            raise
        except Exception as error:
            self._resting[job.name, tenant_id] = time.monotonic() + _TENANT_REST_S
            health = self.health.loops.setdefault(job.name, LoopHealth(0))
            note_failure(f"{job.name} of tenant {tenant_id}", health, error)
            return 0


@asynccontextmanager
async def open_worker(
    settings: Settings,
    *,
    jobs: Sequence[Job] = JOBS,
    only: Collection[str] | None = None,
    tenants: Collection[str] = (),
    connections: int = 8,
    terms: Terms | None = None,
    limits: Limits | None = None,
) -> AsyncGenerator[Worker]:
    """Open the database, bring it up to date, and put a worker together.

    Args:
        settings: As read.
        jobs: Work for tenants.
        only: Names of loops to run; by default all.
        tenants: Slugs of tenants to work for; none: all.
        connections: Most connections of each of the two pools.
        terms: How webhooks are tried.
        limits: How old things must be; by default what the settings say.

    Raises:
        DbError: the database cannot be used.
        VaultKeyInvalid: the key of the vault cannot be used.
    """
    tune_collector()
    address = await open_database(settings.home, environ=settings.environ)
    if await pending(address.owner_dsn):
        await migrate(address.owner_dsn)
    vault = open_vault(settings.home, settings.environ)
    plain = await create_pool(address.dsn, min_size=1, max_size=connections)
    engine = await create_pool(address.dsn, min_size=1, max_size=connections, server_settings=SESSION_SETTINGS)
    try:
        async with Client(reach=settings.webhook_reach) as client:
            yield Worker(
                address.dsn,
                (plain, engine),
                Sender(plain, vault, client, terms),
                jobs=jobs,
                only=only,
                tenant_ids=await _find_tenants(plain, tenants) if tenants else None,
                limits=limits or Limits(ages_us={"log": settings.webhook_log_days * DAY_US}),
                objects=open_objects(settings.home, settings.environ),
            )
    finally:
        await asyncio.gather(close_pool(plain), close_pool(engine))


async def _find_tenants(pool: Pool, slugs: Collection[str]) -> set[int]:
    """Numbers of tenants by their slugs.

    Raises:
        TenantUnknown: there is none of such a name.
    """
    async with acquire(pool) as connection, transaction(connection):
        ids = await every_tenant(connection, 0)
    known: dict[str, int] = {}
    for tenant_id in ids:
        async with acquire(pool) as connection, transaction(connection, tenant_id=tenant_id):
            known[await store.get_slug(connection, tenant_id)] = tenant_id
    for slug in slugs:
        if slug not in known:
            raise make_unknown(slug, sorted(known))
    return {known[slug] for slug in slugs}
