"""Editors and type checkers see the right types on both clients, and every misuse."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TYPED = Path(__file__).with_name("typed.py")


def test_types_are_seen(tmp_path: Path) -> None:
    config = {
        "include": [str(TYPED)], "extraPaths": [str(ROOT / "sdk" / "python" / "src")], "typeCheckingMode": "strict",
        "venvPath": str(Path(sys.prefix).parent), "venv": Path(sys.prefix).name,
    }  # fmt: skip
    project = tmp_path / "pyrightconfig.json"
    project.write_text(json.dumps(config))
    command = [str(Path(sys.executable).with_name("basedpyright")), "--outputjson", "-p", str(project)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)
    found = {(one["range"]["start"]["line"] + 1, one["rule"]) for one in json.loads(done.stdout)["generalDiagnostics"]}
    lines = TYPED.read_text(encoding="utf-8").splitlines()
    wanted = {
        (number, match[1]) for number, line in enumerate(lines, 1) if (match := re.search(r"# expected: (\w+)", line))
    }
    assert len(wanted) == 4
    assert found == wanted
