"""Our own supervisor of an embedded PostgreSQL: make, start, adopt, stop, look.

The server outlives the process that starts it; any number of processes may ask for it at once and get the same one.
"""

import logging
import os
import re
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from liuke.db.account import Account, get_account, run_as
from liuke.db.binaries import Binaries, bring_within_reach, get_binaries
from liuke.db.errors import (
    DurabilityDisabled,
    PostgresFolderUnusable,
    PostgresVersionMismatch,
    SettingRefused,
)
from liuke.db.folders import (
    Folders,
    find_folders,
    get_home,
    get_shared,
    make_folders,
    make_owned_folder,
    make_shared,
    make_socket_folder,
    sync_folder,
    write_durably,
)
from liuke.db.process import (
    find_pid_file,
    find_processes,
    hold_lock,
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
    DATABASE,
    DURABLE_SETTINGS,
    OWNER_ROLE,
    Credentials,
    check_durability,
    find_credentials,
    make_credentials,
    provision,
    query,
    raise_for_output,
    render_dsn,
    reset_admin_password,
)

log = logging.getLogger("liuke.db")

StopMode = Literal["fast", "immediate"]

_DEFAULTS: Mapping[str, str] = {
    "shared_buffers": "192MB",
    "max_connections": "100",
    "wal_compression": "on",
    "max_wal_size": "2GB",
    "huge_pages": "try",
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "lc_messages": "C",
    "password_encryption": "scram-sha-256",
    "log_line_prefix": "%m [%p] %q%u@%d ",
    "log_startup_progress_interval": "5s",
    "checkpoint_completion_target": "0.9",
    "idle_in_transaction_session_timeout": "10min",
}
# Decided here alone: what keeps acknowledged work, and what keeps the server private.
_RESERVED = frozenset(
    {
        *DURABLE_SETTINGS,
        "listen_addresses",
        "unix_socket_directories",
        "unix_socket_permissions",
        "port",
        "data_directory",
    }
    | {
        "hba_file",
        "ident_file",
        "config_file",
        "external_pid_file",
        "restart_after_crash",
        "zero_damaged_pages",
    }
)
_CONF = "liuke.conf"


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
            environ: where LIUKE_HOME, LIUKE_SHARED_DIR, LIUKE_POSTGRES_USER and LIUKE_POSTGRES_BINDIR are read.

        Raises:
            SettingRefused: lists settings that cannot be changed or whose values cannot be written.
        """
        self._environ = environ
        self.home = (home or get_home(environ)).absolute()
        self._settings = {
            **_DEFAULTS,
            **{name.lower(): str(value) for name, value in (settings or {}).items()},
        }
        faults = [f"{name} is decided by Liuke" for name in sorted(self._settings) if name in _RESERVED]
        faults += [
            f"{name!r} is no name of a setting"
            for name in self._settings
            if not re.fullmatch(r"[a-z_][a-z0-9_.]*", name)
        ]
        faults += [f"{name} has a line break in its value" for name, value in self._settings.items() if "\n" in value]
        if faults:
            raise SettingRefused("Asked for were:", faults=faults)

    def start(self) -> ServerInfo:
        """Return the running server, started or adopted; made first if there is none.

        Waits without limit while the server recovers from a crash, and while another process starts it.

        Raises:
            DbError: one of the typed errors of this package that says why it cannot run.
        """
        binaries = get_binaries(self._environ)
        account = get_account(find_folders(self.home).data, self._environ)
        folders = make_folders(self.home, account, get_shared(self._environ))
        with hold_lock(folders.start_lock):
            owner = try_lock(folders.owner_lock)
            try:
                if owner is None or (find_processes(folders.data) and self._find_postmaster(folders)):
                    adopted = self._adopt(binaries, folders)
                    if adopted:
                        return adopted
                    owner = owner or self._wait_for_owner_lock(folders)
                return self._start_own(binaries, account, folders, owner)
            finally:
                if owner is not None:
                    os.close(owner)

    def stop(self, mode: StopMode = "fast") -> bool:
        """End the server and wait until all its processes are gone; False if it was not running.

        Args:
            mode: "fast" ends cleanly (open transactions are rolled back); "immediate" as a crash would, with recovery at the
                next start. Neither loses acknowledged work.
        """
        folders = find_folders(self.home)
        if not folders.instance.is_dir() or not folders.data.is_dir():
            return False
        with hold_lock(folders.start_lock):
            pid = self._find_postmaster(folders)
            if pid is None:
                return False
            send_signal(pid, mode)
            wait_until(
                lambda: not find_processes(folders.data),
                "PostgreSQL to end",
                progress=lambda: read_last_line(folders),
            )
            return True

    def status(self) -> ServerStatus:
        """Look without changing anything."""
        folders = find_folders(self.home)
        version_file = folders.data / "PG_VERSION"
        version = version_file.read_text(encoding="ascii").strip() if version_file.is_file() else None
        found = find_pid_file(folders.data)
        alive = found is not None and is_server_of(found.pid, folders.data)
        if found is None or not alive:
            state = "absent" if version is None else "stopped"
            return ServerStatus(state, None, folders.data, version, None, folders.location, folders.log_file)
        state = found.state or "starting"
        return ServerStatus(
            state, found.pid, folders.data, version, found.socket_dir, folders.location, folders.log_file
        )

    def get_running(self) -> ServerInfo | None:
        """The server if it is ready now, else None; starts nothing."""
        folders = find_folders(self.home)
        found = find_pid_file(folders.data)
        credentials = find_credentials(folders.credentials_file)
        if found is None or credentials is None or found.state != "ready" or not is_server_of(found.pid, folders.data):
            return None
        return self._describe(get_binaries(self._environ), folders, credentials, adopted=True)

    # -- adopting --------------------------------------------------------------------------------------------------------

    @staticmethod
    def _find_postmaster(folders: Folders) -> int | None:
        found = find_pid_file(folders.data)
        return found.pid if found and is_server_of(found.pid, folders.data) else None

    def _adopt(self, binaries: Binaries, folders: Folders) -> ServerInfo | None:
        """Wait for the server that holds the data; None if it ended instead of becoming ready."""

        def settled() -> bool:
            found = find_pid_file(folders.data)
            if found and is_server_of(found.pid, folders.data):
                return found.state == "ready"
            return not find_processes(folders.data)

        wait_until(settled, "the running PostgreSQL to become ready", progress=lambda: read_last_line(folders))
        if self._find_postmaster(folders) is None:
            return None
        credentials = find_credentials(folders.credentials_file)
        if credentials is None:
            raise PostgresFolderUnusable(
                f"PostgreSQL runs, but its passwords in {folders.credentials_file} are gone.",
                fix="Run `liuke db stop`, then `liuke db start`: new passwords are made.",
            )
        info = self._describe(binaries, folders, credentials, adopted=True)
        check_durability(binaries, info.socket_dir, credentials)
        return info

    @staticmethod
    def _wait_for_owner_lock(folders: Folders) -> int:
        taken: list[int] = []

        def free() -> bool:
            descriptor = try_lock(folders.owner_lock)
            if descriptor is not None:
                taken.append(descriptor)
            return bool(taken)

        wait_until(free, "the last processes of a crashed PostgreSQL to end")
        return taken[0]

    # -- starting --------------------------------------------------------------------------------------------------------

    def _start_own(self, binaries: Binaries, account: Account, folders: Folders, owner: int | None) -> ServerInfo:
        assert owner is not None, "the data are ours to start"
        binaries = bring_within_reach(binaries, account, lambda: make_shared(get_shared(self._environ), account))
        credentials, reset = self._prepare_data(binaries, account, folders)
        self._remove_stale_pid_file(folders)
        self._write_settings(account, folders)
        socket_dir = make_socket_folder(folders, account, self._environ)
        rotate_log(folders.log_file)
        pid = self._launch(binaries, account, folders, socket_dir, owner)
        log.info("PostgreSQL %s runs as process %d.", binaries.version, pid)
        try:
            provision(binaries, socket_dir, credentials, reset=reset)
            check_durability(binaries, socket_dir, credentials)
        except DurabilityDisabled:
            send_signal(pid, "fast")
            wait_until(lambda: not find_processes(folders.data), "PostgreSQL to end")
            raise
        return self._describe(binaries, folders, credentials, adopted=False)

    def _prepare_data(self, binaries: Binaries, account: Account, folders: Folders) -> tuple[Credentials, bool]:
        """Make the data if there are none; returns the passwords and whether they must be set anew in the server."""
        version_file = folders.data / "PG_VERSION"
        credentials = find_credentials(folders.credentials_file)
        if not folders.data.exists():
            credentials = make_credentials(folders.credentials_file)
            initialise(binaries, account, folders, credentials)
            return credentials, False
        made_by = version_file.read_text(encoding="ascii").strip() if version_file.is_file() else "nothing known"
        if made_by != str(binaries.major):
            raise PostgresVersionMismatch(
                f"{folders.data} was made by PostgreSQL {made_by}; the programs are {binaries.version}."
            )
        if folders.data.stat().st_uid != account.uid:
            raise PostgresFolderUnusable(f"{folders.data} belongs to another account than {account.name!r}.")
        if credentials is not None:
            return credentials, False
        log.warning("The passwords in %s were lost; new ones are made.", folders.credentials_file)
        credentials = make_credentials(folders.credentials_file)
        self._remove_stale_pid_file(folders)
        self._write_settings(account, folders)
        reset_admin_password(binaries, account, folders.data, credentials)
        return credentials, True

    @staticmethod
    def _remove_stale_pid_file(folders: Folders) -> None:
        """We hold the owner lock and nobody works in the folder: a pid file is left from a crash.

        PostgreSQL itself would refuse to start if its number now belongs to another process of the same account.
        """
        wait_until(lambda: not find_processes(folders.data), "the last processes of a crashed PostgreSQL to end")
        (folders.data / "postmaster.pid").unlink(missing_ok=True)

    def _write_settings(self, account: Account, folders: Folders) -> None:
        lines = [f"{name} = '{value.replace(chr(39), chr(39) * 2)}'" for name, value in sorted(self._settings.items())]
        partial = folders.data / f"{_CONF}.partial"
        partial.write_text(
            "# Written at every start; use ALTER SYSTEM for settings of your own.\n" + "\n".join(lines) + "\n"
        )
        if account.drops:
            os.chown(partial, account.uid, account.gid)
        partial.chmod(0o600)
        partial.rename(folders.data / _CONF)

    @staticmethod
    def _launch(binaries: Binaries, account: Account, folders: Folders, socket_dir: Path, owner: int) -> int:
        quoted = str(socket_dir).replace('"', '""')
        fixed = {
            **DURABLE_SETTINGS,
            "listen_addresses": "",
            "unix_socket_directories": f'"{quoted}"',
            "unix_socket_permissions": "0700",
            "restart_after_crash": "on",
        }
        options = [part for name, value in fixed.items() for part in ("-c", f"{name}={value}")]
        log_start = folders.log_file.stat().st_size if folders.log_file.exists() else 0
        command = [binaries.program("postgres"), "-D", folders.data, *options]
        pid = launch_detached(command, account, log_file=folders.log_file, inherit=owner)

        def settled() -> bool:
            found = find_pid_file(folders.data)
            return (found is not None and found.pid == pid and found.state == "ready") or not _lives(pid)

        wait_until(settled, "PostgreSQL to become ready", progress=lambda: read_last_line(folders))
        if not _lives(pid):
            raise_for_output(read_tail(folders.log_file, start=log_start), f"It ended at once; {folders.log_file} says")
        return pid

    def _describe(self, binaries: Binaries, folders: Folders, credentials: Credentials, *, adopted: bool) -> ServerInfo:
        found = find_pid_file(folders.data)
        assert found is not None, "described servers run"
        assert found.socket_dir is not None, "a ready server has a socket"
        [[version, data_dir]] = query(
            binaries,
            found.socket_dir,
            credentials,
            "SELECT current_setting('server_version'), current_setting('data_directory');",
        )
        if not os.path.samefile(data_dir, folders.data):
            raise PostgresFolderUnusable(f"The server at {found.socket_dir} serves {data_dir}, not {folders.data}.")
        dsn = {
            role: render_dsn(found.socket_dir, role, credentials.password_of(role))
            for role in (APP_ROLE, OWNER_ROLE, ADMIN_ROLE)
        }
        return ServerInfo(
            dsn=dsn[APP_ROLE],
            owner_dsn=dsn[OWNER_ROLE],
            admin_dsn=dsn[ADMIN_ROLE],
            socket_dir=found.socket_dir,
            data_dir=folders.data,
            pid=found.pid,
            version=version.split()[0],
            adopted=adopted,
            location=folders.location,
        )


def _lives(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()[
            0
        ] not in {"Z", "X"}
    except (FileNotFoundError, ProcessLookupError):
        return False


def read_last_line(folders: Folders) -> str:
    """The last line the server printed."""
    return read_tail(folders.log_file, limit_bytes=400).rpartition("\n")[2]


def initialise(binaries: Binaries, account: Account, folders: Folders, credentials: Credentials) -> None:
    """Make the data folder: in a folder beside it that is renamed when it is whole and on disk.

    Raises:
        OutOfDiskSpace: no room.
        PostgresStartFailed: initdb refused; with what it said.
    """
    partial = folders.data.with_name("data.initialising")
    if partial.exists():
        shutil.rmtree(partial)  # left by a killed start; the start lock is ours
    make_owned_folder(partial, account)
    password_file = folders.data.with_name("initdb-password")
    locale = ["--locale-provider=builtin", "--locale=C.UTF-8"] if binaries.major >= 17 else ["--locale=C"]
    command = [
        binaries.program("initdb"),
        "-D",
        partial,
        "--username",
        ADMIN_ROLE,
        f"--pwfile={password_file}",
        "--encoding=UTF8",
        *locale,
    ]
    secure = ["--data-checksums", "--auth-local=scram-sha-256", "--auth-host=reject"]
    try:
        write_durably(password_file, credentials.admin + "\n", mode=0o600)
        if account.drops:
            os.chown(password_file, account.uid, account.gid)
        done = run_as(account, [*command, *secure])
    finally:
        password_file.unlink(missing_ok=True)
    if done.returncode != 0:
        shutil.rmtree(partial, ignore_errors=True)
        raise_for_output(done.stderr, "initdb failed")
    with (partial / "postgresql.conf").open("a", encoding="utf-8") as conf:
        conf.write(f"\ninclude_if_exists = '{_CONF}'\n")
        conf.flush()
        os.fsync(conf.fileno())
    partial.rename(folders.data)
    sync_folder(folders.data.parent)


__all__ = ["DATABASE", "EmbeddedPostgres", "ServerInfo", "ServerStatus", "StopMode"]
