"""A history through the real engine into a real database: the same end, however it was cut, doubled or killed."""

from __future__ import annotations

import asyncio
import json
import os
import random
import signal
import subprocess
import sys
import time
from datetime import date

import duckdb
import pytest

from liuke.decision.event import Event
from liuke.engine.batch import submission
from liuke.engine.engine import Engine
from liuke.features import DOMAINS
from liuke.kernel.clock import DAY_US, day_of
from liuke.publishing.program_book import ProgramBook
from liuke.replay import course, history
from liuke.replay.mapping import parse_mapping
from tests.replay.history_support import (
    JOURNEY,
    RETAIL,
    ROOT,
    Silent,
    assert_same,
    fetch,
    final_tables,
    opened,
    run_history,
    write_part,
)

FIRST = 1_500
"""Orders of the part that most ways of cutting it are tried with."""


@pytest.fixture(scope="module")
def part(tmp_path_factory):
    return write_part(tmp_path_factory.mktemp("part"))


@pytest.fixture
def fresh(administrator):
    """Makes databases and drops them."""
    made = []

    def make():
        made.append(administrator.make_database())
        return made[-1]

    yield make
    for database in made:
        administrator.drop_database(database)


@pytest.fixture(scope="module")
def whole(part, administrator):
    """What a replay of the part's first orders leaves behind when nothing disturbs it."""
    database = administrator.make_database()

    async def replay_and_read():
        outcome = await run_history(database, part, limit=FIRST)
        assert_sound(outcome)
        assert outcome.summary.orders == FIRST
        return await final_tables(database)

    yield asyncio.run(replay_and_read())
    administrator.drop_database(database)


def assert_sound(outcome):
    assert [check.name for check in outcome.proof.checks if check.violations] == []
    assert outcome.progress.refused == {}


# -- the same end -----------------------------------------------------------------------------------------------------
async def test_twice_shuffled_and_doubled_rows_change_nothing(part, fresh, tmp_path):
    first, other = fresh(), fresh()
    outcome = await run_history(first, part)
    assert_sound(outcome)
    assert outcome.summary.orders == outcome.progress.orders == 4_385
    assert outcome.summary.coupons
    wanted = await final_tables(first)
    assert wanted["coupon"]
    assert wanted["posting"]

    again = await run_history(first, part)
    assert again.progress.replayed == again.progress.events > 0  # the checkpoint leaves the last day to be looked at
    assert_same(await final_tables(first), wanted)

    mixed = write_part(tmp_path / "mixed", shuffled=True, doubled=True)
    elsewhere = await run_history(other, mixed)
    assert elsewhere.source.dropped_copies.lines > 300
    assert_sound(elsewhere)
    assert_same(await final_tables(other), wanted)

    # another file, so without a checkpoint: every event comes again under its natural key
    over = await run_history(first, mixed)
    assert over.progress.replayed == over.progress.events == outcome.progress.events
    assert_same(await final_tables(first), wanted)


@pytest.mark.parametrize(("lanes", "chunk", "processes"), [(1, 300, 1), (3, 10**6, 1), (4, 977, 1), (2, 400, 3)])
async def test_lanes_chunks_and_processes_do_not_matter(part, whole, fresh, monkeypatch, lanes, chunk, processes):
    cut = fresh()
    monkeypatch.setattr(course, "CHUNK", chunk)
    monkeypatch.setattr(history, "LANES", lanes)
    listener = Silent()
    outcome = await run_history(cut, part, limit=FIRST, processes=processes, dsn=cut.dsn, listener=listener)
    assert_sound(outcome)
    assert (listener.chunks == 1) is (chunk == 10**6)
    assert_same(await final_tables(cut), whole)


async def test_a_limit_is_gone_on_from(part, whole, fresh):
    parts = fresh()
    for limit in (200, 900, FIRST):
        outcome = await run_history(parts, part, limit=limit)
        assert outcome.summary.orders == limit
        assert_sound(outcome)
    # the part's end is the end of a day for the timers only when that day is over: all of it comes to the same
    assert_same(await final_tables(parts), whole)


# -- killed -----------------------------------------------------------------------------------------------------------
def demo(database, limit, **options):
    environ = {
        **os.environ,
        "LIUKE_DATABASE_URL": database.dsn,
        "LIUKE_DATABASE_OWNER_URL": database.owner_dsn,
        "LIUKE_LOCALE": "en",
    }
    command = [sys.executable, "-m", "liuke.cli.main", "demo", "--no-serve", "--no-festival"]
    command += ["--limit", str(limit), "--json"]
    return subprocess.Popen(
        command, env=environ, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, **options
    )


def wait_for(administrator, database, count, child):
    """Until the child has written ``count`` operations."""
    limit = time.monotonic() + 120
    while time.monotonic() < limit:
        found = administrator.count(database, "operation")
        if found >= count:
            return found
        assert child.poll() is None, child.communicate()
        time.sleep(0.02)
    raise AssertionError("the demo does not get on")


@pytest.mark.slow
async def test_killed_in_the_middle_it_ends_with_the_same_totals_and_rows(administrator, fresh):
    limit = 3_000
    calm, killed = fresh(), fresh()
    child = demo(calm, limit)
    out, err = child.communicate(timeout=300)
    assert child.returncode == 0, err
    wanted = json.loads(out)
    assert out.count("\n") == len(json.dumps(wanted, indent=2, ensure_ascii=False).splitlines())
    assert (wanted["summary"]["orders"], wanted["laws_hold"], wanted["run"]["known_before"]) == (limit, True, 0)
    total = wanted["summary"]["operations"]

    chance = random.Random(20170101)
    reached = 0
    for _ in range(4):
        child = demo(killed, limit)
        reached = wait_for(administrator, killed, min(reached + chance.randrange(50, total // 4), total - 1), child)
        time.sleep(chance.random() * 0.1)
        os.kill(child.pid, signal.SIGKILL)
        child.communicate()
        assert child.returncode == -signal.SIGKILL
    child = demo(killed, limit)
    out, err = child.communicate(timeout=300)
    assert child.returncode == 0, err
    found = json.loads(out)
    assert found["run"]["known_before"] > 0
    assert found["laws_hold"] is True
    assert found["summary"] == wanted["summary"]
    assert_same(await final_tables(killed, "demo"), await final_tables(calm, "demo"))


# -- whole years ------------------------------------------------------------------------------------------------------
@pytest.mark.slow
async def test_the_grocery_year_reconciles_to_the_cent(fresh):
    outcome = await run_history(fresh(), JOURNEY)
    assert_sound(outcome)
    assert outcome.differences == []
    assert (outcome.summary.members, outcome.summary.orders) == (2_469, 155_848)
    assert outcome.summary.paid_cents == 456_970_626
    assert outcome.summary.redemptions == {"reported": 2_102, "unmatched": outcome.summary.redemptions["unmatched"]}
    assert outcome.summary.dead_letters == {}


@pytest.mark.slow
async def test_online_retail_takes_back_what_cancelled_invoices_earned(fresh):
    database = fresh()
    outcome = await run_history(database, RETAIL, name="online_retail", program="online_retail")
    assert_sound(outcome)
    assert outcome.differences == []
    assert (outcome.raw.cancel_documents, outcome.source.without_member.lines) == (3_836, 135_080)
    assert (outcome.summary.members, outcome.summary.orders, outcome.summary.refunds) == (4_372, 18_536, 4_678)
    assert outcome.summary.facts["order.refund_processed"] == 3_696
    assert outcome.summary.facts["order.refund_unmatched"] == 982
    assert outcome.summary.refunded_cents == 46_154_798
    assert await fetch(database, _NOT_TAKEN_BACK) == [(0, True)]
    # nobody spends points in this history, so what is taken back and not there is what unknown orders earned
    owed = await fetch(database, "SELECT count(*), sum(debt) FROM wallet WHERE debt > 0 AND asset = 'points'")
    assert owed[0][0] > 0
    assert owed[0][1] == outcome.summary.assets["points"]["debt"]


@pytest.mark.slow
async def test_cancelled_invoices_take_back_points_that_were_spent(fresh):
    database = fresh()
    options = {"name": "online_retail", "program": "online_retail"}
    before = await run_history(database, RETAIL, limit=2_500, **options)
    async with opened(database) as (pool, tenant_id):
        book = ProgramBook(pool, tenant_id, domains=DOMAINS)
        await book.refresh()
        engine = Engine(pool, tenant_id, book.program_at)
        clock_us = (before.progress.day + 1) * DAY_US - 1
        found = await fetch(
            database, "SELECT member_id, available FROM wallet WHERE asset = 'points' AND available > 0"
        )
        work = [
            submission(
                Event("points.spend", member, "all", clock_us, {"asset": "points", "amount": amount}), clock_us=clock_us
            )
            for member, amount in found
        ]
        outcomes = [
            outcome for start in range(0, len(work), 256) for outcome in await engine.process(work[start : start + 256])
        ]
    assert [outcome.error for outcome in outcomes if outcome.error] == []
    spent = sum(amount for _, amount in found)
    assert (await fetch(database, "SELECT sum(available)::bigint FROM wallet WHERE asset = 'points'")) == [(0,)]

    outcome = await run_history(database, RETAIL, limit=5_000, **options)
    assert_sound(outcome)
    points = outcome.summary.assets["points"]
    assert points["spend"] == spent
    assert points["repay"] > 0  # later earnings pay what is owed
    rows = await fetch(
        database,
        "SELECT f ->> 0, coalesce((f -> 1 -> 'not_covered' ->> 'points')::bigint, 0) FROM outbox o, "
        "json_array_elements(o.facts) f WHERE f ->> 0 IN ('order.refund_processed', 'order.refund_unmatched')",
    )
    rewards = await fetch(
        database,
        "SELECT coalesce(sum((f -> 1 ->> 'not_covered')::bigint), 0)::bigint FROM outbox o, "
        "json_array_elements(o.facts) f WHERE f ->> 0 = 'points.taken_back' AND f -> 1 ->> 'asset' = 'points'",
    )
    assert sum(short for _, short in rows) > 0
    assert sum(short for _, short in rows) + rewards[0][0] == points["repay"] + points["debt"]
    assert len(rows) == outcome.summary.refunds
    assert await fetch(database, _NOT_TAKEN_BACK) == [(0, True)]


_NOT_TAKEN_BACK = """
SELECT count(*) FILTER (WHERE back <> CASE WHEN status = 'refunded' THEN amount
                              ELSE floor(amount::numeric * refunded_cents / greatest(amount_cents, 1)) END),
       count(*) FILTER (WHERE back > 0) > 100
FROM (SELECT p.*, (part ->> 'amount')::bigint AS amount, (part ->> 'reversed')::bigint AS back
      FROM purchase p, json_array_elements(p.doc -> 'earned') AS part) parts
"""
"""Parts of orders of which less or more was taken back than the share law says; and that there are many to look at."""


# -- what the data mean -----------------------------------------------------------------------------------------------
async def test_weighed_goods_are_one_item(part, fresh):
    database = fresh()
    await run_history(database, part)
    with duckdb.connect() as db:
        raw = db.execute(
            "WITH p AS (SELECT product_id, department, coalesce(product_type, '') AS type "
            f"FROM read_parquet('{part / 'products.parquet'}')) "
            "SELECT CAST(basket_id AS VARCHAR), "
            "CAST(sum(CASE WHEN department = 'FUEL' OR type LIKE 'GASOLINE%' OR quantity > 1000 "
            "THEN 1 ELSE quantity END) AS INTEGER), max(quantity) "
            f"FROM read_parquet('{part / 'transactions.parquet'}') LEFT JOIN p USING (product_id) GROUP BY 1"
        ).fetchall()
    assert max(most for _, _, most in raw) > 30_000
    found = dict(await fetch(database, "SELECT order_id, (doc -> 'data' ->> 'items')::int FROM purchase"))
    assert found == {basket: items for basket, items, _ in raw}


def own_shop(**orders):
    return parse_mapping(
        {
            "format": "liuke.replay/1",
            "name": "corner",
            "merchant": {"timezone": "America/New_York", "currency": "USD"},
            "namespace": "customer",
            "files": {"orders": {"path": "orders.csv"}},
            "orders": {
                "file": "orders", "order_id": "id", "member": "who", "time": "at", "timestamp_zone": "UTC",
                "amounts": {"kind": "columns", "unit": "decimal", "paid": {"plus": ["paid"]}},
                **orders,
            },
        }
    )  # fmt: skip


async def test_the_merchants_day_decides(fresh, tmp_path):
    """Wednesday is member day: 23:30 in New York is Thursday by UTC, 00:10 on Wednesday there is Wednesday by both."""
    rows = [
        ("a", "anna", "2017-03-02 04:30:00", "10.00"),  # Wednesday 1 March, 23:30
        ("b", "anna", "2017-03-02 05:30:00", "10.00"),  # Thursday, 00:30
        ("c", "bert", "2017-03-01 04:30:00", "10.00"),  # Tuesday, 23:30: Wednesday by UTC
        ("d", "bert", "2017-03-01 05:10:00", "10.00"),  # Wednesday, 00:10
    ]
    path = tmp_path / "orders.csv"
    path.write_text("id,who,at,paid\n" + "".join(",".join(row) + "\n" for row in rows), encoding="utf-8")
    database = fresh()
    outcome = await run_history(database, path, source_mapping=own_shop())
    assert_sound(outcome)
    found = await fetch(
        database, "SELECT ref, amount, day FROM posting WHERE rule = 'earning.spend' AND asset = 'points' ORDER BY ref"
    )
    days = [day_of(date(2017, 3, 1)), day_of(date(2017, 3, 2)), day_of(date(2017, 2, 28)), day_of(date(2017, 3, 1))]
    assert found == [("a", 20, days[0]), ("b", 10, days[1]), ("c", 10, days[2]), ("d", 20, days[3])]
