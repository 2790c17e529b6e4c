"""Plays scenes of a demo: their requests go through the engine, each at its instant, and answers go back to them."""

from __future__ import annotations

import heapq
import time
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import msgspec

from liuke.activities import board_jobs
from liuke.bootstrap import Platform
from liuke.cli import demo_store
from liuke.decision.event import Event
from liuke.demo.scenes import HOUR_US, SECOND_US, Ask, Newcomer, Player, Scene
from liuke.engine.batch import submission
from liuke.engine.engine import Engine
from liuke.features import FACT_VERSIONS
from liuke.hooks.job import Work
from liuke.members.store import NewMember, register_members
from liuke.replay import store
from liuke.replay.runner import deliver_all
from liuke.risk.jobs import JOBS

WAVE_US = 3 * HOUR_US
"""Requests of so long go together; what follows from them is delivered before the next."""
BATCH = 500


class Played(msgspec.Struct):
    """What was played.

    Args:
        members: Who asked for anything.
        requests: That were answered.
        refused: That were refused.
        seconds: How long it took.
    """

    members: int = 0
    requests: int = 0
    refused: int = 0
    seconds: float = 0.0


@dataclass(order=True, slots=True)
class _Turn:
    """What a scene asks next.

    Args:
        t_us: When.
        name: Of the scene: the same order each time.
        number: Of the request in it.
    """

    t_us: int
    name: str
    number: int
    scene: Scene = field(compare=False)
    ask: Ask = field(compare=False)


class Stage:
    """Plays scenes of one tenant.

    Args:
        engine: Of the tenant; its clock is the stage's.
        until_us: Nothing happens later.
        between: What background work would do meanwhile, at an instant before each wave.
    """

    def __init__(
        self, engine: Engine, until_us: int, between: Callable[[int], Awaitable[None]] | None = None
    ) -> None:  # fmt: skip
        self._engine = engine
        self._between = between
        self._until_us = until_us
        self._now_us = until_us
        self._seen = set[int]()
        self.played = Played()
        engine.clock = lambda: self._now_us

    async def play(self, scenes: Iterable[Scene]) -> None:
        """All scenes side by side, in the order of time."""
        begun = time.perf_counter()
        waiting = list[_Turn]()
        for scene in scenes:
            self._go_on(waiting, scene, scene.t_us, 0, lambda scene=scene: next(scene.play))
        while waiting:
            if self._between is not None:
                await self._between(waiting[0].t_us // WAVE_US * WAVE_US)
            self._now_us = min(waiting[0].t_us // WAVE_US * WAVE_US + WAVE_US, self._until_us)
            await self._engine.sweep(waiting[0].t_us)
            while waiting and waiting[0].t_us <= self._now_us:
                turns = list[_Turn]()
                while waiting and waiting[0].t_us <= self._now_us and len(turns) < BATCH:
                    turns.append(heapq.heappop(waiting))
                await self._ask(waiting, turns)
            await deliver_all(self._engine, self._now_us)
        self._now_us = self._until_us
        self.played.members = len(self._seen)
        self.played.seconds += time.perf_counter() - begun

    async def _ask(self, waiting: list[_Turn], turns: Sequence[_Turn]) -> None:
        work = [
            submission(
                Event(one.ask.type, one.ask.member, f"demo:{one.name}:{one.number}", one.t_us, dict(one.ask.data),
                      one.ask.client),
                clock_us=one.t_us,
            )
            for one in turns
        ]  # fmt: skip
        for one, outcome in zip(turns, await self._engine.process(work), strict=True):
            self._seen.add(one.ask.member)
            self.played.requests += 1
            self.played.refused += outcome.error is not None
            answer = outcome.answer if outcome.error is None else None
            self._go_on(
                waiting, one.scene, one.t_us, one.number + 1,
                lambda scene=one.scene, answer=answer: scene.play.send(answer),
            )  # fmt: skip

    def _go_on(self, waiting: list[_Turn], scene: Scene, t_us: int, number: int, step: Callable[[], Ask]) -> None:
        """Let a scene say what it asks next; what would come after the end is left to whoever tries the demo."""
        try:
            ask = step()
        except StopIteration:
            return
        at_us = t_us + int(ask.after_s * SECOND_US)
        if at_us <= self._until_us:
            heapq.heappush(waiting, _Turn(at_us, scene.name, number, scene, ask))


def open_stage(platform: Platform, until_us: int) -> Stage:
    """A stage over the programs of a tenant."""
    return Stage(platform.make_engine(lanes=1), until_us)


async def list_players(platform: Platform) -> list[Player]:
    """Members of the history, in the order in which they joined."""
    async with platform.transact() as connection:
        rows = await demo_store.list_players(connection, platform.tenant_id)
    return [Player(member_id, ready_us) for member_id, ready_us in rows]


async def add_newcomers(
    platform: Platform, namespace: str, newcomers: Sequence[Newcomer], day_of_us: Callable[[int], int]
) -> Mapping[str, int]:
    """Numbers of those who join; their joining is for a scene.

    Args:
        platform: Of the tenant.
        namespace: Of their names.
        newcomers: Who.
        day_of_us: The merchant-local day of an instant.
    """
    await platform.personal.ready(platform.pool)
    await platform.personal.ready_for(platform.pool, [namespace])
    members = [NewMember(one.name, one.t_us, day_of_us(one.t_us), dict(one.profile)) for one in newcomers]
    async with platform.transact() as connection:
        return await register_members(connection, platform.tenant_id, namespace, members, platform.personal)


async def close_boards(platform: Platform, engine: Engine, now_us: int) -> None:
    """One pass of the job that closes periods of boards, as a worker makes it, and what follows from it."""
    work = Work(platform.pool, platform.tenant_id, now_us, engine, platform.book.program_at, FACT_VERSIONS)
    if await board_jobs.close_boards(work):
        await deliver_all(engine, now_us)


async def look_for_rings(platform: Platform, engine: Engine, now_us: int) -> None:
    """One pass of the job that looks for rings, as a worker makes it every hour."""
    (job,) = (one for one in JOBS if one.name == "rings")
    work = Work(
        platform.pool, platform.tenant_id, now_us, engine, platform.book.program_at, FACT_VERSIONS,
        personal=platform.personal,
    )  # fmt: skip
    while await job.unit(work):
        pass


# -- how far it is ----------------------------------------------------------------------------------------------------
async def find_run(platform: Platform, name: str) -> tuple[int, bool] | None:
    """Up to when scenes of a name are played, and whether all of them are; ``None``: none was begun."""
    async with platform.transact() as connection:
        runs = await store.list_runs(connection, platform.tenant_id, name)
    return (int(runs[0].replay_id.rpartition(":")[2]), runs[0].done) if runs else None


async def note_run(platform: Platform, name: str, until_us: int, *, done: bool) -> None:
    """Write down that scenes of a name are played up to an instant, or that all of them are."""
    day = platform.book.program_at(until_us).calendar.local_day(until_us)
    async with platform.transact() as connection:
        await store.write_checkpoint(connection, platform.tenant_id, f"{name}:{until_us}", day)
        if done:
            await store.mark_done(connection, platform.tenant_id, f"{name}:{until_us}")
