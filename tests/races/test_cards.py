"""Cards under many callers from two processes, and a jackpot whose processes are killed while they share it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from liuke.db.contracts import Pool
from liuke.decision.domain import Evidence
from liuke.decision.event import Event
from liuke.engine.batch import submission
from liuke.features import DOMAINS
from liuke.kernel.ids import derive_id
from liuke.publishing.programs import Programs
from tests.ledger.check import assert_clean
from tests.merchant import ROOT
from tests.races.process import two_processes
from tests.server import TestDatabase
from tests.waiting import slow_down, until
from tests.world import make_engine, make_members, rows

SHANGHAI = ZoneInfo("Asia/Shanghai")
LAST = datetime.now(SHANGHAI).date() + timedelta(days=2)
END = int(datetime(LAST.year, LAST.month, LAST.day, 23, 59, 59, tzinfo=SHANGHAI).timestamp() + 1) * 1_000_000
"""First instant after the last day of the activity."""
PROGRAM: dict[str, Any] = {
    "id": "x", "name": "X", "calendar": {"time_zone": "Asia/Shanghai"},
    "activities": [{
        "kind": "cards", "id": "luck", "name": "luck", "wild": "any", "window": {"to": LAST.isoformat()},
        "cards": [{"id": "a", "name": "a", "weight": 1, "stock": 100}, {"id": "any", "name": "any", "weight": 0}],
        "drops": [{"id": "open", "on": "app.opened", "count": 2, "per_day": 2}],
        "exchange": {"friends": False}, "jackpot": {"asset": "points", "amount": 1_001},
    }],
}  # fmt: skip
SHARES = "SELECT count(*)::int FROM operation WHERE type = 'cards.share'"
CARDS = """
SELECT sum((doc->'slots'->'activity_cards'->'docs'->'luck'->0->>'a')::int)::int FROM member_state WHERE member_id > 0
"""
OFFERS = "SELECT doc->>'status', count(*)::int FROM shared WHERE kind = 'cards_offer' GROUP BY 1 ORDER BY 1"
PAID = "SELECT sum(available)::int, count(*)::int, max(available)::int, min(available)::int FROM wallet"
POT = "SELECT doc->>'status', (doc->>'numbers')::int, (doc->>'paid')::int FROM shared WHERE kind = 'cards_jackpot'"


def settling(tenant: int, environ: dict[str, str]) -> subprocess.Popen[bytes]:
    arguments = [sys.executable, "-m", "tests.races.settling", str(tenant), str(END + 60_000_000), "7"]
    return subprocess.Popen(arguments, cwd=ROOT, env=environ)


async def deliver(pool: Pool, tenant: int) -> None:
    async with make_engine(pool, tenant, PROGRAM) as engine:
        while await engine.deliver(limit=512):
            pass


async def test_64_members_from_two_processes_and_a_jackpot_shared_by_killed_ones(
    database: TestDatabase, pool: Pool
) -> None:
    tenant, members = await make_members(database.owner_dsn, database.dsn, 64)
    await Programs(pool, tenant, domains=DOMAINS).publish(
        PROGRAM, actor="t", force_warnings=True, evidence=Evidence()
    )  # fmt: skip
    # a hundred cards for who asks for twice as many
    opened = [Event("app.opened", member, "open", 0, {}) for member in members]
    assert await two_processes(database.dsn, tenant, PROGRAM, opened) == {"ok": 64}
    assert await rows(pool, tenant, CARDS) == [(100,)]
    rich = [row[0] for row in await rows(pool, tenant, CARDS_OF, 2)]
    others = [member for member in members if member not in rich]
    # each gives one away; the other takes it twice at once while the first calls it back
    pairs = list(zip(rich, [*others, *reversed(others)], strict=False))
    async with make_engine(pool, tenant, PROGRAM) as engine:
        work = [
            submission(Event("cards.give_card", one, "g", 0, {"to_member": two, "card": "a"})) for one, two in pairs
        ]
        assert [outcome.error for outcome in await engine.process(work)] == [None] * len(pairs)
    ref = {one: str(derive_id(one, "g", 1)) for one, _ in pairs}
    acts = [
        act
        for one, two in pairs
        for act in (
            Event("cards.take_offer", two, f"t{one}", 0, {"ref": ref[one]}),
            Event("cards.recall_offer", one, "r", 0, {"ref": ref[one]}),
            Event("cards.take_offer", two, f"u{one}", 0, {"ref": ref[one]}),
        )
    ]
    assert await two_processes(database.dsn, tenant, PROGRAM, acts) == {
        "ok": len(pairs), "cards-offer-over": 2 * len(pairs),
    }  # fmt: skip
    await deliver(pool, tenant)
    assert sum(count for _, count in await rows(pool, tenant, OFFERS)) == len(pairs)
    assert await rows(pool, tenant, CARDS) == [(100,)]
    sets = [Event("cards.finish_set", row[0], "f", 0, {}) for row in await rows(pool, tenant, CARDS_OF, 1)]
    assert await two_processes(database.dsn, tenant, PROGRAM, sets) == {"ok": len(sets)}
    assert await rows(pool, tenant, CARDS) == [(100 - len(sets),)]
    await _share(database, pool, tenant)
    share, over = divmod(1_001, len(sets))
    assert await rows(pool, tenant, POT) == [("done", len(sets), 1_001)]
    assert await rows(pool, tenant, PAID) == [(1_001, len(sets), share + bool(over), share)]
    assert await rows(pool, tenant, SHARES) == [(len(sets),)]
    await assert_clean(database.dsn, tenant)


CARDS_OF = """
SELECT member_id FROM member_state
WHERE member_id > 0 AND (doc->'slots'->'activity_cards'->'docs'->'luck'->0->>'a')::int >= $1 ORDER BY member_id
"""


async def _share(database: TestDatabase, pool: Pool, tenant: int) -> None:
    """Two processes that share the jackpot; twice one is killed while it does."""
    environ = {**os.environ, "LIUKE_TEST_DSN": database.dsn, "LIUKE_TEST_PROGRAM": json.dumps(PROGRAM)}
    await slow_down(database, "INSERT ON operation", 0.01)
    for kills in (1, 1, 0):
        seen = (await rows(pool, tenant, SHARES))[0][0]
        processes = [settling(tenant, environ) for _ in range(2)]
        if kills:
            await until(_more(pool, tenant, seen + 5, processes))
            processes[0].send_signal(signal.SIGKILL)
        for process in processes[: 1 if kills else 2]:
            assert process.wait(timeout=120) in ((-signal.SIGKILL, 0) if kills else (0,))
        if kills:
            processes[1].kill()
            processes[1].wait(timeout=120)


def _more(pool: Pool, tenant: int, least: int, processes: list[subprocess.Popen[bytes]]) -> Callable[[], Any]:
    """So many shares were paid, or there was nothing left to do."""

    async def there() -> bool:
        done = all(process.poll() is not None for process in processes)
        return done or (await rows(pool, tenant, SHARES))[0][0] >= least

    return there
