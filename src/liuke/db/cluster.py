"""The data folder: making it, its settings, its passwords. The server is stopped while this module works."""

import logging
import os
import re
import shutil
from collections.abc import Mapping
from pathlib import Path

from liuke.db.account import Account, run_as
from liuke.db.binaries import Binaries
from liuke.db.errors import PostgresFolderUnusable, PostgresVersionMismatch, SettingRefused
from liuke.db.folders import Folders, make_owned_folder, sync_folder, write_durably
from liuke.db.provision import (
    ADMIN_ROLE,
    DURABLE_SETTINGS,
    Credentials,
    draw_credentials,
    find_credentials,
    keep_credentials,
    raise_for_output,
    reset_passwords,
)

log = logging.getLogger("liuke.db")

_CONF = "liuke.conf"
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
_PRIVATE = ("listen_addresses", "unix_socket_directories", "unix_socket_permissions", "port")
_FILES = ("data_directory", "hba_file", "ident_file", "config_file", "external_pid_file")
_RESERVED = frozenset({*DURABLE_SETTINGS, *_PRIVATE, *_FILES, "restart_after_crash", "zero_damaged_pages"})


def merge_settings(asked: Mapping[str, str | int]) -> dict[str, str]:
    """Our defaults with what was asked for instead.

    Raises:
        SettingRefused: lists every setting that Liuke decides itself or that cannot be written down.
    """
    chosen = {name.lower(): str(value) for name, value in asked.items()}
    faults = [f"{name} is decided by Liuke" for name in sorted(chosen) if name in _RESERVED]
    faults += [f"{name!r} is no setting's name" for name in chosen if not re.fullmatch(r"[a-z_][a-z0-9_.]*", name)]
    faults += [
        f"{name} has a line break or a zero byte" for name, value in chosen.items() if set("\n\r\0") & set(value)
    ]
    if faults:
        raise SettingRefused("Asked for were:", faults=faults)
    return {**_DEFAULTS, **chosen}


def render_options(socket_dir: Path) -> list[str]:
    """Command-line options; they win over every configuration file."""
    quoted = str(socket_dir).replace('"', '""')
    fixed = {
        **DURABLE_SETTINGS,
        "listen_addresses": "",
        "unix_socket_directories": f'"{quoted}"',
        "unix_socket_permissions": "0700",
        "restart_after_crash": "on",
    }
    return [part for name, value in fixed.items() for part in ("-c", f"{name}={value}")]


def write_settings(account: Account, folders: Folders, settings: Mapping[str, str]) -> None:
    """Write the tunable settings to a file that postgresql.conf includes; ALTER SYSTEM wins over them."""
    lines = [f"{name} = '{value.replace(chr(39), chr(39) * 2)}'" for name, value in sorted(settings.items())]
    conf = folders.data / _CONF
    write_durably(conf, "\n".join(["# Written at every start; for your own use ALTER SYSTEM.", *lines, ""]), mode=0o600)
    if account.drops:
        os.chown(conf, account.uid, account.gid)


def prepare_data(binaries: Binaries, account: Account, folders: Folders, owner: int) -> Credentials:
    """Make the data folder if there is none, or check that it fits; returns the roles' passwords.

    Args:
        binaries: PostgreSQL's programs.
        account: who owns the data.
        folders: where they are.
        owner: the owner lock; programs that write the data hold it too, so that no two ever do at once.

    Raises:
        PostgresVersionMismatch: another major version made it.
        OutOfDiskSpace: no room.
        PostgresStartFailed: a program of PostgreSQL refused; with what it said.
    """
    credentials = find_credentials(folders.credentials_file)
    if not folders.data.exists():
        credentials = draw_credentials()
        keep_credentials(folders.credentials_file, credentials)
        initialise(binaries, account, folders, credentials, owner=owner)
        return credentials
    version_file = folders.data / "PG_VERSION"
    if not version_file.is_file():
        raise PostgresFolderUnusable(f"{folders.data} exists, but holds no data of PostgreSQL.")
    made_by = version_file.read_text(encoding="ascii").strip()
    if made_by != str(binaries.major):
        raise PostgresVersionMismatch(f"{folders.data} was made by {made_by}; the programs are {binaries.version}.")
    if credentials is None:
        log.warning("The passwords in %s were lost; new ones are made.", folders.credentials_file)
        credentials = draw_credentials()
        (folders.data / "postmaster.pid").unlink(missing_ok=True)  # of a crash: the caller holds the locks
        reset_passwords(binaries, account, folders.data, credentials, owner=owner)
        keep_credentials(folders.credentials_file, credentials)
    return credentials


def initialise(binaries: Binaries, account: Account, folders: Folders, credentials: Credentials, *, owner: int) -> None:
    """Run initdb in a folder beside the final one, which gets its name when it is whole and on disk.

    Raises:
        OutOfDiskSpace: no room.
        PostgresStartFailed: initdb refused; with what it said.
    """
    partial = folders.data.with_name("data.initialising")
    password_file = folders.data.with_name("initdb-password")
    if partial.exists():
        shutil.rmtree(partial)  # left by a killed start, whose initdb has ended: the owner lock is ours
    make_owned_folder(partial, account)
    locale = ["--locale-provider=builtin", "--locale=C.UTF-8"] if binaries.major >= 17 else ["--locale=C"]
    command = [
        binaries.program("initdb"),
        "-D",
        partial,
        "--username",
        ADMIN_ROLE,
        f"--pwfile={password_file}",
    ]
    options = [
        "--encoding=UTF8",
        *locale,
        "--data-checksums",
        "--auth-local=scram-sha-256",
        "--auth-host=reject",
    ]
    try:
        write_durably(password_file, credentials.admin + "\n", mode=0o600)
        if account.drops:
            os.chown(password_file, account.uid, account.gid)
        done = run_as(account, [*command, *options], inherit=owner)
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
