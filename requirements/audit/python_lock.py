"""The lock file of Python packages: every one pinned to a version and to the hashes of its files."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from packaging.markers import Marker
from requirements.audit.findings import Finding

_PINNED = re.compile(r"(?P<name>[A-Za-z0-9][A-Za-z0-9._-]*)(\[[^\]]*\])?==(?P<version>[^\s;]+)(\s*;\s*(?P<marker>.+))?")
_SHA256 = re.compile(r"sha256:[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Locked:
    """One package of the lock file."""

    name: str
    version: str
    marker: str
    hashes: tuple[str, ...]

    def __str__(self) -> str:
        """As the lock file writes it."""
        return f"{self.name}=={self.version}"

    def is_for_here(self) -> bool:
        """Whether this system and this Python install it."""
        return not self.marker or Marker(self.marker).evaluate()


def read_lock(text: str) -> tuple[list[Locked], list[Finding]]:
    """The packages of a lock file, and the lines that are no pinned package."""
    locked, findings = list[Locked](), list[Finding]()
    for line in _join_lines(text):
        requirement, *hashes = re.split(r"\s+--hash=", line)
        found = _PINNED.fullmatch(requirement.strip())
        if requirement.startswith("-"):
            detail = "packages come from the index that the installer was set up with, and options change that"
            findings.append(Finding(requirement, "option", detail))
        elif found is None or "://" in requirement:
            findings.append(Finding(requirement, "not-pinned", "name a package and one version: name==1.2.3"))
        else:
            hashes = tuple(value.strip() for value in hashes)
            locked.append(Locked(found["name"], found["version"], (found["marker"] or "").strip(), hashes))
    return locked, findings


def _join_lines(text: str) -> list[str]:
    joined = re.sub(r"\\\n\s*", " ", text)
    return [line.strip() for line in joined.splitlines() if line.strip() and not line.lstrip().startswith("#")]


def find_hash_faults(locked: Sequence[Locked]) -> list[Finding]:
    """Packages whose files could be exchanged unnoticed."""
    findings = list[Finding]()
    for package in locked:
        weak = [value for value in package.hashes if not _SHA256.fullmatch(value)]
        if not package.hashes:
            findings.append(Finding(str(package), "without-hash", "run `make lock`"))
        elif weak:
            findings.append(Finding(str(package), "weak-hash", f"{weak[0][:24]} is no SHA-256; run `make lock`"))
    return findings
