"""The reward ``offer``: an offer that the member receives, and whose clock begins with it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from pydantic import Field

from liuke.activities.parts.offer_doc import DONE, REPLACED, SLOT, OfferBook
from liuke.decision.rewards import Given, NameOf, RewardSpec, Stays
from liuke.decision.turn import Turn
from liuke.kernel.text import Text, text
from liuke.program.spec import Id, hint


class OfferReward(RewardSpec):
    """An offer of the program, received now."""

    kind: Literal["offer"] = "offer"
    offer: Id = Field(json_schema_extra=hint("优惠任务", "Offer", widget="ref", ref="activity"))

    def render(self, name_of: NameOf) -> Text:
        """Short wording."""
        name = name_of("activity", self.offer)
        return text(zh=f"优惠任务「{name.zh}」", en=f"the offer “{name.get('en')}”")

    def name_given(self) -> str:
        """The offer."""
        return self.offer

    def give(self, turn: Turn, path: str, ref: str) -> Given | None:
        """State that it is given: the offer itself says whether the member can receive it."""
        del ref
        receipt = str(turn.new_id())
        turn.applied(path, "offer-sent", offer=self.offer)
        turn.gained("offer", self.offer, 1, path)
        turn.emit("offer.given", {"offer": self.offer, "ref": receipt, "rule": path})
        return Given(self.kind, self.offer, 1, {"ref": receipt})

    @classmethod
    def take_back(cls, turn: Turn, given: Given, *, path: str, ref: str) -> Sequence[Stays]:
        """What is under way ends; what was achieved stays."""
        del ref
        doc = turn.state.read(SLOT, OfferBook).docs.get(given.name)
        found = doc.find(given.data["ref"]) if doc is not None else None
        if found is None or found.status == REPLACED:
            return ()
        if found.status == DONE:
            return (Stays(given.kind, given.name, 1, "used"),)
        edited = turn.state.edit(SLOT, OfferBook).docs[given.name].find(found.ref)
        assert edited is not None, "it was found a moment ago"
        edited.status = REPLACED
        turn.skipped(path, "offer-withdrawn", offer=given.name)
        return ()
