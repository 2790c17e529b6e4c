"""What lint is given to go by, and what the rules page is made of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class RulePage:
    """One block of the generated rules page: a heading and its lines, in one language.

    Args:
        heading: Of the block.
        lines: In order.
        order: Blocks with a smaller one come first.
        path: Of the campaign or activity that it is about, where it may be one that a member is to hear nothing of.
    """

    heading: str
    lines: tuple[str, ...]
    order: int = 50
    path: str = ""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What lint may know of the merchant's members; empty for a new merchant.

    Args:
        members: Number of members the figures come from.
        quantiles: Named pace per member and 30 days → the 1st … 99th percentile, e.g. ``"points"``, ``"spend_cents"``,
            ``"orders"``, ``"active_days"``, ``"growth"``.
        tier_shares_bps: Tier → share of members who reached it.
        today: Merchant-local day of the lint; ``None`` where it does not matter.
        days: How long the members have been observed; ``None``: long enough.
        media: Pictures that the program names → how far each has come; those that do not exist are not among them.
            ``None``: nobody looked.
    """

    members: int = 0
    quantiles: Mapping[str, Sequence[int]] = field(default_factory=dict[str, Sequence[int]])
    tier_shares_bps: Mapping[str, int] = field(default_factory=dict[str, int])
    today: int | None = None
    days: int | None = None
    media: Mapping[str, str] | None = None

    def median(self, pace: str) -> int | None:
        """The middle member's pace per 30 days, or ``None`` where it is not known."""
        found = self.quantiles.get(pace)
        return found[49] if found is not None and len(found) >= 99 else None
