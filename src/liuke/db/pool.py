"""Connections and transactions. This is the only module of Liuke that commits.

A pooled connection carries no session state: tenant and settings are set for one transaction only, so giving
it back needs no round trip. Whoever needs session state (LISTEN, session locks) opens a connection of its
own with `connect`.
"""

import asyncio
import random
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from typing import Any, TypeVar, cast

import asyncpg
import msgspec

from liuke.db.contracts import Connection, OwnConnection, Pool
from liuke.db.errors import ConnectionLostInDoubt, DatabaseUnavailable, OutOfDiskSpace, TransactionConflict

Result = TypeVar("Result")

_library = cast("Any", asyncpg)  # its parameters carry no types; what comes out of it is typed by our contracts
_encode_json = msgspec.json.Encoder().encode
_decode_json = msgspec.json.Decoder().decode
_JSONB_VERSION = b"\x01"

_DISK_FULL = frozenset({"53100"})
_NO_ROOM = ("No space left on device", "Disk quota exceeded", "File too large")
_CONFLICT = frozenset({"40001", "40P01"})
_GONE = frozenset({"57P01", "57P02", "57P03", "57P05", "53300", "25P03"})


SILENCE_SECONDS = 3.0
"""How long a server that says nothing is waited for by those who only want to be rid of it."""

_turns: dict[Pool, asyncio.Semaphore] = {}
"""Who may borrow a connection next, for each pool that is open.

The library lets whoever asks at the right moment pass those who wait, and sends these to the end of the queue again:
under load some of them wait for seconds.
"""


async def create_pool(dsn: str, *, min_size: int = 1, max_size: int = 10, reserved: int = 0, **options: Any) -> Pool:
    """Open a pool of prepared connections; jsonb and json travel as Python values.

    Args:
        dsn: address, from `ServerInfo.dsn` or LIUKE_DATABASE_URL.
        min_size: connections opened at once.
        max_size: most connections.
        reserved: how many of them are kept for those who `acquire` a reserved one.
        options: further arguments for asyncpg.create_pool.

    Raises:
        DatabaseUnavailable: the server cannot be reached.
    """
    arguments: dict[str, Any] = {
        "statement_cache_size": 512,
        "max_cached_statement_lifetime": 0,
        "max_inactive_connection_lifetime": 0.0,
        **options,
    }
    assert 0 <= reserved < max_size, "somebody must be able to borrow a connection"
    try:
        pool: Pool = await _library.create_pool(
            dsn,
            min_size=min_size,
            max_size=max_size,
            init=_prepare_connection,
            reset=_keep_session,
            **arguments,
        )
    except BaseException as error:
        raise translate_error(error) from error
    for known in [known for known in _turns if cast("Any", known).is_closing()]:
        del _turns[known]
    _turns[pool] = asyncio.Semaphore(max_size - reserved)
    return pool


async def close_pool(pool: Pool) -> None:
    """Close every connection; of a server that says nothing they are dropped."""
    with suppress(TimeoutError):
        async with asyncio.timeout(SILENCE_SECONDS):
            await pool.close()


async def connect(dsn: str) -> OwnConnection:
    """Open one connection outside any pool, with the same codecs; the caller closes it.

    Raises:
        DatabaseUnavailable: the server cannot be reached.
    """
    try:
        connection: OwnConnection = await _library.connect(dsn)
        try:
            await _prepare_connection(connection)
        except BaseException:
            connection.terminate()
            raise
    except BaseException as error:
        raise translate_error(error) from error
    return connection


_PINNED = """
SELECT set_config('liuke.tenant_id', '', false), set_config('row_security', 'on', false),
       set_config('synchronous_commit',
                  CASE WHEN current_setting('synchronous_commit') IN ('off', 'local') THEN 'on'
                       ELSE current_setting('synchronous_commit') END, false)
"""
"""A role may give itself settings that every later session begins with: whose rows it sees and what survives a crash
are not left to them."""


async def _prepare_connection(connection: Any) -> None:
    await connection.execute(_PINNED)
    await connection.set_type_codec(
        "jsonb", schema="pg_catalog", format="binary", encoder=_encode_jsonb, decoder=_decode_jsonb
    )
    await connection.set_type_codec(
        "json", schema="pg_catalog", format="binary", encoder=_encode_json, decoder=_decode_json
    )


def _encode_jsonb(value: Any) -> bytes:
    return _JSONB_VERSION + _encode_json(value)


def _decode_jsonb(data: bytes) -> Any:
    return _decode_json(memoryview(data)[1:])


async def _keep_session(_connection: Connection) -> None:
    """Nothing to undo: asyncpg has rolled back what was open, and nobody sets anything for a session."""


@asynccontextmanager
async def transaction(connection: Connection, *, tenant_id: object | None = None) -> AsyncGenerator[Connection]:
    """One READ COMMITTED transaction: COMMIT at the end of the block, ROLLBACK if it raises.

    Args:
        connection: must not be in a transaction yet.
        tenant_id: whose rows row-level security shows, as `liuke.tenant_id`; None shows no tenant's rows.

    Raises:
        DatabaseUnavailable: the server went away before COMMIT: nothing was kept.
        TransactionConflict: deadlock or serialization failure: nothing was kept.
        OutOfDiskSpace: the server had no room and said so: nothing was kept.
        ConnectionLostInDoubt: the connection died during COMMIT: try again with the same idempotency key.
    """
    running = cast("Any", connection).transaction(isolation="read_committed")
    try:
        await running.start()
        if tenant_id is not None:
            await _set_tenant(connection, tenant_id)
    except BaseException as error:
        await _roll_back(connection, running)
        raise translate_error(error) from error
    try:
        yield connection
    except BaseException as error:
        await _roll_back(connection, running)
        translated = translate_error(error)
        if translated is error:
            raise
        raise translated from error
    await _commit(connection, running)


async def fetch_alone(connection: Connection, sql: str, *arguments: object) -> list[Any]:
    """Rows of one statement that only reads and is its own transaction; it sets the tenant itself.

    Raises:
        DatabaseUnavailable: the server went away.
    """
    try:
        return await connection.fetch(sql, *arguments)
    except BaseException as error:
        raise translate_error(error) from error


@asynccontextmanager
async def snapshot(connection: Connection, *, tenant_id: object | None = None) -> AsyncGenerator[str]:
    """A read-only view of one moment, which other connections can share by the name that is yielded.

    Args:
        connection: must not be in a transaction yet.
        tenant_id: see `transaction`.
    """
    running = cast("Any", connection).transaction(isolation="repeatable_read", readonly=True)
    await running.start()
    try:
        if tenant_id is not None:
            await _set_tenant(connection, tenant_id)
        yield str(await connection.fetchval("SELECT pg_export_snapshot()"))
    finally:
        await _roll_back(connection, running)


async def _set_tenant(connection: Connection, tenant_id: object) -> None:
    """Whose rows row-level security shows until the transaction ends."""
    await connection.fetchval("SELECT set_config('liuke.tenant_id', $1, true)", str(tenant_id))


async def _roll_back(connection: Connection, running: Any) -> None:
    """Undo; if the connection is gone, or the server says nothing, the server undoes it by itself."""
    try:
        if not connection.is_closed() and connection.is_in_transaction():
            async with asyncio.timeout(SILENCE_SECONDS):
                await running.rollback()
    except (asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError, OSError):
        # a pool takes a connection that was lost back at once, and then refuses every question about it
        with suppress(asyncpg.InterfaceError):
            cast("Any", connection).terminate()


async def _commit(connection: Connection, running: Any) -> None:
    """COMMIT, to its end even if the caller is cancelled meanwhile: half a COMMIT has no outcome.

    A server that then says nothing for :data:`SILENCE_SECONDS` leaves it in doubt.
    """
    work = asyncio.ensure_future(running.commit())
    try:
        await asyncio.shield(work)
    except asyncio.CancelledError:
        _, late = await asyncio.wait([work], timeout=SILENCE_SECONDS)
        if late:
            cast("Any", connection).terminate()
            await asyncio.wait([work])
        if not work.cancelled() and (error := work.exception()):
            raise translate_commit_error(error) from error
        raise
    except BaseException as error:
        raise translate_commit_error(error) from error


def translate_error(error: BaseException) -> BaseException:
    """The typed error for what went wrong before COMMIT; other errors are returned as they are."""
    text = str(error) or type(error).__name__
    if isinstance(error, asyncpg.PostgresError):
        return _translate_state(error, text)
    # the driver loses count of its own steps when the server dies between two of them
    if isinstance(error, OSError | asyncpg.InternalClientError):
        return DatabaseUnavailable(text)
    return DatabaseUnavailable(text) if _was_gone_before(error, text) else error


def _was_gone_before(error: BaseException, text: str) -> bool:
    """Whether asyncpg found the connection dead before it sent anything.

    The last text is what it says when the server's farewell has arrived and the end of the connection has
    not.
    """
    told = (
        "connection is closed",
        "connection was closed",
        "released back to the pool",
        "cannot switch to state",
    )
    client_side = isinstance(error, asyncpg.InterfaceError | asyncpg.InternalClientError)
    return client_side and any(part in text for part in told)


def _translate_state(error: asyncpg.PostgresError, text: str) -> BaseException:
    state = str(getattr(error, "sqlstate", ""))
    if state in _DISK_FULL or any(told in text for told in _NO_ROOM):
        return OutOfDiskSpace(text)
    if state in _CONFLICT:
        return TransactionConflict(text)
    return DatabaseUnavailable(text) if state in _GONE or state.startswith("08") else error


def translate_commit_error(error: BaseException) -> BaseException:
    """The typed error for what went wrong during COMMIT: only a refusal by a living server is certain."""
    severity = getattr(error, "severity_en", None) or getattr(error, "severity", None)
    if isinstance(error, asyncpg.PostgresError) and severity == "ERROR":
        return translate_error(error)
    text = str(error) or type(error).__name__
    if _was_gone_before(error, text):
        return DatabaseUnavailable(text)
    doubtful = (asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError, OSError)
    return ConnectionLostInDoubt(text) if isinstance(error, doubtful) else error


async def run_transaction(
    pool: Pool,
    work: Callable[[Connection], Awaitable[Result]],
    *,
    tenant_id: object | None = None,
    attempts: int = 5,
    idempotent: bool = False,
) -> Result:
    """Run `work` in a transaction of its own and return its answer; try again when nothing was kept.

    Args:
        pool: where the connection comes from.
        work: may run several times; must have no effect outside the transaction.
        tenant_id: see `transaction`.
        attempts: most runs; pauses in between grow from about 20 ms to about 1 s.
        idempotent: `work` carries an idempotency key, so that running it again after an unknown COMMIT is
        safe.

    Raises:
        DbError: the last typed error, when the attempts are used up or trying again would not be safe.
    """
    retried = (TransactionConflict, DatabaseUnavailable, *((ConnectionLostInDoubt,) if idempotent else ()))
    for attempt in range(1, attempts + 1):
        try:
            async with acquire(pool) as connection, transaction(connection, tenant_id=tenant_id):
                return await work(connection)
        except retried:
            if attempt == attempts:
                raise
            await asyncio.sleep(min(0.02 * 2**attempt, 1.0) * random.uniform(0.5, 1.0))  # noqa: S311 - spreads load
    raise AssertionError("attempts must be at least 1")


@asynccontextmanager
async def acquire(pool: Pool, *, reserved: bool = False) -> AsyncGenerator[Connection]:
    """Borrow a connection; who asked first gets one first.

    Args:
        pool: From `create_pool`.
        reserved: Whether it may be one of those that the pool keeps aside.

    Raises:
        DatabaseUnavailable: none can be opened.
    """
    if reserved:
        async with _borrow(pool) as connection:
            yield connection
    else:
        async with _turns[pool], _borrow(pool) as connection:
            yield connection


@asynccontextmanager
async def _borrow(pool: Pool) -> AsyncGenerator[Connection]:
    try:
        connection: Connection = await cast("Any", pool).acquire()
    except BaseException as error:
        raise translate_error(error) from error
    try:
        yield connection
    finally:
        # a connection that died was taken back by the pool at once; what was done on it is known without this
        with suppress(asyncpg.InternalClientError, TimeoutError):
            await cast("Any", pool).release(connection, timeout=SILENCE_SECONDS)
