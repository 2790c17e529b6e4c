"""What becomes of a member's offers without the member: they lapse, are called off, exported, checked. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from liuke.activities.contracts import Activity
from liuke.activities.kind_hooks import Figure, Recorded
from liuke.activities.parts.offer_doc import DONE, LAPSED, REPLACED, SLOT, STATUSES, OfferBook
from liuke.decision.hooks import ExportCase, LawCase
from liuke.decision.turn import Turn
from liuke.kernel.text import text


def lapse(turn: Turn) -> None:
    """What is over lapses, also when its offer is in no program any more."""
    activity, _, rest = str(turn.data["id"]).partition(":")
    doc = turn.state.read(SLOT, OfferBook).docs.get(activity)
    if rest != "end" or doc is None:
        return
    over = [one for one in doc.list_held() if one.ends_us <= turn.now.t_us]
    if over:
        doc = turn.state.edit(SLOT, OfferBook).docs[activity]
    for one in [one for one in doc.list_held() if one.ends_us <= turn.now.t_us]:
        one.status = LAPSED
        turn.emit("offer.lapsed", {"activity": activity, "ref": one.ref, "value": one.value}, react=False)
    if held := doc.list_held():
        turn.arm_earliest(f"activity:{activity}:end", min(one.ends_us for one in held))


def close(activity: Activity, turn: Turn) -> None:
    """What is under way ends without a reward: nothing of the member is held in it."""
    doc = turn.state.read(SLOT, OfferBook).docs.get(activity.spec.id)
    if doc is None or not doc.list_held():
        return
    for one in turn.state.edit(SLOT, OfferBook).docs[activity.spec.id].list_held():
        one.status = REPLACED


def list_figures(activity: Activity) -> Sequence[Figure]:
    """What its results count."""
    del activity
    return (
        Figure("received", text("收到次数", "Times received"), "times", Recorded("offer_received")),
        Figure(
            "members", text("收到会员", "Members who received it"), "members", Recorded("offer_received", "members")
        ),
        Figure("viewed", text("查看次数", "Times viewed"), "times", Recorded("offer_viewed")),
        Figure("achieved", text("达成次数", "Times achieved"), "times", Recorded("offer")),
    )


def keeps_law(case: LawCase) -> Iterable[str]:
    """The counts of receipts agree with the receipts."""
    for activity, doc in case.state.read(SLOT, OfferBook).docs.items():
        done = sum(one.status == DONE for one in doc.instances)
        if doc.achieved < done or doc.received < len(doc.instances):
            yield f"{activity}: {done} are achieved, {doc.achieved} are counted of {doc.received} received"
        for one in doc.instances:
            if one.value < 0 or (one.status == DONE) != bool(one.done_us):
                yield f"{activity}: receipt {one.ref} is {STATUSES[one.status]} with {one.value}"
        if doc.list_held() and f"activities.{activity}" in case.cancelled:
            yield f"{activity}: was cancelled, and receipts of it are open"


def export(activity: Activity, case: ExportCase) -> Mapping[str, Any]:
    """What the member may read of it."""
    doc = case.state.read(SLOT, OfferBook).docs.get(activity.spec.id)
    if doc is None or not doc.received:
        return {}
    return {
        "name": case.name_of(activity.path),
        "received": doc.received,
        "achieved": doc.achieved,
        "receipts": [
            {
                "received": case.render_time(one.received_us), "viewed": case.render_time(one.viewed_us),
                "until": case.render_time(one.ends_us),
            }
            for one in doc.instances
        ],
    }  # fmt: skip
