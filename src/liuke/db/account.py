"""The operating-system account that PostgreSQL runs under, and running programs as it.

PostgreSQL refuses to run as root. Started by root, everything of the server runs as an unprivileged account:
the owner of the existing data, else LIUKE_POSTGRES_USER, else `nobody`.
"""

import os
import pwd
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from liuke.db.errors import PostgresAccountInvalid

_KEPT_VARIABLES = ("PATH", "LD_LIBRARY_PATH")


@dataclass(frozen=True, slots=True)
class Account:
    """Who the server runs as.

    Attributes:
        uid: numeric user.
        gid: numeric main group.
        name: name in the password database.
        drops: True if the caller is root and must become this account.
    """

    uid: int
    gid: int
    name: str
    drops: bool

    def process_options(self) -> dict[str, Any]:
        """Arguments for subprocess that make a child run as this account, without supplementary groups."""
        if not self.drops:
            return {}
        return {"user": self.uid, "group": self.gid, "extra_groups": []}


def get_account(data_dir: Path | None, environ: Mapping[str, str] = os.environ) -> Account:
    """The account for the server whose data are in `data_dir` (which need not exist).

    Raises:
        PostgresAccountInvalid: the account does not exist or is root.
    """
    uid = os.geteuid()
    if uid != 0:
        return _lookup(uid, drops=False)
    if data_dir is not None and data_dir.exists():
        owner = data_dir.stat().st_uid
        if owner != 0:
            return _lookup(owner, drops=True)
    name = environ.get("LIUKE_POSTGRES_USER") or "nobody"
    try:
        entry = pwd.getpwnam(name)
    except KeyError as error:
        raise PostgresAccountInvalid(f"The account {name!r} does not exist.") from error
    return _lookup(entry.pw_uid, drops=True)


def _lookup(uid: int, *, drops: bool) -> Account:
    if uid == 0:
        raise PostgresAccountInvalid("PostgreSQL refuses to run as root, and LIUKE_POSTGRES_USER names root.")
    try:
        entry = pwd.getpwuid(uid)
    except KeyError as error:
        raise PostgresAccountInvalid(
            f"The user id {uid} has no entry in the password database, and PostgreSQL needs one.",
            fix="Add the user to /etc/passwd (in a container: useradd), or run under another account.",
        ) from error
    return Account(uid=entry.pw_uid, gid=entry.pw_gid, name=entry.pw_name, drops=drops)


def clean_environment(extra: Mapping[str, str] | None = None) -> dict[str, str]:
    """An environment without PG* variables and with English messages, which programs can read."""
    kept = {name: os.environ[name] for name in _KEPT_VARIABLES if name in os.environ}
    return {"PATH": "/usr/bin:/bin", **kept, "LC_ALL": "C", "TZ": "UTC", "HOME": "/", **(extra or {})}


def run_as(
    account: Account | None,
    command: Sequence[str | Path],
    *,
    text_in: str = "",
    extra_env: Mapping[str, str] | None = None,
    inherit: int | None = None,
) -> subprocess.CompletedProcess[str]:
    """Run `command` to its end as `account` (None: as the caller); never raises on its status.

    The descriptor `inherit` stays open in it: a lock behind it is held until it ends, even if the caller is
    killed.
    """
    return subprocess.run(  # noqa: S603 - the commands are PostgreSQL's own programs
        [os.fspath(part) for part in command],
        input=text_in,
        capture_output=True,
        text=True,
        errors="replace",
        cwd="/",
        env=clean_environment(extra_env),
        check=False,
        pass_fds=() if inherit is None else (inherit,),
        **(account.process_options() if account else {}),
    )


def can_enter(account: Account, folder: Path) -> bool:
    """Whether `account` can reach and read `folder`, tried for real (modes, ACLs and mounts all count)."""
    if not account.drops:
        return os.access(folder, os.R_OK | os.X_OK)
    return run_as(account, ["/bin/sh", "-c", 'test -r "$1" && test -x "$1"', "sh", folder]).returncode == 0
