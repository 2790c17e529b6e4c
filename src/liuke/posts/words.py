"""Listed words in a text. Pure."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

MAX_FOUND = 20


def find_words(written: str, words: Iterable[str]) -> list[str]:
    """Those that are in it, as they are listed: without regard to case, width, spaces and punctuation between."""
    plain = squeeze(written)
    found = list[str]()
    for word in words:
        bare = squeeze(word)
        if bare and bare in plain:
            found.append(word)
            if len(found) == MAX_FOUND:
                break
    return found


def squeeze(written: str) -> str:
    """Letters and digits alone, in one form."""
    return "".join(one for one in unicodedata.normalize("NFKC", written).casefold() if one.isalnum())
