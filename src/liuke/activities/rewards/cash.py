"""The reward ``cash``: money that the payment side pays out (a red packet)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar, Literal

from pydantic import Field

from liuke.decision import charging
from liuke.decision.budgets import Unit
from liuke.decision.rewards import Given, NameOf, RewardSpec, Stays
from liuke.decision.turn import Turn
from liuke.events.catalogue import EventField, EventType
from liuke.kernel.text import Text, text
from liuke.ledger import caps
from liuke.payouts import service as payouts
from liuke.program.spec import CurrencySpec, hint
from liuke.program.units import say_figure


def say_cash(cents: int, currency: CurrencySpec) -> Text:
    """``红包 1.88 元``, ``red packet of 1.88 CNY``."""
    money = say_figure(cents, "cents", currency)
    return text(f"红包 {money.zh}", f"red packet of {money.get('en')}")


class CashReward(RewardSpec):
    """Money paid out outside the platform (a red packet): recorded, counted as cost, handed to the payment side."""

    kind: Literal["cash"] = "cash"
    cents: int = Field(gt=0, le=20_000_00, json_schema_extra=hint("金额", "Amount", unit="cents"))
    claim_days: int = Field(
        default=0,
        ge=0,
        le=365,
        json_schema_extra=hint("领取期限", "To be claimed within", unit="days"),
        description="0: it is paid out without being claimed.",
    )

    event_types = (
        EventType("cash.awarded", text("获得红包", "Cash awarded"), "derived", {
            "cents": EventField("cents", text("金额", "Amount")), "rule": EventField("str", text("规则", "Rule")),
            "ref": EventField("str", text("关联", "Reference")), "reward": EventField("str", text("编号", "Number")),
        }),
    )  # fmt: skip
    wordings: ClassVar[Mapping[str, Text]] = {
        "cash-awarded": text("获得红包 {cents:money}", "a red packet of {cents:money}"),
        "cash-capped": text("红包已达每人上限", "the member's limit of cash is reached"),
    }

    def render(self, name_of: NameOf, currency: CurrencySpec) -> Text:
        """Short wording."""
        del name_of
        return say_cash(self.cents, currency)

    def find_obstacle(self, turn: Turn, count: int) -> str:
        """Money is always owed."""
        del turn, count
        return ""

    def count_budget(self, turn: Turn) -> tuple[Unit, int] | None:
        """Cents."""
        del turn
        return "cash", self.cents

    def name_given(self) -> str:
        """Money."""
        return "cash"

    def count_limited(self) -> int:
        """Cents."""
        return self.cents

    def give(self, turn: Turn, path: str, ref: str) -> Given | None:
        """Record that the member is owed money, and ask the payment side for it, or let the member claim it first."""
        paid = charging.charge(turn, path, "cash", self.cents)
        cents = paid.amount
        if not cents:
            return None
        number = str(turn.new_id())
        paid.note(turn, f"cash/{number}")
        turn.record_new("cash_reward", number, {"cents": cents, "rule": path, "ref": ref, "t_us": turn.now.t_us})
        turn.applied(path, "cash-awarded", cents=cents)
        turn.gained("cash", "cash", cents, path, reward=number)
        turn.emit("cash.awarded", {"cents": cents, "rule": path, "ref": ref, "reward": number})
        payouts.owe(turn, cents, rule=path, ref=ref, claim_days=self.claim_days, id_=number)
        return Given(self.kind, "cash", cents, {"payout": number, "day": turn.now.day})

    @classmethod
    def take_back(cls, turn: Turn, given: Given, *, path: str, ref: str) -> Sequence[Stays]:
        """What nobody claimed is withdrawn; what the payment side was asked for may have moved, and stays."""
        del ref
        number, day = str(given.data["payout"]), given.data["day"]
        if not payouts.withdraw(turn, number):
            return (Stays(given.kind, given.name, given.amount, "paid-out", given.amount),)
        turn.record_new("cash_back", number, {"cents": given.amount, "rule": path, "day": day})
        caps.give_back(turn, ".".join((*path.split(".")[:2], "cash")), given.amount, day)
        return ()
