"""The server as a process: is it ours, is it alive, launching it detached, waiting for it.

Two locks (flock). `start.lock` is held by whoever starts or stops. `owner.lock` is handed to the server as
an open file and never released by hand, so the kernel frees it exactly when the last process of that server
is gone: it tells a running server from a stale postmaster.pid even if the process number was given to
somebody else.
"""

import fcntl
import logging
import os
import signal
import subprocess
import time
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from liuke.db.account import Account, clean_environment

log = logging.getLogger("liuke.db")

_LOG_LIMIT_BYTES = 10 * 1024 * 1024
_LOGS_KEPT = 3
_REPORT_EVERY_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class PidFile:
    """What postmaster.pid says.

    Attributes:
        pid: process number of the postmaster.
        socket_dir: folder of its socket; None while it starts.
        state: "starting", "ready", "standby" or "stopping"; "" while it starts.
    """

    pid: int
    socket_dir: Path | None
    state: str


def find_pid_file(data_dir: Path) -> PidFile | None:
    """Read postmaster.pid; None if there is none or it is not (yet) whole."""
    try:
        lines = (data_dir / "postmaster.pid").read_text(encoding="utf-8", errors="surrogateescape").split("\n")
        pid = int(lines[0])
    except (FileNotFoundError, NotADirectoryError, ValueError):
        return None
    socket_dir = Path(lines[4]) if len(lines) > 4 and lines[4] else None
    return PidFile(pid, socket_dir, lines[7].strip() if len(lines) > 7 else "")


def is_alive(pid: int) -> bool:
    """Whether process `pid` runs; a zombie does not."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state not in {"Z", "X"}


def is_server_of(pid: int, data_dir: Path) -> bool:
    """Whether process `pid` runs and works in `data_dir`, as every process of its server does."""
    try:
        return is_alive(pid) and Path(f"/proc/{pid}/cwd").samefile(data_dir)
    except (FileNotFoundError, ProcessLookupError, PermissionError, NotADirectoryError):
        return False


def find_processes(data_dir: Path) -> list[int]:
    """All processes that work in `data_dir`, among those the caller may look at."""
    return [
        int(entry.name)
        for entry in Path("/proc").iterdir()
        if entry.name.isdigit() and is_server_of(int(entry.name), data_dir)
    ]


@contextmanager
def hold_lock(path: Path) -> Generator[int]:
    """Wait for the lock and hold it; the kernel frees it if this process dies. Yields the descriptor."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            log.info("Waiting for another process that is starting or stopping PostgreSQL.")
            fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield descriptor
    finally:
        os.close(descriptor)


def try_lock(path: Path) -> int | None:
    """Take the lock if it is free. The caller closes the descriptor; a child that inherits it holds on."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(descriptor)
        return None
    return descriptor


def rotate_log(path: Path, limit_bytes: int = _LOG_LIMIT_BYTES) -> None:
    """Set a grown log aside as .1, .2, .3; the oldest is dropped."""
    if not path.exists() or path.stat().st_size < limit_bytes:
        return
    for number in range(_LOGS_KEPT - 1, 0, -1):
        older = path.with_name(f"{path.name}.{number}")
        if older.exists():
            older.rename(path.with_name(f"{path.name}.{number + 1}"))
    path.rename(path.with_name(f"{path.name}.1"))


def launch_detached(command: Sequence[str | Path], account: Account, *, log_file: Path, inherit: int) -> int:
    """Start `command` as `account` in its own session, not as our child, and return its process number.

    A shell starts it and ends at once, so that the server belongs to the system's first process: it outlives
    the caller and, when it dies, leaves no zombie behind in a long-lived caller. The descriptor `inherit`
    stays open in it.
    """
    descriptor = os.open(log_file, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600)
    try:
        started: subprocess.CompletedProcess[str] = subprocess.run(  # noqa: S603 - fixed text, given parts
            ["/bin/sh", "-c", '"$@" >&2 & echo $!', "sh", *(os.fspath(part) for part in command)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=descriptor,
            text=True,
            cwd="/",
            env=clean_environment(),
            start_new_session=True,
            umask=0o077,
            pass_fds=(inherit,),
            check=True,
            **account.process_options(),
        )
    finally:
        os.close(descriptor)
    return int(started.stdout)


def wait_until(done: Callable[[], bool], waiting_for: str, *, progress: Callable[[], str] = lambda: "") -> None:
    """Poll until `done`, without a time limit, and report now and then what is being waited for."""
    pause, began = 0.01, time.monotonic()
    reported = began
    while not done():
        time.sleep(pause)
        pause = min(pause * 1.3, 0.25)
        if time.monotonic() - reported >= _REPORT_EVERY_SECONDS:
            reported = time.monotonic()
            log.info("Waiting for %s since %d s. %s", waiting_for, reported - began, progress())


def send_signal(pid: int, mode: str) -> None:
    """Ask the postmaster to end: "fast" rolls open transactions back, "immediate" ends as in a crash."""
    with suppress(ProcessLookupError):
        os.kill(pid, {"fast": signal.SIGINT, "immediate": signal.SIGQUIT}[mode])


def read_tail(path: Path, *, start: int = 0, limit_bytes: int = 4000) -> str:
    """The end of a log from byte `start` on, at most `limit_bytes`."""
    if not path.exists():
        return ""
    with path.open("rb") as stream:
        size = stream.seek(0, os.SEEK_END)
        stream.seek(max(min(start, size), size - limit_bytes))
        return stream.read().decode("utf-8", errors="replace").strip()
