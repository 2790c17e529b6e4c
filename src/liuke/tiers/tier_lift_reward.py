"""The reward ``tier_lift``: a higher tier, for some days or for good."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from liuke.decision.rewards import NameOf, RewardSpec
from liuke.decision.turn import Turn
from liuke.kernel.text import Text, text
from liuke.program.spec import hint
from liuke.tiers.rules import get_rules


class TierLiftReward(RewardSpec):
    """One tier up, for some days or for good."""

    kind: Literal["tier_lift"] = "tier_lift"
    steps: int = Field(default=1, gt=0, le=5, json_schema_extra=hint("级数", "Tiers"))
    days: int | None = Field(default=30, gt=0, le=3_650, json_schema_extra=hint("天数", "Days", unit="days"))

    def render(self, name_of: NameOf) -> Text:
        """Short wording."""
        span_zh, span_en = (f"{self.days} 天", f"for {self.days} days") if self.days else ("永久", "for good")
        return text(zh=f"升 {self.steps} 级（{span_zh}）", en=f"{self.steps} tier up {span_en}")

    def give(self, turn: Turn, path: str, ref: str) -> None:
        """Lend the tier, or give it."""
        del ref
        get_rules(turn.program).lift(turn, self.steps, self.days, path)
