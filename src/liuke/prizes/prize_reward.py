"""The reward ``prize``: something that people hand over."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar, Literal

from pydantic import Field

from liuke.decision.rewards import Given, NameOf, RewardSpec, Stays
from liuke.decision.turn import Turn
from liuke.kernel.text import Text, text
from liuke.prizes import service
from liuke.prizes.contracts import Handing, PrizeTerms
from liuke.program.spec import CurrencySpec, hint


class PrizeReward(RewardSpec):
    """A thing that people hand over: it is claimed, sent and received, or forfeited by itself."""

    kind: Literal["prize"] = "prize"
    name: Text = Field(json_schema_extra=hint("奖品名称", "Name"))
    handing: Handing = Field(default="ship", json_schema_extra=hint("发放方式", "Handed over"))
    value_cents: int = Field(
        default=0, ge=0, le=100_000_00, json_schema_extra=hint("市场价值", "Market value", unit="cents"),
        description="What it is worth to who wins it: tax and real name go by it.",
    )  # fmt: skip
    cost_cents: int = Field(
        default=0, ge=0, le=100_000_00, json_schema_extra=hint("成本", "Cost", unit="cents", advanced=True)
    )
    claim_days: int = Field(
        default=30, ge=1, le=365, json_schema_extra=hint("领取期限", "To be claimed within", unit="days"),
        description="Full days of 24 hours from winning it; then it is forfeited by itself.",
    )  # fmt: skip
    real_name: bool = Field(
        default=False, json_schema_extra=hint("需要实名", "Asks for the real name", advanced=True),
        description="Whatever it is worth.",
    )  # fmt: skip
    taxed: bool = Field(
        default=True, json_schema_extra=hint("计偶然所得税", "Taxed", advanced=True),
        description="Off for what is bought with points, or a rebate rather than a win.",
    )  # fmt: skip

    wordings: ClassVar[Mapping[str, Text]] = {
        "prize-won": text("赢得「{name_zh}」，请在期限内领取", "won: {name_en}, to be claimed in time"),
    }

    def render(self, name_of: NameOf, currency: CurrencySpec) -> Text:
        """The name."""
        del name_of, currency
        return self.name

    def find_obstacle(self, turn: Turn, count: int) -> str:
        """There is no end of it by itself: whoever gives it counts its pieces."""
        del turn, count
        return ""

    def name_given(self) -> str:
        """A prize."""
        return "prize"

    def give(self, turn: Turn, path: str, ref: str) -> Given | None:
        """The member has won it, and is told until when to claim it."""
        terms = PrizeTerms(
            self.name.model_dump(), self.handing, self.value_cents, self.cost_cents, self.claim_days, self.real_name,
            self.taxed,
        )  # fmt: skip
        number = service.award(turn, terms, path=path, ref=ref)
        return Given(self.kind, "prize", 1, {"prize": number})

    @classmethod
    def take_back(cls, turn: Turn, given: Given, *, path: str, ref: str) -> Sequence[Stays]:
        """What nobody has sent is withdrawn; what is under way or there stays."""
        del path, ref
        prize = service.withdraw(turn, str(given.data["prize"]))
        if prize is None:
            return ()
        return (Stays(given.kind, "prize", 1, "given-away" if prize.replaced_by else "used", prize.value_cents),)
