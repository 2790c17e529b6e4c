"""Licences that may be part of Liuke, or of what builds and tests it."""

from __future__ import annotations

import importlib.metadata
import re
from collections.abc import Callable, Sequence

from requirements.audit.findings import Finding
from requirements.audit.python_lock import Locked

ALLOWED = frozenset({
    "0BSD", "Apache-2.0", "BlueOak-1.0.0", "BSD-2-Clause", "BSD-3-Clause", "CC-BY-4.0", "CC0-1.0", "ISC", "MIT",
    "MIT-0", "MIT-CMU", "MPL-2.0", "OFL-1.1", "PostgreSQL", "PSF-2.0", "Zlib",
})  # fmt: skip
"""By their SPDX names. MPL-2.0 asks for changes of its own files alone, and none is changed here; OFL-1.1 is of
fonts, which only tests and pictures use; CC-BY-4.0 is of the table of browsers that builds read and nothing ships."""

READ_BY_HAND = {
    "dom-walk@0.1.2": "MIT", "exif-parser@0.1.12": "MIT", "parse-cache-control@1.0.1": "BSD-3-Clause",
    "qrcode-terminal@0.12.0": "Apache-2.0", "string.fromcodepoint@0.2.1": "MIT",
}  # fmt: skip
"""Packages that name no licence where it is looked for, and which one their text is. They are tools of a build."""

_FORMER_NAMES = {
    "3-Clause BSD License": "BSD-3-Clause",
    "License :: OSI Approved :: Apache Software License": "Apache-2.0",
    "License :: OSI Approved :: BSD License": "BSD-3-Clause",
    "License :: OSI Approved :: ISC License (ISCL)": "ISC",
    "License :: OSI Approved :: MIT License": "MIT",
    "License :: OSI Approved :: Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
}
"""How packages name their licence that have no SPDX expression yet."""


def find_licence_fault(expression: str) -> str | None:
    """Why an SPDX expression is not allowed; ``None`` when it is."""
    if not expression.strip():
        return "it names none; read its text, and do without the package where it has none"
    tokens = re.findall(r"[()]|[^\s()]+", expression)
    try:
        allowed = _read_or(tokens)
    except IndexError:
        tokens, allowed = ["unread"], False
    return None if allowed and not tokens else f"{expression!r} is not on the list in requirements/audit/licences.py"


def _read_or(tokens: list[str]) -> bool:
    allowed = _read_and(tokens)
    while tokens and tokens[0].upper() == "OR":
        del tokens[0]
        allowed = _read_and(tokens) or allowed
    return allowed


def _read_and(tokens: list[str]) -> bool:
    allowed = _read_one(tokens)
    while tokens and tokens[0].upper() == "AND":
        del tokens[0]
        allowed = _read_one(tokens) and allowed
    return allowed


def _read_one(tokens: list[str]) -> bool:
    first = tokens.pop(0)
    if first != "(":
        return first in ALLOWED
    allowed = _read_or(tokens)
    return tokens.pop(0) == ")" and allowed


def read_licence(name: str) -> str:
    """What an installed package says of its licence, as an SPDX expression where it can be written so.

    Raises:
        PackageNotFoundError: it is not installed.
    """
    metadata = importlib.metadata.metadata(name)
    [expression] = metadata.get_all("License-Expression") or [""]
    if expression:
        return expression
    named = [str(value) for value in metadata.get_all("Classifier") or [] if str(value).startswith("License :: ")]
    named = named or [str(value).partition("\n")[0].strip() for value in metadata.get_all("License") or []]
    return " AND ".join(_FORMER_NAMES.get(value, value) for value in named)


def find_licence_faults(locked: Sequence[Locked], read: Callable[[str], str] = read_licence) -> list[Finding]:
    """Packages of this system whose licence is not on the list, or that are not there to be asked."""
    findings = list[Finding]()
    for package in locked:
        if not package.is_for_here():
            continue
        try:
            fault = find_licence_fault(read(package.name))
        except importlib.metadata.PackageNotFoundError:
            findings.append(Finding(str(package), "not-installed", "the environment is older than the lock file"))
            continue
        if fault:
            findings.append(Finding(str(package), "licence", fault))
    return findings
