"""Who of the households of the demo brought whom: a graph of invitations, grown as they join."""

from __future__ import annotations

from random import Random

SHARE = 0.3
"""Of those who join, who were brought by somebody."""
HUBS = 2
"""Members who bring many."""
BY_HUBS = 0.03
"""Of those who join, who were brought by one of these."""


class Bringing:
    """Says of each who joins who brought them; the same for the same members in the same order.

    Args:
        seed: Of chance.
        near: Members who joined just before, from among whom most are brought.
    """

    def __init__(self, seed: int = 2_017, near: int = 400) -> None:
        self._seed = seed
        self._near = near
        self._known: list[str] = []
        self._hubs: list[str] = []

    def meet(self, member: str) -> str | None:
        """Who brought the member; ``None``: nobody did.

        Args:
            member: External id of who joins now.
        """
        rng = Random(f"{self._seed}:{member}")  # noqa: S311 - a graph that can be made again, no secret
        inviter = None
        if self._known and rng.random() < SHARE:
            by_hub = bool(self._hubs) and rng.random() < BY_HUBS / SHARE
            inviter = rng.choice(self._hubs if by_hub else self._known[-self._near :])
        elif len(self._hubs) < HUBS and rng.random() < 0.1:
            self._hubs.append(member)
        self._known.append(member)
        return inviter
