"""Friends of the demo: as the households of the history join, some of them say who brought them."""

from __future__ import annotations

from collections.abc import Sequence

from liuke.cli import demo_store
from liuke.db.pool import acquire, transaction
from liuke.decision.event import Event
from liuke.demo.friends import Bringing
from liuke.engine.batch import Submission, submission
from liuke.engine.decide import Outcome
from liuke.engine.engine import Engine
from liuke.members.store import NewMember, find_members, register_members
from liuke.replay.contracts import REGISTERED, Crew, Progress, SourceEvent

BATCH = 500


class FriendsCrew:
    """Takes chunks as the crew does that it is given, and lets who joins join first, brought by who brought them.

    Between joining and the first order of a household lies a moment; only then is somebody a newcomer.

    Args:
        engine: Of the tenant.
        crew: Takes everything else.
        namespace: Of the members' external ids.
    """

    def __init__(self, engine: Engine, crew: Crew, namespace: str) -> None:
        self._engine = engine
        self._crew = crew
        self._namespace = namespace
        self._bringing = Bringing()
        self._ids: dict[str, int] = {}
        self._codes: dict[str, str] = {}
        self._joined: list[int] = []
        self._waiting = 0
        self._begun = False

    async def take(self, chunk: list[SourceEvent]) -> None:
        """Let those join who join in it; the crew takes what is left."""
        joining = [event for event in chunk if event.type == REGISTERED]
        if joining:
            await self._join(joining)
        self._waiting += len(joining)
        left = [event for event in chunk if event.type != REGISTERED] if joining else chunk
        if left:
            self._joined.append(self._waiting)
            self._waiting = 0
            await self._crew.take(left)

    def finished(self) -> list[tuple[int, Progress]]:
        """What the crew did, and who joined."""
        found = self._crew.finished()
        for _, progress in found:
            progress.events += self._joined.pop(0)
        return found

    async def drain(self) -> None:
        """Wait until all that was handed over is done."""
        await self._crew.drain()

    async def _join(self, joining: Sequence[SourceEvent]) -> None:
        engine = self._engine
        if not self._begun:
            await self._go_on(joining[0])
        members = [NewMember(one.member, one.t_us, one.day, one.data.get("profile") or {}) for one in joining]
        await engine.personal.ready(engine.pool)
        await engine.personal.ready_for(engine.pool, [self._namespace])
        async with acquire(engine.pool) as connection, transaction(connection, tenant_id=engine.tenant_id):
            self._ids |= await register_members(connection, engine.tenant_id, self._namespace, members, engine.personal)
        ids = self._ids
        await self._send([Event(one.type, ids[one.member], one.key, one.t_us, one.data) for one in joining])
        brought = [(one, inviter) for one in joining if (inviter := self._bringing.meet(one.member)) is not None]
        await self._find_codes({inviter: one.t_us for one, inviter in reversed(brought)})
        await self._send([
            Event("referral.bind", ids[one.member], "demo:bind", one.t_us, {"code": self._codes[inviter]})
            for one, inviter in brought if inviter in self._codes
        ])  # fmt: skip

    async def _go_on(self, first: SourceEvent) -> None:
        """Let the graph know those who joined in an earlier run before the first of this one."""
        self._begun = True
        async with acquire(self._engine.pool) as connection, transaction(connection, tenant_id=self._engine.tenant_id):
            known = await demo_store.list_joined(connection, self._engine.tenant_id, self._namespace, first.t_us)
        for name, t_us in known:
            if (t_us, name) < (first.t_us, first.member):
                self._bringing.meet(name)

    async def _find_codes(self, wanted: dict[str, int]) -> None:
        """Codes of who invites, at the instant at which they first do."""
        new = [(name, t_us) for name, t_us in wanted.items() if name not in self._codes]
        if not new:
            return
        async with acquire(self._engine.pool) as connection, transaction(connection, tenant_id=self._engine.tenant_id):
            known = await find_members(
                connection, self._engine.tenant_id, self._namespace, [name for name, _ in new], self._engine.personal
            )
        asked = [(name, Event("referral.code", known[name], "demo:code", t_us)) for name, t_us in new if name in known]
        for (name, _), outcome in zip(asked, await self._send([event for _, event in asked]), strict=True):
            if outcome.answer is not None and outcome.answer.get("result"):
                self._codes[name] = outcome.answer["result"]["code"]

    async def _send(self, events: Sequence[Event]) -> list[Outcome]:
        work: list[Submission] = [submission(event, clock_us=event.t_us) for event in events]
        found = list[Outcome]()
        for start in range(0, len(work), BATCH):
            found += await self._engine.process(work[start : start + BATCH])
        return found
