"""The reward ``coupon``: coupons of a batch."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, Self

from pydantic import Field

from liuke.coupons import service
from liuke.decision.budgets import Unit
from liuke.decision.rewards import Given, NameOf, RewardSpec, Stays
from liuke.decision.turn import Turn
from liuke.kernel.text import Text, text
from liuke.program.spec import CurrencySpec, Id, hint


class CouponReward(RewardSpec):
    """Coupons of a batch."""

    kind: Literal["coupon"] = "coupon"
    batch: Id = Field(json_schema_extra=hint("券", "Coupon", widget="ref", ref="coupon"))
    count: int = Field(default=1, gt=0, le=100, json_schema_extra=hint("张数", "Count", unit="coupons"))

    def render(self, name_of: NameOf, currency: CurrencySpec) -> Text:
        """Short wording."""
        del currency
        name, times = name_of("coupon", self.batch), f" × {self.count}" if self.count > 1 else ""
        return text(zh=f"{name.zh}{times}", en=f"{name.en}{times}")

    def find_obstacle(self, turn: Turn, count: int) -> str:
        """Nothing comes of a batch that the program lacks, of one that is over, or of more than a member gets."""
        batch = service.find_batch(turn.program, self.batch)
        return "coupon-batch-unknown" if batch is None else service.find_obstacle(turn, batch, self.count * count)

    def count_budget(self, turn: Turn) -> tuple[Unit, int] | None:
        """The face value of its coupons."""
        batch = service.find_batch(turn.program, self.batch)
        return ("coupons", batch.worth_cents * self.count) if batch is not None else None

    def name_given(self) -> str:
        """The batch."""
        return self.batch

    def give(self, turn: Turn, path: str, ref: str) -> Given | None:
        """Grant the coupons; a batch that the program lacks is skipped."""
        batch = service.find_batch(turn.program, self.batch)
        if batch is None:
            turn.skipped(path, "coupon-batch-unknown", coupon=self.batch)
            return None
        made = service.grant(turn, batch, count=self.count, path=path, ref=ref, source="reward")
        ids = [str(coupon.coupon_id) for coupon in made]
        return Given(self.kind, self.batch, len(made), {"ids": ids}) if made else None

    def without(self, amount: int) -> Self | None:
        """So many fewer."""
        return self.model_copy(update={"count": self.count - amount}) if amount < self.count else None

    @classmethod
    def take_back(cls, turn: Turn, given: Given, *, path: str, ref: str) -> Sequence[Stays]:
        """Those that are unused are revoked, those in use when they come free again; the others stay."""
        del path
        found = [service.recall(turn, int(number), ref) for number in given.data["ids"]]
        return [one for one in found if one is not None]
