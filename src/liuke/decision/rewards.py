"""What a rule can hand out: an open union of kinds, each a model that says its terms, its words and how it is given.

A kind is one file in the package of the domain that grants it, and one line in that domain's ``rewards``. Anything
countable (make-up cards, lottery chances, collectible cards, energy value) is an asset, so ``asset`` covers it.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Annotated, ClassVar

from liuke.decision.state import Slot
from liuke.events.catalogue import EventType
from liuke.kernel.text import Text
from liuke.program.open_union import OpenUnion
from liuke.program.spec import Spec

if TYPE_CHECKING:
    from liuke.decision.turn import Turn

NameOf = Callable[[str, str], Text]
"""``(kind of reference, id)`` → what the program calls it."""


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

    @classmethod
    def name_kind(cls) -> str:
        """The kind, as documents write it."""
        return str(cls.model_fields["kind"].default)

    @abstractmethod
    def render(self, name_of: NameOf) -> Text:
        """Short wording."""

    def find_obstacle(self, turn: Turn, count: int) -> str:
        """Why the member would get nothing for it now, if given so often; empty where they would.

        Asked before anybody pays for it. Codes are those of its reasons.
        """
        del turn, count
        return ""

    @abstractmethod
    def give(self, turn: Turn, path: str, ref: str) -> None:
        """Hand it out, and put it on the waterfall and among the gains.

        Args:
            turn: The operation.
            path: Of the rule that gives it.
            ref: What it is given for.
        """


Reward = Annotated[RewardSpec, OpenUnion("reward")]
"""A reward of any kind that the installation has."""


def grant(turn: Turn, rewards: Sequence[RewardSpec], *, path: str, ref: str = "") -> None:
    """Hand out the rewards of a rule, in order, inside this operation."""
    for reward in rewards:
        reward.give(turn, path, ref)
