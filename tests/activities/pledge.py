"""A kind of the tests: members put points aside and take a place until the activity comes about or is called off."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Literal

import msgspec
from pydantic import Field

from liuke.activities.catalog import KINDS
from liuke.activities.contracts import Activity, ActivityKind, ActivitySpec, Behaviour
from liuke.activities.kind_hooks import ActivityHooks, Figure, Pooled, Recorded, Taken
from liuke.decision.domain import Limited
from liuke.decision.event import Event
from liuke.decision.hooks import LawCase, Nothing
from liuke.decision.state import Need, Slot
from liuke.decision.turn import Turn
from liuke.events.catalogue import EventField, EventType
from liuke.kernel.clock import HOUR_US
from liuke.kernel.text import text
from liuke.ledger import postings
from liuke.program.spec import hint

from .support import domains


class PledgeSpec(ActivitySpec):
    """So many points for a place."""

    kind: Literal["pledge"] = Field(default="pledge", json_schema_extra=hint("类型", "Kind"))
    points: int = Field(default=10, json_schema_extra=hint("积分", "Points"))
    places: int = Field(default=1_000, json_schema_extra=hint("名额", "Places"))


class PledgeBook(msgspec.Struct):
    """Open holds by activity."""

    holds: dict[str, list[str]] = {}


SLOT = Slot("activity_pledge", PledgeBook)


def _compile(activity: Activity) -> Behaviour:
    spec = activity.typed(PledgeSpec)

    def make(turn: Turn) -> None:
        if not turn.take_stock(f"{spec.id}.places"):
            turn.refuse("pledge-full")
        hold_id = f"{spec.id}:{turn.key}"
        postings.hold(turn, "points", spec.points, hold_id=hold_id, purpose="pledge")
        turn.state.edit(SLOT, PledgeBook).holds.setdefault(spec.id, []).append(hold_id)
        turn.record("pledge", f"{spec.id}/{turn.key}", {"points": spec.points})
        turn.add_to_pool(spec.id, spec.points)
        turn.arm(f"activity:{spec.id}:remind", turn.now.t_us + HOUR_US)

    def remind(turn: Turn, rest: str) -> None:
        turn.message(rest, f"{spec.id}:{turn.key}")

    def closed(turn: Turn) -> None:
        turn.record("pledge_closed", spec.id, {"reason": turn.data["reason"]})

    return Behaviour(
        requests={"pledge.make": make},
        timer=remind,
        on_subject={"activity.cancelled": closed},
        stock={f"{spec.id}.places": spec.places},
    )


def _give_back(activity: Activity, turn: Turn) -> None:
    for hold_id in turn.state.edit(SLOT, PledgeBook).holds.pop(activity.spec.id):
        postings.release(turn, hold_id)
        turn.take_stock(f"{activity.spec.id}.places", -1)
        turn.add_to_pool(activity.spec.id, -activity.typed(PledgeSpec).points)


def _keeps_law(case: LawCase) -> Iterable[str]:
    for name, holds in case.state.read(SLOT, PledgeBook).holds.items():
        if f"activities.{name}" in case.cancelled:
            yield f"{name}: was cancelled, and {len(holds)} holds are open"


def _find_limited(activity: Activity, event: Event) -> Limited:
    del event
    return Limited(f"{activity.spec.id}.places", "pledge-full")


HOOKS = ActivityHooks(
    undo_cause=Nothing("no order pledges"),
    cancel=_give_back,
    merge=Nothing("the tests merge nobody"),
    erase=Nothing("holds tell nobody who somebody is"),
    export=lambda activity, case: {"open": case.state.read(SLOT, PledgeBook).holds.get(activity.spec.id, [])},
    results=lambda activity: (
        Figure("pledges", text("参与", "Pledges"), "times", Recorded("pledge")),
        Figure("members", text("会员", "Members"), "members", Recorded("pledge", "members")),
        Figure("points", text("积分", "Points"), "points", Recorded("pledge", "sum", "points")),
        Figure("places", text("名额", "Places"), "pieces", Taken(f"{activity.spec.id}.places")),
        Figure("pool", text("奖池", "Pool"), "points", Pooled(activity.spec.id)),
    ),
    law=_keeps_law,
)
KIND = ActivityKind(
    "pledge", text("预存", "Pledge"), PledgeSpec, _compile, SLOT,
    (EventType("pledge.make", text("预存", "Pledge"), "request", {"activity": EventField("str", text("活动", "Id"))}),),
    hooks=HOOKS,
    limited={"pledge.make": _find_limited},
    prefetch={"pledge.make": lambda event: [Need("holds", event.member_id)]},
)  # fmt: skip
PLEDGE: dict[str, Any] = {"kind": "pledge", "id": "fair", "name": "fair"}
WITH_PLEDGE = domains((*KINDS, KIND))
