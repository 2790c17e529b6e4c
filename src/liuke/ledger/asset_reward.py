"""The reward ``asset``: points, or anything else that is counted."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from liuke.decision.rewards import NameOf, RewardSpec
from liuke.decision.turn import Turn
from liuke.kernel.text import Text, text
from liuke.ledger import caps
from liuke.ledger.moves import asset_index
from liuke.program.spec import Id, hint


class AssetReward(RewardSpec):
    """Points or any other asset."""

    kind: Literal["asset"] = "asset"
    asset: Id = Field(default="points", json_schema_extra=hint("账户", "Asset", widget="ref", ref="asset"))
    amount: int = Field(gt=0, le=10**9, json_schema_extra=hint("数量", "Amount", unit="points"))
    by_tier: dict[Id, int] = Field(default_factory=dict, json_schema_extra=hint("按等级", "By tier"))
    capped: bool = Field(default=False, json_schema_extra=hint("计入总上限", "Counts against the overall caps"))

    def render(self, name_of: NameOf) -> Text:
        """Short wording."""
        name = name_of("asset", self.asset)
        return text(zh=f"{self.amount} {name.zh}", en=f"{self.amount} {name.en}")

    def find_obstacle(self, turn: Turn, count: int) -> str:
        """Nothing comes of an asset that the program lacks, too little of one whose overall caps are reached."""
        amount = self.by_tier.get(turn.state.tier, self.amount) * count
        terms = asset_index(turn.program).get(self.asset)
        if terms is None:
            return "unknown-asset"
        if amount <= 0:
            return "nothing-to-earn"
        room = caps.find_room(turn, self.asset, terms.caps) if self.capped and terms.caps else amount
        return "too-late" if room is None else "capped" if room < amount else ""

    def give(self, turn: Turn, path: str, ref: str) -> None:
        """Award the amount of the member's tier."""
        amount = self.by_tier.get(turn.state.tier, self.amount)
        caps.award(turn, self.asset, amount, path=path, ref=ref, exempt=not self.capped)
