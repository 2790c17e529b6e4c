"""Whom a lower threshold moves, counted before; and the review after publishing, killed in mid-work and done by two."""

from __future__ import annotations

import asyncio
import json
import signal
import sys
from asyncio import subprocess
from collections import Counter

from liuke.db.contracts import Pool
from liuke.db.pool import run_transaction
from liuke.decision.event import Event
from liuke.engine.batch import submission
from liuke.engine.engine import Engine
from liuke.features import DOMAINS, load_program
from liuke.publishing.impact import Estimate, Impact, measure_impact, needs_review, say_impact
from liuke.publishing.impact_store import ReviewRow, list_reviews
from liuke.publishing.programs import Programs
from tests.races.reviews import MEMBERS, NOW, document, make_program, make_work, review_some
from tests.server import TestDatabase
from tests.world import make_members, rows

SPENT = (400, 600, 50_000, 30_000)
"""Cents that every fourth member has spent: below 5 yuan, between, silver before and after, silver already."""


async def _shop(database: TestDatabase, pool: Pool, count: int) -> tuple[int, list[int]]:
    tenant, members = await make_members(database.owner_dsn, database.dsn, count)
    programs = Programs(pool, tenant, domains=DOMAINS)
    await programs.publish(document(30_000), actor="test", active_from_us=1, force_warnings=True)
    async with Engine(pool, tenant, make_program(30_000), clock=lambda: NOW) as engine:
        orders = [
            Event("order.paid", member, f"o{n}", NOW, {"order_id": f"o{n}", "amount_cents": SPENT[n % 4]})
            for n, member in enumerate(members)
        ]
        outcomes = await engine.process([submission(order) for order in orders])
    assert {outcome.error for outcome in outcomes} == {None}
    return tenant, members


async def _tiers(pool: Pool, tenant: int) -> Counter[str]:
    found = await rows(pool, tenant, "SELECT tier, count(*)::int FROM member_state WHERE member_id > 0 GROUP BY 1")
    return Counter(dict(found))


async def test_a_lower_threshold_says_how_many_rise_and_they_do_once(database: TestDatabase, pool: Pool) -> None:
    tenant, members = await _shop(database, pool, 8 * MEMBERS)
    quarter = len(members) // 4
    assert await _tiers(pool, tenant) == {"basic": 2 * quarter, "silver": 2 * quarter}
    old, new = make_program(30_000), make_program(500)
    impact = await measure_impact(pool, tenant, old, new, now_us=NOW)
    assert (impact.members, impact.looked_at, dict(impact.rises)) == (len(members), len(members), {"silver": quarter})
    assert [said.zh for said in say_impact(impact, new)] == [f"按今天的数据，{quarter} 人将升级为白银"]
    assert [said.get("en") for said in say_impact(impact, new)] == [f"By today's data {quarter} members rise to Silver"]
    higher = await measure_impact(pool, tenant, old, make_program(40_000), now_us=NOW)
    assert (dict(higher.rises), higher.loses_keep, higher.gains_keep) == ({}, quarter, 0)
    programs = Programs(pool, tenant, domains=DOMAINS)
    await programs.publish(document(500), actor="test", active_from_us=NOW, force_warnings=True)
    await _kill_in_mid_work(database, tenant)
    assert [(one.status, one.looked_at) for one in await _list(pool, tenant)] == [("waiting", 2 * MEMBERS)]
    first, second = make_work(pool, tenant, 500), make_work(pool, tenant, 500)
    while sum(await asyncio.gather(review_some(first), review_some(second))):
        pass
    while sum(await asyncio.gather(first.engine.deliver(limit=64), second.engine.deliver(limit=64))):
        pass
    assert [(one.status, one.looked_at, one.members) for one in await _list(pool, tenant)] == [
        ("done", len(members), quarter)
    ]
    assert await _tiers(pool, tenant) == {"basic": quarter, "silver": 3 * quarter}
    done = await rows(pool, tenant, "SELECT member_id, key FROM operation WHERE type = 'tier.review'")
    assert sorted(done) == [(member, "tier-review:2") for n, member in enumerate(members) if n % 4 == 1]
    packs = await rows(pool, tenant, "SELECT available::int, count(*)::int FROM wallet GROUP BY 1 ORDER BY 1")
    assert packs == [(7, 3 * quarter)]


async def _list(pool: Pool, tenant: int) -> list[ReviewRow]:
    return await run_transaction(pool, lambda c: list_reviews(c, tenant), tenant_id=tenant)


async def _kill_in_mid_work(database: TestDatabase, tenant: int) -> None:
    process = await subprocess.create_subprocess_exec(
        sys.executable, "-m", "tests.races.reviews", stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(json.dumps([database.dsn, tenant, 500]).encode() + b"\n")
    await asyncio.wait_for(process.stdout.readline(), 60)
    process.stdin.write(b"\n")
    await asyncio.wait_for(process.stdout.readline(), 60)
    process.send_signal(signal.SIGKILL)
    await process.wait()


async def test_beyond_the_bound_a_sample_speaks_with_an_interval(database: TestDatabase, pool: Pool) -> None:
    tenant, members = await _shop(database, pool, 40)
    impact = await measure_impact(
        pool, tenant, make_program(30_000), make_program(500), now_us=NOW, exact_up_to=10, sample=20
    )
    assert (impact.members, impact.looked_at) == (len(members), 20)
    found = impact.estimate(impact.rises["silver"])
    assert found.low <= 10 <= found.high
    assert "约" in say_impact(impact, make_program(500))[0].zh


def test_an_interval_is_wilsons() -> None:
    assert Impact(1_000_000, 20_000).estimate(720) == Estimate(36_000, 33_505, 38_673)
    assert Impact(20_000, 20_000).estimate(720) == Estimate(720, 720, 720)


def test_only_what_decides_about_tiers_asks_for_a_review() -> None:
    before, lower = load_program(document(30_000)), load_program(document(500))
    renamed = load_program({**document(30_000), "name": "another"})
    assert (needs_review(before, lower), needs_review(before, renamed), needs_review(None, lower)) == (
        True, False, False,
    )  # fmt: skip
