"""Who calls."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from liuke.http.scopes import TRACK


@dataclass(frozen=True, slots=True)
class Principal:
    """Who calls.

    Args:
        kind: An API key, a member with a token of their own, or a person of the merchant.
        tenant_id: Whose data the call may see.
        id: Key id, member id or e-mail address.
        scopes: What the call may do.
        member_id: Of a member; 0 otherwise.
    """

    kind: Literal["key", "member", "person"]
    tenant_id: int
    id: str
    scopes: frozenset[str]
    member_id: int = 0

    @property
    def publishable(self) -> bool:
        """Whether it is a key that stands in apps, and so whoever installed one calls."""
        return self.kind == "key" and self.scopes == frozenset((TRACK,))

    @property
    def actor(self) -> str:
        """As it is written into audit and ledger."""
        return f"{self.kind}:{self.id}"


NOBODY = Principal("key", 0, "", frozenset())
"""The caller of a public endpoint."""
