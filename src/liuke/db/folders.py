"""Where the embedded server keeps its things, and making those folders without touching anybody else's.

    <home>/postgres/          locks, log, passwords, pointer; the caller's
    <home>/postgres/data      PostgreSQL's data; the server account's, 0700
    <home>/postgres/socket    its socket; the server account's, 0700

Run by root below a folder that only root can enter, the server's unprivileged account cannot reach `<home>`.
Then data and socket live in `<shared>/instance-<hash of home>/`, and `<home>/postgres/location` says so.
Modes and owners of folders that this module did not make are never changed.
"""

import hashlib
import os
import stat
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from liuke.db.account import Account, can_enter
from liuke.db.errors import PostgresFolderUnusable

PORT = 5432  # only names the socket file; the server listens on no network address
_SOCKET_PATH_LIMIT = 107  # bytes that sun_path holds on Linux besides the final zero
_POINTER = "location"


@dataclass(frozen=True, slots=True)
class Folders:
    """The folders of one embedded server.

    Attributes:
        home: Liuke's home.
        instance: log, locks, passwords, pointer file.
        data: PostgreSQL's data folder.
        location: "home" if the data are below the home, "outside" if they had to live elsewhere.
    """

    home: Path
    instance: Path
    data: Path
    location: str

    @property
    def log_file(self) -> Path:
        """What the server prints."""
        return self.instance / "server.log"

    @property
    def credentials_file(self) -> Path:
        """Passwords of the roles, mode 0600."""
        return self.instance / "credentials.json"

    @property
    def start_lock(self) -> Path:
        """Held while somebody starts or stops the server."""
        return self.instance / "start.lock"

    @property
    def owner_lock(self) -> Path:
        """Held by the server itself, and so by all its processes, for as long as any of them lives."""
        return self.data.parent / "owner.lock"


def get_home(environ: Mapping[str, str] = os.environ) -> Path:
    """Liuke's home: LIUKE_HOME, else XDG_DATA_HOME/liuke, else ~/.local/share/liuke; absolute."""
    configured = environ.get("LIUKE_HOME")
    if configured:
        return Path(configured).expanduser().absolute()
    data_home = environ.get("XDG_DATA_HOME")
    if data_home and Path(data_home).is_absolute():
        return Path(data_home) / "liuke"
    return Path("~/.local/share/liuke").expanduser().absolute()


def get_shared(environ: Mapping[str, str] = os.environ) -> Path:
    """Where root keeps what the server cannot reach below the home; LIUKE_SHARED_DIR or /var/lib/liuke."""
    return Path(environ.get("LIUKE_SHARED_DIR") or "/var/lib/liuke").absolute()


def find_folders(home: Path) -> Folders:
    """The folders as they are recorded now; makes nothing."""
    instance = home / "postgres"
    pointer = instance / _POINTER
    if pointer.is_file():
        return Folders(home, instance, Path(pointer.read_text(encoding="utf-8").rstrip("\n")), "outside")
    return Folders(home, instance, instance / "data", "home")


def make_folders(home: Path, account: Account, shared: Path) -> Folders:
    """Make what is missing and settle where the data live; the choice is made once and then kept.

    Raises:
        PostgresFolderUnusable: something is in the way; says what and how to mend it.
    """
    instance = home / "postgres"
    mode = 0o711 if account.drops else 0o700  # the unprivileged account may pass through, and read nothing
    for folder in (home, instance):
        _make_folder(folder, mode)
    folders = find_folders(home)
    if folders.location == "outside" and not folders.data.parent.is_dir():
        raise _report_gone(folders, instance)
    if can_enter_parent(account, folders.data):
        return folders
    if folders.data.exists():
        raise PostgresFolderUnusable(
            f"The account {account.name!r} can no longer reach the data in {folders.data}.",
            fix="Let it pass through every folder above (mode o+x); nothing was changed.",
        )
    if folders.location == "outside":
        raise _report_gone(folders, instance)
    return _settle_outside(folders, account, shared)


def _report_gone(folders: Folders, instance: Path) -> PostgresFolderUnusable:
    return PostgresFolderUnusable(
        f"{instance / _POINTER} says that the data are in {folders.data}, but that folder is gone.",
        fix="Mount the disk that holds it; or, to give those data up, remove the file `location`.",
    )


def can_enter_parent(account: Account, folder: Path) -> bool:
    """Whether `account` can pass through to `folder`'s parent, tried for real."""
    if not account.drops:
        return True
    probe = Path(tempfile.mkdtemp(prefix=".reach-", dir=folder.parent)) if folder.parent.is_dir() else None
    if probe is None:
        return False
    try:
        probe.chmod(0o755)
        return can_enter(account, probe)
    finally:
        probe.rmdir()


def _settle_outside(folders: Folders, account: Account, shared: Path) -> Folders:
    digest = hashlib.sha256(os.fsencode(folders.home.resolve())).hexdigest()[:16]
    place = shared / f"instance-{digest}"
    make_shared(shared, account)
    _make_folder(place, 0o711)
    data = place / "data"
    if not can_enter_parent(account, data):
        raise PostgresFolderUnusable(
            f"The account {account.name!r} of PostgreSQL reaches neither {folders.home} nor {shared}.",
            fix="Set LIUKE_SHARED_DIR to a folder on a lasting disk that every account can pass through.",
        )
    write_durably(folders.instance / _POINTER, f"{data}\n", mode=0o644)
    return Folders(folders.home, folders.instance, data, "outside")


def make_shared(shared: Path, account: Account) -> Path:
    """Make the shared folder if it is missing, and return it.

    Raises:
        PostgresFolderUnusable: it cannot be made, or somebody else owns it.
    """
    _make_folder(shared, 0o755)
    if account.drops and shared.stat().st_uid != 0:
        raise PostgresFolderUnusable(
            f"{shared} belongs to another account, which could change what PostgreSQL runs.",
            fix="Set LIUKE_SHARED_DIR to a folder that root owns.",
        )
    return shared


def make_owned_folder(folder: Path, account: Account) -> None:
    """Make `folder` with mode 0700 for the server's account, or check that it is exactly that already.

    Raises:
        PostgresFolderUnusable: it is a link, another's, or open to others.
    """
    try:
        folder.mkdir(mode=0o700)
        if account.drops:
            os.chown(folder, account.uid, account.gid)
    except FileExistsError:
        found = folder.lstat()
        right = stat.S_ISDIR(found.st_mode) and found.st_uid == account.uid and not found.st_mode & 0o077
        if not right:
            raise PostgresFolderUnusable(
                f"{folder} is in the way: it is no folder, belongs to another account, or is open to others.",
                fix="Remove it if nobody needs it, or set LIUKE_HOME to another place.",
            ) from None


def make_socket_folder(folders: Folders, account: Account, environ: Mapping[str, str] = os.environ) -> Path:
    """A private folder for the socket whose path is short enough for the system's limit of 107 bytes.

    Raises:
        PostgresFolderUnusable: no candidate can be used.
    """
    digest = hashlib.sha256(os.fsencode(folders.data.resolve())).hexdigest()[:12]
    candidates = [
        folders.data.parent / "socket",
        *(base / f"liuke-{digest}" for base in _short_bases(account, environ)),
    ]
    for folder in candidates:
        if _fits(folder) and os.access(folder.parent, os.W_OK | os.X_OK):
            make_owned_folder(folder, account)
            return folder
    raise PostgresFolderUnusable(
        "No folder for the socket is short enough and writable.",
        fix="Set LIUKE_HOME to a shorter path, or make /tmp writable.",
        faults=[str(folder) for folder in candidates],
    )


def _short_bases(account: Account, environ: Mapping[str, str]) -> Iterator[Path]:
    runtime = environ.get("XDG_RUNTIME_DIR")
    if account.drops:
        yield Path("/run")
    elif runtime and Path(runtime).is_dir():
        yield Path(runtime)
    yield Path("/tmp")  # noqa: S108 - the folder made in it is private, and checked when it exists already


def _fits(folder: Path) -> bool:
    length = len(os.fsencode(folder)) + len(f"/.s.PGSQL.{PORT}")
    return length <= _SOCKET_PATH_LIMIT and "," not in str(folder)  # a comma separates hosts in a connection address


def _make_folder(folder: Path, mode: int) -> None:
    """Make `folder` with `mode`; an existing one is left as it is, missing parents get the usual mode."""
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        folder.mkdir(mode=mode)
        folder.chmod(mode)  # mkdir takes the umask off
    except FileExistsError:
        if not folder.is_dir():
            raise PostgresFolderUnusable(f"{folder} is no folder.") from None
    except OSError as error:
        raise PostgresFolderUnusable(f"{folder} cannot be made: {error.strerror}.") from error


def write_durably(file: Path, text: str, *, mode: int) -> None:
    """Write `text` so that after a crash the file has either its old or its new content, never a part."""
    partial = file.with_name(f".{file.name}.partial")
    partial.unlink(missing_ok=True)
    descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
        stream.write(text)
        stream.flush()
        os.fsync(stream.fileno())
    partial.rename(file)
    sync_folder(file.parent)


def sync_folder(folder: Path) -> None:
    """Make renames in `folder` last through a power cut."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
