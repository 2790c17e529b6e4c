"""A text check: what a platform thinks of a text before others see it. Declared by the package that speaks to it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from liuke.db.contracts import Pool


@dataclass(frozen=True, slots=True)
class TextCase:
    """A text to be looked at.

    Args:
        pool: Connections, for what the platform must be told of the member (their id there).
        tenant_id: Whose.
        member_id: Who wrote it.
        text: As it was written.
    """

    pool: Pool
    tenant_id: int
    member_id: int
    text: str


class TextCheck(Protocol):
    """Looks at a text before others see it; a feature lists its own (``Feature.text_checks``)."""

    @property
    def name(self) -> str:
        """As in reasons."""
        ...

    async def find_fault(self, case: TextCase) -> str:
        """Why a person must look at it, in kebab case; empty: nothing speaks against it.

        What it raises means that nobody knows yet: the text goes on waiting, and is asked about again.
        """
        ...
