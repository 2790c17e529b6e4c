"""The reward ``tier_lift``: a higher tier, for some days or for good."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from pydantic import Field

from liuke.decision.rewards import Given, NameOf, RewardSpec, Stays
from liuke.decision.turn import Turn
from liuke.kernel.text import Text, text
from liuke.program.spec import CurrencySpec, Id, hint
from liuke.tiers.rules import get_rules


class TierLiftReward(RewardSpec):
    """A higher tier, for some days or for good: a named one, or so many steps above the member's own.

    What is lent already is lent for longer; a tier that the member has of their own is not lent.
    """

    kind: Literal["tier_lift"] = "tier_lift"
    steps: int = Field(default=1, gt=0, le=5, json_schema_extra=hint("级数", "Tiers"))
    tier: Id | None = Field(default=None, json_schema_extra=hint("指定等级", "This tier", widget="ref", ref="tier"))
    days: int | None = Field(default=30, gt=0, le=3_650, json_schema_extra=hint("天数", "Days", unit="days"))

    def render(self, name_of: NameOf, currency: CurrencySpec) -> Text:
        """Short wording."""
        del currency
        span_zh, span_en = (f"{self.days} 天", f"for {self.days} days") if self.days else ("永久", "for good")
        if self.tier is not None:
            name = name_of("tier", self.tier)
            return text(zh=f"{name.zh}等级（{span_zh}）", en=f"tier {name.get('en')} {span_en}")
        return text(zh=f"升 {self.steps} 级（{span_zh}）", en=f"{self.steps} tier up {span_en}")

    def find_obstacle(self, turn: Turn, count: int) -> str:
        """Nothing comes of a tier that the member has, or of a second one for good."""
        reason = get_rules(turn.program).find_lift(turn, self.steps, self.tier)[0]
        if not reason and count > 1 and self.days is None and self.tier is not None:
            return "top-tier-already"
        return reason

    def give(self, turn: Turn, path: str, ref: str) -> Given | None:
        """Lend the tier, or give it."""
        del ref
        lent = get_rules(turn.program).lift(turn, self.steps, self.days, path, tier=self.tier)
        return Given(self.kind, self.kind, 1, {"tier": lent, "days": self.days}) if lent else None

    @classmethod
    def take_back(cls, turn: Turn, given: Given, *, path: str, ref: str) -> Sequence[Stays]:
        """It is lent for so much shorter, or given no more; the days that have passed are nobody's."""
        del path, ref
        get_rules(turn.program).end_lift(turn, given.data["tier"], given.data["days"])
        return ()
