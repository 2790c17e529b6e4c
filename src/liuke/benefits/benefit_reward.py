"""The reward ``benefit``: so many uses of a benefit, for some days."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, Self

from pydantic import Field

from liuke.benefits import service
from liuke.decision.rewards import Given, NameOf, RewardSpec, Stays
from liuke.decision.turn import Turn
from liuke.kernel.text import Text, text
from liuke.program.spec import CurrencySpec, Id, hint


class BenefitReward(RewardSpec):
    """The use of a benefit, once or for some days."""

    kind: Literal["benefit"] = "benefit"
    benefit: Id = Field(json_schema_extra=hint("权益", "Benefit", widget="ref", ref="benefit"))
    count: int = Field(default=1, gt=0, le=1_000, json_schema_extra=hint("次数", "Uses", unit="times"))
    days: int = Field(default=30, gt=0, le=3_650, json_schema_extra=hint("有效天数", "Valid for", unit="days"))

    def render(self, name_of: NameOf, currency: CurrencySpec) -> Text:
        """Short wording."""
        del currency
        name = name_of("benefit", self.benefit)
        return text(zh=f"{name.zh} {self.count} 次", en=f"{name.en} × {self.count}")

    def find_obstacle(self, turn: Turn, count: int) -> str:
        """Nothing comes of a benefit that the program lacks."""
        del count
        return "" if self.benefit in service.benefit_index(turn.program) else "benefit-unknown"

    def name_given(self) -> str:
        """The benefit."""
        return self.benefit

    def give(self, turn: Turn, path: str, ref: str) -> Given | None:
        """Give the uses, good to the end of the last day."""
        del ref
        made = service.give_uses(turn, self.benefit, self.count, self.days, path)
        return Given(self.kind, self.benefit, self.count, {"id": str(made.entitlement_id)}) if made else None

    def without(self, amount: int) -> Self | None:
        """So many fewer uses."""
        return self.model_copy(update={"count": self.count - amount}) if amount < self.count else None

    @classmethod
    def take_back(cls, turn: Turn, given: Given, *, path: str, ref: str) -> Sequence[Stays]:
        """Its uses end; those that were taken stay."""
        del path, ref
        used = service.end_uses(turn, int(given.data["id"]))
        return (Stays(given.kind, given.name, used, "used"),) if used else ()
