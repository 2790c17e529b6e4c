"""``python -m requirements.audit locks`` and ``… advisories [--unreachable-ok]``.

``locks`` checks the lock files as they are, and whether the authors of a locked version took it back; ``advisories``
asks the services for known weaknesses. Exit codes: 0 nothing was found, 1 findings, 3 a service could not be asked.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable
from pathlib import Path

from requirements.audit.advisories import ask_npm, ask_pypi
from requirements.audit.findings import Finding, SourceUnreachable
from requirements.audit.index import ask_index
from requirements.audit.licences import find_licence_faults
from requirements.audit.npm_lock import find_npm_faults
from requirements.audit.python_lock import find_hash_faults, read_lock

ROOT = Path(__file__).resolve().parents[2]
PYTHON_LOCK = ROOT / "requirements" / "dev.lock"
NPM_LOCKS = tuple(
    ROOT / folder / "package-lock.json"
    for folder in (
        "console",
        "miniapp",
        "sdk/js",
        "tests/chromium",
        "tests/miniapp/lighthouse",
        "tests/miniapp/simulate",
        "tests/postgres",
    )
)
FOUND, UNREACHABLE = 1, 3

Source = tuple[str, Callable[[], list[Finding]]]


def check_locks() -> list[Finding]:
    """What can be told from the lock files and the environment alone."""
    locked, findings = read_lock(PYTHON_LOCK.read_text(encoding="utf-8"))
    findings += find_hash_faults(locked) + find_licence_faults(locked)
    for lock in NPM_LOCKS:
        told = lock.with_name(".npmrc")
        ignored = told.is_file() and "ignore-scripts=true" in told.read_text(encoding="utf-8").splitlines()
        findings += find_npm_faults(json.loads(lock.read_text(encoding="utf-8")), scripts_ignored=ignored)
    return findings


def ask(sources: list[Source]) -> tuple[list[Finding], list[str]]:
    """Findings of every source that answers, and what could not be asked, with the reason."""
    findings, silent = list[Finding](), list[str]()
    for name, look_up in sources:
        try:
            findings += look_up()
        except SourceUnreachable as error:
            silent.append(f"{name}: {error}")
    return findings, silent


def report(what: str, findings: list[Finding], silent: list[str]) -> None:
    """Say it so that nobody takes a service that is silent for one that found nothing."""
    lines = [str(finding) for finding in sorted(findings)]
    if silent:
        rule = "!" * 100
        head = f"NOT LOOKED UP: {what}. Nothing is known of the following, neither good nor bad:"
        lines += [rule, head, *(f"  {line}" for line in silent), rule]
    elif not findings:
        lines.append(f"{what}: nothing found")
    sys.stdout.write("\n".join(lines) + "\n")


def main(arguments: list[str]) -> int:
    """Run one of the two audits; returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m requirements.audit")
    parser.add_argument("what", choices=("locks", "advisories"))
    parser.add_argument("--unreachable-ok", action="store_true", help="a silent service is told and does not fail")
    asked = parser.parse_args(arguments)
    if asked.what == "locks":
        report("lock files, licences", found := check_locks(), [])
        more, silent = ask([("the index of Python packages", lambda: ask_index(PYTHON_LOCK))])
        report("versions that were taken back", more, silent)
        return FOUND if found or more else 0
    locked, _ = read_lock(PYTHON_LOCK.read_text(encoding="utf-8"))
    found, silent = ask([("PyPI", lambda: ask_pypi(locked)), ("npm", lambda: ask_npm(NPM_LOCKS[0].parent))])
    report("known weaknesses (advisories)", found, silent)
    if found:
        return FOUND
    return UNREACHABLE if silent and not asked.unreachable_ok else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
