"""A festival hour: members open the app, check in and draw, while one of three campaigns begins in the middle of it.

The reference program with a wheel and games beside it, twenty activities open, and three campaigns, each of which
changes what a check-in gives to its own audience. Every operation says which changes lay over the program it was
decided under; the run fails when one of them is not what its member and its instant ask for.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import msgspec

from bench.harness import Result, Row, ServerInfo, checkpoint, progress, tenant
from bench.http import served
from bench.http_load import drive_http, pace_http, render_request
from bench.processors import Watch
from liuke.bootstrap import read_program_file
from liuke.db.contracts import Pool
from liuke.db.pool import acquire, transaction
from liuke.decision.event import Event
from liuke.engine.batch import submission
from liuke.engine.engine import Engine
from liuke.features import DOMAINS, compile_program
from liuke.http.scopes import SCOPES
from liuke.keys.service import Keys
from liuke.publishing.programs import Programs

RATE, SECONDS, LIMIT_MS = 200, 30, 50.0
ASKS = 3
"""Requests of a member: the centre, a check-in, a draw."""
ACTIVITIES = 20
CIRCLES = {"north": 2, "south": 3, "west": 4}
"""Audiences, and how many times the points of a check-in their campaign gives; that of the first begins meanwhile."""
FIRST = "north"
PRIZE_BPS = 500
MINUTE_US = 60_000_000
_encode = msgspec.json.Encoder().encode


def make_program(begins_us: int) -> dict[str, Any]:
    """The tea shop with twenty activities and three campaigns, of which the first begins at ``begins_us``."""
    spec = dict(read_program_file("tea_shop").data)
    zone = ZoneInfo(spec["calendar"]["time_zone"])
    begins = f"{datetime.fromtimestamp(begins_us / 1e6, zone):%Y-%m-%d %H:%M}"
    wheel = {
        "kind": "lottery", "id": "wheel", "name": "Wheel", "chances": {"free_per_day": 3}, "fallback": "thanks",
        "prizes": [
            {"id": "ten", "name": "Ten points", "weight": PRIZE_BPS, "rank": 1,
             "rewards": [{"kind": "asset", "asset": "points", "amount": 10}]},
            {"id": "thanks", "name": "Thanks", "weight": 10_000 - PRIZE_BPS},
        ],
    }  # fmt: skip
    games = [
        {"kind": "task", "id": f"game_{number}", "name": f"Task {number}", "cadence": "daily",
         "steps": [{"on": ["page.viewed"], "when": {"field": "event.page", "value": f"game_{number}"}, "target": 1}],
         "rewards": [{"kind": "asset", "asset": "points", "amount": 1}]}
        for number in range(ACTIVITIES - len(spec["activities"]) - 1)
    ]  # fmt: skip
    daily = next(one for one in spec["activities"] if one["kind"] == "check_in")
    place = f"activities.{daily['id']}.daily"
    daily = {**daily, "daily": [{"kind": "asset", "asset": "points", "amount": 5}], "ladder": []}
    others = [one for one in spec["activities"] if one["kind"] != "check_in"]
    spec["activities"] = [daily, *others, wheel, *games]
    spec["campaigns"] = [
        {"id": circle, "name": circle, "holdout_bps": 0, "audience": {"field": "label.circle", "value": circle},
         "window": {"from": begins, "to": "2090-01-01"} if circle == FIRST else {"to": "2090-01-01"},
         "patch": [{"do": "set", "at": place, "to": [{"kind": "asset", "asset": "points", "amount": 5 * times}]}]}
        for circle, times in CIRCLES.items()
    ]  # fmt: skip
    return spec


async def run(info: ServerInfo, *, quick: bool = False) -> list[Result]:
    """Requests are sent when they are due, answered or not; a latency counts from when it was due."""
    rate, seconds = (40, 10) if quick else (RATE, SECONDS)
    count = rate * seconds
    async with tenant(info, "bench_festival", connections=2, members=count + 64) as (pool, tenant_id, everybody):
        members, warm = everybody[:count], everybody[count:]
        await _label(pool, tenant_id, everybody)
        token = (await Keys(pool, tenant_id).make("bench", SCOPES, actor="bench")).token
        # a campaign begins at a whole minute: the next one that leaves time for starting and half of the load
        begins_us = (int(time.time() + 40 + seconds / 2) // 60 + 1) * MINUTE_US
        await Programs(pool, tenant_id, domains=DOMAINS).publish(make_program(begins_us), actor="bench")
        with served(info, "bench_festival", workers=2, LIUKE_PIN="yes") as (host, port, pid):
            warmed = await drive_http(host, port, _asks(warm, token), connections=4)
            assert set(warmed.statuses) == {200}, (warmed.statuses, warmed.last_body)
            await checkpoint(info)
            wait = begins_us / 1e6 - seconds / 2 - time.time()
            progress(f"  {rate} members a second for {seconds} s, in {wait:.0f} s")
            await asyncio.sleep(max(wait, 0))
            watch = Watch(pid)
            load = await pace_http(host, port, _asks(members, token), rate=ASKS * rate)
            spent = watch.stop()
        assert dict(load.statuses) == {200: ASKS * count}, (load.statuses, load.last_body)
        await _check(pool, tenant_id, members, begins_us)
    p50, p99 = load.quantile(0.5), load.quantile(0.99)
    note = (
        f"p50 {p50:.1f} ms, p99 {p99:.1f} ms, worst {load.quantile(1):.0f} ms; every operation under the changes of "
        f"its member and instant; {spent.describe(ASKS * count)}"
    )
    question = (
        f"A festival hour: {rate} members a second open the app, check in and draw, with {ACTIVITIES} activities and "
        f"{len(CIRCLES)} campaigns: 99 of 100 answers within {LIMIT_MS:g} ms?"
    )
    return [Result("festival", question, [
        Row(f"requests, two processes (ratio: {LIMIT_MS:g} ms to p99)", load.rate, LIMIT_MS / p99, 1.0, note)
    ])]  # fmt: skip


async def _label(pool: Pool, tenant_id: int, members: list[int]) -> None:
    async with Engine(pool, tenant_id, compile_program({"id": "none", "name": "None"}), lanes=1) as engine:
        for start in range(0, len(members), 500):
            part = members[start : start + 500]
            events = [Event("member.label", m, "circle", 0, {"labels": {"circle": find_circle(m)}}) for m in part]
            outcomes = await engine.process([submission(event) for event in events])
            assert all(outcome.error is None for outcome in outcomes)


def find_circle(member: int) -> str:
    """Which audience a member is in; every fourth is in none."""
    return [*CIRCLES, "none"][member % (len(CIRCLES) + 1)]


async def _check(pool: Pool, tenant_id: int, members: list[int], begins_us: int) -> None:
    """Each operation under its own program, and each check-in at its own amount."""
    async with acquire(pool) as connection, transaction(connection, tenant_id=tenant_id):
        rows = await connection.fetch(
            "SELECT member_id, t_us, patches, type FROM operation WHERE type = ANY($1) AND member_id = ANY($2)",
            ["check_in.do", "lottery.draw"], members,
        )  # fmt: skip
        given = await connection.fetch(
            "SELECT p.member_id, p.t_us, p.amount FROM posting p WHERE p.rule LIKE 'activities.check_in.daily%' "
            "AND p.asset = 'points' AND p.member_id = ANY($1)", members,
        )  # fmt: skip
    assert len(rows) == 2 * len(members), len(rows)
    assert len(given) == len(members), len(given)
    before = after = 0
    for member, t_us, patches, type_ in rows:
        circle = find_circle(member)
        held = circle in CIRCLES and (circle != FIRST or t_us >= begins_us)
        assert patches == (f"campaigns.{circle}" if held else ""), (member, t_us - begins_us, patches, type_)
        before, after = before + (t_us < begins_us), after + (t_us >= begins_us)
    assert min(before, after) > len(members) // 4, (before, after)
    for member, t_us, amount in given:
        circle = find_circle(member)
        times = CIRCLES[circle] if circle in CIRCLES and (circle != FIRST or t_us >= begins_us) else 1
        assert amount == 5 * times, (member, t_us - begins_us, amount)


def _asks(members: list[int], token: str) -> Iterator[bytes]:
    """What each member asks for, one after the other."""
    headers = {"Authorization": f"Bearer {token}"}
    nothing, daily = _encode({}), _encode({})
    for member in members:
        yield render_request("GET", f"/v1/members/{member}/centre", **headers)
        yield render_request(
            "POST", f"/v1/members/{member}/check-in?texts=false", daily,
            Idempotency_Key=f"in:{member}", **headers,
        )  # fmt: skip
        yield render_request(
            "POST", f"/v1/members/{member}/activities/wheel/draw?texts=false", nothing,
            Idempotency_Key=f"draw:{member}", **headers,
        )  # fmt: skip
