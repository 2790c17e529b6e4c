"""The problem document of an error (RFC 9457), in the reader's language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from string import Formatter
from typing import Any

from liuke.http.problem_words import FAULTS, REASONS, TITLES
from liuke.kernel.errors import Fault, LiukeError
from liuke.kernel.text import Locale, Text
from liuke.kernel.worded import WordedFault


class ProblemWords:
    """Renders errors.

    Args:
        wordings: Of the domains: what reasons of theirs say, as on the waterfall.
    """

    def __init__(self, wordings: Iterable[Mapping[str, Text]] = ()) -> None:
        self._wordings = {
            code: words.zh for table in wordings for code, words in table.items() if not _names_figures(words.zh)
        }

    def find_reason(self, reason: str) -> str:
        """What a reason of a refusal says in Chinese; empty where nobody says it."""
        return REASONS.get(reason) or self._wordings.get(reason, "")

    def render(self, error: LiukeError, locale: Locale) -> dict[str, Any]:
        """The document.

        Args:
            error: What went wrong.
            locale: ``en``: as the error was written. ``zh``: what its code, its reason and its faults' codes mean, with
                the English text beside it as ``technical``.
        """
        problem = error.as_problem()
        if locale != "zh" or error.code not in TITLES:
            return problem
        said = " → ".join(part for part in (problem.pop("detail", ""), problem.pop("fix", "")) if part)
        shown: dict[str, Any] = {name: problem[name] for name in ("type", "status", "code")}
        shown["title"] = TITLES[error.code]
        if reason := self.find_reason(str(problem.get("reason", ""))):
            shown["detail"] = reason
        if error.faults:
            shown["faults"] = [_render_fault(fault) for fault in error.faults]
        if said:
            shown["technical"] = said
        return problem | shown


def _render_fault(fault: Fault) -> dict[str, str]:
    words = fault.words.zh if isinstance(fault, WordedFault) else FAULTS.get(fault.code, "")
    remedy = fault.remedy.zh if isinstance(fault, WordedFault) and fault.remedy else ""
    if not words:
        return {"path": fault.path, "code": fault.code, "message": fault.message, "fix": fault.fix}
    said = f"{fault.message} → {fault.fix}" if fault.fix else fault.message
    return {"path": fault.path, "code": fault.code, "message": words, "fix": remedy, "technical": said}


def _names_figures(words: str) -> bool:
    return any(name is not None for _, name, _, _ in Formatter().parse(words))
