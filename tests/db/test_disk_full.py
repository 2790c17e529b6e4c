"""A full disk: typed errors, nothing acknowledged is lost, and with room again the server goes on."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parent.parent.parent
SIZE = "size=128m,mode=0711"


def small_disk(folder: Path) -> list[str]:
    """A command prefix that runs a program in a mount namespace with a small disk on `folder`."""
    mount = f'mount -t tmpfs -o {SIZE} none "$0" && exec "$@"'
    if os.geteuid() == 0:
        return ["unshare", "--mount", "sh", "-c", mount, str(folder)]
    inner = ["unshare", "--user", f"--map-user={os.getuid()}", f"--map-group={os.getgid()}"]
    return ["unshare", "--user", "--map-root-user", "--mount", "sh", "-c", mount, str(folder), *inner]


def run(prefix: list[str], scenario: str, folder: Path, number: int, environ: dict[str, str]) -> dict[str, object]:
    command = [sys.executable, "-m", "tests.db.disk_full_run", scenario, str(folder), str(number)]
    done = subprocess.run([*prefix, *command], cwd=REPOSITORY, env=environ, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


def may_mount(folder: Path) -> bool:
    """Root may; others may where the system lets them make namespaces. Root that may not is a failure."""
    if os.geteuid() != 0 and not (shutil.which("unshare") and shutil.which("mount")):
        return False
    probed = subprocess.run([*small_disk(folder), "true"], capture_output=True, check=False).returncode == 0
    return probed or os.geteuid() == 0


@pytest.mark.parametrize(
    ("left_bytes", "codes"),
    [
        # The table cannot grow: a plain refusal, again and again.
        (4_000_000, [{"db-out-of-disk-space"}] * 3),
        # The write-ahead log cannot grow: the server ends in the middle of a COMMIT.
        (24 * 1024**2, [{"db-commit-in-doubt", "db-unavailable"}, {"db-unavailable"}, {"db-unavailable"}]),
    ],
)
def test_full_disk(place: Path, environ: dict[str, str], left_bytes: int, codes: list[set[str]]) -> None:
    disk = place / "disk"
    disk.mkdir()
    if not may_mount(disk):
        test_limited_file_size(place, environ)
        return
    found = run(small_disk(disk), "disk", disk, left_bytes, environ)
    assert found["acknowledged"], "something was written before"
    assert all(code in expected for code, expected in zip(found["codes"], codes, strict=True)), found
    assert (found["lost"], found["unexplained"]) == ([], [])
    assert found["refused"] == "db-out-of-disk-space", "a start without room says so"
    assert found["written_after"] == [1, 2]


def test_limited_file_size(place: Path, environ: dict[str, str]) -> None:
    found = run([], "limit", place, 20 * 1024**2, environ)
    assert found["acknowledged"]
    assert found["codes"] == ["db-out-of-disk-space"] * 3
    assert (found["lost"], found["unexplained"]) == ([], [])
    assert found["written_after"] == [1, 2]
