"""The job of posts: platforms are asked about what waits; people look at what is left."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import pytest

from liuke.db.contracts import Pool
from liuke.db.pool import acquire, transaction
from liuke.decision.event import Event
from liuke.features import compile_program
from liuke.hooks.job import Work
from liuke.hooks.text_check import TextCase, TextCheck
from liuke.kernel.clock import HOUR_US
from liuke.posts.jobs import JOBS
from liuke.posts.store import list_posts
from tests.ledger.check import assert_clean
from tests.server import TestDatabase
from tests.vaults import VAULT
from tests.world import make_engine, make_members, make_pool, rows

PROGRAM: dict[str, Any] = {
    "id": "x", "name": "X", "posts": {"words": ["spam"]},
    "activities": [{"kind": "wall", "id": "w", "name": "w", "check": "platform", "per_day": 9}],
}  # fmt: skip


@dataclass
class Strict:
    """Has something against one word, and cannot be reached for another."""

    name: str = "strict"

    async def find_fault(self, case: TextCase) -> str:
        if "away" in case.text:
            raise ConnectionError("nobody answers")
        return "rude" if "rude" in case.text else ""


@pytest.fixture
async def pool(database: TestDatabase) -> AsyncIterator[Pool]:
    made = await make_pool(database.dsn)
    yield made
    await made.close()


async def test_platforms_are_asked_and_people_look_at_the_rest(database: TestDatabase, pool: Pool) -> None:
    tenant, (member, test) = await make_members(database.owner_dsn, database.dsn, 2, tests=1)
    engine, program = make_engine(pool, tenant, PROGRAM, vault=VAULT), compile_program(PROGRAM)

    async def write(number: int, text: str, who: int = member) -> None:
        outcome = await engine.submit(Event("wall.write", who, f"w{number}", 0, {"text": text}))
        assert outcome.error is None

    async def work(*checks: TextCheck, now_us: int = 0) -> int:
        (job,) = JOBS
        made = Work(
            pool, tenant, now_us, engine, lambda _: program, {}, personal=engine.personal, text_checks=checks
        )  # fmt: skip
        return await job.unit(made)

    async def list_states() -> dict[str, tuple[str, str, list[str], str]]:
        async with acquire(pool) as connection, transaction(connection, tenant_id=tenant):
            rows = await list_posts(
                connection, tenant, engine.personal, statuses=("pending", "shown"), order="oldest", limit=99
            )
        return {str(row.text): (row.post.status, row.post.awaits, row.post.flags, row.post.by) for row in rows}

    for number, text in enumerate(("fine", "rude", "away", "s p a m")):
        await write(number, text)
    await write(9, "of a test member", test)
    assert await work(Strict()) == 2
    expected = {
        "fine": ("shown", "", [], "check:strict"), "rude": ("pending", "people", ["strict:rude"], ""),
        "away": ("pending", "platform", [], ""), "s p a m": ("pending", "people", ["words"], ""),
    }  # fmt: skip
    assert await list_states() == expected
    # asked again while it cannot be reached; without any platform people look
    assert await work(Strict()) == 0
    assert await work() == 1
    assert await list_states() == {**expected, "away": ("pending", "people", ["platform:missing"], "")}
    assert await work() == 0
    # one that says nothing for an hour keeps nobody waiting
    await write(10, "away too")
    ((since_us,),) = await rows(pool, tenant, "SELECT max((doc->>'since_us')::bigint) FROM shared WHERE kind = 'post'")
    assert await work(Strict(), now_us=since_us + HOUR_US - 1) == 0
    assert await work(Strict(), now_us=since_us + HOUR_US) == 1
    assert (await list_states())["away too"] == ("pending", "people", ["platform:silent"], "")
    await assert_clean(database.dsn, tenant)
