"""Play under load: a flash sale that ten thousand want at once, and draws of which every loser is kept and charged."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import msgspec

from bench.harness import Result, Row, ServerInfo, drive, progress, tenant
from bench.herd import naive as naive_updates
from bench.http import earnings, served
from bench.http_load import drive_http, render_request
from bench.naive_mall import WIN_BPS, naive, naive_draws
from liuke.db.contracts import Pool
from liuke.db.pool import acquire, transaction
from liuke.decision.event import Event
from liuke.engine.batch import submission
from liuke.engine.engine import Engine
from liuke.features import DOMAINS, compile_program
from liuke.http.scopes import SCOPES
from liuke.keys.service import Keys
from liuke.publishing.programs import Programs

HERD, PIECES, CONNECTIONS = 10_000, 100, 64
_encode = msgspec.json.Encoder().encode
ZONE = "Asia/Shanghai"


def make_sale(pieces: int) -> dict[str, Any]:
    """A program with one flash sale that has just begun."""
    at = f"{datetime.now(ZoneInfo(ZONE)).hour:02}:00"
    return {
        "id": "play",
        "name": "Play",
        "calendar": {"time_zone": ZONE},
        "activities": [
            {"kind": "flash_sale", "id": "ten", "name": "Flash sale",
             "sessions": [{"id": "now", "at": at, "minutes": 1440}], "reserve_minutes": 60,
             "products": [{"id": "mug", "name": "Mug", "sku": "MUG", "price_cents": 990, "stock": pieces}]},
        ],
    }  # fmt: skip


def make_wheel(pieces: int) -> dict[str, Any]:
    """A program with one wheel: a draw costs ten points, one in a hundred hits the prize."""
    return {
        "id": "play",
        "name": "Play",
        "calendar": {"time_zone": ZONE},
        "assets": [{"id": "points", "name": "Points", "unit": "points", "lots": True}],
        "activities": [
            {"kind": "lottery", "id": "wheel", "name": "Wheel", "fallback": "thanks",
             "chances": {"free_per_day": 0, "price": {"asset": "points", "amount": 10}, "paid_per_day": 100},
             "prizes": [
                 {"id": "mug", "name": "Mug", "weight": WIN_BPS, "rank": 1, "stock": pieces,
                  "rewards": [{"kind": "badge", "badge": "mug"}]},
                 {"id": "thanks", "name": "Thanks", "weight": 10_000 - WIN_BPS},
             ]},
        ],
    }  # fmt: skip


async def run(info: ServerInfo, *, quick: bool = False) -> list[Result]:
    """The sale in the engine and over HTTP, then draws over HTTP."""
    count = HERD // 5 if quick else HERD
    return [await _sell(info, count), await _sell_http(info, count), await _draw_http(info, count)]


# -- a flash sale -----------------------------------------------------------------------------------------------------
async def _sell(info: ServerInfo, count: int) -> Result:
    """In the engine; the naive way locks one row in a transaction for each caller."""
    async with tenant(info, "bench_flash", connections=4, members=count) as (pool, tenant_id, members):
        await Programs(pool, tenant_id, domains=DOMAINS).publish(make_sale(PIECES), actor="bench")
        progress(f"  {count:,} on {PIECES} pieces, engine")
        async with Engine(pool, tenant_id, compile_program(make_sale(PIECES)), lanes=2) as engine:
            await drive(engine, iter([Event("points.earn", m, "warm", 0, {"asset": "points", "amount": 1})
                                      for m in members[:256]]), in_flight=256)  # fmt: skip
            wants = iter([Event("flash_sale.reserve", m, f"want:{m}", 0, {"activity": "ten"}) for m in members])
            taken, refused, seconds = await drive(engine, wants, in_flight=256)
        assert (taken, refused) == (PIECES, count - PIECES), (taken, refused)
        await _check_sold(pool, tenant_id)
        progress("  naive guarded update")
        theirs = await naive_updates(info, count, "bench_flash")
    ours = count / seconds
    return Result("flash", f"Flash sale, {count:,} callers for {PIECES} pieces: against a guarded UPDATE each?", [
        Row(f"guarded update, {CONNECTIONS} connections", theirs),
        Row("engine, 256 in flight", ours, ours / theirs, 20, f"exactly {PIECES} reserved by both"),
    ])  # fmt: skip


async def _sell_http(info: ServerInfo, count: int) -> Result:
    async with tenant(info, "bench_flash_http", connections=2, members=count) as (pool, tenant_id, members):
        await Programs(pool, tenant_id, domains=DOMAINS).publish(make_sale(PIECES), actor="bench")
        token = (await Keys(pool, tenant_id).make("bench", SCOPES, actor="bench")).token
        with served(info, "bench_flash_http") as (host, port, _pid):
            progress(f"  {count:,} on {PIECES} pieces, HTTP")
            load = await drive_http(host, port, _ask(members, token, "ten/reserve"), connections=CONNECTIONS)
        assert dict(load.statuses) == {200: PIECES, 409: count - PIECES}, (load.statuses, load.last_body)
        await _check_sold(pool, tenant_id)
        progress("  naive")
        theirs = await naive(info, "bench_flash_http", count=count, pieces=PIECES, connections=CONNECTIONS)
    note = f"exactly {PIECES} by both; p99 {load.quantile(0.99):.0f} ms against {theirs.quantile(0.99):.0f} ms"
    return Result("flash-http", f"… and over HTTP, with {CONNECTIONS} connections?", [
        Row("guarded update", theirs.rate),
        Row("POST …/activities/ten/reserve", load.rate, load.rate / theirs.rate, 5, note),
    ])  # fmt: skip


async def _check_sold(pool: Pool, tenant_id: int) -> None:
    async with acquire(pool) as connection, transaction(connection, tenant_id=tenant_id):
        kept = await connection.fetchval("SELECT count(*) FROM operation WHERE type = 'flash_sale.reserve'")
        left = await connection.fetchval("SELECT sum(remaining) FROM stock WHERE item LIKE '%ten%free%'")
    assert (kept, left) == (PIECES, 0), (kept, left)


# -- draws ------------------------------------------------------------------------------------------------------------
async def _draw_http(info: ServerInfo, count: int) -> Result:
    """Every draw is recorded and paid, won or not; beside it the same by hand, and bare earnings on the same server."""
    async with tenant(info, "bench_draws", connections=2, members=count) as (pool, tenant_id, members):
        await Programs(pool, tenant_id, domains=DOMAINS).publish(make_wheel(PIECES), actor="bench")
        await _give(pool, tenant_id, members)
        token = (await Keys(pool, tenant_id).make("bench", SCOPES, actor="bench")).token
        with served(info, "bench_draws") as (host, port, _pid):
            progress(f"  {count:,} draws, HTTP")
            load = await drive_http(host, port, _ask(members, token, "wheel/draw"), connections=CONNECTIONS)
            assert dict(load.statuses) == {200: count}, (load.statuses, load.last_body)
            progress(f"  {count:,} bare earnings, HTTP")
            earned = await drive_http(
                host, port, earnings(token).render(members, count, f"e{time.time_ns()}"), connections=CONNECTIONS
            )
            assert dict(earned.statuses) == {200: count}, (earned.statuses, earned.last_body)
        async with acquire(pool) as connection, transaction(connection, tenant_id=tenant_id):
            drawn = await connection.fetchval("SELECT count(*) FROM record WHERE kind = 'lottery_draw'")
            won = await connection.fetchval("SELECT count(*) FROM record WHERE kind = 'lottery_win'")
            left = await connection.fetchval("SELECT remaining FROM stock WHERE item LIKE '%wheel%'")
            spent = await connection.fetchval("SELECT sum(amount) FROM posting WHERE kind = 'spend'")
        assert (drawn, spent, won + left) == (count, 10 * count, PIECES), (drawn, spent, won, left)
        progress("  naive")
        theirs = await naive_draws(info, "bench_draws", count=count, pieces=PIECES, connections=CONNECTIONS)
    return Result("draws", f"{count:,} draws over HTTP, each recorded and paid with points, won or not?", [
        Row("row lock in a transaction each", theirs.rate),
        Row("POST …/activities/wheel/draw", load.rate, load.rate / theirs.rate, 1.5,
            f"{won} won, none too many; p99 {load.quantile(0.99):.0f} ms against {theirs.quantile(0.99):.0f} ms"),
        Row("… beside bare points.earn", load.rate, load.rate / earned.rate, 0.5,
            f"{earned.rate:,.0f} earnings a second"),
    ])  # fmt: skip


async def _give(pool: Pool, tenant_id: int, members: list[int]) -> None:
    async with Engine(pool, tenant_id, compile_program(make_wheel(PIECES)), lanes=1) as engine:
        for start in range(0, len(members), 500):
            events = [
                Event("points.earn", member, "give", 0, {"asset": "points", "amount": 20})
                for member in members[start : start + 500]
            ]
            outcomes = await engine.process([submission(event) for event in events])
            assert all(outcome.error is None for outcome in outcomes)


def _ask(members: list[int], token: str, action: str) -> Iterator[bytes]:
    """One request of each member."""
    body = _encode({})
    for member in members:
        yield render_request(
            "POST", f"/v1/members/{member}/activities/{action}?texts=false", body, Authorization=f"Bearer {token}",
            Idempotency_Key=f"want:{member}",
        )  # fmt: skip
