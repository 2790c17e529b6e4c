"""How an answer is judged. Pure."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Sequence
from typing import Literal

LETTERS = "abcdefgh"
"""Ids of options, by their drawn place: they say nothing of which is right."""
Fault = Literal["unknown", "too-many", "no-text", "text"]


def normalise(written: str) -> str:
    """What counts of a text: case, width, blanks and punctuation make no difference, unless nothing else is there."""
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", written).casefold())
    said = "".join(one for one in folded if unicodedata.category(one)[0] not in "ZPC")
    return said or folded.strip()


def find_fault(form: str, letters: Collection[str], chosen: Sequence[str], written: str) -> Fault | None:
    """Why an answer does not fit its question; nothing at all fits every question: it is passed."""
    if form == "text":
        return "text" if chosen else None
    if written:
        return "no-text"
    if len(set(chosen)) < len(chosen) or set(chosen) - set(letters):
        return "unknown"
    return "too-many" if form == "single" and len(chosen) > 1 else None


def is_right(form: str, key: Sequence[str], chosen: Sequence[str], written: str) -> bool:
    """Whether an answer is right: exactly the right options, or one of the accepted texts."""
    if form == "text":
        return normalise(written) in key
    return set(chosen) == set(key)
