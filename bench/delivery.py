"""How soon a member sees what another one did: from the answer to who helped until who was helped can read it."""

from __future__ import annotations

import time

from bench.harness import Result, Row, ServerInfo, progress, tenant
from liuke.decision.domain import Domain, Phase, Reaction
from liuke.decision.event import Event
from liuke.decision.turn import Turn
from liuke.engine.engine import Engine
from liuke.engine.reader import MemberReader
from liuke.events.catalogue import EventField, EventType
from liuke.features import DOMAINS, compile_program
from liuke.kernel.text import text
from liuke.ledger import caps

LIMIT_MS = 50.0
FRIENDS = 50


def _help(turn: Turn) -> None:
    turn.deliver(turn.data["to"], f"help:{turn.state.member_id}:{turn.key}", "friend.helped", {})


def _helped(turn: Turn) -> None:
    caps.award(turn, "points", 1, path="friend.helped", exempt=True)


HELPING = Domain(
    name="helping",
    event_types=(
        EventType("friend.help", text("助力", "Help"), "request", {
            "to": EventField("int", text("帮谁", "Whom"), required=True)
        }),
        EventType("friend.helped", text("获助力", "Helped"), "reported"),
    ),
    compile=lambda _program: [
        Reaction("friend.help", Phase.REQUEST, "friend.help", _help),
        Reaction("friend.helped", Phase.EARN, "friend.helped", _helped),
    ],
)  # fmt: skip


async def run(info: ServerInfo, *, quick: bool = False) -> list[Result]:
    """One help at a time, nothing else under way; who was helped is read until the point is there."""
    count = 200 if quick else 1_000
    program = compile_program({"id": "help", "name": "Help"}, domains=(*DOMAINS, HELPING))
    commits, waits = list[float](), list[float]()
    async with tenant(info, "bench_delivery", connections=4, members=2 * FRIENDS) as (pool, tenant_id, members):
        progress("  one help at a time")
        async with Engine(pool, tenant_id, program, lanes=2) as engine:
            reader = MemberReader(pool, tenant_id, engine.personal)
            for number in range(-FRIENDS, count):  # each once before it counts
                giver, taker = members[number % FRIENDS], members[FRIENDS + number % FRIENDS]
                before = await reader.read_with(taker, lambda state: state.wallet("points").available)
                begun = time.perf_counter()
                outcome = await engine.submit(Event("friend.help", giver, f"h{number}", 0, {"to": taker}))
                committed = time.perf_counter()
                assert outcome.error is None, outcome.error
                while await reader.read_with(taker, lambda state: state.wallet("points").available) == before:
                    pass
                if number >= 0:
                    commits.append(1e3 * (committed - begun))
                    waits.append(1e3 * (time.perf_counter() - committed))
    commits.sort()
    waits.sort()
    p50, p99 = _quantile(waits, 0.5), _quantile(waits, 0.99)
    note = (
        f"p50 {p50:.1f} ms, p99 {p99:.1f} ms, worst {waits[-1]:.1f} ms after the commit; the help itself took "
        f"{_quantile(commits, 0.5):.1f} and {_quantile(commits, 0.99):.1f} ms"
    )
    rate = 1e3 / (p50 + _quantile(commits, 0.5))
    return [
        Result("delivery", f"Does a member see what another one did within {LIMIT_MS:g} ms of the commit, at rest?", [
            Row(f"help, one at a time (ratio: {LIMIT_MS:g} ms to p99)", rate, LIMIT_MS / p99, 1.0, note),
        ])
    ]  # fmt: skip


def _quantile(ordered: list[float], share: float) -> float:
    return ordered[min(int(share * len(ordered)), len(ordered) - 1)]
