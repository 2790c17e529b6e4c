"""A tenant with members whose facts are put into the outbox by hand, and endpoints that listen."""

from __future__ import annotations

from typing import Any

import msgspec

from liuke.db.contracts import Pool
from liuke.db.pool import acquire, transaction
from liuke.features import FACT_TYPES, FACT_VERSIONS
from liuke.kernel.clock import SECOND_US
from liuke.vault.vault import Vault
from liuke.webhooks import queue, service
from liuke.webhooks.client import Client
from liuke.webhooks.contracts import Delivery, EndpointInput, EndpointSecret
from liuke.webhooks.reach import EVERYWHERE
from liuke.webhooks.sender import Sender, Terms
from tests.server import TestDatabase
from tests.world import T, make_members, make_pool, rows

VAULT = Vault([bytes(32)])
QUICK = Terms(waits_us=(SECOND_US // 20,) * 3, jitter=0.0)


class World:
    """One tenant."""

    def __init__(self, database: TestDatabase, pool: Pool, tenant_id: int, members: list[int]) -> None:
        self.database = database
        self.pool = pool
        self.tenant_id = tenant_id
        self.members = members
        self.clients = list[Client]()

    async def close(self) -> None:
        for client in self.clients:
            await client.__aexit__()
        await self.pool.close()

    async def execute(self, sql: str, *arguments: Any) -> None:
        """SQL under the tenant, committed."""
        async with acquire(self.pool) as connection, transaction(connection, tenant_id=self.tenant_id):
            await connection.execute(sql, *arguments)

    async def rows(self, sql: str, *arguments: Any) -> list[tuple[Any, ...]]:
        return await rows(self.pool, self.tenant_id, sql, *arguments)

    async def state(self, member: int, op_n: int, *facts: tuple[str, dict[str, Any]]) -> None:
        """One operation's facts, committed."""
        await self.execute(
            "INSERT INTO outbox (tenant_id, member_id, op_n, t_us, facts) VALUES ($1, $2, $3, $4, $5)",
            self.tenant_id, member, op_n, T + op_n, facts or [("points.earned", {"asset": "points", "amount": op_n})],
        )  # fmt: skip

    async def state_many(self, members: list[int], first: int, last: int) -> None:
        """A fact for each number and member."""
        async with acquire(self.pool) as connection, transaction(connection, tenant_id=self.tenant_id):
            await connection.execute(
                """
                INSERT INTO outbox (tenant_id, member_id, op_n, t_us, facts)
                SELECT $1, m, n, $4 + n, json_build_array(json_build_array('points.earned',
                    json_build_object('asset', 'points', 'amount', n)))
                FROM generate_series($2::bigint, $3::bigint) n CROSS JOIN unnest($5::bigint[]) m ORDER BY n, m
                """,
                self.tenant_id, first, last, T, members,
            )  # fmt: skip

    async def listen(self, url: str, *types: str, vault: Vault = VAULT, **more: Any) -> EndpointSecret:
        async with acquire(self.pool) as connection, transaction(connection, tenant_id=self.tenant_id):
            wanted = EndpointInput(url, list(types), **more)
            return await service.create_endpoint(
                connection, self.tenant_id, vault, wanted, known_types=FACT_TYPES, reach=EVERYWHERE
            )

    async def call(self, function: Any, *arguments: Any, **named: Any) -> Any:
        """A function of the service in a transaction of its own."""
        async with acquire(self.pool) as connection, transaction(connection, tenant_id=self.tenant_id):
            return await function(connection, self.tenant_id, *arguments, **named)

    async def fan_out(self, limit: int = 500) -> int:
        return await self.call(queue.fan_out, versions=FACT_VERSIONS, limit=limit)

    def sender(self, terms: Terms = QUICK, **options: Any) -> Sender:
        client = Client(**{"reach": EVERYWHERE, "total_s": 5.0, **options})
        self.clients.append(client)
        return Sender(self.pool, VAULT, client, terms)

    async def send(self, sender: Sender, *, steps: int = 10_000) -> None:
        """Send until nothing waits or is under way."""
        for _ in range(steps):
            waiting = await self.rows(
                "SELECT count(*) FROM webhook_lane l JOIN webhook_endpoint e USING (endpoint_id) WHERE e.enabled"
            )
            if not sender.busy and waiting == [(0,)]:
                return
            await sender.step(wait_s=0.02)
        raise AssertionError("it never ended")

    async def deliveries(self, endpoint_id: str) -> list[Delivery]:
        return await self.call(service.list_deliveries, int(endpoint_id), limit=1000)


async def open_world(database: TestDatabase, members: int = 4, slug: str = "t") -> World:
    tenant_id, ids = await make_members(database.owner_dsn, database.dsn, members, slug)
    return World(database, await make_pool(database.dsn, 8), tenant_id, ids)


def plain(value: Any) -> Any:
    return msgspec.to_builtins(value)
