"""Whose act it is: only the member's own move when they were last active."""

from __future__ import annotations

from liuke.engine.memory import MemoryEngine
from liuke.features import DOMAINS, compile_program
from liuke.kernel.clock import DAY_US

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


def test_every_type_says_whose_act_it_is() -> None:
    types = [event for domain in DOMAINS for event in domain.event_types]
    merchants = {event.name for event in types if event.actor == "merchant"}
    assert merchants == {
        "coupon.revoke", "mall.fulfil", "member.update", "payout.done", "payout.failed", "payout.give_up",
        "payout.lapsed", "payout.retry", "points.adjust", "points.earn", "points.freeze", "points.unfreeze",
        "waiting.dismiss",
    }  # fmt: skip
    assert {event.actor for event in types if event.origin in {"derived", "timer"}} == {"system"}
