"""Puts the API together over an open platform."""

from __future__ import annotations

import asyncio
import logging
import os
from contextlib import suppress

from liuke.api.app import Api, App
from liuke.api.catalogue import ENDPOINTS
from liuke.api.gate import Gate
from liuke.api.pages import find_console, find_member_app, make_pages
from liuke.api.tenants import Tenants
from liuke.api.traces import open_tracing
from liuke.bootstrap import Platform
from liuke.db.contracts import Pool
from liuke.db.errors import DbError
from liuke.db.migrate import read_migrations
from liuke.db.pool import SILENCE_SECONDS, create_pool
from liuke.features import CODE_SENDERS, DOMAINS
from liuke.http.limits import RateLimit
from liuke.http.problems import ProblemWords
from liuke.kernel.errors import Fault
from liuke.keys.service import USED_EVERY_SECONDS, KeyRing
from liuke.media.objects import open_objects
from liuke.options import PHONE_LOGIN, ApiOptions
from liuke.phone_login.contracts import PhoneLogin
from liuke.settings import SettingsInvalid
from liuke.vault.vault import open_vault

log = logging.getLogger(__name__)


async def open_wide_pool(platform: Platform, options: ApiOptions) -> Pool:
    """Connections for lists and figures: the planner decides there, unlike on the engine's."""
    return await create_pool(platform.address.dsn, min_size=0, max_size=options.read_connections)


def make_app(
    platform: Platform,
    wide: Pool,
    options: ApiOptions,
    *,
    mounts: dict[str, App] | None = None,
    process: int | None = None,
) -> Api:
    """The application of one process; what it opens is closed by its ``on_stop``, which the server's lifespan calls.

    Args:
        platform: Open for as long as the application.
        wide: See :func:`open_wide_pool`; the caller closes it.
        options: Of this process.
        mounts: Path prefix → pages; by default the console and the member app.
        process: Place among several processes on the address.
    """
    settings, tenants = platform.settings, _open_tenants(platform, wide, options)
    ring = KeyRing(platform.pool)
    gate = Gate(
        ring,
        tenants.find_signing_key,
        tenants.is_erased,
        keys=RateLimit(options.rate_limit),
        members=RateLimit(options.member_rate_limit),
    )
    tracing = open_tracing(settings.environ)
    upkeep: list[asyncio.Task[None]] = []

    async def start() -> None:
        await tenants.get(platform.tenant_id)
        upkeep.append(asyncio.create_task(_keep_used(ring)))
        if process is not None:
            folder = settings.home / "run" / f"metrics-{os.getppid()}"
            upkeep.append(asyncio.create_task(tenants.metrics.share(folder, process)))

    async def stop() -> None:
        for task in upkeep:
            task.cancel()
        await asyncio.gather(*upkeep, return_exceptions=True)
        if tracing is not None:
            await asyncio.to_thread(tracing.close)
        await tenants.close()
        with suppress(DbError, TimeoutError):
            async with asyncio.timeout(SILENCE_SECONDS):
                await ring.keep_used()

    pages = make_pages(find_console(), find_member_app()) if mounts is None else mounts
    return Api(
        ENDPOINTS, tenants, gate, on_start=start, on_stop=stop, mounts=pages, origins=options.origins, tracing=tracing
    )


def _open_tenants(platform: Platform, wide: Pool, options: ApiOptions) -> Tenants:
    settings = platform.settings
    return Tenants(
        platform.pool,
        wide,
        lanes=options.lanes,
        schema=max(one.version for one in read_migrations()),
        vault=open_vault(settings.home, settings.environ),
        objects=open_objects(settings.home, settings.environ),
        media_quota_bytes=settings.media_quota_bytes,
        proxies=options.proxies,
        metrics_token=options.metrics_token,
        webhook_reach=settings.webhook_reach,
        problems=ProblemWords(domain.wordings for domain in DOMAINS),
        phone_login=_find_phone_login(options.phone_login, settings.tenant),
    )


def _find_phone_login(name: str, tenant: str) -> PhoneLogin | None:
    """How members log in by phone.

    Raises:
        SettingsInvalid: nobody sends codes under this name.
    """
    if not name:
        return None
    sender = next((one for one in CODE_SENDERS if one.name == name), None)
    if sender is None:
        known = ", ".join(one.name for one in CODE_SENDERS)
        fault = Fault(PHONE_LOGIN, "unknown", f"{name[:50]!r} sends no codes", f"use one of: {known}; or leave it out")
        raise SettingsInvalid("1 fault(s) in the environment", faults=[fault])
    return PhoneLogin(sender, tenant)


async def _keep_used(ring: KeyRing) -> None:
    while True:
        await asyncio.sleep(USED_EVERY_SECONDS)
        try:
            await ring.keep_used()
        except DbError as error:
            log.warning("when keys were last used cannot be written down now: %s", error.title)
        except Exception:  # whatever it is, it is logged, and may be over the next time
            log.exception("when keys were last used cannot be written down now")
