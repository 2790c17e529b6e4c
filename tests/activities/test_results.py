"""Results of an activity: figures that its kind declares, from records, stock and pools, without test members."""

from __future__ import annotations

from liuke.activities.catalog import KINDS
from liuke.activities.domain import find_anywhere
from liuke.activities.kind_hooks import Figure
from liuke.activities.page_store import read_figures
from liuke.db.pool import acquire, transaction
from liuke.decision.event import Event
from liuke.engine.batch import submission
from liuke.engine.engine import Engine
from tests.races.pledges import make_program
from tests.server import TestDatabase
from tests.world import earn, make_members, make_pool

from .pledge import KIND
from .support import Shop
from .test_cancelling import CHECK_IN, TASK


async def test_every_source_counts_what_it_says(database: TestDatabase) -> None:
    tenant, members = await make_members(database.owner_dsn, database.dsn, 4, tests=1)
    pool, program = await make_pool(database.dsn), make_program()
    engine = Engine(pool, tenant, program)
    events = [earn(member, "e", 100) for member in members]
    events += [Event("pledge.make", member, "p1", 0, {}) for member in members]
    events += [Event("pledge.make", members[0], "p2", 0, {})]
    outcomes = await engine.process([submission(event) for event in events])
    assert {outcome.error for outcome in outcomes} == {None}
    activity = find_anywhere(program, "activities.fair", (*KINDS, KIND))
    assert activity is not None
    assert KIND.hooks is not None
    declared = KIND.hooks.results
    assert callable(declared)
    async with acquire(pool) as connection, transaction(connection, tenant_id=tenant):
        found = await read_figures(connection, tenant, "fair", declared(activity))
        other = await read_figures(connection, tenant, "fai", declared(activity))
    await pool.close()
    # the test member pledged too: of that nothing is counted, and nothing was taken
    assert found == {"pledges": 4, "members": 3, "points": 40, "places": 4, "pool": 40}
    assert (other["pledges"], other["members"], other["points"]) == (0, 0, 0)


def test_kinds_of_the_platform_name_their_figures_once() -> None:
    program = Shop(TASK, CHECK_IN).engine.program
    for name in ("open_app", "daily"):
        activity = find_anywhere(program, f"activities.{name}")
        assert activity is not None
        assert activity.kind.hooks is not None
        declared = activity.kind.hooks.results
        assert callable(declared)
        figures: list[Figure] = list(declared(activity))
        assert len({figure.name for figure in figures}) == len(figures) == 2
