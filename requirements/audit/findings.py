"""What an audit finds."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """Something about one package that must not be.

    Attributes:
        package: Name and version as the lock file has them, or the line where there is no package.
        code: Stable name of the kind of finding.
        detail: What is wrong, and what to do.
    """

    package: str
    code: str
    detail: str

    def __str__(self) -> str:
        """One line for the terminal."""
        return f"{self.package}: {self.code}: {self.detail}"


class SourceUnreachable(Exception):
    """A service did not say what it was asked for, so nothing is known either way."""
