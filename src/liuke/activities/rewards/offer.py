"""The reward ``offer``: an offer that the member receives, and whose clock begins with it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from pydantic import Field

from liuke.activities.contracts import ActivitySpec
from liuke.activities.parts.offer_doc import DONE, MAX_OPEN, REPLACED, SLOT, OfferBook, OfferDoc
from liuke.activities.parts.offer_spec import OfferSpec
from liuke.decision.rewards import Given, NameOf, RewardSpec, Stays
from liuke.decision.turn import Turn
from liuke.kernel.text import Text, text
from liuke.program.spec import CurrencySpec, Id, hint


class OfferReward(RewardSpec):
    """An offer of the program, received now."""

    kind: Literal["offer"] = "offer"
    offer: Id = Field(json_schema_extra=hint("优惠任务", "Offer", widget="ref", ref="activity"))

    def render(self, name_of: NameOf, currency: CurrencySpec) -> Text:
        """Short wording."""
        del currency
        name = name_of("activity", self.offer)
        return text(zh=f"优惠任务「{name.zh}」", en=f"the offer “{name.get('en')}”")

    def find_obstacle(self, turn: Turn, count: int) -> str:
        """Nothing comes of an offer that the member cannot receive any more."""
        specs = (one for one in turn.program.items("activities", ActivitySpec) if one.id == self.offer)
        spec = next((one for one in specs if isinstance(one, OfferSpec) and one.enabled), None)
        if spec is None:
            return "offer-gone"
        doc = turn.state.read(SLOT, OfferBook).docs.get(self.offer) or OfferDoc()
        if spec.limit is not None and doc.achieved >= spec.limit:
            return "offer-limit"
        held = sum(one.ends_us > turn.now.t_us for one in doc.list_held())
        if spec.again == "ignore":
            return "offer-held" if held or count > 1 else ""
        return "offer-too-many" if spec.again == "beside" and held + count > MAX_OPEN else ""

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
