"""``liuke bench``: the benchmarks of a checkout."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Annotated

import typer

import liuke
from liuke.cli.terminal import describe
from liuke.kernel.errors import NotAvailable


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(
        "bench",
        help=describe(
            "Benchmarks as ratios within one run, on a PostgreSQL of their own with fsync on: ledger, herd, http, "
            "scale, decide, replay, peers, play and more (docs/benchmarks.md). They need a checkout of the repository.",
            "liuke bench",
            "liuke bench ledger herd",
            "liuke bench replay --quick --json",
        ),
    )(_bench)


def _bench(
    names: Annotated[list[str] | None, typer.Argument(help="Which; all by default.")] = None,
    quick: Annotated[bool, typer.Option("--quick", help="Smaller loads: for trying out, not for quoting.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object on standard output.")] = False,
    write: Annotated[bool, typer.Option("--write", help="Also write docs/benchmarks.md.")] = False,
) -> None:
    root = Path(liuke.__file__).parent.parent.parent
    if not (root / "bench" / "__main__.py").is_file():
        raise NotAvailable("benchmarks are run from a checkout of the repository")
    flags = [flag for flag, on in (("--quick", quick), ("--json", as_json), ("--write", write)) if on]
    command = [sys.executable, "-m", "bench", *(names or ()), *flags]
    raise typer.Exit(subprocess.run(command, check=False, cwd=root).returncode)  # noqa: S603 - our own module
