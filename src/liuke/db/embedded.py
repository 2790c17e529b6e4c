"""Our own supervisor of an embedded PostgreSQL: make, start, adopt, stop, look.

The server outlives the process that starts it; any number of processes may ask for it at once and get the
same one.
"""

import errno
import logging
import os
from collections.abc import Generator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from liuke.db.account import Account, get_account
from liuke.db.binaries import Binaries, bring_within_reach, get_binaries
from liuke.db.cluster import merge_settings, prepare_data, render_options, write_settings
from liuke.db.errors import (
    DatabaseUnavailable,
    DurabilityDisabled,
    OutOfDiskSpace,
    PostgresFolderUnusable,
)
from liuke.db.folders import (
    PORT,
    Folders,
    find_folders,
    get_home,
    get_shared,
    make_folders,
    make_shared,
    make_socket_folder,
)
from liuke.db.process import (
    find_pid_file,
    find_processes,
    hold_lock,
    is_alive,
    is_server_of,
    launch_detached,
    read_tail,
    rotate_log,
    send_signal,
    try_lock,
    wait_until,
)
from liuke.db.provision import (
    ADMIN_ROLE,
    APP_ROLE,
    OWNER_ROLE,
    Credentials,
    check_durability,
    find_credentials,
    is_answering,
    provision,
    query,
    raise_for_output,
    render_dsn,
)

log = logging.getLogger("liuke.db")

StopMode = Literal["fast", "immediate"]


@dataclass(frozen=True, slots=True)
class ServerInfo:
    """A running server.

    Attributes:
        dsn: address for the application (role `liuke_app`, row-level security applies).
        owner_dsn: address for migrations (role `liuke_owner`).
        admin_dsn: address of the server's administrator; for dump, restore and tests.
        socket_dir: folder of the socket.
        data_dir: PostgreSQL's data.
        pid: process number of the postmaster.
        version: of the running server, like "18.6".
        adopted: True if it was running already.
        location: "home" or "outside" (see folders).
    """

    dsn: str = field(repr=False)
    owner_dsn: str = field(repr=False)
    admin_dsn: str = field(repr=False)
    socket_dir: Path
    data_dir: Path
    pid: int
    version: str
    adopted: bool
    location: str


@dataclass(frozen=True, slots=True)
class ServerStatus:
    """What is there now, without changing anything.

    Attributes:
        state: "absent" (never made), "stopped", "starting", "ready" or "stopping".
        pid: of the postmaster, if it lives.
        data_dir: PostgreSQL's data.
        data_version: major version of the data, if there are any.
        socket_dir: folder of the socket, if it runs.
        location: "home", or "outside" when the server's account cannot enter the home.
        log_file: what the server printed.
    """

    state: str
    pid: int | None
    data_dir: Path
    data_version: str | None
    socket_dir: Path | None
    location: str
    log_file: Path


class EmbeddedPostgres:
    """The embedded server of one home folder."""

    def __init__(
        self,
        home: Path | None = None,
        *,
        settings: Mapping[str, str | int] | None = None,
        environ: Mapping[str, str] = os.environ,
    ) -> None:
        """Name the home; nothing is looked at or made yet.

        Args:
            home: Liuke's home; by default from the environment.
            settings: PostgreSQL settings to use instead of the defaults, from the next start on.
            environ: where LIUKE_HOME, LIUKE_SHARED_DIR, LIUKE_POSTGRES_USER and LIUKE_POSTGRES_BINDIR are
            read.

        Raises:
            SettingRefused: lists settings that cannot be changed or whose values cannot be written.
        """
        self._environ = environ
        self._settings = merge_settings(settings or {})
        self.home = (home or get_home(environ)).absolute()

    def start(self) -> ServerInfo:
        """Return the running server, started or adopted; made first if there is none.

        Waits without limit while the server recovers from a crash, and while another process starts it.

        Raises:
            DbError: one of the typed errors of this package that says why it cannot run.
        """
        binaries = get_binaries(self._environ)
        with _typed_errors():
            account = get_account(find_folders(self.home).data, self._environ)
            folders = make_folders(self.home, account, get_shared(self._environ))
            _check_owner(folders, account)
            with hold_lock(folders.start_lock):
                return self._adopt_or_start(binaries, account, folders)

    def stop(self, mode: StopMode = "fast") -> bool:
        """End the server and wait until all its processes are gone; False if it was not running.

        Args:
            mode: "fast" ends cleanly (open transactions are rolled back); "immediate" as a crash would, with
                recovery at the next start. Neither loses acknowledged work.
        """
        with _typed_errors():
            folders = find_folders(self.home)
            if not folders.instance.is_dir() or not folders.data.is_dir():
                return False
            with hold_lock(folders.start_lock):
                found = find_pid_file(folders.data)
                if found is None or not is_server_of(found.pid, folders.data):
                    return False
                send_signal(found.pid, mode)
                _wait_for_end(folders)
                _remove_short_socket_folder(folders, found.socket_dir)
                return True

    def status(self) -> ServerStatus:
        """Look without changing anything."""
        with _typed_errors():
            folders = find_folders(self.home)
            version_file = folders.data / "PG_VERSION"
            version = version_file.read_text(encoding="ascii").strip() if version_file.is_file() else None
            found = find_pid_file(folders.data)
            if found is not None and is_server_of(found.pid, folders.data):
                state, pid, socket_dir = found.state or "starting", found.pid, found.socket_dir
            else:
                state, pid, socket_dir = "absent" if version is None else "stopped", None, None
        return ServerStatus(state, pid, folders.data, version, socket_dir, folders.location, folders.log_file)

    def _adopt_or_start(self, binaries: Binaries, account: Account, folders: Folders) -> ServerInfo:
        """The start lock is ours. Who holds the owner lock is the server, or what is left of a killed one."""
        owner = try_lock(folders.owner_lock)
        try:
            if owner is None or _find_postmaster(folders) is not None:
                adopted = _adopt(binaries, folders)
                if adopted is not None:
                    return adopted
            if owner is None:
                owner = _wait_for_owner_lock(folders)
            return self._start_own(binaries, account, folders, owner)
        finally:
            if owner is not None:
                os.close(owner)  # a server that was started keeps the lock through its own copy

    def _start_own(self, binaries: Binaries, account: Account, folders: Folders, owner: int) -> ServerInfo:
        binaries = bring_within_reach(binaries, account, lambda: make_shared(get_shared(self._environ), account))
        # Nobody works in the folder, so a pid file is left from a crash. PostgreSQL itself would refuse to
        # start if its number now belongs to another process of the same account.
        _wait_for_end(folders)
        (folders.data / "postmaster.pid").unlink(missing_ok=True)
        credentials = prepare_data(binaries, account, folders, owner)
        write_settings(account, folders, self._settings)
        socket_dir = make_socket_folder(folders, account, self._environ)
        _remove_stale_files(folders, socket_dir)
        rotate_log(folders.log_file)
        pid = _launch(binaries, account, folders, render_options(socket_dir), owner)
        log.info("PostgreSQL %s runs as process %d.", binaries.version, pid)
        try:
            provision(binaries, socket_dir, credentials)
            check_durability(binaries, socket_dir, credentials)
        except DurabilityDisabled:
            send_signal(pid, "fast")
            _wait_for_end(folders)
            raise
        return _describe(binaries, folders, credentials, adopted=False)


@contextmanager
def _typed_errors() -> Generator[None]:
    """Turn what the operating system refuses into our errors."""
    try:
        yield
    except OSError as error:
        where = f"{error.filename}: {error.strerror}." if error.filename else f"{error}."
        if error.errno in {errno.ENOSPC, errno.EDQUOT}:
            raise OutOfDiskSpace(where) from error
        if isinstance(error, PermissionError) or error.errno == errno.EROFS:
            raise PostgresFolderUnusable(where) from error
        raise


def _check_owner(folders: Folders, account: Account) -> None:
    if folders.data.exists() and folders.data.stat().st_uid != account.uid:
        raise PostgresFolderUnusable(f"{folders.data} belongs to another account than {account.name!r}.")


def _find_postmaster(folders: Folders) -> int | None:
    found = find_pid_file(folders.data)
    return found.pid if found and is_server_of(found.pid, folders.data) else None


def _wait_for_end(folders: Folders) -> None:
    wait_until(lambda: not find_processes(folders.data), "PostgreSQL to end", progress=lambda: _last_line(folders))


def _remove_stale_files(folders: Folders, socket_dir: Path) -> None:
    """The locks are ours and nobody works in the data, so these are left from a crash.

    PostgreSQL itself would refuse to start if a process number in them now belongs to another process.
    """
    socket = socket_dir / f".s.PGSQL.{PORT}"
    for file in (folders.data / "postmaster.pid", socket, socket.with_name(f"{socket.name}.lock")):
        file.unlink(missing_ok=True)


def _remove_short_socket_folder(folders: Folders, socket_dir: Path | None) -> None:
    """A socket folder outside the instance serves only while the server runs."""
    if socket_dir is not None and socket_dir.parent != folders.data.parent:
        with suppress(OSError):  # not empty after an immediate stop: the next start uses it again
            socket_dir.rmdir()


def _wait_for_owner_lock(folders: Folders) -> int:
    taken: list[int] = []

    def is_free() -> bool:
        descriptor = try_lock(folders.owner_lock)
        if descriptor is not None:
            taken.append(descriptor)
        return bool(taken)

    wait_until(is_free, "the last processes of a crashed PostgreSQL to end")
    return taken[0]


def _adopt(binaries: Binaries, folders: Folders) -> ServerInfo | None:
    """Wait until the server that holds the data answers; None if it ends instead."""
    credentials = find_credentials(folders.credentials_file)

    def is_settled() -> bool:
        found = find_pid_file(folders.data)
        if found is None or not is_server_of(found.pid, folders.data):
            return not find_processes(folders.data)
        if found.state != "ready" or found.socket_dir is None:
            return False
        # After the crash of a single process the pid file says "ready" while the server recovers.
        return credentials is None or is_answering(binaries, found.socket_dir, credentials)

    wait_until(is_settled, "the running PostgreSQL", progress=lambda: _last_line(folders))
    if _find_postmaster(folders) is None:
        return None
    if credentials is None:
        raise PostgresFolderUnusable(
            f"PostgreSQL runs, but its passwords in {folders.credentials_file} are gone.",
            fix="Run `liuke db stop`, then `liuke db start`: new passwords are made.",
        )
    info = _describe(binaries, folders, credentials, adopted=True)
    provision(binaries, info.socket_dir, credentials)  # whoever started it may have been killed before this
    check_durability(binaries, info.socket_dir, credentials)
    return info


def _launch(binaries: Binaries, account: Account, folders: Folders, options: list[str], owner: int) -> int:
    log_start = folders.log_file.stat().st_size if folders.log_file.exists() else 0
    command = [binaries.program("postgres"), "-D", folders.data, *options]
    pid = launch_detached(command, account, log_file=folders.log_file, inherit=owner)

    def is_settled() -> bool:
        found = find_pid_file(folders.data)
        return (found is not None and found.pid == pid and found.state == "ready") or not is_alive(pid)

    wait_until(is_settled, "PostgreSQL to become ready", progress=lambda: _last_line(folders))
    if not is_alive(pid):
        raise_for_output(read_tail(folders.log_file, start=log_start), f"It ended; {folders.log_file} says")
    return pid


def _describe(binaries: Binaries, folders: Folders, credentials: Credentials, *, adopted: bool) -> ServerInfo:
    found = find_pid_file(folders.data)
    if found is None or found.socket_dir is None:
        raise DatabaseUnavailable("PostgreSQL was stopped meanwhile.")
    socket_dir = found.socket_dir
    asked = "SELECT current_setting('server_version'), current_setting('data_directory');"
    [[version, data_dir]] = query(binaries, socket_dir, credentials, asked)
    if not Path(data_dir).samefile(folders.data):
        raise PostgresFolderUnusable(f"The server at {socket_dir} serves {data_dir}, not {folders.data}.")
    roles = (APP_ROLE, OWNER_ROLE, ADMIN_ROLE)
    dsn, owner_dsn, admin_dsn = (render_dsn(socket_dir, role, credentials.password_of(role)) for role in roles)
    return ServerInfo(
        dsn=dsn,
        owner_dsn=owner_dsn,
        admin_dsn=admin_dsn,
        socket_dir=socket_dir,
        data_dir=folders.data,
        pid=found.pid,
        version=version.split()[0],
        adopted=adopted,
        location=folders.location,
    )


def _last_line(folders: Folders) -> str:
    return read_tail(folders.log_file, limit_bytes=400).rpartition("\n")[2]
