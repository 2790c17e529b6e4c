"""A herd on what has nothing left: refused at once as it would be refused anyhow, and nothing hidden is said."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

import pytest

from liuke.db.contracts import Pool
from liuke.decision.event import Event
from liuke.engine.engine import Engine
from liuke.kernel.clock import HOUR_US
from liuke.kernel.errors import Refused
from tests.races.test_group_buy import PROGRAM, join, open_teams, pay
from tests.server import TestDatabase
from tests.world import T, make_engine, make_members

NOON = T + 14 * HOUR_US
SALE: dict[str, Any] = {
    "id": "x", "name": "X",
    "campaigns": [{
        "id": "party", "name": "party", "holdout_bps": 4_000, "window": {"from": "2023-11-01", "to": "2023-12-01"},
    }],
    "activities": [{
        "kind": "flash_sale", "id": "ten", "name": "ten", "reserve_minutes": 600, "campaign": "party",
        "sessions": [{"id": "all", "at": "00:00", "minutes": 1_440}],
        "products": [{"id": "mug", "name": "mug", "sku": "MUG", "price_cents": 100, "stock": 1}],
    }],
}  # fmt: skip


@pytest.fixture(autouse=True)
def _long_memory(monkeypatch: pytest.MonkeyPatch) -> None:  # pyright: ignore[reportUnusedFunction]
    """However slow the machine, what is sold out is remembered until the test is over."""
    monkeypatch.setattr("liuke.engine.engine.SOLD_OUT_SECONDS", 3_600.0)


async def ask(engine: Engine, events: Iterable[Event]) -> list[tuple[str, bool]]:
    """One after the other: what came of each, and whether it was refused by what is remembered of the item."""
    found = list[tuple[str, bool]]()
    for event in events:
        error = (await engine.submit(event)).error
        assert error is None or isinstance(error, Refused), error
        found.append(("ok", False) if error is None else (error.reason, "item" in error.extra))
    return found


async def test_a_team_without_a_seat_refuses_in_the_words_it_always_has(database: TestDatabase, pool: Pool) -> None:
    tenant, members = await make_members(database.owner_dsn, database.dsn, 12)
    (team,) = await open_teams(pool, tenant, members[:1])
    async with make_engine(pool, tenant, PROGRAM) as engine:
        found = await ask(engine, [join(member, team) for member in members[1:4]])
        assert found == [("ok", False), ("ok", False), ("group-buy-held", True)]
        # a caller who comes again under the same key has the seat all the same
        assert await ask(engine, [join(members[1], team)]) == [("ok", False)]
        # the seat of one who leaves is there at once for the process that saw it
        left = Event("group_buy.leave_team", members[2], "leave", 0, {"team": team})
        found = await ask(engine, [left, join(members[5], team), join(members[6], team)])
        assert found == [("ok", False), ("ok", False), ("group-buy-held", True)]
        paid = [pay(member, "pay") for member in (members[1], members[5])]
        assert [said for said, _ in await ask(engine, [*paid, join(members[7], team)])] == [
            "ok",
            "ok",
            "group-buy-full",
        ]


async def test_who_is_held_out_is_not_refused_as_sold_out(database: TestDatabase, pool: Pool) -> None:
    tenant, members = await make_members(database.owner_dsn, database.dsn, 40)
    async with make_engine(pool, tenant, SALE, clock=lambda: NOON) as engine:
        found = await ask(
            engine, [Event("flash_sale.reserve", member, "r", 0, {"activity": "ten"}) for member in members]
        )
        again = await ask(
            engine, [Event("flash_sale.reserve", member, "s", 0, {"activity": "ten"}) for member in members]
        )
    unknown = [place for place, (reason, _) in enumerate(found) if reason == "activity-unknown"]
    assert Counter(reason for reason, _ in found) == {
        "ok": 1, "activity-unknown": len(unknown), "flash-sale-all-held": 39 - len(unknown),
    }  # fmt: skip
    assert 5 < len(unknown) < 30
    assert not any(early for place in unknown for _, early in (found[place], again[place]))
    assert [place for place, (reason, _) in enumerate(again) if reason == "activity-unknown"] == unknown
