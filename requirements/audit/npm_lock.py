"""The lock files of npm: from the registry alone, with hashes, and nothing that runs while it is installed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from requirements.audit.findings import Finding
from requirements.audit.licences import READ_BY_HAND, find_licence_fault

REGISTRY = "https://registry.npmjs.org/"


def find_npm_faults(lock: dict[str, Any], *, scripts_ignored: bool = False) -> list[Finding]:
    """Everything about the packages of a ``package-lock.json`` that must not be.

    Args:
        lock: The lock file.
        scripts_ignored: npm is told beside it to run no script of a package, so packages may bring some.
    """
    if lock.get("lockfileVersion") != 3:
        return [Finding("package-lock.json", "unknown-lock", "lockfileVersion is not 3; run `npm install` again")]
    return [
        finding
        for path, entry in lock["packages"].items()
        if path and not entry.get("link")
        for finding in _find_faults(entry.get("name") or path.rpartition("node_modules/")[2], entry)
        if not (scripts_ignored and finding.code == "install-script")
    ]


def _find_faults(name: str, entry: dict[str, Any]) -> Iterator[Finding]:
    package = f"{name}@{entry.get('version')}"
    if not re.fullmatch(r"sha512-[A-Za-z0-9+/]{86}==", entry.get("integrity", "")):
        yield Finding(package, "without-hash", "`integrity` holds no SHA-512; remove the entry and run `npm install`")
    resolved = entry.get("resolved", f"{REGISTRY}{name}/-/")
    if not resolved.startswith(REGISTRY):
        yield Finding(package, "foreign-source", f"{resolved} is not of {REGISTRY}")
    elif not resolved.startswith(f"{REGISTRY}{name}/-/"):
        yield Finding(package, "other-package", f"{resolved} is another package than the entry names")
    if entry.get("hasInstallScript"):
        yield Finding(package, "install-script", "it runs a program of its own while it is installed")
    if entry.get("deprecated"):
        yield Finding(package, "deprecated", str(entry["deprecated"]))
    fault = find_licence_fault(entry.get("license") or READ_BY_HAND.get(package, ""))
    if fault:
        yield Finding(package, "licence", fault)
