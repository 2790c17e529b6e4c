"""The reward ``asset``: points, or anything else that is counted."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, Self

from pydantic import Field

from liuke.decision.budgets import Unit
from liuke.decision.holdings import EarnedPart
from liuke.decision.rewards import Given, NameOf, RewardSpec, Stays
from liuke.decision.turn import Turn
from liuke.kernel.text import Text, text
from liuke.ledger import caps, postings
from liuke.ledger.moves import asset_index
from liuke.program.spec import CurrencySpec, Id, hint


class AssetReward(RewardSpec):
    """Points or any other asset."""

    kind: Literal["asset"] = "asset"
    asset: Id = Field(default="points", json_schema_extra=hint("账户", "Asset", widget="ref", ref="asset"))
    amount: int = Field(gt=0, le=10**9, json_schema_extra=hint("数量", "Amount", unit="points"))
    by_tier: dict[Id, int] = Field(
        default_factory=dict, json_schema_extra=hint("按等级", "By tier", keys="tier", unit="points")
    )
    capped: bool = Field(default=False, json_schema_extra=hint("计入总上限", "Counts against the overall caps"))

    def render(self, name_of: NameOf, currency: CurrencySpec) -> Text:
        """Short wording."""
        del currency
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

    def count_budget(self, turn: Turn) -> tuple[Unit, int] | None:
        """Points, as many as the member's tier gets."""
        if self.asset != caps.POINTS:
            return None
        return "points", self.by_tier.get(turn.state.tier, self.amount)

    def name_given(self) -> str:
        """The asset."""
        return self.asset

    def settles(self, turn: Turn) -> bool:
        """Assets kept in lots wait in the wallet, where the member sees them coming."""
        terms = postings.asset_index(turn.program).get(self.asset)
        return terms is not None and terms.lots

    def give(self, turn: Turn, path: str, ref: str) -> Given | None:
        """Award the amount of the member's tier."""
        amount, wait = self.by_tier.get(turn.state.tier, self.amount), self.settle_after_days
        settles_us = turn.program.calendar.day_start_us(turn.now.day + wait + 1) if wait else 0
        if wait and not self.settles(turn):
            settles_us = 0
        part = caps.award(turn, self.asset, amount, path=path, ref=ref, exempt=not self.capped, settles_us=settles_us)
        if part is None:
            return None
        data = {"seq": part.seq, "day": turn.now.day, "exempt": part.exempt}
        data |= {"charge": part.charge} if part.charge else {}
        return Given(self.kind, self.asset, part.amount, data)

    def without(self, amount: int) -> Self | None:
        """So much less, in every tier."""
        by_tier = {tier: max(value - amount, 0) for tier, value in self.by_tier.items()}
        rest = max(self.amount - amount, 0)
        return self.model_copy(update={"amount": rest, "by_tier": by_tier}) if rest or any(by_tier.values()) else None

    @classmethod
    def take_back(cls, turn: Turn, given: Given, *, path: str, ref: str) -> Sequence[Stays]:
        """From its own lot first, then from others, then by the asset's debt policy."""
        terms = postings.asset_index(turn.program).get(given.name)
        if terms is None:
            return (Stays(given.kind, given.name, given.amount, "unknown"),)
        part = EarnedPart(
            given.name, given.data["seq"], given.amount, path, exempt=given.data["exempt"],
            charge=given.data.get("charge", ""),
        )  # fmt: skip
        owner = int(given.data.get("of", 0))
        short = postings.reverse(turn, part, given.amount, ref=ref, owner=owner)
        caps.return_room(turn, part, given.amount, given.data["day"])
        caps.return_charge(turn, part, given.amount)
        code = "taken-back-short" if short else "taken-back"
        turn.applied(path, code, asset=given.name, amount=given.amount, short=short)
        turn.emit(
            "points.taken_back",
            {
                "asset": given.name, "amount": given.amount, "not_covered": short, "rule": path, "ref": ref,
                "day": given.data["day"],
            },
        )  # fmt: skip
        written_off = short if terms.debt.policy == "clamp" else 0
        return (Stays(given.kind, given.name, written_off, "written-off"),) if written_off else ()
