"""Processes on one address: none of the requests is lost while they crash, are renewed, or end."""

from __future__ import annotations

import asyncio
import errno
import os
import signal
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from liuke.kernel.errors import InvalidInput
from liuke.supervise.child import find_target, take_child
from liuke.supervise.listening import bind
from liuke.supervise.supervisor import ServeFailed, Supervisor
from liuke.supervise.systemd import tell_systemd
from tests import waiting

ROOT = Path(__file__).resolve().parents[2]
TARGET = "tests.supervise.target:serve"
until = partial(waiting.until, seconds=30)


@asynccontextmanager
async def supervised(target: str = TARGET, **options: Any) -> AsyncIterator[tuple[Supervisor, int]]:
    listening = bind("127.0.0.1", 0)
    port = listening.getsockname()[1]
    environ = {**os.environ, "PYTHONPATH": str(ROOT), **options.pop("environ", {})}
    made = Supervisor(target, listening, environ=environ, **options)
    ready = asyncio.Event()
    running = asyncio.create_task(made.run(on_ready=ready.set))
    waiting = asyncio.create_task(ready.wait())
    try:
        await asyncio.wait([running, waiting], timeout=30, return_when=asyncio.FIRST_COMPLETED)
        if running.done():
            running.result()
        yield made, port
    finally:
        waiting.cancel()
        made.stop()
        with suppress(ServeFailed):
            await asyncio.wait_for(running, 30)
        listening.close()
    for place in made.places:
        for pid in place.pid_log:
            with pytest.raises(ProcessLookupError):
                os.kill(pid, 0)


class Load:
    """Clients that ask all the time: some with a connection for each request, some that keep theirs."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.answers = Counter[int]()
        self.lost = list[str]()
        self._stop = False

    async def __aenter__(self) -> Load:
        self._tasks = [asyncio.create_task(self._ask(keep=n % 2 == 0)) for n in range(12)]
        return self

    async def __aexit__(self, *_exc: object) -> None:
        self._stop = True
        await asyncio.gather(*self._tasks)

    async def _ask(self, *, keep: bool) -> None:
        while not self._stop:
            try:
                reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
                try:
                    while not self._stop:
                        pid, closing = await ask(reader, writer)
                        self.answers[pid] += 1
                        if closing or not keep:
                            break
                finally:
                    writer.close()
            except (OSError, asyncio.IncompleteReadError) as error:
                self.lost.append(repr(error))


async def ask(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, path: str = "/") -> tuple[int, bool]:
    writer.write(f"GET {path} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
    head = await reader.readuntil(b"\r\n\r\n")
    length = int(head.lower().split(b"content-length: ")[1].split(b"\r\n")[0])
    body = await reader.readexactly(length)
    return int(body.split()[0]), b"connection: close" in head.lower()


async def ask_once(port: int, path: str = "/") -> int:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        return (await ask(reader, writer, path))[0]
    finally:
        writer.close()


async def test_renewing_under_load_loses_nothing() -> None:
    async with supervised(workers=2) as (supervisor, port):
        first = set(supervisor.pids())
        async with Load(port) as load:
            await until(lambda: set(load.answers) >= first)
            for _ in range(2):
                before = set(supervisor.pids())
                supervisor.renew()
                await until(lambda before=before: not before & set(supervisor.pids()))
                served = Counter(load.answers)
                new = set(supervisor.pids())
                await until(lambda served=served, new=new: all(load.answers[pid] > served[pid] + 5 for pid in new))
        assert load.lost == []
        assert len(set(load.answers)) == 6
        assert min(load.answers.values()) > 5
        assert [len(place.pid_log) for place in supervisor.places] == [3, 3]


async def test_a_crash_costs_its_own_requests_only_and_is_mended() -> None:
    async with supervised(workers=2) as (supervisor, port):
        before = set(supervisor.pids())
        with pytest.raises(asyncio.IncompleteReadError):
            await ask_once(port, "/die")
        await until(lambda: len(set(supervisor.pids()) - before) == 1)
        (kept,) = set(supervisor.pids()) & before
        os.kill(kept, signal.SIGKILL)
        await until(lambda: not set(supervisor.pids()) & before)
        assert await ask_once(port) in supervisor.pids()


async def test_what_was_accepted_is_finished() -> None:
    async with supervised(workers=1) as (supervisor, port):
        slow = asyncio.create_task(ask_once(port, "/?wait=2"))
        await asyncio.sleep(1)
        (old,) = supervisor.pids()
        supervisor.stop()
        assert await slow == old


async def test_who_does_not_end_is_killed() -> None:
    began = time.monotonic()
    async with supervised("tests.supervise.target:never_end", workers=2, grace_s=0.3):
        pass
    assert time.monotonic() - began < 15


async def test_a_new_process_that_fails_leaves_the_old_ones_in_place(tmp_path: Path) -> None:
    fail = tmp_path / "fail"
    options: dict[str, Any] = {"workers": 2, "environ": {"FAIL_FILE": str(fail)}}
    async with supervised("tests.supervise.target:serve_or_fail", **options) as (supervisor, port):
        before = supervisor.pids()
        fail.write_text("")
        async with Load(port) as load:
            supervisor.renew()
            await until(lambda: len(supervisor.places[0].pid_log) == 2)
            await asyncio.sleep(0.5)
            assert supervisor.pids() == before
            fail.unlink()
            supervisor.renew()
            await until(lambda: not set(before) & set(supervisor.pids()))
        assert load.lost == []


async def test_a_beginning_that_fails_is_told(tmp_path: Path) -> None:
    fail = tmp_path / "fail"
    fail.write_text("")
    with pytest.raises(ServeFailed, match="process 1 did not get ready"):
        async with supervised("tests.supervise.target:serve_or_fail", environ={"FAIL_FILE": str(fail)}):
            pass
    with pytest.raises(ServeFailed):
        async with supervised("tests.supervise.target:never_ready", ready_s=0.3, grace_s=2):
            pass


async def test_signals_and_the_death_of_the_supervisor() -> None:
    program = (
        "import asyncio, sys\nfrom liuke.supervise.listening import bind\n"
        "from liuke.supervise.supervisor import Supervisor\n"
        "async def main():\n    made = Supervisor(sys.argv[1], bind('127.0.0.1', 0), workers=2)\n"
        "    def say():\n        print(made.listening.getsockname()[1], *made.pids(), flush=True)\n"
        "    await made.run(on_ready=say)\nasyncio.run(main())\n"
    )
    environ = {**os.environ, "PYTHONPATH": str(ROOT)}
    for sign in (signal.SIGTERM, signal.SIGINT, signal.SIGKILL):
        with subprocess.Popen(
            [sys.executable, "-c", program, TARGET], stdout=subprocess.PIPE, text=True, env=environ
        ) as process:
            try:
                assert process.stdout is not None
                port, *pids = [int(part) for part in (await asyncio.to_thread(process.stdout.readline)).split()]
                assert await ask_once(port) in pids
                if sign is signal.SIGTERM:
                    process.send_signal(signal.SIGHUP)
                    await until(lambda pids=pids: not any(alive(pid) for pid in pids))
                    assert await ask_once(port) not in pids
                process.send_signal(sign)
                await asyncio.to_thread(process.communicate)
            finally:
                process.kill()
        assert process.returncode == (-sign if sign is signal.SIGKILL else 0)
        await until(lambda pids=pids: not any(alive(pid) for pid in pids))
        with pytest.raises(ConnectionRefusedError):
            await ask_once(port)


def alive(pid: int) -> bool:
    """Whether it runs; one that ended and waits to be noticed does not."""
    try:
        return "\nState:\tZ" not in Path(f"/proc/{pid}/status").read_text()
    except (FileNotFoundError, ProcessLookupError):  # the second: it ended between opening and reading
        return False


def test_an_address_that_is_taken_is_told() -> None:
    with bind("127.0.0.1", 0) as taken, pytest.raises(OSError, match="Address already in use"):
        bind("127.0.0.1", taken.getsockname()[1])
    with pytest.raises(OSError, match="Cannot assign requested address"):
        bind("203.0.113.7", 0)
    with pytest.raises(socket.gaierror):
        bind("no.such.name.invalid", 0)


def test_the_child_is_for_a_supervisor_to_run() -> None:
    with pytest.raises(InvalidInput, match="for a supervisor"):
        take_child({})
    for name in ("nothing", "liuke.nothing:x", "liuke.kernel.clock:nothing"):
        with pytest.raises(InvalidInput, match="names no function"):
            find_target(name)


def test_systemd_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NOTIFY_SOCKET", raising=False)
    assert not tell_systemd("READY=1")
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as heard:
        heard.bind(str(tmp_path / "n"))
        monkeypatch.setenv("NOTIFY_SOCKET", str(tmp_path / "n"))
        assert tell_systemd("READY=1")
        assert heard.recv(100) == b"READY=1"
    (tmp_path / "n").unlink()
    assert not tell_systemd("READY=1")


async def test_a_machine_that_starts_nothing_for_a_while_gets_all_its_processes_back(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with supervised(workers=2) as (supervisor, port):
        first, start = supervisor.places[0], asyncio.create_subprocess_exec
        refused = list[str]()

        async def refuse(*_args: Any, **_more: Any) -> Any:
            refused.append("")
            raise BlockingIOError(errno.EAGAIN, "Resource temporarily unavailable")

        monkeypatch.setattr(asyncio, "create_subprocess_exec", refuse)
        supervisor.renew()
        await until(lambda: refused)
        before = first.current
        assert before is not None
        os.kill(before.process.pid, signal.SIGKILL)
        await until(lambda: len(refused) > 2)
        monkeypatch.setattr(asyncio, "create_subprocess_exec", start)
        await until(lambda: first.current is not before)
        pids = supervisor.pids()
        supervisor.renew()
        await until(lambda: not set(pids) & set(supervisor.pids()))
        await until(lambda: not any(alive(pid) for pid in pids))  # until then they may answer as well
        assert await ask_once(port) in supervisor.pids()


async def test_a_place_that_is_renewed_while_it_is_filled_again_has_one_process(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with supervised(workers=1) as (supervisor, port):
        (place,), start, renewed = supervisor.places, asyncio.create_subprocess_exec, asyncio.Event()
        before, calls = place.current, list[int]()
        assert before is not None

        async def delay(*args: Any, **more: Any) -> Any:
            calls.append(len(calls))
            if len(calls) == 1:
                await renewed.wait()
            return await start(*args, **more)

        monkeypatch.setattr(asyncio, "create_subprocess_exec", delay)
        os.kill(before.process.pid, signal.SIGKILL)
        await until(lambda: calls)
        supervisor.renew()
        await until(lambda: place.current is not before)
        (pid,) = supervisor.pids()
        renewed.set()
        await until(lambda: len(place.pid_log) == 3)
        await until(lambda: not alive(place.pid_log[-1]))
        assert supervisor.pids() == [pid]
        assert await ask_once(port) == pid
