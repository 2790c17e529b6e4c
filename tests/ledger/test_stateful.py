"""Any sequence of requests, over memory and over the real database, against the plain model; then every law."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from itertools import count
from typing import Any, Protocol

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from liuke.decision.domain import Domain, Phase, Reaction
from liuke.decision.effects import Post, UseLot
from liuke.decision.event import Event
from liuke.decision.holdings import Order
from liuke.decision.turn import Turn
from liuke.engine.batch import submission
from liuke.engine.memory import MemoryEngine
from liuke.events.catalogue import EventType
from liuke.features import DOMAINS, compile_program
from liuke.kernel.errors import KeyReused, Refused
from liuke.kernel.text import text
from liuke.ledger import postings
from tests.ledger import model
from tests.ledger.check import assert_clean, seal_all
from tests.server import TestDatabase
from tests.world import T, make_engine, make_members, make_pool, program, rows


def _buy(turn: Turn) -> None:
    data = turn.data
    part = postings.earn(
        turn, "points", data["amount"], rule="shop", ref=turn.key, settles_us=data["settles_us"],
        expires_us=data["expires_us"],
    )  # fmt: skip
    turn.state.add_order(Order(turn.key, turn.now.t_us, turn.day, 0, earned=[part]))
    turn.result = {"seq": part.seq}


def _return(turn: Turn) -> None:
    order = turn.state.find_order(turn.data["order"])
    assert order is not None
    (part,) = order.earned
    if turn.data["amount"] > part.amount - part.reversed:
        turn.refuse("too-much")
    postings.reverse(turn, part, turn.data["amount"], ref=order.order_id)
    turn.state.save_order(order)


_RUNS = {"test.buy": _buy, "test.return": _return}
SHOP = Domain(
    name="shop",
    event_types=tuple(EventType(name, text(name, name), "request", open=True) for name in _RUNS),
    compile=lambda _program: [Reaction(name, Phase.REQUEST, name, run) for name, run in _RUNS.items()],
)
DOCUMENT = program(
    points={
        "giftable": True, "expiry": {"kind": "after", "months": 0, "days": model.EXPIRY_DAYS},
        "refund_grace_days": model.GRACE_DAYS, "debt": {"policy": "debt", "repay_bps": model.REPAY_BPS},
    },
    gifts={"accept_days": model.ACCEPT_DAYS, "caps": [{"period": "lifetime", "limit": 10_000_000}]},
)  # fmt: skip
Answer = tuple[str, Any]


class World(Protocol):
    """Two members, somewhere."""

    now: int

    def send(self, type_: str, who: int, key: str, t_us: int, **data: Any) -> Answer: ...
    def sweep(self) -> None: ...
    def deliver(self) -> None: ...
    def wallet(self, who: int) -> tuple[int, ...]: ...
    def lots(self, who: int) -> list[tuple[int, int]]: ...
    def check(self) -> None: ...
    def close(self) -> None: ...


class MemoryWorld:
    """Over plain memory; the laws are checked after every step."""

    def __init__(self) -> None:
        self.now = T
        self.engine = MemoryEngine(compile_program(DOCUMENT, domains=(*DOMAINS, SHOP)))
        for who in (1, 2):
            self.engine.register(who, T)

    def send(self, type_: str, who: int, key: str, t_us: int, **data: Any) -> Answer:
        try:
            return "ok", self.engine.send(type_, who, key, t_us, **data).result
        except Refused as refused:
            return "refused", refused.reason
        except KeyReused:
            return "reused", None

    def sweep(self) -> None:
        self.engine.advance(self.now)

    def deliver(self) -> None:
        self.engine.deliver()

    def wallet(self, who: int) -> tuple[int, ...]:
        found = self.engine.state(who).wallet("points")
        return found.available, found.pending, found.held, found.frozen, found.debt

    def lots(self, who: int) -> list[tuple[int, int]]:
        lots = self.engine.members[who].lots.values()
        return sorted((lot.expires_us, lot.remaining) for lot in lots if lot.remaining)

    def check(self) -> None:
        for who in (1, 2):
            legs: dict[str, int] = {}
            used: dict[int, int] = {}
            seqs, times = list[int](), list[int]()
            for member, decision in self.engine.decisions:
                for effect in decision.effects if member == who else ():
                    if isinstance(effect, Post):
                        legs[effect.source] = legs.get(effect.source, 0) - effect.amount
                        legs[effect.target] = legs.get(effect.target, 0) + effect.amount
                        seqs.append(effect.seq)
                        times.append(effect.t_us)
                    elif isinstance(effect, UseLot):
                        used[effect.lot_seq] = used.get(effect.lot_seq, 0) + effect.amount
            found = self.engine.state(who).wallet("points")
            accounts = ("available", "pending", "held", "frozen")
            assert [legs.get(a, 0) for a in accounts] == [getattr(found, a) for a in accounts]
            assert (legs.get("debt", 0), legs.get("issuance", 0)) == (-found.debt, -found.earned)
            assert sum(legs.values()) == 0
            assert seqs == list(range(1, found.seq + 1))
            assert times == sorted(set(times))
            member = self.engine.members[who]
            for (_, seq), lot in member.lots.items():
                assert 0 <= lot.remaining <= lot.amount
                assert used.get(seq, 0) == lot.amount - lot.remaining
            assert sum(lot.remaining for lot in member.lots.values() if not lot.settles_us) == found.available

    def close(self) -> None:
        self.check()


class DatabaseWorld:
    """Over the real engine and database; every law of ``verify`` is checked at the end."""

    numbers = count()

    def __init__(self, database: TestDatabase, runner: asyncio.Runner) -> None:
        self.now = T
        self.database, self.run = database, runner.run
        slug = f"t{next(self.numbers)}"
        self.tenant, self.members = self.run(make_members(database.owner_dsn, database.dsn, 2, slug))
        self.pool = self.run(make_pool(database.dsn, 2))
        self.engine = make_engine(self.pool, self.tenant, DOCUMENT, domains=[SHOP], clock=lambda: self.now)

    def send(self, type_: str, who: int, key: str, t_us: int, **data: Any) -> Answer:
        if "to_member" in data:
            data["to_member"] = self.members[data["to_member"] - 1]
        event = Event(type_, self.members[who - 1], key, t_us, data)
        (outcome,) = self.run(self.engine.process([submission(event)]))
        if isinstance(outcome.error, KeyReused):
            return "reused", None
        if outcome.error is not None:
            assert isinstance(outcome.error, Refused), outcome.error
            return "refused", outcome.error.reason
        assert outcome.answer is not None
        return "ok", outcome.answer["result"]

    def sweep(self) -> None:
        self.run(self.engine.sweep(self.now))

    def deliver(self) -> None:
        while self.run(self.engine.deliver()):
            pass

    def wallet(self, who: int) -> tuple[int, ...]:
        sql = "SELECT available, pending, held, frozen, debt FROM wallet WHERE member_id = $1"
        return next(iter(self.run(rows(self.pool, self.tenant, sql, self.members[who - 1]))), (0, 0, 0, 0, 0))

    def lots(self, who: int) -> list[tuple[int, int]]:
        sql = "SELECT expires_us, remaining FROM lot WHERE member_id = $1 AND remaining > 0 ORDER BY 1, 2"
        return [(row[0], row[1]) for row in self.run(rows(self.pool, self.tenant, sql, self.members[who - 1]))]

    def check(self) -> None:
        pass

    def close(self) -> None:
        self.run(seal_all(self.database.dsn, self.tenant, max_rows=10))
        self.run(assert_clean(self.database.dsn, self.tenant))
        self.run(self.pool.close())


class LedgerMachine(RuleBasedStateMachine):
    """Requests of two members in any order, with time passing in between."""

    def __init__(self, world: World) -> None:
        super().__init__()
        self.world = world
        self.accounts = {1: model.Account(T), 2: model.Account(T)}
        self.keys: Iterator[int] = count()
        self.seqs: dict[str, int] = {}
        self.offers: dict[str, tuple[int, int]] = {}
        self.sent: list[tuple[str, int, str, int, dict[str, Any], Answer]] = []

    # -- doing the same on both sides -------------------------------------------------------------------------------
    def ask(self, type_: str, who: int, does: Any, **data: Any) -> tuple[str, Answer]:
        """Send it, let the model do it, and compare whether it was done."""
        key = f"k{next(self.keys)}"
        self.account(who)
        got = self.world.send(type_, who, key, self.world.now, **data)
        refusal = ""
        try:
            does(key)
        except model.No as no:
            refusal = str(no)
        if refusal:
            assert got == ("refused", refusal), (type_, data)
        else:
            assert got[0] == "ok", (type_, data, got)
            self.sent.append((type_, who, key, self.world.now, data, got))
        return key, got

    def account(self, who: int) -> model.Account:
        """The model's account with everything due handled, as the engine does before an event."""
        self.accounts[who].pass_time(self.world.now)
        return self.accounts[who]

    @rule(who=st.integers(1, 2), amount=st.integers(1, 200), days=st.integers(1, 30))
    def earn(self, who: int, amount: int, days: int) -> None:
        expires = self.world.now + days * model.DAY
        self.ask(
            "points.earn", who, lambda _: self.account(who).add(amount, expires), asset="points", amount=amount,
            expires_us=expires,
        )  # fmt: skip

    @rule(who=st.integers(1, 2), amount=st.integers(1, 200), settles=st.integers(0, 6), days=st.integers(2, 30))
    def buy(self, who: int, amount: int, settles: int, days: int) -> None:
        now = self.world.now
        settles_us = now + settles * model.DAY if settles else 0

        def does(key: str) -> None:
            lot = self.account(who).add(amount, now + days * model.DAY, settles_us)
            self.accounts[who].purchases[key] = model.Purchase(lot, amount)

        self.ask("test.buy", who, does, amount=amount, settles_us=settles_us, expires_us=now + days * model.DAY)

    @precondition(lambda self: any(account.purchases for account in self.accounts.values()))
    @rule(data=st.data(), amount=st.integers(1, 150))
    def return_purchase(self, data: st.DataObject, amount: int) -> None:
        every = [(who, key) for who, account in self.accounts.items() for key in account.purchases]
        who, order = data.draw(st.sampled_from(every))
        self.ask(
            "test.return", who, lambda _: self.account(who).take_back(self.accounts[who].purchases[order], amount),
            order=order, amount=amount,
        )  # fmt: skip

    @rule(who=st.integers(1, 2), amount=st.integers(1, 250))
    def spend(self, who: int, amount: int) -> None:
        def does(key: str) -> None:
            self.accounts[who].spends[key] = self.account(who).take(amount)

        key, got = self.ask("points.spend", who, does, asset="points", amount=amount)
        if got[0] == "ok":
            self.seqs[key] = got[1]["seq"]

    @precondition(lambda self: any(account.spends for account in self.accounts.values()))
    @rule(data=st.data(), amount=st.integers(1, 120))
    def refund(self, data: st.DataObject, amount: int) -> None:
        every = [(who, key) for who, account in self.accounts.items() for key in account.spends]
        who, key = data.draw(st.sampled_from(every))

        def does(_: str) -> None:
            self.account(who).refund(self.accounts[who].spends[key], amount)

        self.ask("points.refund", who, does, asset="points", amount=amount, seq=self.seqs[key])

    @rule(who=st.integers(1, 2), amount=st.integers(1, 120), days=st.integers(0, 8), freeze=st.booleans())
    def hold(self, who: int, amount: int, days: int, freeze: bool) -> None:
        name = f"h{next(self.keys)}"
        expires = self.world.now + days * model.DAY if days and not freeze else model.FOREVER
        extra: dict[str, Any] = {"reason": "r", "actor": "x"} if freeze else {"expires_us": expires}
        purpose = "freeze" if freeze else "hold"
        self.ask(
            "points.freeze" if freeze else "points.hold", who,
            lambda _: self.account(who).hold(name, amount, purpose, expires), asset="points", amount=amount,
            hold_id=name, **extra,
        )  # fmt: skip

    @precondition(lambda self: any(account.holds for account in self.accounts.values()))
    @rule(data=st.data(), commit=st.booleans())
    def close_hold(self, data: st.DataObject, commit: bool) -> None:
        every = [(w, n) for w, a in self.accounts.items() for n, h in a.holds.items() if h.purpose != "gift"]
        if not every:
            return
        who, name = data.draw(st.sampled_from(every))
        account = self.account(who)
        if account.holds[name].purpose == "freeze":
            by = {"reason": "r", "actor": "x"}
            self.ask("points.unfreeze", who, lambda _: account.release(name), hold_id=name, **by)
        elif commit:
            self.ask("points.commit", who, lambda _: account.close(name), hold_id=name)
        else:
            self.ask("points.release", who, lambda _: account.release(name), hold_id=name)

    @rule(who=st.integers(1, 2), amount=st.integers(-150, 150).filter(bool))
    def adjust(self, who: int, amount: int) -> None:
        def does(_: str) -> None:
            if amount > 0:
                self.account(who).add(amount, model.default_expiry(self.world.now))
            else:
                self.account(who).take(-amount)

        self.ask("points.adjust", who, does, asset="points", amount=amount, reason="r", actor="x")

    @rule(who=st.integers(1, 2), amount=st.integers(1, 80))
    def gift(self, who: int, amount: int) -> None:
        taker = 3 - who
        made = list[model.Hold]()

        def does(_: str) -> None:
            made.append(self.account(who).hold("new", amount, "gift"))

        _, got = self.ask("points.gift", who, does, asset="points", amount=amount, to_member=taker)
        if made:
            gift = got[1]["gift_id"]
            self.accounts[who].holds[gift] = self.accounts[who].holds.pop("new")
            assert got[1]["expires_us"] == made[0].expires
            self.offers[gift] = (who, taker)
            self.account(taker)
            self.world.deliver()

    @precondition(lambda self: self.offers)
    @rule(data=st.data(), accept=st.booleans())
    def answer_gift(self, data: st.DataObject, accept: bool) -> None:
        gift = data.draw(st.sampled_from(sorted(self.offers)))
        giver, taker = self.offers[gift]

        def does(_: str) -> None:
            self.account(taker)
            if self.world.now >= self.accounts[giver].holds[gift].expires:
                raise model.No("gift-lapsed")

        verb = "accept" if accept else "decline"
        _, got = self.ask(f"points.{verb}_gift", taker, does, gift_id=gift)
        del self.offers[gift]
        if got[0] == "ok":
            self.account(giver)  # hears of the answer, and so handles what is due
        self.world.deliver()
        if got[0] == "ok" and accept:
            for use in self.accounts[giver].close(gift).uses:
                self.account(taker).add(use.amount, use.lot.expires, repays=False)
        elif got[0] == "ok":
            self.accounts[giver].release(gift)

    # -- time and repetition ----------------------------------------------------------------------------------------
    @rule(hours=st.integers(1, 24 * 9), sweep=st.booleans())
    def wait(self, hours: int, sweep: bool) -> None:
        self.world.now += hours * 3_600_000_000
        if sweep:
            self.sweep()

    def sweep(self) -> None:
        for who in (1, 2):
            self.account(who)
        self.world.sweep()
        self.world.deliver()

    @precondition(lambda self: self.sent)
    @rule(data=st.data())
    def again(self, data: st.DataObject) -> None:
        type_, who, key, t_us, sent, got = data.draw(st.sampled_from(self.sent))
        self.sweep()
        assert self.world.send(type_, who, key, t_us, **sent) == got
        other = {**sent, next(iter(sent)): sent[next(iter(sent))]}
        assert self.world.send(type_, who, key, t_us + 1, **other)[0] == "reused"

    @invariant()
    def agrees(self) -> None:
        for who, account in self.accounts.items():
            if account.now == self.world.now:
                assert self.world.wallet(who) == account.balances()
                assert self.world.lots(who) == account.lots_left()
        self.world.check()

    def teardown(self) -> None:
        self.sweep()
        self.agrees()
        self.world.close()


_QUIET = [HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large]


def test_any_sequence_over_memory() -> None:
    run_state_machine_as_test(
        lambda: LedgerMachine(MemoryWorld()),
        settings=settings(max_examples=80, stateful_step_count=40, deadline=None, suppress_health_check=_QUIET),
    )


def test_any_sequence_over_the_database(database: TestDatabase) -> None:
    with asyncio.Runner() as runner:
        run_state_machine_as_test(
            lambda: LedgerMachine(DatabaseWorld(database, runner)),
            settings=settings(max_examples=12, stateful_step_count=30, deadline=None, suppress_health_check=_QUIET),
        )
