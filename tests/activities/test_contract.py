"""The contract with a kind of the test's own: timers, reactions that no gate stops, other members, stock."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Literal

import msgspec
import pytest
from pydantic import Field

from liuke.activities.catalog import KINDS
from liuke.activities.contracts import Activity, ActivityKind, ActivitySpec, Behaviour
from liuke.activities.domain import activities_domain
from liuke.decision.domain import DomainClash
from liuke.decision.effects import AddToPool, Deliver
from liuke.decision.rewards import Reward
from liuke.decision.state import Slot
from liuke.decision.turn import Turn
from liuke.events.catalogue import EventField, EventType
from liuke.events.request import Request
from liuke.http.fields import Nothing
from liuke.kernel.clock import HOUR_US
from liuke.kernel.text import text
from liuke.program.spec import hint

from .support import Shop, compiled, facts


class TeamSpec(ActivitySpec):
    """A team that thanks for waiting an hour, has three places, and tells the friend."""

    kind: Literal["team"] = Field(default="team", json_schema_extra=hint("类型", "Kind"))
    thanks: tuple[Reward, ...] = Field(default=(), json_schema_extra=hint("答谢", "Thanks"))


class TeamBook(msgspec.Struct):
    opened: dict[str, int] = {}


SLOT = Slot("activity_team", TeamBook)


def _compile(activity: Activity) -> Behaviour:
    def join(turn: Turn) -> None:
        if not turn.take_stock(f"{activity.spec.id}.places"):
            turn.refuse("team-full")
        turn.arm(f"activity:{activity.spec.id}:waited", turn.now.t_us + HOUR_US)
        turn.deliver(2, f"{turn.key}/friend", "app.opened", {})
        turn.add_to_pool("teams", 1)

    def opened(turn: Turn) -> None:
        book = turn.state.edit(SLOT, TeamBook).opened
        book[activity.spec.id] = book.get(activity.spec.id, 0) + 1

    def due(turn: Turn, rest: str) -> None:
        activity.give(turn, activity.typed(TeamSpec).thanks, rule=rest)

    return Behaviour(requests={"team.join": join}, always=[("app.opened", opened)], timer=due)


JOIN = EventType(
    "team.join", text("参加", "Join"), "request", {"activity": EventField("str", text("活动", "Activity"))}
)  # fmt: skip
KIND = ActivityKind("team", text("组队", "Team"), TeamSpec, _compile, SLOT, (JOIN,))
TEAM: dict[str, Any] = {
    "kind": "team", "id": "three", "name": "三人团", "thanks": [{"kind": "asset", "amount": 9}],
    "window": {"from": "2025-02-01", "to": "2025-02-01"},
}  # fmt: skip


def _shop() -> Shop:
    shop = Shop(TEAM, kinds=(*KINDS, KIND))
    shop.engine.stock["three.places"] = 1
    return shop


def test_a_timer_comes_back_to_its_activity_even_after_the_end() -> None:
    shop = _shop()
    joined = shop.send("team.join", "2025-02-01 23:30")
    assert [e for e in joined.effects if isinstance(e, Deliver)] == [Deliver(2, "k1/friend", "app.opened", {})]
    assert [e for e in joined.effects if isinstance(e, AddToPool)] == [AddToPool("teams", 1)]
    assert shop.engine.stock == {"three.places": 0}
    assert shop.engine.advance(shop.us("2025-02-02 00:29")) == []
    ((member, due),) = shop.engine.advance(shop.us("2025-02-02 00:30"))
    assert (member, facts(due), due.tick) == (1, ["points.earned"], True)
    assert [gain.path for gain in due.gains] == ["activities.three.waited"]
    assert shop.points() == 9


def test_a_timer_of_an_activity_that_is_gone_does_nothing() -> None:
    shop = _shop()
    shop.send("team.join", "2025-02-01 23:30")
    shop.engine.program = compiled(kinds=(*KINDS, KIND))
    ((_, due),) = shop.engine.advance(shop.us("2025-02-02 12:00"))
    assert (due.effects, shop.points()) == ([], 0)


def test_what_always_runs_runs_when_the_activity_is_closed() -> None:
    shop = _shop()
    shop.send("app.opened", "2025-03-01")
    assert shop.engine.state(1).read(SLOT, TeamBook).opened == {"three": 1}
    assert shop.engine.decisions[-1][1].reasons == []


def test_one_kind_alone_is_a_section_too() -> None:
    assert compiled(TEAM, kinds=(KIND,)).reactions["team.join"][0].path == "activities"


def test_two_kinds_that_are_asked_for_by_one_action_are_refused() -> None:
    """The path below an activity does not say of which kind it is."""

    def ask(type_: str) -> tuple[Request, ...]:
        return (Request(type_, text("参加", "Join"), (), ("members:write",), Nothing, "activities"),)

    team = replace(KIND, event_types=(), requests=ask("team.join"))
    club = replace(team, kind="club", slot=None, requests=ask("club.join"))
    assert activities_domain((team,)).name == "activities"
    with pytest.raises(DomainClash) as caught:
        activities_domain((team, club))
    assert [fault.path for fault in caught.value.faults] == ["/activities/{activity}/join"]
    activities_domain((team, replace(club, requests=ask("club.enter"))))
