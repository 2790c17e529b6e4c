"""Several processes that share a replay: each takes the members that fall to it, in their order.

Deciding is Python and fills one core; the database needs part of another. Chunks go out over pipes, two ahead, so that
nobody waits for the slowest. A worker that dies ends the replay; started again it goes on from the last checkpoint.
"""

from __future__ import annotations

import asyncio
import gc
import multiprocessing
import zlib
from collections import deque
from concurrent.futures import ThreadPoolExecutor
from types import TracebackType
from typing import Any, Protocol

import msgspec
import uvloop

from liuke.db.pool import create_pool
from liuke.engine.engine import Engine
from liuke.engine.store import SESSION_SETTINGS
from liuke.features import DOMAINS
from liuke.kernel.errors import LiukeError
from liuke.publishing.program_book import ProgramBook
from liuke.replay.contracts import Progress, RunTerms, SourceEvent
from liuke.replay.runner import ChunkRunner
from liuke.vault.vault import Vault

AHEAD = 2
"""Chunks that may be under way at once."""


class WorkerFailed(LiukeError):
    """A process of the replay ended or met an error; nothing it acknowledged is lost."""

    code = "replay-worker-failed"
    status = 500
    title = "A process of the replay failed"


class WorkerTerms(msgspec.Struct, frozen=True):
    """What a worker must know.

    Args:
        dsn: Of the application's role.
        tenant_id: Whose members.
        run: Of the replay.
    """

    dsn: str
    tenant_id: int
    run: RunTerms


class Pipe(Protocol):
    """One end of a pipe between processes."""

    def send_bytes(self, buf: bytes, /) -> None:
        """Send a message."""
        ...

    def recv_bytes(self) -> bytes:
        """The next message; ``EOFError`` when the other end is closed."""
        ...

    def close(self) -> None:
        """Close this end."""
        ...


class _Reply(msgspec.Struct):
    progress: Progress | None = None
    error: str = ""


class ProcessCrew:
    """A crew of processes. Use as an async context manager.

    Args:
        terms: For the workers.
        processes: How many.
    """

    def __init__(self, terms: WorkerTerms, processes: int, vault: Vault | None = None) -> None:
        self._terms = terms
        self._vault = vault
        self._count = processes
        self._workers: list[_Worker] = []
        self._waiting: deque[tuple[int, asyncio.Future[Progress]]] = deque()
        self._finished: list[tuple[int, Progress]] = []
        self._encode = msgspec.msgpack.Encoder().encode

    async def __aenter__(self) -> ProcessCrew:
        """Start the processes."""
        context = multiprocessing.get_context("spawn")
        for number in range(self._count):
            here, there = context.Pipe()
            process = context.Process(
                target=_work, args=(there, self._terms, self._vault), name=f"replay-{number}", daemon=True
            )
            process.start()
            there.close()
            self._workers.append(_Worker(process, here))
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Let them finish what they have, and end them."""
        for worker in self._workers:
            await asyncio.to_thread(worker.close)

    async def take(self, chunk: list[SourceEvent]) -> None:
        """Hand a chunk out; waits while too many are under way."""
        while len(self._waiting) >= AHEAD:
            await self._collect_one()
        parts: list[list[SourceEvent]] = [[] for _ in self._workers]
        for event in chunk:
            parts[zlib.crc32(event.member.encode()) % len(parts)].append(event)
        replies = [worker.hand_over(self._encode(part)) for worker, part in zip(self._workers, parts, strict=True)]
        self._waiting.append((chunk[-1].day, asyncio.ensure_future(_join(replies))))

    async def _collect_one(self) -> None:
        day, future = self._waiting.popleft()
        self._finished.append((day, await future))

    def finished(self) -> list[tuple[int, Progress]]:
        """What was collected since the last call."""
        done, self._finished = self._finished, []
        return done

    async def drain(self) -> None:
        """Wait for everything under way."""
        while self._waiting:
            await self._collect_one()


class _Worker:
    """A process, its pipe, and a thread for each direction, so that nothing waits in the event loop."""

    def __init__(self, process: Any, pipe: Pipe) -> None:
        self._process = process
        self._pipe = pipe
        self._sender = ThreadPoolExecutor(max_workers=1)
        self._receiver = ThreadPoolExecutor(max_workers=1)

    def hand_over(self, message: bytes) -> asyncio.Future[bytes]:
        """Send a chunk; the future is its reply. Replies come in the order of chunks."""
        loop = asyncio.get_running_loop()
        sent = loop.run_in_executor(self._sender, self._pipe.send_bytes, message)
        sent.add_done_callback(lambda future: future.exception())  # a dead worker shows in the reply
        return loop.run_in_executor(self._receiver, self._pipe.recv_bytes)

    def close(self) -> None:
        """End the process: it stops at the end of its pipe."""
        self._pipe.close()
        self._process.join(10)
        if self._process.is_alive():
            self._process.kill()
        self._sender.shutdown(wait=False, cancel_futures=True)
        self._receiver.shutdown(wait=False, cancel_futures=True)


async def _join(replies: list[asyncio.Future[bytes]]) -> Progress:
    total = Progress()
    found = await asyncio.gather(*replies, return_exceptions=True)
    for message in found:
        if isinstance(message, BaseException):
            raise WorkerFailed("it ended without a word", fix="start the replay again; it goes on where it was")
        reply = msgspec.msgpack.decode(message, type=_Reply)
        if reply.progress is None:
            raise WorkerFailed(reply.error, fix="mend the cause and start the replay again; it goes on where it was")
        total.add(reply.progress)
    return total


# -- in the worker --------------------------------------------------------------------------------------------------
def _work(pipe: Pipe, terms: WorkerTerms, vault: Vault | None) -> None:
    gc.set_threshold(100_000, 50, 1_000)
    uvloop.run(_serve(pipe, terms, vault))


async def _serve(pipe: Pipe, terms: WorkerTerms, vault: Vault | None) -> None:
    decode = msgspec.msgpack.Decoder(list[SourceEvent]).decode
    encode = msgspec.msgpack.Encoder().encode
    pool = await create_pool(terms.dsn, min_size=1, max_size=3, server_settings=SESSION_SETTINGS)
    try:
        book = ProgramBook(pool, terms.tenant_id, domains=DOMAINS)
        await book.refresh()
        engine = Engine(
            pool,
            terms.tenant_id,
            book.program_at,
            catalogue=book.catalogue.current,
            lanes=1,
            vault=vault,
            simulate="replay",
        )
        runner = ChunkRunner(engine, terms.run, lanes=1, alone=False)
        while True:
            try:
                message = await asyncio.to_thread(pipe.recv_bytes)
            except (EOFError, OSError):
                return
            try:
                reply = _Reply(progress=await runner.run(decode(message)))
            except Exception as error:
                reply = _Reply(error=f"{type(error).__name__}: {error}")
            pipe.send_bytes(encode(reply))
    finally:
        await pool.close()
