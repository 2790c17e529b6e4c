"""Known weaknesses, from the advisory services of PyPI and npm.

A service that does not know a package of ours, or does not answer, has said nothing: pip-audit counts such packages as
sound and ends with success, so its answer is read package by package here.
"""

from __future__ import annotations

import json
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any, cast

from hatch_build import npm_command
from requirements.audit.findings import Finding, SourceUnreachable
from requirements.audit.index import UV
from requirements.audit.python_lock import Locked

TIMEOUT_S = 600


def ask_pypi(locked: Sequence[Locked]) -> list[Finding]:
    """Known weaknesses of the Python packages. One package is asked about first, and the rest only when it is known.

    Raises:
        SourceUnreachable: the service did not tell of every package.
    """
    read_pip_audit(_run_pip_audit(locked[:1]))
    return read_pip_audit(_run_pip_audit(locked))


def _run_pip_audit(locked: Sequence[Locked]) -> str:
    with tempfile.TemporaryDirectory() as folder:
        asked = Path(folder) / "asked.txt"
        asked.write_text("".join(f"{package}\n" for package in locked), encoding="utf-8")
        command = [UV, "tool", "run", "--quiet", "pip-audit", "--disable-pip", "--no-deps", "--format=json"]
        return _run([*command, "--progress-spinner=off", "--requirement", asked])


def _run(command: Sequence[str | Path], *, cwd: Path | None = None, environ: dict[str, str] | None = None) -> str:
    """What a program printed; it ends with an error both when it found something and when it could not look."""
    try:
        done = subprocess.run(  # noqa: S603 - programs of our own lock files
            command, capture_output=True, text=True, check=False, timeout=TIMEOUT_S, cwd=cwd, env=environ
        )
    except subprocess.TimeoutExpired:
        raise SourceUnreachable(f"no answer within {TIMEOUT_S} s") from None
    if not done.stdout.strip():
        raise SourceUnreachable(done.stderr.strip().rpartition("\n")[2][:300])
    return done.stdout


def _read_json(printed: str) -> dict[str, Any]:
    try:
        read = json.loads(printed)
    except ValueError:
        raise SourceUnreachable(f"an answer that is no JSON: {printed[:200]!r}") from None
    if not isinstance(read, dict):
        raise SourceUnreachable(f"an answer of another form: {printed[:200]!r}")
    return cast("dict[str, Any]", read)


def read_pip_audit(printed: str) -> list[Finding]:
    """Findings of ``pip-audit --format json``.

    Raises:
        SourceUnreachable: it could not tell of every package.
    """
    dependencies = _read_json(printed).get("dependencies", [])
    unknown = [entry for entry in dependencies if "vulns" not in entry]
    if unknown or not dependencies:
        reason = unknown[0].get("skip_reason", "") if unknown else "it told of no package"
        raise SourceUnreachable(f"{len(unknown)} of {len(dependencies)} packages were not looked up: {reason}")
    return [
        Finding(
            f"{entry['name']}=={entry['version']}",
            "advisory",
            f"{weakness['id']}; mended in {', '.join(weakness.get('fix_versions') or ['no version yet'])}",
        )
        for entry in dependencies
        for weakness in entry["vulns"]
    ]


def ask_npm(folder: Path) -> list[Finding]:
    """Known weaknesses of the packages that are served to browsers.

    Raises:
        SourceUnreachable: the service did not answer.
    """
    command, environ = npm_command("audit", "--json", "--omit=dev")
    return read_npm_audit(_run(command, cwd=folder, environ=environ))


def read_npm_audit(printed: str) -> list[Finding]:
    """Findings of ``npm audit --json``.

    Raises:
        SourceUnreachable: it could not look.
    """
    answer = _read_json(printed)
    if "vulnerabilities" not in answer:
        raise SourceUnreachable(str(answer.get("message") or answer)[:300])
    return [
        Finding(name, "advisory", f"{entry['severity']}: {_name_causes(entry)}")
        for name, entry in answer["vulnerabilities"].items()
    ]


def _name_causes(entry: dict[str, Any]) -> str:
    return "; ".join(f"by {via}" if isinstance(via, str) else f"{via['title']} ({via['url']})" for via in entry["via"])
