"""A merchant's server that pays nothing and reports everything: failed first, twice, or late after it lapsed."""

from __future__ import annotations

import random
from collections.abc import Awaitable, Callable
from typing import Any

import msgspec

from liuke.db.contracts import Pool
from liuke.db.pool import acquire, transaction
from liuke.decision.event import Event
from liuke.payouts.contracts import Payout
from liuke.payouts.store import list_payouts

PAGE = 200
FAR_US = 2**62
"""An instant by which everything is overdue."""


class Manners(msgspec.Struct, frozen=True):
    """How it behaves.

    Args:
        failed: Percent that fail at first, are asked for again, and then succeed.
        doubled: Percent whose outcome is reported twice, under keys of their own.
        late: Percent that are reported as lapsed, and as done afterwards.
        seed: The same seed behaves the same for the same ids.
    """

    failed: int = 0
    doubled: int = 0
    late: int = 0
    seed: int = 0


class Simulated(msgspec.Struct):
    """What it did: amounts taken, reports sent, and reports that were not taken."""

    payouts: int = 0
    reports: int = 0
    refused: int = 0


Submit = Callable[[Event], Awaitable[Any]]


async def simulate(pool: Pool, tenant_id: int, submit: Submit, manners: Manners) -> Simulated:
    """Pull everything that is open, and report on each until it is over.

    Args:
        pool: Connections of the application's role.
        tenant_id: Whose.
        submit: Takes an event.
        manners: How it behaves.
    """
    done, before = Simulated(), None
    while True:
        async with acquire(pool) as connection, transaction(connection, tenant_id=tenant_id):
            rows = await list_payouts(connection, tenant_id, "open", FAR_US, before, PAGE)
        for id_, _, doc in rows:
            done.payouts += 1
            await _execute(submit, id_, msgspec.convert(doc, Payout), manners, done)
        if len(rows) < PAGE:
            return done
        before = (rows[-1][1], rows[-1][0])


async def _execute(submit: Submit, id_: str, payout: Payout, manners: Manners, done: Simulated) -> None:
    dice = random.Random(f"{manners.seed}:{id_}")  # noqa: S311 - a simulation
    failed, late, doubled = (dice.randrange(100) < share for share in (manners.failed, manners.late, manners.doubled))
    steps = ["retry"] if payout.status == "failed" else []
    if failed:
        steps += ["failed", "retry"]
    if late:
        steps.append("lapsed")
    steps.append("done")
    for place, step in enumerate(steps):
        for copy in range(2 if doubled and step != "retry" else 1):
            data = {"payout": id_, **({"reference": f"sim-{id_}"} if step == "done" else {})}
            key = f"simulated:{id_}:{payout.tries}:{place}:{copy}"
            outcome = await submit(Event(f"payout.{step}", payout.member_id, key, 0, data))
            done.reports += 1
            done.refused += outcome.error is not None
