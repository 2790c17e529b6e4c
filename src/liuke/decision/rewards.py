"""What a rule can hand out: an open union of kinds, each a model that says its terms, its words and how it is given.

A kind is one file in the package of the domain that grants it, and one line in that domain's ``rewards``. Anything
countable (make-up cards, lottery chances, collectible cards, energy value) is an asset, so ``asset`` covers it.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Self

import msgspec
from pydantic import Field

from liuke.decision.budgets import Unit
from liuke.decision.state import Slot
from liuke.events.catalogue import EventType
from liuke.kernel.text import Text
from liuke.program.open_union import OpenUnion
from liuke.program.spec import CurrencySpec, Spec, hint

if TYPE_CHECKING:
    from liuke.decision.turn import Turn

NameOf = Callable[[str, str], Text]
"""``(kind of reference, id)`` → what the program calls it."""


class Given(msgspec.Struct, frozen=True, omit_defaults=True):
    """What one reward gave, kept so that it can be taken back.

    Args:
        kind: Of the reward.
        name: Asset, batch, benefit, badge …
        amount: How much or how many; cents of money.
        data: What the kind needs to find it again: plain data.
    """

    kind: str
    name: str
    amount: int
    data: dict[str, Any] = {}


class Stays(msgspec.Struct, frozen=True, omit_defaults=True):
    """What of a reward could not be taken back any more: it is listed, and not given a second time.

    Args:
        kind: Of the reward.
        name: Asset, batch, benefit, badge …
        amount: How much or how many of it; cents of money.
        reason: ``used``, ``in-use``, ``given-away``, ``paid-out``, ``written-off``, ``unknown``.
        value_cents: What it was worth in money, where that is known.
    """

    kind: str
    name: str
    amount: int
    reason: str
    value_cents: int = 0


class RewardSpec(Spec, ABC):
    """One kind of reward: a subclass adds ``kind: Literal[<its name>]`` and its terms.

    Attributes:
        event_types: Facts it states, where its domain does not bring them.
        slots: What it remembers of a member.
        wordings: Codes of its reasons → wording with ``{named}`` figures.
    """

    event_types: ClassVar[tuple[EventType, ...]] = ()
    slots: ClassVar[tuple[Slot, ...]] = ()
    wordings: ClassVar[Mapping[str, Text]] = {}

    settle_after_days: int = Field(
        default=0, ge=0, le=365,
        json_schema_extra=hint("延后发放天数", "Given after (full days)", unit="days", advanced=True),
        description=(
            "It is given when so many full days have passed after the day it was earned on, and not at all where a "
            "refund has undone what it was given for by then."
        ),
    )  # fmt: skip

    @classmethod
    def name_kind(cls) -> str:
        """The kind, as documents write it."""
        return str(cls.model_fields["kind"].default)

    def name_given(self) -> str:
        """What it gives, as :attr:`Given.name` says it."""
        return self.name_kind()

    @abstractmethod
    def render(self, name_of: NameOf, currency: CurrencySpec) -> Text:
        """Short wording.

        Args:
            name_of: What the program calls things.
            currency: Of the program, in which money is said.
        """

    def find_obstacle(self, turn: Turn, count: int) -> str:
        """Why the member would get nothing for it now, if given so often; empty where they would.

        Asked before anybody pays for it. Codes are those of its reasons.
        """
        del turn, count
        return ""

    @abstractmethod
    def give(self, turn: Turn, path: str, ref: str) -> Given | None:
        """Hand it out, and put it on the waterfall and among the gains.

        Args:
            turn: The operation.
            path: Of the rule that gives it.
            ref: What it is given for.

        Returns:
            What :meth:`take_back` needs to take it back; ``None``: nothing was given, or nothing that goes back.
        """

    def count_limited(self) -> int:
        """How much of it counts against a limit of whoever gives it (an activity's cash); 0: it is not limited."""
        return 0

    def count_budget(self, turn: Turn) -> tuple[Unit, int] | None:
        """What a campaign is charged for it; ``None``: nothing that budgets count."""
        del turn
        return None

    def settles(self, turn: Turn) -> bool:
        """Whether :meth:`give` itself sees to ``settle_after_days``; else it is given that much later."""
        del turn
        return False

    def without(self, amount: int) -> Self | None:
        """What is still to be given where ``amount`` of it was given before and stayed; ``None``: nothing."""
        del amount
        return None

    @classmethod
    def take_back(cls, turn: Turn, given: Given, *, path: str, ref: str) -> Sequence[Stays]:
        """Take back what :meth:`give` gave, as far as it is there; returns what stays.

        Args:
            turn: The operation that undoes it.
            given: As :meth:`give` returned it.
            path: Of the rule that gave it.
            ref: What is undone: an order.
        """
        del turn, path, ref
        return (Stays(given.kind, given.name, given.amount, "unknown"),)


Reward = Annotated[RewardSpec, OpenUnion("reward")]
"""A reward of any kind that the installation has."""


def grant(turn: Turn, rewards: Sequence[RewardSpec], *, path: str, ref: str = "") -> None:
    """Hand out the rewards of a rule, in order, inside this operation."""
    for reward in rewards:
        reward.give(turn, path, ref)
