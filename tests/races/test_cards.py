"""Cards under many callers from two processes, each on one place or one offer."""

from __future__ import annotations

from typing import Any

from liuke.db.contracts import Pool
from liuke.decision.domain import Evidence
from liuke.decision.event import Event
from liuke.engine.batch import submission
from liuke.features import DOMAINS
from liuke.kernel.ids import derive_id
from liuke.publishing.programs import Programs
from tests.ledger.check import assert_clean
from tests.races.process import two_processes
from tests.server import TestDatabase
from tests.world import make_engine, make_members, rows

PROGRAM: dict[str, Any] = {
    "id": "x", "name": "X", "calendar": {"time_zone": "Asia/Shanghai"},
    "activities": [{
        "kind": "cards", "id": "luck", "name": "luck", "wild": "any", "window": {"to": "2089-12-31"},
        "cards": [{"id": "a", "name": "a", "weight": 1, "stock": 100}, {"id": "any", "name": "any", "weight": 0}],
        "drops": [{"id": "open", "on": "app.opened", "count": 2, "per_day": 2}],
        "exchange": {"friends": False}, "jackpot": {"asset": "points", "amount": 1_001},
    }],
}  # fmt: skip
CARDS = """
SELECT sum((doc->'slots'->'activity_cards'->'docs'->'luck'->0->>'a')::int)::int FROM member_state WHERE member_id > 0
"""
OFFERS = "SELECT doc->>'status', count(*)::int FROM shared WHERE kind = 'cards_offer' GROUP BY 1 ORDER BY 1"
POT = "SELECT doc->>'status', (doc->>'numbers')::int, (doc->>'paid')::int FROM shared WHERE kind = 'cards_jackpot'"


async def deliver(pool: Pool, tenant: int) -> None:
    async with make_engine(pool, tenant, PROGRAM) as engine:
        while await engine.deliver(limit=512):
            pass


async def test_64_members_from_two_processes(database: TestDatabase, pool: Pool) -> None:
    tenant, members = await make_members(database.owner_dsn, database.dsn, 64)
    await Programs(pool, tenant, domains=DOMAINS).publish(
        PROGRAM, actor="t", force_warnings=True, evidence=Evidence()
    )  # fmt: skip
    # a hundred cards for who asks for twice as many
    opened = [Event("app.opened", member, "open", 0, {}) for member in members]
    assert await two_processes(database.dsn, tenant, PROGRAM, opened) == {"ok": 64}
    assert await rows(pool, tenant, CARDS) == [(100,)]
    rich = [row[0] for row in await rows(pool, tenant, CARDS_OF, 2)]
    others = [member for member in members if member not in rich]
    # each gives one away; the other takes it twice at once while the first calls it back
    pairs = list(zip(rich, [*others, *reversed(others)], strict=False))
    async with make_engine(pool, tenant, PROGRAM) as engine:
        work = [
            submission(Event("cards.give_card", one, "g", 0, {"to_member": two, "card": "a"})) for one, two in pairs
        ]
        assert [outcome.error for outcome in await engine.process(work)] == [None] * len(pairs)
    ref = {one: str(derive_id(one, "g", 1)) for one, _ in pairs}
    acts = [
        act
        for one, two in pairs
        for act in (
            Event("cards.take_offer", two, f"t{one}", 0, {"ref": ref[one]}),
            Event("cards.recall_offer", one, "r", 0, {"ref": ref[one]}),
            Event("cards.take_offer", two, f"u{one}", 0, {"ref": ref[one]}),
        )
    ]
    assert await two_processes(database.dsn, tenant, PROGRAM, acts) == {
        "ok": len(pairs), "cards-offer-over": 2 * len(pairs),
    }  # fmt: skip
    await deliver(pool, tenant)
    assert sum(count for _, count in await rows(pool, tenant, OFFERS)) == len(pairs)
    assert await rows(pool, tenant, CARDS) == [(100,)]
    sets = [Event("cards.finish_set", row[0], "f", 0, {}) for row in await rows(pool, tenant, CARDS_OF, 1)]
    assert await two_processes(database.dsn, tenant, PROGRAM, sets) == {"ok": len(sets)}
    assert await rows(pool, tenant, CARDS) == [(100 - len(sets),)]
    assert await rows(pool, tenant, POT) == [("open", len(sets), 0)]
    await assert_clean(database.dsn, tenant)


CARDS_OF = """
SELECT member_id FROM member_state
WHERE member_id > 0 AND (doc->'slots'->'activity_cards'->'docs'->'luck'->0->>'a')::int >= $1 ORDER BY member_id
"""
