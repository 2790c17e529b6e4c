"""Sends what waits: leases lanes of every tenant, posts their facts in order, writes down what came of it."""

from __future__ import annotations

import asyncio
import logging
import random
import time
from collections import Counter
from collections.abc import Sequence

import msgspec

from liuke.db.contracts import Connection, Pool
from liuke.db.pool import acquire, run_transaction, transaction
from liuke.kernel.clock import DAY_US, HOUR_US, MINUTE_US, SECOND_US
from liuke.kernel.errors import LiukeError
from liuke.vault.vault import Vault
from liuke.webhooks import queue, queue_store, store
from liuke.webhooks.client import Answer, Client
from liuke.webhooks.queue import Lane, LaneResult, Try, Waiting
from liuke.webhooks.service import seal_context
from liuke.webhooks.signing import render_headers

log = logging.getLogger(__name__)

_GONE = 410
_SLOW_DOWN = frozenset({429, 503})


class Terms(msgspec.Struct, frozen=True):
    """How deliveries are tried.

    Args:
        waits_us: Pause after the first failed try, the second, …; one try more than there are pauses, then it is dead.
        jitter: Share by which a pause may be longer.
        lease_us: How long a lane belongs to who took it; longer than any one post can take.
        lanes: Most lanes under way in this process.
        lanes_each: Most of one endpoint, so that a slow one does not hold up the others.
        doubtful_failures: Failures in a row from which an endpoint gets one lane at a time.
        depth: Most deliveries of a lane in one lease.
        disable_after_us: How long an endpoint may fail without any success.
    """

    waits_us: tuple[int, ...] = (
        5 * SECOND_US, MINUTE_US, 10 * MINUTE_US, HOUR_US, 4 * HOUR_US, 12 * HOUR_US, DAY_US,
    )  # fmt: skip
    jitter: float = 0.2
    lease_us: int = MINUTE_US
    lanes: int = 128
    lanes_each: int = 16
    doubtful_failures: int = 10
    depth: int = 16
    disable_after_us: int = 5 * DAY_US


class _Target(msgspec.Struct, frozen=True):
    url: str
    secrets: list[str]


class Sender:
    """Sends for all tenants; several processes may, each lane is leased to one.

    Call :meth:`step` again and again, and :meth:`drain` at the end. What was sent and could not be written down,
    because the database was away, is kept and written down by a later step.

    Args:
        pool: Connections of the application's role.
        vault: Opens secrets.
        client: Posts.
        terms: How deliveries are tried.
    """

    def __init__(self, pool: Pool, vault: Vault, client: Client, terms: Terms | None = None) -> None:
        self.pool = pool
        self.vault = vault
        self.client = client
        self.terms = terms or Terms()
        self.outcomes = Counter[str]()
        """Tries that were written down, by what came of them; see :data:`liuke.webhooks.queue.OUTCOMES`."""
        self._running: dict[asyncio.Task[LaneResult], tuple[int, int]] = {}
        self._finished: list[tuple[int, LaneResult]] = []
        self._stopping = False
        self._unopened: set[int] = set()
        self._doubted: set[int] = set()

    @property
    def busy(self) -> bool:
        """Whether anything is under way or not yet written down."""
        return bool(self._running or self._finished)

    async def step(self, *, wait_s: float = 0.2) -> int:
        """Write down what is finished, take what is due, wait a moment for the next to finish.

        Returns:
            Deliveries that were taken by their receivers, or 1 while anything is under way; 0: nothing to do.
        """
        taken = await self._record()
        await self._lease()
        if self._running:
            await asyncio.wait(self._running, timeout=wait_s, return_when=asyncio.FIRST_COMPLETED)
            await asyncio.sleep(0.002)  # those that finish together are written down together
        self._collect()
        return taken or int(self.busy)

    async def drain(self) -> None:
        """Finish the posts under way, start no others, write everything down, give leases back."""
        self._stopping = True
        if self._running:
            await asyncio.wait(self._running)
        self._collect()
        await self._record()
        self._stopping = False

    def _collect(self) -> None:
        for task in [task for task in self._running if task.done()]:
            tenant_id, _ = self._running.pop(task)
            self._finished.append((tenant_id, task.result()))

    async def _record(self) -> int:
        taken = 0
        for tenant_id in {tenant_id for tenant_id, _ in self._finished}:
            own = [result for owner, result in self._finished if owner == tenant_id]

            async def write(
                connection: Connection, tenant_id: int = tenant_id, own: list[LaneResult] = own
            ) -> list[LaneResult]:
                return await queue.record(connection, tenant_id, own)

            # doing it twice finds the lease gone and changes nothing
            kept = await run_transaction(self.pool, write, tenant_id=tenant_id, idempotent=True)
            self._finished = [(owner, result) for owner, result in self._finished if owner != tenant_id]
            outcomes = Counter(one.outcome for result in kept for one in result.tries)
            taken += outcomes["delivered"]
            self.outcomes += outcomes
            await self._record_health(tenant_id, kept)
        return taken

    async def _record_health(self, tenant_id: int, kept: Sequence[LaneResult]) -> None:
        """Only where it can have changed; a process that dies before it costs a count, nothing else."""
        told = [
            result
            for result in kept
            if result.lane.endpoint_id in self._doubted or any(one.outcome != "delivered" for one in result.tries)
        ]
        if told:
            limit_us = self.terms.disable_after_us
            async with acquire(self.pool) as connection, transaction(connection, tenant_id=tenant_id):
                await queue.record_health(connection, tenant_id, told, disable_after_us=limit_us)

    # -- taking -------------------------------------------------------------------------------------------------------
    async def _lease(self) -> None:
        free = self.terms.lanes - len(self._running)
        if free <= 0 or self._stopping:
            return
        async with acquire(self.pool) as connection, transaction(connection):
            due = await queue_store.list_due(connection)
        busy: dict[int, int] = {}
        for _, endpoint_id in self._running.values():
            busy[endpoint_id] = busy.get(endpoint_id, 0) + 1
        by_tenant: dict[int, dict[int, int]] = {}
        self._doubted -= {row[1] for row in due if not row[2]}
        self._doubted |= {row[1] for row in due if row[2]}
        random.shuffle(due)  # when there are more than slots, nobody is always the last
        for tenant_id, endpoint_id, failures in due:
            most = 1 if failures >= self.terms.doubtful_failures else self.terms.lanes_each
            slots = min(most - busy.get(endpoint_id, 0), free)
            if slots > 0:
                by_tenant.setdefault(tenant_id, {})[endpoint_id] = slots
                free -= slots
        for tenant_id, slots in by_tenant.items():
            await self._lease_tenant(tenant_id, slots)

    async def _lease_tenant(self, tenant_id: int, slots: dict[int, int]) -> None:
        terms = self.terms
        async with acquire(self.pool) as connection, transaction(connection, tenant_id=tenant_id):
            lanes = await queue.lease_lanes(connection, tenant_id, slots, lease_us=terms.lease_us, depth=terms.depth)
            targets = await self._find_targets(connection, tenant_id, sorted({lane.endpoint_id for lane in lanes}))
        for lane in lanes:
            work = self._send_lane(lane, targets.get(lane.endpoint_id))
            self._running[asyncio.create_task(work)] = (tenant_id, lane.endpoint_id)

    async def _find_targets(
        self, connection: Connection, tenant_id: int, endpoint_ids: Sequence[int]
    ) -> dict[int, _Target]:
        """Address and secrets of each endpoint; those whose secrets cannot be opened are left out."""
        if not endpoint_ids:
            return {}
        secrets: dict[int, list[str]] = {endpoint_id: [] for endpoint_id in endpoint_ids}
        broken = set[int]()
        for endpoint_id, name, sealed in await store.list_secrets(connection, tenant_id, list(endpoint_ids)):
            try:
                assert name == seal_context(tenant_id, endpoint_id)
                secrets[endpoint_id].append(self.vault.open(sealed, name).decode())
            except LiukeError as error:
                broken.add(endpoint_id)
                if endpoint_id not in self._unopened:
                    log.error("webhook %d cannot be signed for: %s", endpoint_id, error)
        self._unopened = (self._unopened - set(endpoint_ids)) | broken
        rows = await queue_store.list_urls(connection, tenant_id, endpoint_ids)
        return {row[0]: _Target(row[1], secrets[row[0]]) for row in rows if row[0] not in broken}

    # -- sending ------------------------------------------------------------------------------------------------------
    async def _send_lane(self, lane: Lane, target: _Target | None) -> LaneResult:
        """Post the lane's deliveries until one fails, the lease may end, or the process is to stop."""
        if target is None:
            return LaneResult(lane, [], rest_us=MINUTE_US)
        tries = list[Try]()
        until = time.monotonic() + self.terms.lease_us / SECOND_US / 2
        for delivery in lane.deliveries:
            if tries and (self._stopping or time.monotonic() > until):
                break
            t_us = time.time_ns() // 1_000
            answer = await self._post(lane, delivery, target, t_us)
            outcome, rest_us = self._judge(delivery, answer)
            tries.append(Try(delivery, t_us, answer.status, answer.duration_us, answer.error, answer.excerpt, outcome))
            if outcome != "delivered":
                return LaneResult(lane, tries, rest_us, gone=answer.status == _GONE)
        return LaneResult(lane, tries)

    async def _post(self, lane: Lane, delivery: Waiting, target: _Target, t_us: int) -> Answer:
        body = delivery.body.encode()
        headers = render_headers(target.secrets, delivery.message_id, t_us // SECOND_US, body)
        return await self.client.post(target.url, headers, body, group=lane.endpoint_id)

    def _judge(self, delivery: Waiting, answer: Answer) -> tuple[str, int]:
        """What becomes of a delivery, and how long its lane rests. Gone endpoints keep what waits, for their return."""
        if answer.taken:
            return "delivered", 0
        if answer.status == _GONE:
            return "waiting", self.terms.waits_us[0]
        if delivery.attempts >= len(self.terms.waits_us):
            return "dead", 0
        wait_us = self.terms.waits_us[delivery.attempts]
        wait_us = int(wait_us * (1 + self.terms.jitter * random.random()))  # noqa: S311 - spreads load only
        if answer.status in _SLOW_DOWN:
            wait_us = max(wait_us, answer.retry_after_s * SECOND_US)
        return "waiting", wait_us
