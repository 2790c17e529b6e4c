"""Whose act it is: only the member's own move when they were last active."""

from __future__ import annotations

from typing import Any

from liuke.decision.event import Event
from liuke.engine.batch import submission
from liuke.engine.memory import MemoryEngine
from liuke.features import DOMAINS, compile_program
from liuke.kernel.clock import DAY_US
from liuke.reports import rollup
from tests.server import TestDatabase
from tests.world import T, make_engine, make_members, make_pool, program, rows

GROWTH = {"id": "growth", "name": "growth", "spendable": False, "lots": False, "expiry": {"kind": "never"}}
JOINED_US = 1_800_000_000_000_000


def test_what_the_merchant_does_is_no_sign_of_life() -> None:
    engine = MemoryEngine(compile_program({"id": "shop", "name": "shop"}))
    engine.register(1, JOINED_US)
    for number, (type_, data) in enumerate(
        [
            ("points.earn", {"asset": "points", "amount": 50}),
            ("points.freeze", {"asset": "points", "hold_id": "h", "reason": "looked into", "actor": "key:1"}),
            ("points.unfreeze", {"hold_id": "h", "reason": "cleared", "actor": "key:1"}),
            ("member.update", {"profile": {"city": "Xiamen"}}),
        ]
    ):
        engine.send(type_, 1, type_, JOINED_US + (number + 1) * DAY_US, **data)
        assert engine.state(1).last_active_us == JOINED_US
    engine.send("points.spend", 1, "spend", JOINED_US + 9 * DAY_US, asset="points", amount=5)
    assert engine.state(1).last_active_us == JOINED_US + 9 * DAY_US


def test_a_gift_is_the_givers_act_alone() -> None:
    engine = MemoryEngine(
        compile_program(
            {"id": "shop", "name": "shop", "assets": [{"id": "points", "name": "points", "giftable": True}, GROWTH]}
        )
    )
    for member in (1, 2):
        engine.register(member, JOINED_US)
    engine.send("points.earn", 1, "e", JOINED_US, asset="points", amount=50)
    engine.send("points.gift", 1, "g", JOINED_US + DAY_US, asset="points", amount=5, to_member=2)
    assert engine.deliver() == 1
    assert [engine.state(member).last_active_us for member in (1, 2)] == [JOINED_US + DAY_US, JOINED_US]


def shown(state: tuple[Any, ...]) -> dict[str, Any]:
    last_active_us, timers = state
    return {"last_active_us": last_active_us, **{name: timers[name] for name in ("tier:inactivity", "lots:points")}}


async def test_everybody_who_asks_has_the_same_definition(database: TestDatabase) -> None:
    """Last active, active members of the overview, stages of tiers, expiry by inactivity: moved by the same acts."""
    document = program(
        points={
            "giftable": True, "expiry": {"kind": "inactivity", "months": 0, "days": 40}, "remind_days": [],
        },
        tiers={"ladder": [{"id": "basic", "name": "b"}], "inactivity": [{"after_days": 30, "action": "lose_benefits"}]},
    )  # fmt: skip
    tenant, (a, b) = await make_members(database.owner_dsn, database.dsn, 2)
    pool, now = await make_pool(database.dsn, 2), [T]
    engine = make_engine(pool, tenant, document, clock=lambda: now[0])
    calendar = compile_program(document).calendar

    async def send(member: int, type_: str, **data: Any) -> None:
        now[0] += DAY_US
        event = Event(type_, member, f"{type_}{now[0]}", 0, data)
        (outcome,) = await engine.process([submission(event)])
        assert outcome.error is None, outcome.error

    async def look() -> tuple[dict[str, Any], dict[str, Any], list[tuple[int, int]]]:
        """Both members, and the days on which more or fewer were active in the seven days before, since the first."""
        async with rollup.reading(pool, tenant) as connection:
            active = await rollup.read_days(connection, tenant, ["active"])
        state = "SELECT last_active_us, doc->'timers' FROM member_state ORDER BY member_id"
        one, other = await rows(pool, tenant, state)
        first = calendar.local_day(T)
        return shown(one), shown(other), [(s.day - first, s.count) for s in active if s.keys[0] == "7"]

    for member in (a, b):
        await send(member, "app.opened")
        await send(member, "points.earn", asset="points", amount=50)
    before = await look()
    assert [one["last_active_us"] for one in before[:2]] == [T + DAY_US, T + 3 * DAY_US]
    assert before[2] == [(1, 1), (3, 1), (8, -1), (10, -1)]
    asked = {"reason": "r", "actor": "key:1"}
    await send(a, "points.adjust", asset="points", amount=5, approved_by="key:2", **asked)
    await send(a, "points.freeze", asset="points", amount=5, hold_id="h", **asked)
    await send(a, "points.unfreeze", hold_id="h", **asked)
    await send(a, "campaign.received", campaign="spring")
    assert await look() == before
    # a gift is the act of who gives it: the offer is nothing that the other did
    await send(b, "points.gift", asset="points", amount=5, to_member=a)
    while await engine.deliver():
        pass
    one, other, days = await look()
    assert one == before[0]
    assert other["last_active_us"] == now[0]
    assert all(other[name] > before[1][name] for name in other if name != "tier:inactivity")
    assert (now[0] - T) // DAY_US == 9
    assert days == [(1, 1), (3, 1), (8, -1), (16, -1)]
    await pool.close()


def test_every_type_says_whose_act_it_is() -> None:
    types = [event for domain in DOMAINS for event in domain.event_types]
    merchants = {event.name for event in types if event.actor == "merchant"}
    assert merchants == {
        "campaign.received", "consent.set", "coupon.revoke", "giving.give", "giving.take_back", "mall.fulfil",
        "mall.send",
        "member.freeze", "member.label", "member.unfreeze", "member.update",
        "offer.received", "offer.send", "order.move", "payout.done",
        "payout.failed", "payout.give_up", "payout.lapsed", "payout.retry", "points.adjust", "points.earn",
        "points.freeze", "points.unfreeze", "post.adopt", "post.decide", "post.unadopt",
        "prize.forfeit", "prize.hand_over", "prize.replace", "prize.send",
        "review.decide", "review.undo",
        "sign_up.attend", "tier.assign", "tier.unassign", "waiting.dismiss",
    }  # fmt: skip
    assert {event.actor for event in types if event.origin in {"derived", "timer"}} == {"system"}
