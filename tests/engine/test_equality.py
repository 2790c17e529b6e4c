"""A batch of many events of many members ends where the same events one by one end."""

from __future__ import annotations

import asyncio
from itertools import count
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from liuke.decision.event import Event
from liuke.engine.batch import Submission, submission
from liuke.kernel.clock import DAY_US
from tests.ledger.check import assert_clean
from tests.server import TestDatabase
from tests.world import T, earn, hold, make_engine, make_members, make_pool, rows, spend

_numbers = count()
STEP = st.tuples(
    st.sampled_from(["earn", "earn", "spend", "spend", "hold", "release", "commit", "refund", "again"]),
    st.integers(0, 3),  # member; the last does not exist
    st.integers(1, 60),
    st.integers(0, 6),  # which hold, posting, key; days to expiry
)
SAME = (
    """SELECT i.external_id, asset, available, pending, held, frozen, debt, earned, seq
       FROM wallet JOIN identity i USING (member_id) ORDER BY 1, 2""",
    "SELECT i.external_id, seq, amount, remaining, expires_us FROM lot JOIN identity i USING (member_id) ORDER BY 1, 2",
    """SELECT i.external_id, seq, lot_seq, amount, restored, kind FROM lot_use JOIN identity i USING (member_id)
       ORDER BY 1, 2, 3""",
    "SELECT i.external_id, n, key, type, answer::text FROM operation JOIN identity i USING (member_id) ORDER BY 1, 2",
    """SELECT i.external_id, seq, kind, amount, source, target, t_us FROM posting JOIN identity i USING (member_id)
       ORDER BY 1, 2""",
    """SELECT i.external_id, ops, now_us, last_active_us, due_us, doc::text
       FROM member_state JOIN identity i USING (member_id) ORDER BY 1""",
)


def make_events(members: list[int], steps: list[tuple[str, int, int, int]]) -> list[Submission]:
    made = list[Submission]()
    for i, (what, who, amount, pick) in enumerate(steps):
        member = [*members, 999_999][who]
        t_us = T + i * DAY_US // 4
        event = {
            "earn": lambda m, k, a, p: earn(m, k, a, expires_us=T + (2 + 3 * p) * DAY_US),
            "spend": lambda m, k, a, _p: spend(m, k, a),
            "hold": lambda m, k, a, p: hold(m, k, a, f"h{p}", expires_us=T + 9 * DAY_US),
            "release": lambda m, k, _a, p: Event("points.release", m, k, 0, {"hold_id": f"h{p}"}),
            "commit": lambda m, k, _a, p: Event("points.commit", m, k, 0, {"hold_id": f"h{p}"}),
            "refund": lambda m, k, a, p: Event(
                "points.refund", m, k, 0, {"asset": "points", "seq": p + 1, "amount": a}
            ),
            "again": lambda m, _k, a, p: spend(m, f"again{p % 3}", a % 3 + 1),
        }[what](member, f"k{i}", amount, pick)
        made.append(submission(event, clock_us=t_us))
    return made


def kinds(outcomes: list[Any]) -> list[str]:
    found = list[str]()
    for outcome in outcomes:
        error = outcome.error
        found.append(
            ("replayed" if outcome.replayed else "ok") if error is None else getattr(error, "reason", error.code)
        )
    return found


async def run(database: TestDatabase, pool: Any, steps: list[tuple[str, int, int, int]], size: int) -> list[Any]:
    tenant, members = await make_members(database.owner_dsn, database.dsn, 3, f"t{next(_numbers)}")
    engine = make_engine(pool, tenant)
    events, outcomes = make_events(members, steps), list[Any]()
    for i in range(0, len(events), size):
        outcomes += await engine.process(events[i : i + size])
    await assert_clean(database.dsn, tenant)
    return [kinds(outcomes), *[await rows(pool, tenant, sql) for sql in SAME]]


def test_batches_equal_one_by_one(database: TestDatabase) -> None:
    with asyncio.Runner() as runner:
        pool = runner.run(make_pool(database.dsn, 2))

        @settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
        @given(st.lists(STEP, min_size=1, max_size=40), st.integers(2, 40))
        def same(steps: list[tuple[str, int, int, int]], size: int) -> None:
            alone = runner.run(run(database, pool, steps, 1))
            together = runner.run(run(database, pool, steps, size))
            assert together == alone

        same()
        runner.run(pool.close())


def test_512_events_of_mixed_members_equal_one_by_one(database: TestDatabase) -> None:
    words = ["earn", "earn", "spend", "spend", "hold", "release", "commit", "refund", "again"]
    steps = [(words[i * 7 % 9], i * 5 % 4, i * 13 % 60 + 1, i * 11 % 7) for i in range(512)]
    with asyncio.Runner() as runner:
        pool = runner.run(make_pool(database.dsn, 2))
        alone = runner.run(run(database, pool, steps, 1))
        together = runner.run(run(database, pool, steps, 512))
        assert list(enumerate(together[0])) == list(enumerate(alone[0]))
        assert together == alone
        assert len(set(alone[0])) >= 6
        runner.run(pool.close())
