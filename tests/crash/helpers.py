"""A tiny domain in which members help each other by deliveries, and a process that helps until it is killed."""

from __future__ import annotations

import asyncio
import json
import sys

from liuke.decision.domain import Domain, Phase, Reaction
from liuke.decision.event import Event
from liuke.decision.turn import Turn
from liuke.events.catalogue import EventField, EventType
from liuke.kernel.text import text
from liuke.ledger import caps
from tests.world import make_engine, make_pool

_TO = EventField("int", text("帮谁", "Whom"), required=True)


def _help(turn: Turn) -> None:
    turn.deliver(turn.data["to"], f"help:{turn.state.member_id}:{turn.key}", "friend.helped", dict(turn.data))


def _helped(turn: Turn) -> None:
    """A point for the helped one, who passes the help on as often as is left."""
    caps.award(turn, "points", 1, path="friend.helped")
    if turn.data.get("fault"):
        raise ValueError("the rule has a fault")
    left = turn.data.get("times", 1) - 1
    if left > 0:
        back = {**turn.data, "times": left, "to": turn.state.member_id}
        turn.deliver(turn.data["to"], f"{turn.key}+", "friend.helped", back)


HELPING = Domain(
    name="helping",
    event_types=(
        EventType("friend.help", text("助力", "Help"), "request", {"to": _TO}, open=True),
        EventType("friend.helped", text("获助力", "Helped"), "reported", open=True),
    ),
    compile=lambda _program: [
        Reaction("friend.help", Phase.REQUEST, "friend.help", _help),
        Reaction("friend.helped", Phase.EARN, "friend.helped", _helped),
    ],
)


def help_friend(member: int, key: str, to: int, **data: object) -> Event:
    return Event("friend.help", member, key, 0, {"to": to, **data})


async def main(dsn: str, tenant: int, helpers: list[int], to: int) -> None:
    """Each helper helps once; says so on a line of its own, and then waits to be killed."""
    pool = await make_pool(dsn, 6)
    async with make_engine(pool, tenant, domains=[HELPING]) as engine:

        async def call(member: int) -> None:
            outcome = await engine.submit(help_friend(member, "h", to))
            assert outcome.error is None, outcome.error
            print(member, flush=True)

        await asyncio.gather(*map(call, helpers))
        await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main(*json.loads(sys.stdin.readline())))
