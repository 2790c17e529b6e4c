"""Faults that are said in both languages."""

from __future__ import annotations

from dataclasses import dataclass, field

from liuke.kernel.errors import Fault
from liuke.kernel.text import Text


@dataclass(frozen=True, slots=True)
class WordedFault(Fault):
    """A fault whose message there is in both languages.

    Args:
        words: What is wrong.
        remedy: What to do, where that is in both languages, too.
    """

    words: Text = field(kw_only=True, compare=False)
    remedy: Text | None = field(default=None, kw_only=True, compare=False)
