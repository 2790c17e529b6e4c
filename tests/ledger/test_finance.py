"""Finance: exact figures from known postings, an honest estimate, exports that read back the same."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from liuke.db.contracts import Pool
from liuke.db.pool import acquire, transaction
from liuke.decision.event import Event
from liuke.engine.batch import submission
from liuke.features import compile_program
from liuke.kernel.clock import DAY_US, date_of
from liuke.kernel.errors import InvalidInput
from liuke.ledger.finance import (
    AccountBalance,
    Breakage,
    Cohort,
    Flow,
    Liability,
    estimate_breakage,
    export,
    read_breakage,
    read_flows,
    read_liability,
    read_trial_balance,
)
from liuke.ledger.moves import asset_index
from tests.server import TestDatabase
from tests.world import T, earn, hold, make_engine, make_members, program, rows, spend


def test_breakage_of_equal_months_is_their_share() -> None:
    closed = [Cohort("points", f"2023-0{i}", 1000, 100, 0) for i in range(1, 7)]
    found = estimate_breakage([*closed, Cohort("points", "2024-01", 2000, 50, 1000)], "points")
    # 10 % of 2000 are 200, of which 50 have gone; one basis point of rounding on either side, twice
    assert found == Breakage("points", 6, 1000, 998, 1002, 150, 150, 150)


def test_breakage_of_unequal_months_is_uncertain() -> None:
    closed = [Cohort("points", f"2023-0{i}", 1000, expired, 0) for i, expired in enumerate((0, 200, 100, 300), 1)]
    found = estimate_breakage([*closed, Cohort("points", "2024-01", 1000, 0, 90)], "points")
    # residuals −150, 50, −50, 150: s² = 4/3 · 50 000 / 4 000² → 645 bps, and one for rounding
    assert found == Breakage("points", 4, 1500, 208, 2792, 90, 21, 90)


def test_without_history_there_is_no_estimate() -> None:
    some = [
        Cohort("points", "2023-01", 10, 1, 0),
        Cohort("points", "2023-02", 10, 1, 0),
        Cohort("points", "2023-03", 10, 1, 9),
    ]
    found = estimate_breakage(some, "points")
    assert (found.rate_bps, found.expected) == (None, None)
    assert found.note == "not enough history: 2 of 3 months have run their course"


async def test_figures_of_a_small_merchant(database: TestDatabase, pool: Pool, tmp_path: Path) -> None:
    tenant, (a, b) = await make_members(database.owner_dsn, database.dsn, 2)
    now = [T]
    document = program()
    engine = make_engine(pool, tenant, document, clock=lambda: now[0])
    adjust = {"asset": "points", "amount": -5, "reason": "count", "actor": "li"}
    events = [
        earn(a, "1", 1000), earn(a, "2", 50, expires_us=T + 5 * DAY_US), spend(a, "3", 20),
        Event("points.refund", a, "4", 0, {"asset": "points", "seq": 3, "amount": 5}), hold(a, "5", 100, "h"),
        Event("points.adjust", a, "6", 0, adjust), earn(b, "1", 7, settles_us=T + 90 * DAY_US),
        Event("points.earn", b, "2", 0, {"asset": "energy", "amount": 3}),
    ]  # fmt: skip
    for event in events:
        assert (await engine.process([submission(event)]))[0].error is None
    now[0] = T + 6 * DAY_US
    await engine.sweep(now[0])
    compiled = compile_program(document)
    today = compiled.calendar.local_day(T)
    assert date_of(today).isoformat() == "2023-11-15"
    async with acquire(pool) as connection, transaction(connection, tenant_id=tenant):
        liability = await read_liability(connection, tenant, asset_index(compiled), compiled.calendar)
        flows = await read_flows(connection, tenant, today, today + 30)
        before = await read_flows(connection, tenant, today - 30, today)
        balance = await read_trial_balance(connection, tenant, today + 30)
        breakage = await read_breakage(connection, tenant, ["points"])
    # the hold drew what expired first (35) and 65 of the rest; the adjustment 5
    assert liability == [
        Liability("energy", "never", "available", 3, 0),
        Liability("points", "2024-11", "available", 930, 9300),
        Liability("points", "2024-11", "pending", 7, 70),
        Liability("points", "reserved", "reserved", 100, 1000),
    ]
    assert before == []
    assert flows == [
        Flow("energy", "2023-11", earned=3, postings=1),
        Flow("points", "2023-11", earned=1057, burned=20, refunded=5, adjusted=-5, postings=7),
    ]
    assert [line for line in balance if line.asset == "points"] == [
        AccountBalance("points", "adjustment", 0, 5), AccountBalance("points", "available", 125, 1055),
        AccountBalance("points", "held", 0, 100), AccountBalance("points", "issuance", 1057, 0),
        AccountBalance("points", "pending", 0, 7), AccountBalance("points", "redemption", 5, 20),
    ]  # fmt: skip
    assert sum(line.balance for line in balance) == 0
    assert breakage[0].note.startswith("not enough history")
    claims = await rows(pool, tenant, "SELECT sum(available + pending + held + frozen - debt)::bigint FROM wallet")
    assert claims == [(sum(line.amount for line in liability),)]

    export(liability, Liability, tmp_path / "it's.parquet")
    read = duckdb.sql(f"SELECT * FROM read_parquet($${tmp_path / 'it'}'s.parquet$$)")
    assert [str(kind) for kind in read.types] == ["VARCHAR", "VARCHAR", "VARCHAR", "BIGINT", "BIGINT"]
    assert [Liability(*line) for line in read.fetchall()] == liability
    export(flows, Flow, tmp_path / "flows.csv")
    assert (tmp_path / "flows.csv").read_text().splitlines()[2] == "points,2023-11,1057,20,5,0,0,0,-5,0,0,0,0,7"
    with pytest.raises(InvalidInput):
        export(flows, Flow, tmp_path / "flows.xls")


def test_parquet_tells_no_number_and_no_word_apart(tmp_path: Path) -> None:
    told = [Breakage("points", 3, 25, 20, 30, 7, 6, 8), Breakage("energy", 1, note='not "enough", yet')]
    export(told, Breakage, tmp_path / "breakage.parquet")
    read = duckdb.sql(f"SELECT * FROM read_parquet($${tmp_path / 'breakage.parquet'}$$)")
    assert read.columns == list(Breakage.__struct_fields__)
    assert [Breakage(*line) for line in read.fetchall()] == told
