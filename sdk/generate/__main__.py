"""Writes what follows from the API's specification: ``python sdk/generate``; ``--check`` only says what is stale."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from javascript import write_console, write_javascript
from python import write_python
from reading import ROOT, Incomplete, read_specification

PYTHON = ROOT / "sdk" / "python" / "src" / "liuke_sdk"
JAVASCRIPT = ROOT / "sdk" / "js" / "src"
CONSOLE = ROOT / "console" / "src" / "api"


def render_all() -> dict[Path, str]:
    """File → content."""
    spec = read_specification()
    python = {PYTHON / name: tidy(PYTHON / name, text) for name, text in write_python(spec).items()}
    javascript = {JAVASCRIPT / name: text for name, text in write_javascript(spec).items()}
    return python | javascript | {CONSOLE / name: text for name, text in write_console(spec).items()}


def tidy(path: Path, text: str) -> str:
    """As the project formats its code."""
    for arguments in (["check", "--fix", "--quiet", "--select", "I,F401"], ["format", "--quiet"]):
        command = [sys.executable, "-m", "ruff", *arguments, "--stdin-filename", str(path), "-"]
        text = subprocess.run(  # noqa: S603 - our own tool
            command, input=text, capture_output=True, text=True, check=True, cwd=ROOT
        ).stdout
    return text


def main() -> int:
    """Write, or compare."""
    try:
        wanted = render_all()
    except Incomplete as error:
        print(error, file=sys.stderr)  # noqa: T201 - a command
        return 1
    stale = [path for path, text in wanted.items() if not path.exists() or path.read_text(encoding="utf-8") != text]
    for path in stale:
        print(path.relative_to(ROOT))  # noqa: T201 - a command
        if "--check" not in sys.argv:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(wanted[path], encoding="utf-8")
    return 1 if stale and "--check" in sys.argv else 0


if __name__ == "__main__":
    raise SystemExit(main())
