"""A random life with snapshots taken on the way: looking back later shows the same, to the last point."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace
from typing import Any

from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import invariant, run_state_machine_as_test

from liuke.centre.past_routes import Past, read_past
from liuke.features import DOMAINS, compile_program
from tests.ledger.test_stateful import DOCUMENT, SHOP, DatabaseWorld, LedgerMachine
from tests.server import TestDatabase
from tests.world import rows

Snapshot = tuple[Any, ...]
PROGRAM = compile_program(DOCUMENT, domains=(*DOMAINS, SHOP))
_OPEN_LOTS = """
SELECT asset, seq, remaining, settles_us > 0, nullif(expires_us, 4611686018427387904)
FROM lot WHERE member_id = $1 AND remaining > 0 ORDER BY 1, 2
"""
_HOLDS = "SELECT hold_id, amount, purpose FROM hold WHERE member_id = $1 AND status = 'open' ORDER BY 1"
_WALLETS = "SELECT asset, available, pending, held, frozen, debt, earned FROM wallet WHERE member_id = $1 ORDER BY 1"


class Remembering(LedgerMachine):
    """The ledger's machine, which writes down how the members stand."""

    def __init__(self, world: DatabaseWorld) -> None:
        super().__init__(world)
        self.place = world
        self.kept: dict[tuple[int, int], Snapshot] = {}

    def look(self, who: int) -> Snapshot:
        member = self.place.members[who - 1]
        found = [
            [tuple(row) for row in self.place.run(rows(self.place.pool, self.place.tenant, sql, member))]
            for sql in (_WALLETS, _OPEN_LOTS, _HOLDS, "SELECT ops FROM member_state WHERE member_id = $1")
        ]
        return tuple(map(tuple, found))

    @invariant()
    def keep(self) -> None:
        for who, account in self.accounts.items():
            # what is due and not handled yet will be handled at the time it was due, which lies before now
            if account.now == self.world.now:
                self.kept[who, self.world.now] = self.look(who)

    def check_invariants_of_the_past(self) -> None:
        world = self.place
        services: Any = SimpleNamespace(
            pool=world.pool, tenant_id=world.tenant, book=SimpleNamespace(program_at=lambda _t_us: PROGRAM)
        )
        for (who, t_us), snapshot in self.kept.items():
            found = world.run(read_past(services, world.members[who - 1], t_us, "en"))
            assert as_snapshot(found) == snapshot, (who, t_us)

    def teardown(self) -> None:
        self.sweep()
        self.keep()
        self.check_invariants_of_the_past()
        super().teardown()


def as_snapshot(past: Past) -> Snapshot:
    """The parts that are exact, as the tables have them."""
    accounts = sorted(past.accounts, key=lambda one: one.asset)
    lots = sorted(past.lots, key=lambda one: (one.asset, one.seq))
    return (
        tuple((a.asset, a.available, a.pending, a.held, a.frozen, a.debt, a.earned) for a in accounts),
        tuple((lot.asset, lot.seq, lot.remaining, lot.pending, lot.expires_us) for lot in lots),
        tuple((hold.hold_id, hold.amount, hold.purpose) for hold in sorted(past.holds, key=lambda one: one.hold_id)),
        ((past.operations,),),
    )


_QUIET = [HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large]


def test_snapshots_of_a_random_life_equal_looking_back(database: TestDatabase) -> None:
    with asyncio.Runner() as runner:
        run_state_machine_as_test(
            lambda: Remembering(DatabaseWorld(database, runner)),
            settings=settings(
                max_examples=10,
                stateful_step_count=40,
                deadline=None,
                suppress_health_check=_QUIET,
                # an example takes a second: shrinking one would take minutes
                phases=[Phase.explicit, Phase.reuse, Phase.generate],
            ),
        )
