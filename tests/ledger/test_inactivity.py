"""Expiry by inactivity, where it is shown: balances, liability, rules page, lint; and when the program changes."""

from __future__ import annotations

from typing import Any

import pytest

from liuke.db.contracts import Pool
from liuke.db.pool import acquire, transaction
from liuke.decision.domain import CompiledProgram, Evidence
from liuke.decision.event import Event
from liuke.engine.batch import submission
from liuke.engine.memory import MemoryEngine
from liuke.features import compile_program
from liuke.kernel.clock import DAY_US
from liuke.ledger.finance import Liability, read_liability
from liuke.ledger.moves import asset_index, find_end
from liuke.ledger.views import view_balances
from liuke.reports import rollup
from tests.server import TestDatabase
from tests.world import T, earn, make_engine, make_members, program

MOVING = {"expiry": {"kind": "inactivity", "months": 2}, "remind_days": [7]}


def test_the_balance_shows_the_day_that_moves() -> None:
    compiled = compile_program(program(points=MOVING))
    engine = MemoryEngine(compiled)
    engine.register(1, T)
    engine.send("points.earn", 1, "e", T, asset="points", amount=50)
    assert _shown(compiled, engine) == [(50, "2024-01-16")]
    engine.send("app.opened", 1, "o", T + 20 * DAY_US)
    assert _shown(compiled, engine) == [(50, "2024-02-06")]
    engine.send("points.earn", 1, "e2", T + 25 * DAY_US, asset="points", amount=5)
    assert _shown(compiled, engine) == [(50, "2024-02-06"), (5, "2024-02-11")]
    engine.send("app.opened", 1, "o2", T + 70 * DAY_US)
    assert _shown(compiled, engine) == [(55, "2024-03-25")]
    lots = engine.state(1).lots("points").lots.values()
    assert {find_end(compiled, engine.state(1), lot) for lot in lots} == {engine.state(1).timers["lots:points"]}


def _shown(compiled: CompiledProgram, engine: MemoryEngine) -> list[tuple[int, str]]:
    points = next(
        one for one in view_balances(compiled, engine.state(1), engine.state(1).now_us, "en") if one.asset == "points"
    )
    return [(one.amount, one.day) for one in points.expiring]


async def test_liability_lies_where_it_expires(database: TestDatabase, pool: Pool) -> None:
    tenant, (a, b) = await make_members(database.owner_dsn, database.dsn, 2)
    now, document = [T], program(points=MOVING)
    engine, compiled = make_engine(pool, tenant, document, clock=lambda: now[0]), compile_program(document)

    async def send(event: Event) -> None:
        (outcome,) = await engine.process([submission(event)])
        assert outcome.error is None

    await send(earn(a, "e", 300))
    await send(earn(b, "e", 7))
    now[0] += 50 * DAY_US
    await send(Event("app.opened", a, "o"))
    async with acquire(pool) as connection, transaction(connection, tenant_id=tenant):
        found = await read_liability(connection, tenant, asset_index(compiled), compiled.calendar)
    assert found == [
        Liability("points", "2024-01", "available", 7, 70),
        Liability("points", "2024-03", "available", 300, 3000),
    ]
    lots = (await rollup.read_open_lots(pool, tenant, compiled, fresh=True)).lots
    assert sorted(lot[3] for lot in lots) == [7, 300]
    assert len({lot[1] for lot in lots}) == 2
    await engine.sweep(T + 63 * DAY_US)
    async with acquire(pool) as connection, transaction(connection, tenant_id=tenant):
        found = await read_liability(connection, tenant, asset_index(compiled), compiled.calendar)
    assert found == [Liability("points", "2024-03", "available", 300, 3000)]


@pytest.mark.parametrize(("before", "after", "left"), [("after", "inactivity", 50), ("inactivity", "after", 0)])
def test_a_program_that_changes_its_mind(before: str, after: str, left: int) -> None:
    first, second = (
        compile_program(program(points={"expiry": {"kind": kind, "months": 2}, "remind_days": []}))
        for kind in (before, after)
    )
    engine = MemoryEngine(first)
    engine.register(1, T)
    engine.send("points.earn", 1, "e", T, asset="points", amount=50)
    engine.program = second
    engine.send("app.opened", 1, "o", T + 40 * DAY_US)
    engine.advance(T + 70 * DAY_US)
    assert engine.state(1).wallet("points").available == left
    engine.advance(T + 120 * DAY_US)
    assert engine.state(1).wallet("points").available == 0


def test_what_the_rules_page_and_lint_say() -> None:
    rule = {"id": "s", "name": "s", "on": "order.paid", "amount": {"fixed": 1}, "once": "day"}
    document = program(
        points={"expiry": {"kind": "inactivity", "months": 18, "at_month_end": True}},
        earning=[{**rule, "expires": {"kind": "after", "days": 5}}, {**rule, "id": "t", "expires": {"kind": "never"}}],
    )
    compiled = compile_program(document)
    lines = [line for d in compiled.domains for page in d.render_rules(compiled, "en") for line in page.lines]
    assert (
        "Points: valid for 18 months after the last activity, which puts off the whole balance, "
        "at the end of that month" in lines
    )
    lines = [line for d in compiled.domains for page in d.render_rules(compiled, "zh") for line in page.lines]
    assert "Points：最近一次活动后 18 个月内有效，每次活动都会顺延全部余额（当月月底到期）" in lines
    found = _find(compiled)
    assert [one for one in found if one[1] == "expiry-is-the-balances"] == [
        ("earning.0.expires", "expiry-is-the-balances")
    ]


def _find(compiled: CompiledProgram) -> list[tuple[str, str]]:
    found: list[Any] = [one for domain in compiled.domains for one in domain.lint(compiled, Evidence())]
    return [(one.path, one.code) for one in found]
