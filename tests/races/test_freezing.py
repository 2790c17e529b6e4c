"""A freeze among many who ask: what comes before it is done, what comes after it is refused, and nothing in between."""

from __future__ import annotations

import asyncio

from liuke.db.contracts import Pool
from liuke.decision.event import Event
from liuke.engine.engine import Engine
from liuke.features import compile_program
from liuke.kernel.errors import Refused
from tests.server import TestDatabase
from tests.world import T, make_members, program, rows

CALLERS, LIFTS = 64, 4


async def test_nothing_is_asked_between_a_freeze_and_its_end(database: TestDatabase, pool: Pool) -> None:
    compiled = compile_program(program())
    tenant, (member,) = await make_members(database.owner_dsn, database.dsn, 1)
    async with (
        Engine(pool, tenant, compiled, clock=lambda: T) as one,
        Engine(pool, tenant, compiled, clock=lambda: T) as other,
    ):
        await one.submit(Event("points.earn", member, "e", 0, {"asset": "points", "amount": 1_000}))

        async def spend(number: int) -> str:
            engine = (one, other)[number % 2]
            found = await engine.submit(
                Event("points.spend", member, f"s{number}", 0, {"asset": "points", "amount": 1})
            )
            if found.error is None:
                return "spent"
            assert isinstance(found.error, Refused)
            return found.error.reason

        async def freeze(number: int) -> None:
            data = {"reason": f"r{number}", "actor": "key:1"}
            for type_ in ("member.freeze", "member.unfreeze"):
                found = await other.submit(Event(type_, member, f"{type_}{number}", 0, data))
                assert found.error is None, found.error

        async def freeze_often() -> None:
            for number in range(LIFTS):
                await freeze(number)

        answers, _ = await asyncio.gather(asyncio.gather(*map(spend, range(CALLERS))), freeze_often())
    done = await rows(pool, tenant, "SELECT type FROM operation WHERE member_id = $1 ORDER BY n", member)
    types = [row[0] for row in done]
    frozen = False
    for type_ in types:
        frozen = type_ == "member.freeze" or (frozen and type_ != "member.unfreeze")
        assert not (frozen and type_ == "points.spend")
    spent = answers.count("spent")
    assert set(answers) <= {"spent", "member-frozen"}
    assert types.count("points.spend") == spent
    assert [types.count(f"member.{one}") for one in ("freeze", "unfreeze")] == [LIFTS, LIFTS]
    wallet = await rows(pool, tenant, "SELECT available FROM wallet WHERE member_id = $1 AND asset = 'points'", member)
    assert wallet == [(1_000 - spent,)]
