"""A tiny domain over shared documents (teams with seats, purses to move coins between), and a process that plays it."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Iterable
from typing import Any

import msgspec

from liuke.decision.domain import Domain, Phase, Reaction
from liuke.decision.event import Event
from liuke.decision.shared import SharedKind
from liuke.decision.state import Need
from liuke.decision.turn import Turn
from liuke.events.catalogue import EventField, EventType
from liuke.kernel.errors import Refused
from liuke.kernel.text import text
from liuke.ledger import caps
from tests.world import make_engine, make_pool


class Team(msgspec.Struct):
    """Who has a seat."""

    seats: int
    members: list[int] = []


class Purse(msgspec.Struct):
    """Coins that anybody may move to another purse."""

    coins: int = 100


def _team_faults(key: str, team: Team) -> Iterable[str]:
    del key
    if len(team.members) > team.seats:
        yield f"{len(team.members)} members on {team.seats} seats"
    if len(set(team.members)) != len(team.members):
        yield "somebody has two seats"


def _purse_faults(key: str, purse: Purse) -> Iterable[str]:
    del key
    if purse.coins < 0:
        yield f"{purse.coins} coins"


TEAM = SharedKind("team", Team, _team_faults)
PURSE = SharedKind("purse", Purse, _purse_faults)


def _open(turn: Turn) -> None:
    if turn.shared(TEAM, turn.data["team"]) is not None:
        turn.refuse("team-exists")
    turn.put_shared(TEAM, turn.data["team"], Team(turn.data["seats"]))


def _join(turn: Turn) -> None:
    """A seat, and a point for having got it."""
    team = turn.shared(TEAM, turn.data["team"])
    if team is None:
        turn.refuse("team-unknown")
    if len(team.members) >= team.seats:
        turn.refuse("team-full")
    team.members.append(turn.state.member_id)
    turn.put_shared(TEAM, turn.data["team"], team)
    caps.award(turn, "points", 1, path="team.join")
    if turn.data.get("then_refuse"):
        turn.refuse("changed-my-mind")
    turn.result = {"seat": len(team.members)}


def _move(turn: Turn) -> None:
    """One coin; the purses are asked for in the order in which the mover names them."""
    giver = turn.shared(PURSE, turn.data["giver"]) or Purse()
    taker = turn.shared(PURSE, turn.data["taker"]) or Purse()
    if not giver.coins:
        turn.refuse("purse-empty")
    giver.coins -= 1
    taker.coins += 1
    turn.put_shared(PURSE, turn.data["giver"], giver)
    turn.put_shared(PURSE, turn.data["taker"], taker)


def _take(turn: Turn) -> None:
    if not turn.take_stock(turn.data["item"]):
        turn.refuse("sold-out")
    caps.award(turn, "points", 1, path="prize.take")


def _prizes(period: str) -> int | None:
    """Three each day of November."""
    return 3 if period.startswith("2026-11-") else None


_NAME = EventField("str", text("名称", "Name"), required=True)
_SEATS = EventField("int", text("座位", "Seats"))
_REFUSE = EventField("bool", text("反悔", "Refuse"))
TEAMS = Domain(
    name="teams",
    event_types=(
        EventType("team.open", text("开团", "Open"), "request", {"team": _NAME, "seats": _SEATS}),
        EventType("team.join", text("参团", "Join"), "request", {"team": _NAME, "then_refuse": _REFUSE}),
        EventType("prize.take", text("领奖", "Take"), "request", {"item": _NAME}),
        EventType("purse.move", text("转", "Move"), "request", {"giver": _NAME, "taker": _NAME}),
    ),
    compile=lambda _program: [
        Reaction("team.open", Phase.REQUEST, "team.open", _open),
        Reaction("team.join", Phase.REQUEST, "team.join", _join),
        Reaction("prize.take", Phase.REQUEST, "prize.take", _take),
        Reaction("purse.move", Phase.REQUEST, "purse.move", _move),
    ],
    prefetch={"team.join": lambda event: [Need("shared", 0, TEAM.place(event.data["team"]))]},
    shared=(TEAM, PURSE),
    stock=lambda _program: {"prize": _prizes, "mug": 2},
)


def join(member: int, key: str, team: str, **data: Any) -> Event:
    return Event("team.join", member, key, 0, {"team": team, **data})


def open_team(member: int, key: str, team: str, seats: int) -> Event:
    return Event("team.open", member, key, 0, {"team": team, "seats": seats})


def take(member: int, key: str, item: str) -> Event:
    return Event("prize.take", member, key, 0, {"item": item})


def move(member: int, key: str, giver: str, taker: str) -> Event:
    return Event("purse.move", member, key, 0, {"giver": giver, "taker": taker})


async def play(dsn: str, tenant: int, events: list[Event]) -> list[str]:
    """Submit all at once; what came of each."""
    pool = await make_pool(dsn, 4)
    async with make_engine(pool, tenant, domains=[TEAMS], lanes=3, max_batch=16) as engine:
        outcomes = await asyncio.gather(*map(engine.submit, events))
    await pool.close()
    found = list[str]()
    for error in (outcome.error for outcome in outcomes):
        found.append("ok" if error is None else error.reason if isinstance(error, Refused) else error.code)
    return found


if __name__ == "__main__":
    dsn, tenant, events = json.loads(sys.stdin.read())
    print(json.dumps(asyncio.run(play(dsn, tenant, msgspec.convert(events, list[Event])))))
