"""Any history of two members: merged, every law holds and every sum is the sum of both; undone, all is as it was."""

from __future__ import annotations

import random
from typing import Any

import msgspec
import pytest

from liuke.db.contracts import Pool
from liuke.decision.event import Event
from liuke.engine.batch import submission
from liuke.engine.pairing import ValueSpent
from liuke.features import compile_program
from liuke.kernel.clock import DAY_US
from liuke.kernel.errors import Refused
from liuke.merging.service import Merged, merge, undo
from tests.merchant import Merchant, open_merchant
from tests.merging.test_merging import WHOLE
from tests.server import TestDatabase

PAIRS = 12
# nothing is handed out by the merge itself, so that sums are sums
PLAIN = {**WHOLE, "tiers": {"ladder": [{"id": "silver", "name": "silver"}, {
    "id": "gold", "name": "gold", "entry": {"dimension": "spent", "at_least": 30_000},
}]}}  # fmt: skip

# what orders bring goes back with them, also what is handed out for several of them together
BACK = {**PLAIN, "refunds": {"rewards": "take_back"}, "activities": [
    *WHOLE["activities"],
    {"kind": "milestone", "id": "orders", "name": "orders", "on": ["order.paid"], "restart": True,
     "steps": [{"at": 2, "rewards": [{"kind": "asset", "amount": 4}]}]},
    {"kind": "milestone", "id": "buying", "name": "buying", "on": ["order.paid"], "once_a_day": True,
     "steps": [{"at": 3, "rewards": [{"kind": "coupon", "batch": "five"}]}]},
    {"kind": "task", "id": "week", "name": "week", "cadence": "weekly", "rewards": [{"kind": "asset", "amount": 30}],
     "steps": [{"on": ["order.paid"], "measure": "sum", "field": "amount_cents", "target": 15_000}]},
    {"kind": "task", "id": "days", "name": "days", "cadence": "monthly", "rewards": [{"kind": "asset", "amount": 6}],
     "steps": [{"on": ["order.paid"], "measure": "consecutive_days", "target": 2}]},
]}  # fmt: skip


class Acts:
    """Random acts of one member, of whom only what was really done is remembered."""

    def __init__(self, dice: random.Random, member: int) -> None:
        self.dice, self.member, self.n = dice, member, 0
        self.orders: list[str] = []
        self.holds: list[str] = []

    def draw(self) -> Event:
        self.n += 1
        type_, data = self._choose()
        return Event(type_, self.member, f"act-{self.member}-{self.n}", 0, data)

    def _choose(self) -> tuple[str, dict[str, Any]]:
        dice, name = self.dice, f"{self.member}-{self.n}"
        match dice.randrange(14):
            case 0 | 1 | 2:
                self.orders.append(name)
                cents = dice.randrange(100, 20_000)
                line = {"id": "1", "sku": "tea", "quantity": 1, "unit_cents": cents, "paid_cents": cents}
                return "order.paid", {"order_id": name, "amount_cents": cents, "lines": [line]}
            case 3 if self.orders:
                return "order.refunded", {"order_id": dice.choice(self.orders), "full": True}
            case 4 if self.orders:
                return "order.refunded", {
                    "order_id": dice.choice(self.orders), "amount_cents": dice.randrange(1, 2_000), "refund_id": name,
                }  # fmt: skip
            case 5:
                return "points.spend", {"asset": "points", "amount": dice.randrange(1, 60)}
            case 6:
                self.holds.append(name)
                return "points.hold", {"asset": "points", "amount": dice.randrange(1, 40), "hold_id": name}
            case 7 if self.holds:
                return dice.choice(("points.commit", "points.release")), {"hold_id": dice.choice(self.holds)}
            case 8:
                return "coupon.claim", {"batch": "five"}
            case 9:
                return "benefit.redeem", {"benefit": "lounge"}
            case 10:
                return "mall.redeem", {"item": "pin", "quantity": 1}
            case 11:
                return "check_in.do", {"activity": "daily"}
            case 12:
                return "review.posted", {"order_id": name}
            case _:
                return "share.opened", {}


async def act(shop: Merchant, acts: list[Acts], rounds: int) -> None:
    for _ in range(rounds):
        shop.now_us += DAY_US // 3
        outcomes = await shop.engine().process([submission(one.draw()) for one in acts])
        assert {type(outcome.error) for outcome in outcomes} <= {type(None), Refused}


async def figures(shop: Merchant) -> dict[int, tuple[Any, ...]]:
    """Member → all that adds up."""
    found = await shop.rows(
        """
        SELECT m.member_id,
            coalesce((SELECT sum(w.available - w.debt + w.pending + w.held) FROM wallet w
                      WHERE w.member_id = m.member_id), 0)::int,
            coalesce((SELECT sum(w.earned) FROM wallet w WHERE w.member_id = m.member_id), 0)::int,
            (SELECT count(*) FROM coupon c WHERE c.member_id = m.member_id)::int,
            coalesce((m.doc->'slots'->'counters'->>'orders')::int, 0),
            coalesce((m.doc->'slots'->'counters'->'counters'->'spent'->>0)::int, 0),
            coalesce((m.doc->'slots'->'stamp_cards'->'stamps'->>'cup')::int, 0)
        FROM member_state m WHERE m.member_id > 0 ORDER BY 1
        """
    )
    return {row[0]: tuple(row[1:]) for row in found}


async def whole(shop: Merchant) -> list[tuple[Any, ...]]:
    """Balances, lots, holds, coupons, uses and tiers of everybody."""
    found = list[tuple[Any, ...]]()
    for sql in (
        "SELECT member_id, asset, available, pending, held, frozen, debt, earned FROM wallet "
        "WHERE (available, held, debt, earned) <> (0, 0, 0, 0) ORDER BY 1, 2",
        "SELECT member_id, asset, seq, remaining, expires_us FROM lot WHERE remaining > 0 ORDER BY 1, 2, 3",
        "SELECT member_id, hold_id, amount FROM hold WHERE status = 'open' ORDER BY 1, 2",
        "SELECT member_id, coupon_id, status FROM coupon ORDER BY 1, 2",
        "SELECT member_id, entitlement_id, used FROM entitlement ORDER BY 1, 2",
        "SELECT member_id, tier FROM member_state WHERE member_id > 0 ORDER BY 1",
        # of what was joined, the days stay known
        "SELECT member_id, doc->'slots'->'counters', doc->'slots'->'caps', "
        "(doc->'slots'->'earning')::jsonb - 'stated', doc->'slots'->'activity_check_in', doc->'slots'->'mall', "
        "doc->'slots'->'savings' FROM member_state WHERE member_id > 0 ORDER BY 1",
    ):
        found += [tuple(map(prune, row)) for row in await shop.rows(sql)]
    for kind in ("milestone", "task"):
        rows = await shop.rows(
            "SELECT member_id, (doc->'slots'->$1->'docs')::text FROM member_state WHERE member_id > 0 ORDER BY 1",
            f"activity_{kind}",
        )
        found += [(member, prune(count_alone(stored))) for member, stored in rows]
    return found


def count_alone(stored: str | None) -> Any:
    """Milestones and tasks without the numbers of what was handed out, which only go up."""
    docs = msgspec.json.decode(stored) if stored else {}
    return {name: doc[:4] if isinstance(doc[0], int) else {
        start: [status, *map(prune, rest[:3])] for start, (status, *rest) in doc[0].items()
    } for name, doc in docs.items()}  # fmt: skip


def prune(value: Any) -> Any:
    """Without what says nothing: a document that was opened and holds nothing is none."""
    if isinstance(value, dict):
        kept = {name: found for name, one in value.items() if (found := prune(one)) is not None}
        return kept or None
    return None if value in ([], 0, "") else value


@pytest.mark.parametrize(("seed", "program"), [(1, PLAIN), (2, PLAIN), (6, BACK)])
async def test_random_histories(database: TestDatabase, pool: Pool, seed: int, program: dict[str, Any]) -> None:
    dice = random.Random(seed)
    shop = await open_merchant(database, pool, f"random-{seed}", 2 * PAIRS)
    shop.program = compile_program(program)
    acts = [Acts(dice, member) for member in shop.members]
    await act(shop, acts, 25)
    await shop.assert_lawful()
    before, everything = await figures(shop), await whole(shop)
    pairs = list(zip(shop.members[::2], shop.members[1::2], strict=True))
    merged = [await _join(shop, *pair) for pair in pairs]
    await shop.assert_lawful()
    after = await figures(shop)
    for into, other in pairs:
        assert after[into] == tuple(x + y for x, y in zip(before[into], before[other], strict=True)), (into, other)
    for one in merged[::2]:  # some of them are two again at once
        await _part(shop, one)
    await shop.assert_lawful()
    apart = {member for one in merged[::2] for member in (one.into, one.other)}
    now = await whole(shop)
    assert [row for row in now if row[0] in apart] == [row for row in everything if row[0] in apart]
    # life goes on, under whichever name, and once more they are one
    await act(shop, acts, 8)
    await shop.assert_lawful()
    ends = [await _try_part(shop, one) for one in merged[1::2]]
    assert all(end is None or end.extra["spent"] for end in ends)
    await shop.assert_lawful()
    for one in merged[::2]:
        await _join(shop, one.into, one.other)
    await shop.assert_lawful()


async def _join(shop: Merchant, into: int, other: int) -> Merged:
    return await merge(shop.engine(), into, other, reason="the same phone", actor="person:anna")


async def _try_part(shop: Merchant, merged: Merged) -> ValueSpent | None:
    try:
        await _part(shop, merged)
    except ValueSpent as spent:
        return spent
    return None


async def _part(shop: Merchant, merged: Merged) -> Merged:
    return await undo(shop.engine(), merged.into, merged.merge_id, reason="two sisters", actor="person:anna")
