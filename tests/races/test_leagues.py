"""Leagues under many callers from two processes, a process that is killed while they close, and changes in mid-play."""

from __future__ import annotations

import asyncio
import signal
import sys
import time
from asyncio.subprocess import Process
from typing import Any

from liuke.boards.contracts import Ask, Place
from liuke.boards.laws import LAWS
from liuke.boards.service import read_standings
from liuke.boards.store import list_late
from liuke.db.contracts import Pool
from liuke.db.pool import acquire, connect, transaction
from liuke.decision.event import Event
from liuke.engine.batch import submission
from liuke.hooks.law import Scope
from liuke.kernel.clock import DAY_US, HOUR_US
from tests.ledger.check import assert_clean, report
from tests.merchant import ROOT
from tests.races.leagues import BOARD, DIVISIONS, PROGRAM, close_leagues
from tests.races.process import two_processes
from tests.server import TestDatabase
from tests.waiting import slow_down, until
from tests.world import make_engine, make_members, rows

NOW = time.time_ns() // 1_000
LATER = NOW + 370 * DAY_US
"""When the year is over, and the wait after it."""
LEAGUES = "SELECT band, count(*)::int FROM board_score WHERE band LIKE '~%' AND score > 0 GROUP BY 1 ORDER BY 1"
ONE_EACH = "SELECT member_id FROM board_score WHERE band LIKE '~%' AND score > 0 GROUP BY 1 HAVING count(*) > 1"
SETTLED = "SELECT count(*)::int FROM operation WHERE type = 'leaderboard.settled'"
MOVED = (
    "SELECT f.value->>0, count(*)::int FROM outbox, json_array_elements(facts) AS f (value) "
    "WHERE f.value->>0 IN ('leaderboard.promoted', 'leaderboard.relegated') GROUP BY 1 ORDER BY 1"
)
WON = (
    "SELECT split_part(key, '/', 3) || '/' || split_part(key, '/', 4), count(*)::int FROM record "
    "WHERE kind = 'board_win' GROUP BY 1 ORDER BY 1"
)
FREEZING = "SELECT 1 FROM pg_stat_activity WHERE query LIKE '%INSERT INTO board_final%' AND pid <> pg_backend_pid()"
HANDING_OUT = "SELECT 1 FROM delivery HAVING count(*) BETWEEN 5 AND 50"


def pay(member: int, order: str, cents: int, t_us: int = NOW) -> Event:
    return Event("order.paid", member, order, t_us, {"order_id": f"{member}-{order}", "amount_cents": cents})


async def test_64_callers_from_two_processes_get_one_seat_each(database: TestDatabase, pool: Pool) -> None:
    tenant, members = await make_members(database.owner_dsn, database.dsn, 64)
    events = [pay(one, key, 100) for key in ("x", "y") for one in members]
    assert await two_processes(database.dsn, tenant, PROGRAM, events) == {"ok": 128}
    assert await rows(pool, tenant, LEAGUES) == [("~bronze/1", 30), ("~bronze/2", 30), ("~bronze/3", 4)]
    assert await rows(pool, tenant, ONE_EACH) == []
    await assert_clean(database.dsn, tenant)


async def test_killed_while_leagues_close_everybody_moves_once(database: TestDatabase, pool: Pool) -> None:
    tenant, members = await make_members(database.owner_dsn, database.dsn, 40)
    engine = make_engine(pool, tenant, PROGRAM, clock=lambda: NOW)
    for number, one in enumerate(members):
        await engine.process([submission(pay(one, "o", 100 + number))])
    await slow_down(database, "INSERT ON board_final", 0.01)
    await slow_down(database, "INSERT ON operation", 0.01)
    for waits in (FREEZING, HANDING_OUT):
        arguments = [sys.executable, "-m", "tests.races.leagues", database.dsn, str(tenant), str(LATER)]
        process = await asyncio.create_subprocess_exec(*arguments, cwd=ROOT)

        async def far_enough(process: Process = process, waits: str = waits) -> bool:
            return process.returncode is not None or bool(await rows(pool, tenant, waits))

        await until(far_enough)
        if process.returncode is None:
            process.send_signal(signal.SIGKILL)
        await process.wait()
    await close_leagues(pool, tenant, PROGRAM, LATER)
    await close_leagues(pool, tenant, PROGRAM, LATER)
    assert await rows(pool, tenant, SETTLED) == [(40,)]
    assert await rows(pool, tenant, MOVED) == [("leaderboard.promoted", 10)]
    assert await rows(pool, tenant, WON) == [("~bronze/1", 3), ("~bronze/2", 3)]
    divisions = await read_divisions(pool, tenant)
    # the first five of both leagues: those with the highest scores
    assert {one for one, division in divisions.items() if division == "silver"} == {*members[25:30], *members[35:40]}
    await assert_clean(database.dsn, tenant)


async def test_the_law_names_a_league_that_is_wrong(database: TestDatabase, pool: Pool) -> None:
    tenant, members = await make_members(database.owner_dsn, database.dsn, 3)
    document = with_terms(leagues={"size": 2, "divisions": DIVISIONS, "promote": 1, "relegate": 1})
    engine = make_engine(pool, tenant, document, clock=lambda: NOW)
    for one in members:
        await engine.process([submission(pay(one, "o", 100))])
    await assert_clean(database.dsn, tenant)
    period = await find_period(pool, tenant)
    (third,) = members[2:]
    seats = {"board": "b", "period": period}
    tamperings: dict[str, tuple[str, list[dict[str, object]]]] = {
        "a third member in a league of two": (
            f"UPDATE board_score SET band = '~bronze/1' WHERE band = '~bronze/2' AND member_id = {third}",
            [{**seats, "league": "~bronze/1", "members": 3, "seats": 2}],
        ),
        "a member in two leagues": (
            "INSERT INTO board_score SELECT member_id, board, period, '~bronze/2', tenant_id, score, reached_us, "
            f"listed, op_n, lead FROM board_score WHERE member_id = {members[0]} AND band = '~bronze/1'",
            [{**seats, "league": str(members[0]), "members": 2, "seats": 1}],
        ),
        "a seat that was given twice": (
            f"UPDATE record SET key = replace(key, '/3', '/2') WHERE kind = 'board_seat' AND member_id = {third}",
            [{**seats, "league": "bronze", "members": 3, "seats": 3}],
        ),
        "a seat of which nobody knows": (
            f"DELETE FROM record WHERE kind = 'board_seat' AND member_id = {third}",
            [{**seats, "league": "bronze", "members": 2, "seats": 3}],
        ),
        "seats that were not counted": (
            """UPDATE shared SET doc = '{"size": 2, "seated": 2}' WHERE kind = 'board_league'""",
            [{**seats, "league": "bronze", "members": 3, "seats": 2}],
        ),
    }  # fmt: skip
    (law,) = [one for one in LAWS if one.name == "board-leagues"]
    admin = await connect(database.admin_dsn)
    for sql, expected in tamperings.values():
        await admin.execute("BEGIN")
        await admin.execute(sql)
        assert (await law.check(admin, Scope(tenant))).violations == expected, sql
        await admin.execute("ROLLBACK")
    assert (await law.check(admin, Scope(tenant))).violations == []
    sql, expected = tamperings["seats that were not counted"]
    await admin.execute(sql)
    await admin.close()
    found = await report(database.dsn, tenant)  # as an operator runs it
    assert {check.name: check.violations for check in found.checks if check.violations} == {"board-leagues": expected}


async def read_divisions(pool: Pool, tenant: int) -> dict[int, str]:
    found = await rows(
        pool, tenant,
        "SELECT member_id, doc -> 'slots' -> 'activity_leaderboard' -> 'docs' -> 'b' ->> 3 FROM member_state "
        "WHERE member_id > 0",
    )  # fmt: skip
    return {one: division for one, division in found if division}


async def find_period(pool: Pool, tenant: int) -> str:
    ((period,),) = await rows(pool, tenant, "SELECT DISTINCT period FROM board_period WHERE status = 'open'")
    return period


def with_terms(**terms: Any) -> dict[str, Any]:
    return {**PROGRAM, "activities": [{**BOARD, **terms}]}


async def test_a_year_of_leagues_with_refunds_edits_merged_and_late_facts(database: TestDatabase, pool: Pool) -> None:
    """Seven members in leagues of four: what they were moves them once, and what came later is listed beside it."""
    tenant, members = await make_members(database.owner_dsn, database.dsn, 8, tests=1)
    leagues = {"size": 4, "divisions": DIVISIONS, "promote": 1, "relegate": 1}
    document = with_terms(leagues=leagues)
    engine = make_engine(pool, tenant, document, clock=lambda: NOW)
    first, second, third, fourth, fifth, hidden, back, test = members

    async def do(*events: Event) -> None:
        assert {one.error for one in await engine.process([submission(event) for event in events])} == {None}

    for one, cents in zip(members, (500, 400, 300, 200, 900, 700, 100, 999), strict=True):
        await do(pay(one, "o", cents))
    await do(Event("leaderboard.opt_out", hidden, "h", NOW, {"activity": "b"}))
    await do(Event("order.refunded", back, "r", NOW, {"order_id": f"{back}-o", "full": True}))
    await do(Event("order.refunded", first, "r", NOW, {"order_id": f"{first}-o", "amount_cents": 150}))
    period = await find_period(pool, tenant)
    assert await rows(pool, tenant, LEAGUES) == [("~bronze/1", 4), ("~bronze/2", 2)]
    (seen,) = await read_standings(pool, tenant, [Ask("league", Place("b", period, "~bronze/1"), first)])
    assert [(one.member_id, one.rank, one.score) for one in seen.top] == [
        (second, 1, 400), (first, 2, 350), (third, 3, 300), (fourth, 4, 200),
    ]  # fmt: skip
    # the terms change in mid-play: the seats of this year stay as they are, who moves is by those of its end
    document = with_terms(leagues={**leagues, "size": 2, "promote": 2, "relegate": 0})
    await close_leagues(pool, tenant, document, LATER)
    divisions = await read_divisions(pool, tenant)
    assert divisions == {
        first: "silver", second: "silver", third: "bronze", fourth: "bronze", fifth: "silver", hidden: "bronze",
        back: "bronze", test: "bronze",
    }  # fmt: skip
    assert await rows(pool, tenant, WON) == [("~bronze/1", 3), ("~bronze/2", 1)]
    # closed is frozen: what comes now is listed beside it, and moves nobody
    await do(pay(fourth, "late", 5_000))
    (seen,) = await read_standings(pool, tenant, [Ask("league", Place("b", period, "~bronze/1"), fourth)])
    assert (seen.closed_us > 0, [(one.member_id, one.score) for one in seen.top][:1]) == (True, [(second, 400)])
    async with acquire(pool) as connection, transaction(connection, tenant_id=tenant):
        late = await list_late(connection, tenant, "b", period, 10, (-1, 0, ""))
    assert [(row[0], row[1]) for row in late] == [(fourth, 5_000)]
    await close_leagues(pool, tenant, document, LATER)
    assert await read_divisions(pool, tenant) == divisions
    # the next year: those who went up play among themselves, and in leagues of the new size
    engine = make_engine(pool, tenant, document, clock=lambda: LATER)
    for one in (first, second, fifth, third):
        await do(pay(one, "next", 100, LATER))
    following = await find_period(pool, tenant)
    found = await rows(pool, tenant, "SELECT member_id, period, band FROM board_score WHERE band LIKE '~%'")
    assert {member: band for member, played, band in found if played == following} == {
        first: "~silver/1", second: "~silver/1", fifth: "~silver/2", third: "~bronze/1",
    }  # fmt: skip
    await assert_clean(database.dsn, tenant)


async def test_the_campaign_ends_in_mid_play_and_a_board_that_was_called_off_moves_nobody(
    database: TestDatabase, pool: Pool
) -> None:
    tenant, members = await make_members(database.owner_dsn, database.dsn, 2)
    engine = make_engine(pool, tenant, PROGRAM, clock=lambda: NOW)
    await engine.process([submission(pay(one, "o", 100 + number)) for number, one in enumerate(members)])
    # the activity ends tomorrow: so does its period, and it closes two hours after that
    ends = time.strftime("%Y-%m-%d %H:%M", time.gmtime((NOW + DAY_US + 8 * HOUR_US) // 1_000_000))
    ended = with_terms(window={"to": ends})
    due_us = (NOW // 60_000_000) * 60_000_000 + DAY_US + 2 * HOUR_US
    await close_leagues(pool, tenant, ended, due_us - 1)
    assert await rows(pool, tenant, "SELECT status FROM board_period") == [("open",)]
    await rows(
        pool, tenant,
        "INSERT INTO cancellation (tenant_id, path, status, t_us, reason, cancelled_by, slot, entry) "
        "VALUES ($1, 'activities.b', 'done', 1, 'r', 'a', '', '')",
        tenant,
    )  # fmt: skip
    await close_leagues(pool, tenant, ended, due_us)
    assert await rows(pool, tenant, "SELECT status FROM board_period") == [("closed",)]
    assert set((await read_divisions(pool, tenant)).values()) == {"bronze"}
    assert await rows(pool, tenant, WON) == []


async def test_the_first_hundred_of_a_year_have_the_title_and_the_next_one_has_not(
    database: TestDatabase, pool: Pool
) -> None:
    tenant, members = await make_members(database.owner_dsn, database.dsn, 102)
    title = {"kind": "badge", "badge": "brand_friend", "name": {"zh": "品牌挚友", "en": "Brand friend"}}
    document = with_terms(boards=["all"], leagues=None, prizes=[{"first": 1, "last": 100, "rewards": [title]}])
    engine = make_engine(pool, tenant, document, clock=lambda: NOW)
    await engine.process([submission(pay(one, "o", 100 + number)) for number, one in enumerate(members)])
    await close_leagues(pool, tenant, document, LATER)
    await close_leagues(pool, tenant, document, LATER)
    found = await rows(
        pool, tenant,
        "SELECT o.member_id, f.value->1->>'badge' FROM outbox o, json_array_elements(o.facts) f "
        "WHERE f.value->>0 = 'badge.earned' ORDER BY 1",
    )  # fmt: skip
    assert found == [(one, "brand_friend") for one in members[2:]]
    await assert_clean(database.dsn, tenant)
