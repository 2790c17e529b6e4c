"""Event logs through the real engine into a real database: requests at the log's own clock, again and again, killed."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from liuke.bootstrap import read_program_file
from liuke.demo.tea_shop import write_history
from liuke.replay import course
from liuke.replay.errors import LogMismatch
from liuke.replay.log_mapping import load_any
from tests.replay.history_support import ROOT, assert_same, fetch, final_tables, run_history
from tests.replay.log_support import PROGRAM, make_mapping, write_lines, write_ndjson

TYPES = {"pay": "order.paid", "view": "offer.viewed", "spend": "points.spend", "gift": "points.gift"}
SOURCE: dict[str, Any] = {
    "type": {"column": "kind", "map": TYPES},
    "key": "id",
    "fields_by_type": {
        "order.paid": {"order_id": "id", "amount_cents": {"column": "n", "as": "money"}},
        "offer.viewed": {"offer_id": "n"},
        "points.spend": {"asset": {"value": "points"}, "amount": {"column": "n", "as": "whole"}},
        "points.gift": {
            "asset": {"value": "points"},
            "amount": {"column": "n", "as": "whole"},
            "to_member": {"column": "to", "as": "member"},
        },
    },
}
WITHOUT_GIFTS = {
    **SOURCE,
    "type": {"column": "kind", "map": {name: type_ for name, type_ in TYPES.items() if name != "gift"}},
    "fields_by_type": {name: fields for name, fields in SOURCE["fields_by_type"].items() if name != "points.gift"},
}
HEAD = "id,who,at,kind,n,to"


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


async def run_log(database: Any, files: Path, source: dict[str, Any] = WITHOUT_GIFTS, **options: Any) -> Any:
    outcome = await run_history(database, files, program=PROGRAM, source_mapping=make_mapping(source), **options)
    assert [check.name for check in outcome.proof.checks if check.violations] == []
    return outcome


async def read_postings(database: Any) -> list[tuple[Any, ...]]:
    return await fetch(
        database,
        "SELECT i.external_id, kind, amount, ref FROM posting p JOIN identity i USING (member_id) "
        "WHERE asset = 'points' ORDER BY p.t_us, kind, ref",
    )


async def test_requests_and_expiry_follow_the_logs_own_clock(fresh, tmp_path):
    path = write_lines(
        tmp_path / "log.csv",
        HEAD,
        "1,ann,2026-01-01 10:00,pay,30.00,",
        "2,ann,2026-01-05 10:00,spend,5,",
        "3,ann,2026-01-05 10:00,spend,100,",  # more than there is
        "4,ann,2026-01-20 10:00,spend,1,",  # all of it has expired after ten days
        "5,ann,2026-01-20 11:00,view,o1,",
    )
    database = fresh()
    outcome = await run_log(database, path)
    assert await read_postings(database) == [
        ("ann", "earn", 30, "1"), ("ann", "spend", 5, ""), ("ann", "expire", 25, "1"),
    ]  # fmt: skip
    assert (outcome.progress.events, outcome.progress.refused) == (6, {"insufficient-balance": 2})
    dead = await fetch(database, "SELECT payload ->> 'key', payload -> 'data' ->> 'amount' FROM dead_letter ORDER BY 1")
    assert dead == [("points.spend:3", "100"), ("points.spend:4", "1")]
    assert (outcome.summary.orders, outcome.summary.dead_letters) == (1, {"refused:insufficient-balance": 2})

    before = await final_tables(database)
    again = await run_log(database, path)
    assert again.progress.replayed + sum(again.progress.refused.values()) == again.progress.events
    assert_same(await final_tables(database), before)
    assert len(await fetch(database, "SELECT 1 FROM dead_letter")) == 2


async def test_the_next_file_goes_on_and_what_is_in_both_is_there_once(fresh, tmp_path):
    january = write_lines(
        tmp_path / "log.csv", HEAD, "1,ann,2026-01-01 10:00,pay,30.00,", "2,bob,2026-01-02 10:00,pay,10.00,",
    )  # fmt: skip
    february = write_lines(
        tmp_path / "february.csv", HEAD, "2,bob,2026-01-02 10:00,pay,10.00,", "1,ann,2026-01-01 10:00,pay,31.00,",
        "3,ann,2026-02-01 10:00,pay,7.00,", "4,cat,2026-02-01 10:00,pay,1.00,",
    )  # fmt: skip
    database = fresh()
    await run_log(database, january)
    outcome = await run_log(database, february)
    assert (outcome.progress.changed, outcome.progress.changed_keys) == (1, ["order.paid:1"])
    assert (outcome.progress.refused, outcome.summary.dead_letters) == ({}, {})
    found = await fetch(database, "SELECT order_id, amount_cents FROM purchase ORDER BY 1")
    assert found == [("1", 3_000), ("2", 1_000), ("3", 700), ("4", 100)]
    joined = await fetch(database, "SELECT count(*) FROM event WHERE type = 'member.registered'")
    assert joined == [(3,)]


async def test_a_receipt_in_the_next_file_looks_back_at_the_purchases_of_the_first(fresh, tmp_path):
    offer = {
        "kind": "offer", "id": "bogo", "name": "bogo", "late_receipts": "count", "lasts": {"hours": 24},
        "goal": {"measure": "sum", "target": 4_000}, "rewards": [{"kind": "asset", "amount": 500}],
    }  # fmt: skip
    program = {name: value for name, value in PROGRAM.items() if name != "custom_events"} | {
        "schema_version": 2, "activities": [offer],
    }  # fmt: skip
    source = {
        **WITHOUT_GIFTS,
        "type": {"column": "kind", "map": {"pay": "order.paid", "receive": "offer.received"}},
        "fields_by_type": {
            "order.paid": SOURCE["fields_by_type"]["order.paid"],
            "offer.received": {"offer": {"value": "bogo"}, "ref": "id"},
        },
    }
    paid = [
        "1,ann,2026-01-01 10:00,pay,30.00,",
        "2,ann,2026-01-01 12:00,pay,10.00,",
        "3,ann,2026-01-02 12:00,pay,1.00,",
    ]
    received = ["4,ann,2026-01-01 09:00,receive,,", "5,ann,2026-01-01 11:00,receive,,"]
    outcomes, tables = [], []
    for files in ((paid, received), (received, paid), ([*paid, *received],)):
        database = fresh()
        for number, lines in enumerate(files):
            path = write_lines(tmp_path / f"{number}.csv", HEAD, *lines)
            outcomes.append(await run_history(database, path, program=program, source_mapping=make_mapping(source)))
        tables.append(await read_postings(database))
    assert {outcome.progress.refused.get("", 0) for outcome in outcomes} == {0}
    given = [[posting for posting in one if posting[2] == 500] for one in tables]
    assert given == [[("ann", "earn", 500, "bogo/4")]] * 3


async def test_another_member_is_named_by_their_own_name(fresh, tmp_path):
    path = write_lines(
        tmp_path / "log.csv", HEAD, "1,ann,2026-01-01 10:00,pay,30.00,", "2,ann,2026-01-01 11:00,gift,4,zoe",
        "3,zoe,2026-01-01 12:00,spend,4,",
    )  # fmt: skip
    assets = [PROGRAM["assets"][0] | {"giftable": True}]
    database = fresh()
    outcome = await run_history(
        database, path, program=PROGRAM | {"assets": assets}, source_mapping=make_mapping(SOURCE)
    )
    assert outcome.progress.refused == {"insufficient-balance": 1}  # zoe has not accepted it
    found = await fetch(
        database,
        "SELECT i.external_id, o.type, "
        "to_char(to_timestamp(o.t_us / 1000000) AT TIME ZONE 'America/New_York', 'HH24:MI') "
        "FROM operation o JOIN identity i USING (member_id) "
        "WHERE type <> 'member.registered' AND o.t_us < 1767416400000000 ORDER BY o.t_us, 1",
    )
    assert found == [
        ("ann", "order.paid", "10:00"), ("ann", "points.gift", "11:00"), ("zoe", "points.gift_offered", "11:00"),
    ]  # fmt: skip


async def test_what_was_refused_stays_refused_after_an_interruption(fresh, tmp_path, monkeypatch):
    """Spent before it was earned; the run ends before its checkpoint, so that all of it comes again."""
    path = write_lines(
        tmp_path / "log.csv",
        HEAD,
        "1,ann,2026-01-01 10:00,spend,5,",
        "2,ann,2026-01-01 11:00,pay,30.00,",
        "3,bob,2026-01-01 12:00,spend,5,",
    )
    calm, cut = fresh(), fresh()
    wanted = await run_log(calm, path)
    assert wanted.progress.refused == {"insufficient-balance": 2}

    class Ended(Exception):
        pass

    def end(*_given):
        raise Ended

    with monkeypatch.context() as patch:
        patch.setattr(course.Replay, "_note", end)
        with pytest.raises(Ended):
            await run_log(cut, path)
    outcome = await run_log(cut, path)
    assert outcome.progress.refused == {"refused-before": 1, "insufficient-balance": 1}
    assert_same(await final_tables(cut), await final_tables(calm))
    assert len(await fetch(cut, "SELECT 1 FROM dead_letter")) == 2


async def test_a_log_that_does_not_fit_writes_nothing(fresh, tmp_path):
    path = write_lines(tmp_path / "log.csv", HEAD, "1,ann,2026-01-01 10:00,pay,30.00,", "2,ann,2026-01-01 10:00,fly,1,")
    database = fresh()
    with pytest.raises(LogMismatch, match=r"'fly' stands for no type of event; 1 rows: log\.csv:3"):
        await run_log(database, path)
    assert await fetch(database, "SELECT 1 FROM event UNION ALL SELECT 1 FROM program_version") == []
    assert await fetch(database, "SELECT 1 FROM dead_letter UNION ALL SELECT 1 FROM identity") == []


def write_many(path: Path, count: int) -> Path:
    chance = random.Random(5)
    lines = []
    for number in range(count):
        kind, what = chance.choice([("pay", f"{chance.randrange(1, 90)}.00"), ("spend", "7"), ("view", "o1")])
        at = f"2026-01-{1 + number * 28 // count:02} 10:{number % 60:02}"
        lines.append(f"{number},m{chance.randrange(60)},{at},{kind},{what},")
    return write_lines(path, HEAD, *lines)


@pytest.mark.slow
async def test_killed_in_the_middle_it_ends_with_the_same_rows(administrator, fresh, tmp_path):
    path = write_many(tmp_path / "log.csv", 9_000)
    (tmp_path / "mapping.yaml").write_text(
        make_mapping(WITHOUT_GIFTS).model_dump_json(by_alias=True, exclude_none=True)
    )
    (tmp_path / "program.yaml").write_text(yaml.safe_dump(PROGRAM, allow_unicode=True))
    calm, killed = fresh(), fresh()
    await run_log(calm, path)

    def start():
        environ = {
            **os.environ, "LIUKE_DATABASE_URL": killed.dsn, "LIUKE_DATABASE_OWNER_URL": killed.owner_dsn,
            "LIUKE_LOCALE": "en", "LIUKE_HOME": str(tmp_path / "home"),
        }  # fmt: skip
        return subprocess.Popen(
            [sys.executable, "-m", "liuke.cli.main", "replay", path, "--mapping", tmp_path / "mapping.yaml",
             "--program", tmp_path / "program.yaml", "--tenant", "history", "--json"],
            env=environ, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip

    child = start()
    limit = time.monotonic() + 120
    while administrator.count(killed, "operation") < 1_500:
        assert child.poll() is None, child.communicate()
        assert time.monotonic() < limit
        time.sleep(0.01)
    os.kill(child.pid, signal.SIGKILL)
    child.communicate()
    child = start()
    out, err = child.communicate(timeout=300)
    assert child.returncode == 0, err
    found = json.loads(out)
    assert found["run"]["known_before"] > 0
    assert found["laws_hold"] is True
    assert_same(await final_tables(killed), await final_tables(calm))
    dead = "SELECT payload ->> 'key' FROM dead_letter ORDER BY 1"
    assert await fetch(killed, dead) == await fetch(calm, dead)


async def test_a_refund_that_names_lines_instead_of_money_is_summed_up(fresh, tmp_path):
    lines = [{"id": "1", "sku": "tea", "quantity": 2, "unit_cents": 1_500, "paid_cents": 3_000}]
    path = write_ndjson(
        tmp_path / "log.ndjson",
        {"who": "ann", "at": "2026-01-01 10:00", "kind": "pay", "id": "o1", "cents": 3_000, "lines": lines},
        {"who": "ann", "at": "2026-01-02 10:00", "kind": "back", "id": "o1", "lines": [{"id": "1", "quantity": 1}]},
    )
    source = {
        "type": {"column": "kind", "map": {"pay": "order.paid", "back": "order.refunded"}},
        "fields_by_type": {
            "order.paid": {
                "order_id": "id", "amount_cents": {"column": "cents", "as": "whole"},
                "lines": {"column": "lines", "as": "json"},
            },
            "order.refunded": {
                "order_id": "id", "refund_id": {"value": "r1"}, "lines": {"column": "lines", "as": "json"},
            },
        },
    }  # fmt: skip
    outcome = await run_log(fresh(), path, source)
    summary = outcome.summary
    assert (summary.orders, summary.paid_cents, summary.refunds, summary.refunded_cents) == (1, 3_000, 1, 1_500)
    assert (summary.assets["points"]["earn"], summary.assets["points"]["available"]) == (30, 15)


async def test_the_tea_shop_of_the_demo_is_served_as_a_shop_would(fresh, tmp_path):
    folder = tmp_path / "shop"
    written = write_history(folder / "tea-shop-2026-06-30.ndjson", date(2026, 6, 30), guests=40, weeks=6)
    mapping = load_any(ROOT / "programs/mappings/tea_shop.yaml")
    program = read_program_file("tea_shop").data
    outcome = await run_history(fresh(), folder, program=program, source_mapping=mapping)
    assert [check.name for check in outcome.proof.checks if check.violations] == []
    assert (outcome.progress.events, outcome.summary.members) == (written, 40)
    assert sum(outcome.progress.refused.values()) <= written // 200
    assert outcome.summary.facts["mall.redeemed"] > 0
    assert outcome.summary.facts["check_in.made_up"] > 0
    assert outcome.summary.assets["points"]["commit"] > 0


# -- what activities do by themselves -------------------------------------------------------------------------------
LEAGUE: dict[str, Any] = {
    "kind": "leaderboard", "id": "week", "name": "Week", "on": ["order.paid"], "field": "amount_cents",
    "period": "week", "boards": ["league"], "wait_hours": 2,
    "leagues": {
        "size": 10, "promote": 2, "relegate": 2,
        "divisions": [{"id": "bronze", "name": "Bronze"}, {"id": "silver", "name": "Silver"}],
    },
    "prizes": [
        {"board": "league", "first": 1, "last": 1, "rewards": [{"kind": "asset", "asset": "points", "amount": 7}]},
    ],
}  # fmt: skip
CLOSED = "SELECT period, to_timestamp(closed_us / 1e6)::text FROM board_period ORDER BY 1"
SEATS = """
SELECT period, split_part(band, '/', 1), count(*)::int, count(DISTINCT band)::int FROM board_score
WHERE band LIKE '~%' AND score > 0 GROUP BY 1, 2 ORDER BY 1, 2
"""


@pytest.mark.parametrize(("chunk", "processes"), [(30, 1), (3_000, 1), (3_000, 2)])
async def test_leagues_close_between_the_orders_of_two_weeks(fresh, tmp_path, monkeypatch, chunk, processes):
    # Wednesdays of four weeks; two of every league of ten go up
    days = ["2026-03-04", "2026-03-11", "2026-03-18", "2026-03-25"]
    rows = [
        [f"o{day}-{n}", f"m{n}", f"{day} 10:{n:02}", "pay", 10 + n, ""] for day in days for n in range(40)
    ]  # fmt: skip
    path = write_lines(tmp_path / "log.csv", HEAD, *(",".join(map(str, row)) for row in rows))
    monkeypatch.setattr(course, "CHUNK", chunk)
    program = {**PROGRAM, "schema_version": 2, "activities": [LEAGUE]}
    database = fresh()
    await run_history(database, path, program=program, source_mapping=make_mapping(WITHOUT_GIFTS), processes=processes)
    assert await fetch(database, CLOSED) == [
        # two hours after the week, in New York, where summer time begins on 8 March
        ("week:2026-03-02", "2026-03-09 06:00:00+00"), ("week:2026-03-09", "2026-03-16 06:00:00+00"),
        ("week:2026-03-16", "2026-03-23 06:00:00+00"), ("week:2026-03-23", "1970-01-01 00:00:00+00"),
    ]  # fmt: skip
    assert await fetch(database, SEATS) == [
        ("week:2026-03-02", "~bronze", 40, 4),
        ("week:2026-03-09", "~bronze", 32, 4), ("week:2026-03-09", "~silver", 8, 1),
        # two of the eight went down, and two of each league of bronze came up
        ("week:2026-03-16", "~bronze", 26, 3), ("week:2026-03-16", "~silver", 14, 2),
        ("week:2026-03-23", "~bronze", 24, 3), ("week:2026-03-23", "~silver", 16, 2),
    ]  # fmt: skip
