"""Exports whose reader fails or goes away: the error comes through, and the pool is as good as before."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from liuke.bulk.files import export
from liuke.bulk.store import TABLES, copy_out
from liuke.db.contracts import Pool
from liuke.db.pool import acquire, connect, transaction
from liuke.privacy.box import Personal
from tests.server import TestDatabase
from tests.world import make_members, make_pool


async def copy(pool: Pool, tenant_id: int, take: Callable[[bytes], Awaitable[None]]) -> None:
    table = TABLES["members"]
    async with acquire(pool) as connection, transaction(connection, tenant_id=tenant_id):
        await copy_out(connection, tenant_id, table, table.pick(personal=False), "ndjson", take)


async def test_who_is_cancelled_while_waiting_for_a_piece_leaves_nothing_behind(database: TestDatabase) -> None:
    """The database says nothing yet; the end of the process does not wait for it."""
    tenant_id, _ = await make_members(database.owner_dsn, database.dsn, 3)
    pool, owner = await make_pool(database.dsn, 1), await connect(database.owner_dsn)
    table = TABLES["members"]
    async with asyncio.timeout(20), transaction(owner):
        await owner.execute("LOCK TABLE member_state IN ACCESS EXCLUSIVE MODE")
        pieces = export(pool, Personal(None, tenant_id), table, table.pick(personal=False), "csv")
        asking = asyncio.ensure_future(anext(pieces))
        await asyncio.sleep(0.2)
        asking.cancel()
        with pytest.raises(asyncio.CancelledError):
            await asking
        assert "Queue.get" not in str(asyncio.all_tasks())
    await owner.close()
    await pool.close()


async def test_a_reader_that_fails_or_leaves_holds_up_nobody(database: TestDatabase) -> None:
    """All rows have come by then: no word of the server is left to wait for."""
    tenant_id, _ = await make_members(database.owner_dsn, database.dsn, 3)
    pool = await make_pool(database.dsn, 1)
    reading = asyncio.Event()

    async def fail(_piece: bytes) -> None:
        raise ValueError("no key")

    async def stay(_piece: bytes) -> None:
        reading.set()
        await asyncio.Event().wait()

    async with asyncio.timeout(20):
        with pytest.raises(ValueError, match="no key"):
            await copy(pool, tenant_id, fail)
        leaving = asyncio.create_task(copy(pool, tenant_id, stay))
        await reading.wait()
        await asyncio.sleep(0.2)
        leaving.cancel()
        with pytest.raises(asyncio.CancelledError):
            await leaving
        pieces = list[bytes]()

        async def keep(piece: bytes) -> None:
            pieces.append(piece)

        await copy(pool, tenant_id, keep)
    assert b"".join(pieces).count(b"\n") == 3
    await pool.close()
