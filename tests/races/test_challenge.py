"""A challenge under many callers from two processes: the last place and seat; and a kill while it closes."""

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
from liuke.publishing.programs import Programs
from tests.ledger.check import assert_clean
from tests.merchant import ROOT
from tests.races.process import two_processes
from tests.server import TestDatabase
from tests.vaults import VAULT
from tests.waiting import slow_down, until
from tests.world import make_engine, make_members, rows

SHANGHAI = ZoneInfo("Asia/Shanghai")
TODAY = datetime.now(SHANGHAI).date()
END = TODAY + timedelta(days=3)
CLOSED = int(datetime(END.year, END.month, END.day, tzinfo=SHANGHAI).timestamp()) * 1_000_000
"""Midnight after the last of three days."""
PROGRAM: dict[str, Any] = {
    "id": "x", "name": "X", "calendar": {"time_zone": "Asia/Shanghai"},
    "earning": [{"id": "hi", "name": "hi", "on": "app.opened", "once": "member", "amount": {"fixed": 100}}],
    "activities": [{
        "kind": "challenge", "id": "camp", "name": "camp", "begins": TODAY.isoformat(),
        "sign_up_until": TODAY.isoformat(), "tasks": [{"name": "t", "days": 3}], "needed": 1, "check": "words",
        "review_days": 0, "places": 40, "teams": {"size": 5}, "deposit": {"amount": 7, "after": "shared"},
    }],
}  # fmt: skip
CLOSINGS = "SELECT count(*)::int FROM operation WHERE type = 'challenge.close'"
POT = """
SELECT doc->>'status', (doc->>'numbers')::int, (doc->>'finishers')::int, (doc->>'out')::int, (doc->>'kept')::int
FROM shared WHERE kind = 'challenge_pot'
"""
TEAMS = "SELECT (SELECT count(*)::int FROM json_each(doc->'members')) FROM shared WHERE kind = 'challenge_team'"
PAID = "SELECT sum(available)::int, max(available)::int, min(available)::int FROM wallet"


def closing(tenant: int, environ: dict[str, str]) -> subprocess.Popen[bytes]:
    arguments = [sys.executable, "-m", "tests.races.settling", str(tenant), str(CLOSED + 60_000_000), "7"]
    return subprocess.Popen(arguments, cwd=ROOT, env=environ)


async def test_64_callers_from_two_processes_and_a_closing_that_is_killed(database: TestDatabase, pool: Pool) -> None:
    tenant, members = await make_members(database.owner_dsn, database.dsn, 64)
    await Programs(pool, tenant, domains=DOMAINS).publish(
        PROGRAM, actor="t", force_warnings=True, evidence=Evidence()
    )  # fmt: skip
    engine = make_engine(pool, tenant, PROGRAM, vault=VAULT)
    opened = [submission(Event("app.opened", member, "open", 0, {})) for member in members]
    assert [outcome.error for outcome in await engine.process(opened)] == [None] * 64
    joins = [Event("challenge.join_challenge", member, "join", 0, {}) for member in members]
    assert await two_processes(database.dsn, tenant, PROGRAM, joins) == {"ok": 40, "challenge-full": 24}
    inside = [row[0] for row in await rows(pool, tenant, INSIDE)]
    assert len(inside) == 40
    captain, *others = inside
    outcome = await engine.submit(Event("challenge.form_team", captain, "team", 0, {}))
    assert outcome.decision is not None
    assert outcome.decision.result is not None
    team = outcome.decision.result["team"]
    enters = [Event("challenge.enter_team", one, "enter", 0, {"team": team}) for one in others]
    assert await two_processes(database.dsn, tenant, PROGRAM, enters) == {"ok": 4, "challenge-team-full": 35}
    assert await rows(pool, tenant, TEAMS) == [(5,)]
    # the same day, asked for by two at once, is done once
    proofs = [
        submission(Event("challenge.prove_day", one, f"p{n}", 0, {"text": "x"})) for one in inside[:25] for n in (0, 1)
    ]
    errors = [outcome.error for outcome in await engine.process(proofs)]
    assert sum(error is None for error in errors) == 25
    await _close(database, pool, tenant)
    # 40 put down 7; 25 have it back, and 105 of the other 15 in equal parts
    assert await rows(pool, tenant, POT) == [("done", 40, 25, 280, 0)]
    assert await rows(pool, tenant, CLOSINGS) == [(40,)]
    assert await rows(pool, tenant, PAID) == [(6_400, 105, 93)]
    await assert_clean(database.dsn, tenant)


INSIDE = """
SELECT member_id FROM member_state
WHERE member_id > 0 AND doc->'slots'->'activity_challenge'->'docs'->'camp' IS NOT NULL ORDER BY member_id
"""


async def _close(database: TestDatabase, pool: Pool, tenant: int) -> None:
    """Two processes that close it; one is killed while it does."""
    environ = {**os.environ, "LIUKE_TEST_DSN": database.dsn, "LIUKE_TEST_PROGRAM": json.dumps(PROGRAM)}
    await slow_down(database, "INSERT ON operation", 0.01)
    for kills in (1, 0):
        seen = (await rows(pool, tenant, CLOSINGS))[0][0]
        processes = [closing(tenant, environ) for _ in range(2)]
        if kills:
            await until(_more(pool, tenant, seen + 5, processes))
            processes[0].send_signal(signal.SIGKILL)
        for process in processes[: 1 if kills else 2]:
            assert process.wait(timeout=120) in ((-signal.SIGKILL, 0) if kills else (0,))
        if kills:
            processes[1].kill()
            processes[1].wait(timeout=120)


def _more(pool: Pool, tenant: int, least: int, processes: list[subprocess.Popen[bytes]]) -> Callable[[], Any]:
    """So many places were closed, or there was nothing left to do."""

    async def there() -> bool:
        done = all(process.poll() is not None for process in processes)
        return done or (await rows(pool, tenant, CLOSINGS))[0][0] >= least

    return there
