"""Super promoters on a real database: newcomers are looked at once, and the package is given once."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from typing import Any

import pytest

from liuke.db.pool import Pool, acquire, transaction
from liuke.features import compile_program, lint_program, load_program
from liuke.kernel.clock import DAY_US
from liuke.kernel.errors import InvalidInput
from liuke.referral import store
from liuke.referral.promoter import is_enough
from liuke.referral.spec import PromoterSpec
from tests.ledger.check import assert_clean
from tests.referral.test_referral import PROGRAM as PLAIN
from tests.referral.test_referral import TERMS, bind, get_codes, make_newcomers
from tests.server import TestDatabase
from tests.world import make_engine, make_pool, program, rows, wallets

POINTS = {"kind": "asset", "asset": "points", "amount": 900}
PROGRAM = program(referral={**TERMS, "promoter": {"invitees": 20, "rewards": [POINTS]}})


@pytest.fixture
async def pool(database: TestDatabase) -> AsyncIterator[Pool]:
    made = await make_pool(database.dsn)
    yield made
    await made.close()


async def test_twenty_four_newcomers_looked_at_by_two_at_once_make_one_promoter(
    database: TestDatabase, pool: Pool
) -> None:
    tenant, members = await make_newcomers(database, pool, 25)
    (code,) = await get_codes(pool, tenant, members[:1])
    async with make_engine(pool, tenant, PROGRAM) as engine:
        for who in members[1:]:
            assert (await engine.submit(bind(who, code))).error is None
        later_us = time.time_ns() // 1_000 + 31 * DAY_US
        async with acquire(pool) as connection, transaction(connection, tenant_id=tenant):
            await connection.execute(
                "UPDATE member_state SET last_active_us = $2 WHERE member_id = ANY ($1::bigint[])",
                members[1:13], later_us - 10 * DAY_US,
            )  # fmt: skip
        async with make_engine(pool, tenant, PROGRAM) as other:
            await asyncio.gather(*(one.sweep(later_us, limit=7) for one in (engine, other) for _ in range(8)))
            while sum(await asyncio.gather(*(one.deliver(limit=5) for one in (engine, other) for _ in range(4)))):
                pass
    (found,) = await rows(
        pool, tenant,
        f"SELECT doc->'slots'->'referral'->>'judged', doc->'slots'->'referral'->>'stayed' FROM member_state "
        f"WHERE member_id = {members[0]}",
    )  # fmt: skip
    assert found == ("24", "12")
    assert (await wallets(pool, tenant))[members[0], "points"][0] == 900
    async with acquire(pool) as connection, transaction(connection, tenant_id=tenant):
        listed = await store.list_promoters(connection, tenant, None, 10)
        assert [(row[1], row[2]) for row in listed] == [(members[0], members[0])]
        assert listed[0][3] >= 20
        assert await store.list_promoters(connection, tenant, (listed[0][0], listed[0][1]), 10) == []
    await assert_clean(database.dsn, tenant)


def test_more_than_the_share_of_enough() -> None:
    terms = PromoterSpec.model_construct(invitees=20, stay_bps=4_000)
    found = [is_enough(terms, *pair) for pair in ((19, 19), (20, 8), (20, 9), (21, 8), (1_000, 400), (1_000, 401))]
    assert found == [False, False, True, False, False, True]


def test_joining_alone_never_counts_as_staying() -> None:
    terms: dict[str, Any] = {"rewards": [POINTS], "day": 14, "active_days": 14}
    with pytest.raises(InvalidInput) as failed:
        load_program(program(referral={**TERMS, "promoter": terms}))
    assert [fault.path for fault in failed.value.faults] == ["referral.promoter"]


def test_the_rules_say_what_it_takes() -> None:
    compiled = compile_program(load_program(PROGRAM))
    domain = next(one for one in compiled.domains if one.name == "referral")
    assert domain.render_rules is not None
    (page,) = domain.render_rules(compiled, "zh")
    assert any("邀请满 20 人、其中超过 40% 在绑定后第 30 天前 14 天内仍活跃" in line for line in page.lines)
    assert not [one for one in lint_program(load_program(PROGRAM)) if one.path.startswith("referral.promoter")]
    assert PLAIN != PROGRAM
