"""What lint says: every finding has a path, a code, a reason and a fix, in both languages."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Literal

from liuke.kernel.errors import Fault
from liuke.kernel.text import Locale, Text, text
from liuke.kernel.worded import WordedFault

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


def make_fault_finding(fault: Fault) -> Finding:
    """What is wrong with the form of a document, as a finding; the advice is empty where the reason says it all."""
    words = fault.words if isinstance(fault, WordedFault) else text(fault.message, fault.message)
    advice = fault.remedy if isinstance(fault, WordedFault) else None
    return Finding(fault.path, fault.code, "error", words, advice or Text.model_construct(zh=fault.fix, en=fault.fix))


def group_findings(findings: Iterable[Finding]) -> list[list[Finding]]:
    """Findings that say the same of several places, together, in the order of the first of each.

    Errors stand alone: each has to be mended at its place.
    """
    groups: dict[tuple[str, ...], list[Finding]] = {}
    for one in findings:
        place = one.path if one.severity == "error" else ""
        key = (place, one.severity, one.code, one.reason.zh, one.reason.get("en"), one.fix.zh, one.fix.get("en"))
        groups.setdefault(key, []).append(one)
    return list(groups.values())
