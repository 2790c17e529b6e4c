"""The named postings, case by case, over memory: exact legs, lots and balances."""

from __future__ import annotations

from typing import Any

import pytest

from liuke.decision.effects import Emit, Post
from liuke.engine.memory import MemoryEngine
from liuke.features import DOMAINS, compile_program
from liuke.kernel.clock import DAY_US
from liuke.kernel.errors import Refused
from tests.ledger.test_stateful import SHOP
from tests.world import T, program

A = 1
FAR = T + 300 * DAY_US


def make(**points: Any) -> MemoryEngine:
    engine = MemoryEngine(compile_program(program(points={"remind_days": [], **points}), domains=(*DOMAINS, SHOP)))
    engine.register(A, T)
    return engine


def wallet(engine: MemoryEngine) -> tuple[int, int, int, int, int]:
    found = engine.state(A).wallet("points")
    return found.available, found.pending, found.held, found.frozen, found.debt


def lots(engine: MemoryEngine) -> list[tuple[int, int]]:
    """Expiry in days from T and what remains, of all lots in the order they were made."""
    every = sorted(engine.members[A].lots.items())
    return [((lot.expires_us - T) // DAY_US, lot.remaining) for _, lot in every]


def legs(engine: MemoryEngine, key: str) -> list[tuple[str, int, str, str]]:
    """Kind, amount, source, target of each posting of one operation."""
    decision = next(d for _, d in engine.decisions if d.key == key)
    return [(e.kind, e.amount, e.source, e.target) for e in decision.effects if isinstance(e, Post)]


def earn(engine: MemoryEngine, key: str, amount: int, days: int = 300, t_us: int = T, **data: Any) -> None:
    engine.send("points.earn", A, key, t_us, asset="points", amount=amount, expires_us=T + days * DAY_US, **data)


def spend(engine: MemoryEngine, key: str, amount: int, t_us: int = T) -> int:
    return int(engine.send("points.spend", A, key, t_us, asset="points", amount=amount).result["seq"])


def refund(engine: MemoryEngine, key: str, seq: int, amount: int, t_us: int = T) -> None:
    engine.send("points.refund", A, key, t_us, asset="points", seq=seq, amount=amount)


def buy(engine: MemoryEngine, key: str, amount: int, settles_us: int = 0) -> None:
    engine.send("test.buy", A, key, T, amount=amount, settles_us=settles_us, expires_us=FAR)


def give_back(engine: MemoryEngine, key: str, order: str, amount: int) -> None:
    engine.send("test.return", A, key, T, order=order, amount=amount)


def test_earliest_expiry_burns_first_and_a_partial_refund_returns_the_latest() -> None:
    engine = make()
    earn(engine, "late", 10, 30)
    earn(engine, "early", 10, 10)
    earn(engine, "middle", 10, 20)
    seq = spend(engine, "s", 25)
    assert lots(engine) == [(30, 5), (10, 0), (20, 0)]
    refund(engine, "r1", seq, 7)
    assert lots(engine) == [(30, 10), (10, 0), (20, 2)]
    refund(engine, "r2", seq, 18)
    assert lots(engine) == [(30, 10), (10, 10), (20, 10)]
    with pytest.raises(Refused, match="0 points are left"):
        refund(engine, "r3", seq, 1)
    assert legs(engine, "r2") == [("refund", 18, "redemption", "available")]
    assert wallet(engine) == (30, 0, 0, 0, 0)


def test_a_refund_to_an_expired_lot_gets_the_grace() -> None:
    engine = make(refund_grace_days=5)
    earn(engine, "e", 10, 10)
    seq = spend(engine, "s", 8)
    engine.advance(T + 12 * DAY_US)
    assert wallet(engine) == (0, 0, 0, 0, 0)
    refund(engine, "r", seq, 3, T + 12 * DAY_US)
    assert (wallet(engine)[0], lots(engine)) == (3, [(17, 3)])
    refund(engine, "r2", seq, 3, T + 14 * DAY_US)
    assert lots(engine) == [(17, 6)]
    engine.advance(T + 17 * DAY_US)
    assert (wallet(engine)[0], lots(engine)) == (0, [(17, 0)])
    # what expired cannot be refunded, whatever number is named
    expired = engine.state(A).wallet("points").seq
    with pytest.raises(Refused) as caught:
        refund(engine, "r3", expired, 1, T + 17 * DAY_US)
    assert caught.value.reason == "not-a-spend"


@pytest.mark.parametrize("how", ["by the clock", "points.release"])
def test_a_hold_keeps_points_over_their_expiry_and_gives_them_no_grace(how: str) -> None:
    engine = make(refund_grace_days=5)
    earn(engine, "e", 10, 10)
    earn(engine, "f", 4, 40)
    engine.send("points.hold", A, "h", T, asset="points", amount=12, hold_id="h", expires_us=T + 20 * DAY_US)
    engine.advance(T + 15 * DAY_US)
    assert wallet(engine) == (2, 0, 12, 0, 0)
    if how == "by the clock":
        engine.advance(T + 20 * DAY_US)
    else:
        engine.send("points.release", A, "r", T + 16 * DAY_US, hold_id="h")
    assert (wallet(engine), lots(engine)) == ((4, 0, 0, 0, 0), [(10, 0), (40, 4)])
    made = [effect for _, decision in engine.decisions[-1:] for effect in decision.effects]
    assert [effect.kind for effect in made if isinstance(effect, Post)] == ["release", "expire"]
    assert [effect.data for effect in made if isinstance(effect, Emit) and effect.type == "points.expired"] == [
        {"asset": "points", "amount": 10, "lots": 1}
    ]


def test_a_hold_whose_lot_was_given_a_grace_ends_within_it() -> None:
    engine = make(refund_grace_days=5)
    earn(engine, "e", 10, 10)
    seq = spend(engine, "s", 4)
    engine.send("points.hold", A, "h", T, asset="points", amount=6, hold_id="h")
    refund(engine, "b", seq, 4, T + 11 * DAY_US)
    engine.send("points.release", A, "r", T + 12 * DAY_US, hold_id="h")
    assert (wallet(engine), lots(engine)) == ((10, 0, 0, 0, 0), [(16, 10)])


@pytest.mark.parametrize(("share", "repaid"), [(10_000, 61), (5_000, 30), (3_333, 20), (100, 0)])
def test_debt_is_repaid_out_of_later_earnings(share: int, repaid: int) -> None:
    engine = make(debt={"policy": "debt", "repay_bps": share})
    buy(engine, "o", 100)
    spend(engine, "s", 70)
    give_back(engine, "b", "o", 100)
    assert wallet(engine) == (0, 0, 0, 0, 70)
    assert legs(engine, "b") == [("reverse", 30, "available", "issuance"), ("reverse", 70, "debt", "issuance")]
    earn(engine, "e", 61)
    # at most the share: 30.5 of 61 are 30, and a hundredth of it is nothing
    repay = [("repay", repaid, "available", "debt")] if repaid else []
    assert legs(engine, "e") == [("earn", 61, "issuance", "available"), *repay]
    assert wallet(engine) == (61 - repaid, 0, 0, 0, 70 - repaid)
    earn(engine, "e2", 10_000)
    more = min(70 - repaid, share)
    assert wallet(engine) == (61 - repaid + 10_000 - more, 0, 0, 0, 70 - repaid - more)


def test_negative_balances_stand_before_every_spending() -> None:
    engine = make(debt={"policy": "negative"})
    buy(engine, "o", 100)
    seq = spend(engine, "s", 100)
    give_back(engine, "b", "o", 40)
    assert engine.balance(A) == -40
    refund(engine, "r", seq, 50)
    # of what comes back the debt is repaid at once
    assert (engine.balance(A), wallet(engine)) == (10, (10, 0, 0, 0, 0))
    with pytest.raises(Refused) as caught:
        spend(engine, "s2", 11)
    assert caught.value.extra["available"] == 10
    seq = spend(engine, "s3", 10)
    give_back(engine, "b2", "o", 60)
    assert engine.balance(A) == -60
    with pytest.raises(Refused) as caught:
        spend(engine, "s4", 1)
    assert caught.value.extra["available"] == 0
    earn(engine, "e", 15)
    assert wallet(engine) == (0, 0, 0, 0, 45)
    refund(engine, "r2", seq, 10)
    assert wallet(engine) == (0, 0, 0, 0, 35)


def test_clamp_writes_off_what_is_missing() -> None:
    engine = make(debt={"policy": "clamp"})
    buy(engine, "o", 100)
    spend(engine, "s", 90)
    give_back(engine, "b", "o", 60)
    assert legs(engine, "b") == [("reverse", 10, "available", "issuance"), ("write_off", 50, "loss", "issuance")]
    assert wallet(engine) == (0, 0, 0, 0, 0)
    assert engine.state(A).wallet("points").earned == 40
    earn(engine, "e", 5)
    assert wallet(engine) == (5, 0, 0, 0, 0)


def test_the_orders_own_lot_is_taken_back_first() -> None:
    engine = make()
    earn(engine, "e", 50, 5)
    buy(engine, "o", 50)
    give_back(engine, "b", "o", 30)
    assert lots(engine) == [(5, 50), (300, 20)]
    spend(engine, "s", 60)
    give_back(engine, "b2", "o", 20)
    assert (lots(engine), wallet(engine)) == ([(5, 0), (300, 0)], (0, 0, 0, 0, 10))


def test_pending_points_are_taken_back_before_they_settle() -> None:
    engine = make()
    buy(engine, "o", 50, T + 7 * DAY_US)
    earn(engine, "e", 5)
    assert wallet(engine) == (5, 50, 0, 0, 0)
    with pytest.raises(Refused):
        spend(engine, "s", 6)
    give_back(engine, "b", "o", 20)
    assert (legs(engine, "b"), wallet(engine)) == ([("reverse", 20, "pending", "issuance")], (5, 30, 0, 0, 0))
    engine.advance(T + 7 * DAY_US)
    assert wallet(engine) == (35, 0, 0, 0, 0)
    give_back(engine, "b2", "o", 30)
    assert wallet(engine) == (5, 0, 0, 0, 0)
    buy(engine, "o2", 10, T + 9 * DAY_US)
    give_back(engine, "b3", "o2", 10)
    engine.advance(T + 9 * DAY_US)
    assert (wallet(engine), engine.state(A).timers.get("settle:points")) == ((5, 0, 0, 0, 0), None)


def test_settling_repays_debt() -> None:
    engine = make()
    buy(engine, "o", 20)
    spend(engine, "s", 20)
    give_back(engine, "b", "o", 20)
    buy(engine, "o2", 50, T + DAY_US)
    assert wallet(engine) == (0, 50, 0, 0, 20)
    engine.advance(T + DAY_US)
    assert wallet(engine) == (30, 0, 0, 0, 0)


def test_a_committed_hold_is_refunded_to_its_lots_and_an_open_one_is_not() -> None:
    engine = make()
    earn(engine, "e", 10, 10)
    earn(engine, "f", 10, 20)
    made = engine.send("points.hold", A, "h", T, asset="points", amount=15, hold_id="h")
    with pytest.raises(Refused) as caught:
        refund(engine, "r", made.result["seq"], 1)
    assert caught.value.reason == "hold-open"
    engine.send("points.commit", A, "c", T, hold_id="h")
    refund(engine, "r", made.result["seq"], 6)
    assert (lots(engine), wallet(engine)) == ([(10, 1), (20, 10)], (11, 0, 0, 0, 0))
    other = engine.send("points.hold", A, "h2", T, asset="points", amount=5, hold_id="h2")
    engine.send("points.release", A, "c2", T, hold_id="h2")
    with pytest.raises(Refused) as caught:
        refund(engine, "r2", other.result["seq"], 1)
    assert caught.value.reason == "refund-exceeds-spend"


def test_every_lot_expires_at_its_first_instant_and_in_one_run() -> None:
    engine = make()
    for i, days in enumerate((3, 1, 2, 2)):
        earn(engine, f"e{i}", 10, days)
    spend(engine, "s", 5)
    engine.advance(T + DAY_US - 1)
    assert wallet(engine)[0] == 35
    engine.advance(T + DAY_US)
    assert wallet(engine)[0] == 30
    engine.advance(T + 5 * DAY_US)
    assert wallet(engine) == (0, 0, 0, 0, 0)
    facts = [
        effect.data
        for _, d in engine.decisions
        for effect in d.effects
        if getattr(effect, "type", "") == "points.expired"
    ]
    assert [(fact["amount"], fact["lots"]) for fact in facts] == [(5, 1), (20, 2), (10, 1)]
    assert engine.state(A).timers == {}


def test_growth_is_not_spent_and_takes_back_without_lots() -> None:
    engine = make()
    engine.send("points.earn", A, "g", T, asset="growth", amount=10)
    with pytest.raises(Refused) as caught:
        engine.send("points.spend", A, "s", T, asset="growth", amount=1)
    assert caught.value.reason == "not-spendable"
    assert engine.balance(A, "growth") == 10
    assert not [seq for asset, seq in engine.members[A].lots if asset == "growth"]
