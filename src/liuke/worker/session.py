"""A connection of the worker's own: turns that only one process takes at a time, and wake-ups from other processes."""

from __future__ import annotations

import asyncio
import logging
import zlib
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from typing import Any, cast

import asyncpg

from liuke.db.contracts import Connection, OwnConnection
from liuke.db.errors import DatabaseUnavailable
from liuke.db.pool import SILENCE_SECONDS, connect, translate_error
from liuke.worker import store

log = logging.getLogger(__name__)


class Session:
    """Holds advisory locks and listens; connects again by itself.

    A turn saves work, it does not protect anything: when the connection dies its turns are free, and whoever takes them
    meets the one who still works only in units that happen exactly once anyway.

    Args:
        dsn: Of the application's role.
        channel: What to listen to.
        hear: Called with each payload.
    """

    def __init__(self, dsn: str, channel: str, hear: Callable[[str], None]) -> None:
        self._dsn = dsn
        self._channel = channel
        self._hear = hear
        self._connection: OwnConnection | None = None
        self._one_at_a_time = asyncio.Lock()

    async def close(self) -> None:
        """Give everything back."""
        if self._connection is not None:
            with suppress(asyncpg.PostgresError, asyncpg.InterfaceError, OSError):
                await cast("Any", self._connection).close(timeout=SILENCE_SECONDS)
            self._connection = None

    @asynccontextmanager
    async def turn(self, name: str, tenant_id: int) -> AsyncGenerator[bool]:
        """Whether it is this process's turn with this work of this tenant; given back at the end of the block.

        Raises:
            DatabaseUnavailable: nobody can say.
        """
        turn = (zlib.crc32(name.encode()) >> 1, tenant_id)
        holder = await self._ask(lambda connection: store.try_turn(connection, turn))
        if holder is None:
            yield False
            return
        try:
            yield True
        finally:
            if holder is self._connection and not holder.is_closed():
                with suppress(DatabaseUnavailable):
                    await self._ask(lambda connection: store.give_turn(connection, turn))

    async def listen(self) -> None:
        """Connect if need be.

        Raises:
            DatabaseUnavailable: there is no database to listen to.
        """
        await self._ask(store.is_there)

    async def _ask(self, question: Callable[[Connection], Awaitable[bool]]) -> OwnConnection | None:
        """The connection on which the answer was true, else ``None``."""
        async with self._one_at_a_time:
            connection = await self._connect()
            try:
                return connection if await question(connection) else None
            except BaseException as error:
                translated = translate_error(error)
                if isinstance(translated, DatabaseUnavailable):
                    connection.terminate()
                raise translated from error

    async def _connect(self) -> OwnConnection:
        if self._connection is None or self._connection.is_closed():
            made = await connect(self._dsn)
            try:
                await cast("Any", made).add_listener(self._channel, self._on_notice)
            except BaseException as error:
                made.terminate()
                raise translate_error(error) from error
            self._connection = made
        return self._connection

    def _on_notice(self, _connection: Any, _pid: int, _channel: str, payload: str) -> None:
        self._hear(payload)
