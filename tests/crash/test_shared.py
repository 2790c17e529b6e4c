"""A process that is killed while it fills teams and moves coins: what it was answered is there once, and no more."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import msgspec

from liuke.decision.event import Event
from tests.ledger.check import assert_clean
from tests.merchant import ROOT
from tests.races.teams import TEAMS, join, move, open_team
from tests.server import TestDatabase
from tests.waiting import slow_down
from tests.world import make_members, make_pool, rows

MEMBERS, SEATS, KILLS = 24, 10, 3


def work_list(members: list[int]) -> list[Event]:
    """Everybody opens, joins and moves; three teams, three purses."""
    names = "abc"
    events = [open_team(m, f"o{t}", t, SEATS) for m in members[:4] for t in names]
    events += [join(m, f"j{t}", t) for m in members for t in names]
    events += [
        move(m, f"m{i}", names[i % 3], names[(i + 1 + n % 2) % 3]) for n, m in enumerate(members) for i in range(6)
    ]
    random.Random(5).shuffle(events)
    return events


def read_answers(answers: Path) -> list[tuple[int, str, str]]:
    """Whole lines only: the last one may be torn by the kill."""
    text = answers.read_text() if answers.exists() else ""
    return [tuple(msgspec.json.decode(line)) for line in text.split("\n")[:-1]]


async def test_killed_while_teams_fill_and_coins_move(database: TestDatabase, tmp_path: Path) -> None:
    tenant, members = await make_members(database.owner_dsn, database.dsn, MEMBERS)
    events = work_list(members)
    jobs, answers = tmp_path / "jobs", tmp_path / "answers"
    jobs.write_bytes(msgspec.json.encode(events))
    await slow_down(database, "INSERT ON operation", 0.004)
    chance, killed = random.Random(3), 0
    environ = {**os.environ, "LIUKE_TEST_DSN": database.dsn}
    while True:
        arguments = [sys.executable, "-m", "tests.crash.teams", str(tenant), str(jobs), str(answers)]
        process = subprocess.Popen(arguments, cwd=ROOT, env=environ)
        if killed >= KILLS:
            assert process.wait(timeout=120) == 0
            break
        seen = len(read_answers(answers))
        while process.poll() is None and len(read_answers(answers)) < seen + chance.randint(10, 50):
            time.sleep(0.005)
        process.send_signal(signal.SIGKILL)
        killed += process.wait() == -signal.SIGKILL
        assert process.returncode != 0, "the work was over before it was disturbed"
    await check(database, tenant, events, read_answers(answers))


async def check(database: TestDatabase, tenant: int, events: list[Event], told: list[tuple[int, str, str]]) -> None:
    by_key = {(member, key): said for member, key, said in told}
    assert len(by_key) == len(told) == len(events)
    pool = await make_pool(database.dsn, 2)
    done = [event for event in events if by_key[event.member_id, event.key] == "ok"]
    stored = await rows(pool, tenant, "SELECT member_id, key FROM operation")
    assert sorted(stored) == sorted((event.member_id, event.key) for event in done)
    teams = await rows(pool, tenant, "SELECT key, doc->'members' FROM shared WHERE kind = 'team'")
    joined = {t: {e.member_id for e in done if e.type == "team.join" and e.data["team"] == t} for t in "abc"}
    assert {key: set(seated) for key, seated in teams} == joined
    assert {len(seated) for _, seated in teams} == {SEATS}
    moves = [event for event in events if event.type == "purse.move"]
    coins = Counter(dict.fromkeys("abc", 100))
    coins.update(event.data["taker"] for event in moves)
    coins.subtract(event.data["giver"] for event in moves)
    found = await rows(pool, tenant, "SELECT key, (doc->>'coins')::int FROM shared WHERE kind = 'purse'")
    assert dict(found) == dict(coins)
    assert await rows(pool, tenant, "SELECT sum(available)::int FROM wallet") == [(3 * SEATS,)]
    assert await rows(pool, tenant, "SELECT count(*)::int FROM shared") == [(6,)]
    await pool.close()
    await assert_clean(database.dsn, tenant, TEAMS)
