"""What lint says: every finding has a path, a code, a reason and a fix, in both languages."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Literal

from liuke.kernel.text import Locale, Text

Severity = Literal["error", "warning", "info"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing lint found in a program.

    Args:
        path: Dotted path in the document.
        code: Stable kebab-case code.
        severity: ``error`` stops publishing; ``warning`` wants a look; ``info`` is for knowing.
        reason: Why, with the figures.
        fix: What to change.
        figures: The numbers behind the reason, for machines.
    """

    path: str
    code: str
    severity: Severity
    reason: Text
    fix: Text
    figures: dict[str, Any] = field(default_factory=dict[str, Any])

    def as_data(self, locale: Locale) -> dict[str, Any]:
        """Plain data for JSON."""
        return {
            "path": self.path,
            "code": self.code,
            "severity": self.severity,
            "reason": self.reason.get(locale),
            "fix": self.fix.get(locale),
            "figures": self.figures,
        }


def group_findings(findings: Iterable[Finding]) -> list[list[Finding]]:
    """Findings that say the same of several places, together, in the order of the first of each."""
    groups: dict[tuple[str, ...], list[Finding]] = {}
    for one in findings:
        key = (one.severity, one.code, one.reason.zh, one.reason.get("en"), one.fix.zh, one.fix.get("en"))
        groups.setdefault(key, []).append(one)
    return list(groups.values())
