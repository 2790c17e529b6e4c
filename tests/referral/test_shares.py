"""What shares earn: never a visit, once for each visit that was followed, within a limit, and back with the order."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from liuke.decision.event import Event
from liuke.engine.memory import MemoryEngine
from liuke.features import compile_program
from liuke.kernel.errors import Refused
from liuke.referral.contracts import FOLLOWED, REFERRAL, UNFOLLOWED, ReferralBook
from tests.golden_runner import build_engine
from tests.ledger.check import assert_clean
from tests.races.process import two_processes
from tests.server import TestDatabase
from tests.support_shop import MINUTE, T0
from tests.world import make_engine, make_members, make_pool, wallets

POINTS: dict[str, Any] = {"kind": "asset", "asset": "points", "amount": 3}
PROGRAM: dict[str, Any] = {
    "id": "x", "name": "X", "referral": {"enabled": True, "share": {"rewards": [POINTS], "max_per_day": 5}},
}  # fmt: skip


def play(*members: int, **terms: Any) -> tuple[MemoryEngine, dict[int, str]]:
    made = build_engine({"referral": {"enabled": True, "share": {"rewards": [POINTS], "max_per_day": 2, **terms}}})
    for member in members:
        made.register(member, T0)
    return made, {one: made.send("referral.code", one, "code", T0).result["code"] for one in members}


STEPS = st.lists(
    st.tuples(st.sampled_from(["open", "buy", "refund", "deliver"]), st.integers(1, 4), st.integers(1, 4)), max_size=30
)


@given(STEPS)
@settings(max_examples=40, deadline=None)
def test_who_shares_has_what_friends_did_and_did_not_give_back(steps: list[tuple[str, int, int]]) -> None:
    made, codes = play(1, 2, 3, 4)
    for number, (act, member, which) in enumerate(steps):
        key, order = f"k{number}", f"{member}-{which}"
        try:
            if act == "open":
                made.send("share.open", member, key, T0, code=codes[which])
            elif act == "buy":
                made.send("order.paid", member, key, T0, order_id=order, amount_cents=100)
            elif act == "refund":
                made.send("order.refunded", member, key, T0, order_id=order, refund_id=order, full=True)
            else:
                made.deliver()
        except Refused:
            continue
    made.deliver()
    for member in (1, 2, 3, 4):
        records = made.members[member].records
        undone = {key for kind, key in records if kind == UNFOLLOWED}
        standing = [one for (kind, key), one in records.items() if kind == FOLLOWED and key not in undone]
        paid = sum(one["paid"] for one in standing)
        assert made.balance(member) == 3 * paid
        assert paid <= 2
        # two friends were there before a third was left out
        assert paid == 2 or not [one for one in standing if not one["paid"]] or undone


def test_two_who_are_one_do_not_follow_their_own_share() -> None:
    made, codes = play(1, 2, 3)
    made.send("share.open", 2, "a", T0, code=codes[1])
    made.send("share.open", 2, "b", T0, code=codes[3])
    made.merge(1, 2, T0 + MINUTE)
    made.send("order.paid", 1, "p", T0 + MINUTE, order_id="o", amount_cents=100)
    made.deliver()
    assert (made.balance(1), made.balance(3)) == (0, 3)
    made.split(1, 2, T0 + 2 * MINUTE)
    # what was followed as one is followed; the visit of the other's share waits for an act as before
    assert [one.sharer for one in made.state(2).read(REFERRAL, ReferralBook).visits] == [1]
    made.send("order.paid", 2, "p", T0 + 2 * MINUTE, order_id="o2", amount_cents=100)
    made.deliver()
    assert (made.balance(1), made.balance(3)) == (3, 3)


def test_an_edit_in_mid_play_asks_for_the_new_act_and_keeps_the_time() -> None:
    made, codes = play(1, 2)
    made.send("share.open", 2, "a", T0, code=codes[1])
    other = {"enabled": True, "share": {"rewards": [POINTS], "act": {"on": "review.posted", "within_days": 1}}}
    made.program = compile_program({"id": "x", "name": "x", "referral": other})
    made.send("order.paid", 2, "p", T0 + MINUTE, order_id="o", amount_cents=100)
    made.send("review.posted", 2, "r", T0 + 5 * 24 * 60 * MINUTE)
    made.deliver()
    assert made.balance(1) == 3


async def test_friends_from_two_processes_earn_within_the_limit(database: TestDatabase) -> None:
    pool = await make_pool(database.dsn)
    tenant, members = await make_members(database.owner_dsn, database.dsn, 65)
    async with make_engine(pool, tenant, PROGRAM) as engine:
        outcome = await engine.submit(Event("referral.code", members[64], "code", 0, {}))
    assert outcome.decision is not None
    code = outcome.decision.result["code"]
    for type_, data in (("share.open", {"code": code}), ("order.paid", {"amount_cents": 100})):
        events = [
            Event(type_, one, type_, 0, data | ({"order_id": f"o{one}"} if type_ == "order.paid" else {}))
            for one in members[:64]
        ]
        assert await two_processes(database.dsn, tenant, PROGRAM, events) == {"ok": 64}
    async with make_engine(pool, tenant, PROGRAM) as engine:
        while await engine.deliver(limit=512):
            pass
    assert (await wallets(pool, tenant))[members[64], "points"][0] == 15
    await assert_clean(database.dsn, tenant)
    await pool.close()
