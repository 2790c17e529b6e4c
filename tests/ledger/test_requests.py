"""Requests: exact effects, stable refusal codes, nothing kept after a refusal. Over memory, with the real rules."""

from __future__ import annotations

from typing import Any

import pytest

from liuke.decision.domain import Evidence
from liuke.decision.effects import Message
from liuke.engine.memory import MemoryEngine
from liuke.features import compile_program
from liuke.kernel.clock import DAY_US
from liuke.kernel.errors import InvalidInput, KeyReused, Refused
from liuke.ledger.lint import lint
from tests.world import T, program

A, B = 1, 2
EXCHANGES = [
    {"id": "to_energy", "name": "E", "source": "points", "target": "energy", "give": 100, "get": 3, "min_amount": 200,
     "max_amount": 500, "caps": [{"period": "day", "limit": 600}]},
]  # fmt: skip
POOLS = [{"id": "library", "name": "L", "goal": 50, "min_amount": 5}]


def make(**sections: Any) -> MemoryEngine:
    document = program(points={"giftable": True, "remind_days": [30, 7]}, exchanges=EXCHANGES, pools=POOLS, **sections)
    engine = MemoryEngine(compile_program(document))
    for member in (A, B):
        engine.register(member, T)
    return engine


def wallet(engine: MemoryEngine, member: int, asset: str = "points") -> tuple[int, int, int, int, int]:
    found = engine.state(member).wallet(asset)
    return found.available, found.pending, found.held, found.frozen, found.debt


def refused(engine: MemoryEngine, type_: str, key: str, t_us: int = T + 1, member: int = A, **data: Any) -> str:
    before = engine.state(member).wallets
    with pytest.raises(Refused) as caught:
        engine.send(type_, member, key, t_us, **data)
    assert engine.state(member).wallets == before
    assert key not in engine.members[member].operations
    return caught.value.reason


def messages(engine: MemoryEngine, template: str) -> list[tuple[int, str, dict[str, Any]]]:
    return [
        (member, effect.dedupe, effect.params)
        for member, decision in engine.decisions
        for effect in decision.effects
        if isinstance(effect, Message) and effect.template == template
    ]


def lots(engine: MemoryEngine, member: int) -> list[tuple[int, int, int]]:
    return [
        (lot.amount, lot.remaining, lot.expires_us)
        for (asset, _), lot in sorted(engine.members[member].lots.items())
        if asset == "points"
    ]


# -- adjustments ----------------------------------------------------------------------------------------------------
def test_adjustments() -> None:
    engine = make()
    by = {"asset": "points", "reason": "mistake at the till", "actor": "li"}
    assert engine.send("points.adjust", A, "1", T, amount=1000, **by).result == {"seq": 1, "balance": 1000}
    assert refused(engine, "points.adjust", "2", amount=1001, **by) == "approval-needed"
    assert refused(engine, "points.adjust", "2", amount=-1001, **by) == "approval-needed"
    assert refused(engine, "points.adjust", "2", amount=1001, **by, approved_by="li") == "approval-needed"
    assert refused(engine, "points.adjust", "2", amount=0, **by) == "amount-zero"
    assert refused(engine, "points.adjust", "2", amount=1, asset="points", reason=" ", actor="li") == "reason-missing"
    assert refused(engine, "points.adjust", "2", amount=1, asset="gold", reason="x", actor="li") == "unknown-asset"
    engine.send("points.adjust", A, "3", T + 1, amount=1001, **by, approved_by="wang")
    assert (
        refused(engine, "points.adjust", "4", T + 2, amount=-2002, **by, approved_by="wang") == "insufficient-balance"
    )
    engine.send("points.adjust", A, "4", T + 2, amount=-2001, **by, approved_by="wang")
    assert wallet(engine, A) == (0, 0, 0, 0, 0)
    with pytest.raises(InvalidInput) as wrong:
        engine.send("points.adjust", A, "5", T, amount=1, asset="points", colour="red")
    assert [fault.path for fault in wrong.value.faults] == ["data.reason", "data.actor", "data.colour"]


# -- freezing -------------------------------------------------------------------------------------------------------
def test_freezing() -> None:
    engine = make()
    by = {"reason": "review", "actor": "risk"}
    assert refused(engine, "points.freeze", "0", asset="points", hold_id="f", **by) == "nothing-to-freeze"
    engine.send("points.earn", A, "1", T, asset="points", amount=50)
    engine.send("points.hold", A, "2", T, asset="points", amount=10, hold_id="h")
    frozen = engine.send("points.freeze", A, "3", T, asset="points", hold_id="f", **by)
    assert frozen.result == {"hold_id": "f", "seq": 3, "frozen": 40}
    assert wallet(engine, A) == (0, 0, 10, 40, 0)
    assert refused(engine, "points.spend", "4", asset="points", amount=1) == "insufficient-balance"
    assert refused(engine, "points.release", "4", hold_id="f") == "hold-reserved"
    assert refused(engine, "points.commit", "4", hold_id="f") == "hold-reserved"
    assert refused(engine, "points.unfreeze", "4", hold_id="h", **by) == "not-a-freeze"
    assert refused(engine, "points.refund", "4", asset="points", seq=3, amount=1) == "not-a-spend"
    engine.send("points.unfreeze", A, "5", T, hold_id="f", **by)
    assert wallet(engine, A) == (40, 0, 10, 0, 0)
    assert refused(engine, "points.unfreeze", "6", hold_id="f", **by) == "hold-closed"
    assert refused(engine, "points.hold", "6", asset="points", amount=1, hold_id="x", purpose="gift") == "hold-reserved"


# -- exchanges ------------------------------------------------------------------------------------------------------
def test_exchange() -> None:
    engine = make()
    engine.send("points.earn", A, "1", T, asset="points", amount=1000)
    swap = {"exchange": "to_energy"}
    assert refused(engine, "points.exchange", "2", amount=100, **swap) == "below-minimum"
    assert refused(engine, "points.exchange", "2", amount=600, **swap) == "above-maximum"
    assert refused(engine, "points.exchange", "2", amount=250, **swap) == "exchange-not-whole"
    assert refused(engine, "points.exchange", "2", amount=200, exchange="x") == "unknown-exchange"
    assert engine.send("points.exchange", A, "2", T, amount=500, **swap).result == {"credit": 15, "balance": 15}
    assert refused(engine, "points.exchange", "3", amount=200, **swap) == "capped"
    assert (wallet(engine, A)[0], wallet(engine, A, "energy")[0]) == (500, 15)
    engine.send("points.exchange", A, "4", T + DAY_US, amount=200, **swap)
    assert (wallet(engine, A)[0], wallet(engine, A, "energy")[0]) == (300, 21)
    assert refused(engine, "points.exchange", "5", T + 2 * DAY_US, amount=400, **swap) == "insufficient-balance"
    # what was exchanged is not refunded; energy is spent and refunded without lots
    assert refused(engine, "points.refund", "5", T + 2 * DAY_US, asset="points", seq=2, amount=1) == "not-a-spend"
    spent = engine.send("points.spend", A, "6", T + 2 * DAY_US, asset="energy", amount=20)
    back = {"asset": "energy", "seq": spent.result["seq"]}
    engine.send("points.refund", A, "7", T + 2 * DAY_US, amount=15, **back)
    assert refused(engine, "points.refund", "8", T + 2 * DAY_US, amount=6, **back) == "refund-exceeds-spend"
    assert wallet(engine, A, "energy")[0] == 16


def test_lint_finds_circles_that_gain_and_dangling_ids() -> None:
    def swap(name: str, source: str, target: str, give: int, get: int) -> dict[str, Any]:
        return {"id": name, "name": name, "source": source, "target": target, "give": give, "get": get}

    fair = [swap("a", "points", "energy", 100, 3), swap("b", "energy", "points", 3, 99)]
    assert list(lint(compile_program(program(exchanges=fair)), Evidence())) == []
    bad = [
        swap("a", "points", "energy", 100, 3), swap("b", "energy", "growth", 1, 40),
        swap("c", "growth", "points", 1, 1), swap("a", "points", "gold", 1, 1),
    ]  # fmt: skip
    found = list(
        lint(compile_program(program(exchanges=bad, pools=[{"id": "p", "name": "P", "asset": "x"}])), Evidence())
    )
    assert [(finding.path, finding.code) for finding in found] == [
        ("exchanges.3.target", "dangling-reference"), ("pools.0.asset", "dangling-reference"),
        ("exchanges.0.id", "duplicate-id"), ("exchanges.0", "exchange-gains"), ("exchanges.1", "exchange-gains"),
        ("exchanges.2", "exchange-gains"),
    ]  # fmt: skip
    assert found[3].figures == {"get": 120, "give": 100}
    with pytest.raises(InvalidInput):
        compile_program(program(exchanges=[swap("a", "points", "points", 1, 1)]))


# -- gifts ----------------------------------------------------------------------------------------------------------
def offer(engine: MemoryEngine, amount: int, t_us: int = T + 1, key: str = "g") -> str:
    sent = engine.send("points.gift", A, key, t_us, asset="points", amount=amount, to_member=B, note="enjoy")
    engine.deliver()
    return str(sent.result["gift_id"])


def clearing(engine: MemoryEngine) -> int:
    total = 0
    for _, decision in engine.decisions:
        for effect in decision.effects:
            total += getattr(effect, "amount", 0) * (getattr(effect, "target", "") == "clearing")
            total -= getattr(effect, "amount", 0) * (getattr(effect, "source", "") == "clearing")
    return total


def test_an_accepted_gift_keeps_its_expiries() -> None:
    engine = make()
    engine.send("points.earn", A, "1", T, asset="points", amount=30, expires_us=T + 90 * DAY_US)
    engine.send("points.earn", A, "2", T, asset="points", amount=30, expires_us=T + 60 * DAY_US)
    gift = offer(engine, 40)
    assert (wallet(engine, A), wallet(engine, B)) == ((20, 0, 40, 0, 0), (0, 0, 0, 0, 0))
    assert refused(engine, "points.release", "x", hold_id=f"gift:{gift}") == "hold-reserved"
    engine.send("points.accept_gift", B, "a", T + 2, gift_id=gift)
    # nothing has moved until the giver's side has heard of it
    assert (wallet(engine, A), wallet(engine, B)) == ((20, 0, 40, 0, 0), (0, 0, 0, 0, 0))
    engine.deliver()
    assert (wallet(engine, A), wallet(engine, B)) == ((20, 0, 0, 0, 0), (40, 0, 0, 0, 0))
    assert lots(engine, B) == [(30, 30, T + 60 * DAY_US), (10, 10, T + 90 * DAY_US)]
    assert lots(engine, A) == [(30, 20, T + 90 * DAY_US), (30, 0, T + 60 * DAY_US)]
    assert clearing(engine) == 0
    assert refused(engine, "points.accept_gift", "b", T + 3, B, gift_id=gift) == "gift-answered"
    assert refused(engine, "points.decline_gift", "b", T + 3, B, gift_id=gift) == "gift-answered"
    assert refused(engine, "points.refund", "r", T + 3, asset="points", seq=3, amount=1) == "not-a-spend"
    assert engine.deliver() == 0


def test_a_declined_gift_comes_back() -> None:
    engine = make()
    engine.send("points.earn", A, "1", T, asset="points", amount=30)
    gift = offer(engine, 30)
    engine.send("points.decline_gift", B, "d", T + 2, gift_id=gift)
    engine.deliver()
    assert (wallet(engine, A), wallet(engine, B)) == ((30, 0, 0, 0, 0), (0, 0, 0, 0, 0))
    assert lots(engine, A)[0][:2] == (30, 30)


def test_a_gift_lapses_and_an_answer_that_comes_late_moves_nothing() -> None:
    engine = make()
    engine.send("points.earn", A, "1", T, asset="points", amount=30)
    gift = offer(engine, 30)
    engine.send("points.accept_gift", B, "a", T + 3 * DAY_US, gift_id=gift)
    engine.advance(T + 3 * DAY_US + 2)  # the hold ends before the answer is delivered
    assert wallet(engine, A) == (30, 0, 0, 0, 0)
    engine.deliver()
    assert (wallet(engine, A), wallet(engine, B)) == ((30, 0, 0, 0, 0), (0, 0, 0, 0, 0))
    assert [params["outcome"] for _, _, params in messages(engine, "gift_closed")] == ["lapsed"]
    other = offer(engine, 30, T + 4 * DAY_US, "g2")
    engine.advance(T + 8 * DAY_US)
    engine.deliver()
    assert refused(engine, "points.accept_gift", "b", T + 8 * DAY_US, B, gift_id=other) == "gift-lapsed"
    assert clearing(engine) == 0


def test_a_gift_lapses_before_what_it_holds_expires() -> None:
    engine = make()
    engine.send("points.earn", A, "1", T, asset="points", amount=30, expires_us=T + DAY_US)
    gift = engine.send("points.gift", A, "g", T + 1, asset="points", amount=30, to_member=B)
    assert gift.result["expires_us"] == T + DAY_US - 1
    engine.advance(T + DAY_US)
    # no grace was made out of it
    assert wallet(engine, A) == (0, 0, 0, 0, 0)


def test_gifts_that_are_refused() -> None:
    engine = make()
    engine.send("points.earn", A, "1", T, asset="points", amount=3000)
    engine.send("points.earn", A, "2", T, asset="energy", amount=5)
    give = {"asset": "points", "to_member": B}
    assert refused(engine, "points.gift", "g", amount=1, asset="energy", to_member=B) == "not-giftable"
    assert refused(engine, "points.gift", "g", amount=1, asset="points", to_member=A) == "gift-to-self"
    assert refused(engine, "points.gift", "g", amount=0, **give) == "amount-not-positive"
    assert refused(engine, "points.gift", "g", amount=3001, **give) == "insufficient-balance"
    assert refused(engine, "points.gift", "g", amount=1001, **give) == "capped"
    offer(engine, 600)
    assert refused(engine, "points.gift", "g2", amount=401, **give) == "capped"
    assert refused(engine, "points.accept_gift", "a", member=B, gift_id="nothing") == "gift-not-found"
    with pytest.raises(KeyReused):
        engine.send("points.gift", A, "g", T + 1, amount=601, asset="points", to_member=B)


# -- pools ----------------------------------------------------------------------------------------------------------
def test_donations() -> None:
    engine = make()
    engine.send("points.earn", A, "1", T, asset="points", amount=100)
    assert refused(engine, "points.donate", "d", pool="park", amount=5) == "unknown-pool"
    assert refused(engine, "points.donate", "d", pool="library", amount=4) == "below-minimum"
    engine.send("points.donate", A, "d1", T, pool="library", amount=40)
    engine.send("points.donate", A, "d2", T, pool="library", amount=20)
    assert engine.pools == {"library": 60}
    assert wallet(engine, A) == (40, 0, 0, 0, 0)
    assert refused(engine, "points.refund", "r", asset="points", seq=2, amount=1) == "not-a-spend"
    assert list(engine.members[A].records) == [("donor", "library")]


# -- reminders ------------------------------------------------------------------------------------------------------
def test_reminders_one_a_day_of_expiry() -> None:
    engine = make()
    for i, (amount, days) in enumerate(((10, 60), (20, 60), (5, 61), (7, 20), (9, 3))):
        engine.send("points.earn", A, str(i), T, asset="points", amount=amount, expires_us=T + days * DAY_US)
    assert engine.state(A).timers["remind:points"] == T + 13 * DAY_US
    engine.send("points.spend", A, "s", T, asset="points", amount=12)  # all that goes first, and 3 of the next
    found = dict[int, list[tuple[int, int]]]()
    for day in range(1, 62):
        before = len(messages(engine, "points_expiring"))
        engine.advance(T + day * DAY_US)
        new = messages(engine, "points_expiring")[before:]
        if new:
            found[day] = [(params["amount"], params["days"]) for _, _, params in new]
    assert found == {13: [(4, 7)], 30: [(30, 30)], 31: [(5, 30)], 53: [(30, 7)], 54: [(5, 7)]}
    assert len({dedupe for _, dedupe, _ in messages(engine, "points_expiring")}) == 5
    assert wallet(engine, A) == (0, 0, 0, 0, 0)
    assert engine.state(A).timers == {}
